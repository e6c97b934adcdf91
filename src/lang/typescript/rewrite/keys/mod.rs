//! Changes of keys of data: `dual` gives both names, `accept-both` reads both, `drop` leaves the new one. Each is written where the code
//! around the key is understood and the types allow it; else a person is told why not.
//!
//! `form` says what is done with a key, `apart` which keys are none that a change is for, `read`, `pattern`, `write` and `declare` make it both names, `drop` leaves one, `bind` gives a value that
//! may be made only once a variable, and `types` asks the types.

mod apart;
mod bind;
mod chain;
mod declare;
mod drop;
mod form;
mod pattern;
mod read;
mod sentences;
pub(super) mod site;
mod types;
mod write;

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::path;
use super::places::Places;
use super::problems::OTHER_NAME;
use super::reference::{Decl, Meaning, Spot};
use super::renamer::Renamer;
use crate::lang::rewriter::{Edits, No, Written};
use crate::lang::tree::span;
use crate::model::plan::{Group, Input, Refusal, place, refuse};
use crate::model::{Change, Edit, Role};
use drop::Dropped;
use form::{Form, PLAIN};
pub(super) use sentences::APART;
use sentences::{DESCRIBED, HANDED, OF_MESSAGE};
use site::Site;

/// A writer is not changed by what makes readers ready for it.
const WRITER: &str =
    "it gives the name to others and reads nothing: `dual` or `rename` changes it, when all who read it take both";

/// As for a rename: a value of unknown type may be anybody's.
const LOOSE: &str = "the type of the value is not known, so nothing says that it has the new name: read both names first, or change it by hand";

/// A generated file says in its first lines what it is made from.
const HEAD: usize = 1000;

/// Whether all places of a declaration can be changed with it.
pub(super) type Wholes = FxHashMap<Decl, Result<(), Refusal>>;

/// What a change of one key asks.
pub(super) struct Keys<'k, 'a, 'i> {
    pub(super) input: &'k Input<'i>,
    pub(super) renamer: &'k mut Renamer<'a>,
    pub(super) places: &'k Places,
    pub(super) groups: &'k [Group],
    pub(super) wholes: &'k mut Wholes,
}

