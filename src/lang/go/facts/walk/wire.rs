//! What a word inside of a string is for, told by the characters around it: a part of a path (`/of/{run_id}`, `/of/:run_id`), a parameter
//! of a URL (`?run_id=`), a key in the text of an object (`{"run_id": %q}`). Such a word leaves the program, so it is no sentence.

use std::ops::Range;

use smol_str::SmolStr;

use crate::lang::go::ast::{Element, Expr, ExprKind};
use crate::lang::go::resolve::object::{ObjId, ObjKind};
use crate::lang::go::visit::{Visit, walk_expr};
use crate::model::{Carrier, Certainty, FlowKind, Prefix, Role, Span, Strength, SymbolId, SymbolInfo, SymbolPath};

use super::{Around, Walker};

/// The role and the kind of symbol of the word at `hit` (bytes of `text`, the content of a string); `None` for a word of a sentence.
pub(super) fn purpose(text: &str, hit: Range<usize>) -> Option<(Role, Prefix)> {
    let (before, after) = (text.get(..hit.start)?, text.get(hit.end..)?);
    // Escaped quotes are those of the text that the string makes.
    let (front, back) = (before.trim_end_matches('\\'), after.trim_start_matches('\\'));
    let quoted = before.ends_with('"') && back.strip_prefix('"').is_some_and(|rest| rest.trim_start().starts_with(':'));
    let in_path = before.contains('/');
    let braced = before.ends_with('{') && [":", "}", "...}"].iter().any(|it| after.starts_with(it));
    // gin writes `/*run_id` for the rest of a path.
    let colon =
        ["/:", "/*"].iter().any(|it| front.ends_with(it)) && (after.is_empty() || after.starts_with(['/', '?', '.']));
    if in_path && (braced || colon) {
        Some((Role::QueryParameter, Prefix::Path))
    } else if before.ends_with(['?', '&']) && after.starts_with('=') {
        Some((Role::QueryParameter, Prefix::Query))
    } else if quoted {
        Some((Role::MapKey, Prefix::Json))
    } else {
        None
    }
}

/// What carries the name of `symbol` out of the program.
pub(in crate::lang::go::facts) fn carrier(role: Role, symbol: &str) -> Option<Carrier> {
    Some(match SymbolPath(symbol).prefix()? {
        Prefix::Json if role == Role::MapKey => Carrier::Document,
        Prefix::Query => Carrier::Address,
        Prefix::Path => Carrier::Path,
        Prefix::Cookie => Carrier::Cookie,
        Prefix::Header => Carrier::Header,
        Prefix::Environment => Carrier::Environment,
        Prefix::Flag => Carrier::Flag,
        Prefix::Log | Prefix::Metric => Carrier::Log,
        Prefix::Tag => match symbol.rsplit('/').next()? {
            "json" | "yaml" | "toml" | "bson" | "mapstructure" | "msgpack" | "cbor" => Carrier::Document,
            "form" | "query" | "schema" | "url" => Carrier::Address,
            "uri" | "param" | "params" | "path" => Carrier::Path,
            "header" => Carrier::Header,
            "cookie" => Carrier::Cookie,
            "env" | "envconfig" => Carrier::Environment,
            "long" => Carrier::Flag,
            _ => return None,
        },
        _ => return None,
    })
}

impl Walker<'_, '_> {
    /// `http.Cookie{Name: "run_id"}`
    pub(super) fn cookie_name(&mut self, literal: &Expr, key: &str, value: &Expr) {
        let ExprKind::Composite { ty: Some(ty), .. } = &literal.kind else { return };
        let is_cookie = matches!(&ty.kind, ExprKind::Selector { operand, name }
            if name.name == "Cookie" && matches!(&operand.kind, ExprKind::Ident(package) if package == "http"));
        if is_cookie && key == "Name" && value.is_string() {
            let group = self.around.cookies.or(self.around.group);
            self.within(Around { group, ..self.around }, |it| it.literal_of(value, Role::MapKey, Prefix::Cookie));
        }
    }

    /// `prometheus.CounterOpts{Name: "run_total"}`: the whole name of a metric, where nothing stands before it.
    pub(super) fn metric_name(&mut self, literal: &Expr, key: &str, value: &Expr) {
        let ExprKind::Composite { ty: Some(ty), elements } = &literal.kind else { return };
        let is_options = matches!(&ty.kind, ExprKind::Selector { operand, name }
            if name.name.ends_with("Opts") && matches!(&operand.kind, ExprKind::Ident(package) if package == "prometheus"));
        let is_part = |it: &Element| matches!(it.key.as_ref().map(|it| &it.kind), Some(ExprKind::Ident(name)) if name == "Namespace" || name == "Subsystem");
        if is_options && key == "Name" && value.is_string() && !elements.iter().any(is_part) {
            self.literal_of(value, Role::MapKey, Prefix::Metric);
        }
    }

