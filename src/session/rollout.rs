//! The whole migration, step by step, before anything is written. Each step is planned on what the steps before it would
//! leave, in memory.

use std::collections::{BTreeSet, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;

use smol_str::SmolStr;

use crate::lang;
use crate::limits;
use crate::model::finding::UNCLASSIFIED;
use crate::model::plan::Plan;
use crate::model::{FileId, FilePlan, NewFile, Repo, Source, SymbolPath};
use crate::plan::rollout::{Open, Rollout, Step, across, order, selections, step};
use crate::plan::{Asked, plan};

use super::Workspace;
use super::register::{forbidden, risks};

/// All steps, one after the other, on texts in memory; what is refused is left out, as with `--skip-refused`.
pub fn rollout(workspace: Workspace) -> Rollout {
    rollout_with(workspace, &mut |_, _, _| ControlFlow::Continue(()))
}

/// What looks at a step: the step, the workspace before it, and what was planned.
pub type Each<'a> = &'a mut dyn FnMut(&Step, &Workspace, &Plan) -> ControlFlow<()>;

/// The same, with each step shown to `each`, which may end it.
pub fn rollout_with(mut workspace: Workspace, each: Each) -> Rollout {
    let mut rollout = Rollout {
        title: workspace.pack.title.clone(),
        modules: order(&lang::modules(&workspace.repos, &workspace.sources), &workspace.repos),
        steps: Vec::new(),
        open: open(&workspace),
        risks: risks(&workspace),
        checklist: workspace.pack.checklist.iter().map(|it| it.title.clone()).collect(),
        forbidden: forbidden(&workspace),
    };
    // What a step refuses to rename: what speaks of it in a later step waits, too.
    let mut kept: BTreeSet<(SmolStr, SmolStr)> = BTreeSet::new();
    limits::stage("planning one step after the other");
    let mut left = VecDeque::from(selections(&workspace.pack));
    while let Some(selection) = left.pop_front() {
        let input = workspace.input();
        // Symbols have other ids once the texts have changed.
        let stays = |(path, scope): (&SmolStr, &SmolStr)| kept.contains(&(path.clone(), scope.clone()));
        let known = workspace.facts.symbols.iter().filter(|(_, it)| stays((&it.path, &it.scope)));
        let asked = Asked { kept: known.map(|(symbol, _)| symbol).collect(), ..Asked::of(&selection) };
        let planned = plan(&input, &workspace.pack, &asked);
        let names = planned.kept.iter().map(|symbol| workspace.facts.symbols.get(*symbol));
        kept.extend(names.map(|it| (it.path.clone(), it.scope.clone())));
        rollout.steps.push(step(&input, &workspace.pack, &selection, &planned));
        across(&mut rollout.modules, &planned);
        if let Some(last) = rollout.steps.last()
            && each(last, &workspace, &planned).is_break()
        {
            break;
        }
        // Nobody asks what the last step leaves.
        let writes = !planned.files.is_empty() || !planned.new_files.is_empty();
        if !left.is_empty() && writes {
            let Workspace { pack, repos, mut sources, unlisted, .. } = workspace;
            rewrite(&mut sources, planned.files);
            // The next step is for code that was generated anew.
            rewrite(&mut sources, planned.made);
            add(&mut sources, &repos, planned.new_files);
            workspace = Workspace { unlisted, ..Workspace::of(pack, repos, sources) };
        }
    }
    rollout
}

/// Counts what no step changes because nobody knows what it means.
fn open(workspace: &Workspace) -> Open {
    let mut open = Open::default();
    for it in workspace.findings().filter(|it| it.category == UNCLASSIFIED && it.fails(true)) {
        open.unclassified += 1;
        open.of_unknown += usize::from(it.symbol.as_deref().is_some_and(|it| SymbolPath(it).is_of_unknown()));
    }
    open
}

/// Adds files that the step makes, so that the next one finds them.
fn add(sources: &mut Vec<Source>, repos: &[Repo], files: Vec<NewFile>) {
    for NewFile { repo, path, text } in files {
        sources.push(Source {
            id: FileId(sources.len() as u32),
            repo,
            absolute: repos[repo.0 as usize].root.join(&path),
            language: lang::language_of(&path),
            text: Arc::from(text),
            generated: false,
            left_out: false,
            beside: false,
            applied: false,
            path: Arc::from(path),
        });
    }
}

fn rewrite(sources: &mut [Source], files: Vec<FilePlan>) {
    for FilePlan { file, after, .. } in files {
        sources[file.0 as usize].text = Arc::from(after);
    }
}
