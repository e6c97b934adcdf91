//! Protocol Buffers: messages, fields, enums, services and their comments. A comment belongs to what follows it (or to what
//! stands before it on its line). The links to generated code are made elsewhere.

pub mod language;
mod rewrite;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use tree_sitter::Node;

use crate::lang::tree;
use crate::model::{Carrier, Certainty, FileFacts, Language, Occurrence, Role, Source, Span, SymbolId, SymbolInfo};
use crate::text::sentences::{comment_block, line, sentence, stem, textual, words_only};
use crate::text::words::{TermHit, TermSet};

/// Protocol Buffers.
pub const PROTO: Language = Language::named("proto");

/// Lists every hit of a `.proto` file: names with their symbol `package.Message.field`, comments with what they are about.
/// A file that the grammar can't read at all is listed by its words.
pub fn extract(source: &Source, hits: &[TermHit], _terms: &TermSet) -> FileFacts {
    if hits.is_empty() {
        return FileFacts::default();
    }
    let Some(tree) = tree::parse(&tree_sitter_proto::LANGUAGE.into(), &source.text) else {
        return words_only(source, hits, Role::Other);
    };
    let mut reader =
        ProtoReader { source, facts: FileFacts::default(), items: Vec::new(), types: FxHashMap::default() };
    reader.collect(tree.root_node());
    reader.place(hits);
    reader.facts
}

/// The places of `text` that the grammar can't read.
pub fn syntax_errors(text: &str) -> Vec<Span> {
    let tree = tree::parse(&tree_sitter_proto::LANGUAGE.into(), text);
    tree.map_or_else(|| vec![Span::new(0, text.len())], |tree| tree::errors(&tree))
}

/// The comments of `text`, with their marks.
pub fn comments(text: &str) -> Vec<Span> {
    tree::comments(&tree_sitter_proto::LANGUAGE.into(), text)
}

/// A declared name or the use of a type name.
struct Part {
    span: Span,
    kind: PartKind,
    /// Enclosing names, outermost first, package included.
    scope: Vec<SmolStr>,
    /// The whole declaration, for comments.
    whole: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PartKind {
    Package,
    Declares(Role),
    /// The type of a field or of a call: a name relative to the scope.
    Uses,
    Comment,
    Text,
    Other,
}

struct ProtoReader<'a> {
    source: &'a Source,
    facts: FileFacts,
    items: Vec<Part>,
    /// Declared messages and enums by full name.
    types: FxHashMap<SmolStr, Span>,
}

