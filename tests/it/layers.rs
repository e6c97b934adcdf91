//! Holds the layers of the design: a module uses only modules on its left. Reads the sources as text, so that a
//! violation is found even where the compiler is content.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

mod circles;
mod lexer;
mod sizes;

/// The modules of the crate, left to right. Modules of one layer do not use each other.
const LAYERS: &[&[&str]] = &[
    &["model", "cli"],
    &["text", "disk", "limits"],
    &["lang"],
    &["walk", "flow"],
    &["rules"],
    &["classify"],
    &["plan", "propose"],
    &["report", "gate", "commit"],
    &["session"],
    &["lsp"],
    &["cmd"],
];

/// The rooms of `lang`, left to right. A name that is not listed is a language that uses no other one; a language that others
/// stand in the files of (SQL in the strings of Go) has the next place.
const ROOMS: &[&[&str]] = &[
    &["asked", "tree", "generated", "comment", "made", "rewriter"],
    &["language"],
    &[],
    &["go", "markdown", "typescript"],
    &["link", "registry", "needs", "statements", "dispatch", "rewriters"],
];

/// The place of the languages that use no other one.
const PLAIN_LANGUAGE: usize = 2;

/// The floors of a language, bottom to top, in the order of the data. What is no floor serves all of them.
const FLOORS: &[&str] = &["syntax", "resolve", "facts", "rewrite", "layout", "answers"];

