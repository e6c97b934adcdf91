//! The state folder: what is half removed, damaged or not ours stops nobody.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use runsess::commit::{self, ApplyId, CommitError, FileChange, Options, Outcome, State};
use tempfile::TempDir;

use crate::crash::{both, half_swapped, journal, staged, texts};
use crate::support::run_in;

static GO_ON: AtomicBool = AtomicBool::new(false);

/// A file that is rewritten again and again, and a state folder beside it.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir(place.root()).unwrap();
        fs::write(place.root().join("a.go"), "0").unwrap();
        place
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("repo")
    }

    fn applies(&self) -> PathBuf {
        self.0.path().join("state/applies")
    }

    fn options(&self) -> Options {
        Options { state_dir: self.0.path().join("state"), ..Options::default() }
    }

    /// Adds a character to the file: the number of the apply, if it was done.
    fn apply(&self) -> Result<Option<u64>, CommitError> {
        let before = fs::read(self.root().join("a.go")).unwrap();
        let after = [&before[..], b"+"].concat();
        let change = FileChange::new(self.root(), self.root().join("a.go"), "repo/a.go", &before, after);
        Ok(commit::apply(&[change], &self.options(), &mut |_| {}, &GO_ON)?.id.map(|id| id.0))
    }

    fn listed(&self) -> Vec<(u64, State)> {
        commit::list(&self.options()).unwrap().into_iter().map(|it| (it.id.0, it.state)).collect()
    }
}

