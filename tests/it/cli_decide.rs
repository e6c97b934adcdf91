//! `decide`: what is open is listed by decisions, and an answer goes into the rule pack.

use std::fs;

use tempfile::TempDir;

use crate::support::{put, run_answering, run_in};

const MILL: &str = "package mill

type Crate struct{ LotID string }

type Parking struct{ LotID string }

func take(c *Crate, lotID string) { use(c, lotID) }

func use(c *Crate, id string) { c.LotID = id }

func read(c *Crate) string {
	lotID := c.LotID
	return lotID
}

func leave(p *Parking) { p.LotID = \"\" }
";

const RULES: &str = "# What a lot is.
version: 1
name: lot-id
terms: [{id: lot-id, words: lot id}]
domains:
  - id: crate # of goods
    names: ['* crate lot *']
  - {id: ground, names: ['* ground lot *']}
categories:
  - {id: CRATE, description: A lot of goods, action: Keep}
  - {id: GROUND, description: A piece of ground, action: Keep}
  - {id: PROSE, description: In a text, action: Keep}
rules:
  # The first that matches.
  - {id: crate, when: {domain: crate}, category: CRATE}
  - {id: ground, when: {domain: ground}, category: GROUND}
";

fn mill() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test/mill\n\ngo 1.24\n");
    put(dir.path(), "p/mill.go", MILL);
    put(dir.path(), "p/mill.md", "A lot id is a number.\n");
    put(dir.path(), "rules.yaml", RULES);
    dir
}

fn decide(dir: &TempDir, args: &[&str]) -> (i32, String, String) {
    run_in(&[&["decide", "p", "--rules", "rules.yaml"], args].concat(), dir.path())
}

fn rules(dir: &TempDir) -> String {
    fs::read_to_string(dir.path().join("rules.yaml")).unwrap()
}

/// How many hits have each category.
fn counts(dir: &TempDir, category: &str) -> usize {
    let (_, out, said) =
        run_in(&["scan", "p", "--rules", "rules.yaml", "--format", "jsonl", "--category", category], dir.path());
    assert!(said.is_empty() || !said.contains("error"), "{said}");
    out.lines().count()
}

#[test]
fn what_is_open_is_listed_by_decisions_with_the_command_for_each() {
    let dir = mill();
    let (code, out, said) = decide(&dir, &[]);
    assert_eq!(code, 0, "{said}");
    for expected in [
        "10 of 10 hits are undecided, in 3 decisions",
        "mill.Crate.LotID, mill.take/lotID, mill.read/lotID",
        "mill.Parking.LotID",
        "p/mill.md:1:3  A lot id is a number.",
        "--as … p --rules rules.yaml",
        "A meaning, which all that holds the same values gets as well: crate, ground",
    ] {
        assert!(out.contains(expected), "{expected} of {out}");
    }
    assert_eq!(rules(&dir), RULES);
}

#[test]
fn a_meaning_goes_to_the_symbols_of_its_own_and_all_that_holds_the_values_follows() {
    let dir = mill();
    let (code, out, said) = decide(&dir, &["--symbol", "Crate.LotID", "--as", "crate", "--diff"]);
    assert!(code == 0 && out.contains("+    symbols: [\"mill.Crate.LotID\", \"mill.take/lotID\"]"), "{out}{said}");
    assert_eq!(rules(&dir), RULES, "a diff writes nothing");
    let (code, out, said) = decide(&dir, &["--symbol", "Crate.LotID", "--as", "crate"]);
    assert!(code == 0 && out.contains("7 of 7 hits settled") && out.contains("2 decisions left"), "{out}{said}");
    let expected =
        RULES.replace("# of goods\n", "# of goods\n    symbols: [\"mill.Crate.LotID\", \"mill.take/lotID\"]\n");
    assert_eq!(rules(&dir), expected);
    assert_eq!((counts(&dir, "CRATE"), counts(&dir, "GROUND")), (7, 0));
}

#[test]
fn a_meaning_that_the_rules_do_not_have_gets_a_category_and_a_rule() {
    let dir = mill();
    let (code, out, said) = decide(&dir, &["--symbol", "Crate.LotID", "--as-new", "auction lot"]);
    assert!(code == 0 && out.contains("a new meaning, auction-lot, with the category AUCTION_LOT"), "{out}{said}");
    assert!(out.contains("7 of 7 hits settled") && out.contains("2 decisions left"), "{out}");
    assert_eq!((counts(&dir, "AUCTION_LOT"), counts(&dir, "CRATE")), (7, 0));
    let (code, out, said) = decide(&dir, &["--symbol", "Parking.LotID", "--as", "auction-lot"]);
    assert!(code == 0 && out.contains("2 of 2 hits settled"), "{out}{said}");
    let written = rules(&dir);
    let (code, _, said) = decide(&dir, &["--symbol", "Parking.LotID", "--as-new", "auctionLot"]);
    assert!(code == 2 && said.contains("have a meaning `auction-lot`") && said.contains("--as auction-lot"), "{said}");
    assert_eq!(rules(&dir), written);
    let asked = mill();
    let answers = "n crate of goods\nq\n";
    let (code, out, said) = run_answering(&["decide", "p", "--rules", "rules.yaml"], asked.path(), answers);
    assert!(code == 0 && out.contains("a new meaning, crate-of-goods"), "{out}{said}");
    assert_eq!(counts(&asked, "CRATE_OF_GOODS"), 7);
}

