//! Contacts of a hotline: how somebody got in touch, what came of it, and what it was about.

use serde::{Deserialize, Serialize};

macro_rules! coded {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$variant_doc])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
            /// Reads the stable code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    )*};
}

coded! {
    /// How somebody got in touch.
    ContactWay {
        /// A telephone call.
        Call = "call",
        /// A text message.
        Sms = "sms",
        /// A chat or messenger.
        Chat = "chat",
        /// A paper form or letter.
        Paper = "paper",
        /// Somebody who came in person.
        Visit = "visit",
    }

    /// What came of a contact. Those that are no report are counted, so that a centre sees what its line is used for.
    ContactOutcome {
        /// A report was written down.
        Report = "report",
        /// Nobody spoke.
        Silent = "silent",
        /// They hung up or went away.
        BrokenOff = "broken_off",
        /// A wrong number.
        WrongNumber = "wrong_number",
        /// They wanted to know something.
        Information = "information",
        /// They wanted to talk; no report.
        Listening = "listening",
        /// They were sent on to another service.
        SentOn = "sent_on",
        /// A prank or abuse of the line.
        Abusive = "abusive",
    }

    /// What a contact was about, by the categories of Child Helpline International's data framework. The eleven groups;
    /// violence by its kinds.
    ContactCategory {
        /// Bullying.
        Bullying = "violence_bullying",
        /// Child, early or forced marriage.
        EarlyMarriage = "violence_early_marriage",
        /// Child labour.
        ChildLabour = "violence_child_labour",
        /// Commercial sexual exploitation outside the net.
        CommercialSexualExploitation = "violence_commercial_sexual_exploitation",
        /// Harmful practices.
        HarmfulPractices = "violence_harmful_practices",
        /// Mental or emotional violence.
        EmotionalViolence = "violence_emotional",
        /// Neglect.
        Neglect = "violence_neglect",
        /// Online sexual abuse.
        OnlineSexualAbuse = "violence_online_sexual_abuse",
        /// Online sexual exploitation.
        OnlineSexualExploitation = "violence_online_sexual_exploitation",
        /// Physical violence.
        PhysicalViolence = "violence_physical",
        /// Sexual violence.
        SexualViolence = "violence_sexual",
        /// Missing children.
        MissingChildren = "missing_children",
        /// Mental health.
        MentalHealth = "mental_health",
        /// Physical health.
        PhysicalHealth = "physical_health",
        /// Accessibility.
        Accessibility = "accessibility",
        /// Discrimination and exclusion.
        Discrimination = "discrimination",
        /// Family relationships.
        FamilyRelationships = "family_relationships",
        /// Peer relationships.
        PeerRelationships = "peer_relationships",
        /// Education and occupation.
        EducationAndOccupation = "education_and_occupation",
        /// Sexuality.
        Sexuality = "sexuality",
        /// Contacts that are no counselling.
        NonCounselling = "non_counselling",
    }
}
