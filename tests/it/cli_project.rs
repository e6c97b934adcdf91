//! What a project is called and which settings count, wherever its files lie: clones, work trees, renamed folders, parts of it.

use std::path::Path;
use std::process::Command;

use crate::support::{put, run_in};

const GO: &str = "package api\n\n// RunID is the id of the conversation.\ntype Reply struct {\n\tRunID string `json:\"run_id\"`\n}\n";

fn git(dir: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]);
    let output = git.args(arguments).current_dir(dir).output().expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository `shop` with two languages and a commit.
fn shop(outer: &Path) {
    put(outer, "shop/go.mod", "module example.com/shop/v2\n\ngo 1.22\n");
    put(outer, "shop/api/reply.go", GO);
    put(outer, "shop/web/client.ts", "export interface Reply { run_id: string }\n");
    let shop = outer.join("shop");
    git(&shop, &["init", "-q"]);
    git(&shop, &["add", "."]);
    git(&shop, &["commit", "-qm", "shop"]);
}

/// The rows of a scan in `dir`.
fn rows(dir: &Path, more: &[&str]) -> String {
    let (code, out, err) = run_in(&[&["scan", "--format", "jsonl", "--no-cache"], more].concat(), dir);
    assert!(matches!(code, 0 | 1), "{err}");
    out
}

#[test]
fn the_same_commit_has_the_same_rows_wherever_it_lies() {
    let outer = tempfile::tempdir().unwrap();
    let outer = outer.path();
    shop(outer);
    let there = outer.join("shop");
    let expected = rows(&there, &[]);
    assert!(expected.contains("\"repo\":\"shop\"") && expected.lines().count() > 3, "{expected}");
    git(outer, &["clone", "-q", "shop", "job@2"]);
    git(&there, &["worktree", "add", "-q", "../fix"]);
    for (folder, more) in
        [("job@2", &[] as &[&str]), ("fix", &[]), ("shop", &["web", "api", "go.mod"]), ("shop", &["."])]
    {
        assert_eq!(rows(&outer.join(folder), more), expected, "{folder} {more:?}");
    }
    std::fs::rename(outer.join("job@2"), outer.join("workspace")).unwrap();
    assert_eq!(rows(outer, &["workspace"]), expected);
    std::fs::remove_dir_all(outer.join("workspace/.git")).unwrap();
    assert_eq!(rows(outer, &["workspace"]), expected, "a module has its name without git");
    let part: String =
        expected.lines().filter(|it| it.contains("\"path\":\"api/")).map(|it| format!("{it}\n")).collect();
    assert!(!part.is_empty() && part != expected);
    assert_eq!(rows(&there, &["api"]), part, "a part has the rows that the whole has there");
    assert_eq!(rows(&there.join("api"), &[]), part);
}

#[test]
fn a_part_of_a_repository_is_all_that_is_written() {
    let outer = tempfile::tempdir().unwrap();
    let outer = outer.path();
    shop(outer);
    put(
        outer,
        "shop/cmd/main.go",
        "package main\n\nimport \"example.com/shop/v2/api\"\n\nfunc main() { _ = api.Reply{}.RunID }\n",
    );
    git(&outer.join("shop"), &["add", "."]);
    git(&outer.join("shop"), &["commit", "-qm", "main"]);
    let (code, out, err) = run_in(&["rename", "api.Reply.RunID", "SessionID", "shop/api"], outer);
    assert_eq!((code, out.as_str()), (1, ""), "{err}");
    assert!(err.contains("shop/cmd/main.go:5") && err.contains("outside of the folders that were named"), "{err}");
    let (code, _, err) = run_in(&["rename", "api.Reply.RunID", "SessionID", "shop"], outer);
    assert_eq!(code, 0, "{err}");
}

