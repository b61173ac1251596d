//! Checked numbers: what leaves a constructor is valid, NaN included in what is refused.
//!
//! Units are in the types and converted only here. Nothing in this module knows of files, random numbers or any other
//! module.

mod count_range;
mod distribution;
mod hours;
mod number;
mod quantile;
mod weights;

pub use count_range::{CountRange, CountRangeError};
pub use distribution::Distribution;
pub use hours::{HOURS_PER_DAY, HourRange, HourTable, HourTableError};
pub use number::{Hours, NonNegative, PerDay, PerHour, Positive, Probability, QuantityError};
pub use weights::Weights;
