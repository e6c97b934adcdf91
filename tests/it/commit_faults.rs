//! "Never lose anything", measured: an apply is killed, or its disk full, at every point where it touches the disk.
//!
//! CI takes the first and last point of each kind and every seventh; `RUNSESS_ALL_POINTS=1` takes all of them:
//! `RUNSESS_ALL_POINTS=1 cargo test --release --test it commit_faults -- --nocapture`

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use runsess::commit::{self, CommitError, Faults, FileChange, Options, Outcome, Point, State};
use tempfile::TempDir;

static GO_ON: AtomicBool = AtomicBool::new(false);

/// What a child process is to do: `apply`, `undo` or `recover`.
const TASK: &str = "RUNSESS_TEST_TASK";
/// The folder that it does it in, and how many files there are.
const PLACE: &str = "RUNSESS_TEST_PLACE";

/// A tree of files, their changes, and a state folder beside it.
struct Case {
    place: PathBuf,
    files: usize,
    _dir: Option<TempDir>,
}

type Snapshot = BTreeMap<PathBuf, (Vec<u8>, u32)>;

impl Case {
    fn new(files: usize) -> Self {
        // Memory where there is some: a disk that syncs for each of thousands of points proves nothing more.
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { TempDir::new_in(memory).or_else(|_| TempDir::new()) } else { TempDir::new() };
        Self::in_folder(files, dir.expect("a folder"))
    }

    fn in_folder(files: usize, dir: TempDir) -> Self {
        let case = Self { place: dir.path().to_path_buf(), files, _dir: Some(dir) };
        for n in 0..files {
            let path = case.file(n);
            fs::create_dir_all(path.parent().expect("has one")).expect("made");
            if !is_made(n) {
                fs::write(&path, old(n)).expect("written");
                set_mode(&path, n);
            }
        }
        case
    }

    fn at(place: &str) -> Self {
        let (files, place) = place.split_once(':').expect("files:place");
        Self { place: place.into(), files: files.parse().expect("a number"), _dir: None }
    }

    fn root(&self, n: usize) -> PathBuf {
        self.place.join(["first", "second", "second"][n % 3])
    }

    fn file(&self, n: usize) -> PathBuf {
        self.root(n).join(format!("d{}", n % 7)).join(format!("f{n}.go"))
    }

    fn changes(&self) -> Vec<FileChange> {
        (0..self.files)
            .map(|n| match is_made(n) {
                true => FileChange::create(self.root(n), self.file(n), format!("f{n}.go"), new(n)),
                false => FileChange::new(self.root(n), self.file(n), format!("f{n}.go"), &old(n), new(n)),
            })
            .collect()
    }

    fn options(&self, fault: &str) -> Options {
        let faults: Faults = fault.parse().expect("a fault");
        Options { state_dir: self.place.join("state"), faults, ..Options::default() }
    }

    fn apply(&self, options: &Options) -> Result<commit::Applied, CommitError> {
        commit::apply(&self.changes(), options, &mut |_| {}, &GO_ON)
    }

    /// Every file but those of the state folder, by its path in the case.
    fn snapshot(&self) -> Snapshot {
        let mut all = BTreeMap::new();
        let mut folders = vec![self.place.join("first"), self.place.join("second")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.place).expect("below").to_path_buf();
                    all.insert(name, (fs::read(&path).expect("read"), mode(&path)));
                }
            }
        }
        all
    }

    /// The tree before, and the tree after an apply without faults; and the points that it passes.
    fn both(files: usize) -> (Snapshot, Snapshot, Vec<Point>) {
        Self::both_with(files, "count")
    }

    fn both_with(files: usize, fault: &str) -> (Snapshot, Snapshot, Vec<Point>) {
        let case = Self::new(files);
        let (old, options) = (case.snapshot(), case.options(fault));
        case.apply(&options).expect("applied");
        (old, case.snapshot(), options.faults.points())
    }

    /// Runs a task in a process of its own. True if it was killed.
    fn child(&self, task: &str, fault: &str) -> bool {
        let output = Command::new(env::current_exe().expect("known"))
            .args(["--exact", "commit_faults::child", "--nocapture", "--test-threads=1"])
            .env(TASK, task)
            .env(PLACE, format!("{}:{}", self.files, self.place.display()))
            .env("RUNSESS_STATE_DIR", self.place.join("state"))
            .env("RUNSESS_FAULT", fault)
            .output()
            .expect("runs");
        assert!(output.status.success() || killed(output.status), "{}", String::from_utf8_lossy(&output.stdout));
        !output.status.success()
    }

    /// Mends what was interrupted, and says whether the tree is the new one. Anything between fails.
    fn settle(&self, old: &Snapshot, new: &Snapshot, context: &str) -> bool {
        let recovered = commit::recover(&self.options("")).expect("looked");
        let tree = self.snapshot();
        assert!(tree == *old || tree == *new, "{context}: neither the old tree nor the new one ({recovered:?})");
        for it in &recovered {
            assert!(matches!(it.outcome, Outcome::Finished | Outcome::TakenBack), "{context}: {it:?}");
        }
        assert_eq!(commit::recover(&self.options("")).expect("looked"), [], "{context}: mending twice");
        let open = commit::list(&self.options(""))
            .expect("listed")
            .into_iter()
            .find(|entry| entry.state == State::Interrupted);
        assert_eq!(open, None, "{context}");
        tree == *new
    }
}

