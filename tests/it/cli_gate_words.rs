//! What people say beside hits, and what the gate says of it: comments that allow, days on which that ends, owners, rows that are
//! gone, a baseline that may not grow.

use std::path::Path;
use std::process::Stdio;

use crate::cli_gate_changes::{check, counts, desk, edit, git};
use crate::support::{put, run_in, runsess, texts};

const CATEGORY: &str = "LEGACY_SESSION_ALIAS";

fn with_desk(test: impl Fn(&Path)) {
    let dir = tempfile::tempdir().unwrap();
    desk(dir.path());
    test(dir.path());
}

/// A use that nothing accepts, after these lines and with this behind it.
fn another(dir: &Path, above: &str, behind: &str) {
    let text = format!("package ticket\n\n{above}func name(t Thread) string {{ return t.RunID }}{behind}\n");
    put(dir, "ticket/name.go", &text);
}

#[test]
fn a_comment_beside_a_hit_lets_it_pass() {
    with_desk(|dir| {
        let allow = format!("runsess:allow {CATEGORY} until=2999-12-31 reason: run_id is what the vendor says");
        for (above, behind) in [(format!("// {allow}\n"), String::new()), (String::new(), format!(" // {allow}"))] {
            another(dir, &above, &behind);
            let (code, out, _) = check(dir, &[]);
            assert_eq!((code, out.as_str()), (0, "no new hits\n1 hit allowed by comments\n"));
        }
        // Neither the line below that one, nor another category, nor one of which the words stand elsewhere.
        another(dir, &format!("// {allow}\n\n"), "");
        assert_eq!(check(dir, &[]).0, 1);
        another(dir, "", &format!("\n\nvar said = \"// {allow}\""));
        assert_eq!(counts(&check(dir, &[]).1)[0], 1, "a string is no comment");
        let (_, rows, _) = run_in(&["scan", "--no-cache", "--format", "jsonl", "--path", "**/name.go"], dir);
        assert!(rows.contains("t.RunID") || rows.contains("Thread.RunID"), "a scan lists what is there: {rows}");
    });
}

#[test]
fn code_scanning_is_told_what_a_comment_lets_pass() {
    with_desk(|dir| {
        another(dir, &format!("// runsess:allow {CATEGORY} reason: the vendor's field\n"), "");
        put(dir, "ticket/more.go", "package ticket\n\nfunc more(t Thread) string { return t.RunID }\n");
        let (code, out, err) = run_in(&["check", "--no-cache", "--since", "HEAD", "--format", "sarif"], dir);
        assert_eq!(code, 1, "{err}");
        let log: serde_json::Value = serde_json::from_str(&out).unwrap();
        let result = |it: &serde_json::Value| {
            let file = &it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            (file.clone(), it["baselineState"].clone(), it["suppressions"][0]["justification"].clone())
        };
        let found: Vec<_> = log["runs"][0]["results"].as_array().unwrap().iter().map(result).collect();
        let null = serde_json::Value::Null;
        assert_eq!(
            found,
            [
                ("ticket/more.go".into(), "new".into(), null.clone()),
                ("ticket/name.go".into(), null, "the vendor's field".into()),
            ]
        );
    });
}

#[test]
fn a_comment_that_says_too_little_allows_nothing_and_is_named() {
    with_desk(|dir| {
        for (words, said) in [
            (CATEGORY.to_owned(), "it gives no reason"),
            ("reason: x".into(), "it names no category"),
            (
                "LEGACY_SESION_ALIAS reason: x".into(),
                "no category `LEGACY_SESION_ALIAS`. Did you mean `LEGACY_SESSION_ALIAS`?",
            ),
            (format!("{CATEGORY} until=soon reason: x"), "`until=soon` is no day"),
            ("DOC_STALE reason: x".into(), "nothing here is DOC_STALE: the comment can go"),
        ] {
            another(dir, &format!("// runsess:allow {words}\n"), "");
            let (code, out, _) = check(dir, &[]);
            assert_eq!((code, counts(&out)[0]), (1, 1), "{words}: {out}");
            assert!(out.contains("note: ticket/name.go:3: ") && out.contains(said), "{words}: {out}");
        }
        std::fs::remove_file(dir.join("ticket/name.go")).unwrap();
        put(dir, "ticket/empty.go", &format!("package ticket\n\n// runsess:allow {CATEGORY} reason: x\n"));
        let (code, out, _) = check(dir, &[]);
        assert_eq!(code, 0, "one that is not used fails nothing: {out}");
        assert!(out.contains("note: ticket/empty.go:3: nothing here is LEGACY_SESSION_ALIAS"), "{out}");
    });
}

