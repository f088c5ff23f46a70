//! Nested code, broken into lines where it does not fit into one.

/// How long a line may be.
const WIDTH: usize = 88;

/// A piece of code.
#[derive(Clone, Debug)]
pub(super) enum Code {
    /// Without parts.
    Atom(String),
    /// Around another piece, on its first and last line.
    Wrap(String, Box<Code>, &'static str),
    /// Several pieces.
    List(List),
}

/// Pieces between brackets.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) open: String,
    /// Each with what stands before it, such as its name.
    pub(super) items: Vec<(String, Code)>,
    pub(super) close: &'static str,
    /// A space inside the brackets when they are on one line.
    pub(super) spaced: bool,
    /// A comma after the last item when it has a line of its own.
    pub(super) trailing: bool,
    /// One line for each item in any case.
    pub(super) broken: bool,
}

impl Code {
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    pub(super) fn list(open: impl Into<String>, items: Vec<(String, Code)>, close: &'static str) -> List {
        List { open: open.into(), items, close, spaced: false, trailing: true, broken: false }
    }

    /// The text, when it begins in column `column` of a line that is indented by `indent`, in steps of `step`.
    pub(super) fn print(&self, indent: usize, column: usize, step: usize) -> String {
        let mut text = String::new();
        self.write(&mut text, indent, column, step);
        text
    }

    fn write(&self, to: &mut String, indent: usize, column: usize, step: usize) {
        if self.is_flat()
            && let flat = self.flat()
            // Room for the comma that may follow.
            && column + flat.chars().count() < WIDTH
        {
            to.push_str(&flat);
            return;
        }
        match self {
            Self::Atom(text) => to.push_str(text),
            Self::Wrap(open, inner, close) => {
                to.push_str(open);
                inner.write(to, indent, column + open.len(), step);
                to.push_str(close);
            }
            Self::List(list) => {
                to.push_str(&list.open);
                let inner = indent + step;
                for (at, (key, item)) in list.items.iter().enumerate() {
                    to.push('\n');
                    to.extend(std::iter::repeat_n(' ', inner));
                    to.push_str(key);
                    item.write(to, inner, inner + key.len(), step);
                    if list.trailing || at + 1 < list.items.len() {
                        to.push(',');
                    }
                }
                if !list.items.is_empty() {
                    to.push('\n');
                    to.extend(std::iter::repeat_n(' ', indent));
                }
                to.push_str(list.close);
            }
        }
    }

    fn is_flat(&self) -> bool {
        match self {
            Self::Atom(_) => true,
            Self::Wrap(_, inner, _) => inner.is_flat(),
            Self::List(list) => {
                (!list.broken || list.items.is_empty()) && list.items.iter().all(|(_, item)| item.is_flat())
            }
        }
    }

    fn flat(&self) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::Wrap(open, inner, close) => format!("{open}{}{close}", inner.flat()),
            Self::List(list) => {
                let items: Vec<_> = list.items.iter().map(|(key, item)| format!("{key}{}", item.flat())).collect();
                let space = if list.spaced && !items.is_empty() { " " } else { "" };
                format!("{}{space}{}{space}{}", list.open, items.join(", "), list.close)
            }
        }
    }
}
