//! Files of settings (packs, maps, profiles): TOML, and the line of what is wrong in it.

use crate::PaymentsError;
use serde::de::DeserializeOwned;

/// Reads the settings of a file, which errors call `name`.
pub(crate) fn read<T: DeserializeOwned>(text: &str, name: &str) -> Result<T, PaymentsError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        PaymentsError::BadSettings {
            name: name.to_owned(),
            problem: format!("line {line}: {}", error.message()),
        }
    })
}
