//! A field with two keys in JSON: what `accept-both`, `dual` and `drop` write is compiled, vetted and run, and what stands against it is
//! named with its place. Needs Go, and says so loudly where it is missing.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::support::{files_below, have, put, run_in, texts};

const PACK: &str = r#"version: 1
name: batches
title: Lot to batch
terms:
  - {id: batch-no, words: batch no, canonical: batch}
  - {id: lot-no, words: lot no, to: batch no}
domains:
  - {id: batch, title: Batch, names: ["* batch no *", "* batch nos *"], symbols: ["**.Order.LotNo"]}
categories:
  - {id: OLD, description: A batch called a lot, action: Rename, gate: fail}
  - {id: RIGHT, description: Named right, action: None}
rules:
  - {id: right, when: {term: batch-no}, category: RIGHT}
  - {id: old, when: {term: lot-no, domain: batch}, category: OLD}
batches:
  - id: 1
    title: Keys
    risk: high
    breaking: "Yes"
    phases: [{id: A, title: both}, {id: B, title: new only}]
    changes:
      - {when: {category: OLD, role: struct-tag, twin: true}, phase: B, change: drop}
      - {when: {category: OLD, role: struct-tag, path: "**/in*.go"}, phase: A, change: accept-both}
      - {when: {category: OLD, role: struct-tag, path: "**/retagged*.go"}, phase: A, change: retag}
      - {when: {category: OLD, role: struct-tag}, phase: A, change: dual}
  - id: 2
    title: Names
    risk: low
    breaking: "No"
    changes:
      - {when: {category: OLD, role: identifier}, change: rename}
"#;

/// A module of one package with these files.
fn module(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "pack.yaml", PACK);
    put(dir.path(), "p/go.mod", "module x.test\n\ngo 1.24\n");
    files.iter().for_each(|(path, text)| put(dir.path(), &format!("p/{path}"), text));
    dir
}

fn read(dir: &TempDir, path: &str) -> String {
    std::fs::read_to_string(dir.path().join("p").join(path)).unwrap_or_default()
}

/// Applies a step; what was said.
fn apply(dir: &TempDir, step: &[&str]) -> String {
    let mut all = vec!["apply", "p", "--rules", "pack.yaml", "--allow-no-vcs", "--batch"];
    all.extend(step);
    let (code, out, err) = run_in(&all, dir.path());
    assert!(matches!(code, 0), "{out}{err}");
    err
}

/// Runs Go on the module, with nothing fetched; and gofmt.
fn passes(dir: &TempDir) {
    if !have("go") {
        return;
    }
    let module = dir.path().join("p");
    for verb in ["vet", "test"] {
        let output = Command::new("go")
            .current_dir(&module)
            .args([verb, "./..."])
            .env("GOFLAGS", "")
            .env("GOPROXY", "off")
            .env("GOWORK", "off")
            .env("GOTOOLCHAIN", "local")
            .output()
            .unwrap();
        let (out, err) = texts(&output);
        assert!(output.status.success(), "go {verb}:\n{out}{err}\n{}", sources(&module));
    }
    let output = Command::new("gofmt").current_dir(&module).args(["-l", "-d", "."]).output().unwrap();
    assert_eq!(texts(&output), (String::new(), String::new()));
}

fn sources(module: &Path) -> String {
    let go = files_below(module).into_iter().filter(|it| it.extension().is_some_and(|it| it == "go"));
    go.map(|it| std::fs::read_to_string(module.join(it)).unwrap()).collect()
}

/// Requests: a key of a string, a pointer, a list, a map, a nested type and one that decodes itself.
const IN: &str = r#"package p

import (
	"io"
	"time"

	json "encoding/json"
)

// Part is within others.
type Part struct {
	BatchNo string `json:"lot_no"`
	Weight  int    `json:"weight"`
} // of a lot

type (
	// Request has many.
	Request struct {
		BatchNo    *string              `json:"lot_no,omitempty" yaml:"no"`
		BatchNos   []string             `json:"lot_nos"`
		Parts      []Part               `json:"parts"`
		First      *Part                `json:"first"`
		ByBatchNo  map[string]time.Time `json:"by_lot_no"`
		BatchNoInt int                  `json:"lot_no_int,string"`
	}
	other struct{ Name string }
)

func decode(r io.Reader) (Request, error) {
	var it Request
	return it, json.NewDecoder(r).Decode(&it)
}
"#;

const OUT: &str = r#"package p

// Reply is given.
type Reply struct {
	BatchNo   string `json:"lot_no,omitempty"`
	Name      string
	ByBatchNo any `json:"by_lot_no"`
}
"#;

const TEST: &str = r#"package p

import (
	"encoding/json"
	"strings"
	"testing"
)

