//! The table of windows: what a row says, which rows have none, and how its columns are named.

use payments::{
    Land, Payment,
    pack::{Measure, Pack},
    table::WindowTable,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Word {
    measure: Measure,
}

#[test]
fn a_row_says_what_its_windows_say_and_repeated_rows_are_left_out() {
    let pack = Pack::public().unwrap().with_separate_numbers();
    let day = 86_400_000;
    let made = |id, days: i64, sender, recipient| Payment {
        sender_country: Land::from_letters(b"AU").unwrap(),
        recipient_country: Land::from_letters(b"PH").unwrap(),
        ..Payment::transfer(id, days * day, sender, recipient, 5_000)
    };
    let payments =
        [made(1, 0, 1, 7), made(2, 3, 1, 8), made(2, 3, 1, 8), made(3, 6, 1, 9), made(4, 30, 1, 10)];
    for threads in [1, 2] {
        let table = WindowTable::of(&payments, &pack, threads).unwrap();
        let names: Vec<String> = table.names().collect();
        let place = |name: &str| names.iter().position(|known| known == name).unwrap();
        let (cells, fired) = table.row(4).unwrap();
        assert_eq!(cells[place("sender.counterparts.30d")], Some(4));
        assert_eq!(cells[place("recipient.counterparts.30d")], Some(1));
        assert_eq!(cells.len(), names.len());
        let i1 = pack.indicators.iter().position(|one| one.id == "I1").unwrap();
        assert!(fired.has(i1), "four recipients within thirty days");
        assert!(table.row(2).is_none(), "handed over again");
        assert!(table.row(5).is_none(), "there is no such row");
        let (cells, fired) = table.row(0).unwrap();
        assert_eq!(cells[place("sender.counterparts.30d")], Some(1));
        assert!(!fired.has(i1));
    }
}

#[test]
fn a_column_is_named_as_a_pack_would_write_it() {
    for figure in Pack::public().unwrap().figures() {
        let word: Word = toml::from_str(&format!("measure = \"{}\"", figure.measure.code())).unwrap();
        assert_eq!(word.measure, figure.measure);
    }
}
