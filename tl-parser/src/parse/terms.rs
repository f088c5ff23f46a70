//! Types and sums.

use super::declaration::{Failure, Parsed, Parser};
use crate::{
    ast::{Expr, Head, Term},
    diagnostic::{Code, Diagnostic},
    lex::TokenKind,
    span::Span,
};

impl<'a> Parser<'_, 'a> {
    /// `{ "%" } ( "(" expr ")" | name [ "<" expr { "," expr } ">" ] | number )`
    pub(super) fn term(&mut self) -> Parsed<Term<'a>> {
        let start = self.here.start;
        let mut percents = 0;
        while self.is(b'%') {
            percents += 1;
            self.skip(1);
        }
        if percents > 1 && !self.strict {
            let span = Span::new(self.file, start, self.here.start);
            self.found.push(
                Diagnostic::warning(Code::RepeatedPercent, span, format!("`%` is written {percents} times"))
                    .help("one `%` says it all"),
            );
        }
        let token = self.here;
        let text = self.text;
        let head = match token.kind {
            TokenKind::Punct(b'(') => {
                self.skip(1);
                let inner = self.deeper(Self::expr)?;
                self.expect(b')', "`)`")?;
                Head::Paren(Box::new(inner))
            }
            TokenKind::Number => {
                self.skip(1);
                Head::Number(token.number())
            }
            TokenKind::Lower { has_id: false, .. } | TokenKind::Upper { .. } | TokenKind::Punct(b'#') => {
                self.skip(1);
                let name = token.text(text);
                if self.is(b'<') { Head::Applied(name, self.angle_args()?) } else { Head::Name(name) }
            }
            _ => return Err(self.failure("a type")),
        };
        let end = self.last_end();
        Ok(Term { start, end, percents, head })
    }

    /// `< expr { "," expr } >`
    pub(super) fn angle_args(&mut self) -> Parsed<Vec<Expr<'a>>> {
        self.deeper(|parser| {
            let mut args = Vec::with_capacity(1);
            while args.is_empty() || parser.is(b',') {
                parser.skip(1);
                args.push(parser.expr()?);
            }
            parser.expect(b'>', "`>`")?;
            Ok(args)
        })
    }

    /// One or more sums side by side.
    fn expr(&mut self) -> Parsed<Expr<'a>> {
        let first = self.sum()?;
        if !self.starts_operand() {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.starts_operand() {
            parts.push(self.sum()?);
        }
        Ok(Expr::Apply(parts))
    }

    /// One or more sums side by side, as a list.
    pub(super) fn sums(&mut self) -> Parsed<Vec<Expr<'a>>> {
        let mut sums = vec![self.sum()?];
        while self.starts_operand() {
            sums.push(self.sum()?);
        }
        Ok(sums)
    }

    /// Numbers and at most one other term, joined by `+`.
    pub(super) fn sum(&mut self) -> Parsed<Expr<'a>> {
        let mut operands = Vec::new();
        let first = self.term()?;
        let mut has_term = !is_number(&first);
        if !self.is(b'+') {
            return Ok(Expr::Term(first));
        }
        operands.push(Expr::Term(first));
        while self.is(b'+') {
            let plus = self.here;
            self.skip(1);
            if matches!(self.here.kind, TokenKind::Number) || !has_term && self.starts_operand() {
                let operand = self.term()?;
                has_term |= !is_number(&operand);
                operands.push(Expr::Term(operand));
                continue;
            }
            self.stray_plus(plus.start, plus.end)?;
            // The reference compiler goes on after a term and stops after numbers.
            if !has_term {
                break;
            }
            if !self.is(b'+') {
                break;
            }
        }
        if operands.len() == 1 { Ok(operands.remove(0)) } else { Ok(Expr::Sum(operands)) }
    }

    /// A `+` without a right side that the grammar allows: dropped in the strict reading, but for the last bytes of a
    /// text.
    fn stray_plus(&mut self, start: u32, end: u32) -> Parsed<()> {
        if self.strict {
            let at_end = self.is(b';') && self.here.start == end && self.here.end as usize == self.text.len();
            return if at_end { Err(self.failure("a number")) } else { Ok(()) };
        }
        let span = Span::new(self.file, start, end);
        self.found.push(
            Diagnostic::error(Code::StrayPlus, span, "a `+` that no number follows")
                .note("a sum has numbers and at most one variable; the reference compiler drops this `+`")
                .help("remove it"),
        );
        // It has been reported.
        Err(Failure { at: self.at, expected: "", code: Code::StrayPlus })
    }

    /// Whether a term comes.
    pub(super) fn starts_operand(&self) -> bool {
        matches!(
            self.here.kind,
            TokenKind::Number
                | TokenKind::Lower { has_id: false, .. }
                | TokenKind::Upper { .. }
                | TokenKind::Punct(b'%' | b'(' | b'#')
        )
    }
}

/// Whether `term` is a bare number, of which a sum may have many.
fn is_number(term: &Term<'_>) -> bool {
    term.percents == 0 && matches!(term.head, Head::Number(_))
}
