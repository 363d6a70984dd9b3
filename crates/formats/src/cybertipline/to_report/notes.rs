//! Details under the format's own field names.

use model::{Detail, Personal, When};

/// Adds answers to a list of details; what is unknown adds nothing.
pub(super) trait Notes {
    fn personal(&mut self, name: &str, value: Option<Personal>);
    fn text(&mut self, name: &str, value: Option<String>) {
        self.personal(name, value.map(Personal::from));
    }
    fn flag(&mut self, name: &str, value: Option<bool>) {
        self.personal(name, value.map(|yes| Personal::from(if yes { "true" } else { "false" })));
    }
    fn when(&mut self, name: &str, value: Option<When>) {
        self.text(name, value.map(|when| when.to_string()));
    }
}

impl Notes for Vec<Detail> {
    fn personal(&mut self, name: &str, value: Option<Personal>) {
        self.extend(value.map(|value| Detail::new(name, value)));
    }
}
