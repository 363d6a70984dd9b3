//! A tree of goAML as a report.

use super::tree::Node;
use model::{
    Amount, Channel, Country, Detail, Identifier, IncidentKind, Mention, MentionRole, NameKind, Narrative,
    NarrativeKind, Payment, PersonName, Personal, Report, Sex, Source, When,
};

/// What a party is to its transaction.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    From,
    To,
    Other,
}

/// The report while it is put together.
struct Making<'s> {
    report: Report,
    source: &'s Source,
    currency: Option<String>,
}

pub(super) fn to_report(root: &Node, source: &Source) -> Report {
    // Whoever hands such a document over is a financial door, unless the source says otherwise.
    let channel = if source.channel == Channel::Other { Channel::Financial } else { source.channel };
    let mut making = Making {
        report: Report::new(source.id.clone(), channel),
        source,
        currency: root.take_text("currency_code_local").map(str::to_owned),
    };
    making.head(root);
    for transaction in root.all("transaction") {
        making.transaction(transaction);
    }
    for activity in root.all("activity") {
        for party in activity.all("report_parties").flat_map(|list| list.all("report_party")) {
            making.party(party, Part::Other, None);
            making.remark(party, "reason");
            making.remark(party, "comments");
        }
    }
    let mut report = making.report;
    root.unread("", &mut report.unread);
    report
}

/// A text that stands for a name or number that is not known.
fn is_nothing(text: &str) -> bool {
    text.chars().all(|sign| matches!(sign, '-' | '.' | '?' | ' ')) || text.eq_ignore_ascii_case("unknown")
}

fn personal(text: &str) -> Option<Personal> {
    (!is_nothing(text)).then(|| text.into())
}

fn when(text: &str) -> Option<When> {
    text.parse().ok()
}

/// Adds an identifier once.
fn add(list: &mut Vec<Identifier>, identifier: Identifier) {
    if !list.iter().any(|known| known.lookup_key() == identifier.lookup_key()) {
        list.push(identifier);
    }
}

