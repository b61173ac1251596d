// The benchmark scenario (benchmark.toml) as the plainest good C++: every conversation is drawn, a stage is drawn only where
// the one before it was passed, trials run over all threads.
//
//     g++ -O3 -march=native -fopenmp peer.cpp -o peer && ./peer TRIALS THREADS SEED
#include <omp.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

constexpr int OFFICIALS = 300, DAYS = 4, VENUES = 15, CHANNELS = 4, POSTS = 3;
constexpr double RATE = 6.0, RECOGNISED = 0.001;
constexpr double ALPHA = 0.5, BETA = 9.5;                           // mean 0.05, variation sqrt(19 / 11)
constexpr double CUMULATIVE[CHANNELS] = {0.35, 0.65, 0.90, 1.0};    // the fallback mix
constexpr double READABLE[CHANNELS] = {1.0, 0.6, 0.4, 0.9};
constexpr double PICKUP_PER_HOUR[CHANNELS] = {3.0, 4.0, 2.0, 6.0};
constexpr double SHORTEST = 5.0 / 60.0, LONGEST = 30.0 / 60.0;      // hours

// Legs of one event that were recorded and readable, and those of them that were captured.
struct Seen {
    long readable = 0, captured = 0;
};

static Seen event(std::mt19937_64& random) {
    std::uniform_real_distribution<double> uniform(0.0, 1.0), duration(SHORTEST, LONGEST);
    std::uniform_int_distribution<int> venue(0, VENUES - 1);
    std::gamma_distribution<double> alpha(ALPHA, 1.0), beta(BETA, 1.0);
    std::poisson_distribution<int> conversations(RATE);
    int posts[DAYS][VENUES][CHANNELS] = {};
    for (auto& day : posts)
        for (int channel = 0; channel < CHANNELS; ++channel)
            for (int post = 0; post < POSTS; ++post) ++day[venue(random)][channel];
    Seen seen;
    for (int official = 0; official < OFFICIALS; ++official) {
        double a = alpha(random), b = beta(random), mistake = a / (a + b);
        for (auto& day : posts) {
            for (int left = conversations(random); left > 0; --left) {
                if (uniform(random) >= mistake) continue;
                double u = uniform(random);
                int channel = 0;
                while (u >= CUMULATIVE[channel]) ++channel;
                int here = day[venue(random)][channel];
                if (here == 0 || uniform(random) >= -std::expm1(-here * PICKUP_PER_HOUR[channel] * duration(random))) continue;
                if (uniform(random) >= READABLE[channel]) continue;
                ++seen.readable;
                if (uniform(random) < RECOGNISED) ++seen.captured;
            }
        }
    }
    return seen;
}

int main(int argc, char** argv) {
    if (argc != 4) return std::fprintf(stderr, "usage: peer TRIALS THREADS SEED\n"), 2;
    long trials = std::atol(argv[1]);
    int threads = std::atoi(argv[2]);
    unsigned seed = static_cast<unsigned>(std::atol(argv[3]));
    omp_set_num_threads(threads);
    long hits = 0;
    double readable = 0, readable_squares = 0;
    std::clock_t cpu = std::clock();  // of all threads
    auto start = std::chrono::steady_clock::now();
#pragma omp parallel reduction(+ : hits, readable, readable_squares)
    {
        std::seed_seq seeds{seed, static_cast<unsigned>(omp_get_thread_num())};
        std::mt19937_64 random(seeds);
#pragma omp for schedule(static)
        for (long trial = 0; trial < trials; ++trial) {
            Seen seen = event(random);
            hits += seen.captured > 0;
            readable += seen.readable;
            readable_squares += double(seen.readable) * seen.readable;
        }
    }
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::printf("{\"trials\": %ld, \"seconds\": %.6f, \"cpu\": %.6f, \"hits\": %ld, "
                "\"readable\": %.0f, \"readable_squares\": %.0f}\n",
                trials, seconds, double(std::clock() - cpu) / CLOCKS_PER_SEC, hits, readable, readable_squares);
}