#[test]
fn a_category_is_a_rule_behind_the_others_that_changes_nothing_decided() {
    let dir = mill();
    let (code, out, said) = decide(&dir, &["--at", "p/mill.md:1", "--as", "PROSE", "--why", "a sentence"]);
    assert!(code == 0 && out.contains("rule decided-1, PROSE") && out.contains("1 of 1 hit settled"), "{out}{said}");
    let added = "  - {id: decided-1, when: {role: prose, name: lot id}, category: PROSE, why: a sentence}\n";
    assert_eq!(rules(&dir), format!("{RULES}{added}"));
    let (_, out, said) = run_in(&["explain", "p/mill.md:1", "p", "--rules", "rules.yaml"], dir.path());
    assert!(out.contains("a sentence"), "{out}{said}");
}

#[test]
fn a_decided_hit_is_decided_otherwise_by_a_rule_before_the_others() {
    let dir = mill();
    decide(&dir, &["--symbol", "Parking.LotID", "--as", "ground"]);
    let (code, out, said) = decide(&dir, &["--symbol", "Parking.LotID", "--as", "PROSE"]);
    assert!(code == 0 && out.contains("2 of 2 hits settled"), "{out}{said}");
    assert!(rules(&dir).contains("rules:\n  - {id: decided-1, "), "{}", rules(&dir));
    assert_eq!(counts(&dir, "PROSE"), 2);
}

#[test]
fn what_cannot_be_is_an_error_with_a_way_out_and_nothing_is_written() {
    let dir = mill();
    for (args, expected, way_out) in [
        (
            &["--symbol", "Crate.LotID", "--as", "crat"][..],
            "no meaning and no category `crat`",
            "did you mean `crate`?",
        ),
        (&["--at", "p/mill.md:1", "--as", "crate"], "can't have the meaning `crate`", "name a category: CRATE"),
        (&["--symbol", "Nothing", "--as", "crate"], "no hit has a symbol `Nothing`", "Crate.LotID"),
        (&["--symbol", "LotID", "--as", "crate"], "these are 2 decisions", "--symbol"),
        (&["--as", "crate"], "nothing says of which hits", "--symbol"),
        (&["--diff"], "--as <MEANING|CATEGORY>", "Usage"),
        (&["--symbol", "Crate.LotID", "--as-new", "crate"], "the rules have a meaning `crate`", "--as crate"),
        (&["--symbol", "Crate.LotID", "--as-new", "?"], "called by words", "--as-new"),
        (&["--at", "p/mill.md:1", "--as-new", "hill"], "can't have the meaning `hill`", "name a category: CRATE"),
    ] {
        let (code, _, said) = decide(&dir, args);
        assert!(code == 2 && said.contains(expected) && said.contains(way_out), "{said}");
        assert_eq!(rules(&dir), RULES);
    }
    let (code, _, said) = run_in(&["decide", "p", "--symbol", "RunID", "--as", "session"], dir.path());
    assert!(code == 2 && said.contains("built in") && said.contains("runsess init"), "{said}");
    put(
        dir.path(),
        "rules.yaml",
        &RULES
            .replace("  - {id: ground, names: ['* ground lot *']}", "  - {names: ['* ground lot *'], \"id\": ground}"),
    );
    let before = rules(&dir);
    let (code, _, said) = decide(&dir, &["--symbol", "Parking.LotID", "--as", "ground"]);
    assert!(code == 2 && said.contains("add by hand") && said.contains("mill.Parking.LotID"), "{said}");
    assert_eq!(rules(&dir), before);
}

#[test]
fn questions_are_asked_one_by_one_and_each_answer_is_written_at_once() {
    let dir = mill();
    let asked = |answers: &str| {
        let (code, out, said) = run_answering(&["decide", "p", "--rules", "rules.yaml"], dir.path(), answers);
        assert_eq!(code, 0, "{said}");
        out
    };
    // The end of the input is an end like `q`: what was answered before stands.
    let out = asked("?\ncrate\n");
    assert!(out.contains("3 open decisions") && out.contains("7 of 7 hits settled"), "{out}");
    assert!(out.contains("What is it? [1-5,n WORDS,s,w,q,?]") && out.contains("2 open decisions"), "{out}");
    assert_eq!(counts(&dir, "CRATE"), 7);
    // A meaning for a sentence is refused, and asked again.
    let out = asked("s\nground\nPROSE\n");
    assert!(out.contains("can't have the meaning `ground`"), "{out}");
    assert_eq!((counts(&dir, "PROSE"), counts(&dir, "UNCLASSIFIED")), (1, 2));
    let out = asked("2\n");
    assert!(out.contains("Nothing is open"), "{out}");
    assert_eq!(counts(&dir, "GROUND"), 2);
}
