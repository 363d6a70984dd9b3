//! Payments one by one, live or replayed: each is answered at once, and what a late or corrected one changes is answered
//! again.
//!
//! Memory: a payment takes one [`Entry`] (24 bytes) in the window of its sender and one in that of its recipient for the
//! longest window and the lateness together, and about 50 bytes in the log for as long; a key that was ever seen takes 40
//! bytes. A key that nothing is heard of gives its memory back when its turn comes: one key of each scope is looked at with
//! every fourth payment.

mod log;
mod ring;
mod save;

use crate::{
    PaymentsError,
    around::{Around, Bound},
    judge::Judge,
    pack::Fired,
    payment::{Kind, LAST_INSTANT, NONE, Payment},
    plan::{Plan, Scope},
    subject::Hit,
    window::{Aggregates, Entry, Marks, look},
};
pub use log::payment_id;
use log::{Known, Log, PLACE_BYTES, State, fingerprint};
use ring::Ring;

/// Most keys of one scope (as in batch).
const MOST_KEYS: usize = 1 << 24;
/// Most windows that one payment stands in.
const MOST_ROUTES: usize = 6;

/// Payments that are looked ahead for.
const AHEAD: usize = 32;
/// With every so many payments one key of each scope is looked at, whether it still holds anything.
const TIDY_EVERY: u32 = 4;

/// What became of a payment that was handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was answered.
    New,
    /// It came later than others of the same party: it was answered, and so many payments were answered again.
    Late(u32),
    /// It is known, unchanged.
    Again,
    /// It replaced an earlier version; so many payments were answered again.
    Corrected(u32),
    /// It was taken back; so many payments were answered again.
    Withdrawn(u32),
    /// A later version is known already.
    Superseded,
    /// The same version is known with another content: the first stays.
    Conflict,
    /// It is older than the lateness allows: it belongs into a batch or a replay.
    TooLate,
    /// It lies after the latest instant allowed, or before 1970.
    OutOfTime,
    /// Its party's number is beyond what can be kept.
    TooManyParties,
}

/// The answers for one payment, in every window that it stands in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict<A> {
    /// Id of the payment.
    pub id: u64,
    /// Its instant.
    pub at: i64,
    /// Its number in order of arrival.
    pub sequence: u32,
    /// It was answered before; this answer replaces that one.
    pub revised: bool,
    answers: [Option<Seen<A>>; MOST_ROUTES],
}

/// The answer in one window: scope, key, the event as it stands there.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Seen<A> {
    scope: Scope,
    key: u32,
    entry: Entry,
    answer: A,
}

impl<A: Copy> Verdict<A> {
    /// Scope, key and answer of each window.
    pub fn answers(&self) -> impl Iterator<Item = (Scope, u32, A)> + '_ {
        self.answers.iter().flatten().map(|one| (one.scope, one.key, one.answer))
    }

    const fn new(id: u64, at: i64, sequence: u32, revised: bool) -> Self {
        Self { id, at, sequence, revised, answers: [None; MOST_ROUTES] }
    }

    fn put(&mut self, seen: Seen<A>) {
        if let Some(place) = self.answers.iter_mut().find(|place| place.is_none()) {
            *place = Some(seen);
        }
    }
}

impl Verdict<Fired> {
    /// What fired at it, in order of its windows.
    pub(crate) fn hits(&self) -> Vec<Hit> {
        let fired = self.answers.iter().flatten().filter(|one| !one.answer.is_none());
        let mut hits: Vec<Hit> =
            fired.map(|one| Hit::at(one.scope, one.key, &one.entry, one.answer)).collect();
        hits.sort_unstable_by_key(|hit| (hit.scope, hit.key));
        hits
    }
}

/// The stream.
#[derive(Debug)]
pub struct Engine<J> {
    plan: Plan,
    judge: J,
    rings: [Vec<Ring>; 4],
    hands: [usize; 4],
    log: Log,
    newest: i64,
    latest: i64,
    scratch: Aggregates,
}

impl<J: Judge> Engine<J> {
    /// An empty stream.
    pub fn new(plan: Plan, judge: J) -> Self {
        Self {
            plan,
            judge,
            rings: Default::default(),
            hands: [0; 4],
            log: Log::default(),
            newest: 0,
            latest: LAST_INSTANT,
            scratch: Aggregates::default(),
        }
    }

