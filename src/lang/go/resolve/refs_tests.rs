//! Queries over small workspaces in memory. `/*t*/` and `/*l*/` mark what has to be found, as target or linked; nothing
//! else may be.

use crate::lang::go::GO;
use std::path::PathBuf;

use crate::model::{FileId, RepoId, Source};

use super::refs::{RefsOutcome, Relation, references};
use super::tests::Memory;
use super::universe::Universe;
use crate::model::answer::NoSymbol;

fn query(text: &str, symbol: &str) -> (Vec<Source>, Result<RefsOutcome, NoSymbol>, Vec<String>) {
    let memory = Memory::new(text);
    let sources: Vec<Source> = memory
        .files
        .iter()
        .enumerate()
        .filter(|(_, (path, _))| !path.starts_with("ext/"))
        .map(|(at, (path, text))| Source {
            id: FileId(at as u32),
            repo: RepoId(0),
            path: path.as_str().into(),
            absolute: PathBuf::new(),
            language: GO,
            text: text.clone(),
            generated: false,
            left_out: false,
            beside: false,
            applied: false,
        })
        .collect();
    let mut universe = Universe::new(memory);
    let outcome = references(&mut universe, &sources, symbol);
    let refusals = match &outcome {
        Ok(outcome) => outcome.refusals.iter().map(|it| format!("{} {}", it.interface, it.method)).collect(),
        Err(_) => Vec::new(),
    };
    (sources, outcome, refusals)
}

/// Compares the answer with the marks; gives the refusals.
fn expect(symbol: &str, text: &str) -> Vec<String> {
    let (sources, outcome, refusals) = query(text, symbol);
    let outcome = outcome.expect("one symbol");
    let mut wanted = Vec::new();
    for source in &sources {
        for (mark, relation) in [("/*t*/", Relation::Target), ("/*l*/", Relation::Linked)] {
            let at = source.text.match_indices(mark).map(|(at, _)| (source.id, at as u32 + 5, relation));
            wanted.extend(at);
        }
    }
    wanted.sort();
    let got: Vec<_> = outcome.references.iter().map(|it| (it.file, it.span.start, it.relation)).collect();
    assert_eq!(got, wanted);
    refusals
}

#[test]
fn a_field_is_found_by_its_type_alone() {
    expect(
        "Conv.RunID",
        r#"
== m/a/a.go
package a
type Conv struct{ /*t*/RunID string } // RunID in a comment
type Event struct{ RunID string }
func f(c Conv, e Event) { c./*t*/RunID = e.RunID; _ = "RunID"; RunID := 1; _ = RunID }
== m/b/b.go
package b
import "m/a"
type wrap struct{ *a.Conv }
func f(w wrap) { _ = w./*t*/RunID; _ = a.Conv{/*t*/RunID: "x"}; _ = gone.T{RunID: ""} }
"#,
    );
}

#[test]
fn interfaces_bind_methods_through_each_other() {
    let refusals = expect(
        "m/a.One.Find",
        r#"
== m/a/a.go
package a
type Finder interface{ /*l*/Find(id string) error }
type One struct{}
func (o *One) /*t*/Find(id string) error { return nil }
type Two struct{ base }
type base struct{}
func (b base) /*l*/Find(id string) error { return nil }
type Other struct{}
func (o Other) Find(id int) error { return nil }
type Both interface{ Finder; Close() error }
func use(f Finder, b Both, o *One, other Other) {
	f./*l*/Find("")
	b./*l*/Find("")
	o./*t*/Find("")
	other.Find(1)
	_ = (*One)./*t*/Find
}
"#,
    );
    assert_eq!(refusals, Vec::<String>::new());
}

#[test]
fn an_interface_outside_the_roots_refuses_a_new_name() {
    let text = r#"
== m/a/a.go
package a
import "ext/ui"
type Model struct{}
func (m Model) /*t*/View() string { return "" }
type reverse struct{ ui.Model }
type Local interface { View() string; Missing() }
var _ ui.Model = Model{}
== ext/ui/ui.go
package ui
type Model interface{ View() string }
"#;
    let refusals = expect("m/a.Model.View", text);
    assert_eq!(refusals, ["ext/ui.Model.View m/a.Model.View"]);
}

#[test]
fn a_type_outside_the_roots_that_satisfies_an_interface_refuses_a_new_name() {
    let text = r#"
== m/a/a.go
package a
import "ext/db"
type execer interface{ /*t*/Exec(query string) error }
func run(e execer, other *db.Other) { e./*t*/Exec(""); other.Exec(1) }
== ext/db/db.go
package db
type DB struct{}
func (d *DB) Exec(query string) error { return nil }
type Other struct{}
func (o *Other) Exec(n int) {}
"#;
    assert_eq!(expect("execer.Exec", text), ["ext/db.DB.Exec m/a.execer.Exec"]);
}

#[test]
fn values_travel_through_packages_that_only_hand_them_on() {
    expect(
        "m/a.T.ID",
        r#"
== m/a/a.go
package a
type T struct{ /*t*/ID int }
== m/b/b.go
package b
import "m/a"
func Get() *a.T { return nil }
== m/c/c.go
package c
import "m/b"
type U struct{ ID int }
func f() { _ = b.Get()./*t*/ID; _ = U{}.ID }
== m/d/d.go
package d
type T struct{ ID int }
"#,
    );
}

