//! `slurm` on a real cluster of two nodes on this machine, with tasks and a node that are lost in the middle.
//!
//! Only `./test.sh` runs these, where Slurm is installed. Every process that they start is ended by its number.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli_program::ended;
use crate::cli_scale::files;

const RUN: [&str; 6] = ["--trials", "4000", "--draws", "100", "--records", "3"];
/// Nothing that is waited for takes as long, unless it never comes.
const LONGEST: Duration = Duration::from_secs(180);
const GLANCE: Duration = Duration::from_millis(50);

/// Waits for something that happens outside of this process.
fn wait_for(what: &str, mut happened: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !happened() {
        assert!(begun.elapsed() < LONGEST, "in vain: {what}");
        std::thread::sleep(GLANCE);
    }
}

/// Munge, the controller and two nodes; ended when it is dropped.
pub struct Cluster {
    run: tempfile::TempDir,
    daemons: BTreeMap<&'static str, Child>,
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

impl Cluster {
    pub fn start() -> Self {
        let run = tempfile::tempdir().unwrap();
        let mut cluster = Self { run, daemons: BTreeMap::new() };
        fs::set_permissions(cluster.run.path(), fs::Permissions::from_mode(0o755)).unwrap();
        cluster.configure();
        cluster.start_munge();
        let conf = cluster.conf();
        cluster.daemon("slurmctld", Command::new("slurmctld").args(["-D", "-c", "-f"]).arg(&conf));
        for node in ["w1", "w2"] {
            fs::create_dir(cluster.path(&format!("spool-{node}"))).unwrap();
            cluster.daemon(node, Command::new("slurmd").args(["-D", "-c", "-N", node, "-f"]).arg(&conf));
        }
        wait_for("two idle nodes", || cluster.slurm("sinfo", &["--noheader", "--Node", "--format=%t"]) == "idle\nidle");
        cluster
    }

    fn path(&self, name: &str) -> PathBuf {
        self.run.path().join(name)
    }

    fn conf(&self) -> PathBuf {
        self.path("slurm.conf")
    }

    fn configure(&self) {
        let mut conf = include_str!("../slurm/slurm.conf").to_owned();
        // Held all at once, so that they are three.
        let free: Vec<TcpListener> = (0..3).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        for (number, port) in free.iter().enumerate() {
            conf = conf.replace(&format!("<port-{number}>"), &port.local_addr().unwrap().port().to_string());
        }
        let run = self.run.path().to_str().unwrap();
        let names = [("<run>", run), ("<host>", &output("hostname", &["-s"])), ("<user>", &output("id", &["-un"]))];
        for (name, value) in names {
            conf = conf.replace(name, value);
        }
        fs::write(self.conf(), conf).unwrap();
        fs::create_dir(self.path("state")).unwrap();
    }

    fn start_munge(&mut self) {
        // Any key will do: nobody else is let in.
        let key = self.path("munge.key");
        fs::write(&key, [7; 128]).unwrap();
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        let option = |name: &str, file: &str| format!("--{name}={}", self.path(file).display());
        let files = [
            ("key-file", "munge.key"),
            ("socket", "munge.socket"),
            ("pid-file", "munge.pid"),
            ("log-file", "munge.log"),
            ("seed-file", "munge.seed"),
        ];
        let options: Vec<String> = files.iter().map(|(name, file)| option(name, file)).collect();
        self.daemon("munged", Command::new("munged").args(["--foreground", "--force"]).args(options));
        let socket = self.path("munge.socket");
        wait_for("munge", || socket.exists());
    }

    fn daemon(&mut self, name: &'static str, command: &mut Command) {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        self.daemons.insert(name, child);
    }

