//! A payment as a document tells it, and what is made of it.

use super::money::{Currency, Money, Rates};
use crate::{
    PaymentsError,
    engine::payment_id,
    parties::{Parties, party_key},
    payment::{Channel, Kind, LAST_INSTANT, Land, NONE, Payment, Tie, Words, even_step},
};
use jiff::{Timestamp, tz::TimeZone};
use model::{Country, Personal};
use std::collections::BTreeMap;

/// One payment in the words of its document.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The institution's reference of the payment.
    pub reference: String,
    /// The institution; empty: the one that handed the file over.
    pub institution: String,
    /// The institution at which the recipient's key is known; empty: the same.
    pub recipient_institution: String,
    /// Version, where the source numbers its corrections.
    pub version: u16,
    /// Instant, milliseconds since 1970.
    pub at: i64,
    /// Key of the sender at the institution: account, wallet, number or telephone.
    pub sender: Personal,
    /// Key of the recipient.
    pub recipient: Personal,
    /// Name of the sender.
    pub sender_name: Personal,
    /// Name of the recipient.
    pub recipient_name: Personal,
    /// What was sent.
    pub sent: Option<Money>,
    /// What landed.
    pub landed: Option<Money>,
    /// Country it was sent from.
    pub sender_country: Option<Country>,
    /// Country it lands in.
    pub recipient_country: Option<Country>,
    /// The payer's words.
    pub text: Personal,
    /// Key of the device or address.
    pub device: Personal,
    /// Age of the sender in years; 0 where unknown.
    pub sender_age: u8,
    /// What it is.
    pub kind: Kind,
    /// The rail.
    pub channel: Channel,
    /// Declared or known relation.
    pub tie: Tie,
    /// Time zone of the sender, where the document gives one (IANA name).
    pub zone: Option<String>,
}

/// Why a payment was not taken, and where it stands in its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Line of the file, or number of the payment in its message, from 1.
    pub line: u64,
    /// Column or element.
    pub column: String,
    /// What is wrong and what is expected. It never repeats what was written.
    pub problem: String,
}

/// Classes of text by their words: `keyword -> class`, looked for as whole words in lower case.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary(Vec<(String, Words)>);

impl Vocabulary {
    /// The words that public sources name: AUSTRAC 2024 (accommodation, uniform, medical bills), FATF March 2025 (family
    /// support, medical bills, education), ACAMS Today 20(3) (gift, treat, birthday, invoice, expenses, fees).
    pub fn public() -> Self {
        let list = [
            ("accommodation", Words::Accommodation),
            ("uniform", Words::School),
            ("school", Words::School),
            ("education", Words::School),
            ("tuition", Words::School),
            ("medical", Words::Medical),
            ("hospital", Words::Medical),
            ("medicine", Words::Medical),
            ("family support", Words::Household),
            ("support", Words::Household),
            ("household", Words::Household),
            ("gift", Words::Gift),
            ("treat", Words::Gift),
            ("birthday", Words::Gift),
            ("invoice", Words::Fees),
            ("expenses", Words::Fees),
            ("fees", Words::Fees),
        ];
        Self(list.map(|(word, class)| (word.to_owned(), class)).to_vec())
    }

    /// Adds words of an institution's own.
    pub fn add(&mut self, word: &str, class: Words) {
        self.0.push((word.trim().to_lowercase(), class));
    }

    /// The class of a text: a handle (`@name`) before all, else the first word of the list that it holds.
    pub fn class(&self, text: &str) -> Words {
        let handle = |word: &str| {
            word.strip_prefix('@').is_some_and(|name| {
                name.len() >= 3 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
            })
        };
        if text.split_whitespace().any(handle) {
            return Words::Handle;
        }
        let plain: String =
            text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let spaced = format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "));
        self.0
            .iter()
            .find(|(word, _)| spaced.contains(&format!(" {word} ")))
            .map_or(Words::None, |(_, class)| *class)
    }
}

/// Turns drafts into payments: dictionaries, rates, zones and words.
#[derive(Debug)]
pub struct Normaliser {
    /// Parties by key, over all institutions that share this dictionary.
    pub parties: Parties,
    /// Institutions by name.
    pub institutions: Parties,
    /// Devices by key.
    pub devices: Parties,
    /// Rates.
    pub rates: Rates,
    /// Words.
    pub vocabulary: Vocabulary,
    zones: BTreeMap<String, TimeZone>,
    by_country: BTreeMap<Land, String>,
}

