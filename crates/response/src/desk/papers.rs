//! Drafts and filters: one's own papers, sealed under one's own key. A draft outlives the session it was typed in.

use crate::{
    ResponseError,
    policy::{Permit, act},
};
use model::{Instant, User};
use store::Store;
use zeroize::Zeroizing;

/// Most characters of a draft: the fields of a form, as a form writes them.
const DRAFT_LONGEST: usize = super::CARRIED_LONGEST;
/// Most characters of the name of a filter.
const NAME_LONGEST: usize = 60;

/// Keeps what was typed into a form; nothing typed throws the draft away.
pub async fn keep_draft(
    store: &Store,
    _permit: &Permit<act::KeepOwnAccount>,
    user: &User,
    form: &str,
    words: &str,
) -> Result<(), ResponseError> {
    if words.trim().is_empty() {
        return Ok(store.drop_draft(user.id, form).await?);
    }
    let words: Zeroizing<String> = Zeroizing::new(words.chars().take(DRAFT_LONGEST).collect());
    Ok(store.keep_draft(user.id, form, &words).await?)
}

/// What was typed into a form and not sent.
pub async fn draft(
    store: &Store,
    _permit: &Permit<act::KeepOwnAccount>,
    user: &User,
    form: &str,
) -> Result<Option<(Instant, Zeroizing<String>)>, ResponseError> {
    Ok(store.draft(user.id, form).await?)
}

/// Throws a draft away.
pub async fn drop_draft(
    store: &Store,
    _permit: &Permit<act::KeepOwnAccount>,
    user: &User,
    form: &str,
) -> Result<(), ResponseError> {
    Ok(store.drop_draft(user.id, form).await?)
}

/// A filter that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Its number among theirs.
    pub no: i64,
    /// Its name.
    pub name: String,
    /// What it asks of the queue.
    pub query: String,
}

/// Keeps a filter of the queue under a name.
pub async fn keep_filter(
    store: &Store,
    _permit: &Permit<act::UseDesk>,
    user: &User,
    name: &str,
    query: &str,
) -> Result<(), ResponseError> {
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_LONGEST {
        return Err(ResponseError::Form(format!("a filter has a name of at most {NAME_LONGEST} characters")));
    }
    if store.keep_filter(user.id, &format!("{name}\n{query}")).await? {
        Ok(())
    } else {
        Err(ResponseError::Form("you keep as many filters as there is room for: throw one away first".into()))
    }
}

/// Filters that somebody keeps.
pub async fn filters(
    store: &Store,
    _permit: &Permit<act::UseDesk>,
    user: &User,
) -> Result<Vec<Filter>, ResponseError> {
    let kept = store.filters(user.id).await?;
    Ok(kept
        .into_iter()
        .filter_map(|(no, words)| {
            let (name, query) = words.split_once('\n')?;
            Some(Filter { no, name: name.to_owned(), query: query.to_owned() })
        })
        .collect())
}

/// Throws a filter away.
pub async fn drop_filter(
    store: &Store,
    _permit: &Permit<act::UseDesk>,
    user: &User,
    no: i64,
) -> Result<(), ResponseError> {
    Ok(store.drop_filter(user.id, no).await?)
}
