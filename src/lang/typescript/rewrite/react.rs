//! Components that React makes from a function of their properties: `memo(…)`, `forwardRef(…)`, `FC<Props>`.

use super::reference::Decl;
use super::renamer::Renamer;
use crate::lang::typescript::syntax::module::*;

/// Calls of React that make a component from a function of its properties.
const WRAPPERS: &[&str] = &["memo", "forwardRef"];

/// Types of React of a component that is a function, with its properties as the first argument.
const COMPONENTS: &[&str] = &["FC", "FunctionComponent", "VFC"];

/// The property that has what stands in an element: `<Page>text</Page>`. No file need say the name.
const CONTENT: &str = "children";

/// A property that is declared so, with `rest` behind its name, may be one that elements give: not a list of anything else, as of the parts of
/// a tree.
fn may_be_content(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['?', '!', ' ', '"', '\'']);
    let Some(ty) = rest.strip_prefix(':') else { return true };
    let ty = ty.split([';', ',', '\n', '}']).next().unwrap_or_default().trim();
    let is_list = ty.ends_with("[]") || ty.starts_with("Array<") || ty.starts_with("ReadonlyArray<");
    !is_list || ["React", "JSX", "Element", "VNode", "Child", "Snippet"].iter().any(|it| ty.contains(it))
}

impl Renamer<'_> {
    /// The property may be what elements of components give, before or after.
    pub(super) fn is_content(&mut self, decl: Decl, new: &str) -> bool {
        let behind = &self.sources[decl.0.0 as usize].text[decl.1.end as usize..];
        if self.word(decl) != CONTENT && new != CONTENT || !may_be_content(behind) {
            return false;
        }
        let has_elements = |path: &str| [".tsx", ".jsx", ".js", ".svelte"].iter().any(|end| path.ends_with(end));
        let own = has_elements(&self.sources[decl.0.0 as usize].path);
        own || self.viewers(decl.0).is_none_or(|all| all.iter().any(|path| has_elements(path)))
    }
}

/// The variable that holds the function, or the component that React makes from it alone.
pub(super) fn holder(module: &Module, func: &Func) -> Option<BindingId> {
    let wrapped = |expr: ExprId| match module.expr(expr).place {
        Place::Argument(call, 0) if is_wrapper(module, call) => Some(call),
        _ => None,
    };
    let Some(own) = func.expr.filter(|it| matches!(module.expr(*it).place, Place::Argument(..))) else {
        return func.binding;
    };
    // By a name of its own it could be called in itself.
    if let Some(name) = &func.name {
        let inside = |it: &Expr| {
            module.expr(own).span.contains(it.span) && matches!(&it.kind, ExprKind::Ident(other) if *other == name.name)
        };
        if module.exprs.iter().any(inside) {
            return None;
        }
    }
    let mut expr = own;
    while let Some(call) = wrapped(expr) {
        expr = call;
    }
    let held = expr != own && matches!(module.expr(expr).place, Place::Free | Place::Typed(_));
    module.roots.iter().find(|it| held && it.init == Some(expr))?.binding
}

/// `memo(…)`, `React.forwardRef(…)` of one function.
fn is_wrapper(module: &Module, call: ExprId) -> bool {
    let ExprKind::Call { callee, args, .. } = &module.expr(call).kind else { return false };
    let scope = module.expr(call).scope;
    let (first, last) = match &module.expr(*callee).kind {
        ExprKind::Ident(name) => (name, name),
        ExprKind::Member { object, name } => match &module.expr(*object).kind {
            ExprKind::Ident(first) => (first, &name.name),
            _ => return false,
        },
        _ => return false,
    };
    args.len() == 1 && WRAPPERS.contains(&&**last) && is_of_react(module, scope, first, false)
}

/// The properties of `FC<Props>`.
pub(super) fn component_type(module: &Module, ty: TypeId) -> Option<TypeId> {
    let TypeKind::Name { path, args } = &module.ty(ty).kind else { return None };
    let known =
        COMPONENTS.contains(&&*path.last()?.name) && is_of_react(module, ScopeId::FILE, &path.first()?.name, true);
    args.first().copied().filter(|_| known)
}

/// The name comes from React.
fn is_of_react(module: &Module, scope: ScopeId, name: &str, types: bool) -> bool {
    match module.look_up(scope, name, types).map(|it| &module.binding(it).what) {
        Some(What::Import { source, .. } | What::ImportAll { source }) => source == "react",
        Some(_) => false,
        None => name == "React",
    }
}

/// The parameter of a component whose properties are a type that `is` holds for, where the type of the component says so: `const Row: FC<Props> =
/// ({ jobId }) => …`, `forwardRef<Element, Props>((props) => …)`.
pub(super) fn component_parameter(module: &Module, is: &dyn Fn(TypeId) -> bool) -> Option<RootId> {
    let held = module.roots.iter().filter(|it| it.ty.and_then(|ty| component_type(module, ty)).is_some_and(is));
    let held = held.filter_map(|it| it.init);
    let given = module.exprs.entries().filter_map(|(id, it)| match &it.kind {
        ExprKind::Call { type_args, args, .. } => {
            let (first, rest) = (args.first(), type_args.iter().any(|it| is(*it)));
            first.copied().filter(|_| rest && is_wrapper(module, id))
        }
        _ => None,
    });
    let func = held.chain(given).find_map(|it| match &module.expr(it).kind {
        ExprKind::Func(func) => Some(*func),
        _ => None,
    })?;
    let root = *module.func(func).params.first()?;
    module.roots[root].ty.is_none().then_some(root)
}
