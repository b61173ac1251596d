//! Rank correlations between uncertain values.

use std::collections::BTreeMap;

use super::check::hint;
use super::node::Node;
use super::path::{Pattern, joined};
use super::source::{Issue, Span};
use super::uncertain::UncertainValue;

/// A rank correlation between two uncertain values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// Indices into the list of uncertain values, the smaller first.
    pub between: (usize, usize),
    /// Spearman's rank correlation, -1 to 1.
    pub rank: f64,
}

impl Correlation {
    /// The correlation of the two normal variables of a Gaussian copula that has this rank correlation:
    /// `2 sin(pi rank / 6)` (Pearson 1907).
    pub fn normal(&self) -> f64 {
        2.0 * (std::f64::consts::PI * self.rank / 6.0).sin()
    }
}

/// The correlations of a checked file; what is wrong is added to the issues.
/// A value that `--set` has fixed (as `fixed` tells by its place) is left out.
pub(super) fn read(
    root: &Node,
    uncertain: &[UncertainValue],
    fixed: &dyn Fn(Span) -> bool,
    issues: &mut Vec<Issue>,
) -> Vec<Correlation> {
    let Some(node) = root.get("correlation") else { return Vec::new() };
    let mut pairs = BTreeMap::new();
    for (index, entry) in node.array().unwrap_or_default().iter().enumerate() {
        let path = joined("correlation", &index.to_string());
        let rank = entry.get("rank").and_then(Node::number).map(|rank| rank.settled(&[]));
        let members = Members { root, uncertain, fixed };
        let (Some(indices), Some(rank)) = (members.read(entry, &path, issues), rank) else { continue };
        for (at, &one) in indices.iter().enumerate() {
            for &other in &indices[at + 1..] {
                let pair = (one.min(other), one.max(other));
                if pairs.insert(pair, rank).is_some() || one == other {
                    let names = format!("{} and {}", uncertain[one].path, uncertain[other].path);
                    let message = format!("{names} are correlated twice, or with themselves");
                    issues.push(Issue::error(entry.span, &path, message));
                }
            }
        }
    }
    let correlations: Vec<Correlation> =
        pairs.into_iter().map(|(between, rank)| Correlation { between, rank }).collect();
    let ranks_valid = correlations.iter().all(|one| (-1.0..=1.0).contains(&one.rank));
    if ranks_valid && let Some(names) = contradiction(&correlations, uncertain) {
        let message = format!("no law has these correlations at once: those of {names}");
        let help = "ranks that are high between a and b and between b and c leave little choice between a and c";
        issues.push(Issue::error(node.span, "correlation", message).help(help));
    }
    correlations
}

/// What the paths of a correlation may name.
struct Members<'a> {
    root: &'a Node,
    uncertain: &'a [UncertainValue],
    /// Whether what stands at a place was settled by `--set`.
    fixed: &'a dyn Fn(Span) -> bool,
}

impl Members<'_> {
    fn read(&self, entry: &Node, path: &str, issues: &mut Vec<Issue>) -> Option<Vec<usize>> {
        let (between, path) = (entry.get("between")?, joined(path, "between"));
        let (mut found, mut missing, mut fixed) = (Vec::new(), Vec::new(), 0);
        for (index, item) in between.array()?.iter().enumerate() {
            let text = item.text()?;
            let shown = Pattern::parse(text).map_or_else(|_| text.to_owned(), |pattern| pattern.to_string());
            match self.uncertain.iter().position(|value| value.path == shown) {
                Some(value) => found.push(value),
                None if self.is_fixed(text) => fixed += 1,
                None => {
                    let known = self.uncertain.iter().map(|value| value.path.as_str());
                    let message = format!("`{text}` is no uncertain value");
                    let issue = Issue::error(item.span, joined(&path, &index.to_string()), message);
                    missing.push(issue.help(hint(&shown, known, "uncertain values")));
                }
            }
        }
        if found.len() + fixed < 2 && missing.is_empty() {
            let message = format!("two or more paths are needed, found {}", found.len());
            missing.push(Issue::error(between.span, path, message));
        }
        let complete = missing.is_empty();
        issues.extend(missing);
        complete.then_some(found)
    }

    /// Whether the value was given as a plain number by `--set`: it then varies with nothing, which is no error of the
    /// file.
    fn is_fixed(&self, path: &str) -> bool {
        let Ok(Pattern(steps)) = Pattern::parse(path) else { return false };
        let node = steps.iter().try_fold(self.root, |node, step| node.get(&step.text()));
        node.is_some_and(|node| node.number().is_some() && (self.fixed)(node.span))
    }
}

