//! What a request tried to reach: kept aside while its handler answers, for the journal, should the answer be that there is
//! no such record.

use crate::{
    Desk,
    routes::Needed,
    visit::{Need, Visit},
};
use response::{
    Actor,
    refusals::{self, Named},
};

/// A request of somebody who is signed in for a record that its address names.
pub(crate) struct Tried {
    desk: Desk,
    actor: Actor,
    need: &'static str,
    parts: Vec<(String, String)>,
}

/// The records that a part of an address may name.
fn named(name: &str, value: &str) -> Vec<Named> {
    let one = |named: Option<Named>| named.into_iter().collect();
    match name {
        "reference" => one(value.parse().ok().map(Named::Report)),
        "person" | "left" | "right" => one(value.parse().ok().map(Named::Person)),
        "referral" => one(value.parse().ok().map(Named::Referral)),
        "no" => one(value.parse().ok().map(Named::Burst)),
        "id" => {
            let conversation = value.parse().ok().map(Named::Conversation);
            conversation.into_iter().chain(value.parse().ok().map(Named::Override)).collect()
        }
        _ => Vec::new(),
    }
}

impl Tried {
    /// What a visit tries to reach; nothing where nobody is signed in, or its address names nothing.
    pub(crate) fn of<N: Need>(visit: &Visit<N>) -> Option<Self> {
        let signed = visit.signed().filter(|_| !visit.parts().is_empty())?;
        let need = match N::NEEDED {
            Needed::Nothing => "nothing",
            Needed::SignedIn => "signed_in",
            Needed::May(act) => act.code(),
        };
        let parts = visit.parts().to_vec();
        Some(Self { desk: visit.desk.clone(), actor: signed.actor.clone(), need, parts })
    }

    /// Journals that it was answered as if there were no such record, where there is one. The answer is the same whatever
    /// comes of this.
    pub(crate) async fn note(self, purpose: &str) {
        let named: Vec<Named> = self.parts.iter().flat_map(|(name, value)| named(name, value)).collect();
        if named.is_empty() {
            return;
        }
        let (store, asked) = (&self.desk.store, (self.need, purpose));
        if let Err(error) = refusals::note(store, &self.actor, asked, &named).await {
            tracing::warn!(%error, "a refusal could not be journaled");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_addresses_name_records() {
        assert!(matches!(named("reference", "TNG-2026-0000-0")[..], [] | [Named::Report(_)]));
        assert!(matches!(named("no", "7")[..], [Named::Burst(7)]));
        let id = "018f0000-0000-7000-8000-000000000001";
        assert!(matches!(named("referral", id)[..], [Named::Referral(_)]));
        assert!(matches!(named("id", id)[..], [Named::Conversation(_), Named::Override(_)]));
        for (name, value) in [("reference", "x"), ("person", "x"), ("id", "x"), ("agency", id), ("slug", "x")]
        {
            assert!(named(name, value).is_empty(), "{name}");
        }
    }
}
