//! What everybody else knows of Go.

use std::path::PathBuf;

use super::resolve::load::neighbours::neighbours;
use super::resolve::load::{Loader, Places, Supply};
use super::{GO, answers, facts, layout, starts, syntax};
use crate::lang::language::{Dialect, Files, Kind, Naming, Outside, Spec};
use crate::model::{FileFacts, Module, Need, Repo, Source};

/// The record of Go.
pub const SPEC: Spec = Spec {
    errors: |_, text| syntax::syntax_errors(text),
    comments: |_, text| syntax::comments(text),
    layout: |text, edits| layout::realign(text, &edits),
    fences: &["go"],
    short: without_package,
    exported,
    module_files: &["go.mod", "go.work"],
    naming: Naming::MixedCaps,
    compiled: |name| name.ends_with(".go"),
    outside,
    modules,
    names: super::resolve::load::names::names,
    neighbours,
    refs: Some(answers::refs::refs),
    facts_of: Some(answers::rename::facts_of),
    uses_of: Some(answers::made::uses_of),
    declares: answers::made::declares,
    starts: Some(starts::written),
    ground: |input| Box::new(Loader::new(input.repos, input.sources)),
    leads: &["test", "benchmark", "example", "fuzz"],
    ..Spec::listing(DIALECTS, facts)
};

const DIALECTS: &[Dialect] = &[Dialect {
    language: GO,
    about: "`.go`",
    files: &[".go"],
    kind: Kind::Code,
    sample: "example/example.go",
    declares: true,
    comments_speak: true,
    generated_names: &[".pb.go", ".pb.gw.go", ".pb.validate.go"],
    generated: marked,
}];

const STANDARD_LIBRARY: &str = "GOROOT";
const MODULE_CACHE: &str = "GOMODCACHE";

fn outside() -> Outside {
    let Places { goroot, module_cache } = Places::find();
    let named = |name, folder: Option<PathBuf>| folder.map(|folder| (name, folder));
    named(STANDARD_LIBRARY, goroot).into_iter().chain(named(MODULE_CACHE, module_cache)).collect()
}

/// All packages at once: what a name means is found across files.
fn facts(files: &Files) -> Vec<FileFacts> {
    let folder = |name| files.outside.iter().find(|it| it.0 == name).map(|it| it.1.clone());
    let places = Places { goroot: folder(STANDARD_LIBRARY), module_cache: folder(MODULE_CACHE) };
    let loader = Loader::with_places(files.repos, files.sources, places, files.disk.clone());
    facts::all(&loader, files)
}

fn modules(repos: &[Repo], sources: &[Source]) -> Vec<Module> {
    let needs = |it: super::resolve::load::Need| {
        let pinned = matches!(it.from, Supply::Release | Supply::Vendor);
        let from = match it.from {
            Supply::Release => "release",
            Supply::Vendor => "vendor",
            Supply::Folder(_) => "replace",
            Supply::Work => "go.work",
        };
        Need { path: it.path, version: it.version, from, pinned }
    };
    let all = Loader::new(repos, sources).modules().into_iter();
    all.map(|it| Module { path: it.path, dir: it.dir, needs: it.needs.into_iter().map(needs).collect() }).collect()
}

/// The package is the last part with a dot; what follows another slash is a local of a function.
fn without_package(symbol: &str) -> &str {
    let (mut start, mut package) = (0, 0);
    for part in symbol.split('/') {
        if part.contains('.') {
            package = start;
        }
        start += part.len() + 1;
    }
    if package == 0 { symbol } else { symbol[package..].split_once('.').map_or(symbol, |(_, rest)| rest) }
}

/// A name at the top level or a member: `Conversation.RunID`.
fn exported(symbol: &str) -> Option<(&str, &str)> {
    let name = without_package(symbol);
    let package = symbol.strip_suffix(name)?.strip_suffix('.')?;
    let is_exported = name.rsplit('.').next()?.starts_with(char::is_uppercase);
    (is_exported && !name.contains(['/', '<', '@'])).then_some((package, name))
}

/// Go's rule: a whole line `// Code generated .* DO NOT EDIT.` before the first text that is not a comment.
fn marked(text: &str) -> bool {
    let mut in_block = false;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let trimmed = line.trim();
        if in_block {
            in_block = !trimmed.contains("*/");
        } else if is_code_generated(line) {
            return true;
        } else if trimmed.starts_with("/*") {
            in_block = !trimmed.contains("*/");
        } else if !trimmed.is_empty() && !trimmed.starts_with("//") {
            return false;
        }
    }
    false
}

fn is_code_generated(line: &str) -> bool {
    line.strip_prefix("// Code generated ").is_some_and(|rest| rest.trim_end_matches('\r').ends_with("DO NOT EDIT."))
}