/// Text with what tends to get lost: byte order marks, CRLF, no final newline, nothing at all.
/// Some files are not there before the apply.
fn is_made(n: usize) -> bool {
    n % 5 == 3
}

fn old(n: usize) -> Vec<u8> {
    match n % 5 {
        0 => Vec::new(),
        1 => format!("\u{feff}package p{n}\r\n\r\nvar runID = {n}\r\n").into_bytes(),
        2 => format!("runID {n}").into_bytes(),
        3 => format!("package p\n\nfunc f{n}(runID string) {{}}\n").repeat(200).into_bytes(),
        _ => vec![0xff, 0, n as u8, b'\n'],
    }
}

fn new(n: usize) -> Vec<u8> {
    match n % 5 {
        0 => format!("was empty {n}").into_bytes(),
        2 => Vec::new(),
        _ => old(n).iter().copied().chain(*b"sessionID").collect(),
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, n: usize) {
    let mode = [0o644, 0o755, 0o600, 0o664][n % 4];
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).expect("set");
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    std::os::unix::fs::MetadataExt::mode(&path.metadata().expect("there")) & 0o7777
}

#[cfg(unix)]
fn killed(status: std::process::ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(9)
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: usize) {}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0
}

#[cfg(not(unix))]
fn killed(status: std::process::ExitStatus) -> bool {
    // How Windows reports an abort.
    status.code() == Some(0xC000_0409_u32 as i32)
}

fn all_points() -> bool {
    env::var_os("RUNSESS_ALL_POINTS").is_some()
}

/// Which of the points (1-based) are tried.
fn sample(points: &[Point], step: usize) -> Vec<usize> {
    if all_points() {
        return (1..=points.len()).collect();
    }
    let mut tried: BTreeSet<usize> = (1..=points.len()).step_by(step).collect();
    for kind in points {
        tried.extend(points.iter().position(|p| p == kind).map(|at| at + 1));
        tried.extend(points.iter().rposition(|p| p == kind).map(|at| at + 1));
    }
    tried.into_iter().collect()
}

/// Not a test of its own: the process that the others start and that is killed.
#[test]
fn child() {
    let (Ok(task), Ok(place)) = (env::var(TASK), env::var(PLACE)) else { return };
    let (case, options) = (Case::at(&place), Options::from_env().expect("set by the parent"));
    match task.as_str() {
        "apply" => _ = case.apply(&options).expect("applied"),
        "undo" => _ = commit::undo(None, &options, &mut |_| {}, &GO_ON).expect("undone"),
        _ => _ = commit::recover(&options).expect("recovered"),
    }
}

#[test]
fn killed_at_any_point_of_an_apply_over_200_files_the_tree_is_the_old_or_the_new_one() {
    let (old, new, points) = Case::both(200);
    let tried = sample(&points, 7 * 7);
    let ends: Vec<bool> = tried
        .par_iter()
        .map(|n| {
            let case = Case::new(200);
            assert!(case.child("apply", &format!("kill@{n}")), "point {n} of {} was not reached", points.len());
            case.settle(&old, &new, &format!("killed at point {n}, {:?}", points[n - 1]))
        })
        .collect();
    // Old up to the commit point, new from there on: nothing depends on luck.
    assert!(ends.is_sorted(), "{ends:?}");
    let finished = ends.iter().filter(|&&end| end).count();
    println!("killed at {} of {} points: {} old, {finished} new", tried.len(), points.len(), tried.len() - finished);
}

