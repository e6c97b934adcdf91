//! Names of Go that are data at run time: what keeps their wire when they get another name, and what is refused because nothing can.
//! The modules name packages that are not on this machine: what a call means is then read from the imports of its file.

use crate::rename::{added, module, refused, run};
use crate::support::{put, runsess, texts};

/// A package with these imports and this text.
fn package(imports: &str, body: &str) -> String {
    let quoted: String = imports.split(' ').map(|it| format!("import \"{it}\"\n")).collect();
    format!("== a/a.go\npackage a\n\n{quoted}\n{body}\n")
}

/// The lines that declare the field `Old`, renamed to `New`, of type `T`.
fn field(imports: &str, body: &str) -> String {
    let lines = added(&package(imports, body), "a.T.Old", "New");
    lines.into_iter().find(|it| it.contains("New") && it.contains("string")).unwrap_or_default()
}

#[test]
fn a_field_keeps_its_key_by_a_tag() {
    let json = |body: &str| field("encoding/json", body);
    assert_eq!(json("type T struct{ Old string }\n\nfunc f(t T) { json.Marshal(t) }"), "New string `json:\"Old\"`");
    let options = "type T struct {\n\tOld string `json:\",omitempty\"`\n}\n\nfunc f(t *T) { json.Unmarshal(nil, t) }";
    assert_eq!(json(options), "New string `json:\"Old,omitempty\"`");
    let other = "type T struct {\n\tOld string `db:\"old\"`\n}\n\nfunc f(t []*T) { json.Marshal(t) }";
    assert_eq!(json(other), "New string `db:\"old\" json:\"Old\"`");
    let named = "type T struct {\n\tOld string `json:\"o\"`\n}\n\nfunc f(t []*T) { json.Marshal(t) }";
    assert_eq!(json(named), "New string `json:\"o\"`", "a tag that names it is left as it is");
    let unread = "type T struct{ Old string }\n\ntype U struct{ T T }\n\nfunc f(t T) { json.Marshal(len(t.Old)) }";
    assert_eq!(json(unread), "type T struct{ New string }", "no value of its type is read");
}

#[test]
fn the_key_is_that_of_the_package() {
    let body = "type T struct{ Old string }\n\nfunc f(t T) { x.Marshal(t) }";
    let read =
        |path: &str| field(path, &body.replace('x', path.rsplit('/').next().unwrap().split('.').next().unwrap()));
    assert_eq!(read("gopkg.in/yaml.v3"), "New string `yaml:\"old\"`");
    assert_eq!(read("go.mongodb.org/mongo-driver/bson"), "New string `bson:\"old\"`");
    assert_eq!(read("github.com/vmihailenco/msgpack"), "New string `msgpack:\"Old\"`");
    assert_eq!(read("encoding/xml"), "New string `xml:\"Old\"`");
    assert_eq!(read("github.com/BurntSushi/toml"), "New string `toml:\"Old\"`");
    let decode = body.replace("x.Marshal(t)", "mapstructure.Decode(nil, &t)");
    assert_eq!(field("github.com/go-viper/mapstructure/v2", &decode), "New string `mapstructure:\"Old\"`");
}

#[test]
fn rows_are_found_by_the_mapper_of_the_program() {
    let body = "type T struct{ OldID string }\n\nfunc f(db *sqlx.DB, t []T) { db.Select(&t, \"\") }";
    let renamed = |body: &str| {
        added(&package("github.com/jmoiron/sqlx", body), "a.T.OldID", "NewID")
            .into_iter()
            .find(|it| it.contains("NewID"))
            .unwrap_or_default()
    };
    assert_eq!(renamed(body), "NewID string `db:\"oldid\"`");
    let mapped = format!("{body}\n\nfunc g(db *sqlx.DB) {{ db.MapperFunc(strcase.ToSnake) }}");
    assert_eq!(renamed(&mapped), "NewID string `db:\"old_id\"`");
    let unknown = format!("{body}\n\nfunc g(db *sqlx.DB) {{ db.MapperFunc(mine) }}");
    let why = refused(&package("github.com/jmoiron/sqlx", &unknown), "a.T.OldID", "NewID");
    assert_eq!(
        why,
        ["m/a/a.go:5: sqlx finds it by its name (m/a/a.go:7), and the key is not known; give it a tag `db:\"…\"` \
          with its key first, or keep the name"]
    );
    let own = "type Conn interface{ SelectContext(ctx, dest any, query string) error }\n\n\
               type T struct{ OldID string }\n\nfunc f(db Conn, t []T) { db.SelectContext(nil, &t, \"\") }\n\n\
               var _ Conn = (*sqlx.DB)(nil)";
    assert_eq!(renamed(own), "NewID string `db:\"oldid\"`", "an interface stands before the package");
}

