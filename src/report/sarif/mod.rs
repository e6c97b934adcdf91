//! SARIF 2.1.0 for code scanning: a run a repository, a result per finding that fails the gate or that a comment lets pass, the chain of evidence as related
//! locations, and files that were not read as notifications of the run.

mod log;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::hits::{Hit, Level, gates, hits_of, ranked};
use super::{CategoryMeta, Format, ReportMeta};
use crate::model::{Change, Finding, Inventory, Place, Skipped, Verdict};
use crate::text::count::counted;
use log::{
    ArtifactChange, ArtifactLocation, BASE, Base, Configuration, Details, Driver, Exact, Fix, Invocation, Location,
    Log, Notification, PhysicalLocation, Properties, Region, Replacement, Rule, Run, SCHEMA, SarifResult, Suppressed,
    Text, Tool, uri,
};

/// For code scanning.
pub const FORMAT: Format = Format {
    in_units: true,
    scan: Some(render),
    check: Some(render),
    ..Format::new("sarif", "SARIF 2.1.0, for code scanning")
};

/// Code scanning of GitHub refuses a run with more results
/// (<https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>).
const MOST: usize = 25_000;

/// Writes the log, in one line. A run is about one repository, because code scanning takes all paths for paths in the one that it is
/// looking at. Columns count UTF-16 units (see [`ReportMeta::columns`]), and bytes are given beside them.
fn render(inventory: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let sections = meta.sections(inventory);
    let gates = gates(&sections);
    let allowed = meta.verdict.suppressed.iter().map(|it| &it.finding);
    let mut findings: Vec<&Finding> = inventory.findings.iter().chain(allowed).collect();
    findings.sort_by_key(|it| key(it));
    let hits = hits_of(findings, &gates);
    let repo = |hit: &Hit| inventory.repos.iter().position(|it| *it.name == *hit.finding.repo);
    let mut by_repo: BTreeMap<Option<usize>, Vec<Hit>> = BTreeMap::new();
    for hit in hits {
        by_repo.entry(repo(&hit)).or_default().push(hit);
    }
    let driver = Driver {
        name: "runsess",
        version: &meta.version,
        information_uri: homepage(),
        short_description: Text::new("Says what each occurrence of an ambiguous name means"),
        rules: gates.iter().map(rule).collect(),
    };
    let said = Said::of(meta);
    let runs = inventory.repos.iter().enumerate().map(|(at, repo)| {
        let hits = by_repo.get(&Some(at)).map_or(&[][..], Vec::as_slice);
        run(&repo.name, hits, inventory, &said, meta, driver.clone())
    });
    serde_json::to_writer(&mut *out, &Log { schema: SCHEMA, version: "2.1.0", runs: runs.collect() })?;
    out.write_all(b"\n")
}

/// Where the program is at home, once the package says so.
fn homepage() -> Option<&'static str> {
    Some(env!("CARGO_PKG_REPOSITORY")).filter(|it| !it.is_empty())
}

fn run<'a>(
    repo: &'a str,
    hits: &'a [Hit<'a>],
    inventory: &'a Inventory,
    said: &Said<'a>,
    meta: &'a ReportMeta,
    driver: Driver<'a>,
) -> Run<'a> {
    let skipped: Vec<&Skipped> = inventory.skipped.iter().filter(|it| it.repo == repo).collect();
    let mut notifications: Vec<Notification> = skipped.iter().map(|it| notification(it, meta)).collect();
    let kept: BTreeSet<&str> = ranked(hits, MOST).iter().map(|it| it.fingerprint.as_str()).collect();
    if hits.len() > MOST {
        let cut = counted(hits.len() - MOST, "result");
        let text = format!("{cut} of {} left out: code scanning takes {MOST}. The surest are here.", hits.len());
        notifications.push(Notification { level: "warning", message: Text::new(text), locations: Vec::new() });
    }
    let results = hits.iter().filter(|it| kept.contains(it.fingerprint.as_str())).map(|hit| result(hit, said, meta));
    Run {
        tool: Tool { driver },
        automation_details: Details { id: format!("runsess/{repo}/") },
        invocations: [Invocation {
            execution_successful: !skipped.iter().any(|it| it.matters),
            tool_execution_notifications: notifications,
        }],
        original_uri_base_ids: BTreeMap::from([(
            BASE,
            Base { description: Text::new(format!("top folder of the repository {repo}")) },
        )]),
        column_kind: "utf16CodeUnits",
        results: results.collect(),
    }
}