    /// Its plan.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Takes a recipient for confirmed from now on: payments to them are marked as they come.
    pub fn confirm(&mut self, recipient: u32) {
        if let Err(place) = self.plan.known.binary_search(&recipient) {
            self.plan.known.insert(place, recipient);
        }
    }

    /// Takes the recipients who share payers with confirmed ones, within what the windows hold, for their neighbours from now on.
    pub fn find_neighbours(&mut self, bound: Bound) {
        let mut around = Around::default();
        for (recipient, ring) in (0_u32..).zip(&self.rings[Scope::Recipient.number()]) {
            let span = ring.span();
            let transfers = span.between(0, span.len()).filter(|entry| entry.is(Marks::TRANSFER));
            transfers.for_each(|entry| around.pair(entry.counterpart, recipient));
        }
        let found = around.ready().expand(&self.plan.known, bound).neighbours;
        self.plan.near = found.into_iter().map(|one| one.recipient).collect();
        self.plan.near.sort_unstable();
    }

    /// Its judge.
    pub const fn judge(&self) -> &J {
        &self.judge
    }

    /// Instant of the newest payment, milliseconds.
    pub const fn newest(&self) -> i64 {
        self.newest
    }

    /// Refuses payments after this instant from now on: a payment dated a year ahead would make all others too late.
    pub fn refuse_after(&mut self, latest: i64) {
        self.latest = latest.min(LAST_INSTANT);
    }

    /// Events that windows hold, and bytes on the heap that hold them.
    pub fn held(&self) -> (usize, usize) {
        let rings = self.rings.iter().flatten();
        let (events, bytes) =
            rings.fold((0, 0), |(events, bytes), ring| (events + ring.len(), bytes + ring.bytes()));
        let keys: usize = self.rings.iter().map(Vec::capacity).sum();
        let log = self.log.known.capacity() * (size_of::<Known>() + PLACE_BYTES);
        (events, bytes + keys * size_of::<Ring>() + log)
    }

    /// Takes a payment, and gives out its answers and those that it changes.
    #[inline]
    pub fn accept(&mut self, payment: &Payment, out: &mut impl FnMut(&Verdict<J::Answer>)) -> Taken {
        if payment.at < 0 || payment.at > self.latest {
            return Taken::OutOfTime;
        }
        let beyond = |key: u32| key != NONE && key as usize >= MOST_KEYS;
        if beyond(payment.sender) || beyond(payment.recipient) || beyond(payment.device) {
            return Taken::TooManyParties;
        }
        if payment.at < self.newest - self.plan.lateness {
            return match self.log.find(payment.id) {
                Some(known) => self.again(payment, known, out),
                None => Taken::TooLate,
            };
        }
        let sequence = match self.log.admit(payment) {
            Ok(sequence) => sequence,
            Err(known) => return self.again(payment, known, out),
        };
        self.forget(payment.at);
        if payment.kind == Kind::Withdrawn {
            return Taken::Withdrawn(0);
        }
        let mut verdict = Verdict::new(payment.id, payment.at, sequence, false);
        let mut changed = Vec::new();
        let late = self.enter(payment, sequence, &mut verdict, &mut changed);
        if !late {
            out(&verdict);
            return Taken::New;
        }
        if let Some(whole) = self.verdict(sequence, false) {
            out(&whole);
        }
        Taken::Late(self.revise(changed, sequence, out))
    }

    /// Takes payments one after the other, exactly as [`Engine::accept`] does; `taken` is told what became of each. What
    /// the next few need is asked of the memory together, so that one wait serves many: a replay runs faster by it.
    pub fn accept_all(
        &mut self,
        payments: &[Payment],
        out: &mut impl FnMut(&Verdict<J::Answer>),
        mut taken: impl FnMut(&Payment, Taken),
    ) {
        for some in payments.chunks(AHEAD) {
            self.bring_near(some);
            for payment in some {
                let became = self.accept(payment, out);
                taken(payment, became);
            }
        }
    }