#[test]
fn without_an_exchange_of_names_the_tree_is_the_old_or_the_new_one() {
    let (old, new, points) = Case::both_with(20, "plain+count");
    assert!(points.contains(&Point::Keep));
    for kind in ["kill", "enospc", "error"] {
        let tried = sample(&points, 7);
        let check = |n: &usize| {
            let (case, fault) = (Case::new(20), format!("plain+{kind}@{n}"));
            let context = format!("{fault}, {:?}", points[n - 1]);
            if kind == "kill" {
                assert!(case.child("apply", &fault), "{context}");
            } else {
                let applied = case.apply(&case.options(&fault));
                assert!(applied.is_ok() || case.snapshot() == old, "{context}: {applied:?}");
            }
            case.settle(&old, &new, &context)
        };
        let ends: Vec<bool> = tried.par_iter().map(check).collect();
        let finished = ends.iter().filter(|&&end| end).count();
        println!(
            "plain {kind} at {} of {} points: {} old, {finished} new",
            ends.len(),
            points.len(),
            ends.len() - finished
        );
    }
}

#[test]
fn killed_at_any_point_of_an_undo_the_tree_is_the_old_or_the_new_one() {
    let (old, new, _) = Case::both(15);
    let counted = Case::new(15);
    counted.apply(&counted.options("")).expect("applied");
    let options = counted.options("count");
    commit::undo(None, &options, &mut |_| {}, &GO_ON).expect("undone");
    assert_eq!(counted.snapshot(), old);
    let points = options.faults.points();
    sample(&points, 7).par_iter().for_each(|n| {
        let case = Case::new(15);
        case.apply(&case.options("")).expect("applied");
        assert!(case.child("undo", &format!("kill@{n}")));
        if case.settle(&old, &new, &format!("undo killed at point {n}, {:?}", points[n - 1])) {
            commit::undo(None, &case.options(""), &mut |_| {}, &GO_ON).expect("undone");
        }
        assert_eq!(case.snapshot(), old);
    });
}

#[test]
fn killed_while_mending_it_is_mended_by_the_next() {
    let (old, new, points) = Case::both(5);
    let (kills, most) = (std::sync::atomic::AtomicUsize::new(0), std::sync::atomic::AtomicUsize::new(0));
    sample(&points, 7).par_iter().for_each(|n| {
        for m in 1.. {
            let case = Case::new(5);
            assert!(case.child("apply", &format!("kill@{n}")));
            let killed = case.child("recover", &format!("kill@{m}"));
            case.settle(&old, &new, &format!("killed at {n} ({:?}), then mending at {m}", points[n - 1]));
            if !killed {
                break;
            }
            kills.fetch_add(1, Ordering::Relaxed);
            most.fetch_max(m, Ordering::Relaxed);
        }
    });
    let (kills, most) = (kills.into_inner(), most.into_inner());
    println!("killed {kills} times while mending, at up to {most} points, after {} kills", sample(&points, 7).len());
    assert!(kills > 20);
}

#[test]
fn a_full_disk_at_any_point_takes_everything_back() {
    let (old, new, points) = Case::both(200);
    for kind in ["enospc", "error"] {
        let ends: Vec<bool> = sample(&points, 7 * 7)
            .par_iter()
            .map(|n| {
                let case = Case::new(200);
                let context = format!("{kind}@{n}, {:?}", points[n - 1]);
                let applied = case.apply(&case.options(&format!("{kind}@{n}")));
                let tree = case.snapshot();
                match &applied {
                    // Once every file is in place, only removing the old ones is left, and recover does that, too.
                    Ok(_) => assert!(new.iter().all(|file| tree.get(file.0) == Some(file.1)), "{context}"),
                    Err(CommitError::RolledBack { .. } | CommitError::State { .. }) => {
                        assert_eq!(tree, old, "{context}")
                    }
                    Err(error) => panic!("{context}: {error}"),
                }
                assert_eq!(case.settle(&old, &new, &context), applied.is_ok(), "{context}");
                applied.is_ok()
            })
            .collect();
        println!(
            "{kind} at {} of {} points: {} taken back",
            ends.len(),
            points.len(),
            ends.iter().filter(|&&end| !end).count()
        );
    }
}

