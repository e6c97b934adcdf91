//! The names that protoc-gen-es makes, as its own sources make them: `localName` and `findEnumSharedPrefix` of `@bufbuild/protobuf`
//! (`registry.js` and `reflect/names.js` of version 2, `private/names.js` of version 1), and `names.js` of `@bufbuild/protoplugin`.

use super::names::{Name, Named, values};
use crate::lang::proto::resolve::DeclId;
use crate::lang::proto::syntax::Kind;
use crate::text::operations::json_name;

/// Names of properties that every object has.
const PROPERTIES: &[&str] = &["constructor", "toString", "toJSON", "valueOf"];

/// All names that are made from one file. A member of a `oneof` is no property: its name is a string.
pub(super) fn names(it: &Named) -> Vec<Name> {
    let mut all = Vec::new();
    for decl in 0..it.decls().len() {
        let own = &it.decls()[decl];
        let id = DeclId { file: it.file, decl };
        let mut add = |of, key, owner: &str, name: String| all.push(Name { of, key, owner: owner.to_owned(), name });
        match own.kind {
            Kind::Message | Kind::Group | Kind::Enum => {
                let name = ident(it, decl);
                add(id, "shape", "", name.clone());
                add(id, "schema", "", format!("{name}Schema"));
                add(id, "json", "", format!("{name}Json"));
                add(id, "valid", "", format!("{name}Valid"));
                if own.kind == Kind::Enum {
                    let prefix = prefix(it, decl);
                    for value in values(it.decls(), decl) {
                        let long = it.name(value);
                        let short = property(long[prefix..].to_owned());
                        add(DeclId { file: it.file, decl: value }, "value", &name, short);
                    }
                }
            }
            Kind::Field if own.one_of.is_none() => {
                let owner = own.parent.map_or_else(String::new, |of| ident(it, of));
                let name = property(camel(&it.name(decl)));
                add(id, "field", &owner, name.clone());
                add(id, "valid field", &format!("{owner}Valid"), name);
            }
            Kind::OneOf => {
                let owner = own.parent.map_or_else(String::new, |of| ident(it, of));
                add(id, "field", &owner, property(camel(&it.name(decl))));
            }
            Kind::Extension => add(id, "const", "", ident(it, decl)),
            // Version 1 leaves services to others.
            Kind::Service => add(id, "service", "", ident(it, decl)),
            Kind::Call => {
                let owner = own.parent.map_or_else(String::new, |of| ident(it, of));
                add(id, "call", &owner, property(first_lower(&it.name(decl))));
            }
            Kind::Field | Kind::Value => {}
        }
    }
    all
}

/// The strings that name the members of a `oneof`, now and then.
pub(super) fn cases(before: &Named, after: &Named) -> Vec<(DeclId, String, String)> {
    let is_case = |at: &usize| before.decls()[*at].one_of.is_some();
    let both = |at: usize| (DeclId { file: before.file, decl: at }, camel(&before.name(at)), camel(&after.name(at)));
    (0..before.decls().len()).filter(is_case).map(both).filter(|(_, old, new)| old != new).collect()
}

/// `protoCamelCase`
pub(super) fn camel(name: &str) -> String {
    json_name(name)
}

fn ident(it: &Named, decl: usize) -> String {
    it.path(decl).join("_")
}

fn property(name: String) -> String {
    if PROPERTIES.contains(&name.as_str()) { name + "$" } else { name }
}

fn first_lower(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// How many letters all values of an enum have before their own names: those of the name of the enum.
fn prefix(it: &Named, of: usize) -> usize {
    let mut prefix = String::new();
    for (at, letter) in it.name(of).chars().enumerate() {
        if at > 0 && letter.is_ascii_uppercase() {
            prefix.push('_');
        }
        prefix.push(letter.to_ascii_lowercase());
    }
    prefix.push('_');
    let has = |value: usize| {
        let name = it.name(value);
        let own = name.get(prefix.len()..).unwrap_or_default();
        name.to_ascii_lowercase().starts_with(&prefix) && own.starts_with(|it: char| !it.is_ascii_digit())
    };
    if values(it.decls(), of).all(has) { prefix.len() } else { 0 }
}
