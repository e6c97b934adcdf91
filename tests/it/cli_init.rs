//! `init`: from a word to a rule pack that tells its meanings apart.

use std::collections::BTreeSet;

use tempfile::TempDir;

use crate::support::{put, run_answering, run_in};

const SHOP: &str = "package shop

type LampState string

const (
\tLampStateOn  LampState = \"on\"
\tLampStateOff LampState = \"off\"
)

type Lamp struct{ State LampState }

type Order struct {
\tID    string
\tState string
}

type OrderListResponse struct{ State string }

const orderStateOpen = \"open\"

func light(lamp *Lamp) { lamp.State = LampStateOn }

func open(order *Order) OrderListResponse {
\torder.State = orderStateOpen
\tstate := order.State
\treturn OrderListResponse{State: state}
}

// The state of affairs.
func affairs(state string) {}
";

fn shop() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test/shop\n\ngo 1.24\n");
    put(dir.path(), "p/shop.go", SHOP);
    dir
}

/// More things with a state than a proposal tells apart: each of the first ones is used more than once, the last two are not.
fn many() -> TempDir {
    let words = "amber birch cedar daisy ebony fern grape hazel iris jade kale laurel maple nettle olive pine quince rowan sage thyme umber \
                 violet willow yarrow zinnia acorn basil clover dill elder fig ginger heather ivy juniper kelp lotus mint nutmeg oak poppy rue";
    let mut text = String::from("package shop\n");
    for (at, word) in words.split(' ').enumerate() {
        let own = format!("{}{}", word[..1].to_uppercase(), &word[1..]);
        let uses = if at < 40 { "\treturn it.State + it.State\n" } else { "\treturn \"\"\n" };
        text += &format!("\ntype {own} struct{{ State string }}\n\nfunc read{own}(it {own}) string {{\n{uses}}}\n");
    }
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test/shop\n\ngo 1.24\n");
    put(dir.path(), "p/shop.go", &text);
    dir
}

fn init(dir: &TempDir, args: &[&str]) -> (i32, String, String) {
    run_in(&[&["init"], args].concat(), dir.path())
}

/// `line:text category` of each finding by `pack`.
fn found(dir: &TempDir, pack: &str) -> BTreeSet<String> {
    let (code, out, said) = run_in(&["scan", "p", "--rules", pack, "--format", "jsonl"], dir.path());
    assert!(code < 2, "{said}");
    let row = |line: &str| {
        let it: serde_json::Value = serde_json::from_str(line).unwrap();
        format!("{}:{} {}", it["line"], it["text"].as_str().unwrap(), it["category"].as_str().unwrap())
    };
    out.lines().map(row).collect()
}

#[test]
fn names_owners_and_values_tell_the_meanings_apart() {
    let dir = shop();
    let (code, out, said) = init(&dir, &["state", "p"]);
    assert!(
        code == 0 && out.contains("state.yaml settles ") && out.contains("  order") && out.contains("  lamp"),
        "{out}{said}"
    );
    assert!(
        out.contains("open: nothing says what they mean")
            && out.contains("Next: read state.yaml, then decide what is open: runsess decide p --rules state.yaml"),
        "{out}"
    );
    let (code, _, said) = run_in(&["rules", "check", "state.yaml"], dir.path());
    assert_eq!(code, 0, "{said}");
    let found = found(&dir, "state.yaml");
    for expected in [
        "3:LampState LAMP_STATE",
        "6:LampStateOn LAMP_STATE",
        "10:State LAMP_STATE",
        "14:State ORDER_STATE",
        "17:State ORDER_STATE",
        "19:orderStateOpen ORDER_STATE",
        "25:state ORDER_STATE",
        "29:state IN_TEXT",
        "30:state UNCLASSIFIED",
    ] {
        assert!(found.contains(expected), "{expected} of {found:#?}");
    }
}

