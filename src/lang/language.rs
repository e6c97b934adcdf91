//! What a language is to everybody else: one record. A room fills a [`Spec`] for the dialects that it reads (TypeScript, TSX and
//! JavaScript are one room), and the registry lists the records. What a room leaves out has an answer that does nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;
use smol_str::SmolStr;

use crate::disk::Disk;
use crate::lang::made::{Declares, Making, UsesOf};
use crate::lang::rewriter::{Ground, Unable};
use crate::limits;
use crate::model::answer::{NoSymbol, References, SymbolFacts};
use crate::model::plan::{Group, Input, Manual, Plan};
use crate::model::{
    CodeView, Edit, FileFacts, FileId, Guarded, Language, Migrations, Module, Names, Repo, RepoId, Role, Source, Span,
    StartCode,
};
use crate::text::brackets::names_around;
use crate::text::words::{TermHit, TermSet};

/// What one room knows of its language.
pub struct Spec {
    /// The names that its files go by, with what tells them apart.
    pub dialects: &'static [Dialect],
    /// The hits of a text of it.
    pub hits: fn(&TermSet, &str) -> Vec<TermHit>,
    /// True for a text that leads to places of other files by names that hold no term: it is read even without a hit.
    pub refers: fn(&[u8]) -> bool,
    /// Lists every hit of all its files.
    pub facts: fn(&Files) -> Vec<FileFacts>,
    /// The places of a text that can't be read; the path tells dialects apart. None for a language without a grammar.
    pub errors: fn(&str, &str) -> Vec<Span>,
    /// The comments of a text, with their marks; the path tells dialects apart. What stands in a string is none.
    pub comments: fn(&str, &str) -> Vec<Span>,
    /// Edits (sorted, not overlapping) with what keeps the columns of the text laid out.
    pub layout: fn(&str, Vec<Edit>) -> Vec<Edit>,
    /// Words that its conventions put before the names of declarations, in lower case.
    pub leads: &'static [&'static str],
    /// Names of code blocks in documents.
    pub fences: &'static [&'static str],
    /// Names around places of a code block.
    pub fence: Fence,
    /// A symbol path without the package, as reports show it.
    pub short: fn(&str) -> &str,
    /// The package and the name in it of an exported symbol, for a language whose linters can forbid one; the symbol path is given.
    pub exported: for<'s> fn(&'s str) -> Option<(&'s str, &'s str)>,
    /// Files that say how its code hangs together. They are read whatever stands in them.
    pub module_files: &'static [&'static str],
    /// How it writes a declared name of several words.
    pub naming: Naming,
    /// True for the name of a file that a build or a database needs as it stands, whether or not it belongs to the inventory. What is made
    /// from such files (declarations, bundles) is made again.
    pub compiled: fn(&str) -> bool,
    /// The folders outside of the roots that its facts are made from, with what each is.
    pub outside: fn() -> Outside,
    /// The modules below the roots that other modules may need.
    pub modules: fn(&[Repo], &[Source]) -> Vec<Module>,
    /// What the sources of one repository offer to other repositories and ask of them.
    pub names: fn(&[&Source]) -> Names,
    /// Folders outside of the roots whose code is compiled with the very files of the roots.
    pub neighbours: fn(&[Repo], &[Source]) -> Vec<PathBuf>,
    /// Why a name of this role stays as it is, where the words around it say so.
    pub kept: fn(Role, &str, Span) -> Option<&'static str>,
    /// The files that are migrations which were applied: nothing in them is changed.
    pub applied: fn(&[Source]) -> Vec<FileId>,
    /// The generators that people have to run after a plan.
    pub generators: fn(&Input, &Plan) -> Vec<Manual>,
    /// What generators make from what groups of a plan change.
    pub made: fn(&Input, &[Group]) -> Making,
    /// Where declarations of generated files are used; for a language that generators write.
    pub uses_of: Option<UsesOf>,
    /// What a file declares for other files: owner, name and place.
    pub declares: Declares,
    /// What existing databases need for a plan.
    pub migrations: fn(&Input, &Plan) -> Migrations,
    /// The steps of a migration as code that runs them when a program starts, or why they can't be written; none for a language in which
    /// none are.
    pub starts: Option<Starts>,
    /// Every reference of one symbol, for a language that can be asked.
    pub refs: Option<Refs>,
    /// The facts of one symbol, for a language in which one can be renamed.
    pub facts_of: Option<FactsOf>,
    /// What can be written in it.
    pub ground: fn(&Input) -> Box<dyn Ground>,
}

