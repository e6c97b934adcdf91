//! The reports for other programs, read by those programs, or held against the schemas that they publish. `.ci/run` fetches the readers and schemas
//! into `target/`: none is ours to hand on. Where one is missing a test skips itself, loudly; in CI that is a failure.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::support::{fetched, have, holds, put, run_in, texts};

/// The clues are far enough apart that each level is there; a name that XML has to spell out; columns that differ by unit.
const CODE: &str = "package chat

// Conv is a chat.
type Conv struct {
	RunID string
}

func New(sessionID string) *Conv { return &Conv{RunID: sessionID} }

func loose(x any, runID string) string { return runID }
";

/// Three bytes more than UTF-16 units, and a quote that ends an attribute.
const WIDE: &str = "package chat\n\n/* 💡ü \"<&> */ func wide(runID string) {}\n";

/// A checkout with three repositories in it: hits, a file that can't be read, and nothing.
fn checkout() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, files) in [
        (
            "chat",
            [
                ("chat.go", CODE),
                ("wide.go", WIDE),
                ("it's \"1\" <&>.md", "The `run_id` of a conversation.\n"),
                ("50%, a:b.md", "A `run_id`.\n"),
            ]
            .as_slice(),
        ),
        ("broken", &[("a.go", "package broken\n\nfunc f(runID string) {}\n")]),
        ("clean", &[("a.go", "package clean\n")]),
    ] {
        put(dir.path(), &format!("{name}/go.mod"), &format!("module example.com/{name}\n\ngo 1.22\n"));
        for (file, text) in files {
            put(dir.path(), &format!("{name}/{file}"), text);
        }
    }
    std::fs::write(dir.path().join("broken/bad.go"), b"package broken // run_id \xe9\n").unwrap();
    assert!(Command::new("git").args(["init", "-q"]).current_dir(dir.path()).status().unwrap().success());
    dir
}

const ROOTS: [&str; 3] = ["chat", "broken", "clean"];

/// A report of all roots.
fn report(dir: &Path, command: &str, format: &str, roots: &[&str]) -> String {
    let (code, out, err) = run_in(&[&[command, "--format", format], roots].concat(), dir);
    assert!((0..3).contains(&code) && !out.is_empty(), "{command} {format}: {err}");
    out
}

/// A hit as a reader has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Read {
    path: String,
    line: u64,
    column: u64,
    level: String,
    category: String,
}

/// What reviewdog reads out of a report, in its own words: it prints them as rdjson again.
fn by_reviewdog(program: &Path, dir: &Path, format: &str, text: &str) -> Result<BTreeSet<Read>, String> {
    let words = [&format!("-f={format}"), "-reporter=rdjson", "-diff=true", "-filter-mode=nofilter"];
    let mut command = Command::new(program);
    command.args(words).current_dir(dir).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut to = child.stdin.take().unwrap();
    // It reads everything before it writes anything.
    std::io::Write::write_all(&mut to, text.as_bytes()).unwrap();
    drop(to);
    let output = child.wait_with_output().unwrap();
    let (out, err) = texts(&output);
    if !output.status.success() {
        return Err(err);
    }
    let answer: Value = serde_json::from_str(&out).unwrap();
    let text = |it: &Value| it.as_str().unwrap().trim_start_matches("runsess.").to_owned();
    let read = answer["diagnostics"].as_array().into_iter().flatten().map(|it| {
        let start = &it["location"]["range"]["start"];
        let number = |unit: &str| start[unit].as_u64().unwrap_or(1);
        let (path, level, category) = (&it["location"]["path"], &it["severity"], &it["code"]["value"]);
        let (line, column) = (number("line"), number("column"));
        Read { path: text(path), line, column, level: text(level), category: text(category) }
    });
    Ok(read.collect())
}

#[test]
fn reviewdog_reads_the_same_hits_out_of_three_formats() {
    let Some(reviewdog) = fetched("RUNSESS_REVIEWDOG", "target/tools/reviewdog") else { return };
    if !have("git") {
        return;
    }
    let dir = checkout();
    let rows = report(dir.path(), "check", "jsonl", &ROOTS);
    let rows: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let read = |command: &str, format: &str| {
        let text = report(dir.path(), command, format, &ROOTS);
        by_reviewdog(&reviewdog, dir.path(), format, &text).unwrap_or_else(|error| panic!("{format}: {error}"))
    };
    for command in ["check", "scan"] {
        let by_bytes = read(command, "rdjson");
        assert_eq!(by_bytes.len(), rows.len(), "{by_bytes:?}");
        let levels: BTreeSet<&str> = by_bytes.iter().map(|it| it.level.as_str()).collect();
        assert_eq!(levels.into_iter().collect::<Vec<_>>(), ["ERROR", "INFO", "WARNING"]);
        for row in &rows {
            let has = |it: &&Read| (json!(it.line), json!(it.column)) == (row["line"].clone(), row["column"].clone());
            let name = row["path"].as_str().unwrap();
            let found = by_bytes
                .iter()
                .find(|it| it.path.ends_with(name) && row["category"] == it.category.as_str() && has(it));
            assert!(found.is_some(), "{row} in {by_bytes:?}");
        }
        // The other two count UTF-16 units: three fewer where this one is behind a lamp and an umlaut.
        let wide = |it: &Read| it.path == "chat/wide.go" && it.line == 3;
        let shifted = |it: &Read| Read { column: it.column - 3, ..it.clone() };
        let by_units: BTreeSet<Read> =
            by_bytes.iter().map(|it| if wide(it) { shifted(it) } else { it.clone() }).collect();
        assert!(
            by_bytes.iter().any(wide) && by_bytes.iter().any(|it| it.path == "chat/it's \"1\" <&>.md"),
            "{by_bytes:?}"
        );
        for format in ["checkstyle", "sarif"] {
            assert_eq!(read(command, format), by_units, "{command} {format}");
        }
    }
    for format in ["rdjson", "checkstyle", "sarif"] {
        let none = report(dir.path(), "check", format, &["clean"]);
        assert_eq!(by_reviewdog(&reviewdog, dir.path(), format, &none), Ok(BTreeSet::new()), "{format}");
        let cut = &none[..none.len() / 2];
        assert!(by_reviewdog(&reviewdog, dir.path(), format, cut).is_err(), "half a report is none: {cut}");
    }
}

