//! What all looks find does not depend on the order in which reports and decisions came, nor on how many came at once.

use super::{decided::Decisions, looks::Looks, model::LinkModel};
use linkage::cluster::Constraint;
use model::{Channel, DecisionId, Identifier, Mention, MentionRef, MentionRole, PersonName, Report, Verdict};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const NAMES: [&str; 6] =
    ["Ana Hill", "Anna Hill", "Bea Wood", "Rolan Thornfield", "Rolan Thornfeild", "Walden Crowmann"];

/// Role, name and account of a mention, by number.
type Said = (u8, u8, Option<u8>);

#[derive(Clone, Debug)]
enum Step {
    /// A report comes, or comes again.
    Report(i64, Vec<Said>),
    /// A report is erased.
    Erase(i64),
    /// Two mentions are decided on.
    Decide((i64, u16), (i64, u16), bool),
}

fn step() -> impl Strategy<Value = Step> {
    let said = (0_u8..3, 0_u8..6, proptest::option::weighted(0.4, 0_u8..4));
    let mention = || (1_i64..9, 0_u16..2);
    prop_oneof![
        6 => (1_i64..9, proptest::collection::vec(said, 1..4)).prop_map(|(no, said)| Step::Report(no, said)),
        1 => (1_i64..9).prop_map(Step::Erase),
        2 => (mention(), mention(), any::<bool>()).prop_map(|(left, right, same)| Step::Decide(left, right, same)),
    ]
}

fn report(said: &[Said]) -> Report {
    let mut report = Report::new("hotline".parse().unwrap(), Channel::Hotline);
    for (role, name, account) in said {
        let role = [MentionRole::Suspect, MentionRole::Child, MentionRole::Unknown][usize::from(*role)];
        let full = Some(NAMES[usize::from(*name)].into());
        report.mentions.push(Mention {
            role,
            names: vec![PersonName { full, ..PersonName::default() }],
            identifiers: account.iter().map(|n| Identifier::account(None, &format!("sunny_{n}"))).collect(),
            ..Mention::default()
        });
    }
    report
}

/// Looks with what they were told last of each report.
struct Told {
    looks: Looks,
    decisions: Decisions,
    reports: BTreeMap<i64, usize>,
    touched: BTreeSet<u64>,
    decided: u128,
}

impl Told {
    fn new() -> Self {
        let looks = Looks::new(&LinkModel::built_in().unwrap()).unwrap();
        let (reports, touched) = (BTreeMap::new(), BTreeSet::new());
        Self { looks, decisions: Decisions::default(), reports, touched, decided: 0 }
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Report(no, said) => {
                let report = report(said);
                for position in 0..said.len() {
                    let mention = MentionRef::new(*no, position).unwrap();
                    self.touched.extend(self.looks.insert(mention, &report).unwrap());
                }
                self.forget(*no, said.len());
                self.reports.insert(*no, said.len());
            }
            Step::Erase(no) => {
                self.forget(*no, 0);
                self.reports.remove(no);
            }
            Step::Decide(left, right, same) => {
                let mention = |(report_no, position): &(i64, u16)| MentionRef {
                    report_no: *report_no,
                    position: *position,
                };
                let verdict = if *same { Verdict::Same } else { Verdict::Different };
                self.decided += 1;
                let id = DecisionId::from_slice(&self.decided.to_be_bytes()).unwrap();
                for (left, right, constraint) in
                    self.decisions.add(id, verdict, &[mention(left)], &[mention(right)])
                {
                    self.constrain(left, right, constraint);
                }
            }
        }
    }

    fn constrain(&mut self, left: u64, right: u64, constraint: Constraint) {
        self.touched.extend(self.looks.constrain(left, right, Some(constraint)));
    }

    /// Takes out the mentions of a report from a position on.
    fn forget(&mut self, no: i64, from: usize) {
        for position in from..self.reports.get(&no).copied().unwrap_or(0) {
            self.touched.extend(self.looks.remove(MentionRef::new(no, position).unwrap().key()));
        }
    }

    fn settle(&mut self) {
        let touched = std::mem::take(&mut self.touched);
        self.looks.refresh(touched, &self.decisions, &linkage::Quiet).unwrap();
    }

    #[expect(clippy::type_complexity, reason = "everything that is told of each mention")]
    fn all(&self) -> Vec<(u64, Option<linkage::index::Cluster>, Vec<(u64, f64)>)> {
        let keys = self.reports.iter().flat_map(|(no, mentions)| {
            (0..*mentions).filter_map(|position| Some(MentionRef::new(*no, position)?.key()))
        });
        keys.map(|key| (key, self.looks.cluster_of(key), self.looks.edges_of(key))).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_the_order_the_same_persons_come_of_it(
        steps in proptest::collection::vec(step(), 1..40),
        at_once in 1_usize..6,
    ) {
        let mut followed = Told::new();
        for steps in steps.chunks(at_once) {
            for step in steps {
                followed.take(step);
            }
            followed.settle();
        }
        // What stands at the end, all at once: decisions in their order, of each report the last word.
        let mut last = BTreeMap::new();
        for step in &steps {
            match step {
                Step::Report(no, _) => drop(last.insert(*no, Some(step))),
                Step::Erase(no) => drop(last.insert(*no, None)),
                Step::Decide(..) => {}
            }
        }
        let mut fresh = Told::new();
        fresh.looks.defer().unwrap();
        let decided = steps.iter().filter(|step| matches!(step, Step::Decide(..)));
        for step in decided.chain(last.into_values().rev().flatten()) {
            fresh.take(step);
        }
        fresh.settle();
        prop_assert_eq!(followed.all(), fresh.all());
        // Nobody stands with somebody they were told apart from.
        for (key, cluster, _) in followed.all() {
            let members = cluster.map(|cluster| cluster.members).unwrap_or_default();
            prop_assert!(followed.decisions.apart_from(key).all(|other| !members.contains(&other)));
        }
    }
}
