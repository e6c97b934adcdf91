//! `decide`: what is undecided, by decisions, and the answers of a person, which go into the rule pack.

use std::fmt::Write as _;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use anstyle::Style;
use similar::TextDiff;

use crate::cli::{DecideArgs, PartArgs};
use crate::commit::write_output;
use crate::report::Paths;
use crate::rules::{Addition, Pack};
use crate::session::{Answer, Answered, Asked, Decision, Workspace, answered, decision_about, hits_at, open};
use crate::text::count::counted;
use crate::text::sentences::line;
use crate::text::shell::quoted;
use crate::text::shown::Shown;
use crate::text::width::shorten;

use super::filter::Filter;
use super::{Failure, Outcome, meta};

const HEADING: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// How many decisions are listed, how many parts of one, and how many of its places.
const LISTED: usize = 20;
const PARTS: usize = 3;
const PLACES: usize = 3;

/// Longest line of code (columns) that is shown.
const CODE: usize = 80;

const HELP: &str = "\
1, 2, …   what it means, by its number; its name will do, too
n WORDS   a meaning that is not listed: `n job status`
s         leave it open, and go on
w         show every place
q         end; what was answered stands in the rule pack
?         this help
";

/// Lists, asks, or writes one answer.
pub(super) fn run(args: &DecideArgs) -> Result<Outcome, Failure> {
    let (project, pack) = super::given(&args.input)?;
    let file = args.input.pack.rules.clone().or_else(|| project.rules.clone());
    let workspace = Workspace::read(&project, pack, !args.cache.no_cache)?;
    super::note_skipped(&workspace.skipped, &super::paths(&workspace.repos));
    let scope: String = meta::scope(&args.input).into_iter().map(|word| format!(" {word}")).collect();
    let partial = workspace.partial();
    let mut desk = Desk { paths: super::paths(&workspace.repos), workspace, scope, file };
    let new = args.new_meaning.clone().map(Answer::New);
    let done = match args.meaning.clone().map(Answer::Known).or(new) {
        Some(answer) => desk.one(args, &answer),
        None if args.list || !super::may_ask() => super::say(&desk.listed(args.all)).map(|_| Outcome::Done),
        None => desk.ask(args),
    }?;
    Ok(super::settled(done, partial))
}

/// What is decided about, and where the answers go.
struct Desk {
    workspace: Workspace,
    paths: Paths,
    /// The folders and rules, as words of a command line.
    scope: String,
    /// The rule file; `None` for the pack in the program.
    file: Option<PathBuf>,
}

impl Desk {
    /// The rule file, and what stands in it.
    fn rules(&self) -> Result<(&Path, String), Failure> {
        let Some(file) = &self.file else {
            let help = "runsess init WORD proposes a pack of your own; or start one with `extends: built-in`, and name it by --rules FILE";
            return Err(Failure::usage("nothing can be decided in the pack that is built in", help));
        };
        Ok((file, Pack::text_of(file).map_err(Box::new)?))
    }

    /// The decision that the command line names.
    fn named(&self, args: &DecideArgs) -> Result<Decision, Failure> {
        let hits = match (&args.symbol, &args.at) {
            (Some(symbol), _) => {
                let part = PartArgs { symbol: vec![symbol.clone()], ..PartArgs::default() };
                let filter = Filter::new(&part, &self.workspace.pack)?;
                filter.knows(&self.workspace.inventory(), &self.workspace)?;
                let findings = self.workspace.classified.findings().enumerate();
                findings.filter(|(_, it)| filter.admits(it)).map(|(at, _)| at).collect()
            }
            (None, Some(place)) => hits_at(&self.workspace, &Asked::parse(place)?)?,
            (None, None) => {
                let help = "for example: runsess decide --symbol Job.Status --as job";
                return Err(Failure::usage("--as says what, and nothing says of which hits", help));
            }
        };
        Ok(decision_about(&self.workspace, &hits)?)
    }

    fn one(&mut self, args: &DecideArgs, answer: &Answer) -> Result<Outcome, Failure> {
        let (file, text) = self.rules()?;
        let decision = self.named(args)?;
        let answer = answered(&self.workspace, (file, &text), &decision, answer, &args.why)?;
        let said = self.said(&decision, &answer, file);
        if args.diff {
            let diff = TextDiff::from_lines(&text, &answer.text);
            let name = file.display().to_string();
            super::say(&format!("{}{said}", diff.unified_diff().context_radius(1).header(&name, &name)))?;
            return Ok(Outcome::Done);
        }
        super::taken(&file.display().to_string(), write_output(file, answer.text.as_bytes()))?;
        (self.workspace.pack, self.workspace.classified) = (answer.pack, answer.classified);
        let left = self.left();
        super::say(&format!("{said}{left}"))
    }

