//! An artefact as a file: a mark with the version of the format (16 bytes), the BLAKE3 hash of the rest (32 bytes), and the rest in postcard's
//! encoding. Nothing in it is an absolute path, a time or an inode: the same inputs give the same bytes on every machine.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::unfit::unfit;
use crate::classify::Elsewhere;
use crate::commit::write_output;
use crate::disk::read_plain;
use crate::model::{FileFacts, FileId, Language, Names, Skipped, Source, Span, SymbolId};
use crate::rules::Pack;
use crate::session::Error;

/// How an artefact begins: with another format, another mark.
const MARK: &[u8; 16] = b"runsess shard 1\n";

/// A larger file is none, in bytes.
const MAX_BYTES: u64 = 1 << 32;

/// The facts of repositories, and all that they were made from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Artefact {
    pub(super) kind: Kind,
    /// The repositories whose facts these are, by name.
    pub(super) shards: Vec<Shard>,
    /// The repositories that files lie in, by name: those, and others that they need.
    pub(super) repos: Vec<String>,
    /// The files that facts speak of, by repository and path.
    pub(super) files: Vec<Row>,
    pub(super) facts: FileFacts,
    pub(super) rest: Elsewhere,
}

/// What an artefact is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    /// One repository, with its hits.
    Facts,
    /// What any number of repositories know of each other.
    Link,
}

/// What the facts of one repository were made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shard {
    pub(super) name: String,
    /// The commit that was checked out, where git says one.
    pub(super) revision: Option<String>,
    /// A hash of the files that were read.
    pub(super) contents: [u8; 32],
    /// A hash of the program.
    pub(super) program: [u8; 32],
    /// The version of the program.
    pub(super) version: String,
    /// A hash of what is looked for, and where not.
    pub(super) terms: [u8; 32],
    /// What is outside of all repositories, and which release of it was there.
    pub(super) outside: Vec<(String, String)>,
    pub(super) names: Names,
    /// The repositories that were read to understand it, each with a hash of its files.
    pub(super) deps: Vec<(String, [u8; 32])>,
    /// The files that were not read.
    pub(super) skipped: Vec<Skipped>,
    /// How many were.
    pub(super) files: usize,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) repo: u32,
    pub(super) path: Arc<str>,
    pub(super) language: Language,
    pub(super) generated: bool,
    pub(super) applied: bool,
    /// Its text, where it has hits that somebody may ask about.
    pub(super) text: Option<Arc<str>>,
}

impl Shard {
    /// Why the facts of `other` can't stand beside these.
    pub(super) fn differs(&self, other: &Self) -> Option<String> {
        if self.program != other.program {
            return Some(format!("they were made by two builds of runsess ({} and {})", self.version, other.version));
        }
        if self.terms != other.terms {
            return Some("they were made for different terms".to_owned());
        }
        let (one, two) = self.outside.iter().zip(&other.outside).find(|(one, two)| one != two)?;
        Some(format!("{} was `{}` for one and `{}` for the other", one.0, one.1, two.1))
    }

    /// What the repository was like, in a word.
    pub(super) fn state(&self) -> String {
        let contents = blake3::Hash::from_bytes(self.contents).to_hex();
        match &self.revision {
            Some(revision) => format!("commit {} (files {})", &revision[..revision.len().min(12)], &contents[..12]),
            None => format!("files {}", &contents[..12]),
        }
    }
}

/// A hash of what is looked for, and where not.
pub(super) fn terms(pack: &Pack) -> [u8; 32] {
    let inputs = postcard::to_stdvec(&(pack.term_specs(), &pack.ignore)).unwrap_or_default();
    *blake3::hash(&inputs).as_bytes()
}

/// A hash of the sources of one repository.
pub(super) fn contents(sources: &[&Source]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for it in sources {
        hasher.update(it.path.as_bytes()).update(b"\0").update(blake3::hash(it.text.as_bytes()).as_bytes());
    }
    *hasher.finalize().as_bytes()
}

