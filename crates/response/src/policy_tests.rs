//! The policy as a picture, as properties, and against mutants: whatever line, role or effect is changed, some check of
//! this file sees it.

use super::*;
use model::{AgencyId, Instant, UserId};
use proptest::prelude::*;
use std::fmt::Write as _;

/// The whole policy as it was agreed: a change of it must be seen in review. `@compartment`, `+` where an override opens
/// it, `|` before those outside the staff.
const AGREED: &str = include_str!("policy.agreed.txt");

/// A policy as text.
fn picture(policy: &Policy) -> String {
    let mut text = String::new();
    for act in Act::ALL {
        let Some(line) = policy.lines.iter().find(|line| line.act == *act) else { continue };
        let roles: Vec<_> =
            Role::ALL.iter().filter(|role| line.roles.contains(role)).map(|r| r.code()).collect();
        text.push_str(act.code());
        if let Some(compartment) = line.compartment {
            text.push_str(" @");
            text.push_str(compartment.code());
        }
        if line.opens {
            text.push_str(" +");
        }
        text.push_str(": ");
        text.push_str(&roles.join(", "));
        if !line.outside.is_empty() {
            let _ = write!(text, "| {:?}", line.outside);
        }
        text.push('\n');
    }
    for compartment in Compartment::ALL {
        let roles: Vec<_> =
            Role::ALL.iter().filter(|role| policy.works_in(**role, compartment)).map(|r| r.code()).collect();
        let _ = writeln!(text, "{} is worked in by {}", compartment.code(), roles.join(", "));
    }
    text
}

fn id<T: std::str::FromStr>(number: u8) -> T
where
    T::Err: std::fmt::Debug,
{
    format!("01980000-0000-7000-8000-0000000000{number:02x}").parse().unwrap()
}

fn user(role: Role) -> User {
    User { id: id::<UserId>(1), name: "ana".parse().unwrap(), agency: id::<AgencyId>(9), role }
}

fn granted(compartment: Compartment) -> Override {
    Override {
        id: id(5),
        user: id(1),
        granted_by: id(2),
        compartment,
        record: Reference::new(2026, 7),
        until: Instant::from_micros(1_000),
    }
}

/// What must hold of any policy of this house, whatever its table says. Each broken rule is named.
fn broken_rules(policy: &Policy) -> Vec<String> {
    let mut broken = Vec::new();
    let mut rule = |holds: bool, words: String| {
        if !holds {
            broken.push(words);
        }
    };
    for act in Act::ALL {
        let lines = policy.lines.iter().filter(|line| line.act == *act).count();
        rule(lines == 1, format!("{}: {lines} lines", act.code()));
    }
    for compartment in Compartment::ALL {
        let lines = policy.works_in.iter().filter(|(known, _)| *known == compartment).count();
        rule(lines == 1, format!("{}: {lines} lines", compartment.code()));
        for role in [Role::Administrator, Role::Auditor, Role::IntakeOfficer] {
            rule(!policy.works_in(role, compartment), format!("{} in {}", role.code(), compartment.code()));
        }
    }
    for (role, closed) in [
        (Role::Investigator, Compartment::Care),
        (Role::SocialWorker, Compartment::Investigation),
        (Role::SocialWorker, Compartment::Payments),
        (Role::FinancialAnalyst, Compartment::Care),
    ] {
        rule(!policy.works_in(role, closed), format!("{} in {}", role.code(), closed.code()));
    }
    for line in &policy.lines {
        let code = line.act.code();
        rule(!line.opens || line.compartment.is_some(), format!("{code}: an override opens no compartment"));
        rule(
            line.outside.is_empty() || line.compartment.is_none(),
            format!("{code}: a compartment for outsiders"),
        );
        rule(!line.roles.is_empty() || !line.outside.is_empty(), format!("{code}: nobody may"));
        if let Some(compartment) = line.compartment {
            for role in &line.roles {
                rule(
                    policy.works_in(*role, compartment),
                    format!("{code}: {} has one key of two", role.code()),
                );
            }
        }
        // Whoever keeps accounts or audits reads nothing; whoever decides about an override cannot be the administrator.
        for role in [Role::Administrator, Role::Auditor] {
            rule(
                !(line.compartment.is_some() && line.roles.contains(&role)),
                format!("{code}: {}", role.code()),
            );
        }
    }
    for role in Role::ALL {
        rule(
            policy.role_may(role, Act::KeepOwnAccount),
            format!("{} cannot keep the own account", role.code()),
        );
        let asks = policy.role_may(role, Act::AskOverride);
        let works = Compartment::ALL.iter().any(|compartment| policy.works_in(role, *compartment));
        rule(asks == works, format!("{}: asks for overrides {asks}, works somewhere {works}", role.code()));
    }
    broken
}

