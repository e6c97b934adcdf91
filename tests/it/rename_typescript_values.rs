//! Renames of TypeScript through the program: names that a value of the program is at run time, and static members.

use tempfile::TempDir;

use crate::support::{put, run_in};

fn package(code: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    put(dir.path(), "p/package.json", "{\"name\": \"p\", \"private\": true}\n");
    put(dir.path(), "p/src/build.ts", code);
    dir
}

/// The lines that a rename writes, or what it says.
fn renamed(code: &str, symbol: &str) -> Result<Vec<String>, String> {
    let (status, out, err) = run_in(&["rename", symbol, "renamed", "--diff", "p"], package(code).path());
    if status != 0 {
        return Err(err);
    }
    let new = |it: &&str| it.starts_with('+') && !it.starts_with("+++");
    Ok(out.lines().filter(new).map(|it| it[1..].to_owned()).collect())
}

/// `code` refuses the rename of `symbol` for this reason.
fn refused(code: &str, symbol: &str, reason: &str) {
    let said = renamed(code, symbol).expect_err(code);
    assert!(said.contains(reason), "{code}\n{said}");
}

/// A static member is inherited as well, and is another thing than the member of the same name that objects have.
#[test]
fn a_static_member_is_renamed_with_that_of_the_class_below() {
    let code = "export class Build { static jobId = 1; job = 2 }
export class Nightly extends Build { static override jobId = 2; own() { return Nightly.jobId } }
export class Other extends Build { jobId = 3 }
export const all = [Build.jobId, Nightly.jobId, new Other().jobId];
";
    let lines = renamed(code, "p/src/build.ts:1:29").unwrap();
    let expected = [
        "export class Build { static renamed = 1; job = 2 }",
        "export class Nightly extends Build { static override renamed = 2; own() { return Nightly.renamed } }",
        "export const all = [Build.renamed, Nightly.renamed, new Other().jobId];",
    ];
    assert_eq!(lines, expected);
    assert_eq!(renamed(code, "Other.jobId").unwrap().len(), 2);
}

/// A key that the type of the object has from a list of texts is one of that list, which keeps it.
#[test]
fn a_key_that_a_list_of_texts_asks_for_keeps_its_name() {
    let listed = "takes its names from a list of texts";
    for asks in [": Record<State, string> = { jobId: 'a' }", ": { [K in State]?: string } = { jobId: 'a' }"] {
        refused(&format!("type State = 'jobId' | 'at';\nexport const all{asks};\n"), "all.jobId", listed);
    }
    refused(
        "type State = 'jobId' | 'at';\nexport const all = { jobId: 'a', at: 'b' } satisfies Record<State, string>;\n",
        "all.jobId",
        listed,
    );
    let free = "export const all = { jobId: 'a' } satisfies Record<string, string>;\nexport const one = all.jobId;\n";
    assert_eq!(renamed(free, "all.jobId").unwrap().len(), 2);
}

/// Who looks a member of an enumeration up by a value has its name as a value.
#[test]
fn a_member_of_an_enumeration_that_is_looked_up_by_a_value_keeps_its_name() {
    let reason = "a member of `Kind` is looked up here by a value, which may be its name";
    refused("export enum Kind { jobId, at }\nexport const name = (it: Kind) => Kind[it];\n", "Kind.jobId", reason);
    refused(
        "export enum Kind { jobId = 'a' }\nexport const of = (it: string) => Kind[it as keyof typeof Kind];\n",
        "Kind.jobId",
        reason,
    );
    let spelled = "export enum Kind { jobId = 'jobId' }\nexport const one = [Kind['jobId'], Kind.jobId];\n";
    let expected = ["export enum Kind { renamed = 'jobId' }", "export const one = [Kind['renamed'], Kind.renamed];"];
    assert_eq!(renamed(spelled, "Kind.jobId").unwrap(), expected);
}

