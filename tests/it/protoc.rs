//! What is written in `.proto` files compiles as well as before, and a step that keeps the wire breaks nothing that `buf breaking` knows. Needs
//! `protoc` in `RUNSESS_PROTOC` and `buf` in `RUNSESS_BUF`, and says so loudly where they are missing. `.ci/run` installs both.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cases;
use crate::support::{copy_tree, files_below, package, runsess, texts};

/// The program that a variable names. Where it names none, the caller skips its test, loudly; in CI that is a failure.
fn program(variable: &str, how: &str) -> Option<PathBuf> {
    let named = std::env::var_os(variable);
    if named.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{variable} is not set, and CI must not skip what needs it: {how}");
        eprintln!("SKIPPED: {variable} is not set, so no proto was compiled here: {how}");
    }
    named.map(|path| package().join(path))
}

fn protoc() -> Option<PathBuf> {
    let how = "python3 -m venv target/python && target/python/bin/pip install grpcio-tools && \
               export RUNSESS_PROTOC=target/python/bin/python-grpc-tools-protoc";
    program("RUNSESS_PROTOC", how)
}

fn buf() -> Option<PathBuf> {
    let how = "npm install @bufbuild/buf --prefix target/buf && export RUNSESS_BUF=target/buf/node_modules/.bin/buf";
    program("RUNSESS_BUF", how)
}

fn protos(root: &Path) -> Vec<PathBuf> {
    files_below(root).into_iter().filter(|it| it.extension().is_some_and(|it| it == "proto")).collect()
}

/// The folders that imports start from.
fn folders(root: &Path) -> BTreeSet<PathBuf> {
    let of = |path: &PathBuf| {
        let inside: Vec<&str> = path.iter().filter_map(|it| it.to_str()).take_while(|it| *it != "proto").collect();
        let found = inside.len() < path.iter().count();
        if found { root.join(inside.join("/")).join("proto") } else { root.to_owned() }
    };
    protos(root).iter().map(of).collect()
}

/// What protoc says against some files, all at once.
fn errors(protoc: &Path, root: &Path, files: &[PathBuf]) -> Option<String> {
    let scratch = tempfile::tempdir().unwrap();
    let mut command = Command::new(protoc);
    folders(root).iter().for_each(|it| {
        command.arg(format!("-I{}", it.display()));
    });
    command.arg(format!("--descriptor_set_out={}", scratch.path().join("set").display()));
    let run = command.args(files.iter().map(|it| root.join(it))).output().unwrap();
    (!run.status.success()).then(|| texts(&run).1)
}

/// Fails when a file that compiles below `before` does not below `after`, by itself or with all others.
pub fn assert_no_more_errors(before: &Path, after: &Path) {
    let files = protos(before);
    let changed = |it: &PathBuf| std::fs::read(before.join(it)).ok() != std::fs::read(after.join(it)).ok();
    if !files.iter().any(changed) {
        return;
    }
    let Some(protoc) = protoc() else { return };
    for one in files.iter().map(std::slice::from_ref).chain([files.as_slice()]) {
        if errors(&protoc, before, one).is_none() {
            let now = errors(&protoc, after, one);
            assert_eq!(now, None, "protoc read {one:?} before");
        }
    }
}

/// What `buf breaking` says of the wire, JSON included. Left out are the names of fields in the `.proto` (the rename itself: JSON is held by the
/// rule for names in JSON), and those of a `oneof` and of types, which no format has.
fn breaks(buf: &Path, before: &Path, after: &Path) -> String {
    let config = r#"{"version":"v1","breaking":{"use":["WIRE_JSON"],
        "except":["FIELD_SAME_NAME","FIELD_SAME_ONEOF","FIELD_WIRE_JSON_COMPATIBLE_TYPE"]}}"#;
    let run = Command::new(buf)
        .arg("breaking")
        .arg(after.join("proto"))
        .arg("--against")
        .arg(before.join("proto"))
        .args(["--config", config, "--against-config", config])
        .output()
        .unwrap();
    let (out, err) = texts(&run);
    assert!(matches!(run.status.code(), Some(0 | 100)), "buf ended with {}:\n{out}{err}", run.status);
    out
}

/// Applies steps to the files of a literate case and gives what buf says of the whole.
fn broken_by(case: &str, steps: &[&[&str]]) -> Option<String> {
    let buf = buf()?;
    let scratch = tempfile::tempdir().unwrap();
    let (root, kept) = (scratch.path().join("case"), scratch.path().join("kept"));
    let rules = cases::lay_out(case, &root);
    copy_tree(&root, &kept);
    for step in steps {
        let run = runsess(&["apply", "--allow-dirty", "--rules", rules.to_str().unwrap()])
            .args(*step)
            .arg(&root)
            .env("XDG_STATE_HOME", scratch.path().join("state"))
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(0), "{}", texts(&run).1);
    }
    assert!(
        protos(&root).iter().any(|it| std::fs::read(root.join(it)).unwrap() != std::fs::read(kept.join(it)).unwrap())
    );
    Some(breaks(&buf, &kept, &root))
}

#[test]
fn a_renamed_field_breaks_neither_the_binary_format_nor_json() {
    let Some(said) = broken_by("a_field_of_a_message_is_renamed_over_all_files", &[&["--batch", "1"]]) else { return };
    assert_eq!(said, "");
}

#[test]
fn buf_sees_what_is_renamed_on_the_wire() {
    let case = "a_name_that_is_on_the_wire_is_kept_unless_the_batch_says_otherwise";
    let Some(said) = broken_by(case, &[&["--batch", "3"]]) else { return };
    assert!(said.contains("PLACE_TRAY"), "{said}");
}

#[test]
fn a_field_that_is_replaced_in_stages_leaves_its_number_and_name_reserved() {
    let steps: &[&[&str]] = &[&["--batch", "1", "--phase", "A"], &["--batch", "1", "--phase", "B"], &["--batch", "2"]];
    let Some(said) = broken_by("a_field_of_a_message_is_replaced_in_stages", steps) else { return };
    assert_eq!(said, "");
}