    /// What an answer does.
    fn said(&self, decision: &Decision, it: &Answered, file: &Path) -> String {
        let mut out = match &it.added {
            Addition::Rule { id, category, .. } => {
                format!("{}: rule {id}, {category}\n", Shown(&file.display().to_string()))
            }
            Addition::Meaning { id, category, symbols, .. } => {
                let (file, names) = (file.display().to_string(), symbols.join(", "));
                format!("{}: a new meaning, {id}, with the category {category}: {}\n", Shown(&file), Shown(&names))
            }
            Addition::Symbols { domain, symbols } => {
                let (file, names) = (file.display().to_string(), symbols.join(", "));
                let what = if symbols.len() == 1 { "symbol" } else { "symbols" };
                format!("{}: {what} of the meaning {domain}: {}\n", Shown(&file), Shown(&names))
            }
        };
        let (settled, all) = (it.settled, decision.hits.len());
        let _ = write!(out, "  {settled} of {} settled", counted(all, "hit"));
        if it.followed > 0 {
            let _ = write!(out, ", and {} more that hold the same values", it.followed);
        }
        out.push('\n');
        if !it.changed.is_empty() {
            let _ = writeln!(out, "  {} had another category before:", counted(it.changed.len(), "hit"));
            for at in it.changed.iter().take(PLACES) {
                let (old, new) = (&self.workspace.classified.decided[*at].finding, &it.classified.decided[*at].finding);
                let place = self.paths.place(&old.place());
                let _ = writeln!(out, "    {}  {} → {}", Shown(&place), Shown(&old.category), Shown(&new.category));
            }
        }
        out
    }

    /// How much is still open, and what to do about it.
    fn left(&self) -> String {
        let left = open(&self.workspace);
        let hits: usize = left.iter().map(|it| it.hits.len()).sum();
        match left.len() {
            0 => format!("Nothing is open. Next: runsess scan{}\n", Shown(&self.scope)),
            more => {
                format!(
                    "{} in {} left: runsess decide{}\n",
                    counted(hits, "hit"),
                    counted(more, "decision"),
                    Shown(&self.scope)
                )
            }
        }
    }

    /// All decisions.
    fn listed(&self, all: bool) -> String {
        let decisions = open(&self.workspace);
        let hits: usize = decisions.iter().map(|it| it.hits.len()).sum();
        let total = self.workspace.findings().count();
        if decisions.is_empty() {
            return format!("Nothing is open: each of {} has a category.\n", counted(total, "hit"));
        }
        let mut out = format!(
            "{HEADING}{hits} of {} {} undecided, in {}{HEADING:#}\n",
            counted(total, "hit"),
            if hits == 1 { "is" } else { "are" },
            counted(decisions.len(), "decision")
        );
        let shown = if all { decisions.len() } else { LISTED };
        for (at, it) in decisions.iter().take(shown).enumerate() {
            out.push('\n');
            self.show(it, at + 1, PLACES, &mut out);
            let command = format!("runsess decide {} --as …{}", self.pointer(it), self.scope);
            let _ = writeln!(out, "      {DIM}{}{DIM:#}", Shown(&command));
        }
        if decisions.len() > shown {
            let more = counted(decisions.len() - shown, "more decision");
            let _ = writeln!(out, "\n{more}: runsess decide --list --all{}", Shown(&self.scope));
        }
        let pack = &self.workspace.pack;
        let meanings: Vec<&str> = pack.domains.iter().map(|it| it.id.as_str()).collect();
        let categories: Vec<&str> = pack.categories.iter().map(|it| it.id.as_str()).collect();
        if !meanings.is_empty() {
            let _ = writeln!(
                out,
                "\nA meaning, which all that holds the same values gets as well: {}",
                meanings.join(", ")
            );
        }
        let _ = writeln!(out, "A category, for these hits alone: {}", categories.join(", "));
        out
    }

    /// A flag that names a decision.
    fn pointer(&self, it: &Decision) -> String {
        let first = &it.parts[0];
        match first.what.starts_with('"') {
            false => format!("--symbol {}", quoted(&first.what)),
            true => {
                let place = self.workspace.classified.decided[first.hits[0]].finding.place();
                format!("--at {}", quoted(&self.paths.place(&place)))
            }
        }
    }

