//! What everybody else knows of Markdown.

use super::{MARKDOWN, comments, escapes, extract, layout, links, rewrite};
use crate::lang::generated::by_leader;
use crate::lang::language::{Dialect, Kind, Spec};

/// The record of Markdown.
pub const SPEC: Spec = Spec {
    hits: escapes::hits,
    refers: links::refers,
    comments: |_, text| comments(text),
    layout: layout::keep,
    ground: |_| Box::new(rewrite::Unread),
    ..Spec::listing(DIALECTS, |files| files.each(DIALECTS, |source, hits| extract(source, hits, files.fence)))
};

const DIALECTS: &[Dialect] = &[Dialect {
    language: MARKDOWN,
    about: "`.md .mdx .markdown`",
    files: &[".md", ".mdx", ".markdown"],
    kind: Kind::Document,
    sample: "docs/example.md",
    declares: false,
    comments_speak: false,
    generated_names: &[],
    generated: |text| by_leader(text, &["<!--"]),
}];
