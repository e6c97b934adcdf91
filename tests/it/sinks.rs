//! One hostile repository, every command, every format: what comes out on both streams is what its reader expects, nothing is
//! executed, nothing is written beside the folders that are written to, and it ends. What a reader expects is said once a sink.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Output;

use pulldown_cmark::{Event, Options, Parser, Tag};
use runsess::cmd::{command_line, offered};
use runsess::report::{FORMATS, named};
use tempfile::TempDir;

use crate::support::{bounded, files_below, put, runsess, texts};

/// Clears the screen, sets a title, turns the direction of text, hides, and ends lines in other ways.
const UNSEEN: &str = "\u{1b}[31m\u{1b}[2J\u{1b}]0;t\u{7}\u{202e}\u{200b}\u{9b}31m\u{85}\u{2028}";

/// Names of files and folders.
const NAMES: [&str; 17] = [
    "line\n::error file=x,line=1::forged.go",
    "line\n.shell touch PWNED\n.sql",
    "::stop-commands::tok/a.go",
    " ::warning::b.go",
    "##[error]c.go",
    "%0A::notice::d.go",
    "esc\u{1b}[31m\u{1b}]0;title\u{7}\u{202e}\u{200b}.go",
    "=HYPERLINK(\"u\",\"x\").go",
    "@SUM(1).go",
    "+1,\"e\".md",
    "-rf.md",
    "\t=f.md",
    "a|b`c<img src=x>![y](http:z)[q](http:r).md",
    "back\\|slash\\`[s](http:t).md",
    "$(touch PWNED).go",
    "`touch PWNED`.ts",
    "'; touch PWNED; '.ts",
];

/// What proves that a column holds a session.
const SAVE: &str = "package store

import \"database/sql\"

func Save(db *sql.DB, sessionID string) {
\tdb.Exec(`INSERT INTO turns (run_id) VALUES (?)`, sessionID)
}
";

/// Names of files that are no text, and are said to be skipped.
const UNREADABLE: [&str; 2] = ["bad\n::stop-commands::tok.go", "##[stop-commands]bad.go"];

/// What stands in a source: all that names have, and code that says what is a session.
fn source(name: &str) -> String {
    let nasty = format!("{UNSEEN} ::error::a ##[error]b `c` <img src=x> ![y](http:z) | =1+1");
    match name.rsplit('.').next() {
        Some("go") => format!(
            "package a\n\n// runID {nasty}\n/*\n::error::run id\n##[error]run id\n*/\ntype T struct {{\n\tSessionID string\n\tRunID string \
             `json:\"run_id\" x:\"{UNSEEN}\"`\n}}\n\nfunc g(runID string) T {{\n\tlog(\"run id {nasty}\", \"run_id\", runID)\n\treturn T{{SessionID: \
             runID, RunID: runID}}\n}}\n\nfunc h(x any) string {{ return x.RunID }}\n"
        ),
        Some("sql") => format!(
            "CREATE TABLE turns (id INTEGER PRIMARY KEY, run_id TEXT);\nCREATE TABLE \"modes{nasty}\" (run_id TEXT);\nCREATE VIEW v AS \
             SELECT run_id, '{UNSEEN}\n.shell touch PWNED\n' FROM turns;\n"
        ),
        Some("ts") => format!("// run id {nasty}\nexport const sessionId = x.runId; const s = \"run_id {UNSEEN}\";\n"),
        _ => format!("# Run id {nasty}\n\n::error::run_id\n\n`run_id` {nasty}\n"),
    }
}