impl Keys<'_, '_, '_> {
    /// What `change` of the occurrence `at` writes.
    ///
    /// # Errors
    /// Why nothing is written.
    pub(super) fn change(&mut self, at: usize, change: Change) -> Result<Written, No> {
        let new = self.input.finding(at).replacement.clone();
        let new = new.ok_or_else(|| No::Manual("the rules give no new name for it".to_owned()))?;
        let written = |change, edits| Ok(Written { change, edits, note: None });
        if self.on_site(at, &new, |_, form| matches!(form, Form::Plain))? {
            return Err(No::Manual(PLAIN.to_owned()));
        }
        if self.is_of_path(at) {
            return Err(No::Manual(path::ONE_NAME.to_owned()));
        }
        if self.is_described(at, &new)? {
            return Err(No::Manual(DESCRIBED.to_owned()));
        }
        if change == Change::Drop {
            if self.is_loose(at, &new) {
                return Err(No::Manual(LOOSE.to_owned()));
            }
            self.drop_allowed(at, &new).map_err(No::Refused)?;
            return match self.dropped(at, &new).map_err(No::Manual)? {
                Dropped::Gone(edits) => written(Change::Drop, edits),
                Dropped::Renamed(edits) => written(Change::Retag, edits),
            };
        }
        let (reads, writes, declares) = self.on_site(at, &new, |_, form| {
            (form.reads() || matches!(form, Form::Type(_)), form.writes(), matches!(form, Form::Declared(_)))
        })?;
        if writes && change == Change::AcceptBoth {
            return Err(No::Manual(WRITER.to_owned()));
        }
        if reads {
            let occurrence = &self.input.facts.occurrences[at];
            let source = self.input.source(occurrence.file);
            if self.declared(at).is_empty() && self.renamer.is_typed_apart(source, occurrence.span) {
                return Err(No::Manual(APART.to_owned()));
            }
            if self.is_described_beside(at, &new) {
                return Err(No::Manual(DESCRIBED.to_owned()));
            }
            if self.is_of_message(at) {
                return Err(No::Manual(OF_MESSAGE.to_owned()));
            }
            self.has_both(at, &new, change).map_err(No::Refused)?;
            return written(Change::AcceptBoth, self.both_read(at, &new).map_err(No::Manual)?);
        }
        if declares {
            let edits = self.both_declared(at, &new, change).map_err(|reason| self.no(at, reason))?;
            return written(change, edits);
        }
        if writes {
            if self.is_handed(at, &new) {
                return Err(No::Manual(HANDED.to_owned()));
            }
            self.has_both(at, &new, change).map_err(No::Refused)?;
            let edits = self.both_written(at, &new).map_err(|reason| self.no(at, reason))?;
            return written(change, edits);
        }
        let reason = format!("`{}` is for keys of data, and this is none that runsess understands", change.name());
        match change {
            // What is left alone reads the old name as it did.
            Change::AcceptBoth => Err(No::Manual(reason + ": read both names by hand")),
            _ => Err(self.no(at, reason)),
        }
    }

    fn no(&self, at: usize, reason: String) -> No {
        No::Refused(refuse(self.input, at, reason, "change it by hand, and list it under `keep:`"))
    }

    /// Asks `question` about the key of the occurrence `at`.
    fn on_site<T>(&mut self, at: usize, new: &str, question: impl FnOnce(&Site<'_>, Form<'_>) -> T) -> Result<T, No> {
        let occurrence = &self.input.facts.occurrences[at];
        let source = self.input.source(occurrence.file);
        let loaded = self.renamer.project.load(source.repo, &source.path);
        let unread = || No::Manual("the code around it could not be read".to_owned());
        let loaded = loaded.filter(|it| it.file == Some(source.id)).ok_or_else(unread)?;
        let tree = loaded.trees.as_ref().and_then(|it| it.code(occurrence.span)).ok_or_else(unread)?;
        let (text, file) = (&*source.text, occurrence.file);
        let site = Site { text, tree, file, hit: occurrence.span, new, groups: self.groups };
        Ok(question(&site, Form::of(&site)))
    }

    fn on_key<T>(
        &mut self,
        at: usize,
        new: &str,
        question: impl FnOnce(&Site<'_>, Form<'_>) -> Result<T, String>,
    ) -> Result<T, String> {
        match self.on_site(at, new, question) {
            Ok(answer) => answer,
            Err(No::Manual(reason)) => Err(reason),
            Err(No::Refused(refusal)) => Err(refusal.reason),
        }
    }

    fn both_read(&mut self, at: usize, new: &str) -> Result<Vec<Edit>, String> {
        let source = self.input.source(self.input.facts.occurrences[at].file);
        let member = self.on_key(at, new, |site, form| {
            Ok(match form {
                Form::Member(expr, _) => read::tested(site, expr).map(|other| (span(expr), site.line(other))),
                Form::Has(expr, object) if expr.kind() == "binary_expression" => {
                    let name = format!("{}.{}", site.at(object), site.old());
                    let again = site::function_around(expr).is_some_and(|it| site.at(it).contains(&name));
                    again.then(|| (span(expr), site.line(expr)))
                }
                _ => None,
            })
        })?;
        if let Some((_, line)) = member.filter(|(expr, _)| self.renamer.is_told_by_tests(source, *expr)) {
            return Err(format!(
                "a test of the value tells its type, and it is read again (line {line}): give it a variable of its own"
            ));
        }
        self.on_key(at, new, |site, form| match form {
            Form::Member(expr, object) | Form::Get(expr, object) => read::both(site, expr, object),
            Form::Has(expr, object) => read::either(site, expr, object),
            Form::Taken(part, target) => pattern::both(site, part, Some(target), None),
            Form::TakenShort(part, default) => pattern::both(site, part, None, default),
            Form::Type(literal) => picks(site, literal).map_or(Ok(Vec::new()), |_| write::of_type(site, literal)),
            _ => Err("the key is neither simply read nor simply set here".to_owned()),
        })
    }

    fn both_written(&mut self, at: usize, new: &str) -> Result<Vec<Edit>, String> {
        self.spreads_nothing(at, new, false)?;
        self.on_key(at, new, |site, form| match form {
            Form::Pair(pair, value) => write::pair(site, pair, value),
            Form::Shorthand(key) => write::shorthand(site, key),
            Form::Assigned(expr, value) => write::statement(site, expr, Some(value)),
            Form::Set(call) => write::statement(site, call, write::stored(site, call)),
            Form::Removed(expr) => write::statement(site, expr, None),
            Form::Query(text) => write::query(site, text),
            Form::Cookie(assigned) => write::cookie(site, assigned),
            Form::Attribute(_) => {
                Err("a component would get one value under two names: give it the new property, and then rename"
                    .to_owned())
            }
            _ => Err("the key is neither simply read nor simply set here".to_owned()),
        })
    }

    /// What is spread into the literal around a key can't give the other name another value.
    fn spreads_nothing(&mut self, at: usize, new: &str, before: bool) -> Result<(), String> {
        let literal = self.on_key(at, new, |_, form| {
            Ok(match form {
                Form::Pair(member, _) | Form::Shorthand(member) => {
                    member.parent().filter(|it| it.kind() == "object").map(span)
                }
                _ => None,
            })
        })?;
        let occurrence = &self.input.facts.occurrences[at];
        let source = self.input.source(occurrence.file);
        let held = literal.is_some_and(|it| self.renamer.spread_may_hold(source, it, occurrence.span, before));
        match (held, before) {
            (false, _) => Ok(()),
            (true, false) => Err("what is spread behind it may hold one of the names: put the spread first".to_owned()),
            (true, true) => Err(
                "what is spread before it may hold the old name, which would be seen again: take it out there first"
                    .to_owned(),
            ),
        }
    }

    fn both_declared(&mut self, at: usize, new: &str, change: Change) -> Result<Vec<Edit>, String> {
        let occurrence = &self.input.facts.occurrences[at];
        let decl = (occurrence.file, occurrence.span);
        let repo = self.input.source(decl.0).repo;
        if self.renamer.twin(decl, new).is_none()
            && let Some(owner) = self.renamer.owner(decl)
            && let Some((file, at)) = self.renamer.keys_are_a_type(repo, &owner)
        {
            return Err(format!(
                "its keys are asked for as a type ({}), where one more would be asked for, too",
                place(self.input, file, at as u32)
            ));
        }
        let required = change == Change::Dual && self.all_give_both(decl, at, new);
        self.on_key(at, new, |site, form| match form {
            Form::Declared(property) => declare::both(site, property, required),
            _ => Err("its declaration could not be read".to_owned()),
        })
    }

    /// Every value of the type is written as a literal that says both names in this step.
    fn all_give_both(&mut self, decl: Decl, at: usize, new: &str) -> bool {
        let survey = self.renamer.survey_of(decl);
        let parted = survey.links_of(decl).any(|it| !it.together);
        let keys: Vec<_> =
            survey.of_decl(decl).filter(|it| matches!(it.spot, Spot::Key(_))).map(|it| (it.file, it.span)).collect();
        let given = |keys: &mut Self, (file, span): (crate::model::FileId, crate::model::Span)| {
            let it = keys.places.at(file, span.start);
            it.is_some_and(|it| keys.is_beside(at, it, &[Change::Dual]) && keys.both_written(it, new).is_ok())
        };
        !parted && !keys.is_empty() && keys.into_iter().all(|it| given(self, it))
    }

    /// The occurrence `other` is changed in the step of `at`, by one of `changes`.
    fn is_beside(&self, at: usize, other: usize, changes: &[Change]) -> bool {
        let (one, two) = (&self.input.decided[at], &self.input.decided[other]);
        let same = one.finding.batch == two.finding.batch && one.phase == two.phase;
        same && two.finding.change.is_some_and(|it| changes.contains(&it))
    }

    /// The declarations that a key means; `None` is one that was not read.
    fn declared(&mut self, at: usize) -> Vec<Option<Decl>> {
        let occurrence = &self.input.facts.occurrences[at];
        match self.renamer.reference(self.input.source(occurrence.file), occurrence.span).map(|it| it.meaning) {
            Some(Meaning::Of(parts)) => parts,
            _ => Vec::new(),
        }
    }

    /// The key is one of a message: a generator made its type from a `.proto`.
    fn is_of_message(&mut self, at: usize) -> bool {
        let decls = self.declared(at).into_iter().flatten();
        let mut sources = decls.map(|it| self.input.source(it.0)).filter(|it| it.generated);
        sources.any(|it| it.text.chars().take(HEAD).collect::<String>().contains(".proto"))
    }

    /// The types of a key declare both names, or will after this step.
    fn has_both(&mut self, at: usize, new: &str, change: Change) -> Result<(), Refusal> {
        let occurrence = &self.input.facts.occurrences[at];
        let here = (occurrence.file, occurrence.span);
        for part in self.declared(at) {
            let Some(decl) = part else {
                let reason =
                    format!("its type is declared in a file that was not read, and nothing shows that it has `{new}`");
                return Err(refuse(self.input, at, reason, "change it there first"));
            };
            if decl == here || self.renamer.twin(decl, new).is_some() || !self.renamer.declares(decl) {
                continue;
            }
            let declared = self.places.at(decl.0, decl.1.start);
            let same = declared.filter(|it| self.is_beside(at, *it, &[Change::Dual, Change::AcceptBoth]));
            let made = same.is_some_and(|it| self.makes_both(it, new));
            if !made {
                let reason = format!("its type ({}) does not declare `{new}`", place(self.input, decl.0, decl.1.start));
                let way_out = format!("add `{new}` to the type first, or `{}` both in one batch", change.name());
                return Err(refuse(self.input, at, reason, way_out));
            }
        }
        Ok(())
    }

    /// The step declares both names there: of a type, or of a literal.
    fn makes_both(&mut self, at: usize, new: &str) -> bool {
        let declares = self.on_site(at, new, |_, form| matches!(form, Form::Declared(_))).unwrap_or_default();
        if declares {
            return self.both_declared(at, new, Change::AcceptBoth).is_ok();
        }
        let gives = self.input.finding(at).change == Some(Change::Dual) && self.both_written(at, new).is_ok();
        gives && !self.is_described(at, new).unwrap_or(true) && !self.is_handed(at, new)
    }

    fn dropped(&mut self, at: usize, new: &str) -> Result<Dropped, String> {
        let dropped = self.on_key(at, new, |site, form| drop::dropped(site, &form))?;
        if matches!(dropped, Dropped::Gone(_)) {
            self.spreads_nothing(at, new, true)?;
        }
        Ok(dropped)
    }

    /// The types of a key can do without its old name: they do anyway, or lose it in this step.
    fn drop_allowed(&mut self, at: usize, new: &str) -> Result<(), Refusal> {
        let occurrence = &self.input.facts.occurrences[at];
        for decl in self.declared(at).into_iter().flatten().filter(|it| self.renamer_declares(*it)).collect::<Vec<_>>()
        {
            let declared = self.places.at(decl.0, decl.1.start);
            if declared.is_some_and(|it| it == at || self.is_beside(at, it, &[Change::Drop, Change::Rename])) {
                self.whole(decl, at, new, false)?;
                continue;
            }
            let at_type = place(self.input, decl.0, decl.1.start);
            let Some(twin) = self.renamer.twin(decl, new) else {
                let reason = format!("its type ({at_type}) does not declare `{new}`");
                return Err(refuse(self.input, at, reason, "change the type in the same batch, or first"));
            };
            let weaker = self.renamer.is_optional(twin) && !self.renamer.is_optional(decl);
            let key = matches!(occurrence.role, Role::LiteralKey | Role::MapKey);
            if weaker || (key && !self.renamer.is_optional(decl)) {
                let reason = format!("its type ({at_type}) still asks for the old name");
                return Err(refuse(self.input, at, reason, "drop the property of the type in the same batch"));
            }
        }
        Ok(())
    }

    fn renamer_declares(&mut self, decl: Decl) -> bool {
        self.renamer.declares(decl)
    }

    /// Every place of `decl`, and of what must have one name with it, loses the old name in the step of `at` (in `any` step).
    fn whole(&mut self, decl: Decl, at: usize, new: &str, any: bool) -> Result<(), Refusal> {
        if let Some(known) = self.wholes.get(&decl) {
            return known.clone();
        }
        // Whoever reads a literal that is sent is out of sight of its types, and is listed as the other side.
        let facts = self.input.facts;
        let given = self.places.at(decl.0, decl.1.start).map(|it| &facts.occurrences[it]);
        let is_sent = given.is_some_and(|it| it.role == Role::MapKey && it.carrier.is_some());
        let every = self.every_place(decl, at, new, any);
        let answer = every.and_then(|_| if is_sent { Ok(()) } else { self.nothing_unclear(decl, at, new) });
        self.wholes.insert(decl, answer.clone());
        answer
    }

    /// No place that is not understood may mean `decl`, unless it loses the old name as well: as for a rename.
    fn nothing_unclear(&mut self, decl: Decl, at: usize, new: &str) -> Result<(), Refusal> {
        let names = self.renamer.linked(decl).into_iter().map(|it| (it, new.to_owned())).collect();
        let (input, places, own) = (self.input, self.places, self.input.finding(at));
        let step = |it: usize| {
            let (one, two) = (&input.decided[at], &input.decided[it]);
            let same = one.finding.batch == two.finding.batch && one.phase == two.phase;
            same && matches!(two.finding.change, Some(Change::Drop | Change::Rename))
        };
        // A place that is left to people in this step keeps the name.
        let text = |it: usize| {
            let it = &input.facts.occurrences[it];
            &input.source(it.file).text[it.span.range()]
        };
        let alike = (0..input.decided.len()).filter(|it| step(*it) && text(*it) == text(at)).collect::<Vec<_>>();
        let kept: FxHashSet<usize> = alike.into_iter().filter(|it| self.is_loose(*it, new)).collect();
        let step = |it: usize| step(it) && !kept.contains(&it);
        let decided = |file, span: crate::model::Span| {
            places.at(file, span.start).is_some_and(|it| {
                let there = &input.decided[it];
                step(it) || (!there.open && there.finding.category != own.category)
            })
        };
        let found = self.renamer.problems(decl, &names, &decided);
        let found = found.into_iter().find(|it| !it.wire && it.way_out != OTHER_NAME);
        found.map_or(Ok(()), |it| {
            let refusal = refuse(input, at, it.reason, it.way_out);
            Err(Refusal { place: place(input, it.file, it.span.start), ..refusal })
        })
    }

    /// A value of unknown type that is read by the old name alone, or a component that is given it: nothing says that it has the new one.
    fn is_loose(&mut self, at: usize, new: &str) -> bool {
        let read = self.on_site(at, new, |site, form| match form {
            Form::Member(expr, _) => chain::beside(site, expr).is_none(),
            Form::Taken(part, _) | Form::TakenShort(part, _) => {
                part.parent().is_some_and(|it| pattern::twin(site, it).is_none())
            }
            Form::Attribute(attribute) => write::twin(site, attribute).is_none(),
            _ => false,
        });
        read.unwrap_or_default() && self.declared(at).is_empty()
    }

    /// The edits of every place of `decl` and of what must have one name with it.
    fn every_place(&mut self, decl: Decl, at: usize, new: &str, any: bool) -> Result<(Edits, Vec<usize>), Refusal> {
        const WAY: &str = "give it the same change in the rules, or change it by hand first";
        let (mut edits, mut hits): (Edits, Vec<usize>) = (BTreeMap::new(), Vec::new());
        for decl in self.renamer.linked(decl) {
            let survey = self.renamer.survey_of(decl);
            let all: Vec<_> = survey.of_decl(decl).map(|it| (it.file, it.span)).collect();
            for (file, span) in all {
                let used = |reason: String| {
                    let refusal = refuse(self.input, at, reason, WAY);
                    Refusal { place: place(self.input, file, span.start), ..refusal }
                };
                let found = self.places.at(file, span.start);
                let found = found.filter(|it| {
                    any || *it == at || self.is_beside(at, *it, &[Change::Drop, Change::Rename, Change::Retag])
                });
                let Some(found) = found else {
                    return Err(used("the old name is still used here, and its declaration would be gone".to_owned()));
                };
                match self.dropped(found, new) {
                    Ok(Dropped::Gone(own) | Dropped::Renamed(own)) => {
                        edits.entry(file).or_default().extend(own);
                        hits.push(found);
                    }
                    Err(reason) => {
                        let refusal = refuse(self.input, at, reason, WAY);
                        return Err(Refusal { place: place(self.input, file, span.start), ..refusal });
                    }
                }
            }
        }
        edits.values_mut().for_each(|it| {
            it.sort();
            it.dedup();
        });
        Ok((edits, hits))
    }

    /// The edits that take the old name away wherever it stands, for a rename of `decls` to a name that their types have already. `None`
    /// where that can't be done everywhere, or where nothing shows that the two are one thing.
    pub(super) fn instead(&mut self, decls: &[Decl], at: usize, new: &str) -> Option<Edits> {
        let (mut all, mut shown) = (Edits::new(), false);
        for decl in decls {
            self.renamer.twin(*decl, new)?;
            let (edits, hits) = self.every_place(*decl, at, new, true).ok()?;
            for hit in hits {
                match self.on_key(hit, new, |site, form| Ok(drop::is_alias(site, &form))).ok()? {
                    Some(true) => shown = true,
                    Some(false) => return None,
                    None => {}
                }
            }
            for (file, edits) in edits {
                all.entry(file).or_default().extend(edits);
            }
        }
        all.values_mut().for_each(|it| {
            it.sort();
            it.dedup();
        });
        shown.then_some(all)
    }
}

/// `Pick<T, 'key'>`, `Omit<T, 'key'>`: a list of keys.
fn picks<'t>(site: &Site<'_>, literal: tree_sitter::Node<'t>) -> Option<tree_sitter::Node<'t>> {
    let generic = site::around(literal).find(|it| it.kind() == "generic_type")?;
    let name = generic.child_by_field_name("name")?;
    ["Pick", "Omit"].contains(&site.at(name)).then_some(generic)
}
