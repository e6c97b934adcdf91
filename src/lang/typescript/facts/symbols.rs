//! Symbols of the modules: their names, paths, roles and declarations.

use smol_str::{SmolStr, format_smolstr};

use super::emit::{Emit, SymbolRef};
use crate::lang::typescript::resolve::types::Property;
use crate::lang::typescript::syntax::module::*;
use crate::model::{Certainty, Occurrence, Prefix, Role, Span, SymbolId, SymbolInfo, SymbolPath};
use crate::text::sentences::stem;

impl Emit<'_> {
    pub(super) fn bind(&mut self, it: &mut Occurrence, symbol: SymbolRef, role: Role) {
        it.role = role;
        it.symbol = Some(self.intern(symbol));
        it.certainty = Certainty::Resolved;
    }

    /// A symbol for this place alone, so that values can flow through it.
    pub(super) fn bind_loose(&mut self, it: &mut Occurrence) {
        let role = it.role;
        self.bind(it, SymbolRef::Loose(it.span.start, it.span.end), role);
        it.certainty = Certainty::Textual;
    }

    /// What a symbol is.
    pub(super) fn role(&self, symbol: SymbolRef) -> Role {
        match symbol {
            SymbolRef::Text(..) => Role::QueryParameter,
            SymbolRef::Loose(..) => Role::Selector,
            SymbolRef::Member(module, shape, index) => member_role(&self.checker.loaded(module).module, shape, index),
            SymbolRef::Binding(module, id) => binding_role(&self.checker.loaded(module).module, id),
        }
    }

    pub(super) fn name_of(&self, symbol: SymbolRef) -> SmolStr {
        match symbol {
            SymbolRef::Text(start, end) | SymbolRef::Loose(start, end) => {
                SmolStr::new(self.source.text.get(start as usize..end as usize).unwrap_or_default())
            }
            SymbolRef::Member(module, shape, index) => {
                self.checker.loaded(module).module.shape(shape).members[index as usize].key.name.clone()
            }
            SymbolRef::Binding(module, id) => self.checker.loaded(module).module.binding(id).ident.name.clone(),
        }
    }

    /// The name of the symbol holds a term.
    pub(super) fn bears_term(&self, symbol: SymbolRef) -> bool {
        let name = self.name_of(symbol);
        if let Some(known) = self.bears.borrow().get(&name) {
            return *known;
        }
        let bears = !self.terms.find(&name).is_empty();
        self.bears.borrow_mut().insert(name, bears);
        bears
    }

    pub(super) fn intern(&mut self, symbol: SymbolRef) -> SymbolId {
        let name = self.name_of(symbol);
        let role = self.role(symbol);
        let (module, path, span) = match symbol {
            SymbolRef::Loose(start, end) => {
                (self.main, SymbolPath::in_file(&self.source.path, SymbolPath::of_unknown(&name)), Span { start, end })
            }
            SymbolRef::Text(start, end) => (self.main, Prefix::Query.of(&name), Span { start, end }),
            SymbolRef::Member(module, shape, index) => {
                let loaded = self.checker.loaded(module);
                let span = loaded.module.shape(shape).members[index as usize].key.span;
                (module, member_path(&loaded.module, shape, index), span)
            }
            SymbolRef::Binding(module, id) => {
                let loaded = self.checker.loaded(module);
                (module, binding_path(&loaded.module, id), loaded.module.binding(id).ident.span)
            }
        };
        let loaded = self.checker.loaded(module);
        let own_path = SymbolPath(&path).file().map_or("", |(_, own)| own);
        let mut context: Vec<SmolStr> = stem(&loaded.module.path).into_iter().collect();
        let parts = own_path.split(['.', '/']).filter(|it| !it.starts_with('<') && *it != name && !it.is_empty());
        context.extend(parts.map(SmolStr::new));
        let file = loaded.file.or_else(|| (module == self.main).then_some(self.source.id));
        self.facts.symbols.intern(SymbolInfo {
            path,
            scope: format_smolstr!("{}", loaded.repo.0),
            name,
            role,
            decl: file.map(|file| (file, span)),
            context,
            generated: loaded.generated,
            external: file.is_none(),
        })
    }

    /// Members that are one property to the reader of a union: `x.runId` where x is one of two types.
    pub(super) fn same_members(&self, expr: ExprId) -> Vec<Property> {
        let ExprKind::Member { object, name } = &self.loaded.module.expr(expr).kind else { return Vec::new() };
        let owner = self.checker.type_of(self.main, *object);
        self.checker.members(&owner, &name.name)
    }
}

/// What a member of a shape is.
pub(in super::super) fn member_role(module: &Module, shape: ShapeId, index: u32) -> Role {
    let shape = module.shape(shape);
    let member = &shape.members[index as usize];
    match (member.func.is_some() && !member.getter, shape.kind) {
        (true, _) => Role::Method,
        (false, ShapeKind::Object) => Role::MapKey,
        (false, _) => Role::Field,
    }
}

/// What a binding is.
pub(in super::super) fn binding_role(module: &Module, id: BindingId) -> Role {
    let binding = module.binding(id);
    match binding.kind {
        BindingKind::Parameter => Role::Parameter,
        BindingKind::Function => Role::Function,
        BindingKind::Type => Role::Type,
        BindingKind::Import => Role::Import,
        kind => {
            let func = match binding.what {
                What::Value(pat) => {
                    let pat = &module.pats[pat];
                    let init = module.roots[pat.root].init.filter(|_| pat.steps.is_empty());
                    init.is_some_and(|it| matches!(module.expr(it).kind, ExprKind::Func(_)))
                }
                _ => false,
            };
            match (func, kind) {
                (true, _) => Role::Function,
                (false, BindingKind::Global) => Role::Global,
                _ => Role::Local,
            }
        }
    }
}

/// The symbol path of a member of a shape.
pub(in super::super) fn member_path(module: &Module, shape: ShapeId, index: u32) -> SmolStr {
    let shape = module.shape(shape);
    let dot = if shape.path.is_empty() { "" } else { "." };
    format_smolstr!("{}#{}{dot}{}", module.path, shape.path, shape.members[index as usize].key.name)
}

/// The symbol path of a binding.
pub(in super::super) fn binding_path(module: &Module, id: BindingId) -> SmolStr {
    format_smolstr!("{}#{}", module.path, module.binding(id).path)
}
