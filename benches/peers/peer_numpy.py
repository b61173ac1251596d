"""The benchmark scenario in NumPy: batches of events at once; every stage is drawn for what passed the one before it."""
import numpy as np

from peer import (ALPHA, BETA, CHANNELS, CUMULATIVE, DAYS, LONGEST, OFFICIALS, PICKUP_PER_HOUR, POSTS, RATE, READABLE,
                  RECOGNISED, SHORTEST, VENUES, over_processes)

BATCH = 20  # events at once: their conversations stay in the cache
CUMULATIVE, READABLE, PICKUP_PER_HOUR = np.array(CUMULATIVE), np.array(READABLE), np.array(PICKUP_PER_HOUR)


def batch(rng, events):
    posts = np.zeros((events, DAYS, VENUES, CHANNELS), dtype=np.int64)
    event, day, channel, _ = np.ogrid[:events, :DAYS, :CHANNELS, :POSTS]
    np.add.at(posts, (event, day, rng.integers(0, VENUES, (events, DAYS, CHANNELS, POSTS)), channel), 1)

    mistake = np.repeat(rng.beta(ALPHA, BETA, (events, OFFICIALS)).ravel(), DAYS)
    conversations = rng.poisson(RATE, mistake.size)
    lapsed = rng.random(conversations.sum()) < np.repeat(mistake, conversations)
    person_day = np.repeat(np.arange(mistake.size), conversations)[lapsed]

    channel = np.searchsorted(CUMULATIVE, rng.random(person_day.size), side="right")
    event, day = person_day // (OFFICIALS * DAYS), person_day % DAYS
    here = posts[event, day, rng.integers(0, VENUES, person_day.size), channel]
    covered = here > 0
    event, channel, here = event[covered], channel[covered], here[covered]
    hazard = here * PICKUP_PER_HOUR[channel] * rng.uniform(SHORTEST, LONGEST, here.size)
    recorded = rng.random(here.size) < -np.expm1(-hazard)
    event, channel = event[recorded], channel[recorded]
    event = event[rng.random(event.size) < READABLE[channel]]
    readable = np.bincount(event, minlength=events)
    hits = np.unique(event[rng.random(event.size) < RECOGNISED]).size
    return hits, event.size, (readable * readable).sum()


def run(trials, seed):
    rng = np.random.default_rng(seed)
    counts = np.zeros(3, dtype=np.int64)
    for first in range(0, trials, BATCH):
        counts += batch(rng, min(BATCH, trials - first))
    return counts


if __name__ == "__main__":
    over_processes(run)
