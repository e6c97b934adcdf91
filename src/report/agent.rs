//! For language models and the tools around them: what is to be decided, a symbol a line, in as few tokens as say it. Nothing is said twice:
//! what entries have in common is a heading, lines are ranges, folders stand before their files, a proof is its most telling step.
//!
//! An answer has a budget (`--max-tokens`), counted as four bytes a token. What does not fit is cut at the end, where it weighs
//! least, and a line says what and how to ask for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::decisions::subject;
use super::places::{evidence, ranges, readable, role_words};
use super::{CategoryMeta, Format, ReportMeta, Summary};
use crate::model::finding::{Step, UNCLASSIFIED};
use crate::model::{Certainty, Explanation, Finding, Inventory, SymbolPath};
use crate::text::count::{counted, plural};
use crate::text::shown::{Shown, Styled};

/// For language models.
pub const FORMAT: Format = Format {
    scan: Some(scan),
    check: Some(check),
    explain: Some(explain),
    ..Format::new("agent", "Short, for language models: a symbol a line, within --max-tokens")
};

/// Tokens of an answer where nobody says.
pub const TOKENS: usize = 4000;

/// Bytes of a token, as a rule of thumb: names in code have some more tokens, English some fewer.
const BYTES: usize = 4;

/// Bytes for the lines at the end, which are always there.
const RESERVE: usize = 480;

/// The inventory.
///
/// # Errors
/// Those of the writer.
fn scan(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let summary = Summary::new(inventory, meta);
    let (hits, read) = (counted(summary.findings, "hit"), counted(summary.files, "file"));
    let head = format!("{}: {hits}, {} to act on; {read} read", meta.title, summary.gate);
    let batches: Vec<String> =
        summary.batches.iter().filter(|it| it.findings > 0).map(|it| it.id.to_string()).collect();
    let mut next = vec![format!("runsess explain FILE:LINE{}", meta.page.scope)];
    if let Some(first) = batches.first() {
        let all = if batches.len() > 1 { format!(" (of {})", batches.join(", ")) } else { String::new() };
        next.push(format!("runsess apply --batch {first} --diff{}{all}", meta.page.scope));
    }
    listing("scan", &head, inventory, meta, &next, out)
}

/// What a gate does not let pass.
fn check(new: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let head = match new.findings.len() {
        0 => "no new hits".to_owned(),
        count => counted(count, "new hit"),
    };
    let next = match new.findings.is_empty() {
        true => Vec::new(),
        false => vec![
            format!("runsess explain FILE:LINE{}", meta.page.scope),
            "to accept all: the same with --update-baseline".to_owned(),
        ],
    };
    listing("check", &head, new, meta, &next, out)
}

fn listing(
    command: &str,
    head: &str,
    inventory: &Inventory,
    meta: &ReportMeta,
    next: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut page = Page::new(&format!("runsess {command} (agent 1) {head}"), meta);
    for it in inventory.skipped.iter().filter(|it| it.matters) {
        page.add(&format!("not read: {} ({})", it.file(), it.reason), 0);
    }
    // What nobody has decided needs thought, so it is what must not be cut.
    let (undecided, decided): (Vec<_>, Vec<_>) =
        meta.sections(inventory).into_iter().partition(|it| it.id == UNCLASSIFIED);
    undecided.iter().chain(&decided).for_each(|it| category(inventory, it, meta.whole, &mut page));
    page.end(inventory.findings.len(), meta, next, out)
}

/// Decisions in their order, in each the symbols with most hits first: what is cut is the least.
fn category(inventory: &Inventory, section: &CategoryMeta, whole: bool, page: &mut Page) {
    let findings: Vec<&Finding> = inventory.findings.iter().filter(|it| it.category == section.id).collect();
    if findings.is_empty() {
        return;
    }
    let title = format!("\n# {}: {}. {}", section.id, section.described().trim_end_matches('.'), section.action);
    let mut head = Some(title);
    if !section.gate && !whole {
        let files: BTreeSet<_> = findings.iter().map(|it| (&it.repo, &it.path)).collect();
        let count = format!("{} in {}, not listed", counted(findings.len(), "hit"), counted(files.len(), "file"));
        let line = format!("{}\n{count}: --category {}", head.take().unwrap_or_default(), section.id);
        return page.add(&line, findings.len());
    }
    let mut decisions: BTreeMap<(bool, Option<u32>, _), BTreeMap<_, Vec<&Finding>>> = BTreeMap::new();
    for it in findings {
        let (name, is_text) = subject(it);
        let key = (name, is_text, it.replacement.as_deref());
        decisions.entry((it.batch.is_none(), it.batch, it.change)).or_default().entry(key).or_default().push(it);
    }
    for ((_, batch, change), symbols) in decisions {
        let batch = batch.map(|it| format!(", batch {it}")).unwrap_or_default();
        let mut decision = Some(format!("\n## {}{batch}", change.map_or("nothing planned", |it| it.name())));
        let mut symbols: Vec<_> = symbols.into_iter().collect();
        symbols.sort_by_key(|(key, hits)| (std::cmp::Reverse(hits.len()), *key));
        let mut last = String::new();
        for ((name, is_text, new), hits) in symbols {
            let mut line = [head.take(), decision.take()].into_iter().flatten().collect::<String>();
            line += if line.is_empty() { "" } else { "\n" };
            line += &entry(name, is_text, new, &hits, &mut last, page.budget / 4);
            page.add(&line, hits.len());
        }
    }
}

