//! Renames of TypeScript through the program: what is spread into elements and out of patterns, and names of elements.

use tempfile::TempDir;

use crate::support::{put, run_in};

fn package(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    put(dir.path(), "p/package.json", "{\"name\": \"p\", \"private\": true}\n");
    files.iter().for_each(|(path, text)| put(dir.path(), &format!("p/src/{path}"), text));
    dir
}

/// What the program says of a rename: its exit status, and both outputs.
fn rename(dir: &TempDir, symbol: &str) -> (i32, String) {
    let (code, out, err) = run_in(&["rename", symbol, "renamed", "--diff", "p"], dir.path());
    (code, format!("{out}{err}"))
}

fn assert_renamed(dir: &TempDir, symbol: &str) {
    let (code, said) = rename(dir, symbol);
    assert_eq!(code, 0, "{symbol}: {said}");
}

fn assert_refused(dir: &TempDir, symbol: &str, place: &str, reason: &str) {
    let (code, said) = rename(dir, symbol);
    let found = said.lines().any(|it| it.contains(place) && it.contains(reason));
    assert!(code == 1 && found, "{symbol}: {code} {said}");
}

const BUILD: (&str, &str) = ("build.ts", "export interface Build { jobId: string; started?: number }\n");
const STORED: &str = "is stored as another type here or the other way round";

/// `<Row {...build} />` gives the component what the value has, under the same names.
#[test]
fn what_is_spread_into_an_element_is_stored_as_its_properties() {
    let ways = [
        "export const list = (all: Build[]) => all.map((build) => <Row {...build} />);",
        "export const list = (build: Build) => <Row {...(build.started ? build : { jobId: '' })} />;",
        "export const list = ({ started, ...rest }: Build) => <Row {...rest} />;",
        "export const list = (all: { deep: Build }) => <Sheet {...all} />;",
    ];
    for way in ways {
        let code = format!(
            "import type {{ Build }} from './build';
const Row = ({{ jobId }}: {{ jobId: string }}) => <p>{{jobId}}</p>;
const Sheet = ({{ deep }}: {{ deep: {{ jobId: string }} }}) => <p>{{deep.jobId}}</p>;
{way}
"
        );
        assert_refused(&package(&[BUILD, ("list.tsx", &code)]), "Build.jobId", "p/src/list.tsx:4", STORED);
    }
    let row = ("Row.svelte", "<script lang=\"ts\">\n  export let jobId: string;\n</script>\n<p>{jobId}</p>\n");
    let list = "<script lang=\"ts\">
  // The jobId of a build is that of the row.
  import Row from './Row.svelte';
  import type { Build } from './build';
  export let build: Build;
</script>
<Row {...build} />
";
    assert_refused(&package(&[BUILD, row, ("List.svelte", list)]), "Build.jobId", "p/src/List.svelte:7", STORED);
    let row = "<script setup lang=\"ts\">\ndefineProps<{ jobId: string }>();\n</script>\n<template><p>{{ jobId }}</p></template>\n";
    let list = "<script setup lang=\"ts\">
// The jobId of a build is that of the row.
import Row from './Row.vue';
import type { Build } from './build';
const props = defineProps<{ build: Build }>();
</script>
<template><Row v-bind=\"props.build\" /></template>
";
    let dir = package(&[BUILD, ("Row.vue", row), ("List.vue", list)]);
    assert_refused(&dir, "Build.jobId", "p/src/List.vue:7", STORED);
}

/// What a pattern takes by its name is not in its rest.
#[test]
fn the_rest_of_a_pattern_has_no_property_that_was_taken() {
    let ways = [
        "export const print = ({ jobId, ...rest }: Build): Page => ({ ...rest, jobId: `${jobId}!` });",
        "export const print = ({ jobId, ...rest }: Build): Partial<Page> => rest;",
        "export const print = ({ jobId, ...rest }: Build | null): Partial<Page> => rest;",
    ];
    let code = |way: &str| {
        format!(
            "import type {{ Build }} from './build';\nexport interface Page {{ jobId: string; started?: number }}\n{way}\n"
        )
    };
    for way in ways {
        assert_renamed(&package(&[BUILD, ("print.ts", &code(way))]), "Build.jobId");
    }
    let way = "export const print = ({ started, ...rest }: Build): Page => rest;";
    assert_refused(&package(&[BUILD, ("print.ts", &code(way))]), "Build.jobId", "p/src/print.ts:3", STORED);
}

