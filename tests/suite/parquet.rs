//! Every trial of a run as a Parquet file.

use crate::cli_program::overheard;

const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/summit.toml");

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_says_how_to_build_one_before_it_runs_anything() {
    let dir = tempfile::tempdir().unwrap();
    let refused = overheard(dir.path()).args(["run", SCENARIO, "--parquet", "--out", "out"]).assert().code(2);
    let told = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
    assert!(told.contains("built without Parquet") && told.contains("--features parquet"), "{told}");
    assert!(!dir.path().join("out").exists());
}

#[cfg(feature = "parquet")]
mod written {
    use std::collections::BTreeMap;
    use std::path::Path;

    use overheard::study::trials::OBSERVED;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::{SCENARIO, overheard};

    /// A run's folder with its trials.
    fn run(dir: &Path, more: &[&str]) {
        let fixed = ["run", SCENARIO, "--trials", "3000", "--draws", "50", "--parquet", "--out", "out", "--quiet"];
        overheard(dir).args(fixed).args(more).assert().success();
    }

    fn reader(dir: &Path) -> SerializedFileReader<std::fs::File> {
        SerializedFileReader::new(std::fs::File::open(dir.join("out/trials.parquet")).unwrap()).unwrap()
    }

    /// Draw, trial and what was observed, row by row.
    fn rows(dir: &Path) -> Vec<(i64, i64, Vec<f64>)> {
        let number = |field: &Field| if let Field::Double(value) = field { *value } else { panic!("{field}") };
        let whole = |field: &Field| if let Field::Long(value) = field { *value } else { panic!("{field}") };
        let read = |row: parquet::record::Row| {
            let fields: Vec<(String, Field)> = row.into_columns();
            let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names[..2], ["draw", "trial"]);
            assert_eq!(names[2..], OBSERVED.map(|(name, _)| name));
            let observed = fields[2..].iter().map(|(_, field)| number(field)).collect();
            (whole(&fields[0].1), whole(&fields[1].1), observed)
        };
        reader(dir).get_row_iter(None).unwrap().map(|row| read(row.unwrap())).collect()
    }

    fn csv(dir: &Path, name: &str) -> Vec<BTreeMap<String, String>> {
        let mut reader = csv::Reader::from_path(dir.join("out").join(name)).unwrap();
        reader.deserialize().map(Result::unwrap).collect()
    }

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() <= 1e-12 * one.abs().max(other.abs())
    }

    #[test]
    fn trials_add_up_to_the_blocks_and_the_funnel_of_the_csv() {
        for more in [&[][..], &["--estimator", "analog"]] {
            let dir = tempfile::tempdir().unwrap();
            run(dir.path(), more);
            let rows = rows(dir.path());
            assert_eq!(rows.len(), 3000);
            let blocks = csv(dir.path(), "blocks.csv");
            let mut first = 0;
            for block in &blocks {
                let whole = |name: &str| block[name].parse::<i64>().unwrap();
                let trials = &rows[first..first + whole("block_trials") as usize];
                first += trials.len();
                for (index, (draw, trial, _)) in (0..).zip(trials) {
                    assert_eq!((*draw, *trial), (whole("draw"), whole("first_trial") + index));
                }
                for (column, name) in ["odds_sum", "captures_sum", "harm_sum"].into_iter().enumerate() {
                    let sum: f64 = trials.iter().map(|(_, _, observed)| observed[column]).sum();
                    assert!(close(sum, block[name].parse().unwrap()), "{name}: {sum} and {}", block[name]);
                }
            }
            assert_eq!(first, rows.len(), "the blocks hold all trials");
            for stage in csv(dir.path(), "funnel.csv") {
                let Some(column) = OBSERVED.iter().position(|(name, _)| *name == stage["stage"]) else { continue };
                let mean = rows.iter().map(|(_, _, observed)| observed[column]).sum::<f64>() / rows.len() as f64;
                assert!(close(mean, stage["expected_per_event"].parse().unwrap()), "{}: {mean}", stage["stage"]);
            }
        }
    }

    #[test]
    fn the_file_tells_its_provenance_and_is_the_same_every_time_on_any_number_of_threads() {
        let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        for (dir, threads) in dirs.iter().zip(["1", "3"]) {
            run(dir.path(), &["--threads", threads, "--set", "event.name=\"\u{202e}x\""]);
        }
        let [one, other] = dirs.each_ref().map(|dir| std::fs::read(dir.path().join("out/trials.parquet")).unwrap());
        assert_eq!(one, other);
        let reader = reader(dirs[0].path());
        let told = reader.metadata().file_metadata().key_value_metadata().unwrap();
        let told: BTreeMap<&str, &str> =
            told.iter().map(|pair| (pair.key.as_str(), pair.value.as_deref().unwrap())).collect();
        let row = &csv(dirs[0].path(), "funnel.csv")[0];
        for key in ["scenario_hash", "seed", "trials", "draws", "estimator", "version", "scenario"] {
            assert_eq!(told[format!("overheard.{key}").as_str()], row[key], "{key}");
        }
        assert_eq!(told["overheard.scenario"], "\\u{202e}x");
        let manifest = std::fs::read_to_string(dirs[0].path().join("out/manifest.json")).unwrap();
        assert!(manifest.contains("trials.parquet"));
        overheard(dirs[0].path()).args(["verify", "out"]).assert().success();
    }

    #[test]
    fn more_trials_than_a_file_takes_are_refused_before_they_are_run() {
        let dir = tempfile::tempdir().unwrap();
        let run = ["run", SCENARIO, "--trials", "2e7", "--parquet", "--out", "out"];
        let refused = overheard(dir.path()).args(run).assert().code(2);
        let told = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
        assert!(told.contains("10000000 at most") && told.contains("20000000 of them"), "{told}");
    }
}
