//! Renames of TypeScript through the program: values of a type whose name stands nowhere on their way, because a function takes or gives back
//! anything, because a text says which member is meant, or because a type makes other names from the names of the members.

use tempfile::TempDir;

use crate::support::{put, run_in};

const BUILD: &str = "export interface Build { jobId: string; at: number }\n";

/// The lines that a rename of `symbol` to `buildId` writes in a package of these files, or what it says.
fn renamed(files: &[(&str, &str)], symbol: &str) -> Result<Vec<String>, String> {
    let dir = TempDir::new().unwrap();
    put(dir.path(), "p/package.json", "{\"name\": \"p\", \"private\": true}\n");
    put(dir.path(), "p/src/build.ts", BUILD);
    for (path, code) in files {
        put(dir.path(), &format!("p/src/{path}"), code);
    }
    let (status, out, err) = run_in(&["rename", symbol, "buildId", "--diff", "p"], dir.path());
    if status != 0 {
        return Err(err);
    }
    let new = |it: &&str| it.starts_with('+') && !it.starts_with("+++");
    Ok(out.lines().filter(new).map(|it| it[1..].to_owned()).collect())
}

/// The rename of `Build.jobId` is refused for this reason.
fn refused(files: &[(&str, &str)], reason: &str) {
    let said = renamed(files, "Build.jobId").expect_err(reason);
    assert!(said.contains(reason), "{files:?}\n{said}");
}

/// Nothing but the declaration and the uses in `page.ts` is written.
fn written(files: &[(&str, &str)], lines: usize) {
    let found = renamed(files, "Build.jobId").unwrap_or_else(|said| panic!("{files:?}\n{said}"));
    assert_eq!(found.len(), lines, "{found:?}");
}

const WIRE: &str = "a value of its type is text outside of the program here";

const IMPORT: &str = "import type { Build } from './build';\n";

/// A function that gives back what it parsed gives it back as the type that its caller names.
#[test]
fn what_a_function_parses_for_its_caller_is_text_outside() {
    let readers = [
        "export function load<T>(text: string): T { return JSON.parse(text); }",
        "export function load<T>(text: string): T { const found = JSON.parse(text); return found as T; }",
        "export function load(text: string): any { try { return JSON.parse(text); } catch { return null; } }",
        "export const load = <T>(text: string) => inner<T>(text);\nfunction inner<T>(text: string) { return JSON.parse(text) as T; }",
    ];
    for reader in readers {
        let page = format!("{IMPORT}import {{ load }} from './load';\nexport const one: Build = load<Build>('');\n");
        let page = if reader.contains("any") { page.replace("<Build>", "") } else { page };
        refused(&[("load.ts", reader), ("page.ts", &page)], WIRE);
    }
    let api = "export async function get<T>(url: string): Promise<T> { const answer = await fetch(url); return answer.json(); }
export const post = <T>(url: string) => fetch(url).then((it) => it.json() as Promise<T>);
export class Client { async ask<T>(url: string) { return (await get<{ data: T }>(url)).data; } }
";
    for call in ["get<Build[]>('/all')", "post<Build>('/one')", "new Client().ask<Build>('/one')"] {
        let page = format!(
            "{IMPORT}import {{ Client, get, post }} from './api';\nexport const all = [{call}, Client, get, post];\n"
        );
        refused(&[("api.ts", api), ("page.ts", &page)], WIRE);
    }
}

/// Functions that call each other are looked into from either, whichever was asked about first.
#[test]
fn functions_in_a_circle_all_write_what_one_of_them_writes() {
    let log = "export function first(value: unknown) { second(value); return JSON.stringify(value); }
export function second(value: unknown) { return value ? first(value) : ''; }
";
    for calls in ["first({ at: 1 }), second(it)", "second(it), first({ at: 1 })"] {
        let page =
            format!("{IMPORT}import {{ first, second }} from './log';\nexport const all = (it: Build) => [{calls}];\n");
        refused(&[("log.ts", log), ("page.ts", &page)], WIRE);
    }
}

