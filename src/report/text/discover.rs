//! The summary of scenario discovery, in at most 80 columns.

use super::layout::{self, Look, Side};
use super::notes;
use crate::report::{discover, round, safe};
use crate::study::discover::result::{DiscoverResult, Finding, Found};
use crate::study::result::Stop;

/// The title is cut to this width, other names in the header to that.
const TITLE_COLUMNS: usize = 78;
const HEADER_COLUMNS: usize = 60;
/// Names of values in the table are cut to this width.
const NAME_COLUMNS: usize = 30;
/// Boxes of the trajectory that are shown.
const BOXES_SHOWN: usize = 8;

/// The summary.
pub fn summary(result: &DiscoverResult, look: Look) -> String {
    let finding = discover::finding(result).join(" ").replace(" %", "\u{a0}%");
    let finding = layout::wrap(&finding, 0).replace('\u{a0}', " ");
    let mut sections = vec![header(result, look), look.strong(&finding) + "\n"];
    if let Finding::Found(found) = &result.finding {
        sections.push(restrictions(result, found, look));
    }
    if result.finding != Finding::TooFew {
        sections.push(trajectory(result, look));
    }
    sections.push(closing(result, look));
    sections.join("\n")
}

fn header(result: &DiscoverResult, look: Look) -> String {
    let mut text = look.heading(&safe::fit(&result.scenario, TITLE_COLUMNS)) + "\n";
    let mut line = |name: &str, what: &str| {
        text.push_str(&look.faint(&layout::wrap(&format!("{name} {what}"), 2)));
        text.push('\n');
    };
    line("file", &safe::fit_end(&result.file, HEADER_COLUMNS));
    for measure in &result.measures {
        line("with measure", &safe::fit(measure, HEADER_COLUMNS));
    }
    for change in &result.provenance.overrides {
        line("with", &safe::fit(change, HEADER_COLUMNS));
    }
    let (worlds, hits) = (round::count(result.worlds.len() as u64), round::count(result.hits as u64));
    line("worlds", &format!("{worlds}, of which {hits} have odds above {}", discover::percent(result.above)));
    text
}

fn restrictions(result: &DiscoverResult, found: &Found, look: Look) -> String {
    let mut rows = vec![["value", "limit", "in halves", "quasi-p", "recurs"].map(str::to_owned).to_vec()];
    for one in &found.restrictions {
        let bands = [one.low_band, one.high_band].into_iter().filter(Option::is_some).map(discover::band);
        let quasi = if one.quasi_p < 1e-4 { "< 0.0001".to_owned() } else { round::significant(one.quasi_p, 1) };
        rows.push(vec![
            safe::fit_end(&discover::name(result, one.dimension), NAME_COLUMNS),
            discover::limits(&result.dimensions[one.dimension], one),
            bands.collect::<Vec<_>>().join("; "),
            quasi,
            discover::percent(one.recurs),
        ]);
    }
    let table = layout::columns(&rows, &[Side::Left, Side::Left, Side::Left, Side::Right, Side::Right], 2);
    format!("{}\n{table}", look.heading("The box"))
}

/// Some boxes from the one that holds everything inwards.
fn trajectory(result: &DiscoverResult, look: Look) -> String {
    let mut rows = vec![["coverage", "density", "worlds", "values"].map(str::to_owned).to_vec()];
    let every = result.trajectory.len().div_ceil(BOXES_SHOWN).max(1);
    for step in result.trajectory.iter().step_by(every) {
        let restricted = step.limits.iter().filter(|limits| limits.restrict()).count();
        rows.push(vec![
            discover::percent(step.coverage(result.hits)),
            discover::percent(step.density()),
            round::count(step.inside as u64),
            restricted.to_string(),
        ]);
    }
    let heading = look.heading("On the way inwards");
    let what = "coverage: share of the worlds of interest inside; density: their share there";
    format!("{heading}\n  {what}\n{}", layout::columns(&rows, &[Side::Right; 4], 2))
}

fn closing(result: &DiscoverResult, look: Look) -> String {
    let each = result.provenance.trials / result.provenance.draws.max(1);
    let how = match result.stop {
        Stop::Precision => "Stopped once few worlds were in doubt",
        Stop::MaxTrials => "Stopped at the most trials that were allowed",
        Stop::Interrupted => "Interrupted",
        _ => "Ran as many trials as were asked for",
    };
    let doubt = format!(
        "{how}: {} trials in each world. About {} worlds are expected to be on the wrong side of the threshold, by the noise \
         of their trials; that makes a box less dense than it is, never more.",
        round::count(each),
        round::significant(result.doubtful, 2)
    );
    let belief = "Shares of worlds are shares of what the scenario believes, not of events.".to_owned();
    let told = std::iter::once(doubt).chain(notes::aimed(result.placing)).chain(std::iter::once(belief));
    let lines: String = told.map(|line| layout::wrap(&line, 2) + "\n").collect();
    lines + &look.faint(&notes::made_by(&result.provenance)) + "\n"
}
