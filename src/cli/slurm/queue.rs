//! What is asked of Slurm: to take jobs, and what became of them.

use std::io;
use std::path::Path;
use std::process::{Command, Output};

use super::scripts;
use crate::cli::failure::Failure;
use crate::cli::parts;
use crate::report::safe;

/// Where the numbers of the jobs that were submitted are kept, one a line.
const JOBS: &str = "jobs.txt";

/// Jobs in the queue, by what they are doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queue {
    /// Tasks that run.
    pub running: u64,
    /// Tasks and jobs that wait.
    pub waiting: u64,
}

impl Queue {
    /// Whether nothing is in it.
    pub fn is_empty(self) -> bool {
        self.running + self.waiting == 0
    }
}

/// Submits a script in a folder; returns the job's number.
pub fn submit(dir: &Path, script: &str, options: &[String]) -> Result<String, Failure> {
    let mut command = Command::new("sbatch");
    command.current_dir(dir).arg("--parsable").args(options).arg(script);
    let said = said(command)?;
    let id = said.trim().split(';').next().unwrap_or_default().to_owned();
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Failure::Slurm(format!("sbatch says \"{}\", which is no job", safe::fit(&said, 200))));
    }
    let known = std::fs::read_to_string(dir.join(JOBS)).unwrap_or_default();
    parts::write(&dir.join(JOBS), format!("{known}{id}\n").as_bytes())?;
    Ok(id)
}

/// Lets the jobs try as often as at first, unless this process is one of them.
pub fn forget_rounds(dir: &Path) {
    if std::env::var_os("SLURM_JOB_ID").is_none() {
        // Mostly there is none.
        let _ = std::fs::remove_file(dir.join(scripts::ROUNDS));
    }
}

/// What is in the queue of the jobs that were submitted from this folder, this process's own job left out. Absent if
/// Slurm does not answer.
pub fn of(dir: &Path) -> Option<Queue> {
    let jobs = std::fs::read_to_string(dir.join(JOBS)).unwrap_or_default();
    let jobs: Vec<&str> = jobs.lines().filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())).collect();
    if jobs.is_empty() {
        return Some(Queue::default());
    }
    let mut command = Command::new("squeue");
    // All of the user's jobs: squeue fails if it is asked for one that is long over.
    command.args(["--noheader", "--array", "--me", "--format=%F %A %t"]);
    let listed = command.output().ok().filter(|output| output.status.success())?;
    let own = std::env::var("SLURM_JOB_ID").unwrap_or_default();
    let mut queue = Queue::default();
    for line in String::from_utf8_lossy(&listed.stdout).lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [array, id, state] = words[..] else { continue };
        if !jobs.contains(&array) || id == own {
            continue;
        }
        match state {
            "R" | "CG" | "CF" => queue.running += 1,
            _ => queue.waiting += 1,
        }
    }
    Some(queue)
}

fn said(mut command: Command) -> Result<String, Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let Output { status, stdout, stderr } = command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            Failure::Slurm(format!("there is no {name} here: submit from a login node of the cluster"))
        }
        _ => Failure::Slurm(format!("{name} cannot be started: {error}")),
    })?;
    if !status.success() {
        let why = String::from_utf8_lossy(&stderr);
        let why = safe::fit(why.trim(), 400);
        let hint = if why.contains("array") {
            "; if the cluster takes no array of this size, take fewer --shards with more --cpus"
        } else {
            ""
        };
        return Err(Failure::Slurm(format!("{name}: {why}{hint}")));
    }
    Ok(String::from_utf8_lossy(&stdout).into_owned())
}