/// A function without a body that promises a value, of which nothing that it is given can be a part, has it from elsewhere.
#[test]
fn a_promise_of_nothing_that_was_given_comes_from_outside() {
    for declared in
        ["query<T>(text: string): Promise<T[]>", "query<T>(text: string, limit?: number): Promise<{ rows: T[] }>"]
    {
        let page = format!("{IMPORT}export const all = (store: {{ {declared} }}) => store.query<Build>('');\n");
        refused(&[("page.ts", &page)], WIRE);
    }
    // What is given tells what it is.
    for declared in ["query<T>(one: T): Promise<T[]>", "query<T>(make: () => T): Promise<T>"] {
        let page =
            format!("{IMPORT}export const all = (store: {{ {declared} }}, it: any) => store.query<Build>(it);\n");
        written(&[("page.ts", &page)], 1);
    }
}

/// A function that writes an argument of any type as text writes what it is given.
#[test]
fn what_a_function_writes_as_text_is_text_outside() {
    let writers = [
        "export function save<T>(value: T) { return JSON.stringify(value); }",
        "export const save = (value: unknown) => inner({ value });\nconst inner = (value: object) => JSON.stringify(value);",
        "export function save(value: object) { const body = { ...value, extra: 1 }; return JSON.stringify(body); }",
        "export function save(...values: unknown[]) { return new URLSearchParams(values[0] as any); }",
    ];
    for writer in writers {
        let page = format!("{IMPORT}import {{ save }} from './save';\nexport const text = (it: Build) => save(it);\n");
        refused(&[("save.ts", writer), ("page.ts", &page)], WIRE);
    }
    // A copy is no text outside.
    let copy = "export function copy<T>(value: T): T { return JSON.parse(JSON.stringify(value)); }";
    let page = format!("{IMPORT}import {{ copy }} from './copy';\nexport const id = (it: Build) => copy(it).jobId;\n");
    written(&[("copy.ts", copy), ("page.ts", &page)], 2);
}

/// A function that takes the names of an argument as texts takes those of what it is given.
#[test]
fn what_a_function_lists_the_names_of_keeps_them() {
    let listed = "all names of the object are taken as texts here, and 'jobId' is one of them";
    let listers = [
        "export function list<T extends object>(value: T) { return Object.keys(value).join(); }",
        "export function list(value: object) { const names = []; for (const name in value) names.push(name); return names; }",
        "export const list = (value: any) => inner(value);\nconst inner = (it: any) => Object.entries(it).map(([name]) => name);",
    ];
    for lister in listers {
        let page = format!("{IMPORT}import {{ list }} from './list';\nexport const names = (it: Build) => list(it);\n");
        refused(&[("list.ts", lister), ("page.ts", &page)], listed);
    }
    let rows = "export function list(rows: object[]) { return Object.keys(rows[0]).join(); }";
    let page = format!("{IMPORT}import {{ list }} from './list';\nexport const names = (all: Build[]) => list(all);\n");
    refused(&[("list.ts", rows), ("page.ts", &page)], listed);
    let own = "class Row { names() { return Object.keys(this); } }\nexport class Build2 extends Row { jobId = '1' }\n";
    let said = renamed(&[("row.ts", own)], "Build2.jobId").unwrap_err();
    assert!(said.contains(listed), "{said}");
    let flags = "export enum Flag { jobId = 'a' }\nexport const all = Object.entries(Flag).map(([name]) => name);\n";
    let said = renamed(&[("flag.ts", flags)], "Flag.jobId").unwrap_err();
    assert!(said.contains(listed), "{said}");
    // Names that only get at the values are no texts.
    let size = "export const size = (it: object) => Object.keys(it).length;
export function copy<T extends object>(it: T): T { const made = {} as T; for (const key in it) made[key] = it[key]; return made; }
";
    let page = format!(
        "{IMPORT}import {{ copy, size }} from './size';\nexport const id = (it: Build) => copy(it).jobId + size(it);\n"
    );
    written(&[("size.ts", size), ("page.ts", &page)], 2);
}

