//! Documents of others: what is read, what is told of what cannot be read, and that nothing falls over.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

#[path = "readers/tables.rs"]
mod tables;

use payments::{
    Kind, Land, Payment, Tie, Words,
    read::{CsvReader, Currency, Draft, Normaliser, Rates, Reject, Settled, Statuses, mt103, pacs008},
};
use proptest::prelude::*;

const MAP: &str = r#"
institution = "Harbor Remit"
zone = "Australia/Sydney"
zone_is_senders = true
dates = ["%d/%m/%Y %H:%M"]
delimiter = ";"
decimal_comma = true
currency = "AUD"
landed_currency = "PHP"
sender_country = "AU"

[columns]
reference = "Ref"
at = "Date"
sender = "Sender"
recipient = "Mobile"
amount = "Amount"
landed_amount = "Landed"
recipient_country = "To"
sender_name = "From name"
recipient_name = "To name"
text = "Words"
sender_age = "Age"
tie = "Tie"
"#;

const HEAD: &str = "Ref;Date;Sender;Mobile;Amount;Landed;To;From name;To name;Words;Age;Tie\n";

fn normaliser() -> Normaliser {
    let rates = "date,currency,rate\n2026-01-01,PHP,0.025\n2026-01-01,USD,1.5\n2026-03-30,PHP,0.026\n";
    let aud = Currency::new("AUD").unwrap();
    Normaliser::new(Rates::from_csv(rates, aud, "rates.csv").unwrap())
}

fn csv(text: &str) -> (Vec<(u64, Draft)>, Vec<Reject>) {
    let reader = CsvReader::from_toml(MAP, "map.toml").unwrap();
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    reader
        .read(text.as_bytes(), "a.csv", &mut |row| match row {
            Ok(row) => good.push(row),
            Err(reject) => bad.push(reject),
        })
        .unwrap();
    (good, bad)
}

#[test]
fn a_row_becomes_a_payment() {
    let row = "R1;04/04/2026 23:30;S-1;0917 000 0001;1.050,00;42.000,00;Philippines;Ana Sample;Bea Sample;school fees;61;\n";
    let (good, bad) = csv(&format!("{HEAD}{row}"));
    assert!(bad.is_empty(), "{bad:?}");
    let mut normaliser = normaliser();
    let payment = normaliser.payment(&good[0].1).unwrap();
    assert_eq!(payment.amount, 105_000);
    assert_eq!((payment.sent_step, payment.landed_step), (50, 1_000));
    assert_eq!(payment.recipient_country, Land::from_letters(b"PH").unwrap());
    assert_eq!((payment.words, payment.sender_age, payment.same_surname), (Words::School, 61, true));
    assert_eq!(payment.local_minute, 23 * 60 + 30);
    assert_eq!(payment.tie, Tie::Unknown);
}

#[test]
fn a_customer_is_new_by_the_day_they_came_and_a_bad_day_is_told() {
    let map = format!("{MAP}customer_since = \"Since\"\npaid_out_in = \"Out\"\n");
    let reader = CsvReader::from_toml(&map, "map.toml").unwrap();
    let head = HEAD.replace("Tie\n", "Tie;Since;Out\n");
    let row = |since: &str, out: &str| format!("R;04/04/2026 23:30;S;M;50,00;;PH;;;;;;{since};{out}\n");
    let cases = [
        ("2026-04-01", "PH"),
        ("", "SG"),
        ("2026-04-09", "AU"),
        ("2001-01-01", "??"),
        ("soon", ""),
        ("2001-01-01", ""),
    ];
    let rows: String = cases.iter().map(|(since, out)| row(since, out)).collect();
    let (mut told, mut bad) = (Vec::new(), Vec::new());
    let mut normaliser = normaliser();
    reader
        .read(format!("{head}{rows}").as_bytes(), "a.csv", &mut |row| match row {
            Ok((_, draft)) => {
                let payment = normaliser.payment(&draft).unwrap();
                told.push((payment.customer_days, payment.by_third_country));
            }
            Err(reject) => bad.push((reject.line, reject.column)),
        })
        .unwrap();
    // Who came after the payment, by a slip or another clock, is as new as can be.
    assert_eq!(told, [(3, false), (Payment::NO_DAYS, true), (0, false), (254, false)]);
    assert_eq!(bad, [(5, "Out".to_owned()), (6, "Since".to_owned())]);
}