/// The paths between which the correlations contradict each other: those of the least leading part of the matrix that
/// has a negative eigenvalue.
fn contradiction(correlations: &[Correlation], uncertain: &[UncertainValue]) -> Option<String> {
    let mut members: Vec<usize> = correlations.iter().flat_map(|one| [one.between.0, one.between.1]).collect();
    members.sort_unstable();
    members.dedup();
    let place = |index: usize| members.binary_search(&index).unwrap_or_default();
    let mut matrix = vec![vec![0.0; members.len()]; members.len()];
    for one in correlations.iter().filter(|one| one.between.0 != one.between.1) {
        let (i, j) = (place(one.between.0), place(one.between.1));
        matrix[i][j] = one.normal();
        matrix[j][i] = one.normal();
    }
    (0..members.len()).for_each(|i| matrix[i][i] = 1.0);
    let failed = indefinite_at(&mut matrix)?;
    let involved = (0..=failed).filter(|&i| i == failed || matrix[failed][i] != 0.0);
    Some(involved.map(|i| uncertain[members[i]].path.as_str()).collect::<Vec<_>>().join(", "))
}

/// Cholesky's decomposition in place (lower triangle) of a positive semi-definite matrix with ones on the diagonal; the
/// first row where it fails. Ranks of 1 and -1 leave pivots of 0: such a row's value is fixed by those before it.
fn indefinite_at(matrix: &mut [Vec<f64>]) -> Option<usize> {
    /// Pivots nearer to 0 than this are 0 but for rounding.
    const LEAST_PIVOT: f64 = 1e-10;
    for i in 0..matrix.len() {
        let (above, rest) = matrix.split_at_mut(i);
        let row = &mut rest[0];
        for (j, upper) in above.iter().enumerate() {
            let dot: f64 = upper[..j].iter().zip(&row[..j]).map(|(a, b)| a * b).sum();
            let left = row[j] - dot;
            // What is left beside a pivot is at most its square root in a matrix that a law can have.
            if upper[j] == 0.0 && left * left > LEAST_PIVOT {
                return Some(i);
            }
            row[j] = if upper[j] == 0.0 { 0.0 } else { left / upper[j] };
        }
        let pivot = row[i] - row[..i].iter().map(|x| x * x).sum::<f64>();
        if pivot.is_nan() || pivot < -LEAST_PIVOT {
            return Some(i);
        }
        row[i] = if pivot > LEAST_PIVOT { pivot.sqrt() } else { 0.0 };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_that_no_law_has_is_found() {
        let mut possible = vec![vec![1.0, 0.5, 0.2], vec![0.5, 1.0, 0.5], vec![0.2, 0.5, 1.0]];
        assert_eq!(indefinite_at(&mut possible), None);
        let mut impossible = vec![vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
        assert_eq!(indefinite_at(&mut impossible), Some(2));
    }

    #[test]
    fn values_that_go_wholly_together_are_possible_as_long_as_they_agree_on_the_others() {
        let with = |first: f64, second: f64, third: f64| {
            indefinite_at(&mut [vec![1.0, first, second], vec![first, 1.0, third], vec![second, third, 1.0]])
        };
        assert_eq!(with(1.0, 1.0, 1.0), None);
        assert_eq!(with(-1.0, 1.0, -1.0), None);
        assert_eq!(with(1.0, 0.3, 0.3), None);
        assert_eq!(with(1.0, 0.3, 0.2), Some(2));
        assert_eq!(with(1.0, 1.0, -1.0), Some(2));
        assert_eq!(indefinite_at(&mut [vec![1.0, 1.1], vec![1.1, 1.0]]), Some(1));
    }
}
