//! The declaration that a change is about, and what all checks ask of it.

use crate::lang::proto::resolve::{DeclId, Protos};
use crate::lang::proto::syntax::Kind;
use crate::lang::rewriter::Names;
use crate::model::Span;
use crate::model::plan::{Input, Refusal, place};

/// A declaration that gets a name.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) protos: &'a Protos,
    pub(super) id: DeclId,
    /// Its full name.
    pub(super) what: &'a str,
    pub(super) old: &'a str,
    pub(super) new: &'a str,
    /// All new names.
    pub(super) names: &'a Names,
}

impl Asked<'_> {
    pub(super) fn refusal(
        &self,
        file: usize,
        span: Span,
        reason: impl Into<String>,
        way_out: impl Into<String>,
    ) -> Refusal {
        Refusal {
            what: self.what.to_owned(),
            place: place(self.input, self.protos.id(file), span.start),
            reason: reason.into(),
            way_out: way_out.into(),
        }
    }

    /// The refusal at the declaration itself.
    pub(super) fn refusal_here(&self, reason: impl Into<String>, way_out: impl Into<String>) -> Refusal {
        self.refusal(self.id.file, self.protos.decl(self.id).span, reason, way_out)
    }

    /// What a declaration is called afterwards.
    pub(super) fn name_of(&self, id: DeclId) -> String {
        let decl = self.protos.decl(id);
        if id == self.id {
            return self.new.to_owned();
        }
        let new = self.names.decls.get(&(self.protos.id(id.file), decl.span));
        new.cloned().unwrap_or_else(|| decl.name.to_string())
    }

    pub(super) fn text(&self, file: usize) -> &str {
        &self.input.source(self.protos.id(file)).text
    }
}

/// What people call a declaration.
pub(super) fn called(kind: Kind) -> &'static str {
    match kind {
        Kind::Message => "a message",
        Kind::Enum => "an enum",
        Kind::Service => "a service",
        Kind::Call => "a call",
        Kind::Field => "a field",
        Kind::Extension => "an extension",
        Kind::Group => "a group",
        Kind::OneOf => "a `oneof`",
        Kind::Value => "a value of an enum",
    }
}
