//! How a call that is given a key can be given a second one: by another link of its chain, by another call beside it, or by another pair of
//! arguments. The types of what is called decide; where they are not known, the names of the two packages that everybody uses.

use crate::lang::go::ast::{Element, Expr, ExprKind};
use crate::lang::go::resolve::check::Info;
use crate::lang::go::resolve::object::ObjKind;
use crate::lang::go::resolve::types::{Signature, Type};
use crate::model::FileId;

use super::GoPlanner;
use super::syntax::KeyCall;

/// Where the second key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Second {
    /// `event.Str("a", x).Str("b", x)`: what the call gives takes the same call.
    Link,
    /// `slog.String("a", x), slog.String("b", x)`: in the list that the call stands in.
    Beside,
    /// `Info("message", "a", x, "b", x)`: in the list of the call.
    Pair,
    /// The call gives nothing: it can only be made twice.
    Again,
    /// Nothing tells, or nothing takes a second one.
    Nowhere,
}

impl GoPlanner<'_> {
    /// Where the second key of `call` goes.
    pub(super) fn second_key(&mut self, file: FileId, text: &str, call: &KeyCall) -> Second {
        let Some(info) = self.info(file, call.call) else { return Second::Nowhere };
        let name = &text[call.name.range()];
        let operand = call.operand.map(|it| &text[it.range()]);
        let only = call.at == 0 && call.arguments.len() == 2;
        let Some(signature) = self.signature_at(&info, call.name.start) else {
            let attribute = matches!(operand, Some("slog" | "zap")) && !name.starts_with("With");
            return match operand {
                _ if !only => Second::Pair,
                Some(_) if attribute && self.is_listed(&info, text, call) => Second::Beside,
                Some(_) if !attribute => Second::Link,
                _ => Second::Nowhere,
            };
        };
        if only && operand.is_some() && self.gives_same(&signature, name) {
            return Second::Link;
        }
        match signature.results.as_slice() {
            _ if signature.variadic && call.at + 1 >= signature.params.len() => Second::Pair,
            [] if only => Second::Again,
            [_] if only && self.is_listed(&info, text, call) => Second::Beside,
            _ => Second::Nowhere,
        }
    }

    /// The signature of the function whose name starts at `start`.
    fn signature_at(&mut self, info: &Info, start: u32) -> Option<Signature> {
        let object = info.object(start)?;
        if matches!(self.universe().object(object).kind, ObjKind::Builtin | ObjKind::TypeName) {
            return None;
        }
        let ty = self.universe().object_type(object);
        let ty = self.universe().underlying(ty);
        match self.universe().ty(ty) {
            Type::Func(signature) => Some((**signature).clone()),
            _ => None,
        }
    }

    /// What a function gives has a method of its name that takes as much.
    fn gives_same(&mut self, signature: &Signature, name: &str) -> bool {
        let [result] = signature.results.as_slice() else { return false };
        let Some((_, method)) = self.universe().select(*result, name, None).found() else { return false };
        match self.universe().ty(method) {
            Type::Func(it) => it.params.len() == signature.params.len() && it.variadic == signature.variadic,
            _ => false,
        }
    }

    /// Another value may stand beside the call: in a slice, or where any number of arguments is taken.
    fn is_listed(&mut self, info: &Info, text: &str, call: &KeyCall) -> bool {
        match call.parent.as_ref().map(|it| &it.kind) {
            Some(ExprKind::Composite { ty: Some(ty), elements }) => {
                let alone = |it: &Element| it.key.is_none() && it.value.span == call.call;
                matches!(ty.kind, ExprKind::SliceType(_)) && elements.iter().any(alone)
            }
            Some(ExprKind::Call { function, arguments, spread: false }) => {
                let Some(at) = arguments.iter().position(|it| it.span == call.call) else { return false };
                let (name, start) = called(text, function);
                match self.signature_at(info, start) {
                    Some(signature) => signature.variadic && at + 1 >= signature.params.len(),
                    None => first_of_list(name).is_some_and(|first| at >= first),
                }
            }
            _ => false,
        }
    }
}

fn called<'t>(text: &'t str, function: &Expr) -> (&'t str, u32) {
    let span = match &function.kind {
        ExprKind::Selector { name, .. } => name.span,
        _ => function.span,
    };
    (&text[span.range()], span.start)
}

/// Where the list of a function begins whose type is not known, and whose name says that it logs.
fn first_of_list(name: &str) -> Option<usize> {
    match name {
        "With" | "GroupValue" => Some(0),
        "append" | "Debug" | "Info" | "Warn" | "Error" | "DPanic" | "Panic" | "Fatal" | "Group" | "Dict" => Some(1),
        "LogAttrs" => Some(3),
        _ => None,
    }
}
