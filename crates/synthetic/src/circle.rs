//! A circle: ten neighbourhoods and the people abroad who pay into them. The country is made circle by circle, so
//! that memory does not grow with the number of reports.

use crate::{
    contact,
    dice::Dice,
    figures, firms,
    lead::{self, Facilitator, Incident, Lead},
    names, payment,
    person::{DAY, Home, Part, Person},
    places::{self, City},
};
use model::{Instant, OsecForm, Relation, Sex};

const NEIGHBOURHOODS: usize = 10;
const LEADS_PER_NEIGHBOURHOOD: usize = 14;
const PEOPLE_ABROAD: usize = 160;
const REPORTERS_PER_NEIGHBOURHOOD: usize = 12;
/// A circle has fewer people, leads and incidents than this, so numbers of different circles never meet.
const NUMBERS: u64 = 100_000;

/// Ten neighbourhoods with their truth.
pub(crate) struct Circle {
    pub(crate) people: Vec<Person>,
    pub(crate) leads: Vec<Lead>,
}

struct Maker<'a> {
    dice: &'a mut Dice,
    now: Instant,
    base: u64,
    homes: u64,
    incidents: u64,
    people: Vec<Person>,
    leads: Vec<Lead>,
}

struct Neighbourhood {
    city: City,
    cafe_line: String,
    cafe_device: String,
    reporters: Vec<usize>,
    facilitators: Vec<usize>,
}

impl Circle {
    /// Makes the `number`-th circle; the same whatever was made before.
    pub(crate) fn make(dice: &mut Dice, number: u64, now: Instant) -> Self {
        let mut maker = Maker {
            dice,
            now,
            base: number * NUMBERS,
            homes: 0,
            incidents: 0,
            people: Vec::with_capacity(1_200),
            leads: Vec::with_capacity(NEIGHBOURHOODS * LEADS_PER_NEIGHBOURHOOD),
        };
        for _ in 0..PEOPLE_ABROAD {
            let id = maker.next_id();
            let person = Person::abroad(maker.dice, id, now);
            maker.people.push(person);
        }
        for _ in 0..NEIGHBOURHOODS {
            maker.neighbourhood();
        }
        Self { people: maker.people, leads: maker.leads }
    }
}

