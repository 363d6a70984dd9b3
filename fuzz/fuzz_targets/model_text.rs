//! Any text as a time, a reference, an identifier, a country, an amount: read or refused, and the same when read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::{Amount, BirthDate, Country, Identifier, IdentifierKind, Reference, When, known};

fuzz_target!(|text: &str| {
    if let Ok(when) = text.parse::<When>() {
        assert_eq!(when.to_string().parse(), Ok(when));
        let (from, until) = when.bounds();
        assert!(from <= when.sort_instant() && when.sort_instant() <= until);
    }
    if let Ok(reference) = text.parse::<Reference>() {
        assert_eq!(reference.to_string().parse(), Ok(reference));
    }
    if let Ok(born) = text.parse::<BirthDate>() {
        assert_eq!(born.to_string().parse(), Ok(born));
    }
    if let Ok(country) = text.parse::<Country>() {
        assert_eq!(country.code().parse(), Ok(country));
    }
    let _ = Amount::parse(text, Some(text));
    let _ = Amount::parse(text, None);
    if let Some(answer) = known(text) {
        assert_eq!(known(answer), Some(answer));
    }
    for kind in IdentifierKind::ALL {
        let once = Identifier::of(*kind, Some(text), text, Some(Country::PHILIPPINES));
        if once.valid {
            let twice = Identifier::of(*kind, Some(text), once.value.reveal(), Some(Country::PHILIPPINES));
            assert!(twice.valid && once.value == twice.value, "{} changes when read again", kind.code());
        }
    }
});
