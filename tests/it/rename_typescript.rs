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

/// Where no other member of the name can be in there, at whatever depth, nothing parts.
#[test]
fn what_is_not_compared_to_the_end_is_renamed_where_it_holds_no_other_name() {
    let tree = |holder: &str, declared: &str| {
        stored(&format!(
            "{declared}
interface Left<T> {{ value?: {holder}; under: Left<T[]>; at: T }}
interface Right<T> {{ value?: {holder}; under: Right<T[]>; at: T }}
export const store = (tree: Left<Build>): Right<Build> => tree;"
        ))
    };
    assert_eq!(refused(&tree("Batch", ""), "Build.jobId"), [""; 0]);
    let holders = [
        ("Sheet", ""),
        ("Holder", "class Holder { all = new Map<string, Page>(); }"),
        ("Holder", "class Holder { print() { return [page()]; } }\nconst page = (): Page => ({ jobId: '' });"),
        ("typeof pages", "const page = (): Page => ({ jobId: '' });\nconst pages = { all: [page()] };"),
        ("ReturnType<typeof page>", "const page = () => ({ ...({} as Page) });"),
        ("Sheet['builds']", ""),
        ("Holder", "interface Base { [key: string]: Page }\ninterface Holder extends Base {}"),
        ("Holder", "type Holder = { [K in 'a' | 'b']: (page: Page) => void };"),
        ("Holder<string>", "type Holder<T> = T extends string ? import('./types').Page : never;"),
        ("Promise<[Page]>", ""),
    ];
    for (holder, declared) in holders {
        let dir = tree(holder, declared);
        assert_refused(&dir, "Build.jobId", "p/src/store.ts:", "holds more than was compared");
    }
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
fn text_holds_no_functions() {
    let code = "export interface Printer { at: number; print(): void; stop?: () => void; toJSON(): string }
export const save = (printer: Printer) => JSON.stringify(printer);
";
    let dir = package(&[("printer.ts", code)]);
    for name in ["print", "stop"] {
        assert_eq!(refused(&dir, &format!("Printer.{name}")), [""; 0]);
    }
    for name in ["at", "toJSON"] {
        assert_refused(&dir, &format!("Printer.{name}"), "p/src/printer.ts:2", "text outside of the program");
    }
}

#[test]
fn an_element_of_the_page_is_no_name_of_the_program() {
    let code = "export interface Line { p: number }
export const first = (p: Line) => p.p;
export const View = () => <p>text</p>;
declare global { namespace JSX { interface IntrinsicElements { page: {} } } }
export const page = <page></page>;
";
    let dir = package(&[("view.tsx", code)]);
    assert_eq!(refused(&dir, "Line.p"), [""; 0]);
    assert_eq!(refused(&dir, "src/view.tsx:2:23"), [""; 0]);
    assert_refused(&dir, "IntrinsicElements.page", "p/src/view.tsx:5", "code that runsess does not understand");
}

#[test]
fn a_label_is_no_name() {
    let code = "import data from 'places' with { jobId: 'json' };
export interface Build { jobId: string }
export const all = <{ [jobId: string]: Build }>data;
export const first = (jobId: string): Build => all[jobId];
";
    let dir = package(&[("build.ts", code)]);
    assert_eq!(refused(&dir, "Build.jobId"), [""; 0]);
    assert_eq!(refused(&dir, "src/build.ts:4:23"), [""; 0]);
}

/// A value can only come where some file sees both its type and the place.
#[test]
fn what_no_file_sees_together_does_not_meet() {
    let build = ("build.ts", "export interface Build { jobId: string }\n");
    let reader = ("read.ts", "export const read = (it: any) => [it.jobId, it['jobId']];\n");
    assert_eq!(refused(&package(&[build, reader]), "Build.jobId"), [""; 0]);
    let main = "import { read } from './read';\nimport type { Build } from './build';\nexport const all = (it: Build) => read(it);\n";
    let dir = package(&[build, reader, ("main.ts", main)]);
    assert_refused(&dir, "Build.jobId", "p/src/read.ts:1", "whose type is not known");
}

/// What only a package is given is its own, except where it is given a value of the type, too, or gives it on.
#[test]
fn a_literal_that_only_a_package_is_given_is_no_value_of_a_type() {
    let used = |code: &str| {
        let build = "export interface Build { jobId: string }\nexport const build = (): Build => make();\ndeclare const make: () => any;\n";
        let code = format!(
            "import {{ send, View }} from 'senders';\nimport type {{ Options }} from 'senders';\nimport {{ build, type Build }} from './build';\nexport const own = (it: any): Build => it;\n{code}\n"
        );
        package(&[("build.ts", build), ("use.tsx", &code)])
    };
    let theirs = [
        "send({ jobId: '1' });",
        "send('now', [{ jobId: '1' }]);",
        "export const sent = async () => { await send({ deep: { jobId: '1' } }); };",
        "export const view = () => <View options={{ jobId: '1' }} />;",
        "export const view = () => <div style={{ jobId: '1' }} />;",
        "const options: Options = { deep: { jobId: '1' } };\nsend(options);",
        "const options = { jobId: '1' };\nsend(options.jobId);\nsend(options);",
        "send(() => ({ jobId: '1' }));",
        "send(1).now({ jobId: '1' });",
    ];
    for code in theirs {
        assert_eq!(refused(&used(code), "Build.jobId"), [""; 0], "{code}");
    }
    let ours = [
        "own({ jobId: '1' });",
        "send(build(), { jobId: '1' });",
        "send(build()).equals({ jobId: '1' });",
        "send({ jobId: '1' }).equals(build());",
        "send<Build>({ jobId: '1' });",
        "send(own, { jobId: '1' });",
        "send({ jobId: '1' }, (it) => own(it));",
        "send({ jobId: '1' }, { done(it) { own(it); } });",
        "export const sent = send({ jobId: '1' });",
        "export const options = { jobId: '1' };",
        "const options = { jobId: '1' };\nown(options);",
        "const options = { deep: { jobId: '1' } };\nown(options.deep);",
        "export const make = () => ({ jobId: '1' });",
        "const options: unknown = { jobId: '1' };\nown(options);",
        "export const view = () => <View options={{ jobId: '1' }} done={(it) => own(it)} />;",
        "export const view = () => <View options={{ jobId: '1' }} done={own} />;",
    ];
    for code in ours {
        assert_refused(&used(code), "Build.jobId", "p/src/use.tsx:", "an object without a declared type");
    }
}

#[test]
fn a_key_of_a_type_of_a_package_is_its_own() {
    let code = "import type { Line } from 'printers';
export interface Build { jobId: string }
export type Short = Pick<Line, 'at' | 'jobId'> & Omit<Build, 'at'>;
export type One = Line['jobId'];
";
    let dir = package(&[("build.ts", code)]);
    assert_eq!(refused(&dir, "Build.jobId"), [""; 0]);
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

/// A variable with a written type is of it, whatever it is given.
#[test]
fn a_variable_of_a_type_of_a_package_is_of_the_package() {
    let code = "import { make, type Line } from 'printers';
export interface Build { jobId: string }
export function open(build: Build) {
  let line: Line | undefined;
  const id = () => line && line.jobId;
  return { id, start: () => { line = make({ ...build }); } };
}
";
    assert_eq!(refused(&package(&[("build.ts", code)]), "Build.jobId"), [""; 0]);
    let loose = package(&[("build.ts", &code.replace("let line: Line | undefined", "let line"))]);
    assert_refused(&loose, "Build.jobId", "p/src/build.ts:5", "whose type is not known");
}
