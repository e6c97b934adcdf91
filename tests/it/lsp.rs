//! `runsess lsp`, spoken to as an editor speaks: messages with a `Content-Length` on the pipes of the program, written by hand.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{put, run_in, runsess};

/// `runID` can take the name `sessionID` only where `sessionID` has given it up.
const PACK: &str = r#"
version: 1
name: shift
title: Shift
terms:
  - {id: session-id, words: session id, to: chat id}
  - {id: run-id, words: run id, to: session id}
categories:
  - {id: OLD, description: the old name of a session, action: Rename, gate: fail}
rules:
  - {id: old, when: {role: identifier}, category: OLD}
batches:
  - id: 1
    title: Names
    risk: low
    changes:
      - {when: {category: OLD, role: identifier}, change: rename}
"#;

/// One symbol, over two files, in one of them behind characters that are longer in UTF-8 than in UTF-16.
const CODE: &str =
    "package a\n\ntype Turn struct{ RunID string }\n\nfunc f(t Turn) string {\n\t/* 😀😀 */ return t.RunID\n}\n";
const OTHER: &str = "package a\n\nfunc g(t Turn) string { return t.RunID }\n";

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "runsess.yaml", "roots: [{path: src, name: src}]\nrules: pack.yaml\n");
    put(dir.path(), "pack.yaml", PACK);
    put(dir.path(), "src/go.mod", "module example.com/a\n\ngo 1.22\n");
    put(dir.path(), "src/a.go", CODE);
    put(dir.path(), "src/b.go", OTHER);
    dir
}

/// An editor with the program behind it.
struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    heard: Receiver<Value>,
    /// What was heard and not asked for yet.
    kept: VecDeque<Value>,
    asked: i64,
}

impl Editor {
    fn start(arguments: &[&str], dir: &Path) -> Self {
        let mut command = runsess(&[arguments, &["lsp"]].concat());
        command.current_dir(dir).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        let (sender, heard) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self { child, input, heard, kept: VecDeque::new(), asked: 0 }
    }

