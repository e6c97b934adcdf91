//! Go's naming rules, one snippet each. `/*kind path*/` before an identifier claims what it stands for; `/*-*/` claims that
//! nobody knows.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{FileId, Span};

use super::check::Info;
use super::object::ObjKind;
use super::universe::{GoSource, PackageRef, Packages, Universe};

/// Packages in memory: `dir/file.go` lies in the package with import path `dir`.
pub(super) struct Memory {
    pub files: Vec<(String, Arc<str>)>,
}

impl Memory {
    /// Reads `== path` headings, each followed by the text of a file.
    pub fn new(text: &str) -> Self {
        let mut files: Vec<(String, String)> = Vec::new();
        for line in text.lines() {
            match (line.trim().strip_prefix("== "), files.last_mut()) {
                (Some(path), _) => files.push((path.to_owned(), String::new())),
                (None, Some((_, body))) => {
                    body.push_str(line);
                    body.push('\n');
                }
                (None, None) => {}
            }
        }
        Self { files: files.into_iter().map(|(path, body)| (path, body.into())).collect() }
    }

    fn reference(&self, at: usize) -> PackageRef {
        let (path, text) = &self.files[at];
        let name = crate::lang::go::syntax::outline(text).package.map(|it| it.name).unwrap_or_default();
        let dir = path.rsplit_once('/').map_or("", |(dir, _)| dir);
        let suffix = if name.ends_with("_test") { "_test" } else { "" };
        let in_same = |other: &(String, Arc<str>)| {
            let other_dir = other.0.rsplit_once('/').map_or("", |(dir, _)| dir);
            other_dir == dir && crate::lang::go::syntax::outline(&other.1).package.is_some_and(|it| it.name == name)
        };
        let key = self.files.iter().position(in_same).unwrap_or(at) as u32;
        PackageRef {
            path: format!("{dir}{suffix}").into(),
            name,
            dir: PathBuf::from(dir),
            key,
            in_roots: !dir.starts_with("ext/"),
        }
    }
}

impl Packages for Memory {
    fn package_of(&self, file: FileId) -> Option<PackageRef> {
        Some(self.reference(file.0 as usize))
    }

    fn import(&self, _: &PackageRef, path: &str) -> Option<PackageRef> {
        let all = (0..self.files.len()).map(|at| self.reference(at));
        all.into_iter().find(|it| it.path == path)
    }

    fn files(&self, package: &PackageRef) -> Vec<GoSource> {
        let mine = (0..self.files.len()).filter(|at| self.reference(*at) == *package);
        mine.map(|at| GoSource {
            id: (!self.files[at].0.starts_with("ext/")).then_some(FileId(at as u32)),
            text: self.files[at].1.clone(),
            outline: Arc::new(crate::lang::go::syntax::outline(&self.files[at].1)),
            built: !self.files[at].0.ends_with("_windows.go"),
        })
        .collect()
    }

    fn is_ours(&self, _: &str) -> bool {
        false
    }

    fn holding(&self, names: &[&str]) -> Vec<FileId> {
        let holds = |at: &usize| names.iter().any(|name| self.files[*at].1.contains(name));
        (0..self.files.len()).filter(holds).map(|at| FileId(at as u32)).collect()
    }
}

fn kind_name(kind: ObjKind) -> &'static str {
    match kind {
        ObjKind::Field { embedded: false } => "field",
        ObjKind::Field { embedded: true } => "embedded",
        ObjKind::Param => "param",
        ObjKind::Result => "result",
        ObjKind::Local => "local",
        ObjKind::Global => "pkgvar",
        ObjKind::Const => "const",
        ObjKind::Func => "func",
        ObjKind::Method => "method",
        ObjKind::InterfaceMethod => "ifacemethod",
        ObjKind::TypeName => "type",
        ObjKind::TypeParam => "typeparam",
        ObjKind::PkgName => "pkgname",
        ObjKind::Label => "label",
        ObjKind::Builtin => "builtin",
        ObjKind::Nil => "nil",
    }
}

