//! SARIF 2.1.0 for code scanning: a result per finding that fails the gate, the chain of evidence as related locations, and
//! files that were not read as notifications of the run.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::hits::{Hit, gates, hits};
use super::{CategoryMeta, Format, ReportMeta};
use crate::model::{Finding, Inventory, Skipped};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// For code scanning.
pub const FORMAT: Format = Format {
    in_units: true,
    scan: Some(render),
    check: Some(render),
    ..Format::new("sarif", "SARIF 2.1.0, for code scanning")
};

/// Writes the log. Paths are relative to their repository, whose name is the base id; columns count UTF-16 units (see
/// [`ReportMeta::columns`]), and bytes are given beside them.
///
/// # Errors
/// Those of the writer.
pub fn render(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let sections = meta.sections(inventory);
    let gates = gates(&sections);
    let rules = gates.iter().map(rule).collect();
    let results = hits(inventory, &gates).iter().map(|hit| result(hit, meta)).collect();
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: "runsess",
                version: &meta.version,
                short_description: Text::new("Says what each occurrence of an ambiguous name means"),
                rules,
            },
        },
        invocations: [Invocation {
            execution_successful: !inventory.skipped.iter().any(|it| it.matters),
            tool_execution_notifications: inventory.skipped.iter().map(notification).collect(),
        }],
        original_uri_base_ids: inventory.repos.iter().map(|repo| (&*repo.name, Base::new(&repo.name))).collect(),
        column_kind: "utf16CodeUnits",
        results,
    };
    serde_json::to_writer_pretty(&mut *out, &Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    invocations: [Invocation<'a>; 1],
    original_uri_base_ids: BTreeMap<&'a str, Base>,
    column_kind: &'static str,
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'a str,
    short_description: Text<'a>,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    short_description: Text<'a>,
    full_description: Text<'a>,
    help: Text<'a>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text<'a> {
    text: Cow<'a, str>,
}

impl<'a> Text<'a> {
    fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into() }
    }
}

/// Where a repository stands is not said: the log must be the same on every machine.
#[derive(Serialize)]
struct Base {
    description: Text<'static>,
}

impl Base {
    fn new(name: &str) -> Self {
        Self { description: Text::new(format!("top folder of the repository {name}")) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Text<'a>,
    locations: [Location<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Text<'a>,
    locations: [Location<'a>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location<'a>>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation<'a> {
    artifact_location: ArtifactLocation<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation<'a> {
    uri: String,
    uri_base_id: Cow<'a, str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region<'a> {
    start_line: u32,
    #[serde(flatten)]
    exact: Option<Exact<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Exact<'a> {
    start_column: u32,
    end_line: u32,
    end_column: u32,
    byte_offset: u32,
    byte_length: u32,
    snippet: Text<'a>,
}

#[derive(Serialize)]
struct Properties<'a> {
    symbol: Option<&'a str>,
    role: &'static str,
    certainty: &'static str,
    rule: Option<&'a str>,
    batch: Option<u32>,
    change: Option<&'static str>,
    replacement: Option<&'a str>,
    owner: Option<&'a str>,
}

fn rule(category: &CategoryMeta) -> Rule<'_> {
    let described = category.described();
    Rule {
        id: &category.id,
        short_description: Text::new(described),
        full_description: Text::new(format!("{described}. {}.", category.action)),
        help: Text::new(format!("{}. `runsess explain FILE:LINE` shows why a place is called so.", category.action)),
        default_configuration: Configuration { level: "error" },
    }
}

fn result<'a>(hit: &Hit<'a>, meta: &ReportMeta) -> SarifResult<'a> {
    let finding = hit.finding;
    SarifResult {
        rule_id: &hit.category.id,
        rule_index: hit.rule,
        level: "error",
        message: Text::new(hit.message()),
        locations: [place(finding, meta)],
        related_locations: related(finding),
        partial_fingerprints: BTreeMap::from([("runsessHit/v1", hit.fingerprint.clone())]),
        properties: Properties {
            symbol: finding.symbol.as_deref(),
            role: finding.role.name(),
            certainty: finding.certainty.name(),
            rule: finding.rule.as_deref(),
            batch: finding.batch,
            change: finding.change.map(|it| it.name()),
            replacement: finding.replacement.as_deref(),
            owner: finding.owner.as_deref(),
        },
    }
}

fn place<'a>(finding: &'a Finding, meta: &ReportMeta) -> Location<'a> {
    let (start_column, end_column) = meta.columns.of(finding);
    let exact = Exact {
        start_column,
        end_line: finding.end_line,
        end_column,
        byte_offset: finding.byte_start,
        byte_length: finding.byte_end.saturating_sub(finding.byte_start),
        snippet: Text::new(finding.text.as_str()),
    };
    Location {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: uri(&finding.path), uri_base_id: finding.repo.as_str().into() },
            region: Some(Region { start_line: finding.line, exact: Some(exact) }),
        },
        message: None,
    }
}

