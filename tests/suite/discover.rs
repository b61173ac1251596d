//! Scenario discovery on a scenario whose odds are known at every world.

use overheard::engine::{Effort, Unwatched};
use overheard::model::Estimator;
use overheard::scenario;
use overheard::study::discover::result::{Chosen, DiscoverResult, Finding};
use overheard::study::discover::{DiscoverError, DiscoverOptions, discover};
use overheard::study::result::Stop;

/// Captures are Poisson with a mean of 10 x 2 x 0.5 x mistake x recognised = 10 mistake recognised; nobody uses the rest.
const BASE: &str = r#"
format = 1
event = { name = "Talks", days = 2 }
channel.app = { readable = 0, approved = true }
channel.phone = { readable = 1 }
channel.fax = { readable = { low = 0.1, high = 0.9 } }
venue.hall = { offers = ["app", "phone"] }
venue.annex = { offers = ["app", "fax"] }
[group.envoys]
count = 10
mistake = { min = 0.0, mode = 0.1, max = 0.3 }
whereabouts."00-24" = { hall = 1 }
substitutes = { low = 0.2, high = 0.9 }
flagged = { low = 0.05, high = 0.4 }
[conversation.talk]
rate = { envoys = 0.5 }
duration_minutes = 20
approved = { app = 1 }
fallback = { phone = 1 }
recognised = { min = 0.1, mode = 0.5, max = 0.9 }
harm = 4
[campaign.broad.collector.post]
count = 1
places = { hall = 1 }
pickup_per_hour = { phone = 1e12 }
"#;

fn options(above: Option<f64>) -> DiscoverOptions {
    DiscoverOptions {
        above,
        coverage: 0.8,
        seed: 5,
        draws: Some(500),
        effort: Effort::Precision { relative: 0.05, max_trials: 200_000 },
        estimator: Estimator::Conditional,
    }
}

fn discovered(text: &str, options: &DiscoverOptions) -> Result<DiscoverResult, DiscoverError> {
    let scenario = scenario::from_text("discover.toml", text, &[]).unwrap_or_else(|wrong| panic!("{wrong}"));
    discover(&scenario, options, &Unwatched)
}

#[test]
fn the_values_that_matter_are_found_and_the_others_are_not() {
    let result = discovered(BASE, &options(Some(0.6))).unwrap();
    let Finding::Found(found) = &result.finding else { panic!("{:?}", result.finding) };
    let path = |dimension: usize| result.dimensions[dimension].path.as_str();
    let restricted: Vec<&str> = found.restrictions.iter().map(|one| path(one.dimension)).collect();
    assert!(restricted.contains(&"group.envoys.mistake"), "{restricted:?}");
    assert!(restricted.iter().all(|path| ["group.envoys.mistake", "conversation.talk.recognised"].contains(path)));
    assert!(found.restrictions.iter().all(|one| one.limits.low.is_some()), "high values make high odds");
    assert!(found.step.coverage(result.hits) >= 0.8 && found.p_value <= 0.01);
    let base = result.hits as f64 / 500.0;
    assert!(found.step.density() > 2.0 * base && found.density_beyond.unwrap() > 1.8 * base, "{found:?}");
}

/// The worlds' odds against the closed form: the threshold splits them as it should, but for those in doubt.
#[test]
fn worlds_are_on_the_right_side_but_for_those_in_doubt() {
    let result = discovered(BASE, &options(Some(0.5))).unwrap();
    let place = |path: &str| result.dimensions.iter().position(|dimension| dimension.path == path).unwrap();
    let (mistake, recognised) = (place("group.envoys.mistake"), place("conversation.talk.recognised"));
    let truth = |values: &[f64]| 1.0 - (-10.0 * values[mistake] * values[recognised]).exp();
    let wrong = result.worlds.iter().filter(|world| world.hit != (truth(&world.values) > 0.5)).count() as f64;
    // Each world in doubt is a coin of its own: four standard deviations of a Poisson count.
    assert!(wrong <= result.doubtful + 4.0 * result.doubtful.sqrt() + 1.0, "{wrong} against {}", result.doubtful);
    assert_eq!(result.stop, Stop::Precision);
    assert!(result.doubtful <= 0.05 * result.hits.min(500 - result.hits) as f64);
}

#[test]
fn without_a_threshold_a_quarter_of_the_worlds_is_of_interest() {
    let result = discovered(BASE, &options(None)).unwrap();
    assert_eq!(result.chosen, Chosen::Quarter);
    assert!((100..=150).contains(&result.hits), "{}", result.hits);
}

#[test]
fn a_threshold_that_no_world_passes_and_a_scenario_without_ranges_are_said() {
    assert_eq!(discovered(BASE, &options(Some(0.999))).unwrap().finding, Finding::TooFew);
    let plain: String = BASE
        .lines()
        .filter(|line| {
            !line.starts_with("substitutes") && !line.starts_with("flagged") && !line.starts_with("channel.fax")
        })
        .map(|line| line.replace(", \"fax\"", "") + "\n")
        .collect();
    let plain = plain
        .replace("{ min = 0.0, mode = 0.1, max = 0.3 }", "0.1")
        .replace("{ min = 0.1, mode = 0.5, max = 0.9 }", "0.5");
    let refused = discovered(&plain, &options(None)).map(|_| ()).unwrap_err();
    assert!(refused.to_string().contains("give ranges"), "{refused}");
}

#[test]
fn whole_numbers_are_the_worlds_of_their_rounded_values_and_threads_change_nothing() {
    let text = BASE.replace("count = 10", "count = { min = 1, mode = 10, max = 30 }");
    let told = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| discovered(&text, &DiscoverOptions { draws: Some(100), ..options(None) }).unwrap())
    };
    let result = told(1);
    let count = result.dimensions.iter().position(|dimension| dimension.whole).unwrap();
    assert_eq!(result.dimensions[count].path, "group.envoys.count");
    assert!(result.worlds.iter().all(|world| world.values[count].fract() == 0.0));
    assert!(format!("{result:?}") == format!("{:?}", told(4)));
}
