"""What the peers in Python share: the numbers of benchmark.toml, and how trials are shared out and timed."""
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor

OFFICIALS, DAYS, VENUES, CHANNELS, POSTS = 300, 4, 15, 4, 3
RATE, RECOGNISED = 6.0, 0.001
ALPHA, BETA = 0.5, 9.5  # mean 0.05, variation sqrt(19 / 11)
CUMULATIVE = (0.35, 0.65, 0.90, 1.0)  # the fallback mix
READABLE = (1.0, 0.6, 0.4, 0.9)
PICKUP_PER_HOUR = (3.0, 4.0, 2.0, 6.0)
SHORTEST, LONGEST = 5.0 / 60.0, 30.0 / 60.0  # hours

# What every peer counts over its trials: trials with a capture, legs that are recorded and readable, and the
# squares of a trial's number of these.
COUNTS = ("hits", "readable", "readable_squares")


def arguments():
    if len(sys.argv) != 4:
        sys.exit(f"usage: {sys.argv[0]} TRIALS THREADS SEED")
    return (int(argument) for argument in sys.argv[1:])


def _timed(work):
    """The counts of a share, and the processor time of this process that they took."""
    run, trials, seed = work
    before = time.process_time()
    counts = run(trials, seed)
    return counts, time.process_time() - before


def over_processes(run):
    """Runs trials over as many processes as asked for: Python's threads do not run side by side."""
    trials, threads, seed = arguments()
    shares = [(run, trials // threads + (index < trials % threads), 1000 * seed + index) for index in range(threads)]
    with ProcessPoolExecutor(threads) as pool:
        list(pool.map(_timed, [(run, 1, 0)] * threads))  # starts the workers
        start = time.perf_counter()
        done = list(pool.map(_timed, shares))
        seconds = time.perf_counter() - start
    tell(trials, seconds, sum(cpu for _, cpu in done), [sum(column) for column in zip(*(counts for counts, _ in done))])


def tell(trials, seconds, cpu, counts):
    counts = {name: int(count) for name, count in zip(COUNTS, counts)}
    print(json.dumps({"trials": trials, "seconds": seconds, "cpu": cpu, **counts}))