    /// Starts in `dir` with these capabilities, which is what `initialize` answers.
    fn in_folder(dir: &Path, capabilities: Value, options: Value) -> (Self, Value) {
        let mut editor = Self::start(&[], dir);
        let folders = json!([{"uri": uri(dir, ""), "name": "it"}]);
        let params = json!({
            "processId": null, "rootUri": null, "workspaceFolders": folders, "capabilities": capabilities,
            "initializationOptions": options,
        });
        let offered = editor.ask("initialize", params).unwrap();
        editor.tell("initialized", json!({}));
        (editor, offered)
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        let input = self.input.as_mut().unwrap();
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        input.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks without waiting for the answer, whose id is given.
    fn begin(&mut self, method: &str, params: Value) -> i64 {
        self.asked += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params}));
        self.asked
    }

    fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.begin(method, params);
        self.answer(id)
    }

    fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let answer = self.hear(|it| it["id"] == id && it.get("method").is_none());
        answer.get("error").map_or_else(|| Ok(answer["result"].clone()), |error| Err(error.clone()))
    }

    /// The first message that `wanted` holds for, heard already or still to come.
    fn hear(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&wanted) {
            return self.kept.remove(at).unwrap();
        }
        loop {
            let message = self.heard.recv_timeout(PATIENCE).expect("the server says something");
            if wanted(&message) {
                return message;
            }
            self.kept.push_back(message);
        }
    }

    fn open(&mut self, dir: &Path, path: &str, text: &str) {
        let document = json!({"uri": uri(dir, path), "languageId": "go", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// The next diagnostics that are pushed for a file.
    fn pushed(&mut self, dir: &Path, path: &str) -> Vec<Value> {
        let uri = uri(dir, path);
        let pushed = self.hear(|it| it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == uri);
        pushed["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// The actions at a place, of a kind.
    fn actions(&mut self, dir: &Path, path: &str, (line, character): (u32, u32), only: &str) -> Vec<Value> {
        let at = json!({"line": line, "character": character});
        let params = json!({
            "textDocument": {"uri": uri(dir, path)}, "range": {"start": at, "end": at},
            "context": {"diagnostics": [], "only": [only]},
        });
        self.ask("textDocument/codeAction", params).unwrap().as_array().unwrap().clone()
    }

    /// What the server shows to people next.
    fn shown(&mut self) -> String {
        self.hear(|it| it["method"] == "window/showMessage")["params"]["message"].as_str().unwrap().to_owned()
    }

    /// Ends it as the protocol wants, and gives its exit status.
    fn end(mut self) -> i32 {
        assert_eq!(self.ask("shutdown", Value::Null), Ok(Value::Null));
        let late = self.ask("textDocument/hover", json!({})).unwrap_err();
        assert_eq!(late["code"], -32600);
        self.tell("exit", Value::Null);
        self.status()
    }

    fn status(&mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => length = header.strip_prefix("Content-Length: ").map(|it| it.parse().unwrap()).or(length),
        }
    }
    let mut text = vec![0; length.unwrap()];
    output.read_exact(&mut text).ok()?;
    Some(serde_json::from_slice(&text).unwrap())
}

/// Folders of tests have names without anything to escape.
fn uri(dir: &Path, path: &str) -> String {
    let dir = dir.canonicalize().unwrap();
    format!("file://{}{}{path}", dir.display(), if path.is_empty() { "" } else { "/" })
}

fn place(range: &Value) -> [u64; 4] {
    let at = |end: &str, part: &str| range[end][part].as_u64().unwrap();
    [at("start", "line"), at("start", "character"), at("end", "line"), at("end", "character")]
}

fn places(diagnostics: &[Value]) -> Vec<[u64; 4]> {
    diagnostics.iter().map(|it| place(&it["range"])).collect()
}

/// The byte of a position that counts UTF-16 units.
fn byte(text: &str, position: &Value) -> usize {
    let line = position["line"].as_u64().unwrap() as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut left = position["character"].as_u64().unwrap() as usize;
    let before = text[start..].chars().take_while(|c| {
        let more = left > 0;
        left = left.saturating_sub(c.len_utf16());
        more
    });
    start + before.map(char::len_utf8).sum::<usize>()
}

/// Writes the edits of an action, as an editor that has nothing open would.
fn write(edit: &Value) {
    for (uri, edits) in edit["changes"].as_object().unwrap() {
        let path = uri.strip_prefix("file://").unwrap();
        let mut text = std::fs::read_to_string(path).unwrap();
        for it in edits.as_array().unwrap().iter().rev() {
            let (start, end) = (byte(&text, &it["range"]["start"]), byte(&text, &it["range"]["end"]));
            text.replace_range(start..end, it["newText"].as_str().unwrap());
        }
        std::fs::write(path, text).unwrap();
    }
}

fn resolving() -> Value {
    json!({"textDocument": {"codeAction": {"resolveSupport": {"properties": ["edit"]}}}})
}

fn text(dir: &Path, path: &str) -> String {
    std::fs::read_to_string(dir.join(path)).unwrap()
}

#[test]
fn an_editor_is_told_what_a_hit_means_and_writes_what_an_apply_would() {
    let (dir, applied) = (folder(), folder());
    let (mut editor, offered) = Editor::in_folder(dir.path(), resolving(), Value::Null);
    assert_eq!(offered["capabilities"]["positionEncoding"], "utf-16");
    editor.open(dir.path(), "src/a.go", CODE);
    // Pushed for all files, open or not.
    assert_eq!(places(&editor.pushed(dir.path(), "src/b.go")), [[2, 33, 2, 38]]);
    let found = editor.pushed(dir.path(), "src/a.go");
    assert_eq!(places(&found), [[2, 18, 2, 23], [5, 21, 5, 26]], "UTF-16 units");
    let first = &found[0];
    assert_eq!((&first["code"], &first["source"], &first["severity"]), (&json!("OLD"), &json!("runsess"), &json!(2)));
    let said = first["message"].as_str().unwrap();
    assert!(said == "`RunID` (`Turn.RunID`): rule `old` says OLD. Rename to `SessionID` in batch 1.", "{said}");

    let at = json!({"textDocument": {"uri": uri(dir.path(), "src/a.go")}, "position": {"line": 5, "character": 23}});
    let hover = editor.ask("textDocument/hover", at.clone()).unwrap();
    let page = hover["contents"]["value"].as_str().unwrap();
    assert!(page.starts_with("**`RunID`** OLD") && page.contains("the old name of a session"), "{page}");
    assert!(page.contains("`example.com/a.Turn.RunID`") && page.contains("\n1. "), "{page}");
    assert_eq!(place(&hover["range"]), [5, 21, 5, 26]);
    let beside = json!({"textDocument": at["textDocument"], "position": {"line": 0, "character": 1}});
    assert_eq!(editor.ask("textDocument/hover", beside), Ok(Value::Null));
    let explained = json!({"command": "runsess.explain", "arguments": [at]});
    assert_eq!(editor.ask("workspace/executeCommand", explained).unwrap(), page);
    assert_eq!(editor.shown(), page);

    let actions = editor.actions(dir.path(), "src/a.go", (5, 23), "quickfix");
    let titles: Vec<&str> = actions.iter().map(|it| it["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Rename to `SessionID` in batch 1", "Accept this OLD, with a reason"]);
    assert!(actions[0].get("edit").is_none(), "a plan is made for what is chosen");
    let resolved = editor.ask("codeAction/resolve", actions[0].clone()).unwrap();
    write(&resolved["edit"]);
    let (code, ..) = run_in(&["apply", "--batch", "1", "--allow-no-vcs"], applied.path());
    assert_eq!(code, 0);
    for path in ["src/a.go", "src/b.go"] {
        assert_eq!(text(dir.path(), path), text(applied.path(), path));
    }
    assert!(text(dir.path(), "src/b.go").contains("t.SessionID"));

    write(&actions[1]["edit"]);
    assert!(text(dir.path(), "src/a.go").contains("\n\t// runsess:allow OLD reason: \n\t/* 😀😀 */ return"));
    assert_eq!(editor.end(), 0);
}

#[test]
fn what_the_baseline_accepts_is_a_hint_and_what_is_new_a_warning() {
    let dir = folder();
    let settings = "roots: [{path: src, name: src}]\nrules: pack.yaml\nbaseline: accepted.jsonl\n";
    put(dir.path(), "runsess.yaml", settings);
    let (code, _, err) = run_in(&["check", "--update-baseline"], dir.path());
    assert_eq!(code, 0, "{err}");
    let new = CODE.replace("string {\n", "string {\n\t_ = t.RunID\n");
    put(dir.path(), "src/a.go", &new);
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), Value::Null);
    let severities = |all: &[Value]| all.iter().map(|it| it["severity"].as_u64().unwrap()).collect::<Vec<u64>>();
    assert_eq!(severities(&editor.pushed(dir.path(), "src/a.go")), [4, 2, 4]);
    assert_eq!(severities(&editor.pushed(dir.path(), "src/b.go")), [4]);
    // An accepted hit is still to be changed, and not to be accepted once more.
    let titles =
        |editor: &mut Editor, at: (u32, u32)| -> usize { editor.actions(dir.path(), "src/a.go", at, "quickfix").len() };
    assert_eq!([titles(&mut editor, (2, 20)), titles(&mut editor, (5, 9))], [1, 2]);

    put(dir.path(), "accepted.jsonl", "no row\n");
    let changed = json!({"changes": [{"uri": uri(dir.path(), "accepted.jsonl"), "type": 2}]});
    editor.tell("workspace/didChangeWatchedFiles", changed);
    assert_eq!(severities(&editor.pushed(dir.path(), "src/b.go")), [2]);
    let said = editor.hear(|it| it["method"] == "window/logMessage")["params"]["message"].to_string();
    assert!(said.contains("accepted.jsonl counts for nothing") && said.contains("--update-baseline"), "{said}");
    assert_eq!(editor.end(), 0);
}

#[test]
fn columns_are_bytes_where_the_editor_offers_that() {
    let dir = folder();
    let bytes = json!({"general": {"positionEncodings": ["utf-16", "utf-8"]}});
    let (mut editor, offered) = Editor::in_folder(dir.path(), bytes, Value::Null);
    assert_eq!(offered["capabilities"]["positionEncoding"], "utf-8");
    assert_eq!(places(&editor.pushed(dir.path(), "src/a.go")), [[2, 18, 2, 23], [5, 25, 5, 30]]);
    assert_eq!(editor.end(), 0);
}

#[test]
fn unsaved_text_counts_and_a_closed_document_is_its_file_again() {
    let dir = folder();
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), Value::Null);
    assert_eq!(["src/a.go", "src/b.go"].map(|it| editor.pushed(dir.path(), it).len()), [2, 1]);
    editor.open(dir.path(), "src/a.go", CODE);
    assert_eq!(editor.pushed(dir.path(), "src/a.go").len(), 2);
    // The use behind the emoji goes, and a line comes before it.
    let uri = uri(dir.path(), "src/a.go");
    let changes = json!([
        {"range": {"start": {"line": 5, "character": 19}, "end": {"line": 5, "character": 26}}, "text": "\"\""},
        {"range": {"start": {"line": 1, "character": 0}, "end": {"line": 1, "character": 0}}, "text": "// 😀\n"},
    ]);
    let change = json!({"textDocument": {"uri": uri, "version": 2}, "contentChanges": changes});
    editor.tell("textDocument/didChange", change);
    assert_eq!(places(&editor.pushed(dir.path(), "src/a.go")), [[3, 18, 3, 23]]);
    editor.tell("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    assert_eq!(editor.pushed(dir.path(), "src/a.go").len(), 2);
    // A file that another program changes.
    put(dir.path(), "src/b.go", "package a\n");
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": 2}]}));
    assert_eq!(editor.pushed(dir.path(), "src/b.go"), Vec::<Value>::new());
    // A hit in a file that has none on disk.
    editor.open(dir.path(), "src/b.go", OTHER);
    assert_eq!(places(&editor.pushed(dir.path(), "src/b.go")), [[2, 33, 2, 38]]);
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_hit_that_a_comment_accepts_is_not_shown() {
    let dir = folder();
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), Value::Null);
    assert_eq!(editor.pushed(dir.path(), "src/b.go").len(), 1);
    for (comment, shown) in
        [("OLD reason: the vendor's field", 0), ("OLD until=2001-01-31 reason: so long", 1), ("OTHER reason: why", 1)]
    {
        editor.open(dir.path(), "src/b.go", &OTHER.replace("func", &format!("// runsess:allow {comment}\nfunc")));
        assert_eq!(editor.pushed(dir.path(), "src/b.go").len(), shown, "{comment}");
    }
    assert_eq!(editor.end(), 0);
}

