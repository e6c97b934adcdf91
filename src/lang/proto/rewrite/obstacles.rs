//! What may use a name in a way that is not understood: files that can't be read, imports that are in no root, strings in options.

use std::collections::BTreeSet;

use crate::lang::proto::PROTO;
use crate::lang::proto::resolve::{DeclId, Loose, Protos, Target};
use crate::lang::proto::syntax::{Import, Kind};
use crate::model::Span;
use crate::model::plan::{Refusal, place};

use super::asked::Asked;

/// Everything that stands against a new name, or against taking the old one away.
pub(super) fn of(asked: &Asked) -> Vec<Refusal> {
    let mut refused = Vec::new();
    let users: Vec<usize> = (0..asked.protos.len()).filter(|it| asked.protos.needs(*it, asked.id.file)).collect();
    for file in users {
        refused.extend(unread(asked, file));
        refused.extend(outside(asked, file));
    }
    refused.extend((0..asked.protos.len()).flat_map(|file| unfound(asked, file)));
    refused.extend(too_large(asked));
    refused.extend(asked.protos.loose().iter().filter_map(|it| loose(asked, it)));
    refused
}

/// A place that the grammar can't read, in a file that has the word.
fn unread(asked: &Asked, file: usize) -> Option<Refusal> {
    let error = asked.protos.file(file).errors.first()?;
    has_word(asked.text(file), asked.old).then(|| {
        let reason = "the grammar can't read this place, and the file may use the name";
        asked.refusal(file, *error, reason, "mend the file, or rename it there by hand")
    })
}

/// A file that is not read at all.
fn too_large(asked: &Asked) -> Option<Refusal> {
    let unread = |it: &&crate::model::Source| it.language == PROTO && asked.protos.index(it.id).is_none();
    let source = asked.input.sources.iter().filter(unread).find(|it| has_word(&it.text, asked.old))?;
    Some(Refusal {
        what: asked.what.to_owned(),
        place: place(asked.input, source.id, 0),
        reason: "the file is too large to be read, and may use the name".to_owned(),
        way_out: "rename it by hand".to_owned(),
    })
}

/// An import that is in no root, of the same tree as the file that declares the name: it may use it, or be used by what does.
fn outside(asked: &Asked, file: usize) -> Vec<Refusal> {
    if file == asked.id.file {
        // What it imports can't import it.
        return Vec::new();
    }
    let own: BTreeSet<&str> = (0..asked.protos.len())
        .filter(|it| asked.protos.needs(asked.id.file, *it))
        .flat_map(|it| asked.protos.missing(it))
        .map(|it| it.path.as_str())
        .collect();
    let declared = asked.input.source(asked.protos.id(asked.id.file));
    let may = |it: &&Import| !own.contains(it.path.as_str()) && is_of_tree(&it.path, &declared.path);
    let missing = asked.protos.missing(file).iter().filter(may);
    missing
        .map(|it| {
            let reason = format!("`{}` is in none of the roots, and may use the name", it.path);
            asked.refusal(file, it.span, reason, "add the folder that it lies in to the roots")
        })
        .collect()
}

/// The import begins with a folder that the path of the file has. What others publish lies in folders of their own.
fn is_of_tree(import: &str, path: &str) -> bool {
    let mut parts = import.split('/');
    let first = parts.next().unwrap_or_default();
    // `github.com/owner/name/…`
    let top = if first.contains('.') { parts.nth(1).unwrap_or(first) } else { first };
    path.split('/').any(|it| it == top) || !import.contains('/')
}

/// A type of that name which no imported file declares: protoc would not find it either, or finds it where this does not look.
fn unfound(asked: &Asked, file: usize) -> Vec<Refusal> {
    let (text, kind) = (asked.text(file), asked.protos.decl(asked.id).kind);
    let package = |file: usize| asked.protos.file(file).package.as_ref().map(|it| &it.0);
    if package(file) != package(asked.id.file) && !asked.protos.needs(file, asked.id.file) {
        return Vec::new();
    }
    let of_kind = |is_type: bool| match kind {
        Kind::Message | Kind::Enum | Kind::Group => is_type,
        Kind::Extension => !is_type,
        _ => false,
    };
    let all = asked.protos.references_in(file).iter();
    all.filter(|it| it.target == Target::Outside && of_kind(it.is_type) && &text[it.span.range()] == asked.old)
        .map(|it| {
            let reason = "nothing that is imported here declares this name, so it may be the same";
            asked.refusal(file, it.span, reason, "import the file that declares it")
        })
        .collect()
}

/// A string or word of an option that has the name.
fn loose(asked: &Asked, it: &Loose) -> Option<Refusal> {
    let text = &asked.text(it.file)[it.span.range()];
    let concerned =
        !it.prose && asked.protos.needs(it.file, asked.id.file) && has_word(text, asked.old) && may_speak_of(asked, it);
    concerned.then(|| {
        let reason = format!("an option says `{}`, and what it means there is not known", asked.old);
        asked.refusal(it.file, it.span, reason, "change the option by hand first")
    })
}

/// The option is set on something from which the declaration is reached.
fn may_speak_of(asked: &Asked, it: &Loose) -> bool {
    let protos = asked.protos;
    let Some(on) = it.on.map(|decl| DeclId { file: it.file, decl }) else { return true };
    let of = match protos.decl(asked.id).kind {
        Kind::Field | Kind::OneOf => protos.decl(asked.id).parent.map(|decl| DeclId { file: asked.id.file, decl }),
        Kind::Message | Kind::Group => Some(asked.id),
        _ => return true,
    };
    let decl = protos.decl(on);
    let parent = decl.parent.map(|decl| DeclId { file: on.file, decl });
    let mut from = vec![on];
    from.extend(parent);
    from.extend(protos.types(on).iter().filter_map(|it| if let Target::Decl(it) = it { Some(*it) } else { None }));
    of.is_some_and(|of| reachable(protos, &from).contains(&of))
}

/// The messages that hold values of each other, from some on.
pub(super) fn reachable(protos: &Protos, from: &[DeclId]) -> BTreeSet<DeclId> {
    let mut all = BTreeSet::new();
    let mut open = from.to_vec();
    while let Some(at) = open.pop() {
        if !all.insert(at) {
            continue;
        }
        let decls = &protos.file(at.file).decls;
        let members =
            (0..decls.len()).filter(|it| decls[*it].parent == Some(at.decl) && decls[*it].kind == Kind::Field);
        open.extend(members.filter_map(|decl| protos.message_of(DeclId { file: at.file, decl })));
    }
    all
}

/// The name stands in `text` and is no part of a longer one.
pub(super) fn has_word(text: &str, name: &str) -> bool {
    let is_part = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphanumeric() || it == '_');
    text.match_indices(name)
        .any(|(at, _)| !is_part(text[..at].chars().next_back()) && !is_part(text[at + name.len()..].chars().next()))
}

/// The string around a place has several words.
pub(super) fn is_prose(text: &str, at: Span) -> bool {
    let quote = |it: char| matches!(it, '"' | '\'' | '\n');
    let from = text[..at.start as usize].rfind(quote).map_or(0, |it| it + 1);
    let to = text[at.end as usize..].find(quote).map_or(text.len(), |it| at.end as usize + it);
    text[from..to].trim().contains(char::is_whitespace)
}