/// A text that may be any name may be the name of the member.
#[test]
fn a_member_that_any_text_may_look_up_keeps_its_name() {
    let reason = "a member is looked up here by a text that may be any name, and 'jobId' is one";
    let ways = [
        "export const read = (it: Build, name: string) => (it as any)[name];",
        "export const read = (it: Build, name: string) => it[name.slice(1) as keyof Build];",
        "export const put = (it: Build, name: string): Build => ({ ...it, [name]: '' });",
    ];
    for way in ways {
        refused(&[("page.ts", &format!("{IMPORT}{way}\n"))], reason);
    }
    let known = [
        "export const read = (it: Build, name: keyof Build) => it[name];",
        "export const put = (it: Build, name: 'at'): Build => ({ ...it, [name]: 1 });",
        "export const all = (it: Build) => Object.keys(it).forEach((key) => it[key as keyof Build]);",
    ];
    for way in known {
        written(&[("page.ts", &format!("{IMPORT}{way}\n"))], 1);
    }
}

/// A string of names with dots between them is a path where the names lead to the member.
#[test]
fn a_path_of_names_in_a_string_names_the_member() {
    let reason = "a part of the path in this string may be 'jobId'";
    let page = format!("{IMPORT}export interface Page {{ build: Build; all: Build[] }}\n");
    for path in ["'build.jobId'", "'all.0.jobId'", "`build.jobId`", "`${'build'}.jobId`"] {
        let code = format!("{page}export const ask = (get: (path: string) => string) => get({path});\n");
        refused(&[("page.ts", &code)], reason);
    }
    let code = format!("{page}export const words = ['menu.jobId', 'jobId.menu', 'see build.jobId there'];\n");
    written(&[("page.ts", &code)], 1);
}

/// A text in a type that is made of the names of the members makes other names.
#[test]
fn a_type_that_makes_texts_of_names_refuses() {
    let reason = "makes other names from `jobId`";
    let types = [
        "export type Event = `${keyof Build & string}Changed`;",
        "export const on = (event: `on${Capitalize<keyof Build>}`) => event;",
        "export type Sets<T> = { [K in keyof T & string as `set${Capitalize<K>}`]: () => T[K] };
export function sets<T>(it: T): Sets<T> { return it as any; }
export const one = (it: Build) => sets(it).setJobId();",
    ];
    for way in types {
        refused(&[("page.ts", &format!("{IMPORT}{way}\n"))], reason);
    }
    written(
        &[("page.ts", &format!("{IMPORT}export type Key = `${{string}}-${{number}}`;\nexport type B = Build;\n"))],
        1,
    );
}

/// What a class makes is given where a constructor of another type is asked for, and what a conditional type tests is given to it.
#[test]
fn constructors_and_conditional_types_tie_members() {
    let reason = "is stored as another type here or the other way round";
    let mixin = "type Made<T> = new (...all: any[]) => T;
export class Build2 { jobId = '1' }
export function named<T extends Made<{ jobId: string }>>(base: T) { return class extends base { at = 1 } }
export const made = new (named(Build2))();
";
    let said = renamed(&[("made.ts", mixin)], "Build2.jobId").unwrap_err();
    assert!(said.contains(reason), "{said}");
    let page = format!(
        "{IMPORT}type Job<T> = T extends {{ jobId: infer J }} ? J : never;\nexport const one: Job<Build> = '1';\n"
    );
    refused(&[("page.ts", &page)], reason);
}

/// A global variable is a property of `globalThis`.
#[test]
fn a_global_variable_is_renamed_as_a_property_of_the_global_object() {
    let code = "export {};
declare global { var jobId: { open: boolean }; interface Window { title: string } }
globalThis.jobId = { open: true };
export const all = [jobId.open, globalThis.jobId.open];
";
    let lines = renamed(&[("state.ts", code)], "state.ts#jobId").unwrap();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(lines[2], "export const all = [buildId.open, globalThis.buildId.open];");
    let said = renamed(&[("state.ts", &format!("{code}Reflect.get(globalThis, 'jobId');\n"))], "state.ts#jobId");
    assert!(said.unwrap_err().contains("the string 'jobId' may name it at run time"));
}

