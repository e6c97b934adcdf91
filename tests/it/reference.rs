//! The reference pages of the book say what the code says. `RUNSESS_BLESS=1 cargo test --test it reference` writes them again; the diff is
//! what gets reviewed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::CommandFactory as _;
use runsess::cmd::{command_line, offered};
use runsess::commit::Reason;
use runsess::model::Change;
use runsess::report::FORMATS;
use serde_json::Value;

use crate::support::{files_below, package, run_in};

/// What stands under the title of each page.
const GENERATED: &str =
    "<!-- Written by tests/it/reference.rs: change the code, then RUNSESS_BLESS=1 cargo test --test it reference. -->";

/// Compares the page `docs/reference/FILE` with what it should say.
fn says(file: &str, title: &str, text: &str) {
    let path = package().join("docs/reference").join(file);
    let expected = format!("# {title}\n\n{GENERATED}\n\n{}\n", text.trim());
    if std::env::var_os("RUNSESS_BLESS").is_some() {
        std::fs::write(&path, &expected).unwrap();
    }
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    snapbox::assert_data_eq!(page, snapbox::Data::text(expected).raw());
}

/// Text in a cell of a table: one line, and a bar that ends no cell.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// What clap writes without marks, as Markdown: `FILE` of `<FILE>` is no element.
fn plain(text: &str) -> String {
    cell(text).replace('<', "&lt;")
}

#[test]
fn commands() {
    let mut command = command_line().disable_help_subcommand(true);
    command.build();
    let declared: Vec<String> =
        runsess::cli::Cli::command().get_subcommands().map(|it| it.get_name().to_owned()).collect();
    let commands = |command: &clap::Command| {
        let mut found = visible(command, "runsess");
        found.sort_by_key(|(path, _)| declared.iter().position(|it| path.split(' ').nth(1) == Some(it)));
        found
    };
    let mut text = String::new();
    let _ = writeln!(text, "{}\n", plain(runsess::cli::EXIT_CODES));
    let _ = writeln!(
        text,
        "`runsess help COMMAND` says the same in a terminal, and `runsess man --dir DIR` writes a manual page for each command.\n"
    );
    let _ = writeln!(text, "| command | does |\n|---|---|");
    for (path, it) in commands(&command) {
        let _ = writeln!(text, "| [`{path}`](#{}) | {} |", path.replace(' ', "-"), plain(&about(&it)));
    }
    let _ = writeln!(text, "\n## What every command takes\n\n{}", arguments(&command, |it| it.is_global_set()));
    for (path, it) in commands(&command) {
        let _ = writeln!(text, "## {path}\n\n{}.\n", plain(&about(&it)));
        let usage = it.clone().render_usage().to_string();
        let _ = writeln!(text, "    {}\n", usage.trim_start_matches("Usage: ").trim());
        let _ = writeln!(text, "{}", arguments(&it, |it| !it.is_global_set()));
        let help = it.get_after_help().map(|it| it.to_string()).unwrap_or_default();
        let examples: Vec<&str> = help.lines().skip_while(|it| *it != "Examples:").skip(1).map(str::trim).collect();
        for pair in examples.chunks_exact(2) {
            let _ = writeln!(text, "* `{}`: {}", pair[0], plain(pair[1]));
        }
        text.push('\n');
    }
    says("commands.md", "Commands", &text);
}

/// The commands that help shows, those of commands included, by their words.
fn visible(command: &clap::Command, path: &str) -> Vec<(String, clap::Command)> {
    let below = command.get_subcommands().filter(|it| !it.is_hide_set() && it.get_name() != "help");
    below
        .flat_map(|it| {
            let path = format!("{path} {}", it.get_name());
            let inside = visible(it, &path);
            if inside.is_empty() { vec![(path, it.clone())] } else { inside }
        })
        .collect()
}

fn about(command: &clap::Command) -> String {
    command.get_about().map(|it| it.to_string()).unwrap_or_default()
}

