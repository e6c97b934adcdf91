//! Hits to occurrences: names with their symbol `package.Message.field`, comments with what they are about. A comment belongs to what follows
//! it (or to what stands before it on its line).

use rayon::prelude::*;
use smol_str::SmolStr;
use tree_sitter::Node;

use crate::lang::language::Files;
use crate::lang::tree;
use crate::limits;
use crate::model::{Carrier, Certainty, FileFacts, Names, Occurrence, Role, Source, Span, SymbolId, SymbolInfo};
use crate::text::sentences::{comment_block, line, sentence, stem, textual, words_only};
use crate::text::words::TermHit;

use super::PROTO;
use super::resolve::{DeclId, Protos, Reference, Target, read_all};
use super::syntax::{Kind, read};

/// Lists every hit of all `.proto` files. A file that the grammar can't read at all is listed by its words.
pub fn facts(files: &Files) -> Vec<FileFacts> {
    let with_hits =
        || files.sources.iter().zip(files.hits).filter(|(it, hits)| it.language == PROTO && !hits.is_empty());
    if with_hits().next().is_none() {
        return Vec::new();
    }
    let protos = read_all(files.sources, |it| &it.text);
    let one = |(source, hits): (&Source, &Vec<TermHit>)| {
        let _on = limits::on(&source.absolute);
        extract(&protos, files.sources, source, hits)
    };
    let mine: Vec<(&Source, &Vec<TermHit>)> = with_hits().collect();
    mine.into_par_iter().map(one).collect()
}

fn extract(protos: &Protos, sources: &[Source], source: &Source, hits: &[TermHit]) -> FileFacts {
    let file = protos.index(source.id);
    let Some((tree, file)) = tree::parse(&tree_sitter_proto::LANGUAGE.into(), &source.text).zip(file) else {
        return words_only(source, hits, Role::Other);
    };
    let mut reader = Reader { protos, sources, source, file, facts: FileFacts::default(), items: Vec::new() };
    reader.collect(tree.root_node());
    reader.place(hits);
    reader.facts
}

/// The files of one repository that others can import, by each ending of their paths, and what is imported and not there.
pub fn names(sources: &[&Source]) -> Names {
    let mut names = Names::default();
    let files = || sources.iter().filter(|it| it.language == PROTO);
    for source in files() {
        names.offers.extend(source.path.match_indices('/').map(|(at, _)| SmolStr::new(&source.path[at + 1..])));
        names.offers.insert(SmolStr::new(&source.path));
    }
    let imports = files().filter_map(|it| read(&it.text)).flat_map(|it| it.imports).map(|it| it.path);
    names.asks = imports.filter(|it| !names.offers.contains(it)).collect();
    names
}

/// What a declaration is to everybody.
pub(super) fn role(kind: Kind) -> Role {
    match kind {
        Kind::Message | Kind::Enum | Kind::Service | Kind::Group => Role::Type,
        Kind::Call => Role::Method,
        Kind::Field | Kind::Extension | Kind::OneOf | Kind::Value => Role::ProtoField,
    }
}

/// A declared name, or text that may hold a hit.
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
    Declares,
    Comment,
    Text,
    Other,
}

struct Reader<'a> {
    protos: &'a Protos,
    sources: &'a [Source],
    source: &'a Source,
    file: usize,
    facts: FileFacts,
    items: Vec<Part>,
}

