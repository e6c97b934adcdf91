use super::*;
use crate::lang::testing::{facts_of, flows, source, terms};
use crate::lang::typescript::TSX;
use crate::lang::typescript::TYPESCRIPT;
use crate::model::FileId;

fn ts(text: &str) -> FileFacts {
    let extract = |source: &Source, hits: &[TermHit], terms: &TermSet| {
        super::extract_in(&Project::new([source]), source, hits, terms)
    };
    facts_of(extract, "src/a.tsx", TSX, text)
}

/// One line per occurrence: text, role, symbol without the file, `declared`.
fn shown(facts: &FileFacts, text: &str) -> Vec<String> {
    facts
        .occurrences
        .iter()
        .map(|it| {
            let symbol = it.symbol.map_or("-", |id| facts.symbols.get(id).path.as_str());
            let declared = if it.declaration { " declared" } else { "" };
            format!(
                "{} {} {}{declared}",
                &text[it.span.range()],
                it.role.name(),
                symbol.trim_start_matches("src/a.tsx#")
            )
        })
        .collect()
}

fn check(text: &str, wanted: &[&str]) {
    assert_eq!(shown(&ts(text), text), wanted, "{text}");
}

fn check_flows(text: &str, wanted: &[&str]) {
    let found: Vec<String> = flows(&ts(text)).iter().map(|it| it.replace("src/a.tsx#", "")).collect();
    assert_eq!(found, wanted, "{text}");
}

#[test]
fn a_call_with_type_arguments_is_awaited_as_a_whole() {
    check(
        "interface Run { runId: string }\nasync function get<T>(at: string): Promise<T> { return at as any }\nasync function f() { (await get<Run>('a')).runId }",
        &["Run type Run declared", "runId field Run.runId declared", "Run type Run", "runId selector Run.runId"],
    );
}

#[test]
fn members_belong_to_the_declared_type_of_the_value() {
    check(
        "interface Agg { runId: string }\nfunction f(agg: Agg, other: Unknown) { agg.runId; other.runId; agg?.runId; agg!.runId }",
        &[
            "runId field Agg.runId declared",
            "runId selector Agg.runId",
            "runId selector ?.runId",
            "runId selector Agg.runId",
            "runId selector Agg.runId",
        ],
    );
    check(
        "class Store { private runId = ''; get() { return this.runId } static runs = 1 }\nconst s = new Store(); s.runId; Store.runs;",
        &[
            "runId field Store.runId declared",
            "runId selector Store.runId",
            "runs field Store.runs declared",
            "runId selector Store.runId",
            "runs selector Store.runs",
        ],
    );
    check(
        "type A = { inner: { runId: string }[] };\nfunction f(a: A) { for (const it of a.inner) it.runId; a.inner.map((x) => x.runId); a.inner[0].runId }",
        &[
            "runId field A.inner.runId declared",
            "runId selector A.inner.runId",
            "runId selector A.inner.runId",
            "runId selector A.inner.runId",
        ],
    );
}

#[test]
fn inherited_and_generic_members_are_found_where_they_are_declared() {
    check(
        "interface Base { runId: string }\ninterface Sub extends Base { x: number }\nfunction get<T>(a: T[]): T | null { return null }\nconst v = get<Sub>([]);\nv?.runId;\nconst w: Partial<Sub> = {};\nw.runId;",
        &["runId field Base.runId declared", "runId selector Base.runId", "runId selector Base.runId"],
    );
    check(
        "class P<T> { constructor(public runId: T) {} }\nclass Q extends P<string> {}\nnew Q('').runId;",
        &["runId field P.runId declared", "runId selector P.runId"],
    );
}

#[test]
fn a_shorthand_is_property_and_variable_at_once() {
    let text = "type Agg = { runId: string };\nfunction f(runId: string): Agg { const agg: Agg = { runId }; return { runId: runId } }";
    check(
        text,
        &[
            "runId field Agg.runId declared",
            "runId parameter f/runId declared",
            "runId literal-key Agg.runId",
            "runId literal-key Agg.runId",
            "runId parameter f/runId",
        ],
    );
    check_flows(text, &["f/runId -> Agg.runId Literal", "f/runId -> Agg.runId Literal"]);
}

