//! `rules list`, `rules test` and `rules check` through the program, with the built-in pack and with one that has faults.

use crate::support::{package, put, run_in};

/// A pack of one rule, with an example that holds.
pub(crate) const PACK: &str = r#"
version: 1
name: shots
title: Shots
terms:
  - {id: shot, words: shot, to: picture}
categories:
  - {id: OLD, title: Old, description: the old word, action: Rename, gate: fail}
rules:
  - id: all
    when: {term: shot}
    category: OLD
    why: it is old
    examples:
      - {language: go, code: "package a\n\nfunc TakeShot() {}\n", expect: {TakeShot: OLD}}
"#;

#[test]
fn a_pack_is_listed_with_its_terms_categories_and_rules() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "pack.yaml", PACK);
    let (code, out, err) = run_in(&["rules", "list", "--rules", "pack.yaml"], dir.path());
    assert_eq!((code, err.as_str()), (0, ""));
    let said = ["Shots (shots, pack.yaml)", "shot", "picture", "OLD", "the old word (fails the gate)", "all"];
    for words in said {
        assert!(out.contains(words), "{words} in {out}");
    }
    let (code, out, _) = run_in(&["rules", "list"], dir.path());
    assert_eq!(code, 0);
    assert!(out.starts_with("Run to Session (run-to-session, built-in)\n"), "{out}");
}

#[test]
fn the_examples_of_the_built_in_pack_hold() {
    let (code, out, err) = run_in(&["rules", "test"], &package());
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    let passed: usize = out.split_whitespace().next().unwrap().parse().unwrap();
    assert!(passed > 0 && out.ends_with(" examples passed, 0 failed\n"), "{out}");
}

#[test]
fn an_example_that_does_not_hold_is_a_finding_with_its_place() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "pack.yaml", PACK);
    let (code, out, _) = run_in(&["rules", "test", "--rules", "pack.yaml"], dir.path());
    assert_eq!(code, 0);
    assert!(out.starts_with("1 ") && out.ends_with(" passed, 0 failed\n"), "{out}");
    put(dir.path(), "pack.yaml", &PACK.replace("{TakeShot: OLD}", "{TakeShot: UNCLASSIFIED}"));
    let (code, out, _) = run_in(&["rules", "test", "--rules", "pack.yaml"], dir.path());
    assert_eq!(code, 1);
    assert!(out.starts_with("rule `all` (pack.yaml:15): "), "{out}");
    assert!(out.contains("TakeShot") && out.ends_with("0 examples passed, 1 failed\n"), "{out}");
}

#[test]
fn every_pack_is_checked_though_one_has_mistakes() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "good.yaml", PACK);
    put(dir.path(), "bad.yaml", &PACK.replace("category: OLD", "category: ODL"));
    let (code, out, err) = run_in(&["rules", "check", "bad.yaml", "none.yaml", "good.yaml"], dir.path());
    assert_eq!(code, 2);
    assert!(out.starts_with("good.yaml: ") && out.ends_with("no mistakes\n") && out.lines().count() == 1, "{out}");
    assert!(err.contains("ODL") && err.contains("bad.yaml") && err.contains("none.yaml"), "{err}");
    let built_in = package().join("rules/run-to-session.yaml");
    let (code, out, err) = run_in(&["rules", "check", built_in.to_str().unwrap()], dir.path());
    assert_eq!(code, 0, "{err}");
    assert!(out.ends_with("no mistakes\n"), "{out}");
}

#[test]
fn what_matches_nothing_in_a_pack_of_ones_own_is_said_beside_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let more = "domains:\n  - {id: film, symbols: [\"**/film.Shot.*\"]}\nbarriers: [\"film.Fresh\"]\nkeep:\n  - {when: {path: \"gone/**\"}, why: it is gone}\n";
    let idle = "  - {id: never, when: {term: shot, domain: film}, category: OLD}\n";
    put(dir.path(), "pack.yaml", &format!("{}{more}", PACK.replace("rules:\n", &format!("rules:\n{idle}"))));
    put(dir.path(), "tree/a.go", "package a\n\nfunc TakeShot() {}\n");
    let (_, out, err) = run_in(&["scan", "--rules", "pack.yaml", "--format", "json", "tree"], dir.path());
    let said = [
        "no hit here is decided by rule `never`",
        "`symbols: **/film.Shot.*` of domain `film` decides nothing here",
        "`barriers: film.Fresh` decides nothing here",
        "`keep` of line 21 (it is gone) decides nothing here",
    ];
    for words in said {
        assert!(err.contains(words), "{words} in {err}");
    }
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (json["idleRules"].to_string().as_str(), json["idlePatterns"].as_array().unwrap().len()),
        (r#"["never"]"#, 3)
    );
    let (_, _, err) = run_in(&["scan", "tree"], dir.path());
    assert_eq!(err, "", "the built-in pack is for trees of all kinds");
}

#[test]
fn one_text_with_two_meanings_is_expected_by_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let pack = PACK
        .replace("rules:\n", "rules:\n  - {id: local, when: {role: local}, category: UNCLASSIFIED}\n")
        .replace("func TakeShot() {}\\n\"", "type T struct{ shot int }\\n\\nfunc f() { shot := 1; _ = shot }\\n\"");
    let with = |expect: &str| {
        put(dir.path(), "pack.yaml", &pack.replace("{TakeShot: OLD}", expect));
        run_in(&["rules", "test", "--rules", "pack.yaml"], dir.path())
    };
    assert_eq!(with(r#"{"shot@3": OLD, "shot@5:12": UNCLASSIFIED, "shot@5:27": UNCLASSIFIED}"#).0, 0);
    let (code, out, _) = with(r#"{"shot@3:16": UNCLASSIFIED}"#);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("`shot@3:16` should be UNCLASSIFIED, and is OLD by rule `all`"), "{out}");
    let (code, _, err) = with(r#"{"shot@4": OLD}"#);
    assert_eq!(code, 2);
    assert!(err.contains("`shot@4` does not stand on that line of its code"), "{err}");
}

#[test]
fn a_pack_is_shown_as_it_was_written() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "pack.yaml", PACK);
    assert_eq!(run_in(&["rules", "show", "--rules", "pack.yaml"], dir.path()), (0, PACK.into(), String::new()));
    let (code, out, _) = run_in(&["rules", "show"], dir.path());
    put(dir.path(), "own.yaml", &out);
    assert_eq!((code, run_in(&["rules", "check", "own.yaml"], dir.path()).0), (0, 0));
}

#[test]
fn words_that_a_language_puts_before_names_are_pointed_out() {
    let dir = tempfile::tempdir().unwrap();
    let domains = "domains:\n  - {id: film, context: [test shot, film shot]}\n";
    put(dir.path(), "pack.yaml", &format!("{PACK}{domains}"));
    let (code, out, err) = run_in(&["rules", "check", "pack.yaml"], dir.path());
    assert_eq!((code, err.as_str()), (0, ""));
    let said = "pack.yaml: domain `film`: `test shot` in `context` is also said by names that the conventions of go make (`TestShot…`)\n";
    assert!(out.contains(said) && !out.contains("`film shot`"), "{out}");
}
