//! Whom a door names: each sees other people of the same event.

use crate::{
    dice::Dice,
    figures::Door,
    lead::{Incident, Lead},
};
use model::{MentionRole, OsecForm, Relation};

/// A person (position in the circle), the part the door gives them, and how they stand to the child.
pub(crate) type Part = (usize, MentionRole, Option<Relation>);

/// The people a door names, in the order in which its format lists them.
pub(crate) fn of(dice: &mut Dice, door: Door, lead: &Lead, incident: &Incident) -> Vec<Part> {
    match door {
        Door::ClearingHouse | Door::Platform => platform(dice, door, lead),
        Door::ForeignPolice => foreign_police(dice, lead),
        // The hotline's sheet has room for one child, the police's for one child and one facilitator.
        Door::Hotline => voices(dice, lead, 600, 1),
        Door::Public => voices(dice, lead, 350, 3),
        Door::Financial => firm(dice, lead, incident),
    }
}

fn offender(dice: &mut Dice, lead: &Lead) -> usize {
    dice.pick(&lead.offenders)
}

/// A platform knows accounts: who is reported, and with whom they wrote.
fn platform(dice: &mut Dice, door: Door, lead: &Lead) -> Vec<Part> {
    let suspect = (offender(dice, lead), MentionRole::Suspect, None);
    if lead.widely_shared {
        return vec![suspect];
    }
    let mut people = Vec::with_capacity(3);
    if let Some(facilitator) = lead.facilitators.first() {
        // The account that is reported may be at either end. A platform does not know who arranges what.
        let local = (facilitator.person, MentionRole::Suspect, None);
        let (reported, other) = if dice.chance(550) { (local, suspect) } else { (suspect, local) };
        people.push(reported);
        if dice.chance(500) {
            people.push((other.0, MentionRole::Unknown, None));
        }
    } else {
        people.push(suspect);
    }
    let online = matches!(lead.form, OsecForm::Grooming | OsecForm::SexualExtortion);
    if let Some(child) = lead.children.first() {
        if online && dice.chance(800) {
            // The police-side document has no list of victims: the child stands among those written to.
            let role = if door == Door::Platform { MentionRole::Child } else { MentionRole::Unknown };
            people.push((*child, role, None));
        } else if door == Door::Platform && dice.chance(250) {
            people.push((*child, MentionRole::Child, None));
        }
    }
    people
}

/// Police abroad know their suspect well, the people here by what the suspect's messages show.
fn foreign_police(dice: &mut Dice, lead: &Lead) -> Vec<Part> {
    let mut people = vec![(offender(dice, lead), MentionRole::Suspect, None)];
    if let Some(facilitator) = lead.facilitators.first().filter(|_| dice.chance(750)) {
        let relation = dice.chance(500).then_some(facilitator.relation);
        people.push((facilitator.person, MentionRole::Facilitator, relation));
    }
    children(dice, lead, 350, 1, &mut people);
    people
}

/// A caller knows the child and the house.
fn voices(dice: &mut Dice, lead: &Lead, named_reporter: u32, most_children: usize) -> Vec<Part> {
    let mut people = Vec::with_capacity(4);
    children(dice, lead, 600, most_children, &mut people);
    match lead.facilitators.first() {
        Some(facilitator) if dice.chance(750) => {
            let relation = dice.chance(800).then_some(facilitator.relation);
            people.push((facilitator.person, MentionRole::Facilitator, relation));
        }
        None if dice.chance(600) => people.push((offender(dice, lead), MentionRole::Suspect, None)),
        _ => {}
    }
    if dice.chance(named_reporter) {
        people.push((lead.reporter, MentionRole::Reporter, None));
    }
    people
}

/// A firm knows who paid and who was paid, and not why.
fn firm(dice: &mut Dice, lead: &Lead, incident: &Incident) -> Vec<Part> {
    let Some(last) = lead.last_payment(incident) else {
        return vec![(offender(dice, lead), MentionRole::Suspect, None)];
    };
    let role = |person: usize| {
        if lead.offenders.contains(&person) {
            MentionRole::Suspect
        } else if lead.facilitators.iter().any(|facilitator| facilitator.person == person) {
            MentionRole::Facilitator
        } else {
            // A payer or a recipient may be a child; the firm cannot tell.
            MentionRole::Unknown
        }
    };
    vec![(last.payer, role(last.payer), None), (last.payee, role(last.payee), None)]
}

fn children(dice: &mut Dice, lead: &Lead, share: u32, most: usize, people: &mut Vec<Part>) {
    let mut left = most;
    for child in &lead.children {
        if left > 0 && dice.chance(share) {
            people.push((*child, MentionRole::Child, None));
            left -= 1;
        }
    }
}
