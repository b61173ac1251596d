//! The command line: arguments to steps. Each command is a short list of them; what they do is elsewhere.

mod args;
mod calibrate;
mod check;
mod checkpoint;
mod compare;
mod compare_files;
mod discover;
mod explain;
mod failure;
mod folder;
mod init;
mod load;
mod manual;
mod merge;
mod number;
mod parts;
mod progress;
mod report;
mod run;
mod sensitivity;
mod serve;
mod shard;
mod slurm;
mod steps;
mod sweep;
mod task;
mod terminal;
mod verify;
mod words;
mod written;

use std::process::ExitCode;

use args::Command;
use failure::{Failure, Outcome};
use terminal::Voice;
use words::Typed;

/// Does what the arguments of the program say.
pub fn main() -> ExitCode {
    let (arguments, typed) = Typed::read();
    let voice = if arguments.quiet { Voice::Quiet } else { Voice::Talking };
    let ended = match arguments.command {
        Command::Run(run) => checkpoint::run(&run, &typed, voice),
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
        Command::Serve(arguments) => serve::serve(&arguments, voice),
        Command::Shard(shard) => shard::shard(&shard, &typed, voice),
        Command::Slurm(slurm) => slurm::slurm(*slurm, &typed, voice),
        Command::Merge(merge) => merge::merge(&merge, voice),
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