#[test]
fn one_meaning_gets_its_new_words_by_batches() {
    let dir = shop();
    let (code, out, said) =
        init(&dir, &["state", "p", "--to", "order status", "--meaning", "order", "-o", "pack.yaml"]);
    assert!(code == 0 && out.contains("runsess plan p --rules pack.yaml"), "{out}{said}");
    let args = ["apply", "--batch", "1", "p", "--rules", "pack.yaml", "--allow-no-vcs", "--diff"];
    let (code, out, said) = run_in(&args, dir.path());
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("+\torder.OrderStatus = ") && !out.contains("+type Lamp"), "{out}");
}

/// Lamps and orders are two meanings by what the code says, and one where a person says so.
#[test]
fn several_meanings_get_the_new_words_as_one() {
    let dir = shop();
    for (at, wanted) in ["order,lamp", "all"].into_iter().enumerate() {
        let file = format!("pack{at}.yaml");
        let (code, out, said) = init(&dir, &["state", "p", "--to", "status", "--meaning", wanted, "-o", &file]);
        assert_eq!(code, 0, "{out}{said}");
        let args = ["apply", "--batch", "1", "p", "--rules", &file, "--allow-no-vcs", "--diff"];
        let (code, out, said) = run_in(&args, dir.path());
        assert!(
            code == 0 && out.contains("+type LampStatus string") && out.contains("+\torder.Status = "),
            "{out}{said}"
        );
    }
    let (code, _, said) = init(&dir, &["state", "p", "--to", "status", "--meaning", "order,fence", "-o", "no.yaml"]);
    assert!(code == 2 && said.contains("no meaning is called `fence`") && said.contains("or all"), "{said}");
}

/// What a generator declares follows its source, so the first step of a new pack does not ask for it.
#[test]
fn a_first_step_leaves_out_what_a_generator_declares() {
    let dir = shop();
    let made = "// Code generated by maker. DO NOT EDIT.\n\npackage shop\n\ntype OrderStateMaker struct{ OrderState string }\n";
    put(dir.path(), "p/made.go", made);
    put(dir.path(), "p/use.go", "package shop\n\nfunc (it OrderStateMaker) get() string { return it.OrderState }\n");
    let (code, out, said) = init(&dir, &["state", "p", "--to", "status", "--meaning", "order", "-o", "pack.yaml"]);
    assert_eq!(code, 0, "{out}{said}");
    let args = ["apply", "--batch", "1", "p", "--rules", "pack.yaml", "--allow-no-vcs", "--diff"];
    let (code, out, said) = run_in(&args, dir.path());
    assert!(code == 0 && out.contains("+\torder.Status = ") && !out.contains("use.go"), "{out}{said}");
}

/// The pages of a shop get its orders by a key of a map, whose meaning is that of the type of its values.
#[test]
fn later_steps_know_what_the_first_one_has_renamed() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test/shop\n\ngo 1.24\n");
    let shop = "package shop\n\ntype Order struct{ Number string }\n\ntype OrderBook struct{ Orders []Order }\n\ntype Rack struct{ Order string }\n\n\
                type Article struct{ Text string }\n\nfunc page(order Order) map[string]any { return map[string]any{\"order\": order} }\n\n\
                func sorted(rack *Rack) string { rack.Order = \"name\"; return rack.Order }\n\nfunc text(article Article) string { return article.Text }\n";
    put(dir.path(), "p/shop.go", shop);
    let (code, out, said) = init(&dir, &["order", "p", "--to", "purchase", "--meaning", "shop", "-o", "pack.yaml"]);
    assert_eq!(code, 0, "{out}{said}");
    let (code, out, said) =
        run_in(&["apply", "--batch", "1", "p", "--rules", "pack.yaml", "--allow-no-vcs"], dir.path());
    assert_eq!(code, 0, "{out}{said}");
    let (code, out, said) = run_in(
        &["apply", "--batch", "3", "--phase", "A", "p", "--rules", "pack.yaml", "--allow-no-vcs", "--diff"],
        dir.path(),
    );
    assert!(code == 0 && out.contains("\"purchase\": purchase"), "{out}{said}");
}