#[test]
fn what_is_allowed_for_a_time_fails_afterwards() {
    with_desk(|dir| {
        another(dir, &format!("// runsess:allow {CATEGORY} until=2001-12-31 reason: one more quarter\n"), "");
        let (code, out, _) = check(dir, &[]);
        assert_eq!(code, 1);
        assert!(out.contains("ticket/name.go:4:39 RunID (passed up to 2001-12-31: one more quarter)"), "{out}");
        assert!(out.contains("no new hits, but 1 hit whose day is past\n"), "{out}");
        std::fs::remove_file(dir.join("ticket/name.go")).unwrap();

        let row = "\"role\":\"doc-code\"";
        let dated = |until: &str| {
            let words = format!("\"reason\":\"waits\",\"owner\":\"@docs\",\"until\":\"{until}\",{row}");
            let text = std::fs::read_to_string(dir.join("base.jsonl")).unwrap();
            let plain = text.split("\"reason\"").next().unwrap().to_owned();
            let old = if plain == text { text.clone() } else { git(dir, &["show", "HEAD:base.jsonl"]) };
            put(dir, "base.jsonl", &old.replace(row, &words));
        };
        dated("2999-12-31");
        assert_eq!(check(dir, &[]).1, "no new hits\n");
        let (_, _, err) = check(dir, &["--update-baseline"]);
        assert!(err.contains("0 added, 0 removed"), "{err}");
        let kept = std::fs::read_to_string(dir.join("base.jsonl")).unwrap();
        assert!(kept.contains("\"reason\":\"waits\",\"owner\":\"@docs\",\"until\":\"2999-12-31\""), "{kept}");
        dated("2001-12-31");
        let (code, out, _) = check(dir, &[]);
        assert_eq!(code, 1);
        assert!(out.contains("(@docs)") && out.contains("(passed up to 2001-12-31: waits)"), "{out}");
        assert_eq!(check(dir, &["--since", "HEAD"]).0, 0, "a branch is not to blame for it");
        dated("2001-02-31");
        let (code, _, err) = check(dir, &[]);
        assert!(code == 2 && err.contains("is not a row of a baseline"), "{err}");
    });
}

#[test]
fn an_entry_of_keep_may_end_on_a_day() {
    with_desk(|dir| {
        another(dir, "", "");
        for (until, code) in [("", 0), ("until: 2999-12-31", 0), ("until: 2001-12-31", 1)] {
            let keep = format!(
                "version: 1\nname: own\nextends: built-in\nkeep:\n- when: {{path: '*/ticket/name.go'}}\n  why: the vendor says so\n  {until}\n"
            );
            put(dir, "own.yaml", &keep);
            let (status, out, err) = check(dir, &["--rules", "own.yaml"]);
            assert_eq!(status, code, "{until}: {out}{err}");
            let said = out.contains("note: `keep` of own.yaml:6 (the vendor says so) ended on 2001-12-31");
            assert_eq!(said, code == 1, "{out}");
        }
        put(
            dir,
            "own.yaml",
            "version: 1\nname: own\nextends: built-in\nkeep:\n- when: {name: x}\n  why: y\n  until: soon\n",
        );
        let (status, _, err) = check(dir, &["--rules", "own.yaml"]);
        assert!(status == 2 && err.contains("`soon` is no day"), "{err}");
    });
}

