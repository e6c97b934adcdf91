//! What the formats promise, through the program: published schemas hold, official ones too, and what a service is given fits into
//! what it takes.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{fetched, have, holds, package, put, run_in, runsess, texts};

/// A repository whose scan has every kind of row, and one beside it.
fn workspace() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let code = "package chat

// Conv is a chat.
type Conv struct {
	RunID string
}

func New(sessionID string) *Conv { return &Conv{RunID: sessionID} }

func Id(c *Conv) string { return c.RunID }

func loose(x any, runID string) string { return x.RunID + runID }
";
    put(dir.path(), "chat/go.mod", "module example.com/chat\n\ngo 1.22\n");
    put(dir.path(), "chat/chat.go", code);
    put(dir.path(), "chat/README.md", "# Chat\n\nThe `run_id` of a conversation.\n");
    put(
        dir.path(),
        "app/go.mod",
        "module example.com/app\n\ngo 1.22\n\nrequire example.com/chat v0.0.0\n\nreplace example.com/chat => ../chat\n",
    );
    put(
        dir.path(),
        "app/app.go",
        "package app\n\nimport \"example.com/chat\"\n\nfunc Run(c *chat.Conv) string { return c.RunID }\n",
    );
    dir
}

/// Makes a git repository of a folder.
fn git(dir: &Path, words: &[&str]) -> String {
    let mut command = Command::new("git");
    command
        .current_dir(dir)
        .args(["-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"])
        .args(words);
    let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").output().unwrap();
    let (out, err) = texts(&output);
    assert!(output.status.success(), "git {words:?}: {err}");
    out
}

fn committed(dir: &Path) {
    git(dir, &["init", "-q"]);
    git(dir, &["add", "-A"]);
    git(dir, &["commit", "-q", "-m", "all"]);
}

/// A published schema lets readers meet new fields. Here no field may be printed that it does not name.
fn closed(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("properties").is_some_and(Value::is_object) && !fields.contains_key("additionalProperties") {
                fields.insert("additionalProperties".to_owned(), false.into());
            }
            fields.values_mut().for_each(closed);
        }
        Value::Array(all) => all.iter_mut().for_each(closed),
        _ => {}
    }
}

/// The schema of an answer as it is published, but closed: it does not hold for a field that it does not name.
fn schema(dir: &Path, of: &str, format: &str) -> String {
    let (code, out, err) = run_in(&["schema", of, "--format", format], dir);
    assert_eq!(code, 0, "{err}");
    let mut schema: Value = serde_json::from_str(&out).unwrap();
    match schema.as_object_mut() {
        // Parts that are put together are closed together.
        Some(row) if row.contains_key("oneOf") => drop(row.insert("unevaluatedProperties".to_owned(), false.into())),
        _ => closed(&mut schema),
    }
    schema.to_string()
}

#[test]
fn what_is_printed_holds_what_its_schema_says() {
    let dir = workspace();
    let roots = ["chat", "app"];
    let renamed = ["rename", "chat.Conv.RunID", "Other", "--diff"];
    for (of, words) in [
        ("scan", &["scan"] as &[&str]),
        ("check", &["check"]),
        ("refs", &["refs", "chat.Conv.RunID"]),
        ("apply", &["apply", "--batch", "1"]),
        ("rename", &renamed[..3]),
        ("plan", &["plan"]),
        ("sql", &["sql", "--batch", "2"]),
    ] {
        for format in runsess::cmd::offered(of).into_iter().filter(|it| ["json", "jsonl"].contains(it)) {
            let (code, out, err) = run_in(&[words, &["--format", format], &roots].concat(), dir.path());
            assert!(code < 2 && !out.is_empty(), "{of} {format}: {err}");
            let schema = schema(dir.path(), of, format);
            let values: Vec<Value> = match format {
                "json" => vec![serde_json::from_str(&out).unwrap()],
                _ => out.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
            };
            for value in &values {
                assert_eq!(value["schemaVersion"], 1, "{of} {format}");
                holds(&schema, value, &format!("{of} --format {format}"));
            }
        }
    }
}

