//! A batch that changes all sides of a name on the wire makes the same edits from whichever side it begins, or refuses. One example for each
//! kind of name, with every side in a repository of its own.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{files_below, put, run_in};

/// A kind of name: its sides, each a file, and the files of which the other sides see nothing any more when one is gone.
struct Kind {
    name: &'static str,
    sides: &'static [(&'static str, &'static str)],
    /// Without one of these somebody at the other end is out of sight.
    ends: &'static [&'static str],
}

const SERVER: &str = "server/main.go";
const WEB: &str = "web/src/api.ts";
const SPEC: &str = "ops/openapi.yaml";
const SCRIPT: &str = "script/smoke.sh";

const KINDS: &[Kind] = &[
    Kind {
        name: "a body of JSON",
        sides: &[
            (
                SERVER,
                "package main\n\nimport \"encoding/json\"\n\ntype Sample struct {\n\tBatchID string `json:\"lot_id\"`\n\tWeight  int    \
                 `json:\"weight\"`\n}\n\nfunc show(s Sample) ([]byte, error) { return json.Marshal(s) }\n",
            ),
            (
                WEB,
                "export interface Sample {\n  lot_id: string;\n  weight: number;\n}\n\nexport async function show(): Promise<string> {\n  \
                 const sample = (await (await fetch('/s')).json()) as Sample;\n  return sample.lot_id;\n}\n",
            ),
            (
                SPEC,
                "openapi: 3.0.3\ncomponents:\n  schemas:\n    Sample:\n      type: object\n      properties:\n        lot_id: {type: \
                 string}\n        weight: {type: integer}\n",
            ),
        ],
        ends: &[SERVER, WEB],
    },
    Kind {
        name: "a query parameter",
        sides: &[
            (
                SERVER,
                "package main\n\nimport \"net/http\"\n\nfunc list(w http.ResponseWriter, r *http.Request) {\n\tbatchID := \
                 r.URL.Query().Get(\"lot_id\")\n\tif !r.URL.Query().Has(\"lot_id\") {\n\t\treturn\n\t}\n\t_ = batchID\n}\n",
            ),
            (
                WEB,
                "export async function list(batchId: string): Promise<void> {\n  const query = new URLSearchParams({ lot_id: batchId \
                 });\n  query.set('lot_id', batchId);\n  await fetch(`/s?lot_id=${batchId}`);\n  await axios.get('/s', { params: { lot_id: \
                 batchId } });\n}\n",
            ),
            (
                SPEC,
                "openapi: 3.0.3\npaths:\n  /s:\n    get:\n      parameters:\n        - name: lot_id\n          in: query\n          schema: \
                 {type: string}\n",
            ),
            (SCRIPT, "curl \"http://localhost/s?lot_id=b-1\"\n"),
        ],
        ends: &[SERVER, WEB],
    },
    Kind {
        name: "a part of a path of a server",
        sides: &[
            (
                SERVER,
                "package main\n\nimport \"net/http\"\n\nfunc show(w http.ResponseWriter, r *http.Request) { _ = r.PathValue(\"lot_id\") \
                 }\n\nfunc routes(mux *http.ServeMux) { mux.HandleFunc(\"GET /s/{lot_id}\", show) }\n",
            ),
            (
                SPEC,
                "openapi: 3.0.3\npaths:\n  /s/{lot_id}:\n    get:\n      parameters:\n        - {name: lot_id, in: path, required: true}\n",
            ),
        ],
        ends: &[],
    },
    Kind {
        name: "a part of a path of a screen",
        sides: &[
            (
                "web/src/Page.tsx",
                "import { useParams } from 'react-router-dom';\n\nexport function Page() {\n  const { lotId } = useParams();\n  return \
                 <p>{lotId}</p>;\n}\n",
            ),
            (
                "web/src/App.tsx",
                "import { Route } from 'react-router-dom';\nimport { Page } from './Page';\n\nexport const App = () => <Route \
                 path=\"/s/:lotId\" element={<Page />} />;\n",
            ),
        ],
        ends: &[],
    },
    Kind {
        name: "a header",
        sides: &[
            (
                SERVER,
                "package main\n\nimport \"net/http\"\n\nfunc list(w http.ResponseWriter, r *http.Request) {\n\tbatchID := \
                 r.Header.Get(\"X-Lot-ID\")\n\tw.Header().Set(\"X-Lot-ID\", batchID)\n}\n",
            ),
            (
                WEB,
                "export async function list(batchId: string): Promise<string | null> {\n  const response = await fetch('/s', { headers: { \
                 'X-Lot-ID': batchId } });\n  return response.headers.get('X-Lot-ID');\n}\n",
            ),
            (SCRIPT, "curl -H 'X-Lot-ID: b-1' http://localhost/s\n"),
        ],
        ends: &[SERVER, WEB],
    },
    Kind {
        name: "a cookie",
        sides: &[
            (
                SERVER,
                "package main\n\nimport \"net/http\"\n\nfunc list(w http.ResponseWriter, r *http.Request) {\n\tif c, err := \
                 r.Cookie(\"lot_id\"); err == nil {\n\t\t_ = c.Value\n\t}\n\thttp.SetCookie(w, &http.Cookie{Name: \"lot_id\", Value: \
                 \"b\"})\n}\n",
            ),
            (
                WEB,
                "import express from 'express';\n\nexpress().get('/s', (req, res) => {\n  const { lot_id: batchId } = req.cookies;\n  \
                 res.cookie('lot_id', batchId);\n});\n\nexport function keep(batchId: string): void {\n  document.cookie = \
                 `lot_id=${batchId}`;\n}\n",
            ),
            (SCRIPT, "curl -b lot_id=b-1 http://localhost/s\n"),
        ],
        ends: &[SERVER, WEB],
    },
    Kind {
        name: "a field of a form",
        sides: &[
            (
                SERVER,
                "package main\n\nimport \"net/http\"\n\nfunc add(w http.ResponseWriter, r *http.Request) {\n\tbatchID := \
                 r.FormValue(\"lot_id\")\n\t_ = batchID\n}\n",
            ),
            (
                WEB,
                "export async function add(batchId: string): Promise<void> {\n  const form = new FormData();\n  form.append('lot_id', \
                 batchId);\n  await fetch('/s', { method: 'POST', body: form });\n}\n",
            ),
            ("page/index.html", "<form><input name=\"lot_id\"></form>\n"),
            (SCRIPT, "curl -F lot_id=b-1 http://localhost/s\n"),
        ],
        ends: &[SERVER, WEB],
    },
    Kind {
        name: "the key of a log",
        sides: &[
            (
                SERVER,
                "package main\n\nimport \"log/slog\"\n\nfunc show(batchID string) { slog.Info(\"show\", \"lot_id\", batchID) }\n",
            ),
            (
                "ops/alerts.yml",
                "- alert: Shows\n  expr: sum by (lot_id) (count_over_time({app=\"plant\"} | json [5m])) > 0\n",
            ),
        ],
        ends: &[SERVER, "ops/alerts.yml"],
    },
    Kind {
        name: "a variable of the environment",
        sides: &[
            (SERVER, "package main\n\nimport \"os\"\n\nfunc lot() string { return os.Getenv(\"PLANT_LOT_ID\") }\n"),
            (WEB, "export const batch = process.env.PLANT_LOT_ID;\n"),
            ("ops/compose.yml", "services:\n  plant:\n    environment:\n      PLANT_LOT_ID: b-1\n"),
            ("ops/.env", "PLANT_LOT_ID=b-1\n"),
        ],
        ends: &[],
    },
    Kind {
        name: "a flag",
        sides: &[
            (SERVER, "package main\n\nimport \"flag\"\n\nvar batch = flag.String(\"lot-id\", \"\", \"the batch\")\n"),
            (SCRIPT, "plant --lot-id b-1\n"),
        ],
        ends: &[SERVER, SCRIPT],
    },
    Kind {
        name: "a field of a message",
        sides: &[
            (
                "api/plant.proto",
                "syntax = \"proto3\";\npackage plant;\n\nmessage Sample {\n  string lot_id = 1;\n  int32 weight = 2;\n}\n",
            ),
            (
                WEB,
                "export interface Sample {\n  lotId: string;\n  weight: number;\n}\n\nexport const of = (it: Sample) => it.lotId;\n",
            ),
            (
                SPEC,
                "openapi: 3.0.3\ncomponents:\n  schemas:\n    Sample:\n      type: object\n      properties:\n        lotId: {type: \
                 string}\n        weight: {type: integer}\n",
            ),
        ],
        ends: &["api/plant.proto", WEB],
    },
];

