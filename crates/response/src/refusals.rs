//! What somebody asked for and was answered as if it did not exist: kept in the journal, so that whoever tries doors is seen.
//! What there is and what there is not leave the same, or the journal would tell which of them there is.

use crate::{Actor, ResponseError, Sight, sight};
use model::{InboxId, MentionRef, OverrideId, PersonReference, Reference, ReferralId, ReferralPart, User};
use store::Store;

/// A record that an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A report, or the lead that it names.
    Report(Reference),
    /// A person, by a mention.
    Person(PersonReference),
    /// A referral.
    Referral(ReferralId),
    /// A conversation.
    Conversation(InboxId),
    /// A request for an override.
    Override(OverrideId),
    /// Reports that came too many at once.
    Burst(i64),
}

/// What was asked for as its entry names it: what people call it, and its id where there is such a record and it has one.
type Tried = (String, Option<[u8; 16]>);

/// Notes that somebody's request was answered as if there were no such record, where there is none that is theirs to see: what
/// the request needed, and what for. Returns whether it was noted. Called once it was answered so, and only then: it looks for
/// the records itself.
pub async fn note(
    store: &Store,
    actor: &Actor,
    (need, purpose): (&str, &str),
    named: &[Named],
) -> Result<bool, ResponseError> {
    let Actor::User(user) = actor else { return Ok(false) };
    let sight = sight::of(store, actor).await?;
    for one in named {
        if let Some((record, id)) = tried(store, &sight, user, *one).await? {
            store.note_hidden(&actor.by(purpose), need, &record, id).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// What was tried; nothing where it is theirs to see. Whoever sees every record only mistypes.
async fn tried(
    store: &Store,
    sight: &Sight,
    user: &User,
    named: Named,
) -> Result<Option<Tried>, ResponseError> {
    let own = |agency| agency == user.agency;
    // Whether it is theirs, and its id; nothing where there is no such record.
    let (called, found) = match named {
        // Referrals and overrides are their agencies', whatever is seen besides.
        Named::Referral(id) => {
            let row = store.referral(id).await?;
            (id.to_string(), row.map(|row| (own(row.from) || own(row.to), Some(*id.as_bytes()))))
        }
        Named::Override(id) => {
            let row = store.override_by_id(id).await?;
            (id.to_string(), row.map(|row| (own(row.agency), Some(*id.as_bytes()))))
        }
        _ if sight.is_whole() => return Ok(None),
        Named::Report(reference) => {
            let row = store.find_reference(reference).await?;
            (reference.to_string(), row.map(|row| (sight.report(row.no), Some(*row.id.as_bytes()))))
        }
        Named::Person(person) => {
            let row = store.find_reference(person.report).await?;
            let mention = |report_no| MentionRef { report_no, position: person.position };
            let found = row.map(|row| (sight.mention(mention(row.no)), Some(*row.id.as_bytes())));
            (person.to_string(), found)
        }
        Named::Conversation(id) => {
            let row = store.inbox(id).await?;
            let seen = |row: &store::InboxRow| sight.opens(row.report_no, ReferralPart::Conversation);
            (id.to_string(), row.map(|row| (seen(&row), Some(*id.as_bytes()))))
        }
        Named::Burst(no) => (format!("burst {no}"), None),
    };
    let (theirs, id) = found.unwrap_or((false, None));
    Ok((!theirs).then_some((called, id)))
}
