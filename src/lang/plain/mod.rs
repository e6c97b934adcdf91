//! Files that the engine has no syntax for: data (YAML, JSON, TOML, go.mod) and text (Makefile, shell, HTML). Each hit is
//! listed with its line and, where one pass over lines or brackets tells it, the path of keys around it. No YAML parser.

pub mod language;
mod rewriter;
mod wire;

use smol_str::SmolStr;

use crate::model::{FileFacts, Language, Occurrence, Role, Source, Span};
use crate::text::brackets::names_around;
use crate::text::sentences::{line, sentence, stem, textual};
use crate::text::words::{TermHit, TermSet};

/// YAML, JSON, TOML and the like.
pub const DATA: Language = Language::named("data");
/// Whatever else is text.
pub const TEXT: Language = Language::named("text");

/// The whole of a JSON text that is none.
pub fn json_error(text: &str) -> Option<Span> {
    let read = serde_json::from_str::<serde::de::IgnoredAny>(text.trim_start_matches('\u{feff}'));
    read.is_err().then(|| Span::new(0, text.len()))
}

/// Lists every hit of a data or text file. One pass, iterative, whatever the nesting.
pub fn extract(source: &Source, hits: &[TermHit], _terms: &TermSet) -> FileFacts {
    let json = source.path.ends_with(".json") || source.path.ends_with(".jsonc") || source.path.ends_with(".json5");
    let contexts = match source.language {
        _ if hits.is_empty() => Vec::new(),
        DATA if json => json_paths(&source.text, hits),
        _ => line_paths(source, hits),
    };
    let stem = stem(&source.path);
    let asks = source.language == DATA && !describes(source);
    let occurrences = hits
        .iter()
        .zip(contexts)
        .map(|(hit, mut path)| {
            path.keys.splice(0..0, stem.clone());
            match path.comment {
                Some(bounds) => {
                    textual(source, hit, Role::Comment, path.keys, sentence(&source.text, bounds, hit.span))
                }
                None => {
                    let carrier = wire::carrier(source, hit.span, &path.keys, asks);
                    let text = line(&source.text, hit.span);
                    Occurrence { carrier, ..textual(source, hit, Role::PlainText, path.keys, text) }
                }
            }
        })
        .collect();
    FileFacts { occurrences, ..FileFacts::default() }
}

/// The file describes what programs are asked for, so that none of its words is asked of a log or a metric.
fn describes(source: &Source) -> bool {
    const KEYS: &[&str] = &["openapi", "swagger", "asyncapi", "$schema"];
    let text = &*source.text;
    let is_key = |at: usize, key: &str| {
        let before = text[..at].trim_end_matches(['"', '\'']);
        let behind = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        let opens = before.is_empty() || before.ends_with('\n') || before.trim_end().ends_with(['{', ',']);
        opens && behind.starts_with(':')
    };
    let has =
        |key: &&str| memchr::memmem::find_iter(text.as_bytes(), key.as_bytes()).take(NAMED).any(|at| is_key(at, key));
    [".graphql", ".graphqls", ".gql"].iter().any(|it| source.path.ends_with(it)) || KEYS.iter().any(has)
}

/// Places of a key that are looked at: the one that says what a file is stands near its top.
const NAMED: usize = 16;

/// Keys deeper than this are not remembered: a name that far down says nothing.
const DEPTH: usize = 32;

/// Where a hit stands: the keys around it, outermost first, and the comment that holds it.
#[derive(Clone, Debug, Default)]
struct Surroundings {
    keys: Vec<SmolStr>,
    comment: Option<Span>,
}

/// Key paths by indentation (YAML, TOML, Makefile), and comments.
fn line_paths(source: &Source, hits: &[TermHit]) -> Vec<Surroundings> {
    let text = &*source.text;
    let mut places = Vec::with_capacity(hits.len());
    let mut open: Vec<(usize, SmolStr)> = Vec::new();
    let mut hits = hits.iter().peekable();
    let mut start = 0;
    for raw in text.split_inclusive('\n') {
        let range = start..start + raw.len();
        start = range.end;
        let content = raw.trim_end();
        if content.trim_start().is_empty() {
            continue;
        }
        let key = line_key(content);
        if let Some((indent, name)) = &key {
            let section = name.starts_with('[');
            while open
                .last()
                .is_some_and(|(at, top)| *at > *indent || (*at == *indent && (section || !top.starts_with('['))))
            {
                open.pop();
            }
            if open.len() < DEPTH {
                open.push((*indent, name.clone()));
            }
        }
        if hits.peek().is_none_or(|hit| hit.span.start as usize >= range.end) {
            continue;
        }
        let comment =
            comment_start(&source.path, content).map(|at| Span::new(range.start + at, range.start + content.len()));
        while let Some(hit) = hits.next_if(|hit| (hit.span.start as usize) < range.end) {
            let keys = open.iter().map(|(_, name)| SmolStr::new(name.trim_matches(['[', ']']))).collect();
            let comment = comment.filter(|bounds| bounds.start <= hit.span.start);
            places.push(Surroundings { keys, comment });
        }
    }
    // Hits are sorted and inside the text; the filler only keeps the promise that none is lost.
    places.resize(places.len() + hits.count(), Surroundings::default());
    places
}