/// Checks every declaration of every file against the claims in the text.
fn check(text: &str) {
    let memory = Memory::new(text);
    let files = memory.files.clone();
    let mut universe = Universe::new(memory);
    let mut wrong = Vec::new();
    let mut claims = 0;
    for (at, (path, text)) in files.iter().enumerate() {
        if path.starts_with("ext/") {
            continue;
        }
        let file = universe.file_ix(FileId(at as u32)).expect("a package for each file");
        let infos: Vec<Info> =
            (0..universe.outline(file).entries.len()).map(|it| universe.check_entry(file, it as u32, true)).collect();
        for (start, wanted) in claims_of(text) {
            claims += 1;
            let mut got = Vec::new();
            for info in &infos {
                let objects = [info.object(start), info.second(start)];
                for object in objects.into_iter().flatten() {
                    got.push(format!("{} {}", kind_name(universe.object(object).kind), universe.symbol_path(object)));
                }
                if info.is_unresolved(start) {
                    got.push("-".to_owned());
                }
            }
            if !got.contains(&wanted) {
                let line = text[..start as usize].matches('\n').count() + 1;
                wrong.push(format!("{path}:{line}: wanted {wanted}, got {got:?}"));
            }
        }
    }
    assert!(claims > 0, "the snippet claims nothing");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn claims_of(text: &str) -> BTreeMap<u32, String> {
    let mut claims = BTreeMap::new();
    let mut from = 0;
    while let Some(open) = text[from..].find("/*") {
        let open = from + open;
        let close = open + text[open..].find("*/").expect("a closed claim");
        claims.insert(close as u32 + 2, text[open + 2..close].to_owned());
        from = close + 2;
    }
    claims
}

#[test]
fn fields_belong_to_the_type_of_the_operand() {
    check(
        r#"
== m/a/a.go
package a
type Base struct{ /*field m/a.Base.ID*/ID string }
type Conv struct {
	/*embedded m/a.Conv.Base*/Base
	/*field m/a.Conv.RunID*/RunID string
	Inner struct{ /*field m/a.Conv.Inner.RunID*/RunID int }
	next *Conv
}
type Other struct{ /*field m/a.Other.RunID*/RunID string }
type Runner interface{ /*ifacemethod m/a.Runner.Run*/Run() *Conv }
func (/*param m/a.Conv.Run/c*/c *Conv) /*method m/a.Conv.Run*/Run() *Conv { return c./*field m/a.Conv.next*/next }
func New(/*param m/a.New/RunID*/RunID string) (*Conv, error) {
	return &Conv{/*field m/a.Conv.RunID*/RunID: /*param m/a.New/RunID*/RunID, Base: /*type m/a.Base*/Base{/*field m/a.Base.ID*/ID: "x"}}, nil
}
func use(c *Conv, o Other, r Runner, x Runner) {
	_ = c./*field m/a.Conv.RunID*/RunID
	_ = c./*field m/a.Base.ID*/ID
	_ = c.Inner./*field m/a.Conv.Inner.RunID*/RunID
	_ = o./*field m/a.Other.RunID*/RunID
	_ = r.Run()./*field m/a.Conv.RunID*/RunID
	_ = c.next.next./*field m/a.Conv.RunID*/RunID
	_ = (*Conv)./*method m/a.Conv.Run*/Run
	_ = Runner./*ifacemethod m/a.Runner.Run*/Run(x)./*field m/a.Conv.RunID*/RunID
	n, err := New("x")
	_, _ = n./*field m/a.Conv.RunID*/RunID, err
}
"#,
    );
}

#[test]
fn embedded_fields_use_their_type_and_are_fields_themselves() {
    check(
        r#"
== m/b/b.go
package b
import "m/a"
type wrap struct {
	*a./*embedded m/b.wrap.Conv*/Conv
	/*type m/b.inner*/inner
	mu int
}
type inner struct{ /*field m/b.inner.deep*/deep int }
func f(w wrap, c *a.Conv) {
	_ = w./*embedded m/b.wrap.Conv*/Conv./*field m/a.Conv.RunID*/RunID
	_ = w./*field m/a.Conv.RunID*/RunID
	_ = w./*method m/a.Conv.Run*/Run()
	_ = w./*field m/b.inner.deep*/deep
	_ = wrap{/*embedded m/b.wrap.Conv*/Conv: c}
}
== m/a/a.go
package a
type Conv struct{ RunID string }
func (c *Conv) Run() string { return c.RunID }
"#,
    );
}

#[test]
fn statements_open_scopes_and_declare_variables() {
    check(
        r#"
== m/a/a.go
package a
type T struct{ X int; Y *T; Kids []T; ByName map[string]*T }
type U struct{ X string }
type F func(yield func(int, *T) bool)
func pair() (T, error) { return T{}, nil }
func f(v any, ch chan U, it F, xs []T, arr *[3]U) (out T, err error) {
	if t, err := pair(); err == nil {
		_ = t./*field m/a.T.X*/X
	} else if u, ok := v.(U); ok {
		_ = u./*field m/a.U.X*/X
		_ = t./*field m/a.T.X*/X
	}
	switch /*local m/a.f/x*/x := v.(type) {
	case *T:
		_ = /*local m/a.f/x*/x./*field m/a.T.X*/X
	case U, nil:
		_ = x
	case []U:
		_ = x[0]./*field m/a.U.X*/X
	}
	for i, t := range xs {
		_ = t./*field m/a.T.X*/X + i
		t := U{}
		_ = t./*field m/a.U.X*/X
	}
	for u := range ch { _ = u./*field m/a.U.X*/X }
	for _, t := range it { _ = t./*field m/a.T.Y*/Y.Y./*field m/a.T.X*/X }
	for i := range 3 { _ = xs[i]./*field m/a.T.X*/X }
	for i := range arr { _ = arr[i]./*field m/a.U.X*/X }
	for name, t := range out.ByName { _, _ = t./*field m/a.T.X*/X, name }
	for k := range xs[0].ByName { _ = k }
	select {
	case u, ok := <-ch:
		_, _ = u./*field m/a.U.X*/X, ok
	case ch <- U{/*field m/a.U.X*/X: "a"}:
	}
	func() { _ = /*result m/a.f/out*/out./*field m/a.T.X*/X }()
	g := func(/*param m/a.f/u*/u U) *T { return &T{X: len(u./*field m/a.U.X*/X)} }
	_ = g(U{})./*field m/a.T.X*/X
/*label m/a.f/loop*/loop:
	for {
		switch {
		case true:
			break /*label m/a.f/loop*/loop
		}
	}
	a, /*result m/a.f/err*/err := pair()
	const /*const m/a.f/c*/c = 1
	_ = a./*field m/a.T.X*/X
	var p, q = &T{}, new(U)
	_, _ = p./*field m/a.T.X*/X, q./*field m/a.U.X*/X
	raw := *(*[]T)(v.(func() any)())
	_ = raw[0]./*field m/a.T.X*/X
	m := append(xs, T{})[1:]
	_ = m[0]./*field m/a.T.X*/X
	type /*type m/a.f.local*/local struct{ /*field m/a.f.local.X*/X int; next *local }
	l := local{X: 1}
	_ = l.next./*field m/a.f.local.X*/X
	return
}
"#,
    );
}

#[test]
fn literals_without_a_type_take_it_from_around() {
    check(
        r#"
== m/a/a.go
package a
type P struct{ X int }
type W struct{ Ps []P; ByK map[P]*P; One P; N struct{ /*field m/a.W.N.X*/X int } }
var /*pkgvar m/a.tests*/tests = []struct{ /*field m/a.tests.<anon>@4.X*/X int }{{/*field m/a.tests.<anon>@4.X*/X: 1}}
func f() {
	_ = []P{{/*field m/a.P.X*/X: 1}}
	_ = []*P{{/*field m/a.P.X*/X: 1}, &P{/*field m/a.P.X*/X: 2}}
	_ = [...]P{3: {/*field m/a.P.X*/X: 1}}
	_ = map[string]map[string]P{"a": {"b": {/*field m/a.P.X*/X: 1}}}
	_ = W{Ps: []P{{/*field m/a.P.X*/X: 1}}, ByK: map[P]*P{{/*field m/a.P.X*/X: 1}: {/*field m/a.P.X*/X: 2}}}
	_ = tests[0]./*field m/a.tests.<anon>@4.X*/X
	local := []struct{ /*field m/a.f.<anon>@12.X*/X int }{{/*field m/a.f.<anon>@12.X*/X: 1}}
	for _, tt := range local { _ = tt./*field m/a.f.<anon>@12.X*/X }
	for _, tt := range tests { _ = tt./*field m/a.tests.<anon>@4.X*/X }
	x := 1
	_ = []int{/*local m/a.f/x*/x: 2}
	_ = map[int]int{/*local m/a.f/x*/x: 2}
}
"#,
    );
}

#[test]
fn type_arguments_are_written_or_inferred() {
    check(
        r#"
== m/a/a.go
package a
type A struct{ X int }
type B struct{ X int }
type Box[T any] struct{ /*field m/a.Box.Val*/Val T; next *Box[T] }
func (b *Box[T]) Get() T { return b./*field m/a.Box.Val*/Val }
func (b Box[/*typeparam m/a.Box.With/E*/E]) With(f func(/*typeparam m/a.Box.With/E*/E) E) Box[E] { return b }
type Pair[K comparable, V any] struct{ Key K; Val V }
type Seq2[K, V any] func(yield func(K, V) bool)
type List[T any] []T
type Alias[T any] = Pair[string, T]
func Map[T, U any](xs []T, f func(T) U) (out []U) { return }
func Keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }
func Ptr[T any](t T) *T { return &t }
func All[S ~[]E, E any](s S) Seq2[int, E] { return nil }
func New[T any, P interface{ *T; Reset() }]() P { return nil }
type Resetter struct{ X int }
func (r *Resetter) Reset() {}
func Collect[K, V any](seq Seq2[K, V]) []V { return nil }
func sum[T interface{ /*ifacemethod m/a.sum.<anon>@19.Size*/Size() int }](t T) int { return t./*ifacemethod m/a.sum.<anon>@19.Size*/Size() }
type Set map[A]B
func Made[P interface{ struct { a Q; b R } }, Q any, R interface{ *Q }](q Q) P { panic(0) }
func f(as []A, bs List[B], m map[A]B, s Set) {
	_ = Box[A]{}.Val./*field m/a.A.X*/X
	b := &Box[B]{Val: B{/*field m/a.B.X*/X: 1}}
	_ = b.next.next.Get()./*field m/a.B.X*/X
	_ = b.With(func(b B) B { return b }).Val./*field m/a.B.X*/X
	_ = Map(as, func(a A) B { return B{a./*field m/a.A.X*/X} })[0]./*field m/a.B.X*/X
	_ = Map[A, B](nil, nil)[0]./*field m/a.B.X*/X
	_ = Map[A](nil, func(A) B { return B{} })[0]./*field m/a.B.X*/X
	_ = Keys(m)[0]./*field m/a.A.X*/X
	_ = Keys(s)[0]./*field m/a.A.X*/X
	_ = Ptr(A{})./*field m/a.A.X*/X
	for _, b := range All(bs) { _ = b./*field m/a.B.X*/X }
	_ = Collect(All(bs))[0]./*field m/a.B.X*/X
	_ = New[Resetter]()./*field m/a.Resetter.X*/X
	_ = Made(B{}).b./*field m/a.B.X*/X
	var al Alias[A]
	_ = al.Val./*field m/a.A.X*/X
	_ = al.Key
	p := Pair[A, []B]{Key: A{/*field m/a.A.X*/X: 1}, Val: []B{{/*field m/a.B.X*/X: 1}}}
	_ = p.Val[0]./*field m/a.B.X*/X
}
"#,
    );
}

