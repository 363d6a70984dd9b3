//! Distance of places and of days.

/// Mean radius of the Earth in kilometres, (2a + b) / 3 of the GRS 80 ellipsoid (Moritz 2000, Journal of Geodesy 74:128).
const EARTH: f64 = 6_371.008_771_4;

/// Distance of two places, each latitude and longitude in degrees, in kilometres along the sphere by the haversine
/// formula (Sinnott 1984, Sky and Telescope 68:159). The Earth is not quite a sphere: wrong by up to 0.6 %.
pub fn kilometres(left: (f64, f64), right: (f64, f64)) -> f64 {
    let (latitude, other) = (left.0.to_radians(), right.0.to_radians());
    let half_up = ((other - latitude) / 2.0).sin();
    let half_along = ((right.1 - left.1).to_radians() / 2.0).sin();
    let square = half_up * half_up + latitude.cos() * other.cos() * half_along * half_along;
    // Rounding may lead just past 1 for places opposite to each other.
    2.0 * EARTH * square.min(1.0).sqrt().asin()
}

fn same_but_transposed(left: (i32, u8, u8), right: (i32, u8, u8)) -> bool {
    left != right && left.0 == right.0 && left.1 == right.2 && left.2 == right.1
}

/// Whether two days written `2014-05-09` are different days of one year with month and day exchanged. What is not written
/// so never holds.
pub fn transposed(left: &str, right: &str) -> bool {
    match (parts(left), parts(right)) {
        (Some(left), Some(right)) => same_but_transposed(left, right),
        _ => false,
    }
}

fn parts(text: &str) -> Option<(i32, u8, u8)> {
    let bytes = text.as_bytes();
    let written = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !written {
        return None;
    }
    Some((text.get(..4)?.parse().ok()?, text.get(5..7)?.parse().ok()?, text.get(8..)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_distances() {
        // A degree of a great circle; a quarter of it; half of it.
        let degree = EARTH.to_radians();
        assert!((kilometres((0.0, 0.0), (0.0, 1.0)) - degree).abs() < 1e-9);
        assert!((kilometres((0.0, 7.0), (90.0, 0.0)) - 90.0 * degree).abs() < 1e-6);
        assert!((kilometres((0.0, 0.0), (0.0, 180.0)) - 180.0 * degree).abs() < 1e-6);
        // Manila and Cebu City: 571 km or so.
        assert!((kilometres((14.5995, 120.9842), (10.3157, 123.8854)) - 571.0).abs() < 3.0);
        // Across the date line.
        assert!((kilometres((0.0, 179.5), (0.0, -179.5)) - degree).abs() < 1e-9);
    }

    #[test]
    fn days_the_wrong_way_round() {
        for (left, right, holds) in [
            ("2014-05-09", "2014-09-05", true),
            ("2014-05-05", "2014-05-05", false),
            ("2014-05-09", "2015-09-05", false),
            ("2014-05-09", "2014-05-09", false),
            ("2014-05-09", "2014-09-0", false),
            ("2014x05-09", "2014-09-05", false),
            ("2014-05-1é", "2014-1é-05", false),
        ] {
            assert_eq!(transposed(left, right), holds, "{left} {right}");
        }
    }

    proptest! {
        #[test]
        fn distance_is_the_same_both_ways(a in -90.0..=90.0, b in -180.0..=180.0, c in -90.0..=90.0, d in -180.0..=180.0) {
            let there = kilometres((a, b), (c, d));
            prop_assert!(there >= 0.0 && there <= 180.0 * EARTH.to_radians() + 1e-6);
            prop_assert!((there - kilometres((c, d), (a, b))).abs() < 1e-9);
            prop_assert!(kilometres((a, b), (a, b)) == 0.0);
        }

        #[test]
        fn transposition_never_panics(a in ".{0,12}", b in "[0-9-]{10}") {
            let _ = (transposed(&a, &b), transposed(&b, &b));
        }
    }
}
