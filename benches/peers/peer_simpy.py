"""The benchmark scenario in SimPy: a process for every official, who waits from conversation to conversation."""
import math
import random

import simpy

from peer import (ALPHA, BETA, CHANNELS, CUMULATIVE, DAYS, LONGEST, OFFICIALS, PICKUP_PER_HOUR, POSTS, RATE, READABLE,
                  RECOGNISED, SHORTEST, VENUES, over_processes)

FIRST_HOUR, LAST_HOUR = 8.0, 20.0


class Event:
    """One event: the posts, who has been recorded, and the officials as processes."""

    def __init__(self, rng):
        self.rng, self.env = rng, simpy.Environment()
        self.readable = self.captured = 0
        self.posts = [[[0] * CHANNELS for _ in range(VENUES)] for _ in range(DAYS)]
        for day in self.posts:
            for channel in range(CHANNELS):
                for _ in range(POSTS):
                    day[rng.randrange(VENUES)][channel] += 1
        for _ in range(OFFICIALS):
            self.env.process(self.official(rng.betavariate(ALPHA, BETA)))

    def official(self, mistake):
        """A Poisson process of conversations in the hours of the day in which they are held."""
        for day in range(DAYS):
            hour = FIRST_HOUR
            while True:
                hour += self.rng.expovariate(RATE / (LAST_HOUR - FIRST_HOUR))
                if hour >= LAST_HOUR:
                    break
                yield self.env.timeout(24.0 * day + hour - self.env.now)
                self.conversation(day, mistake)

    def conversation(self, day, mistake):
        rng = self.rng
        if rng.random() >= mistake:
            return
        u = rng.random()
        channel = 0
        while u >= CUMULATIVE[channel]:
            channel += 1
        here = self.posts[day][rng.randrange(VENUES)][channel]
        if here == 0:
            return
        hazard = here * PICKUP_PER_HOUR[channel] * rng.uniform(SHORTEST, LONGEST)
        if rng.random() >= -math.expm1(-hazard):
            return
        if rng.random() < READABLE[channel]:
            self.readable += 1
            self.captured += rng.random() < RECOGNISED

    def run(self):
        self.env.run()
        return self.captured > 0, self.readable, self.readable**2


def run(trials, seed):
    rng = random.Random(seed)
    counts = [0] * 3
    for _ in range(trials):
        counts = [total + count for total, count in zip(counts, Event(rng).run())]
    return counts


if __name__ == "__main__":
    over_processes(run)
