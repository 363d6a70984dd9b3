//! The form is sound; nothing that was answered is lost.

use super::*;
use proptest::prelude::*;

fn form() -> Form {
    Form::built_in().unwrap()
}

#[test]
fn the_form_is_sound_and_short() {
    let form = form();
    assert_eq!(form.screens.len(), 6);
    assert!(form.screens.iter().all(|screen| screen.questions.len() <= 8));
    assert_eq!(form.screens[0].questions[0].id, "safe", "the first question works alone");
}

#[test]
fn an_unsound_form_is_refused_with_its_place() {
    let question = |rest: &str| {
        format!(
            "version = \"1\"\n[[screen]]\nid = \"a\"\n[[screen.question]]\nid = \"x\"\nfills = \"danger\"\n{rest}"
        )
    };
    for (rest, problem) in [
        ("kind = \"one\"", "a choice needs options"),
        ("kind = \"text\"", "its greatest length"),
        ("kind = \"lines\"\nlongest = 3", "the most there may be"),
        ("kind = \"one\"\noptions = [\"a\"]\nonly_if = { y = [\"b\"] }", "does not come before"),
        ("kind = \"one\"\noptions = [\"a\"]\nnonsense = 1", "unknown field"),
    ] {
        let error = Form::from_toml(&question(rest)).unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
}

#[test]
fn what_is_not_asked_is_kept_and_marked() {
    let form = form();
    let pairs = [("paid", "no"), ("paid_how", "bank"), ("relation", "online"), ("age", "twelve")];
    let checked = form.check(&form.answers(Telling::Me, pairs));
    assert_eq!(checked.values(&form, Fills::Paid), ["no"]);
    assert!(checked.values(&form, Fills::PaidHow).is_empty());
    let mut marked: Vec<_> =
        checked.marked.iter().map(|(id, problem, value)| (id.as_str(), *problem, value.as_str())).collect();
    marked.sort_by_key(|(id, ..)| *id);
    assert_eq!(
        marked,
        [
            ("age", Problem::NotAnOption, "twelve"),
            ("paid_how", Problem::NotAsked, "bank"),
            ("relation", Problem::NotAsked, "online"),
        ]
    );
}

#[test]
fn a_long_answer_is_kept_whole() {
    let form = form();
    let long = "a".repeat(7_000);
    let checked = form.check(&form.answers(Telling::Saw, [("words", long.as_str())]));
    assert_eq!(checked.values(&form, Fills::Account), [long]);
    assert_eq!(checked.marked[0].1, Problem::Long);
    let lines = (0..30).map(|n| format!("account{n}")).collect::<Vec<_>>().join("\r\n");
    let checked = form.check(&form.answers(Telling::Saw, [("accounts", lines.as_str())]));
    assert_eq!(checked.values(&form, Fills::Accounts).len(), 20);
    assert_eq!(checked.marked.len(), 10);
}

proptest! {
    /// Nothing that was answered is lost, whatever it is: it is right, or it is marked.
    #[test]
    fn every_answer_is_right_or_marked(
        me in any::<bool>(),
        pairs in prop::collection::vec((0_usize..40, "\\PC{0,40}|yes|no|bank|PH|2026-01-01"), 0..40),
    ) {
        let form = form();
        let names: Vec<&str> = form.questions().map(|question| question.id.as_str()).chain(["stranger"]).collect();
        let pairs: Vec<(&str, &str)> =
            pairs.iter().map(|(at, value)| (names[at % names.len()], value.as_str())).collect();
        let answers = form.answers(if me { Telling::Me } else { Telling::Saw }, pairs.clone());
        let checked = form.check(&answers);
        for (id, value) in answers.iter() {
            let right = checked.right.get(id).is_some_and(|right| right.iter().any(|r| value.contains(r.as_str())));
            let marked = checked.marked.iter().any(|(other, _, kept)| other == id && value.contains(kept.as_str()));
            // A country is known by its code in any case.
            let folded = checked.right.get(id).is_some_and(|right| right.iter().any(|r| r.eq_ignore_ascii_case(value)));
            prop_assert!(right || marked || folded, "{id}");
        }
        prop_assert!(answers.values("stranger").is_empty(), "a field that the form does not know is refused");
    }
}