#[test]
fn destructuring_takes_the_property_and_declares_a_name() {
    let text = "type Props = { runId: string; sessionId: string };\nfunction Card({ runId, sessionId: run }: Props) { runId; run }";
    check(
        text,
        &[
            "runId field Props.runId declared",
            "sessionId field Props.sessionId declared",
            "runId selector Props.runId",
            "sessionId selector Props.sessionId",
            "run parameter Card/run declared",
            "runId parameter Card/runId",
            "run parameter Card/run",
        ],
    );
    check_flows(text, &["Props.runId -> Card/runId Assign", "Props.sessionId -> Card/run Assign"]);
    check(
        "import { useParams } from 'react-router-dom'; const { runId } = useParams<{ runId: string }>();",
        &["runId selector <type>@1.runId", "runId field <type>@1.runId declared"],
    );
}

#[test]
fn untyped_data_keeps_its_sibling_type_as_context() {
    let text = "const frames = [{ event: { type: 'planning.start', data: { run: { runId: 'p-1' } } } }];";
    let facts = ts(text);
    let it = facts.occurrences.iter().find(|it| &text[it.span.range()] == "runId").expect("there is one");
    assert_eq!(it.role, Role::MapKey);
    assert_eq!(it.context, ["a", "frames", "event", "planning.start", "data", "run"]);
    let text = "on('planning.start', (ev) => { const runId = ev.run?.runId || ''; use(runId) });";
    let facts = ts(text);
    assert!(facts.occurrences.iter().all(|it| it.context.contains(&"planning.start".into())));
    let selector = facts.occurrences.iter().find(|it| it.role == Role::Selector && &text[it.span.range()] == "runId");
    assert_eq!(selector.expect("ev.run?.runId").context.last().map(|it| it.as_str()), Some("ev.run"));
}

#[test]
fn values_flow_through_operators_conversions_and_calls() {
    check_flows(
        "interface E { sessionId?: string }\nfunction save(runId: string) {}\nfunction f(e: E, id: string) { const runId = String(e.sessionId ?? id); save(runId); const r2Run = `${runId}`; if (e.sessionId === runId) {} }",
        &[
            "E.sessionId -> f/runId Assign",
            "f/id -> f/runId Assign",
            "f/runId -> save/runId Argument",
            "f/runId -> f/r2Run Assign",
            "E.sessionId -> f/runId Compare",
        ],
    );
    check_flows(
        "type P = { runId: string };\nfunction Card(p: P) { return null }\nfunction App({ sessionId }: { sessionId: string }) { return <Card runId={sessionId} /> }",
        &["App/sessionId -> P.runId Literal", "App.<type>@3.sessionId -> App/sessionId Assign"],
    );
    check_flows(
        "function runIdOf(x: { sessionId: string }) { return x.sessionId }\nconst runId = runIdOf(y);",
        &["runIdOf.<type>@1.sessionId -> runIdOf Return", "runIdOf -> runId Assign"],
    );
}

#[test]
fn values_of_unknown_type_carry_meaning_place_by_place() {
    check_flows(
        "function f(data: any) { const sessionId = data.run_id; const other = data['run_id']; use({ runId: other }) }",
        &["?.run_id -> f/sessionId Assign", "?.run_id -> f/other Assign", "f/other -> f.<objlit>@1.runId Literal"],
    );
    check_flows(
        "interface Has { runId: string }\nclass Store implements Has { runId = '' }",
        &["Store.runId -> Has.runId SameName"],
    );
}

#[test]
fn a_property_of_any_name_carries_no_meaning() {
    check_flows(
        "type E = { id: string; runId: string; sessionId: string };\nfunction f(e: E) { const x: E = { id: e.runId }; const y: E = { sessionId: x.id } }",
        &[],
    );
}

