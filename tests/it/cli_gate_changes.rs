//! What a gate says of the changes that a team makes every day, in a git repository: with an accepted baseline, and since the last
//! commit without one.

use std::path::Path;

use crate::support::{put, run_in};

const THREAD: &str = "package ticket

import \"log\"

// Thread is a talk with a customer.
type Thread struct {
\tRunID   string
\tSubject string
}

// Notice says what became of it.
type Notice struct {
\tSessionID string
\tLevel     string
}

func (t Thread) notice(level string) Notice {
\tlog.Print(\"notice\", level)
\treturn Notice{SessionID: t.RunID, Level: level}
}

func pick(open []Thread, runID string) *Thread {
\tfor at := range open {
\t\tif open[at].RunID == runID {
\t\t\treturn &open[at]
\t\t}
\t}
\treturn nil
}
";

const ANSWER: &str = "package ticket

type answer struct {
\tRunID string `json:\"run_id\"`
\tText  string
}

func reply(t Thread) answer { return answer{RunID: t.RunID, Text: t.Subject} }
";

const WEB: &str = "export interface Answer {
  run_id: string;
}

export function sessionOf(a: Answer): { sessionId: string } {
  return { sessionId: a.run_id };
}
";

const DOC: &str = "# Chat sessions\n\nThe session of a chat is called `run_id` in the answer.\n";

/// A repository of two languages and a document, with a commit, whose hits are all accepted in `base.jsonl`.
pub fn desk(dir: &Path) {
    for (path, text) in [
        ("go.mod", "module example.com/desk\n\ngo 1.22\n"),
        ("ticket/thread.go", THREAD),
        ("ticket/answer.go", ANSWER),
        ("web/desk.ts", WEB),
        ("docs/desk.md", DOC),
    ] {
        put(dir, path, text);
    }
    git(dir, &["init", "-q"]);
    let (code, _, err) = check(dir, &["--update-baseline"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("12 hits accepted in base.jsonl: 12 added, 0 removed"), "{err}");
    git(dir, &["add", "."]);
    git(dir, &["commit", "-qm", "desk"]);
}

pub fn git(dir: &Path, arguments: &[&str]) -> String {
    let mut git = std::process::Command::new("git");
    git.args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]);
    let output = git.args(arguments).current_dir(dir).output().expect("git runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {said}");
    said
}

pub fn check(dir: &Path, more: &[&str]) -> (i32, String, String) {
    run_in(&[&["check", "--no-cache", "--baseline", "base.jsonl"], more].concat(), dir)
}

/// How many hits are new, moved and gone.
pub fn counts(out: &str) -> [usize; 3] {
    [" new hit", " moved: ", " gone: "].map(|what| {
        let line = out.lines().find(|line| line.contains(what) && !line.starts_with(' '));
        line.and_then(|line| line.split(' ').next()?.parse().ok()).unwrap_or(0)
    })
}

pub fn edit(dir: &Path, path: &str, old: &str, new: &str) {
    let text = std::fs::read_to_string(dir.join(path)).unwrap();
    assert!(text.contains(old), "{old} in {path}");
    put(dir, path, &text.replace(old, new));
}

fn append(dir: &Path, path: &str, more: &str) {
    put(dir, path, &(std::fs::read_to_string(dir.join(path)).unwrap() + more));
}

fn rename(dir: &Path, from: &str, to: &str) {
    std::fs::create_dir_all(dir.join(to).parent().unwrap()).unwrap();
    std::fs::rename(dir.join(from), dir.join(to)).unwrap();
}

/// What is changed, how, and how many hits are new, moved and gone then.
type Change<'a> = (&'a str, &'a dyn Fn(&Path), [usize; 3]);

/// Does each change alone, and compares what is new, moved and gone.
fn tried(changes: &[Change]) {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    desk(dir);
    for (name, change, expected) in changes {
        change(dir);
        let (code, out, err) = check(dir, &[]);
        assert_eq!((counts(&out), err.as_str()), (*expected, ""), "{name}: {out}");
        assert_eq!(code, i32::from(expected[0] > 0), "{name}");
        // Files that git does not know are as new as those that it does.
        let (code, out, err) = run_in(&["check", "--no-cache", "--since", "HEAD"], dir);
        assert_eq!((counts(&out), code), ([expected[0], 0, 0], i32::from(expected[0] > 0)), "{name}: {out}{err}");
        git(dir, &["add", "-A"]);
        let (_, out, err) = run_in(&["check", "--no-cache", "--staged"], dir);
        assert_eq!(counts(&out)[0], expected[0], "{name}, staged: {out}{err}");
        git(dir, &["reset", "-q", "--hard"]);
        git(dir, &["clean", "-fdq"]);
    }
}

