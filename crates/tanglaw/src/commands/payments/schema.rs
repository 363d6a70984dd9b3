//! A report in XML held against the schema of the unit that takes it. Units give their schema to who reports to them; it is not ours to
//! ship. `xmllint` (libxml2) does the work: XML Schema is a language of its own, and this is the program that units name for it.

use anyhow::Context;
use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Most findings that are shown.
const MOST_FINDINGS: usize = 20;

/// Exit code of `xmllint` for a document that is not valid, and for one that is no XML.
const INVALID: [i32; 2] = [3, 1];

/// What the schema says.
pub(super) enum Judged {
    /// The document is valid.
    Valid,
    /// It is not: where, and what rule; never what is written there.
    Invalid(Vec<String>),
}

/// The schema that a path names: a file, or in a folder the one that the others are included from.
fn found(path: &Path) -> anyhow::Result<PathBuf> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let mut schemas = Vec::new();
    for entry in std::fs::read_dir(path).with_context(|| path.display().to_string())? {
        let path = entry.with_context(|| path.display().to_string())?.path();
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xsd")) {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("the schema {} cannot be read", path.display()))?;
            schemas.push((path, text));
        }
    }
    let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let included = |path: &Path| {
        let quoted = [format!("\"{}\"", name(path)), format!("'{}'", name(path))];
        let by =
            |(other, text): &(PathBuf, String)| other != path && quoted.iter().any(|one| text.contains(one));
        schemas.iter().any(by)
    };
    let mut first: Vec<&PathBuf> =
        schemas.iter().map(|(path, _)| path).filter(|path| !included(path)).collect();
    first.sort();
    match first.as_slice() {
        [one] => Ok((*one).clone()),
        [] => anyhow::bail!("{} holds no schema (*.xsd): name the file with --schema", path.display()),
        several => {
            let names: Vec<String> = several.iter().map(|path| name(path)).collect();
            anyhow::bail!(
                "{} holds several schemas ({}): name one of them with --schema",
                path.display(),
                names.join(", ")
            )
        }
    }
}

/// Holds a document against a schema, or the one of a folder. Nothing is fetched from a network for it.
pub(super) fn judge(document: &Path, schema: &Path) -> anyhow::Result<Judged> {
    let schema = &found(schema)?;
    // `xmllint` says of a missing schema only that it could not be compiled.
    std::fs::File::open(schema).with_context(|| format!("the schema {} cannot be read", schema.display()))?;
    let answer = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg(document)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| match error.kind() {
            ErrorKind::NotFound => anyhow::anyhow!(
                "xmllint is not installed, so the report was held against no schema and was not written. Install it (Debian: libxml2-utils), \
                 or leave --schema out"
            ),
            _ => anyhow::anyhow!("xmllint cannot be started: {error}"),
        })?;
    if answer.status.success() {
        return Ok(Judged::Valid);
    }
    if answer.status.code().is_some_and(|code| INVALID.contains(&code)) {
        return Ok(Judged::Invalid(findings(&String::from_utf8_lossy(&answer.stderr))));
    }
    let said = String::from_utf8_lossy(&answer.stderr);
    let first = said.lines().next().unwrap_or("it says nothing");
    anyhow::bail!("the schema {} cannot be used: {first}", schema.display())
}

/// Findings in words: the line, the element and the kind of rule. What `xmllint` quotes of the document may be a name or an account, and
/// stays where it is.
fn findings(said: &str) -> Vec<String> {
    let told = said.lines().filter_map(|line| {
        let (place, rest) = line.split_once(": element ").map_or((line, ""), |parts| parts);
        let number = place.rsplit(':').next()?.trim();
        let (element, rule) = rest.split_once(": ")?;
        let plain = |word: &str| {
            word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
        };
        if !plain(element) || number.parse::<u64>().is_err() {
            return None;
        }
        let facet = rule.split_once("[facet '").and_then(|(_, rest)| rest.split_once('\''));
        let expected =
            rule.split_once("Expected is ").map(|(_, rest)| rest.trim_matches(|c| " ().".contains(c)));
        let why = match (facet, expected) {
            (Some((facet, _)), _) if plain(facet) => format!("its value does not keep the rule {facet:?}"),
            (_, Some(expected)) => format!("something else is expected here: {expected}"),
            _ if rule.contains("not a valid value") => "its value is of another kind".to_owned(),
            _ => "it is not as the schema says".to_owned(),
        };
        Some(format!("line {number}, {element}: {why}"))
    });
    let mut told: Vec<String> = told.collect();
    told.dedup();
    told.truncate(MOST_FINDINGS);
    if told.is_empty() {
        told.push("it is not as the schema says, and xmllint does not tell where".to_owned());
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_name_the_place_and_the_rule_and_never_the_value() {
        let said = "r.xml:7: element amount: Schemas validity error : Element 'amount': [facet 'minInclusive'] The value 'SECRET' is less.\n\
                    r.xml:7: element amount: Schemas validity error : Element 'amount': 'SECRET' is not a valid value of the atomic type 'xs:decimal'.\n\
                    r.xml:9: element report: Schemas validity error : Element 'extra': This element is not expected. Expected is ( person ).\n\
                    r.xml fails to validate\n";
        let told = findings(said);
        assert_eq!(told.len(), 3);
        assert!(told[0].starts_with("line 7, amount: ") && told[0].contains("minInclusive"), "{told:?}");
        assert!(told[2].contains("person"), "{told:?}");
        assert!(!told.join(" ").contains("SECRET"));
        assert_eq!(findings("").len(), 1);
    }
}
