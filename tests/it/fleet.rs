//! Facts of one repository at a time, linked, mean what one run over all of them says.

use std::fs;
use std::path::{Path, PathBuf};

use runsess::rules::Pack;
use runsess::session::{Artefact, AskedFacts, Project, Workspace, facts, link};
use tempfile::TempDir;

use crate::support::{Random, copy_tree, package, put, run_in};

/// The repositories of the example, in a folder of their own: a part of this repository is read with all of it.
const EXAMPLE: [&str; 4] = ["artifacts", "chatd", "eventlib", "moments"];

fn example() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in EXAMPLE {
        copy_tree(&package().join("fixtures/workspace").join(name), &dir.path().join(name));
    }
    dir
}

fn pack() -> Pack {
    Pack::builtin().unwrap()
}

/// The facts of each folder, made with all of them at hand, read again from its bytes.
fn all_facts(dir: &Path, names: &[&str], pack: &Pack) -> Vec<Artefact> {
    let roots: Vec<PathBuf> = names.iter().map(|it| dir.join(it)).collect();
    let one = |root: &PathBuf| {
        let deps = roots.iter().filter(|it| *it != root).map(|it| (it.clone(), None)).collect();
        let made = facts(&AskedFacts { root: root.clone(), deps, ..AskedFacts::default() }, pack).unwrap();
        let file = dir.join("artefact");
        made.save(&file).unwrap();
        let read = Artefact::load(&file).unwrap();
        assert_eq!(read.bytes(), made.bytes());
        read
    };
    roots.iter().map(one).collect()
}

/// The findings of one run, a row each.
fn single(dir: &Path, names: &[&str], pack: &Pack) -> Vec<String> {
    let project = Project::of(names.iter().map(|it| dir.join(it)));
    rows(&Workspace::read(&project, pack.clone(), false).unwrap())
}

fn rows(workspace: &Workspace) -> Vec<String> {
    workspace.findings().map(|it| serde_json::to_string(it).unwrap()).collect()
}

fn of(facts: &[&Artefact], link: &Artefact, pack: &Pack) -> Vec<String> {
    let facts = facts.iter().map(|it| (*it).clone()).collect();
    rows(&Workspace::of_artefacts(facts, link.clone(), pack.clone()).unwrap())
}

/// Links artefacts two or more at a time, in any order, until one is left.
fn linked_at_random(mut all: Vec<Artefact>, random: &mut Random) -> Artefact {
    while all.len() > 1 {
        let count = 2 + random.below(all.len() - 1);
        let some = (0..count).map(|_| all.swap_remove(random.below(all.len()))).collect();
        all.push(link(some, None).unwrap());
    }
    link(all, None).unwrap()
}

/// Any partition of the repositories among those who classify, and any tree of links: the same rows and the same link.
fn holds_for_partitions(dir: &Path, names: &[&str], pack: &Pack, rounds: u64) {
    let all = all_facts(dir, names, pack);
    let whole = link(all.clone(), None).unwrap();
    let expected = single(dir, names, pack);
    assert!(!expected.is_empty());
    for seed in 0..rounds {
        let mut random = Random(seed);
        let tree = linked_at_random(all.clone(), &mut random);
        assert!(tree.bytes() == whole.bytes(), "links in the order of seed {seed} are other bytes");
        let mut groups: Vec<Vec<&Artefact>> = vec![Vec::new(); 1 + random.below(names.len())];
        for it in &all {
            let at = random.below(groups.len());
            groups[at].push(it);
        }
        let mut found: Vec<String> =
            groups.iter().filter(|it| !it.is_empty()).flat_map(|it| of(it, &tree, pack)).collect();
        let mut expected = expected.clone();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "the partition of seed {seed} finds something else");
    }
    assert_eq!(of(&all.iter().collect::<Vec<_>>(), &whole, pack), expected, "all together have another order");
}

#[test]
fn any_partition_of_the_example_finds_what_one_run_finds() {
    let dir = example();
    holds_for_partitions(dir.path(), &EXAMPLE, &pack(), 12);
}

/// Old names of one word get new ones of two, whose shape depends on keys beside them in any repository.
const STATES: &str = "version: 1
name: lamps
title: Lamps
terms:
  - {id: state, words: state, to: lamp state}
