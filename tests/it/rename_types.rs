//! Renames in Go that depend on what types are: which types satisfy an interface, and which struct types are one only while their
//! fields agree. Each case is a small module, as in `rename`.

use crate::rename::{added, module, refused, run};

/// The lines of a rename of each symbol are those of all others: they have one name.
fn bound_together(text: &str, symbols: &[&str]) {
    let first = added(text, symbols[0], "Renamed");
    assert!(first.len() >= symbols.len(), "{first:?}");
    for symbol in &symbols[1..] {
        assert_eq!(added(text, symbol, "Renamed"), first, "{symbol}");
    }
}

#[test]
fn a_generic_interface_binds_the_types_that_satisfy_an_instance() {
    let forms = [
        ("type Source[T any] interface{ Pull() T }", "func (dish) Pull() int { return 1 }", "var _ Source[int]"),
        (
            "type Source[T any] interface{ Pull(func(T) bool, ...T) }",
            "func (dish) Pull(func(string) bool, ...string) {}",
            "func f(s Source[string]) {}",
        ),
        (
            "type Source[K comparable, V any] interface{ Pull(map[K][]V) }",
            "func (dish) Pull(map[string][]int) {}",
            "type Fixed interface{ Source[string, int] }",
        ),
        (
            "type Source[T any] interface{ Pull(T) bool }",
            "func (dish) Pull(dish) bool { return false }",
            "func use[T Source[T]](T) {}\n\nvar use_ = use[dish]",
        ),
        (
            "type Source[T any] interface{ *T; Pull() error }",
            "func (*dish) Pull() error { return nil }",
            "func make_[T any, P Source[T]]() {}\n\nfunc f() { make_[dish]() }",
        ),
        (
            "func use[T interface{ Source[T] }](T) {}\n\ntype Source[T any] interface{ Pull() T }",
            "func (*dish) Pull() *dish { return nil }",
            "func f() { use(&dish{}) }",
        ),
    ];
    for (interface, method, instance) in forms {
        let text = format!("== a/a.go\npackage a\n\n{interface}\n\ntype dish struct{{}}\n\n{method}\n");
        assert_eq!(added(&text, "a.dish.Pull", "Renamed").len(), 1, "nothing makes an instance: {text}");
        bound_together(&format!("{text}\n{instance}\n"), &["a.Source.Pull", "a.dish.Pull"]);
    }
    let generic = "== a/a.go
package a

type Source[A, B any] interface{ Pull(A, B) (B, A) }

type dish[X any] struct{}

func (dish[X]) Pull(a X, b string) (string, X) { return b, a }

var _ Source[int, string] = dish[int]{}
";
    bound_together(generic, &["a.Source.Pull", "a.dish.Pull"]);
}

/// `Source[int]` is nowhere written, and `Source[string]` binds nothing.
#[test]
fn instances_come_through_generic_code() {
    let ways = [
        ("a function that is called", "func use[T any](t T) Source[T] { return nil }\n\nvar _ = use(1)"),
        (
            "another function",
            "func inner[T any](Source[T]) {}\n\nfunc use[E any](e E) { inner[E](nil) }\n\nvar _ = func() { use(1) }",
        ),
        ("a field of a type", "type box[T any] struct{ source Source[T] }\n\nfunc f(box[int]) {}"),
        ("a literal in a type", "type box[T any] struct{ source interface{ Pull() T } }\n\nfunc f(box[int]) {}"),
        (
            "a method of a type",
            "type box[T any] struct{}\n\nfunc (box[E]) get() (s Source[E]) { return }\n\nfunc f(box[int]) {}",
        ),
        ("an alias", "type alias[T any] = Source[T]\n\nfunc f(alias[int]) {}"),
        (
            "an interface around it",
            "type wide[T any] interface{ Source[T]; Size() T }\n\nfunc (dish) Size() int { return 1 }\n\nfunc f(wide[int]) {}",
        ),
        (
            "the elements of a core type",
            "func each[S ~[]E, E any](S) (s Source[E]) { return }\n\nfunc all[S ~[]E, E any](s S) { each(s) }\n\nfunc f() { all([]int{}) }",
        ),
        (
            "a value whose place says the type",
            "func use[T any]() (s Source[T]) { return }\n\nfunc f() { var g func() Source[int] = use; g() }",
        ),
        ("an argument of unknown type", "func use[T any](T) (s Source[T]) { return }\n\nfunc f() { use(gone.X) }"),
    ];
    for (what, way) in ways {
        let text = format!(
            "== a/a.go
package a

import \"gone.example/gone\"

type Source[T any] interface{{ Pull() T }}

type dish struct{{}}

func (dish) Pull() int {{ return 1 }}

type cup struct{{}}

func (cup) Pull() []byte {{ return nil }}

func strings(Source[string]) {{}}

{way}
"
        );
        assert!(added(&text, "a.dish.Pull", "Renamed").len() >= 2, "{what}");
        let cup = added(&text, "a.cup.Pull", "Renamed").len();
        assert!((cup == 1) != what.contains("unknown") || what.contains("whose place"), "{what}: {cup}");
    }
}