#[test]
fn the_right_name_that_is_there_takes_its_values_along() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test/mill\n\ngo 1.24\n");
    let mill = "package mill\n\ntype Batch struct{ BatchID string }\n\ntype Sample struct{ LotID string }\n\ntype Parking struct{ LotID string }\n\n\
                func take(b Batch) Sample { return Sample{LotID: b.BatchID} }\n\nfunc again(b Batch, s *Sample) { s.LotID = b.BatchID }\n\n\
                func also(b Batch, s *Sample) bool { return s.LotID == b.BatchID }\n\nfunc park(p *Parking) { p.LotID = \"north\" }\n\n\
                func leave(p *Parking) { p.LotID = \"\" }\n";
    put(dir.path(), "p/mill.go", mill);
    let (code, out, said) = init(&dir, &["lot id", "p", "-o", "first.yaml"]);
    assert!(code == 0 && out.contains("`batch id` holds the same value in 3 places"), "{out}{said}");
    let (code, _, said) = init(&dir, &["lot id", "p", "--to", "batch id"]);
    assert_eq!(code, 0, "{said}");
    let found = found(&dir, "lot-id-to-batch-id.yaml");
    assert!(found.contains("5:LotID BATCH_LOT_ID") && found.contains("3:BatchID NAMED_RIGHT"), "{found:#?}");
    assert!(found.contains("7:LotID PARKING_LOT_ID"), "{found:#?}");
}

#[test]
fn nothing_is_overwritten_and_wrong_words_are_named() {
    let dir = shop();
    put(dir.path(), "state.yaml", "mine\n");
    let (code, _, said) = init(&dir, &["state", "p"]);
    assert!(code == 2 && said.contains("state.yaml is there already") && said.contains("--force"), "{said}");
    let (code, _, said) = init(&dir, &["state", "p", "--to", "x y", "--meaning", "nothing", "-o", "b.yaml"]);
    assert!(code == 2 && said.contains("no meaning is called `nothing`") && said.contains("order"), "{said}");
    let (code, _, said) = init(&dir, &["--", "--", "p"]);
    assert!(code == 2 && said.contains("there is no word to look for"), "{said}");
    let (code, out, _) = init(&dir, &["nowhere", "p", "-o", "-"]);
    assert!(
        code == 0 && out.contains("terms:\n  - {id: nowhere, words: nowhere}") && out.contains("domains: []"),
        "{out}"
    );
    put(dir.path(), "q/plain.md", "A nowhere man.\n");
    let (code, said, _) = init(&dir, &["nowhere", "q", "-o", "prose.yaml"]);
    assert!(code == 0 && said.contains("Next: ") && !said.contains("--meaning"), "{said}");
    put(dir.path(), "empty.yaml", &out);
    let (code, _, said) = run_in(&["rules", "check", "empty.yaml"], dir.path());
    assert_eq!(code, 0, "{said}");
}

#[test]
fn no_meaning_is_called_as_something_else_in_the_pack() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test/way\n\ngo 1.24\n");
    let kinds = ["Local", "None", "Foreign", "Generated", "String", "Named"];
    let types: String =
        kinds.iter().map(|it| format!("type {it} struct{{ {it}Right, {it}RightOf string }}\n\n")).collect();
    let uses: String = kinds
        .iter()
        .map(|it| format!("func use{it}(x {it}) string {{ return x.{it}Right + x.{it}RightOf }}\n\n"))
        .collect();
    put(dir.path(), "p/way.go", &format!("package way\n\n{types}{uses}"));
    let (code, out, said) = init(&dir, &["right", "p"]);
    assert!(code == 0 && out.contains("  local right") && out.contains("  none right"), "{out}{said}");
    let found = found(&dir, "right.yaml");
    assert!(found.contains("3:LocalRight LOCAL_RIGHT") && found.contains("5:NoneRight NONE_RIGHT"), "{found:#?}");
    assert!(found.contains("13:NamedRight NAMED_RIGHT_MEANING"), "{found:#?}");
}

