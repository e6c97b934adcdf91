//! Deletes a declaration that a rule names, and what only serves it: the `if` that reads it and does nothing but assign from it,
//! its key in a literal, an assignment to it. A use that does anything else is refused with its place, and then nothing goes.

use crate::lang::go::ast::{Decl, Expr, ExprKind, Field, Stmt, StmtKind};
use crate::lang::go::visit::{Visit, walk_expr};
use crate::lang::rewriter::Edits;
use crate::model::plan::{Input, Refusal, place, refuse};
use crate::model::{Edit, FileId, Role, Span, SymbolId};

use super::GoPlanner;
use super::alias::lines;
use super::reads::enclosing;
use super::serves::{is_pure, only_serves};
use super::syntax::key_element;

impl GoPlanner<'_> {
    /// The edits that delete `symbol`, all of whose places are `uses` (indexes of occurrences).
    ///
    /// # Errors
    /// Every use that stands against it.
    pub(crate) fn delete(&mut self, input: &Input, symbol: SymbolId, uses: &[usize]) -> Result<Edits, Vec<Refusal>> {
        let (mut edits, mut refusals): (Edits, Vec<Refusal>) = Default::default();
        let info = input.facts.symbols.get(symbol);
        for at in uses {
            let occurrence = &input.facts.occurrences[*at];
            let (file, span) = (occurrence.file, occurrence.span);
            let source = &input.sources[file.0 as usize];
            let Some(decls) = self.decls(file, span) else { continue };
            let gone = edits.entry(file).or_default();
            if gone.iter().any(|edit| edit.span.contains(span)) {
                continue;
            }
            let edit = match (info.role, occurrence.declaration) {
                _ if source.generated => Err("it is in a generated file, which is never edited".to_owned()),
                (Role::Field, true) => self.field(input, file, &decls, span),
                (Role::Field, false) => served(&source.text, &decls, span, &spans(input, uses, file)),
                (Role::Function, true) => function(&source.text, &decls, span),
                (Role::Function, false) => Err("it is called here".to_owned()),
                (role, _) => Err(format!("runsess deletes fields and functions, not a {}", role.name())),
            };
            match edit {
                // What lies within is gone with it.
                Ok(edit) => {
                    gone.retain(|other| !edit.span.contains(other.span));
                    gone.push(edit);
                }
                Err(reason) => refusals.push(refuse(input, *at, reason, "change this place by hand first")),
            }
        }
        edits.values_mut().for_each(|gone| gone.sort());
        if refusals.is_empty() { Ok(edits) } else { Err(refusals) }
    }

    /// The field's lines with its doc comment, or its name and the comma where the line declares others.
    fn field(&mut self, input: &Input, file: FileId, decls: &[Decl], at: Span) -> Result<Edit, String> {
        let text = &*input.sources[file.0 as usize].text;
        let mut finder = FieldFinder { at, found: None };
        decls.iter().for_each(|decl| finder.decl(decl));
        let field = finder.found.ok_or("its declaration could not be read")?;
        let owner = decls.iter().find_map(|decl| match decl {
            Decl::Type(spec) if spec.ty.span.contains(at) => Some(spec.name.name.clone()),
            _ => None,
        });
        if let Some(place) = owner.and_then(|owner| self.positional(input, file, &owner)) {
            return Err(format!("the literal at {place} gives its values by position"));
        }
        let own = field.names.iter().position(|name| name.span == at).ok_or("it is an embedded field")?;
        match (field.names.get(own + 1), own.checked_sub(1)) {
            (Some(next), _) => Ok(Edit::delete(Span { start: at.start, end: next.span.start })),
            (None, Some(before)) => Ok(Edit::delete(Span { start: field.names[before].span.end, end: at.end })),
            (None, None) => {
                let whole =
                    lines(text, field.span).ok_or("other code stands on its line: give it a line of its own")?;
                Ok(Edit::delete(with_comment(text, whole)))
            }
        }
    }

    /// A literal of the struct type `owner` without keys, in its package or in another file that was read.
    fn positional(&mut self, input: &Input, file: FileId, owner: &str) -> Option<String> {
        let ix = self.universe().file_ix(file)?;
        let package = self.universe().package_of(ix);
        let mut files = self.universe().package_files(package);
        for source in input.sources.iter().filter(|it| it.text.contains(&format!(".{owner}{{"))) {
            files.extend(self.universe().file_ix(source.id));
        }
        files.sort_unstable();
        files.dedup();
        for ix in files {
            let text = self.universe().text(ix);
            if !text.contains(owner) {
                continue;
            }
            let mut finder = Positional { owner, found: None };
            crate::lang::go::syntax::parse_file(&text).iter().for_each(|decl| finder.decl(decl));
            if let (Some(at), Some(file)) = (finder.found, self.universe().file_id(ix)) {
                return Some(place(input, file, at.start));
            }
        }
        None
    }
}

fn spans(input: &Input, uses: &[usize], file: FileId) -> Vec<Span> {
    let occurrences = uses.iter().map(|at| &input.facts.occurrences[*at]);
    occurrences.filter(|it| it.file == file).map(|it| it.span).collect()
}

