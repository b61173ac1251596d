#!/usr/bin/env python3
"""Runs the benchmark scenario with overheard and as a plain program in C++, Numba, NumPy and SimPy, by turns, on the same
threads; checks that all agree on the odds, and prints how fast each is.

    cargo build --release && python3 benches/peers/run.py

It needs g++ with OpenMP, and makes its own virtual environment with numpy, numba and simpy, as the package index has
them. All that it writes goes to target/peers. Ends with 1 if a peer disagrees.

What is measured: of a peer, its trials alone, without start and compilation; of overheard, the whole process from its
start to its end, with files and charts. Rates and ratios come from processor time over all threads, so that other work on
the machine shows as little as it can; ratios are the median over rounds of the ratio within a round.
"""
import argparse
import csv
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILT = ROOT / "target" / "peers"
SCENARIO = HERE / "benchmark.toml"
# Differences of more than so many standard errors fail: with the ten comparisons of a run, one of 1,500 runs fails by chance.
AGREES = 4.0
# The standard error, as a share of the odds, to which "time to 1 %" is.
GOAL = 0.01

OURS, ANALOG = "overheard", "overheard, analog"
# Trials of a round: some seconds each, so that what a process costs beside its trials is small.
TRIALS = {OURS: 1_200_000, ANALOG: 20_000, "C++": 60_000, "Numba": 30_000, "NumPy": 30_000, "SimPy": 600}
# How many times as many trials per second, and how many times less time to 1 %, overheard is meant to have.
BARS = {"C++": (10, 1000), "Numba": (20, None), "NumPy": (40, None), "SimPy": (2000, None)}


def prepare():
    """Compiles the peer in C++, and makes the virtual environment; returns the commands of the peers."""
    BUILT.mkdir(parents=True, exist_ok=True)
    binary = BUILT / "peer"
    subprocess.run(["g++", "-O3", "-march=native", "-fopenmp", str(HERE / "peer.cpp"), "-o", str(binary)], check=True)
    python = BUILT / "venv" / "bin" / "python"
    if subprocess.run([python, "-c", "import numpy, numba, simpy"], capture_output=True).returncode if python.exists() else True:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(BUILT / "venv")], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "numpy", "numba", "simpy"], check=True)
    script = lambda name: [str(python), "-B", str(HERE / f"peer_{name}.py")]
    return {"C++": [str(binary)], "Numba": script("numba"), "NumPy": script("numpy"), "SimPy": script("simpy")}


def run_peer(command, trials, threads, seed):
    told = subprocess.run([*command, str(trials), str(threads), str(seed)], check=True, capture_output=True, text=True)
    told = json.loads(told.stdout)
    odds, readable = told["hits"] / trials, told["readable"] / trials
    return {
        "trials": trials,
        "seconds": told["seconds"],
        "cpu": told["cpu"],
        "odds": (odds, odds * (1 - odds) / trials),
        "readable": (readable, (told["readable_squares"] / trials - readable**2) / trials),
    }


def run_overheard(program, estimator, trials, threads, seed):
    """Time and results of the whole process; estimates as mean and square of the standard error."""
    command = [program, "run", str(SCENARIO), "--quiet", "--format", "csv", "--out", str(BUILT / "result"), "--force"]
    command += ["--estimator", estimator, "--trials", str(trials), "--threads", str(threads), "--seed", str(seed)]
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    seconds, after = time.perf_counter() - start, os.times()

    def estimate(file, column, name, mean="mean"):
        with open(BUILT / "result" / file, newline="") as rows:
            row = next(row for row in csv.DictReader(rows) if row[column] == name)
        return float(row[mean]), float(row["standard_error"]) ** 2

    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return {
        "trials": trials,
        "seconds": seconds,
        "cpu": cpu,
        "odds": estimate("summary.csv", "quantity", "odds"),
        "readable": estimate("funnel.csv", "stage", "readable", "expected_per_event"),
    }