/// A pack that words everything in its own way. YAML strings in double quotes are JSON strings.
fn pack() -> String {
    let said = |what: &str| format!("{what} {UNSEEN}\n::error::a\n##[error]b | `c` <img src=x> ![y](http:z)");
    let pack = include_str!("../../rules/run-to-session.yaml");
    let worded = |line: &str| {
        let (key, value) = line.split_once(": ")?;
        let words = ["title", "goal", "description", "action", "meaning", "maps", "breaking"];
        let plain = words.contains(&key.trim()) && !value.starts_with(['{', '[', '|', '>']);
        let json = serde_json::to_string(&said(value.trim_matches('"'))).unwrap();
        // YAML takes no control characters of any kind.
        let escaped = |c: char| if is_unseen(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
        plain.then(|| format!("{key}: {}\n", json.chars().map(escaped).collect::<String>()))
    };
    pack.lines().map(|line| worded(line).unwrap_or_else(|| format!("{line}\n"))).collect()
}

struct Hostile {
    dir: TempDir,
}

impl Hostile {
    /// `work` is the working directory; the program may write to `state` and `tmp` beside it.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("work/::error file=repo::r");
        put(&root, "go.mod", "module example.com/a\n\ngo 1.22\n");
        for name in NAMES {
            put(&root, name, &source(name));
        }
        put(&root, "save.go", &SAVE.replace("store", "a"));
        UNREADABLE.iter().for_each(|name| std::fs::write(root.join(name), b"package a // run_id \xe9\n").unwrap());
        put(dir.path(), "work/store/go.mod", "module example.com/store\n\ngo 1.22\n");
        put(dir.path(), "work/store/schema.sql", "CREATE TABLE turns (run_id TEXT);\n");
        put(dir.path(), "work/store/save.go", SAVE);
        put(dir.path(), "work/pack\n::error::a\u{1b}[31m.yaml", &pack());
        put(
            dir.path(),
            "work/bad\n::error::a\u{1b}[31m.yaml",
            &pack().replace("id: session\n", "id: \"x\\n::error::b\\u001b\"\n"),
        );
        std::fs::create_dir(dir.path().join("tmp")).unwrap();
        Self { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = runsess(words);
        command.current_dir(self.path("work")).env("XDG_STATE_HOME", self.path("state"));
        command.env("TMPDIR", self.path("tmp")).env("HOME", self.path("tmp"));
        bounded(&mut command)
    }

    /// Takes the files away that can't be read: nothing is written beside such a file.
    fn make_readable(&self) {
        UNREADABLE
            .iter()
            .for_each(|name| std::fs::remove_file(self.path("work/::error file=repo::r").join(name)).unwrap());
    }

    /// All files with their bytes, but for what the program keeps about its applies.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = Path::new("state");
        let all = files_below(self.dir.path()).into_iter().filter(|it| !it.starts_with(state));
        all.map(|it| (it.clone(), std::fs::read(self.dir.path().join(it)).unwrap())).collect()
    }
}

fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Text for people, at a terminal or in the log of a workflow.
fn for_people(text: &str) {
    for line in text.split('\n') {
        assert!(!line.contains(is_unseen), "steers a terminal: {line:?}");
    }
    is_no_command(text);
}

/// The runner of a workflow looks behind blanks too, and for the older form anywhere.
fn is_no_command(text: &str) {
    for line in text.split('\n') {
        assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "a command of a workflow: {line:?}");
    }
}

fn markdown(text: &str) {
    assert!(!text.contains(|c| c != '\n' && is_unseen(c)), "{text:?}");
    is_no_command(text);
    let mut cells = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS) {
        let foreign = match &event {
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::Image { .. } | Tag::Link { .. }) => Some(&event),
            _ => None,
        };
        assert!(foreign.is_none(), "not ours: {foreign:?}");
        cells = match event {
            Event::Start(Tag::Table(columns)) => Some(columns.len()),
            _ => cells,
        };
    }
    assert!(cells.is_some(), "it has tables");
    for line in text.lines().filter(|it| it.starts_with("| ")) {
        assert!(line.ends_with(" |"), "a row is one line: {line}");
    }
}

fn csv_rows(text: &str) {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let formula = |cell: &str| cell.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let mut count = 0;
    for row in rows.records() {
        let row = row.unwrap();
        count += 1;
        assert_eq!(row.iter().find(|it| formula(it)), None, "{row:?}");
    }
    assert!(
        count > 0 && text.contains("\n'") || text.contains(",'") || text.contains(",\"'"),
        "names of formulas are there"
    );
}

fn json(text: &str) {
    serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|error| panic!("{error}: {text}"));
}

