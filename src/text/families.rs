//! Types that have the keys of others: by `extends`, by `&`, by a field without a name. Words and brackets tell it, of the declarations in one
//! folder; no grammar.

use std::collections::BTreeSet;

use super::siblings::{block, in_brackets, own_level};

/// Types of types that are followed.
const DEPTH: usize = 4;

/// Bytes between the name of a type and its bracket.
const HEADING: usize = 400;

/// A type that is declared with keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// The types whose keys it has, too.
    bases: Vec<String>,
    /// The keys that are written in it.
    keys: BTreeSet<String>,
}

/// The name of a type, and all keys that it has.
pub type Whole = (String, BTreeSet<String>);

/// The types that `text` declares.
pub fn declared(text: &str) -> Vec<Declared> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let one = heading(line).and_then(|(name, behind)| {
            of_heading(text, name, start + behind).or_else(|| renamed(name, &line[behind..]))
        });
        found.extend(one);
        start += line.len();
    }
    found
}

/// The types among `all` that have the keys of the type `name`, and it itself where it has those of others: names, and all keys of each.
pub fn families(all: &[Declared], name: &str) -> Vec<Whole> {
    let has = |it: &&Declared| match it.name == name {
        true => !it.bases.is_empty(),
        false => descends(all, it, name, DEPTH),
    };
    let whole = |it: &Declared| {
        let mut keys = BTreeSet::new();
        collect(all, it, &mut keys, DEPTH);
        (it.name.clone(), keys)
    };
    all.iter().filter(has).map(whole).collect()
}

/// The types whose keys the type `name` has, too.
pub fn bases(all: &[Declared], name: &str) -> Vec<String> {
    let is_base =
        |it: &&Declared| all.iter().filter(|it| it.name == name).any(|own| descends(all, own, &it.name, DEPTH));
    all.iter().filter(is_base).map(|it| it.name.clone()).collect()
}

fn descends(all: &[Declared], it: &Declared, name: &str, depth: usize) -> bool {
    let of = |base: &String| all.iter().filter(|it| it.name == *base).any(|it| descends(all, it, name, depth - 1));
    depth > 0 && it.bases.iter().any(|base| base == name || of(base))
}

fn collect(all: &[Declared], it: &Declared, keys: &mut BTreeSet<String>, depth: usize) {
    keys.extend(it.keys.iter().cloned());
    if depth > 0 {
        let bases = all.iter().filter(|other| it.bases.contains(&other.name) && other.name != it.name);
        bases.for_each(|base| collect(all, base, keys, depth - 1));
    }
}

/// The name in `export interface Sample extends Base {`, `type Sample struct {`, `class Sample {`, and where it ends.
fn heading(line: &str) -> Option<(&str, usize)> {
    let mut rest = line.trim_start();
    loop {
        let (word, behind) = rest.split_once(' ')?;
        match word {
            "export" | "declare" | "default" | "abstract" => rest = behind.trim_start(),
            "type" | "interface" | "class" => {
                let end = behind.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(behind.len());
                let at = line.len() - behind.len() + end;
                return (end > 0).then(|| (&behind[..end], at));
            }
            _ => return None,
        }
    }
}

fn of_heading(text: &str, name: &str, behind: usize) -> Option<Declared> {
    let mut end = (behind + HEADING).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let rest = &text[behind..end];
    let bracket = rest.find('{')?;
    let between = &rest[..bracket];
    let is_struct = between.trim() == "struct";
    let joined = between.trim_start().starts_with('=');
    // An alias without a body, or another statement: what goes on is indented.
    let goes_on = |line: &str| line.is_empty() || line.starts_with([' ', '\t']);
    let one = between.lines().skip(1).all(goes_on) && !between.contains("\n\n");
    if !one || between.contains([';', '(']) || joined && !between.trim_end().ends_with(['=', '&']) {
        return None;
    }
    let at = behind + bracket + 1;
    let (start, stop) = block(text.as_bytes(), at)?;
    let bases = match is_struct {
        true => embedded(&text[start..stop]),
        false if joined => names(between.trim_start_matches([' ', '=']), '&'),
        false => between.split_once("extends ").map(|(_, it)| names(it, ',')).unwrap_or_default(),
    };
    Some(Declared { name: name.to_owned(), bases, keys: in_brackets(text, at) })
}

/// `type Answer Sample`, `type Answer = Sample;`: another name for all keys of a type.
fn renamed(name: &str, behind: &str) -> Option<Declared> {
    let base = behind.trim().trim_start_matches("= ").trim_end_matches(';').rsplit('.').next()?;
    let is_name = base.starts_with(char::is_uppercase) && base.chars().all(|it| it.is_alphanumeric() || it == '_');
    is_name.then(|| Declared { name: name.to_owned(), bases: vec![base.to_owned()], keys: BTreeSet::new() })
}

/// `A, B<C>` or `A & B`, without what stands in angles.
fn names(list: &str, by: char) -> Vec<String> {
    let list = list.split(" implements ").next().unwrap_or_default();
    let bare = |it: &str| it.trim().split(['<', ' ']).next().unwrap_or_default().to_owned();
    list.split(by).map(bare).filter(|it| it.starts_with(char::is_alphabetic)).collect()
}

/// The fields of a struct that have no name: `*Base`, `pkg.Base`. One with a key of its own is one key.
fn embedded(block: &str) -> Vec<String> {
    let own = own_level(block);
    let lines = own.lines().map(|it| it.split("//").next().unwrap_or_default().trim());
    let unnamed = lines.filter(|it| !it.contains("json:\"") || it.contains("json:\",inline"));
    let ty = unnamed.filter_map(|it| {
        let word = it.split('`').next()?.trim().trim_start_matches('*');
        let name = word.rsplit('.').next()?;
        let is_name = |it: &str| it.chars().all(|it| it.is_alphanumeric() || it == '_') && !it.is_empty();
        (word.split('.').all(is_name)).then(|| name.to_owned())
    });
    ty.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, name: &str) -> String {
        let found = families(&declared(text), name);
        let one = |(name, keys): (String, BTreeSet<String>)| format!("{name}: {}", Vec::from_iter(keys).join(" "));
        found.into_iter().map(one).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_type_has_the_keys_of_what_it_extends() {
        let script = "interface Base {\n  a: string;\n}\n\nexport interface Row extends Base, Other<X> {\n  b: { c: 1 };\n}\n\
                      export type Wide = Row & {\n  d: string;\n}\ntype Alias = Base;\n";
        assert_eq!(said(script, "Base"), "Row: a b; Wide: a b d; Alias: a");
        assert_eq!(said(script, "Row"), "Row: a b; Wide: a b d");
        assert_eq!(said(script, "Alias"), "Alias: a");
        assert_eq!(bases(&declared(script), "Wide"), ["Base", "Row"]);
        assert!(bases(&declared(script), "Base").is_empty());
        let code = "type Base struct {\n\tA int `json:\"a\"`\n}\n\ntype Row struct {\n\t*Base\n\tB int `json:\"b\"` // Base\n}\n\n\
                    type Kept struct {\n\tBase `json:\"base\"`\n}\n";
        assert_eq!(said(code, "Base"), "Row: a b");
        assert_eq!(said(code, "Row"), "Row: a b");
        assert_eq!(
            said("type A struct {\n\tB int `json:\"b\"`\n}\n\ntype C A\ntype D = x.A\ntype e string\n", "A"),
            "C: b; D: b"
        );
        assert_eq!(said("type A struct {\n\tA\n\tB int `json:\"b\"`\n}\n", "A"), "A: b");
    }
}