#[test]
fn a_value_is_followed_to_the_encoder() {
    let ways = [
        "func f(t T) { write(t) }\n\nfunc write(v any) { json.NewEncoder(nil).Encode(v) }",
        "func f(t T) { outer(1, t) }\n\nfunc outer(n int, v any) { write(v) }\n\nfunc write(v any) { json.Marshal(v) }",
        "func f(t *T) { write(t) }\n\nfunc write[V any](v V) { json.Marshal(v) }",
        "func f() { read[T]() }\n\nfunc read[V any]() { var v V; json.Unmarshal(nil, &v) }",
        "type R struct{ Data any }\n\nfunc f(t T) { json.Marshal(R{Data: t}) }",
        "type R struct{ Data any }\n\nfunc f(t T) { r := R{}; r.Data = t; json.Marshal(r) }",
        "type R struct{ Data any }\n\nfunc f(t T) { json.Marshal(R{t}) }",
        "type R[V any] struct{ Data V }\n\nfunc f(r R[T]) { json.Marshal(r) }",
        "type R[V any] struct{ v V }\n\nfunc (r *R[V]) load() { json.Unmarshal(nil, &r.v) }\n\nfunc f(r *R[T]) { r.load() }",
        "func f(t T) { json.Marshal(map[string]any{\"a\": []any{t}}) }",
        "func f(t T) { m := map[string]any{}; m[\"a\"] = t; json.Marshal(m) }",
        "func f(t T) { var all []any; all = append(all, t); json.Marshal(all) }",
        "func f(t T) { send := func(v any) { json.Marshal(v) }; send(t) }",
        "func f() { json.Marshal(build()) }\n\nfunc build() any { return T{} }",
        "func f(t T) { for _, v := range []any{t} { json.Marshal(v) } }",
        "type I interface{ is() }\n\nfunc (T) is() {}\n\nfunc f(i []I) { json.Marshal(i) }",
        "type S interface{ Save(v any) }\n\ntype file struct{}\n\nfunc (file) Save(v any) { json.Marshal(v) }\n\n\
         func f(s S, t T) { s.Save(t) }",
        "func f(t ...any) { json.Marshal(t) }\n\nfunc g(t T) { f(1, 2, t) }",
        "type U struct{ T }\n\nfunc f(u U) { json.Marshal(u) }",
        "type U struct{ m map[string][]*T }\n\nfunc f(u U) { json.Marshal(u.m) }",
        "func (t T) MarshalJSON() ([]byte, error) { type plain T; return json.Marshal(plain(t)) }",
        "func f(s sender, t T) { s.send(t) }\n\ntype sender struct{ enc *json.Encoder }\n\n\
         func (s sender) send(v any) { s.enc.Encode(v) }",
    ];
    for way in ways {
        let body = format!("type T struct{{ Old string }}\n\n{way}");
        assert_eq!(field("encoding/json", &body), "New string `json:\"Old\"`", "{way}");
    }
}

#[test]
fn a_tag_beside_a_field_shows_who_reads_it() {
    let body = "type T struct {\n\tOld   string\n\tOther int `yaml:\"other\"`\n}";
    assert_eq!(field("fmt", body), "New   string `yaml:\"old\"`");
}

#[test]
fn what_reads_it_is_said() {
    let dir = module(&package("encoding/json", "type T struct{ Old string }\n\nfunc f(t T) { json.Marshal(t) }"));
    let (code, _, err) = run(dir.path(), "a.T.Old", "New");
    assert_eq!(
        (code, err.as_str()),
        (
            0,
            "runsess: by hand: m/a/a.go:5 `x.test/a.T.Old`: a tag keeps `Old` for JSON, which reads values of its type \
             and would call it `New` (m/a/a.go:7)\n"
        )
    );
}