#[test]
fn a_clock_change_gives_one_answer() {
    // 02:30 comes twice on 2026-04-05 in Sydney, and not at all on 2026-10-04.
    let row = |date: &str| format!("{HEAD}R;{date};S;M;50,00;;PH;;;;;\n");
    let at = |date: &str| csv(&row(date)).0[0].1.at;
    let hour = 3_600_000;
    assert_eq!(at("05/04/2026 03:30") - at("05/04/2026 02:30"), 2 * hour, "the earlier of the two");
    assert_eq!(at("04/10/2026 02:30"), at("04/10/2026 03:30"), "moved on by the change");
    assert_eq!(at("2026-04-05T02:30:00+11:00"), at("05/04/2026 02:30"), "an offset stands as it is");
}

/// Night is evidence only where it is known what the payer's clock showed.
#[test]
fn what_the_payers_clock_showed_is_known_or_it_is_told_that_it_is_not() {
    let map = MAP.replace("zone_is_senders = true", "").replace("%Y %H:%M\"", "%Y %H:%M\", \"%d/%m/%Y\"");
    let reader = CsvReader::from_toml(&map.replace("sender_country = \"AU\"", ""), "map.toml").unwrap();
    let mut normaliser = normaliser();
    normaliser.zone_of(Land::from_letters(b"CA").unwrap(), "America/Toronto").unwrap();
    let mut read = |map: &CsvReader, date: &str, land: &str| {
        let head = HEAD.replace("Ref;", "Ref;From;");
        let text = format!("{head}R1;{land};{date};S;M;50,00;;PH;;;;;\n");
        let mut found = None;
        map.read(text.as_bytes(), "a.csv", &mut |row| found = Some(row.unwrap().1)).unwrap();
        let mut draft = found.unwrap();
        draft.sender_country = land.parse().ok();
        normaliser.payment(&draft).unwrap()
    };
    // A day alone is no midnight, in either form; it lies on its own day.
    for date in ["2026-03-01", "01/03/2026"] {
        let payment = read(&reader, date, "GB");
        assert_eq!(payment.local_minute, Payment::DAY_ONLY, "{date}");
        assert_eq!(payment.at, "2026-03-01T01:00:00Z".parse::<jiff::Timestamp>().unwrap().as_millisecond());
    }
    let minute = |payment: Payment| payment.has_local_time().then_some(payment.local_minute);
    let mut at = |date: &str, land: &str| minute(read(&reader, date, land));
    assert_eq!(at("2026-03-01T00:00:00", "GB"), Some(13 * 60), "midnight in Sydney");
    for land in ["US", "AU"] {
        assert_eq!(at("01/03/2026 23:30", land), None, "{land} has several times");
    }
    assert_eq!(at("2026-03-01T23:30-05:00", "US"), Some(23 * 60 + 30), "the offset is that of a payer there");
    assert_eq!(at("2026-03-01T23:30+08:00", "US"), None, "the offset is that of a head office");
    assert_eq!(at("2026-03-01T23:30Z", "CA"), Some(18 * 60 + 30), "the zone was declared");
    let own = CsvReader::from_toml(MAP, "map.toml").unwrap();
    assert_eq!(minute(read(&own, "2026-03-01T23:30+08:00", "AU")), Some(23 * 60 + 30));
    assert_eq!(minute(read(&own, "04/04/2026 23:30", "US")), Some(23 * 60 + 30));
}

