//! Conversations: with a code the reporter reads, answers, adds and deletes; staff read and answer from the report.
//!
//! Who has typed a right code gets a session that lives in memory only: it ends by itself after fifteen minutes without
//! use, with the program, and when the reporter leaves.

use super::{Door, code::CodeError, tell};
use crate::{
    ResponseError, Sight,
    policy::{Permit, act},
    slow_hash::CODES,
};
use model::{InboxId, InboxStatus, Instant, Reference, ReferralPart, Side};
use rand::Rng as _;
use std::collections::HashMap;
use store::{InboxRow, Message, Store, keys::sha256};
use zeroize::Zeroizing;

/// A session ends when it was not used for this long, in seconds.
pub const IDLE_SECONDS: i64 = 15 * 60;
/// A session ends this long after it began, in seconds.
pub const LONGEST_SECONDS: i64 = 60 * 60;
/// Most sessions at once; past it the one not used longest ends.
const MOST: usize = 10_000;
/// Most characters of a message.
pub const MESSAGE_LONGEST: usize = 6_000;

/// An open conversation of a reporter.
#[derive(Clone, Copy)]
struct OpenInbox {
    id: InboxId,
    began: i64,
    seen: i64,
    form_token: [u8; 16],
}

/// Open conversations by the SHA-256 of their tokens.
#[derive(Default)]
pub struct OpenInboxes(HashMap<[u8; 32], OpenInbox>);

impl OpenInboxes {
    fn tidy(&mut self, now: i64) {
        self.0.retain(|_, open| {
            now - open.seen <= IDLE_SECONDS * 1_000_000 && now - open.began <= LONGEST_SECONDS * 1_000_000
        });
        while self.0.len() >= MOST {
            let Some(oldest) = self.0.iter().min_by_key(|(_, open)| open.seen).map(|(key, _)| *key) else {
                return;
            };
            self.0.remove(&oldest);
        }
    }
}

/// The way into a conversation that was opened with its code.
pub struct Entered {
    /// The conversation.
    pub id: InboxId,
    /// Goes into the cookie; the server keeps its hash only.
    pub token: Zeroizing<[u8; 32]>,
}

