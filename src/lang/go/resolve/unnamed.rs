//! Interfaces that have no name at package level: in a signature, a field, an assertion, a constraint, an alias, a function.
//! They bind methods as named ones do.

use memchr::memmem::Finder;

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
    let declared = entry.names.first().filter(|_| entry.kind == EntryKind::Type);
    let starts: Vec<u32> = literals
        .iter()
        .filter(|literal| !word_offsets(&text[entry.span.range()][(*literal).clone()], finder).is_empty())
        .map(|literal| entry.span.start + literal.start as u32)
        // `type T interface{ … }` has a name; `type T = interface{ … }` is another name for a type without one.
        .filter(|start| declared.is_none_or(|name| !text[name.span.end as usize..*start as usize].trim().is_empty()))
        .collect();
    if starts.is_empty() {
        return Vec::new();
    }
    u.check_entry(file, index, false);
    let known: Vec<_> = starts.iter().filter_map(|start| u.interface_at(file, *start)).collect();
    known.into_iter().map(|id| u.types().intern(Type::Interface(id, EnvId::EMPTY))).collect()
}

/// The bytes of each `interface{ … }` that is not empty, from keyword to brace.
pub(super) fn interface_literals(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    memchr::memmem::find_iter(text.as_bytes(), b"interface").filter_map(|start| {
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
