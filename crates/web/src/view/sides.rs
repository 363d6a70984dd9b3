//! Mentions side by side, field by field: what agrees and what differs, as a word with its sign.

use super::{TimeView, person::country_text, terms};
use crate::words::Words;
use model::{Country, IdentifierKind, PersonReference};
use response::persons::{Agreement, Field, FieldRow, FieldValue, MentionSide};

/// The head of a column: one mention.
pub(crate) struct SideView {
    pub(crate) mention: String,
    pub(crate) report: String,
    pub(crate) role: String,
    pub(crate) role_class: &'static str,
    pub(crate) channel: String,
    pub(crate) received: TimeView,
    /// The report was erased.
    pub(crate) erased: bool,
    /// Comes before all others.
    pub(crate) first: bool,
    /// Whether the form has it chosen.
    pub(crate) chosen: bool,
}

impl SideView {
    pub(crate) fn of(words: Words, side: &MentionSide, chosen: &[PersonReference]) -> Self {
        Self {
            mention: side.reference.to_string(),
            report: side.line.row.reference.to_string(),
            role: words.say(terms::role(side.role)),
            role_class: terms::role_class(side.role),
            channel: words.say(&format!("channel-{}", side.line.row.facts.channel.code())),
            received: TimeView::exact(side.line.row.received_at),
            erased: side.mention.is_none(),
            first: side.line.priority.first,
            chosen: chosen.contains(&side.reference),
        }
    }
}

/// A field over all mentions shown.
pub(crate) struct FieldView {
    pub(crate) label: String,
    pub(crate) agreement: String,
    pub(crate) mark: &'static str,
    pub(crate) class: &'static str,
    pub(crate) code: bool,
    pub(crate) cells: Vec<CellView>,
}

/// What one mention says.
pub(crate) struct CellView {
    /// Which mention: the label where columns are stacked.
    pub(crate) mention: String,
    pub(crate) values: Vec<ValueView>,
}

/// One value.
pub(crate) struct ValueView {
    pub(crate) text: String,
    /// How many others say the same.
    pub(crate) shared: Option<String>,
}

impl FieldView {
    /// A field of a person.
    pub(crate) fn of(words: Words, row: &FieldRow, sides: &[MentionSide]) -> Self {
        Self::of_sides(words, row, sides)
    }

    /// A field of any mentions, in the order of the row.
    pub(crate) fn of_sides<'a>(
        words: Words,
        row: &FieldRow,
        sides: impl IntoIterator<Item = &'a MentionSide>,
    ) -> Self {
        let (key, mark, class) = match row.agreement {
            Agreement::Same => ("agrees-same", "=", "same"),
            Agreement::Partly => ("agrees-partly", "\u{2248}", "partly"),
            Agreement::Differs => ("agrees-differs", "\u{2260}", "differs"),
            Agreement::Single => ("agrees-single", "\u{b7}", "single"),
        };
        let cells = row.cells.iter().zip(sides).map(|(cell, side)| CellView {
            mention: side.reference.to_string(),
            values: cell.iter().map(|value| ValueView::of(words, row.field, value)).collect(),
        });
        Self {
            label: words.say(&label(row.field)),
            agreement: words.say(key),
            mark,
            class,
            code: matches!(row.field, Field::Identifier(kind) if kind != IdentifierKind::PostalAddress),
            cells: cells.collect(),
        }
    }
}

fn label(field: Field) -> String {
    match field {
        Field::Role => "field-role",
        Field::Name => "name-stated",
        Field::Alias => "field-alias",
        Field::Born => "person-born",
        Field::Age => "person-age",
        Field::Sex => "person-sex",
        Field::Nationality => "person-nationality",
        Field::Relation => "person-relation",
        Field::City => "field-city",
        Field::Identifier(kind) => return terms::identifier(kind),
    }
    .to_owned()
}

impl ValueView {
    fn of(words: Words, field: Field, value: &FieldValue) -> Self {
        let text = value.text.reveal();
        // Codes of the model become words; what people wrote stays as they wrote it.
        let coded = |family: &str| words.known(&format!("{family}-{}", text.replace('_', "-")));
        let told = match field {
            Field::Role => coded("role-in"),
            Field::Sex => coded("sex"),
            Field::Relation => coded("relation"),
            Field::Nationality => text.parse::<Country>().ok().map(country_text),
            Field::Age => text.strip_prefix('~').map(|years| words.fill("age-about", "years", &years)),
            _ => None,
        };
        Self {
            text: told.unwrap_or_else(|| text.to_owned()),
            shared: (value.shared > 0).then(|| words.fill("value-shared", "count", &value.shared)),
        }
    }
}
