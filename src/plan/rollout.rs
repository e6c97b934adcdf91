//! The rollout: what each step of the migration changes in which repository, what moves between steps because it must
//! change together, and which module must be released before which. Counts and orders; words belong to the report.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::lang::migrations;
use crate::model::plan::{Group, Input, Manual, Plan, Refusal};
use crate::model::{Change, Migrations, Module, Repo};
use crate::rules::Pack;

use super::Selection;

/// The whole rollout.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Rollout {
    /// The title of the rule pack.
    pub title: String,
    /// The modules that need each other, each after those that it needs.
    pub modules: Vec<ModuleRow>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// What no step changes because nobody knows what it means.
    #[serde(skip)]
    pub open: Open,
    /// What may go wrong, in the order of the pack.
    pub risks: Vec<RiskRow>,
    /// What has to hold in the end, in the order of the pack; `verify` says whether it does.
    pub checklist: Vec<String>,
    /// The old names of fields and methods in Go that a linter can forbid while the migration goes on: `Conversation.RunID` of a
    /// package, sorted.
    pub forbidden: Vec<Forbidden>,
}

/// Places that no step changes because nobody knows what they mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Open {
    /// Places that no rule gives a meaning.
    pub unclassified: usize,
    /// Of these, names of something whose type is not known.
    pub of_unknown: usize,
}

/// A name that a step changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The symbol, or the text of words.
    pub what: String,
    /// What is done.
    pub change: Change,
    /// Old text.
    pub old: String,
    /// New text, where there is one.
    pub new: String,
    /// How many places change.
    pub places: usize,
}

/// An old name that no new code should use.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Forbidden {
    /// The import path of its package.
    pub package: String,
    /// `Type.Member`, or the name of what is declared at the top level.
    pub name: String,
    /// The new name of the last part.
    pub new: String,
}

/// An entry of the risk register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RiskRow {
    /// What may go wrong.
    pub title: String,
    /// `low`, `medium` or `high`.
    pub impact: &'static str,
    /// What is done against it.
    pub mitigation: String,
    /// How many places it is about.
    pub places: usize,
    /// `repo/path` of the files that have these, sorted.
    pub files: BTreeSet<String>,
}

/// A module and where it stands in the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ModuleRow {
    /// `repo` or `repo/folder`.
    pub place: String,
    /// Its module path.
    pub module: String,
    /// The modules of the roots that it needs.
    pub needs: Vec<NeedRow>,
}

/// A module that another one needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NeedRow {
    /// `repo` or `repo/folder` of what is needed.
    pub place: String,
    /// Its module path.
    pub module: String,
    /// The version that the `go.mod` names.
    pub version: String,
    /// `release`, `vendor`, `replace` or `go.work`.
    pub from: &'static str,
    /// The build uses a copy that the roots do not hold, so what changes in the roots reaches it only by a release.
    pub pinned: bool,
    /// Names of it that the steps rename in both modules, sorted.
    pub renamed: BTreeSet<String>,
}

/// One batch, or one phase of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Step {
    /// The number of the batch.
    pub batch: u32,
    /// The phase, for a batch that is done in phases.
    pub phase: Option<String>,
    /// What it does.
    pub title: String,
    /// `low`, `medium` or `high`.
    pub risk: &'static str,
    /// What it breaks, as the rules word it; may be empty.
    pub breaking: String,
    /// How long it takes, as the rules word it; may be empty.
    pub duration: String,
    /// When it is done, as the rules word it; may be empty.
    pub when: String,
    /// The batches before it.
    pub needs: Vec<u32>,
    /// What changes, by repository.
    pub rows: Vec<Row>,
    /// The names that change, those with most places first.
    #[serde(skip)]
    pub names: Vec<Named>,
    /// What is changed here although the rules list it elsewhere.
    pub moved: Vec<Moved>,
    /// What existing databases need.
    pub databases: Migrations,
    /// What can't be done.
    pub refused: Vec<Refusal>,
    /// What is left to people.
    pub manual: Vec<Manual>,
}

impl Step {
    /// `1`, `3A`.
    pub fn name(&self) -> String {
        format!("{}{}", self.batch, self.phase.as_deref().unwrap_or_default())
    }
}

/// What a step changes in one repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// The repository.
    pub repo: String,
    /// How many decisions.
    pub changes: usize,
    /// How many places.
    pub places: usize,
    /// `path` in the repository and the number of places there.
    pub files: BTreeMap<String, usize>,
    /// What the changes break, as the rules word it.
    pub breaking: BTreeSet<String>,
    /// Who owns the places.
    pub owners: BTreeSet<String>,
}

