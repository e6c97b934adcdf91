//! The XML of Checkstyle (<https://checkstyle.org>), which many reviewers and CI servers read: a file with its hits.

use std::io::{self, Write};

use super::hits::{Hit, Level, gates, hits};
use super::xml::escaped;
use super::{Format, ReportMeta};
use crate::model::Inventory;
use crate::text::own;

/// For readers of Checkstyle reports.
pub const FORMAT: Format = Format {
    in_units: true,
    scan: Some(render),
    check: Some(render),
    ..Format::new("checkstyle", "Checkstyle XML, for reviewers and CI servers")
};

/// Writes the hits that fail the gate, by file. Paths are those of the checkout.
fn render(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let gates = gates(&meta.sections(inventory));
    let hits = hits(inventory, &gates);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- {} -->", own::MARK)?;
    writeln!(out, "<checkstyle version=\"4.3\">")?;
    for file in hits.chunk_by(|a, b| a.finding.file() == b.finding.file()) {
        writeln!(out, "  <file name=\"{}\">", escaped(&meta.checkout.path(file[0].finding)))?;
        file.iter().try_for_each(|hit| error(hit, meta, out))?;
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

fn error(hit: &Hit, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let severity = match hit.level() {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "info",
    };
    writeln!(
        out,
        "    <error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{}\" source=\"runsess.{}\"/>",
        hit.finding.line,
        meta.columns.of(hit.finding).0,
        escaped(&hit.message()),
        escaped(&hit.category.id),
    )
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_parser_finds_the_hits_by_file() {
        let mut bytes = Vec::new();
        render(&sample::inventory(), &sample::meta(), &mut bytes).expect("memory takes everything");
        let text = String::from_utf8(bytes).expect("it is text");
        let document = roxmltree::Document::parse(&text).expect("it is XML");
        let root = document.root_element();
        assert_eq!((root.tag_name().name(), root.attribute("version")), ("checkstyle", Some("4.3")));
        let files: Vec<&str> =
            root.children().filter(|it| it.is_element()).filter_map(|it| it.attribute("name")).collect();
        assert_eq!(files, ["README.md", "chat/conversation.go", "chat/router.go", "weird|`name`.txt"]);
        let errors: Vec<_> = root.descendants().filter(|it| it.tag_name().name() == "error").collect();
        assert_eq!(errors.len(), 8, "what fails the gate: {text}");
        for it in errors {
            let number = |name: &str| it.attribute(name).and_then(|it| it.parse::<u32>().ok());
            assert!(number("line") >= Some(1) && number("column") >= Some(1), "{text}");
            assert!(["error", "warning", "info"].contains(&it.attribute("severity").expect("a severity")));
            assert!(it.attribute("source").is_some_and(|it| it.starts_with("runsess.")));
            assert!(it.attribute("message").is_some_and(|it| it.ends_with('.')));
        }
    }
}
