//! What a request of Go says under two names: cookies, questions whether a parameter was sent, values with a second one that tells it, and the
//! parameters of a client. What each phase writes is compiled, vetted, run with `httptest`, and laid out. Needs Go, and says so loudly where it is
//! missing.

use std::process::Command;

use tempfile::TempDir;

use crate::support::{have, put, run_in, texts};

const PACK: &str = r#"version: 1
name: lot-to-batch
title: Lot to batch
terms:
  - {id: batch-id, words: batch id, canonical: batch}
  - {id: lot-id, words: lot id, to: batch id}
domains:
  - {id: batch, title: Batch, names: ["* batch id *", "* lot id *"]}
categories:
  - {id: OLD, description: A batch called a lot, action: Rename, gate: fail}
  - {id: NEW, description: Named right, action: None}
rules:
  - {id: named-right, when: {term: batch-id}, category: NEW}
  - {id: old, when: {term: lot-id}, category: OLD}
batches:
  - id: 1
    title: Requests
    risk: high
    breaking: "Yes"
    phases: [{id: A, title: Both names}, {id: B, title: The new name}]
    changes:
      - {when: {category: OLD, twin: false}, phase: A, change: dual}
      - {when: {category: OLD, twin: true}, phase: B, change: drop}
"#;

const SERVER: &str = r#"package plant

import (
	"fmt"
	"net/http"
	"net/url"
)

func kept(w http.ResponseWriter, r *http.Request) {
	c, err := r.Cookie("lot_id")
	if err != nil {
		http.Error(w, "no cookie", http.StatusUnauthorized)
		return
	}
	fmt.Fprint(w, c.Value)
}

func brief(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie("lot_id"); err == nil && c.Value != "" {
		fmt.Fprint(w, c.Value)
		return
	}
	err := "none"
	fmt.Fprint(w, err)
}

func keep(w http.ResponseWriter, _ *http.Request) {
	http.SetCookie(w, &http.Cookie{
		Name:  "lot_id",
		Value: "b",
	})
}

func asked(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Has("lot_id") && r.Method == http.MethodGet {
		fmt.Fprint(w, "asked")
		return
	}
	none := !q.Has("lot_id")
	fmt.Fprint(w, none)
}

func ask(batch string) string {
	q := url.Values{"lot_id": {batch}}
	q.Set("page", "1")
	return q.Encode()
}

func add(batch string) string {
	q := url.Values{}
	q.Add("lot_id", batch)
	return q.Encode()
}

// Context asks as a framework does.
type Context struct{ Request *http.Request }

// GetQuery gives a parameter, and whether it was sent.
func (c *Context) GetQuery(key string) (string, bool) {
	values, ok := c.Request.URL.Query()[key]
	if !ok {
		return "", false
	}
	return values[0], true
}

func framed(w http.ResponseWriter, r *http.Request) {
	c := &Context{r}
	value, ok := c.GetQuery("lot_id")
	if !ok {
		value = "none"
	}
	short, _ := c.GetQuery("lot_id")
	if first, ok := c.GetQuery("lot_id"); ok && first != value {
		value = first
	}
	fmt.Fprint(w, value, short)
}
"#;

/// The names are put together, so that no step changes them.
const TEST: &str = r#"package plant

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const old, now = "lot" + "_id", "batch" + "_id"

func give(handler http.HandlerFunc, query, cookie string) string {
	request := httptest.NewRequest(http.MethodGet, "/s?"+query, nil)
	if cookie != "" {
		request.AddCookie(&http.Cookie{Name: cookie, Value: "x"})
	}
	recorder := httptest.NewRecorder()
	handler(recorder, request)
	if recorder.Code != http.StatusOK {
		return http.StatusText(recorder.Code)
	}
	return recorder.Body.String()
}