/// The component declares the property, so its type tells where the value goes; what it does not declare may go anywhere.
#[test]
fn a_literal_that_is_spread_into_an_element_is_of_its_properties() {
    let used = |view: &str| {
        let code = format!(
            "import {{ Panel }} from 'panels';
interface Size {{ jobId: string }}
const Row = (props: Size) => <Panel {{...props}} />;
const Open = (props: {{ [key: string]: unknown }}) => <Panel {{...props}} />;
export interface Edit {{ id: string; jobId?: string }}
{view}
export const edits: Edit[] = [];
"
        );
        package(&[("view.tsx", &code)])
    };
    let row = used("const row = { jobId: '1' };\nexport const view = <Row {...row} />;");
    assert_renamed(&row, "Edit.jobId");
    let open = used("const row = { jobId: '1' };\nexport const view = <Open {...row} />;");
    assert_refused(&open, "Edit.jobId", "p/src/view.tsx:6", "an object without a declared type");
    let unknown = used("const row = { jobId: '1' };\nexport const view = <Panel {...row} />;");
    assert_refused(&unknown, "src/view.tsx:6:15", "p/src/view.tsx:6", "its object is handed to code that is not known");
}

/// Only the interface of all elements declares one: neither a literal nor a type without a name does.
#[test]
fn a_key_that_is_called_like_an_element_is_none() {
    let code = "export const first = (line: { path: string; id: number }) => line.path;
const lines = [{ path: '1' }];
export const last = lines[0].path;
export const view = <svg><path d=\"M0 0\" /></svg>;
";
    let dir = package(&[("view.tsx", code)]);
    assert_renamed(&dir, "src/view.tsx:1:31");
    assert_renamed(&dir, "src/view.tsx:2:18");
}

