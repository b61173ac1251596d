//! Whole scenarios compared: what they share by name is the same in both.

use overheard::engine::{Effort, Unwatched};
use overheard::scenario;
use overheard::study::compare::{compare, compare_files};
use overheard::study::comparison::{Effect, FilesResult};
use overheard::study::run::RunOptions;

use crate::compare::{BASE, compared, odds, options, read};

fn beside(texts: &[&str], run: &RunOptions) -> FilesResult {
    let named = |(at, text): (usize, &&str)| scenario::from_text(&format!("{at}.toml"), text, &[]).unwrap();
    let scenarios: Vec<_> = texts.iter().enumerate().map(named).collect();
    compare_files(&scenarios, run, &Unwatched).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The baseline with half the mistakes, written out as a file of its own, with a venue and a group more that never talk.
fn halved() -> String {
    BASE.replace("mistake = 0.1", "mistake = 0.05").replace(
        "[conversation.talk]",
        "venue.annex = { offers = [\"app\"] }\ngroup.guests = { count = 3, mistake = 0, whereabouts.\"00-24\" = { annex = 1 } }\n\
         [conversation.talk]",
    )
}

#[test]
fn a_variant_in_a_file_is_the_measure_in_the_file() {
    let run = options(20_000).run;
    let files = beside(&[BASE, &halved()], &run);
    let measured = compared(BASE, &options(20_000));
    let measure = measured.rows.iter().find(|row| row.measures == ["halve"]).unwrap();
    let row = &files.rows[1];
    assert!((row.difference.mean - measure.difference.mean).abs() < 1e-12, "the same trials, by name");
    assert!((row.harm_avoided.unwrap().mean - measure.harm_avoided.mean).abs() < 1e-9);
    let error = row.difference.interval.unwrap().standard_error;
    assert!((row.difference.mean - (odds(0.5) - odds(1.0))).abs() < 4.5 * error);
    assert_eq!((row.effect, files.rows[0].effect, files.best), (Effect::Lowers, Effect::Baseline, 1));
    assert!(files.tied.is_empty() && row.pairing.unwrap() > 1.2);
    // Six names of the first, two more in the second: app, phone, unused, hall, envoys, talk, broad.
    assert!((row.shared_entities - 7.0 / 9.0).abs() < 1e-12);
    assert!((files.rows[0].odds.mean - files.runs[0].odds.estimate.mean).abs() < 1e-12);
}

#[test]
fn files_that_share_no_names_are_as_good_as_independent() {
    let renamed = BASE.replace("envoys", "others").replace("talk", "chat").replace("hall", "tent");
    let files = beside(&[BASE, &renamed], &options(20_000).run);
    let pairing = files.rows[1].pairing.unwrap();
    assert!((0.7..1.4).contains(&pairing), "{pairing}");
    assert_eq!(files.tied.len(), 1, "they are the same but for their names");
}

#[test]
fn uncertain_values_of_the_same_path_are_drawn_alike_and_files_without_any_take_part() {
    let uncertain = BASE.replace("recognised = 0.5", "recognised = { low = 0.2, high = 0.8 }");
    let also = uncertain.replace("mistake = 0.1", "mistake = 0.05");
    let run = RunOptions { draws: Some(200), effort: Effort::Trials(4000), ..options(4000).run };
    let files = beside(&[&uncertain, &also, BASE], &run);
    assert_eq!(files.rows[1].effect, Effect::Lowers);
    assert!(files.rows[1].pairing.unwrap() > 1.2, "{:?}", files.rows[1]);
    // The same talks and mistakes in every draw: where the odds of a file without draws differ is recognition alone.
    assert!(files.rows[2].pairing.unwrap() > 1.5, "{:?}", files.rows[2]);
    assert!(files.runs[2].odds.band.is_none());
}

#[test]
fn harm_in_other_units_is_not_compared() {
    let other = BASE.replace("event = { name", "event = { harm_unit = \"EUR\", name");
    let row = &beside(&[BASE, &other], &options(500).run).rows[1];
    assert!(row.harm.is_none() && row.harm_avoided.is_none());
    assert_eq!((row.effect, row.difference.mean), (Effect::Nothing, 0.0));
}

#[test]
fn one_file_alone_is_the_best_of_itself() {
    let files = beside(&[BASE], &options(500).run);
    assert!(files.best == 0 && files.tied.is_empty() && files.rows.len() == 1);
    let measured = compare(&read(BASE), &options(500), &Unwatched).unwrap();
    assert_eq!(files.rows[0].odds, measured.rows[0].odds);
}
