//! A payment as a document tells it, and what is made of it.

use super::{
    clock::{Clocks, day_number},
    money::{Currency, Money, Rates},
    status::Originals,
};
use crate::{
    PaymentsError,
    engine::payment_id,
    parties::{Parties, party_key},
    payment::{Channel, Kind, LAST_INSTANT, Land, NONE, Payment, Tie, Words, even_step},
};
use jiff::{Timestamp, civil::Date, tz::Offset};
use model::{Country, Personal};

/// One payment in the words of its document.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The institution's reference of the payment.
    pub reference: String,
    /// All references of an ISO 20022 message, by which a status finds it.
    pub originals: Originals,
    /// The institution; empty: the one that handed the file over.
    pub institution: String,
    /// The institution at which the recipient's key is known; empty: the same.
    pub recipient_institution: String,
    /// Version, where the source numbers its corrections.
    pub version: u16,
    /// Instant, milliseconds since 1970; noon of the day where the document tells no time.
    pub at: i64,
    /// The document tells the day alone.
    pub day_only: bool,
    /// Offset at which the document writes the time; none where it writes none, or UTC (`Z`), which says nothing of a clock.
    pub offset: Option<Offset>,
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
    /// The day since which the sender has been a customer of the institution.
    pub customer_since: Option<Date>,
    /// Country in which it was paid out.
    pub paid_out_in: Option<Country>,
    /// What it is.
    pub kind: Kind,
    /// The rail.
    pub channel: Channel,
    /// Declared or known relation.
    pub tie: Tie,
    /// Time zone of the sender, where the times of the document are declared to be the sender's own (IANA name).
    pub zone: Option<String>,
}

impl Draft {
    /// [`Payment::customer_days`], by the day of UTC: who became a customer on that day, or a few hours later by another clock, is
    /// new.
    fn customer_days(&self) -> u8 {
        let Some(since) = self.customer_since else { return Payment::NO_DAYS };
        let days = i64::from(day_number(since));
        u8::try_from((self.at.div_euclid(86_400_000) - days).clamp(0, i64::from(Payment::NO_DAYS - 1)))
            .unwrap_or(0)
    }

    /// Whether all three countries are known and it was paid out in neither of the two.
    fn is_by_third_country(&self) -> bool {
        match (self.sender_country, self.recipient_country, self.paid_out_in) {
            (Some(from), Some(to), Some(out)) => out != from && out != to,
            _ => false,
        }
    }
}

/// The country of a bank by its code (ISO 9362: the fifth and sixth character), where it is written as one.
pub(super) fn country_of_bank(code: &str) -> Option<Country> {
    let code = code.trim();
    matches!(code.len(), 8 | 11).then(|| code.get(4..6)?.parse().ok()).flatten()
}

/// Why a payment was not taken, and where it stands in its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Line of the file at which it begins, or row of a table, from 1.
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
    clocks: Clocks,
}

impl Normaliser {
    /// With these rates and the public words.
    pub fn new(rates: Rates) -> Self {
        Self {
            parties: Parties::default(),
            institutions: Parties::default(),
            devices: Parties::default(),
            rates,
            vocabulary: Vocabulary::public(),
            clocks: Clocks::default(),
        }
    }

    /// States where the senders of a country with several times live: a choice of whoever knows the institution. The name must
    /// be one of the IANA database.
    pub fn zone_of(&mut self, land: Land, zone: &str) -> Result<(), PaymentsError> {
        if self.clocks.declare(land, zone) {
            return Ok(());
        }
        Err(PaymentsError::BadSettings {
            name: "zones".into(),
            problem: format!("{zone:?} is no zone of the IANA database, such as Asia/Manila"),
        })
    }

    /// Minute of the sender's local day, where it is truly known.
    fn local_minute(&mut self, draft: &Draft, land: Land) -> u16 {
        if draft.day_only {
            return Payment::DAY_ONLY;
        }
        let offset = Timestamp::from_millisecond(draft.at).ok().and_then(|at| {
            let offset = self.clocks.offset(at, draft.offset, draft.zone.as_deref(), land)?;
            Some(offset.to_datetime(at).time())
        });
        offset.map_or(Payment::NO_MINUTE, |time| {
            u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
        })
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
            return Err(("at", "its instant lies before 1970 or after 2109-05-15".into()));
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
            customer_days: draft.customer_days(),
            by_third_country: draft.is_by_third_country(),
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
