//! The fixture modules compile: as they are, and after every batch. Works on copies; needs Go, and says so loudly where
//! it is missing.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::{self, STEPS};
use crate::support::{files_below, have, package, runsess, scan, texts};

const WORKSPACE: &[&str] = &["eventlib", "chatd", "moments", "artifacts"];

#[test]
fn the_workspace_compiles_and_passes_as_it_is() {
    if have("go") {
        for module in WORKSPACE {
            compiles(&package().join("fixtures/workspace").join(module));
        }
    }
}

#[test]
fn the_small_fixtures_compile() {
    if have("go") {
        compiles(&package().join("fixtures/conflict"));
        compiles(&package().join("fixtures/contracts/server"));
    }
}

#[test]
fn the_fixture_go_files_are_gofmt_clean() {
    if have("go") {
        gofmt_clean(&package().join("fixtures/workspace"), WORKSPACE);
        gofmt_clean(&package().join("fixtures"), &["conflict", "contracts/server"]);
    }
}

#[test]
fn every_module_compiles_and_passes_after_every_step() {
    let scratch = tempfile::tempdir().unwrap();
    let root = steps::workspace(scratch.path());
    let go = have("go");
    let planner = planner_rows(&root);
    assert!(planner.len() > 50);
    for step in STEPS {
        apply(scratch.path(), &root, step);
        if step.contains(&"4") {
            by_hand(&root);
        }
        if go {
            for module in WORKSPACE {
                compiles(&root.join(module));
                passes(&root.join(module));
            }
            gofmt_clean(&root, WORKSPACE);
        }
        assert_eq!(planner_rows(&root), planner, "{step:?} touched what belongs to the planner");
        let before = contents(&root);
        apply(scratch.path(), &root, step);
        assert!(contents(&root) == before, "applying {step:?} again changed something");
    }
}

/// What batch 4 leaves to people, and names: a test of old payloads, which are no longer read.
fn by_hand(root: &Path) {
    let test = root.join("eventlib/pkg/events/metadata_test.go");
    let text = std::fs::read_to_string(&test).unwrap();
    let old = "\t\t\"legacy\":    `{\"message_id\":\"m1\",\"run_id\":\"s1\"}`,\n\t} {";
    assert!(text.contains(old) || !text.contains("legacy"));
    std::fs::write(test, text.replace(old, "\t} {")).unwrap();
}

/// Applies one step; nothing may be refused but one member: its interface declares the new name beside the old one, as the
/// server sends both.
fn apply(scratch: &Path, root: &Path, step: &[&str]) {
    let err = steps::apply(scratch, root, step);
    if step.contains(&"4") {
        let mut command = runsess(&["plan"]);
        let (plan, _) = texts(&command.arg(root).output().unwrap());
        assert!(!plan.contains("LegacyRunID"), "{plan}");
    }
    let both = |line: &&str| step.contains(&"B") && line.contains("chatApi.ts#StartChatResponse.run_id`");
    let mut said = err.lines().filter(|line| line.contains("left out") || line.contains("refused"));
    let refused = said.find(|line| !both(line));
    assert_eq!(refused, None, "apply {step:?}");
}

/// Path, text and order of what belongs to the planner; lines may move.
fn planner_rows(root: &Path) -> Vec<(String, String)> {
    scan(&[root], &[])
        .into_iter()
        .filter(|it| it.category == "PLANNER_RUN_DOMAIN" || it.category == "GENERATED_FROM_PROTO")
        .map(|it| (format!("{}/{}", it.repo, it.path), it.text))
        .collect()
}

fn contents(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    files_below(root).into_iter().map(|path| (path.clone(), std::fs::read(root.join(path)).unwrap())).collect()
}

/// Builds and vets one module.
fn compiles(module: &Path) {
    run(module, &["build", "vet"]);
}

/// Tests one module.
fn passes(module: &Path) {
    run(module, &["test"]);
}

/// `GOFLAGS` and the proxy are off: nothing may be downloaded.
fn run(module: &Path, verbs: &[&str]) {
    for verb in verbs {
        let output = go(module).args([verb, "./..."]).output().expect("go starts");
        let (out, err) = texts(&output);
        assert!(output.status.success(), "go {verb} in {}:\n{out}{err}", module.display());
    }
}

fn gofmt_clean(workspace: &Path, modules: &[&str]) {
    for module in modules {
        let sources: Vec<PathBuf> = files_below(&workspace.join(module))
            .into_iter()
            .filter(|it| it.extension().is_some_and(|ext| ext == "go") && !it.starts_with("vendor"))
            .collect();
        let output = Command::new("gofmt")
            .current_dir(workspace.join(module))
            .arg("-l")
            .args(&sources)
            .output()
            .expect("gofmt starts");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "files of {module} that gofmt would change");
    }
}

fn go(module: &Path) -> Command {
    let mut command = Command::new("go");
    command
        .current_dir(module)
        .env("GOFLAGS", "")
        .env("GOPROXY", "off")
        .env("GOWORK", "off")
        .env("GOTOOLCHAIN", "local");
    command
}
