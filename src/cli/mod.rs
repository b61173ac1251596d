//! The command line: arguments to steps. Each command is a short list of them; what they do is elsewhere.

mod args;
mod calibrate;
mod check;
mod compare;
mod compare_files;
mod discover;
mod explain;
mod failure;
mod folder;
mod init;
mod load;
mod manual;
mod number;
mod progress;
mod report;
mod run;
mod sensitivity;
mod steps;
mod sweep;
mod terminal;
mod verify;
mod written;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use failure::{Failure, Outcome};
use terminal::Voice;

/// Does what the arguments of the program say.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let voice = if arguments.quiet { Voice::Quiet } else { Voice::Talking };
    let ended = match arguments.command {
        Command::Run(run) => run::run(&run, voice),
        Command::Compare(compare) => compare::compare(&compare, voice),
        Command::Sensitivity(sensitivity) => sensitivity::sensitivity(&sensitivity, voice),
        Command::Calibrate(calibrate) => calibrate::calibrate(&calibrate, voice),
        Command::Sweep(sweep) => sweep::sweep(&sweep, voice),
        Command::Discover(discover) => discover::discover(&discover, voice),
        Command::Check(check) => check::check(&check),
        Command::Schema => manual::schema(),
        Command::Init(init) => init::init(&init, voice),
        Command::Verify(verify) => verify::verify(&verify, voice),
        Command::Explain(arguments) => explain::run(&arguments, voice),
        Command::Report(report) => report::report(&report, voice),
        Command::Completions { shell } => manual::completions(shell),
        Command::Man => manual::man(),
    };
    ExitCode::from(ended.map_or_else(|failure| failed(&failure), Outcome::code))
}

fn failed(failure: &Failure) -> u8 {
    match failure {
        Failure::Scenario(diagnostics) => terminal::diagnose(diagnostics),
        other => terminal::say(&format!("error: {other}")),
    }
    failure.code()
}