domains:
  - {id: lamp, title: State of a lamp, symbols: [\"**.Save/state\"]}
categories:
  - {id: LAMP, description: State of a lamp, action: Rename}
rules:
  - {id: lamp, when: {term: state}, category: LAMP}
batches:
  - id: 1
    title: Lamps
    risk: low
    changes:
      - {when: {category: LAMP}, change: rename, breaking: Internal}
";

#[test]
fn keys_columns_and_interfaces_of_other_repositories_count() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, "core/go.mod", "module example.com/core\n\ngo 1.22\n");
    put(
        root,
        "core/core.go",
        "package core\n\ntype Store interface {\n\tSave(runID string, state string)\n}\n\nfunc Log(log interface{ Str(k, v string) }, state string) { log.Str(\"state\", state); log.Str(\"other_key\", \"\") }\n",
    );
    put(root, "disk/go.mod", "module example.com/disk\n\ngo 1.22\n\nrequire example.com/core v1.0.0\n");
    put(
        root,
        "disk/disk.go",
        "package disk\n\nimport \"example.com/core\"\n\ntype Disk struct{}\n\nvar _ core.Store = Disk{}\n\nfunc (Disk) Save(sessionID string, state string) { keep(map[string]string{\"state\": state, \"otherKey\": sessionID}) }\n\nfunc keep(map[string]string) {}\n",
    );
    put(
        root,
        "app/go.mod",
        "module example.com/app\n\ngo 1.22\n\nrequire (\n\texample.com/core v1.0.0\n\texample.com/disk v1.0.0\n)\n",
    );
    put(
        root,
        "app/app.go",
        "package app\n\nimport (\n\t\"example.com/core\"\n\t\"example.com/disk\"\n)\n\nfunc Run(runID string) {\n\tvar store core.Store = disk.Disk{}\n\tstore.Save(runID, \"state\")\n}\n\ntype Answer struct {\n\tState string `json:\"state\" db:\"state\"`\n\tRunID string `json:\"run_id\"`\n}\n",
    );
    put(root, "web/package.json", "{\"name\": \"web\"}\n");
    put(
        root,
        "web/answer.ts",
        "export interface Answer { state: string; run_id: string; sessionId: string }\n\nexport const show = (it: Answer) => it.state + it.run_id\n",
    );
    put(root, "data/schema.sql", "CREATE TABLE lamps (\"lampId\" TEXT, state TEXT, run_id TEXT);\n");
    let names = ["app", "core", "data", "disk", "web"];
    holds_for_partitions(root, &names, &pack(), 4);
    put(root, "states.yaml", STATES);
    holds_for_partitions(root, &names, &Pack::load(&root.join("states.yaml")).unwrap(), 4);
    // The parameter of the interface has the meaning of the one that implements it, which lies in another repository.
    let rows = single(root, &names, &pack());
    let parameter = rows.iter().find(|it| it.contains("core.Store.Save/runID")).expect("the parameter is a hit");
    assert!(parameter.contains("disk.go") || parameter.contains("disk.Disk.Save/sessionID"), "{parameter}");
}

#[test]
fn an_interface_binds_what_somebody_can_see_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path();
    put(root, "asks/go.mod", "module example.com/asks\n\ngo 1.22\n");
    put(root, "asks/a.go", "package asks\n\ntype Store interface{ Save(runID string) }\n");
    put(root, "other/go.mod", "module example.com/other\n\ngo 1.22\n");
    put(root, "other/o.go", "package other\n\ntype Disk struct{}\n\nfunc (Disk) Save(sessionID string) {}\n");
    let names = ["asks", "other"];
    let of_parameter = |rows: &[String]| rows.iter().find(|it| it.contains("Store.Save/runID")).cloned().unwrap();
    assert!(!of_parameter(&single(root, &names, &pack())).contains("sessionID"), "nobody imports both");
    holds_for_partitions(root, &names, &pack(), 2);
    put(root, "uses/go.mod", "module example.com/uses\n\ngo 1.22\n");
    put(
        root,
        "uses/u.go",
        "package uses\n\nimport (\n\t\"example.com/asks\"\n\t\"example.com/other\"\n)\n\nvar Store asks.Store = other.Disk{}\n",
    );
    let names = ["asks", "other", "uses"];
    assert!(of_parameter(&single(root, &names, &pack())).contains("sessionID"), "`uses` can put one into the other");
    holds_for_partitions(root, &names, &pack(), 3);
}

