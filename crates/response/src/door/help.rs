//! Help by country: emergency numbers, child helplines, police for the net, take-down services. Data (`door/help/`), each
//! line with its source; a centre adds its own country as a file.

use crate::ResponseError;
use serde::Deserialize;

/// The files that ship with the program, by their countries; the last is for every other country.
const BUILT_IN: [(&str, &str); 3] = [
    ("PH", include_str!("../../door/help/PH.toml")),
    ("ID", include_str!("../../door/help/ID.toml")),
    ("INT", include_str!("../../door/help/INT.toml")),
];

/// What a service is for. The order is the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// In danger now.
    Emergency,
    /// Listens to children.
    ChildHelpline,
    /// Police for the net.
    PoliceCyber,
    /// Takes reports of pages.
    Hotline,
    /// Gets one's own pictures taken down.
    Takedown,
    /// Helps afterwards.
    Counselling,
}

impl ServiceKind {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::ChildHelpline => "child_helpline",
            Self::PoliceCyber => "police_cyber",
            Self::Hotline => "hotline",
            Self::Takedown => "takedown",
            Self::Counselling => "counselling",
        }
    }
}

/// One service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// What it is for.
    pub kind: ServiceKind,
    /// Its own name.
    pub name: String,
    /// Numbers as dialled.
    #[serde(default)]
    pub phone: Vec<String>,
    /// Numbers for text messages.
    #[serde(default)]
    pub sms: Vec<String>,
    /// E-mail addresses.
    #[serde(default)]
    pub email: Vec<String>,
    /// Its page.
    #[serde(default)]
    pub url: Option<String>,
    /// Whether a call costs nothing, where known.
    #[serde(default)]
    pub free: Option<bool>,
    /// When it answers: `always`, or words; unknown where left out.
    #[serde(default)]
    pub hours: Option<String>,
    /// Languages it speaks, BCP 47.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Where this was read.
    pub source: String,
    /// Whether somebody of the house has called or opened it.
    pub confirmed: bool,
}

/// Help of one country.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryHelp {
    /// ISO 3166 code; `INT` for every other country.
    pub country: String,
    /// When it was last checked, as a day.
    pub checked: String,
    /// The services.
    #[serde(rename = "service")]
    pub services: Vec<Service>,
}

/// Help of all countries there is help of.
#[derive(Clone, Debug)]
pub struct Help(Vec<CountryHelp>);

impl Help {
    /// The help that ships with the program.
    pub fn built_in() -> Result<Self, ResponseError> {
        BUILT_IN.iter().map(|(name, text)| read(name, text)).collect::<Result<_, _>>().map(Self)
    }

    /// Adds the files of a folder (`PH.toml` …), each in the place of what ships for its country.
    pub fn add(&mut self, name: &str, text: &str) -> Result<(), ResponseError> {
        let help = read(name, text)?;
        self.0.retain(|known| known.country != help.country);
        self.0.insert(0, help);
        Ok(())
    }

    /// Help of a country, or that for every other one.
    pub fn of(&self, country: &str) -> Option<&CountryHelp> {
        let of = |code: &str| self.0.iter().find(|help| help.country.eq_ignore_ascii_case(code));
        of(country).or_else(|| of("INT"))
    }

    /// The countries there is help of, `INT` among them.
    pub fn countries(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|help| help.country.as_str())
    }
}

fn read(name: &str, text: &str) -> Result<CountryHelp, ResponseError> {
    let wrong = |what: String| ResponseError::Table(format!("help {name}: {what}"));
    let mut help: CountryHelp = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
    if help.country != "INT" && help.country.parse::<model::Country>().is_err() {
        return Err(wrong("country is no ISO 3166 code".into()));
    }
    if help.checked.parse::<model::When>().is_err() {
        return Err(wrong("checked is no day".into()));
    }
    for service in &help.services {
        let reachable = !service.phone.is_empty()
            || !service.sms.is_empty()
            || !service.email.is_empty()
            || service.url.is_some();
        if service.name.trim().is_empty() || service.source.trim().is_empty() || !reachable {
            return Err(wrong(format!("{}: needs a name, a source and a way to reach it", service.name)));
        }
        let plain = |number: &String| number.chars().all(|c| c.is_ascii_digit() || "+ -#*()".contains(c));
        if !service.phone.iter().chain(&service.sms).all(plain) {
            return Err(wrong(format!("{}: a number is digits, spaces and +-#*()", service.name)));
        }
        if service.url.as_deref().is_some_and(|url| !url.starts_with("https://")) {
            return Err(wrong(format!("{}: its page must begin with https://", service.name)));
        }
    }
    help.services.sort_by_key(|service| service.kind);
    Ok(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_country_has_an_emergency_number_or_is_not_one() {
        let help = Help::built_in().unwrap();
        for code in ["PH", "ID"] {
            let country = help.of(code).unwrap();
            assert_eq!(country.services[0].kind, ServiceKind::Emergency, "{code}");
            assert!(
                country.services.iter().any(|service| service.kind == ServiceKind::ChildHelpline),
                "{code}"
            );
        }
        assert_eq!(help.of("FR").unwrap().country, "INT");
    }

    #[test]
    fn a_file_with_a_mistake_is_told() {
        let mut help = Help::built_in().unwrap();
        let file = |rest: &str| format!("country = \"FR\"\nchecked = \"2026-11-25\"\n{rest}");
        for (text, problem) in [
            (
                file("[[service]]\nkind = \"emergency\"\nname = \"x\"\nsource = \"y\"\nconfirmed = false"),
                "a way to reach",
            ),
            (
                file(
                    "[[service]]\nkind = \"emergency\"\nname = \"x\"\nphone = [\"12a\"]\nsource = \"y\"\nconfirmed = false",
                ),
                "digits",
            ),
            ("country = \"XX1\"\nchecked = \"2026-11-25\"\nservice = []".into(), "ISO 3166"),
        ] {
            let error = help.add("FR", &text).unwrap_err().to_string();
            assert!(error.contains(problem), "{error}");
        }
    }
}
