//! Labels beside points, where nothing else is.

use super::scene::{Anchor, Area, Dash, Label, Mark};
use super::sheet::Pen;
use super::style::faded;

/// How far labels may be from their points, in heights of a line.
const DISTANCES: [f64; 4] = [0.0, 0.9, 1.9, 2.9];
/// How far the ground of a label hides what is below it.
const GROUND: f64 = 0.8;
/// Half of what a leader keeps free around itself [px].
const LEADER_HALF: f64 = 1.0;
/// From this distance to its point on, a label has a leader [px of a nominal chart].
const FAR: f64 = 9.0;
/// Boxes that stand for a stretch of a line.
const MOST_PIECES: f64 = 500.0;

/// Whether a label may lie over thin lines, if there is no other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// It may: it is needed.
    Allowed,
    /// It may not: rather no label.
    Refused,
}

/// What labels must not cover.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Where labels may be.
    pub room: Area,
    /// What no label may cover.
    pub solid: Vec<Area>,
    /// Lines that a needed label may cover.
    pub thin: Vec<Area>,
    /// The labels so far, which no leader may cross.
    placed: Vec<Area>,
}

impl Taken {
    /// A room without labels.
    pub fn new(room: Area, solid: Vec<Area>, thin: Vec<Area>) -> Self {
        Self { room, solid, thin, placed: Vec::new() }
    }

    /// A label beside a point, below it a leader if it stands far off, with its place taken; nothing where there is no room.
    pub fn label(&mut self, pen: &Pen, text: &str, at: (f64, f64), radius: f64, crossing: Crossing) -> Vec<Mark> {
        let candidates = candidates(pen, text, at, radius);
        let free = |label: &&Label, avoid: &[&[Area]]| {
            let bounds = label.bounds();
            self.room.holds(&bounds)
                && !avoid.iter().flat_map(|areas| areas.iter()).any(|area| area.overlaps(&bounds))
                && !leader(pen, at, radius, label).is_some_and(|line| touches(&line, &self.placed))
        };
        let chosen = candidates
            .iter()
            .find(|label| free(label, &[&self.solid, &self.thin]))
            .or_else(|| candidates.iter().find(|label| crossing == Crossing::Allowed && free(label, &[&self.solid])));
        let Some(chosen) = chosen else { return Vec::new() };
        let line = leader(pen, at, radius, chosen);
        self.solid.extend(line.as_ref().map(covered).unwrap_or_default());
        self.solid.push(chosen.bounds());
        self.placed.push(chosen.bounds());
        line.into_iter().chain([ground(pen, chosen), Mark::Label(chosen.clone())]).collect()
    }
}

/// What hides the lines below a label, so that it can be read.
fn ground(pen: &Pen, label: &Label) -> Mark {
    Mark::Box(label.bounds(), faded(pen.palette.paper, GROUND))
}

fn covered(line: &Mark) -> Vec<Area> {
    if let Mark::Line { points, .. } = line { along(points, LEADER_HALF) } else { Vec::new() }
}

fn touches(line: &Mark, areas: &[Area]) -> bool {
    covered(line).iter().any(|piece| areas.iter().any(|area| area.overlaps(piece)))
}

/// A thin line from a point to its label, where the label stands so far off that it might be another's.
fn leader(pen: &Pen, at: (f64, f64), radius: f64, label: &Label) -> Option<Mark> {
    let bounds = label.bounds();
    let end = (at.0.clamp(bounds.left, bounds.right), at.1.clamp(bounds.top, bounds.bottom));
    let length = (end.0 - at.0).hypot(end.1 - at.1);
    if length < radius + pen.px(FAR) {
        return None;
    }
    let from = |part: f64| (at.0 + part * (end.0 - at.0), at.1 + part * (end.1 - at.1));
    let points = vec![from(radius / length), end];
    Some(Mark::Line { points, ink: pen.palette.side, width: pen.px(0.9), dash: Dash::Solid })
}

