//! What everybody else knows of TypeScript, TSX and JavaScript.

use super::resolve::project::names::names;
use super::{JAVASCRIPT, Project, SVELTE, TSX, TYPESCRIPT, VUE, answers, comments, extract_in, rewrite, syntax_errors};
use crate::lang::generated::by_comment;
use crate::lang::language::{Dialect, Files, Kind, Spec};
use crate::model::{FileFacts, FileId};

/// The record of TypeScript and its dialects.
pub const SPEC: Spec = Spec {
    errors: syntax_errors,
    comments,
    ground: |_| Box::new(rewrite::rewriter::Scripts),
    fences: &["ts", "tsx", "typescript", "js", "jsx", "javascript", "svelte", "vue"],
    module_files: &["package.json", "tsconfig.json"],
    compiled,
    names,
    refs: Some(answers::refs::refs),
    facts_of: Some(answers::rename::facts_of),
    uses_of: Some(answers::made::uses_of),
    declares: answers::made::declares,
    ..Spec::listing(DIALECTS, facts)
};

/// Declaration files and JavaScript are made from these.
fn compiled(name: &str) -> bool {
    let ends = |ending: &str| name.ends_with(ending);
    [".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro"].into_iter().any(ends)
        && ![".d.ts", ".d.mts", ".d.cts"].into_iter().any(ends)
}

const DIALECTS: &[Dialect] = &[
    Dialect {
        language: TYPESCRIPT,
        about: "`.ts .mts .cts`",
        files: &[".ts", ".mts", ".cts"],
        sample: "src/example.ts",
        generated_names: &["_pb.ts", "_pb.d.ts", ".pb.ts"],
        ..SCRIPT
    },
    Dialect { language: TSX, about: "`.tsx`", files: &[".tsx"], sample: "src/Example.tsx", ..SCRIPT },
    Dialect {
        language: JAVASCRIPT,
        about: "`.js .mjs .cjs .jsx`: read with the TSX grammar, which is a superset.",
        files: &[".js", ".mjs", ".cjs", ".jsx"],
        sample: "src/example.js",
        declares: false,
        generated_names: &["_pb.js"],
        ..SCRIPT
    },
    Dialect {
        language: SVELTE,
        about: "`.svelte`: scripts and template are one module",
        files: &[".svelte"],
        sample: "src/Example.svelte",
        ..SCRIPT
    },
    Dialect {
        language: VUE,
        about: "`.vue`: scripts and template are one module",
        files: &[".vue"],
        sample: "src/Example.vue",
        ..SCRIPT
    },
];

/// What the dialects have in common.
const SCRIPT: Dialect = Dialect {
    language: TYPESCRIPT,
    about: "",
    files: &[],
    kind: Kind::Code,
    sample: "",
    declares: true,
    comments_speak: false,
    generated_names: &[],
    generated: by_comment,
};

/// One project for all files: imports are followed from one into another.
fn facts(files: &Files) -> Vec<FileFacts> {
    let has_hit = |file: FileId| !files.hits[file.0 as usize].is_empty();
    let project = Project::on_disk(files.repos, files.sources, files.disk.clone()).with_trees_of(has_hit);
    files.each(DIALECTS, |source, hits| extract_in(&project, source, hits, files.terms))
}