/// Why a code opened nothing.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// It is mistyped: it can be seen without looking for it.
    #[error(transparent)]
    Mistyped(#[from] CodeError),
    /// No conversation has this code, or it was deleted.
    #[error("no conversation has this code")]
    Unknown,
    /// It could not be looked for.
    #[error(transparent)]
    Response(#[from] ResponseError),
}

/// Opens the conversation of a code. A code that is well formed costs the same work whether or not it is known. A new
/// token is made each time, so that nobody can set one beforehand.
pub async fn enter(
    store: &Store,
    _permit: &Permit<act::UseInbox>,
    door: &Door,
    typed: &str,
) -> Result<Entered, EnterError> {
    let code = door.words.read(typed)?;
    let locator = tell::locator(store, &CODES, &code).await?;
    let found = store.inbox_of_locator(&locator).await.map_err(ResponseError::from)?;
    let id = found.filter(|row| !row.deleted).ok_or(EnterError::Unknown)?.id;
    Ok(begin(store, door, id))
}

fn begin(store: &Store, door: &Door, id: InboxId) -> Entered {
    let now = store.clock().now().micros();
    let mut rng = store.fork_rng();
    let (mut token, mut form_token) = (Zeroizing::new([0; 32]), [0; 16]);
    rng.fill_bytes(&mut *token);
    rng.fill_bytes(&mut form_token);
    if let Ok(mut open) = door.open.lock() {
        open.tidy(now);
        open.0.insert(sha256(&*token), OpenInbox { id, began: now, seen: now, form_token });
    }
    Entered { id, token }
}

/// The conversation of a token, and what every form of it must carry; `None` where the session ended.
pub fn resume(store: &Store, door: &Door, token: &[u8]) -> Option<(InboxId, [u8; 16])> {
    let now = store.clock().now().micros();
    let mut open = door.open.lock().ok()?;
    open.tidy(now);
    let found = open.0.get_mut(&sha256(token))?;
    found.seen = now;
    Some((found.id, found.form_token))
}

/// Ends a session.
pub fn leave(door: &Door, token: &[u8]) {
    if let Ok(mut open) = door.open.lock() {
        open.0.remove(&sha256(token));
    }
}

/// A conversation as either side reads it.
pub struct Conversation {
    /// What the tables have.
    pub row: InboxRow,
    /// Messages, oldest first.
    pub messages: Vec<Message>,
}

/// Reads a conversation as the reporter.
pub async fn read(
    store: &Store,
    permit: &Permit<act::UseInbox>,
    id: InboxId,
) -> Result<Conversation, ResponseError> {
    let (row, messages) =
        store.read_inbox(permit.by(), id, Side::Reporter).await?.ok_or(ResponseError::NotFound)?;
    if row.deleted { Err(ResponseError::NotFound) } else { Ok(Conversation { row, messages }) }
}

/// Adds a message of the reporter. A message that is too long is kept up to its bound: the form says the bound, and a
/// browser cannot send more than the door reads.
pub async fn say(
    store: &Store,
    permit: &Permit<act::UseInbox>,
    id: InboxId,
    words: &str,
) -> Result<(), ResponseError> {
    let words = bounded(words)?;
    if store.send_message(permit.by(), id, Side::Reporter, &words).await? {
        Ok(())
    } else {
        Err(ResponseError::NotFound)
    }
}

/// Deletes a conversation and ends every session of it. The report stays.
pub async fn delete(
    store: &Store,
    permit: &Permit<act::UseInbox>,
    door: &Door,
    id: InboxId,
) -> Result<(), ResponseError> {
    store.delete_inbox(permit.by(), id).await?;
    if let Ok(mut open) = door.open.lock() {
        open.0.retain(|_, session| session.id != id);
    }
    Ok(())
}

/// Gives a conversation a new code, for somebody whose code another has seen. Returns the code in words.
pub async fn replace_code(
    store: &Store,
    permit: &Permit<act::UseInbox>,
    door: &Door,
    id: InboxId,
    language: &str,
) -> Result<Zeroizing<String>, ResponseError> {
    let mut code = Zeroizing::new([0; 10]);
    store.fork_rng().fill_bytes(&mut *code);
    let locator = tell::locator(store, &CODES, &code).await?;
    if store.replace_inbox_code(permit.by(), id, locator).await? {
        Ok(door.words.write(&code, language))
    } else {
        Err(ResponseError::NotFound)
    }
}

fn bounded(words: &str) -> Result<Zeroizing<String>, ResponseError> {
    let words = words.trim();
    if words.is_empty() {
        return Err(ResponseError::Form("a message needs words".into()));
    }
    Ok(Zeroizing::new(words.chars().take(MESSAGE_LONGEST).collect()))
}

/// Most conversations listed at once.
const LISTED: i64 = 100;

/// One line of the list of conversations that wait.
pub struct WaitingLine {
    /// The conversation.
    pub row: InboxRow,
    /// The report it is about.
    pub reference: Reference,
}

/// Conversations in which the reporter waits for an answer, longest first, and how many there are. No words.
pub async fn waiting(
    store: &Store,
    _permit: &Permit<act::AnswerReporters>,
    sight: &Sight,
) -> Result<(Vec<WaitingLine>, i64), ResponseError> {
    let (rows, count) = waiting_rows(store, sight, LISTED).await?;
    let numbers: Vec<i64> = rows.iter().map(|row| row.report_no).collect();
    let named = store.report_rows(&numbers).await?;
    let lines = rows
        .into_iter()
        .filter_map(|row| {
            let reference = named.iter().find(|report| report.no == row.report_no)?.reference;
            Some(WaitingLine { row, reference })
        })
        .collect();
    Ok((lines, count))
}

/// Conversations that wait and are seen, and how many there are.
async fn waiting_rows(
    store: &Store,
    sight: &Sight,
    limit: i64,
) -> Result<(Vec<InboxRow>, i64), ResponseError> {
    if sight.is_whole() {
        return Ok(store.inboxes_waiting(limit).await?);
    }
    let mut numbers = sight.reports().unwrap_or_default();
    numbers.retain(|no| sight.opens(*no, ReferralPart::Conversation));
    let mut rows = store.inboxes_of_reports(&numbers).await?;
    rows.retain(|row| row.waiting_since.is_some());
    rows.sort_by_key(|row| row.waiting_since);
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok((rows, count))
}

/// How many conversations wait for an answer.
pub async fn count_waiting(
    store: &Store,
    _permit: &Permit<act::AnswerReporters>,
    sight: &Sight,
) -> Result<i64, ResponseError> {
    if sight.is_whole() {
        return Ok(store.count_inboxes_waiting().await?);
    }
    Ok(waiting_rows(store, sight, 0).await?.1)
}

/// A conversation that is seen.
async fn seen(store: &Store, sight: &Sight, id: InboxId) -> Result<InboxRow, ResponseError> {
    let row = store.inbox(id).await?;
    row.filter(|row| sight.opens(row.report_no, ReferralPart::Conversation)).ok_or(ResponseError::NotFound)
}

/// A conversation as staff see it before they ask for its words.
pub struct ClosedConversation {
    /// What the tables have.
    pub row: InboxRow,
    /// The report it is about.
    pub reference: Reference,
    /// Who wrote and when, oldest first.
    pub heads: Vec<(Side, Instant)>,
}

/// Looks at a conversation without its words.
pub async fn look(
    store: &Store,
    _permit: &Permit<act::AnswerReporters>,
    sight: &Sight,
    id: InboxId,
) -> Result<ClosedConversation, ResponseError> {
    let row = seen(store, sight, id).await?;
    let named = store.report_rows(&[row.report_no]).await?;
    let reference = named.first().ok_or(ResponseError::NotFound)?.reference;
    let heads = if row.deleted { Vec::new() } else { store.message_heads(id).await? };
    Ok(ClosedConversation { row, reference, heads })
}

/// Conversations of a report, oldest first: usually one.
pub async fn of_report(
    store: &Store,
    _permit: &Permit<act::AnswerReporters>,
    sight: &Sight,
    reference: Reference,
) -> Result<Vec<InboxRow>, ResponseError> {
    let report = store.find_reference(reference).await?.ok_or(ResponseError::NotFound)?;
    if !sight.opens(report.no, ReferralPart::Conversation) {
        return Ok(Vec::new());
    }
    Ok(store.inboxes_of_report(report.no).await?)
}

/// Reads the words of a conversation as staff. The read is journaled with its purpose.
pub async fn open(
    store: &Store,
    permit: &Permit<act::AnswerReporters>,
    sight: &Sight,
    id: InboxId,
) -> Result<Vec<Message>, ResponseError> {
    seen(store, sight, id).await?;
    let (_, messages) =
        store.read_inbox(permit.by(), id, Side::Staff).await?.ok_or(ResponseError::NotFound)?;
    Ok(messages)
}

/// Words of the staff as they are sent into a conversation that is seen, or what is wrong with them.
pub(crate) async fn to_send(
    store: &Store,
    _permit: &Permit<act::AnswerReporters>,
    sight: &Sight,
    id: InboxId,
    words: &str,
) -> Result<Zeroizing<String>, ResponseError> {
    seen(store, sight, id).await?;
    if words.trim().chars().count() > MESSAGE_LONGEST {
        return Err(ResponseError::Form(format!("a message has at most {MESSAGE_LONGEST} characters")));
    }
    bounded(words)
}

/// Conversations about these reports in which the reporter can still be asked something, and that are seen.
pub(crate) async fn open_of(
    store: &Store,
    _permit: &Permit<act::AnswerReporters>,
    sight: &Sight,
    reports: &[i64],
) -> Result<Vec<InboxRow>, ResponseError> {
    let mut rows = store.inboxes_of_reports(reports).await?;
    rows.retain(|row| {
        !row.deleted
            && row.status != InboxStatus::Closed
            && sight.opens(row.report_no, ReferralPart::Conversation)
    });
    Ok(rows)
}

/// Answers as staff. The answer names nobody. What is too long is not sent: whoever wrote it can shorten it better than a
/// program can. The same form sent twice is one answer.
pub async fn answer(
    store: &Store,
    permit: &Permit<act::AnswerReporters>,
    sight: &Sight,
    door: &Door,
    id: InboxId,
    words: &str,
    token: &str,
) -> Result<(), ResponseError> {
    let words = to_send(store, permit, sight, id, words).await?;
    door.once(token, async {
        if store.send_message(permit.by(), id, Side::Staff, &words).await? {
            Ok(())
        } else {
            Err(ResponseError::NotFound)
        }
    })
    .await
}

/// The next contact is promised for at most this many days ahead.
const PROMISED_AHEAD: i64 = 366;

/// Seconds.
const HOUR: i64 = 3_600;

/// Sets what the reporter is told, and when they will hear again: today at the earliest.
pub async fn set_status(
    store: &Store,
    permit: &Permit<act::AnswerReporters>,
    sight: &Sight,
    id: InboxId,
    status: InboxStatus,
    (next_at, looked): (Option<Instant>, i64),
) -> Result<(), ResponseError> {
    seen(store, sight, id).await?;
    let now = store.clock().now();
    // Days are counted in UTC; where it is still yesterday, today began up to 36 hours ago.
    let days = now.plus_seconds(-36 * HOUR)..now.plus_seconds(PROMISED_AHEAD * 24 * HOUR);
    if next_at.is_some_and(|next| !days.contains(&next)) {
        return Err(ResponseError::Form("the day of the next contact is past, or too far ahead".into()));
    }
    store.inbox(id).await?.filter(|row| !row.deleted).ok_or(ResponseError::NotFound)?;
    if store.set_inbox_status(permit.by(), id, status, next_at, looked).await? {
        Ok(())
    } else {
        Err(ResponseError::Changed)
    }
}
