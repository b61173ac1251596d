//! The patient rule induction method: a box in which hits are dense.
//!
//! J. H. Friedman, N. I. Fisher, "Bump hunting in high-dimensional data", Statistics and Computing 9 (1999) 123: slices are
//! peeled off the box that holds all points, each time the one without which hits are densest. As used for scenario discovery
//! by B. P. Bryant, R. J. Lempert, Technological Forecasting and Social Change 77 (2010) 34.

use statrs::function::beta::beta_reg;

/// Share of the points of a box that one peel takes at least: patience.
const PEEL: f64 = 0.05;
/// No box holds fewer than this share of all points.
const LEAST_MASS: f64 = 0.05;
/// A restriction stays only if chance alone would make the box as dense with at most this probability.
const MOST_QUASI_P: f64 = 0.05;

/// Points, and which of them are hits.
#[derive(Debug, Clone, Copy)]
pub struct Points<'a> {
    /// By dimension, for each point its value.
    pub columns: &'a [Vec<f64>],
    /// For each point whether it is a hit.
    pub hits: &'a [bool],
}

/// What a box admits in one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// Values are above this, if it is there.
    pub low: Option<f64>,
    /// Values are below this, if it is there.
    pub high: Option<f64>,
}

impl Limits {
    /// Whether a value is admitted.
    pub fn admit(&self, value: f64) -> bool {
        self.low.is_none_or(|low| value > low) && self.high.is_none_or(|high| value < high)
    }

    /// Whether some value is not.
    pub fn restrict(&self) -> bool {
        self.low.is_some() || self.high.is_some()
    }
}

/// A box, and what is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct PrimBox {
    /// By dimension.
    pub limits: Vec<Limits>,
    /// Points inside.
    pub inside: usize,
    /// Hits inside.
    pub hits: usize,
}

impl PrimBox {
    /// Hits inside over points inside.
    pub fn density(&self) -> f64 {
        self.hits as f64 / (self.inside as f64).max(1.0)
    }

    /// Whether a point is inside.
    pub fn holds(&self, points: &Points, point: usize) -> bool {
        self.limits.iter().zip(points.columns).all(|(limits, column)| limits.admit(column[point]))
    }
}

impl Points<'_> {
    /// Points in all.
    pub fn len(&self) -> usize {
        self.hits.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// Hits in all.
    pub fn hit_count(&self) -> usize {
        self.hits.iter().filter(|hit| **hit).count()
    }

    /// The box of these limits, counted.
    pub fn counted(&self, limits: Vec<Limits>) -> PrimBox {
        let mut counted = PrimBox { limits, inside: 0, hits: 0 };
        for point in 0..self.len() {
            if counted.holds(self, point) {
                counted.inside += 1;
                counted.hits += usize::from(self.hits[point]);
            }
        }
        counted
    }

    /// The boxes from the one that holds everything inwards, each denser than the one before.
    pub fn peeled(&self) -> Vec<PrimBox> {
        let mut peeler = Peeler::new(self);
        let mut boxes = vec![self.counted(vec![Limits::default(); self.columns.len()])];
        while let Some(next) = peeler.peel(boxes.last()) {
            boxes.push(next);
        }
        boxes
    }

    /// Of boxes from the outermost inwards the innermost that holds at least this share of all hits.
    pub fn innermost<'b>(&self, boxes: &'b [PrimBox], coverage: f64) -> &'b PrimBox {
        let wanted = coverage * self.hit_count() as f64;
        boxes.iter().rev().find(|one| one.hits as f64 >= wanted).unwrap_or(&boxes[0])
    }

    /// The box without the restrictions that it does not need, with the quasi-p-value of each that stays.
    ///
    /// That is the probability that as many hits fall among as many points if the restriction chose them at random from the
    /// box without it (Bryant and Lempert 2010, section 4.3): quasi, because the restriction was searched for. The weakest
    /// is dropped until all that are left are below 0.05 over their number.
    pub fn pruned(&self, found: &PrimBox) -> (PrimBox, Vec<Option<f64>>) {
        let mut kept = found.clone();
        loop {
            let values: Vec<Option<f64>> =
                (0..kept.limits.len()).map(|dimension| self.quasi_p(&kept, dimension)).collect();
            let restricted = values.iter().flatten().count().max(1) as f64;
            let weakest = values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value)?)));
            match weakest.max_by(|a, b| a.1.total_cmp(&b.1)) {
                Some((dimension, value)) if value > MOST_QUASI_P / restricted => {
                    kept.limits[dimension] = Limits::default();
                    kept = self.counted(kept.limits);
                }
                _ => return (kept, values),
            }
        }
    }

    fn quasi_p(&self, of: &PrimBox, dimension: usize) -> Option<f64> {
        if !of.limits[dimension].restrict() {
            return None;
        }
        let mut limits = of.limits.clone();
        limits[dimension] = Limits::default();
        Some(at_least(of.hits, of.inside, self.counted(limits).density()))
    }
}