/// A pack that renames what stands in the file `side`, with all that is the same name on the wire.
fn pack(side: &str, sides: &str) -> String {
    format!(
        "version: 1
name: lot-to-batch
title: Lot to batch
terms:
  - {{id: batch-id, words: batch id, canonical: batch}}
  - {{id: lot-id, words: lot id, to: batch id}}
domains:
  - {{id: batch, title: Batch, names: [\"* batch id *\", \"* lot id *\"]}}
categories:
  - {{id: OLD, description: A batch called a lot, action: Rename, gate: fail}}
  - {{id: NEW, description: Named right, action: None}}
rules:
  - {{id: named-right, when: {{term: batch-id}}, category: NEW}}
  - {{id: old, when: {{term: lot-id}}, category: OLD}}
batches:
  - id: 1
    title: From one side
    risk: high
    breaking: \"Yes\"
    wire: change
    sides: {sides}
    changes:
      - {{when: {{category: OLD, path: \"{side}\"}}, change: rename}}
"
    )
}

/// The same in two phases: both names, then the new one alone.
fn phased(side: &str) -> String {
    let one = format!("      - {{when: {{category: OLD, path: \"{side}\"}}, change: rename}}\n");
    let two = format!(
        "      - {{when: {{category: OLD, path: \"{side}\", twin: false}}, phase: A, change: dual}}
      - {{when: {{category: OLD, path: \"{side}\", twin: true}}, phase: B, change: drop}}
"
    );
    let phases =
        "    phases:\n      - {id: A, title: Both names}\n      - {id: B, title: The new name}\n    changes:\n";
    pack(side, "all").replace(&one, &two).replace("    changes:\n", phases)
}

/// The files of an example, and what a batch that begins at `side` says of them.
fn apply(kind: &Kind, side: &str, (sides, without): (&str, Option<&str>), reversed: bool) -> (i32, String, Tree) {
    let there = kind.sides.iter().filter(|(path, _)| Some(*path) != without);
    let (dir, mut roots) = written(there);
    if reversed {
        roots.reverse();
    }
    put(dir.path(), "pack.yaml", &pack(&named(side), sides));
    let args = [&["apply", "--batch", "1", "--rules", "pack.yaml", "--allow-dirty"], roots.as_slice()].concat();
    let (code, out, err) = run_in(&args, dir.path());
    (code, format!("{out}{err}"), tree(dir.path()))
}

/// The inventory names a repository by what its manifest says.
fn named(side: &str) -> String {
    side.replacen("server/", "x.test/", 1)
}

/// Writes the files, with a manifest for each repository, and names the repositories.
fn written<'s>(sides: impl Iterator<Item = &'s (&'s str, &'s str)>) -> (tempfile::TempDir, Vec<&'s str>) {
    let dir = tempfile::tempdir().unwrap();
    let mut roots: Vec<&str> = Vec::new();
    for (path, text) in sides {
        put(dir.path(), path, text);
        let root = path.split('/').next().unwrap();
        if !roots.contains(&root) {
            put(dir.path(), &format!("{root}/README.md"), "One of them.\n");
            roots.push(root);
        }
    }
    if roots.contains(&"server") {
        put(dir.path(), "server/go.mod", "module x.test\n\ngo 1.24\n");
    }
    if roots.contains(&"web") {
        put(dir.path(), "web/package.json", "{\"name\": \"web\", \"private\": true}\n");
    }
    (dir, roots)
}

type Tree = BTreeMap<String, String>;

fn tree(dir: &Path) -> Tree {
    let of_run = |it: &std::path::PathBuf| it.starts_with("state") || it.ends_with("pack.yaml");
    let files = files_below(dir).into_iter().filter(|it| !of_run(it));
    let read = |it: std::path::PathBuf| {
        let text = std::fs::read_to_string(dir.join(&it)).unwrap_or_default();
        (it.display().to_string(), text)
    };
    files.map(read).collect()
}

#[test]
fn the_edits_are_the_same_from_every_side_in_any_order_of_roots() {
    for kind in KINDS {
        let mut first: Option<Tree> = None;
        for (side, _) in kind.sides {
            let is_first = first.is_none();
            for reversed in [false, true].into_iter().filter(|it| is_first || *it) {
                let (code, said, tree) = apply(kind, side, ("all", None), reversed);
                assert_eq!(code, 0, "{} from {side}: {said}", kind.name);
                let named = |it: &&str| tree.iter().any(|(path, text)| kind.has(path) && text.contains(*it));
                let old: Vec<&str> =
                    ["lot_id", "lotId", "Lot-ID", "LOT_ID", "lot-id"].into_iter().filter(named).collect();
                assert!(old.is_empty(), "{} from {side}: {tree:#?}", kind.name);
                assert_eq!(first.get_or_insert_with(|| tree.clone()), &tree, "{} from {side}", kind.name);
            }
        }
    }
}

#[test]
fn without_the_file_of_an_end_nothing_changes_and_that_is_said() {
    for kind in KINDS {
        for gone in kind.ends {
            for (side, _) in kind.sides.iter().filter(|(it, _)| it != gone) {
                let before = |sides: &str| {
                    let (code, said, tree) = apply(kind, side, (sides, Some(gone)), false);
                    let changed = kind.sides.iter().any(|(path, text)| tree.get(*path).is_some_and(|it| it != text));
                    assert!(said.contains("out of sight"), "{} from {side} without {gone}: {said}", kind.name);
                    (code, changed)
                };
                assert_eq!(before("all"), (1, false), "{} from {side} without {gone}", kind.name);
                assert_eq!(before("seen"), (0, true), "{} from {side} without {gone}", kind.name);
            }
        }
    }
}

#[test]
fn the_phases_are_the_same_from_every_side_that_is_code() {
    for (kind, is_code) in [
        ("a body of JSON", [SERVER, WEB]),
        ("a query parameter", [SERVER, WEB]),
        ("a header", [SERVER, WEB]),
        ("a cookie", [SERVER, WEB]),
        ("a field of a form", [SERVER, WEB]),
        ("a field of a message", ["api/plant.proto", WEB]),
    ] {
        let kind = KINDS.iter().find(|it| it.name == kind).unwrap();
        let steps = is_code.map(|side| {
            let (dir, roots) = written(kind.sides.iter());
            put(dir.path(), "pack.yaml", &phased(&named(side)));
            ["A", "B"].map(|phase| {
                let args = ["apply", "--batch", "1", "--phase", phase, "--rules", "pack.yaml", "--allow-dirty"];
                let (code, out, err) = run_in(&[&args, roots.as_slice()].concat(), dir.path());
                assert_eq!(code, 0, "{} from {side} in {phase}: {out}{err}", kind.name);
                tree(dir.path())
            })
        });
        assert_eq!(steps[0], steps[1], "{}", kind.name);
        let [both, new] = &steps[0];
        let holds = |tree: &Tree, words: [&str; 2]| {
            tree[WEB].to_lowercase().contains(words[0]) && tree[WEB].to_lowercase().contains(words[1])
        };
        assert!(holds(both, ["lot", "batch"]) && !holds(new, ["lot", "batch"]), "{}: {both:#?} {new:#?}", kind.name);
        // Words say the old name as long as it is there.
        let words: Vec<&str> = kind.sides.iter().map(|it| it.0).filter(|it| [SPEC, SCRIPT].contains(it)).collect();
        assert!(words.iter().all(|it| !both[*it].to_lowercase().contains("batch")), "{}: {both:#?}", kind.name);
        assert!(words.iter().all(|it| !new[*it].to_lowercase().contains("lot")), "{}: {new:#?}", kind.name);
    }
}

/// What a batch from `side` says of these files, and whether it changed any.
fn refused(sides: &'static [(&'static str, &'static str)], side: &str, more: &str) -> String {
    let (dir, roots) = written(sides.iter());
    let pack = pack(&named(side), "all").replace("rules:\n", &format!("rules:\n{more}"));
    put(dir.path(), "pack.yaml", &pack);
    let args = [&["apply", "--batch", "1", "--rules", "pack.yaml", "--allow-dirty"], roots.as_slice()].concat();
    let (code, out, err) = run_in(&args, dir.path());
    let after = tree(dir.path());
    assert_eq!(code, 1, "{out}{err}");
    assert!(sides.iter().all(|(path, text)| after[*path] == *text), "{after:#?}");
    err
}

#[test]
fn a_side_that_cannot_get_the_name_keeps_it_for_all() {
    const READS: &str = "package main\n\nimport \"net/http\"\n\nfunc list(r *http.Request) string { return r.URL.Query().Get(\"lot_id\") }\n";
    const SIDES: &[(&str, &str)] =
        &[(SERVER, READS), (WEB, "export const ask = (batchId: string) => fetch(`/s?lot_id=${batchId}`);\n")];
    let undecided = "  - {id: open, when: {term: lot-id, path: \"web/**\"}, category: UNCLASSIFIED}\n";
    let why = refused(SIDES, SERVER, undecided);
    assert!(why.contains("web/src/api.ts:1") && why.contains("no rule says what it means"), "{why}");
    const MADE: &[(&str, &str)] = &[
        (SERVER, READS),
        (
            WEB,
            "// Code generated by plantgen. DO NOT EDIT.\nexport const ask = (batchId: string) => fetch(`/s?lot_id=${batchId}`);\n",
        ),
    ];
    for side in [SERVER, WEB] {
        let why = refused(MADE, side, "");
        assert!(why.contains("web/src/api.ts:2") && why.contains("generated"), "from {side}: {why}");
    }
    const ALIKE: &[(&str, &str)] = &[
        (
            SERVER,
            "package main\n\ntype User struct {\n\tBatchID string `json:\"lot_id\"`\n\tE string `json:\"e\"`\n\tF string \
             `json:\"f\"`\n\tG string `json:\"g\"`\n}\n",
        ),
        (WEB, "export interface Preset {\n  lot_id: string;\n  e: string;\n  f: string;\n  g: string;\n}\n"),
    ];
    let why = refused(ALIKE, SERVER, "");
    assert!(why.contains("web/src/api.ts:2") && why.contains("only the keys of its type"), "{why}");
}

#[test]
fn a_variable_that_is_the_key_of_a_cookie_says_the_new_key_beside_it() {
    const SIDES: &[(&str, &str)] = &[
        (
            SERVER,
            "package main\n\nimport \"net/http\"\n\nfunc list(w http.ResponseWriter) { http.SetCookie(w, &http.Cookie{Name: \"lot_id\"}) }\n",
        ),
        (
            WEB,
            "import express from 'express';\n\nexpress().get('/s', (req, res) => {\n  const { lot_id } = req.cookies;\n  \
             res.send(lot_id);\n});\n",
        ),
    ];
    let (dir, roots) = written(SIDES.iter());
    put(dir.path(), "pack.yaml", &pack("x.test/main.go", "all"));
    let args = [&["apply", "--batch", "1", "--rules", "pack.yaml", "--allow-dirty"], roots.as_slice()].concat();
    let (code, out, err) = run_in(&args, dir.path());
    assert_eq!(code, 0, "{out}{err}");
    let web = &tree(dir.path())[WEB];
    assert!(web.contains("const { batch_id: lot_id } = req.cookies;") && web.contains("res.send(lot_id)"), "{web}");
    assert!(!err.contains("keeps the old one"), "{err}");
}

impl Kind {
    fn has(&self, path: &str) -> bool {
        self.sides.iter().any(|(it, _)| *it == path)
    }
}
