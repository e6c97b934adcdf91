//! `extends`: a pack that starts from another one, through the program.

use std::path::Path;

use crate::cli_rules::PACK;
use crate::support::{package, put, run_in};

/// A folder with the git mark of a repository, and in it `base.yaml`, which is [`PACK`].
fn repository() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join("repo/.git")).unwrap();
    put(dir.path(), "repo/base.yaml", PACK);
    dir
}

/// What `rules check own.yaml` says of a pack with this line and these rules, on one line.
fn checked(dir: &Path, extends: &str, more: &str) -> (i32, String) {
    put(dir, "repo/own.yaml", &format!("version: 1\nextends: {extends}\nname: own\n{more}"));
    let (code, out, err) = run_in(&["rules", "check", "own.yaml"], &dir.join("repo"));
    let err: Vec<&str> = err.split_whitespace().collect();
    (code, out + &err.join(" "))
}

#[test]
fn a_pack_that_extends_another_says_only_what_differs() {
    let dir = repository();
    let at = dir.path().join("repo");
    let rules = "rules:\n  - {id: still, when: {name: \"* still shot *\"}, category: STILL}\n";
    let category = "categories:\n  - {id: STILL, description: no film, action: Keep}\n";
    put(&at, "rules/lib/mid.yaml", "version: 1\nextends: ../../base.yaml\nname: mid\ntitle: In between\n");
    put(&at, "rules/own.yaml", &format!("version: 1\nextends: lib/mid.yaml\nname: own\n{category}{rules}"));
    put(&at, "tree/a.go", "package a\n\nvar takeShot, stillShot int\n");
    let scan = |rules: &str| {
        let (_, out, err) = run_in(&["scan", "--rules", rules, "--format", "csv", "tree"], &at);
        assert!(!err.contains("error"), "{err}");
        out
    };
    let whole = scan("rules/own.yaml");
    assert!(whole.contains("takeShot") && whole.matches(",STILL,").count() == 1 && whole.matches(",OLD,").count() == 1);
    let (_, list, _) = run_in(&["rules", "list", "--rules", "rules/own.yaml"], &at);
    assert!(list.starts_with("In between (own, rules/own.yaml)\n"), "a title is taken over, a name is not: {list}");
    let order = ["still ", "all "].map(|id| list.find(&format!("\n  {id}")).unwrap());
    assert!(order[0] < order[1], "own rules come first: {list}");
    // What is shown says the same alone.
    let (_, shown, _) = run_in(&["rules", "show", "--rules", "rules/own.yaml"], &at);
    let made =
        "# Made from rules/own.yaml, which extends rules/lib/mid.yaml, which extends rules/lib/../../base.yaml.\n";
    assert!(shown.starts_with(made) && !shown.contains("extends:"), "{shown}");
    put(&at, "shown.yaml", &shown);
    assert_eq!(scan("shown.yaml"), whole);
    let (code, out, _) = run_in(&["rules", "test", "--rules", "shown.yaml"], &at);
    assert_eq!((code, out.as_str()), (0, "1 example passed, 0 failed\n"));
    assert_eq!(
        run_in(&["rules", "show", "--rules", "shown.yaml"], &at).1,
        shown,
        "a pack alone is shown as it was written"
    );
}

#[test]
fn an_entry_with_the_same_id_takes_the_place_of_the_other() {
    let dir = repository();
    let at = dir.path().join("repo");
    let own = "rules:\n  - {id: all, when: {term: shot}, category: UNCLASSIFIED}\n\
               batches:\n  - {id: 2, title: Late, risk: low, needs: [1]}\n  - {id: 1, title: Early, risk: low}\n\
               renames: {a: c, d: e}\n";
    put(
        &at,
        "base.yaml",
        &format!("{PACK}batches:\n  - {{id: 1, title: Base, risk: high}}\nrenames: {{a: b, x: z}}\n"),
    );
    assert_eq!(checked(dir.path(), "base.yaml", own), (0, "own.yaml: 1 rule, 2 batches, no mistakes\n".into()));
    let (_, shown, _) = run_in(&["rules", "show", "--rules", "own.yaml"], &at);
    let places = ["title: Early", "title: Late"].map(|it| shown.find(it).unwrap());
    assert!(places[0] < places[1], "a batch stands behind those that it needs: {shown}");
    assert!(shown.contains("renames:\n  a: c\n  d: e\n  x: z\n"), "{shown}");
    assert!(!shown.contains("Base") && !shown.contains("category: OLD"), "{shown}");
    // A wider rule of one's own in front of others is no mistake; behind one's own it is.
    let wide = "rules:\n  - {id: wide, when: {}, category: UNCLASSIFIED}\n";
    assert_eq!(checked(dir.path(), "base.yaml", wide).0, 0);
    let hidden = format!("{wide}  - {{id: narrow, when: {{term: shot}}, category: OLD}}\n");
    let (code, said) = checked(dir.path(), "base.yaml", &hidden);
    assert!(
        code == 2 && said.contains("rule `narrow` can never win: rule `wide` takes all its hits (own.yaml:6)"),
        "{said}"
    );
}

