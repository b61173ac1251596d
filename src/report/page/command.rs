//! The command that makes a result again.

use crate::report::safe;
use crate::study::result::{Effort, Estimator, Provenance};

/// A command line in the making, for a POSIX shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine(Vec<String>);

impl CommandLine {
    /// A command on a scenario file.
    pub fn new(command: &str, file: &str) -> Self {
        Self(vec!["overheard".to_owned(), command.to_owned(), quoted(file)])
    }

    /// One more scenario file.
    pub fn file(mut self, file: &str) -> Self {
        self.0.push(quoted(file));
        self
    }

    /// An option with its value.
    pub fn option(mut self, name: &str, value: &str) -> Self {
        self.0.extend([name.to_owned(), quoted(value)]);
        self
    }

    /// An option for each value.
    pub fn options(self, name: &str, values: &[String]) -> Self {
        values.iter().fold(self, |line, value| line.option(name, value))
    }

    /// An option without a value.
    pub fn flag(mut self, name: &str) -> Self {
        self.0.push(name.to_owned());
        self
    }

    /// The changes of the scenario and the options of its trials. A result that was interrupted is made again by its
    /// number of trials.
    pub fn trials(self, from: &Provenance, measures: &[String]) -> Self {
        let line = self.options("--set", &from.overrides).options("--measure", measures);
        let line = match from.effort {
            Effort::Trials(trials) => line.option("--trials", &trials.to_string()),
            Effort::Precision { relative, max_trials } => {
                line.option("--precision", &relative.to_string()).option("--max-trials", &max_trials.to_string())
            }
        };
        let line = line.option("--seed", &from.seed.to_string());
        let line = if from.draws > 1 { line.option("--draws", &from.draws.to_string()) } else { line };
        match from.estimator {
            Estimator::Analog => line.option("--estimator", from.estimator.name()),
            Estimator::Whole => line.option("--sampling", "plain"),
            Estimator::Conditional | Estimator::Plain => line,
        }
    }

    /// The whole line.
    pub fn text(&self) -> String {
        self.0.join(" ")
    }
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

    #[test]
    fn options_come_in_the_order_in_which_they_are_added() {
        let line = CommandLine::new("compare", "a.toml").option("--budget", "5").flag("--report");
        assert_eq!(
            line.options("--set", &["x=1 2".to_owned()]).text(),
            "overheard compare a.toml --budget 5 --report --set 'x=1 2'"
        );
    }
}
