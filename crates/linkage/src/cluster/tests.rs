//! What clusters promise, on small random data and on made cases.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

const THRESHOLD: f64 = 4.0;

/// The weight of any pair: the edge where there is one, else made of the two numbers.
fn weight_of(edges: &[Edge], left: u32, right: u32) -> f64 {
    let known = edges
        .iter()
        .filter(|edge| (edge.left, edge.right) == (left, right) || (edge.right, edge.left) == (left, right));
    known.map(|edge| edge.weight).reduce(f64::max).unwrap_or_else(|| {
        let (low, high) = (left.min(right), left.max(right));
        f64::from((low * 7 + high * 13) % 23) - 14.0
    })
}

fn edges(records: u32) -> impl Strategy<Value = Vec<Edge>> {
    let edge = (0..records, 0..records, 0_i32..24).prop_map(|(left, right, half)| Edge {
        left,
        right,
        weight: f64::from(half) / 2.0,
    });
    proptest::collection::vec(edge, 0..40)
        .prop_map(|edges| edges.into_iter().filter(|e| e.left != e.right).collect())
}

fn decisions(records: u32) -> impl Strategy<Value = Vec<Decision>> {
    let said = (0..records, 0..records, any::<bool>()).prop_map(|(left, right, same)| Decision {
        left,
        right,
        constraint: if same { Constraint::Same } else { Constraint::Different },
    });
    proptest::collection::vec(said, 0..8)
        .prop_map(|all| all.into_iter().filter(|d| d.left != d.right).collect())
}

const RECORDS: u32 = 24;

fn run(edges: &[Edge], decisions: &[Decision], caution: Option<Caution>) -> Clusters {
    let task = Task { records: RECORDS, edges, decisions, threshold: THRESHOLD, caution };
    clusters(&task, || |left, right| weight_of(edges, left, right))
}

/// What hangs together, by looking around from each record.
fn by_looking_around(edges: &[Edge]) -> Vec<u32> {
    let mut of = vec![u32::MAX; RECORDS as usize];
    for start in 0..RECORDS {
        let mut waiting = vec![start];
        while let Some(record) = waiting.pop() {
            if of[record as usize] != u32::MAX {
                continue;
            }
            of[record as usize] = start;
            for edge in edges.iter().filter(|edge| edge.weight >= THRESHOLD) {
                if edge.left == record {
                    waiting.push(edge.right);
                }
                if edge.right == record {
                    waiting.push(edge.left);
                }
            }
        }
    }
    of
}