impl Maker<'_> {
    fn next_id(&self) -> u64 {
        self.base + self.people.len() as u64 + 1
    }

    fn add(&mut self, part: Part, home: &Home, age: u32, sex: Sex) -> usize {
        let id = self.next_id();
        let person = Person::local(self.dice, id, part, home, age, sex, self.now);
        self.people.push(person);
        self.people.len() - 1
    }

    fn home(&mut self, around: &Neighbourhood) -> Home {
        self.homes += 1;
        Home {
            id: self.base + self.homes,
            family: names::family(self.dice),
            city: around.city,
            street: places::street(self.dice),
            line: contact::home_address(self.dice),
            device: contact::device(self.dice),
            phone: contact::local_phone(self.dice),
            cafe_line: around.cafe_line.clone(),
            cafe_device: around.cafe_device.clone(),
        }
    }

    fn neighbourhood(&mut self) {
        let mut around = Neighbourhood {
            city: City::draw(self.dice),
            cafe_line: contact::shared_address(self.dice),
            cafe_device: contact::device(self.dice),
            reporters: Vec::new(),
            facilitators: Vec::new(),
        };
        for _ in 0..REPORTERS_PER_NEIGHBOURHOOD {
            let home = self.home(&around);
            let (age, sex) =
                (self.dice.between(20, 66), if self.dice.chance(600) { Sex::Female } else { Sex::Male });
            around.reporters.push(self.add(Part::Reporter, &home, age, sex));
        }
        for _ in 0..LEADS_PER_NEIGHBOURHOOD {
            self.lead(&mut around);
        }
    }

    fn lead(&mut self, around: &mut Neighbourhood) {
        let home = self.home(around);
        // A widely shared file makes two reports on average, a lead 2.6.
        let widely_shared = self.dice.chance(figures::WIDELY_SHARED * 13 / 10);
        let form =
            if widely_shared { OsecForm::AbuseMaterial } else { self.dice.weighted(figures::FORM.shares) };
        let commercial = !widely_shared && self.dice.chance(figures::COMMERCIAL.share(form));
        let facilitated = match form {
            OsecForm::LiveStreaming => true,
            // Who sells material mostly has it from somebody near the child (assumption).
            OsecForm::AbuseMaterial => !widely_shared && self.dice.chance(if commercial { 860 } else { 150 }),
            OsecForm::Grooming | OsecForm::SexualExtortion => false,
        };
        let reporter = self.dice.pick(&around.reporters);
        let mut lead = Lead {
            id: self.base + self.leads.len() as u64 + 1,
            form,
            commercial,
            widely_shared,
            children: Vec::new(),
            facilitators: Vec::new(),
            offenders: Vec::new(),
            payments: Vec::new(),
            incidents: Vec::new(),
            platform: self.dice.skewed_index(firms::PLATFORMS.len()),
            reporter,
        };
        self.children(&mut lead, &home, facilitated);
        if facilitated {
            self.facilitators(&mut lead, &home, around);
        }
        self.offenders(&mut lead, around, facilitated);
        self.happenings(&mut lead, facilitated);
        self.leads.push(lead);
    }

    fn children(&mut self, lead: &mut Lead, home: &Home, facilitated: bool) {
        let (count, ages) = match lead.form {
            _ if facilitated => {
                (self.dice.weighted(figures::CHILDREN_PER_LEAD.shares), figures::CHILD_AGE.shares)
            }
            // Whose picture is traded is seldom known.
            OsecForm::AbuseMaterial => {
                (u32::from(!lead.widely_shared && self.dice.chance(250)), figures::CHILD_AGE_ONLINE.shares)
            }
            _ => (1, figures::CHILD_AGE_ONLINE.shares),
        };
        for _ in 0..count {
            let (from, to) = self.dice.weighted(ages);
            let age = self.dice.between(from, to);
            let sex = self.dice.weighted(figures::CHILD_SEX.shares);
            let child = self.add(Part::Child, home, age, sex);
            lead.children.push(child);
        }
    }

    fn facilitators(&mut self, lead: &mut Lead, home: &Home, around: &mut Neighbourhood) {
        for _ in 0..self.dice.weighted(figures::FACILITATORS_PER_LEAD.shares) {
            let relation = self.dice.weighted(figures::FACILITATOR_RELATION.shares);
            let in_household = match relation {
                Relation::Parent | Relation::Sibling | Relation::ParentPartner => true,
                Relation::Relative => self.dice.chance(500),
                _ => false,
            };
            // A neighbour who arranged it for one family often did for another.
            let known = (relation == Relation::Neighbour && self.dice.chance(600))
                .then(|| around.facilitators.last().copied())
                .flatten()
                .filter(|known| lead.facilitators.iter().all(|other| other.person != *known));
            let person = known.unwrap_or_else(|| {
                let sex = self.dice.weighted(figures::FACILITATOR_SEX.shares);
                let age = match relation {
                    Relation::Parent => self.dice.between(25, 48),
                    Relation::Sibling => self.dice.between(18, 25),
                    _ => self.dice.between(19, 58),
                };
                let person = if in_household {
                    self.add(Part::Facilitator, home, age, sex)
                } else {
                    // Another house; a relative keeps the family's name.
                    let mut other = self.home(around);
                    if relation == Relation::Relative {
                        other.family.clone_from(&home.family);
                    }
                    self.add(Part::Facilitator, &other, age, sex)
                };
                around.facilitators.push(person);
                person
            });
            lead.facilitators.push(Facilitator { person, relation, in_household });
        }
    }

    fn offenders(&mut self, lead: &mut Lead, around: &Neighbourhood, facilitated: bool) {
        let count = if facilitated { self.dice.weighted(&[(1, 550), (2, 300), (3, 150)]) } else { 1 };
        for _ in 0..count {
            // Of those who groom, extort or trade without a facilitator many live in the country (assumption).
            let local = lead.widely_shared || (!facilitated && self.dice.chance(500));
            let person = if local {
                let home = self.home(around);
                let (age, sex) =
                    (self.dice.between(18, 60), if self.dice.chance(850) { Sex::Male } else { Sex::Female });
                self.add(Part::Offender, &home, age, sex)
            } else {
                // A few pay into many places.
                self.dice.skewed_index(PEOPLE_ABROAD)
            };
            if !lead.offenders.contains(&person) {
                lead.offenders.push(person);
            }
        }
    }

    fn happenings(&mut self, lead: &mut Lead, facilitated: bool) {
        let count =
            if lead.widely_shared { 1 } else { self.dice.weighted(figures::INCIDENTS_PER_LEAD.shares) };
        // The last one lies between two hours and 350 days back, spread evenly; each earlier one a while before it.
        let last = self.now.plus_seconds(-7_200 - i64::from(self.dice.below(350 * 86_400)));
        let mut at = last;
        let mut times = vec![at];
        for _ in 1..count {
            at = at.plus_seconds(-i64::from(self.dice.between(2 * 86_400, 60 * 86_400)));
            times.push(at.max(self.now.plus_seconds(-364 * DAY)));
        }
        times.reverse();
        if lead.commercial {
            self.payments(lead, last);
        }
        for at in times {
            self.incidents += 1;
            let truth = lead::truth(self.dice, lead, &self.people, at, last, self.now);
            let kinds = lead::kinds(self.dice, lead.form, facilitated);
            let files = match lead.form {
                OsecForm::AbuseMaterial => self.dice.between(1, 4),
                OsecForm::LiveStreaming => self.dice.below(3),
                _ => self.dice.below(2),
            };
            let id = self.base + self.incidents;
            let files = if lead.widely_shared {
                // The same few files everywhere.
                vec![u64::MAX - u64::from(self.dice.below(20))]
            } else {
                (0..u64::from(files)).map(|file| id * 8 + file).collect()
            };
            lead.incidents.push(Incident { id, at, kinds, truth, files });
        }
    }

    fn payments(&mut self, lead: &mut Lead, last: Instant) {
        let until = last.plus_seconds(DAY).min(self.now);
        for offender in lead.offenders.clone() {
            let country = self.people[offender].country;
            let more = match (lead.facilitators.first(), lead.children.first()) {
                (Some(facilitator), _) => {
                    payment::series(self.dice, (offender, country), facilitator.person, until)
                }
                // Money is pressed out of the child.
                (None, Some(child)) if lead.form == OsecForm::SexualExtortion => {
                    payment::burst(self.dice, (*child, places::COUNTRY), offender, until)
                }
                (None, Some(child)) => payment::burst(self.dice, (offender, country), *child, until),
                (None, None) => Vec::new(),
            };
            lead.payments.extend(more);
        }
        lead.payments.sort_by_key(|payment| payment.at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn circle(number: u64) -> Circle {
        Circle::make(&mut Dice::new(1, number), number, Instant::from_micros(1_790_000_000_000_000))
    }

    #[test]
    fn a_circle_holds_together() {
        let circle = circle(3);
        assert_eq!(circle.leads.len(), NEIGHBOURHOODS * LEADS_PER_NEIGHBOURHOOD);
        for (at, person) in circle.people.iter().enumerate() {
            assert_eq!(person.id, 3 * NUMBERS + at as u64 + 1);
        }
        assert!((circle.people.len() as u64) < NUMBERS);
        for lead in &circle.leads {
            assert!(!lead.incidents.is_empty() && !lead.offenders.is_empty());
            assert!(lead.incidents.windows(2).all(|pair| pair[0].at <= pair[1].at));
            for child in &lead.children {
                assert_eq!(circle.people[*child].part, Part::Child);
            }
            for facilitator in &lead.facilitators {
                assert_eq!(circle.people[facilitator.person].part, Part::Facilitator);
            }
        }
    }

    #[test]
    fn some_people_belong_to_several_leads() {
        let circle = circle(0);
        let mut seen = std::collections::BTreeMap::new();
        for lead in &circle.leads {
            for person in lead.offenders.iter().chain(lead.facilitators.iter().map(|f| &f.person)) {
                *seen.entry(*person).or_insert(0_u32) += 1;
            }
        }
        assert!(seen.values().any(|leads| *leads >= 4));
        assert!(seen.values().any(|leads| *leads == 1));
    }
}
