//! What else is called like a new name: other names of its scope, reserved names, and names in JSON that protoc tells apart.

use std::collections::BTreeSet;

use crate::lang::proto::resolve::DeclId;
use crate::lang::proto::syntax::Kind;
use crate::model::plan::Refusal;
use crate::text::operations::json_name;

use super::asked::{Asked, called};
use super::wire;

const OTHER_NAME: &str = "choose another name, or rename that one first";

/// Everything that stands against the new name.
pub(super) fn taken(asked: &Asked) -> Vec<Refusal> {
    if !is_identifier(asked.new) {
        return vec![asked.refusal_here(format!("`{}` is no name in a `.proto`", asked.new), OTHER_NAME)];
    }
    let mut refused = in_scope(asked);
    refused.extend(reserved(asked));
    refused.extend(match asked.protos.decl(asked.id).kind {
        Kind::Field => in_json(asked),
        Kind::Enum => labels(asked, asked.id.decl),
        Kind::Value => asked.protos.decl(asked.id).parent.map_or_else(Vec::new, |it| labels(asked, it)),
        _ => Vec::new(),
    });
    refused
}

fn is_identifier(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|it| it.is_ascii_alphabetic() || it == '_')
        && letters.all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// The message around a name; the values of an enum stand beside the enum.
fn scope(asked: &Asked, id: DeclId) -> Option<usize> {
    let decl = asked.protos.decl(id);
    match (decl.kind, decl.parent) {
        (Kind::Value, Some(of)) => asked.protos.file(id.file).decls[of].parent,
        (_, parent) => parent,
    }
}

/// Other names of the message, or of the package in all its files.
fn in_scope(asked: &Asked) -> Vec<Refusal> {
    let (protos, id) = (asked.protos, asked.id);
    let own_scope = scope(asked, id);
    let package = protos.file(id.file).package.as_ref().map_or("", |(name, _)| name.as_str());
    let files: Vec<usize> = match own_scope {
        Some(_) => vec![id.file],
        // Another copy of the file is not compiled with this one.
        None => protos.of_package(package).filter(|it| *it == id.file || !has_copy(asked, *it)).collect(),
    };
    let group = protos.decl(id).kind == Kind::Group;
    let is_taken = |name: &str| name == asked.new || group && name == asked.new.to_ascii_lowercase();
    let mut refused = Vec::new();
    for file in files {
        for decl in 0..protos.file(file).decls.len() {
            let other = DeclId { file, decl };
            if other == id || scope(asked, other) != own_scope || !is_taken(&asked.name_of(other)) {
                continue;
            }
            let it = protos.decl(other);
            let reason = format!("{} of this scope is called `{}`", called(it.kind), asked.new);
            refused.push(asked.refusal(file, it.span, reason, OTHER_NAME));
        }
    }
    if let (None, Some(file)) = (own_scope, protos.packages_below(package, asked.new)) {
        let at = protos.file(file).package.as_ref().map(|it| it.1).unwrap_or_default();
        refused.push(asked.refusal(file, at, format!("a package is called `{}`", asked.new), OTHER_NAME));
    }
    refused
}

/// The file declares what is asked about as well.
fn has_copy(asked: &Asked, file: usize) -> bool {
    let (own, decls) = (asked.protos.full_name(asked.id), &asked.protos.file(file).decls);
    (0..decls.len()).any(|decl| decls[decl].name == asked.old && asked.protos.full_name(DeclId { file, decl }) == own)
}

fn reserved(asked: &Asked) -> Vec<Refusal> {
    let (file, decl) = (asked.protos.file(asked.id.file), asked.protos.decl(asked.id));
    if !matches!(decl.kind, Kind::Field | Kind::Group | Kind::Value) {
        return Vec::new();
    }
    let within = file.reserved.iter().filter(|it| it.within == decl.parent).flat_map(|it| &it.names);
    let taken = within.filter(|(name, _)| name == asked.new);
    taken
        .map(|(name, span)| {
            let reason = format!("`{name}` is reserved: a field that is gone was called so");
            asked.refusal(asked.id.file, *span, reason, "choose another name; a reserved one stays reserved")
        })
        .collect()
}

/// Fields that would have the same name in JSON. protoc compares the names that options give, and the ones without options as well.
fn in_json(asked: &Asked) -> Vec<Refusal> {
    let (protos, id) = (asked.protos, asked.id);
    let parent = protos.decl(id).parent;
    let plain = |it: DeclId| json_name(&asked.name_of(it));
    let mut refused = Vec::new();
    for decl in 0..protos.file(id.file).decls.len() {
        let other = DeclId { file: id.file, decl };
        let it = protos.decl(other);
        if other == id || it.parent != parent || it.kind != Kind::Field || asked.name_of(other) == asked.new {
            continue;
        }
        let same = [(plain(id), plain(other)), (wire::in_json(asked, id), wire::in_json(asked, other))];
        if let Some((name, _)) = same.into_iter().find(|(one, other)| one == other) {
            let reason = format!("`{}` is `{name}` in JSON, and so is this field", asked.new);
            refused.push(asked.refusal(id.file, it.span, reason, OTHER_NAME));
        }
    }
    refused
}

/// Values of the enum that would be one to protoc, which leaves the name of the enum out of them and compares what is left without case.
fn labels(asked: &Asked, of: usize) -> Vec<Refusal> {
    let file = asked.id.file;
    let name = asked.name_of(DeclId { file, decl: of });
    let decls = &asked.protos.file(file).decls;
    let values = (0..decls.len()).filter(|it| decls[*it].parent == Some(of) && decls[*it].kind == Kind::Value);
    let mut seen: Vec<(String, usize)> = Vec::new();
    let mut found = BTreeSet::new();
    for decl in values {
        let label = label(&name, &asked.name_of(DeclId { file, decl }));
        let number = |it: usize| decls[it].number.map(|it| it.0);
        let other = seen.iter().find(|(other, at)| *other == label && number(*at) != number(decl));
        if let Some((_, other)) = other {
            found.extend([*other, decl].into_iter().filter(|it| asked.id.decl == of || asked.id.decl != *it));
        }
        seen.push((label, decl));
    }
    let renamed = |it: &usize| asked.id.decl == of || clashes(asked, of, *it);
    found
        .into_iter()
        .filter(renamed)
        .map(|it| {
            let reason = "without the name of the enum, two of its values would be called the same";
            asked.refusal(file, decls[it].span, reason, OTHER_NAME)
        })
        .collect()
}

/// The value `other` would be called like the one that is asked about.
fn clashes(asked: &Asked, of: usize, other: usize) -> bool {
    let name = |decl| asked.name_of(DeclId { file: asked.id.file, decl });
    label(&name(of), &name(other)) == label(&name(of), asked.new)
}

fn label(of: &str, value: &str) -> String {
    let letters =
        |text: &str| text.chars().filter(|it| *it != '_').map(|it| it.to_ascii_lowercase()).collect::<String>();
    let (of, value) = (letters(of), letters(value));
    value.strip_prefix(&of).filter(|it| !it.is_empty()).map_or_else(|| value.clone(), str::to_owned)
}
