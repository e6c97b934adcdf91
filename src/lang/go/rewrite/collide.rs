//! What a renamed Go variable would collide with: names in its scope, names that it would capture, names that would capture
//! it. Works on bindings and blocks only, so that every case can be tested without a workspace.

use crate::lang::go::resolve::bindings::Binding;
use crate::model::Span;

use super::scopes::{Reach, Scopes};

/// Why a binding can't have its new name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collision {
    /// The new name is declared in the same scope, at this place.
    Redeclared(Span),
    /// The use at the first place would mean what is declared at the second.
    Captured(Span, Span),
    /// The use at this place would mean the renamed variable instead of what it means now.
    Captures(Span),
}

/// The collisions of giving `bindings[at]` the name `new`. `called` are the bindings that may bear it
/// then, in order, and `renamed` gives the names that bindings will have.
pub fn collisions(
    bindings: &[Binding],
    at: usize,
    new: &str,
    scopes: &Scopes,
    called: &[usize],
    renamed: &dyn Fn(&Binding) -> Option<String>,
) -> Vec<Collision> {
    let this = &bindings[at];
    let mut found = Vec::new();
    for &other_at in called {
        let other = &bindings[other_at];
        let name_after = renamed(other);
        let name_after = name_after.as_deref().unwrap_or(&other.name);
        if other_at == at || name_after != new {
            continue;
        }
        collide(this, other, scopes, &mut found);
    }
    found
}

