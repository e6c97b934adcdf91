//! What an editor shows of a finding: a sentence for the list of diagnostics, a page for the hover, the title of a change. Places in a
//! text and the protocol are the business of `lsp`.

use super::places::{evidence, proposal, readable, short_symbol};
use crate::model::{Evidence, Explanation, Finding, SymbolPath};
use crate::rules::Category;
use crate::text::count::counted;
use crate::text::shown::Shown;

/// Steps of a proof that a hover shows: so many from its start and from its end.
const STEPS: (usize, usize) = (8, 4);

/// What a hover may have, in bytes.
const PAGE: usize = 6000;

/// What it is, why, and what becomes of it, in a line: `` `RunID` (`Conversation.RunID`): … . Rename to `SessionID`. ``
pub fn said(finding: &Finding) -> String {
    let mut text = format!("`{}`", finding.text);
    if let Some(symbol) = short_symbol(finding).filter(|it| *it != finding.text) {
        text += &format!(" (`{symbol}`)");
    }
    if let Some(step) = evidence(finding) {
        text += &format!(": {}.", readable(&step.text));
    }
    if let Some(proposal) = proposed(finding) {
        text += &format!(" {proposal}.");
    }
    Shown(&text).to_string()
}

/// What is to be done: ``Rename to `SessionID` in batch 2``. `None` when nothing is planned.
pub fn proposed(finding: &Finding) -> Option<String> {
    let batch = finding.batch.map(|batch| format!(" in batch {batch}")).unwrap_or_default();
    let words = proposal(finding, &|new| format!("`{new}`"))?;
    Some(Shown(&format!("{words}{batch}")).to_string())
}

/// The meaning, the symbol and the proof, in Markdown. Of a long proof the middle is left out; `explain` has all of it.
pub fn hover(it: &Explanation, category: Option<&Category>) -> String {
    let finding = &it.finding;
    let mut lines = vec![format!("**{}** {}", code(&finding.text), plain(&finding.category))];
    lines.extend(category.filter(|it| !it.description.is_empty()).map(|it| plain(&it.description)));
    let mut facts = format!("{} in {}", finding.role.name(), finding.language.name());
    if let Some(symbol) = &finding.symbol {
        facts += &format!(" · {}", code(&SymbolPath(symbol).without_nameless()));
    }
    lines.push(facts);
    lines.extend(proposed(finding).map(|it| plain(&it)));
    let (first, last) = STEPS;
    let hidden = it.evidence.len().saturating_sub(first + last);
    let mut proof = Vec::new();
    for (at, evidence) in it.evidence.iter().enumerate() {
        if hidden > 0 && at == first {
            proof.push(format!("{}. … {}, see `runsess explain`", at + 1, counted(hidden, "step")));
        }
        if !(first..first + hidden).contains(&at) {
            proof.push(step(at + 1, evidence));
        }
    }
    lines.push(proof.join("\n"));
    if it.others > 0 {
        lines.push(format!("{} on the same proof", counted(it.others, "other hit")));
    }
    within(lines.join("\n\n"), PAGE)
}

fn step(number: usize, Evidence { step, quote }: &Evidence) -> String {
    let mut line = format!("{number}. {}", plain(&readable(&step.text)));
    if let (Some(path), Some(at)) = (&step.path, step.line) {
        line += &format!(" — {}", code(&format!("{path}:{at}")));
    }
    if !quote.is_empty() {
        line += &format!("  \n   {}", code(quote));
    }
    line
}

/// Cut at the end of a line, which says so.
fn within(text: String, bytes: usize) -> String {
    if text.len() <= bytes {
        return text;
    }
    let end = text.floor_char_boundary(bytes);
    let cut = text[..end].rfind('\n').unwrap_or(end);
    format!("{}\n\n… the rest: `runsess explain`", &text[..cut])
}

/// Foreign text as a code span: its fence is longer than any run of backquotes in it.
fn code(text: &str) -> String {
    let text = Shown(text).to_string();
    let fence = "`".repeat(text.split(|c| c != '`').map(str::len).max().unwrap_or(0) + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// A sentence of ours with foreign names in it: no tag, no link, no emphasis outside of its code spans.
fn plain(text: &str) -> String {
    let text = Shown(text).to_string();
    if text.matches('`').count() % 2 == 1 {
        return escaped(&text).replace('`', "\\`");
    }
    let parts: Vec<String> =
        text.split('`').enumerate().map(|(at, it)| if at % 2 == 1 { it.to_owned() } else { escaped(it) }).collect();
    parts.join("`")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '[' | '<' | '*' | '_' | '#' | '!') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::model::finding::Step;

    fn explanation(steps: usize, text: &str) -> Explanation {
        let step = Step { text: text.into(), path: Some("chatd/a.go".into()), line: Some(7) };
        let evidence = vec![Evidence { step, quote: "x := `y`".into() }; steps];
        Explanation { finding: sample::finding(), evidence, tried: Vec::new(), others: 1, sides: Vec::new() }
    }

    #[test]
    fn a_long_proof_is_shown_without_its_middle() {
        let page = hover(&explanation(30, "is assigned to `a.b`"), None);
        assert!(page.contains("8. is assigned") && page.contains("9. … 18 steps") && page.contains("30. is assigned"));
        assert!(!page.contains("\n10. ") && page.contains("1 other hit on the same proof"), "{page}");
        assert!(page.contains("`` x := `y` ``"), "{page}");
    }

    #[test]
    fn a_page_is_bounded_and_foreign_text_makes_no_link() {
        let long = hover(&explanation(12, &"x".repeat(2000)), None);
        assert!(long.len() < PAGE + 60 && long.ends_with("`runsess explain`"), "{}", long.len());
        let page = hover(&explanation(1, "[a](http://b) <img> *c* `_d_` \u{202e}"), None);
        assert!(page.contains("\\[a](http://b) \\<img> \\*c\\* `_d_` \\\\u{202e}"), "{page}");
    }

    #[test]
    fn a_line_has_the_evidence_and_the_new_name() {
        let finding = sample::finding();
        let line = said(&finding);
        assert!(line.starts_with(&format!("`{}`", finding.text)), "{line}");
        assert!(line.contains(&readable(&evidence(&finding).expect("a proof").text)), "{line}");
        assert!(line.contains(&proposed(&finding).expect("a change")), "{line}");
    }
}