/// `P(X >= hits)` for a binomial count of `trials` with this probability.
fn at_least(hits: usize, trials: usize, probability: f64) -> f64 {
    match hits {
        0 => 1.0,
        _ if probability >= 1.0 => 1.0,
        _ if probability <= 0.0 => 0.0,
        _ => beta_reg(hits as f64, (trials - hits) as f64 + 1.0, probability),
    }
}

/// Which end of a dimension is peeled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

/// A slice that could be peeled off.
struct Slice {
    dimension: usize,
    end: End,
    /// The limit that takes it off.
    limit: f64,
    points: Vec<usize>,
    hits: usize,
}

/// The box as it is peeled.
struct Peeler<'a> {
    points: &'a Points<'a>,
    inside: Vec<bool>,
    /// By dimension: the points that may still be inside, by ascending value.
    orders: Vec<Vec<usize>>,
    least: usize,
}

impl<'a> Peeler<'a> {
    fn new(points: &'a Points<'a>) -> Self {
        let sorted = |column: &Vec<f64>| {
            let mut order: Vec<usize> = (0..points.len()).collect();
            order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
            order
        };
        Self {
            points,
            inside: vec![true; points.len()],
            orders: points.columns.iter().map(sorted).collect(),
            least: ((LEAST_MASS * points.len() as f64).ceil() as usize).max(1),
        }
    }

    fn peel(&mut self, of: Option<&PrimBox>) -> Option<PrimBox> {
        let of = of?;
        let before = of.density();
        let gain = |slice: &Slice| {
            let left = of.inside - slice.points.len();
            let density = (of.hits - slice.hits) as f64 / left as f64;
            // Where values come in heaps, slices differ in size: by what is gained for each point that goes.
            (density - before) / slice.points.len() as f64
        };
        let slices = (0..self.orders.len()).flat_map(|dimension| [(dimension, End::Low), (dimension, End::High)]);
        let possible = slices.filter_map(|(dimension, end)| self.slice(dimension, end, of.inside));
        let best = possible.map(|slice| (gain(&slice), slice)).reduce(|a, b| if b.0 > a.0 { b } else { a });
        let (_, slice) = best.filter(|(gain, _)| *gain > 0.0)?;
        let mut limits = of.limits.clone();
        match slice.end {
            End::Low => limits[slice.dimension].low = Some(slice.limit),
            End::High => limits[slice.dimension].high = Some(slice.limit),
        }
        slice.points.iter().for_each(|&point| self.inside[point] = false);
        let inside = &self.inside;
        self.orders.iter_mut().for_each(|order| order.retain(|&point| inside[point]));
        Some(PrimBox { limits, inside: of.inside - slice.points.len(), hits: of.hits - slice.hits })
    }

