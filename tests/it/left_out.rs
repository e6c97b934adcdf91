//! Files that are no part of the inventory and are needed all the same: ignored ones, copies of dependencies, modules beside a root. What
//! can't be read of them keeps a command from saying that it is done.

use std::path::Path;

use crate::support::{put, run_in};

/// A module in which a field is renamed, and files that git ignores in `gen`.
fn ignored(path: &str, bytes: &[u8]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/go.mod", "module example.com/r\n\ngo 1.22\n");
    put(
        dir.path(),
        "r/box.go",
        "package r\n\ntype Box struct{ RunID, SessionID string }\n\nvar b = Box{SessionID: Box{}.RunID}\n",
    );
    put(dir.path(), "r/.gitignore", "gen/\n");
    put(dir.path(), path, "");
    std::fs::write(dir.path().join(path), bytes).unwrap();
    dir
}

const RENAME: &[&str] = &["rename", "Box.RunID", "Key", "r", "--allow-no-vcs"];

fn rename(dir: &Path) -> (i32, String) {
    let (code, _, err) = run_in(RENAME, dir);
    (code, err)
}

fn is_renamed(dir: &Path) -> bool {
    std::fs::read_to_string(dir.join("r/box.go")).unwrap().contains("Key, SessionID")
}

/// What may use the name in `RENAME`, and can't be read.
fn unreadable() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let wide =
        |text: &str| -> Vec<u8> { format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let big = |text: &str, at: usize| -> Vec<u8> {
        let mut bytes = vec![b' '; 40 << 20];
        bytes[at..at + text.len()].copy_from_slice(text.as_bytes());
        bytes
    };
    vec![
        ("r/gen/latin.go", b"package gen // caf\xe9 RunID\n".to_vec(), "not valid UTF-8 (byte 18)"),
        ("r/gen/wide.ts", wide("let RunID = 1"), "UTF-16: only UTF-8 is read"),
        ("r/gen/first.sql", big("RunID", 7), "bigger than 16 MB"),
        ("r/gen/seam.go", big("RunID", (16 << 20) - 2), "bigger than 16 MB"),
        ("r/gen/late.proto", big("RunID", (40 << 20) - 5), "bigger than 16 MB"),
    ]
}

#[test]
fn what_is_left_out_and_can_not_be_read_may_use_the_name() {
    for (path, bytes, why) in unreadable() {
        let dir = ignored(path, &bytes);
        let (code, said) = rename(dir.path());
        assert_eq!(code, 2, "{path}: {said}");
        let row = format!("skipped {path}: {why}; it is left out of the inventory, and a build may need it");
        assert!(said.contains(&row), "{path}: {said}");
        assert!(said.contains("1 place could not be read, and it may use the name: nothing was written"), "{said}");
        assert!(said.contains("--allow-unread FILE") && !said.contains("`ignore`"), "{said}");
        assert!(!is_renamed(dir.path()), "{path}");
        for command in [&["apply", "--batch", "1", "r"][..], &["plan", "r"], &["sql", "--batch", "1", "r"]] {
            let (code, out, err) = run_in(command, dir.path());
            assert_eq!(code, 2, "{path}: {command:?}: {out}{err}");
            assert!(err.contains(&row), "{path}: {command:?}: {err}");
        }
        let (code, out, err) = run_in(&["scan", "r"], dir.path());
        assert_eq!((code, err.contains("skipped")), (1, false), "{path} is no part of an inventory: {out}{err}");
    }
}

#[test]
fn who_has_looked_at_it_says_so() {
    for by_hand in ["r/gen/latin.go", "r/gen", "r/gen/"] {
        let dir = ignored("r/gen/latin.go", b"package gen // caf\xe9 RunID\n");
        let (code, _, err) = run_in(&[RENAME, &["--allow-unread", by_hand]].concat(), dir.path());
        assert_eq!(code, 0, "{by_hand}: {err}");
        assert!(is_renamed(dir.path()) && !err.contains("skipped"), "{by_hand}: {err}");
    }
    let dir = ignored("r/gen/latin.go", b"package gen // caf\xe9 RunID\n");
    for command in [&["plan", "r"][..], &["sql", "--batch", "1", "r"]] {
        let (code, _, err) = run_in(&[command, &["--allow-unread", "r/gen"]].concat(), dir.path());
        assert!(matches!(code, 0 | 1) && !err.contains("skipped"), "{command:?} {code}: {err}");
        // By its path, also from elsewhere.
        let here = [&command[..command.len() - 1], &[".", "--allow-unread", "gen/latin.go"]].concat();
        let (code, _, err) = run_in(&here, &dir.path().join("r"));
        assert!(matches!(code, 0 | 1) && !err.contains("skipped"), "{here:?} {code}: {err}");
    }
    for other in ["r/gen/latin", "gen/latin.go", "r/ge", ""] {
        let dir = ignored("r/gen/latin.go", b"package gen // caf\xe9 RunID\n");
        let (code, _, err) = run_in(&[RENAME, &["--allow-unread", other]].concat(), dir.path());
        assert_eq!(code, 2, "{other:?} is not it: {err}");
        assert!(!is_renamed(dir.path()), "{other:?}");
    }
    let dir = ignored("r/gen/a.go", b"package gen\n");
    std::fs::write(dir.path().join("r/own.go"), b"package r // caf\xe9 RunID\n").unwrap();
    assert_eq!(rename(dir.path()).0, 2, "a file of the inventory");
    let (code, _, err) = run_in(&[RENAME, &["--allow-unread", "r/own.go"]].concat(), dir.path());
    assert_eq!(code, 0, "{err}");
    assert!(is_renamed(dir.path()));
}

