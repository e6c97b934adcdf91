//! `apply --interactive`: one symbol, one decision. Asks and collects answers; planning and writing are the same as without.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, BufRead, Write};

use anstyle::{AnsiColor, Style};
use similar::TextDiff;

use crate::model::plan::{Group, Input, place};
use crate::model::{Change, Edit, FileId, FilePlan, Place};
use crate::plan::file_plan;
use crate::report::Paths;
use crate::text::count::counted;
use crate::text::shown::Shown;

use super::write::paint;

const HEADING: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

/// Lines of the diff that are shown without being asked for.
const GLANCE: usize = 12;

const HELP: &str = "\
y  yes, change this
n  no, leave it (and what can't be done without it)
a  yes to this and to all that follow
d  show the whole diff of this
q  quit: nothing at all is written
?  this help
";

/// What a user decides at once: the groups that change one symbol in one way.
pub(super) struct Question<'a> {
    change: Change,
    what: &'a str,
    old: &'a str,
    new: &'a str,
    hits: BTreeSet<usize>,
    places: Vec<&'a str>,
    edits: BTreeMap<FileId, Vec<Edit>>,
}

/// The questions of a plan, in the order of their first places.
pub(super) fn questions<'a>(input: &Input, groups: &'a [Group]) -> Vec<Question<'a>> {
    let mut found: BTreeMap<_, Question<'a>> = BTreeMap::new();
    for group in groups {
        let occurrence = group.hits.first().and_then(|at| input.facts.occurrences.get(*at));
        let symbol = occurrence.and_then(|it| it.symbol).map(|symbol| input.facts.symbols.get(symbol));
        // A name is one wherever it stands, in its database; words have nothing in common but the file.
        let named = occurrence.filter(|it| !it.role.is_in_text()).and(symbol);
        let file = group.edits.keys().next().filter(|_| named.is_none());
        let key = (named.map(|it| it.scope.clone()), file, &group.what, group.change, &group.new);
        let question = found.entry(key).or_insert_with(|| Question {
            change: group.change,
            what: &group.what,
            old: &group.old,
            new: &group.new,
            hits: BTreeSet::new(),
            places: Vec::new(),
            edits: BTreeMap::new(),
        });
        question.hits.extend(&group.hits);
        question.places.extend(group.places.iter().map(String::as_str));
        for (file, edits) in &group.edits {
            question.edits.entry(*file).or_default().extend(edits.iter().cloned());
        }
    }
    let mut questions: Vec<Question> = found.into_values().collect();
    for question in &mut questions {
        question.edits.values_mut().for_each(|edits| {
            edits.sort();
            edits.dedup();
        });
    }
    questions.sort_by_key(|it| {
        let first = it.edits.iter().next();
        (first.map(|(file, edits)| (*file, edits.first().map(|edit| edit.span))), it.change)
    });
    questions
}

/// What the user wants.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The hits of the accepted questions.
    Accepted(BTreeSet<usize>),
    /// Nothing is to be written.
    Quit,
}

/// Asks each question in turn. The end of the input is `q`.
///
/// # Errors
/// Those of the reader and the writer.
pub(super) fn ask(
    (input, paths): (&Input, &Paths),
    questions: &[Question],
    answers: &mut impl BufRead,
    out: &mut impl Write,
) -> io::Result<Answer> {
    let mut accepted = BTreeSet::new();
    let mut all = false;
    for (at, question) in questions.iter().enumerate() {
        if !all {
            show((input, paths), question, (at + 1, questions.len()), out)?;
            match one((input, paths), question, answers, out)? {
                Reply::Yes => {}
                Reply::All => all = true,
                Reply::No => continue,
                Reply::Quit => return Ok(Answer::Quit),
            }
        }
        accepted.extend(&question.hits);
    }
    Ok(Answer::Accepted(accepted))
}

enum Reply {
    Yes,
    No,
    All,
    Quit,
}

/// Asks until there is an answer.
fn one(
    (input, paths): (&Input, &Paths),
    question: &Question,
    answers: &mut impl BufRead,
    out: &mut impl Write,
) -> io::Result<Reply> {
    loop {
        let Some(line) = super::ask("Do this? [y,n,a,d,q,?]", answers, out)? else { return Ok(Reply::Quit) };
        match line.to_ascii_lowercase().as_str() {
            "y" | "yes" => return Ok(Reply::Yes),
            "n" | "no" => return Ok(Reply::No),
            "a" | "all" => return Ok(Reply::All),
            "q" | "quit" => return Ok(Reply::Quit),
            "d" | "diff" => write!(out, "{}", diff(input, question, paths))?,
            _ => write!(out, "{HELP}")?,
        }
    }
}

fn show(
    (input, paths): (&Input, &Paths),
    question: &Question,
    (at, of): (usize, usize),
    out: &mut impl Write,
) -> io::Result<()> {
    let Question { change, what, old, new, places, edits, .. } = question;
    writeln!(out, "\n{DIM}({at}/{of}){DIM:#} {HEADING}{} {}{HEADING:#}", change.name(), Shown(what))?;
    let to = match new.is_empty() {
        true => format!("{OLD}{}{OLD:#}", Shown(old)),
        false => format!("{OLD}{}{OLD:#} \u{2192} {NEW}{}{NEW:#}", Shown(old), Shown(new)),
    };
    writeln!(out, "  {to}: {} in {}", counted(places.len(), "place"), counted(edits.len(), "file"))?;
    let diff = diff(input, question, paths);
    let lines: Vec<&str> = diff.lines().collect();
    for line in lines.iter().take(GLANCE) {
        writeln!(out, "  {line}")?;
    }
    match lines.len().saturating_sub(GLANCE) {
        0 => Ok(()),
        1 => writeln!(out, "  {DIM}\u{2026} 1 more line: d shows it{DIM:#}"),
        more => writeln!(out, "  {DIM}\u{2026} {more} more lines: d shows them{DIM:#}"),
    }
}

/// The diff of this question alone, in colour.
fn diff(input: &Input, question: &Question, paths: &Paths) -> String {
    let mut text = String::new();
    for (file, edits) in &question.edits {
        let source = &input.sources[file.0 as usize];
        let Ok(FilePlan { after, .. }) = file_plan(input, *file, edits.clone()) else {
            let at = edits.first().map_or(0, |edit| edit.span.start);
            let _ = writeln!(text, "{}: can't be shown alone", Shown(&paths.named(&place(input, *file, at))));
            continue;
        };
        let name = paths.place(&Place::file(&*input.repos[source.repo.0 as usize].name, &*source.path));
        let diff = TextDiff::from_lines(&*source.text, after.as_str());
        let unified = diff.unified_diff().context_radius(1).header(&name, &name).to_string();
        let shown: Vec<String> = unified.lines().skip(1).map(|line| line.replace('\t', "    ")).collect();
        paint(&(shown.join("\n") + "\n"), &mut text);
    }
    text
}
