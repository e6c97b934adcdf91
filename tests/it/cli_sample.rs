//! `scan --sample`: some hits drawn at random, and what a reader says of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use tempfile::TempDir;

use crate::support::{put, run_answering, run_in};

const RULES: &str = "version: 1
name: lot-id
terms: [{id: lot-id, words: lot id}]
categories: [{id: CRATE, description: A lot of goods, action: Keep}]
rules: [{id: crate, when: {role: field}, category: CRATE, why: a field}]
";

fn mill() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test/mill\n\ngo 1.24\n");
    let mut text = "package mill\n".to_owned();
    for at in 0..40 {
        let _ = writeln!(text, "\ntype Crate{at} struct{{ LotID string }}");
    }
    put(dir.path(), "p/mill.go", &text);
    put(dir.path(), "rules.yaml", RULES);
    dir
}

fn scan(dir: &TempDir, args: &[&str]) -> (i32, String, String) {
    run_in(&[&["scan", "p", "--rules", "rules.yaml"], args].concat(), dir.path())
}

fn lines(dir: &TempDir, args: &[&str]) -> BTreeSet<String> {
    let (code, out, said) = scan(dir, &[args, &["--format", "jsonl"]].concat());
    assert_eq!(code, 0, "{said}");
    out.lines().map(str::to_owned).collect()
}

fn asked(dir: &TempDir, answers: &str) -> (i32, String, String) {
    let args = ["scan", "p", "--rules", "rules.yaml", "--sample", "5", "--verdicts", "read.jsonl"];
    run_answering(&args, dir.path(), answers)
}

#[test]
fn a_number_draws_the_same_hits_again_and_another_number_others() {
    let dir = mill();
    let (all, one) = (lines(&dir, &[]), lines(&dir, &["--sample", "8"]));
    assert!(all.len() == 40 && one.len() == 8 && one.is_subset(&all), "{one:#?}");
    assert_eq!(one, lines(&dir, &["--sample", "8", "--seed", "1"]));
    assert_ne!(one, lines(&dir, &["--sample", "8", "--seed", "2"]));
    // A larger sample has the smaller one in it.
    assert!(one.is_subset(&lines(&dir, &["--sample", "9"])));
    assert_eq!(all, lines(&dir, &["--sample", "40"]));
    assert_eq!(all, lines(&dir, &["--sample", "41"]));
}

#[test]
fn each_hit_is_drawn_about_as_often_as_any_other() {
    let dir = mill();
    let mut drawn = std::collections::BTreeMap::new();
    for seed in 0..60 {
        for line in lines(&dir, &["--sample", "10", "--seed", &seed.to_string()]) {
            *drawn.entry(line).or_insert(0) += 1;
        }
    }
    // 15 times each on the average; the deviation of a binomial is 3.4.
    assert_eq!(drawn.len(), 40);
    assert!(drawn.values().all(|it| (3..=29).contains(it)), "{drawn:#?}");
}

#[test]
fn a_sample_is_shown_with_code_and_proof() {
    let dir = mill();
    let (code, out, said) = scan(&dir, &["--sample", "3"]);
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("(3/3) p/mill.go:") && out.contains("3 of 40 hits at random"), "{out}");
    assert!(out.contains("LotID  CRATE") && out.contains("  > ") && out.contains("a field"), "{out}");
}

#[test]
fn verdicts_are_kept_and_scored_and_nothing_is_asked_twice() {
    let dir = mill();
    let (code, out, said) = asked(&dir, "?\nr\nw\nq\n");
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("5 hits of sample 1: 1 right, 1 wrong, 0 unclear, 3 not read yet"), "{out}");
    let (_, out, _) = asked(&dir, "r\nr\nu\n");
    assert!(!out.contains("(1/5)") && out.contains("(3/5)"), "{out}");
    assert!(out.contains("5 hits of sample 1: 3 right, 1 wrong, 1 unclear\n"), "{out}");
    assert!(out.contains("At least 35 % of all such hits are right"), "{out}");
    let rows = std::fs::read_to_string(dir.path().join("read.jsonl")).unwrap();
    assert_eq!(rows.lines().count(), 5, "{rows}");
    assert!(rows.contains("\"category\":\"CRATE\",\"verdict\":\"wrong\""), "{rows}");
}

#[test]
fn a_damaged_file_of_verdicts_and_a_missing_reader_are_errors() {
    let dir = mill();
    let (code, _, said) = scan(&dir, &["--sample", "3", "--verdicts", "read.jsonl"]);
    assert!(
        code == 2 && said.contains("standard input is no terminal") && said.contains("leave --verdicts out"),
        "{said}"
    );
    put(dir.path(), "read.jsonl", "no verdict\n");
    let (code, _, said) = asked(&dir, "r\n");
    assert!(code == 2 && said.contains("read.jsonl:1: no verdict") && said.contains("mend the line"), "{said}");
    let (code, _, said) = scan(&dir, &["--sample", "0"]);
    assert!(code == 2 && said.contains("0 is not in 1.."), "{said}");
}
