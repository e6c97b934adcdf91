//! The Go front end against a whole-file parse, over the Go distribution where one is installed.
//!
//! `cargo test --release --test it go_front_end -- --ignored --nocapture` runs it over all of GOROOT/src and prints speeds.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use runsess::lang::go::names::each_name;
use runsess::lang::go::syntax::{Depth, outline, parse_entry, parse_file, syntax_errors};

fn goroot_src() -> Option<PathBuf> {
    let named = std::env::var_os("GOROOT").map(PathBuf::from);
    let asked = || {
        let output = std::process::Command::new("go").args(["env", "GOROOT"]).output().ok()?;
        Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
    };
    let src = named.or_else(asked)?.join("src");
    src.is_dir().then_some(src)
}

fn go_files(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            go_files(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "go") {
            out.push(path);
        }
    }
}

/// What a parse of the whole file says: names declared at the top level, and every identifier, as byte ranges.
struct Whole {
    clean: bool,
    top_level: BTreeSet<(usize, usize)>,
    identifiers: BTreeSet<(usize, usize)>,
}

fn whole_file(text: &str) -> Whole {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_go::LANGUAGE.into()).expect("the grammar fits the library");
    let tree = parser.parse(text, None).expect("a parser with a language parses");
    let mut whole =
        Whole { clean: !tree.root_node().has_error(), top_level: BTreeSet::new(), identifiers: BTreeSet::new() };
    let mut cursor = tree.walk();
    let mut path = vec!["source_file"];
    loop {
        let node = cursor.node();
        let in_package_or_import = path.iter().any(|kind| matches!(*kind, "package_clause" | "import_declaration"));
        if node.child_count() == 0 && (node.kind().ends_with("identifier") || node.kind() == "label_name") {
            if !in_package_or_import {
                whole.identifiers.insert((node.start_byte(), node.end_byte()));
            }
            let declared = cursor.field_name() == Some("name");
            let top = matches!(
                path.as_slice(),
                ["source_file", "function_declaration" | "method_declaration"]
                    | ["source_file", "type_declaration", "type_spec" | "type_alias"]
                    | ["source_file", "const_declaration", "const_spec"]
                    | ["source_file", "var_declaration", "var_spec"]
                    | ["source_file", "var_declaration", "var_spec_list", "var_spec"]
            );
            if declared && top {
                whole.top_level.insert((node.start_byte(), node.end_byte()));
            }
        }
        let kind = node.kind();
        if cursor.goto_first_child() {
            if path.len() > 1 || kind != "source_file" {
                path.push(kind);
            }
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return whole;
            }
            if path.len() > 1 {
                path.pop();
            }
        }
    }
}

#[test]
#[ignore = "reads all of GOROOT/src: a minute in release"]
fn over_goroot_outline_and_lowering_miss_nothing() {
    let Some(src) = goroot_src() else {
        eprintln!("SKIPPED: no Go distribution here, so the front end was not checked against it");
        return;
    };
    let mut files = Vec::new();
    go_files(&src, &mut files);
    let (mut bytes, mut outline_time, mut lower_time, mut signature_time) =
        (0, Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let (mut dirty, mut broken, mut wrong, mut wrong_tests) = (0, 0, Vec::new(), Vec::new());
    for path in &files {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        bytes += text.len();
        let started = Instant::now();
        let outlined = outline(&text);
        outline_time += started.elapsed();
        let started = Instant::now();
        for entry in &outlined.entries {
            parse_entry(&text, entry, Depth::Signature);
        }
        signature_time += started.elapsed();
        let started = Instant::now();
        let decls = parse_file(&text);
        lower_time += started.elapsed();
        syntax_errors(&text);
        let whole = whole_file(&text);
        // The compiler's own tests hold texts that are no Go and that the grammar accepts all the same.
        let wrong =
            if path.components().any(|part| part.as_os_str() == "testdata") { &mut wrong_tests } else { &mut wrong };
        if !whole.clean {
            dirty += 1;
            continue;
        }
        if outlined.broken {
            broken += 1;
            continue;
        }
        let named = outlined.entries.iter().flat_map(|entry| &entry.names);
        let named: BTreeSet<_> = named.map(|name| (name.span.start as usize, name.span.end as usize)).collect();
        for (start, end) in whole.top_level.symmetric_difference(&named) {
            wrong.push(format!("{}:{start}: top level `{}`", path.display(), &text[*start..*end]));
        }
        let mut lowered = BTreeSet::new();
        for decl in &decls {
            each_name(decl, &mut |name, span| {
                assert_eq!(name, &text[span.range()], "{}", path.display());
                lowered.insert((span.start as usize, span.end as usize));
            });
        }
        for (start, end) in whole.identifiers.difference(&lowered) {
            let line = text[..*start].matches('\n').count() + 1;
            wrong.push(format!("{}:{line}: `{}` is in no lowered node", path.display(), &text[*start..*end]));
        }
    }
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    eprintln!(
        "{} files, {} MB, {dirty} that the grammar rejects, {broken} others that are no Go",
        files.len(),
        bytes / 1_000_000
    );
    eprintln!(
        "outline {:.0} MB/s, outline + signatures {:.1} MB/s, outline + lowering {:.1} MB/s",
        speed(outline_time),
        speed(signature_time),
        speed(lower_time)
    );
    assert!(wrong_tests.len() <= 15, "{}", wrong_tests.join("\n"));
    assert!(broken <= 3, "{broken} files are called broken");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}