    /// A command of Slurm's, on this cluster.
    fn slurm(&self, program: &str, arguments: &[&str]) -> String {
        let output = Command::new(program).env("SLURM_CONF", self.conf()).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The program, on this cluster.
    pub fn overheard(&self, dir: &Path, arguments: &[&str]) -> assert_cmd::Command {
        let mut command = crate::cli_program::overheard(dir);
        command.env("SLURM_CONF", self.conf()).args(arguments);
        command
    }

    /// Ends a node with all that belongs to Slurm on it, as a power cut would; what the tasks started goes on.
    fn lose(&mut self, node: &'static str) {
        let mut slurmd = self.daemons.remove(node).unwrap();
        slurmd.kill().unwrap();
        slurmd.wait().unwrap();
        let spool = self.path(&format!("spool-{node}"));
        let log = self.path(&format!("slurmd-{node}.log"));
        for (number, name) in processes() {
            // The stepd of a job has a folder of the node's open, or is started from it. Whole paths: nodes of other
            // clusters may bear the same name.
            let of_node = fs::read_link(format!("/proc/{number}/cwd")).is_ok_and(|cwd| cwd.starts_with(&spool));
            let holds = fs::read_dir(format!("/proc/{number}/fd")).into_iter().flatten().flatten();
            let holds = holds
                .filter_map(|fd| fs::read_link(fd.path()).ok())
                .any(|file| file.starts_with(&spool) || file == log);
            if name == "slurmstepd" && (of_node || holds) {
                kill(&number.to_string());
            }
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.slurm("scancel", &["--full", "--signal=KILL", "--me"]);
        self.slurm("scancel", &["--me"]);
        for name in ["w1", "w2", "slurmctld", "munged"] {
            if let Some(mut daemon) = self.daemons.remove(name) {
                let _ = daemon.kill();
                let _ = daemon.wait();
            }
        }
    }
}

fn kill(number: &str) {
    Command::new("kill").args(["-KILL", number]).stderr(Stdio::null()).status().unwrap();
}

/// All processes, by number and name.
fn processes() -> Vec<(u32, String)> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let named = numbers.filter_map(|number| {
        let name = fs::read_to_string(format!("/proc/{number}/comm")).ok()?;
        Some((number, name.trim().to_owned()))
    });
    named.collect()
}

/// A folder with the starter scenario, and what one machine makes of it.
fn started(cluster: &Cluster) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    cluster.overheard(dir.path(), &["init", "it's a.toml"]).assert().success();
    let one = ended(cluster.overheard(dir.path(), &["run", "it's a.toml", "--out", "one"]).args(RUN));
    assert_eq!(one.code, Some(0), "{}", one.stderr);
    (dir, one.stdout)
}

/// Runs in parts, by a script that stands for the program on the nodes, and compares with the one machine.
fn compare(cluster: &Cluster, dir: &Path, one: &str, job: &str, on_nodes: &str, meanwhile: impl FnOnce()) {
    let script = dir.join(format!("{job}.sh"));
    let program = env!("CARGO_BIN_EXE_overheard");
    let marks = dir.join(format!("{job}.marks"));
    fs::create_dir(&marks).unwrap();
    let head = format!("#!/bin/sh\nprogram='{program}'\nmarks='{}'\n", marks.display());
    fs::write(&script, head + on_nodes + "\nexec \"$program\" \"$@\"\n").unwrap();
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let arguments = ["slurm", "it's a.toml", "--shards", "5", "--out", job, "--submit"];
    let mut command = Command::new(program);
    command.current_dir(dir).env("SLURM_CONF", cluster.conf()).env("COLUMNS", "80").env_remove("NO_COLOR");
    command.args(arguments).args(RUN).arg("--program").arg(&script).stdout(Stdio::piped()).stderr(Stdio::piped());
    let watching = command.spawn().unwrap();
    meanwhile();
    let ended = watching.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}\n{}", logs(&dir.join(job)));
    assert!(said.contains("submitted job") && said.contains("the result is in"), "{said}");
    assert_eq!(String::from_utf8_lossy(&ended.stdout), one);
    assert!(files(&dir.join("one")) == files(&dir.join(job).join("result")));
}

pub fn logs(job: &Path) -> String {
    let all = files(&job.join("logs"));
    all.iter().map(|(name, text)| format!("{name}:\n{}\n", String::from_utf8_lossy(text))).collect()
}