#[test]
fn a_module_uses_only_modules_on_its_left() {
    let mut wrong = Vec::new();
    for (module, file, text) in sources() {
        let Some(own) = layer(&module) else { continue };
        for (line, used) in uses(&text) {
            let Some(other) = layer(&used) else { continue };
            if used != module && other >= own {
                wrong.push(format!("{}:{line}: `{module}` uses `{used}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "layers are broken:\n{}", wrong.join("\n"));
}

fn place_in_lang(name: &str) -> usize {
    ROOMS.iter().position(|names| names.contains(&name)).unwrap_or(PLAIN_LANGUAGE)
}

#[test]
fn a_language_uses_only_what_is_below_it() {
    let mut wrong = Vec::new();
    for (_, file, text) in sources().into_iter().filter(|(module, ..)| module == "lang") {
        let parts: Vec<&str> = file.iter().filter_map(|it| it.to_str()).map(|it| it.trim_end_matches(".rs")).collect();
        let (own, floor) = (parts[1], parts.get(2));
        let at = |name: &str| (name != "mod").then(|| place_in_lang(name));
        let height = |name: &str| FLOORS.iter().position(|it| *it == name);
        for (line, path) in paths(&text, "crate::lang::") {
            let mut names = path.split("::");
            let (Some(room), inside) = (names.next(), names.next()) else { continue };
            let up = match (room == own, at(own), at(room)) {
                (true, ..) => floor.and_then(|it| height(it)).is_some_and(|own| inside.and_then(height) > Some(own)),
                (false, Some(own), Some(other)) => other >= own,
                _ => own != "mod",
            };
            if up {
                wrong.push(format!("{}:{line}: {path}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows up inside of lang:\n{}", wrong.join("\n"));
}

/// Names of languages that are names of formats, commands and groups of roles as well.
const OTHER_THINGS: &[&str] = &["sql", "markdown", "data", "text"];

/// A language that is named elsewhere is one that the next language is forgotten beside.
#[test]
fn only_lang_names_a_language() {
    let all = sources();
    let in_lang = all.iter().filter(|(module, ..)| module == "lang");
    let names = in_lang.filter_map(|(_, file, _)| file.iter().nth(1)?.to_str()?.trim_end_matches(".rs").into());
    let rooms: BTreeSet<&str> = names.filter(|it| [2, 3].contains(&place_in_lang(it)) && *it != "mod").collect();
    assert!(rooms.contains("go") && rooms.contains("typescript") && !rooms.contains("registry"), "{rooms:?}");
    let names = runsess::lang::dialects().map(|it| it.language.name()).filter(|it| !OTHER_THINGS.contains(it));
    let literals: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    let mut wrong = Vec::new();
    for (_, file, text) in all.iter().filter(|(module, ..)| module != "lang") {
        let inside = paths(text, "lang::").into_iter().filter(|(_, path)| {
            let room = path.split("::").next().unwrap_or_default();
            rooms.contains(room)
        });
        wrong.extend(inside.map(|(line, path)| format!("{}:{line}: lang::{path}", file.display())));
        for (number, line) in code(text) {
            let grouped = line.split("lang::{").nth(1).map(group_heads).unwrap_or_default();
            let named = literals.iter().any(|it| line.contains(it.as_str())) || line.contains("Language::");
            if named || grouped.iter().any(|it| rooms.contains(it.as_str())) {
                wrong.push(format!("{}:{number}: {}", file.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "languages are named outside of lang:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_has_a_layer() {
    let modules: BTreeSet<String> = sources().into_iter().map(|(module, ..)| module).collect();
    let without: Vec<&String> =
        modules.iter().filter(|it| layer(it).is_none() && !["lib", "main"].contains(&it.as_str())).collect();
    assert!(without.is_empty(), "give these modules a place in LAYERS: {without:?}");
}

#[test]
fn syntax_nodes_stay_in_lang() {
    let wrong: Vec<String> = sources()
        .into_iter()
        .filter(|(module, _, text)| module != "lang" && code(text).any(|(_, line)| line.contains("tree_sitter")))
        .map(|(_, file, _)| file.display().to_string())
        .collect();
    assert!(wrong.is_empty(), "tree-sitter outside of lang: {wrong:?}");
}

#[test]
fn only_cmd_and_main_print() {
    let printing = ["println!(", "print!(", "eprintln!(", "eprint!(", "io::stdout()", "io::stderr()"];
    let mut wrong = Vec::new();
    for (module, file, text) in sources() {
        if ["cmd", "main"].contains(&module.as_str()) {
            continue;
        }
        for (number, line) in code(&text) {
            // `writeln!(` ends in `ln!(` as well, hence the whole word.
            if printing.iter().any(|it| {
                line.split(|c: char| !(c.is_alphanumeric() || "_!(:)".contains(c))).any(|w| w.starts_with(it))
            }) {
                wrong.push(format!("{}:{number}: {}", file.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "printing outside of cmd and main:\n{}", wrong.join("\n"));
}

#[test]
fn each_file_says_what_it_is_for() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(_, _, text)| !text.starts_with("//! "))
        .map(|(_, file, _)| file.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no opening paragraph (style guide, 1): {silent:?}");
}

#[test]
fn the_reader_of_uses_sees_every_spelling() {
    let text =
        "use crate::{flow, model::{Span, Edit}};\nlet x = crate::report::render();\n// crate::cmd in a comment\n";
    let found: Vec<(usize, String)> = uses(text);
    assert_eq!(found, [(1, "flow".into()), (1, "model".into()), (2, "report".into())]);
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|names| names.contains(&module))
}

/// Module (first folder or file stem below `src`), path and text of every Rust file of the product: test modules in files
/// of their own (`tests.rs`, `testing.rs`) may use what they like.
fn sources() -> Vec<(String, PathBuf, String)> {
    fn visit(src: &Path, dir: &Path, found: &mut Vec<(String, PathBuf, String)>) {
        let mut entries: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                if path.ends_with("tests") {
                    continue;
                }
                visit(src, &path, found);
            } else if path.extension().is_some_and(|it| it == "rs")
                && !path.file_stem().is_some_and(|it| it == "tests" || it == "testing")
            {
                let below = path.strip_prefix(src).unwrap();
                let first = below.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((first.trim_end_matches(".rs").to_owned(), below.to_path_buf(), text));
            }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    visit(&src, &src, &mut found);
    found
}

/// The lines that are code of the product: no comments, nothing after the start of the file's test module.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The modules of the crate that the text names by a `crate::` path, with the line of the path.
fn uses(text: &str) -> Vec<(usize, String)> {
    // Lines keep their numbers; a `use crate::{…}` over several lines counts for its first one.
    let joined: String = {
        let kept: std::collections::BTreeMap<usize, &str> = code(text).collect();
        (1..=text.lines().count()).map(|at| format!("{}\n", kept.get(&at).unwrap_or(&""))).collect()
    };
    let mut found = Vec::new();
    for (at, _) in joined.match_indices("crate::") {
        if joined[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let line = joined[..at].matches('\n').count() + 1;
        let rest = &joined[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            found.extend(group_heads(group).into_iter().map(|name| (line, name)));
        } else {
            found.push((line, ident(rest)));
        }
    }
    found
}

/// The paths behind `prefix`, up to the first `{` or `*`, with their lines.
fn paths<'t>(text: &'t str, prefix: &str) -> Vec<(usize, &'t str)> {
    let found = code(text).flat_map(|(at, line)| line.split(prefix).skip(1).map(move |rest| (at, rest)));
    found
        .map(|(at, rest)| {
            (at, rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').next().unwrap_or(rest))
        })
        .collect()
}

/// First names of `a, b::{c, d}, e}`: `a`, `b`, `e`.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut heads) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                heads.push(ident(group[start..at].trim()));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                heads.push(ident(group[start..at].trim()));
                start = at + 1;
            }
            _ => {}
        }
    }
    heads.retain(|it| !it.is_empty());
    heads
}

fn ident(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}