/// A table of arguments and options.
fn arguments(command: &clap::Command, wanted: impl Fn(&clap::Arg) -> bool) -> String {
    let own = |it: &&clap::Arg| !it.is_hide_set() && !["help", "version"].contains(&it.get_id().as_str()) && wanted(it);
    let mut rows = String::new();
    for it in command.get_arguments().filter(own) {
        let value = it.get_value_names().map(|it| it.join(" ")).filter(|_| it.get_action().takes_values());
        let long = it.get_long().map(|long| match (&value, it.get_num_args().is_some_and(|it| it.min_values() == 0)) {
            (Some(value), true) => format!("--{long}[={value}]"),
            (Some(value), false) => format!("--{long} {value}"),
            (None, _) => format!("--{long}"),
        });
        let names: Vec<String> = it.get_short().map(|it| format!("-{it}")).into_iter().chain(long).collect();
        let names = if names.is_empty() { value.unwrap_or_default() } else { names.join(", ") };
        let mut what = plain(&it.get_help().map(|it| it.to_string()).unwrap_or_default());
        // The names of formats have a page; names that a pack gives are no choice of the program.
        let values: Vec<String> = it.get_possible_values().iter().map(|it| format!("`{}`", it.get_name())).collect();
        if it.get_id() == "format" {
            let _ = write!(what, " ([formats](formats.md))");
        } else if !values.is_empty()
            && values.len() < 12
            && !["category", "batch", "phase", "color"].contains(&it.get_id().as_str())
            && it.get_action().takes_values()
        {
            let _ = write!(what, ": {}", values.join(", "));
        }
        let _ = writeln!(rows, "| `{}` | {what} |", cell(&names));
    }
    if rows.is_empty() { rows } else { format!("| argument | says |\n|---|---|\n{rows}") }
}

#[test]
fn formats() {
    let with = ["scan", "check", "explain", "refs", "apply", "rename", "plan", "sql", "verify"];
    let offered: BTreeMap<&str, Vec<&str>> = with.iter().map(|it| (*it, offered(it))).collect();
    let mut text = String::from(
        "Each command offers the formats that can say its answer; [Formats](../formats.md) tells what each is for and what its readers cut off, and \
         `runsess schema COMMAND` prints the fields of its JSON.\n\n",
    );
    let _ = writeln!(
        text,
        "| format | is | {} |\n|---|---|{}",
        with.map(|it| format!("`{it}`")).join(" | "),
        "---|".repeat(with.len())
    );
    for it in FORMATS {
        let has = with.map(|command| if offered[command].contains(&it.name) { "yes" } else { "" }).join(" | ");
        let _ = writeln!(text, "| `{}` | {} | {has} |", it.name, cell(it.about));
    }
    says("formats.md", "Which command has which format", &text);
}