/// Zones of countries that have one, or one in which nearly all live. For others the file or the map must say.
const ZONES: &[(&str, &str)] = &[
    ("PH", "Asia/Manila"),
    ("TH", "Asia/Bangkok"),
    ("GB", "Europe/London"),
    ("IE", "Europe/Dublin"),
    ("SE", "Europe/Stockholm"),
    ("NO", "Europe/Oslo"),
    ("DK", "Europe/Copenhagen"),
    ("DE", "Europe/Berlin"),
    ("NL", "Europe/Amsterdam"),
    ("FR", "Europe/Paris"),
    ("CH", "Europe/Zurich"),
    ("JP", "Asia/Tokyo"),
    ("KR", "Asia/Seoul"),
    ("SG", "Asia/Singapore"),
    ("HK", "Asia/Hong_Kong"),
    ("AE", "Asia/Dubai"),
    ("SA", "Asia/Riyadh"),
    ("NZ", "Pacific/Auckland"),
];

impl Normaliser {
    /// With these rates and the public words.
    pub fn new(rates: Rates) -> Self {
        let by_country = ZONES
            .iter()
            .filter_map(|(land, zone)| Some((Land::from_letters(land.as_bytes())?, (*zone).to_owned())))
            .collect();
        Self {
            parties: Parties::default(),
            institutions: Parties::default(),
            devices: Parties::default(),
            rates,
            vocabulary: Vocabulary::public(),
            zones: BTreeMap::new(),
            by_country,
        }
    }

    /// States the zone of a country's senders; the name must be one of the IANA database.
    pub fn zone_of(&mut self, land: Land, zone: &str) -> Result<(), PaymentsError> {
        self.zone(zone).ok_or_else(|| PaymentsError::BadSettings {
            name: "zones".into(),
            problem: format!("{zone:?} is no zone of the IANA database, such as Asia/Manila"),
        })?;
        self.by_country.insert(land, zone.to_owned());
        Ok(())
    }

    fn zone(&mut self, name: &str) -> Option<TimeZone> {
        if let Some(zone) = self.zones.get(name) {
            return Some(zone.clone());
        }
        let zone = TimeZone::get(name).ok()?;
        self.zones.insert(name.to_owned(), zone.clone());
        Some(zone)
    }

    /// Minute of the sender's local day.
    fn local_minute(&mut self, draft: &Draft, land: Land) -> u16 {
        let name = draft.zone.clone().or_else(|| self.by_country.get(&land).cloned());
        let zone = name.and_then(|name| self.zone(&name));
        let stamp = Timestamp::from_millisecond(draft.at).ok();
        match (zone, stamp) {
            (Some(zone), Some(stamp)) => {
                let time = zone.to_datetime(stamp).time();
                u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
            }
            _ => Payment::NO_MINUTE,
        }
    }

    /// Makes a payment of a draft. The element at fault and the reason come back where it cannot be taken.
    pub fn payment(&mut self, draft: &Draft) -> Result<Payment, (&'static str, String)> {
        if draft.reference.is_empty() {
            return Err((
                "reference",
                "it has no reference: a payment without one cannot be told from another".into(),
            ));
        }
        if !(0..=LAST_INSTANT).contains(&draft.at) {
            return Err(("at", "its instant lies before 1970 or after 2527".into()));
        }
        if draft.sender.is_empty() {
            return Err(("sender", "it has no sender".into()));
        }
        if draft.recipient.is_empty() && draft.kind == Kind::Transfer {
            return Err(("recipient", "it has no recipient".into()));
        }
        let Some(money) = draft.sent.or(draft.landed) else {
            return Err(("amount", "it has no amount".into()));
        };
        let day = i32::try_from(draft.at / 86_400_000).unwrap_or(i32::MAX);
        let hundredths = self.rates.convert(money, day).ok_or_else(|| {
            let (code, reference) = (money.currency.code(), self.rates.reference());
            let problem =
                format!("there is no rate from {code} to {} of this day or the ten before", reference.code());
            ("currency", problem)
        })?;
        let amount = u32::try_from(hundredths)
            .map_err(|_| ("amount", "it is above 42,949,672.95 of the reference currency".to_owned()))?;
        let full = |error: PaymentsError| ("sender", error.to_string());
        let land = |country: Option<Country>| country.map(Land::from).unwrap_or_default();
        let (sender_country, recipient_country) = (land(draft.sender_country), land(draft.recipient_country));
        let own = draft.institution.as_str();
        let other = if draft.recipient_institution.is_empty() { own } else { &draft.recipient_institution };
        let key = |at: &str, key: &Personal, land| party_key(at, key.reveal(), land);
        let sender = self.parties.number(&key(own, &draft.sender, sender_country)).map_err(full)?;
        let recipient = if draft.recipient.is_empty() {
            Ok(NONE)
        } else {
            self.parties.number(&key(other, &draft.recipient, recipient_country))
        };
        let recipient = recipient.map_err(full)?;
        let or_none = |parties: &mut Parties, key: &Personal| {
            if key.is_empty() { Ok(NONE) } else { parties.number(key.reveal()) }
        };
        let device = or_none(&mut self.devices, &draft.device).map_err(full)?;
        let institution = self.institutions.number(&draft.institution).map_err(full)?;
        let institution = u16::try_from(institution)
            .map_err(|_| ("institution", "there are more than 65,536 institutions".to_owned()))?;
        Ok(Payment {
            id: payment_id(&draft.institution, &draft.reference),
            version: draft.version,
            at: draft.at,
            sender,
            recipient,
            device,
            amount,
            sender_country,
            recipient_country,
            institution,
            local_minute: self.local_minute(draft, sender_country),
            sent_step: draft.sent.map_or(0, |money| even_step(money.hundredths)),
            landed_step: draft.landed.map_or(0, |money| even_step(money.hundredths)),
            kind: draft.kind,
            channel: draft.channel,
            words: self.vocabulary.class(draft.text.reveal()),
            tie: draft.tie,
            sender_age: draft.sender_age,
            same_surname: surnames_agree(draft.sender_name.reveal(), draft.recipient_name.reveal()),
        })
    }
}