#[test]
fn owners_are_those_of_codeowners_and_of_the_row() {
    with_desk(|dir| {
        another(dir, "", "");
        put(dir, "docs/CODEOWNERS", "* @nobody\n");
        put(dir, ".github/CODEOWNERS", "* @all\n/ticket/ @desk @second\n");
        let (_, out, _) = check(dir, &[]);
        assert!(out.contains("Thread.RunID: LEGACY_SESSION_ALIAS. Rename to `SessionID` (@desk @second)\n"), "{out}");
        let (_, rows, _) = check(dir, &["--format", "jsonl"]);
        assert!(rows.contains("\"owner\":\"@desk @second\"") && rows.lines().count() == 1, "{rows}");
    });
}

#[test]
fn rows_of_hits_that_are_gone_are_only_taken_out() {
    with_desk(|dir| {
        edit(dir, "web/desk.ts", "run_id", "session_id");
        another(dir, "", "");
        let (code, out, err) = check(dir, &["--prune"]);
        assert_eq!(code, 1, "what is new is not accepted");
        assert_eq!(err, "runsess: 2 rows of hits that are gone taken out of base.jsonl\n");
        assert_eq!(counts(&out), [1, 0, 0], "{out}");
        let rows = std::fs::read_to_string(dir.join("base.jsonl")).unwrap();
        assert!(rows.lines().count() == 11 && !rows.contains("web/"), "{rows}");
        git(dir, &["checkout", "-q", "web"]);
        assert_eq!(counts(&check(dir, &[]).1), [3, 0, 0], "what comes back is new");
        let (code, _, err) = run_in(&["check", "--prune"], dir);
        assert!(code == 2 && err.contains("--prune needs a file"), "{err}");
    });
}

#[test]
fn a_baseline_grows_under_ci_only_where_that_is_said() {
    with_desk(|dir| {
        another(dir, "", "");
        let update = |ci: &str, more: &[&str]| {
            let arguments = [&["check", "--no-cache", "--baseline", "base.jsonl", "--update-baseline"], more].concat();
            let output = runsess(&arguments).current_dir(dir).env("CI", ci).output().unwrap();
            (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
        };
        let before = std::fs::read_to_string(dir.join("base.jsonl")).unwrap();
        let (code, err) = update("true", &[]);
        assert!(code == Some(2) && err.contains("would accept 1 new hit") && err.contains("--allow-growth"), "{err}");
        assert_eq!(std::fs::read_to_string(dir.join("base.jsonl")).unwrap(), before);
        let (code, err) = update("true", &["--allow-growth"]);
        assert!(code == Some(0) && err.contains("accepted ticket/name.go:3:39 RunID LEGACY_SESSION_ALIAS\n"), "{err}");
        std::fs::remove_file(dir.join("ticket/name.go")).unwrap();
        let (code, err) = update("1", &[]);
        assert!(code == Some(0) && err.contains("0 added, 1 removed"), "what only shrinks may: {err}");
        another(dir, "", "");
        assert_eq!(update("false", &[]).0, Some(0));
    });
}

#[test]
fn a_baseline_with_counts_is_named_and_written_anew() {
    with_desk(|dir| {
        let row = "{\"repo\":\"desk\",\"path\":\"a.go\",\"text\":\"runID\",\"symbol\":\"a.f/runID\",\"category\":\"X\",\"count\":2}\n";
        put(dir, "base.jsonl", row);
        let (code, _, err) = check(dir, &[]);
        assert!(
            code == 2 && err.contains("base.jsonl:1 is a row of an older version") && err.contains("--update-baseline"),
            "{err}"
        );
        assert_eq!(check(dir, &["--update-baseline"]).0, 0);
        assert_eq!(std::fs::read_to_string(dir.join("base.jsonl")).unwrap(), git(dir, &["show", "HEAD:base.jsonl"]));
        put(dir, "base.jsonl", "{\"runsess\":\"baseline\",\"version\":3}\n");
        let (code, _, err) = check(dir, &["--update-baseline"]);
        assert!(code == 2 && err.contains("version 3"), "{err}");
    });
}

#[test]
fn a_baseline_is_no_source_of_any_command() {
    with_desk(|dir| {
        let (_, rows, _) = run_in(&["scan", "--no-cache", "--format", "jsonl"], dir);
        assert!(!rows.contains("base.jsonl") && rows.contains("ticket/thread.go"), "{rows}");
    });
}

#[test]
fn a_reader_that_leaves_changes_no_verdict() {
    with_desk(|dir| {
        let mut child = runsess(&["check", "--no-cache"]).current_dir(dir).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(1));
    });
}

