//! The tables of the Markdown inventory, and how text is escaped in their cells.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::model::Finding;
use crate::report::CategoryMeta;
use crate::report::places::{Place, area, places, proposal, ranges, role_words, short_symbol};
use crate::text::shown::Shown;

/// `text` as a code span that survives a table cell: `|` is escaped, and the fence is longer than any run of backquotes.
pub(in crate::report) fn code(text: &str) -> String {
    let text = cell(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

/// `text` as it is, with nothing that ends a cell, opens a tag or makes a link or picture. Code spans in it stay.
pub(in crate::report) fn plain(text: &str) -> String {
    let text = cell(text).replace('<', "&lt;");
    // Where its backquotes are not in pairs, they are no code spans of ours.
    let spans = text.matches('`').count().is_multiple_of(2) && longest_run(&text) < 2 && !text.contains("\\`");
    if !spans {
        return without_links(&text).replace("\\`", "\\u{5c}`").replace('`', "\\`");
    }
    let parts = text.split('`').enumerate();
    let parts: Vec<String> =
        parts.map(|(at, it)| if at % 2 == 1 { it.to_owned() } else { without_links(it) }).collect();
    parts.join("`")
}

/// One line that ends no cell of a table, in code spans as well: a backslash before `|` would escape ours.
fn cell(text: &str) -> String {
    Shown(text).to_string().replace("\\|", "\\u{5c}|").replace('|', "\\|")
}

fn without_links(text: &str) -> String {
    text.replace("\\[", "\\u{5c}[").replace('[', "\\[")
}

/// The length of the longest run of backquotes.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// A table per area, a row per symbol and file.
pub(super) fn areas(section: &CategoryMeta, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    let mut areas: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        areas.entry(area(finding)).or_default().push(finding);
    }
    for (area, findings) in areas {
        writeln!(out, "### {}\n", plain(&area))?;
        writeln!(
            out,
            "| Path | Symbol/Field | Current Meaning | Maps to Session? | Proposed Change | Breaking? | Owner |"
        )?;
        writeln!(
            out,
            "|------|--------------|-----------------|------------------|-----------------|-----------|-------|"
        )?;
        for place in places(&findings) {
            let cells = [
                code(&place.path()),
                code(short_symbol(place.first).as_deref().unwrap_or(&place.first.text)),
                plain(&meaning(section, place.first)),
                plain(if section.maps.is_empty() { "-" } else { &section.maps }),
                planned(section, place.first),
                breaking(place.first),
                plain(place.first.owner.as_deref().unwrap_or("-")),
            ];
            writeln!(out, "| {} |", cells.join(" | "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn meaning(section: &CategoryMeta, finding: &Finding) -> String {
    let role = role_words(finding.role);
    if section.meaning.is_empty() { role.into() } else { format!("{} ({role})", section.meaning) }
}

/// The change, and the batch that makes it; without one, what the category says.
fn planned(section: &CategoryMeta, finding: &Finding) -> String {
    let words = proposal(finding, &|new| code(&short(new))).unwrap_or_else(|| match section.action.as_str() {
        "" => "-".into(),
        action => plain(action),
    });
    match finding.batch {
        Some(batch) => format!("{words} (batch {batch})"),
        None => words,
    }
}

/// A replacement may be a whole statement; a cell shows its beginning.
fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        return text.into();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn breaking(finding: &Finding) -> String {
    match finding.breaking.as_deref() {
        Some(words) if words.starts_with("Yes") => format!("**{}**", plain(words)),
        Some(words) => plain(words),
        None => "-".into(),
    }
}

/// A row per symbol or text and document.
pub(super) fn documents(section: &CategoryMeta, places: &[Place], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Path | Issue | Proposed Change |\n|------|-------|-----------------|")?;
    for place in places {
        let mut issue = format!("{} ({})", code(&place.first.text), role_words(place.first.role));
        if let Some(symbol) = short_symbol(place.first).filter(|symbol| *symbol != place.first.text) {
            issue += &format!(", which is {}", code(&symbol));
        }
        writeln!(out, "| {} | {} | {} |", code(&place.path()), issue, planned(section, place.first))?;
    }
    writeln!(out)
}

/// A row per file.
pub(super) fn files(section: &CategoryMeta, findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Path | Category | Count | Symbols |\n|------|----------|-------|---------|")?;
    for file in findings.chunk_by(|a, b| (&a.repo, &a.path) == (&b.repo, &b.path)) {
        let symbols: BTreeSet<Cow<str>> = file.iter().filter_map(|it| short_symbol(it)).collect();
        let path = code(&file[0].file().to_string());
        writeln!(out, "| {path} | {} | {} | {} |", plain(&section.id), file.len(), some(&symbols))?;
    }
    writeln!(out)
}

/// The first of many names, as code.
fn some(names: &BTreeSet<Cow<str>>) -> String {
    const SHOWN: usize = 4;
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| code(&short(name))).collect();
    if names.len() > SHOWN {
        shown.push(format!("{} more", names.len() - SHOWN));
    }
    if shown.is_empty() { "-".into() } else { shown.join(", ") }
}

/// A row per rule and kind of place: how many, the commonest names, the first places.
pub(super) fn patterns(findings: &[&Finding], out: &mut dyn Write) -> io::Result<()> {
    /// Names and places shown in a row.
    const SHOWN: usize = 4;
    let mut groups: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let rule = finding.rule.as_deref().unwrap_or("-");
        groups.entry((rule, role_words(finding.role))).or_default().push(finding);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, findings)| std::cmp::Reverse(findings.len()));
    writeln!(out, "| Pattern | Count | Names | Examples |\n|---------|-------|-------|----------|")?;
    for ((rule, role), findings) in groups {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        let mut examples: BTreeMap<(&str, &str), BTreeSet<u32>> = BTreeMap::new();
        for finding in &findings {
            *names.entry(&finding.text).or_default() += 1;
            if examples.len() < 2 || examples.contains_key(&(finding.repo.as_str(), finding.path.as_str())) {
                let lines = examples.entry((&finding.repo, &finding.path)).or_default();
                if lines.len() < SHOWN {
                    lines.insert(finding.line);
                }
            }
        }
        let mut names: Vec<_> = names.into_iter().collect();
        names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let more = names.len().saturating_sub(SHOWN);
        let mut shown: Vec<String> =
            names.iter().take(SHOWN).map(|(name, count)| format!("{} {count}", code(&short(name)))).collect();
        if more > 0 {
            shown.push(format!("{more} more"));
        }
        let examples: Vec<String> =
            examples.iter().map(|((repo, path), lines)| code(&format!("{repo}/{path}:{}", ranges(lines)))).collect();
        let count = findings.len();
        writeln!(out, "| {} ({role}) | {count} | {} | {} |", plain(rule), shown.join(", "), examples.join(", "))?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_hold_pipes_backquotes_and_lines() {
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`x`"), "`` `x` ``");
        assert_eq!(code("a\r\nb"), "`a  b`");
        assert_eq!(plain("a|<b>\n`c`"), "a\\|&lt;b> `c`");
    }

    #[test]
    fn names_are_no_links_and_escape_no_escape_of_ours() {
        assert_eq!(plain("![a](http://b) `c[d]`"), "!\\[a](http://b) `c[d]`");
        assert_eq!(plain("`a` ` [b](c)"), "\\`a\\` \\` \\[b](c)");
        assert_eq!(plain("``a` [b](c)`"), "\\`\\`a\\` \\[b](c)\\`");
        assert_eq!(plain("\\`[b](c)`"), "\\u{5c}\\`\\[b](c)\\`");
        assert_eq!(plain("a\\[b](c)"), "a\\u{5c}\\[b](c)");
        assert_eq!(plain("a\\|b"), "a\\u{5c}\\|b");
        assert_eq!(code("a\\|b"), "`a\\u{5c}\\|b`");
    }
}
