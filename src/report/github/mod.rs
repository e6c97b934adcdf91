//! For workflows of GitHub: annotations beside the lines of a review, and a table for the page of the job.

mod summary;

use std::io::{self, Write};

use super::hits::{Hit, gates, hits, ranked};
use super::{Format, ReportMeta};
use crate::model::Inventory;
use crate::text::count::counted;
use crate::text::shown::Shown;

/// For workflows of GitHub.
pub const FORMAT: Format = Format {
    in_units: true,
    check: Some(render),
    summary: Some(summary::digest),
    ..Format::new("github", "Annotations of a GitHub workflow, and a table for its summary")
};

/// GitHub keeps so many annotations of a level and step, and drops the others without a word (github.com/actions/toolkit, pull request
/// 734). Those that matter least are left out instead, and counted.
const MOST: usize = 10;

/// Writes a command for each of the first hits by rank, and one for the number of the others. Paths are those of the checkout. In what
/// columns count GitHub does not say; UTF-16 units are what its pages count in, and its code scanning.
fn render(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let gates = gates(&meta.sections(inventory));
    let hits = hits(inventory, &gates);
    ranked(&hits, MOST).into_iter().try_for_each(|it| annotation(it, meta, out))?;
    match hits.len().saturating_sub(MOST) {
        0 => Ok(()),
        more => writeln!(out, "::notice title=runsess::{}", escaped(&others(more, meta.summarised), false)),
    }
}

fn others(more: usize, summarised: bool) -> String {
    let whole = if summarised { "the whole list is in the job summary" } else { "`runsess check` lists them all" };
    format!("{}; {whole}", counted(more, "more hit"))
}

fn annotation(hit: &Hit, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let it = hit.finding;
    let (column, end) = meta.columns.of(it);
    // GitHub takes columns only within one line.
    let within = match it.line == it.end_line {
        true => format!("line={},col={column},endColumn={end}", it.line),
        false => format!("line={},endLine={}", it.line, it.end_line),
    };
    let (path, title) = (escaped(&meta.checkout.path(it), true), escaped(&it.category, true));
    writeln!(out, "::error file={path},{within},title={title}::{}", escaped(&hit.message(), false))
}

/// Escapes for GitHub's workflow commands: properties also need `:` and `,` escaped. What a reader can't see is spelt out.
fn escaped(text: &str, property: bool) -> String {
    let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let text = Shown(&text).to_string();
    if property { text.replace(':', "%3A").replace(',', "%2C") } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::{Checkout, sample};
    use super::*;
    use crate::model::Finding;
    use crate::model::finding::Step;

    fn said(inventory: &Inventory, meta: &ReportMeta) -> String {
        let mut bytes = Vec::new();
        render(inventory, meta, &mut bytes).expect("memory takes everything");
        String::from_utf8(bytes).expect("it is text")
    }

    #[test]
    fn a_hit_is_one_command_whatever_it_is_called() {
        let mut inventory = sample::inventory();
        let hostile = "a%0A,line=7\r\n::error::b\u{1b}[2J\u{202e}";
        inventory.findings.truncate(1);
        let finding = &mut inventory.findings[0];
        (finding.path, finding.text) = (hostile.into(), hostile.into());
        let first = Step { text: hostile.into(), ..finding.why[0].clone() };
        finding.why = [first].into();
        let said = said(&inventory, &sample::meta());
        let property = "a%250A%2Cline=7%0D%0A%3A%3Aerror%3A%3Ab\\u{1b}[2J\\u{202e}";
        let message = "a%250A,line=7%0D%0A::error::b\\u{1b}[2J\\u{202e}";
        assert!(said.starts_with(&format!("::error file={property},line=")), "{said}");
        assert!(said.contains(&format!(",title=DOC_STALE::`{message}`: ")), "{said}");
        assert!(said.contains(&format!("Because {message}.")), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }

    #[test]
    fn the_reason_and_the_new_name_are_told() {
        let mut inventory = sample::inventory();
        inventory.findings.drain(2..);
        inventory.findings.remove(0);
        let mut meta = sample::meta();
        meta.checkout = Checkout { in_workspace: [("shop".into(), "services/shop".into())].into(), ..meta.checkout };
        let said = said(&inventory, &meta);
        let head = "::error file=services/shop/chat/conversation.go,line=5,col=2,endColumn=7,title=LEGACY::";
        let text = "`RunID` (`Conversation.RunID`): What LEGACY means. Because `Conversation.RunID` is the value of key \
                    `Scope.SessionID`. Rename to `SessionID`.\n";
        assert_eq!(said, format!("{head}{text}"));
    }

    #[test]
    fn ten_are_shown_and_the_others_counted() {
        let mut inventory = sample::inventory();
        let at = |file: u32, line: u32| Finding { path: format!("{file}.go").into(), line, ..sample::finding() };
        inventory.findings = (0..4).flat_map(|file| (1..6).map(move |line| at(file, line))).collect();
        let mut meta = sample::meta();
        let text = said(&inventory, &meta);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 11, "{text}");
        for file in 0..4 {
            let head = format!("::error file={file}.go,");
            assert!(lines.iter().filter(|it| it.starts_with(&head)).count() >= 2, "spread over the files: {text}");
        }
        assert_eq!(lines[10], "::notice title=runsess::10 more hits; `runsess check` lists them all");
        meta.summarised = true;
        assert!(said(&inventory, &meta).ends_with("10 more hits; the whole list is in the job summary\n"));
    }
}