#[test]
fn what_can_not_use_the_name_is_no_matter() {
    let mut big = vec![b' '; 40 << 20];
    big[..5].copy_from_slice(b"other");
    for (path, bytes) in [
        ("r/gen/latin.go", b"package gen // caf\xe9\n".to_vec()),
        ("r/gen/big.go", big),
        ("r/gen/latin.md", b"caf\xe9 RunID\n".to_vec()),
        ("r/gen/latin.txt", b"caf\xe9 RunID\n".to_vec()),
        ("r/node_modules/x/latin.ts", b"// caf\xe9 RunID\n".to_vec()),
    ] {
        let dir = ignored(path, &bytes);
        let (code, said) = rename(dir.path());
        assert_eq!(code, 0, "{path}: {said}");
        assert!(is_renamed(dir.path()), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_or_folder_without_permission_may_use_the_name() {
    use std::os::unix::fs::PermissionsExt;
    for path in ["r/gen/closed.go", "r/gen/closed/a.go"] {
        let dir = ignored(path, b"package gen\n");
        let closed = dir.path().join("r/gen").join(if path.ends_with("a.go") { "closed" } else { "closed.go" });
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
        let readable = std::fs::File::open(&closed).is_ok();
        let (code, said) = rename(dir.path());
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o755)).unwrap();
        if readable {
            eprintln!("permissions do not bind this user: nothing was tried");
            return;
        }
        assert_eq!(code, 2, "{path}: {said}");
        assert!(said.contains("can't be read: permission denied; it is left out"), "{path}: {said}");
    }
}

/// A rule pack that renames the column `state` of `lamps` to `lamp_state`, and its key.
const PACK: &str = "version: 1
name: state-to-lamp-state
terms:
  - {id: lamp-state, words: lamp state, canonical: lamp}
  - {id: state, words: state, to: lamp state}
domains:
  - {id: lamp, symbols: [\"**Lamp.State\", lamps.state]}
categories:
  - {id: OLD, description: old, action: Rename, gate: fail}
  - {id: NEW, description: new, action: None}
rules:
  - {id: new, when: {term: lamp-state}, category: NEW}
  - {id: old, when: {domain: lamp}, category: OLD}
batches:
  - id: 1
    title: all
    risk: low
    changes: [{when: {category: OLD, role: struct-tag}, change: retag}, {when: {category: OLD}, change: rename}]
";

fn lamps(path: &str, text: &str) -> (i32, String, String) {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "pack.yaml", PACK);
    put(dir.path(), "r/go.mod", "module example.com/r\n\ngo 1.22\n");
    put(dir.path(), "r/lamp.go", "package r\n\ntype Lamp struct {\n\tState string `json:\"state\"`\n}\n");
    put(dir.path(), "r/lamps.sql", "CREATE TABLE lamps (id INTEGER, state TEXT);\n");
    put(dir.path(), "r/.gitignore", "out/\n");
    put(dir.path(), path, text);
    run_in(&["apply", "--batch", "1", "--rules", "pack.yaml", "--format", "json", "r"], dir.path())
}

#[test]
fn a_column_that_an_ignored_file_uses_is_not_renamed() {
    for (path, text) in [
        ("r/out/dump.sql", "INSERT INTO lamps (id, state) VALUES (1, 'on');\nSELECT state FROM lamps;\n"),
        ("r/out/query.go", "package out\n\nconst q = `SELECT state FROM lamps WHERE state = ?`\n"),
        ("r/out/part.sql", "UPDATE lamps SET id = 2 WHERE state = 'off' OR STATE = 'on';\n"),
    ] {
        let (code, out, err) = lamps(path, text);
        assert_eq!(code, 1, "{path}: {out}{err}");
        let said = "is used in a file that is left out of the inventory (2 places)";
        assert!(out.contains(said) && out.contains(path), "{path}: {out}");
    }
    for (path, text) in [
        ("r/out/other.sql", "SELECT state FROM streets;\n"),
        ("r/out/state.md", "`state` of `lamps`\n"),
        ("r/out/comment.sql", "-- the state of lamps\nSELECT id FROM lamps;\n"),
    ] {
        let (code, out, err) = lamps(path, text);
        assert_eq!(code, 0, "{path}: {out}{err}");
    }
}

#[test]
fn a_key_that_stands_in_an_ignored_file_is_listed() {
    for (path, text) in [
        ("r/out/lamp.proto", "syntax = \"proto3\";\nmessage Lamp { string state = 1; }\n"),
        ("r/out/read.go", "package out\n\nfunc f(m map[string]any) any { return m[\"state\"] }\n"),
        ("r/out/lamp_pb.d.ts", "export interface Lamp { state: string }\n"),
    ] {
        let (code, out, err) = lamps(path, text);
        assert_eq!(code, 0, "{path}: {out}{err}");
        let said = "`state` stands in a file that is left out of the inventory";
        assert!(out.contains(said) && out.contains(path), "{path}: {out}{err}");
    }
    for (path, text) in [
        ("r/out/said.go", "package out\n\n// the state\nfunc f() {}\n"),
        ("out/beside.proto", "syntax = \"proto3\";\nmessage Lamp { string state = 1; }\n"),
    ] {
        let (code, out, err) = lamps(path, text);
        assert_eq!(code, 0, "{path}: {out}{err}");
        assert!(!out.contains("stands in a file"), "{path}: {out}{err}");
    }
}

/// A module whose dependency, copied into `vendor`, imports it back.
fn vendored(text: &str) -> (i32, String) {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "r/go.mod", "module example.com/r\n\ngo 1.22\n\nrequire example.com/dep v1.0.0\n");
    put(dir.path(), "r/box/box.go", "package box\n\ntype Box struct{ RunID string }\n\nfunc Open() {}\n");
    put(dir.path(), "r/main.go", "package main\n\nimport \"example.com/dep\"\n\nfunc main() { dep.Do() }\n");
    put(dir.path(), "r/vendor/modules.txt", "# example.com/dep v1.0.0\n## explicit\nexample.com/dep\n");
    put(dir.path(), "r/vendor/example.com/dep/dep.go", text);
    let (code, out, err) = run_in(&["rename", "Box.RunID", "Key", "r", "--diff"], dir.path());
    (code, out + &err)
}

#[test]
fn a_copied_dependency_that_imports_the_module_back_is_looked_at() {
    for import in ["\"example.com/r/box\"", "b \"example.com/r/box\"", "`example.com/r/box`"] {
        let name = if import.starts_with("b ") { "b" } else { "box" };
        let text = format!("package dep\n\nimport {import}\n\nfunc Do() {{ _ = {name}.Box{{}}.RunID }}\n");
        let (code, said) = vendored(&text);
        assert_eq!(code, 1, "{import}: {said}");
        let refused = "refused: r/vendor/example.com/dep/dep.go:5 `example.com/r/box.Box.RunID`: `RunID` is used in a file that is \
                       left out of the inventory, and is compiled all the same; rename it in what is copied here first, and copy \
                       it anew";
        assert!(said.contains(refused), "{import}: {said}");
    }
    for other in ["\"example.com/r/boxes\"", "\"example.com/rest/box\"", "\"other.com/example.com/r/box\""] {
        let text = format!("package dep\n\nimport {other}\n\nfunc Do() {{ _ = box.Box{{}}.RunID }}\n");
        let (code, said) = vendored(&text);
        assert_eq!(code, 0, "{other} is another package: {said}");
    }
}

#[test]
fn a_module_that_is_taken_by_its_folder_may_import_back() {
    const USE: &str = "package dep\n\nimport \"example.com/r/box\"\n\nfunc Do() { _ = box.Box{}.RunID }\n";
    for (module_file, text) in [
        (
            "r/go.mod",
            "module example.com/r\n\ngo 1.22\n\nrequire example.com/dep v1.0.0\n\nreplace example.com/dep => ../dep\n",
        ),
        ("r/go.work", "go 1.22\n\nuse (\n\t.\n\t../dep\n)\n"),
        ("go.work", "go 1.22\n\nuse (\n\t./r\n\t./dep\n)\n"),
    ] {
        for nested in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            put(dir.path(), "r/go.mod", "module example.com/r\n\ngo 1.22\n");
            put(dir.path(), "r/box/box.go", "package box\n\ntype Box struct{ RunID string }\n");
            put(dir.path(), "dep/go.mod", "module example.com/dep\n\ngo 1.22\n\nrequire example.com/r v1.0.0\n");
            put(dir.path(), "dep/dep.go", USE);
            put(dir.path(), module_file, text);
            if nested {
                put(dir.path(), "dep/.git/HEAD", "ref: refs/heads/main\n");
                put(dir.path(), "r/.git/HEAD", "ref: refs/heads/main\n");
            }
            let (code, out, err) = run_in(&["rename", "Box.RunID", "Key", "r", "--diff"], dir.path());
            assert_eq!(code, 1, "{module_file}: {out}{err}");
            assert!(err.contains("r/../dep/dep.go:5 ") && err.contains("add the folder"), "{module_file}: {err}");
        }
    }
}