    fn show(&self, it: &Decision, number: usize, places: usize, out: &mut String) {
        let names: Vec<&str> = it.parts.iter().take(PARTS).map(|it| it.what.as_str()).collect();
        let more = match it.parts.len().saturating_sub(PARTS) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (names, hits) = (names.join(", "), counted(it.hits.len(), "hit"));
        let _ = writeln!(out, "{number:>3}.  {HEADING}{}{HEADING:#}{more}  {DIM}{hits}{DIM:#}", Shown(&names));
        // One place of each part first: they may look different.
        let first = it.parts.iter().map(|part| part.hits[0]);
        let rest = it.parts.iter().flat_map(|part| &part.hits[1..]).copied();
        for at in first.chain(rest).take(places) {
            let (occurrence, finding) =
                (&self.workspace.facts.occurrences[at], &self.workspace.classified.decided[at].finding);
            let code = line(&self.workspace.sources[occurrence.file.0 as usize].text, occurrence.span);
            let (place, code) = (self.paths.place(&finding.place()), shorten(code.trim(), CODE));
            let _ = writeln!(out, "      {}  {}", Shown(&place), Shown(&code.replace('\t', " ")));
        }
        if it.hits.len() > places {
            let _ = writeln!(out, "      {DIM}and {}{DIM:#}", counted(it.hits.len() - places, "more place"));
        }
    }

    /// Asks about one decision after the other. Each answer is written at once, so that an interrupt loses none.
    fn ask(&mut self, args: &DecideArgs) -> Result<Outcome, Failure> {
        let (answers, out) = (&mut io::stdin().lock(), &mut anstream::stdout().lock());
        self.rules()?;
        let mut left: Vec<Decision> = Vec::new();
        let asked = |error: io::Error| Failure::Output { what: "a question".into(), error };
        loop {
            let open = open(&self.workspace);
            let Some(next) = open.iter().find(|it| !left.contains(it)) else { break };
            let choices = self.choices();
            let mut text = format!("\n{}\n", counted(open.len() - left.len(), "open decision"));
            self.show(next, left.len() + 1, PLACES, &mut text);
            for (number, (_, what)) in choices.iter().enumerate() {
                let _ = writeln!(text, "      {:>3}  {}", number + 1, Shown(what));
            }
            write!(out, "{text}").map_err(asked)?;
            match self.reply(next, &choices, answers, out).map_err(asked)? {
                Reply::Skip => left.push(next.clone()),
                Reply::Quit => break,
                Reply::Is(answer) => {
                    let (file, text) = self.rules()?;
                    match answered(&self.workspace, (file, &text), next, &answer, &args.why) {
                        Ok(answer) => {
                            write!(out, "{}", self.said(next, &answer, file)).map_err(asked)?;
                            super::taken(&file.display().to_string(), write_output(file, answer.text.as_bytes()))?;
                            (self.workspace.pack, self.workspace.classified) = (answer.pack, answer.classified);
                        }
                        // What can't be answered so may be answered otherwise.
                        Err(error) => writeln!(out, "  {}", Shown(&explained(&error))).map_err(asked)?,
                    }
                }
            }
        }
        super::say(&format!("\n{}", self.left()))
    }

    /// What may be answered: the id, and how it is shown.
    fn choices(&self) -> Vec<(String, String)> {
        let pack = &self.workspace.pack;
        let meanings = pack.domains.iter().map(|it| (it.id.to_string(), format!("{}: the meaning", it.id)));
        let categories = pack.categories.iter().map(|it| (it.id.to_string(), format!("{}: {}", it.id, it.description)));
        meanings.chain(categories).collect()
    }

    fn reply(
        &self,
        decision: &Decision,
        choices: &[(String, String)],
        answers: &mut impl BufRead,
        out: &mut impl Write,
    ) -> io::Result<Reply> {
        loop {
            let question = format!("What is it? [1-{},n WORDS,s,w,q,?]", choices.len());
            let Some(text) = super::ask(&question, answers, out)? else { return Ok(Reply::Quit) };
            let text = text.as_str();
            let numbered = text.parse::<usize>().ok().and_then(|it| choices.get(it.checked_sub(1)?));
            match (text, numbered.or_else(|| choices.iter().find(|(id, _)| id == text))) {
                (_, Some((id, _))) => return Ok(Reply::Is(Answer::Known(id.clone()))),
                ("s" | "skip", _) => return Ok(Reply::Skip),
                ("q" | "quit", _) => return Ok(Reply::Quit),
                (_, None) if text.starts_with("n ") => return Ok(Reply::Is(Answer::New(text[2..].to_owned()))),
                ("w", _) => {
                    let mut text = String::new();
                    self.show(decision, 1, usize::MAX, &mut text);
                    write!(out, "{text}")?;
                }
                _ => write!(out, "{HELP}")?,
            }
        }
    }
}

enum Reply {
    Is(Answer),
    Skip,
    Quit,
}

fn explained(error: &crate::session::Error) -> String {
    let help = miette::Diagnostic::help(error).map(|it| format!("; {it}")).unwrap_or_default();
    format!("{error}{help}")
}