/// `chat.Conversation.RunID -> SessionID (field): chatd/pkg/{a.go:1-3 b.go:7}; because …`. Places may have so many bytes.
fn entry(name: &str, is_text: bool, new: Option<&str>, hits: &[&Finding], last: &mut String, bytes: usize) -> String {
    let mut line = match is_text {
        true => format!("\"{name}\""),
        false => SymbolPath(name).without_origin().without_nameless().into_owned(),
    };
    line.extend(new.map(|new| format!(" -> {new}")));
    let first = hits[0];
    let _ = write!(line, " ({}", role_words(first.role));
    match first.certainty {
        Certainty::Resolved => {}
        Certainty::Inferred => line += ", inferred",
        Certainty::Textual => line += ", textual",
    }
    let _ = write!(line, "): {}", places(hits, bytes));
    if let Some(step) = evidence(first) {
        // The name stands before it.
        let proof = because(step).replace(&readable(&format!("`{name}`")), "it");
        let same = proof == *last;
        let others = hits.iter().filter_map(|it| evidence(it)).any(|it| it != step);
        line += if others { "; the first because " } else { "; because " };
        line += if same { "as above" } else { &proof };
        *last = proof;
    }
    line
}

fn because(step: &Step) -> String {
    let place = match (&step.path, step.line) {
        (Some(path), Some(line)) => format!(" [{path}:{line}]"),
        _ => String::new(),
    };
    format!("{}{place}", readable(&step.text))
}

/// `repo/folder/{a.go:1,4-6 b.go:7}`, folder by folder, up to so many bytes.
fn places(hits: &[&Finding], bytes: usize) -> String {
    let mut files: BTreeMap<(String, &str), BTreeSet<u32>> = BTreeMap::new();
    for it in hits {
        let (folder, name) = it.path.rsplit_once('/').unwrap_or(("", &it.path));
        let folder = if folder.is_empty() { it.repo.to_string() } else { format!("{}/{folder}", it.repo) };
        files.entry((folder, name)).or_default().insert(it.line);
    }
    let all: Vec<_> = files.into_iter().collect();
    let (mut out, mut shown) = (Vec::new(), 0);
    let mut used = 0;
    for folder in all.chunk_by(|one, other| one.0.0 == other.0.0) {
        let mut names = Vec::new();
        for ((_, name), lines) in folder {
            let text = format!("{name}:{}", ranges(lines));
            used += text.len() + 1;
            if used > bytes && shown > 0 {
                break;
            }
            names.push(text);
            shown += 1;
        }
        let path = &folder[0].0.0;
        used += path.len() + 3;
        match names.as_slice() {
            [] => {}
            [one] => out.push(format!("{path}/{one}")),
            many => out.push(format!("{path}/{{{}}}", many.join(" "))),
        }
        if used > bytes {
            break;
        }
    }
    if shown < all.len() {
        let more = all.len() - shown;
        out.push(format!("and {more} more {}", plural(more, "file")));
    }
    out.join(" ")
}

/// Why a place means what it means.
fn explain(found: &[Explanation], meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page::new("runsess explain (agent 1)", meta);
    for it in found {
        let finding = &it.finding;
        let symbol = finding.symbol.as_deref().map_or("no symbol".to_owned(), |it| format!("symbol {it}"));
        let change = finding.change.map_or("nothing planned", |it| it.name());
        let new = finding.replacement.as_ref().map(|it| format!(" -> {it}")).unwrap_or_default();
        let batch = finding.batch.map(|it| format!(", batch {it}")).unwrap_or_default();
        let (role, language) = (finding.role.name(), finding.language.name());
        let certainty = match finding.certainty {
            Certainty::Resolved => "resolved",
            Certainty::Inferred => "inferred",
            Certainty::Textual => "textual",
        };
        let (place, text, category) = (finding.place(), &finding.text, &finding.category);
        page.add(&format!("\n{place} {text}: {category}, {role} in {language}, {certainty}"), 1);
        page.add(&format!("{symbol}; {change}{new}{batch}"), 0);
        for (at, evidence) in it.evidence.iter().enumerate() {
            let quote = if evidence.quote.is_empty() { String::new() } else { format!(" {}", evidence.quote) };
            page.add(&format!("{}. {}{quote}", at + 1, because(&evidence.step)), 0);
        }
        let winner = it.tried.iter().find(|it| it.failed.is_none()).map_or("none", |it| it.rule.as_str());
        let others = it.tried.iter().filter(|it| it.failed.is_some()).count();
        page.add(&format!("rule: {winner}; {} before it did not match", counted(others, "rule")), 0);
        if it.others > 0 {
            page.add(&format!("{} on the same proof", counted(it.others, "other hit")), 0);
        }
    }
    let batch = found.iter().find_map(|it| it.finding.batch);
    let next: Vec<String> =
        batch.map(|it| format!("runsess apply --batch {it} --diff{}", meta.page.scope)).into_iter().collect();
    page.end(found.len(), meta, &next, out)
}

