//! Names that stand in strings: whose member a text is.

use super::ty::{ModId, Ty, parts, present};
use super::types::Checker;
use crate::lang::typescript::syntax::module::*;

impl Checker<'_> {
    /// The type whose member the text of an expression names: `x['k']`, `'k' in x`, an argument that has to be a name of a type.
    pub fn owner_of_text(&self, module: ModId, expr: ExprId) -> Option<Ty> {
        let loaded = self.loaded(module);
        match loaded.module.expr(expr).place {
            Place::Index(object) => Some(self.type_of(module, object)),
            Place::Free => loaded.index().tested(expr).map(|object| self.type_of(module, object)),
            _ => {
                let asked = present(&self.contextual(module, expr));
                let asked = match &asked {
                    Ty::Parameter(at, id) => self.constraint_of(*at, *id, &None).unwrap_or(asked),
                    Ty::Sought(bound) => (**bound).clone(),
                    _ => asked,
                };
                parts(&asked).iter().find_map(|it| match it {
                    Ty::KeyOf(of) => Some((**of).clone()),
                    Ty::Intersection(all) => all.iter().find_map(|it| match it {
                        Ty::KeyOf(of) => Some((**of).clone()),
                        _ => None,
                    }),
                    _ => None,
                })
            }
        }
    }

    /// The type whose member the text of a written type names: `T['k']`, `Pick<T, 'k'>`.
    pub fn owner_of_type_text(&self, module: ModId, id: TypeId) -> Option<Ty> {
        let loaded = self.loaded(module);
        let index = loaded.index();
        let mut at = id;
        for _ in 0..4 {
            let parent = index.type_parent(at)?;
            match &loaded.module.ty(parent).kind {
                TypeKind::Union(_) | TypeKind::Same(_) => at = parent,
                TypeKind::Indexed(object, key) => {
                    return (*key == at).then(|| self.resolve(module, *object, &None));
                }
                TypeKind::Name { path, args } => {
                    let position = args.iter().position(|it| *it == at)?;
                    return self.owner_by_parameter(module, loaded.module.ty(parent).scope, path, args, position);
                }
                _ => return None,
            }
        }
        None
    }

    /// The written type whose member the text of a written type names, as [`Self::owner_of_type_text`] finds it.
    pub fn written_owner_of_text(&self, module: ModId, id: TypeId) -> Option<TypeId> {
        let loaded = self.loaded(module);
        let mut at = id;
        for _ in 0..4 {
            let parent = loaded.index().type_parent(at)?;
            match &loaded.module.ty(parent).kind {
                TypeKind::Union(_) | TypeKind::Same(_) => at = parent,
                TypeKind::Indexed(object, _) => return Some(*object),
                TypeKind::Name { args, .. } => return args.first().copied(),
                _ => return None,
            }
        }
        None
    }

    /// `Name<T, 'k'>`, where the second parameter has to be a name of the first.
    fn owner_by_parameter(
        &self,
        module: ModId,
        scope: ScopeId,
        path: &[Ident],
        args: &[TypeId],
        position: usize,
    ) -> Option<Ty> {
        let [name] = path else { return None };
        if matches!(&*name.name, "Omit" | "Exclude" | "Extract") {
            // The library takes any name here.
            let first = args.first().filter(|_| position == 1)?;
            return match self.resolve(module, *first, &None) {
                Ty::KeyOf(of) => Some((*of).clone()),
                other => (name.name == "Omit").then_some(other),
            };
        }
        let (at, id) = self.look_up(module, scope, &name.name, true)?;
        let super::ty::Entity::Binding(at, id) = self.follow(at, id)? else { return None };
        let loaded = self.loaded(at);
        let params = match &loaded.module.binding(id).what {
            What::Alias { params, .. } => params.clone(),
            What::Interface(shape) | What::Class(shape) => loaded.module.shape(*shape).type_params.clone(),
            _ => return None,
        };
        let What::TypeParam { constraint: Some(constraint), .. } = loaded.module.binding(*params.get(position)?).what
        else {
            return None;
        };
        let TypeKind::KeyOf(of) = loaded.module.ty(constraint).kind else { return None };
        let values: Vec<Ty> = args.iter().map(|it| self.resolve(module, *it, &None)).collect();
        let env = self.arguments(at, &params, &values, &None);
        Some(self.resolve(at, of, &env))
    }
}
