//! Independence between streams: what a keyed generator must be tested for, since each stream alone may look fine while
//! neighbours repeat each other.

use overheard::random::{Address, Entity, Purpose, Stream, Trial};

fn stream(seed: u64, draw: u64, trial: u64, name: &str, item: u64, lane: u64) -> Stream {
    Trial::new(seed, draw, trial).stream(Address { entity: Entity::named(&[name]), item, lane }, Purpose::Leg)
}

/// Flipping any one bit of an address flips each bit of the output with odds 1/2. Over 512 pairs per input bit, a
/// bit's count has mean 256 and deviation 11.3; all 64 x 4 x 34 counts within 6 deviations (false alarm 2e-5).
#[test]
fn any_change_of_an_address_flips_half_of_the_bits() {
    for field in 0..5 {
        for bit in [0, 1, 2, 7, 19, 20, 31] {
            let mut flips = [0u32; 64];
            for sample in 0..512u64 {
                let mut address = [sample, 3, sample * 7, 5 * sample, 2];
                let before = stream(address[0], address[1], address[2], "a", address[3], address[4]).bits();
                // A draw has room for 24 bits only.
                address[field] ^= 1 << if field == 1 { bit.min(20) } else { bit };
                let after = stream(address[0], address[1], address[2], "a", address[3], address[4]).bits();
                (0..64).for_each(|position| flips[position] += ((before ^ after) >> position & 1) as u32);
            }
            for (position, &count) in flips.iter().enumerate() {
                let deviations = (f64::from(count) - 256.0) / 128f64.sqrt();
                assert!(deviations.abs() < 6.0, "field {field} bit {bit} output {position}: {count} of 512");
            }
        }
    }
}

/// What neighbours differ in, and the stream of a member of a group of them.
type Neighbours<'a> = (&'a str, &'a dyn Fn(u64, u64) -> Stream);
/// What the two of a pair differ in, and the streams of a pair.
type Pairs<'a> = (&'a str, &'a dyn Fn(u64) -> (Stream, Stream));

/// A rare event (odds 1/64) counted over groups of neighbouring addresses: variance over mean is 63/64 for
/// independent streams. 4,096 groups of 256: the ratio's standard error is 0.022; allowed 0.1.
#[test]
fn a_rare_event_is_dispersed_over_neighbouring_addresses_as_chance_disperses_it() {
    let rare = |mut s: Stream| u64::from(s.uniform() < 1.0 / 64.0);
    let names: Vec<String> = (0..256).map(|i| format!("group-{i}")).collect();
    let neighbours: [Neighbours; 5] = [
        ("trials", &|group, i| stream(1, 0, 256 * group + i, "a", 0, 0)),
        ("draws", &|group, i| stream(1, 256 * group + i, 0, "a", 0, 0)),
        ("items", &|group, i| stream(1, 0, group, "a", i, 0)),
        ("lanes", &|group, i| stream(1, 0, group, "a", 7, i)),
        ("names", &|group, i| stream(1, 0, group, &names[i as usize], 0, 0)),
    ];
    for (what, make) in neighbours {
        let counts: Vec<f64> =
            (0..4096).map(|group| (0..256).map(|i| rare(make(group, i))).sum::<u64>() as f64).collect();
        let mean = counts.iter().sum::<f64>() / 4096.0;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / 4095.0;
        assert!((variance / mean - 63.0 / 64.0).abs() < 0.1, "{what}: variance over mean {}", variance / mean);
    }
}

/// Correlation of the first uniforms of two names, of neighbouring trials and of neighbouring persons, over 20,000
/// pairs: standard error 0.007, allowed 0.032.
#[test]
fn names_trials_and_persons_are_uncorrelated() {
    let pairs: [Pairs; 4] = [
        ("names", &|i| (stream(1, 0, i, "generals", 0, 0), stream(1, 0, i, "staff", 0, 0))),
        ("trials", &|i| (stream(1, 0, 2 * i, "a", 0, 0), stream(1, 0, 2 * i + 1, "a", 0, 0))),
        ("persons", &|i| (stream(1, 0, i, "a", 0, 0), stream(1, 0, i, "a", 1, 0))),
        ("seeds", &|i| (stream(1, 0, i, "a", 0, 0), stream(2, 0, i, "a", 0, 0))),
    ];
    for (what, make) in pairs {
        let count = 20_000;
        let sum: f64 = (0..count)
            .map(|i| {
                let (mut left, mut right) = make(i);
                (left.uniform() - 0.5) * (right.uniform() - 0.5)
            })
            .sum();
        let correlation = 12.0 * sum / count as f64;
        assert!(correlation.abs() < 0.032, "{what}: {correlation}");
    }
}
