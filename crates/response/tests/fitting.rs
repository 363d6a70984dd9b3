//! Where leads happen and in which languages they speak: whom they could be given to, which agencies come first, and
//! whether groups fare alike.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod support;

use model::{Agency, AgencyKind, Country, LeadStep, RegionCode, Role, new_id};
use response::{
    desk::{self, Group, Holder, Member},
    linking::Fit,
    people::own,
};
use serde_json::json;
use support::{
    desk::{Desk, permit, sight_of},
    line,
};

/// A report of its own lead that says where it happens and in which language it speaks.
async fn told(world: &Desk, number: u32, place: (&str, &str), language: &str) -> i64 {
    let (country, region) = place;
    let more = json!({
        "narratives": [{ "kind": "account", "words": "placeholder: words", "language": language }],
        "places": [{ "role": "child", "country": country, "region": region }],
    });
    world.take(&line(number, &more)).await
}

fn member(name: &str, languages: &[&str], countries: &[&str], regions: &str) -> Member {
    Member {
        name: name.parse().unwrap(),
        languages: languages.iter().map(|tag| (*tag).to_owned()).collect(),
        countries: countries.iter().map(|code| code.parse().unwrap()).collect(),
        regions: RegionCode::list(regions).unwrap(),
    }
}

#[tokio::test]
async fn a_lead_is_suggested_to_who_reads_it_works_there_and_has_least_to_do() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let chief = world.user("chief", centre, Role::Supervisor).await;
    let mut users = Vec::new();
    for name in ["ana", "ben", "cora", "dan", "eva"] {
        users.push(world.user(name, centre, Role::Analyst).await);
    }
    world.user("gil", centre, Role::Auditor).await;
    world.service.members = vec![
        member("ana", &["fil", "ceb"], &["PH"], "PH-CEB"),
        member("ben", &["en"], &["PH"], ""),
        member("cora", &["fil-PH"], &["ID"], ""),
        member("dan", &["id"], &["PH"], "PH-BOH"),
    ];
    let lead = told(&world, 1, ("PH", "Cebu"), "tl").await;
    let other = told(&world, 2, ("ID", "Jawa Timur"), "id-ID").await;
    let vague = told(&world, 3, ("PH", "somewhere"), "xx").await;
    // Ben has one already.
    let mut given = world.decision(vague, LeadStep::Assign).await;
    given.to = Some(Holder::User(users[1].id));
    world.decide(&chief, &given).await.unwrap();
    // Eva has a heavy day.
    desk::heavy_day(world.store(), &permit(&users[4]), &users[4], true).await.unwrap();
    let suggested = async |no: i64| {
        let sight = sight_of(world.store(), &chief).await;
        let (store, service, reference) = (world.store(), &world.service, world.reference(no).await);
        let desk = desk::lead_desk(store, &world.linker, &permit(&chief), &sight, service, reference).await;
        let fits = desk.unwrap().suggestions.into_iter();
        fits.map(|one| (one.name, one.language, one.territory, one.load)).collect::<Vec<_>>()
    };
    let fit = |name: &str, language, territory, load| (name.to_owned(), language, territory, load);
    assert_eq!(
        suggested(lead).await,
        [
            fit("ana", true, true, 0),
            fit("cora", true, false, 0),
            fit("ben", false, true, 1),
            fit("chief", false, false, 0),
            fit("dan", false, false, 0),
        ]
    );
    assert_eq!(
        suggested(other).await[..2],
        [fit("cora", false, true, 0), fit("dan", true, false, 0)],
        "of those who fit alike who has less, then by name"
    );
    // What somebody says of themselves stands before the table, and is taken back by saying nothing.
    let keeps = permit(&users[3]);
    let me = response::Actor::User(users[3].clone());
    own::set_area(world.store(), &keeps, &me, ["en,tl", "ph", "PH-CEB"]).await.unwrap();
    assert_eq!(suggested(lead).await[1], fit("dan", true, true, 0));
    own::set_area(world.store(), &keeps, &me, ["", "", ""]).await.unwrap();
    assert_eq!(suggested(lead).await[4], fit("dan", false, false, 0));
    for wrong in [["cebuano", "", ""], ["", "nowhere", ""], ["", "", "??"]] {
        let answer = own::set_area(world.store(), &keeps, &me, wrong).await;
        assert!(matches!(answer, Err(response::ResponseError::Form(_))), "{wrong:?}");
    }
    world.replays().await;
    // Where no region is known, a part of the country is as good as the whole.
    let fits = suggested(vague).await;
    assert_eq!(
        fits[..3],
        [fit("ana", false, true, 0), fit("dan", false, true, 0), fit("ben", false, true, 1)]
    );
}

