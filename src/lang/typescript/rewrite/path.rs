//! Parts of a path: a route calls one by a name, and what reads it asks for that name. No client sees it, and no type joins the two, so they
//! change together or not at all.

use std::collections::BTreeSet;

use crate::lang::rewriter::No;
use crate::model::plan::{Decided, Input, Refusal, place, refuse};
use crate::model::{Carrier, Change, FileId, Occurrence, RepoId, Role, Span};

use super::reference::is_script;

/// Why the part of a path at `at` is not changed so; `None` where it is none, or where all that has its name goes along.
pub(super) fn in_the_way(input: &Input, at: usize, change: Change) -> Option<No> {
    let it = &input.facts.occurrences[at];
    if it.carrier != Some(Carrier::Path) {
        return None;
    }
    match change {
        // Where a type declares the part, its rename has taken this place along, or was refused.
        Change::Rename | Change::Retag => kept(input, at, false).map(No::Refused),
        _ => Some(No::Manual(ONE_NAME.to_owned())),
    }
}

/// The places that get their new name with the declaration at `at` of a part of a path: routes, and what reads them by the name alone.
pub(super) fn along(input: &Input, at: usize) -> Vec<usize> {
    let own = &input.facts.occurrences[at];
    if !declares(own) {
        return Vec::new();
    }
    let named = |it: &usize| {
        input.facts.occurrences[*it].role == Role::QueryParameter || {
            let it = &input.facts.occurrences[*it];
            it.role == Role::Selector && it.symbol.is_none()
        }
    };
    parts(input, at).filter(named).collect()
}

/// All that declare the part of a path which is declared at `at`.
pub(super) fn declared(input: &Input, at: usize) -> Vec<usize> {
    let is_path = input.facts.occurrences[at].carrier == Some(Carrier::Path);
    let declares = |it: &usize| declares(&input.facts.occurrences[*it]);
    if is_path { parts(input, at).filter(declares).collect() } else { Vec::new() }
}

/// A member of a type that says the part, or a variable that is taken by it: `const { runId } = useParams()`.
fn declares(it: &Occurrence) -> bool {
    it.carrier == Some(Carrier::Path) && (it.role == Role::Field || is_key_too(it))
}

/// A variable that is the key at once. It has no name of its own as long as both get the same one.
pub(super) fn is_key_too(it: &Occurrence) -> bool {
    it.carrier == Some(Carrier::Path)
        && it.declaration
        && matches!(it.role, Role::Local | Role::Parameter | Role::Global)
}

/// The parts of paths in the repository that are called as the one at `at` and get its new name.
fn parts<'i>(input: &'i Input, at: usize) -> impl Iterator<Item = usize> + 'i {
    let (own, mine) = (&input.facts.occurrences[at], &input.decided[at]);
    let (repo, name) = (input.source(own.file).repo, &input.source(own.file).text[own.span.range()]);
    (0..input.facts.occurrences.len()).filter(move |other| {
        let (it, decided) = (&input.facts.occurrences[*other], &input.decided[*other]);
        let source = input.source(it.file);
        let same = it.carrier == Some(Carrier::Path) && source.repo == repo && is_script(source.language);
        same && source.text.get(it.span.range()) == Some(name) && goes_along(mine, decided)
    })
}

fn goes_along(mine: &Decided, it: &Decided) -> bool {
    matches!(it.finding.change, Some(Change::Rename | Change::Retag))
        && (it.finding.batch, &it.phase, &it.finding.replacement)
            == (mine.finding.batch, &mine.phase, &mine.finding.replacement)
}

/// Why no phase changes a part of a path.
pub(super) const ONE_NAME: &str = "a part of a path has one name, which its route and all that read it share and no client sees: `rename` \
     changes them together";

