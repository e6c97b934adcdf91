//! Every mistake a rule file can have: the message names the thing, the place and the nearest right word.

use runsess::rules::{Pack, RuleErrors};

use crate::support::{put, run_in};

const GOOD: &str = "\
version: 1
name: demo
terms:
  - {id: session-id, words: session id, canonical: session}
  - {id: run-id, words: run id, to: session id}
domains:
  - {id: session, names: [session id]}
categories:
  - {id: LEGACY_SESSION_ALIAS, description: old, action: migrate, gate: fail}
  - {id: PROCESS_VERB, description: verb, action: ignore}
rules:
  - {id: conv-run-id, when: {term: run-id, domain: session}, category: LEGACY_SESSION_ALIAS}
  - {id: rest, when: {}, category: PROCESS_VERB}
batches:
  - id: 1
    title: names
    risk: low
    changes:
      - {when: {role: field}, change: rename}
  - id: 2
    title: schema
    risk: medium
    needs: [1]
    phases: [{id: A, title: both}]
    changes:
      - {when: {role: sql}, phase: A, change: dual}
";

fn errors(text: &str) -> RuleErrors {
    Pack::parse("rules/demo.yaml", text).expect_err("a file with a mistake")
}

/// The messages after `from` becomes `to` in the good file.
fn after(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    errors(&GOOD.replacen(from, to, 1)).lines()
}

#[test]
fn the_good_file_is_good() {
    if let Err(errors) = Pack::parse("rules/demo.yaml", GOOD) {
        panic!("{}", errors.lines());
    }
}

#[test]
fn an_unknown_category_is_named_with_the_nearest() {
    assert_eq!(
        after("category: LEGACY_SESSION_ALIAS}", "category: LEGACY_SESION_ALIAS}"),
        "rule `conv-run-id`: unknown category `LEGACY_SESION_ALIAS` (rules/demo.yaml:12). Did you mean `LEGACY_SESSION_ALIAS`?\n"
    );
}

#[test]
fn unknown_words_of_conditions_are_named() {
    for (from, to, message) in [
        (
            "when: {term: run-id,",
            "when: {term: runid,",
            "rule `conv-run-id`: unknown term `runid` (rules/demo.yaml:12). Did you mean `run-id`?\n",
        ),
        (
            "domain: session}, category",
            "domain: sesion}, category",
            "rule `conv-run-id`: unknown domain `sesion` (rules/demo.yaml:12). Did you mean `session`?\n",
        ),
        (
            "{role: field}",
            "{role: feild}",
            "batch 1: unknown role `feild` (rules/demo.yaml:19). Did you mean `field`?\n",
        ),
        (
            "{role: field}",
            "{role: field, language: typscript}",
            "batch 1: unknown language `typscript` (rules/demo.yaml:19). Did you mean `typescript`?\n",
        ),
        (
            "{role: field}",
            "{certainty: sure}",
            "batch 1: unknown certainty `sure` (rules/demo.yaml:19). Known: `textual`, `inferred`, `resolved`\n",
        ),
        (
            "{role: field}",
            "{category: UNCLASIFIED}",
            "batch 1: unknown category `UNCLASIFIED` (rules/demo.yaml:19). Did you mean `UNCLASSIFIED`?\n",
        ),
        (
            "change: rename",
            "change: renam",
            "batch 1: unknown change `renam` (rules/demo.yaml:19). Did you mean `rename`?\n",
        ),
        ("risk: low", "risk: lo", "batch 1: unknown risk `lo` (rules/demo.yaml:17). Did you mean `low`?\n"),
        (
            "gate: fail",
            "gate: fails",
            "category `LEGACY_SESSION_ALIAS`: unknown gate `fails` (rules/demo.yaml:9). Did you mean `fail`?\n",
        ),
        (
            "gate: fail",
            "layout: tables",
            "category `LEGACY_SESSION_ALIAS`: unknown layout `tables` (rules/demo.yaml:9). Did you mean `table`?\n",
        ),
        (
            "canonical: session",
            "canonical: sessions",
            "term `session-id`: unknown domain `sessions` (rules/demo.yaml:4). Did you mean `session`?\n",
        ),
        ("phase: A", "phase: D", "batch 2: unknown phase `D` (rules/demo.yaml:26). Known: `A`\n"),
        ("needs: [1]", "needs: [7]", "batch 2 needs an unknown batch: 7 (rules/demo.yaml:23). Known: `1`, `2`\n"),
    ] {
        assert_eq!(after(from, to), message, "{to}");
    }
}

#[test]
fn unknown_missing_and_double_keys_are_named() {
    for (from, to, message) in [
        (
            "category: PROCESS_VERB",
            "catgory: PROCESS_VERB",
            "unknown key `catgory` (rules/demo.yaml:13). Did you mean `category`?\n",
        ),
        ("{role: field}", "{rolle: field}", "unknown key `rolle` (rules/demo.yaml:19). Did you mean `role`?\n"),
        ("title: names", "goal: names", "the key `title` is missing (rules/demo.yaml:18)\n"),
        ("name: demo", "name: demo\nname: twice", "the key `name` stands there twice (rules/demo.yaml:3)\n"),
        ("version: 1", "version: 2", "version 2 is not known (rules/demo.yaml:1). This program reads version 1\n"),
    ] {
        assert_eq!(after(from, to), message, "{to}");
    }
}

