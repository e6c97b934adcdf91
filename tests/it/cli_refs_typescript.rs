//! `refs` and `rename` of names in TypeScript and JavaScript through the program: each kind of name, what is asked for by a part of its
//! path or by a place, and what is refused.

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{put, run_in};

const SHAPES: &str = "export interface Sized {
  width: number;
  grow(by: number): void;
}
export class Box implements Sized {
  width = 1;
  grow(by: number) {
    this.width += by;
  }
}
export class Crate extends Box {
  override grow(by: number) {
    super.grow(by);
  }
}
export enum Side { Left, Right }
export type Pair = { left: Sized; right: Sized } | { left: Sized; right: null };
export function area(width: number, pair: Pair): number {
  const left = pair.left.width;
  return left * width;
}
export interface Other {
  width: string;
}
";

const INDEX: &str = "export { area, area as surface } from './shapes';
export * from './shapes';
";

const USE: &str = "import { area, surface, Crate, Side, type Other, type Pair, type Sized } from './index';

export function widths(sized: Sized, other: Other, either: Sized | Other, any: any) {
  const { width } = sized;
  const side = Side.Left;
  const both: Sized = { width, grow() {} };
  new Crate().grow(other.width.length + width);
  sized.grow(either.width as number);
  return [any.width, sized['width'], side, both, surface(1, null!), area(2, null!)];
}
export const keys: Pick<Sized, 'width'> | null = null;
";

const VIEW: &str = "import type { Sized } from './shapes';

export interface Props {
  title: string;
  shape: Sized;
}
export const View = ({ title, shape }: Props) => <p title={title}>{shape.width}</p>;
export const Page = (props: Props) => <View title=\"a\" shape={props.shape} />;
export type Titled = Pick<Props, 'title'>;
export type Title = Props['title'];
export const has = (it: Sized | Props) => 'title' in it;
";

const SCRIPT: &str = "import { area } from './shapes';

export const twice = () => area(1, null) * 2;
";

fn package() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "p/package.json", "{\"name\": \"p\", \"private\": true}\n");
    let files =
        [("shapes.ts", SHAPES), ("index.ts", INDEX), ("use.ts", USE), ("view.tsx", VIEW), ("script.js", SCRIPT)];
    files.iter().for_each(|(path, text)| put(dir.path(), &format!("p/src/{path}"), text));
    dir
}

/// `file:line:column`, with ` declares` and ` linked` behind it.
fn rows(dir: &TempDir, symbol: &str) -> Vec<String> {
    let (code, out, err) = run_in(&["refs", symbol, "p", "--format", "jsonl"], dir.path());
    assert_eq!(code, 0, "{symbol}: {err}");
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        let declares = if row["declaration"] == true { " declares" } else { "" };
        let linked = if row["relation"] == "linked" { " linked" } else { "" };
        let path = row["path"].as_str().unwrap().trim_start_matches("src/");
        format!("{path}:{}:{}{declares}{linked}", row["line"], row["column"])
    };
    out.lines().map(row).collect()
}

#[test]
fn a_property_of_an_interface_has_its_uses_and_what_implements_it() {
    let expected = [
        "shapes.ts:2:3 declares",
        "shapes.ts:6:3 declares linked",
        "shapes.ts:8:10 linked",
        "shapes.ts:19:26",
        "use.ts:4:11",
        "use.ts:6:25",
        "use.ts:8:21",
        "use.ts:9:29",
        "use.ts:11:33",
        "view.tsx:7:74",
    ];
    assert_eq!(rows(&package(), "shapes.ts#Sized.width"), expected);
    let other = ["shapes.ts:23:3 declares", "use.ts:7:26", "use.ts:8:21"];
    assert_eq!(rows(&package(), "Other.width"), other, "a property of a union is that of each part");
}

#[test]
fn a_method_is_linked_to_what_it_implements_and_overrides() {
    let linked = |symbol: &str| {
        let rows = rows(&package(), symbol);
        (rows.iter().filter(|it| it.ends_with("linked")).count(), rows.len())
    };
    assert_eq!(linked("Sized.grow"), (5 - 1, 7), "{:?}", rows(&package(), "Sized.grow"));
    assert_eq!(linked("Crate.grow").1, 7);
}