/// What is on standard output, by the name of the format.
fn sink(format: &str, text: &str) {
    match format {
        "markdown" => markdown(text),
        "json" | "sarif" | "gitlab" | "rdjson" => json(text),
        "junit" | "checkstyle" => {
            let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert!(
                document.descendants().count() > NAMES.len() && !text.contains(|c| c != '\n' && is_unseen(c)),
                "{text:?}"
            );
        }
        "html" => {
            let (before, rest) = text.split_once("<script type=\"application/json\" id=\"data\">").expect("data");
            let (data, after) = rest.split_once("</script>").expect("an end of it");
            json(data);
            assert!(!data.contains('<') && !text.contains(|c| c != '\n' && is_unseen(c)), "{data:?}");
            // Before and behind the data there is nothing of a stranger but what XML escapes.
            assert!(!before.contains("<script") && after.matches("<script").count() == 1, "{before:?}");
        }
        "jsonl" => text.lines().for_each(json),
        "csv" => csv_rows(text),
        "agent" => for_people(text),
        "github" => {
            let ours = |line: &str| {
                let command = line.starts_with("::error file=") || line.starts_with("::notice title=runsess::");
                command && !line.contains(is_unseen)
            };
            text.split_terminator('\n').for_each(|line| assert!(ours(line), "{line:?}"));
            assert!(text.contains("%0A%3A%3Aerror file=x%2Cline=1%3A%3Aforged.go,line="), "the hit is there: {text}");
        }
        "sql" => {
            assert!(text.contains("ALTER TABLE turns") && text.contains("BY HAND"), "{text}");
            for line in text.split('\n') {
                assert!(!line.contains(is_unseen) && !line.starts_with(['.', '\\', ':']), "{line:?}");
                assert!(!line.contains("##["), "{line:?}");
            }
        }
        _ if named(format).is_some_and(|it| it.for_people) => for_people(text),
        _ => panic!("say what a reader of {format} expects"),
    }
}

/// The words of a command that has no formats, or that come before its format. A command that is not listed fails.
fn words(command: &str, pack: &'static str, bad: &'static str) -> Vec<Vec<&'static str>> {
    let place = "::error file=repo::r/ ::warning::b.go:14";
    let field = "::error file=repo::r/ ::warning::b.go:10:2";
    let with_pack = |words: &[&'static str]| [words, &["--rules", pack]].concat();
    match command {
        "init" => vec![vec!["init", "run id", "-o", "-"], vec!["init", "no\n::error::x", "-o", "-"]],
        "scan" => vec![vec!["scan"], with_pack(&["scan", "--all"]), with_pack(&["scan", "--sample", "30"])],
        "check" => vec![vec!["check"], with_pack(&["check"])],
        "explain" => vec![vec!["explain", place], with_pack(&["explain", place]), vec!["explain", "no\n::error::x:1"]],
        "decide" => vec![
            vec!["decide"],
            with_pack(&["decide", "--list", "--all"]),
            with_pack(&["decide", "--at", place, "--as", "no\n::error::x"]),
            with_pack(&["decide", "--symbol", "no\n::error::\u{1b}x", "--as", "session"]),
        ],
        "refs" => vec![vec!["refs", field], vec!["refs", "Save"], vec!["refs", "no\n::error::x\u{1b}[2J"]],
        "rename" => vec![
            vec!["rename", field, "Other", "--diff"],
            vec!["rename", "store.Save", "Keep", "--diff"],
            vec!["rename", "store.Save", "no\n::error::\u{1b}x"],
        ],
        "plan" => vec![vec!["plan"], with_pack(&["plan"])],
        "sql" => vec![vec!["sql", "--batch", "2"], with_pack(&["sql", "--batch", "2"])],
        "verify" => vec![vec!["verify"], with_pack(&["verify"])],
        "apply" => vec![
            vec!["apply", "--list"],
            with_pack(&["apply", "--batch", "2", "--allow-dirty"]),
            vec!["apply", "--batch", "1", "--allow-dirty", "--skip-refused"],
        ],
        "repos" => vec![vec!["repos", "store"], vec!["repos", "no\n::error::x\u{1b}[2J"]],
        "facts" => vec![
            vec!["facts", "::error file=repo::r", "--deps", "store", "-o", "/dev/null"],
            vec!["facts", ".", "-o", "/dev/null"],
            vec!["facts", "no\n::error::x", "--repos", bad, "-o", "/dev/null"],
        ],
        "link" => vec![
            vec!["link", "../r.facts", "-o", "/dev/null"],
            vec!["link", "none\n::error::x\u{1b}", "-o", "/dev/null"],
        ],
        "classify" => vec![
            vec!["classify", "../r.facts", "../store.facts", "--link", "../all.link"],
            vec!["classify", "../r.facts", "--link", "no\n::error::x"],
        ],
        "merge-baseline" => vec![vec!["merge-baseline", bad, bad, "none\n::error::x"]],
        "undo" => vec![vec!["undo", "no\n::error::x"], vec!["undo"]],
        "recover" => vec![vec!["recover"]],
        "schema" => vec![vec!["schema", "scan"], vec!["schema", "config"]],
        "rules" => vec![
            vec!["rules", "list", "--rules", pack],
            vec!["rules", "check", pack],
            vec!["rules", "check", bad, "none\n::error::x"],
            vec!["rules", "test", "--rules", pack],
            vec!["rules", "schema"],
            vec!["rules", "show"],
        ],
        "completions" => vec![vec!["completions", "bash"]],
        "man" => vec![vec!["man"]],
        "help" => vec![vec!["help"]],
        // Without an editor; `lsp` has one.
        "lsp" => vec![vec!["lsp"]],
        other => panic!("say how `{other}` is called with a hostile repository"),
    }
}