impl ProtoReader<'_> {
    fn collect(&mut self, root: Node<'_>) {
        let mut scope: Vec<SmolStr> = stem(&self.source.path).into_iter().collect();
        let stem_parts = scope.len();
        let mut opened: Vec<usize> = Vec::new();
        tree::walk(root, |node, leaving| {
            if leaving {
                if opened.last() == Some(&node.id()) {
                    opened.pop();
                    scope.pop();
                }
                return true;
            }
            let text = |node: Node<'_>| self.source.text.get(node.byte_range()).unwrap_or_default();
            let mut item = |node: Node<'_>, kind: PartKind, scope: &[SmolStr], whole: Node<'_>| {
                self.items.push(Part { span: tree::span(node), kind, scope: scope.to_vec(), whole: tree::span(whole) });
            };
            match node.kind() {
                "package" => {
                    let name = node.named_child(0);
                    if let Some(name) = name {
                        item(name, PartKind::Package, &scope, node);
                        scope.insert(stem_parts.min(scope.len()), SmolStr::new(text(name)));
                    }
                    return false;
                }
                "message" | "enum" | "service" | "group" | "rpc" => {
                    let name = tree::children(node).find(|it| it.kind().ends_with("_name"));
                    if let Some(name) = name {
                        let kind = if node.kind() == "rpc" { Role::Method } else { Role::Type };
                        item(name, PartKind::Declares(kind), &scope, node);
                        if kind == Role::Type && node.kind() != "service" {
                            self.types
                                .insert(path_of(&scope[stem_parts.min(scope.len())..], text(name)), tree::span(name));
                        }
                        if scope.len() < 64 {
                            scope.push(SmolStr::new(text(name)));
                            opened.push(node.id());
                        }
                    }
                }
                "field" | "map_field" | "oneof_field" | "enum_field" => {
                    if let Some(name) = tree::children(node).find(|it| it.kind() == "identifier") {
                        item(name, PartKind::Declares(Role::ProtoField), &scope, node);
                    }
                }
                "oneof" => {
                    if let Some(name) = tree::children(node).find(|it| it.kind() == "identifier") {
                        item(name, PartKind::Declares(Role::ProtoField), &scope, name);
                    }
                }
                "message_or_enum_type" => {
                    item(node, PartKind::Uses, &scope, node);
                    return false;
                }
                "comment" => item(node, PartKind::Comment, &scope, node),
                "string" => item(node, PartKind::Text, &scope, node),
                "identifier" | "reserved_identifier" | "full_ident" | "ERROR" => {
                    item(node, PartKind::Other, &scope, node)
                }
                _ => {}
            }
            true
        });
        self.items.sort_by_key(|item| (item.span.start, item.span.end));
    }

    fn place(&mut self, hits: &[TermHit]) {
        let package_at = usize::from(stem(&self.source.path).is_some());
        // Smaller items are inside larger ones; the smallest that holds the hit says most, a declaration before a mere name.
        for hit in hits {
            let up_to = self.items.partition_point(|item| item.span.start <= hit.span.start);
            let found = self.items[..up_to]
                .iter()
                .rev()
                .take(64)
                .filter(|item| item.span.overlaps(hit.span))
                .min_by_key(|item| (item.span.len(), item.kind == PartKind::Other));
            let occurrence = match found {
                Some(item) if item.kind == PartKind::Comment => self.comment(hit, item),
                Some(item) => {
                    let context = item.scope.clone();
                    let shown = line(&self.source.text, hit.span);
                    let (role, kind, span, whole) = match item.kind {
                        PartKind::Declares(role) => (role, item.kind, item.span, item.whole),
                        PartKind::Uses => (Role::Type, item.kind, item.span, item.whole),
                        PartKind::Package => (Role::Import, item.kind, item.span, item.whole),
                        PartKind::Text => (Role::StringLiteral, item.kind, item.span, item.whole),
                        _ => (Role::Other, item.kind, item.span, item.whole),
                    };
                    let mut it = textual(self.source, hit, role, context, shown);
                    self.bind(&mut it, kind, span, package_at);
                    if matches!(kind, PartKind::Declares(_)) && it.role == Role::ProtoField {
                        self.name_type(&mut it, whole);
                        it.carrier = Some(Carrier::Document);
                    }
                    it
                }
                None => textual(self.source, hit, Role::Other, Vec::new(), line(&self.source.text, hit.span)),
            };
            self.facts.occurrences.push(occurrence);
        }
    }

    /// Gives a declaration, or a use of a type of this file, its symbol.
    fn bind(&mut self, it: &mut Occurrence, kind: PartKind, span: Span, package_at: usize) {
        let name = self.source.text.get(span.range()).unwrap_or_default().trim();
        let scope = &it.context[package_at.min(it.context.len())..];
        match kind {
            PartKind::Declares(role) => {
                let path = path_of(scope, name);
                it.symbol = Some(self.intern(path, role, Some(span), it.context.clone()));
                it.declaration = true;
                it.certainty = Certainty::Resolved;
            }
            PartKind::Uses => {
                let (path, decl) = self.look_up(scope, name);
                it.certainty = if decl.is_some() { Certainty::Resolved } else { Certainty::Inferred };
                it.symbol = Some(self.intern(path, Role::Type, decl, it.context.clone()));
            }
            _ => {}
        }
    }

    /// A type name as protoc looks it up: in the innermost message first, then outward, then as written.
    fn look_up(&self, scope: &[SmolStr], name: &str) -> (SmolStr, Option<Span>) {
        let name = name.trim_start_matches('.');
        for depth in (0..=scope.len()).rev() {
            let path = path_of(&scope[..depth], name);
            if let Some(span) = self.types.get(&path) {
                return (path, Some(*span));
            }
        }
        // Of another file: an unqualified name can only be of the same package.
        let package = scope.first().filter(|_| !name.contains('.'));
        (package.map_or_else(|| SmolStr::new(name), |it| path_of(std::slice::from_ref(it), name)), None)
    }

    /// The type of a field says what it holds: `PlanningRun run = 1`.
    fn name_type(&self, it: &mut Occurrence, field: Span) {
        let words = self.source.text.get(field.range()).unwrap_or_default();
        let typed = words.split_whitespace().find(|it| !matches!(*it, "repeated" | "optional" | "required"));
        if let Some(typed) = typed.filter(|it| it.starts_with(|first: char| first.is_uppercase())) {
            it.context.push(SmolStr::new(typed));
        }
    }

    fn comment(&self, hit: &TermHit, item: &Part) -> Occurrence {
        let bounds = comment_block(&self.source.text, item.span, "//");
        let about = self.about(item.span, bounds);
        let mut context = item.scope.clone();
        if let Some(about) = about {
            let name = self.source.text.get(about.span.range()).unwrap_or_default();
            context = about.scope.iter().cloned().chain([SmolStr::new(name)]).collect();
        }
        textual(self.source, hit, Role::Comment, context, sentence(&self.source.text, bounds, hit.span))
    }

    /// What a comment is about: the declaration before it on its line, else the next one.
    fn about(&self, comment: Span, block: Span) -> Option<&Part> {
        let text = &*self.source.text;
        let line_start = text[..comment.start as usize].rfind('\n').map_or(0, |at| at + 1);
        // Items stand in the order of their names, and a comment never stands between a declaration's start and its name.
        let near = |from: usize| self.items[from..].iter().take(16).find(|it| matches!(it.kind, PartKind::Declares(_)));
        let same_line = near(self.items.partition_point(|it| (it.span.start as usize) < line_start));
        same_line.filter(|it| it.span.end <= comment.start).or_else(|| {
            near(self.items.partition_point(|it| it.span.start < block.end)).filter(|item| {
                text.get(block.end as usize..item.whole.start as usize).is_some_and(|gap| {
                    // An empty line between them: the comment is about the file.
                    gap.trim().is_empty() && gap.matches('\n').count() < 2
                })
            })
        })
    }

    fn intern(&mut self, path: SmolStr, role: Role, decl: Option<Span>, context: Vec<SmolStr>) -> SymbolId {
        let name = path.rsplit('.').next().map(SmolStr::new).unwrap_or_default();
        self.facts.symbols.intern(SymbolInfo {
            path,
            scope: SmolStr::default(),
            name,
            role,
            decl: decl.map(|span| (self.source.id, span)),
            context,
            generated: self.source.generated,
            external: false,
        })
    }
}

