//! Mentions side by side, field by field: what agrees and what differs.

use model::{Identifier, IdentifierKind, Mention, NameKind, PersonName, Personal, PlaceRole, Report};
use std::collections::{BTreeMap, HashMap};

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident = $code:literal),* $(,)?) => {
        /// A field in which mentions are compared.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $name,)* #[doc = "Identifiers of one kind."] Identifier(IdentifierKind) }

        impl Field {
            /// The stable code; identifiers have that of their kind.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* Self::Identifier(kind) => kind.code() }
            }
        }
    };
}

fields! {
    /// Role in the report.
    Role = "role",
    /// Names in law or in daily life.
    Name = "name",
    /// Nicknames and names that platforms show.
    Alias = "alias",
    /// Date or year of birth.
    Born = "born",
    /// Age at the incident.
    Age = "age",
    /// Sex.
    Sex = "sex",
    /// Nationality.
    Nationality = "nationality",
    /// How they stand to the child.
    Relation = "relation",
    /// City or municipality of the report.
    City = "city",
}

/// How mentions agree on a field, among those that say something of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// All say the same.
    Same,
    /// Some say the same.
    Partly,
    /// No two say the same.
    Differs,
    /// Only one says anything.
    Single,
}

/// A field over all mentions shown.
#[derive(Clone, Debug)]
pub struct FieldRow {
    /// The field.
    pub field: Field,
    /// How they agree.
    pub agreement: Agreement,
    /// What each mention says, in the order of the mentions; nothing where it is silent.
    pub cells: Vec<Vec<FieldValue>>,
}

/// One value of a mention.
#[derive(Clone, Debug)]
pub struct FieldValue {
    /// What it says.
    pub text: Personal,
    /// How many of the other mentions shown say the same.
    pub shared: usize,
}

/// All fields of which any mention says something.
pub(super) fn fields(mentions: &[Option<(&Mention, &Report)>]) -> Vec<FieldRow> {
    let mut rows: BTreeMap<Field, Vec<Vec<String>>> = BTreeMap::new();
    for (at, said) in mentions.iter().enumerate() {
        let Some((mention, report)) = said else { continue };
        for (field, text) in values(mention, report) {
            let cells = rows.entry(field).or_insert_with(|| vec![Vec::new(); mentions.len()]);
            if let Some(cell) = cells.get_mut(at)
                && !cell.contains(&text)
            {
                cell.push(text);
            }
        }
    }
    rows.into_iter().map(|(field, cells)| row(field, &cells)).collect()
}

/// Values are the same whatever their case.
fn same(text: &str) -> String {
    text.to_lowercase()
}

fn row(field: Field, cells: &[Vec<String>]) -> FieldRow {
    let mut said: HashMap<String, usize> = HashMap::new();
    for cell in cells {
        let mut distinct: Vec<String> = cell.iter().map(|text| same(text)).collect();
        distinct.sort_unstable();
        distinct.dedup();
        for text in distinct {
            *said.entry(text).or_default() += 1;
        }
    }
    let speaking = cells.iter().filter(|cell| !cell.is_empty()).count();
    let most = said.values().copied().max().unwrap_or(0);
    let agreement = match (speaking, most) {
        (0 | 1, _) => Agreement::Single,
        (all, most) if most == all => Agreement::Same,
        (_, most) if most > 1 => Agreement::Partly,
        _ => Agreement::Differs,
    };
    let value = |text: &String| FieldValue {
        shared: said.get(&same(text)).map_or(0, |count| count.saturating_sub(1)),
        text: Personal::new(text.clone()),
    };
    FieldRow { field, agreement, cells: cells.iter().map(|cell| cell.iter().map(value).collect()).collect() }
}

fn values(mention: &Mention, report: &Report) -> Vec<(Field, String)> {
    let mut values = vec![(Field::Role, code(&mention.role))];
    for name in &mention.names {
        let field = if name.kind == NameKind::Stated { Field::Name } else { Field::Alias };
        values.extend(whole(name).map(|name| (field, name)));
    }
    values.extend(mention.born.map(|born| (Field::Born, born.to_string())));
    values.extend(mention.age.map(|age| {
        let text = match age {
            model::Age::Years(years) => format!("{years}"),
            model::Age::About(years) => format!("~{years}"),
            model::Age::Between(from, to) => format!("{from}–{to}"),
        };
        (Field::Age, text)
    }));
    values.extend(mention.sex.map(|sex| (Field::Sex, code(&sex))));
    values.extend(mention.nationality.map(|country| (Field::Nationality, country.to_string())));
    values.extend(mention.relation_to_child.map(|relation| (Field::Relation, code(&relation))));
    let near = |role: PlaceRole| !matches!(role, PlaceRole::Suspect);
    let cities =
        report.places.iter().filter(|place| near(place.role)).filter_map(|place| place.city.as_ref());
    values.extend(cities.map(|city| (Field::City, city.reveal().to_owned())));
    values.extend(mention.identifiers.iter().map(identifier));
    values
}

fn identifier(identifier: &Identifier) -> (Field, String) {
    (Field::Identifier(identifier.kind), identifier.value.reveal().to_owned())
}

fn whole(name: &PersonName) -> Option<String> {
    if let Some(full) = &name.full {
        return Some(full.reveal().to_owned());
    }
    let parts = [&name.given, &name.middle, &name.family];
    let parts: Vec<&str> =
        parts.into_iter().flatten().filter_map(|part| model::known(part.reveal())).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The stable code of a value of the model.
fn code(value: &impl serde::Serialize) -> String {
    toml::Value::try_from(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Age, Channel, MentionRole, Sex};

    #[test]
    fn what_agrees_and_what_differs_is_told() {
        let report = Report::new("hotline".parse().unwrap(), Channel::Hotline);
        let mention = |name: &str, phone: &str, age| Mention {
            role: MentionRole::Child,
            names: vec![PersonName { full: Some(name.into()), ..PersonName::default() }],
            identifiers: vec![Identifier::phone(phone, None)],
            age,
            sex: Some(Sex::Female),
            ..Mention::default()
        };
        let first = mention("Ana Example", "+639170000001", Some(Age::About(9)));
        let second = mention("ANA EXAMPLE", "+639170000002", None);
        let third = mention("Other Name", "+639170000001", None);
        let rows =
            fields(&[Some((&first, &report)), Some((&second, &report)), None, Some((&third, &report))]);
        let row = |field: Field| rows.iter().find(|row| row.field == field).unwrap();
        assert_eq!(row(Field::Sex).agreement, Agreement::Same);
        assert_eq!(row(Field::Name).agreement, Agreement::Partly);
        assert_eq!(row(Field::Name).cells[0][0].shared, 1, "whatever the case");
        assert_eq!(row(Field::Age).agreement, Agreement::Single);
        assert_eq!(row(Field::Age).cells[2].len(), 0);
        assert_eq!(row(Field::Identifier(IdentifierKind::Phone)).agreement, Agreement::Partly);
        assert_eq!(row(Field::Role).cells[0][0].text.reveal(), "child");
    }
}
