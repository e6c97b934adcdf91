//! What generated files declare and who uses it: asked by names, because a plan changes what these names are made from.

use smol_str::SmolStr;

use super::rename::facts_about;
use crate::lang::go::resolve::load::Loader;
use crate::lang::go::resolve::object::ObjId;
use crate::lang::go::resolve::refs::references_of;
use crate::lang::go::resolve::universe::Universe;
use crate::lang::go::syntax::outline;
use crate::lang::made::{Uses, Wanted};
use crate::model::{CodeView, Source, Span};

/// The uses of what is asked for, in the order in which it is.
pub fn uses_of(code: CodeView<'_>, wanted: &[Wanted<'_>]) -> Vec<Option<Uses>> {
    let loader = Loader::new(code.repos, code.sources);
    let mut universe = Universe::new(&loader);
    let mut uses = |it: &Wanted| {
        let object = declared(&mut universe, it)?;
        let found = references_of(&mut universe, code.sources, object);
        let facts = facts_about(&universe, code, &found);
        let decl = universe.declaration(object);
        let target = facts.symbols.iter().find(|(_, it)| it.decl == decl).map(|(id, _)| id)?;
        Some(Uses { target, facts })
    };
    wanted.iter().map(&mut uses).collect()
}

/// A name of the package, or a field or method of one of its types.
fn declared(u: &mut Universe, wanted: &Wanted) -> Option<ObjId> {
    let file = u.file_ix(wanted.file)?;
    let package = u.package_of(file);
    if wanted.owner.is_empty() {
        return u.package_object(package, wanted.name);
    }
    let owner = u.package_object(package, wanted.owner)?;
    let ty = u.object_type(owner);
    let under = u.underlying(ty);
    let fields = u.fields(under).into_iter().map(|it| it.0).find(|it| u.object(*it).name == wanted.name);
    fields.or_else(|| u.method_object(package, wanted.owner, wanted.name)).or_else(|| {
        let methods = u.interface_methods(under);
        methods.iter().map(|it| it.0).find(|it| u.object(*it).name == wanted.name)
    })
}

/// The names of the top level and of methods.
pub fn declares(source: &Source) -> Vec<(SmolStr, SmolStr, Span)> {
    let entries = outline(&source.text).entries.into_iter();
    let names = entries.flat_map(|it| {
        let owner = it.receiver.unwrap_or_default();
        it.names.into_iter().map(move |name| (owner.clone(), name.name, name.span)).collect::<Vec<_>>()
    });
    names.collect()
}
