//! Renames of TypeScript through the program: keys of object literals without a declared type.

use tempfile::TempDir;

use crate::support::{put, run_in};

fn package(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    put(dir.path(), "p/package.json", "{\"name\": \"p\", \"private\": true}\n");
    files.iter().for_each(|(path, text)| put(dir.path(), &format!("p/src/{path}"), text));
    dir
}

/// The lines that a rename takes away and writes, or what it says.
fn renamed(dir: &TempDir, symbol: &str) -> Result<Vec<String>, String> {
    let (code, out, err) = run_in(&["rename", symbol, "renamed", "--diff", "p"], dir.path());
    if code != 0 {
        return Err(err);
    }
    let new = |it: &&str| it.starts_with('+') && !it.starts_with("+++");
    Ok(out.lines().filter(new).map(|it| it[1..].to_owned()).collect())
}

/// Who reads a property of an element, of a result or of what a condition gives reads it of each literal that may be that value.
#[test]
fn literals_that_one_value_is_made_from_are_renamed_together() {
    let ways = [
        "const all = [{ jobId: 1, at: 1 }, { jobId: 2 }];\nexport const one = all.map((it) => it.jobId);",
        "const all = [{ under: [{ jobId: 1 }] }, { under: [{ jobId: 2 }] }];\nexport const one = all.map((it) => it.under.map((it) => it.jobId));",
        "const next = (at: number) => { if (at) return { jobId: 1, at }; return { jobId: 2 }; };\nexport const one = next(1).jobId;",
        "const held = Math.random() > 1 ? { jobId: 1, at: 1 } : { jobId: 2 };\nexport const one = held.jobId;",
        "const all = [{ make() { return { jobId: 1 }; } }, { make() { return { jobId: 2 }; } }];\nexport const one = all.map((it) => it.make().jobId);",
    ];
    for way in ways {
        let dir = package(&[("list.ts", way)]);
        let found = way.match_indices("jobId").map(|it| it.0).collect::<Vec<_>>();
        for at in &found[..2] {
            let line = way[..*at].matches('\n').count() + 1;
            let column = at - way[..*at].rfind('\n').map_or(0, |it| it + 1) + 1;
            let lines = renamed(&dir, &format!("p/src/list.ts:{line}:{column}"));
            assert_eq!(lines.map(|it| it.join("\n")), Ok(way.replace("jobId", "renamed")), "{way}");
        }
    }
}

/// Two literals that nobody takes for one another have their own names.
#[test]
fn literals_apart_keep_their_own_names() {
    let code = "const one = [{ jobId: 1 }];\nconst other = [{ jobId: 2 }];\nexport const sum = one[0].jobId + other[0].jobId;\n";
    let lines = renamed(&package(&[("list.ts", code)]), "p/src/list.ts:1:16").unwrap();
    assert_eq!(lines, ["const one = [{ renamed: 1 }];", "export const sum = one[0].renamed + other[0].jobId;"]);
}

/// A literal that is stored as a value of the type has its names; one that is stored as values of two types belongs to neither.
#[test]
fn a_literal_that_is_stored_as_the_type_is_renamed_with_it() {
    let types = ("types.ts", "export interface Build { jobId: string }\nexport interface Page { jobId: string }\n");
    let head = "import type { Build, Page } from './types';\nconst loose = { jobId: '1', at: 1 };\n";
    let ways = [
        "export const build: Build = loose;",
        "const print = (build: Build) => build.jobId;\nprint(loose);",
        "const print = (all: { builds: Build[] }) => all.builds.map((it) => it.jobId);\nconst builds = [loose];\nprint({ builds });",
    ];
    for way in ways {
        let code = format!("{head}{way}\nexport const own = loose.jobId;\n");
        let dir = package(&[types, ("list.ts", &code)]);
        let lines = renamed(&dir, "Build.jobId").unwrap();
        assert!(lines.contains(&"const loose = { renamed: '1', at: 1 };".to_owned()), "{way}: {lines:#?}");
        assert!(lines.contains(&"export const own = loose.renamed;".to_owned()), "{way}: {lines:#?}");
        assert_eq!(renamed(&dir, "p/src/list.ts:2:17").unwrap(), lines, "{way}");
    }
    let both = format!("{head}export const build: Build = loose;\nexport const page: Page = loose;\n");
    let dir = package(&[types, ("list.ts", &both)]);
    let said = renamed(&dir, "Build.jobId").unwrap_err();
    assert!(said.contains("is stored as another type here"), "{said}");
}

