//! Agencies and the people who work in them.

use crate::{AgencyId, Country, UserId};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What an agency is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// A national centre that coordinates the others.
    NationalCentre,
    /// Police or another investigating authority.
    Police,
    /// Prosecutors.
    Prosecution,
    /// Social services of the state.
    SocialServices,
    /// A non-governmental organisation.
    Ngo,
    /// Liaison officers of another country.
    ForeignLiaison,
    /// A financial intelligence unit or a firm's analysts.
    Financial,
}

impl AgencyKind {
    /// All kinds.
    pub const ALL: [Self; 7] = [
        Self::NationalCentre,
        Self::Police,
        Self::Prosecution,
        Self::SocialServices,
        Self::Ngo,
        Self::ForeignLiaison,
        Self::Financial,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NationalCentre => "national_centre",
            Self::Police => "police",
            Self::Prosecution => "prosecution",
            Self::SocialServices => "social_services",
            Self::Ngo => "ngo",
            Self::ForeignLiaison => "foreign_liaison",
            Self::Financial => "financial",
        }
    }

    /// Reads the stable code; hyphens are taken for underscores.
    pub fn from_code(code: &str) -> Option<Self> {
        let code = code.replace('-', "_");
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// An organisation that takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// Its name, as staff read it.
    pub name: String,
    /// What it is there for.
    pub kind: AgencyKind,
    /// The country it works in; unknown for an organisation of several.
    pub country: Option<Country>,
}

/// What a user may be asked to do. The table of what each may do is in `response::policy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps accounts and the server; reads no record.
    Administrator,
    /// Hands files of reports in; reads no record.
    IntakeOfficer,
    /// Reads and orders reports.
    Analyst,
    /// Reads the journal, not the records.
    Auditor,
    /// Writes down what people tell the hotline, and answers those who reported without a name.
    HotlineOperator,
    /// Looks after the work of an agency: who has what, what is late; the second person of an override.
    Supervisor,
    /// Follows a lead that was handed to their agency.
    Investigator,
    /// Brings a matter to court.
    Prosecutor,
    /// Cares for a child.
    SocialWorker,
    /// Looks at payments.
    FinancialAnalyst,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 10] = [
        Self::Administrator,
        Self::IntakeOfficer,
        Self::Analyst,
        Self::Auditor,
        Self::HotlineOperator,
        Self::Supervisor,
        Self::Investigator,
        Self::Prosecutor,
        Self::SocialWorker,
        Self::FinancialAnalyst,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::IntakeOfficer => "intake_officer",
            Self::Analyst => "analyst",
            Self::Auditor => "auditor",
            Self::HotlineOperator => "hotline_operator",
            Self::Supervisor => "supervisor",
            Self::Investigator => "investigator",
            Self::Prosecutor => "prosecutor",
            Self::SocialWorker => "social_worker",
            Self::FinancialAnalyst => "financial_analyst",
        }
    }

    /// Reads the stable code; hyphens are taken for underscores.
    pub fn from_code(code: &str) -> Option<Self> {
        let code = code.replace('-', "_");
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A name to sign in with: 2 to 64 lower-case letters, digits, dots, hyphens, underscores and at most one `@`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(String);

/// The text is no name to sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a sign-in name: 2 to 64 letters, digits, dots, hyphens or underscores")]
pub struct UserNameError;

impl UserName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for UserName {
    type Err = UserNameError;
    /// Upper case is folded to lower case, so that one person has one name.
    fn from_str(text: &str) -> Result<Self, UserNameError> {
        let name = text.trim().to_ascii_lowercase();
        let fits = (2..=64).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'@'))
            && name.bytes().filter(|b| *b == b'@').count() <= 1;
        if fits { Ok(Self(name)) } else { Err(UserNameError) }
    }
}

impl TryFrom<String> for UserName {
    type Error = UserNameError;
    fn try_from(text: String) -> Result<Self, UserNameError> {
        text.parse()
    }
}

impl From<UserName> for String {
    fn from(name: UserName) -> Self {
        name.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person of the staff, without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The id.
    pub id: UserId,
    /// The name to sign in with.
    pub name: UserName,
    /// The agency the person works in.
    pub agency: AgencyId,
    /// What the person may be asked to do.
    pub role: Role,
}