    /// The slice at an end: at least the share that one peel takes, and all that have the same value as its last.
    fn slice(&self, dimension: usize, end: End, inside: usize) -> Option<Slice> {
        let (order, column) = (&self.orders[dimension], &self.points.columns[dimension]);
        let at = |rank: usize| order[if end == End::Low { rank } else { inside - 1 - rank }];
        let mut count = ((PEEL * inside as f64).ceil() as usize).max(1);
        while count < inside && column[at(count)] == column[at(count - 1)] {
            count += 1;
        }
        if inside < count + self.least {
            return None;
        }
        let points: Vec<usize> = (0..count).map(at).collect();
        let hits = points.iter().filter(|&&point| self.points.hits[point]).count();
        let limit = 0.5 * (column[at(count - 1)] + column[at(count)]);
        Some(Slice { dimension, end, limit, points, hits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, Entity, Purpose, Trial};

    /// Uniform points; a hit inside `x0 > 0.6, x1 < 0.5` with probability 0.9, outside with 0.1.
    fn planted(seed: u64, count: usize, dimensions: usize) -> (Vec<Vec<f64>>, Vec<bool>) {
        let address = Address { entity: Entity::named(&["prim"]), item: 0, lane: 0 };
        let mut stream = Trial::new(seed, 0, 0).stream(address, Purpose::Design);
        let columns: Vec<Vec<f64>> = (0..dimensions).map(|_| (0..count).map(|_| stream.uniform()).collect()).collect();
        let odds = |point: usize| if columns[0][point] > 0.6 && columns[1][point] < 0.5 { 0.9 } else { 0.1 };
        let hits = (0..count).map(|point| stream.uniform() < odds(point)).collect();
        (columns, hits)
    }

    /// Of 20 seeded cases all find the planted box and nothing else, each limit within 0.06: a limit can be off by a peel of
    /// 5 % and by the few points near it.
    #[test]
    fn a_planted_box_is_found() {
        for seed in 0..20 {
            let (columns, hits) = planted(seed, 2000, 6);
            let points = Points { columns: &columns, hits: &hits };
            let boxes = points.peeled();
            let (found, values) = points.pruned(points.innermost(&boxes, 0.65));
            let restricted: Vec<usize> = (0..6).filter(|&dimension| found.limits[dimension].restrict()).collect();
            assert_eq!(restricted, [0, 1], "seed {seed}: {found:?}");
            let (low, high) = (found.limits[0].low.unwrap(), found.limits[1].high.unwrap());
            assert!((low - 0.6).abs() < 0.06 && (high - 0.5).abs() < 0.06, "seed {seed}: {low} {high}");
            assert!(found.density() > 0.75 && values.iter().flatten().all(|&value| value < 1e-6), "seed {seed}");
        }
    }

    #[test]
    fn boxes_are_counted_right_and_grow_denser_inwards() {
        let (columns, hits) = planted(7, 500, 3);
        let points = Points { columns: &columns, hits: &hits };
        let boxes = points.peeled();
        assert!(boxes.len() > 5);
        for pair in boxes.windows(2) {
            assert!(pair[1].density() > pair[0].density() && pair[1].inside < pair[0].inside);
            assert_eq!(points.counted(pair[1].limits.clone()), pair[1]);
        }
        assert!(boxes.last().unwrap().inside >= 25);
    }

    #[test]
    fn values_in_heaps_are_peeled_heap_by_heap() {
        // Whole numbers 0 to 4; hits where it is at least 2.
        let column: Vec<f64> = (0..200).map(|point| f64::from(point % 5)).collect();
        let hits: Vec<bool> = column.iter().map(|&value| value >= 2.0).collect();
        let columns = [column];
        let points = Points { columns: &columns, hits: &hits };
        let last = points.peeled().pop().unwrap();
        assert_eq!((last.limits[0].low, last.limits[0].high), (Some(1.5), None));
        assert_eq!((last.inside, last.hits), (120, 120));
    }

    #[test]
    fn the_binomial_tail_is_that_of_the_tables() {
        // P(X >= 8) of 10 at 1/2: 56/1024.
        assert!((at_least(8, 10, 0.5) - 56.0 / 1024.0).abs() < 1e-12);
        assert_eq!(at_least(0, 10, 0.5), 1.0);
    }
}