#[test]
fn state_hooks_and_slices_tie_setter_and_value() {
    check_flows(
        "const [runId, setRunId] = useState('');\nfunction f(sessionId: string) { setRunId(sessionId) }",
        &["f/sessionId -> setRunId Argument", "setRunId -> runId Assign"],
    );
    let slice = "import { createSlice } from '@reduxjs/toolkit'; const appSlice = createSlice({ name: 'app', initialState: { runId: '' as string }, reducers: { setRunId(state, action) { state.runId = action.payload; } } });\nfunction f(sessionId: string) { dispatch(appSlice.actions.setRunId(sessionId)) }";
    check(
        slice,
        &[
            "runId map-key appSlice.<objlit>@1.initialState.runId declared",
            "setRunId method appSlice.<objlit>@1.reducers.setRunId declared",
            "runId selector appSlice.<objlit>@1.initialState.runId",
            "sessionId parameter f/sessionId declared",
            "setRunId method appSlice.<objlit>@1.reducers.setRunId",
            "sessionId parameter f/sessionId",
        ],
    );
    check_flows(
        slice,
        &[
            "appSlice.<objlit>@1.reducers.setRunId -> appSlice.<objlit>@1.initialState.runId Assign",
            "f/sessionId -> appSlice.<objlit>@1.reducers.setRunId Argument",
        ],
    );
}

#[test]
fn query_parameters_are_found_in_urls_and_parameter_lists() {
    let text = "function f(sessionId: string, p: URLSearchParams) { fetch(`/turns?x=1&run_id=${sessionId}`); p.set('run_id', sessionId); const runId = p.get('run_id'); }";
    let facts = ts(text);
    let roles: Vec<_> =
        facts.occurrences.iter().filter(|it| &text[it.span.range()] == "run_id").map(|it| it.role).collect();
    // `p` alone does not say that it holds parameters; its declared type does.
    assert_eq!(roles, [Role::QueryParameter; 3]);
    let found: Vec<String> = flows(&facts).iter().map(|it| it.replace("src/a.tsx#", "")).collect();
    assert_eq!(
        found,
        [
            "query:run_id -> f/runId Assign",
            "f/sessionId -> query:run_id Literal",
            "f/sessionId -> query:run_id Literal",
        ]
    );
}

#[test]
fn strings_comments_and_jsx_text_are_told_apart() {
    let text = "// The run id of a session.\nfunction f() {\n  console.info('starting run');\n  throw new Error('no run');\n  m.get('run_id');\n  return <p title=\"a run\">Run it</p>;\n}\nimport x from './run/x';\n";
    let facts = ts(text);
    let shown: Vec<String> = facts
        .occurrences
        .iter()
        .map(|it| format!("{} {} {}", &text[it.span.range()], it.role.name(), it.text))
        .collect();
    assert_eq!(
        shown,
        [
            "run id comment The run id of a session.",
            "run log-message starting run",
            "run error-text no run",
            "run_id map-key run_id",
            "run string-literal a run",
            "Run string-literal Run it",
            "run import import x from './run/x';",
        ]
    );
    assert_eq!(facts.occurrences[0].context, ["a", "f"]);
}