#[test]
fn what_only_moves_is_known() {
    tried(&[
        ("nothing", &|_| (), [0, 0, 0]),
        ("a file is renamed", &|dir| rename(dir, "ticket/thread.go", "ticket/talk.go"), [0, 5, 0]),
        ("a file of another language, too", &|dir| rename(dir, "web/desk.ts", "web/session-desk.ts"), [0, 2, 0]),
        ("a document", &|dir| rename(dir, "docs/desk.md", "docs/deep/chat.md"), [0, 1, 0]),
        (
            "a function goes to another file",
            &|dir| {
                let (front, function) = THREAD.split_once("func pick").unwrap();
                put(dir, "ticket/thread.go", front);
                put(dir, "ticket/pick.go", &format!("package ticket\n\nfunc pick{function}"));
            },
            [0, 3, 0],
        ),
        (
            "a package gets another folder and name",
            &|dir| {
                rename(dir, "ticket", "talks");
                edit(dir, "talks/thread.go", "package ticket", "package talks");
                edit(dir, "talks/answer.go", "package ticket", "package talks");
            },
            [0, 9, 0],
        ),
        (
            "a file and a type of it are renamed",
            &|dir| {
                rename(dir, "ticket/thread.go", "ticket/talk.go");
                edit(dir, "ticket/talk.go", "Thread", "Talk");
                edit(dir, "ticket/answer.go", "Thread", "Talk");
            },
            [0, 5, 0],
        ),
        (
            "lines are added above",
            &|dir| edit(dir, "ticket/thread.go", "// Thread is", "const limit = 3\n\n// Thread is"),
            [0, 0, 0],
        ),
    ]);
}

#[test]
fn what_is_only_written_otherwise_is_known() {
    let renamed = |dir: &Path, old: &str, new: &str| {
        edit(dir, "ticket/thread.go", old, new);
        let text = std::fs::read_to_string(dir.join("ticket/answer.go")).unwrap();
        put(dir, "ticket/answer.go", &text.replace(old, new));
    };
    tried(&[
        ("a type is renamed", &|dir| renamed(dir, "Thread", "Talk"), [0, 0, 0]),
        ("a type of the wire", &|dir| edit(dir, "ticket/answer.go", "answer", "response"), [0, 0, 0]),
        ("a function", &|dir| edit(dir, "ticket/thread.go", "func pick", "func choose"), [0, 0, 0]),
        ("a parameter beside hits", &|dir| edit(dir, "ticket/thread.go", "open", "threads"), [0, 0, 0]),
        ("a parameter with the old name", &|dir| edit(dir, "ticket/thread.go", "runID", "wantedRunID"), [0, 0, 0]),
        (
            "a receiver",
            &|dir| {
                edit(dir, "ticket/thread.go", "(t Thread)", "(thread Thread)");
                edit(dir, "ticket/thread.go", "t.RunID,", "thread.RunID,");
            },
            [0, 0, 0],
        ),
        (
            "lines are wrapped",
            &|dir| {
                edit(
                    dir,
                    "ticket/answer.go",
                    "{ return answer{RunID: t.RunID, Text: t.Subject} }",
                    "{\n\treturn answer{\n\t\tRunID: t.RunID,\n\t\tText:  t.Subject,\n\t}\n}",
                );
                edit(dir, "web/desk.ts", "{ sessionId: a.run_id };", "{\n    sessionId: a.run_id,\n  }");
            },
            [0, 0, 0],
        ),
    ]);
}

#[test]
fn what_is_mended_is_gone_and_nothing_beside_it_is_new() {
    tried(&[
        (
            "the line that carried the meaning",
            &|dir| edit(dir, "ticket/thread.go", "SessionID: t.RunID", "SessionID: t.Subject"),
            [0, 0, 1],
        ),
        (
            "one of two on a line",
            &|dir| edit(dir, "ticket/thread.go", "open[at].RunID == runID", "open[at].Subject == runID"),
            [0, 0, 1],
        ),
        (
            "the field of a tag",
            &|dir| {
                edit(dir, "ticket/answer.go", "RunID string", "SessionID string");
                edit(dir, "ticket/answer.go", "answer{RunID:", "answer{SessionID:");
            },
            [0, 0, 2],
        ),
        ("a file is deleted", &|dir| std::fs::remove_file(dir.join("ticket/answer.go")).unwrap(), [0, 0, 4]),
        (
            "a file that declares what others use",
            &|dir| std::fs::remove_file(dir.join("ticket/thread.go")).unwrap(),
            [0, 0, 5],
        ),
    ]);
}

#[test]
fn what_is_added_is_new() {
    tried(&[
        ("a symbol", &|dir| append(dir, "ticket/answer.go", "\ntype other struct{ RunID string }\n"), [1, 0, 0]),
        (
            "a use of a known symbol",
            &|dir| append(dir, "ticket/answer.go", "\nfunc name(t Thread) string { return t.RunID }\n"),
            [1, 0, 0],
        ),
        (
            "a word that nothing decides",
            &|dir| append(dir, "ticket/answer.go", "\nfunc count(lastRunID int) {}\n"),
            [1, 0, 0],
        ),
        (
            "a comment",
            &|dir| edit(dir, "ticket/thread.go", "with a customer.", "with a customer, by its run_id."),
            [1, 0, 0],
        ),
        ("once more on its line", &|dir| edit(dir, "ticket/thread.go", "t.RunID,", "t.RunID + t.RunID,"), [1, 0, 0]),
        (
            "the same line once more",
            &|dir| {
                edit(
                    dir,
                    "ticket/thread.go",
                    "\t\tif open[at].RunID == runID {\n",
                    "\t\tif open[at].RunID == runID {\n\t\t}\n\t\tif open[at].RunID == runID {\n",
                )
            },
            [2, 0, 0],
        ),
        ("a copy of a file", &|dir| put(dir, "web/copy.ts", WEB), [2, 0, 0]),
        ("a line of a document", &|dir| append(dir, "docs/desk.md", "\nA chat session has a run_id.\n"), [1, 0, 0]),
    ]);
}