    /// Reads what these payments will need of the memory, kind by kind, so that the processor waits for all of a kind at once:
    /// where their ids would stand, their rings and the ids that will be forgotten, then the events of these rings and of
    /// those that are looked at in turn.
    fn bring_near(&self, some: &[Payment]) {
        let ring = |scope: Scope, key: u32| self.rings[scope.number()].get(key as usize);
        let both = |payment: &Payment| {
            [ring(Scope::Sender, payment.sender), ring(Scope::Recipient, payment.recipient)]
        };
        let mut seen = self.log.touch_oldest(some.len());
        for payment in some {
            seen ^= u64::from(self.log.find(payment.id).unwrap_or(0));
            seen ^= both(payment).iter().flatten().fold(0, |seen, ring| seen ^ ring.len() as u64);
        }
        for payment in some {
            seen ^= both(payment).iter().flatten().fold(0, |seen, ring| seen ^ ring.touch());
        }
        for scope in Scope::ALL {
            let turn = self.rings[scope.number()].iter().skip(self.hands[scope.number()] + 1);
            seen ^= turn.take(AHEAD / TIDY_EVERY as usize).fold(0, |seen, ring| seen ^ ring.touch());
        }
        std::hint::black_box(seen);
    }

    /// Forgets what no window can reach any more.
    #[inline]
    fn forget(&mut self, at: i64) {
        if at <= self.newest {
            return;
        }
        self.newest = at;
        let longest = Scope::ALL.iter().map(|scope| self.plan.kept(*scope)).max().unwrap_or(0);
        self.log.expire(at - longest);
        if !self.log.next().is_multiple_of(TIDY_EVERY) {
            return;
        }
        for scope in Scope::ALL {
            let (rings, hand) = (&mut self.rings[scope.number()], &mut self.hands[scope.number()]);
            if rings.is_empty() {
                continue;
            }
            *hand = if *hand + 1 >= rings.len() { 0 } else { *hand + 1 };
            rings[*hand].tidy(at - self.plan.kept(scope));
        }
    }

    /// Puts a payment into its windows. Where it is the newest everywhere its answers stand in `verdict`; where it is not,
    /// the payments whose windows it changes are noted.
    #[inline]
    fn enter(
        &mut self,
        payment: &Payment,
        sequence: u32,
        verdict: &mut Verdict<J::Answer>,
        changed: &mut Vec<u32>,
    ) -> bool {
        let Self { plan, judge, rings, scratch, newest, .. } = self;
        let mut late = false;
        plan.route(payment, sequence, |scope, key, entry| {
            let list = &mut rings[scope.number()];
            let at = key as usize;
            if at >= list.len() {
                list.resize_with(at + 1, Ring::default);
            }
            let ring = &mut list[at];
            ring.expire(*newest - plan.kept(scope));
            if ring.is_newest(entry.at()) {
                let answer = ring.push(entry, plan.window, scratch, |view| judge.judge(scope, view));
                verdict.put(Seen { scope, key, entry, answer });
            } else {
                late = true;
                ring.insert(entry);
                touched(ring, entry.at(), plan.longest[scope.number()], changed);
            }
        });
        late
    }

    /// A payment whose id is known.
    fn again(
        &mut self,
        payment: &Payment,
        sequence: u32,
        out: &mut impl FnMut(&Verdict<J::Answer>),
    ) -> Taken {
        let Some(known) = self.log.get_mut(sequence) else { return Taken::TooLate };
        if known.fingerprint == fingerprint(payment) {
            known.version = known.version.max(payment.version);
            return Taken::Again;
        }
        match payment.version.cmp(&known.version) {
            std::cmp::Ordering::Less => return Taken::Superseded,
            std::cmp::Ordering::Equal => return Taken::Conflict,
            std::cmp::Ordering::Greater => known.state = State::Replaced,
        }
        let old = *known;
        let mut changed = Vec::new();
        self.take_out(&old, sequence, &mut changed);
        let place = self.log.push(Known::of(payment));
        self.forget(payment.at);
        if payment.kind == Kind::Withdrawn {
            return Taken::Withdrawn(self.revise(changed, place, out));
        }
        let mut verdict = Verdict::new(payment.id, payment.at, place, true);
        self.enter(payment, place, &mut verdict, &mut changed);
        if let Some(whole) = self.verdict(place, true) {
            out(&whole);
        }
        Taken::Corrected(self.revise(changed, place, out))
    }

    /// Takes an earlier version out of every window it may stand in.
    fn take_out(&mut self, old: &Known, sequence: u32, changed: &mut Vec<u32>) {
        for (scope, key) in places(old) {
            let longest = self.plan.longest[scope.number()];
            if let Some(ring) = self.rings[scope.number()].get_mut(key as usize)
                && ring.remove(old.at, sequence)
            {
                touched(ring, old.at, longest, changed);
            }
        }
    }

