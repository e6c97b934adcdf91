//! The questions of `init`: a person looks at each proposed meaning, calls it otherwise, joins two, or leaves one open.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, BufRead, Write};

use anstyle::Style;

use crate::model::Finding;
use crate::propose::Wish;
use crate::session::Proposed;
use crate::text::count::counted;
use crate::text::shown::Shown;
use crate::text::width::shorten;
use crate::text::words::words_of;

use super::Failure;

const HEADING: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// How many places of a meaning are shown, each of another symbol where there are enough.
const PLACES: usize = 4;

/// Longest line of code (columns) that is shown.
const CODE: usize = 80;

const HELP: &str = "\
Enter     it is one meaning, and that is a good name for it
WORDS     it is one meaning, called so: client
=NUMBER   it is the same as that meaning
-         it is no meaning: leave its hits open
d         take this and all that follow as they are
q         end: nothing is written
?         this help
";

/// What is said to one question.
enum Reply {
    Keep,
    Rest,
    Drop,
    Same(usize),
    Called(Vec<String>),
    Quit,
}

/// Asks about each meaning, those with the most hits first, and then which one is to have another name. False where the person wants no file.
///
/// # Errors
/// Those of standard input and output.
pub(super) fn ask(found: &mut Proposed, wish: &mut Wish) -> Result<bool, Failure> {
    let (answers, out) = (&mut io::stdin().lock(), &mut anstream::stdout().lock());
    let asked = |error: io::Error| Failure::Output { what: "a question".into(), error };
    let order = |it: &crate::propose::Meaning, settled: &crate::propose::Settled| {
        (!it.named_right, Reverse(settled.of(&it.category())))
    };
    let settled = &found.settled;
    found.proposal.meanings.sort_by_key(|it| order(it, settled));
    let findings = found.findings(wish)?;
    let categories: Vec<String> = found.proposal.meanings.iter().map(|it| it.category()).collect();
    let mut at = 0;
    for (number, category) in categories.iter().enumerate() {
        let hits: Vec<&Finding> = findings.iter().filter(|it| it.category == *category).collect();
        write!(out, "{}", question(found, at, (number + 1, categories.len()), &hits)).map_err(asked)?;
        match reply(at, answers, out).map_err(asked)? {
            Reply::Keep => at += 1,
            Reply::Rest => break,
            Reply::Quit => return Ok(false),
            Reply::Drop => drop(found.proposal.meanings.remove(at)),
            Reply::Same(other) => found.proposal.merge(at, other),
            Reply::Called(words) => {
                match found.proposal.call(at, &words, wish) {
                    Ok(()) => {}
                    Err(why) => writeln!(out, "  {}: it stays as it was", Shown(&why)).map_err(asked)?,
                }
                at += 1;
            }
        }
    }
    if found.proposal.moves(wish).is_none() && !found.proposal.meanings.is_empty() {
        target(found, wish, answers, out).map_err(asked)?;
    }
    found.again(wish)?;
    Ok(true)
}

fn question(found: &Proposed, at: usize, (number, of): (usize, usize), hits: &[&Finding]) -> String {
    let it = &found.proposal.meanings[at];
    let mut text = format!(
        "\n{DIM}({number}/{of}){DIM:#} {}  {HEADING}{}{HEADING:#}  {DIM}{}{DIM:#}\n",
        at + 1,
        Shown(&it.phrase),
        counted(hits.len(), "hit")
    );
    if !it.also.is_empty() {
        let _ = writeln!(text, "    also {}", Shown(&shorten(&it.also.join(", "), CODE)));
    }
    let mut seen = BTreeSet::new();
    let (first, rest): (Vec<&Finding>, Vec<&Finding>) = hits.iter().partition(|it| seen.insert(&it.symbol));
    for it in first.into_iter().chain(rest).take(PLACES) {
        let source = found.workspace.text(&it.repo, &it.path).unwrap_or_default();
        let line = source.lines().nth(it.line as usize - 1).unwrap_or_default();
        let place = super::paths(&found.workspace.repos).place(&it.place());
        let code = shorten(line.trim(), CODE).replace('\t', " ");
        let _ = writeln!(text, "    {}  {}", Shown(&place), Shown(&code));
    }
    text
}

/// Asks until there is an answer. The meanings before `at` may be named by their numbers.
fn reply(at: usize, answers: &mut impl BufRead, out: &mut impl Write) -> io::Result<Reply> {
    loop {
        let question = "One meaning? [Enter,WORDS,=NUMBER,-,d,q,?]";
        let Some(text) = super::ask(question, answers, out)? else { return Ok(Reply::Quit) };
        let text = text.as_str();
        match (text, text.strip_prefix('=')) {
            ("", _) => return Ok(Reply::Keep),
            ("d", _) => return Ok(Reply::Rest),
            ("-", _) => return Ok(Reply::Drop),
            ("q", _) => return Ok(Reply::Quit),
            ("?", _) => write!(out, "{HELP}")?,
            (_, Some(number)) => match number.trim().parse::<usize>() {
                Ok(number) if (1..=at).contains(&number) => return Ok(Reply::Same(number - 1)),
                _ if at == 0 => writeln!(out, "  there is no meaning before this one")?,
                _ => writeln!(out, "  = and the number of a meaning before this one: 1 to {at}")?,
            },
            _ => return Ok(Reply::Called(words_of(text).into_iter().map(str::to_lowercase).collect())),
        }
    }
}

/// Asks which meaning is to have which other name.
fn target(found: &Proposed, wish: &mut Wish, answers: &mut impl BufRead, out: &mut impl Write) -> io::Result<()> {
    let meanings = &found.proposal.meanings;
    writeln!(out)?;
    for (number, it) in meanings.iter().enumerate() {
        writeln!(out, "  {:>3}  {}", number + 1, Shown(&it.phrase))?;
    }
    let id = loop {
        let question = "Which one is to have another name? [NUMBER, Enter for none]";
        let text = super::ask(question, answers, out)?.unwrap_or_default();
        let chosen = text.parse::<usize>().ok().and_then(|it| meanings.get(it.checked_sub(1)?));
        match chosen.or_else(|| meanings.iter().find(|it| it.id == text)) {
            Some(it) => break it.id.clone(),
            None if text.is_empty() => return Ok(()),
            None => writeln!(out, "  a number from 1 to {}", meanings.len())?,
        }
    };
    if wish.to.is_none() {
        let text = super::ask("Its new words, as people say them (session id):", answers, out)?.unwrap_or_default();
        let words: Vec<String> = words_of(&text).into_iter().map(str::to_lowercase).collect();
        if words.is_empty() {
            return Ok(());
        }
        wish.to = Some(words);
    }
    wish.meaning = Some(id);
    Ok(())
}