/// The refusal to rename the part of a path at `at`, where something of the repository would keep its name. `declared`: types that declare it
/// are renamed with it.
pub(super) fn kept(input: &Input, at: usize, declared: bool) -> Option<Refusal> {
    let (own, mine) = (&input.facts.occurrences[at], &input.decided[at]);
    let (repo, name) = (input.source(own.file).repo, &input.source(own.file).text[own.span.range()]);
    let routed: BTreeSet<FileId> = all_routes(input, repo, name);
    let stays = |other: &usize| {
        let (it, decided) = (&input.facts.occurrences[*other], &input.decided[*other]);
        let source = input.source(it.file);
        if source.repo != repo || !is_script(source.language) || source.text.get(it.span.range()) != Some(name) {
            return false;
        }
        let changes = decided.finding.change.is_some();
        let symbol = it.symbol.map(|symbol| input.facts.symbols.get(symbol));
        if it.carrier != Some(Carrier::Path) {
            // A function that nobody knows here may read the path by it, and so may a value of which nothing is known beside the route.
            let unknown = it.role == Role::StringLiteral && is_whole(&source.text, it.span) && !changes;
            let loose = it.carrier.is_none() && symbol.is_none_or(|it| it.path.contains("#?.")) && is_read(it.role);
            return decided.open && unknown || loose && routed.contains(&it.file) && (decided.open || changes);
        }
        // What is read of a value of which nothing is known is not written.
        let is_declared = || symbol.is_some_and(|symbol| symbol.role == Role::Field);
        let is_written = match it.role {
            Role::QueryParameter => true,
            Role::Field => declared,
            _ if is_key_too(it) => declared,
            Role::Selector => is_declared() || is_taken(&source.text, it.span),
            _ => false,
        };
        // One that is decided to mean something else, and stays for good, is of another route.
        let may_be_it = decided.open || decided.finding.category == mine.finding.category;
        if changes { !(goes_along(mine, decided) && is_written) } else { may_be_it }
    };
    let way_out = "rename it there in the same batch, decide by a rule what that is, or list the name under `keep:`";
    if let Some(left) = (0..input.facts.occurrences.len()).find(stays) {
        let it = &input.facts.occurrences[left];
        let at_left = place(input, it.file, it.span.start);
        let reason = format!("a route and all that read its parts share a name, and {at_left} would keep it");
        return Some(refuse(input, at, reason, way_out));
    }
    let said = [format!("[{name}]"), format!("[...{name}]"), format!("/${name}"), format!("${name}.")];
    let names_it = |path: &str| said.iter().any(|it| path.contains(it.as_str()));
    if let Some(file) = input.sources.iter().find(|it| it.repo == repo && names_it(&it.path)) {
        let reason =
            format!("a route and all that read its parts share a name, and a file is called by it ({})", file.path);
        return Some(refuse(
            input,
            at,
            reason,
            "rename the file and the name by hand, and list the name under `keep:`",
        ));
    }
    let reason = "no route that was read has a part of this name, so what calls it so is not known";
    routed.is_empty().then(|| refuse(input, at, reason, "rename it by hand, where the route is as well"))
}

/// The files that have a route with a part of this name.
fn all_routes(input: &Input, repo: RepoId, name: &str) -> BTreeSet<FileId> {
    let routes = input.facts.occurrences.iter().filter(|it| {
        let source = input.source(it.file);
        let text = &source.text;
        let of_path =
            it.carrier == Some(Carrier::Path) && source.repo == repo && text.get(it.span.range()) == Some(name);
        let before = &text[..it.span.start as usize];
        of_path && [":", "/{", "/[", "/[...", "/$"].iter().any(|mark| before.ends_with(mark))
    });
    routes.map(|it| it.file).collect()
}

fn is_read(role: Role) -> bool {
    matches!(role, Role::Selector | Role::MapKey)
}

/// The string is nothing but the word.
fn is_whole(text: &str, at: Span) -> bool {
    let quote = |it: Option<char>| it.filter(|it| matches!(it, '\'' | '"' | '`'));
    let before = quote(text[..at.start as usize].chars().next_back());
    before.is_some() && before == quote(text[at.end as usize..].chars().next())
}

/// A part of a pattern that has its variable beside it: `{ runId: sessionId }`.
fn is_taken(text: &str, at: Span) -> bool {
    text[at.end as usize..].trim_start().starts_with(':')
}
