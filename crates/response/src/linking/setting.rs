//! Where a report happens and in which languages it speaks: what is asked when somebody is looked for who can take it on.
//! Countries and regions by code only; towns and streets stay in the report.

use model::{Country, Place, PlaceRole, RegionCode, Report};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// Places and languages of a report, or of the reports of a lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Setting {
    /// Languages of its words, as [`language`] has them.
    pub languages: BTreeSet<String>,
    /// Countries where it happens.
    pub countries: BTreeSet<Country>,
    /// Regions where it happens, as far as the report names any by a code or a name of ISO 3166-2.
    pub regions: BTreeSet<RegionCode>,
}

/// How well somebody's territory fits where it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// Elsewhere, or it is not known where.
    None,
    /// In the country, perhaps in another region of it.
    Country,
    /// In the whole of the country.
    WholeCountry,
    /// In that region.
    Region,
}

/// The language of a BCP 47 tag without script and country, so that those who read it are found whatever they read it in:
/// `fil` for `fil-PH` and for the older `tl`. None where the text is no tag.
pub fn language(tag: &str) -> Option<String> {
    let first = tag.split(['-', '_']).next().unwrap_or(tag).trim().to_ascii_lowercase();
    let fits = (2..=3).contains(&first.len()) && first.bytes().all(|letter| letter.is_ascii_lowercase());
    fits.then(|| match first.as_str() {
        "tl" | "tgl" => "fil".to_owned(),
        "in" | "ind" => "id".to_owned(),
        "iw" => "he".to_owned(),
        "eng" => "en".to_owned(),
        _ => first,
    })
}

impl Setting {
    /// What a report says of it. Where a suspect is counts only where nothing else is said: they may be far away.
    pub fn of(report: &Report) -> Self {
        let mut setting = Self::default();
        let tags = report.narratives.iter().filter_map(|narrative| narrative.language.as_deref());
        setting.languages.extend(tags.filter_map(language));
        setting.take(report.places.iter().filter(|place| place.role != PlaceRole::Suspect));
        if setting.countries.is_empty() {
            setting.take(report.places.iter());
        }
        setting
    }

    fn take<'a>(&mut self, places: impl Iterator<Item = &'a Place>) {
        for place in places {
            let Some(country) = place.country else { continue };
            self.countries.insert(country);
            let region = place.region.as_deref().and_then(|text| RegionCode::named(country, text));
            self.regions.extend(region);
        }
    }

    /// Puts another report's beside it.
    pub fn add(&mut self, other: &Self) {
        self.languages.extend(other.languages.iter().cloned());
        self.countries.extend(&other.countries);
        self.regions.extend(other.regions.iter().cloned());
    }

    /// Whether whoever reads these languages reads one of its.
    pub fn is_read_in(&self, languages: &[String]) -> bool {
        languages.iter().filter_map(|tag| language(tag)).any(|known| self.languages.contains(&known))
    }

    /// How well a territory fits: countries, and regions where only a part of one is meant.
    pub fn fit(&self, countries: &[Country], regions: &[RegionCode]) -> Fit {
        if regions.iter().any(|region| self.regions.contains(region)) {
            return Fit::Region;
        }
        match (countries.iter().any(|country| self.countries.contains(country)), regions.is_empty()) {
            (true, true) => Fit::WholeCountry,
            (true, false) => Fit::Country,
            (false, _) => Fit::None,
        }
    }
}

/// The settings of all reports: few different ones, each held once.
#[derive(Default)]
pub(super) struct Settings {
    known: HashMap<Arc<Setting>, u32>,
    all: Vec<Arc<Setting>>,
}

impl Settings {
    /// The number of a setting; none where it says nothing.
    pub(super) fn number(&mut self, setting: Setting) -> Option<u32> {
        if setting == Setting::default() {
            return None;
        }
        if let Some(number) = self.known.get(&setting) {
            return Some(*number);
        }
        let number = u32::try_from(self.all.len()).ok()?;
        let setting = Arc::new(setting);
        self.all.push(setting.clone());
        self.known.insert(setting, number);
        Some(number)
    }

    /// The setting of a number.
    pub(super) fn get(&self, number: u32) -> Option<&Setting> {
        self.all.get(number as usize).map(AsRef::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Channel, Narrative, NarrativeKind};

    fn place(role: PlaceRole, country: &str, region: &str) -> Place {
        Place {
            role,
            country: Some(country.parse().unwrap()),
            region: Some(region.into()),
            ..Place::default()
        }
    }

    #[test]
    fn a_report_says_where_it_happens_and_in_which_language() {
        let mut report = Report::new("hotline".parse().unwrap(), Channel::Hotline);
        assert_eq!(Setting::of(&report), Setting::default());
        report.places = vec![place(PlaceRole::Suspect, "DE", "Berlin")];
        assert_eq!(Setting::of(&report).countries, BTreeSet::from(["DE".parse().unwrap()]));
        report.places.push(place(PlaceRole::Child, "PH", "Cebu"));
        report.narratives = vec![
            Narrative {
                kind: NarrativeKind::Account,
                language: Some("tl-PH".into()),
                words: "placeholder".into(),
            },
            Narrative {
                kind: NarrativeKind::Account,
                language: Some("not a tag".into()),
                words: "placeholder".into(),
            },
        ];
        let setting = Setting::of(&report);
        assert_eq!(setting.countries, BTreeSet::from([Country::PHILIPPINES]), "where the child is");
        assert_eq!(setting.regions, BTreeSet::from(["PH-CEB".parse().unwrap()]));
        assert_eq!(setting.languages, BTreeSet::from(["fil".to_owned()]));
        assert!(setting.is_read_in(&["en".into(), "fil".into()]) && !setting.is_read_in(&["en".into()]));
    }

    #[test]
    fn a_territory_fits_by_region_and_by_country() {
        let setting = Setting {
            countries: BTreeSet::from([Country::PHILIPPINES]),
            regions: BTreeSet::from(["PH-CEB".parse().unwrap()]),
            ..Setting::default()
        };
        let regions = |text: &str| RegionCode::list(text).unwrap();
        let (here, there) = ([Country::PHILIPPINES], ["ID".parse().unwrap()]);
        assert_eq!(setting.fit(&here, &regions("PH-BOH PH-CEB")), Fit::Region);
        assert_eq!(setting.fit(&here, &[]), Fit::WholeCountry);
        assert_eq!(setting.fit(&here, &regions("PH-BOH")), Fit::Country);
        assert_eq!(setting.fit(&there, &[]), Fit::None);
        assert_eq!(setting.fit(&[], &[]), Fit::None);
        assert!(
            Fit::Region > Fit::WholeCountry && Fit::WholeCountry > Fit::Country && Fit::Country > Fit::None
        );
    }
}
