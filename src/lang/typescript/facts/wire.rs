//! Which names leave the program, and by what: told by the calls, properties and elements that names stand in. No type says that a
//! property is sent as a header.

use smol_str::SmolStr;

use super::emit::{Emit, outermost};
use crate::lang::typescript::syntax::described::is_description;
use crate::lang::typescript::syntax::keyed::{self, kind_of};
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
            NameRef::PatternKey(pat, _) | NameRef::PatternShorthand(pat, _) => {
                let taken = self.taken_from(*pat)?;
                let is_key = matches!(name, NameRef::PatternKey(..)) && it.symbol.is_none();
                (is_key || taken != Carrier::Document).then_some(taken)
            }
            NameRef::Text(expr) => self.of_text(*expr, it),
            NameRef::Member(shape, _) if self.is_of_parameters(*shape) => Some(Carrier::Path),
            NameRef::Member(..) if it.declaration && self.is_of_environment(it) => Some(Carrier::Environment),
            NameRef::Member(shape, _) if it.role == Role::Field && it.declaration && !self.source.generated => {
                Some(self.declared_for(*shape).unwrap_or(Carrier::Document))
            }
            _ if it.role == Role::Field && it.declaration && !self.source.generated => Some(Carrier::Document),
            _ => None,
        }
    }

    /// What the object is that a pattern takes a key of: `const { run_id } = req.query`, `({ params: { run_id } }) => …`.
    fn taken_from(&self, pat: PatId) -> Option<Carrier> {
        let module = &self.loaded.module;
        let pat = &module.pats[pat];
        within(pat).or_else(|| module.roots[pat.root].init.and_then(|it| self.held(it)))
    }

    /// A string that leaves the program is no text, and what is read of a request is no name of the program.
    pub(super) fn role_on_the_wire(&self, it: &Occurrence, name: &NameRef) -> Role {
        match (it.role, it.carrier) {
            (Role::StringLiteral, Some(carrier)) => carried(carrier),
            (Role::Selector | Role::MapKey, Some(carrier)) if self.is_of_request(it, name) => carried(carrier),
            (role, _) => role,
        }
    }

    /// The key is read of a value whose type nobody declared, and which is a part of something (`req.query`) or was made of it: what only is
    /// called so (`query.runId`) may be anything.
    fn is_of_request(&self, it: &Occurrence, name: &NameRef) -> bool {
        let module = &self.loaded.module;
        let is_loose = it.symbol.is_none_or(|symbol| self.facts.symbols.get(symbol).path.contains("#?."));
        let object = match name {
            NameRef::PatternKey(pat, _) if within(&module.pats[*pat]).is_some() => return is_loose,
            NameRef::Property(expr) => match &module.expr(*expr).kind {
                ExprKind::Member { object, .. } => *object,
                _ => return false,
            },
            NameRef::Text(expr) => match outermost(module, *expr) {
                Place::Index(object) => object,
                _ => return false,
            },
            NameRef::PatternKey(pat, _) => match module.roots[module.pats[*pat].root].init {
                Some(init) => init,
                None => return false,
            },
            _ => return false,
        };
        is_loose && !matches!(&module.expr(object).kind, ExprKind::Ident(_) if self.made(object).is_none())
    }

    /// A member of a type that is written down: its declaration is on the wire, and its uses are not.
    fn is_declared(&self, symbol: SymbolId) -> bool {
        self.facts.symbols.get(symbol).role == Role::Field
    }

    /// A member of the type that Node or Vite gives the variables of the environment.
    fn is_of_environment(&self, it: &Occurrence) -> bool {
        let owner = it.symbol.and_then(|symbol| self.facts.symbols.get(symbol).path.rsplit_once('.').map(|it| it.0));
        owner.is_some_and(|it| matches!(it.rsplit(['.', '#']).next(), Some("ProcessEnv" | "ImportMetaEnv")))
    }

    /// What a type declares the members of its part for: `{ params: Promise<{ runId: string }> }`, `Querystring: { runId: string }`.
    fn declared_for(&self, shape: ShapeId) -> Option<Carrier> {
        let start = self.loaded.module.shape(shape).span.start as usize;
        let before = self.source.text.get(..start)?.trim_end().trim_end_matches("Promise<").trim_end();
        let before = before.strip_suffix(':')?.trim_end_matches('?');
        let name = before.rsplit(|it: char| !it.is_alphanumeric()).next()?;
        // `(params: { … }) => …` is what a function is called with.
        if before[..before.len() - name.len()].trim_end().ends_with('(') {
            return None;
        }
        match name.to_lowercase().as_str() {
            "params" | "path" => Some(Carrier::Path),
            "query" | "querystring" | "searchparams" => Some(Carrier::Address),
            "headers" | "header" => Some(Carrier::Header),
            "cookies" | "cookie" => Some(Carrier::Cookie),
            _ => None,
        }
    }

    /// `useParams<{ runId: string }>()`
    fn is_of_parameters(&self, shape: ShapeId) -> bool {
        let start = self.loaded.module.shape(shape).span.start as usize;
        self.source.text.get(..start).is_some_and(|it| it.trim_end().ends_with("useParams<"))
    }

    /// What the properties of a value are, told by its own name or by what it was made from: `req.headers`, `process.env`.
    fn held(&self, object: ExprId) -> Option<Carrier> {
        let module = &self.loaded.module;
        let written = self.source.text.get(module.expr(object).span.range()).unwrap_or_default();
        of_written(written).or_else(|| self.made(object))
    }

    /// What the value of a variable was made from is.
    fn made(&self, object: ExprId) -> Option<Carrier> {
        let module = &self.loaded.module;
        let (at, id) = self.checker.identifier(self.main, object)?;
        let binding = module.bindings.get(id).filter(|_| at == self.main)?;
        let What::Value(pat) = &binding.what else { return None };
        let pat = &module.pats[*pat];
        let root = &module.roots[pat.root];
        let init = root.init.filter(|_| pat.steps.is_empty())?;
        // A declared type says what was parsed.
        let made = of_written(self.source.text.get(module.expr(init).span.range())?);
        made.filter(|it| root.ty.is_none() || *it != Carrier::Document)
    }

    /// What the keys of an object literal are, told by what it is given to.
    fn of_literal(&self, shape: ShapeId, depth: usize) -> Option<Carrier> {
        let module = &self.loaded.module;
        if is_description(module, shape) {
            return Some(Carrier::Document);
        }
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
            // `ctx.body = { … }`
            Place::Assigned(target) => self.last_name(target)?.eq("body").then_some(Carrier::Document),
            Place::Returned(func) => self.answers(func).then_some(Carrier::Document),
            Place::Argument(call, _) => match self.called_as(call)?.as_str() {
                "URLSearchParams" => Some(Carrier::Address),
                "Headers" => Some(Carrier::Header),
                "generatePath" => Some(Carrier::Path),
                "json" | "stringify" | "send" | "post" | "put" | "patch" | "emit" | "postMessage" => {
                    Some(Carrier::Document)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What the function gives back is the answer of a route: `app.get('/runs', async () => ({ … }))`.
    fn answers(&self, func: FuncId) -> bool {
        let module = &self.loaded.module;
        let Some(Place::Argument(call, _)) = module.func(func).expr.map(|it| module.expr(it).place) else {
            return false;
        };
        let ExprKind::Call { callee, args, .. } = &module.expr(call).kind else { return false };
        let is_route = args.first().is_some_and(|it| match module.expr(*it).kind {
            ExprKind::Text(text) => self.source.text[text.range()].starts_with('/'),
            _ => false,
        });
        let ExprKind::Member { name, .. } = &module.expr(*callee).kind else { return false };
        is_route && matches!(name.name.as_str(), "get" | "post" | "put" | "patch" | "delete" | "all")
    }

    /// What a word in a string is sent as.
    fn of_text(&self, expr: ExprId, it: &Occurrence) -> Option<Carrier> {
        let module = &self.loaded.module;
        let text = &*self.source.text;
        let (before, after) = (&text[..it.span.start as usize], &text[it.span.end as usize..]);
        let in_path = self.is_part_of_route(expr, before, after);
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
            Place::Argument(call, 1) if self.is_whole(expr, it.span) => self.of_function(call),
            _ => None,
        }
    }

    /// `/runs/:runId`, `/runs/{runId}`, `/runs/$runId`, `/runs/[runId]`, `:from-:to`.
    fn is_part_of_route(&self, expr: ExprId, before: &str, after: &str) -> bool {
        let brackets = [("/{", '}'), ("/[", ']'), ("/[...", ']')];
        let in_brackets = brackets.iter().any(|(open, close)| before.ends_with(open) && after.starts_with(*close));
        let span = self.loaded.module.expr(expr).span;
        let whole = self.source.text.get(span.range()).unwrap_or_default();
        let begins = whole.trim_start_matches(['"', '\'', '`']).starts_with(['/', ':']);
        in_brackets || before.ends_with("/:") || before.ends_with("/$") || begins && before.ends_with(':')
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
            // `new Option('--run-id <id>').env('RUN_ID')`
            "env" => Some(Carrier::Environment),
            "get" | "set" if self.is_header(*object, args) => Some(Carrier::Header),
            "get" | "set" | "has" | "delete" | "getAll" | "append" => held().or_else(|| {
                // A form that is sent.
                (name.name == "append" && args.len() > 1).then_some(Carrier::Address)
            }),
            _ => None,
        }
    }

    /// `req.get('X-Run-Id')` of express, `ctx.set('X-Run-Id', id)` of koa. Other things that are got of a context (hono) have no such names.
    fn is_header(&self, object: ExprId, args: &[ExprId]) -> bool {
        let called = self.last_name(object).unwrap_or_default().to_lowercase();
        let is_request = matches!(called.as_str(), "req" | "request" | "res" | "response" | "ctx" | "context");
        let has_dash = |it: &ExprId| match self.loaded.module.expr(*it).kind {
            ExprKind::Text(text) => self.source.text[text.range()].contains('-'),
            _ => false,
        };
        is_request && args.first().is_some_and(has_dash)
    }

    /// The second argument of `getCookie(c, 'run_id')`.
    fn of_function(&self, call: ExprId) -> Option<Carrier> {
        let ExprKind::Call { callee, .. } = &self.loaded.module.expr(call).kind else { return None };
        let ExprKind::Ident(name) = &self.loaded.module.expr(*callee).kind else { return None };
        kind_of(name).map(|it| match it {
            keyed::Kind::Cookie => Carrier::Cookie,
            keyed::Kind::Header => Carrier::Header,
            keyed::Kind::Path => Carrier::Path,
        })
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

/// What the object is, by its name, that a pattern takes out of another: `{ params: { … } }`.
fn within(pat: &Pat) -> Option<Carrier> {
    match pat.steps.last() {
        Some(Step::Property(within)) => named(within),
        _ => None,
    }
}

/// What a name that leaves the program is: a parameter, or a key.
fn carried(by: Carrier) -> Role {
    match by {
        Carrier::Address | Carrier::Path => Role::QueryParameter,
        _ => Role::MapKey,
    }
}

/// What the properties of a value are that is written so.
fn of_written(value: &str) -> Option<Carrier> {
    // `await response.json()`
    let parsed = value.contains(".json()") || value.contains("JSON.parse(");
    if parsed { Some(Carrier::Document) } else { named(value) }
}

/// What the properties of a value of this name are: `request.headers`, `useParams()`, `new URL(x).searchParams`.
fn named(object: &str) -> Option<Carrier> {
    if object.starts_with("useParams") {
        return Some(Carrier::Path);
    }
    if object.starts_with("new URLSearchParams") || object.starts_with("new FormData") {
        return Some(Carrier::Address);
    }
    // `(await cookies())`, `(req.body as Sent)`
    let inner = object.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(object);
    let inner = inner.trim_start_matches("await ").split(" as ").next()?;
    let name = inner.trim_end_matches("()").rsplit(['.', '?', '!']).next()?;
    match name.to_lowercase().as_str() {
        "params" | "param" | "parammap" => Some(Carrier::Path),
        "searchparams" | "query" | "queryparammap" | "queryparams" => Some(Carrier::Address),
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
            ("(await cookies())", Some(Carrier::Cookie)),
            ("(req.body as Sent)", Some(Carrier::Document)),
            ("environment", None),
            ("query.result", None),
        ] {
            assert_eq!(named(object), expected, "{object}");
        }
    }
}
