//! Who sees what, written by hand: nothing here is asked of the program. A role more or a part of a referral more does not
//! compile until somebody writes here what is expected of it. The lines themselves are in `rows`.

use super::world::{Agency, Part, Scope};
use model::{Compartment, ReferralPart, Role};

/// Whom a route of the roles it names answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// All of them, whatever their agency: it is about no record.
    All,
    /// Those of the centre who see every lead.
    Whole,
    /// Whoever sees this part of the record.
    Sees(Part),
    /// Whoever sees both persons.
    SeesBoth,
    /// Both agencies of the referral.
    Either,
    /// The agency that sent it.
    Sender,
    /// The agency that has it, also once it has ended.
    Holder,
    /// One person, of this role, at the centre.
    At(Role),
}

/// What a list must hold, and hold for nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    /// A link to the record, for whoever sees this part of it.
    Record(Part),
    /// The same of leads that wait: at the centre those that nobody has.
    Waiting,
    /// The same of leads that were handed over.
    HandedOver,
    /// A link to the conversation.
    Conversation,
    /// A link to the referral.
    Referral,
}

/// One line of the table.
pub(crate) struct Row {
    /// The route as the program writes it.
    pub(crate) route: &'static str,
    /// The address that is asked, where it is not the route.
    pub(crate) asks: &'static str,
    /// What is sent besides the token.
    pub(crate) form: &'static [(&'static str, &'static str)],
    /// The compartment that it opens.
    pub(crate) compartment: Option<Compartment>,
    /// Which roles, with the answer to each.
    pub(crate) answers: Vec<(&'static [Role], u16)>,
    pub(crate) who: Who,
    /// The answer to whom of these roles it is not for.
    pub(crate) others: u16,
    /// Parts that the page shows to whoever sees them.
    pub(crate) shows: &'static [Part],
    pub(crate) lists: Option<Listed>,
}

impl Row {
    pub(crate) fn asks(self, asks: &'static str) -> Self {
        Self { asks, ..self }
    }
    pub(crate) fn form(self, form: &'static [(&'static str, &'static str)]) -> Self {
        Self { form, ..self }
    }
    pub(crate) fn opens(self, compartment: Compartment) -> Self {
        Self { compartment: Some(compartment), ..self }
    }
    pub(crate) fn to(self, who: Who) -> Self {
        Self { who, ..self }
    }
    pub(crate) fn but(mut self, roles: &'static [Role], answer: u16) -> Self {
        self.answers.push((roles, answer));
        self
    }
    pub(crate) fn others(self, others: u16) -> Self {
        Self { others, ..self }
    }
    pub(crate) fn shows(self, shows: &'static [Part]) -> Self {
        Self { shows, ..self }
    }
    pub(crate) fn lists(self, listed: Listed) -> Self {
        Self { lists: Some(listed), ..self }
    }
    /// The answer to a role for whom it is.
    fn answer(&self, role: Role) -> Option<u16> {
        self.answers.iter().find(|(roles, _)| roles.contains(&role)).map(|(_, answer)| *answer)
    }
    /// The answer to somebody; a record is there where the address names one.
    pub(crate) fn expected(&self, role: Role, agency: Agency, scope: Option<Scope>) -> u16 {
        let Some(answer) = self.answer(role) else { return GONE };
        let seen = |part| scope.is_some_and(|scope| sees(role, agency, scope, part));
        let handed = scope.is_some_and(|scope| scope != Scope::None);
        let is_theirs = match self.who {
            Who::All => true,
            Who::Whole => agency == Agency::Centre && sees_every_lead(role),
            Who::Sees(part) => seen(part),
            Who::SeesBoth => seen(Part::Child) && seen(Part::Suspect),
            Who::Either => handed && agency != Agency::Other,
            Who::Sender => handed && agency == Agency::Centre,
            Who::Holder => handed && agency == Agency::Receiver,
            Who::At(only) => agency == Agency::Centre && role == only,
        };
        if is_theirs { answer } else { self.others }
    }
    /// Whether the list must hold a record; nothing where it is no list.
    pub(crate) fn holds(&self, role: Role, agency: Agency, scope: Scope) -> Option<bool> {
        let listed = self.lists?;
        let centre = agency == Agency::Centre;
        // The centre has it back, or never gave it away.
        let waits = matches!(scope, Scope::Ended | Scope::Expired | Scope::None);
        let seen = sees(role, agency, scope, Part::Report);
        Some(match listed {
            Listed::Record(part) => sees(role, agency, scope, part),
            Listed::Waiting => seen && (!centre || waits),
            Listed::HandedOver => seen && (!centre || !waits),
            Listed::Conversation => sees(role, agency, scope, Part::Conversation),
            Listed::Referral => agency != Agency::Other && scope != Scope::None,
        })
    }
}

/// What one may not see answers like what does not exist.
pub(crate) const GONE: u16 = 404;

/// What a scope opens to the receiver.
fn opened(scope: Scope) -> &'static [Part] {
    use Part::{Child, Conversation, Message, Payments, Report, Suspect, Words};
    match scope {
        Scope::Whole => &[Report, Child, Suspect, Words, Payments, Conversation, Message],
        Scope::Only(ReferralPart::Report) => &[Report, Child, Suspect, Message],
        Scope::Only(ReferralPart::Words) => &[Report, Child, Suspect, Words, Message],
        Scope::Only(ReferralPart::Payments) => &[Report, Child, Suspect, Payments, Message],
        Scope::Only(ReferralPart::Conversation) => &[Report, Child, Suspect, Conversation, Message],
        // Words, payments and the conversation speak of everybody.
        Scope::Persons => &[Report, Child, Message],
        Scope::Ended | Scope::Expired | Scope::None => &[],
    }
}