/// A path of names (`'inner.jobId'`) is made from the names of its type.
#[test]
fn a_name_that_paths_are_made_from_is_refused() {
    let code = "export interface Build { jobId: string; inner: { at: number } }
type Path<T, Before extends string = ''> = {
  [K in keyof T & string]: T[K] extends object ? Path<T[K], `${Before}${K}.`> : `${Before}${K}`;
}[keyof T & string];
export declare function get(build: Build, path: Path<Build>): unknown;
";
    refused(code, "Build.jobId", "`Path` makes other names from `jobId`");
}

/// A string that a function of the repository looks a member up by, or that is held for that, may be the name of one.
#[test]
fn a_string_that_is_handed_on_with_a_value_may_be_the_name() {
    let reason = "the string 'jobId' may name it at run time or in a type";
    let ways = [
        "const pick = (it: any, key: string) => it[key];\nexport const one = (it: Build) => pick(it, 'jobId');",
        "const KEY = 'jobId';\nexport const one = (it: Build) => it[KEY];",
        "const KEY = 'jobId';\nexport const one = (it: string): Build => ({ [KEY]: it });",
    ];
    for way in ways {
        refused(&format!("export interface Build {{ jobId: string }}\n{way}\n"), "Build.jobId", reason);
    }
}

/// What lists the names of an object has them as texts, and says none of them.
#[test]
fn names_that_are_listed_as_texts_are_refused() {
    let reason = "all names of the object are taken as texts here, and 'jobId' is one of them";
    let build = "export interface Build { jobId: string; at: number }\nexport declare const build: Build;\n";
    let listing = [
        "export const all = Object.entries(build).map(([key, value]) => `${key}=${value}`);",
        "export const all = Object.keys(build);",
        "export const all = Object.keys(build).filter((it) => it !== 'at').length;",
        "export const all: string[] = [];\nfor (const key in build) all.push(key);",
        "const names = Reflect.ownKeys(build);\nexport const all = names.map((it) => String(it));",
    ];
    for it in listing {
        refused(&format!("{build}{it}\n"), "Build.jobId", reason);
    }
    let values = [
        "export const all = Object.entries(build).map(([, value]) => value);",
        "export const all = Object.keys(build).length + Object.values(build).length;",
        "export const all: unknown[] = [];\nfor (const key in build) all.push(build[key as keyof Build]);",
        "const names = Object.keys(build) as (keyof Build)[];\nexport const all = names.map((it) => build[it]);",
        "export const all: unknown[] = [];\nfor (const [key, value] of Object.entries(build)) all.push(value);",
    ];
    for it in values {
        assert_eq!(renamed(&format!("{build}{it}\n"), "Build.jobId").as_ref().map(Vec::len), Ok(1), "{it}");
    }
}

/// The handler of a `Proxy` is asked for properties by their names.
#[test]
fn a_name_that_a_proxy_is_asked_for_is_refused() {
    let code = "export interface Build { jobId: string }
export const build = new Proxy({} as Build, { get: (_, key) => (key === 'jobId' ? '1' : undefined) });
";
    refused(code, "Build.jobId", "the string 'jobId' may name it at run time or in a type");
}

/// Text that a function says to be of a type is read by the names of that type.
#[test]
fn text_that_is_told_to_be_of_a_type_is_a_wire() {
    let reason = "a value of its type is text outside of the program here";
    for says in ["asserts it is Build", "it is Build"] {
        let code = format!(
            "export interface Build {{ jobId: string }}
declare function check(it: unknown): {says};
export function read(text: string) {{
  const build: unknown = JSON.parse(text);
  check(build);
  return build;
}}
"
        );
        refused(&code, "Build.jobId", reason);
    }
}

