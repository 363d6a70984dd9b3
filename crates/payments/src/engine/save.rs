//! The state of the stream on disk: what a crash must not lose.
//!
//! Little-endian: `TANGLAWP`, version (u16), fingerprint of the plan (32 bytes), newest instant, number of the first
//! remembered payment; the log; for each scope its keys with their entries; SHA-256 of all before it. A state is taken up
//! whole or not at all.

use super::{Engine, Known, MOST_KEYS, State, ring::Ring};
use crate::{
    PaymentsError,
    judge::Judge,
    window::{ENTRY_BYTES, Entry},
};
use sha2::{Digest, Sha256};
use std::io::{self, BufReader, BufWriter, Read, Write};

const MAGIC: &[u8; 8] = b"TANGLAWP";
const VERSION: u16 = 1;
/// Most that is set aside at once on the word of a file.
const STEP: usize = 1 << 16;

struct Hashing<T> {
    inner: T,
    hash: Sha256,
}

impl<W: Write> Hashing<W> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.inner.write_all(bytes)
    }
}

impl<R: Read> Hashing<R> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], PaymentsError> {
        let mut bytes = [0; N];
        self.inner
            .read_exact(&mut bytes)
            .map_err(|error| PaymentsError::BadState(format!("it ends too early ({error})")))?;
        self.hash.update(bytes);
        Ok(bytes)
    }
    fn u32(&mut self) -> Result<u32, PaymentsError> {
        Ok(u32::from_le_bytes(self.take()?))
    }
    fn u64(&mut self) -> Result<u64, PaymentsError> {
        Ok(u64::from_le_bytes(self.take()?))
    }
}

pub(super) fn write<J: Judge>(engine: &Engine<J>, to: impl Write) -> io::Result<()> {
    let mut out = Hashing { inner: BufWriter::with_capacity(1 << 17, to), hash: Sha256::new() };
    out.put(MAGIC)?;
    out.put(&VERSION.to_le_bytes())?;
    out.put(&engine.plan.fingerprint())?;
    out.put(&engine.newest.to_le_bytes())?;
    out.put(&engine.log.base.to_le_bytes())?;
    out.put(&(engine.log.known.len() as u64).to_le_bytes())?;
    for known in &engine.log.known {
        out.put(&known.id.to_le_bytes())?;
        out.put(&known.at.to_le_bytes())?;
        for number in [known.sender, known.recipient, known.device, known.fingerprint] {
            out.put(&number.to_le_bytes())?;
        }
        out.put(&known.institution.to_le_bytes())?;
        out.put(&known.version.to_le_bytes())?;
        out.put(&[known.state as u8])?;
    }
    for rings in &engine.rings {
        let filled = || (0_u32..).zip(rings).filter(|(_, ring)| ring.len() > 0);
        out.put(&(filled().count() as u64).to_le_bytes())?;
        for (key, ring) in filled() {
            out.put(&key.to_le_bytes())?;
            out.put(&u32::try_from(ring.len()).unwrap_or(u32::MAX).to_le_bytes())?;
            let span = ring.span();
            for entry in span.between(0, span.len()) {
                out.put(&entry.to_bytes())?;
            }
        }
    }
    let digest = out.hash.finalize();
    out.inner.write_all(&digest)?;
    out.inner.flush()
}

pub(super) fn read<J: Judge>(mut engine: Engine<J>, from: impl Read) -> Result<Engine<J>, PaymentsError> {
    let bad = |problem: &str| PaymentsError::BadState(problem.to_owned());
    let mut input = Hashing { inner: BufReader::with_capacity(1 << 17, from), hash: Sha256::new() };
    if input.take::<8>()? != *MAGIC {
        return Err(bad("it is no state of payments"));
    }
    if u16::from_le_bytes(input.take()?) != VERSION {
        return Err(bad("it was written by another version of this program"));
    }
    if input.take::<32>()? != engine.plan.fingerprint() {
        return Err(bad("it was made under other windows, floors or corridors"));
    }
    engine.newest = i64::from_le_bytes(input.take()?);
    engine.log.base = input.u32()?;
    let known = input.u64()?;
    if known >= u64::from(u32::MAX) {
        return Err(bad("it remembers more payments than can be numbered"));
    }
    for _ in 0..known {
        engine.log.known.push_back(Known {
            id: input.u64()?,
            at: i64::from_le_bytes(input.take()?),
            sender: input.u32()?,
            recipient: input.u32()?,
            device: input.u32()?,
            fingerprint: input.u32()?,
            institution: u16::from_le_bytes(input.take()?),
            version: u16::from_le_bytes(input.take()?),
            state: match input.take::<1>()? {
                [0] => State::Counts,
                [1] => State::Withdrawn,
                [2] => State::Replaced,
                _ => return Err(bad("a payment has a state that there is not")),
            },
        });
    }
    for at in 0..engine.rings.len() {
        engine.rings[at] = rings(&mut input)?;
    }
    let digest: [u8; 32] = input.hash.clone().finalize().into();
    if input.take::<32>()? != digest {
        return Err(bad("its checksum does not hold: it was cut off or changed"));
    }
    if !matches!(input.inner.read(&mut [0]), Ok(0)) {
        return Err(bad("something follows its end"));
    }
    engine.log.index();
    Ok(engine)
}

fn rings(input: &mut Hashing<impl Read>) -> Result<Vec<Ring>, PaymentsError> {
    let bad = |problem: &str| PaymentsError::BadState(problem.to_owned());
    let mut rings: Vec<Ring> = Vec::new();
    let mut least = 0;
    for _ in 0..input.u64()? {
        let (key, length) = (input.u32()? as usize, input.u32()? as usize);
        if key < least || key >= MOST_KEYS {
            return Err(bad("its parties are not in order"));
        }
        least = key + 1;
        let mut entries = Vec::with_capacity(length.min(STEP));
        for _ in 0..length {
            entries.push(Entry::from_bytes(input.take::<ENTRY_BYTES>()?));
        }
        rings.resize_with(key, Ring::default);
        rings.push(Ring::restore(entries).ok_or_else(|| bad("events of a party are not in order of time"))?);
    }
    Ok(rings)
}
