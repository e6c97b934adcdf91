//! Renames of what modules and namespaces export, through the program: modules that are values, whose names are texts at run time, and
//! namespaces and enumerations that are declared in parts.

use tempfile::TempDir;

use crate::support::{put, run_in};

const BUILD: &str = "export const jobId = 1;\nexport const at = 2;\n";

/// The lines that a rename of `symbol` writes to `newName`, or what it says.
fn renamed(files: &[(&str, &str)], symbol: &str, new: &str) -> Result<Vec<String>, String> {
    let dir = TempDir::new().unwrap();
    put(dir.path(), "p/package.json", "{\"name\": \"p\", \"private\": true}\n");
    files.iter().for_each(|(path, text)| put(dir.path(), &format!("p/src/{path}"), text));
    let (status, out, err) = run_in(&["rename", symbol, new, "--diff", "p"], dir.path());
    if status != 0 {
        return Err(err);
    }
    let new = |it: &&str| it.starts_with('+') && !it.starts_with("+++");
    Ok(out.lines().filter(new).map(|it| it[1..].to_owned()).collect())
}

/// The rename of the export `jobId` of `build.ts` is refused beside these files, for this reason.
fn refused(files: &[(&str, &str)], reason: &str) {
    let all = [&[("build.ts", BUILD)], files].concat();
    let said = renamed(&all, "build.ts#jobId", "buildId").expect_err(&format!("{files:?}"));
    assert!(said.contains(reason), "{files:?}\n{said}");
}

/// A module that goes where a text can ask it for any name gives its exports to that text, in whatever file it stands.
#[test]
fn a_module_that_is_asked_for_names_by_texts_keeps_them() {
    let reason = "the string 'jobId' may name it at run time or in a type";
    let get = "import * as all from './build';\nexport const get = (key: string) => (all as any)[key];\n";
    refused(
        &[("get.ts", get), ("page.ts", "import { get } from './get';\nexport const one = get('jobId');\n")],
        reason,
    );
    let keys = "import { get } from './get';\nconst KEYS = ['jobId'];\nexport const all = KEYS.map(get);\n";
    refused(&[("get.ts", get), ("page.ts", keys)], reason);
    let star = ("all.ts", "export * as all from './build';\n");
    let held = "import { all } from './all';\nconst table = { build: all };\nconst KEYS: string[] = ['jobId'];
export const one = KEYS.map((it) => (table.build as Record<string, number>)[it]);\n";
    refused(&[star, ("page.ts", held)], reason);
    let later = "const KEYS: string[] = ['jobId'];
export const one = import('./build').then((all: any) => all[KEYS[0]!]);\n";
    refused(&[("page.ts", later)], reason);
    let read = "export const read = (all: Record<string, number>, key: string) => all[key];\n";
    let given =
        "import * as all from './build';\nimport { read } from './read';\nexport const one = read(all, 'jobId');\n";
    refused(&[("read.ts", read), ("page.ts", given)], reason);
}

/// A module that is given away has all of its names there.
#[test]
fn a_module_that_is_given_away_keeps_its_names() {
    let reason = "a module is given away as a value here, and `jobId` is one of the names that it has then";
    let ways = [
        "export const text = JSON.stringify(all);",
        "export const copy = { ...all };",
        "export const table: Record<string, number> = all;",
        "import { register } from 'registry';\nregister(all);",
        "const { at, ...rest } = all;\nexport const others = [at, rest];",
    ];
    for way in ways {
        refused(&[("page.ts", &format!("import * as all from './build';\n{way}\n"))], reason);
    }
    let listed = "all names of the object are taken as texts here, and 'jobId' is one of them";
    for way in ["Object.keys(all)", "Object.entries(all).map(([key]) => key)"] {
        refused(&[("page.ts", &format!("import * as all from './build';\nexport const names = {way};\n"))], listed);
    }
}

/// A module of which only names are read gives nothing away.
#[test]
fn a_module_that_is_read_by_names_gives_nothing_away() {
    let page = "import * as all from './build';
export const one = all.jobId + all['jobId'];
export const { jobId } = all;
export const count = Object.keys(all).length + Object.values(all).length;
export const later = import('./build').then((it) => it.jobId);
export async function last() {
  const build = await import('./build');
  return build.jobId;
}
";
    let words = "export const words = ['jobId'];\nexport const { log } = console;\nlog('jobId');\n";
    let written = renamed(&[("build.ts", BUILD), ("page.ts", page), ("words.ts", words)], "build.ts#jobId", "buildId");
    let expected = [
        "export const buildId = 1;",
        "export const one = all.buildId + all['buildId'];",
        "export const { buildId: jobId } = all;",
        "export const later = import('./build').then((it) => it.buildId);",
        "  return build.buildId;",
    ];
    assert_eq!(written.unwrap(), expected);
}