#[test]
fn a_field_that_would_appear_is_kept_out_and_one_that_would_disappear_is_refused() {
    let body = "type T struct{ old, Old string }\n\ntype U struct{ old string }\n\nfunc f(t T, u U) { json.Marshal(t); json.Marshal(u) }";
    let lines = added(&package("encoding/json", body), "a.U.old", "Old");
    assert_eq!(lines, ["type U struct {", "Old string `json:\"-\"`", "}"]);
    let gone = body.replace("old, Old", "Old");
    assert_eq!(
        refused(&package("encoding/json", &gone), "a.T.Old", "fresh"),
        ["m/a/a.go:5: JSON reads it, and would no longer see it as `fresh` (m/a/a.go:9); give it a name that starts \
          with an upper-case letter"]
    );
    assert_eq!(
        refused(&package("encoding/json", body), "a.T.Old", "New"),
        ["m/a/a.go:5: it needs a tag to keep `Old` for JSON (m/a/a.go:9), and shares its line with others; give the \
          field a line of its own first"]
    );
}

#[test]
fn an_embedded_type_that_is_no_struct_is_a_key() {
    let body = "type Old string\n\ntype T struct {\n\tOld\n}\n\nfunc f(t T) { json.Marshal(t) }";
    let lines = added(&package("encoding/json", body), "a.Old", "New");
    assert_eq!(lines, ["type New string", "New `json:\"Old\"`"]);
    let flat = body.replace("Old string", "Old struct{ A int }");
    assert_eq!(added(&package("encoding/json", &flat), "a.Old", "New"), ["type New struct{ A int }", "New"]);
}

#[test]
fn what_no_tag_can_keep_is_refused() {
    let gob = "type T struct{ Old string }\n\nfunc init() { gob.Register(T{}) }\n\nfunc f(t T) { gob.NewEncoder(nil).Encode(t) }";
    assert_eq!(
        refused(&package("encoding/gob", gob), "a.T.Old", "New"),
        [
            "m/a/a.go:5: `Old` is its name in gob, which knows no tags (m/a/a.go:7); keep the name, or give the package a \
          type of its own to read"
        ]
    );
    assert_eq!(
        refused(&package("encoding/gob", gob), "a.T", "New"),
        ["m/a/a.go:5: `T` is the name of its values in gob (m/a/a.go:7); register it under its old name by \
          `gob.RegisterName` first, or keep the name `T`"]
    );
    let xml = "type T struct{ Old string }\n\nfunc f(t []T) { xml.Marshal(t) }";
    assert_eq!(
        refused(&package("encoding/xml", xml), "a.T", "New"),
        ["m/a/a.go:5: `T` is the name of its values in XML (m/a/a.go:7); give it a field ``XMLName xml.Name \
          `xml:\"T\"` `` first, or keep the name"]
    );
    let named = xml.replace("Old string", "XMLName xml.Name `xml:\"t\"`");
    assert_eq!(added(&package("encoding/xml", &named), "a.T", "New").len(), 2);
    let rpc = "type T struct{}\n\nfunc (T) Old(in string, out *string) error { return nil }\n\nfunc init() { rpc.Register(T{}) }";
    assert_eq!(
        refused(&package("net/rpc", rpc), "a.T.Old", "New"),
        ["m/a/a.go:7: clients of net/rpc call it by its name (m/a/a.go:9); keep the name"]
    );
}

#[test]
fn strings_and_templates_that_say_the_name_of_a_member() {
    let said = |imports: &str, body: &str| {
        let mut found =
            refused(&package(imports, &format!("type T struct{{ Old string }}\n\n{body}")), "a.T.Old", "New");
        assert_eq!(found.len(), 1, "{found:?}");
        found.swap_remove(0)
    };
    assert_eq!(
        said(
            "github.com/hashicorp/go-memdb",
            "func f(x *memdb.Txn, t T) { x.Insert(\"t\", t) }\n\nvar i = memdb.StringFieldIndex{Field: \"Old\"}"
        ),
        "m/a/a.go:5: memdb finds it by the string `Old` (m/a/a.go:9); change the string by hand first, or keep the name"
    );
    let constant = "const name = \"Old\"\n\nfunc f(t T) { reflect.ValueOf(t).FieldByName(name) }";
    assert_eq!(
        said("reflect", constant),
        "m/a/a.go:5: reflection finds it by the string `Old` (m/a/a.go:9); change the string by hand first, or keep the name"
    );
    let listed = "var names = []string{\"Other\", \"Old\"}\n\nfunc f(v any) {\n\tfor _, name := range names {\n\t\t\
                  reflect.ValueOf(v).FieldByName(name)\n\t}\n}\n\nfunc g(t T) { f(t) }";
    assert!(said("reflect", listed).contains("reflection finds it by the string `Old`"));
    let shown = "func f(t T) { template.Must(template.New(\"\").Parse(\"{{.Old}}\")).Execute(nil, t) }";
    assert_eq!(
        said("text/template", shown),
        "m/a/a.go:5: a template shows `.Old` (m/a/a.go:7), and gets values of the type (m/a/a.go:7); change the \
         template by hand first, or keep the name"
    );
}

