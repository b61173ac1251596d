//! `slurm`: a run in parts as jobs of a cluster.
//!
//! The run's folder is the truth: which parts are there decides what is left to do. The queue is only asked how far it is.

mod pilot;
mod plan;
mod queue;
mod scripts;
mod watch;

use std::path::{Path, PathBuf};

use super::args::{Format, SlurmArguments};
use super::failure::{Failure, Outcome};
use super::terminal::{self, Interrupt, Voice};
use super::words::{Typed, Without};
use super::{load, parts};
use crate::report::envelope::Subject;
use crate::report::{round, safe, shell};
use crate::scenario::{Diagnostics, Scenario};
use pilot::Size;
use plan::Plan;

/// Where runs go unless told otherwise.
const DEFAULT_PARENT: &str = "output";

/// Writes the jobs of a run and submits them, or takes up a run from its folder.
pub fn slurm(arguments: &SlurmArguments, typed: &Typed, voice: Voice) -> Result<Outcome, Failure> {
    let desk = Desk { arguments, interrupt: Interrupt::listen()?, voice };
    match (&arguments.resume, arguments.shards) {
        (Some(dir), _) => desk.resume(dir),
        (None, Some(shards)) => desk.begin(shards, typed),
        (None, None) => Err(Failure::Usage("say in how many parts to run: --shards N".to_owned())),
    }
}

/// Where the jobs of a run are made out.
struct Desk<'a> {
    arguments: &'a SlurmArguments,
    interrupt: Interrupt,
    voice: Voice,
}

impl Desk<'_> {
    fn begin(&self, shards: u64, typed: &Typed) -> Result<Outcome, Failure> {
        let Self { arguments, voice, .. } = self;
        let voice = *voice;
        if arguments.trials.threads.is_some() {
            return Err(Failure::Usage("--cpus says how many threads a task has: leave --threads out".to_owned()));
        }
        let scenarios = read(arguments, voice)?;
        let dir = folder(arguments);
        plan::make(&dir)?;
        terminal::note(voice, "a short trial run sizes the jobs");
        let Some(size) = pilot::size(&scenarios, &arguments.trials, (shards, arguments.cpus), &self.interrupt, voice)?
        else {
            return Ok(Outcome::Interrupted);
        };
        let names = plan::copy(&scenarios, &arguments.changes, &dir)?;
        let plan = Plan {
            format: Plan::FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            program: program(arguments)?,
            command: command(arguments, typed, size.trials, &names)?,
            looks: looks(arguments, typed)?,
            scenarios: subjects(&scenarios, &names),
            shards,
            cpus: arguments.cpus,
            time: arguments.time.clone().unwrap_or_else(|| size.time.clone()),
            memory: arguments.memory.clone().unwrap_or_else(|| size.memory.clone()),
            partition: arguments.partition.clone(),
            account: arguments.account.clone(),
            requeue: arguments.requeue,
        };
        plan.write(&dir)?;
        tell(&plan, &size, &dir, voice);
        self.go_on(&plan, &dir, &(0..shards).collect::<Vec<_>>())
    }

    /// Shows what is missing, and runs it if that is asked for.
    fn resume(&self, dir: &Path) -> Result<Outcome, Failure> {
        let Self { arguments, voice, .. } = self;
        let voice = *voice;
        let plan = Plan::read(dir)?;
        if dir.join(scripts::ANSWER).exists() {
            terminal::note(voice, &format!("all is done; the result is in {}", safe::path(&dir.join(scripts::RESULT))));
            return Ok(Outcome::Done);
        }
        let missing = plan.missing(dir);
        let queue = queue::of(dir).unwrap_or_default();
        let there = plan.shards - missing.len() as u64;
        let state = format!("{there} of {} parts are there", plan.shards);
        if !queue.is_empty() {
            terminal::note(voice, &format!("{state}; {} running, {} waiting", queue.running, queue.waiting));
            if arguments.submit {
                let hint = "wait for them, or end them with scancel";
                return Err(Failure::Slurm(format!("jobs of this run are still in the queue: {hint}")));
            }
            return Ok(Outcome::Done);
        }
        let lacking = if missing.is_empty() { "none is missing".to_owned() } else { parts::ranges(&missing) };
        terminal::note(voice, &format!("{state}; missing: {lacking}"));
        self.go_on(&plan, dir, &missing)
    }

    /// Submits the missing parts and the merge, or says how.
    fn go_on(&self, plan: &Plan, dir: &Path, missing: &[u64]) -> Result<Outcome, Failure> {
        let Self { arguments, voice, .. } = self;
        let voice = *voice;
        let array = parts::ranges(missing);
        if !arguments.submit {
            let dir = shell::quoted(&dir.to_string_lossy());
            let line = match missing {
                [] => format!("cd {dir} && sbatch {}", scripts::MERGE),
                _ => format!(
                    "cd {dir} && sbatch --dependency=afterany:$(sbatch --parsable --array={array} {}) {}",
                    scripts::ARRAY,
                    scripts::MERGE
                ),
            };
            terminal::note(voice, &format!("submit with --submit, or by hand: {}", safe::one_line(&line)));
            return Ok(Outcome::Done);
        }
        queue::forget_rounds(dir);
        let mut options = Vec::new();
        if !missing.is_empty() {
            let id = queue::submit(dir, scripts::ARRAY, &[format!("--array={array}")])?;
            terminal::note(voice, &format!("submitted job {id}: parts {array}"));
            options.push(format!("--dependency=afterany:{id}"));
        }
        let id = queue::submit(dir, scripts::MERGE, &options)?;
        terminal::note(voice, &format!("submitted job {id}: the merge"));
        if arguments.detach {
            return Ok(Outcome::Done);
        }
        watch::watch(plan, dir, &self.interrupt, voice)
    }
}

