//! `scan --sample`: some hits drawn at random, shown with code and proof, and what a reader says of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use anstyle::Style;
use serde::{Deserialize, Serialize};

use crate::cli::SampleArgs;
use crate::commit::append_output;
use crate::model::{Finding, Place};
use crate::report::Paths;
use crate::session::Workspace;
use crate::text::count::counted;
use crate::text::shown::Shown;
use crate::text::width::shorten;

use super::Failure;

const HEADING: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Lines of code before and after that of the hit.
const AROUND: u32 = 2;

/// Longest line of code (columns) that is shown.
const CODE: usize = 120;

const HELP: &str = "\
r  right: it means that, and the proof says so
w  wrong
u  unclear: nobody can say from what is shown
q  end; the verdicts so far stand in the file
?  this help
";

/// Draws from `findings`, each with the same chance; the same `seed` draws the same ones, whatever the order. They keep their order.
///
/// Those with the smallest hashes are a sample without replacement ("bottom-k sampling", Cohen and Kaplan, 2007), so that a few changed
/// files change few of the drawn hits.
pub(super) fn draw(findings: &mut Vec<Finding>, count: usize, seed: u64) {
    let key = |it: &Finding| {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes()).update(it.place().to_string().as_bytes());
        hasher.update(it.symbol.as_deref().unwrap_or_default().as_bytes());
        *hasher.finalize().as_bytes()
    };
    let mut keys: Vec<_> = findings.iter().map(key).collect();
    if keys.len() <= count {
        return;
    }
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    let end = sorted[count];
    let mut keys = keys.drain(..);
    findings.retain(|_| keys.next().is_some_and(|key| key < end));
}

/// The drawn hits for a reader.
pub(super) fn shown(findings: &[Finding], workspace: &Workspace, paths: &Paths) -> String {
    let mut out = String::new();
    for (at, it) in findings.iter().enumerate() {
        show((at + 1, findings.len()), it, workspace, paths, &mut out);
    }
    out
}

fn show((at, of): (usize, usize), it: &Finding, workspace: &Workspace, paths: &Paths, out: &mut String) {
    let place = paths.place(&it.place());
    let _ = writeln!(out, "\n{DIM}({at}/{of}){DIM:#} {}", Shown(&place));
    let _ = writeln!(out, "  {HEADING}{}{HEADING:#}  {}", Shown(&it.text), Shown(&it.category));
    let text = workspace.text(&it.repo, &it.path).unwrap_or_default();
    let from = it.line.saturating_sub(AROUND).max(1);
    for (number, line) in
        (from..).zip(text.lines().skip(from as usize - 1)).take_while(|(it_at, _)| *it_at <= it.line + AROUND)
    {
        let mark = if number == it.line { '>' } else { ' ' };
        let code = shorten(&line.replace('\t', "    "), CODE);
        let _ = writeln!(out, "  {mark} {number:>5} {DIM}|{DIM:#} {}", Shown(&code));
    }
    for (number, step) in it.why.iter().enumerate() {
        let _ = writeln!(out, "  {:>2}. {}", number + 1, Shown(&paths.words(&step.text)));
        if let Some(place) = step.place().filter(|it| it.line.is_some()) {
            let quote = quoted(workspace, &place);
            let _ = writeln!(out, "      {DIM}{}  {}{DIM:#}", Shown(&paths.place(&place)), Shown(&quote));
        }
    }
}

fn quoted(workspace: &Workspace, place: &Place) -> String {
    let number = place.line.unwrap_or(1).max(1) as usize - 1;
    let line = workspace.text(&place.repo, &place.path).and_then(|it| it.lines().nth(number)).unwrap_or_default();
    shorten(line.trim(), CODE).replace('\t', " ")
}

/// What a reader says of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Right,
    Wrong,
    Unclear,
}

/// A line of the file of verdicts.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    place: String,
    text: String,
    category: String,
    verdict: Verdict,
}