    /// Answers again what changed, each once, in order of arrival; what lies further back than the lateness is settled.
    fn revise(
        &mut self,
        mut changed: Vec<u32>,
        except: u32,
        out: &mut impl FnMut(&Verdict<J::Answer>),
    ) -> u32 {
        let base = self.log.base;
        changed.sort_unstable_by_key(|sequence| sequence.wrapping_sub(base));
        changed.dedup();
        let settled = self.newest - self.plan.lateness;
        let mut count = 0;
        for sequence in changed {
            let open = self.log.get(sequence).is_some_and(|known| known.at >= settled);
            if sequence == except || !open {
                continue;
            }
            if let Some(verdict) = self.verdict(sequence, true) {
                out(&verdict);
                count += 1;
            }
        }
        count
    }

    /// The answers for a remembered payment as its windows are now.
    fn verdict(&mut self, sequence: u32, revised: bool) -> Option<Verdict<J::Answer>> {
        let known = *self.log.get(sequence)?;
        let mut verdict = Verdict::new(known.id, known.at, sequence, revised);
        for (scope, key) in places(&known) {
            let Some(ring) = self.rings[scope.number()].get_mut(key as usize) else { continue };
            let Some(place) = ring.place(known.at, sequence) else { continue };
            let (judge, entry) = (&self.judge, *ring.span().get(place));
            let answer =
                ring.see(place, self.plan.window, &mut self.scratch, |view| judge.judge(scope, view));
            verdict.put(Seen { scope, key, entry, answer });
        }
        Some(verdict)
    }

    /// The answers for a remembered payment as its windows are now.
    pub fn answers(&mut self, id: u64) -> Option<Verdict<J::Answer>> {
        let sequence = self.log.find(id)?;
        self.verdict(sequence, true)
    }

    /// The answers for every payment that may still be revised, in order of arrival: what is taken up after a state was read.
    pub fn answers_that_are_open(&mut self, out: &mut impl FnMut(&Verdict<J::Answer>)) {
        let settled = self.newest - self.plan.lateness;
        let mut sequence = self.log.base;
        while let Some(known) = self.log.get(sequence) {
            let open = known.at >= settled && known.state == State::Counts;
            if open && let Some(verdict) = self.verdict(sequence, true) {
                out(&verdict);
            }
            sequence = sequence.wrapping_add(1);
        }
    }

    /// Looks at the window of a key as it stood at a remembered payment: what an explanation is made of.
    pub fn look<T>(
        &self,
        id: u64,
        scope: Scope,
        key: u32,
        see: impl FnOnce(&crate::View<'_>) -> T,
    ) -> Option<T> {
        let sequence = self.log.find(id)?;
        let known = self.log.get(sequence)?;
        let ring = self.rings[scope.number()].get(key as usize)?;
        let place = ring.place(known.at, sequence)?;
        Some(look(ring.span(), place, self.plan.window, &mut Aggregates::default(), see))
    }

    /// Writes the whole state, with a checksum at its end.
    pub fn save(&self, to: impl std::io::Write) -> std::io::Result<()> {
        save::write(self, to)
    }

    /// Takes a saved state up. The plan must be the one that it was saved under.
    pub fn resume(plan: Plan, judge: J, from: impl std::io::Read) -> Result<Self, PaymentsError> {
        save::read(Self::new(plan, judge), from)
    }

    /// Id of the payment with this number, while it is remembered.
    pub fn id(&self, sequence: u32) -> Option<u64> {
        self.log.get(sequence).map(|known| known.id)
    }
}

/// Notes the payments from `at` on that a window of length `longest` reaches.
fn touched(ring: &Ring, at: i64, longest: i64, changed: &mut Vec<u32>) {
    let span = ring.span();
    let (from, to) = (span.first_from(at), span.first_from(at.saturating_add(longest).saturating_add(1)));
    changed.extend(span.between(from, to).map(|entry: &Entry| entry.sequence));
}

/// Every window that a payment may stand in.
fn places(known: &Known) -> impl Iterator<Item = (Scope, u32)> {
    let own = if known.recipient == known.sender { NONE } else { known.recipient };
    [
        (Scope::Sender, known.sender),
        (Scope::Recipient, known.recipient),
        (Scope::Recipient, if known.recipient == NONE { known.sender } else { NONE }),
        (Scope::Device, known.device),
        (Scope::Institution, u32::from(known.institution)),
        (Scope::Sender, own),
    ]
    .into_iter()
    .filter(|(_, key)| *key != NONE)
}
