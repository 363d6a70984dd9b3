//! Documents of others: what is read, what is told of what cannot be read, and that nothing falls over.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

use payments::{
    Kind, Land, Payment, Tie, Words,
    read::{CsvReader, Currency, Draft, Normaliser, Rates, Reject, Settled, mt103, pacs002, pacs008},
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
fn a_clock_change_gives_one_answer() {
    // 02:30 comes twice on 2026-04-05 in Sydney, and not at all on 2026-10-04.
    let row = |date: &str| format!("{HEAD}R;{date};S;M;50,00;;PH;;;;;\n");
    let at = |date: &str| csv(&row(date)).0[0].1.at;
    let hour = 3_600_000;
    assert_eq!(at("05/04/2026 03:30") - at("05/04/2026 02:30"), 2 * hour, "the earlier of the two");
    assert_eq!(at("04/10/2026 02:30"), at("04/10/2026 03:30"), "moved on by the change");
    assert_eq!(at("2026-04-05T02:30:00+11:00"), at("05/04/2026 02:30"), "an offset stands as it is");
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

#[test]
fn damaged_parquet_is_refused_or_read_but_never_falls_over() {
    use arrow::array::{Int64Array, RecordBatch, UInt32Array};
    use payments::read::{Columns, PaymentFile};
    let numbers = |from: u32| std::sync::Arc::new(UInt32Array::from_iter_values(from..from + 40));
    let wide = |from: i64| std::sync::Arc::new(Int64Array::from_iter_values(from..from + 40));
    let batch = RecordBatch::try_from_iter([
        ("at", wide(1_767_225_600_000) as arrow::array::ArrayRef),
        ("sender", numbers(1)),
        ("recipient", numbers(100)),
        ("minor_units", wide(5_000)),
    ]);
    let batch = batch.unwrap();
    let mut whole = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut whole, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (path, columns) = (folder.path().join("a.parquet"), Columns::default());
    let read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let mut rows = 0;
        let file = PaymentFile::open(&path, &columns)?;
        file.read(&mut |_| rows += 1).map(|()| rows)
    };
    assert_eq!(read(&whole).unwrap(), 40);
    for at in 0..whole.len() {
        for byte in [0x00, 0x7f, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            let _: Result<u32, payments::PaymentsError> = read(&damaged);
        }
    }
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
    let status = r"<Document><FIToFIPmtStsRpt><TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
<TxInfAndSts><OrgnlUETR>u2</OrgnlUETR><TxSts>RJCT</TxSts></TxInfAndSts></FIToFIPmtStsRpt></Document>";
    let found = pacs002(status.as_bytes(), "s.xml").unwrap();
    assert_eq!((found["E1"], found["u2"]), (Settled::Yes, Settled::No));
    let deep = "<a>".repeat(100);
    assert!(pacs002(deep.as_bytes(), "d.xml").unwrap_err().to_string().contains("deeper"));
    assert!(pacs002("<!DOCTYPE a><a/>".as_bytes(), "d.xml").is_err());
    assert!(pacs002("<Document><TxInfAndSts>".as_bytes(), "d.xml").is_err());
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
    assert_eq!((good.len(), bad.len(), bad[0].line, bad[0].column.as_str()), (1, 1, 2, "32A"));
    let draft = &good[0].1;
    assert_eq!((draft.sender.reveal(), draft.recipient.reveal()), ("A-1", "B-1"));
    assert_eq!((draft.sender_name.reveal(), draft.recipient_name.reveal()), ("ANA SAMPLE", "BEA EXAMPLE"));
    assert_eq!(draft.institution, "HARBSESS");
    let payment = normaliser().payment(draft).unwrap();
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
        let _ = pacs002(bytes.as_slice(), "f");
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

/// Files of groups of rows of every size, cut into every number of shares: each row comes once, in order, with its place.
#[test]
fn files_read_as_one_give_each_row_once_in_order() {
    use arrow::array::{ArrayRef, Int64Array, RecordBatch, UInt32Array};
    use payments::read::{Columns, PaymentFile, read_shares};
    use std::sync::Arc;
    let folder = tempfile::tempdir().unwrap();
    let columns = Columns::default();
    let (mut sizes, mut from) = (Vec::new(), 0_u32);
    for (file, groups) in [vec![3, 1, 7], vec![], vec![1], vec![5, 5]].into_iter().enumerate() {
        let path = folder.path().join(format!("{file}.parquet"));
        let batch = |from: u32, count: u32| {
            let wide =
                |from: i64| Arc::new(Int64Array::from_iter_values(from..from + i64::from(count))) as ArrayRef;
            let numbers = Arc::new(UInt32Array::from_iter_values(from..from + count)) as ArrayRef;
            let columns = [
                ("at", wide(1_767_225_600_000)),
                ("sender", numbers.clone()),
                ("recipient", numbers),
                ("minor_units", wide(5_000)),
            ];
            RecordBatch::try_from_iter(columns).unwrap()
        };
        let file = std::fs::File::create(&path).unwrap();
        let mut writer = parquet::arrow::ArrowWriter::try_new(file, batch(0, 0).schema(), None).unwrap();
        for count in &groups {
            writer.write(&batch(from, *count)).unwrap();
            writer.flush().unwrap();
            from += count;
        }
        writer.close().unwrap();
        sizes.push((path, groups.iter().sum::<u32>()));
    }
    let files: Vec<PaymentFile<'_>> =
        sizes.iter().map(|(path, _)| PaymentFile::open(path, &columns).unwrap()).collect();
    for threads in 1..12 {
        let read = read_shares(
            &files,
            threads,
            |first| (first, Vec::new()),
            |share, file, before, row| {
                share.1.push((file, before, row.unwrap().sender));
            },
        );
        let mut next = 0;
        for (first, rows) in read.unwrap() {
            assert_eq!(first, u64::from(next));
            for (file, before, sender) in rows {
                assert_eq!(sender, next);
                let of_file: u32 = sizes[..file].iter().map(|(_, rows)| rows).sum();
                assert_eq!(before, u64::from(of_file));
                assert!(next < of_file + sizes[file].1);
                next += 1;
            }
        }
        assert_eq!(next, from, "{threads} threads");
    }
}
