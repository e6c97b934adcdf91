//! Plans without a workspace: whole groups go out together, and what nobody can write is refused.

use super::*;
use crate::lang::language::{Dialect, Kind, Spec};
use crate::lang::language_of;
use crate::lang::rewriter::{Names, Rename, Rewriter, Unable};
use crate::model::plan::{Decided, Group, Notice, Wire};
use crate::model::{
    Certainty, Change, Edit, FileFacts, FileId, Finding, Language, Migration, NewFile, Occurrence, Proof, Repo, RepoId,
    Role, Source, Span, Start, StartCode, SymbolId, SymbolInfo,
};

fn source(at: u32, text: &str) -> Source {
    Source {
        id: FileId(at),
        repo: RepoId(0),
        path: format!("{at}.txt").into(),
        absolute: format!("/r/{at}.txt").into(),
        language: language_of("a.txt"),
        text: text.into(),
        generated: false,
        left_out: false,
        beside: false,
        applied: false,
    }
}

fn group(what: &str, edits: &[(u32, usize, usize)]) -> Group {
    let mut files: BTreeMap<FileId, Vec<Edit>> = BTreeMap::new();
    for (file, start, end) in edits {
        files.entry(FileId(*file)).or_default().push(Edit::replace(Span::new(*start, *end), what));
    }
    Group {
        what: what.to_owned(),
        change: Change::Rename,
        old: String::new(),
        new: what.to_owned(),
        places: Vec::new(),
        hits: Vec::new(),
        edits: files,
    }
}

#[test]
fn a_file_that_cannot_be_written_takes_out_whole_groups() {
    let sources = [source(0, "one two"), source(1, "one"), source(2, "two")];
    let repos = [Repo { name: "r".into(), root: "/r".into() }];
    let facts = FileFacts::default();
    let input = Input::unclassified(&facts, &sources, &repos);
    // `x` and `y` overlap in the first file; `z` has to do with neither.
    let groups =
        vec![group("x", &[(0, 0, 3), (1, 0, 3)]), group("y", &[(0, 2, 7), (2, 0, 1)]), group("z", &[(2, 1, 3)])];
    let mut plan = Plan { groups, ..Plan::default() };
    assemble(&input, &mut plan);
    let files: Vec<(u32, usize)> = plan.files.iter().map(|it| (it.file.0, it.edits.len())).collect();
    assert_eq!(files, [(2, 1)], "the second file would be half of `x`, and the third has only `z` left");
    assert_eq!(plan.refused.len(), 1);
}

/// A language whose hits are listed and that has no rewriter.
static LISTED: Spec = Spec::listing(
    &[Dialect {
        language: Language::named("listed"),
        about: "",
        files: &[],
        kind: Kind::Code,
        sample: "",
        declares: false,
        comments_speak: false,
        generated_names: &[],
        generated: |_| false,
    }],
    |_| Vec::new(),
);

const TEXT: &str = "run";

fn decided(change: Change, language: Language, role: Role) -> Decided {
    let finding = Finding {
        repo: "r".into(),
        path: "0.txt".into(),
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 4,
        byte_start: 0,
        byte_end: 3,
        text: TEXT.into(),
        language,
        role,
        symbol: Some(TEXT.into()),
        category: "OLD".into(),
        rule: None,
        certainty: Certainty::Resolved,
        why: Default::default(),
        batch: Some(1),
        change: Some(change),
        replacement: Some("session".into()),
        breaking: None,
        owner: None,
    };
    Decided {
        finding,
        open: false,
        phase: None,
        note: Default::default(),
        notice: Some(Notice { batch: 1, new: "session".into() }),
        next: None,
    }
}

/// One occurrence that declares a symbol.
fn facts(role: Role) -> FileFacts {
    let mut facts = FileFacts::default();
    let span = Span::new(0, TEXT.len());
    let symbol = facts.symbols.intern(SymbolInfo {
        path: TEXT.into(),
        scope: Default::default(),
        name: TEXT.into(),
        role,
        decl: Some((FileId(0), span)),
        context: Vec::new(),
        generated: false,
        external: false,
    });
    facts.occurrences.push(Occurrence {
        file: FileId(0),
        span,
        term: 0,
        role,
        symbol: Some(symbol),
        declaration: true,
        certainty: Certainty::Resolved,
        context: Vec::new(),
        text: Default::default(),
        group: None,
        carrier: None,
        kept: None,
    });
    facts
}

