//! Whether the object literal that a key stands in is handed to code that is not known: an argument, an attribute, what a callback gives back
//! to a call whose result is not known. What goes where types are known is a link (`links`).

use std::sync::Arc;

use super::imports::is_package;
use super::reference::{Decl, Declared, words};
use super::renamer::Renamer;
use crate::lang::typescript::resolve::project::Loaded;
use crate::lang::typescript::resolve::tracer::Tracer;
use crate::lang::typescript::resolve::types::{Checker, ModId, Ty};
use crate::lang::typescript::syntax::module::*;
use crate::model::Span;

/// Most objects, arrays and functions around a literal that are looked at; a deeper one may go anywhere.
const AROUND: usize = 64;

/// Most variables that hold one value after the other; a longer way is not followed.
const ALIASES: usize = 8;

impl Renamer<'_> {
    /// The object literal goes where no declared type is asked for: an argument, an attribute, a result for others.
    pub(super) fn is_handed_over(&mut self, decl: Decl, declared: &Declared) -> bool {
        self.hands_over(decl, declared, None)
    }

    /// The same for a name that is to be gone there: also in other files, inside of other objects, and to a framework that takes what a file
    /// exports.
    pub(super) fn loses_its_name(&mut self, decl: Decl, declared: &Declared, new: &str) -> bool {
        let source = &self.sources[decl.0.0 as usize];
        let loaded = self.project.load(source.repo, &source.path).zip(declared.member);
        // A literal that has both names gives one of them up on purpose.
        if loaded.is_some_and(|(it, (shape, _))| it.module.shape(shape).members.iter().any(|it| it.key.name == new)) {
            return self.is_handed_over(decl, declared);
        }
        let alone = self.known_viewers(decl.0).is_some_and(|it| it.len() == 1);
        self.hands_over(decl, declared, Some(alone))
    }

    fn hands_over(&mut self, decl: Decl, declared: &Declared, alone: Option<bool>) -> bool {
        let source = &self.sources[decl.0.0 as usize];
        let packages = self.packages(source.repo);
        let is_package = |source: &str| is_package(source, &packages);
        let Some(loaded) = self.project.load(source.repo, &source.path) else { return true };
        let module = &loaded.module;
        let Some((shape, _)) = declared.member else { return true };
        // The name of a reducer is also the end of the type of its action.
        let checker = Checker::new(&self.project, source.repo);
        let main = checker.add(loaded.clone());
        if checker.reducer_of(main, shape).is_some() {
            let word = format!("/{}", self.word(decl));
            return self.sources.iter().any(|it| words(&it.text, &word).iter().any(|at| ends_string(&it.text, *at)));
        }
        let Some(expr) = module.shape(shape).expr else { return true };
        let users = |name: &str| self.saying(source.repo, name);
        Literal { checker: &checker, main, module, shape, alone, users: &users, is_package: &is_package }.goes_out(expr)
    }
}

/// Follows an object literal outwards, in its file.
struct Literal<'l, 'a> {
    checker: &'l Checker<'a>,
    main: ModId,
    module: &'l Module,
    shape: ShapeId,
    /// No file imports the module; `None`: other files and objects around are not looked at.
    alone: Option<bool>,
    /// The modules that say a name; `None`: a file that says it is not read.
    users: &'l dyn Fn(&str) -> Option<Vec<Arc<Loaded>>>,
    /// A specifier that leads out of the repository.
    is_package: &'l dyn Fn(&str) -> bool,
}

impl Literal<'_, '_> {
    fn goes_out(&self, literal: ExprId) -> bool {
        let module = self.module;
        if self.is_of_unknown_type(self.main, module, literal) {
            return true;
        }
        let mut expr = literal;
        // A function gives it back: only what is not known of the result of a call is in question.
        let mut given_back = false;
        for _ in 0..AROUND {
            let outer = match module.expr(expr).place {
                Place::Inside(outer) | Place::Element(outer) => Some(outer),
                Place::Value(shape, _) | Place::Computed(shape) => module.shape(shape).expr,
                Place::Argument(call, _) if given_back => {
                    return !is_known(&self.checker.type_of(self.main, call), 0);
                }
                Place::Attribute(jsx, _) | Place::Attributes(jsx) if given_back => return self.is_unknown_element(jsx),
                Place::Argument(call, index) if self.hands_through(call, index) => Some(call),
                Place::Argument(..) | Place::Attribute(..) | Place::Attributes(_) => return true,
                Place::Returned(func) | Place::Yielded(func) => {
                    given_back = true;
                    if self.is_for_a_framework(func) {
                        return true;
                    }
                    self.giver(func)
                }
                Place::Assigned(target) => return matches!(self.checker.type_of(self.main, target), Ty::Unknown),
                _ => return !given_back && self.is_passed_on(expr, 0),
            };
            match outer {
                Some(outer) => expr = outer,
                None => return !given_back,
            }
        }
        true
    }