#[test]
fn an_exported_function_is_found_in_lists_and_under_another_name() {
    let expected = [
        "index.ts:1:10",
        "index.ts:1:16",
        "script.js:1:10",
        "script.js:3:28",
        "shapes.ts:18:17 declares",
        "use.ts:1:10",
        "use.ts:9:69",
    ];
    assert_eq!(rows(&package(), "area"), expected, "in JavaScript as well");
}

#[test]
fn names_inside_of_a_function_are_its_own() {
    let dir = package();
    assert_eq!(rows(&dir, "area/width"), ["shapes.ts:18:22 declares", "shapes.ts:20:17"]);
    assert_eq!(rows(&dir, "area/left"), ["shapes.ts:19:9 declares", "shapes.ts:20:10"]);
    let shorthand = ["use.ts:4:11 declares", "use.ts:6:25", "use.ts:7:41"];
    assert_eq!(rows(&dir, "widths/width"), shorthand, "the variable of a shorthand, as its property is");
}

#[test]
fn types_members_of_enums_and_attributes_are_names_as_well() {
    let dir = package();
    assert_eq!(rows(&dir, "Side.Left"), ["shapes.ts:16:20 declares", "use.ts:5:21"]);
    assert_eq!(rows(&dir, "Pair"), ["shapes.ts:17:13 declares", "shapes.ts:18:43", "use.ts:1:55"]);
    let parts = ["shapes.ts:17:22 declares", "shapes.ts:17:54 declares", "shapes.ts:19:21"];
    assert_eq!(rows(&dir, "Pair.left"), parts, "the parts of a union declare one property");
    let title = [
        "view.tsx:4:3 declares",
        "view.tsx:7:24",
        "view.tsx:8:45",
        "view.tsx:9:35",
        "view.tsx:10:28",
        "view.tsx:11:44",
    ];
    assert_eq!(rows(&dir, "Props.title"), title, "and no attribute of an element of HTML");
}

#[test]
fn what_is_not_known_is_listed_apart() {
    let (_, out, _) = run_in(&["refs", "Sized.width", "p"], package().path());
    assert!(
        out.ends_with("1 more place bears the name with a meaning that is not known:\n  p/src/use.ts:9:15\n"),
        "{out}"
    );
}

#[test]
fn a_place_names_its_symbol() {
    let dir = package();
    let by_name = rows(&dir, "Sized.width");
    for place in ["p/src/shapes.ts:2:3", "p/src/shapes.ts:2", "src/shapes.ts:19:26", "use.ts:9:30"] {
        assert_eq!(rows(&dir, place), by_name, "{place}");
    }
    assert_eq!(rows(&dir, "script.js:3:28"), rows(&dir, "area"));
    let (code, _, err) = run_in(&["refs", "use.ts:6:25", "p"], dir.path());
    assert_eq!(code, 2);
    let both = "`use.ts:6:25` names 2 symbols; say which:\n         src/shapes.ts#Sized.width\n         src/use.ts#widths/width\n";
    assert!(err.contains(both), "a shorthand is both: {err}");
    for (place, why) in [
        ("use.ts:2:1", "no name stands there"),
        ("use.ts:99:1", "the file has 11 lines"),
        ("use.ts:3:1", "`export` is no name whose declaration is known"),
        ("use.ts:7", "the line declares nothing"),
        ("gone.ts:1:1", "there is no file `gone.ts` in the roots"),
    ] {
        let (code, _, err) = run_in(&["refs", place, "p"], dir.path());
        assert!(code == 2 && err.contains(&format!("no symbol at `{place}`: {why}")), "{place}: {err}");
    }
}

