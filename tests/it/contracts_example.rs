//! The example of contracts, one kind of name at a time: each has a word of its own here, and all its sides change in one step, whichever the
//! step begins with, or the step says who is out of sight.

use std::path::{Path, PathBuf};

use crate::support::{copy_tree, files_below, package, put, run_in};

const SERVER: &str = "server/cmd/plant/main.go";
const API: &str = "web/src/api.ts";
const APP: &str = "web/src/App.tsx";
const MOCKS: &str = "web/src/mocks.ts";
const SPEC: &str = "ops/openapi.yaml";
const SCRIPT: &str = "ops/smoke.sh";

/// A kind of name in the example.
struct Kind {
    /// The word that its name begins with here.
    word: &'static str,
    /// Its name in the example, and what stands before it, by files.
    places: &'static [(&'static str, &'static str, &'static str)],
    /// Where a step may begin: what the pack says for the path of it.
    begins: &'static [&'static str],
    /// Without these somebody at the other end is out of sight.
    ends: &'static [&'static str],
}

const KINDS: &[Kind] = &[
    Kind {
        word: "doc",
        places: &[
            (SERVER, "json:\"", "lot_id"),
            (API, "Sample {\n  ", "lot_id"),
            (API, "sample.", "lot_id"),
            (MOCKS, "[{ ", "lot_id"),
            (SPEC, "properties:\n        ", "lot_id"),
            (SCRIPT, "[0].", "lot_id"),
        ],
        begins: &["plant/**", "screen/**", SPEC],
        ends: &[SERVER, "web"],
    },
    Kind {
        word: "query",
        places: &[
            (SERVER, "Query().Get(\"", "lot_id"),
            (API, "URLSearchParams({ ", "lot_id"),
            (API, "query.set('", "lot_id"),
            (API, "samples?", "lot_id"),
            (API, "params: { ", "lot_id"),
            (MOCKS, "searchParams.get('", "lot_id"),
            (SPEC, "- name: ", "lot_id"),
            (SCRIPT, "samples?", "lot_id"),
        ],
        begins: &["plant/**", "screen/**", "ops/**"],
        ends: &[SERVER, "web"],
    },
    Kind {
        word: "form",
        places: &[
            (SERVER, "FormValue(\"", "lot_id"),
            (API, "form.append('", "lot_id"),
            (APP, "input name=\"", "lot_id"),
            (SCRIPT, "-F ", "lot_id"),
        ],
        begins: &["plant/**", "screen/**", "ops/**"],
        ends: &[SERVER, "web"],
    },
    Kind {
        word: "head",
        places: &[
            (SERVER, "Header.Get(\"X-", "Lot-ID"),
            (SERVER, "Header().Set(\"X-", "Lot-ID"),
            (API, "headers: { 'X-", "Lot-ID"),
            (SPEC, "- name: X-", "Lot-ID"),
            (SCRIPT, "-H 'X-", "Lot-ID"),
        ],
        begins: &["plant/**", "screen/**", "ops/**"],
        ends: &[SERVER, "web"],
    },
    Kind {
        word: "jar",
        places: &[
            (SERVER, "Cookie{Name: \"", "lot_id"),
            (SERVER, "r.Cookie(\"", "lot_id"),
            (API, "document.cookie = `", "lot_id"),
            (SCRIPT, "-b ", "lot_id"),
        ],
        begins: &["plant/**", "screen/**", "ops/**"],
        ends: &[SERVER, "web"],
    },
    Kind {
        word: "part",
        places: &[
            (SERVER, "PathValue(\"", "lot_id"),
            (SERVER, "samples/{", "lot_id"),
            (SPEC, "samples/{", "lot_id"),
            (SPEC, "{name: ", "lot_id"),
        ],
        begins: &["plant/**", "ops/**"],
        ends: &[],
    },
    Kind {
        word: "screen",
        places: &[(APP, "const { ", "lotId"), (APP, "defaultValue={", "lotId"), (APP, "/s/:", "lotId")],
        begins: &["screen/**"],
        ends: &[],
    },
    Kind {
        word: "line",
        places: &[
            (SERVER, "\"show\", \"", "lot_id"),
            ("ops/alerts.yml", "sum by (", "lot_id"),
            ("ops/alerts.yml", "| json | ", "lot_id"),
        ],
        begins: &["plant/**", "ops/**"],
        ends: &[SERVER, "ops/alerts.yml"],
    },
    Kind {
        word: "var",
        places: &[
            (SERVER, "Getenv(\"PLANT_", "LOT_ID"),
            ("ops/.env", "PLANT_", "LOT_ID"),
            ("ops/compose.yml", "PLANT_", "LOT_ID"),
            ("ops/.github/workflows/smoke.yml", "PLANT_", "LOT_ID"),
            (SCRIPT, "PLANT_", "LOT_ID"),
        ],
        begins: &["plant/**", "ops/**"],
        ends: &[],
    },
    Kind {
        word: "flag",
        places: &[(SERVER, "flag.String(\"", "lot-id"), (SCRIPT, "plant --", "lot-id")],
        begins: &["plant/**", "ops/**"],
        ends: &[SERVER, SCRIPT],
    },
];

