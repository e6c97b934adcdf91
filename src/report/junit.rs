//! Test results as JUnit XML, for CI servers that show those and nothing else: a suite a repository, a failed case a hit.

use std::io::{self, Write};

use super::hits::{Hit, gates, hits};
use super::xml::escaped;
use super::{Format, ReportMeta};
use crate::model::{Inventory, Skipped};
use crate::text::own;

/// For CI servers that show tests.
pub const FORMAT: Format =
    Format { scan: Some(render), check: Some(render), ..Format::new("junit", "JUnit XML, for CI servers") };

/// Writes the hits that fail the gate, and the files that could not be read as errors. A suite without either has one case that
/// passes: servers take no test at all for a mistake.
fn render(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let gates = gates(&meta.sections(inventory));
    let hits = hits(inventory, &gates);
    let unread: Vec<&Skipped> = inventory.skipped.iter().filter(|it| it.matters).collect();
    let cases = |failures: usize, errors: usize| (failures + errors).max(1);
    let of = |name: &str| -> (Vec<&Hit>, Vec<&Skipped>) {
        let hits = hits.iter().filter(|it| it.finding.repo == name).collect();
        (hits, unread.iter().filter(|it| it.repo == name).copied().collect())
    };
    let suites: Vec<_> = inventory.repos.iter().map(|repo| (&*repo.name, of(&repo.name))).collect();
    let tests: usize = suites.iter().map(|(_, (hits, unread))| cases(hits.len(), unread.len())).sum();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- {} -->", own::MARK)?;
    let (failures, errors) = (hits.len(), unread.len());
    writeln!(out, "<testsuites name=\"runsess\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">")?;
    for (name, (hits, unread)) in suites {
        let (failures, errors, name) = (hits.len(), unread.len(), escaped(name));
        let tests = cases(failures, errors);
        writeln!(
            out,
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\">"
        )?;
        if hits.is_empty() && unread.is_empty() {
            writeln!(out, "    <testcase name=\"no hits\" classname=\"{name}\" time=\"0\"/>")?;
        }
        unread.iter().try_for_each(|it| error(it, out))?;
        hits.iter().try_for_each(|it| failure(it, meta, out))?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn failure(hit: &Hit, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let finding = hit.finding;
    let path = escaped(&meta.checkout.path(finding));
    let (line, column) = (finding.line, finding.column);
    let (text, category, message) = (escaped(&finding.text), escaped(&hit.category.id), escaped(&hit.message()));
    writeln!(out, "    <testcase name=\"{line}:{column} {text}\" classname=\"{path}\" time=\"0\">")?;
    writeln!(out, "      <failure type=\"{category}\" message=\"{message}\">{path}:{line}:{column}</failure>")?;
    writeln!(out, "    </testcase>")
}

fn error(skipped: &Skipped, out: &mut dyn Write) -> io::Result<()> {
    let (path, reason) = (escaped(&skipped.path), escaped(&skipped.reason));
    writeln!(out, "    <testcase name=\"not read\" classname=\"{path}\" time=\"0\">")?;
    writeln!(out, "      <error type=\"not read\" message=\"{reason}\"/>\n    </testcase>")
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn the_counts_of_a_suite_are_those_of_its_cases() {
        let mut bytes = Vec::new();
        render(&sample::inventory(), &sample::meta(), &mut bytes).expect("memory takes everything");
        let text = String::from_utf8(bytes).expect("it is text");
        let document = roxmltree::Document::parse(&text).expect("it is XML");
        let all = document.root_element();
        let within = |it: roxmltree::Node, name: &str| it.descendants().filter(|it| it.has_tag_name(name)).count();
        let suites: Vec<_> = all.children().filter(|it| it.is_element()).chain([all]).collect();
        for it in &suites {
            let said = |name: &str| it.attribute(name).and_then(|it| it.parse::<usize>().ok());
            assert_eq!(said("tests"), Some(within(*it, "testcase")), "{text}");
            assert_eq!(said("failures"), Some(within(*it, "failure")), "{text}");
            assert_eq!(said("errors"), Some(within(*it, "error")), "{text}");
        }
        let names: Vec<_> = suites.iter().filter_map(|it| it.attribute("name")).collect();
        assert_eq!(names, ["events", "shop", "runsess"], "a repository without hits passes");
        assert_eq!((within(all, "failure"), within(all, "error")), (8, 1));
        let cases: Vec<_> = all.descendants().filter(|it| it.has_tag_name("testcase")).collect();
        assert!(cases.iter().all(|it| it.attribute("name").is_some() && it.attribute("classname").is_some()), "{text}");
    }
}