#[test]
fn artefacts_are_the_same_bytes_wherever_they_are_made() {
    let (one, other) = (example(), example());
    let of = |dir: &TempDir| all_facts(dir.path(), &EXAMPLE, &pack()).iter().map(Artefact::bytes).collect::<Vec<_>>();
    assert!(of(&one) == of(&other));
    let all = of(&one).concat();
    let place = one.path().to_str().unwrap().as_bytes();
    assert!(memchr::memmem::find(&all, place).is_none(), "an artefact names the folder that it was made in");
}

/// The example with its facts and their link, for the program.
fn prepared() -> TempDir {
    let dir = example();
    for name in EXAMPLE {
        let output = format!("{name}.facts");
        let (status, _, err) = run_in(
            &["facts", name, "--deps", "artifacts", "chatd", "eventlib", "moments", "--output", &output],
            dir.path(),
        );
        assert_eq!((status, err.as_str()), (0, ""), "{name}");
    }
    assert_eq!(linked(dir.path(), &EXAMPLE), 0);
    dir
}

fn linked(dir: &Path, names: &[&str]) -> i32 {
    let files: Vec<String> = names.iter().map(|it| format!("{it}.facts")).collect();
    let mut words = vec!["link", "-o", "all.link"];
    words.extend(files.iter().map(String::as_str));
    run_in(&words, dir).0
}

fn classified(dir: &Path) -> (i32, String) {
    let (status, out, err) = run_in(&["classify", "chatd.facts", "--link", "all.link"], dir);
    assert!(status != 2 || out.is_empty(), "a smaller answer: {out}");
    (status, err)
}

#[test]
fn what_is_missing_stale_or_foreign_is_named() {
    let dir = prepared();
    let root = dir.path();
    assert_eq!(classified(root), (1, String::new()));

    let refused = |what: &str| {
        let (status, err) = classified(root);
        assert_eq!(status, 2, "{err}");
        assert!(err.contains(what), "{what}: {err}");
    };
    // A repository that another one was understood with.
    assert_eq!(linked(root, &["artifacts", "chatd", "moments"]), 0);
    refused("the link has no facts of `eventlib`");
    // The one that is asked about.
    assert_eq!(linked(root, &["artifacts", "eventlib", "moments"]), 0);
    refused("the link has no facts of `chatd`");
    // A dependency that has gone on.
    put(root, "eventlib/more.go", "package eventlib // run id\n");
    assert_eq!(run_in(&["facts", "eventlib", "-o", "eventlib.facts"], root).0, 0);
    assert_eq!(linked(root, &EXAMPLE), 0);
    refused("the facts of `chatd` were made with another state of `eventlib`");
    // One that was never there.
    assert_eq!(run_in(&["facts", "chatd", "-o", "chatd.facts"], root).0, 0);
    assert_eq!(linked(root, &EXAMPLE), 0);
    refused("the facts of `chatd` were made without `eventlib`, which it needs");
    // Facts that are newer than the link.
    assert_eq!(run_in(&["facts", "chatd", "--deps", "eventlib", "-o", "chatd.facts"], root).0, 0);
    refused("the link has other facts of `chatd`");
    // Another repository that needs the one that has gone on: nobody asks about it, and its flows may lead here.
    assert_eq!(linked(root, &EXAMPLE), 0);
    refused("the facts of `moments` were made with another state of `eventlib`");
    assert_eq!(run_in(&["facts", "moments", "--deps", "eventlib", "-o", "moments.facts"], root).0, 0);
    assert_eq!(linked(root, &EXAMPLE), 0);
    assert_eq!(classified(root), (1, String::new()));
    // Other terms.
    put(root, "states.yaml", STATES);
    assert_eq!(run_in(&["facts", "moments", "--rules", "states.yaml", "-o", "moments.facts"], root).0, 0);
    assert_eq!(linked(root, &EXAMPLE), 2);
    // Two states of one repository.
    fs::copy(root.join("chatd.facts"), root.join("moments.facts")).unwrap();
    assert_eq!(run_in(&["facts", "chatd", "--name", "chatd", "-o", "chatd.facts"], root).0, 0);
    let (status, _, err) = run_in(&["link", "chatd.facts", "moments.facts", "-o", "two.link"], root);
    assert!(status == 2 && err.contains("two states of the facts of `chatd`"), "{err}");
    assert!(!root.join("two.link").exists());
}

