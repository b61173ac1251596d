//! `slurm`: a command in parts as jobs of a cluster.
//!
//! The run's folder is the truth: which parts are there decides what is left to do. The queue is only asked how far it is.

mod order;
mod pilot;
mod plan;
mod precision;
mod queue;
mod scripts;
mod watch;

use std::path::Path;

use super::args::{Jobs, SlurmArguments};
use super::failure::{Failure, Outcome};
use super::parts;
use super::terminal::{self, Interrupt, Voice};
use super::words::Typed;
use crate::report::envelope::Subject;
use crate::report::{round, safe, shell};
use crate::scenario::Scenario;
use order::Order;
use pilot::Size;
use plan::Plan;

/// Writes the jobs of a command and submits them, or takes them up again from their folder.
pub fn slurm(arguments: SlurmArguments, typed: &Typed, voice: Voice) -> Result<Outcome, Failure> {
    if let Some(option) = typed.out_of_reach("slurm") {
        let hint = "what is run, and how, goes behind the command's name";
        return Err(Failure::Usage(format!("{option} comes before the command, which it does not reach: {hint}")));
    }
    let desk = Desk { jobs: arguments.jobs.clone(), interrupt: Interrupt::listen()?, voice };
    match (&arguments.resume, arguments.jobs.shards) {
        (Some(_), Some(_)) => {
            Err(Failure::Usage("the folder says how many parts there are: leave --shards out".into()))
        }
        (Some(dir), None) => desk.resume(dir),
        (None, Some(shards)) => {
            let named = arguments.other.is_some();
            let task = arguments.task();
            let path = if named { vec!["slurm", task.name()] } else { vec!["slurm"] };
            desk.begin(&Order { task, path, typed }, shards)
        }
        (None, None) => Err(Failure::Usage("say in how many parts to run: --shards N".to_owned())),
    }
}

/// Where the jobs are made out.
struct Desk {
    jobs: Jobs,
    interrupt: Interrupt,
    voice: Voice,
}

impl Desk {
    fn begin(&self, order: &Order, shards: u64) -> Result<Outcome, Failure> {
        let Self { jobs, voice, .. } = self;
        order.admit()?;
        let scenarios = order.task.scenarios(*voice)?;
        let dir = order.folder();
        plan::make(&dir)?;
        terminal::note(*voice, "a short trial run sizes the jobs");
        let trials = precision::trials(&order.task, &scenarios, &self.interrupt, *voice)?;
        if self.interrupt.came() {
            return Ok(Outcome::Interrupted);
        }
        let task = order.task.clone();
        let task = trials.map_or(task.clone(), |trials| task.of_trials(trials));
        let Some(size) = pilot::size(&task, &scenarios, (shards, jobs), *voice)? else {
            return Ok(Outcome::Interrupted);
        };
        let names = plan::copy(&scenarios, task.overrides(), &dir)?;
        let plan = Plan {
            format: Plan::FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            program: program(jobs)?,
            command: order.command(trials, &names)?,
            looks: order.looks()?,
            scenarios: subjects(&scenarios, &names),
            shards,
            cpus: jobs.cpus,
            time: jobs.time.clone().unwrap_or_else(|| size.time.clone()),
            memory: jobs.memory.clone().unwrap_or_else(|| size.memory.clone()),
            partition: jobs.partition.clone(),
            account: jobs.account.clone(),
            requeue: jobs.requeue,
        };
        plan.write(&dir)?;
        tell(&plan, &size, trials, *voice);
        terminal::note(*voice, &format!("wrote {}", safe::path(&dir)));
        self.go_on(&plan, &dir, &(0..shards).collect::<Vec<_>>())
    }

    /// Shows what is missing, and runs it if that is asked for.
    fn resume(&self, dir: &Path) -> Result<Outcome, Failure> {
        let Self { jobs, voice, .. } = self;
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
            terminal::note(voice, &format!("{state}; jobs: {} running, {} waiting", queue.running, queue.waiting));
            if jobs.submit {
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
        let Self { jobs, voice, .. } = self;
        let voice = *voice;
        let array = parts::ranges(missing);
        if !jobs.submit {
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
        if jobs.detach {
            return Ok(Outcome::Done);
        }
        watch::watch(plan, dir, &self.interrupt, voice)
    }
}

fn program(jobs: &Jobs) -> Result<String, Failure> {
    let path = match &jobs.program {
        Some(path) => path.clone(),
        None => std::env::current_exe().map_err(|error| Failure::Usage(format!("{error}: name it with --program")))?,
    };
    path.to_str().map(ToOwned::to_owned).ok_or_else(|| Failure::Usage("the program's path is not UTF-8".to_owned()))
}

fn subjects(scenarios: &[Scenario], names: &[String]) -> Vec<Subject> {
    let subject =
        |(scenario, name): (&Scenario, &String)| Subject { file: name.clone(), hash: scenario.hash().to_owned() };
    scenarios.iter().zip(names).map(subject).collect()
}

fn tell(plan: &Plan, size: &Size, trials: Option<u64>, voice: Voice) {
    let each = trials.map_or_else(String::new, |trials| format!(" of {} trials", trials.div_ceil(plan.shards)));
    let seconds = round::significant(size.seconds, 2);
    let asked = format!("{} and {} asked for", plan.time, plan.memory);
    terminal::note(
        voice,
        &format!("{} parts{each}, about {seconds} s each on {} CPUs; {asked}", plan.shards, plan.cpus),
    );
}