    /// `EnvVars: []string{"RUN_ID"}`: what a flag may be set by.
    pub(super) fn variables(&mut self, key: &str, value: &Expr) {
        let ExprKind::Composite { elements, .. } = &value.kind else { return };
        let strings = elements.iter().map(|it| &it.value).filter(|it| key == "EnvVars" && it.is_string());
        strings.for_each(|it| self.literal_of(it, Role::MapKey, Prefix::Environment));
    }

    /// `[]string{"run_id"}`, where a call takes the labels of a metric.
    pub(super) fn labels(&mut self, list: &Expr, elements: &[Element]) {
        self.within(Around { group: Some(list.span), ..self.around }, |it| {
            for element in elements {
                match element.value.is_string() {
                    true => it.literal_of(&element.value, Role::MapKey, Prefix::Metric),
                    false => it.expr(&element.value),
                }
            }
        });
    }

    /// A pattern of the call around names a part of the path.
    pub(super) fn path_word(&mut self, at: Span) {
        let path = Prefix::Path.of(&self.text[at.range()]);
        let symbol = self.string_symbol(path, at, Role::QueryParameter, Vec::new());
        self.record(at, Role::QueryParameter, Some(symbol), true, Certainty::Textual);
        self.paths.routes.push(symbol);
    }

    /// A part of the path is read: it is that of the route around, or of any route that the function serves.
    pub(super) fn path_read(&mut self, read: SymbolId) {
        let name = self.out.symbols.get(read).name.clone();
        let route = self.paths.routes.iter().rev().find(|it| self.out.symbols.get(**it).name == name).copied();
        let from = match (route, self.paths.function) {
            (None, Some(function)) => Some(self.served(function, &name)),
            (route, _) => route,
        };
        let at = self.out.symbols.get(read).decl.map_or_else(Span::default, |it| it.1);
        if let Some(from) = from {
            self.link(from, read, FlowKind::SameName, Strength::Strong, at);
        }
    }

    /// The functions in an argument of a call with patterns serve these routes.
    pub(super) fn served_by(&mut self, argument: &Expr) {
        if self.paths.routes.is_empty() || argument.is_string() {
            return;
        }
        let mut names = Names::default();
        names.expr(argument);
        for at in names.0 {
            let Some(object) = self.info.object(at).filter(|it| self.universe.object(*it).kind == ObjKind::Func) else {
                continue;
            };
            for route in self.paths.routes.clone() {
                let name = self.out.symbols.get(route).name.clone();
                let served = self.served(object, &name);
                self.link(route, served, FlowKind::SameName, Strength::Strong, argument.span);
            }
        }
    }

    /// What a function calls a part of the path, whichever of its routes was asked for.
    fn served(&mut self, function: ObjId, name: &SmolStr) -> SymbolId {
        let decl = self.universe.declaration(function);
        let path = self.universe.symbol_path(function);
        self.out.symbols.intern(SymbolInfo {
            path: Prefix::Path.of(format_args!("{path}/{name}")),
            scope: SmolStr::default(),
            name: name.clone(),
            role: Role::QueryParameter,
            decl,
            context: Vec::new(),
            generated: false,
            external: false,
        })
    }
}

/// The starts of the names in an expression, without those in function literals.
#[derive(Default)]
struct Names(Vec<u32>);

impl Visit for Names {
    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::FuncLit { .. } => return,
            ExprKind::Ident(_) => self.0.push(expr.span.start),
            ExprKind::Selector { name, .. } => self.0.push(name.span.start),
            _ => {}
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_characters_around_a_word_tell_what_it_is_for() {
        for (text, expected) in [
            ("/of/{run_id}", "path"),
            ("GET /of/{run_id}/turns", "path"),
            ("/of/{run_id:[a-z]+}", "path"),
            ("/files/{run_id...}", "path"),
            ("/of/:run_id", "path"),
            ("/files/*run_id", "path"),
            ("/of/:run_id/turns", "path"),
            ("http://x/turns?run_id=", "query"),
            ("?a=1&run_id=%s", "query"),
            ("{\"run_id\": %q}", "json"),
            ("{\\\"run_id\\\": %q}", "json"),
            ("run_id is missing", ""),
            ("{run_id}", ""),
            ("a \"run_id\" is missing", ""),
            ("std::run_id", ""),
            ("/of/run_id", ""),
        ] {
            let at = text.find("run_id").unwrap();
            let found = purpose(text, at..at + 6).map(|(_, prefix)| prefix.of("").to_string());
            assert_eq!(found.unwrap_or_default().trim_end_matches(':'), expected, "{text}");
        }
    }
}
