//! What `rename` refuses, with what words, and what it takes along. Each case is a small module; `--diff` shows the result
//! without writing. The refusals are full texts, so that every change of wording is reviewed.

use std::path::Path;

use crate::support::{runsess, texts};

/// Writes `== path` headings with the texts below them as files of module `x.test`.
pub(crate) fn module(text: &str) -> tempfile::TempDir {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("m");
    std::fs::create_dir_all(&root).unwrap();
    std::fs::write(outer.path().join("runsess.yaml"), "roots: [{path: m, name: m}]\n").unwrap();
    std::fs::write(root.join("go.mod"), "module x.test\n\ngo 1.24\n").unwrap();
    for part in text.split("== ").skip(1) {
        let (path, body) = part.split_once('\n').unwrap();
        let path = root.join(path.trim());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, body).unwrap();
    }
    outer
}

pub(crate) fn run(dir: &Path, symbol: &str, new: &str) -> (i32, String, String) {
    let output = runsess(&["rename", symbol, new, "--diff", "m"]).current_dir(dir).output().unwrap();
    let (out, err) = texts(&output);
    (output.status.code().unwrap_or(-1), out, err)
}

/// The refusals, without the words that every one has.
pub(crate) fn refused(text: &str, symbol: &str, new: &str) -> Vec<String> {
    let dir = module(text);
    let (code, out, err) = run(dir.path(), symbol, new);
    assert_eq!((code, out.as_str()), (1, ""), "{symbol} to {new} is refused, not done: {err}");
    assert!(err.ends_with("runsess: nothing was written\n"), "{err}");
    let lines = err.lines().filter_map(|line| line.strip_prefix("runsess: refused: "));
    lines.map(without_symbol).collect()
}

/// `place: reason`, without the symbol between them: a test names it in the first place.
fn without_symbol(line: &str) -> String {
    let (place, rest) = line.split_once(" `").unwrap();
    let (_, reason) = rest.split_once("`: ").unwrap();
    format!("{place}: {reason}")
}

/// The lines that come with a rename that is done.
pub(crate) fn added(text: &str, symbol: &str, new: &str) -> Vec<String> {
    let dir = module(text);
    let (code, out, err) = run(dir.path(), symbol, new);
    assert_eq!(code, 0, "{symbol} to {new}: {err}");
    let lines = out.lines().filter(|line| line.starts_with('+') && !line.starts_with("+++"));
    lines.map(|line| line[1..].trim().to_owned()).collect()
}

const SCOPES: &str = "== a/a.go
package a

import \"strings\"

type Conv struct{ ID int }

const local = 1

func Find(id string) string {
	const limit = 2
	id = strings.TrimSpace(id)
	if len(id) > limit+local {
		return string(id[0])
	}
	return id
}

