//! Which names leave the program, and by what: told by the calls, properties and elements that names stand in. No type says that a
//! property is sent as a header.

use smol_str::SmolStr;

use super::emit::{Emit, outermost};
use crate::lang::typescript::syntax::module::*;
use crate::model::{Carrier, Occurrence, Role, Span, SymbolId};

/// Literals are looked at through so many others around them.
const DEPTH: usize = 8;

impl Emit<'_> {
    /// What carries a name out of the program.
    pub(super) fn carrier(&self, it: &Occurrence, name: &NameRef) -> Option<Carrier> {
        let module = &self.loaded.module;
        match name {
            NameRef::Key(shape, _) => self.of_literal(*shape, DEPTH).filter(|_| it.declaration),
            NameRef::Property(expr) => match &module.expr(*expr).kind {
                ExprKind::Member { object, .. } if it.symbol.is_none_or(|symbol| !self.is_declared(symbol)) => {
                    self.held(*object)
                }
                _ => None,
            },
            NameRef::PatternKey(pat, _) | NameRef::PatternShorthand(pat, _) => module.roots[module.pats[*pat].root]
                .init
                .and_then(|it| self.held(it))
                .filter(|it| *it != Carrier::Document),
            NameRef::Text(expr) => self.of_text(*expr, it),
            NameRef::Member(shape, _) if self.is_of_parameters(*shape) => Some(Carrier::Path),
            _ if it.role == Role::Field && it.declaration && !self.source.generated => Some(Carrier::Document),
            _ => None,
        }
    }

    /// A string that leaves the program is no text.
    pub(super) fn role_on_the_wire(&self, it: &Occurrence) -> Role {
        match (it.role, it.carrier) {
            (Role::StringLiteral, Some(Carrier::Address | Carrier::Path)) => Role::QueryParameter,
            (Role::StringLiteral, Some(_)) => Role::MapKey,
            (role, _) => role,
        }
    }

    /// A member of a type that is written down: its declaration is on the wire, and its uses are not.
    fn is_declared(&self, symbol: SymbolId) -> bool {
        self.facts.symbols.get(symbol).role == Role::Field
    }

    /// `useParams<{ runId: string }>()`
    fn is_of_parameters(&self, shape: ShapeId) -> bool {
        let start = self.loaded.module.shape(shape).span.start as usize;
        self.source.text.get(..start).is_some_and(|it| it.trim_end().ends_with("useParams<"))
    }

    /// What the properties of a value are, told by its own name or by what it was made from: `req.headers`, `process.env`.
    fn held(&self, object: ExprId) -> Option<Carrier> {
        let module = &self.loaded.module;
        let written = |expr: ExprId| self.source.text.get(module.expr(expr).span.range()).unwrap_or_default();
        named(written(object)).or_else(|| {
            let (at, id) = self.checker.identifier(self.main, object)?;
            let binding = module.bindings.get(id).filter(|_| at == self.main)?;
            let What::Value(pat) = &binding.what else { return None };
            let pat = &module.pats[*pat];
            let made = module.roots[pat.root].init.filter(|_| pat.steps.is_empty()).map(written)?;
            // `await response.json()`
            let parsed = made.contains(".json()") || made.contains("JSON.parse(");
            if parsed { Some(Carrier::Document) } else { named(made) }
        })
    }

    /// What the keys of an object literal are, told by what it is given to.
    fn of_literal(&self, shape: ShapeId, depth: usize) -> Option<Carrier> {
        let module = &self.loaded.module;
        let mut place = outermost(module, module.shape(shape).expr?);
        while let Place::Element(list) = place {
            place = outermost(module, list);
        }
        match place {
            Place::Value(outer, index) => {
                let members = &module.shape(outer).members;
                let key = members.get(index as usize)?.key.name.to_lowercase();
                let beside = |name: &str| members.iter().any(|it| it.key.name == name);
                match key.as_str() {
                    "headers" => Some(Carrier::Header),
                    // A route is asked for by its name, with the parts of its path.
                    "params" if beside("name") && !beside("url") => Some(Carrier::Path),
                    "params" | "query" | "searchparams" => Some(Carrier::Address),
                    "cookies" => Some(Carrier::Cookie),
                    "env" => Some(Carrier::Environment),
                    "body" | "data" | "json" => Some(Carrier::Document),
                    _ => self.of_literal(outer, depth.checked_sub(1)?).filter(|it| *it == Carrier::Document),
                }
            }
            Place::Argument(call, _) => match self.called_as(call)?.as_str() {
                "URLSearchParams" => Some(Carrier::Address),
                "Headers" => Some(Carrier::Header),
                "json" | "stringify" | "send" | "post" | "put" | "patch" => Some(Carrier::Document),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a word in a string is sent as.
    fn of_text(&self, expr: ExprId, it: &Occurrence) -> Option<Carrier> {
        let module = &self.loaded.module;
        let text = &*self.source.text;
        let (before, after) = (&text[..it.span.start as usize], &text[it.span.end as usize..]);
        let in_path = before.ends_with("/:") || before.ends_with("/{") && after.starts_with('}');
        let quoted = before.ends_with(['"', '\'']) && after.starts_with("\":");
        match outermost(module, expr) {
            _ if in_path => Some(Carrier::Path),
            _ if before.ends_with("--") => Some(Carrier::Flag),
            _ if it.role == Role::QueryParameter => Some(Carrier::Address),
            _ if quoted => Some(Carrier::Document),
            Place::Assigned(target) if after.starts_with('=') => {
                self.last_name(target)?.eq("cookie").then_some(Carrier::Cookie)
            }
            Place::Index(object) => self.held(object),
            Place::Attribute(element, index) => self.of_attribute(element, index),
            Place::Argument(call, 0) if self.is_whole(expr, it.span) => self.of_argument(call),
            _ => None,
        }
    }

    fn is_whole(&self, expr: ExprId, span: Span) -> bool {
        matches!(self.loaded.module.expr(expr).kind, ExprKind::Text(text) if text == span)
    }

    /// `<input name="run_id">`: the browser sends what is typed under this name.
    fn of_attribute(&self, element: ExprId, index: u32) -> Option<Carrier> {
        let ExprKind::Jsx { intrinsic, attributes, .. } = &self.loaded.module.expr(element).kind else { return None };
        let is_field = matches!(intrinsic.as_deref()?, "input" | "select" | "textarea" | "button");
        (is_field && attributes.get(index as usize)?.0.name == "name").then_some(Carrier::Address)
    }

    /// The first argument of `headers.get('X-Run-Id')`, `res.cookie('run_id', …)`, `form.append('run_id', …)`.
    fn of_argument(&self, call: ExprId) -> Option<Carrier> {
        let ExprKind::Call { callee, args, .. } = &self.loaded.module.expr(call).kind else { return None };
        let ExprKind::Member { object, name } = &self.loaded.module.expr(*callee).kind else { return None };
        let held = || self.held(*object);
        match name.name.as_str() {
            "setRequestHeader" | "getResponseHeader" | "header" | "setHeader" | "getHeader" => Some(Carrier::Header),
            "cookie" | "clearCookie" => Some(Carrier::Cookie),
            "query" | "queries" => Some(Carrier::Address),
            "param" => Some(Carrier::Path),
            "get" | "set" | "has" | "delete" | "getAll" | "append" => held().or_else(|| {
                // A form that is sent.
                (name.name == "append" && args.len() > 1).then_some(Carrier::Address)
            }),
            _ => None,
        }
    }

    /// The last name of what is called.
    fn called_as(&self, call: ExprId) -> Option<SmolStr> {
        let ExprKind::Call { callee, .. } = &self.loaded.module.expr(call).kind else { return None };
        self.last_name(*callee)
    }

    fn last_name(&self, expr: ExprId) -> Option<SmolStr> {
        match &self.loaded.module.expr(expr).kind {
            ExprKind::Ident(name) => Some(name.clone()),
            ExprKind::Member { name, .. } => Some(name.name.clone()),
            _ => None,
        }
    }
}

/// What the properties of a value of this name are: `request.headers`, `useParams()`, `new URL(x).searchParams`.
fn named(object: &str) -> Option<Carrier> {
    if object.starts_with("useParams") {
        return Some(Carrier::Path);
    }
    if object.starts_with("new URLSearchParams") || object.starts_with("new FormData") {
        return Some(Carrier::Address);
    }
    let name = object.trim_end_matches("()").rsplit(['.', '?', '!']).next()?;
    match name.to_lowercase().as_str() {
        "params" => Some(Carrier::Path),
        "searchparams" | "query" => Some(Carrier::Address),
        "headers" => Some(Carrier::Header),
        "cookies" | "cookie" | "cookiestore" => Some(Carrier::Cookie),
        "env" => Some(Carrier::Environment),
        "body" => Some(Carrier::Document),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_known_by_its_last_name() {
        for (object, expected) in [
            ("req.headers", Some(Carrier::Header)),
            ("process.env", Some(Carrier::Environment)),
            ("import.meta.env", Some(Carrier::Environment)),
            ("cookies()", Some(Carrier::Cookie)),
            ("useParams()", Some(Carrier::Path)),
            ("route.params", Some(Carrier::Path)),
            ("new URL(request.url).searchParams", Some(Carrier::Address)),
            ("req?.query", Some(Carrier::Address)),
            ("environment", None),
            ("query.result", None),
        ] {
            assert_eq!(named(object), expected, "{object}");
        }
    }
}