fn path_of(scope: &[SmolStr], name: &str) -> SmolStr {
    let mut path = String::new();
    for part in scope {
        path.push_str(part);
        path.push('.');
    }
    path.push_str(name);
    SmolStr::new(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::testing::{facts_of, only};

    const FILE: &str = r#"syntax = "proto3";
package sem.planning;

// Identifies one planning run.
message PlanningRun {
  string run_id = 1; // the run id of the planner
  map<string, int32> runs = 2;
  message Inner { repeated PlanningRun run_list = 1; }
  oneof run_choice { string run_a = 4; other.Thing run_b = 5; }
}

/* Detached run note. */

service Runs { rpc StartRun(PlanningRun) returns (.sem.planning.PlanningRun); }
enum RunState { RUN_STATE_UNKNOWN = 0; }
"#;

    #[test]
    fn fields_are_named_after_package_and_message() {
        let facts = facts_of(super::extract, "planning.proto", PROTO, FILE);
        let (it, symbol) = only(&facts, FILE, "run_id");
        assert_eq!(symbol.map(|it| it.path.as_str()), Some("sem.planning.PlanningRun.run_id"));
        assert_eq!((it.role, it.declaration, it.certainty), (Role::ProtoField, true, Certainty::Resolved));
        for (name, path) in [
            ("run_list", "sem.planning.PlanningRun.Inner.run_list"),
            ("run_b", "sem.planning.PlanningRun.run_b"),
            ("StartRun", "sem.planning.Runs.StartRun"),
            ("RUN_STATE_UNKNOWN", "sem.planning.RunState.RUN_STATE_UNKNOWN"),
            ("RunState", "sem.planning.RunState"),
            ("runs", "sem.planning.PlanningRun.runs"),
        ] {
            assert_eq!(only(&facts, FILE, name).1.map(|it| it.path.as_str()), Some(path), "{name}");
        }
    }

    #[test]
    fn a_type_name_is_looked_up_from_the_inside_out() {
        let facts = facts_of(super::extract, "planning.proto", PROTO, FILE);
        let declared: Vec<_> = facts
            .occurrences
            .iter()
            .filter(|it| &FILE[it.span.range()] == "PlanningRun")
            .filter_map(|it| it.symbol)
            .collect();
        assert_eq!(declared.len(), 4, "one declaration and three uses");
        assert!(declared.iter().all(|it| *it == declared[0]));
    }

    #[test]
    fn a_comment_belongs_to_what_follows_or_stands_before_it() {
        let facts = facts_of(super::extract, "planning.proto", PROTO, FILE);
        let comments: Vec<_> = facts.occurrences.iter().filter(|it| it.role == Role::Comment).collect();
        assert_eq!(comments[0].context, ["planning", "sem.planning", "PlanningRun"]);
        assert_eq!(comments[0].text, "Identifies one planning run.");
        assert_eq!(comments[1].context.last().map(|it| it.as_str()), Some("run_id"));
        assert_eq!(comments[2].context, ["planning", "sem.planning"]);
    }

    #[test]
    fn a_file_that_does_not_parse_loses_no_hit() {
        let deep = format!("package a; {} string run_id = 1;", "message M { ".repeat(10_000));
        assert_eq!(facts_of(super::extract, "a.proto", PROTO, &deep).occurrences.len(), 1);
        assert_eq!(facts_of(super::extract, "a.proto", PROTO, "run_id }{ = run").occurrences.len(), 2);
    }
}