/// What goes with a use of a field: its element, the assignment to it, or the `if` that only serves it.
fn served(text: &str, decls: &[Decl], at: Span, all: &[Span]) -> Result<Edit, String> {
    if let Some(element) = key_element(decls, at).filter(|element| element.key == at) {
        if find_expr(decls, element.value).is_some_and(|value| !is_pure(&value)) {
            return Err("its value is the result of a call, which would not be made any more".to_owned());
        }
        return Ok(drop_element(text, element.element));
    }
    let chain = enclosing(decls, at);
    for (depth, stmt) in chain.iter().enumerate().rev() {
        if matches!(stmt.kind, StmtKind::If { .. }) && only_serves(stmt, all) {
            let parent = depth.checked_sub(1).and_then(|depth| chain.get(depth));
            if let Some(Stmt { kind: StmtKind::If { then, otherwise: Some(branch), .. }, .. }) = parent
                && branch.span == stmt.span
            {
                return Ok(Edit::delete(Span { start: then.span.end, end: stmt.span.end }));
            }
            return whole_lines(text, stmt.span);
        }
    }
    match chain.last().map(|stmt| (&stmt.kind, stmt.span)) {
        Some((StmtKind::Assign { left, right, .. }, span)) if left.len() == 1 && names(&left[0], at) => {
            if !right.iter().all(is_pure) {
                return Err("its value is the result of a call, which would not be made any more".to_owned());
            }
            whole_lines(text, span)
        }
        _ => Err("it is used for more than itself here".to_owned()),
    }
}

fn whole_lines(text: &str, span: Span) -> Result<Edit, String> {
    let whole = lines(text, span).ok_or("other code stands on its line: give it a line of its own")?;
    Ok(Edit::delete(with_comment(text, whole)))
}

/// A function that nothing calls, with its doc comment.
fn function(text: &str, decls: &[Decl], at: Span) -> Result<Edit, String> {
    let found = decls.iter().find_map(|decl| match decl {
        Decl::Func(func) if func.name.span == at && func.receiver.is_none() => Some(func.span),
        _ => None,
    });
    whole_lines(text, found.ok_or("it is a method: an interface may need it")?)
}

/// True when `expr` is `x.Name` or `Name` with the name at `at`.
fn names(expr: &Expr, at: Span) -> bool {
    match &expr.kind {
        ExprKind::Selector { name, operand } => name.span == at && is_pure(operand),
        _ => expr.span == at,
    }
}

/// An element with its line, or with its comma.
fn drop_element(text: &str, element: Span) -> Edit {
    let rest = &text[element.end as usize..];
    let comma = rest.len() - rest.trim_start().strip_prefix(',').unwrap_or(rest).len();
    let end = element.end as usize + comma;
    if let Some(whole) = lines(text, Span::new(element.start as usize, end)) {
        return Edit::delete(with_comment(text, whole));
    }
    if comma == 0 {
        let start = text[..element.start as usize].trim_end().trim_end_matches(',').len();
        return Edit::delete(Span::new(start, element.end as usize));
    }
    let blank = text[end..].len() - text[end..].trim_start_matches(' ').len();
    Edit::delete(Span::new(element.start as usize, end + blank))
}

/// The lines with the comment right above them.
fn with_comment(text: &str, whole: Span) -> Span {
    let mut start = whole.start as usize;
    while start > 0 {
        let above = text[..start - 1].rfind('\n').map_or(0, |newline| newline + 1);
        if !text[above..start].trim_start().starts_with("//") {
            break;
        }
        start = above;
    }
    Span::new(start, whole.end as usize)
}

fn find_expr(decls: &[Decl], span: Span) -> Option<Expr> {
    struct Find(Span, Option<Expr>);
    impl Visit for Find {
        fn expr(&mut self, expr: &Expr) {
            if expr.span == self.0 && self.1.is_none() {
                self.1 = Some(expr.clone());
            } else {
                walk_expr(self, expr);
            }
        }
    }
    let mut find = Find(span, None);
    decls.iter().for_each(|decl| find.decl(decl));
    find.1
}

struct FieldFinder {
    at: Span,
    found: Option<Field>,
}

impl Visit for FieldFinder {
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::StructType(fields) = &expr.kind {
            let declares = |field: &&Field| field.names.iter().any(|name| name.span == self.at);
            self.found = fields.iter().find(declares).cloned().or(self.found.take());
        }
        walk_expr(self, expr);
    }
}

/// A literal of a type by position, in the whole or in an elided element of it.
struct Positional<'a> {
    owner: &'a str,
    found: Option<Span>,
}

impl Positional<'_> {
    fn names_owner(&self, ty: &Expr) -> bool {
        match &ty.kind {
            ExprKind::Ident(name) => name == self.owner,
            ExprKind::Selector { name, .. } => name.name == self.owner,
            ExprKind::Star(inner) | ExprKind::SliceType(inner) | ExprKind::Index { operand: inner, .. } => {
                self.names_owner(inner)
            }
            ExprKind::ArrayType { elem, .. } => self.names_owner(elem),
            ExprKind::MapType { value, .. } => self.names_owner(value),
            _ => false,
        }
    }

    fn literal(&mut self, expr: &Expr, direct: bool) {
        let ExprKind::Composite { elements, .. } = &expr.kind else { return };
        if direct && elements.iter().any(|element| element.key.is_none()) {
            self.found.get_or_insert(expr.span);
        }
        for element in elements {
            if matches!(&element.value.kind, ExprKind::Composite { ty: None, .. }) {
                self.literal(&element.value, true);
            }
        }
    }
}

impl Visit for Positional<'_> {
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Composite { ty: Some(ty), .. } = &expr.kind
            && self.names_owner(ty)
        {
            let direct = matches!(ty.kind, ExprKind::Ident(_) | ExprKind::Selector { .. } | ExprKind::Index { .. });
            self.literal(expr, direct);
        }
        walk_expr(self, expr);
    }
}
