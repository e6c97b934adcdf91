//! The answers to what planning asks.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::lang::proto::resolve::{DeclId, Protos, Target, read_all};
use crate::lang::rewriter::{
    self, Edits, Names, No, Rename, RenameEdits, Rewriter, Together, UNDECLARED, Verdict, Written, by_hand, by_word,
};
use crate::model::plan::{Group, Input, Refusal, refuse};
use crate::model::{Change, Edit, Role, SymbolId};

use super::asked::Asked;
use super::{collide, fields, obstacles, verify, wire};

/// The files as they are, read when they are first needed.
#[derive(Default)]
pub struct Ground(OnceCell<Protos>);

impl rewriter::Ground for Ground {
    fn rewriter<'g>(&'g self, _: &Input<'g>) -> Box<dyn Rewriter + 'g> {
        Box::new(Messages { ground: self })
    }
}

struct Messages<'g> {
    ground: &'g Ground,
}

impl<'g> Messages<'g> {
    fn protos(&self, input: &Input) -> &'g Protos {
        self.ground.0.get_or_init(|| read_all(input.sources, |it| &it.text))
    }

    /// What the occurrence names, and whether it declares it.
    fn named(&self, input: &Input, at: usize) -> Option<(DeclId, bool)> {
        let it = &input.facts.occurrences[at];
        let (file, span) = input.facts.symbols.get(it.symbol?).decl?;
        Some((self.protos(input).declared(file, span)?, it.declaration))
    }

    fn asked<'a>(&self, input: &'a Input<'a>, rename: &'a Rename, names: &'a Names) -> Option<Asked<'a>>
    where
        'g: 'a,
    {
        let protos = self.protos(input);
        let (file, span) = *rename.decls.first()?;
        let id = protos.declared(file, span)?;
        Some(Asked { input, protos, id, what: &rename.what, old: &rename.old, new: &rename.new, names })
    }

    /// The new name in all places that mean the declaration.
    fn respell(asked: &Asked) -> Edits {
        let mut edits = Edits::new();
        let own = asked.protos.decl(asked.id).span;
        let uses = asked.protos.references().iter().filter(|it| it.target == Target::Decl(asked.id));
        for (file, span) in uses.map(|it| (it.file, it.span)).chain([(asked.id.file, own)]) {
            edits.entry(asked.protos.id(file)).or_default().push(Edit::replace(span, asked.new));
        }
        edits
    }
}

