//! Lines along which a value given at the points of a grid is equal.

use std::collections::BTreeMap;

/// Steps into which a cell of the grid is divided, so that lines bend as the values between its corners do.
const STEPS: usize = 8;

/// Values at the points of a grid; a point without a value has no line near it.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Places of the columns, ascending.
    pub columns: Vec<f64>,
    /// Places of the rows, in their order.
    pub rows: Vec<f64>,
    /// By column and row; NaN where there is none.
    pub values: Vec<Vec<f64>>,
}

/// An edge between two points of the fine grid, by their numbers.
type Edge = (usize, usize);

impl Field {
    /// The lines on which the value, interpolated linearly along rows and columns, is `level`.
    pub fn lines(&self, level: f64) -> Vec<Vec<(f64, f64)>> {
        let fine = self.refined();
        let mut crossings: BTreeMap<Edge, (f64, f64)> = BTreeMap::new();
        let mut segments: Vec<(Edge, Edge)> = Vec::new();
        for corners in fine.triangles() {
            if corners.iter().any(|&corner| fine.value(corner).is_nan()) {
                continue;
            }
            let edges = [(corners[0], corners[1]), (corners[1], corners[2]), (corners[0], corners[2])];
            let crossed: Vec<Edge> = edges.into_iter().filter(|&edge| fine.is_crossed(edge, level)).collect();
            if let [from, to] = crossed[..] {
                segments.push((from, to));
                crossings.extend(crossed.iter().map(|&edge| (edge, fine.crossing(edge, level))));
            }
        }
        let place = |edge: &Edge| crossings[edge];
        chained(&segments).iter().map(|chain| chain.iter().map(place).collect()).collect()
    }

    fn refined(&self) -> Fine {
        let columns = spread(&self.columns);
        let rows = spread(&self.rows);
        let last = |count: usize, at: usize| (at / STEPS).min(count - 2);
        let value = |column: usize, row: usize| {
            let (c, r) = (last(self.columns.len(), column), last(self.rows.len(), row));
            let (x, y) = ((column - c * STEPS) as f64 / STEPS as f64, (row - r * STEPS) as f64 / STEPS as f64);
            let mixed = |a: f64, b: f64, part: f64| if part == 0.0 { a } else { a + part * (b - a) };
            let along = |row: usize| mixed(self.values[c][row], self.values[c + 1][row], x);
            if y == 0.0 { along(r) } else { mixed(along(r), along(r + 1), y) }
        };
        let values = (0..columns.len()).flat_map(|column| (0..rows.len()).map(move |row| (column, row)));
        let values = values.map(|(column, row)| value(column, row)).collect();
        Fine { columns, rows, values }
    }
}

/// The places with those of the steps between them.
fn spread(places: &[f64]) -> Vec<f64> {
    let between = |pair: &[f64]| {
        let (from, to) = (pair[0], pair[1]);
        (0..STEPS).map(move |step| from + (to - from) * step as f64 / STEPS as f64)
    };
    places.windows(2).flat_map(between).chain(places.last().copied()).collect()
}

struct Fine {
    columns: Vec<f64>,
    rows: Vec<f64>,
    values: Vec<f64>,
}

impl Fine {
    fn value(&self, point: usize) -> f64 {
        self.values[point]
    }

    fn place(&self, point: usize) -> (f64, f64) {
        (self.columns[point / self.rows.len()], self.rows[point % self.rows.len()])
    }

    /// Two triangles for each cell: in a triangle there is never a choice of how a line runs.
    fn triangles(&self) -> impl Iterator<Item = [usize; 3]> + '_ {
        let height = self.rows.len();
        let cells =
            (0..self.columns.len() - 1).flat_map(move |column| (0..height - 1).map(move |row| column * height + row));
        cells.flat_map(move |at| [[at, at + 1, at + height + 1], [at, at + height, at + height + 1]])
    }

    fn is_crossed(&self, (a, b): Edge, level: f64) -> bool {
        (self.value(a) >= level) != (self.value(b) >= level)
    }

    fn crossing(&self, (a, b): Edge, level: f64) -> (f64, f64) {
        let part = (level - self.value(a)) / (self.value(b) - self.value(a));
        let (from, to) = (self.place(a), self.place(b));
        (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1))
    }
}

/// Segments joined at their common edges to chains, which begin where a line begins; rings last.
fn chained(segments: &[(Edge, Edge)]) -> Vec<Vec<Edge>> {
    let mut at: BTreeMap<Edge, Vec<usize>> = BTreeMap::new();
    for (index, &(from, to)) in segments.iter().enumerate() {
        at.entry(from).or_default().push(index);
        at.entry(to).or_default().push(index);
    }
    let mut used = vec![false; segments.len()];
    let ends = at.iter().filter(|(_, meeting)| meeting.len() == 1).map(|(&edge, _)| edge);
    let starts: Vec<Edge> = ends.chain(segments.iter().map(|&(from, _)| from)).collect();
    let mut chains = Vec::new();
    for start in starts {
        let mut chain = vec![start];
        while let Some(next) = chain.last().and_then(|last| at[last].iter().copied().find(|&index| !used[index])) {
            used[next] = true;
            let (from, to) = segments[next];
            let there = if chain.last() == Some(&from) { to } else { from };
            chain.push(there);
        }
        if chain.len() > 1 {
            chains.push(chain);
        }
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(value: impl Fn(f64, f64) -> f64) -> Field {
        let places: Vec<f64> = (0..5).map(f64::from).collect();
        let values = places.iter().map(|&x| places.iter().map(|&y| value(x, y)).collect()).collect();
        Field { columns: places.clone(), rows: places, values }
    }

    #[test]
    fn of_a_slope_the_line_is_straight_and_runs_from_border_to_border() {
        let lines = field(|x, y| x + y).lines(3.3);
        assert_eq!(lines.len(), 1);
        assert!(lines[0].iter().all(|(x, y)| (x + y - 3.3).abs() < 1e-9));
        let ends = [lines[0][0], *lines[0].last().unwrap()];
        assert!(ends.iter().all(|(x, y)| x.min(*y).abs() < 1e-9), "{ends:?}");
    }

    #[test]
    fn a_hill_has_a_ring_and_a_saddle_two_lines() {
        let ring = field(|x, y| -((x - 2.0).abs() + (y - 2.0).abs())).lines(-1.01);
        assert_eq!(ring.len(), 1);
        assert_eq!(ring[0][0], *ring[0].last().unwrap());
        assert_eq!(field(|x, y| (x - 1.9) * (y - 2.1)).lines(0.5).len(), 2);
    }

    #[test]
    fn there_is_no_line_where_there_is_no_value() {
        let lines = field(|x, y| if x < 1.5 { f64::NAN } else { x + y }).lines(3.3);
        assert!(lines.iter().flatten().all(|(x, _)| *x >= 2.0), "{lines:?}");
        assert!(field(|_, _| 1.0).lines(2.0).is_empty());
    }
}
