//! What is wrong, as people read it: the message, the lines of the file that it is about, and what to do. Nothing is broken into
//! lines, so that every name can be copied.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use miette::{Diagnostic, LabeledSpan, SpanContents};

use crate::text::shown::Shown;

/// With a line on each side, what is read of a file begins and ends with whole lines.
const AROUND: usize = 1;

/// The report on a failure, with colours, without a line break at its end.
pub(super) fn shown(failure: &dyn Diagnostic) -> String {
    // Groups of one report are tied together by a bar; these are one after the other.
    let render = |group: Group| Renderer::styled().render(&[group]);
    let help = failure.help().map(|it| Group::with_title(Level::HELP.primary_title(clean(&it.to_string()))));
    let parts = parts(failure);
    let all: Vec<String> = parts.iter().map(Part::group).chain(help).map(render).collect();
    all.join("\n")
}

/// One message with its place.
struct Part<'a> {
    message: String,
    place: Option<Place<'a>>,
}

struct Place<'a> {
    lines: Box<dyn SpanContents<'a> + 'a>,
    label: LabeledSpan,
}

fn parts(failure: &dyn Diagnostic) -> Vec<Part<'_>> {
    let others = failure.related().into_iter().flatten().map(part_of);
    std::iter::once(part_of(failure)).chain(others).collect()
}

fn part_of(failure: &dyn Diagnostic) -> Part<'_> {
    Part { message: clean(&failure.to_string()), place: place(failure) }
}

/// Lines that steer nothing: a message may have names of strangers' files in it.
fn clean(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| Shown(line).to_string()).collect();
    lines.join("\n")
}

fn place(failure: &dyn Diagnostic) -> Option<Place<'_>> {
    let label = failure.labels()?.next()?;
    let lines = failure.source_code()?.read_span(label.inner(), AROUND, AROUND).ok()?;
    Some(Place { lines, label })
}

impl Part<'_> {
    fn group(&self) -> Group<'_> {
        let group = Group::with_title(Level::ERROR.primary_title(self.message.as_str()));
        let Some(Place { lines, label }) = &self.place else { return group };
        let Ok(text) = std::str::from_utf8(lines.data()) else { return group };
        let start = label.offset() - lines.span().offset();
        let end = (start + label.len().max(1)).min(text.len());
        let mark = AnnotationKind::Primary.span(start.min(end)..end).label(label.label().unwrap_or_default());
        let snippet = Snippet::source(text).line_start(lines.line() + 1).annotation(mark);
        group.element(match lines.name() {
            Some(name) => snippet.path(name),
            None => snippet,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Pack;

    fn plain(failure: &dyn Diagnostic) -> String {
        anstream::adapter::strip_str(&shown(failure)).to_string()
    }

    #[test]
    fn a_mistake_is_shown_with_its_line() {
        let text = "version: 1\nname: demo\nterms:\n  - {id: run-id, words: run id}\nrules: 3\n";
        let errors = Pack::parse("demo.yaml", text).expect_err("rules are a list");
        let shown = plain(&errors);
        assert!(
            shown.starts_with("error: ") && shown.contains("--> demo.yaml:5:") && shown.contains("5 | rules: 3"),
            "{shown}"
        );
        assert!(shown.ends_with("help: `runsess rules schema` prints the format for editors"), "{shown}");
    }

    #[test]
    fn a_long_name_stays_in_one_piece() {
        let name = format!("example.com/{}.Conversation.RunID", "very-long-".repeat(30));
        let failure = super::super::Failure::usage(format!("{name} is not there"), "say more");
        assert_eq!(plain(&failure), format!("error: {name} is not there\nhelp: say more"));
    }
}
