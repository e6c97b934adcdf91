//! Holds that no files use each other in a circle, inside of a room either: who reads a file needs those below it and no
//! other. Reads the sources as text, as `layers` does.
//!
//! An arrow stands where code names an item of another file by a path: `use` or in place, through re-exports, to the file
//! that declares it. A re-export is none by itself, so a `mod.rs` that only declares and re-exports is a door that
//! stands in no circle. Not seen are methods that another file gives to a type (`impl super::Universe`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::lexer::{Token, tokens};
use super::sources;

#[test]
fn no_files_use_each_other_in_a_circle() {
    let crate_ = Crate::read();
    let arrows = crate_.arrows();
    let mut found = String::new();
    for circle in circles(&arrows) {
        let inside: Vec<_> =
            arrows.iter().filter(|((from, to), _)| circle.contains(from) && circle.contains(to)).collect();
        found += &format!("{} files:\n", circle.len());
        for ((from, to), names) in inside {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            found += &format!("  {} -> {}: {}\n", from.display(), to.display(), names.join(", "));
        }
    }
    assert!(found.is_empty(), "files that use each other in a circle:\n{found}");
}

#[test]
fn a_circle_through_a_re_export_is_seen() {
    let crate_ = Crate::of([
        ("lib.rs", "mod a;"),
        ("a/mod.rs", "mod low; mod high; mod tool; mod all; pub use low::{Low, helper as help};"),
        ("a/low.rs", "use super::high::High; pub struct Low; pub fn helper() {}"),
        ("a/high.rs", "use super::help; pub struct High; fn f() { help() }"),
        ("a/tool.rs", "use crate::a; fn f() -> a::Low { /* a::high::High */ }"),
        ("a/all.rs", "use super::low::*; fn f(low: Low) {}"),
    ]);
    let arrows = crate_.arrows();
    let low = || PathBuf::from("a/low.rs");
    assert_eq!(circles(&arrows), [BTreeSet::from([low(), "a/high.rs".into()])]);
    for user in ["a/tool.rs", "a/all.rs"] {
        assert_eq!(arrows[&(user.into(), low())], BTreeSet::from(["Low".to_owned()]), "{user}");
    }
}

/// The modules of the crate, by path (`["lang", "go"]`; none for the crate itself).
struct Crate(BTreeMap<Vec<String>, Module>);

struct Module {
    file: PathBuf,
    /// What is declared at its top level.
    items: BTreeSet<String>,
    /// What its `use` lines bring in: name, path, and whether it is handed on (`pub use`).
    imports: BTreeMap<String, (Vec<String>, bool)>,
    /// The modules of which it brings in everything (`use module::*`).
    globs: Vec<Vec<String>>,
    /// The paths in the rest of its code.
    paths: Vec<Vec<String>>,
}

/// From file, to file: the names that the arrow is made of.
type Arrows = BTreeMap<(PathBuf, PathBuf), BTreeSet<String>>;

impl Crate {
    fn read() -> Self {
        let all = sources();
        Self::of(all.iter().map(|(_, file, text)| (file.to_str().unwrap(), text.as_str())))
    }

    fn of<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let modules = files.into_iter().map(|(file, text)| {
            let mut path: Vec<String> =
                Path::new(file).with_extension("").iter().map(|it| it.to_str().unwrap().to_owned()).collect();
            if path.last().is_some_and(|it| ["mod", "lib", "main"].contains(&it.as_str())) {
                path.pop();
            }
            (path, Module::read(file, text))
        });
        Self(modules.filter(|(_, it)| it.file != Path::new("main.rs")).collect())
    }

    fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (own, module) in &self.0 {
            let used = module.imports.iter().filter(|(_, (_, handed_on))| !handed_on).map(|(_, (path, _))| path);
            for path in used.chain(&module.paths) {
                if let Some((target, name)) = self.declared(own, path, 0)
                    && target.file != module.file
                {
                    arrows.entry((module.file.clone(), target.file.clone())).or_default().insert(name);
                }
            }
        }
        arrows
    }

    /// The module that declares what `path` means in `from`, and its name there. None for a module and for other crates.
    fn declared(&self, from: &[String], path: &[String], depth: usize) -> Option<(&Module, String)> {
        let mut rest = path;
        let mut at = from.to_vec();
        match rest.first()?.as_str() {
            "crate" => at.clear(),
            "self" => {}
            "super" => drop(at.pop()),
            _ => return self.inside(from, path, depth),
        }
        rest = &rest[1..];
        while rest.first().is_some_and(|it| it == "super") {
            at.pop();
            rest = &rest[1..];
        }
        self.inside(&at, rest, depth)
    }

    fn inside(&self, module: &[String], path: &[String], depth: usize) -> Option<(&Module, String)> {
        let (name, rest) = path.split_first()?;
        let here = self.0.get(module)?;
        let child = [module, std::slice::from_ref(name)].concat();
        if self.0.contains_key(&child) {
            self.inside(&child, rest, depth)
        } else if here.items.contains(name) {
            Some((here, name.clone()))
        } else if let Some((target, _)) = here.imports.get(name).filter(|_| depth < 9) {
            self.declared(module, &[target, rest].concat(), depth + 1)
        } else {
            let globs = here.globs.iter().filter(|_| depth < 9);
            globs.into_iter().find_map(|it| self.declared(module, &[it, path].concat(), depth + 1))
        }
    }
}