    /// The place of an expression, or one around it, says a type, and that part of it which the expression becomes is not known: its package is not
    /// installed, or makes it in a way that is not understood. Whoever reads such values may read the names. Where `any` is said, nobody asks
    /// for names.
    fn is_of_unknown_type(&self, at: ModId, module: &Module, expr: ExprId) -> bool {
        let Some(written) = annotation(module, expr) else { return false };
        let says = || Tracer::new(self.checker, self.is_package).of_written(at, written);
        matches!(self.checker.contextual(at, expr), Ty::Unknown) && !says().any
    }

    /// The function is exported from a file that no file imports: a framework takes what it gives back.
    fn is_for_a_framework(&self, func: FuncId) -> bool {
        let Some(id) = self.module.func(func).binding.filter(|_| self.alone == Some(true)) else { return false };
        let binding = self.module.binding(id);
        let name = &binding.ident.name;
        let named = |it: &Expr| matches!(&it.kind, ExprKind::Ident(other) if other == name);
        let exported = self.checker.loaded(self.main).index().exports(id, name);
        binding.scope == ScopeId::FILE && exported && !self.module.exprs.iter().any(named)
    }

    /// `Promise.resolve(x)`, `useState(x)`: a function of the language or of React takes a value of any type, and its result is known by
    /// that type. What other packages declare in this way (`expect(x)`) may compare names all the same.
    fn hands_through(&self, call: ExprId, index: u32) -> bool {
        let Some((at, func)) = self.checker.called(self.main, call) else { return false };
        let loaded = self.checker.loaded(at);
        let path = &loaded.module.path;
        if !self.checker.is_library(at) || !["/es.d.ts", "/react.d.ts"].iter().any(|it| path.ends_with(it)) {
            return false;
        }
        let func = loaded.module.func(func);
        let root = func.params.get(index as usize).map(|it| &loaded.module.roots[*it]);
        let Some(ty) = root.filter(|it| !it.rest).and_then(|it| it.ty) else { return false };
        let parameter = |ty: TypeId| match &loaded.module.ty(ty).kind {
            TypeKind::Name { path, args } if args.is_empty() && path.len() == 1 => {
                func.type_params.iter().any(|it| loaded.module.binding(*it).ident.name == path[0].name)
            }
            _ => false,
        };
        let passes = match &loaded.module.ty(ty).kind {
            TypeKind::Union(parts) => parts.iter().any(|it| parameter(*it)),
            _ => parameter(ty),
        };
        passes && is_known(&self.checker.type_of(self.main, call), 0)
    }

    /// The expression that a function is, or the object that it is a method of.
    fn giver(&self, func: FuncId) -> Option<ExprId> {
        let it = self.module.func(func);
        it.expr.or_else(|| self.module.shape(it.member?.0).expr)
    }

    /// `<Page …>`, where nothing says what `Page` is.
    fn is_unknown_element(&self, jsx: ExprId) -> bool {
        match &self.module.expr(jsx).kind {
            ExprKind::Jsx { name: Some(name), .. } => matches!(self.checker.type_of(self.main, *name), Ty::Unknown),
            _ => false,
        }
    }

    /// The variable that holds the value is given to a call or an element that takes nobody knows what.
    fn is_passed_on(&self, value: ExprId, depth: usize) -> bool {
        let module = self.module;
        let roots = module.roots.iter().filter(|it| it.init == Some(value) && it.ty.is_none());
        let held: Vec<BindingId> = roots.filter_map(|it| it.binding).collect();
        let Some(id) = held.first().copied() else { return false };
        let name = &module.binding(id).ident.name;
        if self.is_given(self.main, module, (id, name), depth) {
            return true;
        }
        let exported = self.checker.loaded(self.main).index().exports(id, name);
        let users = if exported && self.alone.is_some() { (self.users)(name) } else { Some(Vec::new()) };
        users.is_none_or(|users| {
            users.iter().any(|user| {
                let at = self.checker.add(user.clone());
                at != self.main && self.is_given(at, &user.module, (id, name), depth)
            })
        })
    }

