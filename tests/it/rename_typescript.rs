//! Renames of TypeScript through the program: what a value brings along where it is stored as another type, where an object literal goes, and
//! what cannot be the renamed name.

use tempfile::TempDir;

use crate::support::{put, run_in};

fn package(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    put(dir.path(), "p/package.json", "{\"name\": \"p\", \"private\": true}\n");
    files.iter().for_each(|(path, text)| put(dir.path(), &format!("p/src/{path}"), text));
    dir
}

/// The places and reasons for which a rename is refused; none where it is made.
fn refused(dir: &TempDir, symbol: &str) -> Vec<String> {
    let (code, out, err) = run_in(&["rename", symbol, "renamed", "--diff", "p"], dir.path());
    let lines: Vec<String> =
        err.lines().filter_map(|it| it.strip_prefix("runsess: refused: ")).map(str::to_owned).collect();
    assert_eq!((code, out.is_empty()), if lines.is_empty() { (0, false) } else { (1, true) }, "{symbol}: {err}");
    lines
}

fn assert_refused(dir: &TempDir, symbol: &str, place: &str, reason: &str) {
    let lines = refused(dir, symbol);
    assert!(lines.iter().any(|it| it.starts_with(place) && it.contains(reason)), "{symbol}: {lines:#?}");
}

const TYPES: &str = "export interface Build { jobId: string; started?: number }
export interface Page { jobId: string; printed?: number }
export interface Batch { builds: Build[]; last?: { build: Build } }
export interface Sheet { builds: Page[]; last?: { build: Page } }
";

/// One value that is stored where another type is asked for.
fn stored(code: &str) -> TempDir {
    package(&[
        ("types.ts", TYPES),
        ("store.ts", &format!("import type {{ Batch, Build, Page, Sheet }} from './types';\n{code}\n// jobId\n")),
    ])
}

#[test]
fn a_value_that_is_stored_as_another_type_is_compared_at_every_level() {
    let ways = [
        "export const store = (batch: Batch): Sheet => batch;",
        "export const store = (batch: Batch): Sheet => ({ ...batch });",
        "export const store = (one: { deep: { deeper: Batch[] } }): { deep: { deeper: Sheet[] } } => one;",
        "export const store = (builds: Build[]): Page[] => builds;",
        "export const store = (builds: Promise<Build>): Promise<Page> => builds;",
        "export const store = (builds: Map<string, Build[]>): Map<string, Page[]> => builds;",
        "export const store = (builds: [number, Build]): [number, Page] => builds;",
        "export const store = (make: () => Build): (() => Page) => make;",
        "export const store = (take: (build: Build) => void): { take(page: Page): void } => ({ take });",
        "export const store = (all: { [key: string]: Build }): Record<string, Page> => all;",
        "export const store = (all: { one: Build }): Record<string, Page> => all;",
        "export class Store implements Source { next(): Batch { return { builds: [] }; } }\nexport interface Source { next(): Sheet }",
        "export interface Holder<T extends Sheet> { held: T }\nexport type Held = Holder<Batch>;",
        "export const print = <T extends { builds: Page[] }>(all: T[]) => all;\nexport const store = (all: Batch[]) => print(all);",
        "interface Tree<T> { value: T; under: Tree<T[]> }\nexport const store = (tree: Tree<Build>): Tree<Page> => tree;",
    ];
    for way in ways {
        let dir = stored(way);
        assert_refused(&dir, "Build.jobId", "p/src/store.ts:", "is stored as another type here or the other way round");
    }
}

#[test]
fn a_value_that_stays_of_its_type_is_stored_anywhere() {
    let ways = [
        "export const store = (batch: Batch): Batch => ({ ...batch });",
        "export const store = (builds: Promise<Build[]>): Promise<readonly Build[]> => builds;",
        "export const store = (batch: Batch, sheet: Sheet): Batch | Sheet => (batch.last ? batch : sheet);",
        "export const store = (batch: Batch): { builds: { started?: number }[] } => batch;",
    ];
    for way in ways {
        let dir = stored(way);
        assert_eq!(refused(&dir, "Build.jobId"), [""; 0], "{way}");
    }
}

/// A value is read without a name of its members.
#[test]
fn a_file_that_does_not_say_the_name_reads_values_all_the_same() {
    let types = ("types.ts", TYPES);
    let code = "import type { Batch } from './types';\nexport const load = (): Batch => JSON.parse('');\n";
    let dir = package(&[types, ("load.ts", code)]);
    assert_refused(&dir, "Build.jobId", "p/src/load.ts:2", "a value of its type is text outside");
}

/// A type that is another one at each turn has no end, and its name may stand at any depth.
#[test]
fn what_is_not_compared_to_the_end_is_refused_with_its_place() {
    let code = "interface Left<T> { value?: Page; under: Left<T[]>; at: T }
interface Right<T> { value?: Page; under: Right<T[]>; at: T }
export const store = (tree: Left<Build>): Right<Build> => tree;";
    let dir = stored(code);
    assert_refused(&dir, "Build.jobId", "p/src/store.ts:4", "holds more than was compared");
    let other = package(&[("types.ts", TYPES), ("other.ts", "export interface Other { jobId: string }\n")]);
    assert_eq!(refused(&other, "Other.jobId"), [""; 0]);
}

