//! The model by which mentions are linked: data, like the table of factors. A data directory may hold its own.

use super::mentions::Column;
use crate::ResponseError;
use linkage::{Model, Parameters};
use std::{borrow::Cow, path::Path};

/// The model that ships with the program.
const MODEL: &str = include_str!("../../linkage/mentions.toml");
/// Its figures.
const PARAMETERS: &str = include_str!("../../linkage/mentions.parameters.toml");
/// The model by which groups of mentions are compared as wholes.
const PERSONS: &str = include_str!("../../linkage/persons.toml");
/// Its figures.
const PERSONS_PARAMETERS: &str = include_str!("../../linkage/persons.parameters.toml");
/// Names of the files that a data directory may hold instead.
const MODEL_FILE: &str = "mentions.toml";
const PARAMETERS_FILE: &str = "mentions.parameters.toml";
const PERSONS_FILE: &str = "persons.toml";
const PERSONS_PARAMETERS_FILE: &str = "persons.parameters.toml";
/// How often groups are compared as wholes, each time as the time before left them. The third time wins 0.003 of recall on the
/// synthetic country (`bench/linkage/COUNTRY.md`), for which it takes a quarter more memory.
const LOOKS: usize = 3;

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
    /// What is compared of groups of mentions that are one person already, and how.
    pub persons: Model,
    /// What each agreement of two groups is worth.
    pub persons_parameters: Parameters,
    /// How often groups are compared; 0 leaves it at the mentions.
    pub persons_looks: usize,
}

impl LinkModel {
    /// The models that ship with the program.
    pub fn built_in() -> Result<Self, ResponseError> {
        Self::from_toml([MODEL, PARAMETERS], [PERSONS, PERSONS_PARAMETERS])
    }

    /// The models of a data directory; of each that it does not have, the one that ships with the program. A model of
    /// one's own needs figures of its own.
    pub fn load(directory: &Path) -> Result<Self, ResponseError> {
        let mentions = own(directory, [MODEL_FILE, PARAMETERS_FILE], [MODEL, PARAMETERS])?;
        let persons = own(directory, [PERSONS_FILE, PERSONS_PARAMETERS_FILE], [PERSONS, PERSONS_PARAMETERS])?;
        Self::from_toml(mentions.each_ref().map(AsRef::as_ref), persons.each_ref().map(AsRef::as_ref))
    }

    /// Reads both models, each with its figures.
    pub fn from_toml(mentions: [&str; 2], persons: [&str; 2]) -> Result<Self, ResponseError> {
        let read = |what: &str, [model, parameters]: [&str; 2]| {
            let wrong =
                |error: linkage::LinkageError| ResponseError::Table(format!("model of {what}: {error}"));
            let model = Model::from_toml(model).map_err(wrong)?;
            Ok::<_, ResponseError>((model, Parameters::from_toml(parameters).map_err(wrong)?))
        };
        let (model, parameters) = read("mentions", mentions)?;
        let (persons, persons_parameters) = read("persons", persons)?;
        Ok(Self { model, parameters, persons, persons_parameters, persons_looks: LOOKS })
    }

    /// Tells this model from another: persons that follow from another are made again.
    pub fn fingerprint(&self) -> String {
        let one = |model: &Model| format!("{}/{}", model.fingerprint(), model.clusters.threshold);
        format!("{}+{}*{}", one(&self.model), self.persons_looks, one(&self.persons))
    }
}

/// A model and its figures: those of the data directory, or those that ship.
fn own<'a>(
    directory: &Path,
    [model, parameters]: [&str; 2],
    shipped: [&'a str; 2],
) -> Result<[Cow<'a, str>; 2], ResponseError> {
    let read = |name: &str| {
        let path = directory.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ResponseError::Table(format!("{}: {error}", path.display()))),
        }
    };
    match (read(model)?, read(parameters)?) {
        (None, figures) => {
            Ok([Cow::Borrowed(shipped[0]), figures.map_or(Cow::Borrowed(shipped[1]), Cow::Owned)])
        }
        (Some(model), Some(figures)) => Ok([Cow::Owned(model), Cow::Owned(figures)]),
        (Some(_), None) => Err(ResponseError::Table(format!(
            "{}: this model needs its figures beside it, in {parameters}",
            directory.join(model).display()
        ))),
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
        assert_eq!(built_in.persons_parameters.model, built_in.persons.fingerprint());
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