func Other() string { return Find(\"\") }
";

#[test]
fn an_imported_package_is_not_hidden() {
    assert_eq!(
        refused(SCOPES, "a.Find/id", "strings"),
        ["m/a/a.go:9: it would capture a use of another `strings` (m/a/a.go:11); rename or remove one of the two by \
          hand, or choose another name than `strings` (in a batch: under `renames:`)"]
    );
    assert_eq!(
        refused(SCOPES, "a.Other", "strings"),
        ["m/a/a.go:18: a file of the package imports another package as `strings` (m/a/a.go:3); choose another name \
          (in a batch: under `renames:`)"]
    );
}

#[test]
fn a_predeclared_name_is_not_hidden_where_it_is_used() {
    assert_eq!(
        refused(SCOPES, "a.Find/id", "len"),
        [
            "m/a/a.go:9: it would capture a use of another `len` (m/a/a.go:12); rename or remove one of the two by hand, \
          or choose another name than `len` (in a batch: under `renames:`)"
        ]
    );
    assert_eq!(
        refused(SCOPES, "a.Conv", "string"),
        [
            "m/a/a.go:5: the package uses the predeclared `string`, which it would hide (m/a/a.go:9); choose another name \
          (in a batch: under `renames:`)"
        ]
    );
    assert_eq!(added(SCOPES, "a.local", "max"), ["const max = 1", "if len(id) > limit+max {"], "nothing uses `max`");
}

#[test]
fn names_of_a_package_and_of_a_function_are_told_apart() {
    assert_eq!(
        added(SCOPES, "a.Find/limit", "Conv").len(),
        2,
        "a local constant may hide what the function does not use"
    );
    assert_eq!(refused(SCOPES, "a.Find/limit", "local").len(), 1);
    assert_eq!(
        refused(SCOPES, "a.Find/id", "type"),
        ["m/a/a.go:9: `type` is a keyword of Go; choose another name (in a batch: under `renames:`)"]
    );
    assert_eq!(
        refused(SCOPES, "a.Find/id", "_"),
        ["m/a/a.go:9: `_` is no name: nothing could refer to it; choose another name (in a batch: under `renames:`)"]
    );
}

#[test]
fn what_another_package_uses_stays_exported() {
    let text = "== a/a.go
package a

type Conv struct{ ID, Own int }

func (c Conv) own() int { return c.Own }

== b/b.go
package b

import \"x.test/a\"

type wrap struct{ a.Conv }

func f(w wrap) int { return w.ID }
";
    assert_eq!(
        refused(text, "a.Conv.ID", "id"),
        [
            "m/b/b.go:7: `id` would not be exported, and package `x.test/b` uses it here; give it a name that starts with \
          an upper-case letter"
        ]
    );
    assert_eq!(added(text, "a.Conv.Own", "inner").len(), 2);
    let tagged = text.replace("ID, Own int", "Own int `json:\"own\"`\n\tID int");
    assert_eq!(
        refused(&tagged, "a.Conv.Own", "inner"),
        [
            "m/a/a.go:3: it has a tag, and encoders would no longer see it as `inner`; give it a name that starts with an \
          upper-case letter"
        ]
    );
    assert_eq!(refused(text, "a.Conv", "conv").len(), 1);
}

#[test]
fn promotion_through_embedding_keeps_its_meaning() {
    let text = "== a/a.go
package a

type Base struct{ ID, Size int }

type Conv struct {
	Base
	Len int
}

func f(c Conv) int { return c.ID + c.Len + c.Size }
";
    assert_eq!(
        refused(text, "Conv.Len", "ID"),
        ["m/a/a.go:10: `ID` is `x.test/a.Base.ID` (m/a/a.go:3), and with the new name it would be \
          `x.test/a.Conv.ID` (m/a/a.go:7); choose another name (in a batch: under `renames:`)"]
    );
    assert_eq!(
        refused(text, "Base.ID", "Len"),
        ["m/a/a.go:10: `ID` is `x.test/a.Base.ID` (m/a/a.go:3), and with the new name it would be \
          `x.test/a.Conv.Len` (m/a/a.go:7); choose another name (in a batch: under `renames:`)"]
    );
    assert_eq!(refused(text, "a.Base", "Len").len(), 1, "the embedded field would be a second `Len`");
    assert_eq!(added(text, "a.Base", "Root"), ["type Root struct{ ID, Size int }", "Root"]);
}

#[test]
fn fields_and_methods_of_a_type_share_their_names() {
    let text = "== a/a.go
package a

type Conv struct {
	Meta struct{ ID int }
	Name string
}

func (c *Conv) Close() { c.Meta.ID++ }

type Closer interface{ Drain(); done }

type done interface{ Done() }
";
    let way = "merge the two by hand, or keep the old name";
    assert_eq!(
        refused(text, "Conv.Close", "Name"),
        [format!("m/a/a.go:8: `Conv` has a field or method `Name` already; {way}")]
    );
    assert_eq!(
        refused(text, "Conv.Name", "Close"),
        [format!("m/a/a.go:5: `Conv` has a field or method `Close` already; {way}")]
    );
    assert_eq!(refused(text, "Closer.Drain", "Done").len(), 1, "also what an embedded interface asks for");
    assert_eq!(added(text, "Conv.Meta.ID", "Name").len(), 2, "a struct within the struct has its own names");
}

#[test]
fn a_label_clashes_with_labels_only() {
    let text = "== a/a.go
package a

func f(outer int) {
next:
	for {
	again:
		for {
			if outer > 0 {
				break again
			}
			func() {
			done:
				for {
					break done
				}
			}()
			continue next
		}
	}
}
";
    assert_eq!(
        refused(text, "a.f/again", "next"),
        ["m/a/a.go:6: the function has a label `next` already (m/a/a.go:4); choose another name (in a batch: under \
          `renames:`)"]
    );
    assert_eq!(added(text, "a.f/again", "outer"), ["outer:", "break outer"]);
    assert_eq!(added(text, "a.f/again", "done").len(), 2, "a closure has labels of its own");
}

#[test]
fn what_the_go_command_runs_keeps_its_name() {
    let text = "== a/main.go
package main

func main() { start() }

func init() {}

func start() {}

== a/main_test.go
package main

import \"testing\"

func TestStart(t *testing.T) { check(t) }

func check(t *testing.T) {}
";
    let out = "leave `main` and `init` to the functions that run";
    assert_eq!(refused(text, "a.main", "run"), [format!("m/a/main.go:3: Go runs `main` by its name; {out}")]);
    assert_eq!(refused(text, "a.start", "init").len(), 2);
    let out = "keep the prefix (`Test`, `Benchmark`, `Fuzz`, `Example`) and what follows it, a capital or `_`";
    assert_eq!(
        refused(text, "a.TestStart", "StartTest"),
        [format!("m/a/main_test.go:5: `go test` finds `TestStart` by its name and would no longer run it; {out}")]
    );
    assert_eq!(
        refused(text, "a.check", "TestIt"),
        [format!("m/a/main_test.go:7: `go test` would run it as `TestIt`; {out}")]
    );
    assert_eq!(added(text, "a.TestStart", "TestBegin").len(), 1);
    assert_eq!(
        refused(text, "a.check", "Testify"),
        [format!(
            "m/a/main_test.go:7: `go test` refuses a test that is called `Testify`: no lower-case letter may follow the \
             prefix; {out}"
        )]
    );
    assert!(!added(text, "a.start", "testStart").is_empty());
}

#[test]
fn examples_and_linknames_follow_the_name() {
    let text = "== a/a.go
package a

import _ \"unsafe\"

type Conv struct{}

func (Conv) Find() {}

//go:linkname nanotime runtime.nanotime
func nanotime() int64

//go:linkname handed
func handed() {}

== a/a_test.go
package a_test

func ExampleConv() {}

func ExampleConv_Find() {}

func ExampleConv_Find_twice() {}

func ExampleConverter() {}
";
    assert_eq!(
        added(text, "a.Conv", "Talk"),
        [
            "type Talk struct{}",
            "func (Talk) Find() {}",
            "func ExampleTalk() {}",
            "func ExampleTalk_Find() {}",
            "func ExampleTalk_Find_twice() {}"
        ]
    );
    assert_eq!(
        added(text, "Conv.Find", "Get"),
        ["func (Conv) Get() {}", "func ExampleConv_Get() {}", "func ExampleConv_Get_twice() {}"]
    );
    assert_eq!(added(text, "a.nanotime", "now"), ["//go:linkname now runtime.nanotime", "func now() int64"]);
    assert_eq!(
        refused(text, "a.handed", "given"),
        ["m/a/a.go:13: other packages may link to it: `//go:linkname handed` (m/a/a.go:12); keep the name, or change \
          the directive and what it is meant for by hand"]
    );
}

#[test]
fn names_that_c_and_assembly_know_are_kept() {
    let text = "== a/a.go
package a

func add(a, b int) int

func sub(a, b int) int { return a - b }

type pair struct{ left, right int }

== a/a.s
#include \"textflag.h\"
TEXT \u{b7}add(SB), NOSPLIT, $0
	CALL \u{b7}sub(SB)
	MOVQ pair_left(AX), BX
	RET

== c/c.go
package c

import \"C\"

//export Called
func Called() int { return C.answer().size }

type own struct{ size, other int }

func f(o own) int { return o.size + o.other }
";
    assert_eq!(refused(text, "a.add", "plus").len(), 2, "no body, and named in the assembly");
    assert_eq!(
        refused(text, "a.sub", "minus"),
        ["m/a/a.go:5: the assembly in a.s names it: `\u{b7}sub`; keep the name"]
    );
    assert_eq!(refused(text, "pair.left", "first").len(), 1);
    assert_eq!(added(text, "pair.right", "second").len(), 1);
    assert_eq!(
        refused(text, "a.pair", "couple"),
        ["m/a/a.go:7: the assembly in a.s names it: `pair_left`; keep the name"],
        "offsets in go_asm.h bear the name of the type"
    );
    assert_eq!(
        refused(text, "c.Called", "Asked"),
        [
            "m/c/c.go:6: C calls it by this name: `//export Called` (m/c/c.go:5); keep the name, or change the directive \
          and what it is meant for by hand"
        ]
    );
    assert_eq!(refused(text, "own.size", "bytes").len(), 1, "nobody knows the type of what C answers");
    assert_eq!(added(text, "own.other", "more").len(), 2);
}

#[test]
fn an_embedded_file_stays_where_it_is() {
    let text = "== a/a.go
package a

import _ \"embed\"

//go:embed notes.txt
var notes string

func Notes() string { return notes }

== a/notes.txt
notes
";
    assert_eq!(added(text, "a.notes", "text"), ["var text string", "func Notes() string { return text }"]);
}

#[test]
fn a_method_that_run_time_would_find_by_its_new_name_is_refused() {
    let text = "== a/a.go
package a

type Conv struct{}

func (c Conv) Name() string { return \"\" }

func (c Conv) Size() int { return 0 }
";
    assert_eq!(
        refused(text, "Conv.Name", "String"),
        ["m/a/a.go:5: with the new name it would be fmt.Stringer.String, which is asked for at run time; choose \
          another name (in a batch: under `renames:`)"]
    );
    assert_eq!(added(text, "Conv.Size", "String").len(), 1, "another signature is asked for by nobody");
}

#[test]
fn templates_that_find_a_field_by_name_are_listed() {
    let text = "== a/a.go
package a

type Page struct{ Title, Body string }

== a/page.tmpl
<h1>{{ .Title }}</h1>
";
    let dir = module(text);
    let (code, _, err) = run(dir.path(), "Page.Title", "Heading");
    assert_eq!(code, 0);
    assert_eq!(
        err,
        "runsess: by hand: m/a/page.tmpl:1 `x.test/a.Page.Title`: `Title` stands in a template or in reflection, which find \
         members by name\n"
    );
}

#[test]
fn a_module_beside_the_roots_that_compiles_against_them_is_not_broken() {
    let text = "== a/a.go
package a

func Find() {}

func Lose() {}

== ../app/go.mod
module app.test

require x.test v1.0.0

replace x.test => ../m

== ../app/main.go
package main

import found \"x.test/a\"

func main() { found.Find() }

== ../released/go.mod
module released.test

require x.test v1.0.0

== ../released/main.go
package main

import \"x.test/a\"

func main() { a.Lose() }
";
    let refusals = refused(text, "a.Find", "Get");
    let [refusal] = refusals.as_slice() else { panic!("{refusals:?}") };
    assert_eq!(
        *refusal,
        "m/../app/main.go:5: `Find` is used in a file that is left out of the inventory, and is compiled all the same; add the \
         folder that it lies in to the roots"
    );
    assert_eq!(added(text, "a.Lose", "Drop").len(), 1, "a released version is not changed by a rename");
}

#[test]
fn structs_that_are_converted_into_each_other_keep_the_same_fields() {
    let text = "== a/a.go
package a

type A struct{ X, Y int }

type B struct{ X, Y int }

type C A

type D struct{ X, Y int }

func b(a A) B { return B(a) }

func c(a A) C { return C(a) }
";
    let meets = "its struct type meets another one that is written apart (m/a/a.go:11), and both need the same fields; \
                 replace the conversion or assignment by a literal, or rename both by hand";
    assert_eq!(refused(text, "A.X", "Z"), [format!("m/a/a.go:3: {meets}")]);
    assert_eq!(refused(text, "B.X", "Z"), [format!("m/a/a.go:5: {meets}")]);
    assert_eq!(added(text, "D.X", "Z").len(), 1);
    let pointers = text.replace("B(a)", "*(*B)(&a)");
    assert_eq!(refused(&pointers, "B.X", "Z").len(), 1);
}

#[test]
fn the_notice_for_the_new_name_goes_and_another_one_stays() {
    let code = |new: &str| {
        format!(
            "== a/a.go\npackage a\n\ntype T struct {{\n\t// Old is old.\n\t//\n\t// Deprecated: use {new}.\n\tOld int\n}}\n"
        )
    };
    let dir = module(&code("New"));
    let (code_mine, out, err) = run(dir.path(), "T.Old", "New");
    assert_eq!(code_mine, 0, "{err}");
    assert!(out.contains("-\t// Deprecated: use New."), "{out}");
    assert!(out.contains("-\t//\n"), "{out}");
    let dir = module(&code("Other"));
    let (_, out, _) = run(dir.path(), "T.Old", "New");
    assert!(!out.contains("-\t//\n") && !out.contains("-\t// Deprecated"), "{out}");
    assert!(out.contains("+\t// New is old.\n"), "a doc comment begins with the name: {out}");
}

#[test]
fn an_embedded_field_is_renamed_with_its_type() {
    let text = "== a/a.go
package a

type Base struct{ ID int }

== b/b.go
package b

import (
	\"sync\"

	\"x.test/a\"
)

type Conv struct {
	*a.Base
	sync.Mutex
}

func f(c Conv) int { return c.Base.ID }
";
    assert_eq!(
        added(text, "b.Conv.Base", "Root"),
        ["type Root struct{ ID int }", "*a.Root", "func f(c Conv) int { return c.Root.ID }"]
    );
    assert_eq!(
        refused(text, "b.Conv.Mutex", "Lock"),
        ["m/b/b.go:11: it is declared outside of the roots; add the repository that declares it to the roots"]
    );
}

#[test]
fn a_struct_type_that_is_written_twice_stays_one_type() {
    let text = "== a/a.go
package a

type named struct{ one int }

func f() int {
	var list []struct{ id, call string }
	list = append(list, struct {
		id   string
		call string
	}{id: \"x\"})
	var apart []struct{ id, other string }
	type local struct{ one int }
	return len(list) + len(apart)
}
";
    let reason = |line: u32| {
        format!(
            "its struct type is written again (m/a/a.go:{line}), and both are one type only while their fields are the same; \
             give the type a name first"
        )
    };
    assert_eq!(refused(text, "m/a/a.go:6:21", "key"), [format!("m/a/a.go:6: {}", reason(7))]);
    assert_eq!(refused(text, "m/a/a.go:8:3", "key"), [format!("m/a/a.go:8: {}", reason(6))]);
    assert_eq!(added(text, "m/a/a.go:11:22", "key").len(), 1);
    assert_eq!(added(text, "m/a/a.go:12:21", "key").len(), 1, "two named types are never one");
}

#[test]
fn a_rename_and_a_batch_refuse_in_the_same_words() {
    let dir = module(
        "== gen/list.go
// Code generated by mklist. DO NOT EDIT.

package gen

import \"x.test/store\"

func Name(c store.Crate) string { return c.RunID }

func Has(c store.Crate) bool { return c.RunID != \"\" }

== store/store.go
package store

type Order struct{ SessionID string }

type Crate struct{ RunID string }

func (c Crate) Order() Order { return Order{SessionID: c.RunID} }
",
    );
    let refused = |args: &[&str]| {
        let output = runsess(args).current_dir(dir.path()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {}", texts(&output).1);
        let plan: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        plan["refused"].clone()
    };
    let one = refused(&["rename", "Crate.RunID", "SessionID", "--format", "json", "m"]);
    assert_eq!(one, refused(&["apply", "--batch", "1", "--format", "json", "m"]));
    let rows = one.as_array().unwrap();
    assert_eq!(rows.len(), 2, "each place, not only the first: {one}");
    assert_eq!((&rows[0]["place"], &rows[1]["place"]), (&"m/gen/list.go:7".into(), &"m/gen/list.go:9".into()));
    assert!(rows[0]["way_out"].as_str().unwrap().contains("run mklist again"), "{one}");
}

#[test]
fn what_is_said_of_code_that_does_not_compile_is_true() {
    let text = "== a/a.go
package a

type A struct{ Old int }

type B struct{}

func f(b B) { _ = b.Nope.Old }

func g(b B) { _ = b.Nope(b, []int{1}[0]).Old }

func h() { _ = gone.Old }

func i(b B) { _ = b.Old }

func j() (int, any) { return gone(\")\").Old, nil }

func k() any { return (gone).Old }
";
    let behind = |line: u32, operand: &str| {
        format!(
            "m/a/a.go:{line}: `Old` of `{operand}` may be it, and no declaration of `{operand}` was found; rename it there by hand \
             first, or keep the name"
        )
    };
    let unknown = |line: u32| {
        format!(
            "m/a/a.go:{line}: `Old` of a value whose type is not known may be it; rename it there by hand first, or keep the name"
        )
    };
    // One line for each thing and reason, with the other places.
    let also = |text: String, line: u32| format!("{text} (also m/a/a.go:{line})");
    let mut expected = [also(behind(7, "Nope"), 9), behind(11, "gone"), also(unknown(15), 17)];
    expected.sort();
    let mut said = refused(text, "a.A.Old", "New");
    said.sort();
    assert_eq!(said, expected);
}
