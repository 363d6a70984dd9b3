//! The column map of the remittance firm whose files the tests of `tanglaw payments` read.

/// The map, with further settings and further columns.
macro_rules! map {
    ($settings:literal, $columns:literal) => {
        concat!(
            "institution = \"Harbor Remit\"\nzone = \"Australia/Sydney\"\ncurrency = \"AUD\"\nsender_country = \"AU\"\n",
            "recipient_country = \"PH\"\n",
            $settings,
            "\n[columns]\nreference = \"ref\"\nat = \"date\"\nsender = \"from\"\nrecipient = \"to\"\namount = \"amount\"\n",
            $columns
        )
    };
}
pub(crate) use map;
