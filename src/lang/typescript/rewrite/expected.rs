//! What a test expects: an object literal that a call compares with a value, name by name (`expect(build).toEqual({ jobId: '1' })`). No type is
//! asked of the literal there, and its keys are the names of the members of that value all the same.

use super::reader::Reader;
use crate::lang::typescript::resolve::tracer::Tracer;
use crate::lang::typescript::resolve::types::{ModId, Ty, present};
use crate::lang::typescript::syntax::module::*;

/// Methods of what `expect(value)` gives, and whether they compare with an element of the value.
const MATCHERS: [(&str, bool); 4] =
    [("toEqual", false), ("toStrictEqual", false), ("toMatchObject", false), ("toContainEqual", true)];

/// What stands between `expect(value)` and its method.
const BETWEEN: &[&str] = &["not", "resolves", "rejects"];

/// Functions that are given the value and what it is compared with.
const COMPARING: &[&str] = &["deepEqual", "deepStrictEqual", "notDeepEqual", "notDeepStrictEqual"];

/// Methods that put something in the place of a module.
const MOCKING: &[&str] = &["mock", "doMock", "setMock", "unstable_mockModule"];

/// Methods of `expect` that stand for a value which is like their argument.
const LIKE: &[&str] = &["objectContaining", "arrayContaining"];

/// Objects, arrays and calls around a literal that are looked at.
const AROUND: u32 = 32;

impl Reader<'_> {
    /// The type of the value that the object literal is compared with; unknown where it is compared with none.
    pub(super) fn expected(&self, literal: ShapeId) -> Ty {
        let expr = self.loaded.module.shape(literal).expr;
        expr.and_then(|it| self.compared_with(it, AROUND)).unwrap_or(Ty::Unknown)
    }

    fn compared_with(&self, expr: ExprId, left: u32) -> Option<Ty> {
        let (module, checker) = (&self.loaded.module, &self.checker);
        let left = left.checked_sub(1)?;
        match module.expr(expr).place {
            Place::Inside(outer) => self.compared_with(outer, left),
            Place::Element(array) => Some(checker.element(&present(&self.compared_with(array, left)?))),
            Place::Value(shape, index) => {
                let owner = module.shape(shape);
                let whole = present(&self.compared_with(owner.expr?, left)?);
                Some(checker.member_type(&whole, &owner.members.get(index as usize)?.key.name))
            }
            Place::Argument(call, index) => self.compared_by(call, index, left),
            Place::Assigned(target) => self.defaults_of(target),
            Place::Returned(func) => self.mocked_by(func),
            _ => None,
        }
    }

    /// `vi.mock('./build', () => ({ … }))`: what the function gives back has the names of the module.
    fn mocked_by(&self, func: FuncId) -> Option<Ty> {
        let module = &self.loaded.module;
        let mut expr = module.func(func).expr?;
        while let Place::Inside(outer) = module.expr(expr).place {
            expr = outer;
        }
        let Place::Argument(call, 1) = module.expr(expr).place else { return None };
        let ExprKind::Call { callee, args, .. } = &module.expr(call).kind else { return None };
        let ExprKind::Member { name, .. } = &module.expr(*callee).kind else { return None };
        let source = match &module.expr(*args.first().filter(|_| MOCKING.contains(&&*name.name))?).kind {
            ExprKind::Text(span) => module.texts.get(span)?,
            ExprKind::Import(source, _) => source,
            _ => return None,
        };
        self.checker.import(self.main, source).map(Ty::Namespace)
    }

    /// `Page.defaultProps = { … }`, `Page.propTypes = { … }`: the properties of the component.
    fn defaults_of(&self, target: ExprId) -> Option<Ty> {
        let ExprKind::Member { object, name } = &self.loaded.module.expr(target).kind else { return None };
        let of_component = ["defaultProps", "propTypes"].contains(&name.name.as_str());
        of_component.then(|| self.checker.props(&self.checker.type_of(self.main, *object)))
    }

    /// What the call compares its argument with.
    fn compared_by(&self, call: ExprId, index: u32, left: u32) -> Option<Ty> {
        let module = &self.loaded.module;
        let ExprKind::Call { callee, args, .. } = &module.expr(call).kind else { return None };
        let name = match &module.expr(*callee).kind {
            ExprKind::Member { name, .. } => &*name.name,
            ExprKind::Ident(name) => &**name,
            _ => return None,
        };
        if COMPARING.contains(&name) && index == 1 {
            return self.is_of_package(*callee).then(|| self.checker.type_of(self.main, args[0]));
        }
        let ExprKind::Member { object, .. } = &module.expr(*callee).kind else { return None };
        if LIKE.contains(&name) && index == 0 {
            let negated = match &module.expr(*object).kind {
                ExprKind::Member { object, name } if name.name == "not" => Some(*object),
                _ => None,
            };
            let expect = self.is_expect(negated.unwrap_or(*object));
            return expect.then(|| self.compared_with(call, left)).flatten();
        }
        let (_, of_element) = *MATCHERS.iter().find(|it| it.0 == name).filter(|_| index == 0)?;
        let (mut object, mut settled) = (*object, false);
        while let ExprKind::Member { object: inner, name } = &module.expr(object).kind {
            if !BETWEEN.contains(&name.name.as_str()) {
                return None;
            }
            settled |= name.name != "not";
            object = *inner;
        }
        let ExprKind::Call { callee, args, .. } = &module.expr(object).kind else { return None };
        let value = *args.first().filter(|_| self.is_expect(*callee))?;
        let mut ty = self.checker.type_of(self.main, value);
        if settled {
            ty = self.checker.awaited(&ty);
        }
        Some(if of_element { self.checker.element(&present(&ty)) } else { ty })
    }

    /// `expect` of a package or of the surroundings.
    fn is_expect(&self, expr: ExprId) -> bool {
        matches!(&self.loaded.module.expr(expr).kind, ExprKind::Ident(name) if name == "expect")
            && self.is_of_package(expr)
    }

    fn is_of_package(&self, expr: ExprId) -> bool {
        let is_package = |source: &str| self.is_package(source);
        let main: ModId = self.main;
        Tracer::new(&self.checker, &is_package).of_value(main, expr).is_foreign()
    }
}