/// An object is text by all of its names, also by those that it takes from another one.
#[test]
fn an_object_that_is_written_as_text_keeps_the_names_that_it_spreads() {
    let reason = "a value of its type is text outside of the program here";
    let build = "export interface Build { jobId: string }\nexport declare const build: Build;\n";
    let writers = [
        "JSON.stringify({ ...build, at: 1 })",
        "new URLSearchParams({ ...build })",
        "new URLSearchParams(build as never as Build & Record<string, string>)",
    ];
    for it in writers {
        refused(&format!("{build}export const text = {it};\n"), "Build.jobId", reason);
    }
    let method = "export interface Build { jobId(): string }\nexport declare const build: Build;\n";
    assert!(renamed(&format!("{method}export const text = JSON.stringify({{ ...build }});\n"), "Build.jobId").is_ok());
}

/// What reads and what writes a property of an object literal is one thing.
#[test]
fn an_accessor_of_a_literal_is_renamed_in_both_halves() {
    let code = "export const build = { at: 1, get jobId() { return this.at }, set jobId(it) { this.at = it } };
build.jobId = 2;
";
    let expected = [
        "export const build = { at: 1, get renamed() { return this.at }, set renamed(it) { this.at = it } };",
        "build.renamed = 2;",
    ];
    assert_eq!(renamed(code, "p/src/build.ts:1:35").unwrap(), expected);
    assert_eq!(renamed(code, "p/src/build.ts:1:67").unwrap(), expected);
}

/// The name of a class that is an expression is known inside of the class, and nowhere else.
#[test]
fn a_class_that_is_an_expression_knows_its_own_name() {
    let code = "export const Job = class Build { static make() { return new Build(); } };\nexport class Build {}\n";
    let expected = ["export const Job = class renamed { static make() { return new renamed(); } };"];
    assert_eq!(renamed(code, "p/src/build.ts:1:26").unwrap(), expected);
    assert_eq!(renamed(code, "p/src/build.ts:2:14").unwrap(), ["export class renamed {}"]);
}

/// A value that is disposed of is declared as others are.
#[test]
fn a_value_of_using_is_a_variable() {
    let code = "class Build { constructor(public jobId: string) {} }
export function one() { using build = new Build('1'); return build.jobId; }
export async function two() { await using build = new Build('1'); return build.jobId; }
";
    assert_eq!(renamed(code, "Build.jobId").unwrap().len(), 3);
    let expected = ["export function one() { using renamed = new Build('1'); return renamed.jobId; }"];
    assert_eq!(renamed(code, "p/src/build.ts:2:31").unwrap(), expected);
}

/// What is asked of a value of any type whether it has the name, or of one whose type does not say it, can be of the type.
#[test]
fn a_name_that_a_value_of_another_type_is_asked_for_is_refused() {
    let build = "export interface Page { at: number }\nexport interface Build extends Page { jobId: string }\n";
    let reason = "the string 'jobId' may name it at run time";
    for takes in ["unknown", "object", "Page"] {
        let test =
            format!("export const is = (it: {takes}) => typeof it === 'object' && it !== null && 'jobId' in it;\n");
        refused(&format!("{build}{test}"), "Build.jobId", reason);
    }
    let known = "export const is = (it: Build) => 'jobId' in it;\n";
    assert_eq!(renamed(&format!("{build}{known}"), "Build.jobId").unwrap().len(), 2);
}

/// Types that a test compares need one name for what both have.
#[test]
fn types_that_are_compared_keep_their_names_together() {
    let both = "export interface Build { jobId: string }\nexport interface Page { jobId: string }\n";
    let reason = "a value of its type is stored as another type here or the other way round";
    let equal = "type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const same: Equal<Build, Page> = true;\n";
    let asserted = "import { expectTypeOf } from 'vitest';\nexpectTypeOf<Build>().toEqualTypeOf<Page>();\n";
    for it in [equal, asserted] {
        refused(&format!("{it}{both}"), "Build.jobId", reason);
    }
    let alone = "import { expectTypeOf } from 'vitest';\nexpectTypeOf<Build>().toEqualTypeOf<{ at: 1 }>();\n";
    assert!(renamed(&format!("{alone}{both}"), "Build.jobId").is_ok());
}