/// Roles that see every lead at the centre; what they may do with it is another question.
fn sees_every_lead(role: Role) -> bool {
    match role {
        Role::Analyst | Role::Supervisor | Role::Auditor | Role::HotlineOperator => true,
        Role::Administrator
        | Role::IntakeOfficer
        | Role::Investigator
        | Role::Prosecutor
        | Role::SocialWorker
        | Role::FinancialAnalyst => false,
    }
}

/// Which parts of a record a role reads at all.
fn reads(role: Role, part: Part) -> bool {
    match role {
        Role::Analyst | Role::Supervisor => true,
        Role::Investigator | Role::Prosecutor | Role::SocialWorker => part != Part::Conversation,
        Role::FinancialAnalyst => !matches!(part, Part::Conversation | Part::Words),
        Role::HotlineOperator => part == Part::Conversation,
        Role::Administrator | Role::IntakeOfficer | Role::Auditor => false,
    }
}

/// Whether a record's part is there for somebody, whatever their role does with it.
fn sees(role: Role, agency: Agency, scope: Scope, part: Part) -> bool {
    match agency {
        Agency::Centre => sees_every_lead(role),
        Agency::Receiver => opened(scope).contains(&part),
        Agency::Other => false,
    }
}

/// Whether the mark of a part may stand on any page that somebody gets.
pub(crate) fn may_stand(role: Role, agency: Agency, scope: Scope, part: Part) -> bool {
    let handed = scope != Scope::None;
    match part {
        // What the centre wrote is the referral's: everybody there who works with referrals reads it.
        Part::Message => {
            reads(role, part) && (agency == Agency::Centre && handed || sees(role, agency, scope, part))
        }
        // That something was handed over is known at both its ends, also afterwards, by its reference.
        Part::Report => {
            let at_an_end = agency == Agency::Centre || agency == Agency::Receiver && handed;
            let works = reads(role, Part::Report) || reads(role, Part::Conversation);
            at_an_end && (works || agency == Agency::Centre && role == Role::Auditor)
        }
        _ => reads(role, part) && sees(role, agency, scope, part),
    }
}