fn rule(category: &CategoryMeta) -> Rule<'_> {
    let described = category.described();
    Rule {
        id: &category.id,
        short_description: Text::new(described),
        full_description: Text::new(format!("{described}. {}.", category.action)),
        help: Text::new(format!("{}. `runsess explain FILE:LINE` shows why a place is called so.", category.action)),
        help_uri: homepage().map(|it| format!("{it}/blob/main/docs/formats.md")),
        default_configuration: Configuration { level: "error" },
    }
}

fn result<'a>(hit: &'a Hit<'a>, said: &Said<'a>, meta: &'a ReportMeta) -> SarifResult<'a> {
    let finding = hit.finding;
    let (level, rank) = match hit.level() {
        Level::Error => ("error", 90.0),
        Level::Warning => ("warning", 60.0),
        Level::Note => ("note", 30.0),
    };
    let (related_locations, elsewhere) = related(finding, meta);
    SarifResult {
        rule_id: &hit.category.id,
        rule_index: hit.rule,
        level,
        rank,
        message: Text::new(hit.message()),
        locations: [place(finding, meta)],
        related_locations,
        partial_fingerprints: BTreeMap::from([("runsessHit/v1", hit.fingerprint.as_str())]),
        baseline_state: said.state(finding),
        suppressions: said.suppression(finding).map(|it| [it]),
        fixes: fix(finding, meta).map(|it| [it]),
        properties: Properties {
            symbol: finding.symbol.as_deref(),
            role: finding.role.name(),
            certainty: finding.certainty.name(),
            rule: finding.rule.as_deref(),
            batch: finding.batch,
            change: finding.change.map(|it| it.name()),
            replacement: finding.replacement.as_deref(),
            owner: finding.owner.as_deref(),
            elsewhere,
        },
    }
}

/// What a gate says of single hits.
struct Said<'a> {
    compared: bool,
    /// The hits that were accepted or allowed up to a day that is past.
    expired: BTreeSet<&'a Place>,
    /// Why comments let hits pass, by repository, path and first byte.
    allowed: BTreeMap<(&'a str, &'a str, u32), &'a str>,
}

impl<'a> Said<'a> {
    fn of(meta: &'a ReportMeta) -> Self {
        let Verdict { expired, suppressed, .. } = &meta.verdict;
        let allowed = suppressed.iter().map(|it| (key(&it.finding), it.reason.as_str())).collect();
        Self { compared: meta.compared, expired: expired.iter().map(|it| &it.place).collect(), allowed }
    }

    /// A hit that fails is new, or was accepted once. Nobody looks for one that a comment lets pass.
    fn state(&self, finding: &Finding) -> Option<&'static str> {
        let known = self.expired.contains(&finding.place());
        (self.compared && !self.allowed.contains_key(&key(finding))).then_some(if known { "unchanged" } else { "new" })
    }

    fn suppression(&self, finding: &Finding) -> Option<Suppressed<'a>> {
        let justification = *self.allowed.get(&key(finding))?;
        Some(Suppressed { kind: "inSource", justification })
    }
}

fn key(finding: &Finding) -> (&str, &str, u32) {
    (&finding.repo, &finding.path, finding.byte_start)
}

/// The rename of this one place; other changes are more than another name.
fn fix<'a>(finding: &'a Finding, meta: &ReportMeta) -> Option<Fix<'a>> {
    let new = finding.replacement.as_deref().filter(|_| finding.change == Some(Change::Rename))?;
    let all = finding.batch.map(|batch| format!("; `runsess apply --batch {batch}` renames every place of it"));
    let replacement = Replacement { deleted_region: region(finding, meta, None), inserted_content: Text::new(new) };
    Some(Fix {
        description: Text::new(format!("Rename to `{new}` here{}", all.unwrap_or_default())),
        artifact_changes: [ArtifactChange {
            artifact_location: located(&finding.repo, &finding.path, meta),
            replacements: [replacement],
        }],
    })
}

