//! A folder of files that break tools: each one is scanned or listed as skipped, and the exit status says so. The files are
//! made here, because some of them can't be kept in a repository.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Command, Output};

use runsess::cmd::offered;
use serde::Deserialize;

use crate::support::{Row, bounded, files_below, runsess, texts};

#[derive(Deserialize)]
struct Report {
    findings: Vec<Row>,
    skipped: Vec<Skipped>,
}

#[derive(Deserialize)]
struct Skipped {
    path: String,
    reason: String,
    matters: bool,
}

const DEEP: usize = 10_000;

/// What reads a whole tree and writes nothing.
const COMMANDS: [&[&str]; 6] = [
    &["check"],
    &["plan"],
    &["sql", "--batch", "2"],
    &["apply", "--batch", "1", "--diff"],
    &["refs", "RunID"],
    &["rename", "RunID", "SessionID", "--diff"],
];

/// Scans `root` and fails when that, or any other command, takes more than a stranger's repository may cost, or ends by a signal.
fn scan(root: &Path) -> (Report, Output) {
    let run = |words: &[&str]| {
        let output = bounded(runsess(words).arg(root));
        let code = output.status.code();
        assert!(matches!(code, Some(0..=2)), "{words:?} ended with {}:\n{}", output.status, texts(&output).1);
        output
    };
    let before = files_below(root);
    COMMANDS.iter().for_each(|words| _ = run(words));
    let output = run(&["scan", "--format", "json"]);
    assert_eq!(files_below(root), before, "something was written");
    let (out, err) = texts(&output);
    (serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}\n{err}")), output)
}

fn write(root: &Path, name: &str, content: impl AsRef<[u8]>) {
    fs::write(root.join(name), content).unwrap();
}

#[test]
fn files_that_cannot_be_read_are_rows() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    write(root, "latin1.go", b"package a\n\n// run_id \xe9\n");
    File::create(root.join("huge.log")).unwrap().set_len(200 << 20).unwrap();
    File::create(root.join("huge.go")).unwrap().set_len(200 << 20).unwrap();
    write(root, "locked.go", "package a\n\nvar runID = 1\n");
    fs::set_permissions(root.join("locked.go"), fs::Permissions::from_mode(0o000)).unwrap();
    symlink(".", root.join("loop")).unwrap();
    symlink("b", root.join("a")).unwrap();
    symlink("a", root.join("b")).unwrap();
    symlink("/etc/hosts", root.join("outside.md")).unwrap();
    let pipe = Command::new("mkfifo").arg(root.join("pipe.go")).status();
    assert!(pipe.is_ok_and(|it| it.success()), "mkfifo makes a pipe");
    write(root, "fine.go", "package a\n\nvar RunID = SessionID\n");

    let (report, output) = scan(root);
    let reason =
        |name: &str| report.skipped.iter().find(|it| it.path == name).map(|it| (it.reason.as_str(), it.matters));
    assert!(reason("latin1.go").is_some_and(|it| it.1), "{:?}", reason("latin1.go"));
    assert!(reason("huge.go").is_some(), "a big file is a row, not a silence");
    // Root reads everything.
    if File::open(root.join("locked.go")).is_err() {
        assert!(reason("locked.go").is_some_and(|it| it.1), "{:?}", reason("locked.go"));
    }
    assert_eq!(output.status.code(), Some(2), "the answer is partial");
    assert!(report.findings.iter().all(|it| it.path == "fine.go" || it.path == "locked.go"));
    assert!(report.findings.iter().any(|it| it.path == "fine.go"), "the other files are scanned all the same");
}

#[test]
fn odd_bytes_keep_their_places() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    write(root, "bom.go", "\u{feff}package a\n\nvar runID = 1\n");
    write(root, "crlf.go", "package a\r\n\r\nvar runID2 = 1\r\n");
    write(root, "wide.md", "Größe: `run_id` und 測試 `run_id`\n");
    write(root, "empty.go", "");
    write(root, "nothing.ts", "\n");
    write(root, "no-newline.go", "package a\n\nvar runID3 = 1");
    let (report, _) = scan(root);
    let places: Vec<(&str, u32, u32)> =
        report.findings.iter().map(|it| (it.path.as_str(), it.line, it.column)).collect();
    let want = [("bom.go", 3, 5), ("crlf.go", 3, 5), ("no-newline.go", 3, 5), ("wide.md", 1, 11), ("wide.md", 1, 31)];
    assert_eq!(places, want);
    assert!(report.skipped.is_empty());
}