/// What a line through points covers, in boxes of about this size.
pub fn along(points: &[(f64, f64)], half: f64) -> Vec<Area> {
    let mut boxes = Vec::new();
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let pieces = ((to.0 - from.0).hypot(to.1 - from.1) / (2.0 * half)).ceil().clamp(1.0, MOST_PIECES);
        for piece in 0..=pieces as u32 {
            let part = f64::from(piece) / pieces;
            let (x, y) = (from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1));
            boxes.push(Area { left: x - half, top: y - half, right: x + half, bottom: y + half });
        }
    }
    boxes
}

/// A label on every side of a point, the nearest first.
fn candidates(pen: &Pen, text: &str, (x, y): (f64, f64), radius: f64) -> Vec<Label> {
    let gap = radius + pen.px(4.0);
    let line = pen.small();
    let label = |at, anchor| Label { ink: pen.palette.text, ..pen.quiet(text.to_owned(), at, anchor) };
    let mut all = Vec::new();
    for distance in DISTANCES {
        let down = distance * line;
        let beside = if distance == 0.0 { gap } else { 0.6 * gap };
        for lower in [-down, down] {
            all.push(label((x + beside, y + lower), Anchor::Left));
            all.push(label((x - beside, y + lower), Anchor::Right));
        }
        for lower in [-(gap + 0.5 * line + down), gap + 0.5 * line + down] {
            all.push(label((x, y + lower), Anchor::Middle));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::ChartStyle;
    use super::super::sheet::{Sheet, Words};
    use super::*;

    #[test]
    fn a_label_crosses_a_thin_line_only_if_it_is_needed_and_a_solid_one_never() {
        let pen = Sheet::new(&ChartStyle::default(), Words::default()).pen;
        let room = Area { left: 0.0, top: 0.0, right: 300.0, bottom: 200.0 };
        let label = |solid: &[Area], thin: &[Area], crossing: Crossing| {
            let mut taken = Taken::new(room, solid.to_vec(), thin.to_vec());
            let marks = taken.label(&pen, "a name", (150.0, 100.0), 5.0, crossing);
            marks.into_iter().find_map(|mark| if let Mark::Label(label) = mark { Some(label) } else { None })
        };
        assert!(label(&[], &[], Crossing::Refused).is_some());
        assert_eq!(label(&[], &[room], Crossing::Refused), None);
        assert!(label(&[], &[room], Crossing::Allowed).is_some());
        assert_eq!(label(&[room], &[], Crossing::Allowed), None);
        let right = Area { left: 150.0, ..room };
        let found = label(&[right], &[], Crossing::Allowed).map(|label| label.bounds());
        assert!(found.is_some_and(|bounds| !bounds.overlaps(&right)), "on the other side");
    }

    #[test]
    fn a_label_far_from_its_point_has_a_leader_that_crosses_no_other_label() {
        let pen = Sheet::new(&ChartStyle::default(), Words::default()).pen;
        let room = Area { left: 0.0, top: 0.0, right: 300.0, bottom: 200.0 };
        let crowd = Area { left: 135.0, top: 84.0, right: 165.0, bottom: 116.0 };
        let mut taken = Taken::new(room, vec![crowd], Vec::new());
        let mut marks = Vec::new();
        for _ in 0..12 {
            marks.extend(taken.label(&pen, "a name", (150.0, 100.0), 5.0, Crossing::Refused));
        }
        let labels = marks.iter().filter_map(|mark| if let Mark::Label(label) = mark { Some(label) } else { None });
        let bounds: Vec<Area> = labels.map(Label::bounds).collect();
        let lines: Vec<&Mark> = marks.iter().filter(|mark| matches!(mark, Mark::Line { .. })).collect();
        assert!(!bounds.is_empty() && lines.len() == bounds.len(), "all are far: {bounds:?}");
        for line in lines {
            let crossed = bounds.iter().filter(|label| touches(line, std::slice::from_ref(label))).count();
            assert!(crossed <= 1, "its own at most");
        }
    }
}