#[test]
fn a_schema_refuses_what_is_not_printed() {
    let dir = workspace();
    let (_, out, _) = run_in(&["check", "--format", "jsonl", "chat"], dir.path());
    let mut row: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
    row["line"] = "five".into();
    let schema = schema(dir.path(), "check", "jsonl");
    assert!(std::panic::catch_unwind(|| holds(&schema, &row, "a row")).is_err());
    row["line"] = 5.into();
    holds(&schema, &row, "a row");
    row["byHand"] = Value::Null;
    assert!(std::panic::catch_unwind(|| holds(&schema, &row, "a row")).is_err(), "no schema names it");
    for of in ["rules", "config"] {
        let (code, out, _) = run_in(&["schema", of], dir.path());
        assert_eq!(code, 0);
        assert!(serde_json::from_str::<Value>(&out).unwrap()["properties"].is_object(), "{of}");
    }
    assert_eq!(run_in(&["schema", "plan", "--format", "jsonl"], dir.path()).0, 2);
}

#[test]
fn sarif_holds_what_the_standard_says() {
    let schema = "target/sarif/package/lib/schemas/sarif-2.1.0-rtm.5.json";
    let Some(schema) = fetched("RUNSESS_SARIF_SCHEMA", schema) else { return };
    let schema = std::fs::read_to_string(schema).unwrap();
    let dir = workspace();
    put(dir.path(), "base.jsonl", "");
    std::fs::write(dir.path().join("chat/bad.go"), b"package chat // run_id \xe9\n").unwrap();
    for words in [&["scan"] as &[&str], &["check"], &["check", "--baseline", "base.jsonl"]] {
        let (_, out, err) = run_in(&[words, &["--format", "sarif", "chat", "app"]].concat(), dir.path());
        let log: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {err}"));
        assert!(out.contains("\"fixes\":[") && !out.contains("\n "), "in one line, with fixes");
        assert_eq!(out.contains("\"baselineState\":\"new\""), words.len() > 1, "{words:?}");
        holds(&schema, &log, &words.join(" "));
    }
}

#[test]
fn github_gets_ten_and_its_page_the_whole_list() {
    let dir = workspace();
    let shop = dir.path().join("work/services");
    std::fs::create_dir_all(&shop).unwrap();
    let emoji = "package a\n\n/* 💡 */ func f(runID string) {}\n";
    put(&shop, "a/go.mod", "module example.com/a\n\ngo 1.22\n");
    put(&shop, "a/a.go", emoji);
    for file in 0..12 {
        put(
            &shop,
            &format!("a/f{file}.go"),
            &format!("package a\n\nfunc g{file}(runID string) string {{ return runID }}\n"),
        );
    }
    let page = dir.path().join("page.md");
    std::fs::write(&page, "before\n").unwrap();
    let run = |format: &str| {
        let mut command = runsess(&["check", "--format", format, "services/a"]);
        command.current_dir(dir.path().join("work")).env("GITHUB_WORKSPACE", dir.path().join("work"));
        let output = command.env("GITHUB_STEP_SUMMARY", &page).output().unwrap();
        (output.status.code(), texts(&output).0)
    };
    for format in ["human", "jsonl", "sarif"] {
        assert_eq!(run(format).0, Some(1));
        assert_eq!(std::fs::read_to_string(&page).unwrap(), "before\n", "{format} has nothing for the page");
    }
    let (code, out) = run("github");
    assert_eq!(code, Some(1));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 11, "{out}");
    assert_eq!(lines[10], "::notice title=runsess::15 more hits; the whole list is in the job summary");
    assert!(lines[..10].iter().all(|it| it.starts_with("::error file=services/a/")), "{out}");
    // Behind two UTF-16 units and four bytes.
    assert!(out.contains("::error file=services/a/a.go,line=3,col=17,endColumn=22,title="), "{out}");
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.starts_with("before\n### runsess: 25 hits\n"), "{text}");
    assert_eq!(text.lines().filter(|it| it.starts_with("| `services/a/")).count(), 25, "{text}");

    let full = "x".repeat((1 << 20) - 400);
    std::fs::write(&page, &full).unwrap();
    run("github");
    let text = std::fs::read_to_string(&page).unwrap();
    assert!(text.len() <= 1 << 20 && text.contains("a summary holds at most 1 MB"), "{}", &text[full.len()..]);
}