impl Making<'_> {
    fn head(&mut self, root: &Node) {
        root.take_text("schema_version");
        self.report.source_reference = root.take_text("entity_reference").map(str::to_owned);
        self.report.received_by_source =
            root.take_as("submission_date", when).or_else(|| root.take_as("report_date", when));
        self.report.add_incident(IncidentKind::SuspiciousPayments, root.take_text("report_code"));
        for name in
            ["rentity_id", "rentity_branch", "submission_code", "reporting_user_code", "fiu_ref_number"]
        {
            self.detail(root, name);
        }
        if let Some(reason) = root.take_text("reason") {
            let kind = NarrativeKind::Account;
            self.report.narratives.push(Narrative { kind, language: None, words: reason.into() });
        }
        self.remark(root, "action");
        self.remark(root, "additional_information");
        for indicator in root.all("report_indicators").flat_map(|list| list.all("indicator")) {
            if !indicator.words().is_empty() {
                indicator.take();
                self.report.details.push(Detail::new("indicator", indicator.words()));
            }
        }
        if let Some(officer) = root.child("reporting_person") {
            let mention = self.person(officer);
            self.report.handlers.push(Mention { role: MentionRole::Other, ..mention });
        }
        if let Some(place) = root.child("location") {
            let parts: Vec<&str> = ["address", "city", "state", "country_code"]
                .iter()
                .filter_map(|part| place.take_text(part))
                .collect();
            place.take_text("address_type");
            if !parts.is_empty() {
                self.report.details.push(Detail::new("location", parts.join(", ")));
            }
        }
    }

    fn detail(&mut self, node: &Node, name: &str) {
        if let Some(text) = node.take_text(name) {
            let detail = Detail::new(name, text);
            if !self.report.details.contains(&detail) {
                self.report.details.push(detail);
            }
        }
    }

    fn remark(&mut self, node: &Node, name: &str) {
        if let Some(words) = node.take_text(name) {
            let remark = Narrative { kind: NarrativeKind::Remark, language: None, words: words.into() };
            if !self.report.narratives.contains(&remark) {
                self.report.narratives.push(remark);
            }
        }
    }

    fn transaction(&mut self, node: &Node) {
        let mut payment = Payment {
            amount: node.take_as("amount_local", |text| Amount::parse(text, self.currency.as_deref()).ok()),
            at: node.take_as("date_transaction", when),
            ..Payment::default()
        };
        for name in ["transactionnumber", "internal_ref_number"] {
            if let Some(number) = node.take_text(name).filter(|text| !is_nothing(text)) {
                add(&mut payment.identifiers, Identifier::remittance(None, number));
            }
        }
        for (names, part) in
            [(["t_from_my_client", "t_from"], Part::From), (["t_to_my_client", "t_to"], Part::To)]
        {
            if let Some(side) = names.iter().find_map(|name| node.child(name)) {
                // What was sent, where that was another currency than the report's.
                for sent in side.children.iter().filter(|child| child.name.ends_with("foreign_currency")) {
                    for name in ["foreign_currency_code", "foreign_amount", "foreign_exchange_rate"] {
                        self.detail(sent, name);
                    }
                }
                let found = self.party(side, part, Some(&mut payment));
                match part {
                    Part::From => payment.payer = found,
                    _ => payment.payee = found,
                }
            }
        }
        for party in node.all("involved_parties").flat_map(|list| list.all("party")) {
            self.party(party, Part::Other, Some(&mut payment));
            self.remark(party, "comments");
        }
        if payment.through.is_none() {
            payment.through = node.take_text("transaction_location").map(str::to_lowercase);
        }
        self.remark(node, "transaction_description");
        self.remark(node, "comments");
        for name in
            ["transaction_location", "transmode_code", "transmode_comment", "transaction_is_suspicious"]
        {
            self.detail(node, name);
        }
        self.report.payments.push(payment);
    }

    /// The person, account or entity of a side, as a mention of the report; the same one is not mentioned twice.
    fn party(&mut self, side: &Node, part: Part, mut payment: Option<&mut Payment>) -> Option<usize> {
        let mut first = None;
        for child in &side.children {
            let name = child.name.strip_prefix("from_").or_else(|| child.name.strip_prefix("to_"));
            let mentions = match name.unwrap_or(&child.name).trim_end_matches("_my_client") {
                "person" => vec![self.person(child)],
                "account" => {
                    if let Some(payment) = payment.as_deref_mut()
                        && payment.through.is_none()
                        && let Some(bank) = child.child("institution_name")
                    {
                        payment.through = Some(bank.words().to_lowercase()).filter(|text| !text.is_empty());
                    }
                    self.account(child)
                }
                "entity" => vec![entity(child)],
                _ => continue,
            };
            for mention in mentions {
                let place = self.mention(mention);
                first = first.or(Some(place));
            }
        }
        let mention = first.and_then(|place| self.report.mentions.get_mut(place))?;
        for child in &side.children {
            let (ends_suspected, ends_country) =
                (child.name.ends_with("is_suspected"), child.name.ends_with("_country"));
            if (ends_suspected || ends_country || child.name.ends_with("funds_code"))
                && !child.words().is_empty()
            {
                child.take();
                let detail = Detail::new(child.name.as_str(), child.words());
                if ends_suspected && child.words() == "true" && part == Part::From {
                    mention.role = MentionRole::Suspect;
                }
                if !mention.details.contains(&detail) {
                    mention.details.push(detail);
                }
            }
        }
        first
    }

    fn mention(&mut self, mention: Mention) -> usize {
        let same = |known: &Mention| {
            known.names == mention.names
                && known.born == mention.born
                && known.identifiers == mention.identifiers
                && !(known.names.is_empty() && known.identifiers.is_empty())
        };
        if let Some(place) = self.report.mentions.iter().position(same) {
            return place;
        }
        self.report.mentions.push(mention);
        self.report.mentions.len() - 1
    }

    fn country(&self) -> Option<Country> {
        self.source.country
    }

    /// Most wallets of the region are telephone numbers; where the number of an account or of a person is one that the
    /// numbering plan of the source's country knows, it is a wallet.
    fn account_number(&self, firm: Option<&str>, text: &str) -> Identifier {
        let wallet = Identifier::wallet(firm, text, self.country());
        if wallet.value.reveal().starts_with('+') { wallet } else { Identifier::bank_account(firm, text) }
    }

    fn person(&self, node: &Node) -> Mention {
        let mut mention = Mention::default();
        let part = |name: &str| node.take_text(name).and_then(personal);
        let (given, middle, family) = (part("first_name"), part("middle_name"), part("last_name"));
        if given.is_some() || middle.is_some() || family.is_some() {
            mention.names.push(PersonName { given, middle, family, ..PersonName::default() });
        }
        if let Some(full) = node.take_text("full_name_frn").filter(|text| !is_nothing(text)) {
            let full = full.replace(" | ", " ");
            let plain = mention.names.first().map(|name| {
                let parts = [&name.given, &name.middle, &name.family];
                parts
                    .iter()
                    .filter_map(|part| part.as_ref())
                    .map(Personal::reveal)
                    .collect::<Vec<_>>()
                    .join(" ")
            });
            if plain.as_deref() != Some(full.trim()) {
                mention.names.push(PersonName { full: personal(full.trim()), ..PersonName::default() });
            }
        }
        if let Some(alias) = part("alias") {
            let kind = NameKind::Alias;
            mention.names.push(PersonName { kind, full: Some(alias), ..PersonName::default() });
        }
        mention.born = node.take_as("birthdate", |text| text.get(..10)?.parse().ok());
        mention.sex = node.take_as("gender", |text| match text {
            "M" | "m" => Some(Sex::Male),
            "F" | "f" => Some(Sex::Female),
            _ => None,
        });
        mention.nationality = node.take_as("nationality1", |text| text.parse().ok());
        for (name, kind) in [("ssn", "ssn"), ("passport_number", "passport"), ("tax_number", "tax number")] {
            if let Some(number) = node.take_text(name).filter(|text| !is_nothing(text)) {
                add(&mut mention.identifiers, Identifier::document(Some(kind), number));
            }
        }
        if let Some(number) = node.take_text("id_number").filter(|text| !is_nothing(text)) {
            let wallet = Identifier::wallet(None, number, self.country());
            let is_wallet = wallet.value.reveal().starts_with('+');
            let number = if is_wallet { wallet } else { Identifier::document(Some("id number"), number) };
            add(&mut mention.identifiers, number);
        }
        for paper in node.all("identification") {
            if let Some(number) = paper.take_text("number").filter(|text| !is_nothing(text)) {
                add(&mut mention.identifiers, Identifier::document(paper.take_text("type"), number));
            }
        }
        for phone in node.all("phones").flat_map(|list| list.all("phone")) {
            if let Some(number) = phone.take_text("tph_number").filter(|text| !is_nothing(text)) {
                let prefix =
                    phone.take_text("tph_country_prefix").map_or("", |text| text.trim_start_matches('+'));
                let whole = if prefix.is_empty() {
                    number.to_owned()
                } else {
                    format!("+{prefix}{}", number.trim_start_matches('0'))
                };
                add(&mut mention.identifiers, Identifier::phone(&whole, self.country()));
            }
        }
        let mails = node.all("email").chain(node.all("emails").flat_map(|list| list.all("email")));
        for mail in mails.filter(|mail| !is_nothing(mail.words())) {
            mail.take();
            add(&mut mention.identifiers, Identifier::email(mail.words()));
        }
        for address in node.all("addresses").flat_map(|list| list.all("address")) {
            let parts: Vec<&str> = ["address", "town", "city", "zip", "state", "country_code"]
                .iter()
                .filter_map(|part| address.take_text(part))
                .filter(|text| !is_nothing(text))
                .collect();
            if !parts.is_empty() {
                add(&mut mention.identifiers, Identifier::postal_address(&parts.join(", ")));
            }
        }
        for name in ["residence", "occupation", "employer_name", "comments"] {
            if let Some(text) = node.take_text(name) {
                mention.details.push(Detail::new(name, text));
            }
        }
        mention
    }

    fn account(&self, node: &Node) -> Vec<Mention> {
        let bank = node.take_text("institution_name").map(str::to_lowercase);
        let mut numbers = Vec::new();
        for name in ["account", "iban", "client_number"] {
            if let Some(number) = node.take_text(name).filter(|text| !is_nothing(text)) {
                add(&mut numbers, self.account_number(bank.as_deref(), number));
            }
        }
        if let Some(number) = node.take_text("virtual_address").filter(|text| !is_nothing(text)) {
            add(&mut numbers, Identifier::wallet(bank.as_deref(), number, self.country()));
        }
        let mut mentions = Vec::new();
        for holder in node.all("signatory") {
            if let Some(person) = holder.child("t_person") {
                mentions.push(self.person(person));
            }
        }
        mentions.extend(node.all("t_entity").map(entity));
        if mentions.is_empty() {
            mentions.push(Mention::default());
        }
        // The name of the account is said of its first holder, where that one has no other.
        if let (Some(first), Some(name)) =
            (mentions.first_mut(), node.take_text("account_name").and_then(personal))
            && first.names.is_empty()
        {
            first.names.push(PersonName { full: Some(name), ..PersonName::default() });
        }
        for mention in &mut mentions {
            for number in &numbers {
                add(&mut mention.identifiers, number.clone());
            }
        }
        mentions.retain(|mention| !mention.names.is_empty() || !mention.identifiers.is_empty());
        mentions
    }
}

fn entity(node: &Node) -> Mention {
    let mut mention = Mention { role: MentionRole::Other, ..Mention::default() };
    for (name, kind) in [("name", NameKind::Stated), ("commercial_name", NameKind::Alias)] {
        if let Some(full) = node.take_text(name).and_then(personal) {
            mention.names.push(PersonName { kind, full: Some(full), ..PersonName::default() });
        }
    }
    if let Some(number) = node.take_text("incorporation_number").filter(|text| !is_nothing(text)) {
        add(&mut mention.identifiers, Identifier::document(Some("incorporation number"), number));
    }
    for name in ["business", "comments"] {
        if let Some(text) = node.take_text(name) {
            mention.details.push(Detail::new(name, text));
        }
    }
    mention
}
