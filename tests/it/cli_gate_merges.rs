//! Two branches that change a baseline, merged by git: with its own driver for sets of lines, and with ours.

use std::path::Path;

use crate::cli_gate_changes::{check, counts, desk, edit, git};
use crate::support::{put, run_in, runsess};

/// How git merges the baseline.
const DRIVERS: [&str; 2] = ["union", "runsess"];

fn branch(dir: &Path, name: &str, change: &dyn Fn(&Path)) {
    git(dir, &["checkout", "-q", "-b", name, "main"]);
    change(dir);
    let (code, _, err) = check(dir, &["--update-baseline"]);
    assert_eq!(code, 0, "{err}");
    git(dir, &["add", "-A"]);
    git(dir, &["commit", "-qm", name]);
}

/// Merges both changes of a repository whose hits are accepted, and gives what the gate then says.
fn merged(driver: &str, ours: &dyn Fn(&Path), theirs: &dyn Fn(&Path)) -> [usize; 3] {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    desk(dir);
    put(dir, ".gitattributes", &format!("base.jsonl merge={driver}\n"));
    git(dir, &["add", "."]);
    git(dir, &["commit", "-qm", "attributes"]);
    git(dir, &["branch", "-M", "main"]);
    let program = runsess(&[]).get_program().to_string_lossy().into_owned();
    git(dir, &["config", "merge.runsess.driver", &format!("'{program}' merge-baseline %O %A %B")]);
    branch(dir, "ours", ours);
    branch(dir, "theirs", theirs);
    git(dir, &["checkout", "-q", "ours"]);
    git(dir, &["merge", "-q", "--no-edit", "theirs"]);
    let (code, out, err) = check(dir, &[]);
    assert_eq!((code, err.as_str()), (0, ""), "{driver}: {out}");
    if driver == "runsess" {
        // But for what they are called: that may follow from both changes together.
        let rows = || -> Vec<String> {
            let text = std::fs::read_to_string(dir.join("base.jsonl")).unwrap();
            text.lines().map(|line| line.split(",\"category\"").next().unwrap().to_owned()).collect()
        };
        let before = rows();
        check(dir, &["--update-baseline"]);
        assert_eq!(rows(), before, "nothing is left to update");
    }
    counts(&out)
}

fn one_more(dir: &Path) {
    edit(dir, "ticket/thread.go", "\"notice\", level)", "\"notice\", level, t.RunID)");
}

fn another(dir: &Path) {
    edit(dir, "ticket/answer.go", "func reply", "func name(t Thread) string { return t.RunID }\n\nfunc reply");
}

fn one_less(dir: &Path) {
    edit(dir, "ticket/thread.go", "SessionID: t.RunID", "SessionID: t.Subject");
}

fn another_less(dir: &Path) {
    edit(dir, "ticket/answer.go", "RunID: t.RunID", "RunID: t.Subject");
}

#[test]
fn both_accept_one_more() {
    for driver in DRIVERS {
        assert_eq!(merged(driver, &one_more, &another), [0, 0, 0], "{driver}");
    }
}

#[test]
fn one_mends_and_one_accepts() {
    assert_eq!(merged("runsess", &one_less, &another), [0, 0, 0]);
    // Git keeps rows that stand beside each other when one side took one out: named until somebody prunes.
    let [new, moved, gone] = merged("union", &one_less, &another);
    assert!((new, moved) == (0, 0) && gone <= 1, "{gone}");
}

#[test]
fn new_files_side_by_side() {
    let first = |dir: &Path| put(dir, "web/a.ts", "export interface A { runId: string }\n");
    let second = |dir: &Path| put(dir, "web/b.ts", "export interface B { runId: string }\n");
    for driver in DRIVERS {
        assert_eq!(merged(driver, &first, &second), [0, 0, 0], "{driver}");
    }
}

#[test]
fn both_mend_one() {
    assert_eq!(merged("runsess", &one_less, &another_less), [0, 0, 0]);
    let [new, moved, gone] = merged("union", &one_less, &another_less);
    assert!((new, moved) == (0, 0) && gone <= 2, "{gone}");
}

#[test]
fn what_git_could_not_merge_is_said_with_both_ways_out() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    desk(dir);
    let text = std::fs::read_to_string(dir.join("base.jsonl")).unwrap();
    let (head, rest) = text.split_once('\n').unwrap();
    put(dir, "base.jsonl", &format!("{head}\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n{rest}"));
    let (code, out, err) = check(dir, &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    let err = err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(err.contains("base.jsonl:2 is a mark of a conflict"), "{err}");
    assert!(err.contains("keep the rows of both") && err.contains("git checkout --theirs"), "{err}");
    let (code, _, err) = check(dir, &["--update-baseline"]);
    assert!(code == 2 && err.contains("base.jsonl is not written over"), "{err}");
}

#[test]
fn words_beside_rows_survive_a_merge() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let row = |more: &str| {
        format!("{{\"path\":\"a\",\"role\":\"field\",\"text\":\"runId\",\"line\":\"1\",\"near\":\"2\"{more}}}\n")
    };
    put(dir, "base", &row(""));
    put(dir, "ours", &row(",\"reason\":\"vendor\",\"until\":\"2999-01-01\""));
    put(dir, "theirs", &row(",\"until\":\"2998-01-01\",\"owner\":\"@desk\""));
    let (code, _, err) = run_in(&["merge-baseline", "base", "ours", "theirs"], dir);
    assert_eq!(code, 0, "{err}");
    let merged = std::fs::read_to_string(dir.join("ours")).unwrap();
    let words = ",\"reason\":\"vendor\",\"owner\":\"@desk\",\"until\":\"2998-01-01\"";
    assert_eq!(merged.lines().nth(1).unwrap(), row(words).trim_end());
    put(dir, "theirs", "no rows\n");
    let (code, _, err) = run_in(&["merge-baseline", "base", "ours", "theirs"], dir);
    assert!(code == 2 && err.contains("theirs:1 is not a row of a baseline"), "{err}");
    assert_eq!(std::fs::read_to_string(dir.join("ours")).unwrap(), merged);
}