#[test]
fn what_names_nothing_or_too_much_could_not_run() {
    let dir = package();
    let (code, out, err) = run_in(&["refs", "width", "p"], dir.path());
    assert_eq!((code, out.as_str()), (2, ""));
    let candidates = "`width` names 5 symbols; say which:
         src/shapes.ts#Box.width
         src/shapes.ts#Other.width
         src/shapes.ts#Sized.width
         src/shapes.ts#area/width
         src/use.ts#widths/width
";
    assert!(err.contains(candidates), "the keys of a literal that a type asks for are none: {err}");
    let (code, _, err) = run_in(&["refs", "Sizd.width", "p"], dir.path());
    assert!(code == 2 && err.contains("no symbol `Sizd.width`; did you mean one of these?\n"), "{err}");
}

#[test]
fn two_languages_may_have_one_name() {
    let dir = package();
    put(dir.path(), "p/go.mod", "module x.test/p\n\ngo 1.24\n");
    put(dir.path(), "p/p.go", "package p\n\ntype Sized struct{ width int }\n");
    let (code, _, err) = run_in(&["refs", "Sized.width", "p"], dir.path());
    let both = "`Sized.width` names 2 symbols; say which:\n         src/shapes.ts#Sized.width\n         x.test/p.Sized.width\n";
    assert!(code == 2 && err.contains(both), "{err}");
    assert_eq!(rows(&dir, "x.test/p.Sized.width").len(), 1);
    assert_eq!(rows(&dir, "shapes.ts#Sized.width").len(), 10);
}

#[test]
fn two_repositories_may_have_one_path() {
    let dir = package();
    put(dir.path(), "q/package.json", "{\"name\": \"q\", \"private\": true}\n");
    put(dir.path(), "q/src/shapes.ts", "export interface Sized {\n  width: number;\n}\n");
    let (code, _, err) = run_in(&["refs", "Sized.width", "p", "q"], dir.path());
    let both = "say which:\n         p/src/shapes.ts#Sized.width\n         q/src/shapes.ts#Sized.width\n";
    assert!(code == 2 && err.contains(both), "{err}");
    let (code, out, err) = run_in(&["refs", "q/src/shapes.ts#Sized.width", "p", "q"], dir.path());
    assert!(code == 0 && out.starts_with("src/shapes.ts#Sized.width: 1 reference in 1 file\n"), "{out}{err}");
}

/// The lines that a rename adds.
fn added(dir: &TempDir, symbol: &str, new: &str) -> Vec<String> {
    let (code, out, err) = run_in(&["rename", symbol, new, "--diff", "p"], dir.path());
    assert_eq!(code, 0, "{symbol}: {err}");
    let lines = out.lines().filter(|line| line.starts_with('+') && !line.starts_with("+++"));
    lines.map(|line| line[1..].trim().to_owned()).collect()
}

#[test]
fn a_rename_takes_along_what_is_linked_and_writes_shorthands_out() {
    let dir = package();
    let attributes = [
        "heading: string;",
        "export const View = ({ heading: title, shape }: Props) => <p title={title}>{shape.width}</p>;",
    ];
    assert_eq!(added(&dir, "Props.title", "heading")[..2], attributes);
    let function = added(&dir, "shapes.ts#area", "extent");
    assert_eq!(function[0], "export { extent, extent as surface } from './shapes';");
    assert_eq!(function[1], "import { extent } from './shapes';", "JavaScript follows");
    assert_eq!(function.len(), 6, "{function:?}");
    let method = added(&dir, "Sized.grow", "widen");
    let expected = [
        "widen(by: number): void;",
        "widen(by: number) {",
        "override widen(by: number) {",
        "super.widen(by);",
        "const both: Sized = { width, widen() {} };",
        "new Crate().widen(other.width.length + width);",
        "sized.widen(either.width as number);",
    ];
    assert_eq!(method, expected);
    let local = added(&dir, "widths/width", "wide");
    assert_eq!(local[..2], ["const { width: wide } = sized;", "const both: Sized = { width: wide, grow() {} };"]);
    assert_eq!(added(&dir, "Pair.left", "first").len(), 2);
}

/// What a rename refuses: `place: reason`, without the symbol.
fn refused(dir: &TempDir, symbol: &str, new: &str) -> Vec<String> {
    let (code, out, err) = run_in(&["rename", symbol, new, "--diff", "p"], dir.path());
    assert_eq!((code, out.as_str()), (1, ""), "{symbol}: {err}");
    assert!(err.ends_with("runsess: nothing was written\n"), "{err}");
    let lines = err.lines().filter_map(|line| line.strip_prefix("runsess: refused: "));
    let bare = |line: &str| format!("{}: {}", line.split_once(" `").unwrap().0, line.split_once("`: ").unwrap().1);
    lines.map(bare).collect()
}