#[test]
fn a_bad_row_is_told_with_line_and_column_and_the_rest_go_in() {
    let rows = [
        "R1;04/04/2026 23:30;S;M;50,00;;PH;;;;;",
        "R2;yesterday;S;M;50,00;;PH;;;;;",
        "R3;04/04/2026 23:30;S;M;50.00;;PH;;;;;",
        "R4;04/04/2026 23:30;S;M;50,00;;Atlantis;;;;;",
        "R5;04/04/2026 23:30;S;M;50,00;;PH;;;;200;",
        "R6;04/04/2026;S",
        "R7;04/04/2026 23:30;S;M;50,00;;PH;;;;;cousin",
        "R8;04/04/2026 23:30;S;M;50,00;;PH;;;;;family",
    ];
    let (good, bad) = csv(&format!("{HEAD}{}\n", rows.join("\n")));
    assert_eq!(good.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 9]);
    let told: Vec<(u64, &str)> = bad.iter().map(|reject| (reject.line, reject.column.as_str())).collect();
    assert_eq!(told, [(3, "Date"), (4, "Amount"), (5, "To"), (6, "Age"), (7, "the whole row"), (8, "Tie")]);
    assert!(bad.iter().all(|reject| !reject.problem.contains("Atlantis")), "values are not repeated");
    let missing =
        CsvReader::from_toml(MAP, "map.toml").unwrap().read("Ref;Date\n".as_bytes(), "a.csv", &mut |_| {});
    assert!(missing.unwrap_err().to_string().contains("\"Sender\""));
}

#[test]
fn a_map_says_the_rail_of_all_payments() {
    let text = MAP.replace("delimiter", "channel = \"wallet\"\ndelimiter");
    let reader = CsvReader::from_toml(&text, "map.toml").unwrap();
    let mut rails = Vec::new();
    let rows = format!("{HEAD}R1;04/04/2026 23:30;S;M;50,00;;PH;;;;;\n");
    reader.read(rows.as_bytes(), "a.csv", &mut |row| rails.push(row.unwrap().1.channel)).unwrap();
    assert_eq!(rails, [payments::Channel::Wallet]);
    let wrong = CsvReader::from_toml(&text.replace("wallet", "pigeon"), "map.toml").unwrap_err();
    assert!(wrong.to_string().contains("channel"), "{wrong}");
}

#[test]
fn a_restated_rate_restates_the_amount() {
    let row = format!("{HEAD}R1;31/03/2026 12:00;S;M;50,00;;PH;;;;;\n");
    let mut draft = csv(&row).0.remove(0).1;
    draft.sent = draft
        .landed
        .or(Some(payments::read::Money { hundredths: 100_000, currency: Currency::new("PHP").unwrap() }));
    let mut before = normaliser();
    let first = before.payment(&draft).unwrap();
    let restated = "date,currency,rate\n2026-03-30,PHP,0.026\n2026-03-31,PHP,0.030\n";
    before.rates = Rates::from_csv(restated, Currency::new("AUD").unwrap(), "rates.csv").unwrap();
    draft.version = 1;
    let second = before.payment(&draft).unwrap();
    assert_eq!((first.id, first.amount, second.amount), (second.id, 2_600, 3_000));
}

const PACS008: &str = r#"<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.10"><FIToFICstmrCdtTrf>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-01T10:00:00+01:00</CreDtTm></GrpHdr>
<CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId><UETR>00000000-0000-4000-8000-000000000001</UETR></PmtId>
<IntrBkSttlmAmt Ccy="PHP">2000.00</IntrBkSttlmAmt><InstdAmt Ccy="AUD">50.00</InstdAmt>
<Dbtr><Nm>Sample &amp; Daughter</Nm><PstlAdr><Ctry>SE</Ctry></PstlAdr><Id><PrvtId><DtAndPlcOfBirth><BirthDt>1970-03-02</BirthDt></DtAndPlcOfBirth></PrvtId></Id></Dbtr>
<DbtrAcct><Id><Othr><Id>A-1</Id></Othr></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>HARBSESS</BICFI></FinInstnId></DbtrAgt>
<Cdtr><Nm>Bea Example</Nm><PstlAdr><Ctry>PH</Ctry></PstlAdr></Cdtr>
<CdtrAcct><Id><Othr><Id>B-1</Id></Othr></Id></CdtrAcct>
<RmtInf><Ustrd>medical bills</Ustrd></RmtInf></CdtTrfTxInf>
<CdtTrfTxInf><PmtId><EndToEndId>E2</EndToEndId></PmtId><IntrBkSttlmAmt Ccy="PHP">2,000</IntrBkSttlmAmt></CdtTrfTxInf>
</FIToFICstmrCdtTrf></Document>"#;