#[test]
fn paths_are_those_of_the_checkout() {
    if !have("git") {
        return;
    }
    let dir = workspace();
    let top = dir.path().join("mono");
    put(&top, "README.md", "none\n");
    for (name, path) in [("chat", "services/chat"), ("app", "services/app")] {
        crate::support::copy_tree(&dir.path().join(name), &top.join(path));
    }
    committed(&top);
    let (_, out, err) = run_in(&["check", "--format", "github", "mono/services/chat"], dir.path());
    assert!(out.lines().all(|it| it.contains(" file=services/chat/")), "{out}{err}");
    let (_, out, _) = run_in(&["check", "--format", "sarif", "mono/services/chat"], dir.path());
    assert!(out.contains("\"uri\":\"services/chat/chat.go\",\"uriBaseId\":\"%SRCROOT%\""), "{out}");
}

#[test]
fn a_patch_is_what_git_takes_inside_of_the_repository() {
    if !have("git") {
        return;
    }
    let dir = workspace();
    let words = ["apply", "--batch", "1", "--skip-refused", "--patch"];
    for name in ["chat", "app"] {
        committed(&dir.path().join(name));
    }
    let (code, out, err) = run_in(&[&words[..], &["one.patch", "chat", "app"]].concat(), dir.path());
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("app, chat have changes") && err.contains("--patch one.patch/"), "{err}");
    assert!(!dir.path().join("one.patch").exists());

    let (_, _, err) = run_in(&[&words[..], &["patches/", "chat", "app"]].concat(), dir.path());
    for name in ["chat", "app"] {
        let patch = dir.path().join(format!("patches/{name}.patch"));
        assert!(patch.is_file(), "{err}");
        git(&dir.path().join(name), &["apply", patch.to_str().unwrap()]);
        assert!(!git(&dir.path().join(name), &["diff", "--stat"]).is_empty());
    }
    let (_, out, _) =
        run_in(&["scan", "--format", "jsonl", "--category", "LEGACY_SESSION_ALIAS", "chat", "app"], dir.path());
    assert!(!out.lines().any(|it| it.contains("\"batch\":1")), "it is done: {out}");
}

#[test]
fn exit_code_says_whether_something_is_left() {
    let dir = workspace();
    let apply = |more: &[&str]| {
        run_in(&[&["apply", "--batch", "1", "--skip-refused", "chat", "app"], more].concat(), dir.path())
    };
    let asks: [&[&str]; 3] =
        [&["--diff", "--exit-code"], &["--patch", "p/", "--exit-code"], &["--format", "json", "--exit-code"]];
    let (code, _, err) = apply(&["--exit-code"]);
    assert!(code == 2 && err.contains("add --diff"), "{err}");
    assert_eq!(apply(&["--diff"]).0, 0);
    for ask in asks {
        assert_eq!(apply(ask).0, 1, "{ask:?}");
    }
    let (code, _, err) = apply(&["--allow-no-vcs"]);
    assert_eq!(code, 0, "{err}");
    for ask in asks {
        assert_eq!(apply(ask).0, 0, "{ask:?}");
    }
}

#[test]
fn a_scan_and_a_gate_count_the_same_hits() {
    let example = package().join("fixtures/workspace");
    let count = |words: &[&str]| {
        let output = runsess(words).current_dir(&example).output().unwrap();
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        let runs = log["runs"].as_array().unwrap().iter();
        runs.map(|run| run["results"].as_array().unwrap().len()).sum::<usize>()
    };
    let scanned = count(&["scan", "--format", "sarif"]);
    assert_eq!(scanned, count(&["check", "--format", "sarif"]));
    let (_, out, _) = run_in(&["scan", "--format", "json", example.to_str().unwrap()], &std::env::temp_dir());
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["summary"]["gate"], scanned);
}

#[test]
fn a_glob_that_matches_no_file_is_no_answer() {
    let dir = workspace();
    put(dir.path(), "chat/empty.go", "package chat\n");
    let scan = |glob: &str| run_in(&["scan", "--path", glob, "chat", "app"], dir.path());
    let (code, out, err) = scan("router.go");
    assert_eq!(code, 2, "{out}");
    assert!(err.contains("no file that was read matches --path router.go"), "{err}");
    let (code, _, err) = scan("chat/empty.go");
    assert_eq!((code, err.as_str()), (0, ""), "a file without hits was looked at");
}

