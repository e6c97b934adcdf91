//! `--max-memory` and `--max-seconds`: a run that needs more ends with 2, says where it was and what helps, and has written
//! nothing. An apply that has begun is taken back or finished, wherever it is when the limit is reached.

use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::crash::{both, fresh, journal, siblings, texts as sources};
use crate::support::{files_below, put, run_in, runsess, texts};

/// A tree that takes a second and 100 MB at least, most of both for one file.
fn heavy() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/go.mod", "module x.test/r\n\ngo 1.22\n");
    put(dir.path(), "r/a.go", "package a\n\nfunc f(sessionID string) {\n\trunID := sessionID\n\t_ = runID\n}\n");
    let lines: String = (0..30_000).map(|n| format!("export const x{n} = {{ runId: sessionId }};\n")).collect();
    put(dir.path(), "r/big.ts", &format!("export const sessionId = q;\n{lines}"));
    dir
}

fn run(dir: &Path, words: &[&str]) -> (Output, Duration) {
    let start = Instant::now();
    let mut command = runsess(words);
    let output = command.current_dir(dir).env("XDG_STATE_HOME", dir.join("state")).env("TMPDIR", dir).output().unwrap();
    (output, start.elapsed())
}

#[test]
fn a_run_above_a_limit_ends_with_words_and_has_written_nothing() {
    let dir = heavy();
    let before: Vec<_> = files_below(dir.path());
    let bytes = |name: &str| std::fs::read(dir.path().join("r").join(name)).unwrap();
    let old = (bytes("a.go"), bytes("big.ts"));
    let commands: [&[&str]; 8] = [
        &["scan", "r"],
        &["scan", "r", "--format", "json", "--output", "report.json"],
        &["check", "r", "--baseline", "base.json", "--update-baseline"],
        &["explain", "r/a.go:4", "r"],
        &["plan", "r"],
        &["sql", "--batch", "2", "r"],
        &["apply", "--batch", "1", "--allow-no-vcs", "r"],
        &["apply", "--batch", "1", "--patch", "p.diff", "r"],
    ];
    for limit in [["--max-memory", "90M"], ["--max-seconds", "1"]] {
        let mut named = 0;
        for words in commands {
            let (output, took) = run(dir.path(), &[&limit[..], words].concat());
            let (out, err) = texts(&output);
            let said = err.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!((output.status.code(), out.as_str()), (Some(2), ""), "{words:?}: {err}");
            assert!(said.contains(limit[0]) && said.contains("is reached"), "{words:?}: {err}");
            assert!(said.contains("while") && said.contains("no file was written"), "{words:?}: {err}");
            // Where other tests take the processor, a run may still be in an earlier stage.
            named += usize::from(said.contains("big.ts for"));
            assert!(said.contains("help: allow more") && said.contains("under `ignore`"), "{words:?}: {err}");
            assert!(took < Duration::from_secs(20), "{words:?} took {took:?}");
            assert_eq!(files_below(dir.path()), before, "{words:?} left something");
        }
        let names_with = |seconds: u32| {
            let (output, _) = run(dir.path(), &["--max-seconds", &seconds.to_string(), "scan", "r"]);
            texts(&output).1.contains("big.ts for")
        };
        let is_named = named > 0 || limit[0] == "--max-seconds" && (2..8).any(names_with);
        assert!(is_named, "{limit:?}: no message names the file that takes long");
    }
    assert_eq!((bytes("a.go"), bytes("big.ts")), old);
}

#[test]
fn a_limit_that_is_enough_changes_nothing() {
    let dir = fresh();
    let plain = run_in(&["scan", "src", "--format", "json"], dir.path());
    let limits = ["--max-memory", "2GiB", "--max-seconds", "600", "scan", "src", "--format", "json"];
    assert_eq!(run_in(&limits, dir.path()), plain);
    assert_eq!(run_in(&["scan", "src", "--format", "json", "--max-memory", "none"], dir.path()), plain);
    let mut command = runsess(&["scan", "src"]);
    let ended = command.current_dir(dir.path()).env("RUNSESS_MAX_MEMORY", "1k").output().unwrap();
    assert_eq!(ended.status.code(), Some(2), "the environment counts");
    for wrong in ["0", "2x", "-1", ""] {
        let (code, _, err) = run_in(&["scan", &format!("--max-memory={wrong}")], dir.path());
        assert!(code == 2 && err.contains("a size such as 500M or 2G, or `none`"), "{wrong}: {err}");
    }
}