/// Defaults of a component are its properties, and an element may be given properties of any component.
#[test]
fn defaults_of_a_component_are_its_properties() {
    let page = "export interface Props { label: string; jobId?: number }
export function Page(it: Props) { return it.jobId; }
Page.defaultProps = { jobId: 3 };
";
    let lines = renamed(&[("page.tsx", page)], "Props.jobId").unwrap();
    assert_eq!(lines.last().unwrap(), "Page.defaultProps = { buildId: 3 };");
    let tabs = "import { cloneElement } from 'react';\nimport { Page } from './page';\nexport const all = (it: any) => [Page, cloneElement(it, { jobId: 1 })];\n";
    let said = renamed(&[("page.tsx", page), ("tabs.tsx", tabs)], "Props.jobId").unwrap_err();
    assert!(said.contains("an object without a declared type has the name here"), "{said}");
}

/// A file of declarations and the script beside it are one module.
#[test]
fn declarations_beside_a_script_keep_the_names_of_the_script() {
    let declared = "export interface Opts { jobId: string }\nexport declare function open(it: Opts): string;\n";
    let page = "import { open } from './lib';\nexport const one = open({ jobId: '1' });\n";
    for script in ["exports.open = (it) => it.jobId;\n", "exports.open = ({ jobId = '1' }) => jobId;\n"] {
        let said = renamed(&[("lib.d.ts", declared), ("lib.js", script), ("page.ts", page)], "Opts.jobId").unwrap_err();
        assert!(said.contains("are about one module, and only one of them would be changed"), "{said}");
    }
    let script = "exports.open = (it) => String(it);\n";
    let lines = renamed(&[("lib.d.ts", declared), ("lib.js", script), ("page.ts", page)], "Opts.jobId").unwrap();
    assert_eq!(lines.len(), 2, "{lines:?}");
}

/// What is put in the place of a module has the names of its exports.
#[test]
fn a_mock_of_a_module_has_the_names_of_its_exports() {
    let module = "export const jobId = () => 1;\nexport const other = () => 2;\n";
    let test = "import { vi } from 'vitest';
import { jobId } from './module';
vi.mock('./module', async (load) => ({ ...(await load()), jobId: () => 5 }));
export const one = jobId();
";
    let lines = renamed(&[("module.ts", module), ("module.test.ts", test)], "module.ts#jobId").unwrap();
    assert!(
        lines.contains(&"vi.mock('./module', async (load) => ({ ...(await load()), buildId: () => 5 }));".to_owned())
    );
    assert_eq!(lines.len(), 4, "{lines:?}");
}

/// A string that is given with the values, to a function that no body is known of, or beside a field, may be a name.
#[test]
fn a_string_that_is_given_to_nobody_knows_what_may_be_the_name() {
    let reason = "the string 'jobId' may name it at run time or in a type";
    let group = "declare function group(all: object[], by: string): object;\nexport const all = (it: Build[]) => group(it, 'jobId');\n";
    refused(&[("page.ts", &format!("{IMPORT}{group}"))], reason);
    let row = "import { Match } from 'checks';\nexport class Row { jobId = ''; @Match('jobId') again = ''; }\n";
    let said = renamed(&[("row.ts", row)], "Row.jobId").unwrap_err();
    assert!(said.contains(reason), "{said}");
}

/// A caller that names a type and gives nothing that could be one has a value from elsewhere.
#[test]
fn what_a_caller_only_names_the_type_of_comes_from_elsewhere() {
    let take = "declare function take<T>(key: string): T | undefined;\nexport const one = take<Build>('build');\n";
    refused(&[("page.ts", &format!("{IMPORT}{take}"))], WIRE);
    refused(&[("page.ts", &format!("{IMPORT}export const all: Build[] = require('./all.json');\n"))], WIRE);
    let json = "import client from 'client';\nexport const one = async () => (await client.get('/one').json<Build>()).jobId;\n";
    refused(&[("page.ts", &format!("{IMPORT}{json}"))], WIRE);
    let hold =
        "declare function hold<T>(start: T | null): { current: T | null };\nexport const one = hold<Build>(null);\n";
    written(&[("page.ts", &format!("{IMPORT}{hold}"))], 1);
}