#[test]
fn what_is_read_from_text_is_at_every_level() {
    let dir = stored("export const load = (text: string): Batch => JSON.parse(text);");
    assert_refused(&dir, "Build.jobId", "p/src/store.ts:2", "text outside of the program");
    let dir = stored("export const save = (batch: Batch): string => JSON.stringify(batch);");
    assert_refused(&dir, "Build.jobId", "p/src/store.ts:2", "text outside of the program");
    assert_eq!(refused(&dir, "Page.jobId"), [""; 0]);
    let dir = stored("export const save = (all: Build[]): string => JSON.stringify({ all });");
    assert_refused(&dir, "Build.jobId", "p/src/store.ts:2", "text outside of the program");
}

#[test]
fn a_literal_that_is_given_back_to_an_unknown_result_is_refused() {
    let code = "import { rows } from 'printers';
export const lines = rows().map((row) => ({ jobId: row, at: 1 }));
export const known = [1, 2].map((row) => ({ jobId: row, at: 1 }));
export const sum = known[0].jobId;
export const loose = { jobId: 1 };
rows(loose);
export const given = { jobId: 1 };
const print = (text: string, options: any) => [text, options];
print('', given);
";
    let dir = package(&[("lines.ts", code)]);
    for place in ["src/lines.ts:2:45", "src/lines.ts:5:24", "src/lines.ts:7:24"] {
        assert_refused(&dir, place, "p/src/lines.ts:", "is handed to code that is not known");
    }
    assert_eq!(refused(&dir, "src/lines.ts:3:45"), [""; 0]);
}

#[test]
fn a_word_of_the_language_is_no_name() {
    let dir = package(&[
        ("port.ts", "export interface Port { from: string; string: number; type: string }\n"),
        (
            "use.ts",
            "import type { Port } from './port';\ntype Ports = Port[];\nexport const all = (ports: Ports): string => ports[0].from + ports[0].string + ports[0].type;\n",
        ),
    ]);
    for name in ["from", "string", "type"] {
        assert_eq!(refused(&dir, &format!("Port.{name}")), [""; 0]);
    }
}

/// What is made elsewhere may see anything; it does not make two other files see each other.
#[test]
fn a_missing_file_does_not_bring_two_files_together() {
    let dir = package(&[
        ("build.ts", "export interface Build { jobId: string }\n"),
        ("loose.ts", "export const loose = { jobId: '1' };\n"),
        ("main.ts", "import { run } from './made';\nimport { loose } from './loose';\nrun(loose.jobId);\n"),
        ("own.ts", "import { run } from './made';\nexport const start = () => run();\n"),
    ]);
    assert_eq!(refused(&dir, "Build.jobId"), [""; 0]);
    put(dir.path(), "p/src/own.ts", "import { run } from './made';\nexport const own = { jobId: '1' };\nrun(own);\n");
    assert_refused(&dir, "Build.jobId", "p/src/own.ts:2", "an object without a declared type");
}

#[test]
fn a_function_that_hands_its_value_through_is_no_unknown_code() {
    let code = "export const later = Promise.resolve({ jobId: 1 });
export const first = async () => (await later).jobId;
expect({ jobId: 1 }).toEqual({ jobId: 1 });
";
    let dir = package(&[("later.ts", code)]);
    assert_eq!(refused(&dir, "src/later.ts:1:40"), [""; 0]);
    assert_refused(&dir, "src/later.ts:3:10", "p/src/later.ts:3", "is handed to code that is not known");
}

/// Only its class knows a name with `#`, and a type is not there at run time.
#[test]
fn a_name_that_no_value_has_is_not_met_by_unknown_values() {
    let code = "export class Build {
  #jobId = 1;
  next(other: any): number {
    return this.#jobId + other.jobId;
  }
}
export interface Sheet { at: number }
export const read = (all: any) => [all.jobId, all.Sheet, { jobId: 1 }];
";
    let dir = package(&[("build.ts", code)]);
    assert_eq!(refused(&dir, "Build.#jobId"), [""; 0]);
    assert_eq!(refused(&dir, "build.ts#Sheet"), [""; 0]);
}

#[test]
fn every_star_of_an_index_is_followed() {
    let index: String = (0..150).map(|at| format!("export * from './m{at}';\n")).collect();
    let dir =
        package(&[("index.ts", &index), ("use.ts", "import { last } from './index';\nexport const all = last();\n")]);
    for at in 0..149 {
        put(dir.path(), &format!("p/src/m{at}.ts"), &format!("export const m{at} = {at};\n"));
    }
    put(dir.path(), "p/src/m149.ts", "export function last() { return 1; }\n");
    assert_eq!(refused(&dir, "m149.ts#last"), [""; 0]);
}