#[test]
fn rules_of_validators_follow() {
    let body = "type T struct {\n\tOld string\n\tAgain string `validate:\"required,eqfield=Old\"`\n}";
    let lines = added(&package("fmt", body), "a.T.Old", "New");
    assert!(lines.iter().any(|it| it == "Again string `validate:\"required,eqfield=New\"`"), "{lines:?}");
}

#[test]
fn doc_comments_and_doc_links_follow() {
    let text = "== a/a.go\npackage a\n\n// Open opens, see [Vault.Open] and [*Vault]. Open twice.\nfunc Open() {}\n\n// Vault is one.\ntype Vault struct{}\n\n\
                // Open opens it, as [Open] does, [Open](x) or [Other.Open].\nfunc (Vault) Open() {}\n\
                == b/b.go\npackage b\n\nimport \"x.test/a\"\n\n// Use calls [a.Open] and [a.Vault.Open].\nfunc Use() { a.Open() }\n";
    assert_eq!(
        added(text, "a.Open", "Unlock"),
        [
            "// Unlock opens, see [Vault.Open] and [*Vault]. Open twice.",
            "func Unlock() {}",
            "// Open opens it, as [Unlock] does, [Open](x) or [Other.Open].",
            "// Use calls [a.Unlock] and [a.Vault.Open].",
            "func Use() { a.Unlock() }"
        ]
    );
    assert_eq!(
        added(text, "a.Vault.Open", "Unlock"),
        [
            "// Open opens, see [Vault.Unlock] and [*Vault]. Open twice.",
            "// Unlock opens it, as [Open] does, [Open](x) or [Other.Open].",
            "func (Vault) Unlock() {}",
            "// Use calls [a.Open] and [a.Vault.Unlock]."
        ]
    );
    assert_eq!(
        added(text, "a.Vault", "Safe"),
        [
            "// Open opens, see [Safe.Open] and [*Safe]. Open twice.",
            "// Safe is one.",
            "type Safe struct{}",
            "func (Safe) Open() {}",
            "// Use calls [a.Open] and [a.Safe.Open]."
        ]
    );
}

#[test]
fn what_other_tools_find_by_name_is_listed() {
    let text = "== a/a.go\npackage a\n\n//go:generate stringer -type=Colour\ntype Colour int\n\nvar version string\n\n\
                == a/a_test.go\npackage a\n\nimport \"testing\"\n\nfunc FuzzSplit(f *testing.F) { _ = version }\n\
                == a/testdata/fuzz/FuzzSplit/1\ngo test fuzz v1\n\
                == Makefile\nbuild:\n\tgo build -ldflags \"-X x.test/a.version=1\"\n";
    let dir = module(text);
    let listed = |symbol: &str, new: &str| {
        let (code, _, err) = run(dir.path(), symbol, new);
        assert_eq!(code, 0, "{err}");
        err
    };
    assert_eq!(
        listed("a.Colour", "Hue"),
        "runsess: by hand: m/a/a.go:3 `x.test/a.Colour`: `Colour` stands in a line that `go generate` or the linker \
         acts on\n"
    );
    assert_eq!(
        listed("a.version", "release"),
        "runsess: by hand: m/Makefile:2 `x.test/a.version`: `version` stands in a line that `go generate` or the \
         linker acts on\n"
    );
    assert_eq!(
        listed("a.FuzzSplit", "FuzzCut"),
        "runsess: by hand: m/a/a_test.go:5 `x.test/a.FuzzSplit`: its seeds stay in `testdata/fuzz/FuzzSplit`: rename \
         the folder too\n"
    );
}

/// A field that an encoder reads, one that a row scanner reads, one that would be read from now on, and one that says its key.
const POLICY: &str = "== a/a.go
package a

import (
	\"encoding/json\"

	\"gopkg.in/yaml.v3\"
)

type T struct {
	RunID  string
	secret string
	Named  string `json:\"n\" yaml:\"n\"`
}

func f(t T) {
	json.Marshal(t)
	yaml.Marshal(t)
}
";

