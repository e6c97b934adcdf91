//! "Never lose anything", measured from outside: the program is killed at a system call that changes the disk, `recover` is killed
//! while it mends that, and the next `recover`, too. `commit_faults` kills at named points of the source; here nobody names any.
//!
//! It takes strace, and `RUNSESS_KILLS=N` asks for about N kills instead of a few:
//! `RUNSESS_KILLS=2000 cargo test --test it commit_kills -- --nocapture`

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use tempfile::TempDir;

use crate::crash::{NEW, OLD};
use crate::support::{copy_tree, files_below, put, run_in, runsess, texts};

/// Calls that change the disk. Not every machine has all of them.
const CALLS: &str = "openat,write,pwrite64,fsync,fdatasync,?rename,renameat,renameat2,?unlink,unlinkat,?rmdir,?link,linkat,\
                     ?symlink,symlinkat,?mkdir,mkdirat,?chmod,fchmod,fchmodat,?chown,fchown,fsetxattr,fremovexattr,\
                     ftruncate,fallocate";

/// A system call: its name, and which one of that name in its thread.
type Call = (String, usize);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Task {
    Apply,
    Undo,
    Recover,
}

impl Task {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Apply => &["apply", "--allow-no-vcs", "--batch", "1", "one", "two"],
            Self::Undo => &["undo"],
            Self::Recover => &["recover"],
        }
    }
}

/// Two roots with two files each, and the state folder, in a place that stays the same.
struct Case {
    dir: TempDir,
    plain: bool,
}

type Snapshot = BTreeMap<PathBuf, (Vec<u8>, u32)>;

impl Case {
    /// As it is before the task.
    fn before(task: Task, plain: bool) -> Self {
        // On the disk: in memory, folders list their names in another order, and are removed in it.
        let case = Self { dir: tempfile::tempdir().unwrap(), plain };
        for path in ["one/a.go", "one/sub/b.go", "two/c.go", "two/d.go"] {
            put(case.place(), &format!("work/{path}"), OLD);
        }
        if task == Task::Undo {
            let (code, _, err) = run_in(Task::Apply.words(), &case.work());
            assert_eq!(code, 0, "{err}");
        }
        case
    }

    fn place(&self) -> &Path {
        self.dir.path()
    }

    fn work(&self) -> PathBuf {
        self.place().join("work")
    }

    fn traced(&self, task: Task, words: &[&str]) -> Output {
        let program = runsess(task.words());
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq"]).args(words).arg(program.get_program()).args(program.get_args());
        for (name, value) in program.get_envs() {
            value.map(|value| strace.env(name, value));
        }
        strace.env("XDG_STATE_HOME", self.work().join("state"));
        strace.env("RUNSESS_FAULT", if self.plain { "plain+" } else { "" });
        strace.current_dir(self.work()).output().unwrap()
    }

    /// The calls of the task that change the disk; it is done then.
    fn calls(&self, task: Task) -> Vec<Call> {
        let log = self.place().join("log");
        self.traced(task, &["-o", &log.to_string_lossy(), "-e", &format!("trace={CALLS}")]);
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut calls: Vec<Call> = Vec::new();
        for line in fs::read_to_string(log).unwrap().lines() {
            let Some((thread, call)) = line.split_once(' ') else { continue };
            let Some((name, arguments)) = call.trim_start().split_once('(') else { continue };
            if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                continue;
            }
            let nth = counts.entry((thread.to_owned(), name.to_owned())).or_default();
            *nth += 1;
            let call = (name.to_owned(), *nth);
            if (name != "openat" || arguments.contains("O_CREAT")) && !calls.contains(&call) {
                calls.push(call);
            }
        }
        calls
    }

    /// Runs the task to that call. False if it ended before.
    fn kill(&self, task: Task, (name, nth): &Call) -> bool {
        let inject = format!("inject={name}:signal=KILL:when={nth}");
        let output = self.traced(task, &["-o", "/dev/null", "-e", &format!("trace={name}"), "-e", &inject]);
        output.status.signal() == Some(9)
    }

    fn save(&self) {
        copy_tree(&self.work(), &self.place().join("saved"));
    }

    fn restore(&self) {
        fs::remove_dir_all(self.work()).unwrap();
        copy_tree(&self.place().join("saved"), &self.work());
    }

    fn tree(&self) -> Snapshot {
        let files = ["one", "two"].iter().flat_map(|root| {
            files_below(&self.work().join(root)).into_iter().map(move |path| Path::new(root).join(path))
        });
        let held = |path: PathBuf| {
            let whole = self.work().join(&path);
            (path, (fs::read(&whole).unwrap(), whole.metadata().unwrap().mode()))
        };
        files.map(held).collect()
    }

    /// Mends, and proves that all is well: the old tree or the new one, nothing beside it, nothing left to mend, and the next
    /// command works.
    fn settle(&self, context: &str) {
        let work = self.work();
        let (code, out, err) = run_in(Task::Recover.words(), &work);
        assert_eq!(code, 0, "{context}: {out}{err}");
        let tree = self.tree();
        let is = |text: &str| {
            tree.len() == 4 && tree.values().all(|(bytes, mode)| bytes == text.as_bytes() && mode & 0o777 == 0o644)
        };
        assert!(is(OLD) || is(NEW), "{context}: neither the old tree nor the new one: {tree:?}");
        let (code, out, err) = run_in(Task::Recover.words(), &work);
        assert_eq!((code, out + &err), (0, "no apply was interrupted\n".to_owned()), "{context}");
        let names = fs::read_dir(work.join("state/runsess/applies")).into_iter().flatten();
        let gone: Vec<_> =
            names.map(|it| it.unwrap().file_name()).filter(|it| it.to_string_lossy().contains('.')).collect();
        assert!(gone.is_empty(), "{context}: {gone:?}");
        let next = if is(OLD) { Task::Apply } else { Task::Undo };
        let (code, _, err) = run_in(next.words(), &work);
        assert_eq!(code, 0, "{context}, then {next:?}: {err}");
        let ends: BTreeSet<Vec<u8>> = self.tree().into_values().map(|(bytes, _)| bytes).collect();
        assert_eq!(ends.len(), 1, "{context}, then {next:?}");
    }
}

