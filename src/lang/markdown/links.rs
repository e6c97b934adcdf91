//! What leads from a document to other places, and the places of it that others lead to: destinations of links, labels, anchors, headings.
//! A destination is the name of a file, a page or a heading. It changes when that does, and never because a word in it does.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::syntax::OPTIONS;
use crate::model::Span;

/// Why the words of a destination stay.
pub(super) const DESTINATION: &str =
    "it leads to a file, a page or a heading by its name: that name decides, and a link to a heading changes with it";
/// Why the words of a label stay.
const LABEL: &str = "it is a label: the links of the document find their destination by it";
/// Why the words of an anchor stay.
const ANCHOR: &str = "it is an anchor: links lead to it by its name";

/// A longer shortcode is none, in bytes.
const LONGEST: usize = 512;

/// The links of a document, and what they may lead to.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Where words stay as they are, and why: sorted by start.
    pub(super) kept: Vec<(Span, &'static str)>,
    /// The destinations that may be a file or a heading.
    pub(super) destinations: Vec<Span>,
    /// The headings, in order.
    pub(super) headings: Vec<Heading>,
    /// The anchors that are written out.
    pub(super) anchors: Vec<String>,
    /// The links whose text is their label.
    pub(super) shortcuts: Vec<Shortcut>,
    /// Spans and blocks of code.
    code: Vec<Span>,
}

/// A heading.
#[derive(Debug, Default)]
pub(super) struct Heading {
    /// All of it.
    pub(super) span: Span,
    /// What a reader sees.
    pub(super) text: String,
    /// Its anchor, where it is written out: `{#here}`.
    pub(super) anchor: Option<String>,
}

/// `[label]` or `[label][]`.
#[derive(Debug)]
pub(super) struct Shortcut {
    /// The text, which is the label.
    pub(super) label: Span,
    /// It has empty brackets behind it.
    pub(super) collapsed: bool,
}

/// A link that is being read.
struct Open {
    kind: LinkType,
    span: Span,
    /// Where its text starts, and where what was read of it ends.
    text: Span,
}

impl Links {
    /// Reads a document.
    pub(super) fn read(text: &str) -> Self {
        let mut reader = Reader { text, links: Self::default(), open: Vec::new(), heading: None, images: 0 };
        let mut events = Parser::new_ext(text, OPTIONS | Options::ENABLE_HEADING_ATTRIBUTES).into_offset_iter();
        for (event, range) in events.by_ref() {
            reader.event(event, &range);
        }
        for (_, definition) in events.reference_definitions().iter() {
            reader.definition(&definition.span);
        }
        let mut links = reader.links;
        links.code.sort();
        links.kept.sort();
        links.add_shortcodes(text);
        links.add_addresses(text);
        links.kept.sort();
        links
    }