/// An object in a list that is only gone through is no value of a type, and nobody else reads its keys.
#[test]
fn what_is_read_of_a_list_by_methods_of_the_language_goes_nowhere() {
    let types = ("types.ts", "export interface Build { jobId: string }\nexport const send = (it: any): any => it;\n");
    let other = (
        "other.ts",
        "import './list';\nimport type { Build } from './types';\nexport const read = (it: any): Build => it.jobId;\n",
    );
    let dir = |way: &str| {
        let code =
            format!("import {{ send }} from './types';\nconst all = [{{ jobId: '1' }}, {{ jobId: '2' }}];\n{way}\n");
        package(&[types, ("other.ts", other.1), ("list.ts", &code)])
    };
    let stays = [
        "export const ids = all.map((it) => it.jobId);",
        "export const ids = all.filter((it) => it.jobId !== '2').map(({ jobId }) => jobId).join(', ');",
        "export const first = all[0].jobId + all.slice(1).length;",
        "all.forEach((it, at) => { const { jobId } = it; send(jobId + at); });",
    ];
    for way in stays {
        let lines = renamed(&dir(way), "p/src/list.ts:2:16");
        assert_eq!(
            lines.map(|it| it[0].clone()),
            Ok("const all = [{ renamed: '1' }, { renamed: '2' }];".to_owned()),
            "{way}"
        );
    }
    let goes = [
        "export const sent = all.map((it) => send(it));",
        "export const sent = all.map(send);",
        "export const sent = send(all.filter((it) => it.jobId));",
        "export const sent = all.map(({ ...it }) => send(it));",
        "export const kept = all.map((it) => it);",
        "export const one = all[0];",
        "export const sent = all.flatMap((it) => send({ at: it }));",
    ];
    for way in goes {
        let said = renamed(&dir(way), "p/src/list.ts:2:16").unwrap_err();
        assert!(said.contains("p/src/other.ts:3"), "{way}: {said}");
    }
}

/// What a file gives on from a package or from a text is no name of the repository.
#[test]
fn a_name_that_is_given_on_from_a_package_is_the_package_s_own() {
    let own = ("own.ts", "export const jobId = 1;\n");
    let on = ("on.ts", "export { jobId } from 'jobs';\n");
    let lines = renamed(&package(&[own, on]), "own.ts#jobId").unwrap();
    assert_eq!(lines, ["export const renamed = 1;"]);
    let text = ("on.ts", "export { default as jobId } from './job.md';\n");
    assert!(renamed(&package(&[own, text]), "own.ts#jobId").is_ok());
    let missing = ("on.ts", "export { jobId } from './missing';\n");
    assert!(renamed(&package(&[own, missing]), "own.ts#jobId").is_err());
}

/// A call that gives a literal to its callbacks and back takes it nowhere: what comes back is followed.
#[test]
fn a_literal_that_a_call_gives_back_is_followed() {
    let code = |body: &str| {
        format!(
            "export const one = (): {{ jobId: string }} => ({{ jobId: '1' }});
declare function send(it: any): void;
export function two(all: string[]): {{ jobId: string }} {{
  const sum = all.reduce((sum, it) => {{ {body} return sum; }}, {{ jobId: '' }});
  return sum;
}}
"
        )
    };
    let lines = renamed(&package(&[("list.ts", &code("sum.jobId += it;"))]), "p/src/list.ts:1:26").unwrap();
    assert_eq!(lines, ["export const one = (): { renamed: string } => ({ renamed: '1' });"]);
    let lines = renamed(&package(&[("list.ts", &code("sum.jobId += it;"))]), "p/src/list.ts:3:39").unwrap();
    let expected = [
        "export function two(all: string[]): { renamed: string } {",
        "  const sum = all.reduce((sum, it) => { sum.renamed += it; return sum; }, { renamed: '' });",
    ];
    assert_eq!(lines, expected);
    let said = renamed(&package(&[("list.ts", &code("send(sum);"))]), "p/src/list.ts:1:26").unwrap_err();
    assert!(
        said.contains("an object without a declared type has the name here (src/list.ts:4, `{ jobId: '' }`)"),
        "{said}"
    );
}

