//! Any bytes as the form of the public door: what is answered is right or marked, and becomes a report that survives JSON.
#![no_main]

use libfuzzer_sys::fuzz_target;
use model::{Channel, Instant, Report};
use response::door::{
    form::{Form, Telling},
    telling::{self, Circumstances},
};
use std::sync::LazyLock;

static FORM: LazyLock<Form> = LazyLock::new(|| Form::built_in().expect("the form that ships is sound"));

fuzz_target!(|bytes: &[u8]| {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(bytes).into_owned().collect();
    let telling = if bytes.first().is_some_and(|byte| byte % 2 == 0) { Telling::Me } else { Telling::Saw };
    let answers = FORM.answers(telling, pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let checked = FORM.check(&answers);
    let circumstances = Circumstances {
        source: "public-form".parse().expect("a source"),
        channel: Channel::Public,
        language: "en".into(),
        default_country: None,
        now: Instant::from_micros(1_795_356_000_000_000),
        refused_fields: 0,
    };
    let report = telling::report(&FORM, &checked, &circumstances);
    assert!(report.unread.len() >= checked.marked.len());
    let json = serde_json::to_string(&report).expect("a report is written");
    assert_eq!(serde_json::from_str::<Report>(&json).expect("and read again"), report);
});