#[test]
fn the_table_is_as_agreed_and_breaks_no_rule() {
    let policy = Policy::of_the_house();
    assert_eq!(picture(&policy), AGREED, "if this change is meant, write it into policy.agreed.txt");
    assert_eq!(broken_rules(&policy), Vec::<String>::new());
}

/// Every single fault that a table can have: a line gone, a role more or less, an outsider more or less, another
/// compartment, an override where there was none and the reverse; the same for the compartments.
fn mutants(policy: &Policy) -> Vec<(String, Policy)> {
    let mut mutants = Vec::new();
    let mut add = |name: String, change: &dyn Fn(&mut Policy)| {
        let mut mutant = policy.clone();
        change(&mut mutant);
        mutants.push((name, mutant));
    };
    for at in 0..policy.lines.len() {
        let code = policy.lines[at].act.code();
        add(format!("{code} gone"), &|mutant| {
            mutant.lines.remove(at);
        });
        add(format!("{code} opens flipped"), &|mutant| mutant.lines[at].opens ^= true);
        for role in Role::ALL {
            add(format!("{code} {} flipped", role.code()), &|mutant| flip(&mut mutant.lines[at].roles, role));
        }
        for outside in [Outside::Visitor, Outside::Partner] {
            add(format!("{code} {outside:?} flipped"), &|mutant| {
                flip(&mut mutant.lines[at].outside, outside);
            });
        }
        let compartments = [None].into_iter().chain(Compartment::ALL.map(Some));
        for compartment in compartments.filter(|other| *other != policy.lines[at].compartment) {
            add(format!("{code} in {compartment:?}"), &|mutant| mutant.lines[at].compartment = compartment);
        }
    }
    for at in 0..policy.works_in.len() {
        let code = policy.works_in[at].0.code();
        add(format!("{code} gone"), &|mutant| {
            mutant.works_in.remove(at);
        });
        for role in Role::ALL {
            add(format!("{code} {} flipped", role.code()), &|mutant| flip(&mut mutant.works_in[at].1, role));
        }
    }
    mutants
}

fn flip<T: PartialEq>(list: &mut Vec<T>, one: T) {
    match list.iter().position(|known| *known == one) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(one),
    }
}

#[test]
fn every_mutant_is_caught() {
    let policy = Policy::of_the_house();
    let mutants = mutants(&policy);
    assert!(mutants.len() > Act::ALL.len() * 15, "{}", mutants.len());
    let survivors: Vec<&String> =
        mutants.iter().filter(|(_, mutant)| picture(mutant) == AGREED).map(|(name, _)| name).collect();
    assert_eq!(survivors, Vec::<&String>::new());
}

/// The picture shows the table; this shows that the table is what decides: each mutant that says something else of some
/// role, outsider or override decides something else, or is one of two keys where the other is not turned.
#[test]
fn what_the_table_says_is_what_is_decided() {
    let decisions = |policy: &Policy| {
        let mut answers = Vec::new();
        for act in Act::ALL {
            answers.extend(Role::ALL.map(|role| policy.role_may(role, *act)));
            answers.extend([Outside::Visitor, Outside::Partner].map(|who| policy.outside_may(who, *act)));
            for (role, compartment) in
                Role::ALL.iter().flat_map(|role| Compartment::ALL.map(|compartment| (*role, compartment)))
            {
                let over = granted(compartment);
                answers.push(policy.override_opens(
                    &user(role),
                    *act,
                    over.record,
                    &over,
                    Instant::from_micros(0),
                ));
            }
        }
        answers
    };
    let house = Policy::of_the_house();
    let right = decisions(&house);
    let mut silent = Vec::new();
    for (name, mutant) in mutants(&house) {
        if decisions(&mutant) == right {
            silent.push(name);
        }
    }
    // A lock with two keys does not open for one: adding a role to an action of a compartment that it does not work in,
    // or to a compartment no action of which it has, changes nothing by itself. Nothing else may be silent.
    let explained = |name: &String| {
        let Some((what, role)) = name.strip_suffix(" flipped").and_then(|name| name.rsplit_once(' ')) else {
            // No line opens these yet: their compartments are ahead of their actions.
            return Compartment::ALL.iter().any(|c| *name == format!("{} gone", c.code()) && *c != Compartment::Report)
                || name.contains(" in Some(")
                // Without its second key a lock still opens to those who had both: the picture sees it.
                || name.ends_with(" in None");
        };
        let Some(role) = Role::from_code(role) else {
            // An outsider at the door of a compartment; an override of what opens no compartment.
            let act = Act::ALL.iter().find(|act| act.code() == what);
            return act.is_some_and(|act| act.compartment().is_some() != (role == "opens"));
        };
        match (Act::ALL.iter().find(|act| act.code() == what), Compartment::from_code(what)) {
            (Some(act), _) => act.compartment().is_some_and(|compartment| !house.works_in(role, compartment)),
            (None, Some(compartment)) => !Act::ALL
                .iter()
                .any(|act| act.compartment() == Some(compartment) && act.roles().contains(&role)),
            (None, None) => false,
        }
    };
    let unexplained: Vec<&String> = silent.iter().filter(|name| !explained(name)).collect();
    assert_eq!(unexplained, Vec::<&String>::new());
}

