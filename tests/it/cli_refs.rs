//! `refs` through the program: the references of one declared thing, in every format, and what it says of those that it can't
//! decide.

use runsess::cmd::offered;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{put, run_in};

const LIB: &str = "package lib

type Conv struct {
	RunID string
}

type Plan struct {
	RunID string
}

type Shower interface{ Show() string }

func (c *Conv) Show() string { return c.RunID }

func (p Plan) String() string { return p.RunID }
";

const APP: &str = "package app

import (
	\"example.com/lib\"
	\"example.com/nowhere\"
)

func use(c *lib.Conv, p lib.Plan, s lib.Shower) string {
	c.RunID = p.RunID
	x := nowhere.New()
	return c.Show() + s.Show() + x.RunID + x.RunID
}
";

fn modules() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "lib/go.mod", "module example.com/lib\n\ngo 1.22\n");
    put(dir.path(), "lib/lib.go", LIB);
    let replace =
        "module example.com/app\n\ngo 1.22\n\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ../lib\n";
    put(dir.path(), "app/go.mod", replace);
    put(dir.path(), "app/app.go", APP);
    dir
}

fn refs(dir: &TempDir, more: &[&str]) -> (i32, String, String) {
    run_in(&[&["refs"], more, &["lib", "app"]].concat(), dir.path())
}

#[test]
fn people_get_the_lines_by_file_and_what_is_not_decided() {
    let (code, out, err) = refs(&modules(), &["Conv.RunID"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let said = "example.com/lib.Conv.RunID: 3 references in 2 files

app/app.go
      9:4    c.RunID = p.RunID

lib/lib.go
      4:2    RunID string  declares
     13:41   func (c *Conv) Show() string { return c.RunID }

2 more places bear the name with a meaning that is not known:
  app/app.go:11:33
  app/app.go:11:43
";
    assert_eq!(out, said);
}

#[test]
fn a_method_brings_the_interfaces_that_bind_it() {
    let (code, out, _) = refs(&modules(), &["Conv.Show"]);
    assert_eq!(code, 0);
    assert!(out.contains("x.RunID  linked\n"), "a call through the interface: {out}");
    assert!(out.contains("type Shower interface{ Show() string }  declares, linked\n"), "{out}");
    assert!(out.contains("func (c *Conv) Show() string { return c.RunID }  declares\n"), "{out}");
}

#[test]
fn an_interface_outside_of_the_roots_is_named() {
    let dir = modules();
    put(dir.path(), "lib/str.go", "package lib\n\nimport \"fmt\"\n\nvar _ fmt.Stringer = Plan{}\n");
    let (_, out, _) = refs(&dir, &["Plan.String"]);
    let bound =
        "`example.com/lib.Plan.String` is bound to fmt.Stringer.String, which is declared outside of the roots\n";
    assert!(out.ends_with(bound), "{out}");
}

#[test]
fn programs_get_the_same_rows_in_each_format() {
    let dir = modules();
    for format in offered("refs") {
        let (code, out, err) = refs(&dir, &["Conv.RunID", "--format", format]);
        assert_eq!(code, 0, "{err}");
        let rows: Vec<Value> = match format {
            "human" => continue,
            "json" => {
                let answer: Value = serde_json::from_str(&out).unwrap();
                assert_eq!(
                    (&answer["schemaVersion"], &answer["symbol"]),
                    (&1.into(), &"example.com/lib.Conv.RunID".into())
                );
                assert_eq!(answer["unresolved"], serde_json::json!(["app/app.go:11:33", "app/app.go:11:43"]));
                answer["references"].as_array().unwrap().clone()
            }
            "jsonl" => out.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
            other => panic!("`refs --format {other}` is new: say here what it prints"),
        };
        let first =
            "2 places bear the name with a meaning that is not known and are left out; the first is app/app.go:11:33";
        assert!(err.contains(first), "{format}: {err}");
        let places: Vec<(&str, u64, u64, bool)> = rows.iter().map(place).collect();
        assert_eq!(places, [("app.go", 9, 4, false), ("lib.go", 4, 2, true), ("lib.go", 13, 41, false)], "{format}");
        for (key, value) in [("text", "RunID"), ("symbol", "example.com/lib.Conv.RunID"), ("role", "field")] {
            assert!(rows.iter().all(|row| row[key] == value), "{format}: {key} in {out}");
        }
        assert!(
            rows.iter().all(|row| row.get("category").is_none() && row.get("why").is_none()),
            "no rule was asked: {out}"
        );
        assert!(rows.iter().all(|row| row["certainty"] == "resolved" && row["relation"] == "target"), "{out}");
    }
}

fn place(row: &Value) -> (&str, u64, u64, bool) {
    let number = |key: &str| row[key].as_u64().unwrap();
    (row["path"].as_str().unwrap(), number("line"), number("column"), row["declaration"].as_bool().unwrap())
}

#[test]
fn a_constant_of_a_function_is_local_as_it_is_in_a_scan() {
    let dir = modules();
    put(dir.path(), "lib/limit.go", "package lib\n\nfunc limit() int {\n\tconst runID = 3\n\treturn runID\n}\n");
    let (_, out, err) = refs(&dir, &["lib.limit/runID", "--format", "jsonl"]);
    assert_eq!(out.matches("\"role\":\"local\"").count(), 2, "{out}{err}");
    let (_, out, _) = run_in(&["scan", "--format", "jsonl", "--path", "lib/limit.go", "lib"], dir.path());
    assert_eq!(out.matches("\"role\":\"local\"").count(), 2, "{out}");
}

#[test]
fn a_place_names_its_symbol() {
    let dir = modules();
    let by_name = refs(&dir, &["example.com/lib.Conv.RunID"]);
    assert_eq!(refs(&dir, &["lib/lib.go:4:2"]), by_name, "where it is declared");
    assert_eq!(refs(&dir, &["app/app.go:9:4"]), by_name, "where it is used");
}

#[test]
fn what_names_nothing_or_too_much_could_not_run() {
    let dir = modules();
    let (code, out, err) = refs(&dir, &["RunID"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("example.com/lib.Conv.RunID") && err.contains("example.com/lib.Plan.RunID"), "{err}");
    let (code, out, err) = refs(&dir, &["Nope"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("no symbol `Nope`"), "{err}");
}
