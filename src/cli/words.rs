//! A command as words, by which the work of several processes is known to be of one whole.

use clap::parser::ValueSource;
use clap::{ArgAction, ArgMatches, CommandFactory, FromArgMatches};

use super::args::{Arguments, Command};
use super::failure::Failure;

/// What changes nothing that is computed or written, or says where it is kept.
const OF_THE_PROCESS: [&str; 4] = ["quiet", "threads", "checkpoint", "resume"];
/// What says how a result is shown and where it goes: nothing to parts, which have no result.
const OF_THE_RESULT: [&str; 6] = ["out", "force", "format", "report", "theme", "chart_size"];

/// Which options are left out of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// Those of the process.
    Process,
    /// Those of the process and of the result.
    ProcessAndResult,
}

/// What was typed.
pub struct Typed {
    matches: ArgMatches,
}

impl Typed {
    /// Reads the arguments of the program, or ends it with what is wrong with them.
    pub fn read() -> (Arguments, Self) {
        let matches = Arguments::command().get_matches();
        let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        (arguments, Self { matches })
    }

    /// The words of a command, which is named by the subcommands that lead to it: its options in the order in which they
    /// are defined, then what they are about. Two spellings of one command have the same words if their values are
    /// spelt alike.
    pub fn words(&self, path: &[&str], without: Without) -> Result<Vec<String>, Failure> {
        let name = path.last().copied().unwrap_or_default();
        self.words_as(name, path, without)
    }

    /// The words of a command that was not typed itself, from those of its options that were typed to another.
    pub fn words_as(&self, name: &str, path: &[&str], without: Without) -> Result<Vec<String>, Failure> {
        let program = Arguments::command();
        let typed = path.iter().try_fold(&self.matches, |matches, name| matches.subcommand_matches(name));
        let (Some(matches), Some(command)) = (typed, program.find_subcommand(name)) else { return Ok(Vec::new()) };
        let mut words = vec![name.to_owned()];
        let mut subjects = Vec::new();
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            if !is_typed(matches, id) || is_left_out(id, without) {
                continue;
            }
            let values = values(matches, id)?;
            match argument.get_long() {
                Some(long) if matches!(argument.get_action(), ArgAction::SetTrue) => words.push(format!("--{long}")),
                Some(long) => words.extend(values.iter().map(|value| format!("--{long}={value}"))),
                None => subjects.extend(values),
            }
        }
        if !subjects.is_empty() {
            words.push("--".to_owned());
            words.extend(subjects);
        }
        Ok(words)
    }

    /// What was typed to a command itself, though one of its own commands follows, which it does not reach.
    pub fn out_of_reach(&self, name: &str) -> Option<String> {
        let program = Arguments::command();
        let (matches, command) = (self.matches.subcommand_matches(name)?, program.find_subcommand(name)?);
        matches.subcommand_name()?;
        let mut own = command.get_arguments().filter(|argument| !argument.is_global_set());
        let typed = own.find(|argument| is_typed(matches, argument.get_id().as_str()))?;
        Some(typed.get_long().map_or_else(|| typed.get_id().to_string(), |long| format!("--{long}")))
    }

    /// The first option of a result that was typed where there is none.
    pub fn option_of_result(&self, path: &[&str]) -> Option<&'static str> {
        let matches = path.iter().try_fold(&self.matches, |matches, name| matches.subcommand_matches(name))?;
        OF_THE_RESULT.into_iter().find(|&id| id != "out" && is_typed(matches, id))
    }
}

fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    matches.try_contains_id(id).unwrap_or(false) && matches.value_source(id) == Some(ValueSource::CommandLine)
}

fn is_left_out(id: &str, without: Without) -> bool {
    OF_THE_PROCESS.contains(&id) || (without == Without::ProcessAndResult && OF_THE_RESULT.contains(&id))
}

fn values(matches: &ArgMatches, id: &str) -> Result<Vec<String>, Failure> {
    let raw = matches.try_get_raw(id).ok().flatten();
    let text = |value: &std::ffi::OsStr| {
        let refused = || Failure::Usage(format!("{} is not UTF-8; name it otherwise", value.display()));
        value.to_str().map(ToOwned::to_owned).ok_or_else(refused)
    };
    raw.into_iter().flatten().map(text).collect()
}

/// The command that words are of; absent if they are of none.
pub fn command(words: &[String]) -> Option<Command> {
    let all = std::iter::once("overheard").chain(words.iter().map(String::as_str));
    let matches = Arguments::command().try_get_matches_from(all).ok()?;
    Some(Arguments::from_arg_matches(&matches).ok()?.command)
}
