//! The conversation with somebody who reported without a name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who wrote a message of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Whoever reported.
    Reporter,
    /// The staff of the centre; a message names nobody.
    Staff,
}

impl Side {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Staff => "staff",
        }
    }

    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Reporter, Self::Staff].into_iter().find(|side| side.code() == code)
    }
}

/// What somebody who reported is told of their report, in plain words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InboxStatus {
    /// It has arrived and waits to be read.
    #[default]
    Received,
    /// Somebody is reading it.
    BeingRead,
    /// The centre has asked something and waits for the answer.
    Asked,
    /// It was passed on to people who can help.
    PassedOn,
    /// The centre has done what it can.
    Closed,
}

impl InboxStatus {
    /// All of them, in the order in which a report usually goes through them.
    pub const ALL: [Self; 5] = [Self::Received, Self::BeingRead, Self::Asked, Self::PassedOn, Self::Closed];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::BeingRead => "being_read",
            Self::Asked => "asked",
            Self::PassedOn => "passed_on",
            Self::Closed => "closed",
        }
    }

    /// Reads the stable code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}