/// `<Row jobId={…} />` makes a value that `Row` takes apart at once: nobody holds one, so nothing else can be one.
#[test]
fn a_value_that_is_taken_apart_where_it_arrives_is_held_by_nobody() {
    let other = "import { Row } from './row';
export const read = (it: any) => it.jobId;
const make = (it: any): any => it;
export const loose = make({ jobId: '1' });
export const named = make('jobId');
";
    let used = |row: &str, view: &str| {
        let view = format!("{other}{view}\n");
        package(&[BUILD, ("row.tsx", row), ("view.tsx", &view)])
    };
    let view = "export const view = <Row jobId=\"1\" />;";
    let apart = [
        "export interface RowProps { jobId?: string }\nexport function Row({ jobId }: RowProps) { return <p>{jobId}</p>; }",
        "type RowProps = { jobId?: string };\nexport const Row = ({ jobId, ...rest }: RowProps) => <p {...rest}>{jobId}</p>;",
        "interface RowProps { jobId?: string }\nexport const Row = (props: RowProps) => <p>{props.jobId}</p>;",
        "interface RowProps { jobId?: string }\nexport function Row(props: RowProps) { const { jobId } = props; return <p>{jobId}</p>; }",
    ];
    let more = [
        "interface Own { jobId?: string }\ntype RowProps = (Own & { kind: 'a' }) | (Own & { kind?: 'b' });\nexport const Row = ({ jobId }: RowProps) => <p>{jobId}</p>;",
        "type Own = { jobId?: string };\nexport const Row = ({ jobId }: Readonly<Own> & { kind?: 'b' }) => <p>{jobId}</p>;",
    ];
    for row in more {
        assert_renamed(&used(row, view), "Own.jobId");
    }
    let kept = "type Own = { jobId?: string };\ntype RowProps = Own & { kind?: 'b' };\nexport const rows: RowProps[] = [];\nexport const Row = ({ jobId }: RowProps) => <p>{jobId}</p>;";
    assert_refused(&used(kept, view), "Own.jobId", "p/src/view.tsx:2", "whose type is not known may be it");
    for row in apart {
        assert_renamed(&used(row, view), "RowProps.jobId");
        assert_renamed(
            &used(row, "export const view = <Row></Row>;\nexport const more = Row({ jobId: '1' });"),
            "RowProps.jobId",
        );
    }
    let held = [
        "interface RowProps { jobId?: string }\nexport const Row = (props: RowProps) => <p>{JSON.stringify(props)}</p>;",
        "interface RowProps { jobId?: string }\nexport const Row = (props: RowProps) => { const { ...all } = props; return all; };",
        "interface RowProps { jobId?: string }\nexport const rows: RowProps[] = [];\nexport const Row = ({ jobId }: RowProps) => <p>{jobId}</p>;",
        "interface RowProps { jobId?: string }\nexport const Row = ({ jobId }: RowProps) => <p>{jobId}</p>;\nexport default Row;",
        "interface RowProps { jobId?: string }\nexport function Row({ jobId }: RowProps) { return <p>{jobId}{arguments.length}</p>; }",
        "interface RowProps { jobId?: string }\ninterface Other extends RowProps { title: string }\nexport const Row = ({ jobId }: RowProps) => <p>{jobId}</p>;",
    ];
    for row in held {
        let dir = used(row, view);
        assert_refused(&dir, "RowProps.jobId", "p/src/view.tsx:2", "whose type is not known may be it");
    }
    let row = apart[0];
    let given = [
        "export const view = (all: any) => <Row {...all} />;",
        "export const view = (all: { title: string }) => <Row {...all} />;",
        "export const view = (all: { title: string }) => <Row jobId=\"1\" {...all} />;",
        "export const view = (all: any) => Row(all);",
        "export const view = (all: any) => Row({ ...all });",
        "export const all = [Row];",
        "export const view = <Row jobId=\"1\" />;\nexport const all = () => import('./row');",
        "export { Row as Line } from './row';\nexport const view = <Row jobId=\"1\" />;",
        "export const view = 1;",
    ];
    for view in given {
        let dir = used(row, view);
        assert_refused(&dir, "RowProps.jobId", "p/src/view.tsx:2", "whose type is not known may be it");
    }
    let dir = used(row, "export const view = (all: { title: string }) => <Row {...all} jobId=\"1\" />;");
    assert_renamed(&dir, "RowProps.jobId");
    let dir = used(row, "export const view = (all: { jobId: string }) => <Row {...all} />;");
    assert_refused(&dir, "RowProps.jobId", "p/src/view.tsx:6", STORED);
}

/// A component that React makes from a function gives the function what its elements are given.
#[test]
fn a_component_that_react_wraps_takes_its_properties_apart() {
    let other = "import { Row } from './row';
export const read = (it: any) => it.jobId;
const make = (it: any): any => it;
export const loose = make({ jobId: '1' });
";
    let used = |row: &str, view: &str| {
        let row = format!(
            "import React, {{ memo, forwardRef, type FC }} from 'react';\ninterface RowProps {{ jobId?: string }}\n{row}\n"
        );
        package(&[BUILD, ("row.tsx", &row), ("view.tsx", &format!("{other}{view}\n"))])
    };
    let view = "export const view = <Row jobId=\"1\" />;";
    let apart = [
        "export const Row = memo(({ jobId }: RowProps) => <p>{jobId}</p>);",
        "export const Row = React.memo(function Row({ jobId }: RowProps) { return <p>{jobId}</p>; });\nRow.displayName = 'Row';",
        "export const Row: FC<RowProps> = ({ jobId }) => <p>{jobId}</p>;",
        "export const Row: React.FC<RowProps & { kind?: 'b' }> = (props) => <p>{props.jobId}</p>;",
        "export const Row = memo(forwardRef<HTMLElement, RowProps>(({ jobId }, ref) => <p ref={ref}>{jobId}</p>));",
    ];
    for row in apart {
        assert_renamed(&used(row, view), "RowProps.jobId");
        let dir = used(row, "export const all = [Row];");
        assert_refused(&dir, "RowProps.jobId", "p/src/view.tsx:2", "whose type is not known may be it");
    }
    let held = [
        "export const Row = memo(({ jobId }: RowProps) => <p>{jobId}</p>, (a: any, b: any) => a.jobId === b.jobId);",
        "const bind = (it: any): any => it;\nexport const Row = bind(({ jobId }: RowProps) => <p>{jobId}</p>);",
        "export const Row: FC<RowProps> = (props) => <p>{JSON.stringify(props)}</p>;",
    ];
    for row in held {
        let dir = used(row, view);
        assert_refused(&dir, "RowProps.jobId", "p/src/view.tsx:2", "whose type is not known may be it");
    }
}

