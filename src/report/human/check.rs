//! What a gate says at a terminal: new hits, each where it is, with why it fails and what to do; then a line for all else that a
//! person should know.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::next::{Next, write as next};
use super::style::{DIM, HEADING, NEW, PATH, WARNING};
use crate::model::verdict::{Gone, Moved};
use crate::model::{Finding, Inventory, Place, Verdict};
use crate::report::places::{evidence, proposal, readable, short_symbol};
use crate::report::{Paths, ReportMeta};
use crate::text::count::counted;
use crate::text::shell::quoted;
use crate::text::shown::Shown;

/// Of what needs no deed, so many are named.
const NAMED: usize = 5;

/// Writes the findings of `new` in groups of one meaning, how many there are, and the rest of the verdict.
///
/// # Errors
/// Those of the writer.
pub fn render(new: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let paths = &meta.page.paths;
    let shown = |place: Place| Shown(&paths.place(&place)).to_string();
    let verdict = &meta.verdict;
    for (what, places) in groups(new, meta) {
        writeln!(out, "{HEADING}{}{HEADING:#}", Shown(&what.head))?;
        if let Some(why) = &what.because {
            writeln!(out, "  {DIM}{}{DIM:#}", Shown(why))?;
        }
        for it in places {
            let place = shown(it.place());
            let until = verdict.expired.iter().find(|expired| expired.place == it.place());
            let until = until.map(|it| {
                let reason = it.reason.as_deref().map(|it| format!(": {it}")).unwrap_or_default();
                format!(" {WARNING}{}{WARNING:#}", Shown(&format!("(passed up to {}{reason})", it.until)))
            });
            writeln!(out, "  {PATH}{place}{PATH:#} {}{}", Shown(&it.text), until.unwrap_or_default())?;
        }
        writeln!(out)?;
    }
    let fresh = new.findings.len().saturating_sub(verdict.expired.len());
    match (fresh, verdict.expired.len()) {
        (0, 0) => writeln!(out, "{NEW}no new hits{NEW:#}")?,
        (0, over) => writeln!(out, "no new hits, but {}", expired(over))?,
        (fresh, 0) => writeln!(out, "{}", counted(fresh, "new hit"))?,
        (fresh, over) => writeln!(out, "{}, and {}", counted(fresh, "new hit"), expired(over))?,
    }
    rest(new, verdict, paths, out)?;
    what_next(new, meta, out)
}

/// The first hit, and how to live with all of them.
fn what_next(new: &Inventory, meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = new.findings.first() else { return Ok(()) };
    let place = meta.page.paths.place(&first.place());
    let scope = &meta.page.scope;
    let mut steps =
        vec![Next::new(format!("runsess explain {}{scope}", quoted(&place)), "the whole proof of the first")];
    if let Some(baseline) = &meta.baseline {
        let command = format!("runsess check{scope} --baseline {} --update-baseline", quoted(baseline));
        steps.push(Next::new(command, "accepts the hits of today, where they are to stay"));
    }
    next("", &steps, meta.page.columns(), out)
}

fn expired(count: usize) -> String {
    format!("{} whose day is past", counted(count, "hit"))
}

fn rest(new: &Inventory, verdict: &Verdict, paths: &Paths, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |count: usize, what: &str, names: String| match count {
        0 => Ok(()),
        _ => writeln!(out, "{}{what}{}", counted(count, "accepted hit"), Shown(&names)),
    };
    line(verdict.moved.len(), " moved: ", moved(&verdict.moved, paths))?;
    let are = if verdict.gone.len() == 1 { " is gone: " } else { " are gone: " };
    line(verdict.gone.len(), are, format!("{} (--prune takes the rows out)", gone(&verdict.gone, new, paths)))?;
    if !verdict.suppressed.is_empty() {
        writeln!(out, "{} allowed by comments", counted(verdict.suppressed.len(), "hit"))?;
    }
    for it in &verdict.remarks {
        let place = it.place.as_ref().map(|place| format!("{}: ", Shown(&paths.place(place)))).unwrap_or_default();
        writeln!(out, "{WARNING}note:{WARNING:#} {place}{}", Shown(&paths.words(&it.text)))?;
    }
    Ok(())
}

/// Hits that one deed mends.
struct What {
    head: String,
    because: Option<String>,
}

fn groups<'a>(new: &'a Inventory, meta: &ReportMeta) -> Vec<(What, Vec<&'a Finding>)> {
    let sections = meta.sections(new);
    let paths = &meta.page.paths;
    let action = |id: &str| sections.iter().find(|it| it.id == id).map(|it| it.action.clone());
    let mut groups: Vec<(What, Vec<&Finding>)> = Vec::new();
    let mut by_key: BTreeMap<(String, Option<String>, &str), usize> = BTreeMap::new();
    for it in &new.findings {
        let name = short_symbol(it).map_or_else(|| it.text.clone(), |symbol| symbol.into_owned());
        let mut head = format!("{name}: {}", it.category);
        let deed = proposal(it, &|new| format!("`{new}`")).or_else(|| action(&it.category));
        if let Some(deed) = deed.filter(|it| !it.is_empty()) {
            let _ = write!(head, ". {deed}");
        }
        if let Some(owner) = &it.owner {
            let _ = write!(head, " ({owner})");
        }
        let because = evidence(it).map(|step| {
            let place = step.place().map(|place| format!(" ({})", paths.place(&place))).unwrap_or_default();
            format!("because {}{place}", readable(&paths.words(&step.text)))
        });
        let key = (head.clone(), because.clone(), it.repo.as_str());
        let at = *by_key.entry(key).or_insert_with(|| {
            groups.push((What { head, because }, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(it);
    }
    groups
}

fn moved(all: &[Moved], paths: &Paths) -> String {
    let ways: BTreeSet<(&str, &str, &str)> =
        all.iter().map(|it| (it.finding.repo.as_str(), it.from.as_str(), it.finding.path.as_str())).collect();
    let file = |repo: &str, path: &str| paths.place(&Place::file(repo, path));
    named(ways.iter().map(|(repo, from, to)| format!("{} → {}", file(repo, from), file(repo, to))))
}

fn gone(all: &[Gone], new: &Inventory, paths: &Paths) -> String {
    // Rows of one repository do not name it.
    let only = new.repos.first().filter(|_| new.repos.len() == 1);
    let mut files: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for it in all {
        let repo = it.repo.as_deref().or_else(|| only.map(|it| &*it.name));
        let file = repo.map_or_else(|| it.path.clone(), |repo| paths.place(&Place::file(repo, it.path.as_str())));
        files.entry(file).or_default().push(&it.text);
    }
    named(files.into_iter().map(|(file, mut texts)| {
        texts.dedup();
        format!("{file} `{}`", texts.join("`, `"))
    }))
}

fn named(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(NAMED);
    let mut names: Vec<String> = all.take(NAMED).collect();
    if more > 0 {
        names.push(format!("and {} more", counted(more, "file")));
    }
    names.join(", ")
}