#[test]
fn a_person_corrects_the_meanings_one_by_one() {
    let dir = shop();
    let asked =
        |args: &[&str], answers: &str| run_answering(&[&["init", "state", "p"], args].concat(), dir.path(), answers);
    let (code, out, said) = asked(&[], "");
    assert!(code == 0 && out.contains("Nothing was written"), "{out}{said}");
    assert!(
        out.contains("(1/2)") && out.contains("lamp state") && out.contains("p/shop.go:3:6  type LampState string"),
        "{out}"
    );
    assert!(!dir.path().join("state.yaml").exists());
    // Another name for the first, the second stays, and the first gets new words.
    let (code, out, said) = asked(&[], "?\nlight\n\n7\nlight\nlight mode\n");
    assert!(code == 0 && out.contains("=NUMBER") && out.contains("a number from 1 to 2"), "{out}{said}");
    let pack = std::fs::read_to_string(dir.path().join("state.yaml")).unwrap();
    assert!(pack.contains("id: light\n") && pack.contains("to: light mode") && pack.contains("- id: 1\n"), "{pack}");
    let found_now = found(&dir, "state.yaml");
    assert!(
        found_now.contains("3:LampState LIGHT_STATE") && found_now.contains("14:State ORDER_STATE"),
        "{found_now:#?}"
    );
    // The second is the first; nothing is renamed.
    let (code, out, said) = asked(&["-o", "one.yaml"], "=1\n\n=2\n=1\n\n");
    assert!(
        code == 0 && out.contains("there is no meaning before this one") && out.contains(": 1 to 1"),
        "{out}{said}"
    );
    let found_now = found(&dir, "one.yaml");
    assert!(
        found_now.contains("3:LampState LAMP_STATE") && found_now.contains("14:State LAMP_STATE"),
        "{found_now:#?}"
    );
    // The first is none, and a name that is taken changes nothing.
    let (code, out, said) = asked(&["-o", "open.yaml"], "-\nnone\n\n");
    assert!(code == 0 && out.contains("`none` is taken"), "{out}{said}");
    let found_now = found(&dir, "open.yaml");
    assert!(
        !found_now.contains("3:LampState LAMP_STATE") && found_now.contains("14:State ORDER_STATE"),
        "{found_now:#?}"
    );
    let (code, out, said) = asked(&["-o", "yes.yaml", "--yes"], "");
    assert!(code == 0 && !out.contains("One meaning?") && out.contains("yes.yaml settles"), "{out}{said}");
}

#[test]
fn the_name_of_the_repository_says_nothing_around_a_word() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "mill/go.mod", "module x.test/mill\n\ngo 1.24\n");
    put(
        dir.path(),
        "mill/mill.go",
        "package mill\n\ntype Mill struct{ State string }\n\nfunc Set(m *Mill) { m.State = \"on\" }\n\nfunc Reset(m *Mill) { m.State = \"\" }\n",
    );
    put(
        dir.path(),
        "mill/sack/sack.go",
        "package sack\n\ntype T struct{ State string }\n\nfunc set(t *T) { t.State = \"\" }\n",
    );
    put(dir.path(), "mill/notes/mill.md", "# Mill\n\nThe `state` of things.\n");
    let (code, _, said) = init(&dir, &["state", "mill", "--isolated"]);
    assert_eq!(code, 0, "{said}");
    let pack = std::fs::read_to_string(dir.path().join("state.yaml")).unwrap();
    assert!(pack.contains("id: mill\n") && !pack.contains("context: [mill]"), "{pack}");
}