#[test]
fn every_command_in_every_format_says_to_each_sink_what_it_can_take() {
    let hostile = Hostile::new();
    hostile.run(&["facts", "::error file=repo::r", "-o", "../r.facts"]);
    hostile.run(&["facts", "store", "-o", "../store.facts"]);
    hostile.run(&["link", "../r.facts", "../store.facts", "-o", "../all.link"]);
    let mut before = hostile.files();
    let (pack, bad) = ("pack\n::error::a\u{1b}[31m.yaml", "bad\n::error::a\u{1b}[31m.yaml");
    let mut answered: BTreeSet<(String, &str)> = BTreeSet::new();
    // A rename shows a diff only where all can be read. Applies write: they come last, and are taken back.
    let mut commands: Vec<String> = command_line().get_subcommands().map(|it| it.get_name().to_owned()).collect();
    commands.sort_by_key(|it| (it == "undo", it == "apply", it == "rename"));
    for command in &commands {
        if command == "rename" {
            hostile.make_readable();
            before = hostile.files();
        }
        for words in words(command, pack, bad) {
            let formats = offered(command);
            for format in formats.iter().copied().chain(formats.is_empty().then_some("")) {
                let more: &[&str] = if format.is_empty() { &[] } else { &["--format", format] };
                let output = hostile.run(&[&words, more].concat());
                let (out, err) = texts(&output);
                assert!(matches!(output.status.code(), Some(0..=2)), "{words:?} ended with {}", output.status);
                println!("{words:?} {more:?} {:?}: {} + {} bytes", output.status.code(), out.len(), err.len());
                if !out.is_empty() {
                    answered.insert((command.clone(), format));
                }
                for_people(&err);
                let complaints: Vec<&str> = err.lines().filter(|it| !it.contains(" of runsess itself ")).collect();
                assert!(!words.contains(&pack) || !complaints.concat().contains(".yaml"), "the pack is good: {err}");
                match format {
                    // A diff is data, and so is a manual.
                    _ if words.contains(&"--diff") || ["man", "completions"].contains(&words[0]) => {}
                    "" if words.contains(&"schema") => json(&out),
                    _ if out.is_empty() => {}
                    "" => for_people(&out),
                    _ => sink(format, &out),
                }
                if !matches!(command.as_str(), "apply" | "undo") {
                    assert!(hostile.files() == before, "{words:?} {format} wrote something");
                }
            }
        }
    }
    for (command, format) in commands.iter().flat_map(|it| offered(it).into_iter().map(move |format| (it, format))) {
        assert!(answered.contains(&(command.clone(), format)), "`{command}` said nothing in {format}");
    }
    let never: Vec<&str> =
        FORMATS.iter().map(|it| it.name).filter(|it| !answered.iter().any(|(_, name)| name == it)).collect();
    assert!(never.is_empty(), "never asked for: {never:?}");
    let after = hostile.files();
    assert!(after.keys().eq(before.keys()), "applies leave no other files: {:?}", after.keys());
    assert!(!after.keys().any(|it| it.ends_with("PWNED")), "something of the repository was run");
}
