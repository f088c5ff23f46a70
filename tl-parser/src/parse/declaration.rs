//! One declaration.

use nom::{
    Err, Parser,
    branch::alt,
    combinator::{not, opt},
    multi::{fold, many0_count},
    sequence::{delimited, preceded, terminated},
};

use super::{
    terms::{angle_args, sum, sums, term},
    tokens::{Expected, Parsed, Tokens, brackets, expect, list, punct, token, var, var_opt},
};
use crate::{
    ast::{Arg, ArgType, Attribute, Builtin, Combinator, Condition, DeclarationKind, Name, Repeat, Term},
    lex::{Token, TokenKind},
};

/// Reads a declaration up to the token that ends it; its arguments are added to `args`.
///
/// Where the next token decides, a `match` says so; `alt` tries what it cannot tell apart.
pub(super) fn declaration<'t, 'a>(
    input: Tokens<'t, 'a>,
    args: &mut Vec<Arg<'a>>,
) -> Parsed<'t, 'a, DeclarationKind<'a>> {
    let (rest, kind) = match input.first().kind {
        TokenKind::Lower { .. } | TokenKind::Punct(b'_') => {
            alt((builtin, partial_combinator, |input| combinator(input, args))).parse(input)?
        }
        TokenKind::Upper { .. } => partial_type(input)?,
        _ => expect(Expected::Declaration, attribute)(input)?,
    };
    // A missing `;` at the end leaves no doubt about what stands before it.
    if rest.is(b';') || rest.is_over() {
        Ok((rest, kind))
    } else {
        Err(Err::Failure(rest.failure(Expected::Punct(b';'))))
    }
}

/// `name { braces } { arg } "=" Type [ angle_args | sums ]`
#[inline]
fn combinator<'t, 'a>(input: Tokens<'t, 'a>, args: &mut Vec<Arg<'a>>) -> Parsed<'t, 'a, DeclarationKind<'a>> {
    let (rest, name) = declared(input)?;
    let first_arg = args.len();
    let (rest, ()) = fold(0.., braces, || (), |(), arg| args.push(arg)).parse(rest)?;
    let after_args = token(|kind| matches!(kind, TokenKind::Punct(b'=' | b'{' | b';')) || kind.ends_text());
    let (rest, _) = many0_count(preceded(not(after_args), |input| arg(input, args))).parse(rest)?;
    let expected = if rest.is(b'{') { Expected::ArgumentAfterBraces } else { Expected::Result };
    let (rest, result) = preceded(expect(expected, punct(b'=')), type_name).parse(rest)?;
    // Few types have arguments.
    let (rest, result_args) =
        if rest.is(b';') { (rest, Vec::new()) } else { alt((angle_args, list(sum))).parse(rest)? };
    let combinator = Combinator {
        name: input.name(name),
        distinct: None,
        id: name.id(),
        args: first_arg..args.len(),
        result: input.name(result),
        result_args,
    };
    Ok((rest, DeclarationKind::Combinator(combinator)))
}

/// `"{" name { name } ":" term "}"`
fn braces<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, Arg<'a>> {
    let name = |token: &Token| input.name(token);
    let names = (expect(Expected::Variable, var.map(name)), list(var.map(name)));
    let inner = (names, expect(Expected::VariableType, punct(b':')), expect(Expected::Type, term));
    let (rest, ((name, more_names), _, ty)) =
        delimited(punct(b'{'), inner, expect(Expected::Punct(b'}'), punct(b'}'))).parse(input)?;
    let arg = Arg {
        start: input.first().start,
        end: rest.last().end,
        starts_line: false,
        braces: true,
        exclamation: false,
        name: Some(name),
        more_names,
        condition: None,
        ty: ArgType::Term(ty),
    };
    Ok((rest, arg))
}

/// Reads a group, a repetition, a field or an anonymous argument into `args`.
fn arg<'t, 'a>(input: Tokens<'t, 'a>, args: &mut Vec<Arg<'a>>) -> Parsed<'t, 'a, ()> {
    let (rest, name) = opt(terminated(var_opt, punct(b':'))).parse(input)?;
    let (rest, group) = if name.is_none() { opt(group).parse(rest)? } else { (rest, None) };
    let is_group = group.is_some();
    let (name, more_names) = group.map_or((name, Vec::new()), |(name, more_names)| (Some(name), more_names));
    let (rest, condition) = opt(condition).parse(rest)?;
    let (rest, exclamation) = opt(punct(b'!')).parse(rest)?;
    let (rest, ty) = if is_group || exclamation.is_some() {
        expect(Expected::Type, term).map(ArgType::Term).parse(rest)?
    } else {
        repeatable(rest)?
    };
    let rest = if is_group { expect(Expected::Punct(b')'), punct(b')'))(rest)?.0 } else { rest };
    let first = input.first();
    args.push(Arg {
        start: first.start,
        end: rest.last().end,
        starts_line: first.line_break,
        braces: false,
        exclamation: exclamation.is_some(),
        name: name.map(|name| input.name(name)),
        more_names,
        condition,
        ty,
    });
    Ok((rest, ()))
}

