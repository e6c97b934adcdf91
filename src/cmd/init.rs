//! `init`: a first rule pack for a word, from what the code says.

use std::cmp::Reverse;
use std::path::PathBuf;

use anstyle::Style;

use crate::cli::InitArgs;
use crate::commit::write_output;
use crate::model::finding::UNCLASSIFIED;
use crate::model::{FileId, Place, Span};
use crate::propose::{ALL, Meaning, OTHERS, PLACES, Wish};
use crate::session::{Project, Proposed, proposed};
use crate::text::count::counted;
use crate::text::sentences::line;
use crate::text::shell::quoted;
use crate::text::shown::Shown;
use crate::text::width::{left, shorten, width};
use crate::text::words::words_of;

use super::{Failure, Outcome, correct};

const DIM: Style = Style::new().dimmed();

/// Reads, proposes, writes the pack.
pub(super) fn run(args: &InitArgs) -> Result<Outcome, Failure> {
    let mut wish = wish(args)?;
    let file = args.output.clone().unwrap_or_else(|| PathBuf::from(wish.file()));
    let to_screen = file.as_os_str() == "-";
    if !to_screen && file.exists() && !args.force {
        let help = "--force writes over it, --output FILE gives it another name";
        return Err(Failure::usage(format!("{} is there already", file.display()), help));
    }
    let project = Project::find(&args.roots, args.isolated.isolated)?.with_own(&file);
    let mut found = proposed(&project, &wish)?;
    super::note_skipped(&found.workspace.skipped, &super::paths(&found.workspace.repos));
    let count = found.proposal.meanings.len();
    wish.meaning = found.proposal.unite(&args.meaning, &wish).map_err(|id| {
        let known: Vec<&str> = found.proposal.meanings.iter().map(|it| it.id.as_str()).collect();
        Failure::usage(format!("no meaning is called `{id}`"), format!("one of {}, or {ALL}", known.join(", ")))
    })?;
    if found.proposal.meanings.len() < count || args.meaning.first().is_some_and(|it| it == ALL) {
        found.again(&wish)?;
    }
    let asks = !args.yes && !to_screen && found.settled.hits() > 0 && super::may_ask();
    if asks && !correct::ask(&mut found, &mut wish)? {
        super::say("Nothing was written.\n")?;
        return Ok(Outcome::Done);
    }
    if to_screen {
        super::give(found.text.as_bytes())?;
    } else {
        super::taken(&file.display().to_string(), write_output(&file, found.text.as_bytes()))?;
        super::say(&summary(&found, &wish, args, &file.display().to_string()))?;
    }
    Ok(super::settled(Outcome::Done, found.workspace.partial()))
}

fn wish(args: &InitArgs) -> Result<Wish, Failure> {
    let words = |text: &str| words_of(text).into_iter().map(str::to_lowercase).collect::<Vec<_>>();
    let wish =
        Wish { words: words(&args.word), to: args.to.as_deref().map(words), meaning: args.meaning.first().cloned() };
    let empty = wish.words.is_empty() || wish.to.as_ref().is_some_and(Vec::is_empty);
    match empty {
        true => {
            Err(Failure::usage("there is no word to look for", "for example: runsess init 'run id' --to 'session id'"))
        }
        false => Ok(wish),
    }
}

/// How many meanings are shown.
const SHOWN: usize = 12;

/// What was found, and what to do next.
fn summary(found: &Proposed, wish: &Wish, args: &InitArgs, file: &str) -> String {
    let settled = &found.settled;
    let (hits, open) = (settled.hits(), settled.of(UNCLASSIFIED));
    if hits == 0 {
        return format!("no hit of `{}`; {file} has only the word\n", Shown(&args.word));
    }
    let (done, placed) = (settled.done(), settled.placed());
    let mut out = format!(
        "{} of `{}`: {file} settles {done} ({} %), says of {placed} only where they stand, and leaves {open} open\n\n    hits  meaning\n",
        counted(hits, "hit"),
        Shown(&args.word),
        done * 100 / hits,
    );
    let (rest, mut meanings): (Vec<&Meaning>, Vec<&Meaning>) =
        found.proposal.meanings.iter().partition(|it| it.rarer > 0);
    meanings.sort_by_key(|it| (!it.named_right, Reverse(settled.of(&it.category()))));
    let column = meanings.iter().take(SHOWN).map(|it| width(&it.phrase)).max().unwrap_or(0);
    for it in meanings.iter().take(SHOWN) {
        let sample = it.declared.map(|(file, span)| sample(found, file, span)).unwrap_or_default();
        let hits = settled.of(&it.category());
        out += format!("{hits:>8}  {}  {DIM}{sample}{DIM:#}", left(&it.phrase, column)).trim_end();
        out.push('\n');
    }
    if meanings.len() > SHOWN {
        out += &format!("{:>8}  {} more\n", "", meanings.len() - SHOWN);
    }
    for it in rest {
        out += &format!("{:>8}  in {} rarer meanings\n", settled.of(&it.category()), it.rarer);
    }
    let places = PLACES.map(|(category, _, what)| (category, what));
    for (category, what) in OTHERS.into_iter().chain(places).filter(|(category, _)| settled.of(category) > 0) {
        out += &format!("{:>8}  {what}\n", settled.of(category));
    }
    out += &format!("{open:>8}  open: nothing says what they mean\n\n");
    out += &next(found, wish, args, file);
    out
}

/// The place of a declaration, and its line.
fn sample(found: &Proposed, file: FileId, span: Span) -> String {
    let source = &found.workspace.sources[file.0 as usize];
    let before = source.text.as_bytes().get(..span.start as usize).unwrap_or_default();
    let number = before.iter().filter(|it| **it == b'\n').count() as u32 + 1;
    let repo = &found.workspace.repos[source.repo.0 as usize].name;
    let place = Place::file(&**repo, &*source.path).line(number);
    let place = super::paths(&found.workspace.repos).place(&place);
    format!("{}  {}", Shown(&place), Shown(&shorten(line(&source.text, span).trim(), 60)))
}

fn next(found: &Proposed, wish: &Wish, args: &InitArgs, file: &str) -> String {
    let word = quoted(&args.word);
    let roots: String = args.roots.iter().map(|it| format!(" {}", quoted(&it.display().to_string()))).collect();
    let rules = quoted(file);
    let mut out = String::new();
    for it in &found.proposal.twins {
        let twin = it.words.join(" ");
        out += &format!(
            "`{twin}` holds the same value in {}; if that is the right name: runsess init {word}{roots} --to '{twin}'\n",
            counted(it.pairs, "place")
        );
    }
    out += &match found.settled.open.is_empty() {
        true => format!("Next: read {file}, then runsess scan{roots} --rules {rules}\n"),
        false => format!("Next: read {file}, then decide what is open: runsess decide{roots} --rules {rules}\n"),
    };
    if found.proposal.moves(wish).is_some() {
        out += &format!("      then runsess plan{roots} --rules {rules}\n");
    } else if let Some(first) = found.proposal.meanings.first() {
        let (first, to) = (&first.id, wish.to.as_ref().map_or_else(|| "NEW WORDS".to_owned(), |it| it.join(" ")));
        out += &format!(
            "      to give one meaning another name: runsess init {word}{roots} --to '{to}' --meaning {first}\n"
        );
    }
    out
}