    /// In one module the variable is given to a call or an element, also in an object or a list.
    fn is_given(&self, at: ModId, module: &Module, (id, name): (BindingId, &str), depth: usize) -> bool {
        let uses = module.exprs.entries().filter(|(_, it)| matches!(&it.kind, ExprKind::Ident(other) if other == name));
        // The way out of the file is not known where nothing says what the call takes there: `any`, or one of several overloads.
        let mut given = uses.filter(|(expr, _)| {
            let (outer, place) = outermost(module, *expr, self.alone.is_some());
            let own = || self.checker.identifier(at, *expr) == Some((self.main, id));
            match place {
                Place::Argument(call, _) => own() && !self.is_asked_for(at, call, outer),
                Place::Attributes(_) => own() && matches!(self.checker.contextual(at, *expr), Ty::Unknown),
                // Another variable for the same value.
                Place::Free if at == self.main && depth < ALIASES => own() && self.is_passed_on(outer, depth + 1),
                _ => self.is_of_unknown_type(at, module, *expr) && own(),
            }
        });
        given.next().is_some()
    }

    /// A type is asked for there that does not come from the literal itself: where it does (`set(list, literal)`), another argument may ask
    /// for more. What functions of the language make of such a type is known.
    fn is_asked_for(&self, at: ModId, call: ExprId, argument: ExprId) -> bool {
        let wanted = self.checker.contextual(at, argument);
        let held = self.checker.all_held([&wanted]);
        let declared = !held.shapes.is_empty() && !held.shapes.contains(&(self.main, self.shape));
        let of_language = || self.checker.called(at, call).is_some_and(|it| self.checker.is_library(it.0));
        !matches!(wanted, Ty::Unknown) && (declared || of_language())
    }
}

/// The type that is written for a value which an expression is, or is a part of.
fn annotation(module: &Module, expr: ExprId) -> Option<TypeId> {
    let mut at = expr;
    for _ in 0..AROUND {
        at = match module.expr(at).place {
            Place::Typed(ty) => return Some(ty),
            Place::Inside(outer) => match module.expr(outer).kind {
                ExprKind::As(_, ty) => return Some(ty),
                _ => outer,
            },
            Place::Element(outer) => outer,
            Place::Value(shape, _) | Place::Computed(shape) => module.shape(shape).expr?,
            Place::Returned(func) | Place::Yielded(func) => match module.func(func) {
                Func { ret: Some(ty), .. } => return Some(*ty),
                func => func.expr?,
            },
            _ => return None,
        };
    }
    None
}

/// Where an expression stands with all that is only wrapped around it: `(x)`, `{...x}`, `{ all: x }`.
fn outermost(module: &Module, expr: ExprId, objects: bool) -> (ExprId, Place) {
    let mut at = expr;
    for _ in 0..AROUND {
        let outer = match module.expr(at).place {
            Place::Inside(outer) => Some(outer),
            Place::Element(outer) if objects => Some(outer),
            Place::Value(shape, _) | Place::Computed(shape) if objects => module.shape(shape).expr,
            _ => None,
        };
        match outer {
            Some(outer) => at = outer,
            None => break,
        }
    }
    (at, module.expr(at).place)
}

/// No part of the type, and none of its arguments, is unknown.
pub(super) fn is_known(ty: &Ty, depth: u32) -> bool {
    let args = |env| crate::lang::typescript::resolve::types::nodes(env).all(|it| is_known(&it.ty, depth + 1));
    match ty {
        Ty::Unknown => false,
        _ if depth > 8 => false,
        Ty::Shape(it) => args(&it.env),
        Ty::Union(parts) | Ty::Intersection(parts) => parts.iter().all(|it| is_known(it, depth + 1)),
        Ty::Tuple(elements) => elements.iter().all(|it| is_known(&it.ty, depth + 1)),
        _ => true,
    }
}

/// A quotation mark stands behind the place.
fn ends_string(text: &str, at: Span) -> bool {
    matches!(text.as_bytes().get(at.end as usize), Some(b'\'' | b'"' | b'`'))
}
