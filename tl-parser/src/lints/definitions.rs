//! Lints that look at one definition.

use std::collections::BTreeMap;

use crate::{
    analysis::{ArgList, Number, Role},
    diagnostic::{Code, Diagnostic},
    id::{self, Rule},
    schema::{Arg, ArgType, Basic, DefId, Definition, Schema, TypeExpr},
};

pub(super) fn check(schema: &Schema, id: DefId, def: &Definition, reading: &ArgList, found: &mut Vec<Diagnostic>) {
    wrong_id(schema, id, def, found);
    for arg in &def.args {
        bool_behind_flag(schema, arg, found);
    }
    for (at, number) in reading.numbers() {
        unused_flags(def, &def.args[at], reading.role(at), number, found);
        for (bit, fields) in &number.bits {
            shared_flag(schema, def, *bit, fields, found);
        }
    }
    similar_fields(def, found);
}

fn wrong_id(schema: &Schema, id: DefId, def: &Definition, found: &mut Vec<Diagnostic>) {
    if !def.id_written {
        return;
    }
    let rule = Rule::of(schema.dialect);
    let computed = id::compute(schema, id, rule);
    if def.id == computed || def.id == id::compute(schema, id, rule.other()) {
        return;
    }
    found.push(
        Diagnostic::warning(
            Code::WrongId,
            def.name_span,
            format!("`{}` has the id {:08x}, which is not the CRC-32 of its definition", def.name, def.id),
        )
        .note(format!("the CRC-32 of `{}` is {computed:08x}; the written id is used", id::text(schema, def, rule))),
    );
}

fn bool_behind_flag(schema: &Schema, arg: &Arg, found: &mut Vec<Diagnostic>) {
    if arg.condition.is_some() && basic(schema, arg) == Some(Basic::Bool) {
        found.push(
            Diagnostic::warning(Code::BoolBehindFlag, arg.span, "a `Bool` behind a flag is true, false or absent")
                .help("use `true`, if absent means false"),
        );
    }
}

fn unused_flags(def: &Definition, arg: &Arg, role: Role, number: &Number, found: &mut Vec<Diagnostic>) {
    // Other natural numbers are values of their own.
    let Some(name) = arg.name.as_deref().filter(|_| matches!(role, Role::FlagsWord(_)) && !number.is_used()) else {
        return;
    };
    let message = format!("no field of `{}` uses a bit of `{name}`", def.name);
    found.push(Diagnostic::warning(Code::UnusedFlags, arg.span, message));
}

/// Fields on one bit are either one thing in several parts, written side by side or under related names, or a mistake.
fn shared_flag(schema: &Schema, def: &Definition, bit: u32, fields: &[usize], found: &mut Vec<Diagnostic>) {
    for (before, after) in fields.iter().zip(fields.iter().skip(1)) {
        let (first, second) = (&def.args[*before], &def.args[*after]);
        let adjacent = *after == before + 1;
        // A `true` beside a value says only that the value is there.
        let is_true = [first, second].map(|arg| basic(schema, arg) == Some(Basic::True));
        let (Some(a), Some(b)) = (&first.name, &second.name) else { continue };
        let related = if is_true == [true, true] { false } else { adjacent || share_word(a, b) };
        if !related {
            found.push(
                Diagnostic::warning(
                    Code::SharedFlag,
                    second.span,
                    format!("`{a}` and `{b}` depend on the same bit {bit}"),
                )
                .label(first.span, "the other field"),
            );
        }
    }
}

/// Whether two names have a word in common, or words of one stem such as `restricted` and `restriction`.
fn share_word(a: &str, b: &str) -> bool {
    let stem = |word: &str, other: &str| word.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    a.split('_').any(|word| b.split('_').any(|other| stem(word, other) >= word.len().min(other.len()).clamp(2, 4)))
}

fn similar_fields(def: &Definition, found: &mut Vec<Diagnostic>) {
    if def.args.len() < 2 {
        return;
    }
    let mut seen: BTreeMap<String, &Arg> = BTreeMap::new();
    // What stands in braces is a parameter and no field.
    for arg in def.args.iter().filter(|arg| !arg.implicit) {
        let Some(name) = &arg.name else { continue };
        if let Some(first) = seen.insert(super::program::folded(name), arg)
            && first.name != arg.name
        {
            let first_name = first.name.as_deref().unwrap_or_default();
            let message = format!("the fields `{first_name}` and `{name}` differ only in case or underscores");
            found.push(Diagnostic::warning(Code::SimilarNames, arg.span, message).label(first.span, "the other field"));
        }
    }
}

fn basic(schema: &Schema, arg: &Arg) -> Option<Basic> {
    match &arg.ty {
        ArgType::Plain(TypeExpr::Type { ty, .. }) => schema.ty(*ty).basic,
        _ => None,
    }
}
