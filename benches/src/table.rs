//! Figures of both sides, laid out in Markdown.

use crate::limits::Limit;

/// Figures that belong together.
pub(crate) struct Table {
    title: &'static str,
    /// What the second column of figures is.
    other: &'static str,
    lines: Vec<[String; 6]>,
}

/// What a figure counts.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    Seconds,
    Nanoseconds,
    Megabytes,
    Bytes,
    Instructions,
    Times,
}

impl Table {
    pub(crate) fn new(title: &'static str, other: &'static str) -> Self {
        Self { title, other, lines: Vec::new() }
    }

    /// Adds a line: what was measured, our figure, theirs, and the limit.
    pub(crate) fn line(&mut self, what: &str, unit: Unit, ours: f64, theirs: f64, limit: Limit) {
        let ratio = ours / theirs;
        // To none of theirs there is no ratio.
        let shown = if ratio.is_finite() { format!("{ratio:.2}") } else { String::new() };
        let (limit, holds) = match limit {
            Limit::Ratio(most) => (format!("{most:.2}"), if ratio <= most { "yes" } else { "**no**" }),
            Limit::Count(most) => (format!("{most}"), if ours <= most { "yes" } else { "**no**" }),
            Limit::Open => (String::new(), ""),
        };
        eprintln!("{what}: {} / {} = {ratio:.3}", unit.show(ours), unit.show(theirs));
        self.lines.push([what.to_owned(), unit.show(ours), unit.show(theirs), shown, limit, holds.to_owned()]);
    }

    pub(crate) fn markdown(&self) -> String {
        let head = [self.title, "tlforge", self.other, "ratio", "at most", "holds"].map(str::to_owned);
        let width =
            |at: usize| self.lines.iter().chain([&head]).map(|line| line[at].chars().count()).max().unwrap_or(0);
        let widths: [_; 6] = std::array::from_fn(width);
        let mut text = String::new();
        let mut row = |cells: &[String; 6]| {
            for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let cell = if at == 0 || at == 5 { format!("| {cell:width$} ") } else { format!("| {cell:>width$} ") };
                text.push_str(&cell);
            }
            text.push_str("|\n");
        };
        row(&head);
        row(&["---", "---:", "---:", "---:", "---:", "---"].map(str::to_owned));
        self.lines.iter().for_each(row);
        text
    }
}

impl Unit {
    fn show(self, figure: f64) -> String {
        match self {
            Self::Seconds => format!("{figure:.2} s"),
            Self::Nanoseconds => format!("{} ns", grouped(figure)),
            Self::Megabytes => format!("{:.1} MB", figure / 1e6),
            Self::Bytes | Self::Instructions | Self::Times => grouped(figure),
        }
    }
}

/// A whole number with a comma between thousands.
fn grouped(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at != 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