/// The refusals of a rename by the policy `refuse`, each without its place and symbol, or the lines of the diff.
fn by_policy(symbol: &str, new: &str) -> Vec<String> {
    let dir = module(POLICY);
    let output =
        runsess(&["rename", symbol, new, "--wire", "refuse", "--format", "json", "m"]).current_dir(dir.path()).output();
    let (out, err) = texts(&output.unwrap());
    let plan: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
    let text = |it: &serde_json::Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
    let said = |it: &serde_json::Value| format!("{}; {}", text(it, "reason"), text(it, "way_out"));
    plan["refused"].as_array().unwrap().iter().map(said).collect()
}

#[test]
fn a_key_that_would_change_is_refused_where_that_is_asked_for() {
    let way = "or let it be kept by `wire: keep` of the batch (`rename --wire keep`)";
    assert_eq!(
        by_policy("a.T.RunID", "SessionID"),
        [
            format!(
                "its key in JSON would change from `RunID` to `SessionID` (m/a/a.go:16); give it a tag `json:\"RunID\"` first, {way}"
            ),
            format!(
                "its key in YAML would change from `runid` to `sessionid` (m/a/a.go:17); give it a tag `yaml:\"runid\"` first, {way}"
            ),
        ]
    );
    assert_eq!(
        by_policy("a.T.secret", "Secret")[0],
        format!("JSON would begin to have it, as `Secret` (m/a/a.go:16); give it a tag `json:\"-\"` first, {way}")
    );
    assert!(by_policy("a.T.Named", "Other").is_empty(), "its tag says the key, so nothing changes");
    let dir = module(POLICY);
    let output =
        runsess(&["rename", "a.T.RunID", "X", "--wire", "rename", "m"]).current_dir(dir.path()).output().unwrap();
    let (_, err) = texts(&output);
    assert!(output.status.code() == Some(2) && err.contains("[possible values: keep, refuse, change]"), "{err}");
}

#[test]
fn a_batch_says_what_becomes_of_keys() {
    let dir = module(POLICY);
    let pack = |wire: &str| {
        format!(
            "version: 1\nname: p\nterms:\n  - {{id: run-id, words: run id, to: session id}}\n\
             categories:\n  - {{id: OLD, description: old, action: Rename}}\n\
             rules:\n  - {{id: all, when: {{}}, category: OLD}}\n\
             batches:\n  - {{id: 1, title: t, risk: low, {wire}changes: [{{when: {{category: OLD}}, change: rename}}]}}\n"
        )
    };
    let apply = |wire: &str, more: &[&str]| {
        put(dir.path(), "pack.yaml", &pack(wire));
        let mut command = runsess(&["apply", "--batch", "1", "--rules", "pack.yaml", "m"]);
        let output = command.args(more).current_dir(dir.path()).output().unwrap();
        let (out, err) = texts(&output);
        (output.status.code().unwrap(), out, err)
    };
    for wire in ["", "wire: keep, "] {
        let (code, out, err) = apply(wire, &["--diff"]);
        assert!(code == 0 && out.contains("+\tSessionID string `json:\"RunID\" yaml:\"runid\"`"), "{out}{err}");
        assert!(
            err.contains("a tag keeps `runid` for YAML, which reads values of its type and would call it `sessionid`"),
            "{err}"
        );
    }
    let (code, out, err) = apply("wire: refuse, ", &["--diff"]);
    assert!(code == 1 && !out.contains("+\tSessionID"), "{out}");
    assert!(err.contains("its key in JSON would change from `RunID` to `SessionID` (m/a/a.go:16)"), "{err}");
    let (_, json, _) = apply("wire: refuse, ", &["--format", "json"]);
    assert!(json.contains("its key in YAML would change from `runid` to `sessionid` (m/a/a.go:17)"), "{json}");
    let (code, _, err) = apply("wire: rename, ", &["--diff"]);
    let said = "batch 1: unknown value of `wire` `rename` (pack.yaml:10). Known: `keep`, `refuse`";
    assert!(code == 2 && err.contains(said), "{err}");
}

/// A rename in module `x.test` that takes a stub of another module, `api`, by its folder beside it.
fn with_stub(path: &str, api: &str, body: &str) -> String {
    let name = path.rsplit('/').find(|it| !it.starts_with('v')).unwrap();
    let name = name.strip_prefix("go-").unwrap_or(name);
    format!(
        "== go.mod\nmodule x.test\n\ngo 1.24\n\nrequire {path} v0.0.0\n\nreplace {path} => ../stub\n== ../stub/go.mod\nmodule {path}\n\n\
         go 1.24\n== ../stub/api.go\npackage {name}\n\n{api}\n== a/a.go\npackage a\n\nimport \"{path}\"\n\n{body}\n"
    )
}