/// The default of a module is followed to wherever it is imported, under any name.
#[test]
fn a_default_export_is_followed_under_each_of_its_names() {
    let other = "export const read = (it: any) => it.jobId;\n";
    let row = "interface RowProps { jobId?: string }\nexport default function Row({ jobId }: RowProps) { return <p>{jobId}</p>; }\n";
    let used = |path: &str, view: &str| {
        let view = format!("{other}{view}\n");
        let index = if view.contains("Cell") { "export { default as Cell } from './row';\n" } else { "" };
        package(&[BUILD, (path, row), ("index.ts", index), ("view.tsx", &view)])
    };
    let ways = [
        "import Row from './row';\nexport const view = <Row jobId=\"1\" />;",
        "import Line from './row';\nexport const view = <Line jobId=\"1\" />;",
        "import { Cell } from './index';\nexport const view = <Cell jobId=\"1\" />;",
        "import { Cell as Line } from './index';\nexport const view = <Line jobId=\"1\" />;",
        "import { default as Line } from './row';\nexport const view = <Line jobId=\"1\" />;",
    ];
    for view in ways {
        assert_renamed(&used("row.tsx", view), "RowProps.jobId");
    }
    let held = [
        "import Line from './row';\nexport const view = <Line jobId=\"1\" />;\nexport const all = [Line];",
        "import { Cell as Line } from './index';\nexport const view = (all: any) => <Line {...all} />;",
        "import Line from './row';\nexport const view = <Line jobId=\"1\" />;\nexport const all = () => import('./row');",
        "import { Cell } from './index';\nimport * as all from './index';\nexport const view = [<Cell jobId=\"1\" />, all];",
        "import Line from './row';\nexport { default as Cell } from './row';\nexport const view = <Line jobId=\"1\" />;",
    ];
    for view in held {
        let dir = used("row.tsx", view);
        assert_refused(&dir, "RowProps.jobId", "p/src/view.tsx:1", "whose type is not known may be it");
    }
    // What a framework takes by its place.
    let view = "import Line from './pages/row';\nexport const view = <Line jobId=\"1\" />;";
    let dir = used("pages/row.tsx", view);
    assert_refused(&dir, "RowProps.jobId", "p/src/view.tsx:1", "whose type is not known may be it");
}

/// With the JSX of today no file has to import `React` to name its types.
#[test]
fn the_types_of_react_are_known_without_an_import() {
    let code = "export const Row: React.FC<{ jobId: string }> = ({ jobId }) => <p>{jobId}</p>;
export const Page: React.FunctionComponent<{ jobId: string }> = (props) => <p>{props.jobId}</p>;
export const view = <Row jobId=\"1\" />;
";
    let dir = package(&[("row.tsx", code)]);
    let (code, said) = rename(&dir, "src/row.tsx:1:30");
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("+export const Row: React.FC<{ renamed: string }> = ({ renamed: jobId }) =>"), "{said}");
    assert!(said.contains("+export const view = <Row renamed=\"1\" />;"), "{said}");
    assert_renamed(&dir, "src/row.tsx:2:46");
}