#[test]
fn who_stops_reading_changes_no_verdict() {
    let dir = workspace();
    for words in [&["check", "chat"] as &[&str], &["check", "--format", "jsonl", "chat"]] {
        let mut child =
            runsess(words).current_dir(dir.path()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(1), "{words:?}");
    }
}

#[test]
fn a_document_does_not_depend_on_the_order_of_roots() {
    let dir = workspace();
    let scan = |roots: &[&str]| run_in(&[&["scan", "--format", "markdown"], roots].concat(), dir.path()).1;
    assert_eq!(scan(&["chat", "app"]), scan(&["app", "chat"]));
}

#[test]
fn a_file_or_pipe_gets_whole_lines() {
    let dir = workspace();
    put(
        dir.path(),
        "chat/long.go",
        &format!("package chat\n\nfunc {}(runID string) string {{ return runID }}\n", "Long".repeat(60)),
    );
    let scan = |more: &[&str]| run_in(&[&["scan", "chat"], more].concat(), dir.path()).1;
    let longest = |text: &str| text.lines().map(|it| it.chars().count()).max().unwrap_or(0);
    let (human, concise) = (scan(&[]), scan(&["--format", "concise"]));
    assert!(!concise.contains('…') && concise.contains("chat/long.go:3:247: "), "{concise}");
    assert_eq!(longest(&human), 100, "{human}");
    scan(&["-o", "it.txt"]);
    assert_eq!(std::fs::read_to_string(dir.path().join("it.txt")).unwrap(), human);
    let mut paged = runsess(&["--color", "never", "scan", "chat"]);
    let output = paged.current_dir(dir.path()).env("COLUMNS", "60").output().unwrap();
    assert_eq!(texts(&output).0, human, "nobody looks at it");
    let mut paged = runsess(&["--color", "always", "scan", "chat"]);
    let output = paged.current_dir(dir.path()).env("COLUMNS", "60").output().unwrap();
    let plain = anstream::adapter::strip_str(&texts(&output).0).to_string();
    assert_eq!(longest(&plain), 60, "a pager is a terminal: {plain}");
}

#[test]
fn reports_and_packs_in_the_tree_are_no_sources() {
    let dir = workspace();
    let scan = || run_in(&["scan", "--format", "jsonl", "chat"], dir.path());
    let (_, before, _) = scan();
    for (format, file) in [
        ("markdown", "INVENTORY.md"),
        ("json", "a.json"),
        ("jsonl", "a.jsonl"),
        ("csv", "a.csv"),
        ("sarif", "a.sarif"),
        ("gitlab", "quality.json"),
        ("rdjson", "rd.json"),
        ("checkstyle", "c.xml"),
        ("junit", "j.xml"),
        ("html", "page.html"),
    ] {
        let file = format!("../{file}");
        let (code, _, err) = run_in(&["scan", "--format", format, "-o", &file, "."], &dir.path().join("chat"));
        assert!(code < 2, "{err}");
        let name = Path::new(&file).file_name().unwrap();
        std::fs::rename(dir.path().join(name), dir.path().join("chat").join(name)).unwrap();
    }
    let (_, plan, _) = run_in(&["plan", "--format", "markdown", "chat"], dir.path());
    put(dir.path(), "chat/PLAN.md", &plan);
    let (_, pack, _) = run_in(&["rules", "show"], dir.path());
    put(dir.path(), "chat/session.yaml", &pack);
    let (_, after, err) = scan();
    assert_eq!(after, before);
    let note = "runsess: 12 files are reports or rule packs of runsess itself and not scanned: chat/INVENTORY.md, chat/PLAN.md, \
                chat/a.csv and 9 more\n";
    assert_eq!(err, note);
    let (_, out, _) = run_in(&["scan", "chat"], dir.path());
    assert!(out.contains(" of runsess itself not scanned"), "{out}");
}

