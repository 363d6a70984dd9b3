//! The sources a centre takes reports from: data, in `sources.toml`.

use crate::ResponseError;
use formats::table::ColumnMap;
use model::{Source, SourceId};
use serde::Deserialize;
use std::path::{Path, PathBuf};

const BUILT_IN: &str = include_str!("../sources.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    source: Vec<Entry>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: SourceId,
    channel: model::Channel,
    #[serde(default)]
    country: Option<model::Country>,
    #[serde(default)]
    folders: Vec<String>,
    #[serde(default)]
    columns: Option<String>,
}

/// The list of sources.
#[derive(Clone, Debug)]
pub struct Sources {
    entries: Vec<Entry>,
    /// Where relative paths of column maps begin.
    directory: PathBuf,
}

impl Sources {
    /// The built-in sources and those of `sources.toml` in the data directory, where there is one.
    pub fn load(directory: &Path) -> Result<Self, ResponseError> {
        let mut entries = parse(BUILT_IN, "the built-in list of sources")?;
        let path = directory.join("sources.toml");
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                for entry in parse(&text, &path.display().to_string())? {
                    entries.retain(|known| known.id != entry.id);
                    entries.push(entry);
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(ResponseError::Table(format!("{}: {error}", path.display()))),
        }
        Ok(Self { entries, directory: directory.to_owned() })
    }

    /// All short names.
    pub fn ids(&self) -> impl Iterator<Item = &SourceId> {
        self.entries.iter().map(|entry| &entry.id)
    }

    /// The countries of sources, by their short names.
    pub fn countries(&self) -> impl Iterator<Item = (String, model::Country)> {
        self.entries.iter().filter_map(|entry| Some((entry.id.to_string(), entry.country?)))
    }

    /// The source of this short name.
    pub fn get(&self, id: &str) -> Result<Source, ResponseError> {
        self.entry(id).map(source)
    }

    /// The source that files at this path come from, told by the nearest folder with a known name.
    pub fn of_path(&self, path: &Path) -> Option<Source> {
        path.iter()
            .rev()
            .filter_map(|folder| folder.to_str())
            .find_map(|folder| {
                self.entries
                    .iter()
                    .find(|entry| entry.folders.iter().any(|f| f == folder) || entry.id.as_str() == folder)
            })
            .map(source)
    }

    /// The saved column map of a source's CSV files, where it has one.
    pub fn columns(&self, id: &SourceId) -> Result<Option<ColumnMap>, ResponseError> {
        match self.entry(id.as_str())?.columns.as_deref() {
            None => Ok(None),
            Some("hotline") => Ok(Some(ColumnMap::hotline())),
            Some("police-referral") => Ok(Some(ColumnMap::police_referral())),
            Some("suspicious-payments") => Ok(Some(ColumnMap::suspicious_payments())),
            Some(path) => read_columns(&self.directory.join(path)).map(Some),
        }
    }

    fn entry(&self, id: &str) -> Result<&Entry, ResponseError> {
        self.entries.iter().find(|entry| entry.id.as_str() == id).ok_or_else(|| {
            let known: Vec<_> = self.ids().map(SourceId::as_str).collect();
            ResponseError::Form(format!(
                "there is no source of that name. Known sources: {}. Add one in {}",
                known.join(", "),
                self.directory.join("sources.toml").display()
            ))
        })
    }
}

/// Reads a column map from a file.
pub fn read_columns(path: &Path) -> Result<ColumnMap, ResponseError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ResponseError::Table(format!("{}: {error}", path.display())))?;
    ColumnMap::from_toml(&text).map_err(|error| ResponseError::Table(format!("{}: {error}", path.display())))
}

fn source(entry: &Entry) -> Source {
    Source { id: entry.id.clone(), channel: entry.channel, country: entry.country }
}

fn parse(text: &str, name: &str) -> Result<Vec<Entry>, ResponseError> {
    toml::from_str::<File>(text)
        .map(|file| file.source)
        .map_err(|error| ResponseError::Table(format!("{name}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_centre_adds_and_replaces_sources() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("sources.toml"),
            "[[source]]\nid = \"ncmec\"\nchannel = \"clearing_house\"\ncountry = \"US\"\n[[source]]\nid = \"acme\"\nchannel = \"platform\"\n",
        )
        .unwrap();
        let sources = Sources::load(folder.path()).unwrap();
        assert_eq!(sources.get("ncmec").unwrap().country.map(|c| c.to_string()), Some("US".into()));
        assert!(sources.get("acme").is_ok());
        assert!(sources.get("nobody").unwrap_err().to_string().contains("Known sources"));
        assert_eq!(
            sources.of_path(Path::new("out/hotline/calls.csv")).map(|s| s.id.to_string()),
            Some("hotline".into())
        );
        std::fs::write(
            folder.path().join("sources.toml"),
            "[[source]]\nid = \"Bad Name\"\nchannel = \"platform\"\n",
        )
        .unwrap();
        assert!(Sources::load(folder.path()).unwrap_err().to_string().contains("sources.toml"));
    }
}