#[test]
fn a_batch_writes_into_the_part_alone() {
    let outer = tempfile::tempdir().unwrap();
    let outer = outer.path();
    shop(outer);
    let shop = outer.join("shop");
    let pack = "version: 1\nname: p\nterms:\n  - {id: run-id, words: run id, to: session id}\n\
                categories:\n  - {id: OLD, description: old, action: Rename}\n\
                rules:\n  - {id: all, when: {}, category: OLD}\n\
                batches:\n  - {id: 1, title: t, risk: low, changes: [{when: {role: [identifier, struct-tag]}, change: rename}, \
                {when: {}, change: rewrite-text}]}\n";
    put(outer, "pack.yaml", pack);
    put(&shop, "docs/guide.md", "The run ID of a chat.\n");
    put(&shop, "api/doc.md", "The run ID of a reply.\n");
    put(&shop, "db/schema.sql", "CREATE TABLE turns (run_id TEXT);\n");
    put(&shop, "cmd/log.go", "package main\n\nimport \"log\"\n\nfunc main() { log.Print(\"no run ID\") }\n");
    git(&shop, &["add", "."]);
    git(&shop, &["commit", "-qm", "more"]);
    let written = |root: &str| {
        let (_, out, err) =
            run_in(&["apply", "--batch", "1", "--rules", "../pack.yaml", "--skip-refused", "--diff", root], &shop);
        let files = out.lines().filter_map(|it| it.strip_prefix("+++ b/shop/")).map(str::to_owned);
        (files.collect::<Vec<String>>(), err)
    };
    let (whole, err) = written(".");
    assert!(
        whole.contains(&"api/reply.go".to_owned()) && whole.contains(&"docs/guide.md".to_owned()),
        "{whole:?}{err}"
    );
    assert!(whole.contains(&"cmd/log.go".to_owned()) && whole.contains(&"web/client.ts".to_owned()), "{whole:?}{err}");
    for part in ["api", "web", "docs", "cmd", "db"] {
        let (files, err) = written(part);
        assert!(files.iter().all(|it| it.starts_with(part)), "{part}: {files:?}{err}");
    }
    assert!(!written("docs").0.is_empty(), "what lies in the part is written");
}

/// A clone of `shop` in a folder that is called otherwise, with a batch of its own.
fn job(outer: &Path) {
    shop(outer);
    put(
        outer,
        "shop/cmd/main.go",
        "package main\n\nimport \"example.com/shop/v2/api\"\n\nfunc main() { _ = api.Reply{}.RunID }\n",
    );
    put(outer, "shop/docs/guide.md", "A reply has a `Reply.RunID`, as `run_id`.\n");
    git(&outer.join("shop"), &["add", "."]);
    git(&outer.join("shop"), &["commit", "-qm", "main"]);
    git(outer, &["clone", "-q", "shop", "job@2"]);
}

/// The pack of [`job`].
const RENAMES: &str = "version: 1
name: p
terms:
  - {id: run-id, words: run id, to: session id}
categories:
  - {id: OLD, description: old, action: Rename, layout: table, gate: fail}
rules:
  - {id: all, when: {}, category: OLD}
batches:
  - {id: 1, title: t, risk: low, changes: [{when: {role: [identifier]}, change: rename}, {when: {role: struct-tag}, change: retag}, {when: {}, change: rewrite-text}]}
";

#[test]
fn people_are_told_paths_that_they_can_open() {
    let outer = tempfile::tempdir().unwrap();
    let outer = outer.path().canonicalize().unwrap();
    job(&outer);
    put(&outer, "pack.yaml", RENAMES);
    let pack = outer.join("pack.yaml");
    let pack = pack.to_str().unwrap();
    // Of the part `api` alone nothing can be renamed: what uses it lies beside it.
    let commands: [(&[&str], &str); 6] = [
        (&["scan", "--no-cache", "--all", "--rules", pack], "."),
        (&["check", "--no-cache", "--rules", pack], "."),
        (&["plan", "--no-cache", "--rules", pack], "api"),
        (&["apply", "--batch", "1", "--rules", pack], "api"),
        (&["refs", "api.Reply.RunID"], "."),
        (&["rename", "api.Reply.RunID", "SessionID"], "api"),
    ];
    let below = format!("{}/", outer.join("job@2").display());
    for (folder, begins) in [("", "job@2/"), ("job@2", ""), ("job@2/docs", &below)] {
        let here = outer.join(folder);
        for (command, part) in commands {
            let root = outer.join("job@2").join(part);
            let (_, out, err) = run_in(&[command, &[root.to_str().unwrap()]].concat(), &here);
            let text = out + &err;
            assert!(text.contains(&format!("{begins}cmd/main.go")), "{command:?} in {folder:?}: {text}");
            let words = text.split(|c: char| c.is_whitespace() || "`(),;".contains(c));
            let files = words.map(|it| it.split(':').next().unwrap_or_default()).filter(|it| it.ends_with(".go"));
            for file in files {
                assert!(here.join(file).is_file(), "{command:?} in {folder:?}: there is no {file}: {text}");
            }
        }
    }
    let place = "job@2/cmd/main.go:5";
    let (_, out, err) = run_in(&["explain", "--no-cache", place, "job@2", "--rules", pack], &outer);
    assert!(out.starts_with(place) && !out.contains("shop/api"), "{out}{err}");
    assert_eq!(rows(&outer, &["job@2"]), rows(&outer, &["shop"]), "data has other names");
}