#[tokio::test]
async fn without_words_of_its_own_a_lead_happens_in_the_country_of_its_source() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let chief = world.user("chief", centre, Role::Supervisor).await;
    world.user("ana", centre, Role::Analyst).await;
    world.service.members = vec![member("ana", &[], &["DE"], "")];
    world.service.countries.insert("public".into(), "DE".parse().unwrap());
    let silent = world.tell_of(1, "child", "Amihan Quizon").await;
    let elsewhere = told(&world, 2, ("PH", "Cebu"), "en").await;
    for (no, territory) in [(silent, true), (elsewhere, false)] {
        let sight = sight_of(world.store(), &chief).await;
        let (store, reference) = (world.store(), world.reference(no).await);
        let permit = permit(&chief);
        let desk = desk::lead_desk(store, &world.linker, &permit, &sight, &world.service, reference).await;
        let ana = desk.unwrap().suggestions.into_iter().find(|one| one.name == "ana").unwrap();
        assert_eq!(ana.territory, territory);
    }
}

#[tokio::test]
async fn agencies_of_the_leads_region_come_first() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let analyst = world.user("analyst", centre, Role::Analyst).await;
    let lead = told(&world, 1, ("PH", "Cebu"), "ceb").await;
    let places: [(&str, Option<&str>, &str); 6] = [
        ("A: of nowhere", None, ""),
        ("B: abroad", Some("DE"), ""),
        ("C: of Bohol", Some("PH"), "PH-BOH"),
        ("D: of the country", Some("PH"), ""),
        ("E: of Cebu and Bohol", Some("PH"), "PH-BOH PH-CEB"),
        ("F: of Cebu", Some("PH"), "PH-CEB"),
    ];
    let mut ids = Vec::new();
    for (name, country, regions) in places {
        let id = new_id(world.store().clock(), &mut world.store().fork_rng());
        let country = country.map(|code| code.parse::<Country>().unwrap());
        let agency = Agency { id, name: name.into(), kind: AgencyKind::Police, country };
        let (by, regions) = (response::Actor::Operator.by("test"), RegionCode::list(regions).unwrap());
        world.store().add_agency_in(&by, &agency, &regions).await.unwrap();
        ids.push(id);
    }
    let order = async || {
        let sight = sight_of(world.store(), &analyst).await;
        let about = (&analyst, world.reference(lead).await);
        let permit = permit(&analyst);
        let found = desk::to_whom(world.store(), &world.linker, &permit, &sight, &world.service, about)
            .await
            .unwrap();
        found.into_iter().map(|one| (one.agency.name[..1].to_owned(), one.fit)).collect::<Vec<_>>()
    };
    let at = |name: &str, fit| (name.to_owned(), fit);
    assert_eq!(
        order().await,
        [
            at("E", Fit::Region),
            at("F", Fit::Region),
            at("D", Fit::WholeCountry),
            at("C", Fit::Country),
            at("A", Fit::None),
            at("B", Fit::None),
        ]
    );
    world.store().close_agency(&response::Actor::Operator.by("test"), ids[4]).await.unwrap();
    assert_eq!(order().await[0], at("F", Fit::Region), "one that was removed is none to hand over to");
}

#[tokio::test]
async fn whether_groups_fare_alike_is_reckoned_from_what_was_decided() {
    let mut world = Desk::new().await;
    let centre = world.agency("Centre", AgencyKind::NationalCentre).await;
    let chief = world.user("chief", centre, Role::Supervisor).await;
    let groups =
        [(("PH", "Cebu"), "tl", 6, 5), (("ID", "Jawa Timur"), "id", 8, 1), (("DE", "somewhere"), "de", 2, 2)];
    let mut number = 0;
    for (place, language, leads, taken) in groups {
        for at in 0..leads {
            number += 1;
            let lead = told(&world, number, place, language).await;
            let step = if at < taken { LeadStep::Accept } else { LeadStep::NoConcern };
            world.done(&chief, lead, step).await;
        }
    }
    // What was decided first counts, and what waits does not.
    let again = told(&world, number + 1, ("PH", "Cebu"), "tl").await;
    world.done(&chief, again, LeadStep::NoConcern).await;
    world.done(&chief, again, LeadStep::Reopen).await;
    world.done(&chief, again, LeadStep::Accept).await;
    told(&world, number + 2, ("PH", "Cebu"), "tl").await;
    let sight = sight_of(world.store(), &chief).await;
    let figures =
        desk::agreement(world.store(), &world.linker, &permit(&chief), &sight, &world.service).await.unwrap();
    let of = |group: Group| {
        let rows = figures.groups.iter().filter(|row| row.group == group);
        rows.map(|row| (row.name.as_str(), row.counts)).collect::<Vec<_>>()
    };
    // Two of a group are too few to be shown; the next smallest is left out with it, so that nobody reckons it.
    assert_eq!(of(Group::Language), [("de", None), ("fil", None), ("id", Some((8, 1)))]);
    assert_eq!(of(Group::Region), [("DE", None), ("ID-JI", Some((8, 1))), ("PH-CEB", None)]);
    assert_eq!(of(Group::Source), [("public", Some((17, 8)))]);
}