fn collide(this: &Binding, other: &Binding, scopes: &Scopes, found: &mut Vec<Collision>) {
    let reach = |binding: &Binding| binding.decl.map_or(Reach::EVERYWHERE, |decl| scopes.of_name(decl));
    let (mine, theirs) = (reach(this), reach(other));
    if mine.shares_a_block(&theirs) {
        let place = other.decl.or(other.uses.first().copied());
        found.extend(place.map(Collision::Redeclared));
    } else if mine.scope.contains(theirs.scope) {
        let declared = other.decl.unwrap_or(theirs.scope);
        let inside = this.uses.iter().filter(|at| theirs.holds(**at));
        found.extend(inside.map(|at| Collision::Captured(*at, declared)));
    } else if theirs.scope.contains(mine.scope) {
        found.extend(other.uses.iter().filter(|at| mine.holds(**at)).map(|at| Collision::Captures(*at)));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::lang::go::syntax::parse_file;

    /// Bindings by text: `a1` and `a2` are two variables `a`; the first place of each declares it.
    fn check(code: &str, variable: &str, new: &str) -> Vec<Collision> {
        let mut plain = String::new();
        let mut places: BTreeMap<String, Vec<Span>> = BTreeMap::new();
        let mut rest = code;
        while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            plain.push_str(&rest[..at]);
            let end = rest[at..].find(|c: char| !c.is_ascii_alphanumeric()).map_or(rest.len(), |end| at + end);
            let word = &rest[at..end];
            let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
            if name != word {
                places.entry(word.to_owned()).or_default().push(Span::new(plain.len(), plain.len() + name.len()));
            }
            plain.push_str(name);
            rest = &rest[end..];
        }
        plain.push_str(rest);
        let bindings: Vec<Binding> = places
            .iter()
            .map(|(word, uses)| Binding {
                name: word.trim_end_matches(|c: char| c.is_ascii_digit()).into(),
                decl: (!word.ends_with('0')).then(|| uses[0]),
                declared: None,
                local: !word.ends_with('0'),
                uses: uses.clone(),
            })
            .collect();
        let at = places.keys().position(|word| word == variable).expect("the variable is in the code");
        let all: Vec<usize> = (0..bindings.len()).collect();
        collisions(&bindings, at, new, &Scopes::of(&parse_file(&plain)), &all, &|_| None)
    }

    #[test]
    fn a_name_declared_in_the_same_scope_is_a_redeclaration() {
        let code = "package p\nfunc f() { run1 := g(); session1 := run1; use(session1) }";
        assert!(matches!(check(code, "run1", "session").as_slice(), [Collision::Redeclared(_)]));
    }

    #[test]
    fn a_parameter_and_a_variable_of_the_body_share_a_scope() {
        let code = "package p\nfunc f(run1 string) { session1 := g(); use(session1, run1) }";
        assert!(matches!(check(code, "run1", "session").as_slice(), [Collision::Redeclared(_)]));
    }

    #[test]
    fn a_use_behind_an_inner_declaration_would_be_captured() {
        let code = "package p\nfunc f() { run1 := g(); { session1 := h(); use(session1, run1) } }";
        assert!(matches!(check(code, "run1", "session").as_slice(), [Collision::Captured(..)]));
        let before = "package p\nfunc f() { run1 := g(); { use(run1); session1 := h(); use(session1) } }";
        assert_eq!(check(before, "run1", "session"), []);
    }

    #[test]
    fn an_inner_variable_must_not_capture_the_uses_of_an_outer_name() {
        let code = "package p\nfunc f() { session1 := g(); if true { run1 := h(); use(run1, session1) } }";
        assert!(matches!(check(code, "run1", "session").as_slice(), [Collision::Captures(_)]));
        let apart = "package p\nfunc f() { session1 := g(); use(session1); if true { run1 := h(); use(run1) } }";
        assert_eq!(check(apart, "run1", "session"), []);
    }

    #[test]
    fn names_of_the_package_are_captured_too() {
        let code = "package p\nfunc f() { run1 := g(); use(run1, session0) }";
        assert!(matches!(check(code, "run1", "session").as_slice(), [Collision::Captures(_)]));
    }

    #[test]
    fn closures_and_cases_are_scopes() {
        let code = "package p\nfunc f() { g(func(run1 int) { use(run1) }); session1 := 1; use(session1) }";
        assert_eq!(check(code, "run1", "session"), []);
        let cases =
            "package p\nfunc f() { switch { case true: run1 := 1; use(run1); default: session1 := 1; use(session1) } }";
        assert_eq!(check(cases, "run1", "session"), []);
    }

    #[test]
    fn a_name_is_known_only_behind_its_declaration() {
        let value = "package p\nfunc f(session1 int) { if true { run1 := g(session1); use(run1) } }";
        assert_eq!(check(value, "run1", "session"), []);
        let range = "package p\nfunc f(sessions1 []int) { for _, run1 := range sessions1 { use(run1) } }";
        assert_eq!(check(range, "run1", "sessions"), []);
        let parameter = "package p\nfunc f(run1 session0) { use(run1) }";
        assert_eq!(check(parameter, "run1", "session"), [], "types of parameters are read outside of the function");
        let body = "package p\nfunc f(run1 session0) { var x session0; use(run1, x) }";
        assert!(matches!(check(body, "run1", "session").as_slice(), [Collision::Captures(_)]));
        let own = "package p\nfunc f() { session1 := 1; { type run1 struct{ next *run1; of session1 } } }";
        assert!(matches!(check(own, "run1", "session").as_slice(), [Collision::Captures(_)]), "a type knows itself");
    }

    #[test]
    fn type_parameters_are_known_behind_the_name_of_what_they_belong_to() {
        let ty = "package p\ntype run0 struct{}\ntype list[session1 any] struct{ items []session1 }";
        assert_eq!(check(ty, "session1", "list"), []);
        let func = "package p\nfunc run1[session1 any](x session1) { run1(x) }";
        assert!(matches!(check(func, "run1", "session").as_slice(), [Collision::Captured(..)]), "called in its body");
        let apart = "package p\nfunc run1[session1 any](x session1) { use(x) }";
        assert_eq!(check(apart, "run1", "session"), []);
    }

    #[test]
    fn parameters_of_a_type_are_known_nowhere() {
        let code = "package p\nfunc f() { session1 := 1; var g func(run1 int, other1 int); use(g, session1) }";
        assert_eq!(check(code, "run1", "session"), []);
        assert!(matches!(check(code, "run1", "other").as_slice(), [Collision::Redeclared(_)]));
        let method = "package p\ntype T interface { Find(run1 session0) error; Get(session1 int) }";
        assert_eq!(check(method, "run1", "session"), []);
    }

    #[test]
    fn the_variable_of_a_type_switch_lives_in_its_cases() {
        let code = "package p\nfunc f(x any) { switch run1 := x.(type) { case session0: use(run1) } }";
        assert_eq!(check(code, "run1", "session"), []);
        let inside = "package p\nfunc f(x any) { switch run1 := x.(type) { case int: use(run1, session0) } }";
        assert!(matches!(check(inside, "run1", "session").as_slice(), [Collision::Captures(_)]));
        let again =
            "package p\nfunc f(x any) { switch run1 := x.(type) { case int: session1 := run1; use(session1) } }";
        assert!(matches!(check(again, "run1", "session").as_slice(), [Collision::Redeclared(_)]));
    }
}
