//! The `CyberTipline` reporting XML: what platforms submit to the clearing house, whole schema, in and out.
//!
//! Source: reference `tips-and-hashes.md` 1.1 (the schema of 2025-11 with its additions of 2026).
//!
//! Three forms of file are read:
//!
//! - a bare `<report>` document;
//! - our envelope for many, which [`write()`] writes, one submission a line:
//!   `<submissions><submission reportId="123" received="2026-03-01T10:00:00Z"><report>..</report>
//!   <fileDetails>..</fileDetails>*</submission>*</submissions>`. `reportId` is the number the clearing house gave and
//!   `received` when it got the report; both may be missing;
//! - a document of any other root that directly holds `report` elements, each followed by the `fileDetails` that carry
//!   its `reportId`.

mod cursor;
mod document;
mod read;
mod record;
mod schema;
mod split;
mod tags;
mod to_report;
mod value;
mod write;

pub use document::*;
pub use read::{parse, read};
pub use to_report::to_report;
pub use value::{
    AccountKind, AddressKind, BatchReason, CallingCode, EmailKind, EventName, Extension, FileMetadataKind,
    FileRelevance, IncidentType, IndustryClassification, PhoneKind,
};
pub use write::{SubmissionWriter, WriteError, write, write_file_details, write_report};