#[test]
fn a_language_without_a_rewriter_writes_nothing() {
    static ROOMS: &[&Spec] = &[&LISTED];
    let repos = [Repo { name: "r".into(), root: "/r".into() }];
    let pack = Pack::builtin().expect("the built-in pack is right");
    let writing = [
        Change::Rename,
        Change::Dual,
        Change::Drop,
        Change::Retag,
        Change::AcceptBoth,
        Change::RewriteText,
        Change::Delete,
    ];
    // One that no room knows is no other language.
    for language in [LISTED.dialects[0].language, Language::named("unknown")] {
        let sources = [Source { language, ..source(0, TEXT) }];
        for (role, change) in Role::ALL.iter().flat_map(|role| writing.map(|change| (*role, change))) {
            let (facts, decided) = (facts(role), [decided(change, language, role)]);
            let input = Input {
                facts: &facts,
                decided: &decided,
                proved_by: &[],
                unproved: false,
                looked_at: false,
                server: None,
                sources: &sources,
                repos: &repos,
                wire: Wire::Keep,
                databases: crate::model::Databases::AtStart,
                unlisted: &[],
            };
            let selection = Selection { batch: 1, phase: None };
            let plan = plan_on(&input, &pack, &Asked::of(&selection), &Grounds::new(ROOMS, &input));
            assert!(plan.groups.is_empty() && plan.files.is_empty(), "{change:?} of a {role:?}: {:?}", plan.groups);
            let [refusal] = plan.refused.as_slice() else { panic!("{change:?} of a {role:?}: {:?}", plan.refused) };
            assert_eq!(refusal.place, "r/0.txt:1");
            assert!(refusal.reason.contains(language.name()) && !refusal.way_out.is_empty());
        }
    }
}

#[test]
fn a_rename_without_an_answer_is_refused() {
    let (repos, sources) = ([Repo { name: "r".into(), root: "/r".into() }], [source(0, TEXT)]);
    let facts = facts(Role::Field);
    let input = Input::unclassified(&facts, &sources, &repos);
    let (symbols, decls) = (vec![SymbolId(0)], Vec::new());
    let rename = Rename { what: TEXT.into(), old: TEXT.into(), new: "session".into(), symbols, decls, at: 0 };
    let names = Names::of(std::slice::from_ref(&rename));
    assert!(!Unable.binds(Change::Rename, Role::Field));
    assert_eq!(Unable.together(&input, SymbolId(0), 0).map(|it| it.refused.len()), Ok(1));
    assert_eq!(Unable.verdict(&input, &rename, &names).refused.len(), 1);
    assert_eq!(Unable.edits(&input, &rename, &names).edits.len(), 0);
    assert_eq!(Unable.changing(&input, std::slice::from_ref(&rename), &[], &names).len(), 1);
    assert_eq!(Unable.delete(&input, SymbolId(0), &[0]).map_err(|it| it.len()), Err(1));
}

/// What renames a table at a place of the first file.
fn start(table: &str, at: usize) -> Migration {
    let file = NewFile { repo: RepoId(0), path: format!("{table}.txt"), text: String::new() };
    let edits = vec![(FileId(0), Edit::replace(Span::new(at, at), format!("{table}; ")))];
    Migration {
        owner: "r".to_owned(),
        tables: vec![table.to_owned()],
        files: Vec::new(),
        statements: Vec::new(),
        next: Vec::new(),
        start: Some(Start::Written(StartCode { places: vec![format!("r/0.txt:{at}")], file, edits })),
        proof: Proof {
            sqlite: String::new(),
            databases: 0,
            rows: 0,
            queries: 0,
            without: None,
            why: String::new(),
            back: Vec::new(),
            probe: String::new(),
            first: Vec::new(),
            steps: Ok(Vec::new()),
        },
    }
}

#[test]
fn steps_whose_call_would_be_lost_are_not_written() {
    let sources = [source(0, "one\ntwo\nsix")];
    let repos = [Repo { name: "r".into(), root: "/r".into() }];
    let facts = FileFacts::default();
    let input = Input::unclassified(&facts, &sources, &repos);
    // Two calls are in one file; a third stands in lines that the batch takes away.
    let mut plan = Plan { groups: vec![group("x", &[(0, 0, 7)])], ..Plan::default() };
    assemble(&input, &mut plan);
    let files = next::starts(&input, &[start("lots", 4), start("bins", 8), start("jobs", 8)], &mut plan);
    let paths: Vec<&str> = files.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(paths, ["bins.txt", "jobs.txt"]);
    let [file] = plan.files.as_slice() else { panic!("{:?}", plan.files) };
    assert_eq!(file.after, "x\nbins; jobs; six");
    let [left] = plan.manual.as_slice() else { panic!("{:?}", plan.manual) };
    assert_eq!((left.place.as_str(), left.what.as_str()), ("r/0.txt:4", "lots"));
}