/// An answer within a budget.
struct Page {
    text: String,
    /// In bytes.
    budget: usize,
    /// The hits of what is on it.
    hits: usize,
    lines: usize,
    /// Lines that had no room any more.
    cut: usize,
}

impl Page {
    fn new(head: &str, meta: &ReportMeta) -> Self {
        let budget = meta.tokens.unwrap_or(TOKENS).saturating_mul(BYTES);
        let mut page = Self { text: String::new(), budget, hits: 0, lines: 0, cut: 0 };
        page.push(head);
        page
    }

    /// Adds a line that stands for so many hits. After one that did not fit none is added, so that what is there is the beginning.
    fn add(&mut self, line: &str, hits: usize) {
        if self.cut > 0 || self.text.len() + line.len() + RESERVE > self.budget {
            self.cut += 1;
            return;
        }
        self.push(line);
        self.hits += hits;
        self.lines += 1;
    }

    /// A heading comes with the line below it, and an empty line before it.
    fn push(&mut self, text: &str) {
        for line in text.split('\n') {
            // Whoever reads it may also be shown it: in a terminal, or in the log of a workflow.
            self.text += &Styled(&Shown(line).to_string()).to_string();
            self.text.push('\n');
        }
    }

    fn end(mut self, hits: usize, meta: &ReportMeta, next: &[String], out: &mut dyn Write) -> io::Result<()> {
        if self.cut > 0 || !next.is_empty() {
            self.push("");
        }
        if self.cut > 0 {
            let all = self.lines + self.cut;
            let less = if meta.command.starts_with("runsess explain") {
                ""
            } else {
                ", or less of it with --category or --path"
            };
            self.push(&format!(
                "cut: {} of {} and {} of {} are not shown; ask again with --max-tokens {}{less}",
                self.cut,
                counted(all, "line"),
                hits - self.hits,
                counted(hits, "hit"),
                (self.budget / BYTES).saturating_mul(4),
            ));
        }
        if !next.is_empty() {
            self.push(&format!("next: {}", next.join(" | ")));
        }
        out.write_all(self.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn page(inventory: &Inventory, tokens: Option<usize>) -> String {
        let meta = ReportMeta {
            tokens,
            page: crate::report::Page { scope: " src".into(), ..Default::default() },
            ..sample::meta()
        };
        let mut bytes = Vec::new();
        scan(inventory, &meta, &mut bytes).expect("memory takes everything");
        String::from_utf8(bytes).expect("it is text")
    }

    #[test]
    fn a_symbol_is_a_line_below_its_decision() {
        let text = page(&sample::inventory(), None);
        snapbox::assert_data_eq!(text, snapbox::file!["../../tests/report/agent.txt"].raw());
    }

    #[test]
    fn what_does_not_fit_is_counted_and_the_rest_is_the_beginning() {
        let mut inventory = sample::inventory();
        let one = sample::finding();
        inventory.skipped.clear();
        inventory.findings = (0..400)
            .map(|at| Finding { symbol: Some(format!("a.b/c.T{at}.RunID").into()), line: at, ..one.clone() })
            .collect();
        let (short, long) = (page(&inventory, Some(500)), page(&inventory, Some(100_000)));
        assert!(short.len() <= 500 * BYTES, "{}", short.len());
        let (begins, cut) = short.split_once("\n\ncut: ").expect("it says that it is cut");
        assert!(long.starts_with(begins) && !long.contains("cut: "), "{short}");
        let shown = begins.lines().filter(|it| it.starts_with("c.T")).count();
        assert!(shown > 5, "{short}");
        let said = format!(
            "{0} of 400 lines and {0} of 400 hits are not shown; ask again with --max-tokens 2000",
            400 - shown
        );
        assert!(cut.starts_with(&said), "{cut}");
        assert!(cut.contains("next: runsess explain FILE:LINE src"), "{cut}");
    }

    #[test]
    fn one_symbol_in_many_files_leaves_room_for_others() {
        let one = sample::finding();
        let hits: Vec<Finding> =
            (0..300).map(|at| Finding { path: format!("d/f{at}.go").into(), ..one.clone() }).collect();
        let text = places(&hits.iter().collect::<Vec<_>>(), 200);
        assert!(text.starts_with("shop/d/{f0.go:5 f1.go:5 ") && text.len() < 260, "{text}");
        assert!(text.ends_with("more files"), "{text}");
    }
}
