//! What follows an apply, through the program: it is listed, taken back byte and mode exact, and an interrupted one is mended.

use std::path::Path;

use tempfile::TempDir;

use crate::support::{put, run_in, runsess};

const OLD: &str = "package a\n\nfunc f(sessionID string) string {\n\trunID := sessionID\n\treturn runID\n}\n";
const NEW: &str = "package a\n\nfunc f(sessionID string) string {\n\treturn sessionID\n}\n";

fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "src/a.go", OLD);
    dir
}

fn text(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("src/a.go")).unwrap()
}

fn apply(dir: &Path) {
    let (code, out, err) = run_in(&["apply", "--allow-no-vcs", "--batch", "1", "src"], dir);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("1 file rewritten") && out.contains("`runsess undo` takes it back"), "{out}");
    assert_eq!(text(dir), NEW);
}

#[test]
fn without_an_apply_there_is_nothing_to_do() {
    let dir = folder();
    for (words, said) in [
        (&["apply", "--list"][..], "no apply yet\n"),
        (&["undo"], "there is nothing to undo\n"),
        (&["recover"], "no apply was interrupted\n"),
    ] {
        let (code, out, err) = run_in(words, dir.path());
        assert_eq!((code, out + &err), (0, said.to_owned()), "{words:?}");
    }
    for (id, said) in [("7", "there is no apply 7"), ("x", "`x` is not the number of an apply")] {
        let (code, out, err) = run_in(&["undo", id], dir.path());
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(said) && err.contains("runsess apply --list"), "{err}");
    }
}

#[test]
fn an_apply_is_listed_and_taken_back_and_that_too() {
    let dir = folder();
    apply(dir.path());
    assert_eq!(listed(dir.path()), ["1 done"]);
    let (code, out, err) = run_in(&["undo"], dir.path());
    assert_eq!((code, out.as_str()), (0, "took back 1 file\n"));
    assert_eq!(text(dir.path()), OLD);
    let again =
        err.trim().strip_prefix("to have it again: runsess undo ").unwrap_or_else(|| panic!("{err}")).to_owned();
    let (code, _, err) = run_in(&["undo", &again], dir.path());
    assert_eq!((code, text(dir.path()).as_str()), (0, NEW), "{err}");
}

/// Number and state of each line of `apply --list`.
fn listed(dir: &Path) -> Vec<String> {
    let (code, out, err) = run_in(&["apply", "--list"], dir);
    assert_eq!(code, 0, "{err}");
    let states = ["done", "taken back", "interrupted"];
    let short = |line: &str| {
        let state = states.iter().find(|it| line.contains(**it)).unwrap_or_else(|| panic!("{line}"));
        format!("{} {state}", line.split_whitespace().next().unwrap())
    };
    out.lines().map(short).collect()
}

#[cfg(unix)]
#[test]
fn the_mode_comes_back_with_the_bytes() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let dir = folder();
    let file = dir.path().join("src/a.go");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    apply(dir.path());
    assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o640);
    assert_eq!(run_in(&["undo"], dir.path()).0, 0);
    assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o640);
}

#[test]
fn a_file_that_was_changed_since_is_not_taken_back() {
    let dir = folder();
    apply(dir.path());
    let changed = format!("{NEW}\n// Mine.\n");
    put(dir.path(), "src/a.go", &changed);
    let (code, out, err) = run_in(&["undo"], dir.path());
    assert_eq!(code, 1, "{out}{err}");
    assert!((out + &err).contains("src/a.go was changed since"));
    assert_eq!(text(dir.path()), changed);
}

#[test]
fn an_apply_that_was_killed_is_mended_by_recover() {
    let mut mended = 0;
    // The first points come before the journal, the last ones after the swap: each leaves all or nothing.
    for point in 1..40 {
        let dir = folder();
        let killed = runsess(&["apply", "--allow-no-vcs", "--batch", "1", "src"])
            .current_dir(dir.path())
            .env("XDG_STATE_HOME", dir.path().join("state"))
            .env("RUNSESS_FAULT", format!("kill@{point}"))
            .output()
            .unwrap();
        if killed.status.success() {
            break;
        }
        let interrupted = listed(dir.path()) == ["1 interrupted"];
        let (code, out, err) = run_in(&["recover"], dir.path());
        assert_eq!(code, 0, "{point}: {out}{err}");
        let said = out.contains("finished, 1 file") || out.contains("taken back, 1 file as before");
        // After the last mark of the journal only leftovers are cleared: that is finished too, and listed as done.
        assert!(said || !interrupted, "point {point}: {out}{err}");
        mended += usize::from(said);
        assert!([OLD, NEW].contains(&text(dir.path()).as_str()), "point {point}: {}", text(dir.path()));
        let (_, out, err) = run_in(&["recover"], dir.path());
        assert_eq!(out + &err, "no apply was interrupted\n", "point {point}: mending twice");
    }
    assert!(mended > 3, "only {mended} points left something to mend");
}
