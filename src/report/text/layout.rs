//! Lines of at most 80 columns: wrapping, aligned columns, headings, bars.

use crate::report::safe;

/// No line of a summary is wider.
pub const COLUMNS: usize = 80;
/// Columns of a full bar.
const BAR_COLUMNS: f64 = 20.0;
/// Eighths of a column, from one to seven.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// Whether colours may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Text only.
    Plain,
    /// With colours and weights for a terminal.
    Coloured,
}

/// Which side of its column a cell keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

impl Look {
    /// A heading.
    pub fn heading(self, text: &str) -> String {
        self.painted(anstyle::Style::new().bold().underline(), text)
    }

    /// What matters most.
    pub fn strong(self, text: &str) -> String {
        self.painted(anstyle::Style::new().bold(), text)
    }

    /// What matters least.
    pub fn faint(self, text: &str) -> String {
        self.painted(anstyle::Style::new().dimmed(), text)
    }

    fn painted(self, style: anstyle::Style, text: &str) -> String {
        match self {
            Self::Plain => text.to_owned(),
            Self::Coloured => text.lines().map(|line| format!("{style}{line}{style:#}")).collect::<Vec<_>>().join("\n"),
        }
    }
}

/// Breaks at spaces, so that no line is wider than 80 columns; further lines start with `indent` spaces.
pub fn wrap(text: &str, indent: usize) -> String {
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let wide = safe::width(word);
        if used > 0 && used + 1 + wide > COLUMNS {
            lines.push('\n');
            lines.extend(std::iter::repeat_n(' ', indent));
            used = indent;
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += wide;
    }
    lines
}

/// Rows in aligned columns, two spaces apart, each behind `indent` spaces.
pub fn columns(rows: &[Vec<String>], sides: &[Side], indent: usize) -> String {
    let widths: Vec<usize> = (0..sides.len())
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| safe::width(cell)).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        for ((cell, side), width) in row.iter().zip(sides).zip(&widths) {
            let padding = " ".repeat(width - safe::width(cell));
            match side {
                Side::Left => line.extend([cell.as_str(), &padding, "  "]),
                Side::Right => line.extend([&padding, cell.as_str(), "  "]),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A bar for a share of 1.
pub fn bar(share: f64) -> String {
    let eighths = (share.clamp(0.0, 1.0) * BAR_COLUMNS * 8.0).round();
    let whole = (eighths / 8.0).floor();
    let rest = eighths - 8.0 * whole;
    let mut bar: String = (0..20).take_while(|&column| f64::from(column) < whole).map(|_| '█').collect();
    bar.extend(EIGHTHS.iter().zip(1..).find(|&(_, eighth)| f64::from(eighth) == rest).map(|(c, _)| c));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_hold_with_wide_characters() {
        let rows = [vec!["漢字".into(), "1".into()], vec!["abc".into(), "22".into()]];
        assert_eq!(columns(&rows, &[Side::Left, Side::Right], 1), " 漢字   1\n abc   22\n");
    }

    #[test]
    fn text_is_broken_at_80_columns() {
        let text = wrap(&"word ".repeat(40), 2);
        assert!(text.lines().all(|line| safe::width(line) <= COLUMNS));
        assert!(text.lines().skip(1).all(|line| line.starts_with("  w")));
    }

    #[test]
    fn a_bar_grows_with_its_share() {
        assert_eq!(bar(0.0), "");
        assert_eq!(bar(0.5), "██████████");
        assert_eq!(bar(1.0).chars().count(), 20);
        assert_eq!(bar(0.025), "▌");
    }

    #[test]
    fn nothing_is_painted_where_colours_are_off() {
        assert_eq!(Look::Plain.heading("x"), "x");
        assert!(Look::Coloured.heading("x").contains('\u{1b}'));
    }
}