#[test]
fn a_revision_is_a_tree_and_not_a_diff() {
    with_desk(|dir| {
        // A change in one file that turns the meaning of names in others adds no hit there.
        edit(dir, "ticket/thread.go", "SessionID: t.RunID", "SessionID: t.Subject");
        let (code, out, err) = run_in(&["check", "--no-cache", "--since", "HEAD"], dir);
        assert_eq!((code, out.as_str(), err.as_str()), (0, "no new hits\n", ""));
        // What is staged counts, not what stands there.
        another(dir, "", "");
        git(dir, &["add", "ticket/name.go"]);
        another(dir, "", "\n\nvar runID int");
        let new = |more: &[&str]| counts(&run_in(&[&["check", "--no-cache"], more].concat(), dir).1)[0];
        assert_eq!((new(&["--staged"]), new(&["--since", "HEAD"])), (1, 2));
        git(dir, &["commit", "-qm", "more"]);
        assert_eq!((new(&["--staged"]), new(&["--since", "HEAD"]), new(&["--since", "HEAD~1"])), (0, 1, 2));
        git(dir, &["checkout", "-qfb", "side", "HEAD~1"]);
        another(dir, "", "");
        assert_eq!(new(&["--since", "HEAD..."]), 1);
        for (rev, said) in [("nowhere", "has no commit `nowhere`"), ("--all", "has no commit `--all`")] {
            let (code, _, err) = run_in(&["check", &format!("--since={rev}")], dir);
            assert!(code == 2 && err.contains(said), "{err}");
        }
    });
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.go", "package a\n\nvar runID int\n");
    let (code, _, err) = run_in(&["check", "--since", "HEAD"], dir.path());
    assert!(code == 2 && err.contains("lies in no git repository"), "{err}");
    git(dir.path(), &["init", "-q"]);
    git(dir.path(), &["add", "."]);
    assert_eq!(run_in(&["check", "--staged"], dir.path()).0, 1, "before the first commit, all is new");
}

#[test]
fn without_git_the_baseline_is_enough_and_a_revision_is_not() {
    with_desk(|dir| {
        another(dir, "", "");
        for (more, status) in [(&[] as &[&str], 1), (&["--since", "HEAD"], 2), (&["--staged"], 2)] {
            let mut check = runsess(&["check", "--no-cache"]);
            let output = check.args(more).current_dir(dir).env("PATH", dir.join("nothing")).output().unwrap();
            let (out, err) = texts(&output);
            assert_eq!(output.status.code(), Some(status), "{more:?}: {out}{err}");
            assert_eq!(err.contains("there is no program `git`"), status == 2, "{err}");
        }
    });
}

#[test]
fn no_program_of_a_repository_is_run() {
    with_desk(|dir| {
        put(dir, ".gitattributes", "*.go filter=own diff=own merge=own\n");
        git(dir, &["add", "."]);
        git(dir, &["commit", "-qm", "attributes"]);
        let ran = dir.join("ran");
        let run = format!("touch '{}'; cat", ran.display());
        for key in [
            "filter.own.clean",
            "filter.own.smudge",
            "diff.own.textconv",
            "diff.own.command",
            "core.fsmonitor",
            "diff.external",
        ] {
            git(dir, &["config", key, &run]);
        }
        another(dir, "", "");
        for more in [&["--since", "HEAD"][..], &["--staged"]] {
            let (code, _, err) = run_in(&[&["check", "--no-cache"], more].concat(), dir);
            assert!(code < 2 && !ran.exists(), "{more:?}: {err}");
        }
    });
}