/// Members of an enumeration have plain names in it, in each of its parts, and hide what is declared outside.
#[test]
fn a_member_of_an_enumeration_has_a_plain_name_inside() {
    let flags = "const Base = 4;
export enum Flag { Open = 1, Wide = Open << 1, All = Flag.Open | Wide | Base }
export enum Flag { Last = Open << 3 }
export const Open = Flag.Open;
";
    let written = renamed(&[("flags.ts", flags)], "Flag.Open", "Free").unwrap();
    let expected = [
        "export enum Flag { Free = 1, Wide = Free << 1, All = Flag.Free | Wide | Base }",
        "export enum Flag { Last = Free << 3 }",
        "export const Open = Flag.Free;",
    ];
    assert_eq!(written, expected);
    let outside = renamed(&[("flags.ts", flags)], "flags.ts#Open", "Free").unwrap();
    assert_eq!(outside, ["export const Free = Flag.Open;"]);
    for (symbol, new) in [("Flag.Open", "Base"), ("flags.ts#Base", "Wide")] {
        let said = renamed(&[("flags.ts", flags)], symbol, new).unwrap_err();
        assert!(said.contains("would mean something else here with the new name"), "{said}");
    }
}

/// What one part of a namespace exports has its plain name in the others.
#[test]
fn what_a_namespace_exports_has_a_plain_name_in_its_other_parts() {
    let parts = "const base = 5;
export namespace Store { export const depth = 1; }
export namespace Store { export const twice = depth * 2 + base; }
export const all = Store.depth + Store.twice;
";
    let written = renamed(&[("store.ts", parts)], "store.ts#Store/depth", "level").unwrap();
    let expected = [
        "export namespace Store { export const level = 1; }",
        "export namespace Store { export const twice = level * 2 + base; }",
        "export const all = Store.level + Store.twice;",
    ];
    assert_eq!(written, expected);
    let said = renamed(&[("store.ts", parts)], "store.ts#base", "depth").unwrap_err();
    assert!(said.contains("`depth` would mean something else here with the new name"), "{said}");
}

/// An interface that another file adds to is one, from whichever part its rename begins.
#[test]
fn an_interface_that_another_file_adds_to_is_renamed_in_both() {
    let build = "export interface Kinds<T> {\n  plain: T;\n}\nexport type Kind = keyof Kinds<unknown>;\n";
    let night = "import type { Kind } from './build';
declare module './build' {
  interface Kinds<T> {
    night: T;
  }
}
export const kind: Kind = 'night';
";
    let shared = "declare global {\n  interface Kinds {\n    other: string;\n  }\n}\nexport {};\n";
    let files = [("build.ts", build), ("night.ts", night), ("shared.ts", shared)];
    let expected =
        ["export interface Sorts<T> {", "export type Kind = keyof Sorts<unknown>;", "  interface Sorts<T> {"];
    for symbol in ["build.ts#Kinds", "night.ts#Kinds", "p/src/night.ts:3:13"] {
        assert_eq!(renamed(&files, symbol, "Sorts").as_deref(), Ok(&expected.map(str::to_owned)[..]), "{symbol}");
    }
    let more = "declare global {\n  interface Kinds {\n    more: Kinds;\n  }\n}\nexport {};\n";
    let written = renamed(&[("shared.ts", shared), ("more.ts", more)], "shared.ts#Kinds", "Sorts").unwrap();
    assert_eq!(written, ["  interface Sorts {", "    more: Sorts;", "  interface Sorts {"]);
}

/// A namespace needs neither `export` nor `declare` to be one: what it exports is asked for by its name, in all parts, and in the files that get it.
#[test]
fn a_plain_namespace_has_what_it_exports() {
    let parts = "namespace Store { export interface Row { at: number } }
namespace Store { export const depth = 1; export namespace Inner { export const wide = 2; } }
import Alias = Store.Inner;
export const all = Store.depth + Alias.wide + Store.Inner.wide;
";
    let written = renamed(&[("store.ts", parts)], "store.ts#Store/depth", "level").unwrap();
    let expected = [
        "namespace Store { export const level = 1; export namespace Inner { export const wide = 2; } }",
        "export const all = Store.level + Alias.wide + Store.Inner.wide;",
    ];
    assert_eq!(written, expected);
    let written = renamed(&[("store.ts", parts)], "store.ts#Store.Inner/wide", "broad").unwrap();
    assert_eq!(written[1], "export const all = Store.depth + Alias.broad + Store.Inner.broad;");
    let merged = "class Store {}\nnamespace Store { export const depth = 1; }\nexport = Store;\n";
    let page = "import Store = require('./store');\nexport const all = Store.depth;\n";
    let written = renamed(&[("store.ts", merged), ("page.ts", page)], "store.ts#Store/depth", "level").unwrap();
    assert_eq!(written, ["export const all = Store.level;", "namespace Store { export const level = 1; }"]);
    let called = "function store() { return store.depth; }\nnamespace store { export let depth = 1; }\nexport const all = store();\n";
    let written = renamed(&[("store.ts", called)], "store.ts#store/depth", "level").unwrap();
    assert_eq!(written.len(), 2, "{written:?}");
}
