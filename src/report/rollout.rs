//! The words of a rollout: what every format that people read says of a step, a module, a place that moved.

use std::collections::BTreeSet;

use super::paths::Paths;
use crate::model::plan::{Manual, Refusal};
use crate::model::{Migration, Start};
use crate::plan::rollout::{ModuleRow, Moved, NeedRow, Rollout, Row, Step};
use crate::text::count::counted;

/// Said once, because the places of later steps can't be looked up in the files as they are now.
pub(super) const PLACES: &str =
    "Each step is planned on what the steps before it leave; lines of places are those of that moment.";

pub(super) const HEADS: [&str; 9] =
    ["step", "repository", "changes", "places", "files", "risk", "breaking", "owner", "left"];

/// The table with its head: a row for each step and repository, and one for a step that changes nothing.
pub(super) fn table(rollout: &Rollout) -> Vec<[String; 9]> {
    let mut rows = vec![HEADS.map(str::to_owned)];
    for step in &rollout.steps {
        let nothing = [Row { repo: "-".into(), ..Row::default() }];
        let shown = if step.rows.is_empty() { &nothing[..] } else { &step.rows };
        for (at, row) in shown.iter().enumerate() {
            let first = |text: String| if at == 0 { text } else { String::new() };
            let breaking: Vec<&str> = row.breaking.iter().map(String::as_str).collect();
            let owners: Vec<&str> = row.owners.iter().map(String::as_str).collect();
            rows.push([
                first(step.name()),
                row.repo.clone(),
                row.changes.to_string(),
                row.places.to_string(),
                row.files.len().to_string(),
                first(step.risk.to_owned()),
                if breaking.is_empty() { first(step.breaking.clone()) } else { breaking.join(", ") },
                owners.join(", "),
                first(left(step)),
            ]);
        }
    }
    rows
}

fn left(step: &Step) -> String {
    let by_hand = step.manual.len() + step.databases.by_hand.len();
    let counts = [(step.refused.len(), "refused"), (by_hand, "by hand")];
    let shown: Vec<String> =
        counts.iter().filter(|it| it.0 > 0).map(|(count, what)| format!("{count} {what}")).collect();
    shown.join(", ")
}

pub(super) fn has_details(step: &Step) -> bool {
    let databases = &step.databases;
    !(step.moved.is_empty()
        && step.refused.is_empty()
        && step.manual.is_empty()
        && databases.proved.is_empty()
        && databases.by_hand.is_empty())
}

pub(super) fn heading(step: &Step) -> String {
    let after: Vec<String> = step.needs.iter().map(u32::to_string).collect();
    let after = if after.is_empty() { String::new() } else { format!(" (after {})", after.join(", ")) };
    format!("Step {}: {}{after}", step.name(), step.title)
}

/// What the databases that exist need, or which migration does it.
pub(super) fn databases(it: &Migration, step: &Step, shown: impl Fn(&str) -> String) -> String {
    let next: Vec<String> = it.next.iter().map(|file| shown(&file.path)).collect();
    match &it.start {
        Some(Start::Written(code)) => {
            format!("the code gives existing ones the new names when it starts, by {}", shown(&code.file.path))
        }
        Some(Start::ByTool(how)) => how.clone(),
        _ if next.is_empty() => script(step),
        _ => format!("the next migration is {}", next.join(", ")),
    }
}

fn script(step: &Step) -> String {
    let phase = step.phase.as_ref().map(|it| format!(" --phase {it}")).unwrap_or_default();
    format!(
        "existing ones need a script before the new code runs; `runsess sql --batch {}{phase}` prints it",
        step.batch
    )
}

pub(super) fn moved(it: &Moved, step: &Step) -> String {
    let more = if it.places > 1 { format!(" and {} more", it.places - 1) } else { String::new() };
    let listed = match &it.listed {
        Some(listed) => format!("listed in step {listed}"),
        None => "listed in no step".to_owned(),
    };
    format!(
        "{}{more}: {listed}, but `{}` is renamed in step {} and would not build without it",
        it.place,
        it.what,
        step.name()
    )
}