fn place<'a>(finding: &'a Finding, meta: &ReportMeta) -> Location<'a> {
    let region = region(finding, meta, Some(Text::new(finding.text.as_str())));
    Location {
        id: None,
        physical_location: PhysicalLocation {
            artifact_location: located(&finding.repo, &finding.path, meta),
            region: Some(region),
        },
        message: None,
    }
}

fn region<'a>(finding: &Finding, meta: &ReportMeta, snippet: Option<Text<'a>>) -> Region<'a> {
    let (start_column, end_column) = meta.columns.of(finding);
    let exact = Exact {
        start_column,
        end_line: finding.end_line,
        end_column,
        byte_offset: finding.byte_start,
        byte_length: finding.byte_end.saturating_sub(finding.byte_start),
    };
    Region { start_line: finding.line, exact: Some(exact), snippet }
}

fn located(repo: &str, path: &str, meta: &ReportMeta) -> ArtifactLocation {
    ArtifactLocation { uri: uri(&meta.checkout.path_in_git(repo, path)), uri_base_id: BASE }
}

/// The steps of the proof in the repository of the finding, and those in others, in words.
fn related<'a>(finding: &'a Finding, meta: &ReportMeta) -> (Vec<Location<'a>>, Vec<String>) {
    let (mut here, mut elsewhere) = (Vec::new(), Vec::new());
    for step in finding.why.iter() {
        let Some(place) = step.place() else { continue };
        if *place.repo != *finding.repo {
            elsewhere.push(format!("{place}: {}", step.text));
            continue;
        }
        let Place { repo, path, line, .. } = &place;
        here.push(Location {
            id: Some(here.len() + 1),
            physical_location: PhysicalLocation {
                artifact_location: located(repo, path, meta),
                region: line.map(|start_line| Region { start_line, exact: None, snippet: None }),
            },
            message: Some(Text::new(step.text.as_str())),
        });
    }
    (here, elsewhere)
}

