//! Numbers in order, of which any may come and go: medians and ranks of a window that moves.

/// Numbers of one piece at most: what an insertion moves.
const PIECE: usize = 512;

/// A list in order, in pieces: coming and going costs a search and the move of a part of one piece, however long it is.
#[derive(Debug, Default)]
pub(super) struct Ordered {
    pieces: Vec<Vec<i64>>,
    length: usize,
}

impl Ordered {
    pub(super) fn insert(&mut self, number: i64) {
        self.length += 1;
        let at = self.piece_of(number).min(self.pieces.len().saturating_sub(1));
        let Some(piece) = self.pieces.get_mut(at) else { return self.pieces.push(vec![number]) };
        let place = piece.partition_point(|known| *known < number);
        piece.insert(place, number);
        if piece.len() > PIECE {
            let upper = piece.split_off(PIECE / 2);
            self.pieces.insert(at + 1, upper);
        }
    }

    /// Takes one such number out.
    pub(super) fn remove(&mut self, number: i64) {
        let at = self.piece_of(number);
        let Some(piece) = self.pieces.get_mut(at) else { return };
        let Ok(place) = piece.binary_search(&number) else { return };
        piece.remove(place);
        self.length -= 1;
        if piece.is_empty() {
            self.pieces.remove(at);
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// How many are less than this.
    pub(super) fn below(&self, number: i64) -> usize {
        let at = self.piece_of(number);
        let before: usize = self.pieces.iter().take(at).map(Vec::len).sum();
        before + self.pieces.get(at).map_or(0, |piece| piece.partition_point(|known| *known < number))
    }

    pub(super) fn median(&self) -> Option<i64> {
        median(self.length, |at| self.nth(at))
    }

    fn nth(&self, mut at: usize) -> Option<i64> {
        for piece in &self.pieces {
            match piece.get(at) {
                Some(number) => return Some(*number),
                None => at -= piece.len(),
            }
        }
        None
    }

    /// The first piece that reaches up to this number.
    fn piece_of(&self, number: i64) -> usize {
        self.pieces.partition_point(|piece| piece.last().is_some_and(|last| *last < number))
    }
}

/// The middle one of so many numbers in order; of two middles the mean, as SQL's `median` has it, rounded towards zero.
pub(super) fn median(length: usize, nth: impl Fn(usize) -> Option<i64>) -> Option<i64> {
    let upper = nth(length / 2)?;
    if length.is_multiple_of(2) {
        return Some(i64::midpoint(nth(length / 2 - 1)?, upper));
    }
    Some(upper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn medians() {
        let median = |numbers: &[i64]| {
            let mut ordered = Ordered::default();
            for number in numbers {
                ordered.insert(*number);
            }
            ordered.median()
        };
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[5]), Some(5));
        assert_eq!(median(&[9, 1]), Some(5));
        assert_eq!(median(&[9, 1, 4]), Some(4));
        assert_eq!(median(&[4, 4, 9, 1]), Some(4));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
        #[test]
        fn pieces_are_one_list(steps in prop::collection::vec((0_u8..5, 0_i64..900), 0..4_000)) {
            let (mut ordered, mut plain) = (Ordered::default(), Vec::new());
            for (step, number) in steps {
                match plain.binary_search(&number) {
                    Ok(at) if step == 0 => {
                        plain.remove(at);
                        ordered.remove(number);
                    }
                    Ok(at) | Err(at) => {
                        plain.insert(at, number);
                        ordered.insert(number);
                    }
                }
            }
            prop_assert_eq!(ordered.len(), plain.len());
            prop_assert_eq!(ordered.nth(plain.len() / 2), plain.get(plain.len() / 2).copied());
            prop_assert_eq!(ordered.below(450), plain.iter().filter(|known| **known < 450).count());
        }
    }
}
