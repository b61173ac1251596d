//! Contests in shares: sums inside cells, and cells with nothing in them.

use std::sync::Arc;

use overheard::engine::{Cells, Contest, ContestSample, Monitor, Rivals, Unwatched, Work, shared_contest};
use overheard::model::{Estimator, Layout, Model};
use overheard::random::Placing;

use crate::scale::{At, gathered, shares};
use crate::support::Simple;

fn contest_on_simple(cells: Cells, trials: u64, monitor: &dyn Monitor) -> Option<ContestSample> {
    let world = Simple::default().world();
    let layout = Layout::new(&world);
    let rivals = |_: usize, _: u64| -> Result<Rivals, ()> {
        Ok(Rivals::Models(vec![(Arc::new(Model::compile(&world)), layout.clone()); 2]))
    };
    let estimator = Estimator::Conditional;
    let job = Contest { rivals: &rivals, cells, seed: 4, estimator, placing: Placing::AsIs, trials: 0..trials };
    shared_contest("simple", &job, monitor).unwrap()
}

#[test]
fn a_cell_of_many_trials_is_cut_so_that_more_shares_than_cells_have_something_to_do() {
    let one_draw = Cells::Draws { draws: vec![0], replicate_of: vec![0] };
    let whole = contest_on_simple(one_draw.clone(), 50_000, &Unwatched).unwrap();
    let shares = shares(10, &|monitor| {
        contest_on_simple(one_draw.clone(), 50_000, monitor).unwrap();
    });
    let sizes: Vec<usize> = shares.iter().map(|share| share.values().map(Vec::len).sum()).collect();
    assert!(sizes.iter().all(|&size| size > 60), "each has sums: {sizes:?}");
    let all = gathered(shares.iter().rev());
    let merged = contest_on_simple(one_draw.clone(), 50_000, &At(Work::Gathered(&all))).unwrap();
    assert!(all.adds_up() && merged == whole && format!("{merged:?}") == format!("{whole:?}"));
    for left_out in 0..10 {
        let some = shares.iter().enumerate().filter(|&(index, _)| index != left_out).map(|(_, share)| share);
        let all = gathered(some);
        assert!(contest_on_simple(one_draw.clone(), 50_000, &At(Work::Gathered(&all))).is_none());
        assert!(!all.adds_up());
    }
}

#[test]
fn fewer_trials_than_strands_are_merged_too() {
    for (trials, of) in [(5, 3), (39, 2), (41, 50), (1, 1)] {
        let whole = contest_on_simple(Cells::Strands, trials, &Unwatched).unwrap();
        let shares = shares(of, &|monitor| {
            contest_on_simple(Cells::Strands, trials, monitor).unwrap();
        });
        let all = gathered(shares.iter());
        let merged = contest_on_simple(Cells::Strands, trials, &At(Work::Gathered(&all))).unwrap();
        assert!(all.adds_up() && format!("{merged:?}") == format!("{whole:?}"), "{trials} in {of}");
    }
}
