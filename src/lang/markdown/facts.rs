//! Markdown: headings, sentences, code spans, fences, tables, front matter, comments. Names in documents get no symbol; what
//! stands around them (headings, the other cells of a row, the type in a code block, the dotted name) is their context.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, MetadataBlockKind, Parser, Tag, TagEnd};
use smol_str::SmolStr;

use super::links::Links;
use super::syntax::OPTIONS;
use crate::lang::language::Fence;
use crate::model::{FileFacts, Occurrence, Role, Source, Span};
use crate::text::brackets::names_around;
use crate::text::sentences::{floor, line, sentence, stem, textual};
use crate::text::words::TermHit;

/// Why nothing is written in a block of code that is a diff.
const CHANGE: &str = "a diff is history: both of its sides say what was there then";

/// The comments of a document (`<!-- … -->`), with their marks: none of those that a code block shows.
pub fn comments(text: &str) -> Vec<Span> {
    let events = Parser::new_ext(text, OPTIONS).into_offset_iter();
    let html = events.filter(|(event, _)| matches!(event, Event::Html(_) | Event::InlineHtml(_)));
    let comment = |range: std::ops::Range<usize>| {
        let shown = text.get(range.clone())?;
        let start = range.start + (shown.len() - shown.trim_start().len());
        shown.trim_start().starts_with("<!--").then(|| Span::new(start, range.start + shown.trim_end().len()))
    };
    html.filter_map(|(_, range)| comment(range)).collect()
}

/// Lists every hit of a Markdown file. `fence_of` knows what reads the code blocks of each language.
pub fn extract(source: &Source, hits: &[TermHit], fence_of: fn(&str) -> Option<Fence>) -> FileFacts {
    if hits.is_empty() {
        return FileFacts::default();
    }
    let mut reader = DocumentReader::new(source, hits, fence_of);
    reader.read();
    reader.finish()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RegionKind {
    Prose,
    CodeSpan,
    Fence,
    Comment,
    FrontMatter,
    Target,
}

/// A stretch of the document that holds hits.
struct Region {
    span: Span,
    kind: RegionKind,
    /// Index of the inline run (for sentences).
    run: usize,
    context: Vec<SmolStr>,
    language: SmolStr,
}

struct DocumentReader<'a> {
    source: &'a Source,
    hits: &'a [TermHit],
    fence_of: fn(&str) -> Option<Fence>,
    /// The open headings and their levels.
    headings: Vec<(HeadingLevel, SmolStr)>,
    regions: Vec<Region>,
    /// Consecutive inline text of one block.
    runs: Vec<Span>,
    in_run: bool,
    /// Where the cells of the current table row are, and the header's cells.
    cells: Vec<Span>,
    header: Vec<SmolStr>,
    row_regions: usize,
    fence: Option<SmolStr>,
    heading_text: Option<String>,
}

/// Names longer than this (bytes) are cut when they become context.
const NAME: usize = 80;

impl<'a> DocumentReader<'a> {
    fn new(source: &'a Source, hits: &'a [TermHit], fence_of: fn(&str) -> Option<Fence>) -> Self {
        Self {
            source,
            hits,
            fence_of,
            headings: Vec::new(),
            regions: Vec::new(),
            runs: vec![Span::default()],
            in_run: false,
            cells: Vec::new(),
            header: Vec::new(),
            row_regions: 0,
            fence: None,
            heading_text: None,
        }
    }

