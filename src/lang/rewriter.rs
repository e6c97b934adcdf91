//! What a language can write. A room implements [`Rewriter`] for what it can show to be right; every other answer is a refusal that
//! names the place and a way out. A language without a rewriter writes nothing.

use std::collections::BTreeMap;

use crate::model::plan::{Group, Input, Manual, Plan, Refusal, refuse};
use crate::model::{Change, Edit, FileId, Role, Source, Span, SymbolId};

use super::generated::generator;

/// What to do about what nothing writes.
const BY_HAND: &str = "change it by hand, and list it under `keep:`";

/// Edits, by file.
pub type Edits = BTreeMap<FileId, Vec<Edit>>;

/// What a rewriter is made on: what it reads once and keeps.
pub trait Ground {
    /// The rewriter for the files and facts of `input`.
    fn rewriter<'g>(&'g self, input: &Input<'g>) -> Box<dyn Rewriter + 'g>;
}

/// What gets its new name with a symbol, or what forbids that.
#[derive(Clone, Debug, Default)]
pub struct Together {
    /// The symbols, the one that was asked for included.
    pub symbols: Vec<SymbolId>,
    /// The declarations, for a language that tells things by where they are declared; else those that no symbol has.
    pub decls: Vec<(FileId, Span)>,
    /// What forbids any new name.
    pub refused: Vec<Refusal>,
}

/// Things that get one new name together.
#[derive(Clone, Debug)]
pub struct Rename {
    /// The symbol.
    pub what: String,
    /// Its name.
    pub old: String,
    /// Its new name.
    pub new: String,
    /// As in [`Together`].
    pub symbols: Vec<SymbolId>,
    /// As in [`Together`].
    pub decls: Vec<(FileId, Span)>,
    /// An occurrence whose finding asked for it.
    pub at: usize,
}

/// New names by symbol, and the symbols by new name.
#[derive(Clone, Debug, Default)]
pub struct Given {
    names: BTreeMap<SymbolId, String>,
    symbols: BTreeMap<String, Vec<SymbolId>>,
}

impl Given {
    /// Gives `symbol` the name `new`.
    pub fn give(&mut self, symbol: SymbolId, new: &str) {
        if self.names.insert(symbol, new.to_owned()).as_deref() != Some(new) {
            self.symbols.entry(new.to_owned()).or_default().push(symbol);
        }
    }

    /// The new name of a symbol.
    pub fn get(&self, symbol: &SymbolId) -> Option<&String> {
        self.names.get(symbol)
    }

    /// The symbol gets a new name.
    pub fn contains_key(&self, symbol: &SymbolId) -> bool {
        self.names.contains_key(symbol)
    }

    /// The symbols that get a new name.
    pub fn symbols(&self) -> impl Iterator<Item = SymbolId> {
        self.names.keys().copied()
    }

    /// The symbols that were given the name `new`, and perhaps another one after it.
    pub fn called(&self, new: &str) -> &[SymbolId] {
        self.symbols.get(new).map_or(&[], Vec::as_slice)
    }
}

/// All new names that are given at once.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// By symbol.
    pub symbols: Given,
    /// By declaration.
    pub decls: BTreeMap<(FileId, Span), String>,
}

impl Names {
    /// The names that `renames` give.
    pub fn of(renames: &[Rename]) -> Self {
        let mut names = Self::default();
        for it in renames {
            it.symbols.iter().for_each(|symbol| names.symbols.give(*symbol, &it.new));
            names.decls.extend(it.decls.iter().map(|decl| (*decl, it.new.clone())));
        }
        names
    }
}

/// Whether a rename can be made.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// What is in its way; empty where it can be made.
    pub refused: Vec<Refusal>,
    /// What a person has to know of it.
    pub manual: Vec<Manual>,
    /// Edits that make the thing needless instead.
    pub instead: Option<Edits>,
}

/// The edits of a rename.
#[derive(Clone, Debug, Default)]
pub struct RenameEdits {
    /// The occurrences that change.
    pub hits: Vec<usize>,
    /// What changes.
    pub edits: Edits,
}

/// What the edits of other groups ask for elsewhere. Groups are meant by their index.
#[derive(Clone, Debug, Default)]
pub struct Following {
    /// Edits, each with the group that it stands or falls with.
    pub edits: Vec<(usize, FileId, Edit)>,
    /// The groups that can't stand.
    pub refused: Vec<(usize, Refusal)>,
}

/// What a change of one occurrence writes.
#[derive(Clone, Debug)]
pub struct Written {
    /// What is done, which may be more than was asked for.
    pub change: Change,
    /// The edits of its file.
    pub edits: Vec<Edit>,
    /// What a person has to know of it.
    pub note: Option<String>,
}

