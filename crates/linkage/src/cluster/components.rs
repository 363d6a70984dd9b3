//! What hangs together.

/// Union-find (Galler and Fischer 1964) whose name for a component is always its smallest record, so that it does not
/// depend on the order of the edges.
#[derive(Clone, Debug, Default)]
pub struct Components {
    above: Vec<u32>,
}

impl Components {
    /// `count` records, each on its own.
    pub fn new(count: u32) -> Self {
        Self { above: (0..count).collect() }
    }

    /// As [`Self::new`], with the memory there is.
    pub(super) fn reset(&mut self, count: u32) {
        self.above.clear();
        self.above.extend(0..count);
    }

    /// The smallest record of the component. A record beyond the count is on its own.
    #[inline]
    pub fn find(&mut self, mut record: u32) -> u32 {
        while let Some(&above) = self.above.get(record as usize) {
            if above == record {
                break;
            }
            // Path halving (van Leeuwen and van der Weide 1977).
            let further = self.above[above as usize];
            self.above[record as usize] = further;
            record = further;
        }
        record
    }

    /// Joins two components; false where they were one already, or where a record is beyond the count.
    #[inline]
    pub fn join(&mut self, left: u32, right: u32) -> bool {
        let (left, right) = (self.find(left), self.find(right));
        let (low, high) = (left.min(right), left.max(right));
        match self.above.get_mut(high as usize) {
            Some(above) if low != high => {
                *above = low;
                true
            }
            _ => false,
        }
    }

    /// The component of each record.
    pub fn labels(mut self) -> Vec<u32> {
        // A record stands under a smaller one, whose label is final when it is its turn.
        for record in 0..self.above.len() {
            let above = self.above[record];
            self.above[record] = self.above[above as usize];
        }
        self.above
    }
}
