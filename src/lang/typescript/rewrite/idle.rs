//! Locals and imports that nothing uses any more once text is gone. The language does not mind them, so what can't be taken away
//! without a doubt is listed.

use rustc_hash::FxHashSet;
use smol_str::SmolStr;
use tree_sitter::Node;

use super::delete::specifier;
use super::keys::site::{Site, function_around, is_pure};
use super::reference::words;
use crate::lang::rewriter::Idle;
use crate::lang::tree::{children, span};
use crate::lang::typescript::resolve::project::Loaded;
use crate::lang::typescript::syntax::module::*;
use crate::model::{Edit, Source, Span};

/// What would be idle in `source` without the text of `gone`, when `edits` are all that happens to the file.
pub(super) fn idle(source: &Source, loaded: &Loaded, gone: &[Edit], edits: &[Edit]) -> Vec<Idle> {
    let first = gone.first().zip(loaded.trees.as_ref());
    let Some(tree) = first.and_then(|(gone, trees)| trees.code(gone.span)) else { return Vec::new() };
    let site = Site { text: &source.text, tree, file: source.id, hit: Span::default(), new: "", groups: &[] };
    let module = &loaded.module;
    let inside = |at: Span| gone.iter().any(|it| it.span.contains(at));
    let mut names: Vec<(BindingId, &SmolStr)> = Vec::new();
    let mut seen: FxHashSet<BindingId> = FxHashSet::default();
    for (at, name) in module.names.iter().filter(|(at, _)| inside(*at)) {
        let word = source.text.get(at.range()).unwrap_or_default();
        let scope = match name {
            NameRef::Ident(expr) => module.expr(*expr).scope,
            // `{ a }` uses the variable, too; a type may be imported.
            NameRef::Key(shape, index) => match module.shape(*shape).members[*index as usize].value {
                Some(value) if module.expr(value).span == *at => module.expr(value).scope,
                _ => continue,
            },
            NameRef::Type(_) => ScopeId::FILE,
            _ => continue,
        };
        let types = matches!(name, NameRef::Type(_));
        let found = module.look_up(scope, word, types).filter(|id| seen.insert(*id));
        names.extend(found.map(|id| (id, &module.binding(id).ident.name)));
    }
    names.into_iter().filter_map(|(id, name)| unused(&site, loaded, (id, name), &inside, edits)).collect()
}

fn unused(
    site: &Site<'_>,
    loaded: &Loaded,
    (id, name): (BindingId, &str),
    inside: &dyn Fn(Span) -> bool,
    edits: &[Edit],
) -> Option<Idle> {
    let binding = loaded.module.binding(id);
    let decl = binding.ident.span;
    let import = matches!(binding.what, What::Import { .. });
    let local = import || matches!(binding.kind, BindingKind::Local);
    if !local || inside(decl) || loaded.index().exports(id, name) {
        return None;
    }
    let node = site.tree.root_node().named_descendant_for_byte_range(decl.start as usize, decl.end as usize)?;
    // A local is known in its function only.
    let home = function_around(node).filter(|_| !import).map_or(Span::new(0, site.text.len()), span);
    let here = words(&site.text[home.range()], name).into_iter();
    let all: Vec<Span> = here.map(|it| Span { start: it.start + home.start, end: it.end + home.start }).collect();
    let brought = edits.iter().any(|it| !words(&it.text, name).is_empty());
    if brought || all.iter().any(|it| *it != decl && !inside(*it)) {
        return None;
    }
    let uses: Vec<Span> = all.into_iter().filter(|it| inside(*it)).collect();
    if uses.is_empty() {
        return None;
    }
    let removal = removal(site, node);
    Some(Idle { name: name.to_owned(), declared: Some(decl), uses, removal, minded: false })
}

/// Takes the declaration away, where that is all it does.
fn removal(site: &Site<'_>, name: Node<'_>) -> Option<Edit> {
    let parent = name.parent()?;
    match parent.kind() {
        "import_specifier" => Some(specifier(site, parent)),
        "variable_declarator" if parent.child_by_field_name("name") == Some(name) => {
            let declaration = parent.parent()?;
            let value = parent.child_by_field_name("value");
            let pure = value.is_none_or(|it| is_pure(site.text, it));
            let alone = children(declaration).count() == 1
                && matches!(declaration.kind(), "lexical_declaration" | "variable_declaration");
            let listed = declaration.parent().is_some_and(|it| matches!(it.kind(), "program" | "statement_block"));
            (pure && alone && listed).then(|| site.lines(declaration).ok()).flatten()
        }
        _ => None,
    }
}