#[test]
fn credit_transfers_and_their_status() {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    pacs008(PACS008.as_bytes(), "a.xml", &mut |row| match row {
        Ok((_, draft)) => good.push(draft),
        Err(reject) => bad.push(reject),
    })
    .unwrap();
    assert_eq!(good.len(), 2, "{bad:?}");
    let mut normaliser = normaliser();
    let payment = normaliser.payment(&good[0]).unwrap();
    assert_eq!((payment.amount, payment.sent_step, payment.landed_step), (5_000, 50, 1_000));
    assert_eq!((payment.sender_age, payment.words, payment.local_minute), (55, Words::Medical, 600));
    assert_eq!(good[0].sender_name.reveal(), "Sample & Daughter");
    assert_eq!(normaliser.payment(&good[1]).unwrap_err().0, "sender");
    assert!(!payment.by_third_country, "nothing is said of the creditor's bank");
    for (bank, elsewhere) in
        [("BANKPHMM", false), ("BANKSESSXXX", false), ("BANKSGSG", true), ("BANK", false)]
    {
        let with = format!("<CdtrAgt><FinInstnId><BICFI>{bank}</BICFI></FinInstnId></CdtrAgt><Cdtr>");
        let text = PACS008.replacen("<Cdtr>", &with, 1);
        let mut first = None;
        pacs008(text.as_bytes(), "a.xml", &mut |row| first = first.take().or_else(|| row.ok())).unwrap();
        assert_eq!(normaliser.payment(&first.unwrap().1).unwrap().by_third_country, elsewhere, "{bank}");
    }
    let status = r"<Document><FIToFIPmtStsRpt><TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
<TxInfAndSts><OrgnlUETR>u2</OrgnlUETR><TxSts>RJCT</TxSts></TxInfAndSts></FIToFIPmtStsRpt></Document>";
    let mut found = Statuses::default();
    found.read(status.as_bytes(), "s.xml").unwrap();
    assert_eq!(found.of(&good[0].originals), Some(Settled::Yes), "by the reference that both have");
    assert_eq!(found.of(&good[1].originals), None);
    let fault = |text: &str| Statuses::default().read(text.as_bytes(), "d.xml").unwrap_err().to_string();
    assert!(
        fault(&"<a>\n".repeat(100)).contains("line 65: it is nested deeper"),
        "{}",
        fault(&"<a>\n".repeat(100))
    );
    assert!(fault("<!DOCTYPE a><a/>").contains("document type"));
    assert!(fault("<Document>\n<TxInfAndSts>").contains("line 2"));
}

/// Two messages of one transfer each, by these references.
fn transfers(references: &[&str]) -> Vec<(u64, Draft)> {
    let transfer = |ids: &str| {
        let head = "<CdtTrfTxInf>\n<PmtId>";
        format!("{head}{ids}</PmtId><IntrBkSttlmAmt Ccy=\"AUD\">20.00</IntrBkSttlmAmt></CdtTrfTxInf>\n")
    };
    let all: String = references.iter().map(|ids| transfer(ids)).collect();
    let head = "<GrpHdr><MsgId>M7</MsgId><CreDtTm>2026-03-01T10:00:00Z</CreDtTm></GrpHdr>";
    let text = format!(
        "<?xml version=\"1.0\"?>\n<Document><FIToFICstmrCdtTrf>{head}\n{all}</FIToFICstmrCdtTrf></Document>"
    );
    let mut found = Vec::new();
    pacs008(text.as_bytes(), "a.xml", &mut |row| found.push(row.unwrap())).unwrap();
    found
}