/// Whether two full names end with the same surname, or nearly (one letter apart in five or more). Words of one or two
/// letters, titles and suffixes are left out.
pub fn surnames_agree(one: &str, other: &str) -> bool {
    fn surname(name: &str) -> Option<String> {
        let family = name.split_once(',').map_or(name, |(family, _)| family);
        let words: Vec<String> = family
            .split(|c: char| !c.is_alphabetic() && c != '\'')
            .filter(|word| word.chars().count() > 2)
            .map(str::to_lowercase)
            .filter(|word| !matches!(word.as_str(), "jr" | "iii" | "mrs" | "miss"))
            .collect();
        words.last().cloned()
    }
    match (surname(one), surname(other)) {
        (Some(one), Some(other)) => one == other || (one.chars().count() >= 5 && one_apart(&one, &other)),
        _ => false,
    }
}

/// Whether one letter added, taken away or changed makes them the same.
fn one_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let rest = if short.len() == long.len() { same + 1 } else { same };
    short.get(rest..).unwrap_or_default() == long.get(same + 1..).unwrap_or_default()
}

/// A currency and an amount as two texts.
pub(super) fn money(text: &str, currency: &str, comma: bool) -> Result<Money, String> {
    let currency = Currency::new(currency).ok_or("the currency is no code of three letters such as PHP")?;
    let hundredths = super::money::amount(text, comma).ok_or_else(|| {
        let written = if comma { "1.500,00" } else { "1,500.00" };
        format!("the amount is not written as {written} or as plain digits")
    })?;
    Ok(Money { hundredths, currency })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames() {
        assert!(surnames_agree("Ana Sample", "SAMPLE, Bea"));
        assert!(surnames_agree("Ana Sample", "Bea Samples"));
        assert!(!surnames_agree("Ana Abad", "Bea Abat"), "too short to be nearly the same");
        assert!(!surnames_agree("Ana", ""));
        assert!(one_apart("abcde", "abde") && one_apart("abcde", "abxde") && !one_apart("abcde", "abc"));
    }

    #[test]
    fn classes_of_text() {
        let words = Vocabulary::public();
        assert_eq!(words.class("for Medical-bills"), Words::Medical);
        assert_eq!(words.class("see @some_handle"), Words::Handle);
        assert_eq!(words.class("supportive"), Words::None);
        assert_eq!(words.class("Family support"), Words::Household);
    }

    #[test]
    fn a_clock_change_moves_the_local_minute() {
        let mut normaliser = Normaliser::new(Rates::only(Currency::new("AUD").unwrap()));
        let mut draft = Draft { zone: Some("Australia/Sydney".into()), ..Draft::default() };
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        // Clocks go back at 3 o'clock on 2026-04-05: the same hour of UTC is another hour of the day.
        draft.at = at("2026-04-04T13:30:00Z");
        assert_eq!(normaliser.local_minute(&draft, Land::UNKNOWN), 30);
        draft.at = at("2026-04-05T13:30:00Z");
        assert_eq!(normaliser.local_minute(&draft, Land::UNKNOWN), 23 * 60 + 30);
        draft.zone = None;
        assert_eq!(normaliser.local_minute(&draft, Land::from_letters(b"PH").unwrap()), 21 * 60 + 30);
        assert_eq!(normaliser.local_minute(&draft, Land::UNKNOWN), Payment::NO_MINUTE);
    }
}