#[test]
fn wrong_shapes_and_broken_yaml_are_one_line_with_a_place() {
    for (from, to) in
        [("risk: low", "risk: [low"), ("when: {}", "when: 3"), ("terms:", "terms: 3\nx:"), ("rules:", "\trules:")]
    {
        let message = after(from, to);
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(message.contains("(rules/demo.yaml:"), "{message}");
    }
}

#[test]
fn bad_patterns_say_why() {
    for (when, message) in [
        (
            "path: \"a{b\"",
            "batch 1: bad glob `a{b` in `path`: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?) (rules/demo.yaml:19)\n",
        ),
        ("path: \"\"", "batch 1: empty glob in `path` (rules/demo.yaml:19)\n"),
        ("symbol: \"a b\"", "batch 1: bad pattern `a b` in `symbol`: a symbol has no blanks (rules/demo.yaml:19)\n"),
        ("text: \"\"", "batch 1: bad pattern `` in `text`: the pattern has no words (rules/demo.yaml:19)\n"),
        (
            "name: [run_id]",
            "batch 1: bad pattern `run_id` in `name`: `run_id` is not a word of a pattern: write words apart (`run id`), `*` for any words, `plan*` for a prefix (rules/demo.yaml:19)\n",
        ),
    ] {
        assert_eq!(after("role: field", when), message);
    }
}

#[test]
fn things_declared_twice_or_with_a_reserved_name_are_named() {
    for (from, to, message) in [
        ("id: rest", "id: conv-run-id", "rule `conv-run-id` is declared twice (rules/demo.yaml:13)\n"),
        (
            "id: PROCESS_VERB",
            "id: UNCLASSIFIED",
            "category `UNCLASSIFIED`: this name has a meaning of its own (rules/demo.yaml:10)\nrule `rest`: unknown category `PROCESS_VERB` (rules/demo.yaml:13). Known: `LEGACY_SESSION_ALIAS`, `UNCLASSIFIED`\n",
        ),
        (
            "- {id: run-id,",
            "- {id: session-id,",
            "term `session-id` is declared twice (rules/demo.yaml:5)\nrule `conv-run-id`: unknown term `run-id` (rules/demo.yaml:12). Known: `session-id`\n",
        ),
        (
            "{id: A, title: both}",
            "{id: A, title: both}, {id: A, title: b}",
            "phase `A` is declared twice (rules/demo.yaml:24)\n",
        ),
    ] {
        assert_eq!(after(from, to), message, "{to}");
    }
}

#[test]
fn terms_and_domains_that_find_nothing_are_mistakes() {
    assert_eq!(after("words: run id", "words: \" \""), "term `run-id`: `words` has no word (rules/demo.yaml:5)\n");
    assert_eq!(after("to: session id", "to: \"\""), "term `run-id`: `to` has no word (rules/demo.yaml:5)\n");
    assert_eq!(
        after("words: run id", "words: run*"),
        "term `run-id`: `*` in `words` is no part of a word (rules/demo.yaml:5). These are plain words; patterns go into \
         `names`, `name` or `text`\n"
    );
    assert_eq!(
        after("to: session id", "to: run_id"),
        "term `run-id`: `to` says the words that the term has already (rules/demo.yaml:5)\n"
    );
    assert_eq!(
        after("to: session id", "forms: [run ids]"),
        "term `run-id`: the form `run ids` has more than one word (rules/demo.yaml:5)\n"
    );
    assert_eq!(
        after("{id: session, names: [session id]}", "{id: session}"),
        "domain `session`: nothing tells how to recognise it (rules/demo.yaml:7). Give it `names`, `symbols` or `context`\n"
    );
}

#[test]
fn batches_in_a_circle_are_shown_as_a_circle() {
    assert_eq!(
        after("risk: low", "risk: low\n    needs: [2]"),
        "batches need each other in a circle: 1 → 2 → 1 (rules/demo.yaml:18)\n"
    );
    assert_eq!(after("needs: [1]", "needs: [2]"), "batches need each other in a circle: 2 → 2 (rules/demo.yaml:23)\n");
}

#[test]
fn changes_that_contradict_or_hide_each_other_are_named() {
    assert_eq!(
        after("{role: sql}", "{role: field}"),
        "batch 2 contradicts batch 1: line 19 takes all findings of this change (rules/demo.yaml:26). Narrow the `when` of one of them\n"
    );
    assert_eq!(
        after("change: rename}", "change: rename}\n      - {when: {role: field, language: go}, change: dual}"),
        "batch 1: the change of line 19 takes all findings of this one (rules/demo.yaml:20). Narrow the `when` of one of them\n"
    );
    assert_eq!(
        after("phase: A, change", "change"),
        "batch 2: the batch has phases, and this change names none (rules/demo.yaml:26). Known: `A`\n"
    );
}