#[test]
fn a_part_of_an_inventory_is_asked_for_by_what_it_is() {
    let dir = workspace();
    let places = |more: &[&str]| {
        let (status, out, err) = run_in(&[&["scan", "--format", "concise", "--all"], more].concat(), dir.path());
        assert!(status < 2, "{err}");
        out.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = places(&[]);
    let held = |asked: &[&str], holds: &dyn Fn(&str) -> bool| {
        let found = places(asked);
        let expected: Vec<String> = all.iter().filter(|it| holds(it)).cloned().collect();
        assert!(!found.is_empty() && found.len() < all.len(), "{asked:?} gives {found:?}");
        assert_eq!(found, expected, "{asked:?}");
    };
    held(&["--repo", "app"], &|line| line.starts_with("app/"));
    let jsonl = run_in(&["scan", "--format", "jsonl"], dir.path()).1;
    let rows: Vec<serde_json::Value> = jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |holds: &dyn Fn(&serde_json::Value) -> bool| rows.iter().filter(|it| holds(it)).count();
    assert_eq!(places(&["--batch", "1"]).len(), count(&|it| it["batch"] == 1));
    assert_eq!(places(&["--batch", "none"]).len(), count(&|it| it["batch"].is_null()));
    assert_eq!(places(&["--batch", "1,none"]).len(), count(&|it| it["batch"] == 1 || it["batch"].is_null()));
    let symbol =
        |end: &'static str| move |it: &serde_json::Value| it["symbol"].as_str().is_some_and(|it| it.ends_with(end));
    assert_eq!(places(&["--symbol", "Conv.RunID"]).len(), count(&symbol("chat.Conv.RunID")));
    assert_eq!(places(&["--symbol", "**.Conv.*"]).len(), count(&symbol("chat.Conv.RunID")));
    for (asked, known) in [
        (["--repo", "shop"], "one of app, chat"),
        (["--batch", "77"], "one of 0, 1, 2, 3, 4, 5, none"),
        (["--symbol", "Conv.RunId"], "Conv.RunID"),
        (["--owner", "nobody"], ""),
        (["--category", "LEGACY"], "UNCLASSIFIED"),
    ] {
        let (status, out, err) = run_in(&[&["scan"], asked.as_slice()].concat(), dir.path());
        assert_eq!((status, out.as_str()), (2, ""), "{asked:?}");
        let flat = err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(asked[1]) && flat.contains(known), "{asked:?}: {err}");
    }
}

#[test]
fn commands_that_an_answer_names_work_as_they_stand_there() {
    let dir = tempfile::tempdir().unwrap();
    let fields: String = (0..20).map(|at| format!("type T{at} struct {{ RunID string }}\n")).collect();
    put(dir.path(), "a b/go.mod", "module example.com/a\n\ngo 1.22\n");
    put(
        dir.path(),
        "a b/a.go",
        &format!("package a\n\n{fields}\nfunc f(sessionID string) any {{ return T0{{RunID: sessionID}} }}\n"),
    );
    let (_, out, _) = run_in(&["scan", "a b"], dir.path());
    let commands: Vec<&str> =
        out.lines().filter_map(|it| it.find("runsess ").map(|at| &it[at + "runsess ".len()..])).collect();
    assert!(
        commands.len() >= 3 && commands.iter().any(|it| it.starts_with("scan 'a b' --category UNCLASSIFIED")),
        "{out}"
    );
    for command in commands {
        let words: Vec<String> = command
            .split('\'')
            .enumerate()
            .flat_map(|(at, part)| match at % 2 {
                0 => part.split_whitespace().map(str::to_owned).collect(),
                _ => vec![part.to_owned()],
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        // A place with a blank is quoted as a whole.
        let (status, said, err) = run_in(&words, dir.path());
        assert!(status < 2 && !said.is_empty(), "{command}: {err}");
        assert!(!said.contains("more decisions"), "{command}: {said}");
    }
}

#[test]
fn the_example_fits_on_a_few_screens() {
    let (_, out, _) = run_in(&["scan"], &package().join("fixtures/workspace"));
    assert!(out.lines().count() <= 130, "{} lines", out.lines().count());
    assert!(out.lines().all(|line| !line.trim_start().starts_with("because") || !line.contains('…')), "{out}");
}