    fn read(&mut self) {
        let mut front_matter = false;
        for (event, range) in Parser::new_ext(&self.source.text, OPTIONS).into_offset_iter() {
            let span = Span::new(range.start, range.end);
            match event {
                Event::Text(text) if self.fence.is_none() && !front_matter => {
                    self.inline(span, RegionKind::Prose);
                    self.add_to_heading(&text);
                }
                Event::Text(_) => {
                    let kind = if front_matter { RegionKind::FrontMatter } else { RegionKind::Fence };
                    self.region(span, kind);
                }
                Event::Code(text) => {
                    self.inline(span, RegionKind::CodeSpan);
                    self.add_to_heading(&text);
                }
                Event::Html(_) | Event::InlineHtml(_) => {
                    let comment = self.source.text.get(range).is_some_and(|it| it.trim_start().starts_with("<!--"));
                    self.inline(span, if comment { RegionKind::Comment } else { RegionKind::Prose });
                }
                Event::SoftBreak | Event::HardBreak | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
                Event::Start(Tag::MetadataBlock(MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle)) => {
                    front_matter = true;
                }
                Event::End(TagEnd::MetadataBlock(_)) => front_matter = false,
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => {
                    self.extend_run(span);
                    self.region(span, RegionKind::Target);
                }
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => self.extend_run(span),
                Event::End(
                    TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image,
                ) => {}
                Event::Start(tag) => self.start(&tag, span),
                Event::End(tag) => self.end(tag),
                _ => {}
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        self.in_run = false;
        match tag {
            Tag::Heading { level, .. } => {
                while self.headings.last().is_some_and(|(open, _)| open >= level) {
                    self.headings.pop();
                }
                self.headings.push((*level, SmolStr::default()));
                self.heading_text = Some(String::new());
            }
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => {
                        info.split([' ', ',', '{']).next().unwrap_or_default().to_lowercase()
                    }
                    CodeBlockKind::Indented => String::new(),
                };
                self.fence = Some(SmolStr::new(info));
                // The info string may hold a hit: ```go title="run.go"
                self.region(span, RegionKind::Fence);
            }
            Tag::TableHead | Tag::TableRow => {
                self.cells.clear();
                self.row_regions = self.regions.len();
            }
            Tag::TableCell => self.cells.push(span),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.in_run = false;
        match tag {
            TagEnd::Heading(_) => {
                if let (Some(text), Some(open)) = (self.heading_text.take(), self.headings.last_mut()) {
                    open.1 = SmolStr::new(&text[..floor(&text, NAME)]);
                }
            }
            TagEnd::CodeBlock => self.fence = None,
            TagEnd::TableHead => {
                self.header = self.cell_texts();
                self.row();
            }
            TagEnd::TableRow => self.row(),
            _ => {}
        }
    }

    /// A table row ends: its cells, and the heads of their columns, are context of its hits.
    fn row(&mut self) {
        if self.row_regions == self.regions.len() {
            return;
        }
        let texts = self.cell_texts();
        for region in &mut self.regions[self.row_regions..] {
            let column = self.cells.iter().position(|cell| cell.contains(region.span));
            let head = column.and_then(|it| self.header.get(it)).filter(|it| !texts.contains(it));
            region.context.extend(head.cloned().into_iter().chain(texts.iter().filter(|it| !it.is_empty()).cloned()));
        }
    }

    fn cell_texts(&self) -> Vec<SmolStr> {
        let text = |cell: &Span| {
            let text = self.source.text.get(cell.range()).unwrap_or_default().trim_matches(['|', ' ', '`', '*', '\t']);
            SmolStr::new(&text[..floor(text, NAME)])
        };
        self.cells.iter().take(16).map(text).collect()
    }

    fn add_to_heading(&mut self, text: &str) {
        if let Some(heading) = self.heading_text.as_mut().filter(|it| it.len() < NAME) {
            heading.push_str(text);
        }
    }

    fn inline(&mut self, span: Span, kind: RegionKind) {
        self.extend_run(span);
        self.region(span, kind);
    }

    fn extend_run(&mut self, span: Span) {
        match self.runs.last_mut() {
            Some(run) if self.in_run => run.end = run.end.max(span.end),
            _ => self.runs.push(span),
        }
        self.in_run = true;
    }

    fn region(&mut self, span: Span, kind: RegionKind) {
        // The event may be the part of a hit that spans two (`run` and `id` around a line break).
        let first = self.hits.partition_point(|hit| hit.span.end <= span.start);
        if self.hits.get(first).is_none_or(|hit| !hit.span.overlaps(span)) {
            return;
        }
        let context = self.headings.iter().map(|(_, text)| text.clone()).filter(|it| !it.is_empty()).collect();
        let language = self.fence.clone().unwrap_or_default();
        self.regions.push(Region { span, kind, run: self.runs.len() - 1, context, language });
    }

    fn finish(mut self) -> FileFacts {
        let mut regions = std::mem::take(&mut self.regions);
        regions.sort_by_key(|it| (it.span.start, std::cmp::Reverse(it.span.end)));
        let code = self.code_contexts(&regions);
        let stem = stem(&self.source.path);
        let links = Links::read(&self.source.text);
        let place = |(at, hit): (usize, &TermHit)| {
            let mut it = self.place(hit, &regions);
            it.kept = it.kept.or_else(|| links.kept(&self.source.text, hit.span).map(SmolStr::new_static));
            it.context.splice(0..0, stem.clone());
            it.context.extend(code[at].iter().cloned());
            it.context.extend(dotted(&self.source.text, hit.span));
            it
        };
        let occurrences = self.hits.iter().enumerate().map(place).collect();
        FileFacts { occurrences, ..FileFacts::default() }
    }

    fn place(&self, hit: &TermHit, regions: &[Region]) -> Occurrence {
        let text = &*self.source.text;
        let up_to = regions.partition_point(|it| it.span.start < hit.span.end);
        let near = regions[..up_to].iter().rev().take(16).filter(|it| it.span.overlaps(hit.span));
        let Some(region) = near.min_by_key(|it| it.span.len()) else {
            // Markup without an event: definitions of links, the marks of a table.
            return textual(self.source, hit, Role::Prose, Vec::new(), line(text, hit.span));
        };
        let run = self.runs[region.run];
        let bounds = if run.contains(hit.span) { run } else { region.span };
        let (role, shown) = match region.kind {
            RegionKind::Prose => (Role::Prose, sentence(text, bounds, hit.span)),
            RegionKind::CodeSpan | RegionKind::Target => (Role::DocCode, sentence(text, bounds, hit.span)),
            RegionKind::Comment => (Role::Comment, sentence(text, region.span, hit.span)),
            RegionKind::Fence => (Role::DocCode, line(text, hit.span)),
            RegionKind::FrontMatter => (Role::PlainText, line(text, hit.span)),
        };
        let kept = (region.kind == RegionKind::Fence && shows_a_change(&region.language)).then_some(CHANGE);
        let occurrence = textual(self.source, hit, role, region.context.clone(), shown);
        Occurrence { kept: kept.map(SmolStr::new_static), ..occurrence }
    }

    /// Names around each hit in a code block: the language, then what the brackets or the SQL around it say.
    fn code_contexts(&self, regions: &[Region]) -> Vec<Vec<SmolStr>> {
        let mut contexts = vec![Vec::new(); self.hits.len()];
        // The region of a whole block comes before its text and covers it.
        let mut done = 0;
        for region in regions.iter().filter(|it| it.kind == RegionKind::Fence) {
            if region.span.end <= done {
                continue;
            }
            done = region.span.end;
            let from = self.hits.partition_point(|hit| hit.span.start < region.span.start);
            let to = self.hits.partition_point(|hit| hit.span.end <= region.span.end);
            let Some(code) = self.source.text.get(region.span.range()) else { continue };
            if from >= to {
                continue;
            }
            // The fence itself is no code; its backquotes would open a string.
            let fenced = code.starts_with("```") || code.starts_with("~~~");
            let body = if fenced { code.find('\n').map_or(code.len(), |it| it + 1) } else { 0 };
            let code = code[body..].trim_end_matches(['`', '~', ' ']);
            let base = region.span.start + body as u32;
            let places: Vec<Span> = self.hits[from..to]
                .iter()
                .map(|hit| Span { start: hit.span.start.saturating_sub(base), end: hit.span.end.saturating_sub(base) })
                .collect();
            let names = match (self.fence_of)(&region.language) {
                Some(names) => names(code, &places),
                None if region.language.is_empty() => names_around(code, &places),
                None => vec![Vec::new(); places.len()],
            };
            for (at, names) in names.into_iter().enumerate() {
                let language = Some(region.language.clone()).filter(|it| !it.is_empty());
                contexts[from + at] = language.into_iter().chain(names).collect();
            }
        }
        contexts
    }
}

/// A block of code that shows what was before and what came after.
fn shows_a_change(language: &str) -> bool {
    matches!(language, "diff" | "patch" | "udiff") || language.starts_with("diff-")
}

/// The dotted name that the hit is a part of: `Conversation.RunID`.
fn dotted(text: &str, hit: Span) -> Option<SmolStr> {
    let bytes = text.as_bytes();
    let part = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
    let joins =
        |at: usize| bytes[at] == b'.' && at > 0 && part(bytes[at - 1]) && bytes.get(at + 1).is_some_and(|it| part(*it));
    let (mut start, mut end) = (hit.range().start, hit.range().end);
    while start > 0 && hit.range().start - start < NAME && (part(bytes[start - 1]) || joins(start - 1)) {
        start -= 1;
    }
    while end < bytes.len() && end - hit.range().end < NAME && (part(bytes[end]) || joins(end)) {
        end += 1;
    }
    let name = text.get(start..end)?;
    name.contains('.').then(|| SmolStr::new(name))
}

#[cfg(test)]
mod tests {
    use crate::lang::markdown::MARKDOWN;
    use crate::lang::registry::fence;
    use crate::lang::testing::{contexts, facts_of};
    use crate::model::{FileFacts, Source};
    use crate::text::words::{TermHit, TermSet};

