//! Locals and imports that nothing would use any more once text is gone: Go does not compile them.

use crate::lang::go::ast::{Block, Decl, Stmt, StmtKind};
use crate::lang::go::visit::{Visit, walk_stmt};
use crate::lang::rewriter::Idle;
use crate::model::edit::apply_edits;
use crate::model::plan::Input;
use crate::model::{Edit, FileId, Span};

use super::GoPlanner;
use super::alias::{Writes, lines};
use super::reads::{Standing, enclosing, standing};
use super::serves::is_pure;

impl GoPlanner<'_> {
    /// What would be idle in `file` without the text of `gone` (deletions and replaced lines), when `edits` are all that
    /// happens to the file.
    pub(crate) fn idle(&mut self, input: &Input, file: FileId, gone: &[Edit], edits: &[Edit]) -> Vec<Idle> {
        let text = &*input.sources[file.0 as usize].text;
        let inside = |at: Span| gone.iter().any(|edit| edit.span.contains(at));
        let brings = |name: &str| edits.iter().any(|edit| words(&edit.text).any(|word| word == name));
        let mut found: Vec<Idle> = Vec::new();
        for edit in gone {
            let Some(bindings) = self.bindings(file, edit.span) else { continue };
            let Some(decls) = self.decls(file, edit.span) else { continue };
            let (mut locals, mut writes) = (Locals::default(), Writes::default());
            decls.iter().for_each(|decl| {
                locals.decl(decl);
                writes.decl(decl);
            });
            for binding in bindings.iter().filter(|it| it.local && it.uses.iter().any(|at| edit.span.contains(*at))) {
                let Some(decl) = binding.decl.filter(|decl| locals.at.contains(decl) && !inside(*decl)) else {
                    continue;
                };
                let reads = |at: &Span| *at != decl && !inside(*at) && !writes.at.contains(at);
                let known = found.iter().any(|it| it.declared == Some(decl));
                if known || binding.uses.iter().any(reads) || brings(&binding.name) {
                    continue;
                }
                let written = binding.uses.iter().any(|at| *at != decl && !inside(*at));
                found.push(Idle {
                    name: binding.name.to_string(),
                    declared: Some(decl),
                    uses: binding.uses.iter().copied().filter(|at| inside(*at)).collect(),
                    removal: if written { None } else { removal(text, &decls, decl) },
                    minded: true,
                });
            }
        }
        found.extend(self.idle_imports(file, text, gone, edits));
        found
    }

    fn idle_imports(&mut self, file: FileId, text: &str, gone: &[Edit], edits: &[Edit]) -> Vec<Idle> {
        let mut found: Vec<Idle> = Vec::new();
        let Ok(after) = apply_edits(text, edits) else { return found };
        for edit in gone {
            for name in qualifiers(&text[edit.span.range()]) {
                let known = found.iter().any(|it| it.name == name);
                if !known && self.imports(file, name, edits) && !qualifiers(&after).any(|it| it == name) {
                    found.push(Idle {
                        name: name.to_owned(),
                        declared: None,
                        uses: vec![edit.span],
                        removal: None,
                        minded: true,
                    });
                }
            }
        }
        found
    }

    /// True when the file knows a package by this name, and still does after `edits`.
    fn imports(&mut self, file: FileId, name: &str, edits: &[Edit]) -> bool {
        let Some(ix) = self.universe().file_ix(file) else { return false };
        let outline = self.universe().outline(ix);
        let stays = |at: Span| !edits.iter().any(|edit| edit.span.contains(at));
        outline.imports.iter().filter(|it| stays(it.span)).any(|import| match &import.alias {
            Some(alias) => alias.name == name,
            // The last element may be a version (`x/v2`, `yaml.v3`) or say more than the name (`go-x`).
            None => import.path.rsplit('/').take(2).any(|part| part.split(['.', '-']).any(|it| it == name)),
        })
    }
}

/// The lines of a statement that declares only the name at `decl`, from a value without effect.
fn removal(text: &str, decls: &[Decl], decl: Span) -> Option<Edit> {
    let chain = enclosing(decls, decl);
    let pure = match &chain.last()?.kind {
        StmtKind::Define { left, right } => left.len() == 1 && right.iter().all(is_pure),
        StmtKind::Decl(specs) => match specs.as_slice() {
            [Decl::Var(spec)] => spec.names.len() == 1 && spec.values.iter().all(is_pure),
            _ => false,
        },
        _ => false,
    };
    let stmt = chain.last().filter(|_| pure && standing(&chain) == Standing::List)?;
    Some(Edit::delete(lines(text, stmt.span)?))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
}

/// The names that stand before a dot, and behind none.
fn qualifiers(code: &str) -> impl Iterator<Item = &str> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices('.').filter_map(move |(dot, _)| {
        let start = code[..dot].trim_end_matches(word).len();
        (start < dot && !code[..start].ends_with('.')).then(|| &code[start..dot])
    })
}

/// Names that `:=`, `var` and `range` declare: unused, they don't compile.
#[derive(Default)]
struct Locals {
    at: Vec<Span>,
}

impl Visit for Locals {
    fn block(&mut self, block: &Block) {
        block.statements.iter().for_each(|it| self.stmt(it));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Define { left, .. } => self.at.extend(left.iter().map(|it| it.span)),
            StmtKind::Range { key, value, define: true, .. } => {
                self.at.extend(key.iter().chain(value).map(|it| it.span));
            }
            StmtKind::Decl(decls) => self.at.extend(decls.iter().flat_map(|decl| match decl {
                Decl::Var(spec) => spec.names.iter().map(|name| name.span).collect(),
                _ => Vec::new(),
            })),
            _ => {}
        }
        walk_stmt(self, stmt);
    }
}
