//! The inventory as a page for a browser: one file that fetches nothing. The data stands in it as JSON, `page.js` renders what of it is
//! looked at, and without scripts there are the totals. No time stamp: the same inventory is the same page.

mod data;

use std::io::{self, Write};

use super::xml::escaped;
use super::{Format, ReportMeta, Summary};
use crate::model::Inventory;
use crate::text::own::MARK;
use data::Data;

/// A page.
pub const FORMAT: Format =
    Format { excerpts: true, scan: Some(scan), ..Format::new("html", "A page for a browser, with search and filters") };

/// Nothing is fetched, whatever should slip into the page.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      base-uri 'none'; form-action 'none'";

/// Writes the page.
///
/// # Errors
/// Those of the writer.
fn scan(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let title = escaped(&format!("{} inventory", meta.title));
    writeln!(out, "<!doctype html>\n<!-- {MARK} -->\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">")?;
    writeln!(out, "<title>{title}</title>\n<style>\n{}</style>\n</head>\n<body>", include_str!("page.css"))?;
    without_scripts(&title, &Summary::new(inventory, meta), out)?;
    write!(out, "<script type=\"application/json\" id=\"data\">")?;
    json(&Data::new(inventory, meta), out)?;
    writeln!(out, "</script>\n<script>\n{}</script>\n</body>\n</html>", include_str!("page.js"))
}

/// JSON in which no element begins or ends: `<` stands in strings only, and has an escape there.
fn json(data: &Data, out: &mut dyn Write) -> io::Result<()> {
    let text = serde_json::to_string(data)?;
    let mut parts = text.split('<');
    out.write_all(parts.next().unwrap_or_default().as_bytes())?;
    parts.try_for_each(|part| write!(out, "\\u003c{part}"))
}

fn without_scripts(title: &str, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<noscript>\n<h1>{title}</h1>")?;
    writeln!(out, "<p>Without scripts this page has the totals only. {} files were read.</p>", summary.files)?;
    let categories =
        summary.categories.iter().map(|it| vec![it.id.clone(), it.findings.to_string(), it.action.clone()]);
    table(["Category", "Findings", "Action"], categories, out)?;
    let repositories =
        summary.repositories.iter().map(|it| vec![it.name.clone(), it.findings.to_string(), it.gate.to_string()]);
    table(["Repository", "Findings", "To do"], repositories, out)?;
    let batches = summary
        .batches
        .iter()
        .map(|it| vec![format!("{} {}", it.id, it.title), it.findings.to_string(), it.risk.clone()]);
    table(["Batch", "Findings", "Risk"], batches, out)?;
    writeln!(out, "</noscript>")
}

fn table(head: [&str; 3], rows: impl Iterator<Item = Vec<String>>, out: &mut dyn Write) -> io::Result<()> {
    let row = |tag: &str, cells: &[String]| {
        let cells: String = cells.iter().map(|it| format!("<{tag}>{}</{tag}>", escaped(it))).collect();
        format!("<tr>{cells}</tr>")
    };
    writeln!(out, "<table>\n{}", row("th", &head.map(str::to_owned)))?;
    for cells in rows {
        writeln!(out, "{}", row("td", &cells))?;
    }
    writeln!(out, "</table>")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::{Excerpts, Page, sample};
    use super::*;
    use crate::model::Finding;
    use crate::model::finding::Step;

    fn page(inventory: &Inventory, meta: &ReportMeta) -> String {
        let mut bytes = Vec::new();
        scan(inventory, meta, &mut bytes).expect("memory takes everything");
        String::from_utf8(bytes).expect("it is text")
    }

    fn data(page: &str) -> Value {
        let (_, rest) = page.split_once("<script type=\"application/json\" id=\"data\">").expect("data");
        let (text, _) = rest.split_once("</script>").expect("an end");
        serde_json::from_str(text).expect("JSON")
    }

    fn number(value: &Value) -> usize {
        value.as_u64().expect("a number") as usize
    }

    /// Place, text, category, batch, owner, steps of the proof: as the page has them.
    fn rows(data: &Value) -> Vec<String> {
        let string = |at: &Value| data["strings"][number(at)].as_str().expect("a string");
        let mut rows = Vec::new();
        for heading in data["headings"].as_array().expect("headings") {
            let category = data["categories"][number(&heading["category"])]["id"].as_str().expect("a name");
            for card in heading["decisions"].as_array().expect("decisions") {
                for it in card["hits"].as_array().expect("places").chunks(8) {
                    let file = string(&data["files"][number(&it[0])][1]);
                    let proof = data["proofs"][number(&it[7])].as_array().expect("a proof");
                    let (text, owner, batch) = (string(&it[3]), string(&it[6]), &heading["batch"]);
                    let place = format!("{file}:{}:{}", it[1], it[2]);
                    rows.push(format!("{place} {text} {category} {batch} {owner} {}", proof.len()));
                }
            }
        }
        rows.sort();
        rows
    }

    #[test]
    fn every_finding_is_in_the_page_with_its_proof() {
        let inventory = sample::inventory();
        let data = data(&page(&inventory, &sample::meta()));
        let row = |it: &Finding| {
            let batch = it.batch.map_or("null".to_owned(), |it| it.to_string());
            let (owner, steps) = (it.owner.as_deref().unwrap_or_default(), it.why.len());
            format!("{} {} {} {batch} {owner} {steps}", it.place(), it.text, it.category)
        };
        let mut expected: Vec<String> = inventory.findings.iter().map(row).collect();
        expected.sort();
        assert_eq!(rows(&data), expected);
        assert_eq!(data["headings"][0]["acts"], true);
        let first = number(&data["headings"][0]["category"]);
        assert_eq!(data["categories"][first]["id"], "UNCLASSIFIED");
        assert_eq!(
            (&data["conflicts"][0]["place"], &data["unread"][0]["file"]),
            (&"shop/chat/mixed.go:4".into(), &"shop/bad.go".into())
        );
        assert_eq!(data["next"][1]["command"], "runsess apply --batch 1 --diff");
    }

    #[test]
    fn a_step_of_a_hundred_proofs_stands_there_once() {
        let mut inventory = sample::inventory();
        let one = sample::finding();
        inventory.findings = (0..100).map(|line| Finding { line, ..one.clone() }).collect();
        let text = page(&inventory, &sample::meta());
        assert_eq!(text.matches(one.why[1].text.as_str()).count(), 1);
        assert_eq!(data(&text)["proofs"][0], serde_json::json!([0, 1]));
    }

    #[test]
    fn nothing_of_a_stranger_is_markup_or_unseen() {
        const BAD: &str = "</script><script>alert(1)</script><!--\"'&`\u{1b}[2J\u{202e}\u{0}\n]]>";
        let mut inventory = sample::inventory();
        for it in &mut inventory.findings {
            it.text = format!("run{BAD}");
            it.byte_end = it.byte_start + it.text.len() as u32;
            (it.repo, it.path) = (BAD.into(), format!("{BAD}/{}", it.path).into());
            (it.symbol, it.category) = (it.symbol.as_ref().map(|it| format!("{it}{BAD}").into()), BAD.into());
            (it.owner, it.rule, it.breaking) = (Some(BAD.into()), Some(BAD.into()), Some(BAD.into()));
            it.replacement = Some(BAD.into());
            it.why = [Step { text: BAD.into(), path: Some(BAD.into()), line: Some(1) }].into();
        }
        inventory.repos[0].name = BAD.into();
        inventory.conflicts[0].symbol = BAD.into();
        inventory.conflicts[0].meanings[0].0 = BAD.into();
        inventory.origins[0].symbol = BAD.into();
        inventory.idle_rules = vec![BAD.into()];
        inventory.skipped[0].path = BAD.into();
        inventory.skipped[0].reason = BAD.into();
        let source = |it: &Finding| format!("{:width$}{}{BAD}", "", it.text, width = it.byte_start as usize);
        let text = source(&inventory.findings[0]);
        let mut meta = sample::meta();
        meta.excerpts = Excerpts::new(&inventory, |_, _| Some(text.as_str()));
        (meta.title, meta.goal, meta.command) = (BAD.into(), BAD.into(), BAD.into());
        meta.page = Page { scope: BAD.into(), ..Page::default() };
        meta.batches[0].title = BAD.into();
        meta.categories[0].id = BAD.into();
        let page = page(&inventory, &meta);
        for tag in ["<script", "</script>", "<!--", "<style", "</style>"] {
            let own = if tag.contains("script") { 2 } else { 1 };
            assert_eq!(page.matches(tag).count(), own, "{tag}");
        }
        let unseen = page.find(|c: char| c != '\n' && (c.is_control() || c == '\u{202e}'));
        assert_eq!(unseen, None);
        let data = data(&page);
        assert_eq!(rows(&data).len(), inventory.findings.len());
        let name = data["strings"].as_array().expect("strings").iter().filter_map(Value::as_str);
        let shown = "</script><script>alert(1)</script><!--\"'&`\\u{1b}[2J\\u{202e}\\u{0} ]]>";
        assert!(name.into_iter().any(|it| it == shown), "people see what it is");
    }

    #[test]
    fn the_page_fetches_nothing_and_its_assets_end_no_element() {
        let (script, style) = (include_str!("page.js"), include_str!("page.css"));
        for asset in [script, style] {
            assert!(!asset.contains("</") && !asset.contains("<!--"));
            assert!(!["http:", "https:", "url(", "@import", "fetch("].iter().any(|it| asset.contains(it)));
        }
        // Strangers' texts become text nodes and nothing else.
        for door in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!script.contains(door), "{door}");
        }
        let page = page(&Inventory::default(), &sample::meta());
        assert!(!page.contains("src=") && page.matches("href=").count() == 1);
        assert!(page.contains("<td>LEGACY</td><td>0</td>"), "without scripts there are the totals");
    }
}
