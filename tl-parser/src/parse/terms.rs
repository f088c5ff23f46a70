//! Types and sums.

use nom::{
    Err, Parser,
    combinator::opt,
    multi::{fold, many0_count, many1},
    sequence::preceded,
};

use super::tokens::{Expected, Failure, Parsed, Tokens, brackets, expect, punct, token};
use crate::{
    ast::{Expr, Head, Term},
    diagnostic::{Code, Diagnostic},
    lex::TokenKind,
    span::Span,
};

/// `{ "%" } ( "(" expr ")" | name [ "<" expr { "," expr } ">" ] | number )`
pub(super) fn term<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, Term<'a>> {
    let start = input.first().start;
    let (after, percents) = if input.is(b'%') { percents(input)? } else { (input, 0) };
    let (rest, head) = match after.first().kind {
        TokenKind::Lower { has_id: false, .. } | TokenKind::Upper { .. } | TokenKind::Punct(b'#') => named(after)?,
        TokenKind::Number => number(after)?,
        TokenKind::Punct(b'(') => paren(after)?,
        _ if percents > 0 => return Err(Err::Failure(after.failure(Expected::Type))),
        _ => return Err(Err::Error(after.failure(Expected::Type))),
    };
    Ok((rest, Term { start, end: rest.last().end, percents, head }))
}

/// Any number of `%`, of which one says it all.
#[cold]
fn percents<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, u32> {
    let (rest, count) = many0_count(punct(b'%')).parse(input)?;
    if count > 1 && !input.source.strict {
        let span = Span::new(input.source.file, input.first().start, rest.first().start);
        input.source.found.borrow_mut().push(
            Diagnostic::warning(Code::RepeatedPercent, span, format!("`%` is written {count} times"))
                .help("one `%` says it all"),
        );
    }
    Ok((rest, super::count(count)))
}

/// `name [ "<" expr { "," expr } ">" ]`
fn named<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, Head<'a>> {
    let (rest, name) = token(|_| true)(input)?;
    let name = name.text(input.source.text);
    if !rest.is(b'<') {
        return Ok((rest, Head::Name(name)));
    }
    angle_args.map(|args| Head::Applied(name, args)).parse(rest)
}

fn number<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, Head<'a>> {
    token(|kind| kind == TokenKind::Number).map(|token| Head::Number(token.number())).parse(input)
}

fn paren<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, Head<'a>> {
    brackets((b'(', b')'), expect(Expected::Type, expr)).map(|inner| Head::Paren(Box::new(inner))).parse(input)
}

/// `< expr { "," expr } >`
pub(super) fn angle_args<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, Vec<Expr<'a>>> {
    // Most have one argument, which a list that grows by itself would have room four times for.
    let args = |input: Tokens<'t, 'a>| {
        let (rest, first) = expect(Expected::Type, expr)(input)?;
        let mut args = Vec::with_capacity(1);
        args.push(first);
        let further = |(), arg| args.push(arg);
        let (rest, ()) = fold(0.., preceded(punct(b','), expect(Expected::Type, expr)), || (), further).parse(rest)?;
        Ok((rest, args))
    };
    brackets((b'<', b'>'), args)(input)
}

/// One or more sums side by side.
fn expr<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, Expr<'a>> {
    let (rest, first) = sum(input)?;
    let (rest, second) = opt(sum).parse(rest)?;
    let Some(second) = second else { return Ok((rest, first)) };
    let mut parts = vec![first, second];
    let (rest, ()) = fold(0.., sum, || (), |(), part| parts.push(part)).parse(rest)?;
    Ok((rest, Expr::Apply(parts)))
}

/// One or more sums side by side, as a list.
pub(super) fn sums<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, Vec<Expr<'a>>> {
    expect(Expected::Type, many1(sum))(input)
}

/// Numbers and at most one other term, joined by `+`.
pub(super) fn sum<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, Expr<'a>> {
    let (rest, first) = term(input)?;
    if rest.is(b'+') { addends(rest, first) } else { Ok((rest, Expr::Term(first))) }
}

/// `{ "+" term }`, behind `first`.
#[cold]
fn addends<'t, 'a>(mut input: Tokens<'t, 'a>, first: Term<'a>) -> Parsed<'t, 'a, Expr<'a>> {
    let mut has_term = !is_number(&first);
    let mut operands = vec![Expr::Term(first)];
    while let Ok((after, _)) = punct(b'+')(input) {
        // After a term only numbers may follow, and those without `%`.
        let allowed = |next: &Tokens<'t, 'a>| next.first().kind == TokenKind::Number || !has_term;
        let (rest, operand) = if allowed(&after) { opt(term).parse(after)? } else { (after, None) };
        input = rest;
        if let Some(operand) = operand {
            has_term |= !is_number(&operand);
            operands.push(Expr::Term(operand));
            continue;
        }
        stray_plus(input)?;
        // The reference compiler goes on after a term and stops after numbers.
        if !has_term {
            break;
        }
    }
    Ok((input, if operands.len() == 1 { operands.remove(0) } else { Expr::Sum(operands) }))
}

/// A `+` without a right side that the grammar allows, just before `input`: dropped in the strict reading, but for the
/// last bytes of a text.
fn stray_plus(input: Tokens<'_, '_>) -> Result<(), Err<Failure>> {
    let plus = input.last();
    if input.source.strict {
        let next = input.first();
        let at_end = input.is(b';') && next.start == plus.end && next.end as usize == input.source.text.len();
        return if at_end { Err(Err::Failure(input.failure(Expected::Number))) } else { Ok(()) };
    }
    let span = Span::new(input.source.file, plus.start, plus.end);
    input.source.found.borrow_mut().push(
        Diagnostic::error(Code::StrayPlus, span, "a `+` that no number follows")
            .note("a sum has numbers and at most one variable; the reference compiler drops this `+`")
            .help("remove it"),
    );
    // It has been reported.
    Err(Err::Failure(input.failure(Expected::Reported)))
}

/// Whether `term` is a bare number, of which a sum may have many.
fn is_number(term: &Term<'_>) -> bool {
    term.percents == 0 && matches!(term.head, Head::Number(_))
}