/// A value that may have members of any name may have that of the member.
#[test]
fn a_value_with_any_names_may_have_that_of_the_member() {
    let reason = "what may have members of any name becomes a value of its type here";
    let ways = [
        "export const one = (all: [string, string][]) => (Object.fromEntries(all) as unknown as Build).jobId;",
        "export const one = (all: string[][]) => { const it = Object.fromEntries(all) as Build; return it.jobId; };",
        "export const one = (all: Record<string, string>): Build => ({ jobId: '', at: 1, ...all });",
        "export const one = (all: { [name: string]: any }) => (all as Build).jobId;",
    ];
    for way in ways {
        refused(&[("page.ts", &format!("{IMPORT}{way}\n"))], reason);
    }
    let list = "export const one = (all: Record<string, Build>, key: string) => all[key].jobId;\n";
    written(&[("page.ts", &format!("{IMPORT}{list}"))], 2);
}

/// The handler of a proxy is asked for members by their names.
#[test]
fn the_handler_of_a_proxy_takes_names_as_texts() {
    let listed = "all names of the object are taken as texts here, and 'jobId' is one of them";
    let api = "export const api = new Proxy({} as Build, { get: (_, name) => 'call:' + String(name) });\n";
    refused(&[("page.ts", &format!("{IMPORT}{api}"))], listed);
    let seen = "export const see = (it: Build) => new Proxy(it, { get(of, name, by) { return Reflect.get(of, name, by); } });\n";
    written(&[("page.ts", &format!("{IMPORT}{seen}"))], 1);
}

/// What a file exports that nobody imports is for a framework, and an object may be given away in another file.
#[test]
fn a_key_that_is_given_away_elsewhere_keeps_its_name() {
    let reason = "its object is handed to code that is not known, which may read the name";
    let load = "export const load = async () => {\n  return { jobId: [1, 2] };\n};\n";
    let said = renamed(&[("routes/+page.ts", load)], "+page.ts:2:12").unwrap_err();
    assert!(said.contains(reason), "{said}");
    let words = "export const words = { jobId: 'Job' };\n";
    let start = "import { init } from 'words';\nimport { words } from './words';\ninit({ all: { words } });\n";
    let said = renamed(&[("words.ts", words), ("start.ts", start)], "words.jobId").unwrap_err();
    assert!(said.contains(reason), "{said}");
    let props = "<script>\n  export let jobId;\n</script>\n<p>{jobId}{$$props.jobId}</p>\n";
    let said = renamed(&[("Row.svelte", props)], "Row.svelte#jobId").unwrap_err();
    assert!(said.contains("`jobId` of a value whose type is not known may be it"), "{said}");
}

/// A private member belongs to its class and its heirs: no value of another type is stored as one.
#[test]
fn a_private_member_is_of_its_class_alone() {
    // The compiler refuses the second line, and the values of both types stay apart.
    let page = "export class Left { private jobId = 1; own() { return this.jobId; } }
export const one: { jobId: unknown } = new Left();
";
    let lines = renamed(&[("page.ts", page)], "Left.jobId").unwrap();
    assert_eq!(lines, ["export class Left { private buildId = 1; own() { return this.buildId; } }"]);
}

/// A line of a type without semicolons may begin with `<`, which the grammar takes for more of the line before.
#[test]
fn a_type_without_semicolons_is_read() {
    for (path, params) in [("page.ts", "<U>"), ("page.tsx", "<U>"), ("page.ts", "<\n    U,\n  >")] {
        let page = format!(
            "export interface Opts {{ jobId?: number }}
export type Create<S> = {{
  (): Partial<S>
  {params}(jobId: (state: S) => U): U
}}
export const one = (it: Opts) => it.jobId;
"
        );
        let lines = renamed(&[(path, &page)], "Opts.jobId").unwrap();
        assert_eq!(lines.len(), 2, "{lines:?}");
    }
}

/// A class that an interface of its name is merged with is a value under an import, too.
#[test]
fn a_class_that_an_interface_adds_to_is_imported_as_a_value() {
    let lib = "export = Lib;
declare namespace Lib {
  interface Component<P = {}> {}
  class Component<P> { constructor(props: P); readonly props: Readonly<P>; }
}
";
    let page = "import { Component } from 'lib';
interface Props { jobId: string }
export class Page extends Component<Props> { render() { return this.props.jobId; } }
";
    let files = [
        ("../node_modules/lib/index.d.ts", lib),
        ("../node_modules/lib/package.json", "{\"types\": \"index.d.ts\"}"),
        ("page.tsx", page),
    ];
    assert_eq!(renamed(&files, "Props.jobId").unwrap().len(), 2);
}