/// `RUNSESS_SMALL_DISK` names a folder on a disk of a few MiB: `mount -t tmpfs -o size=2m tmpfs FOLDER`, or a loop device.
#[test]
fn on_a_disk_that_is_really_full_everything_is_taken_back() {
    let Some(disk) = env::var_os("RUNSESS_SMALL_DISK") else { return };
    let (old, new, _) = Case::both(60);
    let elsewhere = TempDir::new().expect("a folder");
    for plain in ["", "plain+count"] {
        for state_elsewhere in [false, true] {
            let mut ends = Vec::new();
            // From no room at all to enough.
            for free in (0..160).map(|n| n * 4096) {
                let case = Case::in_folder(60, TempDir::new_in(&disk).expect("a folder"));
                let mut options = case.options(plain);
                if state_elsewhere {
                    options.state_dir = elsewhere.path().to_path_buf();
                }
                fs::create_dir_all(&options.state_dir).expect("made");
                let ballast = case.place.join("ballast");
                fill(&ballast, free);
                let context = format!("{free} bytes free, {plain}, state elsewhere: {state_elsewhere}");
                let applied = commit::apply(&case.changes(), &options, &mut |_| {}, &GO_ON);
                let tree = case.snapshot();
                match &applied {
                    Ok(_) => assert!(tree == new, "{context}"),
                    Err(CommitError::RolledBack { source, .. } | CommitError::State { source, .. }) => {
                        assert_eq!(source.kind(), std::io::ErrorKind::StorageFull, "{context}");
                        assert!(tree == old, "{context}");
                    }
                    Err(error) => panic!("{context}: {error}"),
                }
                ends.push(applied.is_ok());
            }
            assert!(!ends[0] && ends[ends.len() - 1], "the disk is too large or too small: {ends:?}");
            let done = ends.iter().filter(|&&end| end).count();
            println!(
                "full disk ({plain}, state elsewhere: {state_elsewhere}): {} taken back, {done} done",
                ends.len() - done
            );
        }
    }
}

/// Fills a disk with one file, but for so many bytes.
fn fill(path: &Path, free: u64) {
    use std::io::Write;
    let mut file = fs::File::create(path).expect("made");
    let block = [0u8; 4096];
    while file.write_all(&block).is_ok() {}
    let size = file.metadata().expect("known").len();
    file.set_len(size.saturating_sub(free)).expect("cut");
    file.sync_all().expect("synced");
}

#[test]
fn after_a_kill_the_next_apply_says_what_to_do() {
    let (_, _, points) = Case::both(5);
    let at = points.iter().position(|p| *p == Point::Swap).expect("there is one") + 3;
    let case = Case::new(5);
    assert!(case.child("apply", &format!("kill@{at}")));
    let error = case.apply(&case.options("")).expect_err("refused");
    assert!(
        matches!(error, CommitError::Interrupted { .. }) && error.to_string().contains("runsess recover"),
        "{error}"
    );
    assert!(matches!(commit::undo(None, &case.options(""), &mut |_| {}, &GO_ON), Err(CommitError::NothingToUndo)));
    let outcomes: Vec<Outcome> =
        commit::recover(&case.options("")).expect("looked").into_iter().map(|r| r.outcome).collect();
    assert_eq!(outcomes, [Outcome::Finished]);
    commit::undo(None, &case.options(""), &mut |_| {}, &GO_ON).expect("undone");
}

#[test]
fn work_done_between_a_kill_and_recover_is_kept() {
    let (old, new, points) = Case::both(10);
    for n in sample(&points, 3) {
        for edited in [0, 9] {
            let case = Case::new(10);
            assert!(case.child("apply", &format!("kill@{n}")));
            fs::write(case.file(edited), "somebody's work").expect("written");
            commit::recover(&case.options("")).expect("looked");
            let mut tree = case.snapshot();
            let name = case.file(edited).strip_prefix(&case.place).expect("below").to_path_buf();
            let context = format!("killed at {n}, {:?}, file {edited} edited", points[n - 1]);
            assert_eq!(tree.remove(&name).map(|file| file.0).as_deref(), Some(&b"somebody's work"[..]), "{context}");
            let rest =
                |all: &Snapshot| all.iter().filter(|f| *f.0 != name).map(|(k, v)| (k.clone(), v.clone())).collect();
            let (old, new): (Snapshot, Snapshot) = (rest(&old), rest(&new));
            assert!(tree == old || tree == new, "{context}: neither old nor new around it");
        }
    }
}