#[test]
fn a_value_of_unknown_type_is_never_ours() {
    check(
        r#"
== m/a/a.go
package a
import (
	"gone.example/missing"
	"gone.example/go-yaml/v3"
)
type T struct{ RunID string }
type wrap struct { missing.Base; *T }
type wrap2 struct { missing.Base; one }
type one struct { T }
func (t *T) Get() {}
func f(x missing.T, w wrap, w2 wrap2) {
	_ = x./*-*/RunID
	_ = missing.Get()./*-*/RunID
	_ = missing.T{/*-*/RunID: 1}
	_ = yaml./*-*/RunID
	_ = w./*field m/a.T.RunID*/RunID
	_ = w2./*-*/RunID
	for _, y := range missing.List { _ = y./*-*/RunID }
	z := []missing.T{}
	_ = z[0]./*-*/RunID
	var t T
	_ = append([]T{}, x.List...)[0]./*field m/a.T.RunID*/RunID
	_ = t
}
"#,
    );
}

#[test]
fn packages_import_each_other() {
    check(
        r#"
== m/a/a.go
package a
import (
	renamed "m/x"
	. "m/dot"
	"m/odd/v2"
)
func f(c renamed.C) {
	_ = c./*field m/x.C.ID*/ID
	_ = /*func m/dot.Make*/Make()./*field m/dot.D.ID*/ID
	_ = /*pkgname m/odd/v2.even*/even.Value./*field m/odd/v2.E.ID*/ID
	renamed := 1
	_ = /*local m/a.f/renamed*/renamed
}
== m/x/x.go
package x
type C struct{ ID int }
== m/dot/d.go
package dot
type D struct{ ID int }
func Make() D { return D{} }
== m/odd/v2/e.go
package even
type E struct{ ID int }
var Value = compute()
func compute() *E { return nil }
== m/x/x_test.go
package x_test
import "m/x"
type helper struct{ ID int }
func g(c x.C, h helper) {
	_ = c./*field m/x.C.ID*/ID
	_ = c./*method m/x.C.ForTest*/ForTest()
	_ = h./*field m/x_test.helper.ID*/ID
}
== m/x/in_test.go
package x
func (c C) ForTest() int { return c./*field m/x.C.ID*/ID }
"#,
    );
}

