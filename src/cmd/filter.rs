//! Which part of an inventory is asked for: `--category`, `--role`, `--path`, `--batch`, `--symbol`, `--owner`, `--repo`. A value that
//! nothing can match is a slip of the pen, and an empty answer would hide that.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobMatcher};

use crate::cli::PartArgs;
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Finding, Inventory, Role, SymbolPath};
use crate::rules::{Pack, SymbolGlob};
use crate::session::Workspace;
use crate::text::shell::quoted;

use super::Failure;

/// What `--batch` calls hits that no batch changes.
const NO_BATCH: &str = "none";

/// At most so many known names are listed for one that is not known.
const NAMED: usize = 8;

/// The part that is asked for.
pub(super) struct Filter {
    categories: Vec<String>,
    roles: Vec<String>,
    paths: Vec<GlobMatcher>,
    batches: Vec<Option<u32>>,
    symbols: Vec<Symbol>,
    owners: Vec<String>,
    repos: Vec<String>,
}

/// The flags of a command line that ask for a part, as they were given.
pub(super) fn words(args: &PartArgs) -> impl Iterator<Item = String> {
    let lists = [
        ("--category", &args.category),
        ("--role", &args.role),
        ("--path", &args.path),
        ("--batch", &args.batch),
        ("--symbol", &args.symbol),
        ("--owner", &args.owner),
        ("--repo", &args.repo),
    ];
    lists.into_iter().flat_map(|(flag, list)| list.iter().map(move |it| format!("{flag} {}", quoted(it))))
}

impl Filter {
    /// The part that `args` ask for, by the names of `pack`.
    ///
    /// # Errors
    /// A category or batch that the pack does not have, a role that does not exist, a glob that is none.
    pub(super) fn new(args: &PartArgs, pack: &Pack) -> Result<Self, Failure> {
        let categories = pack.categories.iter().map(|it| it.id.as_str()).chain([UNCLASSIFIED]);
        among(&args.category, categories, |wrong| format!("the rules have no category `{wrong}`"))?;
        among(&args.role, Role::ALL.iter().map(|it| it.name()), |wrong| format!("there is no role `{wrong}`"))?;
        let batches: Vec<String> = pack.batches.iter().map(|it| it.id.to_string()).collect();
        let batches = batches.iter().map(String::as_str).chain([NO_BATCH]);
        among(&args.batch, batches, |wrong| format!("the rules have no batch `{wrong}`"))?;
        let paths = args.path.iter().map(|it| glob(it)).collect::<Result<_, _>>()?;
        Ok(Self {
            categories: args.category.clone(),
            roles: args.role.clone(),
            paths,
            batches: args.batch.iter().map(|it| it.parse().ok()).collect(),
            symbols: args.symbol.iter().map(|it| Symbol::new(it)).collect::<Result<_, _>>()?,
            owners: args.owner.clone(),
            repos: args.repo.clone(),
        })
    }

    /// Looks whether there is what is asked for.
    ///
    /// # Errors
    /// A repository that was not read, an owner or a symbol that no hit has.
    pub(super) fn knows(&self, inventory: &Inventory, workspace: &Workspace) -> Result<(), Failure> {
        let repos = workspace.repos.iter().map(|it| &*it.name);
        among(&self.repos, repos, |wrong| format!("no repository that was read is called `{wrong}`"))?;
        let owners: BTreeSet<&str> = inventory.findings.iter().filter_map(|it| it.owner.as_deref()).collect();
        among(&self.owners, owners.into_iter(), |wrong| format!("no hit belongs to `{wrong}`"))?;
        match self.symbols.iter().find(|it| !inventory.findings.iter().any(|finding| it.admits(finding))) {
            Some(missing) => Err(missing.unknown(inventory)),
            None => Ok(()),
        }
    }

    /// True for a finding that is asked for.
    pub(super) fn admits(&self, finding: &Finding) -> bool {
        let any = |list: &[String], value: &str| list.is_empty() || list.iter().any(|it| it == value);
        let path = || finding.file().to_string();
        any(&self.categories, &finding.category)
            && any(&self.roles, finding.role.name())
            && any(&self.repos, &finding.repo)
            && any(&self.owners, finding.owner.as_deref().unwrap_or_default())
            && (self.batches.is_empty() || self.batches.contains(&finding.batch))
            && (self.symbols.is_empty() || self.symbols.iter().any(|it| it.admits(finding)))
            && (self.paths.is_empty() || self.paths.iter().any(|glob| glob.is_match(path())))
    }
}

/// A symbol, as rules name one: a glob over its path or over a tail of it. A text by itself.
struct Symbol {
    text: String,
    /// `None` for a text with blanks.
    glob: Option<SymbolGlob>,
}

impl Symbol {
    fn new(text: &str) -> Result<Self, Failure> {
        let glob = (!text.contains(char::is_whitespace)).then(|| SymbolGlob::new(text)).transpose();
        let wrong = |why| Failure::usage(format!("bad glob for --symbol: {why}"), "for example 'Conversation.*'");
        Ok(Self { text: text.to_owned(), glob: glob.map_err(wrong)? })
    }

    fn admits(&self, finding: &Finding) -> bool {
        match finding.symbol.as_deref() {
            Some(symbol) => self.glob.as_ref().is_some_and(|glob| glob.is_match(symbol)),
            None => finding.text == self.text,
        }
    }

    /// Names the symbols that look most like it.
    fn unknown(&self, inventory: &Inventory) -> Failure {
        let names: BTreeSet<String> = inventory
            .findings
            .iter()
            .filter_map(|it| Some(SymbolPath(it.symbol.as_deref()?).without_origin().without_nameless().into_owned()))
            .collect();
        let mut names: Vec<(f64, String)> = names
            .into_iter()
            .map(|it| {
                (strsim::jaro_winkler(last(&it), last(&self.text)).max(strsim::jaro_winkler(&it, &self.text)), it)
            })
            .collect();
        names.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        let names: Vec<&str> = names.iter().take(NAMED).map(|it| it.1.as_str()).collect();
        let message = format!("no hit has a symbol `{}`", self.text);
        match names.as_slice() {
            [] => Failure::usage(message, "no hit has any symbol"),
            names => {
                Failure::usage(message, format!("an end of its name will do, or a glob; like it: {}", names.join(", ")))
            }
        }
    }
}

/// The last part of a symbol's path.
fn last(path: &str) -> &str {
    path.rsplit(['.', '/', '#', ':']).next().unwrap_or(path)
}

fn glob(text: &str) -> Result<GlobMatcher, Failure> {
    let glob = GlobBuilder::new(text).literal_separator(true).build();
    glob.map(|glob| glob.compile_matcher())
        .map_err(|error| Failure::usage(format!("bad glob for --path: {error}"), "for example 'chatd/pkg/**'"))
}

/// Looks for `asked` in what is known.
fn among<'a>(
    asked: &[String],
    known: impl Iterator<Item = &'a str>,
    message: impl Fn(&str) -> String,
) -> Result<(), Failure> {
    if asked.is_empty() {
        return Ok(());
    }
    let known: Vec<&str> = known.collect();
    let Some(wrong) = asked.iter().find(|it| !known.contains(&it.as_str())) else { return Ok(()) };
    let help = match known.as_slice() {
        [] => "there are none".to_owned(),
        known => format!("one of {}", known.join(", ")),
    };
    Err(Failure::usage(message(wrong), help))
}