impl Module {
    fn read(file: &str, text: &str) -> Self {
        let tokens = tokens(text);
        let mut module = Self {
            file: file.into(),
            items: BTreeSet::new(),
            imports: BTreeMap::new(),
            globs: Vec::new(),
            paths: Vec::new(),
        };
        let (mut at, mut depth) = (0, 0_usize);
        while at < tokens.len() {
            let text = tokens[at].text;
            let next = tokens.get(at + 1).map_or("", |it| it.text);
            match text {
                "use" if depth == 0 || !tokens[at - 1].text.ends_with(['.', ':']) => {
                    let handed_on = at > 0 && ["pub", ")"].contains(&tokens[at - 1].text);
                    at = module.import(&tokens, at + 1, &mut Vec::new(), handed_on);
                }
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                "struct" | "enum" | "fn" | "trait" | "type" | "const" | "static" if depth == 0 && next != "fn" => {
                    module.items.insert(next.to_owned());
                }
                "macro_rules" => drop(module.items.insert(tokens[at + 2].text.to_owned())),
                _ if tokens[at].is_name() => {
                    let mut path = vec![text.to_owned()];
                    while tokens.get(at + 1).is_some_and(|it| it.text == "::")
                        && tokens.get(at + 2).is_some_and(Token::is_name)
                    {
                        path.push(tokens[at + 2].text.to_owned());
                        at += 2;
                    }
                    module.paths.push(path);
                }
                _ => {}
            }
            at += 1;
        }
        module
    }

    /// Reads one tree of a `use` line behind `prefix`; returns where it ends.
    fn import(&mut self, tokens: &[Token], mut at: usize, prefix: &mut Vec<String>, handed_on: bool) -> usize {
        let above = prefix.len();
        while at < tokens.len() {
            match tokens[at].text {
                "{" => {
                    while tokens[at].text != "}" {
                        at = self.import(tokens, at + 1, prefix, handed_on);
                    }
                    prefix.truncate(above);
                    return at + 1;
                }
                "::" => {}
                "*" => {
                    self.globs.push(prefix.clone());
                    prefix.truncate(above);
                }
                "as" => {
                    let path = std::mem::take(prefix);
                    let name = tokens[at + 1].text;
                    self.imports.insert(name.to_owned(), (path.clone(), handed_on && name != "_"));
                    *prefix = path[..above.min(path.len())].to_vec();
                    return at + 2;
                }
                "," | ";" | "}" => {
                    if prefix.len() > above {
                        if prefix.len() > 1 && prefix.last().is_some_and(|it| it == "self") {
                            prefix.pop();
                        }
                        let name = prefix.last().cloned().unwrap_or_default();
                        self.imports.insert(name, (prefix.clone(), handed_on));
                        prefix.truncate(above);
                    }
                    return at;
                }
                name => prefix.push(name.to_owned()),
            }
            at += 1;
        }
        at
    }
}

/// The groups of more than one file in which each file reaches each other one.
fn circles(arrows: &Arrows) -> Vec<BTreeSet<PathBuf>> {
    let files: BTreeSet<&PathBuf> = arrows.keys().flat_map(|(from, to)| [from, to]).collect();
    let reached: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> = files
        .iter()
        .map(|file| {
            let (mut seen, mut todo) = (BTreeSet::new(), vec![*file]);
            while let Some(from) = todo.pop() {
                todo.extend(arrows.keys().filter(|it| it.0 == *from).map(|it| &it.1).filter(|it| seen.insert(*it)));
            }
            (*file, seen)
        })
        .collect();
    let groups: BTreeSet<BTreeSet<PathBuf>> = files
        .iter()
        .map(|file| reached[file].iter().filter(|it| reached[*it].contains(file)).map(|it| (*it).clone()).collect())
        .collect();
    groups.into_iter().filter(|it| it.len() > 1).collect()
}