#[test]
fn a_mistake_names_the_file_that_has_it() {
    let dir = repository();
    let at = dir.path().join("repo");
    let own = "rules:\n  - {id: own, when: {term: shto}, category: OLD}\n";
    put(&at, "base.yaml", &PACK.replace("category: OLD", "category: ODL"));
    let (code, said) = checked(dir.path(), "base.yaml", own);
    assert_eq!(code, 2);
    for words in [
        "rule `own`: unknown term `shto` (own.yaml:5). Did you mean `shot`?",
        "rule `all`: unknown category `ODL` (base.yaml:12). Did you mean `OLD`?",
        "12 | category: ODL",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    put(&at, "base.yaml", &PACK.replace("{TakeShot: OLD}", "{TakeShot: UNCLASSIFIED}"));
    assert_eq!(checked(dir.path(), "base.yaml", "").0, 0);
    let (code, out, _) = run_in(&["rules", "test", "--rules", "own.yaml"], &at);
    assert!(code == 1 && out.starts_with("rule `all` (base.yaml:15): "), "{out}");
    put(&at, "base.yaml", &PACK.replace("name: shots", "nmae: shots"));
    let said = checked(dir.path(), "base.yaml", "").1;
    assert!(said.contains("unknown key `nmae` (base.yaml:3). Did you mean `name`?"), "{said}");
    put(&at, "base.yaml", "version: 2\nname: new\n");
    let said = checked(dir.path(), "base.yaml", "").1;
    assert!(said.contains("version 2 is not known (base.yaml:1). This program reads version 1"), "{said}");
    put(&at, "base.yaml", "version: 1\nname: bare\n");
    let said = checked(dir.path(), "base.yaml", "rules: []\n").1;
    assert!(said.contains("the key `terms` is missing (base.yaml:2). A pack may take it from another one"), "{said}");
}

#[cfg(unix)]
#[test]
fn what_can_not_be_extended_is_said_with_the_way_out() {
    let dir = repository();
    let at = dir.path().join("repo");
    let says = |extends: &str, words: &str| {
        let (code, said) = checked(dir.path(), extends, "");
        assert!(code == 2 && said.contains(words), "{words} in {said}");
    };
    says(
        "none.yaml",
        "`extends: none.yaml`: cannot find none.yaml: No such file or directory (os error 2) (own.yaml:2). Name a file",
    );
    says("own.yaml", "packs extend each other in a circle: own.yaml → own.yaml (own.yaml:2). Take `extends` out");
    put(&at, "base.yaml", "version: 1\nextends: ./own.yaml\nname: base\n");
    says("base.yaml", "in a circle: own.yaml → base.yaml → own.yaml (base.yaml:2)");
    put(dir.path(), "outside.yaml", PACK);
    says("../outside.yaml", "outside of the repository");
    std::os::unix::fs::symlink("../outside.yaml", at.join("link.yaml")).unwrap();
    says("link.yaml", "(own.yaml:2). Copy the pack into the repository");
    std::fs::create_dir(at.join("folder")).unwrap();
    says("folder", "cannot read the rule file: not a regular file (folder) (own.yaml:2). Name a rule file");
    for number in 1..9 {
        put(&at, &format!("{number}.yaml"), &format!("version: 1\nextends: {}.yaml\nname: part\n", number + 1));
    }
    put(&at, "9.yaml", PACK);
    says("1.yaml", "more than 8 files extend each other (7.yaml:2). Join some of them");
    assert_eq!(checked(dir.path(), "4.yaml", "").0, 0);
    // Where there is no repository there is nothing to stay in.
    std::fs::remove_dir(at.join(".git")).unwrap();
    assert_eq!(checked(dir.path(), "../outside.yaml", "").0, 0);
}

#[test]
fn the_schema_asks_for_what_is_not_extended() {
    let (_, out, _) = run_in(&["rules", "schema"], &package());
    let schema: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(schema["required"], serde_json::json!(["version", "name"]));
    let either = serde_json::json!([{"required": ["extends"]}, {"required": ["terms", "categories", "rules"]}]);
    assert_eq!(schema["anyOf"], either);
    assert_eq!(schema["properties"]["terms"]["type"], "array");
}
