//! What a run is doing, for whoever ends one that takes too much (`cmd/watchdog.rs`) or shows how far it is (`cmd/talk.rs`): the
//! stages, the files that are being worked on, remarks, and the steps that nobody may cut in two. Ends nothing and prints nothing.
//!
//! There is one run in a process, so this is one for the process: no stage has to hand a value through to say where it is.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

static RUN: Mutex<Run> = Mutex::new(Run::new());

struct Run {
    stage: &'static str,
    /// When the stage began; `None` before the first one.
    since: Option<Instant>,
    /// The stages that are over, in the order in which they began first, and how long they took together.
    over: Vec<(&'static str, Duration)>,
    remarks: Vec<String>,
    files: Vec<Working>,
    next: u64,
    unbroken: usize,
    settled: bool,
}

/// A file that a thread works on.
struct Working {
    number: u64,
    since: Instant,
    path: PathBuf,
}

/// Where a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doing {
    /// The stage: `reading the folders`.
    pub stage: &'static str,
    /// The file that has been worked on for the longest time, and how long that is.
    pub file: Option<(PathBuf, Duration)>,
}

/// What came of the wish to end the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// A step that is not cut in two is being made: ask again in a moment.
    Later,
    /// The run has begun to write its result, and ends by itself.
    Settled,
}

/// Says which stage begins.
pub fn stage(stage: &'static str) {
    run().begin(stage, Instant::now());
}

/// The stages until now, and how long each took. The last one is over with that.
pub fn stages() -> Vec<(&'static str, Duration)> {
    let mut run = run();
    run.begin("ending", Instant::now());
    run.over.clone()
}

/// Notes something for people who ask how an answer came about.
pub fn remark(text: String) {
    run().remarks.push(text);
}

/// What was noted, in that order.
pub fn remarks() -> Vec<String> {
    run().remarks.clone()
}

/// Says that this thread works on a file, until the value is dropped.
#[must_use]
pub fn on(path: &Path) -> On {
    let mut run = run();
    run.next += 1;
    let number = run.next;
    run.files.push(Working { number, since: Instant::now(), path: path.to_path_buf() });
    On(number)
}

/// A file that is being worked on.
#[derive(Debug)]
pub struct On(u64);

impl Drop for On {
    fn drop(&mut self) {
        run().files.retain(|it| it.number != self.0);
    }
}

/// Until the value is dropped, the run is not ended: what is being written would stay half written.
#[must_use]
pub fn unbroken() -> Unbroken {
    run().unbroken += 1;
    Unbroken(())
}

/// A step that is not cut in two.
#[derive(Debug)]
pub struct Unbroken(());

impl Drop for Unbroken {
    fn drop(&mut self) {
        run().unbroken -= 1;
    }
}

/// From here on the run is ended by nobody else: it writes its result, whole or not at all.
pub fn settle() {
    run().settled = true;
}

/// Calls `end`, which must end the process, unless that would cut something in two. No other thread begins such a step, or
/// another file, meanwhile.
pub fn cut(end: impl FnOnce(Doing)) -> Cut {
    run().cut(end)
}

/// What the run is doing now.
pub fn doing() -> Doing {
    run().doing()
}

impl Run {
    const fn new() -> Self {
        Self {
            stage: "starting",
            since: None,
            over: Vec::new(),
            remarks: Vec::new(),
            files: Vec::new(),
            next: 0,
            unbroken: 0,
            settled: false,
        }
    }

    fn begin(&mut self, stage: &'static str, now: Instant) {
        if let Some(since) = self.since.replace(now) {
            let took = now.saturating_duration_since(since);
            match self.over.iter_mut().find(|it| it.0 == self.stage) {
                Some(known) => known.1 += took,
                None => self.over.push((self.stage, took)),
            }
        }
        self.stage = stage;
    }

    fn cut(&self, end: impl FnOnce(Doing)) -> Cut {
        if self.settled {
            return Cut::Settled;
        }
        if self.unbroken == 0 {
            end(self.doing());
        }
        Cut::Later
    }

    fn doing(&self) -> Doing {
        let longest = self.files.iter().min_by_key(|it| it.since);
        Doing { stage: self.stage, file: longest.map(|it| (it.path.clone(), it.since.elapsed())) }
    }
}

fn run() -> MutexGuard<'static, Run> {
    // Each change of it is one step: a panic elsewhere leaves nothing half done.
    RUN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_takes_longest_is_named() {
        let working = |number, age, path: &str| Working {
            number,
            since: Instant::now().checked_sub(Duration::from_secs(age)).expect("it was later once"),
            path: path.into(),
        };
        let run = Run { files: vec![working(1, 2, "young"), working(2, 9, "old")], ..Run::new() };
        let (path, time) = run.doing().file.expect("two files");
        assert_eq!((path.to_str(), time.as_secs()), (Some("old"), 9));
    }

    #[test]
    fn a_stage_that_comes_again_is_counted_together() {
        let (mut run, start) = (Run::new(), Instant::now());
        for (stage, at) in [("read", 0), ("plan", 2), ("read", 3), ("end", 7)] {
            run.begin(stage, start + Duration::from_secs(at));
        }
        let over: Vec<_> = run.over.iter().map(|(stage, took)| (*stage, took.as_secs())).collect();
        assert_eq!(over, [("read", 2 + 4), ("plan", 1)]);
    }

    #[test]
    fn nothing_is_cut_in_two() {
        let ended = |run: &Run| {
            let mut ended = false;
            (run.cut(|_| ended = true), ended)
        };
        assert_eq!(ended(&Run::new()), (Cut::Later, true));
        assert_eq!(ended(&Run { unbroken: 1, ..Run::new() }), (Cut::Later, false));
        assert_eq!(ended(&Run { unbroken: 1, settled: true, ..Run::new() }), (Cut::Settled, false));
        assert_eq!(ended(&Run { settled: true, ..Run::new() }), (Cut::Settled, false));
    }
}