#[test]
fn parameters_are_seen_in_the_body_only() {
    check(
        r#"
== m/a/a.go
package a
import "m/file"
type h struct{}
func (file h) open(h string) (file.Handle, h, error) { return nil, h{}, nil }
func use(x h) {
	f, y, _ := x.open("")
	f./*ifacemethod m/file.Handle.URI*/URI()
	y./*method m/a.h.open*/open("")
}
== m/file/f.go
package file
type Handle interface{ URI() string }
"#,
    );
}

#[test]
fn twins_for_other_platforms_are_the_same_symbol() {
    check(
        r#"
== m/a/a.go
package a
func use(t T) { _ = /*func m/a.open*/open(t./*field m/a.T.h*/h) }
== m/a/t_linux.go
package a
type T struct{ /*field m/a.T.h*/h int }
func /*func m/a.open*/open(h int) error { return nil }
== m/a/t_windows.go
package a
type T struct{ /*field m/a.T.h*/h int; /*field m/a.T.win*/win int }
func /*func m/a.open*/open(h int) error { return nil }
func (t T) close() { _ = t./*field m/a.T.win*/win; _ = t./*field m/a.T.h*/h }
"#,
    );
    check(
        r#"
== m/a/a.go
package a
func use(t T) { _ = t./*field m/a.inner.code*/code; _ = t./*field m/a.T.mode*/mode }
== m/a/t_linux.go
package a
type inner struct { code int }
type T struct{ inner; mode int }
== m/a/t_windows.go
package a
type T struct{ code int; /*field m/a.T.win*/win int }
func (t T) mode() int { return t./*field m/a.T.win*/win }
"#,
    );
    // A twin that is read first changes nothing.
    check(
        r#"
== m/a/a_windows.go
package a
type T struct{ same *other; code int }
type other struct{ x int }
func (t T) win() { _ = t.same.x; _ = t.code }
== m/a/t_linux.go
package a
type inner struct { code int }
type mine struct{ y int }
type T struct{ inner; same mine }
func use(t T) { _ = t./*field m/a.inner.code*/code; _ = t.same./*field m/a.mine.y*/y }
"#,
    );
}

