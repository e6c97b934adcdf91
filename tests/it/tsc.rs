//! The TypeScript of the example workspace compiles: as it is, and after every step; that of a literate case compiles no worse after
//! a diff. Needs the compiler of the npm registry in `RUNSESS_TSC`, and says so loudly where it is missing. `.ci/run` installs it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::{self, STEPS};
use crate::support::{files_below, package, texts};

/// Stands for React's types, so that nothing else of the registry is needed.
const JSX: &str =
    "declare namespace JSX { interface IntrinsicElements { [tag: string]: { [attribute: string]: unknown } } }\n";

const OPTIONS: &[&str] = &[
    "--strict",
    "--noEmit",
    // Two thirds of a run went into the compiler's own declarations.
    "--skipDefaultLibCheck",
    "--allowJs",
    "--target",
    "es2022",
    "--module",
    "esnext",
    "--moduleResolution",
    "bundler",
    "--jsx",
    "preserve",
    "--pretty",
    "false",
];

#[test]
fn the_front_ends_compile_as_they_are_and_after_every_step() {
    let Some(compiler) = compiler() else { return };
    let scratch = tempfile::tempdir().unwrap();
    let root = steps::workspace(scratch.path());
    assert!(scripts(&root).len() > 10);
    assert_eq!(errors(&compiler, &root), Vec::<String>::new(), "before the first step");
    let (mut known, mut grown) = (BTreeSet::new(), String::new());
    for step in STEPS {
        steps::apply(scratch.path(), &root, step);
        let now: BTreeSet<String> = errors(&compiler, &root).into_iter().collect();
        for error in now.difference(&known) {
            grown.push_str(&format!("after {}: {error}\n", step.join(" ")));
        }
        known = now;
    }
    assert!(grown.is_empty(), "a step breaks the build:\n{grown}");
}

#[test]
fn errors_are_counted_by_their_code() {
    let line = |code: &str, name: &str| format!("web/a.ts(5,3): error {code}: Duplicate identifier '{name}'.");
    let errors = [line("TS2300", "run_id"), line("TS7006", "it"), line("TS2300", "session_id")];
    assert_eq!(kinds(&errors), BTreeMap::from([("TS2300", 2), ("TS7006", 1)]));
}

/// The compiler that `RUNSESS_TSC` names. Where it names none, the caller skips its test, loudly; in CI that is a failure.
fn compiler() -> Option<PathBuf> {
    let named = std::env::var_os("RUNSESS_TSC");
    if named.is_none() {
        let how =
            "npm install typescript@5.9 --prefix target/tsc && export RUNSESS_TSC=target/tsc/node_modules/.bin/tsc";
        assert!(std::env::var_os("CI").is_none(), "RUNSESS_TSC is not set, and CI must not skip what needs it: {how}");
        eprintln!("SKIPPED: RUNSESS_TSC is not set, so no TypeScript was compiled here: {how}");
    }
    named.map(|path| package().join(path))
}

/// Fails when the scripts below `after` have more errors of a kind than those below `before`, which need not compile. What an
/// error says is not compared: it may say the name that was changed.
pub fn assert_no_more_errors(before: &Path, after: &Path) {
    if scripts(before).is_empty() {
        return;
    }
    let Some(compiler) = compiler() else { return };
    let (old, mut new) = (errors(&compiler, before), errors(&compiler, after));
    new.retain(|it| !is_to_be_made(it));
    let (old_kinds, new_kinds) = (kinds(&old), kinds(&new));
    let grown = new_kinds.iter().any(|(kind, count)| old_kinds.get(kind).is_none_or(|old| old < count));
    assert!(!grown, "new errors of the compiler:\n{}\nbefore:\n{}", new.join("\n"), old.join("\n"));
}

/// The error is that a file of protoc-gen-es lacks a name, which it has as soon as the generator has run again: nothing builds before, and the
/// step says so. That what the generator then makes compiles was tried with the generator itself (`docs/proto.md`).
fn is_to_be_made(error: &str) -> bool {
    error.contains(": error TS2305: ") && error.contains("_pb\"' has no exported member")
}

/// How many errors there are with each code.
fn kinds(errors: &[String]) -> BTreeMap<&str, usize> {
    let mut kinds = BTreeMap::new();
    for error in errors {
        let code = error.split_once(": error ").and_then(|(_, rest)| rest.split_once(':')).map_or("", |(code, _)| code);
        *kinds.entry(code).or_default() += 1;
    }
    kinds
}

fn scripts(root: &Path) -> Vec<PathBuf> {
    let endings = ["ts", "tsx", "js", "mjs"];
    let script = |path: &PathBuf| path.extension().is_some_and(|it| endings.iter().any(|ending| it == *ending));
    files_below(root).into_iter().filter(script).collect()
}

/// What the compiler says of all scripts below `root`, a line each.
fn errors(compiler: &Path, root: &Path) -> Vec<String> {
    let scratch = tempfile::tempdir().unwrap();
    let jsx = scratch.path().join("jsx.d.ts");
    std::fs::write(&jsx, JSX).unwrap();
    let output = Command::new(compiler).args(OPTIONS).args(scripts(root)).arg(&jsx).current_dir(root).output();
    let output = output.unwrap_or_else(|e| panic!("{}: {e}", compiler.display()));
    let (out, err) = texts(&output);
    assert!(output.status.success() || out.contains(": error TS"), "{}\n{out}{err}", output.status);
    out.lines().map(str::to_owned).collect()
}