pub(super) fn needs(module: &ModuleRow, need: &NeedRow) -> String {
    let (consumer, library, version) = (&module.place, &need.place, &need.version);
    let renamed = match (need.renamed.len(), need.renamed.first()) {
        (0, _) | (_, None) => None,
        (1, Some(first)) => Some(format!("`{first}` is renamed in both")),
        (more, Some(first)) => Some(format!("{more} names are renamed in both, `{first}` first")),
    };
    match (need.from, renamed) {
        ("release", Some(renamed)) => {
            format!("{library} must be released before {consumer} builds: its go.mod pins {version}, and {renamed}")
        }
        ("release", None) => format!(
            "its go.mod pins {library} {version}; it uses none of the renamed names, so it builds before and after"
        ),
        ("vendor", _) => {
            format!("has vendored {library} {version}: what is renamed there reaches it when a release is vendored")
        }
        (from, Some(renamed)) => {
            format!("builds with {library} as it is here ({from}), and {renamed}: change both together")
        }
        (from, None) => format!("builds with {library} as it is here ({from}); it uses none of the renamed names"),
    }
}

/// Those that are about one thing for one reason together, each with the places of the others.
pub(super) fn alike(manual: &[Manual]) -> Vec<(&Manual, Vec<&str>)> {
    together(manual, |it| (&it.what, &it.reason), |it| &it.place)
}

/// What a person has to look at, in lines: names that have one reason at the same places share one.
pub fn manuals(manual: &[Manual], paths: &Paths) -> Vec<String> {
    let mut lines: Vec<(&Manual, Vec<&str>, usize)> = Vec::new();
    for (it, more) in alike(manual) {
        let same = |known: &&mut (&Manual, Vec<&str>, usize)| {
            known.0.reason == it.reason && known.0.place == it.place && known.1 == more
        };
        match lines.iter_mut().find(same) {
            Some((.., others)) => *others += 1,
            None => lines.push((it, more, 0)),
        }
    }
    let line = |(it, more, others): &(&Manual, Vec<&str>, usize)| {
        let others = if *others == 0 { String::new() } else { format!(" and {}", counted(*others, "more name")) };
        let (place, reason) = (paths.named(&it.place), paths.words(&it.reason));
        format!("{place} `{}`{others}: {reason}{}", it.what, also(more, paths))
    };
    lines.iter().map(line).collect()
}

/// A refusal, and the places of those that are the same.
type Alike<'a> = (&'a Refusal, Vec<&'a str>);

/// The same for what is refused.
pub(super) fn refused_alike(refused: &[Refusal]) -> Vec<Alike<'_>> {
    together(refused, |it| (&it.what, &it.reason, &it.way_out), |it| &it.place)
}

/// So many refusals with one reason are said one by one; more are one line.
const ONE_BY_ONE: usize = 2;

/// Of what is said together, so many names.
const NAMED: usize = 5;

/// What is refused, in lines for people. Reasons that differ only in the names that they speak of are one reason, which is one line
/// where it is given more than twice.
pub fn refusals(refused: &[Refusal], paths: &Paths) -> Vec<String> {
    let mut kinds: Vec<(String, Vec<Alike>)> = Vec::new();
    for it in refused_alike(refused) {
        let kind = nameless(&format!("{} {}", it.0.reason, it.0.way_out));
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, all)) => all.push(it),
            None => kinds.push((kind, vec![it])),
        }
    }
    kinds
        .iter()
        .flat_map(|(_, all)| if all.len() <= ONE_BY_ONE { singly(all, paths) } else { vec![jointly(all, paths)] })
        .collect()
}

fn singly(all: &[Alike], paths: &Paths) -> Vec<String> {
    all.iter().map(|(it, more)| format!("{}{}", said(it, paths), also(more, paths))).collect()
}