/// Whoever comes from outside may do what the table opens to them and nothing else.
#[test]
fn outsiders_do_only_what_is_theirs() {
    let may = |actor: &Actor| Act::ALL.iter().copied().filter(|act| actor.may(*act)).collect::<Vec<_>>();
    assert_eq!(may(&Actor::Visitor), [Act::TellReport, Act::UseInbox]);
    assert_eq!(may(&Actor::Partner(id(1))), [Act::HandOver]);
}

proptest! {
    /// Every role against every compartment: what a role may do opens only compartments that it works in.
    #[test]
    fn no_role_passes_the_wall_of_a_compartment(role in 0..Role::ALL.len(), act in 0..Act::ALL.len()) {
        let (role, act, policy) = (Role::ALL[role], Act::ALL[act], Policy::of_the_house());
        let may = Actor::User(user(role)).may(act);
        prop_assert_eq!(may, policy.role_may(role, act));
        if let Some(compartment) = act.compartment() {
            prop_assert!(!may || policy.works_in(role, compartment));
        }
    }

    /// An override opens what it was granted for: to the one who asked, for that record, in that compartment, until its
    /// hour, by somebody else. One thing that does not fit, and it opens nothing.
    #[test]
    fn an_override_opens_nothing_else(
        role in 0..Role::ALL.len(), act in 0..Act::ALL.len(), compartment in 0..5_usize,
        mine in any::<bool>(), oneself in any::<bool>(), other_record in any::<bool>(), now in 0..2_000_i64,
    ) {
        let (role, act, compartment) = (Role::ALL[role], Act::ALL[act], Compartment::ALL[compartment]);
        let policy = Policy::of_the_house();
        let mut over = granted(compartment);
        if !mine { over.user = id(3); }
        if oneself { over.granted_by = id(1); }
        let record = if other_record { Reference::new(2026, 8) } else { over.record };
        let opens = policy.override_opens(&user(role), act, record, &over, Instant::from_micros(now));
        let fits = mine && !oneself && !other_record && now < 1_000
            && act.opens() && act.compartment() == Some(compartment) && policy.role_may(role, Act::AskOverride);
        prop_assert_eq!(opens, fits);
        let permit = Actor::User(user(role))
            .permit_over::<act::ReadReport>("read", record, &over, Instant::from_micros(now));
        if let Some(permit) = permit {
            prop_assert!(permit.is_override() && permit.covers(record));
            prop_assert!(!permit.covers(Reference::new(2026, 99)));
            prop_assert!(permit.by().purpose.contains("override"));
        }
    }
}

#[test]
fn sessions_of_sensitive_compartments_are_shorter() {
    for (role, minutes) in [
        (Role::Analyst, 30),
        (Role::Administrator, 30),
        (Role::Investigator, 15),
        (Role::Prosecutor, 15),
        (Role::SocialWorker, 15),
        (Role::FinancialAnalyst, 15),
    ] {
        assert_eq!(idle_seconds(role), minutes * 60, "{role:?}");
    }
}

#[test]
fn an_administrator_and_an_auditor_read_no_record() {
    for act in Act::ALL.iter().filter(|act| act.compartment().is_some()) {
        for role in [Role::Administrator, Role::Auditor] {
            assert!(!Actor::User(user(role)).may(*act), "{act:?} {role:?}");
        }
    }
}
