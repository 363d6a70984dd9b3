//! Segments: kinds of pair by a column of both records.

/// Segments of the plan.
pub(crate) struct PlanSegments {
    pub(crate) column: usize,
    /// The values that the segments name; their codes are their positions, from 1.
    pub(crate) values: Vec<String>,
    /// Segment by the codes of both values.
    matrix: Vec<Option<usize>>,
}

impl PlanSegments {
    /// The segment of a pair whose column has these codes.
    pub(crate) fn of(&self, left: u32, right: u32) -> Option<usize> {
        let size = self.values.len() + 1;
        let (left, right) = (left as usize, right as usize);
        if left >= size || right >= size {
            return None;
        }
        self.matrix.get(left * size + right).copied().flatten()
    }

    pub(super) fn new(column: usize, pairs: &[String]) -> Self {
        let split = |pair: &str| {
            let (left, right) = pair.split_once('+').unwrap_or((pair, pair));
            (left.trim().to_owned(), right.trim().to_owned())
        };
        let mut values: Vec<String> = Vec::new();
        for pair in pairs {
            let (left, right) = split(pair);
            for value in [left, right] {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
        let size = values.len() + 1;
        let mut matrix = vec![None; size * size];
        for (number, pair) in pairs.iter().enumerate() {
            let (left, right) = split(pair);
            let at = |value: &str| values.iter().position(|known| known == value).unwrap_or(0) + 1;
            for (a, b) in [(at(&left), at(&right)), (at(&right), at(&left))] {
                if let Some(place) = matrix.get_mut(a * size + b) {
                    *place = Some(number);
                }
            }
        }
        Self { column, values, matrix }
    }
}
