//! `--format agent` through the program: within its budget, with commands that work as they stand.

use crate::support::{package, put, run_in};

const CODE: &str = "package a\n\nfunc f(x string) string {\n\trunID := x\n\treturn runID\n}\n";

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a b/a.go", CODE);
    dir
}

#[test]
fn the_commands_to_go_on_with_are_about_the_same_folders() {
    let dir = folder();
    let (code, out, err) = run_in(&["scan", "a b", "--format", "agent"], dir.path());
    assert_eq!((code, err.as_str()), (1, ""), "unclassified hits");
    assert!(out.starts_with("runsess scan (agent 1) "), "{out}");
    assert!(out.contains("\na b.f/runID (local variable): a b/a.go:4-5; because "), "{out}");
    assert!(out.ends_with("\nnext: runsess explain FILE:LINE 'a b'\n"), "{out}");
    let (code, out, _) = run_in(&["explain", "a b/a.go:4", "a b", "--format", "agent"], dir.path());
    assert_eq!(code, 0);
    assert!(out.contains("\na b/a.go:4:2 runID: UNCLASSIFIED, local in go, resolved\n"), "{out}");
    put(dir.path(), "a b/a.go", "package a\n");
    let (code, out, _) = run_in(&["check", "a b", "--format", "agent"], dir.path());
    assert_eq!((code, out.as_str()), (0, "runsess check (agent 1) no new hits\n"));
}

#[test]
fn an_answer_keeps_its_budget_and_says_what_it_left_out() {
    let workspace = package().join("fixtures/workspace");
    let ask = |more: &[&str]| run_in(&[&["scan", "--format", "agent", "--no-cache"], more].concat(), &workspace).1;
    let (whole, usual, small) = (ask(&["--max-tokens", "100000"]), ask(&[]), ask(&["--max-tokens", "1000"]));
    assert!(small.len() <= 4000 && usual.len() <= 16_000 && whole.len() > 16_000, "{}", usual.len());
    for it in [&small, &usual] {
        let (begins, rest) = it.split_once("\n\ncut: ").expect("it says that it is cut");
        assert!(whole.starts_with(begins) && rest.contains("\nnext: "), "{it}");
    }
    assert!(!whole.contains("\ncut: "));
    let (code, _, err) = run_in(&["scan", "--format", "agent", "--max-tokens", "10"], &workspace);
    assert_eq!(code, 2);
    assert!(err.contains("250"), "{err}");
}