/// Places that change in another step than the one that lists them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Moved {
    /// The symbol.
    pub what: String,
    /// The first of the places.
    pub place: String,
    /// How many there are.
    pub places: usize,
    /// The step that lists them (`2`, `3B`); `None` for places that the rules keep.
    pub listed: Option<String>,
}

/// The steps of a pack, in order: each batch, or each of its phases.
pub fn selections(pack: &Pack) -> Vec<Selection> {
    let phases = |batch: &crate::rules::Batch| -> Vec<Option<String>> {
        match batch.phases.as_slice() {
            [] => vec![None],
            phases => phases.iter().map(|phase| Some(phase.id.to_string())).collect(),
        }
    };
    let steps = |batch| phases(batch).into_iter().map(|phase| Selection { batch: batch.id, phase });
    pack.batches.iter().flat_map(steps).collect()
}

/// Sums up the `plan` of `selection`.
pub fn step(input: &Input, pack: &Pack, selection: &Selection, plan: &Plan) -> Step {
    let batch = pack.batch(selection.batch);
    let phase = batch.and_then(|it| it.phases.iter().find(|it| Some(it.id.as_str()) == selection.phase.as_deref()));
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut moved: BTreeMap<(&str, Option<String>), Moved> = BTreeMap::new();
    for group in &plan.groups {
        let mut repos: BTreeSet<&str> = BTreeSet::new();
        for (place, at) in group.places.iter().zip(&group.hits) {
            let (path, _) = place.rsplit_once(':').unwrap_or((place, ""));
            let (repo, path) = path.split_once('/').unwrap_or((path, ""));
            let row = rows.entry(repo).or_insert_with(|| Row { repo: repo.to_owned(), ..Row::default() });
            row.changes += usize::from(repos.insert(repo));
            row.places += 1;
            *row.files.entry(path.to_owned()).or_default() += 1;
            let finding = input.finding(*at);
            row.owners.extend(finding.owner.as_deref().map(str::to_owned));
            // A notice breaks nothing; what the finding says is about its rename.
            let breaking = finding.breaking.as_deref().filter(|_| group.change != Change::Deprecate);
            row.breaking.extend(breaking.map(plain));
            if let Some(listed) = elsewhere(input, selection, group, *at) {
                let entry = moved.entry((&group.what, listed.clone())).or_insert_with(|| Moved {
                    what: group.what.clone(),
                    place: place.clone(),
                    places: 0,
                    listed,
                });
                entry.places += 1;
            }
        }
    }
    let policy = batch.map(|it| it.databases).unwrap_or_default();
    let time = phase.map(|it| &it.time).or(batch.map(|it| &it.time)).cloned().unwrap_or_default();
    Step {
        duration: time.duration,
        when: time.when,
        batch: selection.batch,
        phase: selection.phase.clone(),
        title: phase.map(|it| it.title.clone()).or(batch.map(|it| it.title.clone())).unwrap_or_default(),
        risk: batch.map_or("", |it| it.risk.name()),
        breaking: batch.map(|it| plain(&it.breaking)).unwrap_or_default(),
        needs: batch.map(|it| it.needs.clone()).unwrap_or_default(),
        rows: rows.into_values().collect(),
        names: names(plan),
        moved: moved.into_values().collect(),
        databases: migrations(&Input { databases: policy, ..*input }, plan),
        refused: plan.refused.clone(),
        manual: plan.manual.clone(),
    }
}

fn names(plan: &Plan) -> Vec<Named> {
    let mut found: BTreeMap<(&str, &str, &str, Change), usize> = BTreeMap::new();
    for it in &plan.groups {
        *found.entry((&it.what, &it.old, &it.new, it.change)).or_default() += it.places.len();
    }
    let named = |((what, old, new, change), places): ((&str, &str, &str, Change), usize)| Named {
        what: what.to_owned(),
        change,
        old: old.to_owned(),
        new: new.to_owned(),
        places,
    };
    let mut names: Vec<Named> = found.into_iter().map(named).collect();
    names.sort_by_key(|it| std::cmp::Reverse(it.places));
    names
}

/// Rule packs may emphasise words for the Markdown inventory.
fn plain(text: &str) -> String {
    text.replace("**", "")
}