fn together(found: &Clusters, left: u32, right: u32) -> bool {
    found.of[left as usize] == found.of[right as usize]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_order_of_edges_changes_nothing(
        (edges, mixed) in edges(RECORDS).prop_flat_map(|edges| (Just(edges.clone()), Just(edges).prop_shuffle())),
        decisions in decisions(RECORDS),
        cautious in any::<bool>(),
        turned in any::<u64>(),
    ) {
        let caution = cautious.then(Caution::default);
        let turned: Vec<Edge> = mixed.iter().enumerate().map(|(at, edge)| {
            if turned >> (at % 64) & 1 == 1 { Edge { left: edge.right, right: edge.left, ..*edge } } else { *edge }
        }).collect();
        let mut other = decisions.clone();
        other.reverse();
        prop_assert_eq!(run(&edges, &decisions, caution), run(&turned, &other, caution));
    }

    #[test]
    fn what_is_different_is_never_together(
        edges in edges(RECORDS), decisions in decisions(RECORDS), cautious in any::<bool>(),
    ) {
        let found = run(&edges, &decisions, cautious.then(Caution::default));
        for said in &decisions {
            let (left, right) = (said.left.min(said.right), said.left.max(said.right));
            match said.constraint {
                Constraint::Different => prop_assert!(!together(&found, left, right)),
                Constraint::Same => prop_assert!(
                    together(&found, left, right) || found.contradictions.iter().any(|c| c.same == [left, right])
                ),
            }
        }
        for contradiction in &found.contradictions {
            prop_assert!(!together(&found, contradiction.different[0], contradiction.different[1]));
        }
        for held in &found.held {
            prop_assert!(!together(&found, held.edge.left, held.edge.right));
        }
    }

    #[test]
    fn connected_is_what_hangs_together(edges in edges(RECORDS)) {
        let found = run(&edges, &[], None);
        prop_assert_eq!(&found.of, &by_looking_around(&edges));
        prop_assert!(found.held.is_empty() && found.contradictions.is_empty());
        prop_assert_eq!(found.summary.components, found.summary.clusters);
        prop_assert_eq!(found.summary.clusters as usize, found.of.iter().collect::<BTreeSet<_>>().len());
    }

    #[test]
    fn cautious_only_divides(edges in edges(RECORDS), said in decisions(RECORDS)) {
        let apart: Vec<Decision> = said.into_iter().filter(|said| said.constraint == Constraint::Different).collect();
        let (found, connected) = (run(&edges, &apart, Some(Caution::default())), by_looking_around(&edges));
        for (record, cluster) in (0..).zip(&found.of) {
            prop_assert_eq!(connected[record as usize], connected[*cluster as usize]);
            prop_assert!(*cluster <= record && found.of[*cluster as usize] == *cluster);
        }
        // What was divided is told.
        for edge in edges.iter().filter(|edge| edge.weight >= THRESHOLD && !together(&found, edge.left, edge.right)) {
            let ends = (found.of[edge.left as usize], found.of[edge.right as usize]);
            let told = found.held.iter().any(|held| {
                let held = (found.of[held.edge.left as usize], found.of[held.edge.right as usize]);
                held == ends || held == (ends.1, ends.0)
            });
            prop_assert!(told);
        }
    }

    #[test]
    fn alone_or_among_others_is_the_same(edges in edges(RECORDS), said in decisions(RECORDS), cautious in any::<bool>()) {
        let caution = cautious.then(Caution::default);
        let found = run(&edges, &said, caution);
        let mut joined = edges.clone();
        joined.extend(said.iter().filter(|d| d.constraint == Constraint::Same).map(|d| Edge {
            left: d.left, right: d.right, weight: THRESHOLD,
        }));
        let component = by_looking_around(&joined);
        for name in component.iter().copied().collect::<BTreeSet<_>>() {
            let members: Vec<u32> = (0..RECORDS).filter(|record| component[*record as usize] == name).collect();
            let mut score = |left, right| weight_of(&edges, left, right);
            // Edges and decisions of other components are passed over.
            let alone = cautious_of(&members, &edges, &said, caution.as_ref(), &mut score);
            let mut weakest: Vec<Weakest> = Vec::new();
            for group in &alone.groups {
                for member in &group.members {
                    prop_assert_eq!(found.of[*member as usize], group.members[0]);
                }
                if group.members.len() > 1 {
                    let size = u32::try_from(group.members.len()).unwrap();
                    weakest.push(Weakest { cluster: group.members[0], size, edge: group.weakest });
                }
            }
            let expected: Vec<Weakest> = found.several.iter().copied().filter(|w| members.contains(&w.cluster)).collect();
            prop_assert_eq!(weakest, expected);
            let held: Vec<Held> = found.held.iter().copied().filter(|held| members.contains(&held.edge.left)).collect();
            prop_assert_eq!(alone.held, held);
        }
    }

    #[test]
    fn without_its_weakest_link_a_group_falls_apart_or_hangs_by_as_weak_a_one(edges in edges(RECORDS)) {
        let found = run(&edges, &[], None);
        for cluster in &found.several {
            let weakest = cluster.edge.unwrap().weight;
            let stronger: Vec<Edge> = edges.iter().copied().filter(|edge| edge.weight > weakest).collect();
            let as_strong: Vec<Edge> = edges.iter().copied().filter(|edge| edge.weight >= weakest).collect();
            let names = |of: &[u32]| {
                (0..RECORDS).filter(|r| found.of[*r as usize] == cluster.cluster).map(|r| of[r as usize]).collect::<BTreeSet<_>>().len()
            };
            prop_assert!(names(&by_looking_around(&stronger)) > 1);
            prop_assert_eq!(names(&by_looking_around(&as_strong)), 1);
        }
    }
}