#[test]
fn a_type_changes_together_with_the_fields_that_embed_it() {
    expect(
        "m/a.Base",
        r#"
== m/a/a.go
package a
type /*t*/Base struct{}
type T struct{ */*t*/Base }
func f(t T) { _ = t./*l*/Base; _ = T{/*l*/Base: &/*t*/Base{}}; Base := 1; _ = Base }
"#,
    );
}

#[test]
fn several_locals_of_one_path_are_told_apart_by_line() {
    let text = r#"
== m/a/a.go
package a
func f() {
	{ x := 1; _ = x }
	{ x := ""; _ = x }
}
"#;
    let (_, outcome, _) = query(text, "m/a.f/x");
    let candidates = vec!["m/a.f/x@3".into(), "m/a.f/x@4".into()];
    assert_eq!(outcome.expect_err("two"), NoSymbol::Ambiguous { symbol: "m/a.f/x".into(), candidates });
    let (_, outcome, _) = query(text, "m/a.f/x@4");
    assert_eq!(outcome.expect("one").references.len(), 2);
}

#[test]
fn an_ambiguous_end_of_a_path_lists_what_it_could_mean() {
    let text = r#"
== m/a/a.go
package a
type T struct{ ID int }
== m/b/b.go
package b
type T struct{ ID int }
"#;
    let (_, outcome, _) = query(text, "T.ID");
    let error = outcome.expect_err("two");
    assert_eq!(error.to_string(), "`T.ID` names 2 symbols; say which:\n  m/a.T.ID\n  m/b.T.ID");
    let (_, outcome, _) = query(text, "b.T.ID");
    assert_eq!(outcome.expect("one").path, "m/b.T.ID");
    let (_, outcome, _) = query(text, "U.ID");
    assert_eq!(
        outcome.expect_err("none").to_string(),
        "no symbol `U.ID`; did you mean one of these?\n  m/a.T.ID\n  m/b.T.ID"
    );
}

#[test]
fn names_behind_unknown_operands_are_listed() {
    let text = r#"
== m/a/a.go
package a
import "gone.example/x"
type T struct{ ID int }
func f(y x.Y) { _ = y.ID }
"#;
    let (_, outcome, _) = query(text, "T.ID");
    let outcome = outcome.expect("one");
    assert_eq!((outcome.references.len(), outcome.unresolved.len()), (1, 1));
}

#[test]
fn a_place_names_what_stands_there() {
    let text = r#"
== m/a/a.go
package a
func f(y int) {
	if x := y; x > 0 { x := "ñ"; _ = x }
}
== m/b/a.go
package b
func g() { g() }
"#;
    let found = |symbol: &str| query(text, symbol).1.map(|it| (it.path.to_string(), it.references.len()));
    let (_, outcome, _) = query(text, "m/a.f/x");
    let candidates = vec!["m/a/a.go:3:21".into(), "m/a/a.go:3:5".into()];
    assert_eq!(outcome.expect_err("two on one line"), NoSymbol::Ambiguous { symbol: "m/a.f/x".into(), candidates });
    assert_eq!(found("m/a/a.go:3:5"), Ok(("m/a.f/x".into(), 2)));
    assert_eq!(found("m/a/a.go:3:13"), Ok(("m/a.f/x".into(), 2)), "a use is as good as the declaration");
    assert_eq!(found("a/a.go:3:10"), Ok(("m/a.f/y".into(), 2)), "the end of a file's path is enough");
    assert_eq!(found("m/b/a.go:2"), Ok(("m/b.g".into(), 2)), "a line that declares one name");
    let error = |symbol: &str| query(text, symbol).1.expect_err("not one").to_string();
    assert_eq!(error("m/a/a.go:2"), "`m/a/a.go:2` names 2 symbols; say which:\n  m/a/a.go:2:6 (f)\n  m/a/a.go:2:8 (y)");
    let says =
        |symbol: &str, what: &str| assert!(error(symbol).starts_with(&format!("no symbol at `{symbol}`: {what};")));
    says("m/a/a.go:9:1", "the file has 4 lines");
    says("c.go:1:1", "there is no file `c.go` in the roots");
}

#[test]
fn interfaces_without_a_name_bind_methods_too() {
    let refusals = expect(
        "m/a.T.Name",
        r#"
== m/a/a.go
package a
type T struct{}
func (T) /*t*/Name() string { return "" }
type Other struct{}
func (Other) Name() int { return 0 }
func takes(x interface{ /*l*/Name() string }, o Other) string { o.Name(); return x./*l*/Name() }
func generic[X interface{ /*l*/Name() string }](x X) string { return x./*l*/Name() }
type holder struct{ inner interface{ /*l*/Name() string }; empty interface{} }
type alias = interface{ /*l*/Name() string }
func f(v any, h holder) {
	type local interface{ /*l*/Name() string }
	var l local = T{}
	l./*l*/Name()
	h.inner./*l*/Name()
	if it, ok := v.(interface{ /*l*/Name() string }); ok { it./*l*/Name() }
	if it, ok := v.(interface{ /*l*/Name() string; Size() int }); ok { it./*l*/Name(); it.Size() }
}
"#,
    );
    assert_eq!(refusals, Vec::<String>::new());
}
