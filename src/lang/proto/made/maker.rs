//! From changed declarations to the names in generated files that change with them.

use std::collections::{BTreeMap, BTreeSet};

use super::names::{Changes, Name, Named};
use super::sources::{Generated, Tool, generated};
use super::{elsewhere, es, go};
use crate::lang::made::{Case, Made, Making};
use crate::lang::proto::PROTO;
use crate::lang::proto::resolve::{DeclId, Protos, read_all};
use crate::model::FileId;
use crate::model::plan::{Group, Input, Refusal, place};

/// Names that are made for some declarations, or by some versions.
const SOME: &[&str] = &[
    "builder",
    "built",
    "call",
    "case",
    "clear",
    "client stream",
    "default",
    "has",
    "json",
    "of one",
    "path",
    "server stream",
    "service",
    "set",
    "valid",
    "valid field",
];

/// Everything that is made from what `groups` change.
pub fn making(input: &Input, groups: &[Group]) -> Making {
    let mut making = Making::default();
    let touches = |it: &Group| it.edits.keys().any(|file| input.source(*file).language == PROTO);
    if !groups.iter().any(touches) {
        return making;
    }
    let protos = read_all(input.sources, |it| &it.text);
    let changes = Changes::of(input, &protos, groups);
    let changed = changes.files();
    if changed.is_empty() {
        return making;
    }
    making.manual = elsewhere::places(input, &protos, &changes);
    let mut made = generated(input, &protos);
    made.retain(|it| changed.contains(&it.proto));
    making.files = made.iter().map(|it| it.file).collect();
    let mut maker = Maker { input, protos: &protos, changes: &changes, groups, making, things: BTreeMap::new() };
    for file in changed {
        let mine: Vec<&Generated> = made.iter().filter(|it| it.proto == file).collect();
        maker.file(file, &mine);
    }
    maker.making
}

struct Maker<'a> {
    input: &'a Input<'a>,
    protos: &'a Protos,
    changes: &'a Changes,
    groups: &'a [Group],
    making: Making,
    things: BTreeMap<(DeclId, String, Tool), usize>,
}

impl Maker<'_> {
    /// The names of all generated files of one `.proto`: those of one folder are one package.
    fn file(&mut self, file: usize, made: &[&Generated]) {
        let folders: BTreeSet<(&str, Tool)> =
            made.iter().filter_map(|it| Some((it.folder.as_str(), it.tool?))).collect();
        let new: BTreeMap<DeclId, String> = self.changes.renamed.iter().map(|(id, it)| (*id, it.1.clone())).collect();
        let none = BTreeMap::new();
        let text = &*self.input.source(self.protos.id(file)).text;
        let named = |renamed| Named { protos: self.protos, file, text, renamed };
        let (before, after) = (named(&none), named(&new));
        for (folder, tool) in folders {
            let one = made.iter().find(|it| it.folder == folder && it.tool == Some(tool)).map(|it| it.file);
            let Some(one) = one else { continue };
            let of = |it: &Named| match tool {
                Tool::Go => go::names(it),
                Tool::GoGrpc => go::services(it),
                Tool::GoConnect => go::connect(it),
                Tool::GoGateway => go::gateway(it),
                Tool::Es => es::names(it),
            };
            let (old, new) = (of(&before), of(&after));
            let both = old.into_iter().zip(new);
            self.pair(&before, both.collect(), (one, folder, tool));
            if tool == Tool::Es {
                for (id, old, new) in es::cases(&before, &after) {
                    let groups = self.blame(&before, id);
                    self.making.cases.push(Case { groups, file: one, old, new });
                }
            }
        }
        for (id, (group, _)) in self.changes.renamed.range(DeclId { file, decl: 0 }..DeclId { file: file + 1, decl: 0 })
        {
            let old = before.name(id.decl);
            self.making.words.extend([go::camel(&old), es::camel(&old)].into_iter().map(|it| (*group, it)));
        }
    }

    fn pair(&mut self, before: &Named, both: Vec<(Name, Name)>, (file, folder, tool): (FileId, &str, Tool)) {
        self.clashes(&both);
        for (old, new) in both {
            self.making.known.push((file, old.name.clone()));
            let gone = self.changes.gone.get(&old.of).copied();
            if gone.is_none() && old.name == new.name {
                continue;
            }
            let groups = gone.map_or_else(|| self.blame(before, old.of), |it| vec![it]);
            let next = self.things.len();
            let thing = || *self.things.entry((old.of, folder.to_owned(), tool)).or_insert(next);
            let thing = (!SOME.contains(&old.key)).then(thing);
            let new = gone.is_none().then_some(new.name);
            self.making.names.push(Made { groups, thing, file, owner: old.owner, old: old.name, new });
        }
    }

    /// The groups that change a name: of what it is made from, and of what stands around that.
    fn blame(&self, named: &Named, of: DeclId) -> Vec<usize> {
        let around = named.around(of.decl).chain(named.decls()[of.decl].one_of);
        let found: BTreeSet<usize> = around
            .filter_map(|decl| self.changes.renamed.get(&DeclId { file: of.file, decl }))
            .map(|it| it.0)
            .collect();
        // A generator tells names apart that would be the same: any other of the file may be why.
        let of_file = || self.changes.renamed.iter().filter(|(id, _)| id.file == of.file).map(|(_, it)| it.0).collect();
        if found.is_empty() { of_file() } else { found.into_iter().collect() }
    }

    /// Two declarations whose generated names would be the same.
    fn clashes(&mut self, both: &[(Name, Name)]) {
        let mut seen: BTreeMap<(&str, &str), (DeclId, bool)> = BTreeMap::new();
        for (old, new) in both {
            let changed = old.name != new.name || old.owner != new.owner;
            if SOME.contains(&new.key) {
                continue;
            }
            let Some((other, also)) = seen.insert((&new.owner, &new.name), (new.of, changed)) else { continue };
            if other == new.of || !(changed || also) {
                continue;
            }
            for id in [other, new.of] {
                let Some((group, _)) = self.changes.renamed.get(&id) else { continue };
                let refusal = Refusal {
                    what: self.groups[*group].what.clone(),
                    place: place(self.input, self.protos.id(id.file), self.protos.decl(id).span.start),
                    reason: format!("two declarations would both be `{}` in generated code", new.name),
                    way_out: "choose another name (in a batch: under `renames:`)".to_owned(),
                };
                self.making.refused.push((*group, refusal));
            }
        }
    }
}
