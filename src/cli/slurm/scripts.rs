//! The batch scripts: an array of parts, and the job that merges them.
//!
//! They are started in the run's folder and name everything from there, so that the folder can be moved. What they rely
//! on is in the folder, not in the queue: a part that is there is not run again, whatever Slurm thinks of its task.

use super::plan::Plan;
use crate::report::shell;

/// Name of the script of the array.
pub const ARRAY: &str = "array.sh";
/// Name of the script that merges.
pub const MERGE: &str = "merge.sh";
/// Where the copies of the scenarios are, and where the commands run.
pub const INPUT: &str = "input";
/// Where the parts go.
pub const PARTS: &str = "parts";
/// Where what the tasks say goes.
pub const LOGS: &str = "logs";
/// Where the result goes.
pub const RESULT: &str = "result";
/// What the merge prints: the answer.
pub const ANSWER: &str = "answer.txt";
/// Counts the rounds in which the merge has found parts missing. In the folder, for what is in the environment may be
/// lost from job to job, and the rounds would have no end.
pub const ROUNDS: &str = "rounds";
/// Seconds that a script waits for Slurm to end it once it has put itself into the queue again.
const WAIT_FOR_REQUEUE: u32 = 120;

/// The script of the array.
pub fn array(plan: &Plan) -> String {
    let Plan { version, shards, cpus, requeue, .. } = plan;
    let mut words = vec![plan.program.clone(), "shard".into()];
    words.extend(["--index".into(), "$".into(), "--of".into(), shards.to_string()]);
    words.extend(plan.command.first().cloned());
    words.extend([format!("--out=../{PARTS}/"), format!("--threads={cpus}")]);
    words.extend(plan.command.iter().skip(1).cloned());
    // The only word that the shell is to act on.
    let command = shell::line(&words).replacen(" '$' ", " \"$part\" ", 1);
    format!(
        r#"{head}#SBATCH --output={LOGS}/part-%a.log
# Runs a part of {shards}; written by overheard {version}.
set -u
cd {INPUT} || exit 1
part=${{SLURM_ARRAY_TASK_ID:?is set by Slurm: submit this with --array}}
echo "part $part on ${{SLURMD_NODENAME:-?}}, try $((1 + ${{SLURM_RESTART_COUNT:-0}}))"
status=0
{command} || status=$?
# Bad usage and an invalid scenario (2) stay what they are: another try is in vain.
if [ "$status" -ne 0 ] && [ "$status" -ne 2 ] && [ "${{SLURM_RESTART_COUNT:-0}}" -lt {requeue} ]; then
    echo "part $part ended with $status: into the queue again"
    scontrol requeue "$SLURM_JOB_ID" && sleep {WAIT_FOR_REQUEUE}
fi
exit "$status"
"#,
        head = head(plan, "part", *cpus),
    )
}

/// The script that merges, which runs when the array has ended in whatever way.
pub fn merge(plan: &Plan) -> String {
    let Plan { version, requeue, .. } = plan;
    let program = shell::quoted(&plan.program);
    let mut words = vec![plan.program.clone(), "merge".into(), format!("../{PARTS}")];
    words.extend([format!("--out=../{RESULT}"), format!("--threads={}", plan.cpus)]);
    words.extend(plan.looks.iter().cloned());
    let command = shell::line(&words);
    format!(
        r#"{head}#SBATCH --output={LOGS}/merge.log
# Merges the parts; written by overheard {version}.
set -u
cd {INPUT} || exit 1
if {command} >../{ANSWER}.new; then
    mv ../{ANSWER}.new ../{ANSWER}
    exit 0
fi
# Tasks that Slurm gave up, or lost: the parts in the folder tell which.
rounds=$(cat ../{ROUNDS} 2>/dev/null || echo 0)
if [ "$rounds" -lt {requeue} ]; then
    echo $((rounds + 1)) >../{ROUNDS} || exit 1
    exec {program} slurm --resume .. --submit --detach
fi
echo "no result after $rounds further rounds; go on with: overheard slurm --resume DIR --submit"
exit 1
"#,
        head = head(plan, "merge", plan.cpus),
    )
}

fn head(plan: &Plan, role: &str, cpus: usize) -> String {
    let mut lines = vec![
        "#!/bin/sh".to_owned(),
        format!("#SBATCH --job-name={}", job_name(plan, role)),
        format!("#SBATCH --ntasks=1 --cpus-per-task={cpus}"),
        format!("#SBATCH --time={} --mem={}", plan.time, plan.memory),
        // A task whose node is lost is run again by Slurm itself.
        "#SBATCH --requeue --open-mode=append".to_owned(),
    ];
    let option = |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("#SBATCH --{name}={value}"));
    lines.extend(option("partition", &plan.partition));
    lines.extend(option("account", &plan.account));
    lines.join("\n") + "\n"
}

/// A name for the queue, without anything that Slurm or a shell would act on.
fn job_name(plan: &Plan, role: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' };
    let scenario: String =
        plan.scenarios.first().map(|subject| subject.file.as_str()).unwrap_or_default().chars().map(plain).collect();
    let start = scenario.len().saturating_sub(40);
    format!("overheard-{role}-{}", &scenario[start..])
}