    /// Why the words of `hit` stay, where they do.
    pub(super) fn kept(&self, text: &str, hit: Span) -> Option<&'static str> {
        let (span, reason) = self.around(hit)?;
        let in_code = self.is_code(hit.range().start);
        let named = is_parameter(text, span, hit) || in_code && is_placeholder(text, hit);
        (!named).then_some(reason)
    }

    /// True for the name of a query parameter in a destination. In code it is what the code shows.
    pub(super) fn is_parameter(&self, text: &str, hit: Span) -> bool {
        let parameter = self.around(hit).is_some_and(|(span, _)| is_parameter(text, span, hit));
        parameter && !self.is_code(hit.range().start)
    }

    fn around(&self, hit: Span) -> Option<(Span, &'static str)> {
        let end = self.kept.partition_point(|(span, _)| span.start < hit.end);
        // The label of a reference may stand within the text of another link: a few are open at once.
        self.kept[..end].iter().rev().take(8).find(|(span, _)| span.overlaps(hit)).copied()
    }

    fn is_code(&self, at: usize) -> bool {
        let end = self.code.partition_point(|it| it.range().start <= at);
        self.code[..end].iter().rev().take(4).any(|it| it.range().contains(&at))
    }

    fn destination(&mut self, span: Span) {
        if !span.is_empty() {
            self.kept.push((span, DESTINATION));
            self.destinations.push(span);
        }
    }

    /// What a site generator takes for a link: `{{< ref "page.md#heading" >}}`.
    fn add_shortcodes(&mut self, text: &str) {
        for (open, close) in [("{{<", ">}}"), ("{{%", "%}}")] {
            let ends: Vec<usize> = text.match_indices(close).map(|it| it.0).collect();
            for (at, _) in text.match_indices(open) {
                let Some(end) = ends.get(ends.partition_point(|it| *it < at)) else { break };
                let from = at + open.len();
                if *end - at > LONGEST || self.is_code(at) {
                    continue;
                }
                let code = &text[from..*end];
                let leads = code.split_whitespace().next().is_some_and(|it| matches!(it, "ref" | "relref"));
                let Some((start, end)) = code.find('"').zip(code.rfind('"')).filter(|_| leads) else { continue };
                if start + 1 < end && !self.is_within(Span::new(from + start, from + end)) {
                    self.destination(Span::new(from + start + 1, from + end));
                }
            }
        }
    }

    /// Addresses that stand in a sentence or in code: `https://example.com/run_id`.
    fn add_addresses(&mut self, text: &str) {
        let mut found: Vec<(Span, &'static str)> = Vec::new();
        let mut done = 0;
        for (at, _) in text.match_indices("://") {
            let scheme = text[..at].bytes().rev().take(16).take_while(u8::is_ascii_alphanumeric).count();
            if scheme == 0 || at < done {
                continue;
            }
            let rest = &text[at..];
            let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|' | ')' | ']');
            let length = rest.find(ends).unwrap_or(rest.len());
            done = at + length;
            let length = rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']).len();
            let span = Span::new(at - scheme, at + length);
            if length > 3 && !self.is_within(span) {
                found.push((span, DESTINATION));
            }
        }
        self.kept.extend(found);
    }

    fn is_within(&self, span: Span) -> bool {
        self.around(Span { end: span.start + 1, ..span }).is_some()
    }
}

