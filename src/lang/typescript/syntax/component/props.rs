//! What a component is for whoever imports it: a function of its properties. And what Svelte declares without saying so.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::pieces::Component;
use crate::lang::tree::children;
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// Functions of the compiler: `$state` is no store `state`.
const RUNES: &[&str] = &["state", "derived", "effect", "props", "bindable", "inspect", "host"];

impl Component<'_> {
    /// `generics="T extends Job"`.
    pub(super) fn generics(&mut self, at: Span) {
        self.piece(at, ("function a<", ">(){}"), |lower, root| {
            let list = children(root).find_map(|it| it.child_by_field_name("type_parameters"));
            list.inspect(|it| drop(lower.type_params(*it)));
        });
    }

    /// `$: total = …` declares `total` where nothing else does.
    pub(super) fn implicit(&mut self) {
        let m = &self.lower.m;
        let mut found: Vec<(Span, ExprId, Option<ExprId>)> = Vec::new();
        for (name, all) in &m.assigned {
            let own = |it: &&(ExprId, Option<ExprId>)| m.expr(it.0).scope == ScopeId::FILE;
            let first = all.iter().filter(own).min_by_key(|it| m.expr(it.0).span);
            let first = first.filter(|_| !name.starts_with('$') && m.look_up(ScopeId::FILE, name, false).is_none());
            found.extend(first.map(|it| (m.expr(it.0).span, it.0, it.1)));
        }
        found.sort_unstable();
        for (span, left, right) in found {
            let pat = self.lower.m.taken.get(&left).copied();
            let ident = Ident { name: self.str(span).into(), span };
            let root = self.lower.add_root(None, right, RootKind::Variable);
            let pat = pat.unwrap_or_else(|| self.lower.add_pat(root, Vec::new(), None));
            let id = self.lower.declare(ident, BindingKind::Global, What::Value(pat));
            if self.lower.m.pats[pat].root == root {
                self.lower.m.roots[root].binding = Some(id);
            }
            let mut names = self.lower.m.names.iter_mut();
            if let Some(name) = names.find(|it| it.0 == span && matches!(it.1, NameRef::Ident(_))) {
                name.1 = NameRef::Declares(id);
            }
        }
    }

    /// Gives the file its default export; `own` is what the script of an instance exports.
    pub(super) fn svelte_props(&mut self, own: FxHashMap<SmolStr, Export>) {
        let props = self.rune().unwrap_or_else(|| self.exported(own));
        self.export_component(props);
    }

    /// The file exports a component with these properties.
    pub(super) fn export_component(&mut self, props: TypeId) {
        let m = &mut self.lower.m;
        let generic = |it: &BindingId| matches!(m.binding(*it).what, What::TypeParam { .. });
        let params: Vec<BindingId> = m.bindings.entries().map(|it| it.0).collect();
        let top = |it: &BindingId| m.binding(*it).scope == ScopeId::FILE;
        let type_params: Vec<BindingId> = params.into_iter().filter(generic).filter(top).collect();
        let generic = !type_params.is_empty();
        let func = m.funcs.push(Func { type_params, generic, ..Func::default() });
        let root = self.lower.add_root(Some(props), None, RootKind::Parameter(func, 0));
        self.lower.m.funcs[func].params.push(root);
        let value = self.made(ExprKind::Func(func), Span::new(0, 0));
        self.lower.m.funcs[func].expr = Some(value);
        self.lower.m.exports.insert(SmolStr::new_static("default"), Export::Value(value));
    }

    /// The type of `$props()`: what is written, or what is taken from it.
    fn rune(&mut self) -> Option<TypeId> {
        let m = &self.lower.m;
        let (root, args) = m.roots.entries().find_map(|(id, root)| {
            let ExprKind::Call { callee, type_args, .. } = &m.expr(root.init?).kind else { return None };
            matches!(&m.expr(*callee).kind, ExprKind::Ident(name) if name == "$props")
                .then(|| (id, type_args.first().copied()))
        })?;
        if let Some(written) = m.roots[root].ty.or(args) {
            return Some(written);
        }
        let mut members = Vec::new();
        for (span, name) in &m.names {
            let (pat, ident, of) = match name {
                NameRef::PatternShorthand(parent, id) => {
                    let What::Value(pat) = m.binding(*id).what else { continue };
                    (*parent, m.binding(*id).ident.clone(), Some(pat))
                }
                NameRef::PatternKey(parent, name) => (*parent, Ident { name: name.clone(), span: *span }, None),
                _ => continue,
            };
            if m.pats[pat].root == root && m.pats[pat].steps.is_empty() {
                let value = of.and_then(|it| m.pats[it].default);
                members.push(Member { key: ident, value, optional: value.is_some(), ..Member::default() });
            }
        }
        let props = self.literal(members);
        self.lower.m.roots[root].ty = Some(props);
        Some(props)
    }

    /// `export let job: Job`: a variable and a property at once.
    fn exported(&mut self, own: FxHashMap<SmolStr, Export>) -> TypeId {
        let own: BTreeMap<SmolStr, Export> = own.into_iter().collect();
        let (mut members, mut aliases) = (Vec::new(), Vec::new());
        for (name, export) in own {
            let m = &self.lower.m;
            let (id, alias) = match export {
                Export::Binding(id) => (Some(id), None),
                Export::Local(local) => {
                    let alias = m.names.iter().find(|it| matches!(&it.1, NameRef::Exported(it) if *it == name));
                    (m.look_up(ScopeId::FILE, &local, false), alias.map(|it| it.0))
                }
                _ => (None, None),
            };
            let Some(binding) = id.map(|it| m.binding(it)) else { continue };
            let mut member = Member { key: binding.ident.clone(), ..Member::default() };
            match binding.what {
                What::Value(pat) => {
                    let root = &m.roots[m.pats[pat].root];
                    (member.ty, member.value) = (root.ty, root.init);
                    member.optional = root.init.is_some();
                }
                What::Func(func) => member.func = Some(func),
                _ => continue,
            }
            if let Some(span) = alias {
                member.key = Ident { name, span };
                aliases.push((span, members.len() as u32));
            }
            members.push(member);
        }
        let props = self.literal(members);
        if let TypeKind::Literal(shape) = self.lower.m.ty(props).kind {
            for (span, at) in aliases {
                let mut names = self.lower.m.names.iter_mut();
                if let Some(name) = names.find(|it| it.0 == span) {
                    name.1 = NameRef::Member(shape, at);
                }
            }
        }
        props
    }

    /// An object type that is written nowhere.
    pub(super) fn literal(&mut self, members: Vec<Member>) -> TypeId {
        let shape = Shape::new(ShapeKind::TypeLiteral, SmolStr::default(), Span::new(0, 0));
        let shape = self.lower.m.shapes.push(Shape { members, ..shape });
        self.lower.add_type(TypeKind::Literal(shape))
    }

    /// `$job` is what the store `job` holds: the name of the store is in it.
    pub(super) fn stores(&mut self) {
        let m = &self.lower.m;
        let is_store = |name: &NameRef| {
            let NameRef::Ident(expr) = name else { return None };
            let it = m.expr(*expr);
            let ExprKind::Ident(name) = &it.kind else { return None };
            let store = name.strip_prefix('$').filter(|it| !it.is_empty() && !RUNES.contains(it))?;
            let own = m.look_up(it.scope, name, false).is_none();
            let known = m.look_up(ScopeId::FILE, store, false).is_some();
            (own && known).then(|| (*expr, SmolStr::new(store)))
        };
        let found: Vec<(usize, ExprId, SmolStr)> = m
            .names
            .iter()
            .enumerate()
            .filter_map(|(at, it)| is_store(&it.1).map(|(expr, name)| (at, expr, name)))
            .collect();
        for (at, expr, store) in found {
            let m = &mut self.lower.m;
            let it = &m.exprs[expr];
            let span = Span { start: it.span.start + 1, end: it.span.end };
            let inner = Expr {
                kind: ExprKind::Ident(store),
                span,
                scope: ScopeId::FILE,
                place: Place::Inside(expr),
                flow: it.flow,
            };
            let inner = m.exprs.push(inner);
            m.exprs[expr].kind = ExprKind::Stored(inner);
            m.names[at] = (span, NameRef::Ident(inner));
        }
    }
}
