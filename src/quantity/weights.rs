//! Weights over numbered things.

use super::QuantityError;

/// Non-negative weights over indices, at least one above 0, in ascending order of the index; not normalised.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights(Vec<(usize, f64)>);

impl Weights {
    /// Refused if a weight is negative or not finite, if all are 0, or if their sum is not finite.
    pub fn new(mut entries: Vec<(usize, f64)>) -> Result<Self, QuantityError> {
        if let Some(&(_, bad)) = entries.iter().find(|(_, weight)| !(*weight >= 0.0 && *weight < f64::INFINITY)) {
            return Err(QuantityError::Negative(bad));
        }
        let total: f64 = entries.iter().map(|(_, weight)| weight).sum();
        if !(total > 0.0 && total < f64::INFINITY) {
            return Err(QuantityError::NoWeight);
        }
        entries.sort_by_key(|(index, _)| *index);
        Ok(Self(entries))
    }

    /// The pairs of index and weight, ascending by index.
    pub fn entries(&self) -> &[(usize, f64)] {
        &self.0
    }

    /// The weights divided by their sum; entries of weight 0 are left out.
    pub fn shares(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        let total: f64 = self.0.iter().map(|(_, weight)| weight).sum();
        self.0.iter().filter(|(_, weight)| *weight > 0.0).map(move |&(index, weight)| (index, weight / total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_that_are_all_zero_or_negative_are_refused() {
        assert_eq!(Weights::new(vec![]), Err(QuantityError::NoWeight));
        assert_eq!(Weights::new(vec![(0, 0.0)]), Err(QuantityError::NoWeight));
        assert!(Weights::new(vec![(0, 1.0), (1, -1.0)]).is_err());
        assert!(Weights::new(vec![(0, f64::NAN)]).is_err());
        assert!(Weights::new(vec![(0, f64::MAX), (1, f64::MAX)]).is_err());
    }

    #[test]
    fn shares_sum_to_one_and_leave_out_zero_weights() {
        let weights = Weights::new(vec![(3, 1.0), (1, 3.0), (2, 0.0)]).unwrap();
        assert_eq!(weights.shares().collect::<Vec<_>>(), [(1, 0.75), (3, 0.25)]);
    }
}