/// The names of `(name { name } : type)`, up to the colon.
fn group<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, (&'t Token, Vec<Name<'a>>)> {
    let names = (var_opt, list(var_opt.map(|token| input.name(token))));
    delimited(punct(b'('), names, punct(b':')).parse(input)
}

/// `mask.bit?`
fn condition<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, Condition<'a>> {
    let bit = token(|kind| kind == TokenKind::Number);
    let (rest, (mask, _, bit, _)) = (var, punct(b'.'), bit, punct(b'?')).parse(input)?;
    Ok((rest, Condition { mask: input.name(mask), bit: bit.number(), end: bit.end }))
}

/// `repetition | term [ "*" repetition ]`
#[inline]
fn repeatable<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, ArgType<'a>> {
    if input.is(b'[') {
        return repetition(input, None);
    }
    let (rest, term) = expect(Expected::Type, term)(input)?;
    let Ok((rest, _)) = punct(b'*')(rest) else { return Ok((rest, ArgType::Term(term))) };
    repetition(rest, Some(term))
}

/// `"[" { arg } "]"`
fn repetition<'t, 'a>(input: Tokens<'t, 'a>, count: Option<Term<'a>>) -> Parsed<'t, 'a, ArgType<'a>> {
    let after_args =
        |input: Tokens<'t, 'a>| if input.is_over() { Ok((input, input.first())) } else { punct(b']')(input) };
    let mut body = Vec::new();
    let args = many0_count(preceded(not(after_args), |input| arg(input, &mut body)));
    let (rest, _) = expect(Expected::Punct(b'['), brackets((b'[', b']'), args))(input)?;
    Ok((rest, ArgType::Repeat(Box::new(Repeat { count, body }))))
}

/// `name "?" "=" Type`
#[inline]
fn builtin<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, DeclarationKind<'a>> {
    let name = terminated(declared, punct(b'?'));
    let (rest, (name, _, ty)) = (name, expect(Expected::Punct(b'='), punct(b'=')), type_name).parse(input)?;
    let builtin = Builtin { name: input.name(name), id: name.id(), ty: input.name(ty) };
    Ok((rest, DeclarationKind::Builtin(builtin)))
}

/// `Final Type`, `New Type` or `Empty Type`
fn attribute<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, DeclarationKind<'a>> {
    let word = |word, attribute| token(move |kind| kind == word).map(move |_| attribute);
    let attribute = alt((
        word(TokenKind::Final, Attribute::Final),
        word(TokenKind::New, Attribute::New),
        word(TokenKind::Empty, Attribute::Empty),
    ));
    let kind = |(attribute, name)| DeclarationKind::Attribute(attribute, input.name(name));
    (attribute, type_name).map(kind).parse(input)
}

/// `Type ( angle_args | sums )`
fn partial_type<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, DeclarationKind<'a>> {
    let (rest, name) = token(|kind| matches!(kind, TokenKind::Upper { .. }))(input)?;
    if input.any(|kind| matches!(kind, TokenKind::Punct(b'=' | b':' | b'?'))) {
        return Err(Err::Failure(input.failure(Expected::Combinator)));
    }
    alt((angle_args, sums)).map(|args| DeclarationKind::PartialType(input.name(name), args)).parse(rest)
}

/// `name sums`: it makes nothing and declares no field.
fn partial_combinator<'t, 'a>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, DeclarationKind<'a>> {
    let (rest, name) = token(|kind| matches!(kind, TokenKind::Lower { has_id: false, .. }))(input)?;
    if rest.is_over() || input.any(|kind| matches!(kind, TokenKind::Punct(b'=' | b':' | b'{' | b'?' | b'['))) {
        return Err(Err::Error(input.failure(Expected::Alternative)));
    }
    sums.map(|args| DeclarationKind::PartialCombinator(input.name(name), args)).parse(rest)
}

/// The name that is declared, or `_`.
#[inline]
fn declared<'t, 'a: 't>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, &'t Token> {
    token(|kind| matches!(kind, TokenKind::Lower { .. } | TokenKind::Punct(b'_')))(input)
}

#[inline]
fn type_name<'t, 'a: 't>(input: Tokens<'t, 'a>) -> Parsed<'t, 'a, &'t Token> {
    let name = token(|kind| matches!(kind, TokenKind::Upper { .. }));
    expect(Expected::TypeName, name)(input)
}