fn read(arguments: &SlurmArguments, voice: Voice) -> Result<Vec<Scenario>, Failure> {
    let mut scenarios = Vec::new();
    let mut refused = Diagnostics::default();
    for path in &arguments.scenarios {
        match load::changed(path, &arguments.changes) {
            Ok(scenario) => scenarios.push(scenario),
            Err(diagnostics) => refused.0.extend(diagnostics.0),
        }
    }
    if !refused.0.is_empty() {
        return Err(Failure::Scenario(refused));
    }
    scenarios.iter().for_each(|scenario| super::steps::warn(scenario, voice));
    Ok(scenarios)
}

fn folder(arguments: &SlurmArguments) -> PathBuf {
    let stem = arguments.scenarios.first().and_then(|path| path.file_stem()).unwrap_or_default().to_string_lossy();
    arguments.output.out.clone().unwrap_or_else(|| Path::new(DEFAULT_PARENT).join(format!("{stem}.slurm")))
}

fn program(arguments: &SlurmArguments) -> Result<String, Failure> {
    let path = match &arguments.program {
        Some(path) => path.clone(),
        None => std::env::current_exe().map_err(|error| Failure::Usage(format!("{error}: name it with --program")))?,
    };
    path.to_str().map(ToOwned::to_owned).ok_or_else(|| Failure::Usage("the program's path is not UTF-8".to_owned()))
}

/// The command that is run in parts: of a stated number of trials, on the copies.
fn command(arguments: &SlurmArguments, typed: &Typed, trials: u64, names: &[String]) -> Result<Vec<String>, Failure> {
    let mut words = typed.words_as("run", &["slurm"], Without::ProcessAndResult)?;
    words.truncate(words.iter().position(|word| word == "--").unwrap_or(words.len()));
    let of_effort = ["--trials=", "--precision=", "--max-trials="];
    words.retain(|word| !of_effort.iter().any(|option| word.starts_with(option)));
    words.insert(1, format!("--trials={trials}"));
    words.push("--".to_owned());
    words.extend(names.iter().cloned());
    debug_assert!(names.len() == arguments.scenarios.len());
    Ok(words)
}

/// The options of the result, which the merge gets.
fn looks(arguments: &SlurmArguments, typed: &Typed) -> Result<Vec<String>, Failure> {
    let mut words = typed.words_as("run", &["slurm"], Without::Process)?;
    let of_result = ["--report", "--theme=", "--chart-size="];
    words.retain(|word| of_result.iter().any(|option| word.starts_with(option)));
    let format = match arguments.output.format {
        Format::Text => "text",
        Format::Json => "json",
        Format::Csv => "csv",
    };
    words.push(format!("--format={format}"));
    Ok(words)
}

fn subjects(scenarios: &[Scenario], names: &[String]) -> Vec<Subject> {
    let subject =
        |(scenario, name): (&Scenario, &String)| Subject { file: name.clone(), hash: scenario.hash().to_owned() };
    scenarios.iter().zip(names).map(subject).collect()
}

fn tell(plan: &Plan, size: &Size, dir: &Path, voice: Voice) {
    let tasks = format!("{} parts of {} trials", plan.shards, size.trials.div_ceil(plan.shards));
    let seconds = round::significant(size.seconds, 2);
    let asked = format!("{} and {} asked for", plan.time, plan.memory);
    terminal::note(voice, &format!("{tasks}, about {seconds} s each on {} CPUs; {asked}", plan.cpus));
    terminal::note(voice, &format!("wrote {}", safe::path(dir)));
}
