//! Numbers as they are typed: `1000`, `1_000_000`, `1e6`.

use crate::report::charts::Size;
use crate::scenario::Evidence;

/// From here on whole numbers are no longer exact as floating-point numbers.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;
/// More threads than any machine has cores.
const MOST_THREADS: u64 = 1024;
/// Each draw is kept in memory, and far fewer tell all there is to tell.
pub const MOST_DRAWS: u64 = 100_000;
/// Each trial at a point is kept in memory.
const MOST_TRIALS_AT_A_POINT: u64 = 100_000;
/// As many as the draws that a stream has room for beyond those of a run.
const MOST_PAIRS: u64 = 1 << 20;
/// A thousand cores are busy with as many for days; the trials of a draw have numbers up to 2^40.
const MOST_TRIALS: u64 = 1_000_000_000_000;
/// Each part is a file.
pub const MOST_SHARDS: u64 = 1_000_000;
/// More stories than anybody reads; they are kept in memory.
const MOST_RECORDS: u64 = 1_000_000;

/// A whole number of at least 0.
pub fn count(text: &str) -> Result<u64, String> {
    let refused = || format!("\"{text}\" is not a whole number; write it as 1000000, 1_000_000 or 1e6");
    let digits = text.replace('_', "");
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(refused());
    }
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.parse().map_err(|_| format!("{text} is too large; the greatest is {}", u64::MAX));
    }
    let value: f64 = digits.parse().map_err(|_| refused())?;
    match value {
        _ if value.fract() != 0.0 => Err(refused()),
        _ if value < LARGEST_EXACT => Ok(value as u64),
        _ => Err(format!("{text} is too large; write all its digits")),
    }
}

/// Width and height of a chart, as `960x600`.
pub fn chart_size(text: &str) -> Result<Size, String> {
    let sides = text.split_once(['x', 'X', '×']);
    let numbers = sides.and_then(|(width, height)| Some((width.trim().parse().ok()?, height.trim().parse().ok()?)));
    let Some((width, height)) = numbers else {
        return Err(format!("\"{text}\" is not a size; write WIDTHxHEIGHT in pixels, such as 960x600"));
    };
    Size::new(width, height).map_err(|error| error.to_string())
}

/// A number of trials.
pub fn trials(text: &str) -> Result<u64, String> {
    match at_least_one(text, "trials are needed: at least 1")? {
        trials if trials > MOST_TRIALS => Err(format!("{text} trials are too many; the most is 1e12")),
        trials => Ok(trials),
    }
}

/// A number of parts.
pub fn shards(text: &str) -> Result<u64, String> {
    match at_least_one(text, "parts are needed: at least 1")? {
        shards if shards > MOST_SHARDS => Err(format!("{text} parts are too many; the most is {MOST_SHARDS}")),
        shards => Ok(shards),
    }
}

/// A number of draws.
pub fn draws(text: &str) -> Result<u64, String> {
    match at_least_one(text, "draws are needed: at least 1")? {
        draws if draws > MOST_DRAWS => Err(format!("{text} draws are too many; the most is {MOST_DRAWS}")),
        draws => Ok(draws),
    }
}

/// A number of threads.
pub fn threads(text: &str) -> Result<usize, String> {
    let threads = at_least_one(text, "at least 1 thread is needed; leave --threads out for all cores")?;
    if threads > MOST_THREADS {
        return Err(format!("{text} threads are more than any machine has cores; the most is {MOST_THREADS}"));
    }
    usize::try_from(threads).map_err(|error| error.to_string())
}

/// A name, time or size for Slurm: it stands in the head of a script, where nothing is quoted.
pub fn word_of_slurm(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.,:+@/".contains(c);
    if text.is_empty() || text.starts_with('-') || !text.chars().all(plain) {
        return Err(format!("\"{}\" is no word for Slurm, such as short, 2:00:00 or 4G", text.escape_default()));
    }
    Ok(text.to_owned())
}

/// A number of stories.
pub fn records(text: &str) -> Result<usize, String> {
    let records = count(text)?;
    if records > MOST_RECORDS {
        return Err(format!("{text} stories are too many; the most is {MOST_RECORDS}"));
    }
    usize::try_from(records).map_err(|error| error.to_string())
}

/// Half-width of an interval over the odds, between 0 and 1.
pub fn precision(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("\"{text}\" is not a number such as 0.02"))?;
    if value > 0.0 && value < 1.0 {
        Ok(value)
    } else {
        Err(format!("{text} is not between 0 and 1; 0.02 asks for odds to within 2 % of themselves"))
    }
}

/// A price: a number above 0.
pub fn price(text: &str) -> Result<f64, String> {
    match cost(text)? {
        0.0 => Err("0 would make harm cost nothing; the price of one unit of harm is above 0".to_owned()),
        price => Ok(price),
    }
}

/// Trials of which some are compared with others.
pub fn trials_at_least<const LEAST: u64>(text: &str) -> Result<u64, String> {
    match trials(text)? {
        few if few < LEAST => Err(format!("{text} are too few to tell noise from effect: at least {LEAST}")),
        enough if enough > MOST_TRIALS_AT_A_POINT => {
            Err(format!("{text} are too many: each is kept in memory; the most is {MOST_TRIALS_AT_A_POINT}"))
        }
        enough => Ok(enough),
    }
}