/// The schema of rule packs, as `runsess rules schema` prints it.
fn schema() -> Value {
    let (status, out, err) = run_in(&["rules", "schema"], &package());
    assert_eq!(status, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The sections of a pack, in the order in which a pack is read, with the definition in the schema.
const SECTIONS: &[(&str, &str)] = &[
    ("terms", "TermFile"),
    ("domains", "DomainFile"),
    ("categories", "CategoryFile"),
    ("rules", "RuleEntry"),
    ("rules: examples", "ExampleFile"),
    ("when", "WhenFile"),
    ("batches", "BatchFile"),
    ("batches: phases", "PhaseFile"),
    ("batches: changes", "ChangeFile"),
    ("keep", "KeepFile"),
    ("owners", "OwnerFile"),
    ("checklist", "CheckFile"),
    ("risks", "RiskFile"),
];

#[test]
fn keys_of_a_pack() {
    let schema = schema();
    let mut text = String::from(
        "Every key that a rule pack may have. [Rule packs](../rules.md) says what they do together; `runsess rules schema` prints the schema that gives an editor \
         completion, and `runsess rules check FILE` names each mistake with its line. Keys that are needed are marked with *.\n\n## The file\n\n",
    );
    text.push_str(&keys(&schema, &schema));
    for (name, definition) in SECTIONS {
        let of = &schema["$defs"][definition];
        let _ = writeln!(text, "\n## {name}\n\n{}\n", cell(of["description"].as_str().unwrap()));
        text.push_str(&keys(of, &schema));
    }
    let told: BTreeSet<&str> = SECTIONS.iter().map(|it| it.1).collect();
    let with_keys = schema["$defs"].as_object().unwrap().iter().filter(|(_, it)| it["properties"].is_object());
    let left: Vec<&String> = with_keys.map(|it| it.0).filter(|it| !told.contains(it.as_str())).collect();
    assert!(left.is_empty(), "sections that the page does not tell: {left:?}");
    says("pack-keys.md", "Keys of a rule pack", &text);
}

fn keys(of: &Value, schema: &Value) -> String {
    let needed: Vec<&str> = of["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut rows = String::from("| key | value | says |\n|---|---|---|\n");
    let mut rows_of: Vec<(&String, &Value)> = of["properties"].as_object().unwrap().iter().collect();
    rows_of.sort_by_key(|(name, _)| !needed.contains(&name.as_str()));
    for (name, it) in rows_of {
        let star = if needed.contains(&name.as_str()) { "\\*" } else { "" };
        let what = cell(it["description"].as_str().unwrap_or_default());
        let _ = writeln!(rows, "| `{name}`{star} | {} | {what} |", value(it, schema));
    }
    rows
}

/// What a value may be, in a few words.
fn value(it: &Value, schema: &Value) -> String {
    if let Some(name) = it["$ref"].as_str().and_then(|it| it.strip_prefix("#/$defs/")) {
        if let Some((section, _)) = SECTIONS.iter().find(|it| it.1 == name) {
            return format!("[{section}](#{})", section.replace(": ", "-"));
        }
        return choices(name, schema);
    }
    if let Some(any) = it["anyOf"].as_array() {
        let kinds: Vec<&Value> = any.iter().filter(|it| it["type"] != "null").collect();
        // A value, or a list of such values.
        return match kinds[..] {
            [one, list] if list["type"] == "array" && list["items"] == *one => {
                format!("{}, or a list", value(one, schema))
            }
            _ => kinds.iter().map(|it| value(it, schema)).collect::<Vec<_>>().join(" or "),
        };
    }
    let kind = it["type"]
        .as_str()
        .or_else(|| it["type"].as_array()?.iter().filter_map(Value::as_str).find(|it| *it != "null"));
    match kind {
        Some("array") => format!("list of {}", value(&it["items"], schema)),
        Some("object") if it["additionalProperties"].is_object() => "text to text".to_owned(),
        Some("integer") => "number".to_owned(),
        Some("boolean") => "`true`, `false`".to_owned(),
        Some("string") => "text".to_owned(),
        other => panic!("what is this in words? {other:?} {it}"),
    }
}

/// The values of a definition that lists them, or where they are told.
fn choices(name: &str, schema: &Value) -> String {
    match name {
        "Role" | "RoleOrGroup" => "a [role](changes.md#roles), or a group".to_owned(),
        "Change" => "a [change](changes.md)".to_owned(),
        "Language" | "LanguageOrGroup" => "a language".to_owned(),
        _ => {
            let of = &schema["$defs"][name];
            let listed = constants(of).into_iter().map(|it| format!("`{}`", it.0)).collect::<Vec<_>>();
            assert!(!listed.is_empty(), "what are the values of {name}?");
            listed.join(", ")
        }
    }
}

/// The constants of a definition with what they mean.
fn constants(of: &Value) -> Vec<(String, String)> {
    let one = of["oneOf"].as_array().into_iter().flatten();
    let said = one.flat_map(|it| {
        let what = it["description"].as_str().unwrap_or_default();
        let listed = it["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
        it["const"].as_str().into_iter().chain(listed).map(|name| (name.to_owned(), cell(what))).collect::<Vec<_>>()
    });
    let bare =
        of["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).map(|it| (it.to_owned(), String::new()));
    said.chain(bare).collect()
}

#[test]
fn changes() {
    let schema = schema();
    // What the built-in pack asks for in the example: role by role, language by language.
    let (_, rows, _) = run_in(&["scan", "--format", "jsonl", "--isolated"], &package().join("fixtures/workspace"));
    let mut asked: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for row in rows.lines().map(|it| serde_json::from_str::<Value>(it).unwrap()) {
        if let (Some(change), Some(role), Some(language)) =
            (row["change"].as_str(), row["role"].as_str(), row["language"].as_str())
        {
            asked.entry(change.into()).or_default().entry(role.into()).or_default().insert(language.into());
        }
    }
    let mut text = String::from(
        "A change is what a clause of a batch does to the findings that match (`change: rename`). [Rule packs](../rules.md#changes) describes each at length, and \
         [what a change does in each language](../languages.md#what-a-change-does-in-each-language) says where it is written, where it is left to people and where it is refused.\n\n\
         | change | does | the built-in pack asks for it in the example at |\n|---|---|---|\n",
    );
    let told = constants(&schema["$defs"]["Change"]);
    assert_eq!(told.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), Change::ALL.map(Change::name));
    for (name, what) in told {
        let roles = asked.get(&name).map(|it| {
            let row = |(role, languages): (&String, &BTreeSet<String>)| {
                format!("{role} ({})", languages.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
            };
            it.iter().map(row).collect::<Vec<_>>().join("; ")
        });
        let roles = match name.as_str() {
            // What stays may be anything.
            "keep" => "everything that stays".to_owned(),
            // No change of its own: it stands beside the one of another batch.
            "deprecate" => "declarations that another batch renames".to_owned(),
            _ => roles.unwrap_or_else(|| "nothing".to_owned()),
        };
        let _ = writeln!(text, "| `{name}` | {what} | {roles} |");
    }
    text.push_str(
        "\nAny clause may ask for any change. Where a language can't make one at a role, the place is left to people (*by hand*) or refuses the batch, with the reason; nothing is \
         written in its stead.\n\n## Roles\n\nWhat the syntax says an occurrence is. A condition `role:` takes one of these or a group.\n\n| role | is |\n|---|---|\n",
    );
    for (name, what) in constants(&schema["$defs"]["Role"]) {
        let _ = writeln!(text, "| `{name}` | {what} |");
    }
    text.push_str("\n| group | is |\n|---|---|\n");
    for (name, what) in constants(&schema["$defs"]["RoleGroup"]) {
        let _ = writeln!(text, "| `{name}` | {what} |");
    }
    says("changes.md", "Changes, and the roles they are for", &text);
}

/// One of each reason why a file is not written, for its words.
fn reasons() -> Vec<Reason> {
    // A new reason has to be in the list below: this stops compiling then.
    let known = |it: &Reason| match it {
        Reason::Dirty(_) | Reason::Untracked | Reason::Filter(_) | Reason::NoGit | Reason::Git(_) | Reason::Outside => {
        }
        Reason::Symlink(_) | Reason::NotRegular | Reason::Missing | Reason::HardLinks(_) | Reason::ReadOnly => {}
        Reason::FolderReadOnly | Reason::Unreadable(_) | Reason::Changed | Reason::ModeChanged { .. } => {}
        Reason::Exists | Reason::Twice | Reason::Unwritable => {}
    };
    let all = vec![
        Reason::Dirty("M".into()),
        Reason::Untracked,
        Reason::Filter("…".into()),
        Reason::NoGit,
        Reason::Git("…".into()),
        Reason::Outside,
        Reason::Symlink(PathBuf::from("…")),
        Reason::NotRegular,
        Reason::Missing,
        Reason::HardLinks(2),
        Reason::ReadOnly,
        Reason::FolderReadOnly,
        Reason::Unreadable("…".into()),
        Reason::Changed,
        Reason::ModeChanged { expected: 0o644, found: 0o755 },
        Reason::Exists,
        Reason::Twice,
        Reason::Unwritable,
    ];
    all.iter().for_each(known);
    all
}

#[test]
fn refusals() {
    let mut text = String::from(
        "A change that might break something is not made: it is refused, with what is in the way, the place, and what to do about it. Nothing of its batch is written then \
         (`apply --skip-refused` does the rest). There are two kinds.\n\n## A file is not written\n\nThe file, where it lies or what git knows of it is in the way. These are all reasons there are \
         (`src/commit/refusal.rs`).\n\n| the file | what to do |\n|---|---|\n",
    );
    for it in reasons() {
        let _ = writeln!(text, "| {} | {} |", cell(&it.to_string()), cell(it.way_out()));
    }
    text.push_str(
        "\n## A change is not made\n\nSome use of the name can't follow, or nobody can know whether it has to. Such refusals are worded where they are found, in the rooms of the languages, so no table in \
         the code has all of them. Below are those that the literate cases (`tests/cases/`) show; names stand as `…`, and each links to the case that shows it with its code. \
         There are more: [Go](../renames.md), [TypeScript](../typescript.md), [SQL](../sql.md), [Protocol Buffers](../proto.md) and [Markdown](../markdown.md) say \
         what each language refuses and why.\n",
    );
    let cases = files_below(&package().join("tests/cases"));
    let mut by_language: BTreeMap<&str, BTreeMap<(String, String), String>> = BTreeMap::new();
    let mut found = 0;
    for case in cases.iter().filter(|it| it.extension().is_some_and(|it| it == "md")) {
        let body = std::fs::read_to_string(package().join("tests/cases").join(case)).unwrap();
        let lines: Vec<&str> = body.lines().map(str::trim).collect();
        for refusal in lines.iter().filter_map(|it| refusal(it)).chain(lines.windows(3).filter_map(refusal_in_json)) {
            found += 1;
            let name = case.file_stem().unwrap().to_str().unwrap().replace('_', " ");
            let link = format!("[{name}](../../tests/cases/{})", case.display());
            by_language.entry(refusal.0).or_default().entry((refusal.1, refusal.2)).or_insert(link);
        }
    }
    assert!(found > 40, "only {found} refusals were found in the cases");
    for (language, rows) in by_language {
        let _ = writeln!(text, "\n### {language}\n\n| what is in the way | what to do | case |\n|---|---|---|");
        for ((reason, way_out), case) in rows {
            let _ = writeln!(text, "| {} | {} | {case} |", plain(&reason), plain(&way_out));
        }
    }
    says("refusals.md", "Refusals and their ways out", &text);
}

/// The language of the file, the reason and the way out of a line that refuses something: ``refused  a/b.go:3 `p.T.F`: reason; way out``.
fn refusal(line: &str) -> Option<(&'static str, String, String)> {
    let line = line.trim_start();
    let rest = line.strip_prefix("refused  ").or_else(|| line.strip_prefix("runsess: refused: "))?;
    let (place, rest) = rest.split_once(" `")?;
    let (_, rest) = rest.split_once("`: ")?;
    let (reason, way_out) = rest.rsplit_once("; ")?;
    told(place, reason, way_out.split(" (also ").next().unwrap_or_default())
}

/// The same of three lines of JSON.
fn refusal_in_json(lines: &[&str]) -> Option<(&'static str, String, String)> {
    let value = |line: &str, name: &str| {
        let text = line.strip_prefix(&format!("\"{name}\": "))?.trim_end_matches(',');
        serde_json::from_str::<String>(text).ok()
    };
    told(&value(lines[0], "place")?, &value(lines[1], "reason")?, &value(lines[2], "way_out")?)
}

fn told(place: &str, reason: &str, way_out: &str) -> Option<(&'static str, String, String)> {
    let file = place.rsplit_once(':')?.0;
    let language = match file.rsplit('.').next()? {
        "go" => "Go",
        "ts" | "tsx" | "js" | "mjs" | "cjs" | "svelte" | "vue" => "TypeScript, JavaScript, Svelte, Vue",
        "proto" => "Protocol Buffers",
        "sql" => "SQL",
        "md" => "Markdown",
        _ => "Data and text",
    };
    Some((language, nameless(reason), nameless(way_out)))
}

/// A sentence without the names in it: those in backticks and quotes, places, and words with dots inside.
fn nameless(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find('`') {
        // Code that has a backtick itself stands between two.
        let mark = if rest[at..].starts_with("``") { "``" } else { "`" };
        let from = at + mark.len();
        let Some(length) = rest[from..].find(mark) else { break };
        let inside = &rest[from..from + length];
        // Keys of packs and options say what to do.
        let kept = inside.ends_with(':')
            || ["--", "role:", "wire: ", "runsess "].iter().any(|it| inside.starts_with(it))
            || KEPT.contains(&inside);
        out.push_str(&rest[..at]);
        out.push_str(&if kept { format!("`{inside}`") } else { "`…`".to_owned() });
        rest = &rest[from + length + mark.len()..];
    }
    out.push_str(rest);
    out.split(' ').map(|it| if is_name(it) { hidden(it) } else { it.to_owned() }).collect::<Vec<_>>().join(" ")
}

/// The punctuation of a word, around `…`.
fn hidden(word: &str) -> String {
    let inside = word.trim_matches(|it| "(),;:".contains(it));
    word.replacen(inside, "…", 1)
}

/// Words in backticks that mean something by themselves.
const KEPT: &[&str] = &[
    "rename",
    "dual",
    "drop",
    "delete",
    "retag",
    "rewrite-text",
    "accept-both",
    "deprecate",
    "keep",
    "oneof",
    ".proto",
    "json_name",
    "map",
    "init",
    "main",
    "any",
];

/// `src/a.go:12`, `pkg.Type.Member` or `'name'`, with what a sentence puts around it.
fn is_name(word: &str) -> bool {
    let word = word.trim_matches(|it| "(),;:".contains(it));
    let quoted = word.len() > 1 && word.starts_with('\'') && word.ends_with('\'');
    quoted || !word.contains('`') && word.trim_matches('.').contains('.')
}
