//! The example of contracts: a server, its screen, and what runs both. Each contract has its sides in different languages and
//! repositories, and a step that changes one of them names the others, whichever it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use runsess::model::{Carrier, FileId};
use runsess::plan::contracts::Contracts;
use runsess::rules::Pack;
use runsess::session::{Project, Workspace};

use crate::support::{copy_tree, package, put, run_in};

const SIDES: [&str; 3] = ["server", "web", "ops"];

/// A copy of the example in which step 1 changes the old name in the files of `path` alone.
fn example(path: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy_tree(&package().join("fixtures/contracts"), dir.path());
    let pack = std::fs::read_to_string(dir.path().join("pack.yaml")).unwrap();
    assert!(pack.contains("path: \"plant/**\""), "step 1 is the server's");
    put(dir.path(), "pack.yaml", &pack.replace("path: \"plant/**\"", &format!("path: \"{path}\"")));
    dir
}

/// What step 1 leaves to people.
fn by_hand(dir: &Path) -> Vec<String> {
    let (_, out, err) = run_in(&["apply", "--batch", "1", "--format", "jsonl"], dir);
    assert!(!out.is_empty(), "{err}");
    out.lines().filter(|it| it.contains("\"manual\"")).map(str::to_owned).collect()
}

fn read(roots: [&str; 3]) -> Workspace {
    // Outside of git each folder is a repository of its own.
    let dir = example("plant/**");
    let pack = std::fs::read_to_string(dir.path().join("pack.yaml")).unwrap();
    let pack = Pack::parse("pack.yaml", &pack).expect("the pack is right");
    Workspace::read(&Project::of(roots.map(|it| dir.path().join(it))), pack, false).unwrap()
}

/// Each place with its other sides, by their places.
fn sides(workspace: &Workspace) -> BTreeMap<String, BTreeSet<String>> {
    let Workspace { facts, sources, .. } = workspace;
    let place = |at: usize| {
        let it = &facts.occurrences[at];
        format!("{}:{}", sources[it.file.0 as usize].path, it.span.start)
    };
    let contracts = Contracts::of(facts, sources);
    let all = (0..facts.occurrences.len()).map(|at| {
        let found = contracts.sides(facts, sources, at);
        (place(at), found.same.into_iter().chain(found.unknown).map(place).collect())
    });
    all.collect()
}

#[test]
fn a_side_of_a_side_is_the_place_itself_in_any_order_of_roots() {
    let found = sides(&read(SIDES));
    for (one, others) in &found {
        for other in others {
            assert!(found[other].contains(one), "{other} does not know {one}");
        }
    }
    assert!(found.values().filter(|it| !it.is_empty()).count() > 30, "{found:#?}");
    assert_eq!(found, sides(&read(["ops", "web", "server"])));
}

#[test]
fn the_example_has_a_contract_of_every_kind() {
    let workspace = read(SIDES);
    let Workspace { facts, sources, .. } = &workspace;
    let repo = |file: FileId| sources[file.0 as usize].repo;
    let contracts = Contracts::of(facts, sources);
    let mut kinds = BTreeSet::new();
    for (at, it) in facts.occurrences.iter().enumerate() {
        let found = contracts.sides(facts, sources, at);
        let others = found.same.iter().map(|other| &facts.occurrences[*other]);
        kinds.extend(it.carrier.filter(|_| others.into_iter().any(|other| repo(other.file) != repo(it.file))));
    }
    let expected = [
        Carrier::Document,
        Carrier::Address,
        Carrier::Header,
        Carrier::Cookie,
        Carrier::Path,
        Carrier::Log,
        Carrier::Environment,
        Carrier::Flag,
    ];
    assert_eq!(kinds, BTreeSet::from(expected));
}

#[test]
fn a_step_that_changes_one_side_names_the_others() {
    for (path, elsewhere) in [
        (
            "plant/**",
            &[
                "ops/.env",
                "ops/alerts.yml",
                "ops/compose.yml",
                "ops/openapi.yaml",
                "ops/smoke.sh",
                "App.tsx",
                "api.ts",
                "mocks.ts",
            ] as &[&str],
        ),
        ("screen/**", &["ops/openapi.yaml", "ops/smoke.sh", "main.go"]),
        ("ops/**", &["main.go", "App.tsx", "api.ts"]),
    ] {
        let dir = example(path);
        let rows = by_hand(dir.path());
        for file in elsewhere {
            let may = |it: &str| it.contains("the other side of") || it.contains("ask for");
            let named = rows.iter().any(|it| it.contains(file) && may(it));
            assert!(named, "{path}: {file} is not named in {rows:#?}");
        }
        assert!(!rows.iter().any(|it| it.contains("out of sight")), "{path}: {rows:#?}");
    }
}

#[test]
fn a_side_that_is_not_in_the_roots_is_out_of_sight() {
    let unseen = |path: &str, killed: &[&str]| -> usize {
        let dir = example(path);
        for it in killed {
            let gone = dir.path().join(it);
            if gone.is_dir() { std::fs::remove_dir_all(gone) } else { std::fs::remove_file(gone) }.unwrap();
        }
        put(dir.path(), "ops/README.md", "What runs it.\n");
        put(dir.path(), "web/README.md", "The screen.\n");
        put(dir.path(), "server/README.md", "The server.\n");
        by_hand(dir.path()).iter().filter(|it| it.contains("out of sight")).count()
    };
    // The flag stands in the script alone, the key of the log in the alert; the screen still has all others but the variable.
    assert_eq!(unseen("plant/**", &["ops/smoke.sh"]), 1);
    assert_eq!(unseen("plant/**", &["ops/alerts.yml"]), 1);
    assert_eq!(unseen("plant/**", &["ops"]), 3);
    // A document, a parameter, a header, a cookie, a log, a variable and a flag.
    assert_eq!(unseen("plant/**", &["ops", "web"]), 7);
    assert_eq!(unseen("screen/**", &["ops", "server"]), 4);
    assert_eq!(unseen("ops/**", &["server"]), 3);
}