/// The shape of a query of Bun and of go-pg.
const QUERIES: &str = "type DB struct{}\n\ntype Query struct{}\n\nfunc (*DB) NewSelect() *Query { return nil }\n\n\
                       func (*DB) Model(model ...any) *Query { return nil }\n\nfunc (*Query) Model(model any) *Query { return nil }\n\n\
                       func (*Query) Select(values ...any) error { return nil }\n\nfunc (*Query) Scan(values ...any) error { return nil }";

#[test]
fn a_column_of_bun_and_of_go_pg_is_kept_by_a_tag() {
    let rows = |path: &str, tag: &str, query: &str| {
        let body = format!("type T struct{{ OldID string }}\n\nfunc f(db *{query} }}");
        let text = with_stub(path, QUERIES, &body);
        assert_eq!(
            added(&text, "a.T.OldID", "New"),
            ["type T struct {", &format!("New string `{tag}:\"old_id\"`"), "}"],
            "{path}"
        );
        let tagged = text.replace("OldID string }", &format!("OldID string `{tag}:\"o\"` }}"));
        assert_eq!(
            added(&tagged, "a.T.OldID", "New"),
            [format!("type T struct{{ New string `{tag}:\"o\"` }}")],
            "{path}"
        );
        let unread = text.replace("struct{ OldID", "struct{ T2 }\n\ntype T2 struct{}\n\ntype U struct{ OldID");
        assert_eq!(
            added(&unread, "a.U.OldID", "New"),
            ["type U struct{ New string }"],
            "{path}: no value of it is read"
        );
    };
    rows("github.com/uptrace/bun", "bun", "bun.DB, t []T) { db.NewSelect().Model(&t).Scan()");
    rows("github.com/go-pg/pg/v10", "pg", "pg.DB, t []T) { db.Model(&t).Select()");
}

#[test]
fn a_table_of_bun_and_of_go_pg_has_the_name_of_its_type() {
    for (path, query) in [
        ("github.com/uptrace/bun", "bun.DB, t []T) { db.NewSelect().Model(&t).Scan()"),
        ("github.com/go-pg/pg/v10", "pg.DB, t []T) { db.Model(&t).Select()"),
    ] {
        let text = with_stub(path, QUERIES, &format!("type T struct{{ OldID string }}\n\nfunc f(db *{query} }}"));
        let why = refused(&text, "a.T", "Row");
        assert!(
            why.len() == 1 && why[0].starts_with("m/a/a.go:5: `T` is the name of its values in "),
            "{path}: {why:?}"
        );
    }
}

#[test]
fn a_flag_of_kong_is_kept_by_a_tag() {
    let api = "type Context struct{}\n\ntype Kong struct{}\n\nfunc Parse(grammar any) *Context { return nil }\n\n\
               func New(grammar any) (*Kong, error) { return nil, nil }\n\nfunc Must(grammar any) *Kong { return nil }";
    for call in ["kong.Parse(&t)", "kong.New(&t)", "kong.Must(&t)"] {
        let body = format!("type T struct{{ OldName string }}\n\nfunc f(t T) {{ {call} }}");
        let text = with_stub("github.com/alecthomas/kong", api, &body);
        let lines = ["type T struct {", "New string `name:\"old-name\"`", "}"];
        assert_eq!(added(&text, "a.T.OldName", "New"), lines, "{call}");
    }
    let other = "type T struct{ OldName string }\n\nfunc f(c *kong.Context, t T) { _, _ = c, t }";
    let text = with_stub("github.com/alecthomas/kong", api, other);
    assert_eq!(added(&text, "a.T.OldName", "New"), ["type T struct{ New string }"]);
}

#[test]
fn a_field_that_copier_copies_by_its_name_is_refused() {
    let api = "type Option struct{}\n\nfunc Copy(to, from any) error { return nil }\n\n\
               func CopyWithOption(to, from any, option Option) error { return nil }";
    for call in ["copier.Copy(&t, u)", "copier.Copy(&u, t)", "copier.CopyWithOption(&t, u, copier.Option{})"] {
        let body =
            format!("type T struct{{ Old string }}\n\ntype U struct{{ Old string }}\n\nfunc f(t T, u U) {{ {call} }}");
        let text = with_stub("github.com/jinzhu/copier", api, &body);
        assert_eq!(
            refused(&text, "a.T.Old", "New"),
            [
                "m/a/a.go:5: `Old` is its name in copier, which knows no tags (m/a/a.go:9); keep the name, or give the package a \
              type of its own to read"
            ],
            "{call}"
        );
    }
}