/// About `n` of them, evenly.
fn some<T: Clone>(all: &[T], n: usize) -> Vec<T> {
    let step = all.len().div_ceil(n.max(1)).max(1);
    all.iter().step_by(step).cloned().collect()
}

/// Where strace is missing or may not trace, nothing is tried, and that is said.
fn have_strace() -> bool {
    let works = Command::new("strace").args(["-o", "/dev/null", "true"]).output().is_ok_and(|it| it.status.success());
    if !works {
        eprintln!("SKIPPED: strace is missing or may not trace, so nothing was killed here");
    }
    works
}

#[test]
fn killed_at_any_system_call_the_tree_is_the_old_or_the_new_one() {
    if !have_strace() {
        return;
    }
    let wanted: usize = std::env::var("RUNSESS_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(48);
    let mut points: Vec<(Task, bool, Call)> = Vec::new();
    for (task, plain) in [(Task::Apply, false), (Task::Undo, false), (Task::Apply, true), (Task::Undo, true)] {
        let calls = Case::before(task, plain).calls(task);
        points.extend(calls.into_iter().map(|call| (task, plain, call)));
    }
    // Each is followed by kills of what mends it, one at least.
    let tried = some(&points, wanted / 3);
    let each = wanted.div_ceil(tried.len());
    let (first, second, third) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    tried.par_iter().for_each(|(task, plain, call)| {
        let case = Case::before(*task, *plain);
        if !case.kill(*task, call) {
            return;
        }
        first.fetch_add(1, Ordering::Relaxed);
        case.save();
        let context = format!("{task:?} (plain: {plain}) killed at {call:?}");
        case.settle(&context);
        case.restore();
        let mending = case.calls(Task::Recover);
        for (n, at) in some(&mending, each).iter().enumerate() {
            case.restore();
            if !case.kill(Task::Recover, at) {
                continue;
            }
            second.fetch_add(1, Ordering::Relaxed);
            let again = &mending[(n * 7 + 3) % mending.len()];
            let killed = case.kill(Task::Recover, again);
            third.fetch_add(usize::from(killed), Ordering::Relaxed);
            case.settle(&format!("{context}, recover killed at {at:?}, then at {again:?} ({killed})"));
        }
    });
    let [first, second, third] = [first, second, third].map(AtomicUsize::into_inner);
    let all = first + second + third;
    println!(
        "{all} kills: {first} of apply and undo at {} of {} calls, {second} of recover, {third} of the recover after that",
        tried.len(),
        points.len()
    );
    assert!(second > 0 && all * 2 > wanted, "{all} of {wanted}");
}

#[test]
fn the_names_of_new_state_folders_last() {
    if !have_strace() {
        return;
    }
    let case = Case::before(Task::Apply, false);
    let log = case.place().join("log");
    let output = case.traced(Task::Apply, &["-y", "-o", &log.to_string_lossy(), "-e", "trace=?mkdir,mkdirat,fsync"]);
    assert!(output.status.success(), "{}", texts(&output).1);
    let log = fs::read_to_string(log).unwrap();
    for folder in ["", "/state", "/state/runsess", "/state/runsess/applies", "/state/runsess/applies/1"] {
        let path = format!("{}{folder}>", case.work().canonicalize().unwrap().display());
        assert!(
            log.lines().any(|line| line.contains("fsync(") && line.contains(&path)),
            "{path} is not synced:\n{log}"
        );
    }
}
