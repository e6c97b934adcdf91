//! Manual pages, completions, and how much is said beside an answer.

use std::fs;

use crate::support::{put, run_in};

#[test]
fn there_is_a_page_for_each_command() {
    let dir = tempfile::tempdir().unwrap();
    let (status, out, err) = run_in(&["man", "--dir", "to/man1"], dir.path());
    assert_eq!((status, out.as_str(), err.as_str()), (0, "", ""));
    let page = |name: &str| fs::read_to_string(dir.path().join("to/man1").join(name)).unwrap();
    // What a page refers to is there.
    let root = page("runsess.1");
    let named = root.split("runsess\\-").skip(1).map(|it| it.split("(1)").next().unwrap().replace("\\-", "-"));
    let named: Vec<String> = named.filter(|it| it.chars().all(|c| c.is_ascii_lowercase() || c == '-')).collect();
    assert!(named.len() > 10, "{named:?}");
    for command in named {
        let text = page(&format!("runsess-{command}.1"));
        for section in ["SYNOPSIS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"] {
            assert!(text.contains(section), "{command} has no {section}");
        }
    }
    assert!(page("runsess-rules-test.1").contains("runsess rules test \\-\\-rules rules.yaml"));
}

#[test]
fn what_every_command_takes_stands_last() {
    let dir = tempfile::tempdir().unwrap();
    for command in ["scan", "undo", "check"] {
        let (_, help, _) = run_in(&[command, "-h"], dir.path());
        let place = |what: &str| help.find(what).unwrap_or_else(|| panic!("no {what} in {help}"));
        assert!(place("--help") < place("--color") && place("--color") < place("Examples:"), "{help}");
    }
}

#[test]
fn completions_know_the_names_of_the_built_in_pack() {
    let dir = tempfile::tempdir().unwrap();
    let (_, script, _) = run_in(&["completions", "bash"], dir.path());
    for word in ["PLANNER_RUN_DOMAIN", "struct-tag", "sarif"] {
        assert!(script.contains(word), "{word}");
    }
}

#[test]
fn remarks_are_said_as_much_as_is_wanted() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "a.go", "package a\n\nvar sessionID = runID\n");
    let pack = "version: 1\nextends: built-in\nname: own\nrules:\n  - {id: never, when: {term: run, name: nowhere}, category: PROCESS_VERB}\n";
    put(dir.path(), "rules.yaml", pack);
    let scan =
        |more: &[&str]| run_in(&[&["scan", "--rules", "rules.yaml", "--format", "jsonl"], more].concat(), dir.path());
    let (status, out, err) = scan(&[]);
    assert!(err.contains("`never`"), "a remark: {err}");
    assert_eq!(scan(&["--quiet"]), (status, out.clone(), String::new()));
    for more in [["--verbose", "--no-cache"].as_slice(), &["-v", "--no-cache", "-j", "1"]] {
        let (_, same, err) = scan(more);
        assert_eq!(same, out);
        for words in ["may have a hit", "finding out what names are", "giving the answer"] {
            assert!(err.contains(words), "no {words}: {err}");
        }
    }
    assert_eq!(scan(&["-q", "-v"]).0, 2, "one or the other");
    // What the status rests on is said all the same.
    fs::write(dir.path().join("b.go"), b"package a\n// run \xff\n").unwrap();
    let (status, _, err) = scan(&["--quiet"]);
    assert_eq!((status, err.lines().count()), (2, 1), "{err}");
}