#[test]
fn a_broken_artefact_is_named() {
    let dir = prepared();
    let root = dir.path();
    let whole = fs::read(root.join("all.link")).unwrap();
    let mut random = Random(1);
    for round in 0..40 {
        let mut bytes = whole.clone();
        let at = random.below(bytes.len());
        match round % 3 {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << random.below(8),
            _ => bytes.insert(at, 0),
        }
        if bytes == whole {
            continue;
        }
        fs::write(root.join("all.link"), &bytes).unwrap();
        assert!(Artefact::load(&root.join("all.link")).is_err(), "round {round}");
    }
    let (status, err) = classified(root);
    assert!(status == 2 && err.contains("all.link"), "{err}");
    let (status, _, err) = run_in(&["classify", "eventlib", "--link", "all.link"], root);
    assert!(status == 2 && err.contains("eventlib"), "{err}");
}

#[test]
fn a_revision_is_held_and_a_folder_of_several_repositories_refused() {
    let dir = example();
    let (status, _, err) = run_in(&["facts", ".", "-o", "a.facts"], dir.path());
    assert!(status == 2 && err.contains("holds 4 repositories"), "{err}");
    let (status, _, err) = run_in(&["facts", "chatd", "--revision", "0123456789", "-o", "a.facts"], dir.path());
    assert!(status == 2 && err.contains("`chatd` is not at the revision 0123456789"), "{err}");
    assert!(!dir.path().join("a.facts").exists());
}

#[test]
fn a_manifest_says_what_is_read_and_what_is_linked() {
    let dir = example();
    let root = dir.path();
    let (status, manifest, err) = run_in(&["repos", "moments", "chatd", "eventlib", "artifacts"], root);
    assert_eq!((status, err.as_str()), (0, ""));
    let rows: Vec<serde_json::Value> = manifest.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(rows.iter().map(|it| it["name"].as_str().unwrap()).collect::<Vec<_>>(), EXAMPLE);
    assert_eq!(rows[1]["needs"], serde_json::json!(["eventlib"]));
    put(root, "fleet/repos.jsonl", &manifest.replace("\"path\":\"", "\"path\":\"../"));
    for name in EXAMPLE {
        let output = format!("facts/{name}.facts");
        fs::create_dir_all(root.join("facts")).unwrap();
        let (status, _, err) = run_in(&["facts", name, "--repos", "fleet/repos.jsonl", "-o", &output], root);
        assert_eq!((status, err.as_str()), (0, ""));
    }
    let linked = |facts: &[&str]| {
        let words = [&["link", "--repos", "fleet/repos.jsonl", "-o", "all.link"], facts].concat();
        let (status, _, err) = run_in(&words, root);
        (status, err)
    };
    assert_eq!(linked(&["facts"]).0, 0);
    let (status, out, _) = run_in(&["classify", "facts", "--link", "all.link"], root);
    let (_, single, _) =
        run_in(&["scan", "--isolated", "--format", "jsonl", "artifacts", "chatd", "eventlib", "moments"], root);
    assert!(status == 1 && out == single, "a folder of facts has the rows of one run");
    let (status, err) = linked(&["facts/chatd.facts", "facts/eventlib.facts"]);
    assert!(status == 2 && err.contains("no facts of artifacts, moments"), "{err}");
    put(root, "fleet/repos.jsonl", &manifest.replacen("\"needs\"", "\"revision\":\"abc\",\"needs\"", 1));
    let (status, err) = linked(&["facts"]);
    assert!(status == 2 && err.contains("the facts of `artifacts` are of files"), "{err}");
    let (status, _, err) = run_in(&["facts", "nobody", "--repos", "fleet/repos.jsonl", "-o", "a.facts"], root);
    assert!(status == 2 && err.contains("no repository `nobody`"), "{err}");
}
