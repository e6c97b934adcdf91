//! An apply never adds a syntax error: counted in every language with a grammar, and in JSON, after each step on the example
//! workspace and after each diff of the literate cases. The grammars are asked directly, not through the product.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use runsess::lang::language_of;

use crate::steps::{self, STEPS};
use crate::support::files_below;

#[test]
fn parse_errors_never_grow() {
    let scratch = tempfile::tempdir().unwrap();
    let root = steps::workspace(scratch.path());
    let mut before = texts(&root);
    assert!(before.iter().filter(|(path, text)| errors(path, text).is_some()).count() > 60);
    for step in STEPS {
        steps::apply(scratch.path(), &root, step);
        let after = texts(&root);
        for (path, new) in &after {
            // A file that a step makes has none at all.
            let old = before.get(path).map_or("", String::as_str);
            assert_no_more_errors(path, old, new, &step.join(" "));
        }
        before = after;
    }
}

#[test]
fn each_grammar_sees_an_error() {
    let broken = [
        ("a.go", "package a\n\nfunc f( {\n"),
        ("a.ts", "const a = { b\n"),
        ("a.tsx", "const a = <b>;\n"),
        ("a.mjs", "const a = (;\n"),
        ("a.proto", "message M { string = 1; }\n"),
        ("a.json", "{\"a\": 1,}"),
    ];
    for (path, text) in broken {
        assert!(errors(Path::new(path), text) > Some(0), "{path}");
    }
    assert_eq!(errors(Path::new("a.ts"), "const a = { b }\n"), Some(0));
    assert_eq!(errors(Path::new("a.sql"), "SELECT FROM"), None);
}

/// Fails when `new`, which `what` made of `old`, has more syntax errors.
pub fn assert_no_more_errors(path: &Path, old: &str, new: &str, what: &str) {
    if old != new {
        assert!(errors(path, new) <= errors(path, old), "{what}: {} has a new syntax error:\n{new}", path.display());
    }
}

fn texts(root: &Path) -> BTreeMap<PathBuf, String> {
    files_below(root)
        .into_iter()
        .filter_map(|path| std::fs::read_to_string(root.join(&path)).ok().map(|text| (path, text)))
        .collect()
}

/// How many syntax errors a file has; `None` where there is no grammar.
fn errors(path: &Path, text: &str) -> Option<usize> {
    let grammar: tree_sitter::Language = match language_of(path.to_str().unwrap()).name() {
        "go" => tree_sitter_go::LANGUAGE.into(),
        "typescript" => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        "tsx" | "javascript" => tree_sitter_typescript::LANGUAGE_TSX.into(),
        // Of the markup; what stands in it is not counted.
        "svelte" | "vue" => tree_sitter_svelte_ng::LANGUAGE.into(),
        "proto" => tree_sitter_proto::LANGUAGE.into(),
        "data" if path.extension().is_some_and(|it| it == "json") => {
            return Some(usize::from(serde_json::from_str::<serde_json::Value>(text).is_err()));
        }
        "sql" | "markdown" | "data" | "text" => return None,
        other => panic!("say how syntax errors of {other} are counted"),
    };
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&grammar).unwrap();
    Some(count(parser.parse(text, None).unwrap().root_node()))
}

fn count(node: tree_sitter::Node) -> usize {
    let own = usize::from(node.is_error() || node.is_missing());
    own + node.children(&mut node.walk()).filter(|it| it.has_error()).map(count).sum::<usize>()
}
