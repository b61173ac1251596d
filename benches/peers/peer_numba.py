"""The benchmark scenario in Numba: loops as in C++, compiled, over all threads."""
import time

import numba
import numpy as np

from peer import (ALPHA, BETA, CHANNELS, CUMULATIVE, DAYS, LONGEST, OFFICIALS, PICKUP_PER_HOUR, POSTS, RATE, READABLE,
                  RECOGNISED, SHORTEST, VENUES, arguments, tell)

CHUNKS_PER_THREAD = 8


@numba.njit
def event(counts):
    posts = np.zeros((DAYS, VENUES, CHANNELS), dtype=np.int64)
    for day in range(DAYS):
        for channel in range(CHANNELS):
            for _ in range(POSTS):
                posts[day, np.random.randint(0, VENUES), channel] += 1
    readable = captured = 0
    for _ in range(OFFICIALS):
        mistake = np.random.beta(ALPHA, BETA)
        for day in range(DAYS):
            for _ in range(np.random.poisson(RATE)):
                if np.random.random() >= mistake:
                    continue
                u = np.random.random()
                channel = 0
                while u >= CUMULATIVE[channel]:
                    channel += 1
                here = posts[day, np.random.randint(0, VENUES), channel]
                if here == 0:
                    continue
                hazard = here * PICKUP_PER_HOUR[channel] * np.random.uniform(SHORTEST, LONGEST)
                if np.random.random() >= -np.expm1(-hazard):
                    continue
                if np.random.random() >= READABLE[channel]:
                    continue
                readable += 1
                if np.random.random() < RECOGNISED:
                    captured += 1
    counts[0] += captured > 0
    counts[1] += readable
    counts[2] += readable * readable


@numba.njit(parallel=True)
def run(chunks, trials, seed):
    counts = np.zeros((chunks, 3), dtype=np.int64)
    for chunk in numba.prange(chunks):
        np.random.seed(seed + chunk)
        for _ in range(trials // chunks + (chunk < trials % chunks)):
            event(counts[chunk])
    return counts.sum(axis=0)


if __name__ == "__main__":
    trials, threads, seed = arguments()
    numba.set_num_threads(threads)
    run(threads, threads, 0)  # compiles
    start, before = time.perf_counter(), time.process_time()
    counts = run(threads * CHUNKS_PER_THREAD, trials, 1000 * seed)
    tell(trials, time.perf_counter() - start, time.process_time() - before, counts)