fn jointly(all: &[Alike], paths: &Paths) -> String {
    let first = all[0].0;
    let mut whats: BTreeSet<&str> = all.iter().map(|(it, _)| it.what.as_str()).collect();
    let names = whats.len();
    whats.remove(first.what.as_str());
    let others: Vec<String> = whats.iter().take(NAMED).map(|it| format!("`{it}`")).collect();
    match whats.len().saturating_sub(NAMED) {
        _ if others.is_empty() => format!("{} (one of {} such reasons)", said(first, paths), all.len()),
        0 => format!("{names} names, the first {} (also {})", said(first, paths), others.join(", ")),
        more => {
            let others = others.join(", ");
            format!("{names} names, the first {} (also {others} and {more} more, in --format json)", said(first, paths))
        }
    }
}

fn said(it: &Refusal, paths: &Paths) -> String {
    let place = if it.place.is_empty() { String::new() } else { format!("{} ", paths.named(&it.place)) };
    format!("{place}`{}`: {}; {}", it.what, paths.words(&it.reason), paths.words(&it.way_out))
}

/// A sentence with the names in it left out.
fn nameless(text: &str) -> String {
    let is_name = |word: &str| {
        let word = word.trim_end_matches(['.', ',', ';', ':']);
        word.contains(['`', '/', '_', '#']) || word.contains('.')
    };
    let words: Vec<&str> = text.split_whitespace().map(|word| if is_name(word) { "…" } else { word }).collect();
    words.join(" ")
}

fn together<'a, T, K: PartialEq>(
    all: &'a [T],
    key: impl Fn(&'a T) -> K,
    place: impl Fn(&'a T) -> &'a str,
) -> Vec<(&'a T, Vec<&'a str>)> {
    let mut found: Vec<(&T, Vec<&str>)> = Vec::new();
    for it in all {
        match found.iter_mut().find(|(first, _)| key(first) == key(it)) {
            Some((_, more)) => more.push(place(it)),
            None => found.push((it, Vec::new())),
        }
    }
    found
}

/// The places of the others, in words: none is hidden, each may need another answer.
pub fn also(more: &[&str], paths: &Paths) -> String {
    let places: Vec<String> = more.iter().map(|it| paths.named(it)).collect();
    if places.is_empty() { String::new() } else { format!(" (also {})", places.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(what: &str, reason: &str) -> Refusal {
        Refusal { what: what.into(), place: format!("r/{what}.go:1"), reason: reason.into(), way_out: "keep it".into() }
    }

    #[test]
    fn names_with_one_reason_at_one_place_are_a_line() {
        let by_hand = |what: &str, place: &str| Manual {
            what: what.into(),
            place: format!("r/{place}.html:3"),
            reason: "a template names it".into(),
        };
        let all = [by_hand("A.Lot", "a"), by_hand("B.Lot", "a"), by_hand("C.Lot", "a"), by_hand("C.Lot", "b")];
        let expected = [
            "r/a.html:3 `A.Lot` and 1 more name: a template names it",
            "r/a.html:3 `C.Lot`: a template names it (also r/b.html:3)",
        ];
        assert_eq!(manuals(&all, &Paths::default()), expected);
    }

    #[test]
    fn one_reason_for_many_names_is_a_line() {
        let bound = |at: usize| {
            refusal(
                &format!("T{at}.GetRunId"),
                &format!("it must keep its name for go.x/api.I{at}.GetRunId, declared outside"),
            )
        };
        let all: Vec<Refusal> = (0..43).map(bound).chain([refusal("Other", "it is taken")]).collect();
        let lines = refusals(&all, &Paths::default());
        let first = "43 names, the first r/T0.GetRunId.go:1 `T0.GetRunId`: it must keep its name for go.x/api.I0.GetRunId, declared outside; \
                     keep it (also `T1.GetRunId`, `T10.GetRunId`, `T11.GetRunId`, `T12.GetRunId`, `T13.GetRunId` and 37 more, in --format json)";
        assert_eq!(lines, [first, "r/Other.go:1 `Other`: it is taken; keep it"]);
        let one: Vec<Refusal> = all[..43].iter().map(|it| Refusal { what: "T.Get".into(), ..it.clone() }).collect();
        let lines = refusals(&one, &Paths::default());
        assert!(lines.len() == 1 && lines[0].ends_with("; keep it (one of 43 such reasons)"), "{lines:?}");
        assert_eq!(refusals(&all[..2], &Paths::default()).len(), 2, "a few are said one by one");
    }
}