/// Whether a file holds what the schema of the xUnit plugin of Jenkins says, and what the validator answers.
fn holds_xsd(validator: &Path, schema: &Path, file: &Path) -> (bool, String) {
    let output = Command::new(validator).arg("--schema").arg(schema).arg(file).output().unwrap();
    let (out, err) = texts(&output);
    (output.status.success(), out + &err)
}

#[test]
fn junit_holds_what_jenkins_says() {
    let (validator, schema) = ("target/python/bin/xmlschema-validate", "target/junit/junit-10.xsd");
    let Some(validator) = fetched("RUNSESS_XMLSCHEMA", validator) else { return };
    let Some(schema) = fetched("RUNSESS_JUNIT_SCHEMA", schema) else { return };
    if !have("git") {
        return;
    }
    let dir = checkout();
    let file = |name: &str, text: &str| -> PathBuf {
        put(dir.path(), name, text);
        dir.path().join(name)
    };
    for (command, roots) in [("check", &ROOTS[..]), ("scan", &ROOTS), ("check", &["clean"])] {
        let text = report(dir.path(), command, "junit", roots);
        assert_eq!(text.contains("<failure ") && text.contains("<error "), roots.len() > 1, "{text}");
        let (valid, answer) = holds_xsd(&validator, &schema, &file("j.xml", &text));
        assert!(valid, "{command} {roots:?}: {answer}");
        let (valid, answer) = holds_xsd(&validator, &schema, &file("k.xml", &text.replace("classname=", "class=")));
        assert!(!valid, "the schema sees what is not a case of a test: {answer}");
    }
}

/// Takes lines of standard input apart and has GitHub's toolkit, a file of which is the argument, write the commands again.
const WRITTEN_AGAIN: &str = r"
const { issueCommand } = require(process.argv[1]);
const plain = (text) => text.replace(/%0D/g, '\r').replace(/%0A/g, '\n').replace(/%25/g, '%');
const value = (text) => plain(text.replace(/%3A/g, ':').replace(/%2C/g, ','));
for (const line of require('fs').readFileSync(0, 'utf8').trimEnd().split('\n')) {
  const [, name, properties, message] = /^::(\w+) (.*?)::(.*)$/.exec(line);
  const pairs = properties.split(',').map((it) => [it.split('=', 1)[0], value(it.slice(it.indexOf('=') + 1))]);
  issueCommand(name, Object.fromEntries(pairs), plain(message));
}
";

#[test]
fn github_gets_the_lines_that_its_own_toolkit_writes() {
    let Some(toolkit) = fetched("RUNSESS_ACTIONS_CORE", "target/actions/package/lib/command.js") else { return };
    if !have("git") || !have("node") {
        return;
    }
    let dir = checkout();
    let again = |text: &str| {
        put(dir.path(), "lines.txt", text);
        let mut command = Command::new("node");
        command.arg("-e").arg(WRITTEN_AGAIN).arg(&toolkit);
        let output = command.stdin(std::fs::File::open(dir.path().join("lines.txt")).unwrap()).output().unwrap();
        assert!(output.status.success(), "{}", texts(&output).1);
        texts(&output).0
    };
    let lines = report(dir.path(), "check", "github", &ROOTS);
    assert!(lines.contains("file=chat/50%25%2C a%3Ab.md,"), "{lines}");
    assert_eq!(again(&lines), lines);
    let wrong = lines.replace("50%25", "50%");
    assert_ne!(again(&wrong), wrong, "what is not escaped is seen");
}

/// GitLab publishes no schema for reports. This one is ours, of what its documentation says: the fields that it asks for, its levels, and
/// a path in the checkout without `./`.
fn documented_by_gitlab() -> String {
    let text = json!({"type": "string", "minLength": 1});
    let line = json!({"type": "integer", "minimum": 1});
    let location = json!({
        "type": "object",
        "required": ["path", "lines"],
        "properties": {
            "path": {"type": "string", "pattern": "^[^./]"},
            "lines": {"type": "object", "required": ["begin"], "properties": {"begin": line, "end": line}},
        },
    });
    json!({
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": text, "check_name": text, "fingerprint": text, "location": location,
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            },
        },
    })
    .to_string()
}

#[test]
fn gitlab_gets_what_its_documentation_asks_for() {
    if !have("git") {
        return;
    }
    let dir = checkout();
    for (command, roots) in [("check", &ROOTS[..]), ("scan", &ROOTS), ("check", &["clean"])] {
        let mut value: Value = serde_json::from_str(&report(dir.path(), command, "gitlab", roots)).unwrap();
        holds(&documented_by_gitlab(), &value, command);
        let violations = value.as_array_mut().unwrap();
        assert_eq!(violations.is_empty(), roots.len() == 1);
        // It shows one of those with the same fingerprint.
        let prints: BTreeSet<&str> = violations.iter().map(|it| it["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(prints.len(), violations.len());
        if let Some(first) = violations.first_mut() {
            first["severity"] = "error".into();
            assert!(std::panic::catch_unwind(|| holds(&documented_by_gitlab(), &value, command)).is_err());
        }
    }
}
