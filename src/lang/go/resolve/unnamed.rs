//! Interfaces and structs that have no name at package level: in a signature, a field, an assertion, a constraint, an alias, a
//! function. Such an interface binds methods as a named one does, and such a struct has the methods of what it embeds.

use memchr::memmem::Finder;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::lang::go::syntax::{Entry, EntryKind};

use super::object::FileIx;
use super::offsets::word_offsets;
use super::types::{EnvId, Type, TypeId};
use super::universe::Universe;

/// The interface types that are written in a declaration, other than what a type declaration itself declares, and hold the
/// method. Only declarations that spell one with the name in it are checked.
pub(super) fn unnamed_interfaces(
    u: &mut Universe,
    (file, index): (FileIx, u32),
    entry: &Entry,
    literals: &[std::ops::Range<usize>],
    finder: &Finder,
) -> Vec<TypeId> {
    let text = u.text(file);
    let starts: Vec<u32> = literals
        .iter()
        .filter(|literal| !word_offsets(&text[entry.span.range()][(*literal).clone()], finder).is_empty())
        .map(|literal| entry.span.start + literal.start as u32)
        .filter(|start| !is_declared(&text, entry, *start))
        .collect();
    if starts.is_empty() {
        return Vec::new();
    }
    u.check_entry(file, index, false);
    let known: Vec<_> = starts.iter().filter_map(|start| u.interface_at(file, *start)).collect();
    known.into_iter().map(|id| u.types().intern(Type::Interface(id, EnvId::EMPTY))).collect()
}

/// The struct and interface types that are written in a declaration and embed a type called by one of `names`.
pub(super) fn embedding_literals(
    u: &mut Universe,
    (file, index): (FileIx, u32),
    entry: &Entry,
    names: &FxHashSet<SmolStr>,
) -> Vec<TypeId> {
    let text = u.text(file);
    let written = &text[entry.span.range()];
    let embedding = |keyword| {
        let literals = literals(written, keyword).filter(|literal| embeds(&written[literal.clone()], names));
        literals.map(|literal| entry.span.start + literal.start as u32).collect::<Vec<u32>>()
    };
    let (mut structs, mut interfaces) = (embedding("struct"), embedding("interface"));
    structs.retain(|start| !is_declared(&text, entry, *start));
    interfaces.retain(|start| !is_declared(&text, entry, *start));
    if structs.is_empty() && interfaces.is_empty() {
        return Vec::new();
    }
    u.check_entry(file, index, false);
    let structs = structs.into_iter().filter_map(|start| u.struct_at(file, start));
    let mut types: Vec<Type> = structs.map(|id| Type::Struct(id, EnvId::EMPTY)).collect();
    let interfaces = interfaces.into_iter().filter_map(|start| u.interface_at(file, start));
    types.extend(interfaces.map(|id| Type::Interface(id, EnvId::EMPTY)));
    types.into_iter().map(|ty| u.types().intern(ty)).collect()
}

/// `type T interface{ … }` has a name; `type T = interface{ … }` is another name for a type without one.
fn is_declared(text: &str, entry: &Entry, start: u32) -> bool {
    let declared = entry.names.first().filter(|_| entry.kind == EntryKind::Type);
    declared.is_some_and(|name| text[name.span.end as usize..start as usize].trim().is_empty())
}

/// The bytes of each `interface{ … }` that is not empty, from keyword to brace.
pub(super) fn interface_literals(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    literals(text, "interface")
}

fn literals<'t>(text: &'t str, keyword: &'static str) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
    memchr::memmem::find_iter(text.as_bytes(), keyword.as_bytes()).filter_map(|start| {
        let open = start + text[start..].find(|c: char| !c.is_alphabetic())?;
        let body = text[open..].trim_start().strip_prefix('{')?;
        let from = text.len() - body.len();
        let mut depth = 1usize;
        let length = body.bytes().position(|b| {
            depth = depth + usize::from(b == b'{') - usize::from(b == b'}');
            depth == 0
        })?;
        (!body[..length].trim().is_empty()).then_some(start..from + length + 1)
    })
}

/// Something stands alone between the braces, as what is embedded does, that ends in one of `names`: `A`, `*p.A`, `A[int]`.
fn embeds(literal: &str, names: &FxHashSet<SmolStr>) -> bool {
    literal.split(['\n', ';', '{', '}']).any(|part| {
        let part = part.trim().trim_start_matches('*');
        let end = part.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        let rest = rest.trim_start();
        names.contains(name.rsplit('.').next().unwrap_or_default())
            && (rest.is_empty() || rest.starts_with(['[', '`', '"', '/']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_embedded_stands_alone() {
        let names = FxHashSet::from_iter([SmolStr::new("A")]);
        for text in ["struct{ A }", "struct {\n\t*p.A `x`\n}", "struct{ n int; A[int] }", "interface{ A // why\n}"] {
            assert!(embeds(text, &names), "{text}");
        }
        for text in ["struct{ A int }", "struct{ a A }", "struct{ f func(A) }", "struct{ AB }"] {
            assert!(!embeds(text, &names), "{text}");
        }
    }
}
