//! The command that makes a result again.

use crate::report::safe;
use crate::study::result::{Effort, Estimator, RunResult};

/// The command line, for a POSIX shell; a result that was interrupted is made again by its number of trials.
pub fn of(result: &RunResult) -> String {
    let from = &result.provenance;
    let mut words = vec!["overheard".to_owned(), "run".to_owned(), quoted(&result.file)];
    let mut option = |name: &str, value: String| words.extend([name.to_owned(), value]);
    for change in &from.overrides {
        option("--set", quoted(change));
    }
    for measure in &result.measures {
        option("--measure", quoted(measure));
    }
    match from.effort {
        Effort::Trials(trials) => option("--trials", trials.to_string()),
        Effort::Precision { relative, max_trials } => {
            option("--precision", relative.to_string());
            option("--max-trials", max_trials.to_string());
        }
    }
    option("--seed", from.seed.to_string());
    if from.draws > 1 {
        option("--draws", from.draws.to_string());
    }
    if from.estimator == Estimator::Analog {
        option("--estimator", from.estimator.name().to_owned());
    }
    words.join(" ")
}

/// A word of a shell.
fn quoted(word: &str) -> String {
    let word = safe::one_line(word);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_with_anything_odd_in_it_is_quoted() {
        assert_eq!(quoted("scenarios/air-show.toml"), "scenarios/air-show.toml");
        assert_eq!(quoted("it's $(rm).toml"), r"'it'\''s $(rm).toml'");
        assert_eq!(quoted("a\nb"), r"'a\nb'");
        assert_eq!(quoted(""), "''");
    }
}
