//! `--check CMD`: what a command of the user finds wrong is taken back, whole, and only the command line can name one.

use std::path::Path;

use tempfile::TempDir;

use crate::support::{put, run_in};

const OLD: &str = "package a\n\nfunc f(sessionID string) string {\n\trunID := sessionID\n\treturn runID\n}\n";
const NEW: &str = "package a\n\nfunc f(sessionID string) string {\n\treturn sessionID\n}\n";

/// Two repositories, in each a file that batch 1 changes.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for repo in ["one", "two"] {
        std::fs::create_dir_all(dir.path().join(repo).join(".git")).unwrap();
        put(dir.path(), &format!("{repo}/a.go"), OLD);
    }
    dir
}

fn texts(dir: &Path) -> [String; 2] {
    ["one", "two"].map(|repo| std::fs::read_to_string(dir.join(repo).join("a.go")).unwrap())
}

fn checked(dir: &Path, command: &str, more: &[&str]) -> (i32, String, String) {
    let words = [&["apply", "--allow-dirty", "--batch", "1", "--check", command], more, &["one", "two"]].concat();
    run_in(&words, dir)
}

#[test]
fn a_check_that_passes_in_every_repository_lets_the_apply_stand() {
    let dir = folder();
    let (code, out, err) = checked(dir.path(), "! grep -q runID a.go && echo seen in ${PWD##*/}", &[]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("2 files rewritten") && !out.contains("seen in"), "{out}");
    assert!(err.contains("seen in one\n") && err.contains("seen in two\n"), "{err}");
    assert_eq!(texts(dir.path()), [NEW, NEW]);
}

#[test]
fn a_check_that_fails_takes_everything_back() {
    let dir = folder();
    let command = "echo looking; test ${PWD##*/} = one || { echo 'a.go:5: broken' >&2; exit 7; }";
    let (code, out, err) = checked(dir.path(), command, &[]);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.contains("looking\n") && err.contains("a.go:5: broken\n"), "{err}");
    assert!(err.contains("the check failed in two (exit status 7); 2 files taken back, nothing is changed"), "{err}");
    assert_eq!(texts(dir.path()), [OLD, OLD]);
    let (_, out, _) = run_in(&["apply", "--list"], dir.path());
    assert!(out.contains("undo 1, checked: batch 1") && out.contains("undone by 2"), "{out}");
}

#[test]
fn a_rename_is_checked_as_well() {
    let dir = folder();
    let words = ["rename", "f", "g", "one", "--allow-dirty", "--check", "false"];
    let (code, _, err) = run_in(&words, dir.path());
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("the check failed in one (exit status 1); 1 file taken back"), "{err}");
    assert_eq!(texts(dir.path()), [OLD, OLD]);
}

#[test]
fn what_the_check_has_changed_is_not_overwritten() {
    let dir = folder();
    let (code, _, err) = checked(dir.path(), "echo '// mine' >> a.go; exit 1", &[]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("one/a.go was changed") && err.contains("`runsess undo 1` tries again"), "{err}");
    assert_eq!(texts(dir.path()), [format!("{NEW}// mine\n"), NEW.to_owned()]);
}

#[test]
fn nothing_is_checked_where_nothing_is_written() {
    let dir = folder();
    for more in [&["--diff"][..], &["--patch", "x.patch"], &["--format", "json"], &["--list"]] {
        let (code, out, err) = checked(dir.path(), "touch ran", more);
        assert_eq!((code, out.as_str()), (2, ""), "{more:?}");
        assert!(err.contains("--check") && err.contains(more[0]), "{more:?}: {err}");
    }
    assert_eq!(checked(dir.path(), "true", &[]).0, 0);
    let (code, _, err) = checked(dir.path(), "touch ran", &[]);
    assert_eq!((code, err.contains("nothing to do")), (0, true), "{err}");
    assert!(!dir.path().join("one/ran").exists());
}

#[test]
fn no_file_of_a_tree_can_name_a_command() {
    for (file, text) in [
        ("runsess.yaml", "roots: [one, two]\ncheck: touch ran\n"),
        ("pack.yaml", "version: 1\nname: x\ncheck: touch ran\nterms: []\n"),
    ] {
        let dir = folder();
        put(dir.path(), file, text);
        let rules: &[&str] = if file == "pack.yaml" { &["--rules", file] } else { &[] };
        let words = [&["apply", "--allow-dirty", "--batch", "1"], rules].concat();
        let (code, _, err) = run_in(&words, dir.path());
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("check"), "{err}");
        assert_eq!(texts(dir.path()), [OLD, OLD]);
        assert!(["one/ran", "ran"].iter().all(|it| !dir.path().join(it).exists()));
    }
}

fn planned(dir: &Path, command: &str) -> (i32, String, String) {
    run_in(&["plan", "--check", command, "one", "two"], dir)
}

#[test]
fn a_plan_is_checked_step_by_step_on_a_copy() {
    let dir = folder();
    // Step 1 renames the local, step 5 changes the document.
    put(dir.path(), "two/README.md", "# Sessions\n\nThe `run_id` of a session.\n");
    let (code, out, err) = planned(dir.path(), "pwd; cat ../one/a.go >/dev/null");
    assert_eq!(code, 0, "{err}");
    assert!(out.starts_with("Run to Session\n") && !out.contains("runsess-plan-"), "{out}");
    assert!(err.contains("step 1: the check passes in one, two\n"), "{err}");
    assert!(err.contains("step 5: the check passes in two\n"), "{err}");
    let copy = err.lines().find(|it| it.contains("runsess-plan-") && it.ends_with("/one")).unwrap();
    assert!(!Path::new(copy).exists(), "the copy is left: {copy}");
    let (code, out, err) = planned(dir.path(), "grep -q runID a.go");
    assert_eq!(code, 1, "{err}");
    assert!(out.contains("\n5 "), "the plan is whole: {out}");
    let said = "step 1: the check fails in one (exit status 1); the steps after it are not checked";
    assert!(err.contains(said) && !err.contains("step 5"), "{err}");
    assert_eq!(texts(dir.path()), [OLD, OLD]);
}

#[test]
fn a_command_that_fails_before_any_step_says_nothing_of_the_steps() {
    let dir = folder();
    let (code, _, err) = planned(dir.path(), "test ${PWD##*/} = two");
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("one: the command fails before any step (exit status 1); it checks no step there"), "{err}");
    assert!(err.contains("step 1: the check passes in two\n"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_check_that_is_interrupted_ends_with_all_it_started_and_is_taken_back() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use crate::support::runsess;
    let dir = folder();
    let command = "(sleep 2; touch ../left) & echo ready > ../started; wait";
    let words = ["apply", "--allow-dirty", "--batch", "1", "--check", command, "one", "two"];
    let mut run = runsess(&words);
    run.current_dir(dir.path()).env("XDG_STATE_HOME", dir.path().join("state"));
    let child = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while !dir.path().join("started").exists() {
        assert!(began.elapsed() < Duration::from_secs(20), "the check does not start");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(texts(dir.path()), [NEW, NEW]);
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let (_, err) = crate::support::texts(&output);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("the check was stopped; 2 files taken back"), "{err}");
    assert_eq!(texts(dir.path()), [OLD, OLD]);
    std::thread::sleep(Duration::from_secs(3));
    assert!(!dir.path().join("left").exists(), "a process of the check went on");
}
