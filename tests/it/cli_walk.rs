//! What is looked at, and what is said where something was not: through the program, in every command.

use std::path::Path;
use std::process::Command;

use crate::support::{put, run_in};

/// Two hits that the gate fails on.
const HIT: &str =
    "package r\n\ntype T struct{ SessionID string }\n\nfunc g(runID string) T { return T{SessionID: runID} }\n";

fn git(dir: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.arg("-C").arg(dir).args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]);
    let output = git.args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn check(dir: &Path) -> (i32, String) {
    let (code, out, err) = run_in(&["check", "r"], dir);
    (code, out + &err)
}

#[test]
fn an_ignore_file_above_the_repository_hides_nothing() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/t.go", HIT);
    git(&dir.path().join("r"), &["init", "-q"]);
    let before = check(dir.path());
    assert_eq!(before.0, 1, "{}", before.1);
    put(dir.path(), ".gitignore", "*\n");
    assert_eq!(check(dir.path()), before);
}

#[test]
fn what_git_tracks_is_read_whatever_ignores_it() {
    let dir = tempfile::tempdir().unwrap();
    let repo = dir.path().join("r");
    put(&repo, "store/deep/s.go", HIT);
    put(&repo, "log/l.go", HIT);
    git(&repo, &["init", "-q"]);
    git(&repo, &["add", "-A"]);
    put(&repo, ".gitignore", "store/\n/log/*.go\n");
    put(&repo, "store/deep/new.go", HIT);
    put(&repo, "store/other/new.go", HIT);
    let (code, said) = check(dir.path());
    assert_eq!(code, 1, "{said}");
    let named = ["r/store/deep/s.go:5", "r/log/l.go:5"].map(|it| said.contains(it));
    assert_eq!(named, [true, true], "{said}");
    assert!(!said.contains("new.go"), "what git does not track is ignored: {said}");
}

#[test]
fn where_git_cannot_say_what_it_tracks_a_row_says_so() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/a.go", "package r\n");
    put(dir.path(), "r/out/b.go", HIT);
    put(dir.path(), "r/.gitignore", "out\n");
    put(dir.path(), "r/.git", "gitdir: nowhere\n");
    let (code, out, _) = run_in(&["scan", "r", "--format", "json"], dir.path());
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("git can't say which of its ignored files it tracks"), "{out}");
}

#[test]
fn a_folder_of_sellers_is_read() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/go.mod", "module example.com/r\n");
    put(dir.path(), "r/vendor/modules.txt", "# nothing\n");
    put(dir.path(), "r/vendor/v/v.go", HIT);
    put(dir.path(), "r/src/vendor/seller.go", HIT);
    let (code, said) = check(dir.path());
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("r/src/vendor/seller.go:5") && !said.contains("v/v.go"), "{said}");
}

#[cfg(unix)]
#[test]
fn an_ignore_file_without_end_ends() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/t.go", HIT);
    let made = Command::new("mkfifo").arg(dir.path().join("r/.gitignore")).status().unwrap();
    assert!(made.success());
    std::fs::create_dir(dir.path().join("r/sub")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", dir.path().join("r/sub/.gitignore")).unwrap();
    let (code, said) = check(dir.path());
    assert_eq!(code, 1, "{said}");
    let (_, out, _) = run_in(&["scan", "r", "--format", "json"], dir.path());
    assert!(out.contains("not a regular file: it ignores nothing"), "{out}");
    assert!(out.contains("a symbolic link, which is not followed: it ignores nothing"), "{out}");
}

#[test]
fn what_an_apply_left_behind_is_no_source() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/t.go", HIT);
    let before = check(dir.path());
    put(dir.path(), "r/.runsess-1f-0.tmp", HIT);
    put(dir.path(), "r/.runsess-1f-0.tmp.kept", HIT);
    assert_eq!(check(dir.path()), before);
}
