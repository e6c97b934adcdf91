//! `check --baseline` through the program: what a team accepted passes wherever it moves, and whatever is new fails, in every
//! format.

use std::path::Path;

use runsess::cmd::offered;
use tempfile::TempDir;

use crate::support::{Row, put, run_in};

const OLD: &str = "package a\n\nfunc f(x string) string {\n\trunID := x\n\treturn runID\n}\n";

/// One more use of an accepted symbol, and a new symbol.
const MORE: &str =
    "package a\n\nfunc f(x string) string {\n\trunID := x\n\treturn runID + runID\n}\n\nfunc g(runID string) {}\n";

/// What the rows of both begin with.
const ROW: &str = "{\"path\":\"a.go\",\"symbol\":\"src.f/runID\",\"role\":\"local\",\"text\":\"runID\",\"line\":\"";

/// A folder whose baseline holds both hits of [`OLD`].
fn accepted() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "src/a.go", OLD);
    let (code, out, err) = check(dir.path(), &["--update-baseline"]);
    assert_eq!((code, out.as_str()), (0, ""));
    let named =
        "runsess: accepted src/a.go:4:2 runID UNCLASSIFIED\nrunsess: accepted src/a.go:5:9 runID UNCLASSIFIED\n";
    assert_eq!(err, format!("{named}runsess: 2 hits accepted in base.jsonl: 2 added, 0 removed\n"));
    let text = baseline(dir.path());
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() == 3 && lines[1].starts_with(ROW) && lines[2].starts_with(ROW), "{text}");
    assert!(lines[1] < lines[2] && text.starts_with("{\"runsess\":\"baseline\",\"version\":2}\n"), "{text}");
    dir
}

fn check(dir: &Path, more: &[&str]) -> (i32, String, String) {
    run_in(&[&["check", "src", "--baseline", "base.jsonl"], more].concat(), dir)
}

fn baseline(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("base.jsonl")).unwrap()
}

#[test]
fn accepted_hits_pass_in_every_format_and_without_the_baseline_they_fail() {
    let dir = accepted();
    for format in offered("check") {
        let (code, out, err) = check(dir.path(), &["--format", format]);
        assert_eq!((code, err.as_str()), (0, ""), "{format}: {out}");
        assert!(!out.contains("runID"), "{format}: {out}");
    }
    let (code, out, _) = run_in(&["check", "src"], dir.path());
    assert_eq!(code, 1);
    assert!(out.contains("\n2 new hits\nNext:\n  runsess explain src/a.go:4:2 src\n"), "{out}");
}

#[test]
fn a_hit_that_moves_to_another_line_stays_accepted() {
    let dir = accepted();
    put(dir.path(), "src/a.go", &OLD.replace("func f", "// A line more.\nfunc f"));
    let (code, out, _) = check(dir.path(), &[]);
    assert_eq!((code, out.as_str()), (0, "no new hits\n"));
}