/// One name of a language, and the files that go by it.
pub struct Dialect {
    /// The name in JSONL and rule files.
    pub language: Language,
    /// A line about it for the schema of rule files.
    pub about: &'static str,
    /// `go.mod` is a whole file name, `.go` an ending. The longest ending wins.
    pub files: &'static [&'static str],
    /// What its files are.
    pub kind: Kind,
    /// The usual path of a snippet of it.
    pub sample: &'static str,
    /// Other files may mean what its files declare, so that they are read even without a hit.
    pub declares: bool,
    /// Its comments speak of what the code of the same file calls so.
    pub comments_speak: bool,
    /// Endings of names that only a generator gives.
    pub generated_names: &'static [&'static str],
    /// True when the first lines say that a program wrote the text.
    pub generated: fn(&str) -> bool,
}

/// How a language writes a declared name of several words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// `lampState`; a member as the members beside it, because it may be the key of data (`lamp_state`).
    Camel,
    /// `lampState`, with acronyms in capitals (`lampID`), also where it is a member: keys of data stand elsewhere.
    MixedCaps,
}

/// What files of a language are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The group `code` of rule files.
    Code,
    /// Written for readers.
    Document,
    /// Words without a syntax that is read.
    Words,
}

/// The names around each of the places in a code block.
pub type Fence = fn(&str, &[Span]) -> Vec<Vec<SmolStr>>;

/// Folders outside of the roots, each with what it is for.
pub type Outside = Vec<(&'static str, PathBuf)>;

/// Writes the steps of a migration.
pub type Starts = fn(&Input, &AtStart) -> Result<StartCode, String>;

/// Answers `refs SYMBOL`.
pub type Refs = fn(CodeView<'_>, &str) -> Result<References, NoSymbol>;

/// Finds the facts of one symbol.
pub type FactsOf = fn(CodeView<'_>, &str) -> Result<SymbolFacts, NoSymbol>;

impl Spec {
    /// A language whose hits are listed, and in which nothing is written.
    pub const fn listing(dialects: &'static [Dialect], facts: fn(&Files) -> Vec<FileFacts>) -> Self {
        Self {
            dialects,
            hits: TermSet::find,
            refers: |_| false,
            facts,
            errors: |_, _| Vec::new(),
            comments: |_, _| Vec::new(),
            layout: |_, edits| edits,
            leads: &[],
            fences: &[],
            fence: names_around,
            short: |symbol| symbol,
            exported: |_| None,
            module_files: &[],
            naming: Naming::Camel,
            compiled: |_| false,
            outside: Vec::new,
            modules: |_, _| Vec::new(),
            names: |_| Names::default(),
            neighbours: |_, _| Vec::new(),
            kept: |_, _, _| None,
            applied: |_| Vec::new(),
            generators: |_, _| Vec::new(),
            made: |_, _| Making::default(),
            uses_of: None,
            declares: |_| Vec::new(),
            migrations: |_, _| Migrations::default(),
            starts: None,
            refs: None,
            facts_of: None,
            ground: |_| Box::new(Unable),
        }
    }

    /// True for the language of one of its dialects.
    pub fn is(&self, language: Language) -> bool {
        self.dialects.iter().any(|it| it.language == language)
    }
}

/// The steps that a program is to run before it makes its schema.
pub struct AtStart<'a> {
    /// The files that declare the tables.
    pub files: &'a [FileId],
    /// The tables, by their old names.
    pub tables: &'a [String],
    /// The steps, in order.
    pub steps: &'a [Guarded],
    /// What is written for other databases: its names are taken.
    pub others: &'a [StartCode],
}

/// All files of a run, and what facts are made from besides.
pub struct Files<'a> {
    /// The repositories.
    pub repos: &'a [Repo],
    /// The files, by `FileId`.
    pub sources: &'a [Source],
    /// The hits of each file whose facts are wanted, sorted by start.
    pub hits: &'a [Vec<TermHit>],
    /// True for a file whose facts are not wanted, and whose hits are asked for all the same where they bear on other files.
    pub aside: &'a (dyn Fn(&Source) -> bool + Sync),
    /// The repositories that one of them sees, itself among them; none of these sets is a part of another one.
    pub views: &'a [BTreeSet<RepoId>],
    /// What was looked for.
    pub terms: &'a TermSet,
    /// The folders outside of the roots.
    pub outside: &'a Outside,
    /// Notes what is read besides `sources`.
    pub disk: &'a Arc<Disk>,
    /// What reads a code block with this name.
    pub fence: fn(&str) -> Option<Fence>,
}

impl Files<'_> {
    /// The facts of each file with hits of these dialects, in the order of the files.
    pub fn each(
        &self,
        dialects: &[Dialect],
        facts: impl Fn(&Source, &[TermHit]) -> FileFacts + Sync,
    ) -> Vec<FileFacts> {
        let files = self.sources.par_iter().zip(self.hits).filter(|(_, hits)| !hits.is_empty());
        let mine = files.filter(|(source, _)| dialects.iter().any(|it| it.language == source.language));
        let one = |(source, hits): (&Source, &Vec<TermHit>)| {
            let _on = limits::on(&source.absolute);
            facts(source, hits)
        };
        mine.map(one).collect()
    }
}
