//! What one door is told of one incident: a part of the truth, with its errors.

use crate::{
    cast,
    circle::Circle,
    contact,
    dice::Dice,
    figures::{self, Door, Rail},
    lead::{Incident, Lead},
    noise::{self, Care, WrittenName},
    person::{Account, DAY, Part, Person, age_at},
    places::{self, City},
};
use model::{Certainty, IncidentKind, Instant, MentionRole, OsecForm, Relation, Sex};
use time::Date;

/// A net address as a platform logged it.
#[derive(Clone, Debug)]
pub(crate) struct Capture {
    pub(crate) address: String,
    pub(crate) port: Option<u16>,
    pub(crate) at: Instant,
    pub(crate) event: &'static str,
}

/// A person as the door has them.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// Number of the person in truth.
    pub(crate) person: u64,
    pub(crate) part: Part,
    pub(crate) role: MentionRole,
    pub(crate) name: WrittenName,
    pub(crate) age: Option<(u8, bool)>,
    pub(crate) born: Option<Date>,
    pub(crate) sex: Option<Sex>,
    pub(crate) country: Option<&'static str>,
    pub(crate) relation: Option<Relation>,
    pub(crate) access: Option<bool>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) account: Option<Account>,
    /// Firm and number.
    pub(crate) wallet: Option<(&'static str, String)>,
    pub(crate) captures: Vec<Capture>,
    pub(crate) device: Option<String>,
    pub(crate) city: Option<City>,
    pub(crate) street: Option<String>,
    /// Whether the platform verified number and address; `None` where it does not say.
    pub(crate) verified: Option<bool>,
    /// What the door's people write into a cell for a part of a name that they do not know.
    pub(crate) no_answer: &'static str,
}

/// A payment as the door has it; persons by position in [`Telling::people`].
#[derive(Clone, Debug)]
pub(crate) struct ToldPayment {
    pub(crate) at: Instant,
    pub(crate) pesos: u32,
    pub(crate) rail: Rail,
    pub(crate) firm: &'static str,
    pub(crate) reference: String,
    pub(crate) payer: Option<usize>,
    pub(crate) payee: Option<usize>,
}

/// What the door says of haste.
#[derive(Clone, Debug, Default)]
pub(crate) struct ToldUrgency {
    pub(crate) immediate_danger: Option<bool>,
    pub(crate) ongoing: Option<bool>,
    pub(crate) planned_for: Option<Instant>,
    pub(crate) self_harm: Option<bool>,
    pub(crate) commercial: Option<bool>,
    /// The source asks for haste.
    pub(crate) flagged: bool,
}

/// One report before it is written in its format.
#[derive(Clone, Debug)]
pub(crate) struct Telling {
    pub(crate) door: Door,
    pub(crate) lead: u64,
    pub(crate) incident: u64,
    pub(crate) form: OsecForm,
    pub(crate) widely_shared: bool,
    pub(crate) level: u8,
    pub(crate) urgent: bool,
    pub(crate) received: Instant,
    pub(crate) occurred: Option<(Instant, Certainty)>,
    pub(crate) kinds: Vec<IncidentKind>,
    pub(crate) urgency: ToldUrgency,
    pub(crate) people: Vec<Told>,
    pub(crate) payments: Vec<ToldPayment>,
    pub(crate) city: Option<City>,
    /// Position in [`crate::firms::PLATFORMS`].
    pub(crate) platform: usize,
    /// Country whose police refers the case.
    pub(crate) force: &'static str,
    /// Language of the placeholder that stands for the words.
    pub(crate) language: &'static str,
    /// From each of these numbers a file's bytes are made.
    pub(crate) files: Vec<u64>,
    /// Whether this is the changed text of a report handed over before.
    pub(crate) changed: bool,
}

/// Days from the event to the door's own receipt: first and last.
const fn delay(door: Door) -> (u32, u32) {
    match door {
        Door::ClearingHouse => (0, 6),
        Door::Platform => (0, 3),
        Door::ForeignPolice => (10, 90),
        Door::Hotline | Door::Public => (0, 30),
        Door::Financial => (5, 60),
    }
}

/// One to four reports of an incident, each through its door.
pub(crate) fn tell_all(
    dice: &mut Dice,
    circle: &Circle,
    lead: &Lead,
    incident: &Incident,
    now: Instant,
) -> Vec<Telling> {
    let count = if lead.widely_shared {
        dice.between(1, 3)
    } else {
        dice.weighted(figures::DOORS_PER_INCIDENT.shares)
    };
    let mut doors: Vec<Door> = Vec::new();
    for n in 0..count {
        let door = if lead.widely_shared {
            if dice.chance(870) { Door::ClearingHouse } else { Door::Platform }
        } else {
            let mut door = dice.weighted(figures::FIRST_DOOR.shares);
            if door == Door::Financial && lead.payments.is_empty() {
                door = if dice.chance(550) { Door::Hotline } else { Door::Public };
            }
            door
        };
        // A second platform may report the same event through the clearing house; other doors tell it once.
        let again = n > 0 && doors.contains(&door) && !(door == Door::ClearingHouse && dice.chance(600));
        if !again {
            doors.push(door);
        }
    }
    doors
        .into_iter()
        .enumerate()
        .map(|(n, door)| tell(dice, circle, lead, incident, (door, n), now))
        .collect()
}