#[test]
fn new_hits_fail_and_every_format_names_them() {
    let dir = accepted();
    put(dir.path(), "src/a.go", MORE);
    for format in offered("check") {
        let (code, out, err) = check(dir.path(), &["--format", format]);
        assert_eq!((code, err.as_str()), (1, ""), "{format}");
        match format {
            "human" => assert_eq!(
                out,
                "src.f/runID: UNCLASSIFIED. Decide: add a rule, or a name that says it (backend)\n  because no rule matches, and nothing is guessed\n  src/a.go:5:17 runID\n\n\
                 src.g/runID: UNCLASSIFIED. Decide: add a rule, or a name that says it (backend)\n  because no rule matches, and nothing is guessed\n  src/a.go:8:8 runID\n\n2 new hits\n\
                 Next:\n  runsess explain src/a.go:5:17 src\n      the whole proof of the first\n  \
                 runsess check src --baseline base.jsonl --update-baseline\n      accepts the hits of today, where they are to stay\n"
            ),
            "concise" => assert_eq!(
                out,
                "src/a.go:5:17: UNCLASSIFIED runID: no rule matches, and nothing is guessed\n\
                 src/a.go:8:8: UNCLASSIFIED runID: no rule matches, and nothing is guessed\n"
            ),
            "github" => assert_eq!(
                out,
                "::error file=src/a.go,line=5,col=17,endColumn=22,title=UNCLASSIFIED::`runID` (`src.f/runID`): Nothing in the code or the \
                 rules says what it means. Because no rule matches, and nothing is guessed.\n\
                 ::error file=src/a.go,line=8,col=8,endColumn=13,title=UNCLASSIFIED::`runID` (`src.g/runID`): Nothing in the code or the \
                 rules says what it means. Because no rule matches, and nothing is guessed.\n"
            ),
            "agent" => assert_eq!(
                out,
                "runsess check (agent 1) 2 new hits\n\n\
                 # UNCLASSIFIED: Nothing in the code or the rules says what it means. Decide: add a rule, or a name that says it\n\
                 ## nothing planned\n\
                 src.f/runID (local variable): src/a.go:5; because no rule matches, and nothing is guessed\n\
                 src.g/runID (parameter): src/a.go:8; because as above\n\n\
                 next: runsess explain FILE:LINE src | to accept all: the same with --update-baseline\n"
            ),
            "gitlab" => assert_eq!(gitlab_lines(&out), [("src/a.go".to_owned(), 5), ("src/a.go".to_owned(), 8)]),
            "jsonl" => assert_eq!(jsonl_places(&out), [(5, 17), (8, 8)]),
            "rdjson" => assert_eq!(rdjson_places(&out), [(5, 17), (8, 8)]),
            "checkstyle" | "junit" => assert_eq!(xml_places(&out), [(5, 17), (8, 8)]),
            "sarif" => assert_eq!(sarif_places(&out), [(5, 17), (8, 8)]),
            other => panic!("`check --format {other}` is new: say here what it prints"),
        }
    }
}

fn jsonl_places(text: &str) -> Vec<(u64, u64)> {
    let rows = text.lines().map(|line| serde_json::from_str::<Row>(line).unwrap());
    rows.map(|row| (row.line.into(), row.column.into())).collect()
}

/// Columns are no part of a Code Quality report.
fn gitlab_lines(text: &str) -> Vec<(String, u64)> {
    let violations: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
    let line = |it: &serde_json::Value| {
        let location = &it["location"];
        (location["path"].as_str().unwrap().to_owned(), location["lines"]["begin"].as_u64().unwrap())
    };
    violations.iter().map(line).collect()
}

fn rdjson_places(text: &str) -> Vec<(u64, u64)> {
    let answer: serde_json::Value = serde_json::from_str(text).unwrap();
    let start = |it: &serde_json::Value| {
        assert_eq!(it["location"]["path"], "src/a.go");
        let start = &it["location"]["range"]["start"];
        (start["line"].as_u64().unwrap(), start["column"].as_u64().unwrap())
    };
    answer["diagnostics"].as_array().unwrap().iter().map(start).collect()
}

/// Of an `error` of Checkstyle, or the name of a case of JUnit (`5:17 runID`).
fn xml_places(text: &str) -> Vec<(u64, u64)> {
    let document = roxmltree::Document::parse(text).unwrap();
    let number = |text: &str| text.parse::<u64>().unwrap();
    let place = |it: roxmltree::Node| match (it.attribute("line"), it.attribute("column")) {
        (Some(line), Some(column)) => (number(line), number(column)),
        _ => {
            let place = it.attribute("name").unwrap().split(' ').next().unwrap();
            let (line, column) = place.split_once(':').unwrap();
            (number(line), number(column))
        }
    };
    let hits = document.descendants().filter(|it| it.has_tag_name("error") || it.has_tag_name("testcase"));
    hits.map(place).collect()
}

fn sarif_places(text: &str) -> Vec<(u64, u64)> {
    let log: serde_json::Value = serde_json::from_str(text).unwrap();
    let region = |it: &serde_json::Value| {
        let region = &it["locations"][0]["physicalLocation"]["region"];
        (region["startLine"].as_u64().unwrap(), region["startColumn"].as_u64().unwrap())
    };
    log["runs"][0]["results"].as_array().unwrap().iter().map(region).collect()
}