#[test]
fn an_editor_that_asks_for_diagnostics_is_not_told_them_twice() {
    let dir = folder();
    let pulls = json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}});
    let (mut editor, _) = Editor::in_folder(dir.path(), pulls, Value::Null);
    assert_eq!(editor.pushed(dir.path(), "src/a.go").len(), 2);
    editor.open(dir.path(), "src/a.go", CODE);
    assert_eq!(editor.pushed(dir.path(), "src/a.go").len(), 0, "from now on it is asked for");
    let document = json!({"textDocument": {"uri": uri(dir.path(), "src/a.go")}});
    let report = editor.ask("textDocument/diagnostic", document).unwrap();
    assert_eq!((&report["kind"], report["items"].as_array().unwrap().len()), (&json!("full"), 2));
    editor.hear(|it| it["method"] == "workspace/diagnostic/refresh");
    assert!(editor.kept.iter().all(|it| it["params"]["uri"] != uri(dir.path(), "src/a.go")), "{:?}", editor.kept);
    assert_eq!(editor.end(), 0);
}

#[test]
fn what_an_apply_refuses_is_said_and_no_edit_is_offered() {
    let dir = folder();
    let code = "package a\n\nfunc f(x string) string {\n\tsessionID := x\n\trunID := x + \"-\"\n\treturn sessionID + runID\n}\n";
    put(dir.path(), "src/a.go", code);
    put(dir.path(), "src/b.go", "package a\n");
    // One editor resolves actions, one only runs commands.
    for (capabilities, resolves) in [(resolving(), true), (json!({}), false)] {
        let (mut editor, _) = Editor::in_folder(dir.path(), capabilities, Value::Null);
        editor.open(dir.path(), "src/a.go", code);
        let mut choose = |line: u32| {
            let action = editor.actions(dir.path(), "src/a.go", (line, 3), "quickfix").remove(0);
            if resolves {
                return (editor.ask("codeAction/resolve", action).unwrap()["edit"].clone(), editor.shown());
            }
            let command = json!({"command": action["command"]["command"], "arguments": action["command"]["arguments"]});
            assert_eq!(editor.ask("workspace/executeCommand", command), Ok(Value::Null));
            (Value::Null, editor.shown())
        };
        let (edit, said) = choose(4);
        assert!(edit.is_null() && said.starts_with("refused: src/a.go:"), "{said} {edit}");
        assert!(said.contains("sessionID"), "{said}");
        assert_eq!(editor.end(), 0);
    }
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), Value::Null);
    editor.open(dir.path(), "src/a.go", code);
    let action = editor.actions(dir.path(), "src/a.go", (3, 3), "quickfix").remove(0);
    let command = json!({"command": action["command"]["command"], "arguments": action["command"]["arguments"]});
    editor.begin("workspace/executeCommand", command);
    let asked = editor.hear(|it| it["method"] == "workspace/applyEdit");
    write(&asked["params"]["edit"]);
    assert_eq!(text(dir.path(), "src/a.go"), code.replace("sessionID", "chatID"));
    assert_eq!(editor.end(), 0);
}