fn notification<'a>(skipped: &'a Skipped, meta: &ReportMeta) -> Notification<'a> {
    let artifact_location = located(&skipped.repo, &skipped.path, meta);
    Notification {
        level: if skipped.matters { "warning" } else { "note" },
        message: Text::new(format!("{} was not read: {}", skipped.path, skipped.reason)),
        locations: vec![Location {
            id: None,
            physical_location: PhysicalLocation { artifact_location, region: None },
            message: None,
        }],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::super::{Checkout, Columns, sample};
    use super::*;
    use crate::model::verdict::{self, Expired};

    fn log(inventory: &Inventory, meta: &ReportMeta) -> Value {
        let mut bytes = Vec::new();
        render(inventory, meta, &mut bytes).expect("memory takes everything");
        serde_json::from_slice(&bytes).expect("it is JSON")
    }

    /// The run of the repository that has all findings.
    fn shop(inventory: &Inventory, meta: &ReportMeta) -> Value {
        log(inventory, meta)["runs"][1].clone()
    }

    #[test]
    fn a_run_is_one_repository_and_its_results_fail_the_gate() {
        let inventory = sample::inventory();
        let log = log(&inventory, &sample::meta());
        assert_eq!(log["version"], "2.1.0");
        let ids: Vec<&Value> =
            log["runs"].as_array().expect("runs").iter().map(|it| &it["automationDetails"]["id"]).collect();
        assert_eq!(ids, ["runsess/events/", "runsess/shop/"]);
        assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
        let run = &log["runs"][1];
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
        let levels: BTreeSet<&str> = results.iter().filter_map(|it| it["level"].as_str()).collect();
        assert_eq!(levels, BTreeSet::from(["error", "note"]), "by how sure it is");
        let prints: BTreeSet<&str> =
            results.iter().filter_map(|it| it["partialFingerprints"]["runsessHit/v1"].as_str()).collect();
        assert_eq!(prints.len(), results.len(), "each hit has a fingerprint of its own");
    }

    #[test]
    fn a_plain_rename_has_a_fix_and_other_changes_have_none() {
        let inventory = sample::inventory();
        let run = shop(&inventory, &sample::meta());
        for result in run["results"].as_array().expect("results") {
            let plain = result["properties"]["change"] == "rename";
            assert_eq!(result["fixes"].is_array(), plain, "{result}");
            if plain {
                let change = &result["fixes"][0]["artifactChanges"][0];
                assert_eq!(change["replacements"][0]["insertedContent"]["text"], "SessionID");
                let region = &result["locations"][0]["physicalLocation"]["region"];
                assert_eq!(change["replacements"][0]["deletedRegion"]["byteOffset"], region["byteOffset"]);
            }
        }
    }

    #[test]
    fn a_proof_in_another_repository_names_no_file_of_this_one() {
        let mut inventory = sample::inventory();
        inventory.findings.truncate(2);
        let mut why = inventory.findings[1].why.to_vec();
        why[1].path = Some("events/README.md".into());
        inventory.findings[1].why = why.into();
        let run = shop(&inventory, &sample::meta());
        let result = &run["results"][1];
        assert_eq!(result["relatedLocations"].as_array().map(Vec::len), Some(1));
        assert_eq!(result["properties"]["elsewhere"][0], "events/README.md:3: `Scope.SessionID` says session");
    }

    #[test]
    fn what_a_gate_says_of_a_hit_is_told() {
        let mut inventory = sample::inventory();
        inventory.findings.truncate(2);
        let mut meta = sample::meta();
        assert!(shop(&inventory, &meta)["results"][0]["baselineState"].is_null(), "a scan knows no baseline");
        meta.compared = true;
        let expired =
            Expired { place: inventory.findings[1].place(), until: jiff::civil::date(2026, 1, 31), reason: None };
        meta.verdict.expired = vec![expired];
        let finding = inventory.findings.remove(0);
        let reason = "old clients".to_owned();
        meta.verdict.suppressed = vec![verdict::Suppressed { finding, reason, until: None }];
        let run = shop(&inventory, &meta);
        let states: Vec<&Value> =
            run["results"].as_array().expect("results").iter().map(|it| &it["baselineState"]).collect();
        assert_eq!(states, [&Value::Null, &Value::from("unchanged")]);
        assert_eq!(run["results"][0]["suppressions"][0]["kind"], "inSource");
        assert_eq!(run["results"][0]["suppressions"][0]["justification"], "old clients");
        assert!(run["results"][1]["suppressions"].is_null());
    }

    #[test]
    fn more_than_code_scanning_takes_is_cut_and_said() {
        let mut inventory = sample::inventory();
        let words = inventory.findings[0].clone();
        let sure = sample::finding();
        inventory.findings = (0..MOST as u32 + 3)
            .map(|at| Finding { line: at + 1, ..if at < 5 { words.clone() } else { sure.clone() } })
            .collect();
        let run = shop(&inventory, &sample::meta());
        let results = run["results"].as_array().expect("results");
        assert_eq!(results.len(), MOST);
        assert_eq!(results.iter().filter(|it| it["level"] == "note").count(), 2, "what is least sure is cut");
        let notifications = &run["invocations"][0]["toolExecutionNotifications"];
        let said = notifications.as_array().expect("a list").last().expect("one")["message"]["text"].to_string();
        assert!(said.contains("3 results of 25003 left out"), "{said}");
    }

    #[test]
    fn unread_files_make_the_run_unsuccessful_and_are_named() {
        let mut inventory = sample::inventory();
        let invocation = shop(&inventory, &sample::meta())["invocations"][0].clone();
        assert_eq!(invocation["executionSuccessful"], false);
        assert_eq!(invocation["toolExecutionNotifications"][0]["level"], "warning");
        let other = log(&inventory, &sample::meta())["runs"][0]["invocations"][0].clone();
        assert_eq!(other["executionSuccessful"], true, "each run speaks of its own files");
        inventory.skipped.remove(0);
        assert_eq!(shop(&inventory, &sample::meta())["invocations"][0]["executionSuccessful"], true);
    }

    #[test]
    fn paths_are_uris_in_git_and_columns_count_utf16_units() {
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
        meta.checkout = Checkout { in_git: [("shop".into(), "services/shop".into())].into(), ..meta.checkout };
        let location = shop(&inventory, &meta)["results"][0]["locations"][0]["physicalLocation"].clone();
        assert_eq!(location["artifactLocation"]["uri"], "services/shop/README.md");
        let region = &location["region"];
        assert_eq!((region["startColumn"].as_u64(), region["endColumn"].as_u64()), (Some(4), Some(10)));
    }
}