#[test]
fn a_reference_that_was_not_provided_is_none() {
    let none = "<InstrId>I1</InstrId><EndToEndId>NOTPROVIDED</EndToEndId>";
    let given = [
        none,
        "<InstrId>I2</InstrId><EndToEndId>NOTPROVIDED</EndToEndId><TxId>T2</TxId>",
        "<EndToEndId>E3</EndToEndId><TxId>NOTPROVIDED</TxId>",
        "<EndToEndId>E4</EndToEndId><TxId>T4</TxId><UETR>ABCDEF00-0000-4000-8000-000000000004</UETR>",
        "<EndToEndId>NOTPROVIDED</EndToEndId>",
    ];
    let found = transfers(&given);
    let references: Vec<&str> = found.iter().map(|(_, draft)| draft.reference.as_str()).collect();
    assert_eq!(references, ["I1", "T2", "E3", "abcdef00-0000-4000-8000-000000000004", ""]);
    assert_eq!(
        found.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
        [3, 5, 7, 9, 11],
        "lines of the file"
    );
}

#[test]
fn a_status_finds_its_payment_by_any_reference_and_only_what_settled_counts() {
    let given = [
        "<EndToEndId>E1</EndToEndId><UETR>u-1</UETR>",
        "<EndToEndId>E1</EndToEndId><UETR>u-2</UETR>",
        "<EndToEndId>NOTPROVIDED</EndToEndId><TxId>T3</TxId>",
    ];
    let found = transfers(&given);
    let report = |made: &str, group: &str, all: &[&str]| {
        let all = format!("<TxInfAndSts>{}</TxInfAndSts>", all.join("</TxInfAndSts><TxInfAndSts>"));
        format!(
            "<Document><FIToFIPmtStsRpt><GrpHdr><CreDtTm>{made}</CreDtTm></GrpHdr>{group}{all}</FIToFIPmtStsRpt></Document>"
        )
    };
    let told = |reports: &[String]| {
        let mut statuses = Statuses::default();
        for text in reports {
            statuses.read(text.as_bytes(), "s.xml").unwrap();
        }
        found.iter().map(|(_, draft)| statuses.of(&draft.originals)).collect::<Vec<_>>()
    };
    let (early, late) = ("2026-03-01T10:00:00Z", "2026-03-02T10:00:00Z");
    let rejected = "<OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts>";
    let no = Some(Settled::No);
    assert_eq!(
        told(&[report(early, "", &[rejected])]),
        [no, no, None],
        "no UETR: the payment has one all the same"
    );
    let of_one = "<OrgnlEndToEndId>E1</OrgnlEndToEndId><OrgnlUETR>U-1</OrgnlUETR><TxSts>RJCT</TxSts>";
    assert_eq!(told(&[report(early, "", &[of_one])]), [no, None, None], "another payer wrote the same");
    let none = "<OrgnlEndToEndId>NOTPROVIDED</OrgnlEndToEndId><TxSts>RJCT</TxSts>";
    assert_eq!(told(&[report(early, "", &[none])]), [None; 3]);
    let of_third = |code: &str| format!("<OrgnlTxId>T3</OrgnlTxId><TxSts>{code}</TxSts>");
    for (codes, settled) in [
        (&["ACSC", "ACCC", "ACSP", "ACWP", "ACCP", "ACWC", "CPUC"][..], Settled::Yes),
        (&["RJCT", "CANC", "BLCK"], Settled::No),
        (&["PDNG", "RCVD", "ACTC", "WHAT"], Settled::Open),
    ] {
        for code in codes {
            assert_eq!(told(&[report(early, "", &[&of_third(code)])])[2], Some(settled), "{code}");
        }
    }
    // The later word stands, in whatever order the files are read.
    let (first, second) = (report(early, "", &[&of_third("PDNG")]), report(late, "", &[&of_third("RJCT")]));
    assert_eq!((told(&[first.clone(), second.clone()])[2], told(&[second, first])[2]), (no, no));
    // A whole message may be rejected without a word on each payment.
    let group = "<OrgnlGrpInfAndSts><OrgnlMsgId>M7</OrgnlMsgId><GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>";
    assert_eq!(told(&[report(early, group, &[&of_third("ACSC")])]), [no, no, Some(Settled::Yes)]);
}