/// `key:` (YAML, a Makefile target), `- key:`, `[section]`, with its indentation. `None` for other lines.
fn line_key(content: &str) -> Option<(usize, SmolStr)> {
    let body = content.trim_start_matches([' ', '\t']);
    let mut indent = content.len() - body.len();
    if body.starts_with('[') && body.ends_with(']') {
        return Some((indent, SmolStr::new(body)));
    }
    let mut item = body;
    while let Some(rest) = item.strip_prefix("- ") {
        let rest = rest.trim_start();
        indent += item.len() - rest.len();
        item = rest;
    }
    let colon = item.find(':')?;
    let after = item.as_bytes().get(colon + 1);
    let name = item[..colon].trim_matches(['"', '\'']);
    let plain = !name.is_empty()
        && name.len() <= 60
        && name.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '-' | '.' | '/' | '$'));
    (plain && after.is_none_or(|it| it.is_ascii_whitespace())).then(|| (indent, SmolStr::new(name)))
}

/// The comments of the lines of a text, with their marks.
pub fn comments(path: &str, text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut comments = Vec::new();
    for raw in text.split_inclusive('\n') {
        let content = raw.trim_end();
        comments.extend(comment_start(path, content).map(|at| Span::new(start + at, start + content.len())));
        start += raw.len();
    }
    comments
}

/// The offset in the line where its comment starts.
fn comment_start(path: &str, content: &str) -> Option<usize> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let mark = match extension {
        "mod" | "work" | "css" | "scss" | "rs" | "java" | "c" | "h" => "//",
        "html" | "xml" | "svg" | "vue" => "<!--",
        "txt" | "csv" | "tsv" => return None,
        _ => "#",
    };
    let mut from = 0;
    while let Some(at) = content[from..].find(mark).map(|at| from + at) {
        let opens = at == 0 || content.as_bytes()[at - 1].is_ascii_whitespace();
        let quotes = content[..at].bytes().filter(|it| *it == b'"').count();
        // An odd number of quotes before the mark: it stands in a string.
        if (opens && quotes.is_multiple_of(2)) || mark == "<!--" {
            return Some(at);
        }
        from = at + mark.len();
    }
    None
}

