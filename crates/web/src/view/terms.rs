//! Keys of the words for the terms of the model. Exhaustive: a new term does not compile until it has words.

use model::{
    Certainty, FileAnnotation, FileRelevance, HashAlgorithm, IdentifierKind, MentionRole, NameKind,
    NarrativeKind, PlaceRole, Relation, Sex,
};

pub(super) const fn role(role: MentionRole) -> &'static str {
    match role {
        MentionRole::Child => "role-in-child",
        MentionRole::Suspect => "role-in-suspect",
        MentionRole::Facilitator => "role-in-facilitator",
        MentionRole::Reporter => "role-in-reporter",
        MentionRole::Witness => "role-in-witness",
        MentionRole::Other => "role-in-other",
        MentionRole::Unknown => "role-in-unknown",
    }
}

/// The class that colours a role; the word stands beside it.
pub(super) const fn role_class(role: MentionRole) -> &'static str {
    match role {
        MentionRole::Child => "child",
        MentionRole::Suspect | MentionRole::Facilitator => "suspect",
        _ => "plain",
    }
}

pub(super) const fn name_kind(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Stated => "name-stated",
        NameKind::Alias => "name-alias",
        NameKind::Display => "name-display",
    }
}

pub(super) const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "sex-female",
        Sex::Male => "sex-male",
        Sex::Other => "sex-other",
    }
}

pub(super) const fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::Parent => "relation-parent",
        Relation::Sibling => "relation-sibling",
        Relation::Relative => "relation-relative",
        Relation::ParentPartner => "relation-parent-partner",
        Relation::Neighbour => "relation-neighbour",
        Relation::PersonOfTrust => "relation-person-of-trust",
        Relation::Peer => "relation-peer",
        Relation::KnownOnline => "relation-known-online",
        Relation::Stranger => "relation-stranger",
        Relation::Child => "relation-child",
        Relation::Other => "relation-other",
    }
}

pub(super) const fn narrative(kind: NarrativeKind) -> &'static str {
    match kind {
        NarrativeKind::Account => "narrative-account",
        NarrativeKind::Conversation => "narrative-conversation",
        NarrativeKind::Remark => "narrative-remark",
    }
}

/// `None` where nothing is said of the certainty.
pub(super) const fn certainty(certainty: Certainty) -> Option<&'static str> {
    match certainty {
        Certainty::Exact => Some("certainty-exact"),
        Certainty::Approximate => Some("certainty-approximate"),
        Certainty::Unknown => None,
    }
}

pub(super) const fn place(role: PlaceRole) -> &'static str {
    match role {
        PlaceRole::Child => "place-child",
        PlaceRole::Suspect => "place-suspect",
        PlaceRole::Facilitator => "place-facilitator",
        PlaceRole::Incident => "place-incident",
        PlaceRole::Unknown => "place-unknown",
    }
}

pub(super) const fn relevance(relevance: FileRelevance) -> &'static str {
    match relevance {
        FileRelevance::Reported => "relevance-reported",
        FileRelevance::Supplemental => "relevance-supplemental",
    }
}

pub(super) const fn annotation(annotation: FileAnnotation) -> &'static str {
    match annotation {
        FileAnnotation::Drawing => "annotation-drawing",
        FileAnnotation::PotentialMeme => "annotation-potential-meme",
        FileAnnotation::Viral => "annotation-viral",
        FileAnnotation::PossibleSelfProduction => "annotation-possible-self-production",
        FileAnnotation::PhysicalHarm => "annotation-physical-harm",
        FileAnnotation::Violence => "annotation-violence",
        FileAnnotation::Animal => "annotation-animal",
        FileAnnotation::LiveStreaming => "annotation-live-streaming",
        FileAnnotation::Infant => "annotation-infant",
        FileAnnotation::GenerativeAi => "annotation-generative-ai",
    }
}

/// Names of hashes are the same in every language.
pub(super) const fn algorithm(algorithm: HashAlgorithm) -> &'static str {
    match algorithm {
        HashAlgorithm::Md5 => "MD5",
        HashAlgorithm::Sha1 => "SHA-1",
        HashAlgorithm::Sha256 => "SHA-256",
        HashAlgorithm::Pdq => "PDQ",
        HashAlgorithm::PhotoDna => "PhotoDNA",
    }
}

pub(super) fn identifier(kind: IdentifierKind) -> String {
    format!("identifier-{}", kind.code())
}