fn cautious_of(
    members: &[u32],
    edges: &[Edge],
    decisions: &[Decision],
    caution: Option<&Caution>,
    score: &mut impl FnMut(u32, u32) -> f64,
) -> Solved {
    cautious(members, edges, decisions, THRESHOLD, caution, score)
}

fn edge(left: u32, right: u32, weight: f64) -> Edge {
    Edge { left, right, weight }
}

#[test]
fn one_strong_edge_does_not_join_two_families() {
    let edges = [edge(0, 1, 15.0), edge(2, 3, 14.0), edge(1, 2, 8.0)];
    let task = |caution| Task { records: 5, edges: &edges, decisions: &[], threshold: 6.0, caution };
    let found = clusters(&task(Some(Caution::default())), || |_, _| -9.0);
    assert_eq!(found.of, [0, 0, 2, 2, 4]);
    let [held] = found.held[..] else { panic!("{:?}", found.held) };
    assert_eq!((held.edge, held.sizes), (edge(1, 2, 8.0), [2, 2]));
    let HeldReason::LittleSupport { mean, against } = held.reason else { panic!("{held:?}") };
    assert!((mean - (8.0 - 27.0) / 4.0).abs() < 1e-12);
    assert_eq!(against, edge(0, 2, -9.0));
    assert_eq!(found.summary, Summary { clusters: 3, several: 2, largest: 2, components: 2, held: 1 });

    // Where the rest agrees, or where all that hangs together counts, they are one.
    for found in
        [clusters(&task(Some(Caution::default())), || |_, _| 5.0), clusters(&task(None), || |_, _| -9.0)]
    {
        assert_eq!(found.of, [0, 0, 0, 0, 4]);
        assert_eq!(found.several, [Weakest { cluster: 0, size: 4, edge: Some(edge(1, 2, 8.0)) }]);
    }
}

#[test]
fn a_group_that_grew_is_asked_again() {
    // 0 and 1 do not agree with 2 and 3, but they do with 2, 3 and 4.
    let edges = [edge(0, 1, 15.0), edge(2, 3, 14.0), edge(1, 2, 8.0), edge(3, 4, 7.0)];
    let mut score = |_: u32, right: u32| if right == 4 { 20.0 } else { -9.0 };
    let solved = cautious(&[0, 1, 2, 3, 4], &edges, &[], 6.0, Some(&Caution::default()), &mut score);
    assert_eq!(solved.groups.len(), 1);
    assert!(solved.held.is_empty());
    assert_eq!(solved.groups[0].weakest, Some(edge(3, 4, 7.0)));
}

#[test]
fn no_pair_outvotes_all_others() {
    let edges = [edge(0, 1, 15.0), edge(1, 2, 900.0)];
    let mut score = |_: u32, _: u32| -16.0;
    // The heaviest first: 1 and 2, then 0 with both: (15 - 16) / 2.
    let solved = cautious_of(&[0, 1, 2], &edges, &[], Some(&Caution::default()), &mut score);
    assert_eq!(
        solved.groups.iter().map(|group| group.members.clone()).collect::<Vec<_>>(),
        [vec![0], vec![1, 2]]
    );
    // The other way round, 900 bits count for 20 of them, and (20 - 16) / 2 is just enough; one bit less is not.
    let edges = [edge(0, 1, 901.0), edge(1, 2, 900.0)];
    let solved = cautious_of(&[0, 1, 2], &edges, &[], Some(&Caution::default()), &mut score);
    assert_eq!(solved.groups.len(), 1);
    let caution = Caution { clamp: 19.0, ..Caution::default() };
    assert_eq!(cautious_of(&[0, 1, 2], &edges, &[], Some(&caution), &mut score).groups.len(), 2);
}