impl Artefact {
    /// Reads an artefact.
    ///
    /// # Errors
    /// A file that can't be read, or that is no whole artefact of this program.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let shown = path.display();
        let again = "make it again: `runsess facts` for one repository, `runsess link` for many";
        let bytes =
            read_plain(path, MAX_BYTES).map_err(|error| unfit(format!("can't read {shown}: {error}"), again))?;
        let Some(rest) = bytes.strip_prefix(MARK) else {
            let other = bytes.starts_with(&MARK[..14]);
            let what = if other { "is an artefact of another version of runsess" } else { "is no artefact of runsess" };
            return Err(unfit(format!("{shown} {what}"), again));
        };
        let broken = || unfit(format!("{shown} is broken: it is not as it was written"), again);
        let (hash, payload) = rest.split_first_chunk::<32>().ok_or_else(broken)?;
        if blake3::Hash::from_bytes(*hash) != blake3::hash(payload) {
            return Err(broken());
        }
        let artefact: Self = postcard::from_bytes(payload).map_err(|_| broken())?;
        if !artefact.is_consistent() {
            return Err(broken());
        }
        Ok(artefact)
    }

    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let payload = postcard::to_stdvec(self).unwrap_or_default();
        [MARK, &blake3::hash(&payload).as_bytes()[..], &payload].concat()
    }

    /// Writes it as a whole or not at all.
    ///
    /// # Errors
    /// What the system says.
    pub fn save(&self, path: &Path) -> std::io::Result<()> {
        write_output(path, &self.bytes())
    }

    /// True for the facts of one repository.
    pub fn is_facts(&self) -> bool {
        self.kind == Kind::Facts
    }

    /// The files that were not read.
    pub fn skipped(&self) -> &[Skipped] {
        self.shards.first().map_or(&[], |it| &it.skipped)
    }

    /// The names of the repositories whose facts these are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.shards.iter().map(|it| it.name.as_str())
    }

    /// Every number is that of something, and every place of a text lies in it: what comes from a file may say anything.
    fn is_consistent(&self) -> bool {
        let file = |it: FileId| (it.0 as usize) < self.files.len();
        let symbol = |it: SymbolId| (it.0 as usize) < self.facts.symbols.len();
        let lies = |id: FileId, span: Span| {
            let text = self.files.get(id.0 as usize).and_then(|it| it.text.as_deref());
            text.is_some_and(|text| text.get(span.range()).is_some())
        };
        let facts = &self.facts;
        let occurs = facts.occurrences.iter().all(|it| {
            lies(it.file, it.span) && it.symbol.is_none_or(symbol) && it.group.is_none_or(|span| lies(it.file, span))
        });
        let flows = facts.flows.iter().all(|it| file(it.file) && symbol(it.from) && symbol(it.to));
        let declared = facts.symbols.iter().all(|(_, it)| {
            let number = scope(&it.scope).map(|(number, _)| number as usize);
            it.decl.is_none_or(|(id, _)| file(id)) && number.is_none_or(|it| it < self.repos.len())
        });
        let methods = facts.pending.methods.iter().all(|it| it.parameters.iter().all(|it| symbol(*it)));
        let methods = methods && facts.pending.methods.iter().all(|it| file(it.decl.0));
        let pairs = facts.pending.pairs.iter().all(|(one, other)| file(one.0) && file(other.0));
        let asking = facts.pending.asking.iter().all(|it| file(it.0));
        let sides = facts.pending.sides.iter().all(|it| file(it.file) && symbol(it.symbol));
        let rest = &self.rest;
        let lines = rest.lines.iter().all(|it| file(it.0)) && rest.given_up.iter().all(|it| symbol(*it));
        let keys = rest.keys.iter().all(|it| file(it.file) && symbol(it.symbol));
        let members = rest.members.iter().all(|it| symbol(it.0));
        let repos = self.files.iter().all(|it| (it.repo as usize) < self.repos.len());
        [occurs, flows, declared, methods, pairs, asking, sides, lines, keys, members, repos].into_iter().all(|it| it)
    }
}

/// The number of the repository that a scope begins with, and what follows it.
pub(super) fn scope(scope: &str) -> Option<(u32, &str)> {
    let digits = scope.bytes().take_while(u8::is_ascii_digit).count();
    let number = scope[..digits].parse().ok()?;
    // What comes with a language is in no repository.
    (number != u32::MAX).then_some((number, &scope[digits..]))
}
