//! The declarations of the language's library and of well-known packages, in TypeScript's own syntax: they stand in for what is
//! not installed.

use std::sync::{Arc, OnceLock};

use super::project::Loaded;
use super::ty::ModId;
use crate::lang::tree;
use crate::lang::typescript::syntax::lower::lower;
use crate::lang::typescript::syntax::module::*;
use crate::model::RepoId;

/// The path of a library file starts with this: no file of a repository does.
const PREFIX: &str = "<library>/";

const FILES: [(&str, &str); 5] = [
    ("es.d.ts", include_str!("../library/es.d.ts")),
    ("dom.d.ts", include_str!("../library/dom.d.ts")),
    ("node.d.ts", include_str!("../library/node.d.ts")),
    ("react.d.ts", include_str!("../library/react.d.ts")),
    ("packages.d.ts", include_str!("../library/packages.d.ts")),
];

/// The types of the library that the language itself knows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Library {
    pub(super) module: ModId,
    pub(super) array: Option<ShapeId>,
    pub(super) readonly_array: Option<ShapeId>,
    pub(super) promise: Option<ShapeId>,
    pub(super) promise_like: Option<ShapeId>,
    pub(super) string: Option<ShapeId>,
    pub(super) number: Option<ShapeId>,
    pub(super) boolean: Option<ShapeId>,
    pub(super) function: Option<ShapeId>,
    pub(super) regexp: Option<ShapeId>,
    pub(super) generator: Option<ShapeId>,
    pub(super) async_generator: Option<ShapeId>,
}

impl Library {
    /// The files of the library, read once.
    pub(super) fn files() -> &'static [Arc<Loaded>] {
        static FILES_READ: OnceLock<Vec<Arc<Loaded>>> = OnceLock::new();
        FILES_READ.get_or_init(|| {
            let read = |(name, text): &(&str, &str)| {
                let path = format!("{PREFIX}{name}");
                let tree = tree::parse(&tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(), text)?;
                let module = lower(&path, text, tree.root_node());
                Some(Arc::new(Loaded {
                    module,
                    trees: None,
                    repo: RepoId(u32::MAX),
                    file: None,
                    generated: false,
                    index: OnceLock::new(),
                }))
            };
            FILES.iter().filter_map(read).collect()
        })
    }

    /// A file of the library has this path.
    pub(super) fn is_library(path: &str) -> bool {
        path.starts_with(PREFIX)
    }

    /// The types of the first file, which is the module `first`.
    pub(super) fn of(first: Option<ModId>, loaded: impl Fn(ModId) -> Arc<Loaded>) -> Self {
        let Some(module) = first else { return Self::default() };
        let loaded = loaded(module);
        let named = |name: &str| {
            let found = loaded.module.scopes[ScopeId::FILE].names.get(name)?.iter();
            found.copied().find_map(|id| match loaded.module.binding(id).what {
                What::Interface(shape) | What::Class(shape) => Some(shape),
                _ => None,
            })
        };
        Self {
            module,
            array: named("Array"),
            readonly_array: named("ReadonlyArray"),
            promise: named("Promise"),
            promise_like: named("PromiseLike"),
            string: named("String"),
            number: named("Number"),
            boolean: named("Boolean"),
            function: named("Function"),
            regexp: named("RegExp"),
            generator: named("Generator"),
            async_generator: named("AsyncGenerator"),
        }
    }
}