#[test]
fn a_relation_of_gorm_follows_the_field_that_it_names() {
    let owner = "type Owner struct {\n\tKey  string `gorm:\"column:key\"`\n\tPets []Pet  `gorm:\"foreignKey:OwnerKey;references:Key\"`\n}\n\n\
                 type Pet struct {\n\tOwnerKey string `gorm:\"column:owner_key\"`\n\tOwner    *Owner `gorm:\"constraint:OnDelete:CASCADE; \
                 ForeignKey: OwnerKey ;References:Key\"`\n}";
    let renamed = |symbol: &str, new: &str| added(&package("gorm.io/gorm", owner), symbol, new).join("\n");
    let foreign = renamed("a.Pet.OwnerKey", "Of");
    assert!(
        foreign.contains("foreignKey:Of;references:Key") && foreign.contains("ForeignKey: Of ;References:Key"),
        "{foreign}"
    );
    let key = renamed("a.Owner.Key", "Id2");
    assert!(key.contains("foreignKey:OwnerKey;references:Id2") && key.contains(";References:Id2"), "{key}");
    let other = "type Owner struct {\n\tKey string\n}\n\ntype Toy struct {\n\tKey  string\n\tPart []Part `gorm:\"foreignKey:ToyKey;references:Key\"`\n}\n\n\
                 type Part struct{ ToyKey string }";
    assert_eq!(added(&package("fmt", other), "a.Owner.Key", "Id2"), ["Id2 string"], "the key of another struct");
    let embedded = "type Base struct {\n\tKey string `gorm:\"column:key\"`\n}\n\ntype Owner struct {\n\tBase\n\tPets []Pet `gorm:\"foreignKey:Of;references:Key\"`\n}\n\n\
                    type Pet struct{ Of string }";
    let base = added(&package("gorm.io/gorm", embedded), "a.Base.Key", "Id2").join("\n");
    assert!(base.contains("references:Id2"), "{base}");
}

#[test]
fn a_relation_of_gorm_that_may_mean_another_field_is_refused() {
    let said = |body: &str, symbol: &str| {
        let mut found = refused(&package("gorm.io/gorm", body), symbol, "New");
        assert_eq!(found.len(), 1, "{found:?}");
        found.swap_remove(0)
    };
    let both = "type A struct {\n\tKey string `gorm:\"column:key\"`\n\tB   []B    `gorm:\"foreignKey:Key\"`\n}\n\n\
                type B struct {\n\tKey string `gorm:\"column:key\"`\n}";
    let way_out = "change the tag by hand first, or keep the name";
    assert_eq!(
        said(both, "a.A.Key"),
        format!("m/a/a.go:6: a relation of GORM may find it by its name (m/a/a.go:7); {way_out}")
    );
    let join = "type A struct {\n\tB []B `gorm:\"many2many:ab;joinForeignKey:Left;joinReferences:Right\"`\n}\n\ntype B struct{}\n\n\
                type AB struct {\n\tLeft, Right string\n}";
    assert_eq!(
        said(join, "a.AB.Left"),
        format!("m/a/a.go:12: a relation of GORM may find it by its name (m/a/a.go:6); {way_out}")
    );
    let many = "type A struct {\n\tB []B `gorm:\"polymorphic:Owner\"`\n}\n\ntype B struct {\n\tOwnerID   int    `gorm:\"column:owner_id\"`\n\
                \tOwnerType string `gorm:\"column:owner_type\"`\n}";
    for symbol in ["a.B.OwnerID", "a.B.OwnerType"] {
        assert!(said(many, symbol).contains("a relation of GORM may find it by its name (m/a/a.go:6)"), "{symbol}");
    }
}

/// A model of GORM in a program that opens a database, configured by `config`.
fn stored(fields: &str, config: &str) -> String {
    let body = format!(
        "type T struct {{\n{fields}}}\n\ntype Lane struct {{\n\tCode string `gorm:\"primaryKey\"`\n}}\n\ntype Part struct{{ Size int }}\n\n\
         func open() (*gorm.DB, error) {{ return gorm.Open(nil, &gorm.Config{{{config}}}) }}\n\n\
         func save(db *gorm.DB, t *T, l *Lane) {{ db.AutoMigrate(t, l) }}"
    );
    package("gorm.io/gorm gorm.io/gorm/schema", &body)
}