/// Key paths of JSON, also of a minified line, with what `type:` keys beside them say.
fn json_paths(text: &str, hits: &[TermHit]) -> Vec<Surroundings> {
    let spans: Vec<Span> = hits.iter().map(|hit| hit.span).collect();
    names_around(text, &spans).into_iter().map(|keys| Surroundings { keys, comment: None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::testing::{contexts, facts_of};
    use crate::model::Carrier;

    #[test]
    fn yaml_keys_are_the_context_and_comments_are_comments() {
        let text =
            "jobs:\n  build:\n    steps:\n      - name: x\n        run: go test # run it all\n  lint:\n    run: b\n";
        let facts = facts_of(super::extract, "push.yml", DATA, text);
        assert_eq!(
            contexts(&facts, text),
            [
                "run plain-text push jobs build steps run",
                "run comment push jobs build steps run",
                "run plain-text push jobs lint run"
            ]
        );
        assert_eq!(facts.occurrences[0].text, "run: go test # run it all");
        assert_eq!(facts.occurrences[1].text, "run it all");
    }

    #[test]
    fn json_keys_are_the_context_even_on_one_line() {
        let text = r#"{"scripts":{"dev":"npm run dev","b:c":[{"run_id":"run-1"}]},"run":1}"#;
        let facts = facts_of(super::extract, "package.json", DATA, text);
        assert_eq!(
            contexts(&facts, text),
            [
                "run plain-text scripts dev",
                "run_id plain-text scripts b:c run_id",
                "run-1 plain-text scripts b:c run_id",
                "run plain-text run"
            ]
        );
    }

    #[test]
    fn makefile_targets_and_toml_sections_are_contexts() {
        let text = "lint:\n\tgolangci-lint run\n";
        let facts = facts_of(super::extract, "Makefile", TEXT, text);
        assert_eq!(contexts(&facts, text), ["run plain-text lint"]);
        let text = "[tool]\na = 'run'\n[other]\nrun = 1\n";
        let facts = facts_of(super::extract, "x.toml", DATA, text);
        assert_eq!(contexts(&facts, text), ["run plain-text x tool", "run plain-text x other"]);
    }

    #[test]
    fn deep_or_long_data_loses_no_hit() {
        let deep = format!("{}\"run\"", "{\"a\":[".repeat(100_000));
        assert_eq!(facts_of(super::extract, "deep.json", DATA, &deep).occurrences.len(), 1);
        let long = "run ".repeat(50_000);
        assert_eq!(facts_of(super::extract, "a.yml", DATA, &long).occurrences.len(), 50_000);
    }

    #[test]
    fn the_characters_around_a_word_tell_what_carries_it() {
        for (path, text, expected) in [
            (".env", "RUN_ID=1\n", Some(Carrier::Environment)),
            ("compose.yml", "environment:\n  - RUN_ID=1\n", Some(Carrier::Environment)),
            ("compose.yml", "environment:\n  run_id: 1\n", Some(Carrier::Environment)),
            ("a.sh", "serve --run-id 1\n", Some(Carrier::Flag)),
            ("a.sh", "curl \"http://x/turns?run_id=1\"\n", Some(Carrier::Address)),
            ("a.sh", "curl -F run_id=1 http://x\n", Some(Carrier::Address)),
            ("a.sh", "curl --data-urlencode 'run_id=1' http://x\n", Some(Carrier::Address)),
            ("a.sh", "curl -b run_id=1 http://x\n", Some(Carrier::Cookie)),
            ("a.sh", "curl -H 'X-Run-Id: 1' http://x\n", Some(Carrier::Header)),
            ("a.sh", "curl http://x | jq -r .run_id\n", Some(Carrier::Document)),
            ("a.sh", "say run_id\n", None),
            ("a.html", "<input name=\"run_id\">\n", Some(Carrier::Address)),
            ("a.css", ".a { color: var(--run-id) }\n", None),
            ("a.json", "{\"run_id\": 1}\n", Some(Carrier::Document)),
            ("a.json", "{\"name\": \"run_id\", \"in\": \"query\"}\n", Some(Carrier::Address)),
            ("a.yaml", "- name: run_id\n  in: path\n", Some(Carrier::Path)),
            ("a.yaml", "- {name: X-Run-Id, in: header}\n", Some(Carrier::Header)),
            ("a.yaml", "- in: cookie\n  name: run_id\n", Some(Carrier::Cookie)),
            ("a.yaml", "- name: run_id\n", Some(Carrier::Log)),
            ("a.yaml", "/runs/{run_id}:\n  get: 1\n", Some(Carrier::Path)),
            ("a.yaml", "properties:\n  run_id: {type: string}\n", Some(Carrier::Document)),
            ("a.yaml", "expr: sum by (run_id) (x)\n", Some(Carrier::Log)),
            ("a.yaml", "openapi: 3.1.0\nenum: [run_id, b]\n", None),
            ("a.json", "{\"swagger\": \"2.0\", \"tags\": [\"run_id\"]}\n", None),
            ("a.json", "{\"$schema\": \"x\", \"enum\": [\"run_id\"]}\n", None),
            ("a.yaml", "openapi: 3.1.0\ndiscriminator: {propertyName: run_id}\n", Some(Carrier::Document)),
            ("a.yaml", "# openapi: 3\nby: see openapi\nexpr: sum by (run_id) (x)\n", Some(Carrier::Log)),
        ] {
            let is_data = [".yml", ".yaml", ".json"].iter().any(|it| path.ends_with(it));
            let facts = facts_of(super::extract, path, if is_data { DATA } else { TEXT }, text);
            let of_id = |it: &&Occurrence| it.span.len() > 4;
            let found = facts.occurrences.iter().find(of_id).and_then(|it| it.carrier);
            assert_eq!(found, expected, "{text}");
        }
    }
}
