//! The land: regions, provinces and cities of a country called Lumaya, which does not exist.
//!
//! Formats ask for a country of ISO 3166 and for telephone numbers of a real plan; Lumaya borrows `PH` for both.

use crate::{dice::Dice, names};

/// The ISO code that the country borrows.
pub(crate) const COUNTRY: &str = "PH";
/// The name that stands in addresses of no country.
pub(crate) const NAME: &str = "Lumaya";

/// Cities in all, six to a province.
const CITIES: usize = 180;

/// A city by its number; the first are the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct City(usize);

impl City {
    /// A city, large ones likelier.
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        Self(dice.skewed_index(CITIES))
    }
    /// Its name.
    pub(crate) fn name(self) -> String {
        names::place(self.0)
    }
    /// Name of its province.
    pub(crate) fn province(self) -> String {
        // Neighbouring numbers lie in different provinces, so that each province has its large city.
        names::place(CITIES + self.0 % (CITIES / 6))
    }
}

/// A street address in a city.
pub(crate) fn street(dice: &mut Dice) -> String {
    format!("{} {} Street, Purok {}", dice.between(1, 400), names::place(dice.index(300)), dice.between(1, 9))
}