/// Asks for a verdict on each hit that has none, writes each at once, and gives the score.
///
/// # Errors
/// Nobody to ask, or a file that can't be read or written.
pub(super) fn ask(
    args: &SampleArgs,
    file: &Path,
    findings: &[Finding],
    workspace: &Workspace,
    paths: &Paths,
) -> Result<String, Failure> {
    if !io::stdin().is_terminal() && std::env::var_os("RUNSESS_ANSWERS_FROM_PIPE").is_none() {
        let help = "run it in a terminal, or leave --verdicts out to print the sample";
        return Err(Failure::usage("--verdicts asks questions, and standard input is no terminal", help));
    }
    let mut known = known(file)?;
    let key = |it: &Finding| (it.place().to_string(), it.category.to_string());
    let (answers, out) = (&mut io::stdin().lock(), &mut anstream::stdout().lock());
    let asked = |error: io::Error| Failure::Output { what: "a question".into(), error };
    for (at, it) in findings.iter().enumerate() {
        if known.contains_key(&key(it)) {
            continue;
        }
        let mut text = String::new();
        show((at + 1, findings.len()), it, workspace, paths, &mut text);
        write!(out, "{text}").map_err(asked)?;
        let Some(verdict) = one(answers, out).map_err(asked)? else { break };
        let (place, category) = key(it);
        let row = Row { place: place.clone(), text: it.text.clone(), category: category.clone(), verdict };
        let line = serde_json::to_string(&row).map_err(|error| asked(error.into()))? + "\n";
        super::taken(&file.display().to_string(), append_output(file, line.as_bytes()))?;
        known.insert((place, category), verdict);
    }
    let verdicts: Vec<Verdict> = findings.iter().filter_map(|it| known.get(&key(it)).copied()).collect();
    Ok(score(&verdicts, findings.len(), args.seed.unwrap_or(1)))
}

fn one(answers: &mut impl BufRead, out: &mut impl Write) -> io::Result<Option<Verdict>> {
    loop {
        let Some(line) = super::ask("Is that right? [r,w,u,q,?]", answers, out)? else { return Ok(None) };
        match line.as_str() {
            "r" | "right" | "y" | "yes" => return Ok(Some(Verdict::Right)),
            "w" | "wrong" | "n" | "no" => return Ok(Some(Verdict::Wrong)),
            "u" | "unclear" => return Ok(Some(Verdict::Unclear)),
            "q" | "quit" => return Ok(None),
            _ => write!(out, "{HELP}")?,
        }
    }
}

/// The verdicts that the file has already: a category that has changed since needs a new one.
fn known(file: &Path) -> Result<BTreeMap<(String, String), Verdict>, Failure> {
    let text = match std::fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        text => text.map_err(|error| Failure::Output { what: file.display().to_string(), error })?,
    };
    let mut known = BTreeMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, it)| !it.trim().is_empty()) {
        let row: Row = serde_json::from_str(line).map_err(|error| {
            let message = format!("{}:{}: no verdict: {error}", file.display(), number + 1);
            Failure::usage(message, "mend the line, or name another file by --verdicts")
        })?;
        known.insert((row.place, row.category), row.verdict);
    }
    Ok(known)
}

fn score(verdicts: &[Verdict], all: usize, seed: u64) -> String {
    let count = |verdict| verdicts.iter().filter(|it| **it == verdict).count();
    let (right, wrong, unclear) = (count(Verdict::Right), count(Verdict::Wrong), count(Verdict::Unclear));
    let left = match all - verdicts.len() {
        0 => String::new(),
        left => format!(", {left} not read yet"),
    };
    let mut out =
        format!("\n{} of sample {seed}: {right} right, {wrong} wrong, {unclear} unclear{left}\n", counted(all, "hit"));
    if right + wrong > 0 {
        let least = lower_bound(right, right + wrong);
        let _ = writeln!(
            out,
            "At least {:.0} % of all such hits are right, with a certainty of 95 %.",
            (least * 100.0).floor()
        );
    }
    out
}

/// The share that is at least right, with 95 % certainty, where `right` of `all` are: the lower end of Wilson's interval, one-sided
/// (E. B. Wilson, "Probable inference", 1927).
fn lower_bound(right: usize, all: usize) -> f64 {
    const Z: f64 = 1.644_853_6;
    let (n, p) = (all as f64, right as f64 / all as f64);
    let z2 = Z * Z;
    ((p + z2 / (2.0 * n) - Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt()) / (1.0 + z2 / n)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_that_of_wilson() {
        // Values of statsmodels 0.15, proportion_confint(right, all, alpha=0.1, method="wilson")[0].
        for (right, all, expected) in [(60, 60, 0.956_85), (57, 60, 0.881_32), (1, 2, 0.120_87)] {
            let found = lower_bound(right, all);
            assert!((found - expected).abs() < 0.000_01, "{right} of {all}: {found}");
        }
    }
}