#[test]
fn nothing_is_written_while_a_file_cannot_be_read() {
    let dir = folder();
    std::fs::write(dir.path().join("src/c.go"), b"package a\n\nvar RunID = \"\xff\"\n").unwrap();
    let (mut editor, _) = Editor::in_folder(dir.path(), resolving(), Value::Null);
    editor.open(dir.path(), "src/a.go", CODE);
    let action = editor.actions(dir.path(), "src/a.go", (5, 23), "quickfix").remove(0);
    let resolved = editor.ask("codeAction/resolve", action).unwrap();
    assert!(resolved.get("edit").is_none(), "{resolved}");
    let said = editor.shown();
    assert!(said.contains("1 place could not be read") && said.contains("src/c.go"), "{said}");
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_broken_pack_is_a_diagnostic_and_ends_when_it_is_mended() {
    let dir = folder();
    put(dir.path(), "pack.yaml", &PACK.replace("category: OLD}", "category: ODL}"));
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), Value::Null);
    let said = editor.shown();
    assert!(said.contains("unknown category `ODL`"), "{said}");
    let found = editor.pushed(dir.path(), "pack.yaml");
    assert!(found[0]["message"].as_str().unwrap().contains("Did you mean `OLD`?"), "{found:?}");
    assert_eq!(place(&found[0]["range"])[0], 10);
    let at = json!({"textDocument": {"uri": uri(dir.path(), "src/a.go")}, "position": {"line": 2, "character": 20}});
    assert_eq!(editor.ask("textDocument/hover", at), Ok(Value::Null));
    put(dir.path(), "pack.yaml", PACK);
    editor.tell("textDocument/didSave", json!({"textDocument": {"uri": uri(dir.path(), "pack.yaml")}}));
    assert_eq!(editor.pushed(dir.path(), "pack.yaml"), Vec::<Value>::new());
    assert_eq!(editor.pushed(dir.path(), "src/a.go").len(), 2);
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_file_of_any_name_is_found_again() {
    let dir = folder();
    put(dir.path(), "src/[a](b) \u{202e}.go", &CODE.replace("Turn", "Shift").replace("func f", "func h"));
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), Value::Null);
    let name = "/src/%5Ba%5D%28b%29%20%E2%80%AE.go";
    let pushed = editor.hear(|it| it["params"]["uri"].as_str().is_some_and(|it| it.ends_with(name)));
    let at = json!({"textDocument": {"uri": pushed["params"]["uri"]}, "position": {"line": 2, "character": 20}});
    let hover = editor.ask("textDocument/hover", at).unwrap();
    let page = hover["contents"]["value"].as_str().unwrap();
    assert!(page.contains("`example.com/a.Shift.RunID`"), "{page}");
    assert_eq!(editor.end(), 0);
}