fn tell(
    dice: &mut Dice,
    circle: &Circle,
    lead: &Lead,
    incident: &Incident,
    (door, nth): (Door, usize),
    now: Instant,
) -> Telling {
    let (from, to) = delay(door);
    let seconds = i64::from(dice.between(from * 86_400, to * 86_400 + 3_600));
    // What is known now was received before now, be it by a minute.
    let latest = now.plus_seconds(-i64::from(dice.between(60, 5_400)));
    let received = incident.at.plus_seconds(seconds).min(latest);
    let parts = cast::of(dice, door, lead, incident);
    let mut people: Vec<Told> = parts
        .iter()
        .map(|(person, role, relation)| {
            told(dice, door, &circle.people[*person], *role, *relation, incident.at)
        })
        .collect();
    for told in &mut people {
        told.take_role_from_age(door, incident.at);
    }
    if lead.widely_shared {
        // Whoever passes such a file on is known by the account alone.
        for told in &mut people {
            told.name = WrittenName::default();
            if told.is_empty() {
                told.age = Some((30, true));
            }
        }
    }
    let payments = payments(dice, door, lead, incident, &parts);
    let occurred = match door {
        Door::ClearingHouse | Door::Platform => Some((incident.at, Certainty::Exact)),
        Door::Financial => payments.last().map(|payment| (payment.at, Certainty::Exact)),
        _ if dice.chance(700) => {
            let off = i64::from(dice.below(7)) - 3;
            let about = incident.at.plus_seconds(off * DAY).min(received);
            Some(if dice.chance(400) {
                (incident.at, Certainty::Exact)
            } else {
                (about, Certainty::Approximate)
            })
        }
        _ => None,
    };
    let local_words = matches!(door, Door::Hotline | Door::Public);
    Telling {
        door,
        lead: lead.id,
        incident: incident.id,
        form: lead.form,
        widely_shared: lead.widely_shared,
        level: incident.truth.level,
        urgent: incident.truth.urgent(),
        received,
        occurred,
        kinds: if door == Door::Financial {
            vec![IncidentKind::SuspiciousPayments]
        } else if dice.chance(60) && local_words {
            vec![IncidentKind::Other]
        } else {
            incident.kinds.clone()
        },
        urgency: urgency(dice, door, lead, incident),
        city: circle
            .people
            .get(lead.children.first().copied().unwrap_or(lead.offenders[0]))
            .and_then(|p| p.city),
        people,
        payments,
        platform: if nth == 0 { lead.platform } else { dice.skewed_index(crate::firms::PLATFORMS.len()) },
        force: match circle.people[lead.offenders[0]].country {
            // A suspect of this country, whom a case abroad led to.
            places::COUNTRY => dice.weighted(figures::OFFENDER_COUNTRY.shares),
            country => country,
        },
        language: match dice.below(10) {
            0..4 if local_words => "fil",
            4..6 if local_words => "ceb",
            6 if local_words => "id",
            _ => "en",
        },
        files: if matches!(door, Door::ClearingHouse | Door::Platform) {
            incident.files.clone()
        } else {
            Vec::new()
        },
        changed: false,
    }
}

/// The truth about haste as the door has it: often missing, seldom wrong.
fn urgency(dice: &mut Dice, door: Door, lead: &Lead, incident: &Incident) -> ToldUrgency {
    let truth = incident.truth;
    let mut answer = |is: bool| match dice.below(1_000) {
        // Two in a hundred answers are wrong.
        0..12 => Some(!is),
        12..600 => Some(is),
        _ => None,
    };
    match door {
        Door::ClearingHouse | Door::Platform => {
            let flagged = dice.chance(match truth.level {
                3 => 550,
                2 => 60,
                _ => 15,
            });
            ToldUrgency { flagged, ..ToldUrgency::default() }
        }
        Door::Financial => ToldUrgency { commercial: Some(true), ..ToldUrgency::default() },
        Door::ForeignPolice | Door::Hotline | Door::Public => {
            let [immediate_danger, ongoing, self_harm, commercial] =
                [truth.immediate_danger, truth.ongoing, truth.self_harm, lead.commercial].map(&mut answer);
            let planned_for = truth.planned_for.filter(|_| dice.chance(650));
            let flagged = door == Door::ForeignPolice && truth.level == 3 && dice.chance(500);
            ToldUrgency { immediate_danger, ongoing, planned_for, self_harm, commercial, flagged }
        }
    }
}

