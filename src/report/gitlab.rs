//! GitLab's Code Quality report (<https://docs.gitlab.com/ci/testing/code_quality/>): an array with a violation per finding
//! that fails the gate. Paths are those of the checkout, as GitLab wants them.

use std::io::{self, Write};

use serde::Serialize;

use super::hits::{Hit, Level, gates, hits};
use super::{Format, ReportMeta};
use crate::model::Inventory;

/// For merge requests of GitLab.
pub const FORMAT: Format =
    Format { scan: Some(render), check: Some(render), ..Format::new("gitlab", "Code Quality report of GitLab") };

/// Writes the violations, each with a fingerprint that stays when lines move.
///
/// # Errors
/// Those of the writer.
pub fn render(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let gates = gates(&meta.sections(inventory));
    let violations: Vec<Violation> = hits(inventory, &gates).into_iter().map(|hit| Violation::of(hit, meta)).collect();
    serde_json::to_writer_pretty(&mut *out, &violations)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Violation<'a> {
    /// The tool, as Code Climate names it; GitLab does not look at it.
    engine_name: &'static str,
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
    end: u32,
}

impl<'a> Violation<'a> {
    fn of(hit: Hit<'a>, meta: &ReportMeta) -> Self {
        let finding = hit.finding;
        let severity = match hit.level() {
            Level::Error => "major",
            Level::Warning => "minor",
            Level::Note => "info",
        };
        Self {
            engine_name: "runsess",
            description: hit.message(),
            check_name: &hit.category.id,
            fingerprint: hit.fingerprint,
            severity,
            location: Location {
                path: meta.checkout.path(finding),
                lines: Lines { begin: finding.line, end: finding.end_line },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::sample;
    use super::*;

    #[test]
    fn violations_have_what_gitlab_asks_for() {
        let mut bytes = Vec::new();
        render(&sample::inventory(), &sample::meta(), &mut bytes).expect("memory takes everything");
        let report: serde_json::Value = serde_json::from_slice(&bytes).expect("it is JSON");
        let violations = report.as_array().expect("an array");
        assert_eq!(violations.len(), 8, "what fails the gate: {report}");
        let severities = ["info", "minor", "major", "critical", "blocker"];
        for it in violations {
            let text = |key: &str| it[key].as_str().expect("text").to_owned();
            assert!(!text("description").is_empty() && !text("check_name").is_empty(), "{it}");
            assert!(severities.contains(&text("severity").as_str()), "{it}");
            let path = it["location"]["path"].as_str().expect("a path");
            assert!(!path.starts_with(['/', '.']) && it["location"]["lines"]["begin"].as_u64() >= Some(1), "{it}");
        }
        let prints: BTreeSet<&str> = violations.iter().filter_map(|it| it["fingerprint"].as_str()).collect();
        assert_eq!(prints.len(), violations.len(), "each violation has a fingerprint of its own");
    }
}