/// The name of the example, with another first word.
fn called(name: &str, word: &str) -> String {
    let first = match name.as_bytes() {
        [b'L', b'O', ..] => word.to_uppercase(),
        [b'L', ..] => format!("{}{}", word[..1].to_uppercase(), &word[1..]),
        _ => word.to_owned(),
    };
    format!("{first}{}", &name["lot".len()..])
}

/// A copy of the example in which each kind has its word, and a pack that begins with `kind` in the files of `begin`.
fn example(kind: &Kind, begin: &str, sides: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy_tree(&package().join("fixtures/contracts"), dir.path());
    for one in KINDS {
        for (file, before, name) in one.places {
            let text = std::fs::read_to_string(dir.path().join(file)).unwrap();
            let (from, to) = (format!("{before}{name}"), format!("{before}{}", called(name, one.word)));
            assert!(text.contains(&from), "{}: {file} has no {from}", one.word);
            put(dir.path(), file, &text.replace(&from, &to));
        }
    }
    let word = kind.word;
    let pack = format!(
        "version: 1\nname: to-batch\ntitle: To batch\nterms:\n  - {{id: batch-id, words: batch id, canonical: batch}}\n  - {{id: old-id, \
         words: {word} id, to: batch id}}\ndomains:\n  - {{id: batch, title: Batch, names: [\"* batch id *\", \"* {word} id *\"]}}\n\
         categories:\n  - {{id: OLD, description: Old, action: Rename, gate: fail}}\n  - {{id: NEW, description: New, action: None}}\nrules:\n  \
         - {{id: new, when: {{term: batch-id}}, category: NEW}}\n  - {{id: old, when: {{term: old-id}}, category: OLD}}\nbatches:\n  - id: 1\n    \
         title: It\n    risk: high\n    breaking: \"Yes\"\n    sides: {sides}\n    changes:\n      - {{when: {{category: OLD, path: \
         \"{begin}\"}}, change: rename}}\n"
    );
    put(dir.path(), "pack.yaml", &pack);
    dir
}

/// What step 1 leaves of the example, and what is said.
fn applied(dir: &Path) -> (i32, Vec<(String, String)>, String) {
    for it in ["ops", "web", "server"] {
        put(dir, &format!("{it}/README.md"), "One of them.\n");
    }
    let (code, _, err) = run_in(&["apply", "--batch", "1", "--allow-no-vcs"], dir);
    let mut all = files_below(dir);
    all.retain(|path| ["server", "web", "ops"].iter().any(|it| path.starts_with(it)));
    all.sort();
    let text = |it: &PathBuf| (it.display().to_string(), std::fs::read_to_string(dir.join(it)).unwrap());
    (code, all.iter().map(text).collect(), err)
}

#[test]
fn each_kind_of_the_example_changes_on_all_sides_from_any_of_them() {
    for kind in KINDS {
        let mut first: Option<Vec<(String, String)>> = None;
        for begin in kind.begins {
            let dir = example(kind, begin, "all");
            let (code, all, err) = applied(dir.path());
            assert_eq!(code, 0, "{} from {begin}: {err}", kind.word);
            for (file, before, name) in kind.places {
                let text = &all.iter().find(|it| it.0 == *file).unwrap().1;
                let old = format!("{before}{}", called(name, kind.word));
                // What no type holds is listed.
                let listed = err.contains(file) && err.contains("of another type, or of none");
                assert!(!text.contains(&old) || listed, "{} from {begin}: {file} keeps {old}\n{err}", kind.word);
            }
            let same = first.get_or_insert_with(|| all.clone());
            for (one, other) in same.iter().zip(&all) {
                assert_eq!(one, other, "{} from {begin}", kind.word);
            }
        }
    }
}

#[test]
fn a_kind_of_the_example_whose_other_end_is_gone_is_said() {
    for kind in KINDS {
        for gone in kind.ends {
            for begin in kind.begins {
                let (of_gone, own) = (
                    gone.split('/').next(),
                    match *begin {
                        "plant/**" => "server",
                        "screen/**" => "web",
                        _ => "ops",
                    },
                );
                if of_gone == Some(own) {
                    continue;
                }
                let dir = example(kind, begin, "all");
                let path = dir.path().join(gone);
                if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) }.unwrap();
                let (code, _, err) = applied(dir.path());
                let said = err.contains("out of sight");
                assert!(code == 1 && said, "{} from {begin} without {gone}: {code} {err}", kind.word);
            }
        }
    }
}