fn payments(
    dice: &mut Dice,
    door: Door,
    lead: &Lead,
    incident: &Incident,
    parts: &[cast::Part],
) -> Vec<ToldPayment> {
    // A firm lists a season of payments; others know of one or two.
    let most = match door {
        Door::Financial => 12,
        Door::ForeignPolice if dice.chance(500) => 3,
        Door::Hotline | Door::Public if dice.chance(150) => 1,
        _ => return Vec::new(),
    };
    let position = |person: usize| parts.iter().position(|(other, ..)| *other == person);
    let Some(last) = lead.last_payment(incident) else { return Vec::new() };
    let of_pair = lead.payments.iter().filter(|payment| {
        payment.at <= last.at && (payment.payer, payment.payee) == (last.payer, last.payee)
    });
    let mut latest: Vec<ToldPayment> = of_pair
        .rev()
        .take(most)
        .map(|payment| ToldPayment {
            at: payment.at,
            pesos: payment.pesos,
            rail: payment.rail,
            firm: payment.firm,
            reference: payment.reference.clone(),
            payer: position(payment.payer),
            payee: position(payment.payee),
        })
        .collect();
    latest.reverse();
    latest
}

fn told(
    dice: &mut Dice,
    door: Door,
    person: &Person,
    role: MentionRole,
    relation: Option<Relation>,
    at: Instant,
) -> Told {
    let care = match door {
        Door::ClearingHouse | Door::Platform => Care::SelfTyped,
        Door::Financial => Care::Document,
        Door::ForeignPolice if person.part == Part::Offender => Care::Document,
        _ => Care::Hearsay,
    };
    let name = noise::name(dice, person, care);
    let years = age_at(person.born, at);
    let chances = match care {
        //                born, age, sex, country, phone, email, account, street
        Care::Document => [700, 200, 950, 900, 700, 350, 250, 300],
        Care::SelfTyped => [450, 250, 150, 250, 550, 850, 980, 60],
        Care::Hearsay => [90, 700, 850, 250, 300, 60, 350, 300],
    };
    let [born, age, sex, country, phone, email, account, street] = chances.map(|share| dice.chance(share));
    let online = care == Care::SelfTyped;
    let told = Told {
        person: person.id,
        part: person.part,
        role,
        name,
        age: age.then(|| match care {
            Care::Hearsay => (noise::guessed_age(dice, years), true),
            _ => (years, false),
        }),
        born: born.then(|| noise::birth_date(dice, person.born)),
        sex: sex.then_some(person.sex),
        country: country.then_some(person.country),
        relation,
        access: relation.and_then(|_| dice.chance(400).then_some(true)),
        phone: person.phone.as_ref().filter(|_| phone).map(|number| {
            let national = matches!(door, Door::Hotline | Door::Public | Door::Financial);
            contact::written_phone(dice, number, national)
        }),
        email: person.email.clone().filter(|_| email),
        account: if account && !person.accounts.is_empty() {
            Some(person.accounts[dice.index(person.accounts.len())].clone())
        } else {
            None
        },
        wallet: person
            .wallet
            .as_ref()
            .filter(|_| !online && dice.chance(450))
            .map(|(firm, number)| (crate::firms::WALLETS[*firm], number.clone())),
        captures: if online { captures(dice, person, at) } else { Vec::new() },
        device: person.device.clone().filter(|_| online && dice.chance(350)),
        city: person.city.filter(|_| !online && dice.chance(750)),
        street: person.street.clone().filter(|_| street),
        verified: dice.weighted(&[(Some(true), 450), (Some(false), 200), (None, 350)]),
        no_answer: noise::no_answer(dice),
    };
    if told.is_empty() { Told { age: Some((years, true)), ..told } } else { told }
}

impl Told {
    /// Both formats of platforms say of somebody written to only who it is; their readers take the person for a child
    /// where the age, or in the reporting schema the date of birth, says so. That is the role the report has.
    fn take_role_from_age(&mut self, door: Door, at: Instant) {
        let age = match (self.age, self.born) {
            (Some((years, _)), _) => Some(years),
            (None, Some(born)) if door == Door::Platform => Some(age_at(born, at)),
            _ => None,
        };
        let online = matches!(door, Door::ClearingHouse | Door::Platform);
        if online && self.role == MentionRole::Unknown && age.is_some_and(|years| years < 18) {
            self.role = MentionRole::Child;
        }
    }

    /// Whether the door knows nothing by which a format would keep a place for the person.
    fn is_empty(&self) -> bool {
        self.name == WrittenName::default()
            && self.age.is_none()
            && self.born.is_none()
            && self.phone.is_none()
            && self.email.is_none()
            && self.account.is_none()
            && self.captures.is_empty()
    }
}

fn captures(dice: &mut Dice, person: &Person, at: Instant) -> Vec<Capture> {
    let count = dice.weighted(&[(0, 120), (1, 380), (2, 280), (3, 220)]);
    (0..count)
        .map(|n| {
            let (address, port) = match (dice.below(100), &person.cafe_line) {
                (0..55, _) => (person.line.clone(), None),
                (55..80, Some(line)) => (line.clone(), None),
                // Behind a carrier's translation: another address each time.
                _ => (contact::shared_address(dice), Some(contact::port(dice))),
            };
            let event = if n == 0 { "Login" } else { dice.pick(&["Login", "Upload", "Other"]) };
            Capture { address, port, at: at.plus_seconds(-i64::from(dice.below(5 * 86_400))), event }
        })
        .collect()
}
