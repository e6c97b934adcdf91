//! Keys that no second name is for: parts of a path, keys of what describes data, and what is read of requests whose types are not followed.

use super::super::reference::Decl;
use super::Keys;
use super::form::Form;
use super::site::around;
use crate::lang::rewriter::No;
use crate::lang::tree::span;
use crate::lang::typescript::syntax::described::is_description;
use crate::model::{Carrier, Role};

impl Keys<'_, '_, '_> {
    /// It is read of a type whose members are parts of a path.
    pub(super) fn is_of_path(&mut self, at: usize) -> bool {
        let facts = self.input.facts;
        let declared: Vec<Decl> = self.declared(at).into_iter().flatten().collect();
        let mut places = declared.into_iter().filter_map(|it| self.places.at(it.0, it.1.start));
        places.any(|it| facts.occurrences[it].carrier == Some(Carrier::Path))
    }

    /// The key of an object that has no type but its own, and that goes to code which nobody knows here: `Model.findAll({ where: { … } })`.
    pub(super) fn is_handed(&mut self, at: usize, new: &str) -> bool {
        let own = &self.input.facts.occurrences[at];
        let here = (own.file, own.span);
        if own.carrier.is_some() || own.role != Role::MapKey || self.declared(at) != [Some(here)] {
            return false;
        }
        // A line of a log may say both.
        let logs = self.on_site(at, new, |site, _| {
            let call = site.node().and_then(|it| around(it).find(|it| it.kind() == "call_expression"));
            let function = call.and_then(|it| it.child_by_field_name("function"));
            let name = function.map(|it| it.child_by_field_name("property").unwrap_or(it));
            name.is_some_and(|it| {
                let name = site.at(it).to_lowercase();
                name.starts_with("log") || ["debug", "info", "warn", "error", "trace"].contains(&name.as_str())
            })
        });
        if logs.unwrap_or_default() {
            return false;
        }
        let survey = self.renamer.survey_of(here);
        survey.declared.get(&here).is_some_and(|it| self.renamer.is_handed_over(here, it))
    }

    /// It is a key of an object that describes data.
    pub(super) fn is_described(&mut self, at: usize, new: &str) -> Result<bool, No> {
        let literal = self.on_site(at, new, |_, form| match form {
            Form::Pair(member, _) | Form::Shorthand(member) => {
                member.parent().filter(|it| it.kind() == "object").map(span)
            }
            _ => None,
        })?;
        let source = self.input.source(self.input.facts.occurrences[at].file);
        let loaded = self.renamer.project.load(source.repo, &source.path);
        let shape = loaded.as_ref().zip(literal).and_then(|(it, literal)| it.index().object(literal));
        Ok(loaded.zip(shape).is_some_and(|(it, shape)| is_description(&it.module, shape)))
    }

    /// It is read of a value of which nothing is known, in a file that describes data with such a key.
    pub(super) fn is_described_beside(&mut self, at: usize, new: &str) -> bool {
        let (facts, own) = (self.input.facts, &self.input.facts.occurrences[at]);
        if own.carrier.is_some() || !self.declared(at).is_empty() {
            return false;
        }
        let text = &self.input.source(own.file).text;
        let alike = |it: &usize| {
            let it = &facts.occurrences[*it];
            it.file == own.file
                && it.declaration
                && it.role == Role::MapKey
                && text[it.span.range()] == text[own.span.range()]
        };
        let keys: Vec<usize> = (0..facts.occurrences.len()).filter(alike).collect();
        keys.into_iter().any(|it| self.is_described(it, new).unwrap_or_default())
    }
}
