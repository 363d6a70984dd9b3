//! Reading a model and knowing it again.

use super::{MODEL_VERSION, Model};
use crate::{LinkageError, plan::Plan};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// Longest file of a model.
const LONGEST: usize = 1 << 20;

impl Model {
    /// Reads a model and refuses what cannot work.
    pub fn from_toml(text: &str) -> Result<Self, LinkageError> {
        if text.len() > LONGEST {
            return Err(LinkageError::BadModel(format!("the file is longer than {LONGEST} bytes")));
        }
        let model: Self = toml::from_str(text).map_err(|error| LinkageError::BadModel(error.to_string()))?;
        model.check()?;
        Ok(model)
    }

    /// Writes the model as it can be read again.
    pub fn to_toml(&self) -> String {
        // These types hold text, numbers and lists only: they can always be written.
        toml::to_string(self).unwrap_or_default()
    }

    /// Refuses what cannot work.
    pub fn check(&self) -> Result<(), LinkageError> {
        if self.version != MODEL_VERSION {
            return Err(LinkageError::BadModel(format!(
                "version {} of the form is not known; this program reads version {MODEL_VERSION}",
                self.version
            )));
        }
        let training = &self.training;
        if !(training.recall > 0.0 && training.recall <= 1.0) {
            return Err(LinkageError::BadModel("training.recall is a share, above 0 and at most 1".into()));
        }
        let clusters = &self.clusters;
        if !clusters.threshold.is_finite()
            || !clusters.floor.is_finite()
            || clusters.floor > clusters.threshold
        {
            return Err(LinkageError::BadModel("clusters.floor must not be above clusters.threshold".into()));
        }
        Plan::new(self).map(|_| ())
    }

    /// What tells this model from another: a hash of all that changes what patterns mean. Thresholds and training may
    /// change without it.
    pub fn fingerprint(&self) -> String {
        let Self {
            version,
            id: _,
            name: _,
            link: _,
            columns,
            comparisons,
            blocks: _,
            segments,
            contexts: _,
            ..
        } = self;
        let text = serde_json::to_string(&(version, columns, comparisons, segments)).unwrap_or_default();
        let hash = Sha256::digest(text.as_bytes());
        HEXLOWER.encode(hash.get(..12).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
version = 1
name = "small"
id = "rec_id"
[[comparisons]]
name = "surname"
levels = [
  { name = "same", when = "exact(surname)", rare = "surname" },
  { name = "close", when = "jaro_winkler(surname) >= 0.9" },
  { name = "other" },
]
[[blocks]]
on = ["surname:3"]
"#;

    #[test]
    fn a_model_says_itself_again() {
        let model = Model::from_toml(SMALL).unwrap();
        assert_eq!(Model::from_toml(&model.to_toml()).unwrap(), model);
        assert_eq!(model.fingerprint().len(), 24);
        let mut other = model.clone();
        other.clusters.threshold = 9.0;
        assert_eq!(other.fingerprint(), model.fingerprint());
        other.comparisons[0].levels[1].when = Some("jaro_winkler(surname) >= 0.8".parse().unwrap());
        assert_ne!(other.fingerprint(), model.fingerprint());
    }

    #[test]
    fn what_cannot_work_is_refused_with_a_reason() {
        for (from, to, words) in [
            ("version = 1", "version = 9", "version 9"),
            ("surname:3", "surname:0", "number of letters"),
            ("on = [\"surname:3\"]", "on = []", "names no column"),
            ("{ name = \"other\" }", "{ name = \"other\", when = \"exact(a)\" }", "last level"),
            ("jaro_winkler(surname) >= 0.9", "days(surname) <= 9", "kind = \"date\""),
            ("jaro_winkler(surname) >= 0.9", "jaro_winkler(surname) > 0.9", "expected \">=\""),
            ("id = \"rec_id\"", "id = \"rec_id\"\ncolour = 1", "unknown field"),
        ] {
            let error = Model::from_toml(&SMALL.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(words), "{to}: {error}");
        }
    }
}