struct Reader<'a> {
    text: &'a str,
    links: Links,
    open: Vec<Open>,
    heading: Option<Heading>,
    images: u32,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: &Range<usize>) {
        let span = Span::new(range.start, range.end);
        if !matches!(event, Event::End(_))
            && let Some(open) = self.open.last_mut()
        {
            open.text.end = open.text.end.max(span.end);
        }
        match event {
            Event::Text(said) => self.say(&said),
            Event::SoftBreak | Event::HardBreak => self.say(" "),
            Event::Code(said) => {
                self.links.code.push(span);
                self.say(&said);
            }
            Event::Html(_) | Event::InlineHtml(_) => self.markup(range),
            Event::FootnoteReference(_) => self.links.kept.push((span, LABEL)),
            Event::Start(tag) => self.start(tag, span),
            Event::End(TagEnd::Link) => self.leave(),
            Event::End(TagEnd::Image) => {
                self.images -= 1;
                self.leave();
            }
            Event::End(TagEnd::Heading(_)) => self.links.headings.extend(self.heading.take()),
            _ => {}
        }
    }

    /// The text of an image is none of a heading.
    fn say(&mut self, said: &str) {
        if let Some(heading) = self.heading.as_mut().filter(|_| self.images == 0) {
            heading.text.push_str(said);
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::CodeBlock(_) => self.links.code.push(span),
            Tag::Heading { id, .. } => {
                if let Some(id) = &id {
                    let (start, end) = (span.range().start, span.range().end);
                    let at = self.text[span.range()].rfind('{').map_or(end, |at| start + at);
                    self.links.kept.push((Span::new(at, end), ANCHOR));
                    self.links.anchors.push(id.to_string());
                }
                let anchor = id.map(|it| it.to_string());
                self.heading = Some(Heading { span, text: String::new(), anchor });
            }
            Tag::FootnoteDefinition(_) => {
                let length = self.text[span.range()].find(':').unwrap_or(0);
                let start = span.range().start;
                self.links.kept.push((Span::new(start, start + length), LABEL));
            }
            Tag::Link { link_type, .. } => self.enter(link_type, span, 1),
            Tag::Image { link_type, .. } => {
                self.images += 1;
                self.enter(link_type, span, 2);
            }
            _ => {}
        }
    }

    fn enter(&mut self, kind: LinkType, span: Span, mark: u32) {
        let start = (span.start + mark).min(span.end);
        self.open.push(Open { kind, span, text: Span { start, end: start } });
    }

    /// A link ends: what follows its text says where it leads.
    fn leave(&mut self) {
        let Some(Open { kind, span, text }) = self.open.pop() else { return };
        let (from, to) = (text.range().end, span.range().end);
        let Some(tail) = self.text.get(from..to) else { return };
        match kind {
            LinkType::Inline => {
                if let Some(at) = tail.find("](") {
                    self.place(from + at + 2, to.saturating_sub(1));
                }
            }
            LinkType::Reference => {
                if let Some(at) = tail.find("][") {
                    self.links.kept.push((Span::new(from + at + 2, to - 1), LABEL));
                }
            }
            LinkType::Collapsed | LinkType::Shortcut => {
                let label = Span::new(text.range().start, from + tail.find(']').unwrap_or(0));
                self.links.shortcuts.push(Shortcut { label, collapsed: kind == LinkType::Collapsed });
            }
            LinkType::Autolink | LinkType::Email => {
                self.links.destination(Span { start: span.start + 1, end: span.end - 1 });
            }
            _ => {}
        }
    }

    /// `[label]: destination "title"`
    fn definition(&mut self, range: &Range<usize>) {
        let Some(close) = self.text.get(range.clone()).and_then(|it| it.find("]:")) else { return };
        self.links.kept.push((Span::new(range.start, range.start + close), LABEL));
        self.place(range.start + close + 2, range.end);
    }

    /// The destination that stands in a part of the text, before a title.
    fn place(&mut self, from: usize, to: usize) {
        let Some(part) = self.text.get(from..to) else { return };
        let bare = part.trim_start();
        let start = from + (part.len() - bare.len());
        let span = match bare.strip_prefix('<') {
            Some(inner) => Span::new(start + 1, start + 1 + inner.find('>').unwrap_or(inner.len())),
            None => Span::new(start, start + bare.find(char::is_whitespace).unwrap_or(bare.len())),
        };
        self.links.destination(span);
    }

    /// Attributes of HTML that lead somewhere, or that others lead to.
    fn markup(&mut self, range: &Range<usize>) {
        let Some(markup) = self.text.get(range.clone()).filter(|it| !it.trim_start().starts_with("<!--")) else {
            return;
        };
        let mut at = 0;
        while let Some(equals) = markup[at..].find('=').map(|it| at + it) {
            at = equals + 1;
            let Some(quote) = markup[at..].chars().next().filter(|it| matches!(it, '"' | '\'')) else { continue };
            let Some(length) = markup[at + 1..].find(quote) else { continue };
            let name = markup[..equals].rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            let tag = markup[..equals].rfind('<').map_or("", |it| &markup[it + 1..equals]);
            let tag = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            let value = Span::new(range.start + at + 1, range.start + at + 1 + length);
            // In MDX a name in capitals is a component, whose `id` and `name` may mean anything.
            let is_element = tag.starts_with(|c: char| c.is_ascii_lowercase());
            match name {
                "href" | "src" | "to" | "poster" => self.links.destination(value),
                "id" if is_element => self.anchor(value),
                "name" if tag == "a" => self.anchor(value),
                _ => {}
            }
            at += 1 + length;
        }
    }

    fn anchor(&mut self, value: Span) {
        self.links.kept.push((value, ANCHOR));
        self.links.anchors.push(self.text[value.range()].to_owned());
    }
}

/// True for a text that may lead to a heading of another document: `page.md#heading`, `page/#heading`.
pub(super) fn refers(bytes: &[u8]) -> bool {
    let named = |at: usize| {
        let before = at.checked_sub(1).map(|it| bytes[it]);
        let after = bytes.get(at + 1).is_some_and(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'%'));
        after && before.is_some_and(|it| it.is_ascii_alphanumeric() || it == b'/')
    };
    memchr::memchr_iter(b'#', bytes).any(named)
}