#[test]
fn rules_that_can_never_win_and_conditions_that_make_no_sense_are_named() {
    assert_eq!(
        after("{id: rest, when: {}", "{id: rest, when: {term: run-id, domain: session, role: field}"),
        "rule `rest` can never win: rule `conv-run-id` takes all its hits (rules/demo.yaml:13). Put the narrower rule first\n"
    );
    assert_eq!(
        after("when: {}", "when: {category: PROCESS_VERB}"),
        "rule `rest`: `category` is what the rules decide, so no rule can ask for it (rules/demo.yaml:13). Use `domain`, `term` or `role`\n"
    );
}

#[test]
fn renames_texts_and_examples_are_checked() {
    let with = |extra: &str| errors(&format!("{GOOD}{extra}")).lines();
    assert_eq!(with("renames: {a b: c}\n"), "rename of `a b`: `a b` is not an identifier (rules/demo.yaml:27)\n");
    assert_eq!(with("renames: {ab: ab}\n"), "rename of `ab`: the new name is the old one (rules/demo.yaml:27)\n");
    assert_eq!(
        with("renames: {ab: cd, cd: ef}\n"),
        "rename of `ab`: the new name `cd` is renamed too, so applying twice would not rest (rules/demo.yaml:27)\n"
    );
    assert_eq!(
        with("texts: {run: session run}\n"),
        "text `run`: the new wording has the old one in it, so applying twice would not rest (rules/demo.yaml:27)\n"
    );
    assert_eq!(
        after(
            "category: PROCESS_VERB}",
            "category: PROCESS_VERB, examples: [{language: go, code: package x, expect: {y: PROCES_VERB}}]}"
        ),
        "rule `rest`, example: unknown category `PROCES_VERB` (rules/demo.yaml:13). Did you mean `PROCESS_VERB`?\nrule `rest`, example: `y` does not stand in its code (rules/demo.yaml:13)\n"
    );
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let text =
        GOOD.replace("category: LEGACY_SESSION_ALIAS}", "category: LEGACY}").replace("change: rename", "change: renam");
    let errors = errors(&text);
    assert_eq!(errors.mistakes.iter().filter_map(|it| it.line).collect::<Vec<_>>(), [12, 19]);
    assert_eq!(errors.to_string(), "2 mistakes in rules/demo.yaml");
}

#[test]
fn a_mistake_is_drawn_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "demo.yaml", &GOOD.replace("category: LEGACY_SESSION_ALIAS}", "category: LEGACY_SESION_ALIAS}"));
    let (code, _, drawn) = run_in(&["rules", "check", "demo.yaml"], dir.path());
    assert_eq!(code, 2);
    assert_eq!(
        drawn,
        "error: rule `conv-run-id`: unknown category `LEGACY_SESION_ALIAS` (demo.yaml:12). Did you mean `LEGACY_SESSION_ALIAS`?
  --> demo.yaml:12:72
   |
12 |   - {id: conv-run-id, when: {term: run-id, domain: session}, category: LEGACY_SESION_ALIAS}
   |                                                                        ^^^^^^^^^^^^^^^^^^^ here
help: `runsess rules schema` prints the format for editors
"
    );
}

#[test]
fn a_file_that_cannot_be_read_says_so() {
    let errors = Pack::load("no/such/pack.yaml".as_ref()).expect_err("no such file");
    assert!(errors.to_string().starts_with("cannot read the rule file: "), "{errors}");
    assert!(errors.to_string().contains("(no/such/pack.yaml)"));
}

#[test]
fn damaged_files_never_panic() {
    let text = Pack::builtin_text();
    let lines: Vec<&str> = text.lines().collect();
    for at in (0..lines.len()).step_by(9) {
        let cut = lines[..at].join("\n");
        let without = [&lines[..at], &lines[at + 1..]].concat().join("\n");
        let doubled = [&lines[..at], &lines[at..], &lines[at..]].concat().join("\n");
        for damaged in [cut, without, doubled] {
            if let Err(errors) = Pack::parse("damaged", &damaged) {
                assert!(!errors.lines().is_empty());
            }
        }
    }
}

#[test]
fn hostile_files_end_quickly_with_an_error() {
    let bomb = format!("a: &a [x,x]\n{}", (0..40).map(|n| format!("b{n}: &b{n} [*a,*a]\n")).collect::<String>());
    let deep = "[".repeat(100_000);
    let long = format!("{GOOD}renames: {{{}}}\n", (0..5000).map(|n| format!("a{n}: b{n}, ")).collect::<String>());
    for text in [&bomb, &deep, "", "\0", "---\n---\n", "- 1"] {
        assert!(!errors(text).mistakes.is_empty());
    }
    assert!(Pack::parse("long", &long).is_ok());
}
