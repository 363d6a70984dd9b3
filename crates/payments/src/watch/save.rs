//! What is settled and what was told, on disk. What is open is joined again from the stream's own state.

use super::{Changed, Party, Standing, Told, Watch};
use crate::{
    Engine, PaymentsError,
    pack::{Fired, Pack},
    subject::{Side, Subject, Suspects},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, Read, Write};

const MAGIC: &[u8; 8] = b"TANGLAWW";
/// Bytes read at once on the word of a file.
const MOST_BYTES: u64 = 1 << 36;

#[derive(Debug, Default, Serialize, Deserialize)]
struct Saved {
    parties: Vec<SavedParty>,
    suspects: Vec<(u32, Vec<(u32, i64)>)>,
    told: Vec<(bool, u32, u64, u64)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct SavedParty {
    is_payee: bool,
    party: u32,
    at_event: u32,
    alerts: Option<(i64, i64)>,
    events: u32,
    fired: u64,
    payment: u64,
    at: i64,
    best: u64,
}

const fn side(is_payee: bool) -> Side {
    if is_payee { Side::Payee } else { Side::Payer }
}

impl Watch {
    /// Writes what the stream's own state does not hold, with a checksum at its end.
    pub fn save(&self, to: &mut impl Write) -> io::Result<()> {
        let parties = self.settled.parties.iter().map(|((side, party), one)| SavedParty {
            is_payee: *side == Side::Payee,
            party: *party,
            at_event: one.subject.at_event,
            alerts: one.subject.alerts,
            events: one.subject.events,
            fired: one.subject.fired.0,
            payment: one.payment,
            at: one.at,
            best: one.best.0,
        });
        let told = self.told.iter().map(|((side, party), told)| {
            (*side == Side::Payee, *party, told.points.to_bits(), told.counted.0)
        });
        let saved = Saved {
            parties: parties.collect(),
            suspects: self.settled.suspects.iter().map(|(of, known)| (*of, known.0.clone())).collect(),
            told: told.collect(),
        };
        let bytes = serde_json::to_vec(&saved)?;
        to.write_all(MAGIC)?;
        to.write_all(&(bytes.len() as u64).to_le_bytes())?;
        to.write_all(&bytes)?;
        to.write_all(&Sha256::digest(&bytes))
    }

    /// Reads what [`Watch::save`] wrote. What is open is still to be taken from the stream: [`Watch::go_on`].
    pub fn restore(pack: &Pack, from: &mut impl Read) -> Result<Self, PaymentsError> {
        let bad = |problem: &str| PaymentsError::BadState(problem.to_owned());
        let short = |_| bad("it ends too early");
        let (mut magic, mut length, mut digest) = ([0; 8], [0; 8], [0; 32]);
        from.read_exact(&mut magic).map_err(short)?;
        if magic != *MAGIC {
            return Err(bad("it was written by another version of this program"));
        }
        from.read_exact(&mut length).map_err(short)?;
        let length = u64::from_le_bytes(length);
        let mut bytes = Vec::new();
        from.by_ref().take(length.min(MOST_BYTES)).read_to_end(&mut bytes).map_err(short)?;
        from.read_exact(&mut digest).map_err(short)?;
        if bytes.len() as u64 != length || Sha256::digest(&bytes).as_slice() != digest {
            return Err(bad("its checksum does not hold: it was cut off or changed"));
        }
        let saved: Saved = serde_json::from_slice(&bytes).map_err(|_| bad("its alerts cannot be read"))?;
        let standing = |one: SavedParty| -> (Party, Standing) {
            let best = Fired(one.best);
            let subject = Subject {
                side: side(one.is_payee),
                party: one.party,
                score: pack.score(best),
                at_event: one.at_event,
                alerts: one.alerts,
                events: one.events,
                fired: Fired(one.fired),
            };
            ((subject.side, one.party), Standing { subject, payment: one.payment, at: one.at, best })
        };
        let mut watch = Self::default();
        watch.settled.parties = saved.parties.into_iter().map(standing).collect();
        watch.settled.suspects =
            saved.suspects.into_iter().map(|(of, known)| (of, Suspects(known))).collect();
        watch.told = saved
            .told
            .into_iter()
            .map(|(is_payee, party, points, counted)| {
                ((side(is_payee), party), Told { points: f64::from_bits(points), counted: Fired(counted) })
            })
            .collect();
        watch.live.parties = watch.settled.parties.clone();
        watch.live.suspects = watch.settled.suspects.clone();
        Ok(watch)
    }

    /// Takes up what is open in a stream that was resumed; nothing is told again.
    pub fn go_on(&mut self, engine: &mut Engine<Pack>, pack: &Pack) {
        let mut verdicts = Vec::new();
        engine.answers_that_are_open(&mut |verdict| verdicts.push(*verdict));
        self.take(engine, pack, &verdicts, Changed::default(), &mut |_| {});
    }
}