#[test]
fn imports_lead_to_the_exporting_file() {
    let library = "export interface Agg { runId: string }\nexport const startRun = () => 1;\nexport * as ns from './deep/more';\nexport default class RunStore {}";
    let more =
        "export type More = { run: { runId: string } };\nexport function runIdOf(m: More) { return m.run.runId }";
    let main = "import type { Agg } from '../lib';\nimport RunS, { startRun as begin, ns } from '../lib/index.js';\nimport { runIdOf } from '../lib/deep/more';\nfunction f(a: Agg, m: ns.More) { a.runId; begin(); m.run.runId; runIdOf(m) }";
    let mut sources = [
        source("web/lib/index.ts", TYPESCRIPT, library),
        source("web/lib/deep/more.ts", TYPESCRIPT, more),
        source("web/src/a.tsx", TSX, main),
    ];
    for (at, source) in sources.iter_mut().enumerate() {
        source.id = FileId(at as u32);
    }
    let project = Project::new(&sources);
    let terms = terms();
    let facts = extract_in(&project, &sources[2], &terms.find(main), &terms);
    let found: Vec<_> = facts
        .occurrences
        .iter()
        .map(|it| {
            format!(
                "{} {} {}",
                &main[it.span.range()],
                it.role.name(),
                it.symbol.map_or("-", |id| &facts.symbols.get(id).path)
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "RunS import web/src/a.tsx#RunS",
            "startRun import web/lib/index.ts#startRun",
            "runIdOf import web/lib/deep/more.ts#runIdOf",
            "runId selector web/lib/index.ts#Agg.runId",
            "run selector web/lib/deep/more.ts#More.run",
            "runId selector web/lib/deep/more.ts#More.run.runId",
            "runIdOf function web/lib/deep/more.ts#runIdOf",
        ]
    );
    let declared =
        facts.symbols.iter().find(|(_, it)| it.path == "web/lib/index.ts#Agg.runId").and_then(|(_, it)| it.decl);
    assert_eq!(declared.map(|(file, span)| (file, &library[span.range()])), Some((FileId(0), "runId")));
}

#[test]
fn hostile_files_lose_no_hit() {
    for text in [
        format!("{}run", "(".repeat(10_000)),
        format!("const runId = {}1{};", "[".repeat(10_000), "]".repeat(10_000)),
        format!("const runId = {}1;", "a.run(".repeat(5_000)),
        format!("const runId = {};", vec!["run"; 5_000].join(" + ")),
        format!("const runId = {};", vec!["run"; 5_000].join(" || ")),
        format!("x{};", ".run()".repeat(3_000)),
        format!("type A = {};", vec!["{ run: A }"; 3_000].join(" | ")),
        format!("<div>{}run", "<div>".repeat(3_000)),
        "if (run) {} else ".repeat(3_000),
        "interface A extends A { run: A['run'] }\nlet run = run; function f(a: A) { a.run.run.run }".to_owned(),
        "type R<T> = R<R<T>>; const run: R<R<number>> = x; run.run; const { run: { run: run2 } } = run2;".to_owned(),
        format!("{}run_id", "`${".repeat(5_000)),
        "}{ run )( run => {{{ class run".to_owned(),
    ] {
        assert!(!ts(&text).occurrences.is_empty());
    }
}

#[test]
fn modules_without_a_hit_are_read_from_disk_and_links_out_are_not() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let root = folder.path().join("web");
    for path in [root.join("lib"), folder.path().join("away")] {
        std::fs::create_dir_all(path).expect("a folder in it");
    }
    for (path, text) in [
        ("web/lib/index.ts", "export * from './agg';"),
        ("web/lib/agg.ts", "export type Agg = { runId: string };"),
        ("out.ts", "export type Out = { runId: string };"),
        ("away/far.ts", "export type Far = { runId: string };"),
    ] {
        std::fs::write(folder.path().join(path), text).expect("a file in it");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("out.ts"), root.join("lib/out.ts")).expect("a link");
    #[cfg(unix)]
    std::os::unix::fs::symlink("../away", root.join("away")).expect("a link");
    let main = "import { Agg } from './lib';
        import { Out } from './lib/out';
        import { Far } from './away/far';
        function f(a: Agg, o: Out, p: Far) { a.runId; o.runId; p.runId }";
    let repos = [crate::model::Repo { name: "web".into(), root }];
    let sources = [source("a.ts", TYPESCRIPT, main)];
    let terms = terms();
    let project = Project::on_disk(&repos, &sources, Arc::default());
    let facts = extract_in(&project, &sources[0], &terms.find(main), &terms);
    let paths: Vec<_> =
        facts.occurrences.iter().filter_map(|it| it.symbol).map(|id| &*facts.symbols.get(id).path).collect();
    assert_eq!(paths, ["lib/agg.ts#Agg.runId", "a.ts#?.runId", "a.ts#?.runId"]);
}