    fn extract(source: &Source, hits: &[TermHit], _: &TermSet) -> FileFacts {
        super::extract(source, hits, fence)
    }

    fn shown(text: &str) -> Vec<String> {
        contexts(&facts_of(extract, "README.md", MARKDOWN, text), text)
    }

    #[test]
    fn headings_around_prose_are_its_context() {
        let text = "# Guide\n\nTo run it.\n\n## Planning\n\n### Start a `run`\n\n- The planning run starts.\n  - a run\n\n## Other\n\nrun\n";
        assert_eq!(
            shown(text),
            [
                "run prose Guide",
                "run doc-code Guide Planning",
                "run prose Guide Planning Start a run",
                "run prose Guide Planning Start a run",
                "run prose Guide Other"
            ]
        );
    }

    #[test]
    fn text_is_the_sentence_even_over_lines() {
        let text = "First. A **run** of\nthe `run_id` kind. Last run.\n\n* one run\n* two\n";
        let facts = facts_of(extract, "a.md", MARKDOWN, text);
        let texts: Vec<_> = facts.occurrences.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(
            texts,
            ["A **run** of the `run_id` kind.", "A **run** of the `run_id` kind.", "Last run.", "one run"]
        );
    }

    #[test]
    fn cells_of_the_row_and_the_head_of_the_column_are_context() {
        let text = "| Event | Payload |\n|---|---|\n| `planning.start` | `{ run }` |\n| x | y |\n";
        assert_eq!(shown(text), ["run doc-code Payload planning.start { run }"]);
    }