func text(it *string) string {
	if it == nil {
		return "none"
	}
	return *it
}

func TestRequests(t *testing.T) {
	for sent, want := range map[string]string{
		`{"OLD":"o"}`:                 "BOTH o",
		`{"batch_no":"n"}`:            "n",
		`{"batch_no":"n","OLD":"o"}`:  "n",
		`{"batch_no":"","OLD":"o"}`:   "",
		`{"batch_no":null,"OLD":"o"}`: "none",
		`{}`:                          "none",
		`{"OLD":null}`:                "none",
		`null`:                        "none",
	} {
		want, both := strings.CutPrefix(want, "BOTH ")
		if both && !takesOld {
			want = "none"
		}
		it, err := decode(strings.NewReader(strings.ReplaceAll(sent, "OLD", "lot_no")))
		if err != nil || text(it.BatchNo) != want {
			t.Errorf("%s: %q %v, not %q", sent, text(it.BatchNo), err, want)
		}
	}
	if _, err := decode(strings.NewReader(`{"lot_no":5}`)); takesOld == (err == nil) {
		t.Error("a number is no text", err)
	}
	it, err := decode(strings.NewReader(`{"lot_nos":["a","b"],"parts":[{"lot_no":"x","weight":3},{"batch_no":"y"}],
		"first":{"lot_no":"z"},"by_lot_no":{"k":"2026-01-02T03:04:05Z"},"lot_no_int":"7"}`))
	if err != nil {
		t.Fatal(err)
	}
	if !takesOld {
		if len(it.BatchNos)+len(it.ByBatchNo)+it.BatchNoInt != 0 || it.Parts[0].BatchNo+it.First.BatchNo != "" {
			t.Errorf("%+v", it)
		}
		return
	}
	if len(it.BatchNos) != 2 || it.ByBatchNo["k"].Year() != 2026 || it.BatchNoInt != 7 {
		t.Errorf("%+v", it)
	}
	if it.Parts[0].BatchNo != "x" || it.Parts[0].Weight != 3 || it.Parts[1].BatchNo != "y" || it.First.BatchNo != "z" {
		t.Errorf("%+v", it)
	}
}