/// The limit of two seconds is reached while the apply waits at each point in turn, for three.
#[test]
fn an_apply_that_reaches_a_limit_is_taken_back_or_finished() {
    let count = || {
        let dir = fresh();
        let mut command = runsess(&["apply", "--batch", "1", "--allow-no-vcs", "src"]);
        command.current_dir(dir.path()).env("XDG_STATE_HOME", dir.path().join("state")).env("RUNSESS_FAULT", "count");
        let (_, err) = texts(&command.output().unwrap());
        let words: Vec<&str> = err.split_whitespace().collect();
        let at = words.iter().position(|it| it.starts_with("point")).unwrap();
        words[at - 1].parse::<usize>().unwrap()
    };
    let (points, next) = (count(), AtomicUsize::new(1));
    // They sleep most of the time.
    let ends: Vec<bool> = std::thread::scope(|scope| {
        let work = || {
            let mine = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|it| *it <= points));
            mine.map(|point| (point, was_written(point))).collect::<Vec<_>>()
        };
        let workers: Vec<_> = (0..8).map(|_| scope.spawn(work)).collect();
        let mut ends: Vec<_> = workers.into_iter().flat_map(|it| it.join().unwrap()).collect();
        ends.sort_unstable();
        ends.into_iter().map(|it| it.1).collect()
    });
    let commit = ends.iter().position(|it| *it).expect("the last points come after the commit record");
    assert!(commit > 8, "all is staged before anything is written: {ends:?}");
    assert!(ends[commit..].iter().all(|it| *it), "what is committed is finished: {ends:?}");
}

fn was_written(point: usize) -> bool {
    let dir = fresh();
    let mut command = runsess(&["--max-seconds", "2", "apply", "--batch", "1", "--allow-no-vcs", "src"]);
    command.current_dir(dir.path()).env("XDG_STATE_HOME", dir.path().join("state"));
    let output = command.env("RUNSESS_FAULT", format!("wait@{point}")).output().unwrap();
    let (out, err) = texts(&output);
    let written = sources(dir.path()) == both("new", "new");
    if written {
        assert_eq!(output.status.code(), Some(0), "point {point}: {err}");
        assert!(out.starts_with("batch 1: 2 files rewritten"), "point {point}: {out}");
    } else {
        assert_eq!(sources(dir.path()), both("old", "old"), "point {point}");
        assert_eq!((output.status.code(), out.as_str()), (Some(2), ""), "point {point}: {err}");
        let said = "--max-seconds 2 is reached";
        assert!(err.contains(said) && err.contains("no file was written"), "point {point}: {err}");
        assert!(!journal(dir.path()).exists(), "point {point}: nothing is left to mend");
    }
    assert_eq!(siblings(dir.path()), Vec::<std::path::PathBuf>::new(), "point {point}");
    let (code, _, notes) = run_in(&["recover"], dir.path());
    assert_eq!((code, notes.as_str()), (0, "no apply was interrupted\n"), "point {point}");
    written
}

#[test]
fn a_pack_or_a_baseline_that_is_too_big_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/a.go", "package r\n\nvar runID = 1\n");
    let pack = "version: 1\nname: big\nterms: []\n".to_owned();
    let rest = (1 << 20) - pack.len();
    put(dir.path(), "fits.yaml", &format!("{pack}{}", "#".repeat(rest)));
    put(dir.path(), "big.yaml", &format!("{pack}{}", "#".repeat(rest + 1)));
    for command in [&["scan", "r", "--rules"][..], &["apply", "--batch", "1", "r", "--rules"], &["rules", "check"]] {
        let (code, out, err) = run_in(&[command, &["big.yaml"]].concat(), dir.path());
        assert_eq!((code, out.as_str()), (2, ""), "{command:?}: {err}");
        assert!(err.contains("cannot read the rule file: bigger than 1048576 bytes"), "{command:?}: {err}");
        let (_, out, err) = run_in(&[command, &["fits.yaml"]].concat(), dir.path());
        assert!(!(out + &err).contains("bigger than"), "{command:?}: {err}");
    }
    // Without blocks on the disk.
    let baseline = std::fs::File::create(dir.path().join("base.jsonl")).unwrap();
    for (size, too_big) in [((100 << 20) + 1, true), (100 << 20, false)] {
        baseline.set_len(size).unwrap();
        for more in [&[][..], &["--update-baseline"]] {
            let command = [&["check", "r", "--baseline", "base.jsonl"], more].concat();
            let (code, out, err) = run_in(&command, dir.path());
            assert_eq!((code, out.as_str()), (2, ""), "{command:?}: {err}");
            assert_eq!(err.contains("bigger than 104857600 bytes"), too_big, "{command:?}: {err}");
        }
        assert_eq!(baseline.metadata().unwrap().len(), size, "it is left as it is");
    }
}