/// What a change writes together with others.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The group, by index.
    pub group: usize,
    /// The edit, which may be that of other groups as well, or why a person has to make the change.
    pub edit: Result<(FileId, Edit), String>,
}

/// Why a change is not written.
#[derive(Clone, Debug)]
pub enum No {
    /// A person has to do it, for this reason; the rest of the batch can be done.
    Manual(String),
    /// The batch can't be done with it.
    Refused(Refusal),
}

/// A local or an import that nothing would use any more.
#[derive(Clone, Debug)]
pub struct Idle {
    /// What it is called.
    pub name: String,
    /// Where it is declared; `None` for an import.
    pub declared: Option<Span>,
    /// Its uses in what is gone.
    pub uses: Vec<Span>,
    /// Takes its declaration away, where that is all it does.
    pub removal: Option<Edit>,
    /// The language does not compile with it: without a `removal` the change is refused, else it is only listed.
    pub minded: bool,
}

/// What planning asks a language. `at` is the index of an occurrence.
pub trait Rewriter {
    /// Planning begins anew for the same files, with other groups left out: what was read of the files holds, what was answered of
    /// groups is forgotten.
    fn again(&mut self) {}

    /// True when `change` of a name with this role is made at its declaration, for all uses at once.
    fn binds(&self, _change: Change, _role: Role) -> bool {
        false
    }

    /// What gets a new name with `symbol`, which the occurrence `at` is of.
    ///
    /// # Errors
    /// Why a person has to rename it.
    fn together(&mut self, input: &Input, _symbol: SymbolId, at: usize) -> Result<Together, String> {
        Ok(Together { refused: vec![unable(input, at)], ..Together::default() })
    }

    /// Whether `rename` can be made when everything in `names` gets its new name.
    fn verdict(&mut self, input: &Input, rename: &Rename, _names: &Names) -> Verdict {
        Verdict { refused: vec![unable(input, rename.at)], ..Verdict::default() }
    }

    /// The edits of `rename`, when everything in `names` gets its new name.
    fn edits(&mut self, _input: &Input, _rename: &Rename, _names: &Names) -> RenameEdits {
        RenameEdits::default()
    }

    /// The renames, by index, that would change what another name means. The last look: `groups` are their edits.
    fn changing(
        &mut self,
        input: &Input,
        renames: &[Rename],
        _groups: &[Group],
        _names: &Names,
    ) -> Vec<(usize, Refusal)> {
        renames.iter().enumerate().map(|(index, it)| (index, unable(input, it.at))).collect()
    }

    /// The edits that delete `symbol`, all of whose places are `uses`.
    ///
    /// # Errors
    /// Every use that stands against it.
    fn delete(&mut self, input: &Input, _symbol: SymbolId, uses: &[usize]) -> Result<Edits, Vec<Refusal>> {
        Err(uses.iter().map(|at| unable(input, *at)).collect())
    }

    /// What would be idle in `file` without the text of `gone`, when `edits` are all that happens to it.
    fn idle(&mut self, _input: &Input, _file: FileId, _gone: &[Edit], _edits: &[Edit]) -> Vec<Idle> {
        Vec::new()
    }

    /// True for a key that is read, and that has to be planned before others.
    fn is_read(&mut self, _input: &Input, _at: usize) -> bool {
        false
    }

    /// What `change` of the one occurrence writes. `groups` are the changes planned so far.
    ///
    /// # Errors
    /// Why nothing is written.
    fn change(&mut self, input: &Input, at: usize, change: Change, _groups: &[Group]) -> Result<Written, No> {
        Err(match change {
            Change::Manual | Change::Deprecate | Change::Keep => No::Manual(by_hand(change)),
            _ => No::Refused(unable(input, at)),
        })
    }

    /// What `groups`, all that are planned, write together: the keys of one type share a method. Asked once.
    fn shared(&mut self, _input: &Input, _groups: &[Group]) -> Vec<Shared> {
        Vec::new()
    }

    /// Whether the words of the occurrence are text that can be written anew.
    ///
    /// # Errors
    /// Why they are not.
    fn words(&mut self, input: &Input, at: usize) -> Result<(), No> {
        Err(No::Refused(unable(input, at)))
    }

    /// The edit that is needed in place of the word, where the new one stands beside it already.
    fn beside(&mut self, _input: &Input, _at: usize, _new: &str) -> Option<Edit> {
        None
    }

    /// The edits that put a deprecation notice on what the occurrence declares.
    ///
    /// # Errors
    /// Why there is none.
    fn notice(&mut self, input: &Input, at: usize, _new: &str) -> Result<Vec<Edit>, String> {
        let language = input.source(input.facts.occurrences[at].file).language;
        Err(format!("{} has no deprecation notice that runsess can write", language.name()))
    }