#[test]
fn cycles_end() {
    check(
        r#"
== m/a/a.go
package a
type A B
type B A
type C = D
type D = C
type L[T any] struct{ next *L[L[T]]; v T }
type P *P
type S []S
type M map[string]M
type Fn func(Fn) Fn
type Q *E
type I interface{ J }
type J interface{ I; /*ifacemethod m/a.J.M*/M() }
type E struct{ *E; F }
type F struct{ *E; x int }
var x, y = y, x
var z = func() int { return z() }()
func f(a A, c C, l L[int], i I, e E) {
	_ = a.x
	_ = c.x
	_ = l.next.next.next./*field m/a.L.v*/v
	i./*ifacemethod m/a.J.M*/M()
	_ = e./*field m/a.F.x*/x
	_ = x
	var p P
	_ = p.x
	_ = (*p).x
	var q Q
	_ = q./*field m/a.F.x*/x
	var s S
	_ = s[0][0].x
	for range s { for _, t := range M{}["a"] { _ = t["b"].x } }
	var fn Fn
	_ = fn(fn)(nil).x
}
"#,
    );
}

#[test]
fn spans_key_the_types_of_expressions() {
    let memory = Memory::new("== m/a/a.go\npackage a\ntype T struct{ X []T }\nfunc f(t T) { _ = t.X[0] }\n");
    let text = memory.files[0].1.clone();
    let mut universe = Universe::new(memory);
    let file = universe.file_ix(FileId(0)).expect("a package");
    let info = universe.check_entry(file, 1, true);
    let at = text.find("t.X[0]").expect("it is there");
    let named = universe.package_object(universe.package_of(file), "T").expect("T");
    let named = universe.object_type(named);
    assert_eq!(info.ty(Span::new(at, at + 6)), named);
    assert_eq!(info.ty(Span::new(at, at + 1)), named);
    let f = universe.package_object(universe.package_of(file), "f").expect("f");
    let params = universe.param_objects(f);
    assert_eq!(universe.symbol_path(params[0]), "m/a.f/t");
}