fn related(finding: &Finding) -> Vec<Location<'_>> {
    let placed = finding.why.iter().filter_map(|step| Some((step, step.place()?)));
    placed
        .enumerate()
        .map(|(at, (step, place))| Location {
            id: Some(at + 1),
            physical_location: PhysicalLocation {
                artifact_location: ArtifactLocation { uri: uri(&place.path), uri_base_id: place.repo.into() },
                region: place.line.map(|start_line| Region { start_line, exact: None }),
            },
            message: Some(Text::new(step.text.as_str())),
        })
        .collect()
}

fn notification(skipped: &Skipped) -> Notification<'_> {
    let artifact_location = ArtifactLocation { uri: uri(&skipped.path), uri_base_id: (&skipped.repo).into() };
    Notification {
        level: if skipped.matters { "warning" } else { "note" },
        message: Text::new(format!("{} was not read: {}", skipped.path, skipped.reason)),
        locations: [Location {
            id: None,
            physical_location: PhysicalLocation { artifact_location, region: None },
            message: None,
        }],
    }
}

/// A path as a relative URI reference (RFC 3986).
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::super::{Columns, sample};
    use super::*;

    fn log(inventory: &Inventory, meta: &ReportMeta) -> Value {
        let mut bytes = Vec::new();
        render(inventory, meta, &mut bytes).expect("memory takes everything");
        serde_json::from_slice(&bytes).expect("it is JSON")
    }

    #[test]
    fn results_are_the_findings_that_fail_the_gate() {
        let inventory = sample::inventory();
        let log = log(&inventory, &sample::meta());
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let results = run["results"].as_array().expect("results");
        let fails = ["LEGACY", "DOC_STALE", "UNCLASSIFIED"];
        let expected = inventory.findings.iter().filter(|finding| fails.contains(&finding.category.as_str()));
        assert_eq!(results.len(), expected.count());
        for result in results {
            let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("an index") as usize];
            assert_eq!(rule["id"], result["ruleId"]);
            let location = &result["locations"][0]["physicalLocation"];
            let base = location["artifactLocation"]["uriBaseId"].as_str().expect("a base");
            assert!(run["originalUriBaseIds"][base].is_object());
            let region = &location["region"];
            assert!(region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1), "{region}");
            assert_eq!(
                region["byteLength"].as_u64(),
                Some(region["snippet"]["text"].as_str().expect("text").len() as u64)
            );
        }
        let prints: BTreeSet<&str> =
            results.iter().filter_map(|it| it["partialFingerprints"]["runsessHit/v1"].as_str()).collect();
        assert_eq!(prints.len(), results.len(), "each hit has a fingerprint of its own");
    }

    #[test]
    fn unread_files_make_the_run_unsuccessful_and_are_named() {
        let mut inventory = sample::inventory();
        let invocation = log(&inventory, &sample::meta())["runs"][0]["invocations"][0].clone();
        assert_eq!(invocation["executionSuccessful"], false);
        assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "warning");
        inventory.skipped.remove(0);
        assert_eq!(log(&inventory, &sample::meta())["runs"][0]["invocations"][0]["executionSuccessful"], true);
    }

    #[test]
    fn paths_are_uris_and_columns_count_utf16_units() {
        assert_eq!(uri("a b/ü|`.go"), "a%20b/%C3%BC%7C%60.go");
        let mut inventory = sample::inventory();
        inventory.findings.truncate(1);
        let finding = &mut inventory.findings[0];
        (finding.line, finding.column, finding.end_column) = (2, 6, 12);
        (finding.byte_start, finding.byte_end) = (7, 13);
        let text = "x\n😀 run_id";
        let mut meta = sample::meta();
        assert_eq!(meta.columns.of(&inventory.findings[0]), (6, 12));
        meta.columns = Columns::new(&inventory, |_, _| Some(text));
        let region = &log(&inventory, &meta)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"];
        assert_eq!((region["startColumn"].as_u64(), region["endColumn"].as_u64()), (Some(4), Some(10)));
    }
}
