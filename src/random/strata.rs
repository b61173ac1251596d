//! Numbers that are spread evenly over the trials of a group: a Latin hypercube of whatever is drawn with them.
//!
//! Of the trials of a group, each coordinate's numbers lie one in each of as many strata of the unit interval, in an order
//! that is random for each coordinate (M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979) 239). What a
//! trial's outcome owes to single coordinates is then integrated with nearly no error, and no mean is known worse than by
//! `n / (n - 1)` times the variance of independent trials (A. B. Owen, SIAM J. Numer. Anal. 34 (1997) 1884). Of the first
//! half of a group the same is true, and of the first half of that, down to eight trials: each doubling fills the strata
//! that are left, in a new random order (P. Z. G. Qian, Biometrika 96 (2009) 957).

use super::stream::{Address, Purpose, Stream, Trial};

/// Trials that follow each other in a draw and are spread evenly together. Trials of different groups are independent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// Every trial by itself.
    Single,
    /// Eight together.
    Eights,
    /// 64 together.
    SixtyFours,
}

impl Grouping {
    /// Trials in a group.
    pub const fn size(self) -> u64 {
        match self {
            Self::Single => 1,
            Self::Eights => LEAST as u64,
            Self::SixtyFours => MOST as u64,
        }
    }
}

/// Trials that are spread evenly by themselves: the first so many of a group.
const LEAST: usize = 8;
const MOST: usize = 64;

/// One number in `[0, 1)` for each trial of a group, each of them uniform by itself.
#[derive(Debug, Clone)]
pub struct Strata {
    size: usize,
    /// By trial of the group.
    strata: [u8; MOST],
    /// How far inside its stratum each number lies, of its width.
    inside: f64,
}

impl Strata {
    /// Those at an address of the group that a trial belongs to; numbers at different addresses are independent.
    pub fn of(trial: &Trial, address: Address) -> Self {
        let size = trial.grouping().size() as usize;
        let mut stream = trial.group().stream(address, Purpose::Strata);
        let inside = stream.uniform();
        Self { size, strata: shuffled(size, &mut stream), inside }
    }

    /// The numbers, ascending.
    pub fn ascending(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.size).map(|stratum| (stratum as f64 + self.inside) / self.size as f64)
    }

    /// The number of a trial, by its place in the group.
    pub fn number(&self, place: usize) -> f64 {
        (f64::from(self.strata[place]) + self.inside) / self.size as f64
    }

    /// By trial of the group, the place of its number among all of them.
    pub fn ranks(&self) -> &[u8] {
        &self.strata[..self.size]
    }
}

/// The strata of a group's trials, in front.
fn shuffled(size: usize, stream: &mut Stream) -> [u8; MOST] {
    let mut halves = stream.bits();
    let mut small = Small { stream, left: 0, uses: 0 };
    let mut strata = [0; MOST];
    permute(&mut strata[..LEAST.min(size)], &mut small);
    let mut count = LEAST;
    while count < size {
        // Each stratum is cut in two: who is there gets one half, and one of the trials that are new the other.
        let (before, after) = strata[..2 * count].split_at_mut(count);
        permute(after, &mut small);
        let upper = |stratum: u8| (halves >> stratum & 1) as u8;
        before.iter_mut().for_each(|stratum| *stratum = 2 * *stratum + upper(*stratum));
        after.iter_mut().for_each(|stratum| *stratum = 2 * *stratum + 1 - upper(*stratum));
        halves >>= count;
        count *= 2;
    }
    strata
}

/// `0, 1, 2...` in random order.
fn permute(places: &mut [u8], small: &mut Small) {
    for place in 0..places.len() {
        let other = small.below(place as u64 + 1);
        places[place] = places[other];
        places[other] = place as u8;
    }
}

/// Uniform whole numbers below 64, several from each 64 bits: off by at most 2^-28 of themselves.
struct Small<'a> {
    stream: &'a mut Stream,
    left: u64,
    uses: u32,
}

impl Small<'_> {
    const USES: u32 = 6;

    fn below(&mut self, bound: u64) -> usize {
        if self.uses == 0 {
            (self.left, self.uses) = (self.stream.bits(), Self::USES);
        }
        self.uses -= 1;
        let product = u128::from(self.left) * u128::from(bound);
        self.left = product as u64;
        (product >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Entity;

    fn numbers(grouping: Grouping, trials: u64, coordinates: usize) -> Vec<Vec<f64>> {
        let number = |trial: u64, item: usize| {
            let trial = Trial::new(4, 2, trial).grouped(grouping);
            let strata = Strata::of(&trial, Address { entity: Entity::named(&["strata"]), item: item as u64, lane: 0 });
            strata.ascending().nth(strata.ranks()[trial.place_in_group()].into()).unwrap()
        };
        (0..trials).map(|trial| (0..coordinates).map(|item| number(trial, item)).collect()).collect()
    }

    #[test]
    fn every_coordinate_meets_every_stratum_once_in_a_group_and_in_its_first_half_and_quarter() {
        for (grouping, sizes) in [(Grouping::Eights, &[8][..]), (Grouping::SixtyFours, &[8, 16, 32, 64])] {
            let numbers = numbers(grouping, 3 * grouping.size(), 5);
            for group in numbers.chunks_exact(grouping.size() as usize) {
                for (&size, coordinate) in
                    sizes.iter().flat_map(|size| (0..5).map(move |coordinate| (size, coordinate)))
                {
                    let stratum = |point: &Vec<f64>| (point[coordinate] * size as f64) as usize;
                    let mut met: Vec<usize> = group[..size].iter().map(stratum).collect();
                    met.sort_unstable();
                    assert_eq!(met, (0..size).collect::<Vec<_>>());
                }
            }
        }
    }

    /// Each place of a group by itself: 4,000 groups, 16 cells, so that the sum of squares over all 64 places is
    /// chi-squared with 960 degrees of freedom (standard deviation 44); allowed 5 of them. Seed fixed.
    #[test]
    fn the_number_of_each_trial_is_uniform() {
        let mut counts = vec![[0.0; 16]; 64];
        for (trial, point) in numbers(Grouping::SixtyFours, 64 * 4000, 1).iter().enumerate() {
            counts[trial % 64][(point[0] * 16.0) as usize] += 1.0;
        }
        let squares: f64 = counts.iter().flatten().map(|count: &f64| (count - 250.0).powi(2) / 250.0).sum();
        assert!((squares - 960.0).abs() < 5.0 * 44.0, "{squares}");
    }

    /// Linear and checkered dependence between two coordinates and between a trial's number and its neighbour's of
    /// another group, over 64,000 trials: standard error 0.004, allowed 0.02.
    #[test]
    fn coordinates_and_groups_are_independent() {
        let points = numbers(Grouping::Eights, 64_000, 2);
        let centred = |value: f64| (value - 0.5) * 12f64.sqrt();
        let side = |value: f64| if (value * 2.0) as usize == 0 { -1.0 } else { 1.0 };
        let mean = |of: &dyn Fn(usize) -> f64| (0..64_000 - 8).map(of).sum::<f64>() / 64_000.0;
        for found in [
            mean(&|trial| centred(points[trial][0]) * centred(points[trial][1])),
            mean(&|trial| side(points[trial][0]) * side(points[trial][1])),
            mean(&|trial| centred(points[trial][0]) * centred(points[trial + 8][0])),
            mean(&|trial| side(points[trial][1]) * side(points[trial + 8][1])),
        ] {
            assert!(found.abs() < 0.02, "{found}");
        }
    }
}
