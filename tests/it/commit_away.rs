//! A tree that is not there when an apply is to be mended: later is early enough, and giving up is never right.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use runsess::commit::{self, CommitError, FileChange, Options, Outcome, Progress};

use crate::crash::{both, half_swapped, journal, siblings, staged, texts};
use crate::support::{put, run_in};

fn comes_back(dir: &Path, said: &str, end: [String; 2]) {
    let (code, out, err) = run_in(&["recover"], dir);
    assert_eq!((code, out.lines().count()), (0, 1), "{out}{err}");
    assert!(out.contains(said), "{out}");
    assert_eq!(texts(dir), end);
    assert_eq!(siblings(dir), [""; 0].map(Into::<std::path::PathBuf>::into));
    let (code, out, err) = run_in(&["recover"], dir);
    assert_eq!((code, out + &err), (0, "no apply was interrupted\n".to_owned()));
}

/// Says that it waits, as often as it is asked, and keeps what it needs.
fn waits(dir: &Path) {
    for _ in 0..2 {
        let (code, out, err) = run_in(&["recover"], dir);
        assert_eq!(code, 2, "{out}{err}");
        assert!(out.contains("try again when") && out.contains("src is back"), "{out}");
        assert!(journal(dir).join("journal").is_file() && journal(dir).join("old").is_file());
    }
    let (_, out, _) = run_in(&["apply", "--list"], dir);
    assert!(out.contains("interrupted"), "{out}");
}

#[test]
fn a_half_swapped_tree_that_is_away_is_finished_when_it_is_back() {
    let dir = half_swapped();
    let (src, away) = (dir.path().join("src"), dir.path().join("away"));
    fs::rename(&src, &away).unwrap();
    waits(dir.path());
    fs::rename(&away, &src).unwrap();
    comes_back(dir.path(), "finished, 2 files", both("new", "new"));
}

#[test]
fn an_empty_mount_point_is_a_disk_that_is_away() {
    for make in [half_swapped, staged] {
        let dir = make();
        let (src, away) = (dir.path().join("src"), dir.path().join("away"));
        fs::rename(&src, &away).unwrap();
        fs::create_dir(&src).unwrap();
        waits(dir.path());
        put(&src, "other.txt", "of the system below");
        waits(dir.path());
        fs::remove_dir_all(&src).unwrap();
        fs::rename(&away, &src).unwrap();
        let end = if texts(dir.path()) == both("old", "old") {
            ("taken back, 2 files as before", both("old", "old"))
        } else {
            ("finished, 2 files", both("new", "new"))
        };
        comes_back(dir.path(), end.0, end.1);
    }
}

#[test]
fn staged_siblings_of_a_tree_that_is_away_are_removed_when_it_is_back() {
    let dir = staged();
    assert_eq!(siblings(dir.path()).len(), 2);
    let (src, away) = (dir.path().join("src"), dir.path().join("away"));
    fs::rename(&src, &away).unwrap();
    waits(dir.path());
    fs::rename(&away, &src).unwrap();
    comes_back(dir.path(), "taken back, 2 files as before", both("old", "old"));
}

#[test]
fn one_file_that_somebody_deleted_is_no_tree_that_is_away() {
    let dir = half_swapped();
    fs::remove_file(dir.path().join("src/b.go")).unwrap();
    let (code, out, err) = run_in(&["recover"], dir.path());
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!((texts(dir.path())[0].clone(), siblings(dir.path()).len()), (both("old", "old")[0].clone(), 0));
}

#[test]
fn a_folder_that_is_moved_during_an_apply_leaves_nothing_for_ever() {
    let go_on = AtomicBool::new(false);
    for when in [Progress::Staged { done: 2, of: 2 }, Progress::Committed, Progress::Swapped { done: 1, of: 2 }] {
        for moved in ["repo", "repo/sub"] {
            let dir = tempfile::tempdir().unwrap();
            let root = dir.path().join("repo");
            for path in ["a.go", "sub/b.go"] {
                put(&root, path, path);
            }
            let options = Options { state_dir: dir.path().join("state"), ..Options::default() };
            let (from, to) = (dir.path().join(moved), dir.path().join("elsewhere"));
            let mut progress = |at| {
                if at == when {
                    fs::rename(&from, &to).unwrap();
                }
            };
            let changes = ["a.go", "sub/b.go"]
                .map(|path| FileChange::new(&root, root.join(path), path, path.as_bytes(), format!("new {path}")));
            let context = format!("{moved} is moved at {when:?}");
            let error = commit::apply(&changes, &options, &mut progress, &go_on).expect_err("it was moved");
            let CommitError::HalfDone { cause, .. } = &error else { panic!("{context}: {error}") };
            assert!(cause.contains("try again when"), "{context}: {cause}");
            let again = commit::recover(&options).unwrap();
            assert!(
                matches!(&again[0].outcome, Outcome::Away { path, .. } if from.ends_with(path.file_name().unwrap()))
            );
            fs::rename(&to, &from).unwrap();
            commit::recover(&options).unwrap();
            assert_eq!(commit::recover(&options).unwrap(), [], "{context}");
            let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
            let tree = [read("a.go"), read("sub/b.go")];
            assert!(tree == ["a.go", "sub/b.go"] || tree == ["new a.go", "new sub/b.go"], "{context}: {tree:?}");
            assert_eq!(crate::support::files_below(&root).len(), 2, "{context}: siblings are left");
        }
    }
}
