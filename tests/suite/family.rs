//! Variants in one pass get, to the bit, what each would get alone.

use std::path::Path;

use overheard::model::{Estimator, Family, FamilyWorkspace, Layout, Model, Workspace, at};
use overheard::random::Trial;
use overheard::scenario::world::World;
use overheard::scenario::{self, Scenario};

fn worlds(scenario: &Scenario, rows: &[Vec<String>]) -> Vec<World> {
    let values = scenario.central_values();
    rows.iter().map(|row| scenario.with_measures(row).unwrap().world(&values).unwrap()).collect()
}

/// The baseline, each measure alone, and pairs of neighbours where they go together.
fn rows(scenario: &Scenario) -> Vec<Vec<String>> {
    let names: Vec<String> = scenario.measures().iter().map(|measure| measure.name.clone()).collect();
    let alone = names.iter().map(|name| vec![name.clone()]);
    let pairs = names.windows(2).map(<[String]>::to_vec);
    let possible = |row: &Vec<String>| scenario.with_measures(row).is_ok();
    std::iter::once(Vec::new()).chain(alone).chain(pairs).filter(possible).collect()
}

#[test]
fn every_shipped_scenario_with_all_its_measures_agrees_to_the_bit() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    for file in files {
        let scenario = scenario::load(&file, &[]).unwrap();
        let worlds = worlds(&scenario, &rows(&scenario));
        let family = Family::compile(&worlds);
        let mut shared = FamilyWorkspace::new(&family);
        let alone: Vec<(Model, Layout)> = worlds.iter().map(|w| (Model::compile(w), Layout::new(w))).collect();
        let mut rooms: Vec<Workspace> = alone.iter().map(|(model, layout)| Workspace::new(model, layout)).collect();
        for estimator in [Estimator::Conditional, Estimator::Analog] {
            let mut captured = 0.0;
            for trial in (0..40).map(|trial| Trial::new(7, 3, trial)) {
                shared.run(&family, &trial, estimator);
                for (variant, ((model, layout), room)) in alone.iter().zip(&mut rooms).enumerate() {
                    room.run(model, layout, &trial, estimator);
                    let (row, brief) = (room.row(), shared.briefs()[variant]);
                    let found = [brief.odds, brief.captures, brief.harm];
                    assert_eq!(found, [row[at::ODDS], row[at::CAPTURES], row[at::HARM]], "{file:?} variant {variant}");
                    captured += row[at::CAPTURES];
                }
            }
            assert!(captured > 0.0 || estimator == Estimator::Analog, "{file:?}: there must be something to compare");
        }
    }
}
