//! The front door without a command line: what a program that uses the library calls, in the order in which it would.

use runsess::model::plan::Wire;
use runsess::model::{Place, Relation};
use runsess::rules::{NoSuchStep, Pack};
use runsess::session::{Asked, Code, Project, Workspace, examples, explain, refs, rename, rollout};
use tempfile::TempDir;

use crate::support::put;

const GO: &str = "package chat

type Conv struct{ RunID string }

func New(sessionID string) *Conv { return &Conv{RunID: sessionID} }
";

fn module() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    put(dir.path(), "chat/go.mod", "module example.com/chat\n\ngo 1.22\n");
    put(dir.path(), "chat/chat.go", GO);
    dir
}

fn read(dir: &TempDir) -> Workspace {
    Workspace::read(&Project::of([dir.path().join("chat")]), Pack::builtin().unwrap(), false).unwrap()
}

#[test]
fn what_was_read_is_planned_explained_and_rolled_out() {
    let dir = module();
    let workspace = read(&dir);
    assert_eq!(workspace.inventory().findings.len(), 4);
    let step = workspace.pack.step(1, None).unwrap();
    let planned = workspace.plan(&step);
    assert_eq!((planned.groups.len(), planned.files.len(), planned.refused.len()), (1, 1, 0));
    assert!(workspace.undone(&step).is_empty() && workspace.migrations_of(&step, &planned).proved.is_empty());

    let found = explain(&workspace, &Asked::parse("chat/chat.go:3").unwrap()).unwrap();
    assert_eq!(found[0].finding.place(), "chat/chat.go:3:19".parse::<Place>().unwrap());
    assert!(found[0].evidence.iter().any(|it| it.quote.starts_with("func New(")), "{:?}", found[0].evidence);
    assert!(found[0].tried.last().is_some_and(|it| it.failed.is_none()));
    assert!(explain(&workspace, &Asked::parse("chat/chat.go:1").unwrap()).is_err());

    let steps = rollout(workspace).steps;
    assert_eq!(steps.iter().filter(|it| !it.rows.is_empty()).map(|it| it.batch).collect::<Vec<_>>(), [1]);
}

#[test]
fn one_symbol_is_listed_and_renamed() {
    let dir = module();
    let code = Code::read(&Project::of([dir.path().join("chat")]), "Conv.RunID").unwrap();
    let found = refs(&code, "Conv.RunID").unwrap();
    assert_eq!((found.symbol.as_str(), found.rows.len()), ("example.com/chat.Conv.RunID", 2));
    assert!(found.rows.iter().all(|it| it.relation == Relation::Target));
    let renaming = rename(&code, "Conv.RunID", "SessionID", Wire::Keep).unwrap();
    assert_eq!((renaming.name.as_str(), renaming.plan.files.len(), renaming.plan.refused.len()), ("RunID", 1, 0));
    let refused = rename(&code, "Conv.RunID", "type", Wire::Keep).unwrap().plan.refused;
    assert_eq!(
        (refused[0].place.as_str(), refused[0].reason.as_str()),
        ("chat/chat.go:3", "`type` is a keyword of Go")
    );
}

#[test]
fn a_pack_knows_its_steps_and_its_examples_hold() {
    let pack = Pack::builtin().unwrap();
    assert!(matches!(pack.step(99, None), Err(NoSuchStep::Batch { .. })));
    assert_eq!(examples(&pack).failed, 0);
}
