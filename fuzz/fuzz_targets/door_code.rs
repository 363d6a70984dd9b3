//! Any text as the code of a reporter: no panic; what is read is written the same again in one of the languages.
#![no_main]

use libfuzzer_sys::fuzz_target;
use response::door::code::WordLists;
use std::sync::LazyLock;

static LISTS: LazyLock<WordLists> = LazyLock::new(|| WordLists::built_in().expect("the lists that ship are sound"));

fuzz_target!(|text: &str| {
    if let Ok(bits) = LISTS.read(text) {
        let typed: Vec<String> =
            text.to_lowercase().split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(str::to_owned).collect();
        let same = ["en", "fil", "ceb", "id"].iter().any(|language| *LISTS.write(&bits, language) == typed.join(" "));
        assert!(same, "another code than was typed");
    }
});