    /// What `groups`, which are all that a plan has, ask for elsewhere: what leads to a heading follows its words.
    fn following(&mut self, _input: &Input, _groups: &[Group]) -> Following {
        Following::default()
    }

    /// The groups of a whole plan, by index, that can't stand for want of a proof.
    fn unproved(&mut self, _input: &Input, _plan: &Plan) -> Vec<(usize, Refusal)> {
        Vec::new()
    }
}

/// The rewriter of a language that has none: each answer refuses.
pub struct Unable;

impl Rewriter for Unable {}

impl Ground for Unable {
    fn rewriter<'g>(&'g self, _: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(Self)
    }
}

/// The rewriter of files whose words stand for themselves: each is replaced where it stands.
pub struct ByWord;

impl Rewriter for ByWord {
    fn change(&mut self, input: &Input, at: usize, change: Change, _: &[Group]) -> Result<Written, No> {
        by_word(input, at, change)
    }

    fn words(&mut self, _: &Input, _: usize) -> Result<(), No> {
        Ok(())
    }
}

impl Ground for ByWord {
    fn rewriter<'g>(&'g self, _: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(Self)
    }
}

/// The new word in place of the old one.
///
/// # Errors
/// Why a person has to do it.
pub fn by_word(input: &Input, at: usize, change: Change) -> Result<Written, No> {
    let (occurrence, name) = (&input.facts.occurrences[at], change.name());
    let new = input.finding(at).replacement.clone();
    let reason = match (change, new) {
        (Change::Rename | Change::Retag, _) if is_name(occurrence.role) => UNDECLARED.to_owned(),
        (Change::Rename | Change::Retag, Some(new)) => {
            let edits = vec![Edit::replace(occurrence.span, new)];
            return Ok(Written { change, edits, note: None });
        }
        (Change::AcceptBoth, _) => format!(
            "`{name}` is written for Go and TypeScript only: read the new name first, the old one where it is absent, and warn"
        ),
        (Change::Dual | Change::Drop | Change::Delete, _) => {
            format!("`{name}` is written for Go and TypeScript only: it has to be done by hand here")
        }
        _ => by_hand(change),
    };
    Err(No::Manual(reason))
}

/// A name that is bound to something, and nobody knows to what.
pub const UNDECLARED: &str = "its declaration was not found, so nothing says what else bears the name";

/// Why nothing is changed in a migration that was applied.
pub const HISTORY: &str = "an applied migration is history: databases that exist were made by it";

/// Why the use `name` in a file can't follow its declaration, and what to do; `None` in a file that is written.
pub fn unwritten(source: &Source, name: &str) -> Option<(String, String)> {
    if source.generated {
        let way_out = match generator(&source.text) {
            Some(by) => format!("change what {by} makes it from, run {by} again, then rename"),
            None => "change what the file is generated from, generate it again, then rename".to_owned(),
        };
        return Some((format!("`{name}` is used in a generated file, which is never edited"), way_out));
    }
    if source.applied {
        let reason = format!("`{name}` is used in a migration that was applied, which is never edited");
        return Some((reason, "give what it uses a name of its own there, or list it under `keep:`".to_owned()));
    }
    if source.beside {
        let reason = format!("`{name}` is used outside of the folders that were named, in the same repository");
        return Some((reason, "name the whole repository, and that place changes, too".to_owned()));
    }
    source.left_out.then(|| {
        let reason =
            format!("`{name}` is used in a file that is left out of the inventory, and is compiled all the same");
        let way_out = if source.path.starts_with("../") {
            "add the folder that it lies in to the roots"
        } else if source.path.split('/').any(|it| it == "vendor") {
            "rename it in what is copied here first, and copy it anew"
        } else {
            "take the file out of what git or the rules ignore, or rename it there by hand first"
        };
        (reason, way_out.to_owned())
    })
}

/// Why a change was not made whose shape was not understood.
pub fn by_hand(change: Change) -> String {
    format!("`{}` has to be done by hand here", change.name())
}

/// Roles of names that are bound to a declaration: all uses change together.
pub fn is_name(role: Role) -> bool {
    matches!(
        role,
        Role::Field
            | Role::Selector
            | Role::LiteralKey
            | Role::Method
            | Role::Function
            | Role::Parameter
            | Role::Local
            | Role::Global
            | Role::Type
    )
}

fn unable(input: &Input, at: usize) -> Refusal {
    let language = input.source(input.facts.occurrences[at].file).language;
    refuse(input, at, format!("runsess lists {} and does not write it", language.name()), BY_HAND)
}