#[test]
fn what_is_less_frequent_than_forty_meanings_is_one_meaning() {
    let dir = many();
    let (code, said, _) = init(&dir, &["state", "p", "-o", "state.yaml"]);
    assert_eq!(code, 0, "{said}");
    let rows = found(&dir, "state.yaml");
    assert_eq!(rows.iter().filter(|it| it.ends_with(" OTHER_STATE")).count(), 2, "{rows:?}");
    assert!(rows.iter().any(|it| it.ends_with(" AMBER_STATE")) && !rows.iter().any(|it| it.ends_with(" POPPY_STATE")));
}

#[test]
fn a_type_may_have_more_members_than_one_pattern_lists() {
    let members: Vec<String> =
        (0..70).map(|at| format!("\tState{}{} string\n", 'A', "bcdefghijk".repeat(8).split_at(at).0)).collect();
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test/shop\n\ngo 1.24\n");
    put(dir.path(), "p/shop.go", &format!("package shop\n\ntype Lamp struct {{\n{}}}\n", members.concat()));
    let (code, out, said) = init(&dir, &["state", "p"]);
    assert!(code == 0 && out.contains("70 hits of `state`"), "{out}{said}");
}

#[test]
fn a_type_and_the_words_before_the_word_tell_a_meaning() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test/shop\n\ngo 1.24\n");
    let text = "package shop

type State struct{ On bool }

type StateID string

type Lamp struct {
\tState       *State
\tState2      *State
\tdoorStateID StateID
\tnewStateID  StateID
\tdoorState   string
}

func walk(lamp *Lamp, state State) { state = *lamp.State; state.On = lamp.doorState == lamp.doorState }
";
    put(dir.path(), "p/shop.go", text);
    let (code, said, _) = init(&dir, &["state", "p", "-o", "state.yaml"]);
    assert_eq!(code, 0, "{said}");
    let rows = found(&dir, "state.yaml");
    for row in [
        "8:State SHOP_STATE",
        "15:state SHOP_STATE",
        "10:doorStateID DOOR_STATE",
        "11:newStateID STATE_ID",
        "5:StateID STATE_ID",
    ] {
        assert!(rows.contains(row), "{row}: {rows:?}");
    }
    let pack = std::fs::read_to_string(dir.path().join("state.yaml")).unwrap();
    assert!(!pack.contains("text: [state]"), "the word alone stands in every sentence: {pack}");
}

#[test]
fn a_word_around_tells_a_meaning_only_where_little_else_stands_in_it() {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/go.mod", "module x.test/shop\n\ngo 1.24\n");
    let text = "package shop

type Lamp struct{ State string }

type Clerk struct{ State string }

func (lamp *Lamp) light(state string) { lamp.State = lamp.State + lamp.State }

func (clerk *Clerk) light(lamp *Lamp) { lamp.State, clerk.State = \"on\", \"busy\" }

func (clerk *Clerk) dim(lamp *Lamp, state string) { lamp.State = lamp.State + \"off\" }
";
    put(dir.path(), "p/shop.go", text);
    put(dir.path(), "p/CHANGELOG.md", "# Changes\n\nThe clerk state and the lamp state are two.\n");
    put(dir.path(), "p/notes.md", "# Notes\n\nLamp states: of a lamp, state is on or off.\n");
    let (code, _, said) = init(&dir, &["state", "p"]);
    assert_eq!(code, 0, "{said}");
    let pack = std::fs::read_to_string(dir.path().join("state.yaml")).unwrap();
    assert!(pack.contains("context: [lamp]") && !pack.contains("context: [clerk]"), "{pack}");
    let rows = found(&dir, "state.yaml");
    let of = |line: &str| rows.iter().filter(|it| it.starts_with(line)).cloned().collect::<Vec<_>>();
    assert_eq!(of("7:state"), ["7:state LAMP_STATE"]);
    assert_eq!(of("11:state"), ["11:state UNCLASSIFIED"]);
    assert_eq!(of("3:state HISTORY"), ["3:state HISTORY"]);
}