/// What stands in an address for a value: `{run_id}`, `:run_id`, `$RUN_ID`.
fn is_placeholder(text: &str, hit: Span) -> bool {
    text[..hit.range().start].ends_with(['{', ':', '$']) || text[hit.range()].starts_with('$')
}

/// True where `hit` is the name of a query parameter within the destination `span`: `?run_id=`.
fn is_parameter(text: &str, span: Span, hit: Span) -> bool {
    if !span.contains(hit) {
        return false;
    }
    let before = &text[span.range().start..hit.range().start];
    let named = before.ends_with(['?', '&']) && text[hit.range().end..].starts_with('=');
    named && before.contains('?') && !before.contains('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<&str> {
        Links::read(text).kept.iter().map(|(span, _)| &text[span.range()]).collect()
    }

    #[test]
    fn every_way_to_lead_somewhere_is_seen() {
        for (text, expected) in [
            ("[a `b` *c*](./x.md#y \"t\")", &["./x.md#y"][..]),
            ("![a](<img/x y.png>) [](z)", &["img/x y.png", "z"]),
            ("[![a](b.png)](c.md)", &["b.png", "c.md"]),
            (
                "<https://e.org/x> and https://e.org/y, (http://e.org/z).",
                &["https://e.org/x", "https://e.org/y", "http://e.org/z"],
            ),
            (
                "[a][b] [c] [d][]\n\n[b]: <x y> 'z'\n[c]: y\n[d]:\n  z.md\n",
                &["b", "[b", "x y", "[c", "y", "[d", "z.md"],
            ),
            ("x[^n]\n\n[^n]: y\n", &["[^n]", "[^n]"]),
            ("# x {#y}\n", &["{#y}\n"]),
            ("<a id=\"x\" href='y.md'>z</a> <P name=\"n\" id=\"i\" />", &["x", "y.md"]),
            ("{{< ref \"x.md#y\" >}} {{< note \"z\" >}}", &["x.md#y"]),
            ("`https://e.org/x`\n\n```\nhttps://e.org [a](b) \"c\"\n```\n", &["https://e.org/x", "https://e.org"]),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn a_heading_is_what_a_reader_sees() {
        let links = Links::read("# The `run_id` of [a](b) ![c](d)\n\nTwo\n---\n\n## x {#y}\n");
        let headings: Vec<_> = links.headings.iter().map(|it| (it.text.as_str(), it.anchor.as_deref())).collect();
        assert_eq!(headings, [("The run_id of a ", None), ("Two", None), ("x", Some("y"))]);
    }

    #[test]
    fn a_parameter_is_told_from_its_page() {
        let text = "https://e.org/run_id?run_id=run_id#run_id";
        let links = Links::read(text);
        let hits: Vec<bool> =
            text.match_indices("run_id").map(|(at, _)| links.is_parameter(text, Span::new(at, at + 6))).collect();
        assert_eq!(hits, [false, true, false, false]);
        assert!(links.kept(text, Span::new(14, 20)).is_some() && links.kept(text, Span::new(21, 27)).is_none());
    }

    #[test]
    fn an_address_in_code_shows_its_parameters() {
        let text = "`curl http://e.org/run_id/{run_id}/:run_id/$run_id?run_id=run_id`";
        let links = Links::read(text);
        let kept: Vec<bool> =
            text.match_indices("run_id").map(|(at, _)| links.kept(text, Span::new(at, at + 6)).is_some()).collect();
        assert_eq!(kept, [true, false, false, false, false, true]);
        assert!(text.match_indices("run_id").all(|(at, _)| !links.is_parameter(text, Span::new(at, at + 6))));
    }

    #[test]
    fn hostile_documents_end() {
        for text in [
            "[".repeat(20_000),
            "[x](".repeat(5_000),
            "://".repeat(20_000),
            "{{<".repeat(5_000),
            "<a href=\"".repeat(5_000),
        ] {
            Links::read(&text);
        }
    }
}