#[test]
fn a_rename_that_is_not_proved_is_refused_with_its_places() {
    let dir = package();
    let taken = refused(&dir, "area/width", "left");
    assert!(taken.iter().any(|it| it.contains("its scope has `left` already")), "{taken:?}");
    let unknown = refused(&dir, "Sized.width", "breadth");
    assert!(
        unknown.iter().any(|it| it.starts_with("p/src/use.ts:9: `width` of a value whose type is not known may be it")),
        "{unknown:?}"
    );
    assert!(
        unknown.iter().any(|it| it.starts_with("p/src/use.ts:8: the name here is also that of src/shapes.ts:23")),
        "{unknown:?}"
    );
    let word = refused(&dir, "area/left", "class");
    assert_eq!(word.len(), 1, "{word:?}");
}

#[test]
fn a_rename_is_written_and_undone_by_the_other_one() {
    let dir = package();
    let run = |symbol: &str, new: &str| {
        let (code, _, err) = run_in(&["rename", symbol, new, "--allow-dirty", "p"], dir.path());
        assert_eq!(code, 0, "{err}");
    };
    run("Props.title", "heading");
    let view = std::fs::read_to_string(dir.path().join("p/src/view.tsx")).unwrap();
    assert!(view.contains("<View heading=\"a\" shape"), "{view}");
    run("Props.heading", "title");
    let view = std::fs::read_to_string(dir.path().join("p/src/view.tsx")).unwrap();
    assert_eq!(view, VIEW.replace("({ title, shape }", "({ title: title, shape }"), "what was written out stays so");
}

#[test]
fn a_parameter_that_is_a_field_has_both_names() {
    let dir = package();
    put(
        dir.path(),
        "p/src/oak.ts",
        "export class Oak {\n  constructor(readonly rings: number) {\n    rings.toFixed();\n    this.rings.toFixed();\n  }\n}\n",
    );
    let expected = ["oak.ts:2:24 declares", "oak.ts:3:5", "oak.ts:4:10"];
    assert_eq!(rows(&dir, "Oak.rings"), expected);
    assert_eq!(rows(&dir, "Oak.constructor/rings"), expected, "as a scan calls it");
}

#[test]
fn a_member_that_a_type_gives_another_name_keeps_its_own() {
    let dir = package();
    put(
        dir.path(),
        "p/src/getters.ts",
        "type Snake<T> = { [K in keyof T as `a_${K & string}`]: T[K] extends object ? Snake<T[K]> : T[K] };
type Getters<T> = { [K in keyof T as `get${Capitalize<K & string>}`]: () => T[K] };
type Filtered<T> = { [K in keyof T as K extends string ? K : never]: T[K] };
interface Used { span: number }
interface Inner { reach: number }
interface Outer { inner: Inner }
interface Apart { span: number; girth: number }
interface Leaf { vein: string }
interface Branch { leaf: Leaf }
export const deep = (it: Snake<Branch>) => it.a_leaf.a_vein;
export const use = (it: Getters<Used>, outer: Getters<Outer>) => [it.getSpan(), outer.getInner()];
export const other = (it: Apart, filtered: Filtered<Apart>) => it.span + filtered.girth;
",
    );
    let renamed = |symbol: &str| run_in(&["rename", symbol, "renamed", "--diff", "p"], dir.path());
    for symbol in ["Used.span", "Outer.inner", "Branch.leaf", "Leaf.vein"] {
        let (code, _, err) = renamed(symbol);
        assert_eq!(code, 1, "{symbol}: {err}");
        assert!(err.contains("makes other names from"), "{symbol}: {err}");
    }
    for symbol in ["Apart.span", "Apart.girth", "Inner.reach"] {
        let (code, _, err) = renamed(symbol);
        assert_eq!(code, 0, "{symbol}: {err}");
    }
}
