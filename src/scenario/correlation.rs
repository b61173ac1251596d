//! Rank correlations between uncertain values.

use std::collections::BTreeMap;

use super::check::hint;
use super::node::Node;
use super::path::{Pattern, joined};
use super::source::Issue;
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
pub(super) fn read(root: &Node, uncertain: &[UncertainValue], issues: &mut Vec<Issue>) -> Vec<Correlation> {
    let Some(node) = root.get("correlation") else { return Vec::new() };
    let mut pairs = BTreeMap::new();
    for (index, entry) in node.array().unwrap_or_default().iter().enumerate() {
        let path = joined("correlation", &index.to_string());
        let rank = entry.get("rank").and_then(Node::number).map(|rank| rank.settled(&[]));
        let (Some(indices), Some(rank)) = (members(entry, uncertain, &path, issues), rank) else { continue };
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
    if let Some(names) = contradiction(&correlations, uncertain) {
        let message = format!("no law has these correlations at once: those of {names}");
        let help = "ranks that are high between a and b and between b and c leave little choice between a and c";
        issues.push(Issue::error(node.span, "correlation", message).help(help));
    }
    correlations
}

fn members(entry: &Node, uncertain: &[UncertainValue], path: &str, issues: &mut Vec<Issue>) -> Option<Vec<usize>> {
    let between = entry.get("between")?;
    let before = issues.len();
    let mut found = Vec::new();
    for (index, item) in between.array()?.iter().enumerate() {
        let text = item.text()?;
        let shown = Pattern::parse(text).map_or_else(|_| text.to_owned(), |pattern| pattern.to_string());
        match uncertain.iter().position(|value| value.path == shown) {
            Some(value) => found.push(value),
            None => {
                let help = hint(&shown, uncertain.iter().map(|value| value.path.as_str()), "uncertain values");
                let path = joined(&joined(path, "between"), &index.to_string());
                issues.push(Issue::error(item.span, path, format!("`{text}` is no uncertain value")).help(help));
            }
        }
    }
    if found.len() < 2 && issues.len() == before {
        let message = format!("two or more paths are needed, found {}", found.len());
        issues.push(Issue::error(between.span, joined(path, "between"), message));
    }
    (issues.len() == before).then_some(found)
}

/// The paths between which the correlations contradict each other: those of the least leading part of the matrix that
/// is not positive definite.
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
    let failed = not_positive_definite_at(&mut matrix)?;
    let involved = (0..=failed).filter(|&i| i == failed || matrix[failed][i] != 0.0);
    Some(involved.map(|i| uncertain[members[i]].path.as_str()).collect::<Vec<_>>().join(", "))
}

/// Cholesky's decomposition in place (lower triangle); the first row where it fails.
fn not_positive_definite_at(matrix: &mut [Vec<f64>]) -> Option<usize> {
    /// Pivots below this are 0 but for rounding.
    const LEAST_PIVOT: f64 = 1e-10;
    for i in 0..matrix.len() {
        let (above, rest) = matrix.split_at_mut(i);
        let row = &mut rest[0];
        for (j, upper) in above.iter().enumerate() {
            let dot: f64 = upper[..j].iter().zip(&row[..j]).map(|(a, b)| a * b).sum();
            row[j] = (row[j] - dot) / upper[j];
        }
        let pivot = row[i] - row[..i].iter().map(|x| x * x).sum::<f64>();
        // Written so that NaN fails too.
        if !(pivot > LEAST_PIVOT) {
            return Some(i);
        }
        row[i] = pivot.sqrt();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_that_no_law_has_is_found() {
        let mut possible = vec![vec![1.0, 0.5, 0.2], vec![0.5, 1.0, 0.5], vec![0.2, 0.5, 1.0]];
        assert_eq!(not_positive_definite_at(&mut possible), None);
        let mut impossible = vec![vec![1.0, 0.9, -0.9], vec![0.9, 1.0, 0.9], vec![-0.9, 0.9, 1.0]];
        assert_eq!(not_positive_definite_at(&mut impossible), Some(2));
    }
}