func TestReplies(t *testing.T) {
	given := func(it any) map[string]any {
		text, err := json.Marshal(it)
		if err != nil {
			t.Fatal(err)
		}
		all := map[string]any{}
		if err := json.Unmarshal(text, &all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	all := given(map[string]any{"it": []*Reply{{BatchNo: "b", Name: "n"}}})["it"].([]any)[0].(map[string]any)
	old, both := all["lot_no"]
	if all["batch_no"] != "b" || all["Name"] != "n" || both != givesOld || both && old != "b" {
		t.Error(all)
	}
	if _, both := all["by_lot_no"]; both != givesOld {
		t.Error(all)
	}
	all = given(Reply{})
	if _, any := all["batch_no"]; any || len(all) > 3 {
		t.Error("an empty one is left out", all)
	}
}
"#;

#[test]
fn both_keys_are_taken_and_given_until_the_old_one_is_dropped() {
    let both = "package p\n\nconst takesOld, givesOld = true, true\n";
    let one = "package p\n\nconst takesOld, givesOld = false, false\n";
    let dir = module(&[("in.go", IN), ("out.go", OUT), ("p_test.go", TEST), ("a_test.go", both)]);
    let before = [read(&dir, "in.go"), read(&dir, "out.go")];
    let said = apply(&dir, &["1", "--phase", "A"]);
    assert!(!said.contains("by hand"), "{said}");
    let both = [read(&dir, "in.go"), read(&dir, "out.go")];
    assert_eq!(both[0].matches("func (r *Request) UnmarshalJSON").count(), 1, "{}", both[0]);
    assert!(both[0].contains("func (p *Part) UnmarshalJSON(") && both[1].contains("func (r Reply) MarshalJSON()"));
    passes(&dir);
    let said = apply(&dir, &["1", "--phase", "A"]);
    assert_eq!([read(&dir, "in.go"), read(&dir, "out.go")], both, "twice: {said}");
    put(dir.path(), "p/a_test.go", one);
    let said = apply(&dir, &["1", "--phase", "B"]);
    let after = [read(&dir, "in.go"), read(&dir, "out.go")];
    assert_eq!(after, before.map(|it| it.replace("\"lot_no", "\"batch_no").replace("by_lot", "by_batch")), "{said}");
    passes(&dir);
}

/// What is said of a file whose tag gets no second key, and that nothing is written.
fn refused(name: &str, code: &str) -> String {
    let code = format!("package p\n\n{code}");
    let dir = module(&[(name, &code)]);
    let said = apply(&dir, &["1", "--phase", "A"]);
    assert_eq!(read(&dir, name), code, "{said}");
    said
}

const TYPE: &str = "type T struct {\n\tBatchNo string `json:\"lot_no\"`\n}\n";

#[test]
fn what_a_method_would_change_elsewhere_is_named_with_its_place() {
    let json = "import \"encoding/json\"\n\n";
    let io = "import (\n\t\"encoding/json\"\n\t\"io\"\n)\n\n";
    let strict = "\nfunc read(r io.Reader) (t []T, err error) {\n\td := json.NewDecoder(r)\n\td.DisallowUnknownFields()\n\treturn t, d.Decode(&t)\n}\n";
    let helper = "\nfunc read(r io.Reader, it any) error {\n\td := json.NewDecoder(r)\n\td.UseNumber()\n\treturn d.Decode(it)\n}\n\nfunc t(r io.Reader) (t T, err error) { return t, read(r, &t) }\n";
    let apart = "\nfunc made(r io.Reader) *json.Decoder {\n\td := json.NewDecoder(r)\n\td.DisallowUnknownFields()\n\treturn d\n}\n";
    let mut wrong = String::new();
    for (why, code) in [
        ("`T` is embedded, and a method of it would take the place of those of the whole (p/in.go:7)", format!("{TYPE}\ntype U struct{{ *T }}\n")),
        ("`T` is embedded", format!("{TYPE}\ntype A = T\n\ntype U struct{{ A }}\n")),
        ("`T` is what another type is made from, which has not its methods (p/in.go:6)", format!("{TYPE}type U T\n")),
        (
            "`T` is what values of another type are converted to (p/in.go:8)",
            format!("{TYPE}\ntype U struct{{ BatchNo string }}\nvar t = T(U{{}})\n"),
        ),
        (
            "values of `T` become those of another struct type, which has not its methods (p/in.go:10)",
            format!("{TYPE}\ntype U struct{{ BatchNo string }}\n\nvar t T\nvar u = U(t)\n"),
        ),
        (
            "`T` has a method `UnmarshalJSON` already (p/in.go:7): read or write both keys there",
            format!("{TYPE}\nfunc (t *T) UnmarshalJSON(data []byte) error {{ return nil }}\n"),
        ),
        (
            "`T` has a method `UnmarshalText` already (p/in.go:7)",
            "type E struct{}\n\nfunc (e *E) x() {}\n\nfunc (e *E) UnmarshalText(data []byte) error { return nil }\n\ntype T struct {\n\tE\n\tBatchNo string `json:\"lot_no\"`\n}\n".to_owned(),
        ),
        (
            "`T` embeds a type that is not known",
            "import \"y.test/y\"\n\ntype T struct {\n\ty.Base\n\tBatchNo string `json:\"lot_no\"`\n}\n".to_owned(),
        ),
        (
            "an embedded struct has the key `lot_no`, too (p/in.go:3)",
            "type E struct{ Other int `json:\"lot_no\"` }\n\ntype T struct {\n\tE\n\tBatchNo string `json:\"lot_no\"`\n}\n".to_owned(),
        ),
        ("a decoder is told to refuse unknown keys or to keep numbers (p/in.go:15)", format!("{io}{TYPE}{strict}")),
        ("a decoder is told to refuse unknown keys or to keep numbers (p/in.go:15)", format!("{io}{TYPE}{helper}")),
        ("a decoder is told to refuse unknown keys or to keep numbers (p/in.go:14)", format!("{io}{TYPE}{apart}")),
        ("its type has type parameters", TYPE.replace("T struct", "T[K any] struct")),
        ("its struct type has no name", "var t struct {\n\tBatchNo string `json:\"lot_no\"`\n}\n".to_owned()),
        ("its struct type is declared within a function", format!("func f() {{\n\t{}}}\n", TYPE.replace('\n', "\n\t"))),
        ("two keys are written for encoding/json only, and not for a tag `yaml`", TYPE.replace("json", "yaml")),
        ("its type is written out in the struct", TYPE.replace("string", "struct{ A int }")),
        ("`json` is the name of something else in its file", format!("{TYPE}\nvar json = 1\n")),
        ("`data` is a name in the type of the field", format!("{json}{}", TYPE.replace("string", "data")) + "\ntype data string\n\nvar _ = json.Valid\n"),
        ("the option `string` does not reach", TYPE.replace("string `json:\"lot_no\"`", "*int `json:\"lot_no,string\"`")),
    ] {
        let said = refused("in.go", &code);
        if !said.contains(why) {
            wrong.push_str(&format!("{why}\n{code}\n{said}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let lock = TYPE.replace("\tBatchNo", "\tmu sync.Mutex\n\tBatchNo").replace("type T", "import \"sync\"\n\ntype T");
    let said = refused("out.go", &lock);
    assert!(said.contains("`T` holds a lock, which a method on a value would copy"), "{said}");
    let codec = format!("import \"github.com/fxamacker/cbor/v2\"\n\n{TYPE}\nvar b, err = cbor.Marshal(T{{}})\n");
    let said = refused("out.go", &codec);
    assert!(said.contains("CBOR reads the tag, too, and calls no such method (p/out.go:9)"), "{said}");
}

#[test]
fn a_strict_decoder_of_another_type_stands_in_no_ones_way() {
    let code = format!(
        "package p\n\nimport (\n\t\"encoding/json\"\n\t\"io\"\n)\n\n{TYPE}\ntype config struct{{ Name string }}\n\nfunc read(r io.Reader) (it config, err error) {{\n\td := \
         json.NewDecoder(r)\n\td.DisallowUnknownFields()\n\treturn it, d.Decode(&it)\n}}\n"
    );
    let dir = module(&[("in.go", &code)]);
    let said = apply(&dir, &["1", "--phase", "A"]);
    assert!(read(&dir, "in.go").contains("func (t *T) UnmarshalJSON("), "{said}");
    passes(&dir);
}

#[test]
fn what_is_given_and_taken_has_both_methods() {
    let code = format!(
        "package p\n\nimport \"encoding/json\"\n\n{TYPE}\nfunc copied(t T) (c T, err error) {{\n\ttext, err := json.Marshal(t)\n\tif err != nil {{\n\t\treturn c, err\n\t}}\n\treturn c, \
         json.Unmarshal(text, &c)\n}}\n"
    );
    let dir = module(&[
        ("both.go", &code),
        ("in.go", &code.replace("copied", "twice").replace("type T", "type S").replace("t T) (c T", "t S) (c S")),
    ]);
    let said = apply(&dir, &["1", "--phase", "A"]);
    let both = read(&dir, "both.go");
    assert!(both.contains("func (t T) MarshalJSON(") && both.contains("func (t *T) UnmarshalJSON("), "{both}");
    let (at, taken) = ("gets the new key only (p/in.go:10): `dual` gives both", read(&dir, "in.go"));
    assert!(
        said.contains(at) && taken.contains("UnmarshalJSON(") && !taken.contains("MarshalJSON() "),
        "{said}{taken}"
    );
    passes(&dir);
}

#[test]
fn a_method_follows_its_type_and_takes_more_keys_later() {
    let other = "type Order struct {\n\tID    int\n\tLotNo string `json:\"lot_no\"`\n}\n";
    let dir = module(&[("in.go", &format!("package p\n\n{other}"))]);
    apply(&dir, &["1", "--phase", "A"]);
    let said = apply(&dir, &["2"]);
    let text = read(&dir, "in.go");
    assert!(text.contains("\t\to.BatchNo = *keys.Old\n"), "{said}{text}");
    passes(&dir);
    // Another field comes later.
    put(dir.path(), "p/in.go", &text.replace("\tID ", "\tOther   []string `json:\"lot_nos\"` // batch nos\n\tID "));
    put(dir.path(), "pack.yaml", &PACK.replace("**.Order.LotNo", "**.Order.Other"));
    let said = apply(&dir, &["1", "--phase", "A"]);
    let more = read(&dir, "in.go");
    assert!(
        more.contains("\t\to.BatchNo = *keys.Old\n") && more.contains("\t\to.Other = *keys.Old2\n"),
        "{said}{more}"
    );
    assert_eq!(more.matches("UnmarshalJSON(").count(), 1, "{more}");
    // What somebody has changed is theirs.
    let changed =
        more.replace("\treturn nil\n}", "\treturn o.check()\n}\n\nfunc (o *Order) check() error { return nil }");
    put(dir.path(), "p/in.go", &changed);
    let said = apply(&dir, &["1", "--phase", "B"]);
    assert!(read(&dir, "in.go") == changed && said.contains("by hand"), "{said}");
}

#[test]
fn a_key_that_is_retagged_is_no_longer_heard() {
    let code = format!(
        "package p\n\nimport \"encoding/json\"\n\n{TYPE}\nfunc read(text []byte) (t T, err error) {{ return t, json.Unmarshal(text, &t) }}\n"
    );
    let silent = format!("package p\n\n{}", TYPE.replace("T struct", "S struct"));
    let dir = module(&[("retagged.go", &code), ("retagged_2.go", &silent)]);
    let said = apply(&dir, &["1", "--phase", "A"]);
    let note = "who still sends `lot_no` is not heard from then on: JSON is decoded into `T` (p/retagged.go:9)";
    assert!(said.contains(note) && !said.contains("into `S`"), "{said}");
    assert!(read(&dir, "retagged.go").contains("`json:\"batch_no\"`"), "the tag is changed all the same");
}