#[test]
fn what_speaks_of_a_renamed_name_beside_the_part_is_listed() {
    let outer = tempfile::tempdir().unwrap();
    let outer = outer.path();
    shop(outer);
    let shop = outer.join("shop");
    put(outer, "pack.yaml", RENAMES);
    put(outer, "shop/docs/guide.md", "A reply has a `Reply.RunID`, as `run_id`.\n");
    put(outer, "shop/cmd/other.go", "package main\n\ntype Other struct{ RunID string }\n");
    git(&shop, &["add", "."]);
    git(&shop, &["commit", "-qm", "more"]);
    let apply = |more: &[&str]| run_in(&[&["apply", "--batch", "1", "--rules", "../pack.yaml"], more].concat(), &shop);
    let left = "not in the folders that were named, and left alone";
    let (code, out, err) = apply(&["--diff", "api"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("SessionID") && !out.contains("guide.md"), "{out}");
    for place in ["docs/guide.md:1", "web/client.ts:1"] {
        assert!(err.lines().any(|it| it.contains(place) && it.contains(left)), "{place}: {err}");
    }
    assert!(!err.contains("other.go"), "another thing of the same name: {err}");
    let (_, out, _) = apply(&["--format", "jsonl", "api"]);
    let rows = out.lines().filter(|it| it.contains(left)).count();
    assert!(rows >= 2 && out.lines().all(|it| !it.contains(left) || it.contains("\"kind\":\"manual\"")), "{out}");
    let (_, _, err) = apply(&["--diff", "."]);
    assert!(!err.contains(left), "{err}");
}

#[test]
fn a_first_contact_is_told_the_next_step() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    put(dir, "shop/a.go", "package a\n\ntype T struct{ RunID string }\n");
    std::fs::create_dir(dir.join("empty")).unwrap();
    let commands: [&[&str]; 4] = [&["scan"], &["check"], &["plan"], &["apply", "--batch", "1"]];
    for (more, what, next) in [
        (&["gone"] as &[&str], "gone: there is no such file or folder", "give folders or files that exist"),
        (&["empty"], "there is no text file in `empty`", "give folders that hold the sources"),
        (&["--rules", "own.yaml", "shop"], "there is no such file (own.yaml)", "`runsess rules show`"),
    ] {
        for command in commands {
            let (code, _, err) = run_in(&[command, more].concat(), dir);
            assert!(code == 2 && err.contains(what) && err.contains(next), "{command:?} {more:?}: {err}");
        }
    }
    let (code, _, err) = run_in(&["check", "shop"], dir);
    assert!(code == 1 && err.contains("--baseline FILE --update-baseline"), "{err}");
    let (code, _, err) = run_in(&["check", "--format", "jsonl", "shop"], dir);
    assert_eq!((code, err.as_str()), (1, ""), "data is for who knows");
    let (code, _, err) = run_in(&["apply", "--batch", "1", "shop"], dir);
    assert!(code == 0 && err.contains("batch 1: nothing to do") && err.contains("`runsess plan`"), "{err}");
    let (code, _, err) = run_in(&["rename", "T.RunID", "SessionID", "shop", "--allow-no-vcs"], dir);
    assert_eq!(code, 0, "{err}");
    put(dir, "shop/a.go", "package a\n");
    let (code, _, err) = run_in(&["undo"], dir);
    assert!(
        code == 1 && err.contains("is not taken back") && err.contains("rename") && err.contains("--list"),
        "{err}"
    );
}

#[test]
fn a_folder_that_git_ignores_or_does_not_know_is_no_part() {
    let outer = tempfile::tempdir().unwrap();
    let outer = outer.path();
    shop(outer);
    put(outer, "shop/scratch/go.mod", "module example.com/other\n");
    put(outer, "shop/scratch/a.go", GO);
    let out = rows(outer, &["shop/scratch"]);
    assert!(out.contains("\"repo\":\"other\"") && !out.contains("client.ts"), "{out}");
}