/// What a function gives back is followed to its calls, in every file that says its name.
#[test]
fn a_literal_that_a_function_gives_back_is_followed_to_its_callers() {
    let build = ("build.ts", "export interface Build { jobId: string }\nexport declare const build: Build;\n");
    let open = ("open.ts", "export function open() {\n  return { jobId: '1', close() {} };\n}\n");
    let other = ("other.ts", "export const loose = (it: any) => it.jobId;\n");
    let main = |code: &str| {
        format!(
            "import {{ build }} from './build';\nimport {{ open }} from './open';\nimport {{ loose }} from './other';\n{code}\n"
        )
    };
    let code = main(
        "export const close = open().close;
const { jobId } = open();
const it = open();
export const all = [jobId, it.jobId, open().jobId, [open()].map((it) => it.jobId)];",
    );
    let code = code.replace("import { loose } from './other';\n", "");
    let dir = package(&[build, open, ("main.ts", &code)]);
    let lines = renamed(&dir, "p/src/open.ts:2:12").unwrap();
    let expected = [
        "const { renamed: jobId } = open();",
        "export const all = [jobId, it.renamed, open().renamed, [open()].map((it) => it.renamed)];",
        "  return { renamed: '1', close() {} };",
    ];
    assert_eq!(lines, expected);
    assert_eq!(renamed(&dir, "Build.jobId").unwrap(), ["export interface Build { renamed: string }"]);
    // Who gets the literal otherwise may take it for a build, or read the name.
    let ways = [
        "export const one = loose(open());",
        "export const one = [open].map((it) => loose(it()));",
        "export const one = loose({ ...open(), ready: true });",
        "import * as all from './open';\nexport const one = loose(all.open());",
        "export const one = import('./open').then(({ open: start }) => loose(start()));",
        "export { open as start } from './open';",
        "const held = { it: open() };\nexport const one = loose(held);",
        "export default open;",
        "export const list: any[] = [];\nlist.push(open());",
        "export const named = new Map<string, any>();\nnamed.set('it', open());",
    ];
    for way in ways {
        let dir =
            package(&[build, open, other, ("main.ts", &main(&format!("{way}\nexport const it = open().jobId;")))]);
        let said = renamed(&dir, "Build.jobId").expect_err(way);
        assert!(said.contains("an object without a declared type has the name here"), "{way}: {said}");
        let said = renamed(&dir, "p/src/open.ts:2:12").expect_err(way);
        assert!(said.contains("`jobId` of a value whose type is not known may be it"), "{way}: {said}");
    }
}

/// A function whose type parameter gets its value from the literal may ask for more by another argument.
#[test]
fn a_literal_that_tells_the_type_it_is_asked_for_is_handed_over() {
    let code = |given: &str| {
        format!(
            "interface Slot<A extends unknown[]> {{ take: (...args: A) => void }}
declare function slot<T>(first: T): Slot<[T]>;
declare function use(run: (set: <A extends unknown[]>(slot: Slot<A>, ...args: A) => void) => void): void;
const held = slot<{{ jobId: string }}[] | null>(null);
const all = [{{ jobId: '1' }}, {{ jobId: '2' }}];
{given}
export const one = all.map((it) => it.jobId);
"
        )
    };
    let dir = package(&[("list.ts", &code("use((set) => set(held, all));"))]);
    let said = renamed(&dir, "p/src/list.ts:5:16").unwrap_err();
    assert!(said.contains("its object is handed to code that is not known"), "{said}");
    let dir = package(&[("list.ts", &code("export const more = [...all].concat(all);"))]);
    assert_eq!(renamed(&dir, "p/src/list.ts:5:16").map(|it| it.len()), Ok(2));
}

/// A test that compares a value with an object literal compares name by name: the keys of the literal are those of the value.
#[test]
fn what_a_test_expects_is_renamed_with_the_value() {
    let build = "export interface Build { jobId: string; at: number; under: Build[] }
export interface Page { jobId: number }
export declare function next(): Build;
export declare function later(): Promise<Build>;
export declare function page(): Page;
export declare function either(): Build | Page;
";
    let test = "import assert from 'node:assert';
import { expect } from 'vitest';
import { later, next, page } from './build';

const jobId = 'a';
expect(next()).toEqual({ jobId: 'a', at: 1, under: [{ jobId, at: 2, under: [] }] });
expect([next()]).toEqual([expect.objectContaining({ jobId: 'a' })]);
await expect(later()).resolves.not.toMatchObject({ jobId: 'a' });
expect(next().under).toContainEqual({ jobId: 'a', at: 1, under: [] });
assert.deepEqual(next(), { jobId: 'a', at: 1, under: [] });
expect(page()).toEqual({ jobId: 7 });
";
    let dir = package(&[("build.ts", build), ("build.test.ts", test)]);
    let expected = [
        "expect(next()).toEqual({ renamed: 'a', at: 1, under: [{ renamed: jobId, at: 2, under: [] }] });",
        "expect([next()]).toEqual([expect.objectContaining({ renamed: 'a' })]);",
        "await expect(later()).resolves.not.toMatchObject({ renamed: 'a' });",
        "expect(next().under).toContainEqual({ renamed: 'a', at: 1, under: [] });",
        "assert.deepEqual(next(), { renamed: 'a', at: 1, under: [] });",
        "export interface Build { renamed: string; at: number; under: Build[] }",
    ];
    assert_eq!(renamed(&dir, "Build.jobId").unwrap(), expected);
    assert_eq!(renamed(&dir, "p/src/build.test.ts:7:53").unwrap(), expected);
    let (_, listed, _) = run_in(&["refs", "Build.jobId", "p"], dir.path());
    assert!(!listed.contains("build.test.ts:7"), "a question is answered as the compiler does: {listed}");
    // A function of the repository may compare or not.
    let ways = [
        "import { either } from './build';\nexpect(either()).toEqual({ jobId: 'a' });",
        "import { next } from './build';\nconst expect = (it: any) => ({ toEqual: (other: any) => other.jobId });\nexpect(next()).toEqual({ jobId: 'a', at: 1, under: [] });",
    ];
    for way in ways {
        let dir = package(&[("build.ts", build), ("build.test.ts", &format!("{way}\n"))]);
        assert!(renamed(&dir, "Build.jobId").is_err(), "{way}");
    }
}