const MT: &str = "{1:F01HARBSESSAXXX0000000000}{2:I103BANKPHMMXXXXN}{3:{121:00000000-0000-4000-8000-000000000002}}{4:\n:20:REF1\n:23B:CRED\n:32A:260301PHP2000,\n:33B:AUD50,00\n:50K:/A-1\nANA SAMPLE\nSTREET 1\nSE\n:59F:/B-1\n1/BEA EXAMPLE\n2/STREET 2\n3/PH/TOWN\n:70:SCHOOL\nFEES\n:71A:SHA\n-}";

#[test]
fn mt103_messages() {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let two = format!("{MT}\n{}", MT.replace("260301", "261301"));
    mt103(&two, &mut |row| match row {
        Ok((number, draft)) => good.push((number, draft)),
        Err(reject) => bad.push(reject),
    });
    assert_eq!(
        (good.len(), bad.len(), bad[0].line, bad[0].column.as_str()),
        (1, 1, 1 + MT.lines().count() as u64, "32A")
    );
    let draft = &good[0].1;
    assert_eq!((draft.sender.reveal(), draft.recipient.reveal()), ("A-1", "B-1"));
    assert_eq!((draft.sender_name.reveal(), draft.recipient_name.reveal()), ("ANA SAMPLE", "BEA EXAMPLE"));
    assert_eq!(draft.institution, "HARBSESS");
    let mut paid_out = Vec::new();
    for bank in ["BANKPHMM", "BANKSGSG"] {
        mt103(&MT.replace("BANKPHMM", bank), &mut |row| {
            paid_out.push(normaliser().payment(&row.unwrap().1).unwrap().by_third_country);
        });
    }
    assert_eq!(paid_out, [false, true], "the receiver's country is one of the two, or neither");
    let payment = normaliser().payment(draft).unwrap();
    assert_eq!(payment.local_minute, Payment::DAY_ONLY, "a value date is no noon");
    assert_eq!((payment.amount, payment.words, payment.kind), (5_000, Words::School, Kind::Transfer));
    assert_eq!(payment.recipient_country, Land::from_letters(b"PH").unwrap());
}

#[test]
fn the_same_reference_of_one_institution_is_the_same_payment() {
    let row = format!("{HEAD}R1;04/04/2026 23:30;S;M;50,00;;PH;;;;;\n");
    let draft = csv(&row).0.remove(0).1;
    let mut normaliser = normaliser();
    let first: Payment = normaliser.payment(&draft).unwrap();
    assert_eq!(normaliser.payment(&draft).unwrap(), first);
    let other = Draft { institution: "Blue Ferry".into(), ..draft };
    assert_ne!(normaliser.payment(&other).unwrap().id, first.id);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = pacs008(bytes.as_slice(), "f", &mut |_| {});
        let _ = Statuses::default().read(bytes.as_slice(), "f");
        let text = String::from_utf8_lossy(&bytes);
        mt103(&text, &mut |_| {});
        let mut table = HEAD.as_bytes().to_vec();
        table.extend_from_slice(&bytes);
        let mut normaliser = normaliser();
        let reader = CsvReader::from_toml(MAP, "map").unwrap();
        let _ = reader.read(table.as_slice(), "f", &mut |row| {
            if let Ok((_, draft)) = row {
                let _ = normaliser.payment(&draft);
            }
        });
    }

    #[test]
    fn damaged_documents_are_read_or_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        for document in [PACS008, MT] {
            let mut bytes = document.as_bytes().to_vec();
            let at = at.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] = byte }
            let mut normaliser = normaliser();
            let _ = pacs008(bytes.as_slice(), "f", &mut |row| {
                if let Ok((_, draft)) = row { let _ = normaliser.payment(&draft); }
            });
            mt103(&String::from_utf8_lossy(&bytes), &mut |row| {
                if let Ok((_, draft)) = row { let _ = normaliser.payment(&draft); }
            });
        }
    }
}
