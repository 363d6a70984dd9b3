//! Files, of which only hashes and facts are kept (DESIGN, rule 1).

use crate::{Detail, Identifier, Personal, When};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a hash was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HashAlgorithm {
    /// MD5, 16 bytes (RFC 1321).
    Md5,
    /// SHA-1, 20 bytes (FIPS 180-4).
    Sha1,
    /// SHA-256, 32 bytes (FIPS 180-4).
    Sha256,
    /// PDQ, 32 bytes (perceptual).
    Pdq,
    /// Photo DNA, 144 bytes (perceptual).
    PhotoDna,
}

impl HashAlgorithm {
    /// Length of the hash in bytes.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 | Self::Pdq => 32,
            Self::PhotoDna => 144,
        }
    }

    /// Reads a name as formats write it: `MD5`, `SHA1`, `SHA-256`, `PDQ`, `PhotoDNA`, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        let plain: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        Some(match plain.as_str() {
            "md5" => Self::Md5,
            "sha1" => Self::Sha1,
            "sha256" => Self::Sha256,
            "pdq" => Self::Pdq,
            "photodna" | "pdna" => Self::PhotoDna,
            _ => return None,
        })
    }
}

/// A hash of a file: lower-case hexadecimal of the right length.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "RawHash")]
pub struct FileHash {
    /// How it was made.
    algorithm: HashAlgorithm,
    /// Lower-case hexadecimal.
    value: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawHash {
    algorithm: HashAlgorithm,
    value: String,
}

/// The text is no hash of that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} hexadecimal digits for this kind of hash, found {found} characters")]
pub struct HashError {
    expected: usize,
    found: usize,
}

impl FileHash {
    /// Checks the length and the digits and folds to lower case.
    pub fn new(algorithm: HashAlgorithm, hex: &str) -> Result<Self, HashError> {
        let value = hex.trim().to_ascii_lowercase();
        let expected = algorithm.bytes() * 2;
        if value.len() != expected || !value.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(HashError { expected, found: value.len() });
        }
        Ok(Self { algorithm, value })
    }
    /// How it was made.
    pub fn algorithm(&self) -> HashAlgorithm {
        self.algorithm
    }
    /// Lower-case hexadecimal.
    pub fn hex(&self) -> &str {
        &self.value
    }
}

impl TryFrom<RawHash> for FileHash {
    type Error = HashError;
    fn try_from(raw: RawHash) -> Result<Self, HashError> {
        Self::new(raw.algorithm, &raw.value)
    }
}

/// A label under a scheme; schemes do not map onto each other without loss, so both are always kept
/// (reference `tips-and-hashes.md` 1.4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Classification {
    /// The scheme, such as `industry` (A1, A2, B1, B2).
    pub scheme: String,
    /// The label of the scheme.
    pub label: String,
}

/// What a source says of a file without anyone opening it (`CyberTipline` `fileAnnotations`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileAnnotation {
    /// Drawn or animated.
    Drawing,
    /// Shared as a joke or out of outrage.
    PotentialMeme,
    /// Spreads widely.
    Viral,
    /// Perhaps made by the child.
    PossibleSelfProduction,
    /// A child is physically harmed.
    PhysicalHarm,
    /// Violence.
    Violence,
    /// An animal is involved.
    Animal,
    /// Recorded from a live stream.
    LiveStreaming,
    /// The child is an infant.
    Infant,
    /// Made by a generative machine.
    GenerativeAi,
}

/// Why a file is in the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileRelevance {
    /// It is what is reported.
    Reported,
    /// It came along to explain.
    Supplemental,
}

/// What is kept of a file: never the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileRecord {
    /// The source's own number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// Its name as it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Personal>,
    /// Its name as it was uploaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_name: Option<Personal>,
    /// Size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// Media type, such as `video/mp4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Hashes, by us or by the source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashes: Vec<FileHash>,
    /// Whether a person at the platform looked at it. Absent means *not known*, which in some laws counts as no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewed_by_platform: Option<bool>,
    /// Whether a person at the platform looked at its metadata.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata_viewed_by_platform: Option<bool>,
    /// Whether anyone could get at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publicly_available: Option<bool>,
    /// Why it is in the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevance: Option<FileRelevance>,
    /// When it was uploaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uploaded_at: Option<When>,
    /// Labels under schemes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classifications: Vec<Classification>,
    /// What the source says of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<FileAnnotation>,
    /// Addresses, devices and places in the net that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// What else the source says of it, under the source's own field names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
}