impl Reader<'_> {
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
                    if let Some(name) = node.named_child(0) {
                        item(name, PartKind::Package, &scope, node);
                        scope.insert(stem_parts.min(scope.len()), SmolStr::new(text(name)));
                    }
                    return false;
                }
                "message" | "enum" | "service" | "group" | "rpc" => {
                    if let Some(name) = tree::children(node).find(|it| it.kind().ends_with("_name")) {
                        item(name, PartKind::Declares, &scope, node);
                        if scope.len() < 64 {
                            scope.push(SmolStr::new(text(name)));
                            opened.push(node.id());
                        }
                    }
                }
                "field" | "map_field" | "oneof_field" | "enum_field" | "oneof" => {
                    if let Some(name) = tree::children(node).find(|it| it.kind() == "identifier") {
                        item(name, PartKind::Declares, &scope, if node.kind() == "oneof" { name } else { node });
                    }
                }
                "comment" => item(node, PartKind::Comment, &scope, node),
                "string" => item(node, PartKind::Text, &scope, node),
                "identifier" | "reserved_identifier" | "full_ident" | "ERROR" => {
                    item(node, PartKind::Other, &scope, node);
                }
                _ => {}
            }
            true
        });
        self.items.sort_by_key(|item| (item.span.start, item.span.end));
    }

    fn place(&mut self, hits: &[TermHit]) {
        let protos = self.protos;
        let references = protos.references_in(self.file);
        // Smaller items are inside larger ones; the smallest that holds the hit says most, a declaration before a mere name.
        for hit in hits {
            let up_to = self.items.partition_point(|item| item.span.start <= hit.span.start);
            let found = self.items[..up_to]
                .iter()
                .rev()
                .take(64)
                .filter(|item| item.span.overlaps(hit.span))
                .min_by_key(|item| (item.span.len(), item.kind == PartKind::Other));
            let next = references.partition_point(|it| it.span.start <= hit.span.start);
            let reference = next.checked_sub(1).map(|at| references[at]).filter(|it| it.span.overlaps(hit.span));
            let occurrence = match found {
                Some(item) if item.kind == PartKind::Comment => self.comment(hit, item),
                Some(item) => {
                    let (kind, span, whole) = (item.kind, item.span, item.whole);
                    let shown = line(&self.source.text, hit.span);
                    let mut it = textual(self.source, hit, Role::Other, item.scope.clone(), shown);
                    match (kind, reference) {
                        (PartKind::Declares, _) => self.declares(&mut it, span, whole),
                        (_, Some(reference)) => self.names(&mut it, reference),
                        (PartKind::Package, _) => it.role = Role::Import,
                        (PartKind::Text, _) => it.role = Role::StringLiteral,
                        _ => {}
                    }
                    it
                }
                None => textual(self.source, hit, Role::Other, Vec::new(), line(&self.source.text, hit.span)),
            };
            self.facts.occurrences.push(occurrence);
        }
    }

    fn declares(&mut self, it: &mut Occurrence, name: Span, whole: Span) {
        let Some(id) = self.protos.declared(self.source.id, name) else { return };
        let decl = self.protos.decl(id);
        it.role = role(decl.kind);
        it.symbol = Some(self.symbol(id));
        it.declaration = true;
        it.certainty = Certainty::Resolved;
        if decl.kind == Kind::Field {
            // A field and the one that takes its place stand in one message.
            it.group = decl.parent.map(|it| self.protos.file(self.file).decls[it].whole);
        }
        if it.role == Role::ProtoField {
            it.carrier = Some(Carrier::Document);
            self.name_type(it, whole);
        }
    }

    fn names(&mut self, it: &mut Occurrence, reference: Reference) {
        match reference.target {
            Target::Decl(id) => {
                it.role = role(self.protos.decl(id).kind);
                it.symbol = Some(self.symbol(id));
                it.certainty = Certainty::Resolved;
            }
            Target::Package => it.role = Role::Import,
            Target::Outside if reference.is_type => {
                it.role = Role::Type;
                it.certainty = Certainty::Inferred;
                it.symbol = Some(self.outside(reference.span, it.context.clone()));
            }
            Target::Outside => {}
        }
    }

    /// A type that no file declares which is imported. An unqualified name can only be of the same package.
    fn outside(&mut self, part: Span, context: Vec<SmolStr>) -> SymbolId {
        let text = &self.source.text;
        let before = &text[..part.start as usize];
        let dotted = before.trim_end_matches(|it: char| it == '.' || it == '_' || it.is_ascii_alphanumeric());
        let name = text[dotted.len()..part.end as usize].trim_start_matches('.');
        let package = self.protos.file(self.file).package.as_ref().filter(|_| !name.contains('.'));
        let path = package.map_or_else(|| SmolStr::new(name), |(package, _)| SmolStr::new(format!("{package}.{name}")));
        self.intern(path, Role::Type, None, context)
    }

    fn symbol(&mut self, id: DeclId) -> SymbolId {
        let (decl, file) = (self.protos.decl(id), self.protos.file(id.file));
        let source = &self.sources[self.protos.id(id.file).0 as usize];
        let mut context: Vec<SmolStr> = stem(&source.path).into_iter().collect();
        context.extend(file.package.iter().map(|(name, _)| name.clone()));
        context.extend(file.path(id.decl));
        context.pop();
        let path = SmolStr::new(self.protos.full_name(id));
        self.intern(path, role(decl.kind), Some((source, decl.span)), context)
    }

    fn intern(&mut self, path: SmolStr, role: Role, decl: Option<(&Source, Span)>, context: Vec<SmolStr>) -> SymbolId {
        let name = path.rsplit('.').next().map(SmolStr::new).unwrap_or_default();
        self.facts.symbols.intern(SymbolInfo {
            path,
            scope: SmolStr::default(),
            name,
            role,
            decl: decl.map(|(source, span)| (source.id, span)),
            context,
            generated: decl.map_or(self.source.generated, |(source, _)| source.generated),
            external: false,
        })
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
        let near = |from: usize| self.items[from..].iter().take(16).find(|it| it.kind == PartKind::Declares);
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::testing::{facts_of, only};
    use crate::text::words::TermSet;

    /// The facts of the only file.
    fn alone(source: &Source, hits: &[TermHit], _: &TermSet) -> FileFacts {
        let sources = std::slice::from_ref(source);
        extract(&read_all(sources, |it| &it.text), sources, source, hits)
    }

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
        let facts = facts_of(alone, "planning.proto", PROTO, FILE);
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
        let facts = facts_of(alone, "planning.proto", PROTO, FILE);
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
        let facts = facts_of(alone, "planning.proto", PROTO, FILE);
        let comments: Vec<_> = facts.occurrences.iter().filter(|it| it.role == Role::Comment).collect();
        assert_eq!(comments[0].context, ["planning", "sem.planning", "PlanningRun"]);
        assert_eq!(comments[0].text, "Identifies one planning run.");
        assert_eq!(comments[1].context.last().map(|it| it.as_str()), Some("run_id"));
        assert_eq!(comments[2].context, ["planning", "sem.planning"]);
    }

    #[test]
    fn a_file_that_does_not_parse_loses_no_hit() {
        let deep = format!("package a; {} string run_id = 1;", "message M { ".repeat(10_000));
        assert_eq!(facts_of(alone, "a.proto", PROTO, &deep).occurrences.len(), 1);
        assert_eq!(facts_of(alone, "a.proto", PROTO, "run_id }{ = run").occurrences.len(), 2);
    }
}