#[test]
fn a_column_of_gorm_is_kept_by_a_tag() {
    let line = |fields: &str, config: &str, old: &str| {
        let lines = added(&stored(fields, config), &format!("a.T.{old}"), "New");
        lines.into_iter().find(|it| it.contains("New")).unwrap_or_default()
    };
    assert_eq!(line("\tOldURL string\n", "", "OldURL"), "New string `gorm:\"column:old_url\"`");
    let prefix = "NamingStrategy: schema.NamingStrategy{TablePrefix: \"t_\"}";
    assert_eq!(line("\tOld *int\n", prefix, "Old"), "New *int `gorm:\"column:old\"`");
    let options = "\tOld []byte `gorm:\"size:20;index:by_old\" json:\"old\"`\n";
    assert_eq!(line(options, "", "Old"), "New []byte `gorm:\"column:old;size:20;index:by_old\" json:\"old\"`");
    assert_eq!(line("\tOld Part `gorm:\"embedded\"`\n", "", "Old"), "New Part `gorm:\"embedded\"`");
    let listed = "\tOld []string `gorm:\"serializer:json\"`\n";
    assert_eq!(line(listed, "", "Old"), "New []string `gorm:\"column:old;serializer:json\"`");
    // A column such as `lane_id` is found by a relation whatever its field is called.
    assert_eq!(line("\tLaneID int\n\tLane Lane\n", "", "LaneID"), "New int `gorm:\"column:lane_id\"`");
}

#[test]
fn a_name_that_means_more_than_a_column_to_gorm_is_refused() {
    let why = |fields: &str, config: &str, old: &str, new: &str| {
        let mut found = refused(&stored(fields, config), &format!("a.T.{old}"), new);
        assert_eq!(found.len(), 1, "{found:?}");
        let (_, reason) =
            found.swap_remove(0).split_once(": ").map(|(a, b)| (a.to_owned(), b.to_owned())).expect("a place");
        reason.rsplit_once("; ").expect("a way out").0.to_owned()
    };
    let namer = why("\tOld string\n", "NamingStrategy: mine{}", "Old", "New");
    assert_eq!(namer, "GORM finds it by its name (m/a/a.go:18), and the key is not known");
    let time = "\tUpdatedAt int64 `gorm:\"column:updated_at\"`\n";
    assert_eq!(
        why(time, "", "UpdatedAt", "New"),
        "GORM sets a field that is called `UpdatedAt`, and no other (m/a/a.go:18)"
    );
    let old = "\tOld string\n";
    assert!(why(old, "", "Old", "CreatedAt").starts_with("GORM sets a field that is called `CreatedAt`"));
    assert!(why(old, "", "Old", "ID").starts_with("GORM takes a field that is called `ID` for the primary key"));
    assert!(why(old, "", "Old", "LaneID").starts_with("GORM would take `LaneID` for the key of a relation to `Lane`"));
    let index = "\tOld string `gorm:\"uniqueIndex\"`\n";
    assert!(why(index, "", "Old", "New").starts_with("GORM calls the index that `uniqueIndex` asks for after it"));
    let key = "\tLaneCode string `gorm:\"column:lane_code\"`\n\tLane Lane\n";
    let by_its_name = "GORM may take it, by its name, for the key of a relation to `Lane`";
    assert!(why(key, "", "LaneCode", "New").starts_with(by_its_name));
    assert!(
        why("\tOld []Lane\n", "", "Old", "New").starts_with("GORM takes it for a relation, which it finds by its name")
    );
    let joined = "\tID int\n\tLanes []Lane `gorm:\"many2many:t_lanes\"`\n";
    assert!(why(joined, "", "ID", "New").starts_with("it is a primary key, after which GORM calls columns of tables"));
}

#[test]
fn a_column_of_gorm_that_a_string_finds_by_the_name_in_go_is_refused() {
    for call in [
        "db.Select(\"Old\").Find(t)",
        "db.Omit(\"ID\", \"Old\").Save(t)",
        "db.Model(t).Update(\"Old\", \"\")",
        "db.Model(t).Updates(map[string]any{\"Old\": 1})",
        "db.Select([]string{\"Old\"}).Find(t)",
    ] {
        let text = stored("\tID int\n\tOld string\n", "");
        let text = format!("{text}\nfunc more(db *gorm.DB, t *T) {{ {call} }}\n");
        let found = refused(&text, "a.T.Old", "New").join("\n");
        assert!(found.contains("GORM finds it by the string `Old` (m/a/a.go:21)"), "{call}: {found}");
    }
}