func TestAnswers(t *testing.T) {
	for _, it := range []struct {
		name          string
		handler       http.HandlerFunc
		query, cookie string
		start, a, b   string
	}{
		{"kept", kept, "", old, "x", "x", "Unauthorized"},
		{"kept", kept, "", now, "Unauthorized", "x", "x"},
		{"kept", kept, "", "", "Unauthorized", "Unauthorized", "Unauthorized"},
		{"brief", brief, "", old, "x", "x", "none"},
		{"brief", brief, "", now, "none", "x", "x"},
		{"asked", asked, old + "=1", "", "asked", "asked", "Bad Request"},
		{"asked", asked, old, "", "asked", "asked", "Bad Request"},
		{"asked", asked, now, "", "true", "asked", "asked"},
		{"asked", asked, old + "&" + now, "", "asked", "asked", "asked"},
		{"asked", asked, "", "", "true", "true", "true"},
		{"framed", framed, old + "=1", "", "11", "11", "Bad Request"},
		{"framed", framed, now + "=1", "", "none", "11", "11"},
		{"framed", framed, old + "=", "", "", "", "Bad Request"},
		{"framed", framed, "", "", "none", "none", "none"},
	} {
		want := map[string]string{"start": it.start, "A": it.a, "B": it.b}[phase]
		if got := give(it.handler, it.query, it.cookie); got != want {
			t.Errorf("%s of ?%s with cookie %q: %q, want %q", it.name, it.query, it.cookie, got, want)
		}
	}
}

func TestGives(t *testing.T) {
	recorder := httptest.NewRecorder()
	keep(recorder, nil)
	given := ask("b") + " " + add("b")
	for _, cookie := range recorder.Result().Cookies() {
		given += " " + cookie.Name
	}
	holds := func(name string) int { return strings.Count(given, name) }
	want := map[string][2]int{"start": {3, 0}, "A": {3, 3}, "B": {0, 3}}[phase]
	if got := [2]int{holds(old), holds(now)}; got != want {
		t.Errorf("%s: %v, want %v", given, got, want)
	}
}
"#;

#[test]
fn a_request_is_read_and_given_by_both_names_and_then_by_the_new_one() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "pack.yaml", PACK);
    put(dir.path(), "p/go.mod", "module x.test\n\ngo 1.24\n");
    put(dir.path(), "p/plant.go", SERVER);
    put(dir.path(), "p/plant_test.go", TEST);
    passes(&dir, "start");
    for phase in ["A", "B"] {
        let step = ["apply", "p", "--rules", "pack.yaml", "--allow-no-vcs", "--batch", "1", "--phase", phase];
        let (code, out, err) = run_in(&step, dir.path());
        assert_eq!(code, 0, "{out}{err}");
        passes(&dir, phase);
        let before = read(&dir);
        let (code, _, err) = run_in(&step, dir.path());
        assert!(code == 0 && read(&dir) == before, "{phase} again: {err}\n{}", read(&dir));
    }
}

fn read(dir: &TempDir) -> String {
    std::fs::read_to_string(dir.path().join("p/plant.go")).unwrap()
}

/// Runs Go on the module as it is in a phase, and gofmt.
fn passes(dir: &TempDir, phase: &str) {
    if !have("go") {
        return;
    }
    let module = dir.path().join("p");
    put(&module, "phase_test.go", &format!("package plant\n\nconst phase = \"{phase}\"\n"));
    for verb in ["vet", "test"] {
        let mut go = Command::new("go");
        go.current_dir(&module).args([verb, "./..."]).env("GOFLAGS", "").env("GOPROXY", "off").env("GOWORK", "off");
        let output = go.env("GOTOOLCHAIN", "local").output().unwrap();
        assert!(output.status.success(), "{phase}: {:?}\n{}", texts(&output), read(dir));
    }
    let gofmt = Command::new("gofmt").current_dir(&module).args(["-l", "."]).output().unwrap();
    assert!(gofmt.status.success() && gofmt.stdout.is_empty(), "{phase}: {:?}\n{}", texts(&gofmt), read(dir));
}

#[test]
fn what_no_phase_can_write_is_left_to_people() {
    for (body, why) in [
        ("func of(r *http.Request) (*http.Cookie, error) { return r.Cookie(\"lot_id\") }", "it gives two values"),
        ("func of(r *http.Request) *http.Cookie {\n\tc, _ := r.Cookie(\"lot_id\")\n\treturn c\n}", "is thrown away"),
        (
            "func of(w http.ResponseWriter) {\n\tc := &http.Cookie{Name: \"lot_id\"}\n\thttp.SetCookie(w, c)\n}",
            "has to be done by hand here",
        ),
    ] {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), "pack.yaml", PACK);
        put(dir.path(), "p/go.mod", "module x.test\n\ngo 1.24\n");
        let text = format!("package plant\n\nimport \"net/http\"\n\n{body}\n");
        put(dir.path(), "p/plant.go", &text);
        let step = ["apply", "p", "--rules", "pack.yaml", "--allow-no-vcs", "--batch", "1", "--phase", "A"];
        let (_, _, err) = run_in(&step, dir.path());
        assert!(err.contains(why) && read(&dir) == text, "{err}");
    }
}