/// What was seen, in words.
pub fn seen(text: &str) -> Result<Evidence, String> {
    Evidence::parse(text)
}

/// A number of pairs of points.
pub fn pairs(text: &str) -> Result<u64, String> {
    match trials(text)? {
        pairs if pairs > MOST_PAIRS => Err(format!("{text} pairs are too many; the most is {MOST_PAIRS}")),
        pairs => Ok(pairs),
    }
}

/// A cost: a number of at least 0.
pub fn cost(text: &str) -> Result<f64, String> {
    let value: f64 = text.replace('_', "").parse().map_err(|_| format!("\"{text}\" is not a number such as 20000"))?;
    if (0.0..f64::INFINITY).contains(&value) { Ok(value) } else { Err(format!("{text} is not a cost: 0 or more")) }
}

/// Odds, strictly between 0 and 1.
pub fn odds(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("\"{text}\" is not a number such as 0.01"))?;
    if value > 0.0 && value < 1.0 {
        Ok(value)
    } else {
        Err(format!("{text} is not between 0 and 1; 0.01 stands for 1 event in 100"))
    }
}

/// A probability with which something is to be known, from 1/2 to below 1.
pub fn confidence(text: &str) -> Result<f64, String> {
    let value: f64 = text.parse().map_err(|_| format!("\"{text}\" is not a number such as 0.95"))?;
    if (0.5..1.0).contains(&value) {
        Ok(value)
    } else {
        Err(format!("{text} is not from 0.5 to below 1; 0.95 asks for the best row with 95 % confidence"))
    }
}

/// How many measures may be in force together.
pub fn measures_together(text: &str) -> Result<usize, String> {
    let most = at_least_one(text, "at least 1 measure must be in force; 1 compares each alone")?;
    usize::try_from(most).map_err(|error| error.to_string())
}

/// A share or probability, as `5%` or `0.05`, between 0 and 1.
pub fn share(text: &str) -> Result<f64, String> {
    let trimmed = text.trim();
    let (number, unit) = trimmed.strip_suffix('%').map_or((trimmed, 1.0), |number| (number.trim_end(), 100.0));
    let value: f64 = number.parse().map_err(|_| format!("\"{text}\" is not a share such as 5% or 0.05"))?;
    match value / unit {
        share if share > 0.0 && share < 1.0 => Ok(share),
        _ => Err(format!("{text} is not between 0 and 100 %; write 5% or 0.05")),
    }
}

fn at_least_one(text: &str, message: &str) -> Result<u64, String> {
    match count(text)? {
        0 => Err(message.to_owned()),
        several => Ok(several),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_understood_as_people_write_them() {
        for (text, expected) in [
            ("0", 0),
            ("1000", 1_000),
            ("1_000_000", 1_000_000),
            ("1e6", 1_000_000),
            ("1.5E3", 1_500),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(count(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_count_is_refused() {
        for text in
            ["", "-1", "+1", "1.5", "1e-3", "nan", "inf", "1e400", "1e17", "18446744073709551616", "ten", "_1", "0x10"]
        {
            assert!(count(text).is_err(), "{text}");
        }
    }

    #[test]
    fn nothing_to_do_is_refused() {
        assert!(trials("0").is_err());
        assert!(draws("0").is_err());
        assert!(draws("1e7").is_err());
        assert!(threads("0").is_err());
        assert!(threads("100000").is_err());
        assert!(records("1e9").is_err());
        assert_eq!(records("0"), Ok(0));
    }

    #[test]
    fn costs_and_odds_are_refused_out_of_their_range() {
        assert_eq!(cost("30_000"), Ok(30_000.0));
        assert_eq!(cost("0"), Ok(0.0));
        for text in ["-1", "nan", "inf", "1e400", "ten", ""] {
            assert!(cost(text).is_err(), "{text}");
        }
        assert_eq!(odds("0.01"), Ok(0.01));
        for text in ["0", "1", "-0.1", "nan", "1%"] {
            assert!(odds(text).is_err(), "{text}");
        }
        assert!(measures_together("0").is_err());
        assert_eq!(measures_together("3"), Ok(3));
    }

    #[test]
    fn noise_needs_several_trials_to_be_seen() {
        assert_eq!(trials_at_least::<2>("2"), Ok(2));
        assert!(trials_at_least::<4>("3").unwrap_err().contains("at least 4"));
        assert!(trials_at_least::<4>("1e9").is_err() && pairs("1e9").is_err());
        assert!(price("0").is_err() && price("-1").is_err() && price("nan").is_err());
    }

    #[test]
    fn a_share_is_understood_with_and_without_its_sign() {
        for (text, expected) in [("5%", 0.05), ("0.05", 0.05), (" 80 % ", 0.8), ("12.5%", 0.125)] {
            assert_eq!(share(text), Ok(expected), "{text}");
        }
        for text in ["5", "0", "0%", "100%", "-1%", "nan", "inf%", "five", "%", ""] {
            assert!(share(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_precision_lies_between_0_and_1() {
        assert_eq!(precision("0.02"), Ok(0.02));
        for text in ["0", "-0.1", "1", "nan", "inf", "2%", ""] {
            assert!(precision(text).is_err(), "{text}");
        }
    }
}