/// Types of a package that is not installed may have any name. Who says such a type hands the object to the package, also in parts and by
/// variables.
#[test]
fn an_object_of_a_type_that_is_not_known_keeps_its_keys() {
    let head = "import type { Plugin } from 'gauge';\n";
    let ways = [
        "export const p: Plugin = { jobId: 1 };",
        "export const p: Plugin = { under: { jobId: 1 } };",
        "export const p: Plugin[] = [{ under: { jobId: 1 } }];",
        "export function p(): Plugin { return { under: { jobId: 1 } }; }",
        "export const p: () => Plugin = () => ({ jobId: 1 });",
        "export const p = { under: { jobId: 1 } } satisfies Plugin;",
        "export const p = { jobId: 1 } as Plugin;",
        "export class Box { plugin: Plugin = { jobId: 1 }; }",
        "export function p(plugin: Plugin = { jobId: 1 }) { return plugin; }",
        "const held = { jobId: 1 };\nexport const p: Plugin = { under: held };",
        "const held = { jobId: 1 };\nconst again = held;\nexport function p(): Plugin { return { ...again }; }",
    ];
    for way in ways {
        let code = format!("{head}{way}\n");
        let at = code.find("jobId").unwrap();
        let line = code[..at].matches('\n').count() + 1;
        let column = at - code[..at].rfind('\n').unwrap();
        let said = renamed(&package(&[("gauge.ts", &code)]), &format!("p/src/gauge.ts:{line}:{column}")).unwrap_err();
        assert!(said.contains("its object is handed to code that is not known"), "{way}: {said}");
    }
    // Nobody asks for names where the type is `any`, or one of the package's own.
    for way in
        ["export const p: any = { jobId: 1 };", "type Own = { jobId: number };\nexport const p: Own = { jobId: 1 };"]
    {
        let code = format!("{head}{way}\n");
        let at = code.find("jobId").unwrap();
        let line = code[..at].matches('\n').count() + 1;
        let column = at - code[..at].rfind('\n').unwrap();
        let lines = renamed(&package(&[("gauge.ts", &code)]), &format!("p/src/gauge.ts:{line}:{column}"));
        assert!(lines.is_ok(), "{way}: {lines:?}");
    }
}

/// The names of `Record<Day, number>` are those of a list of texts, whatever variable the object was in before.
#[test]
fn an_object_in_a_variable_that_a_list_of_texts_names_keeps_its_keys() {
    let types = ("days.ts", "export type Day = 'jobId' | 'other';\nexport type Hours = { [K in Day]?: number };\n");
    for way in [
        "export const all: Hours = held;",
        "export const all: Hours[] = [held];",
        "export const take = (of: Hours) => of;\ntake(held);",
    ] {
        let code = format!("import type {{ Hours }} from './days';\nconst held = {{ jobId: 1 }};\n{way}\n");
        let said = renamed(&package(&[types, ("held.ts", &code)]), "p/src/held.ts:2:16").unwrap_err();
        assert!(said.contains("the type of its object takes its names from a list of texts"), "{way}: {said}");
    }
}

/// Of a long list of texts not every one is kept: what is left out may be the name.
#[test]
fn a_key_of_a_long_list_of_texts_is_refused() {
    let list: Vec<String> = (0..150).map(|it| format!("'name{it}'")).collect();
    let code = format!(
        "type Name = {} | 'jobId';\nexport const held: {{ [K in Name]?: number }} = {{ jobId: 1 }};\n",
        list.join(" | ")
    );
    let at = code.rfind("jobId").unwrap() - code.find("\nexport").unwrap();
    let said = renamed(&package(&[("list.ts", &code)]), &format!("p/src/list.ts:2:{at}")).unwrap_err();
    assert!(said.contains("the type of its object takes its names from a list of texts"), "{said}");
}
