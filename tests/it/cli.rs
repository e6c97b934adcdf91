//! The command line as its users see it: help, mistakes, empty folders, exit codes. Full texts, so that every change of
//! wording is reviewed.

use runsess::cmd::offered;

use crate::support::{package, run_in, runsess};

#[test]
fn an_unknown_flag_is_bad_usage() {
    let dir = tempfile::tempdir().unwrap();
    let (code, out, err) = run_in(&["scan", "--colour-me"], dir.path());
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("--colour-me"), "{err}");
}

#[test]
fn an_unknown_command_is_bad_usage() {
    let dir = tempfile::tempdir().unwrap();
    let (code, _, err) = run_in(&["skan"], dir.path());
    assert_eq!(code, 2);
    assert!(err.contains("scan"), "names the nearest command: {err}");
}

#[test]
fn a_root_that_is_not_there_could_not_run() {
    let dir = tempfile::tempdir().unwrap();
    let (code, out, err) = run_in(&["scan", "nowhere", "--format", "jsonl"], dir.path());
    assert_eq!((code, out.as_str()), (2, ""), "an empty answer never means that nothing was looked at");
    assert!(err.contains("nowhere"), "{err}");
}

#[test]
fn a_missing_rule_file_could_not_run() {
    let dir = tempfile::tempdir().unwrap();
    let (code, _, err) = run_in(&["scan", "--rules", "no-such.yaml", "."], dir.path());
    assert_eq!(code, 2);
    assert!(err.contains("no-such.yaml"), "{err}");
}

#[test]
fn an_empty_folder_is_no_answer_in_any_format() {
    let dir = tempfile::tempdir().unwrap();
    for format in offered("scan") {
        let (code, out, err) = run_in(&["scan", "--format", format, "."], dir.path());
        assert_eq!((code, out.as_str()), (2, ""), "{format}: {err}");
        assert!(err.contains("nothing was read"), "{format}: {err}");
    }
}

#[test]
fn the_readme_names_every_format() {
    let readme = std::fs::read_to_string(package().join("README.md")).unwrap();
    let row = readme.lines().find(|line| line.starts_with("| `runsess scan")).unwrap();
    let named =
        |text: &str, format: &str| text.contains(&format!("`{format}`")) || text.contains(&format!(" {format}`"));
    for format in offered("scan") {
        assert!(named(row, format), "`scan --format {format}` is missing in {row}");
    }
    for format in runsess::report::FORMATS {
        assert!(format.name == "sql" || named(&readme, format.name), "README.md does not name {}", format.name);
    }
}

#[test]
fn what_nothing_decides_is_a_finding_that_matters() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("a.go"),
        "package a\n\nfunc f(x string) string {\n\trunID := x\n\treturn runID\n}\n",
    )
    .unwrap();
    let (code, out, err) = run_in(&["scan", "--format", "jsonl", "."], dir.path());
    assert_eq!(code, 1, "{err}");
    assert_eq!(out.matches("UNCLASSIFIED").count(), 2, "{out}");
}

#[test]
fn an_unreadable_file_is_listed_and_the_answer_is_partial() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("latin.go"), b"package a // run_id \xe9\n").unwrap();
    let (code, _, err) = run_in(&["scan", "--format", "jsonl", "."], dir.path());
    assert_eq!(code, 2);
    assert!(err.contains("latin.go"), "names the file: {err}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let root = package().join("fixtures/workspace");
    let once = runsess(&["scan", "--format", "json"]).arg(&root).output().unwrap().stdout;
    let again =
        runsess(&["scan", "--format", "json"]).arg(&root).env("RAYON_NUM_THREADS", "1").output().unwrap().stdout;
    assert!(!once.is_empty());
    assert!(once == again, "two scans of the same files differ");
}

#[test]
fn the_gate_does_not_pass_where_nothing_was_looked_at() {
    let dir = tempfile::tempdir().unwrap();
    let (status, out, err) = run_in(&["check", "."], dir.path());
    assert_eq!((status, out.as_str()), (2, ""), "{err}");
    assert!(err.contains("nothing was read"), "{err}");
    let (status, _, err) = run_in(&["check", "--update-baseline", "--baseline", "base.jsonl", "."], dir.path());
    assert_eq!((status, dir.path().join("base.jsonl").exists()), (2, false), "{err}");
}

#[test]
fn the_gate_passes_what_the_rules_keep() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("migrate.sql"),
        "CREATE TABLE turns (session_id TEXT);\nALTER TABLE turns RENAME COLUMN run_id TO session_id;\nDROP INDEX turns_by_run;\n",
    )
    .unwrap();
    let (status, out, err) = run_in(&["check", "."], dir.path());
    assert_eq!((status, out.as_str()), (0, "no new hits\n"), "a migration has to say the old name: {err}");
    std::fs::write(dir.path().join("more.sql"), "SELECT session_id AS run_id FROM turns;\n").unwrap();
    let (status, out, _) = run_in(&["check", "."], dir.path());
    assert_eq!(status, 1, "{out}");
}