/// The grammar has no arguments behind the type of an import: what they are is not known, and no default takes their place.
#[test]
fn arguments_of_an_imported_type_are_not_its_defaults() {
    let boxes = ("boxes.ts", "export interface Box<T = {}> { held: T }\n");
    let code = "import type { Build } from './build';
export type Held<T = {}> = import('./boxes').Box<T>;
export const read = (it: Held<Build>) => it.held.jobId;
";
    let dir = package(&[BUILD, boxes, ("read.ts", code)]);
    assert_refused(&dir, "Build.jobId", "p/src/read.ts:3", "whose type is not known may be it");
}

/// `<Page>text</Page>` gives `children`, and says the name nowhere. The parts of a tree are called so, too.
#[test]
fn what_stands_in_an_element_has_a_name_that_no_place_says() {
    let page = "import type { ReactNode } from 'react';
export function Page({ children }: { children: ReactNode }) { return <main>{children}</main>; }
export interface Shelf { label: string; children: Shelf[] }
export const count = (shelf: Shelf): number => shelf.children.length;
export interface BoxProps { content: ReactNode }
export const Box = (props: BoxProps) => <p>{props.content}</p>;
";
    let app = "import { Page } from './page';\nexport const App = () => <Page>text</Page>;\n";
    let dir = package(&[("page.tsx", page), ("app.tsx", app)]);
    assert_refused(&dir, "p/src/page.tsx:2:38", "page.tsx:2", "what stands in an element is given");
    assert_renamed(&dir, "Shelf.children");
    let (code, out, err) = run_in(&["rename", "BoxProps.content", "children", "--diff", "p"], dir.path());
    assert!(code == 1 && err.contains("what stands in an element is given"), "{out}{err}");
}

/// A component has others as its properties, where its module assigns them.
#[test]
fn what_is_assigned_to_a_property_of_a_function_is_the_property() {
    let menu = "import type { Build } from './build';
export const Item = ({ jobId }: { jobId: string }) => <p>{jobId}</p>;
export const Menu = ({ open }: { open: boolean }) => <p>{open}</p>;
Menu.Item = Item;
export function Bar({ open }: { open: boolean }) { return <p>{open}</p>; }
Bar.Item = Item;
export const id = (it: Build) => it.jobId;
";
    let list = "import { Bar, Menu } from './menu';
export const all = [
  <Menu.Item jobId='1' />,
  <Bar.Item jobId='2' />,
];
";
    let dir = package(&[BUILD, ("menu.tsx", menu), ("list.tsx", list)]);
    assert_renamed(&dir, "Build.jobId");
    let said = rename(&dir, "p/src/menu.tsx:2:35").1;
    assert!(said.contains("+  <Menu.Item renamed='1' />") && said.contains("+  <Bar.Item renamed='2' />"), "{said}");
    // Which of two it is, nobody says.
    let twice = menu.replace(
        "Bar.Item = Item;",
        "Bar.Item = Item;\nif (Math.random() > 1) Bar.Item = (it: any) => <p>{it.other}</p>;",
    );
    let dir = package(&[BUILD, ("menu.tsx", &twice), ("list.tsx", list)]);
    assert_refused(&dir, "Build.jobId", "p/src/list.tsx:4", "whose type is not known");
}

/// A directive is a variable or what a list of directives has, and no member of a type.
#[test]
fn a_directive_of_a_template_is_no_member_of_a_type() {
    let tag = ("tag.ts", "export interface Tag { tip?: string }\n");
    let page = |options: &str| {
        format!(
            "<script lang=\"ts\">
import type {{ Tag }} from './tag'
import {{ shown }} from 'tips'
export default {{ {options}, props: {{ tag: Object as () => Tag }} }}
</script>
<template><p v-tip=\"'x'\" /></template>
"
        )
    };
    assert_renamed(&package(&[tag, ("Page.vue", &page("name: 'Page'"))]), "Tag.tip");
    let dir = package(&[tag, ("Page.vue", &page("directives: { tip: shown }"))]);
    assert_refused(&dir, "p/src/Page.vue:4:32", "p/src/Page.vue:6", "stands in code that runsess does not understand");
}
