//! A scene to SVG, by plotters.

use std::fmt::Write;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, ShapeStyle, TextStyle};

use super::font::{self, FAMILIES, PLOTTERS_FACTOR};
use super::scene::{Anchor, Dash, Dot, Group, Label, Mark, Scene};
use super::style::Ink;
use crate::report::direction::isolated;

/// Plotters knows whole pixels only: it draws at so many times the size, and the SVG is scaled down.
const FINE: f64 = 20.0;
/// Length of a dash and of the gap behind it \[px\].
const DASH: (f64, f64) = (6.0, 4.0);

/// The scene as a whole SVG document; `alt` says what is to be seen, for those who do not see it.
pub fn document(scene: &Scene, title: &str, alt: &str) -> String {
    font::register();
    let size = ((scene.width * FINE) as u32, (scene.height * FINE) as u32);
    let mut svg = String::new();
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {} {}\" role=\"img\" \
         aria-label=\"{}\">\n<title>{}</title>\n<desc>{}</desc>",
        scene.width,
        scene.height,
        size.0,
        size.1,
        escaped(&isolated(alt)),
        escaped(&isolated(title)),
        escaped(&isolated(alt))
    );
    for group in &scene.groups {
        match &group.hover {
            Some(hover) => {
                let _ = write!(svg, "<g><title>{}</title>\n{}</g>\n", escaped(&isolated(hover)), drawn(group, size));
            }
            None => svg.push_str(&drawn(group, size)),
        }
    }
    svg + "</svg>\n"
}

/// The text, as it stands in XML.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// What plotters makes of the marks, without the document around them.
fn drawn(group: &Group, size: (u32, u32)) -> String {
    let mut text = String::new();
    {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        let drawn: Result<(), _> = group.marks.iter().try_for_each(|mark| draw(&area, mark));
        assert!(drawn.and_then(|()| area.present()).is_ok(), "drawing into a string does not fail");
    }
    let inner = text.split_once(">\n").map_or("", |(_, rest)| rest);
    let inner = inner.trim_end().strip_suffix("</svg>").unwrap_or(inner);
    sized(inner, group)
}

/// The texts with the width that they were given room for: where the font is missing, a browser draws them as wide with
/// another one, so that nothing is cut or overlaps. Texts in letters that were never measured keep their own.
fn sized(drawn: &str, group: &Group) -> String {
    let labels = group.marks.iter().filter_map(|mark| if let Mark::Label(label) = mark { Some(label) } else { None });
    let mut pieces = drawn.split("<text ");
    let mut sized = pieces.next().unwrap_or_default().to_owned();
    for (piece, label) in pieces.zip(labels) {
        sized.push_str("<text ");
        if font::knows(&label.text) && !label.text.is_empty() {
            let width = FINE * font::width(&label.text, label.size, label.weight);
            let _ = write!(sized, "textLength=\"{width:.0}\" lengthAdjust=\"spacingAndGlyphs\" ");
        }
        sized.push_str(piece);
    }
    sized
}

type Drawing<DB> = DrawingArea<DB, Shift>;
type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

fn draw<DB: DrawingBackend>(area: &Drawing<DB>, mark: &Mark) -> Drawn<DB> {
    match mark {
        Mark::Box(at, ink) => {
            let corners = [fine((at.left, at.top)), fine((at.right, at.bottom))];
            area.draw(&Rectangle::new(corners, ink.filled()))
        }
        Mark::Line { points, ink, width, dash: Dash::Solid } => draw_line(area, points, *ink, *width),
        Mark::Line { points, ink, width, dash: Dash::Dashed } => {
            dashes(points).iter().try_for_each(|piece| draw_line(area, piece, *ink, *width))
        }
        Mark::Shape(points, ink) => {
            area.draw(&Polygon::new(points.iter().copied().map(fine).collect::<Vec<_>>(), ink.filled()))
        }
        Mark::Dot { at, radius, ink, kind } => {
            let width = (0.35 * radius * FINE) as u32;
            let style = ShapeStyle { color: *ink, filled: *kind == Dot::Full, stroke_width: width };
            area.draw(&Circle::new(fine(*at), (radius * FINE) as u32, style))
        }
        Mark::Label(label) => draw_label(area, label),
    }
}

fn draw_line<DB: DrawingBackend>(area: &Drawing<DB>, points: &[(f64, f64)], ink: Ink, width: f64) -> Drawn<DB> {
    let style = ShapeStyle { color: ink, filled: false, stroke_width: (width * FINE) as u32 };
    area.draw(&PathElement::new(points.iter().copied().map(fine).collect::<Vec<_>>(), style))
}

fn draw_label<DB: DrawingBackend>(area: &Drawing<DB>, label: &Label) -> Drawn<DB> {
    let across = match label.anchor {
        Anchor::Left => HPos::Left,
        Anchor::Middle => HPos::Center,
        Anchor::Right => HPos::Right,
    };
    let font = FontDesc::new(FontFamily::Name(FAMILIES), label.size * FINE * PLOTTERS_FACTOR, label.weight.style());
    let style = TextStyle::from(font).color(&label.ink).pos(Pos::new(across, VPos::Center));
    area.draw(&Text::new(isolated(&label.text), fine((label.x, label.y)), style))
}

fn fine((x, y): (f64, f64)) -> (i32, i32) {
    ((x * FINE).round() as i32, (y * FINE).round() as i32)
}

/// The dashes of a line.
fn dashes(points: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let (mut drawing, mut left) = (true, DASH.0);
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let at = |along: f64| (from.0 + (to.0 - from.0) * along / length, from.1 + (to.1 - from.1) * along / length);
        let mut along = 0.0;
        while along < length {
            let end = (along + left).min(length);
            if drawing {
                match pieces.last_mut().filter(|piece| piece.last() == Some(&at(along))) {
                    Some(piece) => piece.push(at(end)),
                    None => pieces.push(vec![at(along), at(end)]),
                }
            }
            left -= end - along;
            along = end;
            if left <= 0.0 {
                drawing = !drawing;
                left = if drawing { DASH.0 } else { DASH.1 };
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dashed_line_is_broken_and_ends_where_it_should() {
        let pieces = dashes(&[(0.0, 0.0), (24.0, 0.0)]);
        assert_eq!(pieces, [[(0.0, 0.0), (6.0, 0.0)], [(10.0, 0.0), (16.0, 0.0)], [(20.0, 0.0), (24.0, 0.0)]]);
    }

    #[test]
    fn marks_that_tell_a_value_carry_it_escaped() {
        let mut scene = Scene::new(320.0, 320.0);
        let area = crate::report::charts::scene::Area { left: 1.0, top: 1.0, right: 5.5, bottom: 5.0 };
        scene.add_told(
            "<b> & \"c\"".to_owned(),
            vec![Mark::Box(area, crate::report::charts::style::Ink::from(plotters::style::BLACK))],
        );
        let svg = document(&scene, "t", "a");
        assert!(
            svg.contains("<g><title>&lt;b&gt; &amp; &quot;c&quot;</title>\n<rect x=\"20\" y=\"20\" width=\"90\""),
            "{svg}"
        );
        assert_eq!(svg.matches("<svg").count(), 1);
        assert_eq!(svg.matches("</svg>").count(), 1);
    }
}
