//! What words in strings are, as the call or the place around the string tells.

use super::emit::{Emit, SymbolRef, outermost};
use crate::lang::typescript::syntax::module::*;
use crate::model::{Role, Span};

impl Emit<'_> {
    /// What a word in a string is.
    pub(super) fn text_role(&self, expr: ExprId, hit: Span) -> Role {
        let text = self.source.text.as_bytes();
        let before = hit.start.checked_sub(1).and_then(|at| text.get(at as usize));
        if matches!(before, Some(b'?' | b'&')) && text.get(hit.end as usize) == Some(&b'=') {
            return Role::QueryParameter;
        }
        let module = &self.loaded.module;
        if let Place::Argument(call, index) = outermost(module, expr) {
            let ExprKind::Call { callee, new, args, .. } = &module.expr(call).kind else { return Role::StringLiteral };
            let (object, name) = match &module.expr(*callee).kind {
                ExprKind::Member { object, name } => {
                    (self.shown(*object).unwrap_or_default().to_lowercase(), name.name.as_str())
                }
                ExprKind::Ident(name) => (String::new(), name.as_str()),
                _ => return Role::StringLiteral,
            };
            let lower = name.to_lowercase();
            let whole = matches!(module.expr(expr).kind, ExprKind::Text(span) if span == hit);
            let parameters = object.contains("param") || object.contains("query") || self.holds_parameters(*callee);
            return match lower.as_str() {
                "get" | "set" | "append" | "has" | "delete" | "getall" if index == 0 && whole && parameters => {
                    Role::QueryParameter
                }
                "get" | "set" | "has" | "delete" if index == 0 && whole => Role::MapKey,
                // A form that is sent.
                "append" if index == 0 && whole && args.len() > 1 => Role::MapKey,
                _ if *new && name.ends_with("Error") => Role::ErrorText,
                "log" | "info" | "warn" | "error" | "debug" | "trace"
                    if object.contains("log") || object == "console" =>
                {
                    Role::LogMessage
                }
                _ if lower.starts_with("log") => Role::LogMessage,
                _ => Role::StringLiteral,
            };
        }
        let indexes = matches!(module.expr(expr).place, Place::Index(_));
        if indexes { Role::MapKey } else { Role::StringLiteral }
    }

    /// The object of `callee` was declared as `URLSearchParams`, or made by `new URLSearchParams` or from `url.searchParams`.
    fn holds_parameters(&self, callee: ExprId) -> bool {
        let module = &self.loaded.module;
        let ExprKind::Member { object, .. } = module.expr(callee).kind else { return false };
        let Some(SymbolRef::Binding(at, id)) = self.identifier(object) else { return false };
        let binding = module.bindings.get(id).filter(|_| at == self.main);
        let Some(What::Value(pat)) = binding.map(|it| it.what.clone()) else { return false };
        let root = &module.roots[module.pats[pat].root];
        let declared = root.ty.is_some_and(|ty| match &module.ty(ty).kind {
            TypeKind::Name { path, .. } => path.last().is_some_and(|it| it.name == "URLSearchParams"),
            _ => false,
        });
        let made = root.init.and_then(|it| self.shown(it));
        declared || made.is_some_and(|it| it.contains("URLSearchParams") || it.ends_with("searchParams"))
    }
}
