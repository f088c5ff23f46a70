//! Tokens to text: items as rustfmt would write them, calls of the runtime's macros one entry a line.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::emit::Piece;

/// The longest line of a call.
const WIDTH: usize = 120;

/// The text of `pieces`; laid out for readers only if `format` is set.
pub(super) fn text(pieces: Vec<Piece>, format: bool) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Call(tokens) => call(&mut text, &tokens),
            Piece::Items(tokens) if format => {
                if !text.is_empty() {
                    text.push('\n');
                }
                match syn::parse2(tokens.clone()) {
                    Ok(file) => text.push_str(&prettyplease::unparse(&file)),
                    // Options may hold what is Rust only by its brackets; the compiler says what is wrong with it.
                    Err(_) => plain(&mut text, &tokens),
                }
            }
            Piece::Items(tokens) => plain(&mut text, &tokens),
        }
    }
    text
}

fn plain(text: &mut String, tokens: &TokenStream) {
    text.push_str(&tokens.to_string());
    text.push('\n');
}

/// A call in one line, or with the entries of its list, else its arguments, each in a line of its own.
fn call(text: &mut String, tokens: &TokenStream) {
    let mut tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    if let [TokenTree::Punct(hash), TokenTree::Group(attribute), ..] = tokens.as_slice()
        && hash.as_char() == '#'
    {
        text.push('#');
        group(text, attribute);
        text.push('\n');
        tokens.drain(..2);
    }
    let start = text.len();
    line(text, tokens.iter());
    text.push('\n');
    if text.len() - start <= WIDTH {
        return;
    }
    text.truncate(start);
    let Some(at) = tokens.iter().rposition(|token| matches!(token, TokenTree::Group(_))) else { return };
    line(text, tokens[..at].iter());
    if let TokenTree::Group(arguments) = &tokens[at] {
        text.push('(');
        broken(text, arguments.stream());
        text.push(')');
    }
    line(text, tokens[at + 1..].iter());
    text.push('\n');
}

fn broken(text: &mut String, arguments: TokenStream) {
    // Macros tell a list with a comma at its end from one without.
    let is_comma = |token: TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',');
    let end = if arguments.clone().into_iter().last().is_some_and(is_comma) { "," } else { "" };
    let arguments = separated(arguments);
    let list = arguments.iter().position(
        |argument| matches!(argument.as_slice(), [TokenTree::Group(list)] if list.delimiter() == Delimiter::Bracket),
    );
    let Some(list) = list else {
        for (at, argument) in arguments.iter().enumerate() {
            text.push_str(if at == 0 { "\n    " } else { ",\n    " });
            line(text, argument.iter());
        }
        text.push_str(end);
        text.push('\n');
        return;
    };
    for argument in &arguments[..list] {
        line(text, argument.iter());
        text.push_str(", ");
    }
    text.push('[');
    if let [TokenTree::Group(entries)] = arguments[list].as_slice() {
        for entry in separated(entries.stream()) {
            text.push_str("\n    ");
            line(text, entry.iter());
            text.push(',');
        }
    }
    text.push_str("\n]");
    for argument in &arguments[list + 1..] {
        text.push_str(", ");
        line(text, argument.iter());
    }
    text.push_str(end);
}

/// What stands between the commas that are not inside brackets. Those of type arguments do not occur here.
fn separated(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        match &token {
            TokenTree::Punct(punct) if punct.as_char() == ',' => parts.push(Vec::new()),
            _ => {
                if let Some(last) = parts.last_mut() {
                    last.push(token);
                }
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Tokens in one line, with spaces where a reader expects them.
fn line<'t>(text: &mut String, tokens: impl Iterator<Item = &'t TokenTree>) {
    let mut previous: Option<&TokenTree> = None;
    for token in tokens {
        if previous.is_some_and(|previous| is_spaced(previous, token)) {
            text.push(' ');
        }
        match token {
            TokenTree::Group(inner) => group(text, inner),
            TokenTree::Ident(ident) => text.push_str(&ident.to_string()),
            TokenTree::Punct(punct) => text.push(punct.as_char()),
            TokenTree::Literal(literal) => text.push_str(&literal.to_string()),
        }
        previous = Some(token);
    }
}

fn group(text: &mut String, group: &proc_macro2::Group) {
    let (open, close) = match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{ ", " }"),
        Delimiter::None => ("", ""),
    };
    text.push_str(open);
    line(text, group.stream().into_iter().collect::<Vec<_>>().iter());
    text.push_str(close);
}

fn is_spaced(before: &TokenTree, after: &TokenTree) -> bool {
    let is_word = |token: &TokenTree| matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
    match (before, after) {
        (TokenTree::Punct(punct), _) if matches!(punct.as_char(), ',' | '=' | '+' | ';') => true,
        (_, TokenTree::Punct(punct)) => matches!(punct.as_char(), '=' | '+'),
        (before, TokenTree::Group(group)) => is_word(before) && group.delimiter() == Delimiter::Brace,
        (before, after) => is_word(before) && is_word(after),
    }
}
