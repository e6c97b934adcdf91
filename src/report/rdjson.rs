//! The diagnostic format of reviewdog (<https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>), which puts hits beside the
//! lines of a review. Columns count bytes there. It gets no suggestions: a name that is renamed in one place by a click breaks the build.

use std::io::{self, Write};

use serde::Serialize;

use super::hits::{Hit, Level, gates, hits};
use super::{Format, ReportMeta};
use crate::model::Inventory;

/// For reviewdog.
pub const FORMAT: Format = Format {
    scan: Some(render),
    check: Some(render),
    ..Format::new("rdjson", "Reviewdog, for comments in reviews (rdjson)")
};

/// Writes the hits that fail the gate, in one line. Paths are those of the checkout.
fn render(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let gates = gates(&meta.sections(inventory));
    let hits = hits(inventory, &gates);
    let diagnostics = hits.iter().map(|hit| Diagnostic::of(hit, meta)).collect();
    serde_json::to_writer(&mut *out, &Answer { source: Source { name: "runsess" }, diagnostics })?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Answer<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: Location,
    severity: &'static str,
    code: Code<'a>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
}

impl<'a> Diagnostic<'a> {
    fn of(hit: &Hit<'a>, meta: &ReportMeta) -> Self {
        let it = hit.finding;
        let start = Position { line: it.line, column: it.column };
        let end = Position { line: it.end_line, column: it.end_column };
        let severity = match hit.level() {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Note => "INFO",
        };
        Self {
            message: hit.message(),
            location: Location { path: meta.checkout.path(it), range: Range { start, end } },
            severity,
            code: Code { value: &hit.category.id },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::sample;
    use super::*;

    #[test]
    fn diagnostics_have_the_fields_of_the_format() {
        let mut bytes = Vec::new();
        render(&sample::inventory(), &sample::meta(), &mut bytes).expect("memory takes everything");
        let answer: Value = serde_json::from_slice(&bytes).expect("it is JSON");
        assert_eq!(answer["source"]["name"], "runsess");
        let diagnostics = answer["diagnostics"].as_array().expect("a list");
        assert_eq!(diagnostics.len(), 8, "what fails the gate: {answer}");
        for it in diagnostics {
            assert!(it["message"].is_string() && it["code"]["value"].is_string(), "{it}");
            assert!(["ERROR", "WARNING", "INFO"].contains(&it["severity"].as_str().expect("a severity")), "{it}");
            let at = |end: &str, unit: &str| it["location"]["range"][end][unit].as_u64();
            assert!(at("start", "line") >= Some(1) && at("start", "column") >= Some(1), "{it}");
            assert!(at("end", "column") > at("start", "column"), "the end is exclusive: {it}");
        }
    }
}