#[test]
fn a_type_parameter_of_a_union_is_found_once_by_all_parts() {
    check(
        "interface Agg { runId: string }\ninterface Box<T> { value: T }\ndeclare function get<T>(from: T | Box<T> | (() => T)): T;\nfunction f(it: Agg | Box<Agg> | (() => Agg)) { get(it).runId }",
        &["runId field Agg.runId declared", "runId selector Agg.runId"],
    );
}

#[test]
fn an_intersection_gives_the_arguments_of_its_parts() {
    check(
        "interface Agg { runId: string }\ninterface Holds<T> {}\ntype Key<T> = symbol & Holds<T>;\ndeclare function get<T>(key: Key<T> | string): T;\nfunction f(key: Key<Agg>) { get(key).runId }",
        &["runId field Agg.runId declared", "runId selector Agg.runId"],
    );
}

#[test]
fn a_type_is_told_from_others_by_its_symbols() {
    check(
        "declare const mark: unique symbol;\ninterface Marked { [mark]: true }\ninterface Agg { runId: string }\ninterface Other { runId: string }\ntype Chosen<T> = T extends Marked ? Other : Agg;\nfunction f(one: Chosen<Agg>, two: Chosen<Agg & Marked>) { one.runId; two.runId }",
        &[
            "runId field Agg.runId declared",
            "runId field Other.runId declared",
            "runId selector Agg.runId",
            "runId selector Other.runId",
        ],
    );
}

#[test]
fn a_literal_in_place_of_a_declared_value_has_its_members() {
    check(
        "interface Agg { runId: string }\nfunction f(it?: Agg) { return it ?? { runId: '' } }\nf().runId;",
        &["runId field Agg.runId declared", "runId literal-key Agg.runId", "runId selector Agg.runId"],
    );
    check(
        "interface Agg { runId: string }\ninterface Other { runId: string }\nfunction f(it?: Agg): Agg | Other { return it ?? { runId: '' } }\nf().runId;",
        &[
            "runId field Agg.runId declared",
            "runId field Other.runId declared",
            "runId map-key f.<objlit>@3.runId declared",
            "runId selector ?.runId",
        ],
    );
}

#[test]
fn a_type_whose_members_may_all_be_missing_takes_no_value_without_one_of_them() {
    check(
        "interface Marked { mark?: true; note?: string }\ninterface Agg { runId: string }\ninterface Other { runId: string }\ntype Chosen<T> = [T] extends [Marked] ? Other : Agg;\nfunction f(one: Chosen<Agg>, two: Chosen<{ note: string }>, three: Chosen<Agg & { note: string }>) { one.runId; two.runId; three.runId }",
        &[
            "runId field Agg.runId declared",
            "runId field Other.runId declared",
            "runId selector Agg.runId",
            "runId selector Other.runId",
            "runId selector Other.runId",
        ],
    );
}

#[test]
fn the_parameters_of_a_function_are_a_tuple() {
    check(
        "interface Agg { runId: string }\ninterface Options { runId?: number }\ntype Start = (agg: Agg, options?: Options) => void;\ndeclare function start(...args: Parameters<Start>): void;\nfunction f(args: Parameters<Start>) { args[0].runId; args[1]?.runId; start({ runId: '' }, { runId: 1 }) }",
        &[
            "runId field Agg.runId declared",
            "runId field Options.runId declared",
            "runId selector Agg.runId",
            "runId selector Options.runId",
            "runId literal-key Agg.runId",
            "runId literal-key Options.runId",
        ],
    );
}

#[test]
fn elements_that_are_alike_are_one_type_where_a_call_takes_theirs() {
    check(
        "declare function each<T>(rows: readonly T[]): (then: (row: T) => void) => void;\neach([{ runId: 1 }, { runId: 2 }])((row) => row.runId);",
        &[
            "runId map-key <objlit>@2.runId declared",
            "runId literal-key <objlit>@2.runId",
            "runId selector <objlit>@2.runId",
        ],
    );
}