#[test]
fn one_more_use_of_an_accepted_name_is_new() {
    let dir = accepted();
    put(dir.path(), "src/a.go", &OLD.replace("return runID", "return runID + runID"));
    let (code, out, _) = check(dir.path(), &[]);
    assert_eq!(code, 1, "{out}");
    assert_eq!(out.matches("UNCLASSIFIED").count(), 1, "{out}");
}

#[test]
fn updating_accepts_what_is_there_and_forgets_what_was_mended() {
    let dir = accepted();
    put(dir.path(), "src/a.go", MORE);
    let (code, _, err) = check(dir.path(), &["--update-baseline"]);
    assert!(code == 0 && err.ends_with("runsess: 4 hits accepted in base.jsonl: 2 added, 0 removed\n"), "{err}");
    let (code, out, _) = check(dir.path(), &[]);
    assert_eq!((code, out.as_str()), (0, "no new hits\n"));
    assert_eq!(baseline(dir.path()).lines().count(), 5, "a row a hit: {}", baseline(dir.path()));

    put(dir.path(), "src/a.go", "package a\n\nfunc f(x string) string { return x }\n");
    let (code, out, _) = check(dir.path(), &[]);
    assert_eq!(code, 0);
    let said = "no new hits\n4 accepted hits are gone: src/a.go `runID` (--prune takes the rows out)\n";
    assert_eq!(out, said, "what was mended is named and fails nothing");
    check(dir.path(), &["--update-baseline"]);
    assert_eq!(baseline(dir.path()).lines().count(), 1);
    put(dir.path(), "src/a.go", OLD);
    assert_eq!(check(dir.path(), &[]).0, 1, "what was mended and comes back is new");
}

#[test]
fn a_baseline_that_cannot_be_read_is_no_empty_one() {
    let dir = accepted();
    put(dir.path(), "base.jsonl", &format!("{}\nnot a row\n", baseline(dir.path())));
    let (code, out, err) = check(dir.path(), &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("base.jsonl:5 is not a row of a baseline"), "{err}");
    std::fs::remove_file(dir.path().join("base.jsonl")).unwrap();
    let (code, out, err) = check(dir.path(), &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("cannot read the baseline base.jsonl") && err.contains("--update-baseline"), "{err}");
}

#[test]
fn only_a_baseline_is_written_over() {
    let dir = accepted();
    let update = |path: &str| run_in(&["check", "src", "--baseline", path, "--update-baseline"], dir.path());
    put(dir.path(), "notes.txt", "mine\n");
    let accepted = baseline(dir.path());
    put(dir.path(), "half.jsonl", &format!("{accepted}<<<<<<< ours\n"));
    std::fs::write(dir.path().join("bytes"), b"\xff\xfe").unwrap();
    for path in ["src/a.go", "notes.txt", "half.jsonl", "bytes", "src"] {
        let before = std::fs::read(dir.path().join(path)).ok();
        let (code, out, err) = update(path);
        assert_eq!((code, out.as_str()), (2, ""), "{path}");
        assert!(err.contains(&format!("{path} is not written over")), "{err}");
        assert_eq!(std::fs::read(dir.path().join(path)).ok(), before);
    }
    for path in ["base.jsonl", "new.jsonl", "empty.jsonl"] {
        if path.starts_with("empty") {
            put(dir.path(), path, "");
        }
        assert_eq!(update(path).0, 0, "{path}");
        assert_eq!(std::fs::read_to_string(dir.path().join(path)).unwrap(), accepted);
    }
    #[cfg(unix)]
    for target in ["base.jsonl", "nowhere", "/dev/null"] {
        let _ = std::fs::remove_file(dir.path().join("link"));
        std::os::unix::fs::symlink(target, dir.path().join("link")).unwrap();
        let (code, _, err) = update("link");
        assert!(code == 2 && err.contains("a symbolic link, which is not followed"), "{err}");
        assert!(!dir.path().join("nowhere").exists());
    }
}