#[test]
fn each_weight_is_asked_for_once() {
    let mut asked = BTreeSet::new();
    let edges: Vec<Edge> = (0..20).map(|at| edge(at, at + 1, 10.0 + f64::from(at % 7))).collect();
    let members: Vec<u32> = (0..21).collect();
    let mut score = |left: u32, right: u32| {
        assert!(left < right && right > left + 1 && asked.insert((left, right)), "{left} {right}");
        f64::from(left % 5) - 1.0
    };
    let solved = cautious_of(&members, &edges, &[], Some(&Caution::default()), &mut score);
    assert!(solved.groups.len() > 1 && !asked.is_empty());
}

#[test]
fn a_large_component_is_bounded() {
    // Two stars of 600 with one edge between their leaves, beyond what has a place for every pair.
    let mut edges: Vec<Edge> = (1..600).map(|leaf| edge(0, leaf, 9.0)).collect();
    edges.extend((601..1_200).map(|leaf| edge(600, leaf, 9.0)));
    edges.push(edge(599, 601, 8.0));
    let members: Vec<u32> = (0..1_200).collect();
    let mut asked = 0;
    let mut score = |left: u32, right: u32| {
        asked += 1;
        if (left < 600) == (right < 600) { 9.0 } else { -9.0 }
    };
    let caution = Caution { most_pairs: 100, ..Caution::default() };
    let solved = cautious_of(&members, &edges, &[], Some(&caution), &mut score);
    assert_eq!(solved.groups.len(), 2);
    assert!(asked < 130_000, "{asked}");
}

#[test]
fn decisions_win_over_weights_and_a_contradiction_is_told() {
    let edges = [edge(0, 1, 15.0), edge(1, 2, 12.0)];
    let said = |left, right, constraint| Decision { left, right, constraint };
    let decisions =
        [said(2, 0, Constraint::Different), said(2, 3, Constraint::Same), said(3, 0, Constraint::Same)];
    let task = Task { records: 4, edges: &edges, decisions: &decisions, threshold: 6.0, caution: None };
    let found = clusters(&task, || |_, _| 0.0);
    // 0 and 3 are joined first; 2 may then join neither.
    assert_eq!(found.of, [0, 0, 2, 0]);
    assert_eq!(found.contradictions, [Contradiction { same: [2, 3], different: [0, 2] }]);
    assert_eq!(found.held.len(), 1);
    assert_eq!(found.held[0].reason, HeldReason::Different { left: 0, right: 2 });
    assert_eq!(found.several[0].edge, Some(edge(0, 1, 15.0)));
}

#[test]
fn nothing_and_nonsense() {
    assert_eq!(
        run(&[], &[], None).summary,
        Summary { clusters: RECORDS, several: 0, largest: 1, components: RECORDS, held: 0 }
    );
    let edges = [edge(1, 1, 9.0), edge(3, 99, 9.0), edge(4, 5, f64::NAN)];
    let found = run(
        &edges,
        &[Decision { left: 2, right: 77, constraint: Constraint::Same }],
        Some(Caution::default()),
    );
    assert_eq!(found.of, (0..RECORDS).collect::<Vec<_>>());
    let task = Task { records: 0, edges: &[], decisions: &[], threshold: 0.0, caution: None };
    assert_eq!(clusters(&task, || |_, _| 0.0), Clusters::default());
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let edges: Vec<Edge> = (0..9_000_u32)
        .map(|at| edge(at, (at * 7_919 + 13) % 10_000, f64::from(at % 11)))
        .filter(|e| e.left != e.right)
        .collect();
    let task = Task {
        records: 10_000,
        edges: &edges,
        decisions: &[],
        threshold: 5.0,
        caution: Some(Caution::default()),
    };
    let scorer = || |left: u32, right: u32| f64::from((left ^ right) % 16) - 7.0;
    let with = |threads| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap()
            .install(|| clusters(&task, scorer))
    };
    assert_eq!(with(1), with(3));
}