#[test]
fn another_root_instantiates_what_is_exported() {
    let text = "== lib/go.mod
module example.com/lib

== lib/a.go
package lib

type Source[T any] interface{ Pull() T }

func Use[T any](Source[T]) {}

== app/go.mod
module example.com/app

require example.com/lib v0.0.0

replace example.com/lib => ../lib

== app/a.go
package app

import \"example.com/lib\"

type dish struct{}

func (dish) Pull() int { return 1 }

type cup struct{}

func (cup) Pull() string { return \"\" }

func f() { lib.Use[int](dish{}) }
";
    bound_together(text, &["lib.Source.Pull", "app.dish.Pull"]);
    assert_eq!(added(text, "app.cup.Pull", "Renamed").len(), 1);
}

#[test]
fn code_that_instantiates_itself_without_end_binds_everything() {
    let text = "== a/a.go
package a

type Source[T any] interface{ Pull() T }

type list[T any] struct {
	next   *list[[]T]
	source Source[T]
}

type dish struct{}

func (dish) Pull() [][]int { return nil }

func f(list[int]) {}
";
    bound_together(text, &["a.Source.Pull", "a.dish.Pull"]);
}

#[test]
fn a_method_that_fits_no_instance_is_not_bound() {
    let text = "== a/a.go
package a

type Pair[T any] interface{ Both(T, T) }

type dish struct{}

func (dish) Both(int, string) {}

type Word[T ~string] interface{ Text() T }

func (dish) Text() int { return 1 }

type Two[T any] interface {
	One() T
	Other() T
}

func (dish) One() int { return 1 }

func (dish) Other() string { return \"\" }
";
    for symbol in ["a.dish.Both", "a.dish.Text", "a.dish.One"] {
        assert_eq!(added(text, symbol, "Renamed").len(), 1, "{symbol}");
    }
}

#[test]
fn what_embeds_satisfies_without_a_name() {
    let text = "== a/a.go
package a

type Puller struct{}

func (Puller) Pull() int { return 1 }

type alias = Puller

type closer[T any] struct{}

func (*closer[T]) Shut() (t T) { return }

type Both interface {
	Pull() int
	Shut() int
}

func drain(Both) {}

func literal() {
	drain(struct {
		alias
		*closer[int]
	}{})
}

func local() {
	type pair struct{ Puller; *closer[int] }
	drain(pair{})
}
";
    for whole in [text.to_owned(), text.replace("alias = Puller", "alias struct{ Puller }")] {
        bound_together(&whole, &["a.Puller.Pull", "a.Both.Pull"]);
        bound_together(&whole, &["a.closer.Shut", "a.Both.Shut"]);
    }
    let defined = "== a/a.go
package a

type base struct{}

func (base) Pull() int { return 1 }

type mid struct{ base }

type top mid

type full struct {
	top
	other
}

type other struct{}

func (other) Shut() int { return 2 }

type Both interface {
	Pull() int
	Shut() int
}

var _ Both = full{}
";
    bound_together(defined, &["a.base.Pull", "a.Both.Pull"]);
}

#[test]
fn packages_that_signatures_name_bind_methods() {
    let text = "== a/a.go
package a

import \"bufio\"

type tap struct{}

func (tap) ReadFrom(p []byte) (int, error) { return 0, nil }

func (tap) WriteRune(r rune) (int, error) { return 0, nil }

var _ = bufio.NewReader
";
    assert_eq!(added(text, "tap.ReadFrom", "Fill").len(), 1, "another signature than io.ReaderFrom has");
    let asked = "== a/a.go
package a

import \"net/http\"

type tap struct{ http.ResponseWriter }

func (*tap) FlushError() error { return nil }

var _ = http.NewResponseController(&tap{})
";
    let refusals = refused(asked, "tap.FlushError", "Drain");
    let [refusal] = refusals.as_slice() else { panic!("{refusals:?}") };
    assert!(refusal.contains("net/http."), "{refusal}");
}

#[test]
fn struct_types_that_meet_keep_the_same_fields() {
    let meets = [
        // A table, and a function that takes its rows.
        "func show(Item) {}\n\nfunc table() {\n\tfor _, row := range []struct{ Label string }{{\"a\"}} {\n\t\tshow(row)\n\t}\n}",
        "func rows() []struct{ Label string } { return nil }\n\nvar first Item = rows()[0]",
        "func show(struct{ Label string }) {}\n\nfunc call(it Item) { show(it) }",
        "type Other struct{ Label string }\n\ntype Third = Other\n\nfunc convert(it Item) Third { return (Third)(it) }",
        "type Other[T any] struct{ Label T }\n\nfunc convert(it Item) any { return Other[string](it) }",
        "func convert(it Item) any {\n\ttype local struct{ Label string }\n\treturn local(it)\n}",
        "func convert[T ~struct{ Label string }](it Item) T { return T(it) }",
        "type Other struct{ Label string }\n\nfunc convert(all []Item, f func(Other)) {\n\tfor _, it := range all {\n\t\tf(Other(it))\n\t}\n}",
    ];
    for code in meets {
        let text = format!("== a/a.go\npackage a\n\ntype Item struct{{ Label string }}\n\n{code}\n");
        assert_eq!(refused(&text, "a.Item.Label", "Title").len(), 1, "{code}");
    }
    let apart = [
        "type Other struct{ Label string }\n\nfunc both(Item, Other) {}",
        "func table() {\n\tfor _, row := range []struct{ Label string }{{\"a\"}} {\n\t\t_ = Item{Label: row.Label}\n\t}\n}",
        "type Other struct{ Label, More string }\n\nfunc convert(it Item) Other { return Other{it.Label, \"\"} }",
    ];
    for code in apart {
        let text = format!("== a/a.go\npackage a\n\ntype Item struct{{ Label string }}\n\n{code}\n");
        assert!(!added(&text, "a.Item.Label", "Title").is_empty(), "{code}");
    }
}

#[test]
fn a_new_name_that_values_are_asked_for_at_run_time_is_refused() {
    let text = "== a/a.go
package a

import (
	\"encoding/json\"
	\"flag\"
)

type Job struct{}

func (Job) Halt() error { return nil }

func (Job) Unset() bool { return true }

func (Job) Set(string) error { return nil }

func (Job) String() string { return \"\" }

func (Job) Count() int { return 0 }

type Ender interface{ End() error }

type Counter interface{ Total() int }

func Stop(v any, _ Counter) {
	switch it := v.(type) {
	case Ender:
		_ = it.End()
	}
	if it, ok := v.(interface{ Close() error }); ok {
		_ = it.Close()
	}
}

var _, _ = json.Marshal, flag.Var
";
    for (symbol, new) in
        [("Job.Halt", "End"), ("Job.Halt", "Close"), ("Job.Unset", "IsZero"), ("Job.Unset", "IsBoolFlag")]
    {
        let refusals = refused(text, symbol, new);
        assert!(refusals[0].contains("which is asked for at run time"), "{symbol} {new}: {refusals:?}");
    }
    for (symbol, new) in [("Job.Count", "Total"), ("Job.Unset", "End"), ("Job.Count", "Other")] {
        assert_eq!(added(text, symbol, new).len(), 1, "{symbol} {new}");
    }
}

#[test]
fn a_field_that_hides_a_promoted_method_stays() {
    let text = "== a/a.go
package a

type name struct{}

func (name) String() string { return \"\" }

func (name) Plain() string { return \"\" }

type Tag struct {
	name
	String int
	Plain  int
}
";
    let refusals = refused(text, "Tag.String", "Text");
    assert!(refusals[0].contains("under the old name a promoted method would be fmt.Stringer.String"), "{refusals:?}");
    assert_eq!(added(text, "Tag.Plain", "Text").len(), 1, "nothing asks for it");
}

#[test]
fn a_condition_ends_where_its_block_begins() {
    let text = "== a/a.go
package a

type Log struct{ Last int }

func last(l *Log, n int, f func()) {
	if n != l.Last {
		f()
	}

	{
		f()
	}
	for n != l.Last {
		f()
	} // and then
	{
		f()
	}
}
";
    assert_eq!(added(text, "Log.Last", "Final").len(), 3);
    let generic = "== a/a.go
package a

type Pair[A, B any] struct{}

func (*Pair[A, B]) Swap() {}

var swap = (*Pair[int, string]).Swap
";
    assert_eq!(added(generic, "Pair.Swap", "Turn").len(), 2);
    assert_eq!(added(generic, "a.(*Pair).Swap", "Turn").len(), 2, "as Go prints methods");
}

#[test]
fn a_place_without_a_symbol_is_described() {
    let text = "== a/a.go
package a

import str \"strings\"

// Size is a size.
func Size(s string) int {
	n, _ := len(s), str.ToUpper(s)
	return n
}
";
    let dir = module(text);
    let says = [
        ("a/a.go:3:8", "`str` is the name of an import"),
        ("a/a.go:5:4", "`Size` stands in a comment"),
        ("a/a.go:6:1", "`func` is a keyword of Go"),
        ("a/a.go:7:5", "`_` is no symbol"),
        ("a/a.go:7:10", "`len` is predeclared by Go"),
        ("a/a.go:99:1", "the file has 9 lines"),
        ("a/none.go:1:1", "there is no file `a/none.go`"),
    ];
    for (place, reason) in says {
        let (code, _, err) = run(dir.path(), place, "other");
        assert_eq!(code, 2, "{place}: {err}");
        let flat = err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(reason), "{place}: {err}");
    }
}