    #[test]
    fn code_blocks_name_the_type_around_the_hit() {
        let text = "```go\ntype Conversation struct {\n\tRunID string\n}\nconv.RunID = x\n```\n\n```sql\nSELECT 1 FROM turns WHERE run_id = 'run-1';\n```\n\n```bash\ngo run ./cmd\n```\n\n    npm run dev\n";
        assert_eq!(
            shown(text),
            [
                "RunID doc-code go Conversation",
                "RunID doc-code go conv.RunID",
                "run_id doc-code sql turns run_id",
                "run-1 doc-code sql turns run_id",
                "run doc-code bash",
                "run doc-code"
            ]
        );
    }

    #[test]
    fn json_in_a_block_has_its_event_type() {
        let text = "```json\n{\"event\": {\"type\": \"planning.start\", \"data\": {\"run_id\": \"x\"}}}\n```\n";
        assert_eq!(shown(text), ["run_id doc-code json event planning.start data run_id"]);
    }

    #[test]
    fn links_comments_and_front_matter_are_told_apart() {
        let text =
            "---\nTitle: a run\n---\n\nSee [the run](docs/run-id.md).\n\n<!-- run note -->\n\n[x]: http://e.org/run\n";
        assert_eq!(
            shown(text),
            ["run plain-text", "run prose", "run-id doc-code run-id.md", "run comment", "run prose"]
        );
    }

    #[test]
    fn a_dotted_name_is_a_mention() {
        assert_eq!(
            shown("The `EventPlanningStart.RunID` field. RunID."),
            ["RunID doc-code EventPlanningStart.RunID", "RunID prose"]
        );
    }

    #[test]
    fn hostile_documents_lose_no_hit() {
        for text in [
            format!("{} run", ">".repeat(10_000)),
            format!("{}run", "- ".repeat(5_000)),
            format!("{}run", "[".repeat(50_000)),
            format!("{}run{}", "*".repeat(10_000), "*".repeat(10_000)),
            "`run ".repeat(10_000),
            "| run ".repeat(5_000) + "\n" + &"|---".repeat(5_000) + "\n",
            "run ".repeat(20_000),
        ] {
            assert!(!facts_of(extract, "a.md", MARKDOWN, &text).occurrences.is_empty());
        }
    }
}
