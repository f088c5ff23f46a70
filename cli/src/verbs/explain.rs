//! `tlforge explain`: what a diagnostic means.

use std::fmt::Write as _;
use std::io::Write as _;

use clap::error::ErrorKind;
use tlforge_parser::diagnostic::Example;
use tlforge_parser::suggestions::nearest;
use tlforge_parser::{Code, lints};

use crate::{Failure, Verdict};

/// Explains a diagnostic: what it means, an example, and the fix.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  tlforge explain TL0082\n  tlforge explain bool-behind-flag\n  tlforge explain")]
pub(crate) struct Args {
    /// The code or the name of a lint; without one, all codes are listed.
    #[arg(value_name = "CODE")]
    code: Option<String>,

    /// Print all explanations as Markdown.
    #[arg(long, hide = true, conflicts_with = "code")]
    markdown: bool,
}

pub(crate) fn run(args: &Args) -> Result<Verdict, Failure> {
    let text = match &args.code {
        _ if args.markdown => page(),
        Some(name) => text(code(name)?),
        None => list(),
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Verdict::Done)
}

/// The code that is called `name`.
fn code(name: &str) -> Result<Code, Failure> {
    let lint = lints::ALL.iter().find(|lint| lint.name == name).map(|lint| lint.code);
    lint.or_else(|| Code::by_name(name)).ok_or_else(|| {
        let names = Code::ALL.iter().map(|code| code.as_str()).chain(lints::ALL.iter().map(|lint| lint.name));
        let hint = nearest(name, names).map_or(String::new(), |nearest| format!("; did you mean `{nearest}`?"));
        Failure::Usage("explain", ErrorKind::InvalidValue, format!("there is no diagnostic `{name}`{hint}"))
    })
}

/// The code and, where a lint reports it, the name of that.
fn title(code: Code) -> String {
    match lints::of(code) {
        Some(lint) => format!("{code} ({})", lint.name),
        None => code.to_string(),
    }
}

fn list() -> String {
    let mut text = String::new();
    for code in Code::ALL {
        let name = lints::of(*code).map_or(String::new(), |lint| format!("{}: ", lint.name));
        let _ = writeln!(text, "{code}  {name}{}", code.explanation());
    }
    text
}

/// The explanation for a terminal.
fn text(code: Code) -> String {
    let explained = code.explain();
    let mut text = format!("{}: {}\n\n{}\n", title(code), code.explanation(), wrapped(explained.meaning));
    match explained.example {
        Example::Schema(example) | Example::ErrorTable(example) => {
            text.push_str("\nExample:\n\n");
            for line in example.lines() {
                let _ = writeln!(text, "    {line}");
            }
        }
        Example::Situation(example) => {
            let _ = writeln!(text, "\nExample:\n\n{}", wrapped(example));
        }
        _ => {}
    }
    let _ = writeln!(text, "\nFix:\n\n{}", wrapped(explained.fix));
    text
}

/// A paragraph of at most 80 columns.
fn wrapped(paragraph: &str) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in paragraph.split(' ') {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > 80 {
            text.push('\n');
            column = 0;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += width;
    }
    text
}

/// All explanations as one page.
fn page() -> String {
    let mut text = "<!-- Written by `tlforge explain --markdown`. -->\n\n# Diagnostics\n\n\
         Every message of tlforge has a code, which keeps its meaning. `tlforge explain CODE` prints what stands here. Where a \
         lint reports a finding, its name is given too: `tlforge check --allow NAME`, or a comment `// tlforge: allow(NAME)` \
         above a declaration, switches it off, and `--deny NAME` makes it an error.\n"
        .to_owned();
    for code in Code::ALL {
        let explained = code.explain();
        let _ = write!(text, "\n## {}\n\n{}.\n\n{}\n\n", title(*code), capital(code.explanation()), explained.meaning);
        let _ = match explained.example {
            Example::Schema(example) => writeln!(text, "```tl\n{example}\n```\n"),
            Example::ErrorTable(example) => writeln!(text, "```json\n{example}\n```\n"),
            Example::Situation(example) => writeln!(text, "For example: {example}\n"),
            _ => Ok(()),
        };
        let _ = writeln!(text, "**Fix:** {}", explained.fix);
    }
    text
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_page_is_current() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, page()).unwrap();
        }
        // A package of this crate alone has no `docs`.
        if path.parent().is_some_and(Path::is_dir) {
            let committed = std::fs::read_to_string(&path).unwrap();
            assert!(committed == page(), "`BLESS=1 cargo test -p tlforge-cli` writes docs/diagnostics.md anew");
        }
    }

    #[test]
    fn codes_and_lints_are_found_by_name() {
        assert!(matches!(code("TL0082"), Ok(Code::BoolBehindFlag)));
        assert!(matches!(code("tl0082"), Ok(Code::BoolBehindFlag)));
        assert!(matches!(code("bool-behind-flag"), Ok(Code::BoolBehindFlag)));
        let Err(Failure::Usage(_, _, message)) = code("bool-behind-flags") else { panic!("there is none") };
        assert_eq!(message, "there is no diagnostic `bool-behind-flags`; did you mean `bool-behind-flag`?");
    }
}