#[test]
fn nesting_without_end_ends() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    let (open, close) = ("(".repeat(DEEP), ")".repeat(DEEP));
    write(root, "deep.go", format!("package a\n\nfunc f(runID int) int {{ return {open}runID{close} }}\n"));
    write(
        root,
        "blocks.go",
        format!("package a\n\nfunc g() {}runID := 1; _ = runID{}\n", "{".repeat(DEEP), "}".repeat(DEEP)),
    );
    write(root, "types.go", format!("package a\n\ntype T {}struct {{ RunID string }}\n", "[]".repeat(DEEP)));
    write(root, "deep.ts", format!("const runId = {open}1{close};\n"));
    write(root, "deep.tsx", format!("const x = {}runId{};\n", "<b>".repeat(DEEP), "</b>".repeat(DEEP)));
    write(root, "deep.json", format!("{}\"run_id\"{}", "[".repeat(DEEP), "]".repeat(DEEP)));
    write(root, "deep.md", format!("{} run_id\n", "> ".repeat(DEEP)));
    write(root, "list.md", (0..2_000).fold(String::new(), |text, at| text + &"  ".repeat(at) + "- run_id\n"));
    write(root, "deep.sql", format!("SELECT {open}run_id{close} FROM turns;\n"));
    write(root, "deep.proto", format!("{} string run_id = 1; {}", "message M { ".repeat(DEEP), "} ".repeat(DEEP)));
    let (report, _) = scan(root);
    for name in [
        "deep.go",
        "blocks.go",
        "types.go",
        "deep.ts",
        "deep.tsx",
        "deep.json",
        "deep.md",
        "list.md",
        "deep.sql",
        "deep.proto",
    ] {
        let seen = report.findings.iter().any(|it| it.path == name) || report.skipped.iter().any(|it| it.path == name);
        assert!(seen, "{name} is lost");
    }
}

#[test]
fn long_lines_and_broken_code_end() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    // 5 MB in one line, with a hit here and there.
    let piece = format!("{}function f(a){{return a.runId||a.b}};", "function f(a){return a.b||a.c};".repeat(99));
    write(root, "min.js", piece.repeat(1_600));
    write(
        root,
        "broken.go",
        "package a\n\nfunc f( {\n\tif runID := \"\n}\n\ntype T struct {\n\tRunID string `json:\"run_id\n",
    );
    write(root, "cut.go", "package a\n\nfunc f() { x := T{RunID: conv.Run");
    write(root, "cut.ts", "const a = `${ { runId");
    write(root, "cut.sql", "CREATE TABLE turns (run_id TEXT, 'run");
    write(root, "cut.md", "```go\ntype T struct { RunID");
    write(root, "quotes.go", format!("package a\n\nvar runID = {}\n", "`".repeat(9_999)));
    let (report, _) = scan(root);
    for name in ["min.js", "broken.go", "cut.go", "cut.ts", "cut.sql", "cut.md", "quotes.go"] {
        let seen = report.findings.iter().any(|it| it.path == name) || report.skipped.iter().any(|it| it.path == name);
        assert!(seen, "{name} is lost");
    }
}

#[test]
fn names_of_files_may_be_anything() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    write(root, "new\nline.go", "package a\n\nvar runID = 1\n");
    write(root, "tab\tand|pipe.md", "`run_id`\n");
    fs::write(root.join(OsStr::from_bytes(b"latin\xe9.go")), "package a\n\nvar runID = 1\n").unwrap();
    fs::write(root.join("nul.go"), b"package a\n\nvar runID = 1\n\0\0").unwrap();
    for format in offered("scan") {
        let output = runsess(&["scan", "--format", format]).arg(root).output().unwrap();
        assert!(matches!(output.status.code(), Some(0..=2)), "{format} ended with {}", output.status);
        if format == "jsonl" {
            assert!(
                texts(&output).0.lines().all(|line| serde_json::from_str::<Row>(line).is_ok()),
                "one object a line"
            );
        }
    }
}
