//! What the roads of the program cost, in counted instructions: the same on a busy machine and an idle one.
//!
//! Only `./test.sh` runs this, where valgrind is installed; the program is the one that the tests are made with. Other
//! compilers and C libraries count otherwise, so the counts are those of the tools in the file's first line: with the same
//! tools a road that costs 5 % more fails, with others the counts are printed and nothing is held against them.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How much more than expected a road may cost; where it costs as much less, an update of the file is asked for.
const TOLERANCE: f64 = 0.05;

/// Names, and commands from the root of the repository. A part of a run is trials and little else: no charts, no text.
const ROADS: [(&str, &str); 5] = [
    ("a run of minimal.toml", "shard --index 0 --of 1 run scenarios/minimal.toml --trials 5000"),
    ("a run of the benchmark scenario", "shard --index 0 --of 1 run benches/peers/benchmark.toml --trials 1280"),
    (
        "a run of singapore-airshow-2024.toml",
        "shard --index 0 --of 1 run scenarios/singapore-airshow-2024.toml --trials 400 --draws 20",
    ),
    (
        "a comparison of singapore-airshow-2024.toml",
        "shard --index 0 --of 1 compare scenarios/singapore-airshow-2024.toml --trials 400 --draws 20",
    ),
    ("start, charts and files of minimal.toml", "run scenarios/minimal.toml --trials 1"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The instructions of one run on one thread, its results in a folder of its own.
fn counted(command: &str) -> u64 {
    let dir = tempfile::tempdir().unwrap();
    let (out, counts) = (dir.path().join("out"), dir.path().join("counts"));
    let mut valgrind = Command::new("valgrind");
    valgrind.arg("--tool=callgrind").arg(format!("--callgrind-out-file={}", counts.display()));
    valgrind.arg(env!("CARGO_BIN_EXE_overheard")).args(command.split(' ')).args(["--threads", "1", "--quiet", "--out"]);
    let output = valgrind.arg(&out).current_dir(root()).env("RAYON_NUM_THREADS", "1").output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    let counts = fs::read_to_string(counts).unwrap();
    let line = counts.lines().find_map(|line| line.strip_prefix("totals: ").or(line.strip_prefix("summary: ")));
    line.unwrap().trim().parse().unwrap()
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What the counts depend on beside the program: compiler, C library, valgrind, and whether the C library's mathematics is
/// that with fused operations.
fn tools() -> String {
    let rustc = said(option_env!("RUSTC").unwrap_or("rustc"), &["-vV"]);
    let after = |name: &str| rustc.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("?").to_owned();
    let libc = said("getconf", &["GNU_LIBC_VERSION"]);
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let fused = if cpu.split_whitespace().any(|flag| flag == "fma") { "fused" } else { "not fused" };
    let valgrind = said("valgrind", &["--version"]);
    format!("rustc {} {}, {}, {}, {fused}", after("release: "), after("host: "), libc.trim(), valgrind.trim())
}

/// Tools and counts, as in the file.
fn written(tools: &str, counts: &[u64]) -> String {
    let mut text = format!("{tools}\n");
    for ((name, _), count) in ROADS.iter().zip(counts) {
        writeln!(text, "{count:>14}  {name}").unwrap();
    }
    text
}

/// What is wrong with the counts, and what is to be told of them.
fn judged(expected: &str, tools: &str, counts: &[u64]) -> (Vec<String>, Vec<String>) {
    let (mut dearer, mut told) = (Vec::new(), Vec::new());
    let mut lines = expected.lines();
    let others = lines.next().filter(|line| *line != tools);
    if let Some(others) = others {
        told.push(format!("not held against the expected counts, which are of {others}; this is {tools}"));
    }
    for ((name, _), &count) in ROADS.iter().zip(counts) {
        let known = lines.next().and_then(|line| line.trim().split_once("  ")).filter(|(_, known)| known == name);
        let Some(known) = known.and_then(|(known, _)| known.parse::<u64>().ok()) else {
            dearer.push(format!("{name}: no count is known of it"));
            continue;
        };
        let more = count as f64 / known as f64 - 1.0;
        let line = format!("{name}: {count} instructions, {:+.2} %", more * 100.0);
        match others {
            None if more > TOLERANCE => dearer.push(line),
            None if more < -TOLERANCE => told.push(format!("{line}: keep this, with UPDATE_EXPECTED=1")),
            _ => told.push(line),
        }
    }
    (dearer, told)
}

#[test]
#[ignore = "needs valgrind: ./test.sh"]
fn instructions_no_road_costs_more_than_it_did() {
    let (tools, counts) = (tools(), ROADS.map(|(_, command)| counted(command)));
    let file: &Path = &root().join("tests/instructions.txt");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        fs::write(file, written(&tools, &counts)).unwrap();
    }
    let (dearer, told) = judged(&fs::read_to_string(file).unwrap(), &tools, &counts);
    told.iter().for_each(|line| println!("{line}"));
    assert!(
        dearer.is_empty(),
        "costs more than {TOLERANCE} above what is expected; if it must, UPDATE_EXPECTED=1 writes the counts anew:\n{}",
        dearer.join("\n")
    );
}

#[test]
fn a_road_that_costs_a_tenth_more_is_told_apart_and_other_tools_are_not_judged() {
    let expected = written("these tools", &[1000; ROADS.len()]);
    let mut counts = [1040; ROADS.len()];
    assert_eq!(judged(&expected, "these tools", &counts).0, Vec::<String>::new());
    counts[1] = 1100;
    counts[2] = 900;
    let (dearer, told) = judged(&expected, "these tools", &counts);
    assert_eq!(dearer, ["a run of the benchmark scenario: 1100 instructions, +10.00 %"]);
    assert!(told[1].ends_with("-10.00 %: keep this, with UPDATE_EXPECTED=1"), "{told:?}");
    assert_eq!(judged(&expected, "other tools", &counts).0, Vec::<String>::new());
    assert_eq!(judged("", "these tools", &counts).0.len(), ROADS.len(), "an empty file expects nothing of the roads");
    let swapped = expected.replace("run of minimal", "walk of minimal");
    assert_eq!(judged(&swapped, "these tools", &counts).0.len(), 2, "a road that the file does not know");
}
