//! The model by which mentions are linked: data, like the table of factors. A data directory may hold its own.

use super::mentions::Column;
use crate::ResponseError;
use linkage::{Model, Parameters};
use std::path::Path;

/// The model that ships with the program.
const MODEL: &str = include_str!("../../linkage/mentions.toml");
/// Its figures.
const PARAMETERS: &str = include_str!("../../linkage/mentions.parameters.toml");
/// Names of the files that a data directory may hold instead.
const MODEL_FILE: &str = "mentions.toml";
const PARAMETERS_FILE: &str = "mentions.parameters.toml";

/// Whether a person is a child. Only children and adults are ever put together by an analyst's word alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Party {
    /// A child, by role or by age.
    Child,
    /// Not a child.
    Adult,
    /// The reports do not say.
    Unknown,
}

impl Party {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Child => "child",
            Self::Adult => "adult",
            Self::Unknown => "unknown",
        }
    }
}

/// A model with its figures.
#[derive(Clone, Debug)]
pub struct LinkModel {
    /// What is compared and how.
    pub model: Model,
    /// What each agreement is worth.
    pub parameters: Parameters,
}

impl LinkModel {
    /// The model that ships with the program.
    pub fn built_in() -> Result<Self, ResponseError> {
        Self::from_toml(MODEL, PARAMETERS)
    }

    /// The model of a data directory, or the one that ships with the program. A model of one's own needs figures of
    /// its own.
    pub fn load(directory: &Path) -> Result<Self, ResponseError> {
        let read = |name: &str| {
            let path = directory.join(name);
            match std::fs::read_to_string(&path) {
                Ok(text) => Ok(Some(text)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(ResponseError::Table(format!("{}: {error}", path.display()))),
            }
        };
        match (read(MODEL_FILE)?, read(PARAMETERS_FILE)?) {
            (None, None) => Self::built_in(),
            (None, Some(parameters)) => Self::from_toml(MODEL, &parameters),
            (Some(model), Some(parameters)) => Self::from_toml(&model, &parameters),
            (Some(_), None) => Err(ResponseError::Table(format!(
                "{}: this model needs its figures beside it, in {PARAMETERS_FILE}",
                directory.join(MODEL_FILE).display()
            ))),
        }
    }

    /// Reads model and figures.
    pub fn from_toml(model: &str, parameters: &str) -> Result<Self, ResponseError> {
        let wrong =
            |error: linkage::LinkageError| ResponseError::Table(format!("model of mentions: {error}"));
        let model = Model::from_toml(model).map_err(wrong)?;
        let parameters = Parameters::from_toml(parameters).map_err(wrong)?;
        Ok(Self { model, parameters })
    }

    /// Tells this model from another: persons that follow from another are made again.
    pub fn fingerprint(&self) -> String {
        format!("{}/{}", self.model.fingerprint(), self.model.clusters.threshold)
    }
}

/// The columns that a model asks for, in its order.
pub(crate) fn columns(inputs: &[String]) -> Result<Vec<Column>, ResponseError> {
    inputs
        .iter()
        .map(|name| {
            Column::from_code(name).ok_or_else(|| {
                let known: Vec<_> = Column::ALL.iter().map(|column| column.code()).collect();
                ResponseError::Table(format!(
                    "model of mentions: there is no column {name}; known are {}",
                    known.join(", ")
                ))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_that_ships_and_its_figures_belong_together() {
        let built_in = LinkModel::built_in().unwrap();
        assert_eq!(built_in.parameters.model, built_in.model.fingerprint());
        assert!(crate::linking::Linker::new(&built_in).is_ok());
    }

    #[test]
    fn a_model_that_asks_for_what_is_not_there_is_refused() {
        let error = columns(&["shoe_size".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("shoe_size") && error.contains("given"), "{error}");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(MODEL_FILE), MODEL).unwrap();
        assert!(LinkModel::load(folder.path()).unwrap_err().to_string().contains("figures"));
    }
}