/// The other step (`Some(None)`: none at all) that lists the finding `at`, which `group` renames; `None` where this step
/// lists it.
fn elsewhere(input: &Input, selection: &Selection, group: &Group, at: usize) -> Option<Option<String>> {
    let decided = input.decided.get(at).filter(|_| group.change == Change::Rename)?;
    let finding = &decided.finding;
    let acts = finding.change.is_some_and(|it| it != Change::Keep);
    let Some(batch) = finding.batch.filter(|_| acts) else { return Some(None) };
    let phase = decided.phase.as_deref();
    let here = batch == selection.batch
        && (phase.is_none() || selection.phase.is_none() || phase == selection.phase.as_deref());
    (!here).then(|| Some(format!("{batch}{}", phase.unwrap_or_default())))
}

/// The modules that need each other, each after those that it needs. Modules that need each other in a circle keep the order
/// of their paths.
pub fn order(modules: &[Module], repos: &[Repo]) -> Vec<ModuleRow> {
    let linked = |it: &Module| {
        !it.needs.is_empty() || modules.iter().any(|other| other.needs.iter().any(|need| need.path == it.path))
    };
    let mut left: Vec<&Module> = modules.iter().filter(|it| linked(it)).collect();
    let mut rows: Vec<ModuleRow> = Vec::new();
    while !left.is_empty() {
        let waits = |it: &&Module| {
            it.needs.iter().any(|need| left.iter().any(|other| other.path == need.path && other.dir != it.dir))
        };
        let next = left.iter().position(|it| !waits(it)).unwrap_or(0);
        let module = left.remove(next);
        let needs = module.needs.iter().map(|need| NeedRow {
            place: modules
                .iter()
                .find(|it| it.path == need.path && it.dir != module.dir)
                .map_or_else(String::new, |it| place(it, repos)),
            module: need.path.to_string(),
            version: need.version.to_string(),
            from: need.from,
            pinned: need.pinned,
            renamed: BTreeSet::new(),
        });
        rows.push(ModuleRow { place: place(module, repos), module: module.path.to_string(), needs: needs.collect() });
    }
    rows
}

/// Notes which renames of `plan` reach from a module into one that needs it.
pub fn across(modules: &mut [ModuleRow], plan: &Plan) {
    let places: Vec<String> = modules.iter().map(|it| it.place.clone()).collect();
    let module_of = |path: &str| {
        let holds = |it: &&String| path.strip_prefix(it.as_str()).is_some_and(|rest| rest.starts_with('/'));
        places.iter().filter(holds).max_by_key(|it| it.len())
    };
    for group in plan.groups.iter().filter(|it| it.change == Change::Rename) {
        let touched: BTreeSet<&String> = group.places.iter().filter_map(|place| module_of(place)).collect();
        for module in modules.iter_mut().filter(|it| touched.contains(&it.place)) {
            for need in module.needs.iter_mut().filter(|it| touched.contains(&it.place)) {
                need.renamed.insert(group.what.clone());
            }
        }
    }
}

fn place(module: &Module, repos: &[Repo]) -> String {
    let inside = repos.iter().filter_map(|repo| Some((repo, module.dir.strip_prefix(&repo.root).ok()?)));
    let Some((repo, rest)) = inside.min_by_key(|(_, rest)| rest.as_os_str().len()) else {
        return module.path.to_string();
    };
    let parts: Vec<_> = rest.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    std::iter::once(repo.name.to_string().into()).chain(parts).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Need;

    fn module(path: &str, needs: &[(&str, &'static str)]) -> Module {
        let need = |(path, from): &(&str, &'static str)| Need {
            path: (*path).into(),
            version: "v1.0.0".into(),
            from,
            pinned: *from == "release",
        };
        Module { path: path.into(), dir: format!("/w/{path}").into(), needs: needs.iter().map(need).collect() }
    }

    #[test]
    fn a_library_comes_before_its_consumer() {
        let modules = [
            module("app", &[("mid", "go.work"), ("lib", "release")]),
            module("lib", &[]),
            module("lone", &[]),
            module("mid", &[("lib", "replace")]),
        ];
        let rows = order(&modules, &[]);
        let shown: Vec<String> = rows
            .iter()
            .map(|it| {
                let needs: Vec<String> =
                    it.needs.iter().map(|need| format!("{} {}", need.module, need.pinned)).collect();
                format!("{}: {}", it.module, needs.join(", "))
            })
            .collect();
        assert_eq!(shown, ["lib: ", "mid: lib false", "app: mid false, lib true"]);
    }

    #[test]
    fn modules_in_a_circle_all_have_a_place() {
        let modules = [module("a", &[("b", "go.work")]), module("b", &[("a", "go.work")])];
        assert_eq!(order(&modules, &[]).len(), 2);
    }
}