/// A choice of the names of a type holds names of that type.
#[test]
fn a_choice_of_the_names_of_a_type_is_renamed_with_it() {
    let code = "export interface Build { jobId: string; at: number; more: 1 }
type Key = Exclude<keyof Build, 'more'>;
type Some = Extract<keyof Build, 'jobId' | 'at'>;
export const all: [Key, Some] = ['jobId', 'jobId'];
export const shown: Record<keyof Build, string> = { jobId: 'a', at: 'b', more: 'c' };
export const texts: { [K in Key]: string } = { jobId: 'a', at: 'b' };
export const one = shown.jobId + texts.jobId;
";
    let expected = [
        "export interface Build { renamed: string; at: number; more: 1 }",
        "type Some = Extract<keyof Build, 'renamed' | 'at'>;",
        "export const all: [Key, Some] = ['renamed', 'renamed'];",
        "export const shown: Record<keyof Build, string> = { renamed: 'a', at: 'b', more: 'c' };",
        "export const texts: { [K in Key]: string } = { renamed: 'a', at: 'b' };",
        "export const one = shown.renamed + texts.renamed;",
    ];
    assert_eq!(renamed(code, "Build.jobId").unwrap(), expected);
}

/// What a call is told as a type has what the constraint asks for.
#[test]
fn a_constraint_of_a_call_needs_the_name_of_what_it_is_told() {
    let code = "export interface Build { jobId: string }
export class Store<T extends { jobId: string }> { put(it: T) { return it.jobId } }
declare function read<T extends { at: string }>(): T;
";
    let reason = "a value of its type is stored as another type here or the other way round";
    refused(&format!("{code}export const store = new Store<Build>();\n"), "Build.jobId", reason);
    let apart = "interface Page { at: string; jobId: 1 }\nexport const page = read<Page>();\n";
    assert!(renamed(&format!("{code}{apart}"), "Build.jobId").is_ok());
}

/// What a package hands to a callback can be a value that another callback gave it, where its types were not understood to say what it is.
#[test]
fn a_value_that_a_package_hands_on_may_have_the_name() {
    let dir = package(
        "import { options } from 'cache';
export interface Build { jobId: number }
declare const get: (page: number) => Promise<{ meta: Build }>;
export const all = options({ fetch: ({ page = 1 }) => get(page as number), next: (last) => last?.meta?.jobId, initial: 1 });
",
    );
    put(dir.path(), "p/package.json", "{\"name\": \"p\", \"private\": true, \"dependencies\": {\"cache\": \"1\"}}\n");
    put(dir.path(), "p/node_modules/cache/package.json", "{\"name\": \"cache\", \"types\": \"index.d.ts\"}\n");
    let types = "export type Fetch<T, P> = (context: { page: P }) => T | Promise<T>;
export interface Options<T, P> { fetch?: Fetch<T, P> | symbol; next(last: T, all: T[]): P | undefined; initial: P }
export declare function options<T, P = unknown>(it: Options<T, P> & { first: T }): Options<T, P>;
export declare function options<T, P = unknown>(it: Options<T, P>): Options<T, P>;
";
    put(dir.path(), "p/node_modules/cache/index.d.ts", types);
    let (status, out, said) = run_in(&["rename", "Build.jobId", "renamed", "--diff", "p"], dir.path());
    let both = out.matches("+").count() > 3 && out.contains("last?.meta?.renamed");
    assert!(both || said.contains("of a value whose type is not known may be it"), "{status}\n{out}\n{said}");
}

/// The mark of a private member is a part of its name.
#[test]
fn a_private_member_is_found_at_its_mark() {
    let code = "export class Build { #jobId = 1; one() { return this.#jobId } }\n";
    let expected = ["export class Build { #renamed = 1; one() { return this.#renamed } }"];
    for column in [22, 23] {
        assert_eq!(renamed(code, &format!("p/src/build.ts:1:{column}")).unwrap(), expected);
    }
}
