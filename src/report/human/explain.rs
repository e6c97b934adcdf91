//! Why a place means what it means, for someone who has never seen the tool.

use std::io::{self, Write};

use super::next::{Next, write as next};
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Certainty, Change, Explanation, SymbolPath, Tried};
use crate::report::places::is_own;
use crate::report::{Paths, ReportMeta};
use crate::text::count::counted;
use crate::text::shown::Shown;

/// Writes what is said of each occurrence: what it is, what is done about it, the evidence, the rules.
///
/// # Errors
/// Those of the writer.
pub fn render(found: &[Explanation], meta: &ReportMeta, out: &mut dyn Write) -> io::Result<()> {
    found.iter().try_for_each(|it| occurrence(it, &meta.page.paths, out))?;
    let Some(batch) = found.iter().find_map(|it| it.finding.batch) else { return Ok(()) };
    let command = format!("runsess apply --batch {batch} --diff{}", meta.page.scope);
    next("", &[Next::new(command, "what that batch would write")], meta.page.columns(), out)
}

/// Most other sides of a name on the wire that are shown.
const SIDES: usize = 8;

fn occurrence(it: &Explanation, paths: &Paths, out: &mut dyn Write) -> io::Result<()> {
    let finding = &it.finding;
    let mut line = |text: String| writeln!(out, "{}", Shown(text.trim_end()));
    line(paths.place(&finding.place()))?;
    line(format!("  {}  {}", finding.text, finding.category))?;
    line(String::new())?;
    line(format!("  it is       {} in {}", finding.role.name(), finding.language.name()))?;
    line(format!("  symbol      {}", finding.symbol.as_deref().unwrap_or("none")))?;
    line(format!("  certainty   {}", certainty(finding.certainty)))?;
    if let Some(change) = finding.change {
        let batch = finding.batch.map(|batch| format!(" in batch {batch}")).unwrap_or_default();
        let to = finding.replacement.as_ref().map(|new| format!(" → {new}")).unwrap_or_default();
        line(format!("  change      {}{to}{batch}", change.name()))?;
    }
    line(String::new())?;
    line("  evidence".into())?;
    for (number, evidence) in it.evidence.iter().enumerate() {
        let step = &evidence.step;
        line(format!("  {:>3}. {}", number + 1, paths.words(&step.text)))?;
        if let Some(place) = step.place().filter(|it| it.line.is_some()) {
            line(format!("       {}   {}", paths.place(&place), evidence.quote))?;
        }
    }
    if it.others > 0 {
        let rest = if it.others == 1 { "rests" } else { "rest" };
        line(format!("       {} {rest} on the same proof", counted(it.others, "other hit")))?;
    }
    line(String::new())?;
    for (same, title) in [
        (true, "the same name on the wire"),
        (false, "the same key of another type, or of none: nothing says whether it is the same"),
    ] {
        let sides = it.sides.iter().filter(|it| it.same == same);
        let count = sides.clone().count();
        if count == 0 {
            continue;
        }
        line(format!("  {title}"))?;
        for side in sides.take(SIDES) {
            let (place, quote) = (paths.place(&side.finding.place()), &side.quote);
            line(format!("       {place}   {quote}   {}", side.finding.category))?;
        }
        if count > SIDES {
            line(format!("       and {}", counted(count - SIDES, "more place")))?;
        }
        line(String::new())?;
    }
    line("  rules tried".into())?;
    for (first, others) in alike(&it.tried) {
        match &first.failed {
            None => line(format!("    yes  {}", first.rule))?,
            Some(reason) if others == 0 => line(format!("    no   {}: {reason}", first.rule))?,
            Some(reason) => {
                let value = reason.split_once(NOT).map_or(reason.as_str(), |(value, _)| value);
                let others = counted(others, "more rule");
                line(format!("    no   {} and {others}: {value}, not what they ask for", first.rule))?;
            }
        }
    }
    line(String::new())?;
    line("  what would change it".into())?;
    for way in ways(it) {
        line(format!("    {way}"))?;
    }
    line(String::new())
}

/// What stands in the reason of a rule that failed between the value that was found and those that the rule asks for.
const NOT: &str = ", not ";

/// Rules that failed one after the other on the same value, from so many on, are one line.
const ALIKE: usize = 3;

/// The rules, and behind the first of several that failed on the same value how many others did.
fn alike(tried: &[Tried]) -> Vec<(&Tried, usize)> {
    let value = |it: &Tried| it.failed.as_deref().and_then(|it| Some(it.split_once(NOT)?.0.to_owned()));
    let same = |one: &Tried, other: &Tried| value(one).is_some() && value(one) == value(other);
    let runs = tried.chunk_by(same);
    runs.flat_map(|run| match run.len() < ALIKE {
        true => run.iter().map(|it| (it, 0)).collect(),
        false => vec![(&run[0], run.len() - 1)],
    })
    .collect()
}

/// What a rule pack could say to get another answer.
fn ways(it: &Explanation) -> Vec<String> {
    let finding = &it.finding;
    let symbol = finding.symbol.as_deref().filter(|symbol| !SymbolPath(symbol).is_text());
    let when = match symbol {
        Some(symbol) => format!("symbol: \"{}\"", SymbolPath(symbol).without_origin().without_nameless()),
        None => format!("role: {}, text: [{}]", finding.role.name(), finding.text),
    };
    let winner = it.tried.iter().find(|it| it.failed.is_none()).and_then(|it| it.rule.split_whitespace().next());
    let rule = match winner {
        Some(winner) => format!("a rule before `{winner}`"),
        None => "a rule".to_owned(),
    };
    let mut ways = vec![format!("{rule}: {{id: …, when: {{{when}}}, category: …}}")];
    let by_values = it.evidence.iter().filter(|it| !is_own(&it.step)).count() > 1;
    if let Some(symbol) = symbol.filter(|_| by_values) {
        let name = SymbolPath(symbol).without_origin().without_nameless();
        ways.push(format!("`barriers: [\"{name}\"]`: no meaning comes to it by values"));
    }
    if finding.category == UNCLASSIFIED {
        if symbol.is_some() {
            ways.push("a name, of it or of what declares it, that says what it is".to_owned());
        }
    } else if finding.change.is_some_and(|it| it != Change::Keep) {
        ways.push(format!("under `keep`: {{when: {{{when}}}, why: …}} leaves it as it is"));
    }
    ways
}

fn certainty(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Resolved => {
            "resolved: its declaration was found, and its meaning, if any, over few values that are the same"
        }
        Certainty::Inferred => "inferred: by a long way of values, or by what stands around it",
        Certainty::Textual => "textual: by words only",
    }
}
