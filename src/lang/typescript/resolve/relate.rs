//! Whether a value of one type may be given where another is asked for: enough of TypeScript's relations to choose overloads and to
//! narrow unions.

use super::ty::{self, At, Instance, Lookup, Related, Signature, Ty};
use super::types::Checker;
use super::values::widened;
use crate::lang::typescript::syntax::module::*;

use Related::{Maybe, No, Yes};

/// Members of a type that are compared.
const MEMBERS: usize = 64;

impl Checker<'_> {
    /// A value of one type may be given where the other is asked for, as far as is known.
    pub fn may_be(&self, source: &Ty, target: &Ty) -> bool {
        self.related(source, target) != No
    }

    /// A value of one type may be a part of one of the other: the members that both have fit.
    pub fn shares(&self, source: &Ty, target: &Ty) -> bool {
        let names = self.declared_names(source, true).unwrap_or_default();
        names.iter().take(MEMBERS).all(|name| {
            let wanted = self.lookup(target, name);
            let both = !wanted.found.is_empty() || wanted.open;
            !both
                || self.relate(&self.member_type(source, name), &self.member_type(target, name), At::OUTSIDE.inner(1))
                    != No
        })
    }

    /// What a function is given and gives back that is handed on where another function type is asked for: each value with the type that
    /// it is taken for.
    pub fn handed(&self, given: &Ty, wanted: &Ty) -> Vec<(Ty, Ty)> {
        let mut handed = Vec::new();
        // A class is handed on as what makes objects, too.
        for new in [false, true] {
            let [own, asked] = [given, wanted].map(|it| self.signatures(&ty::present(it), new));
            let (Some(own), Some(asked)) = (own.first(), asked.first()) else { continue };
            let count = own.func.map_or(0, |it| self.loaded(own.module).module.func(it).params.len());
            let params =
                (0..count.min(8) as u32).map(|at| (self.parameter_type(asked, at), self.parameter_type(own, at)));
            handed.extend(params.chain([(self.result(own), self.result(asked))]));
        }
        handed
    }

    pub(super) fn related(&self, source: &Ty, target: &Ty) -> Related {
        self.relate(source, target, At::OUTSIDE)
    }

    fn relate(&self, source: &Ty, target: &Ty, at: At) -> Related {
        if at.depth > 5 {
            return Maybe;
        }
        if !(ty::is_made_of_others(source) && ty::is_made_of_others(target)) {
            return self.ask(Maybe, || self.relate_here(source, target, at));
        }
        let key = (ty::fingerprint(source), ty::fingerprint(target), at);
        self.once(&self.relations, key, Maybe, || self.relate_here(source, target, at))
    }

    fn relate_here(&self, source: &Ty, target: &Ty, at: At) -> Related {
        if ty::same(source, target) {
            return if matches!(source, Ty::Unknown) { Maybe } else { Yes };
        }
        match (source, target) {
            (Ty::Never, _) => Yes,
            (_, Ty::Unknown) => Yes,
            (Ty::Unknown, _) => Maybe,
            (Ty::Union(all), _) => all.iter().map(|it| self.relate(it, target, at.deeper(1))).min().unwrap_or(Yes),
            (Ty::Boolean, Ty::Union(all))
                if [true, false].iter().all(|value| all.iter().any(|it| matches!(it, Ty::Bool(it) if it == value))) =>
            {
                Yes
            }
            (_, Ty::Union(all)) => all.iter().map(|it| self.relate(source, it, at.inner(1))).max().unwrap_or(No),
            (_, Ty::Never) => No,
            (Ty::Undefined | Ty::Null, _) => No,
            (_, Ty::Undefined | Ty::Null) => No,
            (_, Ty::Opaque) => Yes,
            (_, Ty::Intersection(all)) => all.iter().map(|it| self.relate(source, it, at.part())).min().unwrap_or(Yes),
            (Ty::Intersection(all), _) => {
                let best = all.iter().map(|it| self.relate(it, target, at.deeper(1))).max().unwrap_or(No);
                match (best, target) {
                    (Yes, _) => Yes,
                    // Only together they have all members.
                    (other, Ty::Shape(it)) => other.max(self.relate_members(source, target, it, at)),
                    (other, _) => other,
                }
            }
            (_, Ty::Sought(bound)) => match self.relate(source, bound, at.inner(1)) {
                // The value is found when the call is done.
                related if matches!(**bound, Ty::Opaque) => related.max(Yes),
                related => related,
            },
            (_, Ty::Parameter(..) | Ty::Deferred(..)) => Maybe,
            (Ty::Parameter(..) | Ty::Deferred(..), _) => match self.apparent(source) {
                Ty::Parameter(..) | Ty::Deferred(..) => Maybe,
                Ty::Opaque => No,
                other => self.relate(&other, target, at.inner(1)),
            },
            (Ty::Text(_) | Ty::KeyOf(_), Ty::String) | (Ty::Digits(_), Ty::Number) | (Ty::Bool(_), Ty::Boolean) => Yes,
            (Ty::Text(name) | Ty::Digits(name), Ty::KeyOf(of)) => match self.lookup(of, name) {
                it if !it.found.is_empty() || !it.other.is_empty() => Yes,
                it if it.open => Maybe,
                _ => {
                    if matches!(self.index_type(of), Ty::Unknown) {
                        No
                    } else {
                        Yes
                    }
                }
            },
            (Ty::KeyOf(_) | Ty::String, Ty::KeyOf(_)) => Maybe,
            (Ty::KeyOf(of), Ty::Text(_)) => match self.names_of(of) {
                Some(names) if names.is_empty() => Yes,
                Some(_) => No,
                None => Maybe,
            },
            (Ty::EnumMember(a, b, _), Ty::Enum(c, d)) => {
                if (a, b) == (c, d) {
                    Yes
                } else {
                    No
                }
            }
            (Ty::EnumMember(..) | Ty::Enum(..), Ty::String | Ty::Number) => Maybe,
            (Ty::Text(_) | Ty::Digits(_) | Ty::String | Ty::Number, Ty::EnumMember(..) | Ty::Enum(..)) => No,
            (Ty::Primitive, Ty::String | Ty::Number | Ty::Text(_) | Ty::Digits(_)) => Maybe,
            (Ty::Tuple(given), Ty::Tuple(wanted)) => self.relate_tuples(given, wanted, at),
            (Ty::Tuple(elements), Ty::Shape(_)) => match self.array_element(target) {
                Some(wanted) => {
                    let each = elements.iter().map(|it| match it.rest {
                        true => self.relate(&it.ty, target, at.inner(1)),
                        false => self.relate(&it.ty, &wanted, at.inner(1)),
                    });
                    each.min().unwrap_or(Yes)
                }
                None => {
                    let all = ty::union(elements.iter().map(|it| it.ty.clone()).collect());
                    self.relate(&self.array(all), target, at.inner(1))
                }
            },
            (_, Ty::Func(wanted)) => self.relate_functions(source, wanted, at),
            (_, Ty::Shape(it)) => self.relate_shape(source, target, it, at),
            (Ty::Shape(_) | Ty::Mapped(_) | Ty::Func(_), Ty::Mapped(_)) => Maybe,
            (_, Ty::Mapped(_)) => No,
            (Ty::Mapped(_), Ty::KeyOf(_)) => No,
            _ => No,
        }
    }

    fn relate_tuples(&self, given: &[Element<Ty>], wanted: &[Element<Ty>], at: At) -> Related {
        let open = given.iter().chain(wanted).any(|it| it.rest);
        if given.len() != wanted.len() && !open {
            return if given.len() < wanted.len() { Maybe } else { No };
        }
        let pairs = given.iter().zip(wanted).take_while(|(a, b)| !a.rest && !b.rest);
        let each = pairs.map(|(a, b)| self.relate(&a.ty, &b.ty, at.inner(1))).min().unwrap_or(Yes);
        if open { each.min(Maybe) } else { each }
    }

    fn relate_functions(&self, source: &Ty, wanted: &[Signature], at: At) -> Related {
        let each = wanted.iter().map(|to| {
            let given = self.signatures(source, to.new);
            given.iter().map(|from| self.relate_signatures(from, to, at)).max().unwrap_or(No)
        });
        each.min().unwrap_or(Yes)
    }

    fn relate_signatures(&self, from: &Signature, to: &Signature, at: At) -> Related {
        let count = |it: &Signature, all: bool| {
            let Some(func) = it.func else { return 0 };
            let loaded = self.loaded(it.module);
            let params = loaded.module.func(func).params.iter().map(|it| &loaded.module.roots[*it]);
            if all && params.clone().any(|it| it.rest) {
                return usize::MAX;
            }
            params.filter(|it| all || !(it.optional || it.rest || it.init.is_some())).count()
        };
        if count(from, false) > count(to, true) {
            return No;
        }
        let wanted = self.result(to);
        if matches!(wanted, Ty::Undefined | Ty::Unknown | Ty::Opaque) {
            return Yes;
        }
        let sensitive = from.func.is_some_and(|it| self.loaded(from.module).module.func(it).sensitive);
        if sensitive {
            return Maybe;
        }
        self.relate(&self.result(from), &wanted, at.inner(2))
    }

    fn relate_shape(&self, source: &Ty, target: &Ty, it: &Instance, at: At) -> Related {
        if let Some(Ty::Shape(base)) = self.as_instance(source, it.module, Some(it.shape), 0)
            && base.class == it.class
        {
            let loaded = self.loaded(it.module);
            let params = &loaded.module.shape(it.shape).type_params;
            let pair = |id: &BindingId| [&base.env, &it.env].map(|env| self.parameter(it.module, *id, env));
            let each = params.iter().map(pair).map(|[given, wanted]| {
                // Arguments may stand where values are given or taken: either way round.
                self.relate(&given, &wanted, at.inner(1)).max(match self.relate(&wanted, &given, at.inner(1)) {
                    No => No,
                    _ => Maybe,
                })
            });
            return each.min().unwrap_or(Yes);
        }
        // What can be gone through is compared by its elements.
        if it.module == self.library.module && self.is_iterable(it) {
            let element = self.element(source);
            let first = self.loaded(it.module).module.shape(it.shape).type_params.first().copied();
            if let (false, Some(first)) = (matches!(element, Ty::Unknown), first) {
                return self.relate(&element, &self.parameter(it.module, first, &it.env), at.inner(1));
            }
        }
        match source {
            Ty::String | Ty::Text(_) | Ty::KeyOf(_) => self.relate_plain(it, self.library.string, target, source, at),
            Ty::Number | Ty::Digits(_) => self.relate_plain(it, self.library.number, target, source, at),
            Ty::Boolean | Ty::Bool(_) => self.relate_plain(it, self.library.boolean, target, source, at),
            Ty::Opaque | Ty::Primitive | Ty::Enum(..) | Ty::EnumMember(..) => No,
            // Arrays, promises and the like are what they are called.
            Ty::Shape(given)
                if given.module == self.library.module
                    && it.module == self.library.module
                    && !given.class
                    && !it.class =>
            {
                self.relate_members(source, target, it, at.deeper(2))
            }
            _ => self.relate_members(source, target, it, at),
        }
    }

    fn relate_plain(&self, it: &Instance, own: Option<ShapeId>, target: &Ty, source: &Ty, at: At) -> Related {
        let is_own = it.module == self.library.module && Some(it.shape) == own;
        if is_own {
            return Yes;
        }
        self.relate_members(source, target, it, at)
    }

    /// Every member of the target is there and fits.
    fn relate_members(&self, source: &Ty, target: &Ty, it: &Instance, at: At) -> Related {
        let Some(names) = self.declared_names(target, true) else { return Maybe };
        let mut result = Yes;
        let loaded = self.loaded(it.module);
        let shape = loaded.module.shape(it.shape);
        if shape.index.is_some() && !shape.index_number {
            let wanted = self.index_type(target);
            let known = self.names_of(source).filter(|_| !matches!(wanted, Ty::Unknown));
            let given = self.index_type(source);
            // An interface or a class has no index signature but the one that it declares.
            let declares = |it: &Ty| match it {
                Ty::Shape(it) => {
                    let kind = self.loaded(it.module).module.shape(it.shape).kind;
                    matches!(kind, ShapeKind::Interface | ShapeKind::Class)
                }
                _ => false,
            };
            result = match known {
                _ if !matches!(given, Ty::Unknown) => self.relate(&given, &wanted, at.inner(1)),
                Some(_) if declares(source) => No,
                Some(names) => {
                    let each = names.iter().take(MEMBERS);
                    each.map(|name| self.relate(&self.member_type(source, name), &wanted, at.inner(1)))
                        .min()
                        .unwrap_or(Yes)
                }
                None => Maybe,
            };
            if result == No {
                return No;
            }
        }
        let mut shared = names.is_empty() || shape.index.is_some() || !shape.calls.is_empty() || !shape.news.is_empty();
        let mut open = names.len() > MEMBERS;
        for name in names.iter().take(MEMBERS) {
            // Every class has a prototype.
            let made = name == "prototype" && matches!(source, Ty::Shape(it) if it.class);
            if made || name.starts_with('#') || (name == "constructor" && !it.class) {
                continue;
            }
            let wanted = self.lookup(target, name);
            let optional = wanted
                .found
                .iter()
                .any(|it| self.loaded(it.module).module.shape(it.shape).members[it.index as usize].optional);
            let found = self.lookup(source, name);
            let has = !found.found.is_empty() || !found.other.is_empty();
            shared |= has;
            open |= !has && found.open;
            match (has, optional, found.open) {
                (false, true, _) => {}
                (false, false, true) => result = result.min(Maybe),
                (false, false, false) => return No,
                (true, ..) => {
                    let (given, wanted) = (self.member_type(source, name), self.member_type(target, name));
                    // What an object literal was written with can be assigned anew.
                    let wanted = if shape.kind == ShapeKind::Object { widened(&wanted) } else { wanted };
                    let given = if optional { ty::present(&given) } else { given };
                    let each = match self.sensitive_method(&found) {
                        true => Maybe,
                        false => self.relate(&given, &wanted, at.inner(1)),
                    };
                    if each == No {
                        return No;
                    }
                    result = result.min(each);
                }
            }
        }
        for new in [false, true] {
            let wanted = self.signatures(target, new);
            if !wanted.is_empty() {
                result = result.min(self.relate_functions(source, &wanted, at.inner(1)));
            }
        }
        // A type whose members may all be missing has one of them at least; a part of an intersection need not.
        if !shared && result != No && !at.of_part {
            let plain =
                matches!(source, Ty::String | Ty::Text(_) | Ty::Number | Ty::Digits(_) | Ty::Boolean | Ty::Bool(_));
            return match self.declared_names(source, true) {
                Some(own) if own.is_empty() && matches!(source, Ty::Shape(_)) => result,
                Some(_) if !open => No,
                None if plain => No,
                _ => Maybe,
            };
        }
        if names.len() > MEMBERS { result.min(Maybe) } else { result }
    }

    /// The member is a function whose parameters the place decides.
    fn sensitive_method(&self, found: &Lookup) -> bool {
        found.found.iter().any(|it| {
            let loaded = self.loaded(it.module);
            let member = &loaded.module.shape(it.shape).members[it.index as usize];
            member.func.is_some_and(|func| {
                let func = loaded.module.func(func);
                func.sensitive && func.has_body && !func.params.is_empty()
            })
        })
    }
}