impl Rewriter for Messages<'_> {
    fn binds(&self, change: Change, role: Role) -> bool {
        matches!(change, Change::Rename | Change::Delete) && is_declared(role)
    }

    fn together(&mut self, input: &Input, symbol: SymbolId, _: usize) -> Result<Together, String> {
        let decl = input.facts.symbols.get(symbol).decl;
        let known = decl.filter(|(file, span)| self.protos(input).declared(*file, *span).is_some());
        let decl = known.ok_or("no file of the roots that is imported here declares it")?;
        Ok(Together { symbols: vec![symbol], decls: vec![decl], refused: Vec::new() })
    }

    fn verdict(&mut self, input: &Input, rename: &Rename, names: &Names) -> Verdict {
        let Some(asked) = self.asked(input, rename, names) else { return Verdict::default() };
        let mut verdict = Verdict { refused: collide::taken(&asked), ..Verdict::default() };
        wire::judge(&asked, &mut verdict);
        verdict.refused.extend(obstacles::of(&asked));
        verdict
    }

    fn edits(&mut self, input: &Input, rename: &Rename, names: &Names) -> RenameEdits {
        let Some(asked) = self.asked(input, rename, names) else { return RenameEdits::default() };
        let mut edits = Self::respell(&asked);
        if let Some(kept) = wire::kept(&asked) {
            edits.entry(asked.protos.id(asked.id.file)).or_default().push(kept);
        }
        edits.values_mut().for_each(|it| it.sort());
        let changes = |at: &usize| {
            let it = &input.facts.occurrences[*at];
            let mine = || edits.get(&it.file).is_some_and(|all| all.iter().any(|edit| edit.span == it.span));
            it.symbol.is_some_and(|it| rename.symbols.contains(&it)) && mine()
        };
        let hits = (0..input.facts.occurrences.len()).filter(changes).collect();
        RenameEdits { hits, edits }
    }

    fn changing(&mut self, input: &Input, renames: &[Rename], groups: &[Group], _: &Names) -> Vec<(usize, Refusal)> {
        verify::changing(input, self.protos(input), renames, groups)
    }

    fn delete(&mut self, input: &Input, symbol: SymbolId, uses: &[usize]) -> Result<Edits, Vec<Refusal>> {
        let protos = self.protos(input);
        let decl = input.facts.symbols.get(symbol).decl;
        let Some(id) = decl.and_then(|(file, span)| protos.declared(file, span)) else {
            return Err(uses.iter().map(|at| refuse(input, *at, UNDECLARED, "take it away by hand")).collect());
        };
        let info = input.facts.symbols.get(symbol);
        let asked = Asked { input, protos, id, what: &info.path, old: &info.name, new: "", names: &Names::default() };
        let edits = fields::removal(&asked)?;
        Ok(BTreeMap::from([(protos.id(id.file), edits)]))
    }

    fn change(&mut self, input: &Input, at: usize, change: Change, _: &[Group]) -> Result<Written, No> {
        let it = &input.facts.occurrences[at];
        let written = |edits| Ok(Written { change, edits, note: None });
        match (change, self.named(input, at)) {
            (Change::Dual | Change::Drop, Some((_, false))) => written(Vec::new()),
            (Change::Dual | Change::Drop, Some((id, true))) => {
                let (protos, finding) = (self.protos(input), input.finding(at));
                let (what, new) = (protos.full_name(id), finding.replacement.clone());
                let new = new.ok_or_else(|| No::Manual("the rules give no new name for it".to_owned()))?;
                let old = protos.decl(id).name.clone();
                let asked = Asked { input, protos, id, what: &what, old: &old, new: &new, names: &Names::default() };
                let done = if change == Change::Dual { fields::dual(&asked, at) } else { fields::drop(&asked) };
                done.map_or_else(Err, |(edits, note)| Ok(Written { change, edits, note }))
            }
            _ if is_declared(it.role) && is_for_keys(change) => Err(No::Refused(misfit(input, at, change))),
            (Change::Rename, _) if it.role == Role::Comment => {
                Err(No::Manual("the words of a comment are changed by `rewrite-text`".to_owned()))
            }
            (Change::Rename, _) if it.role == Role::Import => Err(No::Manual(PACKAGE.to_owned())),
            (Change::Rename | Change::Retag, _) if it.role == Role::StringLiteral => Err(No::Manual(DATA.to_owned())),
            (Change::Dual | Change::Drop, _) => Err(No::Manual(by_hand(change))),
            _ => by_word(input, at, change),
        }
    }

    fn words(&mut self, input: &Input, at: usize) -> Result<(), No> {
        let it = &input.facts.occurrences[at];
        let text = &input.source(it.file).text;
        match it.role {
            Role::Comment => Ok(()),
            // That it is a name, is said in every language.
            role if is_declared(role) => Ok(()),
            // A description has several words; a value of an option, a path of an import and a reserved name have one.
            Role::StringLiteral if obstacles::is_prose(text, it.span) => Ok(()),
            Role::StringLiteral => Err(No::Manual(DATA.to_owned())),
            _ => Err(No::Manual(UNDECLARED.to_owned())),
        }
    }

    fn notice(&mut self, input: &Input, at: usize, _: &str) -> Result<Vec<Edit>, String> {
        let (id, _) = self.named(input, at).ok_or("its declaration was not found")?;
        fields::deprecated(self.protos(input), id, &input.source(input.facts.occurrences[at].file).text)
    }
}

/// Why the name of a package is left alone.
const PACKAGE: &str = "the folders, the imports and all generated code follow the name of a package: rename it by hand";

/// Why a string is left alone.
const DATA: &str = "a string here is data: what reads it is not known";

fn is_declared(role: Role) -> bool {
    matches!(role, Role::ProtoField | Role::Type | Role::Method)
}

fn is_for_keys(change: Change) -> bool {
    matches!(change, Change::Retag | Change::AcceptBoth)
}

/// The refusal of a change that is for something else.
fn misfit(input: &Input, at: usize, change: Change) -> Refusal {
    let (is_for, way_out) = match change {
        Change::AcceptBoth => ("keys of text", "a field is read by its number: add the new one beside it with `dual`"),
        _ => ("keys in tags", "rename it; `wire:` of the batch says what becomes of its name in JSON"),
    };
    let reason = format!("`{}` is for {is_for}, and this is a name that a `.proto` declares", change.name());
    refuse(input, at, reason, way_out)
}
