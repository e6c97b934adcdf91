//! The fixture modules compile: as they are, and after every batch. Works on copies; needs Go, and says so loudly where
//! it is missing.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on has failed")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::{have, package};

const WORKSPACE: &[&str] = &["eventlib", "chatd", "moments", "artifacts"];

#[test]
fn the_workspace_compiles_as_it_is() {
    if have("go") {
        for module in WORKSPACE {
            compiles(&package().join("fixtures/workspace").join(module));
        }
    }
}

#[test]
fn the_conflict_fixture_compiles() {
    if have("go") {
        compiles(&package().join("fixtures/conflict"));
    }
}

#[test]
fn the_fixture_go_files_are_gofmt_clean() {
    if have("go") {
        gofmt_clean(&package().join("fixtures/workspace"), WORKSPACE);
        gofmt_clean(&package().join("fixtures"), &["conflict"]);
    }
}

/// Builds and vets one module. `GOFLAGS` and the proxy are off: nothing may be downloaded.
fn compiles(module: &Path) {
    for verb in ["build", "vet"] {
        let output = go(module).args([verb, "./..."]).output().expect("go starts");
        assert!(
            output.status.success(),
            "go {verb} in {}:\n{}",
            module.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

fn gofmt_clean(workspace: &Path, modules: &[&str]) {
    for module in modules {
        let sources: Vec<PathBuf> = support::files_below(&workspace.join(module))
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