#[test]
fn what_is_mended_here_pays_for_nothing_there() {
    tried(&[
        (
            "in another function",
            &|dir| {
                edit(dir, "ticket/thread.go", "SessionID: t.RunID", "SessionID: t.Subject");
                append(dir, "ticket/thread.go", "\nfunc last(t Thread) string { return \"/\" + t.RunID }\n");
            },
            [1, 0, 1],
        ),
        (
            "in the line above",
            &|dir| {
                edit(dir, "ticket/thread.go", "SessionID: t.RunID", "SessionID: t.Subject");
                edit(dir, "ticket/thread.go", "\"notice\", level)", "\"notice\", level, t.RunID)");
            },
            [1, 0, 1],
        ),
        (
            "in the line below",
            &|dir| {
                let two = "n := Notice{SessionID: t.Subject, Level: level}\n\tn.Level = t.RunID\n\treturn n";
                edit(dir, "ticket/thread.go", "return Notice{SessionID: t.RunID, Level: level}", two);
            },
            [1, 0, 1],
        ),
        (
            "by a new type of the same field",
            &|dir| {
                edit(dir, "ticket/answer.go", "RunID string", "SessionID string");
                edit(dir, "ticket/answer.go", "answer{RunID:", "answer{SessionID:");
                append(dir, "ticket/answer.go", "\ntype other struct {\n\tRunID string\n}\n");
            },
            [1, 0, 2],
        ),
    ]);
}

#[test]
fn a_category_with_another_name_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    desk(dir);
    let (_, pack, _) = run_in(&["rules", "show"], dir);
    put(dir, "own.yaml", &pack.replace("LEGACY_SESSION_ALIAS", "OLD_NAME"));
    let (code, out, err) = check(dir, &["--rules", "own.yaml"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "no new hits\n", ""));
}

#[test]
fn a_baseline_is_the_same_wherever_the_code_lies() {
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("desk");
    desk(&dir);
    let expected = std::fs::read_to_string(dir.join("base.jsonl")).unwrap();
    assert!(
        !expected.contains("\"repo\"") && expected.starts_with("{\"runsess\":\"baseline\",\"version\":2}\n"),
        "{expected}"
    );
    git(outer.path(), &["clone", "-q", "desk", "job@2"]);
    git(&dir, &["worktree", "add", "-q", "../fix"]);
    for folder in ["job@2", "fix"] {
        let there = outer.path().join(folder);
        assert_eq!(check(&there, &[]).1, "no new hits\n", "{folder}");
        std::fs::remove_file(there.join("base.jsonl")).unwrap();
        assert_eq!(check(&there, &["--update-baseline"]).0, 0);
        assert_eq!(std::fs::read_to_string(there.join("base.jsonl")).unwrap(), expected, "{folder}");
    }
}

#[test]
fn what_was_not_looked_at_is_not_gone() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    desk(dir);
    edit(dir, "web/desk.ts", "run_id", "session_id");
    assert_eq!(counts(&check(dir, &[]).1), [0, 0, 2]);
    assert_eq!(check(dir, &["ticket"]).1, "no new hits\n", "another folder");
    put(dir, "runsess.yaml", "ignore: ['desk/web/**']\n");
    assert_eq!(check(dir, &[]).1, "no new hits\n", "a folder that is left out");
    let before = std::fs::read_to_string(dir.join("base.jsonl")).unwrap();
    edit(dir, "ticket/answer.go", "t.RunID,", "t.Subject,");
    let (_, _, err) = check(dir, &["ticket", "--update-baseline"]);
    assert!(err.ends_with("11 hits accepted in base.jsonl: 0 added, 1 removed\n"), "{err}");
    let after = std::fs::read_to_string(dir.join("base.jsonl")).unwrap();
    let web = |text: &str| text.lines().filter(|it| it.contains("web/")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(web(&after), web(&before));

    let other = tempfile::tempdir().unwrap();
    put(other.path(), "a/go.mod", "module example.com/a\n");
    put(other.path(), "a/a.go", "package a\n\nvar runID int\n");
    put(other.path(), "b/go.mod", "module example.com/b\n");
    put(other.path(), "b/b.go", "package b\n\nvar runID int\n");
    assert_eq!(check(other.path(), &["--update-baseline"]).0, 0);
    let text = std::fs::read_to_string(other.path().join("base.jsonl")).unwrap();
    assert!(text.contains("\"repo\":\"a\"") && text.contains("\"repo\":\"b\""), "{text}");
    assert_eq!(check(other.path(), &["a"]).1, "no new hits\n", "another repository");
}