def pooled(runs, quantity):
    """Mean over all trials, and its standard error."""
    trials = sum(run["trials"] for run in runs)
    mean = sum(run[quantity][0] * run["trials"] for run in runs) / trials
    return mean, math.sqrt(sum(run[quantity][1] * run["trials"] ** 2 for run in runs)) / trials


def table(results, threads):
    """The rows of the table, and the peers that disagree."""
    ours, wrong = results[OURS], []
    odds, error = pooled(ours, "odds")
    # Variance of one trial over the square of the odds.
    scatter = {name: (1 - odds) / odds for name in results}
    scatter[OURS] = sum(run["trials"] for run in ours) * (error / odds) ** 2
    per_trial = {name: [run["cpu"] / run["trials"] for run in runs] for name, runs in results.items()}
    rows = []
    for name, runs in results.items():
        cost = statistics.median(per_trial[name])
        ratio = statistics.median(theirs / own for theirs, own in zip(per_trial[name], per_trial[OURS]))
        goal = scatter[name] / GOAL**2 * cost / threads
        goal_ratio = ratio * scatter[name] / scatter[OURS]
        apart = []
        for quantity in ("odds", "readable"):
            (mean, se), (reference, reference_se) = pooled(runs, quantity), pooled(ours, quantity)
            apart.append(0.0 if name == OURS else (mean - reference) / math.hypot(se, reference_se))
        if max(map(abs, apart)) > AGREES:
            wrong.append(name)
        mean, se = pooled(runs, "odds")
        rows.append({
            "name": name, "us": 1e6 * cost, "wall": statistics.median(run["trials"] / run["seconds"] for run in runs),
            "rate": threads / cost, "ratio": ratio, "goal": goal, "goal_ratio": goal_ratio, "odds": mean, "error": 1.96 * se,
            "apart": apart,
        })
    return rows, wrong


def show(rows):
    digits = lambda x: f"{x:,.0f}" if x >= 100 else f"{x:.2g}"
    print("| program | CPU per trial | trials/s | ratio | time to 1 % | ratio | odds, 95 % | agrees: odds, readable |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- | --- |")
    for row in rows:
        apart = "" if row["name"] == OURS else ", ".join(f"{z:+.1f} se" for z in row["apart"])
        print(f"| {row['name']} | {digits(row['us'])} µs | {digits(row['rate'])} | {digits(row['ratio'])} | {digits(row['goal'])} s "
              f"| {digits(row['goal_ratio'])} | {100 * row['odds']:.3f} ± {100 * row['error']:.3f} % | {apart} |")
    print()
    for row in rows:
        for bar, ratio, what in zip(BARS.get(row["name"], ()), (row["ratio"], row["goal_ratio"]), ("trials per second", "time to 1 %")):
            if bar is not None:
                print(f"{what}, against {row['name']}: {digits(ratio)} times; "
                      f"the bar of {bar:,} {'holds' if ratio >= bar else 'is MISSED'}")


def machine():
    info = Path("/proc/cpuinfo")
    names = [line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--program", default=str(ROOT / "target" / "release" / "overheard"), help="the release build of overheard")
    arguments = parser.parse_args()
    peers = prepare()
    results = {name: [] for name in TRIALS}
    for seed in range(1, arguments.rounds + 1):
        for name, trials in TRIALS.items():
            print(f"round {seed} of {arguments.rounds}: {name}", file=sys.stderr)
            if name in peers:
                run = run_peer(peers[name], trials, arguments.threads, seed)
            else:
                estimator = "analog" if name == ANALOG else "conditional"
                run = run_overheard(arguments.program, estimator, trials, arguments.threads, seed)
            results[name].append(run)
    rows, wrong = table(results, arguments.threads)
    print(f"{machine()}; {arguments.threads} threads, {arguments.rounds} rounds\n")
    show(rows)
    if wrong:
        sys.exit(f"DISAGREE by more than {AGREES} standard errors: {', '.join(wrong)}")


if __name__ == "__main__":
    main()