#[test]
#[ignore = "needs Slurm: ./test.sh runs it"]
fn an_array_whose_tasks_are_killed_or_fail_ends_at_the_bytes_of_one_machine() {
    let cluster = Cluster::start();
    let (dir, one) = started(&cluster);
    // Part 1 is killed in its first try, in the middle of writing; part 2 fails twice; part 3 is killed with its script,
    // which nobody puts into the queue again but the merge, which finds it missing.
    let on_nodes = r#"
part=$3
try() { mkdir "$marks/$part-$1" 2>/dev/null; }
if [ "$1" = shard ]; then
    if [ "$part" = 1 ] && try 1; then
        echo half >../parts/.overheard-half.unfinished
        "$program" "$@" & kill -KILL $!
        wait $!
        exit 137
    fi
    if [ "$part" = 2 ] && { try 1 || try 2; }; then exit 1; fi
    if [ "$part" = 3 ] && try 1; then kill -KILL $PPID; exit 1; fi
fi"#;
    compare(&cluster, dir.path(), &one, "killed", on_nodes, || {});
    let logs = logs(&dir.path().join("killed"));
    for expected in ["part 1 ended with 137: into", "part 1 on w", "try 3", "missing: 3 of 5", "parts 3"] {
        assert!(logs.contains(expected), "{expected}:\n{logs}");
    }

    // Taken up again from the folder alone: only what is missing is run.
    let job = dir.path().join("killed");
    let parts = job.join("parts");
    fs::remove_file(job.join("answer.txt")).unwrap();
    fs::remove_file(parts.join("part-000004-of-000005.part")).unwrap();
    fs::write(parts.join("part-000000-of-000005.part"), "cut").unwrap();
    let before = fs::metadata(parts.join("part-000001-of-000005.part")).unwrap().modified().unwrap();
    let shown = ended(&mut cluster.overheard(dir.path(), &["slurm", "--resume", "killed"]));
    assert!(shown.stderr.contains("3 of 5 parts are there; missing: 0,4"), "{}", shown.stderr);
    // Another file than a part is not overwritten.
    fs::remove_file(parts.join("part-000000-of-000005.part")).unwrap();
    let again = ended(&mut cluster.overheard(dir.path(), &["slurm", "--resume", "killed", "--submit"]));
    assert!(again.code == Some(0) && again.stdout == one, "{}", again.stderr);
    assert!(again.stderr.contains(": parts 0,4"), "{}", again.stderr);
    assert_eq!(fs::metadata(parts.join("part-000001-of-000005.part")).unwrap().modified().unwrap(), before);
}

#[test]
#[ignore = "needs Slurm: ./test.sh runs it"]
fn a_node_that_is_lost_in_the_middle_costs_time_and_nothing_else() {
    let mut cluster = Cluster::start();
    let (dir, one) = started(&cluster);
    // Part 2 waits in its first try until its node is lost, and then goes on as an orphan: it is run twice.
    let on_nodes = r#"
if [ "$1" = shard ] && [ "$3" = 2 ] && mkdir "$marks/begun" 2>/dev/null; then
    echo "$SLURMD_NODENAME" >"$marks/node.new" && mv "$marks/node.new" "$marks/node"
    while [ ! -e "$marks/lost" ]; do sleep 0.1; done
    "$program" "$@"
    echo $? >"$marks/orphan"
    exit 0
fi"#;
    let marks = dir.path().join("node.marks");
    let (node, lost) = (marks.join("node"), marks.join("lost"));
    let conf = cluster.conf();
    // The cluster is needed to lose the node and to talk to it at once.
    let talk = Cluster { run: tempfile::tempdir().unwrap(), daemons: BTreeMap::new() };
    fs::copy(&conf, talk.conf()).unwrap();
    compare(&talk, dir.path(), &one, "node", on_nodes, || {
        wait_for("part 2 to begin", || node.exists());
        let name = fs::read_to_string(&node).unwrap();
        cluster.lose(if name.trim() == "w1" { "w1" } else { "w2" });
        fs::write(&lost, "").unwrap();
    });
    wait_for("the orphan", || marks.join("orphan").exists());
    assert_eq!(fs::read_to_string(marks.join("orphan")).unwrap().trim(), "0", "it wrote its part, too");
    let logs = logs(&dir.path().join("node"));
    assert!(logs.contains("part 2 on w") && logs.contains("try 2"), "{logs}");
    assert!(files(&dir.path().join("one")) == files(&dir.path().join("node/result")));
}