#[test]
fn a_folder_that_was_killed_while_it_was_removed_is_removed_by_whoever_comes_next() {
    let place = Place::new();
    place.apply().unwrap();
    for (number, left) in [(2, "old"), (3, "live"), (4, "journal")] {
        let half = place.applies().join(format!("{number}.gone"));
        fs::create_dir(&half).unwrap();
        fs::write(half.join(left), "half").unwrap();
    }
    assert_eq!(commit::recover(&place.options()).unwrap(), []);
    assert_eq!(place.listed(), [(1, State::Done)]);
    assert_eq!(place.apply().unwrap(), Some(2));
    let names: Vec<_> = fs::read_dir(place.applies()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn an_apply_that_cannot_be_read_is_named_and_stops_no_other() {
    let place = Place::new();
    place.apply().unwrap();
    for (number, journal) in [(2, None), (3, Some("")), (5, Some("rubbish\n"))] {
        let bad = place.applies().join(number.to_string());
        fs::create_dir(&bad).unwrap();
        fs::write(bad.join("old"), "kept").unwrap();
        journal.into_iter().for_each(|text| fs::write(bad.join("journal"), text).unwrap());
    }
    let bad = |options: &Options| commit::damaged(options).into_iter().map(|it| it.id.0).collect::<Vec<_>>();
    assert_eq!(bad(&place.options()), [2, 3, 5]);
    assert_eq!(place.apply().unwrap(), Some(6));
    let damaged = State::Damaged;
    assert_eq!(place.listed(), [(1, State::Done), (2, damaged), (3, damaged), (5, damaged), (6, State::Done)]);
    let recovered = commit::recover(&place.options()).unwrap();
    assert!(recovered.iter().all(|it| matches!(it.outcome, Outcome::Damaged { .. })), "{recovered:?}");
    let undo = |id: Option<u64>| commit::undo(id.map(ApplyId), &place.options(), &mut |_| {}, &GO_ON);
    assert!(matches!(undo(Some(3)), Err(CommitError::Damaged { id: ApplyId(3), .. })));
    undo(None).expect("the latest that can be read");
    undo(None).expect("and the one before");
    assert_eq!(fs::read(place.root().join("a.go")).unwrap(), b"0");
    assert_eq!(fs::read(place.applies().join("5/old")).unwrap(), b"kept");
}

#[test]
fn through_the_program_a_damaged_apply_stops_no_other_either() {
    let dir = half_swapped();
    let bad = journal(dir.path()).with_file_name("9");
    fs::create_dir(&bad).unwrap();
    fs::write(bad.join("old"), "kept").unwrap();
    let named = |text: &str| text.contains("9") && text.contains("can't be read");
    let (code, out, err) = run_in(&["recover"], dir.path());
    assert!(code == 2 && out.contains("finished, 2 files") && named(&out), "{out}{err}");
    assert_eq!(texts(dir.path()), both("new", "new"));
    let (code, out, err) = run_in(&["apply", "--list"], dir.path());
    assert!(code == 0 && out.lines().count() == 2 && named(&out), "{out}{err}");
    let (code, out, err) = run_in(&["undo"], dir.path());
    assert!(code == 0 && out.contains("took back 2 files") && named(&err), "{out}{err}");
    let (code, out, err) = run_in(&["apply", "--allow-no-vcs", "--batch", "1", "src"], dir.path());
    assert!(code == 0 && out.contains("2 files rewritten") && named(&err), "{out}{err}");
    fs::remove_dir_all(bad).unwrap();
    let (_, out, err) = run_in(&["recover"], dir.path());
    assert_eq!(out + &err, "no apply was interrupted\n");
}

#[test]
fn names_that_no_apply_has_are_left_alone() {
    let place = Place::new();
    place.apply().unwrap();
    for name in ["007", "+7", "0", "18446744073709551615", "x", "8.gones", "007.gone"] {
        fs::create_dir(place.applies().join(name)).unwrap();
        fs::write(place.applies().join(name).join("old"), name).unwrap();
    }
    fs::write(place.applies().join("5"), "a file").unwrap();
    fs::write(place.applies().join("6.gone"), "a file").unwrap();
    assert_eq!(place.apply().unwrap(), Some(7), "the number of a file is taken");
    assert_eq!(place.listed(), [(1, State::Done), (7, State::Done)]);
    assert_eq!(commit::recover(&place.options()).unwrap(), []);
    commit::undo(None, &place.options(), &mut |_| {}, &GO_ON).unwrap();
    assert_eq!(fs::read(place.applies().join("18446744073709551615/old")).unwrap(), b"18446744073709551615");
    assert_eq!(fs::read(place.applies().join("007.gone/old")).unwrap(), b"007.gone");
}

#[test]
fn numbers_end_and_do_not_begin_again() {
    let place = Place::new();
    place.apply().unwrap();
    let last = u64::MAX - 1;
    fs::rename(place.applies().join("1"), place.applies().join(last.to_string())).unwrap();
    let error = place.apply().expect_err("no number is left");
    assert!(error.to_string().contains("no number comes after"), "{error}");
    assert_eq!(fs::read(place.root().join("a.go")).unwrap(), b"0+");
    assert_eq!(place.listed(), [(last, State::Done)]);
}

#[test]
fn an_apply_that_said_nothing_yet_is_forgotten() {
    let dir = staged();
    let empty = journal(dir.path()).with_file_name("2");
    fs::create_dir(&empty).unwrap();
    let (code, out, err) = run_in(&["recover"], dir.path());
    assert_eq!((code, out.lines().count()), (0, 1), "{out}{err}");
    assert!(!empty.exists() && !Path::exists(&journal(dir.path())));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, chown};

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Every command says so, and none reads or writes anything.
    fn nothing_works(dir: &Path, folder: &Path, why: &str) {
        let before = texts(dir);
        for words in
            [&["undo"][..], &["recover"], &["apply", "--list"], &["apply", "--allow-no-vcs", "--batch", "1", "src"]]
        {
            let (code, out, err) = run_in(words, dir);
            assert_eq!((code, out.as_str()), (2, ""), "{words:?}: {err}");
            let named = err.contains(&folder.display().to_string()) && err.contains("RUNSESS_STATE_DIR");
            assert!(named && err.contains(why), "{words:?}: {err}");
        }
        assert_eq!(texts(dir), before);
    }

    #[test]
    fn a_state_folder_that_others_can_write_is_not_believed() {
        for below in ["", "applies"] {
            let dir = half_swapped();
            let mut folder = dir.path().join("state/runsess");
            folder.extend(Some(below).filter(|it| !it.is_empty()));
            for mode in [0o777, 0o1777, 0o770, 0o702] {
                set_mode(&folder, mode);
                nothing_works(dir.path(), &folder, "others can write there");
            }
            set_mode(&folder, 0o755);
            let (code, out, err) = run_in(&["recover"], dir.path());
            assert!(code == 0 && out.contains("finished"), "{out}{err}");
        }
    }

    #[test]
    fn a_state_folder_of_somebody_else_is_not_believed() {
        let dir = half_swapped();
        let folder = dir.path().join("state/runsess");
        if chown(&folder, Some(1), None).is_err() {
            eprintln!("SKIPPED: only root can give a folder away, so nothing was checked here");
            return;
        }
        nothing_works(dir.path(), &folder, "it belongs to user 1");
        chown(&folder, Some(0), None).unwrap();
        // The folder of one apply that somebody put there: named, and left alone.
        chown(journal(dir.path()), Some(1), None).unwrap();
        let (code, out, _) = run_in(&["recover"], dir.path());
        assert!(code == 2 && out.contains("it belongs to user 1"), "{out}");
        assert_eq!(texts(dir.path()), both("new", "old"));
    }
}
