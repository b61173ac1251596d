//! Labels beside points, where nothing else is.

use super::super::scene::{Anchor, Area, Label};
use super::super::sheet::Pen;

/// How far labels may be from their points, in heights of a line.
const DISTANCES: [f64; 3] = [0.0, 0.9, 1.9];

/// What labels must not cover.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Where labels may be.
    pub room: Area,
    /// What no label may cover.
    pub solid: Vec<Area>,
    /// What a label should not cover, if there is another way.
    pub thin: Vec<Area>,
}

impl Taken {
    /// A label beside a point, with its place taken; absent where there is no room.
    pub fn label(&mut self, pen: &Pen, text: &str, at: (f64, f64), radius: f64) -> Option<Label> {
        let candidates = candidates(pen, text, at, radius);
        let free = |label: &&Label, avoid: &[&[Area]]| {
            let bounds = label.bounds();
            self.room.holds(&bounds) && !avoid.iter().flat_map(|areas| areas.iter()).any(|area| area.overlaps(&bounds))
        };
        let chosen = candidates
            .iter()
            .find(|label| free(label, &[&self.solid, &self.thin]))
            .or_else(|| candidates.iter().find(|label| free(label, &[&self.solid])))?
            .clone();
        self.solid.push(chosen.bounds());
        Some(chosen)
    }
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
