//! What a value holds by names: the parameters of a request, its headers, the parts of its path. Its type says so, or the call that it came
//! from, or else what it is called.

use crate::lang::go::ast::{Expr, ExprKind};
use crate::lang::go::resolve::types::Type;
use crate::model::{Prefix, Role, Span};

use super::Walker;
use super::calls::callee;

impl Walker<'_, '_> {
    /// What `operand` holds; `None` where nothing tells.
    pub(super) fn held(&self, operand: &Expr) -> Option<Prefix> {
        self.known_held(operand).or_else(|| by_name(operand))
    }

    fn known_held(&self, operand: &Expr) -> Option<Prefix> {
        let variable = || match &operand.kind {
            ExprKind::Ident(_) => self.held.get(&self.info.object(operand.span.start)?).copied(),
            _ => None,
        };
        self.held_by_type(operand.span).or_else(variable).or_else(|| by_call(operand))
    }

    /// A variable holds what the call gave that it came from: `vars := mux.Vars(r)`.
    pub(super) fn remember_held(&mut self, variable: Span, value: &Expr) {
        if let (Some(held), Some(object)) = (by_call(value), self.info.object(variable.start)) {
            self.held.insert(object, held);
        }
    }

    /// What the keys of `operand` are by which it is indexed, and their role.
    pub(super) fn indexed(&self, operand: &Expr) -> (Prefix, Role) {
        // Any map may be called `params` or `values`.
        let called = || by_name(operand).filter(|it| *it == Prefix::Header);
        match self.known_held(operand).or_else(called) {
            Some(Prefix::Path) => (Prefix::Path, Role::QueryParameter),
            Some(other) => (other, Role::MapKey),
            None => (Prefix::Json, Role::MapKey),
        }
    }

    fn held_by_type(&self, at: Span) -> Option<Prefix> {
        let mut ty = self.info.ty(at);
        if let Type::Pointer(to) = self.universe.ty(ty) {
            ty = *to;
        }
        let Type::Named { obj, .. } = self.universe.ty(ty) else { return None };
        let object = self.universe.object(*obj);
        let package = self.universe.package(object.pkg?);
        Some(match (&*package.path, &*object.name) {
            ("net/url", "Values") => Prefix::Query,
            ("net/http", "Header") | ("net/textproto", "MIMEHeader") => Prefix::Header,
            ("github.com/gin-gonic/gin" | "github.com/julienschmidt/httprouter", "Params") => Prefix::Path,
            _ => return None,
        })
    }
}

/// What the keys of a literal are, as its type says: `url.Values{…}`, `http.Header{…}`.
pub(super) fn held_by(literal: &Expr) -> Prefix {
    by_call(literal).unwrap_or(Prefix::Json)
}

/// `mux.Vars(r)`, `r.URL.Query()`, `w.Header()`, `url.Values{}`, `make(http.Header)`.
fn by_call(value: &Expr) -> Option<Prefix> {
    let of_type = |ty: &Expr| match &ty.kind {
        ExprKind::Selector { operand, name } => match &operand.kind {
            ExprKind::Ident(package) if package == "url" && name.name == "Values" => Some(Prefix::Query),
            ExprKind::Ident(package) if package == "http" && name.name == "Header" => Some(Prefix::Header),
            ExprKind::Ident(package) if package == "prometheus" && name.name == "Labels" => Some(Prefix::Metric),
            _ => None,
        },
        _ => None,
    };
    match &value.kind {
        ExprKind::Composite { ty: Some(ty), .. } => of_type(ty),
        ExprKind::Call { function, arguments, .. } => match callee(function) {
            ("make", None) => arguments.first().and_then(of_type),
            ("Vars", Some(operand)) if matches!(&operand.kind, ExprKind::Ident(package) if package == "mux") => {
                Some(Prefix::Path)
            }
            ("AllParams", Some(_)) if arguments.is_empty() => Some(Prefix::Path),
            // gin, echo and fiber have names of their own for all parameters.
            ("Query" | "QueryParams" | "Queries", Some(_)) if arguments.is_empty() => Some(Prefix::Query),
            ("Header" | "Headers", Some(_)) if arguments.is_empty() => Some(Prefix::Header),
            _ => None,
        },
        ExprKind::Selector { operand, name } => match name.name.as_str() {
            "Form" | "PostForm" => Some(Prefix::Query),
            // `r.MultipartForm.Value["run_id"]`
            "Value" | "File" => match &operand.kind {
                ExprKind::Selector { name, .. } if name.name == "MultipartForm" => Some(Prefix::Query),
                _ => None,
            },
            "Header" | "Headers" => Some(Prefix::Header),
            _ => None,
        },
        ExprKind::Paren(inner) => by_call(inner),
        _ => None,
    }
}

/// Variables that are called so hold nothing else, as far as the word goes.
fn by_name(operand: &Expr) -> Option<Prefix> {
    let ExprKind::Ident(name) = &operand.kind else { return None };
    match name.as_str() {
        "header" | "headers" => Some(Prefix::Header),
        "query" | "params" | "form" | "values" | "q" => Some(Prefix::Query),
        _ => None,
    }
}
