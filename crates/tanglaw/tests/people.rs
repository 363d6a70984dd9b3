//! `tanglaw agency` and the invitations and off-boarding of `tanglaw user`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use support::Scene;

/// A field of the lines for people: `name:   value`.
fn said(out: &str, field: &str) -> String {
    out.lines().find_map(|line| line.strip_prefix(field)).unwrap().trim().to_owned()
}

#[test]
fn agencies_are_added_listed_and_removed_and_the_first_stays() {
    let scene = Scene::embedded();
    let add =
        ["agency", "add", "Cybercrime office", "--kind", "police", "--country", "PH", "--region", "ph-ceb"];
    let added = scene.run(add.into_iter().chain(["--json"])).ended(0).json();
    assert_eq!((added["kind"].as_str(), added["regions"][0].as_str()), (Some("police"), Some("PH-CEB")));
    let id = added["id"].as_str().unwrap();
    let all = scene.run(["agency", "list", "--json"]).ended(0).json();
    let names: Vec<_> = all.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Cybercrime office", "National centre"], "the one that runs the server is there");
    scene
        .run(["agency", "add", "x", "--kind", "nonsense"])
        .ended(2)
        .says(&["known kinds", "foreign-liaison"]);
    scene.run(["agency", "add", "x", "--kind", "ngo", "--region", "PH_CEB"]).ended(2);
    let own = all[1]["id"].as_str().unwrap();
    scene.run(["agency", "close", own]).ended(1).says(&["cannot be removed"]);
    scene.run(["user", "invite", "ben", "--role", "investigator", "--agency", id]).ended(0);
    assert!(scene.run(["agency", "close", id]).ended(0).out.contains("is removed"));
    scene.run(["agency", "close", id]).ended(1);
    scene.run(["user", "invite", "cara", "--role", "investigator", "--agency", id]).ended(1);
    assert!(scene.run(["agency", "list"]).ended(0).out.contains("(removed)"));
    scene.verifies();
}

#[test]
fn somebody_is_invited_once_more_and_off_boarded() {
    let scene = Scene::embedded();
    let first = scene.run(["user", "invite", "ana", "--role", "analyst"]).ended(0).out;
    let code = said(&first, "code:");
    assert_eq!((code.len(), code.matches('-').count()), (39, 7));
    let second = scene.run(["user", "invite", "ana", "--role", "analyst"]).ended(0).out;
    assert_ne!(said(&second, "code:"), code, "another code; the first is worth nothing");
    scene.run(["user", "invite", "ana", "--again"]).ended(1).says(&["no user of this name"]);
    scene.run(["user", "invite", "ana"]).ended(2);
    scene.run(["user", "add", "ben", "--role", "supervisor"]).ended(0);
    scene.run(["user", "invite", "ben", "--role", "analyst"]).ended(1);
    scene.run(["user", "invite", "ben", "--again"]).ended(0);
    assert!(scene.run(["user", "offboard", "ben"]).ended(0).out.contains("no access any more"));
    scene.run(["user", "offboard", "nobody"]).ended(1);
    scene.run(["user", "invite", "ben", "--again"]).ended(1);
    assert!(scene.run(["user", "list"]).ended(0).out.contains("(inactive)"));
    // Somebody always keeps the accounts.
    scene.run(["user", "add", "keeper", "--role", "administrator"]).ended(0);
    scene.run(["user", "offboard", "keeper"]).ended(1).says(&["last administrator"]);
    scene.run(["user", "add", "other", "--role", "administrator"]).ended(0);
    scene.run(["user", "offboard", "keeper"]).ended(0);
    scene.verifies();
}

#[test]
fn the_help_is_as_agreed() {
    for command in ["user invite", "user offboard", "agency", "agency add", "agency list", "agency close"] {
        let help = support::run(command.split(' ').chain(["--help"])).ended(0).out;
        insta::assert_snapshot!(format!("help-{}", command.replace(' ', "-")), help);
    }
}