#[test]
fn runsess_yaml_counts_from_below_and_names_repositories() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    put(dir, "a/x/a.go", GO);
    put(dir, "b/b.go", GO);
    put(dir, "a/old/c.go", GO);
    put(
        dir,
        "runsess.yaml",
        "roots: [{path: a, name: left}, {path: b, name: right}]\nignore: ['left/old/**']\nformats: {scan: jsonl}\n",
    );
    let (_, all, err) = run_in(&["scan", "--no-cache"], dir);
    assert!(
        all.contains("\"repo\":\"left\"") && all.contains("\"repo\":\"right\"") && !all.contains("old/c.go"),
        "{all}{err}"
    );
    assert_eq!(run_in(&["scan", "--no-cache", "."], dir).1, all);
    assert_eq!(run_in(&["scan", "--no-cache"], &dir.join("a/x")).1, all, "from below, the whole project is meant");
    let (_, part, _) = run_in(&["scan", "--no-cache", "x"], &dir.join("a"));
    let left: Vec<&str> = all.lines().filter(|it| it.contains("\"repo\":\"left\"")).collect();
    assert_eq!(part.lines().collect::<Vec<_>>(), left);
    let (_, alone, _) = run_in(&["scan", "--no-cache", "--isolated", "--format", "jsonl", "a"], dir);
    assert!(alone.contains("\"repo\":\"a\"") && alone.contains("old/c.go"), "{alone}");
    let (code, shown, _) = run_in(&["check", "--show-config"], &dir.join("a"));
    assert_eq!(code, 0);
    for line in ["name: left", "- 'left/old/**'", "# rules: the built-in run-to-session", "runsess.yaml"] {
        assert!(shown.contains(line), "{line} in {shown}");
    }
}

#[test]
fn two_projects_are_not_mixed() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    for folder in ["a", "b"] {
        put(dir, &format!("{folder}/a.go"), GO);
        put(dir, &format!("{folder}/runsess.yaml"), "ignore: []\n");
    }
    let (code, _, err) = run_in(&["scan", "a", "b"], dir);
    assert_eq!(code, 2);
    assert!(err.contains("two projects at once") && err.contains("--isolated"), "{err}");
    assert_eq!(run_in(&["scan", "--isolated", "--no-cache", "a", "b"], dir).0, 1);
}

#[test]
fn files_of_the_tool_are_no_sources() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    put(dir, "shop/a.go", GO);
    let (_, pack, _) = run_in(&["rules", "show"], dir);
    put(dir, "shop/pack.yaml", &pack);
    put(dir, "shop/runsess.yaml", "rules: pack.yaml\nbaseline: accepted.jsonl\n# run_id\n");
    let shop = dir.join("shop");
    let first = rows(&shop, &[]);
    assert!(first.lines().all(|it| it.contains("a.go")), "{first}");
    assert_eq!(run_in(&["check", "--no-cache"], &shop).0, 2, "there is no baseline yet");
    assert_eq!(run_in(&["check", "--update-baseline", "--no-cache"], &shop).0, 0);
    assert_eq!(run_in(&["check", "--no-cache"], &shop).0, 0, "the baseline is no source");
    let (_, _, err) = run_in(&["scan", "--format", "markdown", "-o", "list.md", "--no-cache"], &shop);
    assert_eq!(
        rows(&shop, &[]).lines().filter(|it| !it.contains("list.md")).collect::<Vec<_>>(),
        first.lines().collect::<Vec<_>>(),
        "{err}"
    );
}

#[cfg(unix)]
#[test]
fn settings_of_another_person_above_the_root_do_not_count() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    put(dir, "mine/a.go", GO);
    put(dir, "runsess.yaml", "roots: [{path: mine, name: theirs}]\n");
    let named = |name: &str| rows(dir, &["mine"]).contains(&format!("\"repo\":\"{name}\""));
    assert!(named("theirs"), "a file of one's own counts");
    put(dir, "runsess.yaml", "roots: [mine\n");
    let (code, _, err) = run_in(&["scan", "mine"], dir);
    assert!(code == 2 && err.contains("runsess.yaml"), "one's own is not passed over: {err}");
    put(dir, "runsess.yaml", "roots: [{path: mine, name: theirs}]\n");
    match std::os::unix::fs::chown(dir.join("runsess.yaml"), Some(12_345), None) {
        Ok(()) => assert!(named("mine"), "nor does one of a stranger count"),
        Err(_) => println!("not tried: only root can give a file away"),
    }
}