#[test]
fn options_name_rules_and_roots_and_wrong_ones_are_said() {
    let dir = folder();
    put(dir.path(), "runsess.yaml", "roots: [{path: src, name: src}]\n");
    let options = json!({"rules": "pack.yaml", "roots": ["src"]});
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), options);
    assert_eq!(editor.pushed(dir.path(), "src/a.go")[0]["code"], "OLD");
    assert_eq!(editor.end(), 0);
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), json!({"rulez": "pack.yaml"}));
    assert!(editor.shown().contains("unknown field `rulez`"));
    assert_eq!(editor.end(), 0);
    // A folder that is not there is said as well.
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), json!({"roots": ["nowhere"]}));
    assert!(editor.shown().contains("nowhere"));
    assert_eq!(editor.end(), 0);
}

#[test]
fn what_is_asked_about_older_text_is_not_answered_from_newer() {
    let dir = folder();
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), Value::Null);
    editor.open(dir.path(), "src/a.go", CODE);
    let at = json!({"textDocument": {"uri": uri(dir.path(), "src/a.go")}, "position": {"line": 5, "character": 23}});
    let hover = editor.begin("textDocument/hover", at.clone());
    let text = json!([{"text": format!("// one line more\n{CODE}")}]);
    let document = json!({"uri": uri(dir.path(), "src/a.go"), "version": 2});
    editor.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": text}));
    // It was answered before the change was heard, or not at all.
    if let Err(error) = editor.answer(hover) {
        assert_eq!(error["code"], -32801);
    }
    let hover = editor.begin("textDocument/hover", at);
    editor.tell("$/cancelRequest", json!({"id": hover}));
    if let Err(error) = editor.answer(hover) {
        assert_eq!(error["code"], -32800);
    }
    assert_eq!(editor.ask("workspace/symbol", json!({"query": ""})).unwrap_err()["code"], -32601);
    assert_eq!(editor.end(), 0);
}

#[test]
fn other_ends_have_a_status_of_their_own() {
    let dir = folder();
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), Value::Null);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.status(), 1);
    let (mut editor, _) = Editor::in_folder(dir.path(), json!({}), Value::Null);
    drop(editor.input.take());
    assert_eq!(editor.status(), 2);
    // No editor at all.
    let mut editor = Editor::start(&[], dir.path());
    editor.input.as_mut().unwrap().write_all(b"scan\n\n").unwrap();
    drop(editor.input.take());
    assert_eq!(editor.status(), 2);
    let mut editor = Editor::start(&["--max-seconds", "1"], dir.path());
    assert_eq!(editor.status(), 2);
}
