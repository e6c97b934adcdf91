//! `verify`, and what a rollout says besides its steps.

use tempfile::TempDir;

use crate::support::{put, run_in};

const RULES: &str = "version: 1
name: lot-to-batch
title: Lot to batch
terms:
  - {id: batch-id, words: batch id, canonical: lot}
  - {id: lot-id, words: lot id, to: batch id}
domains:
  - {id: lot, title: A lot, symbols: [Sample.LotID]}
categories:
  - {id: OLD, description: The old name, action: Rename, gate: fail}
  - {id: AUCTION, description: A lot of an auction, action: Keep}
  - {id: NEW, description: Named right, action: None}
rules:
  - {id: new, when: {term: batch-id}, category: NEW}
  - {id: old, when: {domain: lot}, category: OLD, why: it numbers a sample}
  - {id: auction, when: {symbol: \"Auction.*\"}, category: AUCTION, why: auctions sell lots}
batches:
  - id: 1
    title: All
    risk: low
    duration: 2 days
    when: week 1
    changes:
      - {when: {category: OLD, role: identifier}, change: rename}
checklist:
  - {title: No field is called a lot, none: {category: OLD, role: field}}
  - {title: No column is, none: {category: OLD, role: sql}}
  - {title: The laboratory knows}
risks:
  - {title: Auctions are renamed, impact: high, mitigation: look at the diff, touches: {category: AUCTION}}
  - {title: A strike, impact: low, mitigation: wait}
";

fn package() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module example.com/lab\n\ngo 1.24\n");
    let code = "package p\n\n// Sample is measured.\ntype Sample struct {\n\tLotID string\n}\n\n// Auction sells.\ntype Auction struct {\n\tLotID string\n}\n\n\
                // ID gives it.\nfunc ID(s Sample) string { return s.LotID }\n";
    put(dir.path(), "p/p.go", code);
    put(dir.path(), "rules.yaml", RULES);
    dir
}

fn run(dir: &TempDir, args: &[&str]) -> (i32, String) {
    let (code, out, err) = run_in(&[args, &["--rules", "rules.yaml", "p"]].concat(), dir.path());
    assert!(code < 2, "{err}");
    (code, out)
}

#[test]
fn a_checklist_is_looked_at_before_and_after() {
    let dir = package();
    let (code, out) = run(&dir, &["verify"]);
    assert_eq!(code, 1);
    for line in [
        "[ ] No field is called a lot: 1 place\n      p/p.go:5:2\n",
        "[x] No column is\n",
        "[?] The laboratory knows: a person has to tell\n",
        "Old names that are left: OLD\n  example.com/lab.Sample.LotID → BatchID  2 places, p/p.go:5:2\n      it numbers a sample\n",
        "Names that stay: AUCTION\n  example.com/lab.Auction.LotID  1 place, p/p.go:10:2\n      auctions sell lots\n",
        "1 of 3 items hold, 1 for a person to tell; 1 old name left\n",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    assert_eq!(run(&dir, &["apply", "--batch", "1", "--allow-no-vcs"]).0, 0);
    let (code, out) = run(&dir, &["verify", "--format", "markdown"]);
    assert_eq!(code, 0, "{out}");
    for line in [
        "- [x] No field is called a lot\n",
        "- [ ] The laboratory knows (a person has to tell)\n",
        "No old name is left.\n",
        "| `example.com/lab.Auction.LotID` | auctions sell lots | 1 | `lab/p.go:10:2` | AUCTION |\n",
    ] {
        assert!(out.contains(line), "{line}\n{out}");
    }
    let (_, out) = run(&dir, &["verify", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    let states: Vec<&str> =
        found["checks"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["holds", "holds", "by-person"]);
}

#[test]
fn a_rollout_has_its_order_its_risks_and_what_guards_it() {
    let dir = package();
    let (_, out) = run(&dir, &["plan", "--format", "markdown"]);
    for part in [
        "## Rollout order\n\n| when | step | takes |\n|---|---|---|\n| week 1 | Step 1: All | 2 days |\n",
        "| Auctions are renamed | high | look at the diff | 1 place: `lab/p.go` |\n",
        "| A strike | low | wait | no place |\n",
        "        - pattern: '^lab\\.Sample\\.LotID$'\n          pkg: '^example\\.com/lab$'\n          msg: use BatchID\n",
        "- [ ] Step 1: All (2 places)\n",
        "- [ ] The laboratory knows\n",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
}

#[test]
fn a_risk_of_an_unknown_impact_is_a_mistake() {
    let dir = package();
    put(dir.path(), "rules.yaml", &RULES.replace("impact: high", "impact: huge"));
    let (code, _, err) = run_in(&["rules", "check", "rules.yaml"], dir.path());
    assert!(code != 0 && err.contains("risk `Auctions are renamed`"), "{err}");
}
