//! Comments that let single hits pass: `// runsess:allow CATEGORY until=2026-12-31 reason: why`, in whatever comments the language of
//! the file has. One on a line of its own speaks of the line below, one behind or within code of its own line.

use jiff::civil::Date;

use crate::lang::comments;
use crate::model::{Finding, Source, Span};
use crate::text::lines::{line_end, line_start};

/// How such a comment begins.
pub const MARK: &str = "runsess:allow";

/// Marks of comments, in every language.
const OPENS: &[char] = &['/', '*', '#', '-', '<', '!', ';', ' ', '\t'];
const CLOSES: &[char] = &['*', '/', '-', '>', ' ', '\t'];

/// A comment that lets hits pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The comment.
    pub span: Span,
    /// 1-based line that it stands on.
    pub line: u32,
    /// 1-based line of the hits that it is about.
    pub covers: u32,
    /// The categories that pass.
    pub categories: Vec<String>,
    /// The last day on which they do.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
}

/// A comment that begins so and does not say what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// 1-based line that it stands on.
    pub line: u32,
    /// A sentence without a final period.
    pub text: String,
}

/// What the comments of one file allow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// The comments, in order.
    pub allows: Vec<Allow>,
    /// Those that allow nothing.
    pub mistakes: Vec<Mistake>,
    /// All of them: words in them are no hits.
    pub spans: Vec<Span>,
}

impl Allowed {
    /// Reads the comments of a file. `known` says whether there is such a category, and if not which one may be meant.
    pub fn of(source: &Source, known: &dyn Fn(&str) -> Result<(), Option<String>>) -> Self {
        let mut all = Self::default();
        if memchr::memmem::find(source.text.as_bytes(), MARK.as_bytes()).is_none() {
            return all;
        }
        let text = &*source.text;
        let alone = |span: Span| {
            let start = line_start(text, span.start);
            let end = line_end(text, line_start(text, span.end.saturating_sub(1).max(span.start)));
            let beside = [&text[start..span.start as usize], &text[span.end as usize..end.max(span.end as usize)]];
            !beside.iter().any(|it| it.contains(|c: char| c.is_alphanumeric() || c == '_'))
        };
        let line = |at: u32| 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at as usize]).count() as u32;
        let mine: Vec<(Span, &str)> =
            comments(source).into_iter().filter_map(|span| Some((span, said(&text[span.range()])?))).collect();
        for (at, (span, words)) in mine.iter().enumerate() {
            all.spans.push(*span);
            let here = line(span.start);
            let mut covers = line(span.end.saturating_sub(1).max(span.start));
            if alone(*span) {
                covers += 1;
                // Several of them above one line.
                for (next, _) in mine[at + 1..].iter().take_while(|(next, _)| alone(*next)) {
                    covers += u32::from(line(next.start) == covers);
                }
            }
            match read(words, known) {
                Ok((categories, until, reason)) => {
                    all.allows.push(Allow { span: *span, line: here, covers, categories, until, reason });
                }
                Err(text) => all.mistakes.push(Mistake { line: here, text }),
            }
        }
        all
    }

    /// The comment that speaks of a hit of this category on this line.
    pub fn about(&self, line: u32, category: &str) -> Option<usize> {
        self.allows.iter().position(|it| it.covers == line && it.categories.iter().any(|it| it == category))
    }
}

impl Allowed {
    /// A comment lets the hit pass on the day `today`, or the hit is a word of such a comment.
    pub fn passes(&self, finding: &Finding, today: Date) -> bool {
        let inside = |it: &Span| it.start <= finding.byte_start && finding.byte_end <= it.end;
        let holds = |at: usize| self.allows[at].until.is_none_or(|until| until >= today);
        self.spans.iter().any(inside) || self.about(finding.line, &finding.category).is_some_and(holds)
    }
}

/// What follows the mark of a comment that begins with it.
fn said(comment: &str) -> Option<&str> {
    let inside = comment.trim_start_matches(OPENS).trim_end_matches(CLOSES);
    let rest = inside.trim_end().strip_prefix(MARK)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some(rest)
}

type Said = (Vec<String>, Option<Date>, String);

fn read(words: &str, known: &dyn Fn(&str) -> Result<(), Option<String>>) -> Result<Said, String> {
    let form = format!("`{MARK} CATEGORY until=2026-12-31 reason: why`");
    let (head, reason) = words.split_once("reason:").unwrap_or((words, ""));
    let reason: Vec<&str> = reason.split_whitespace().collect();
    let (mut categories, mut until) = (Vec::new(), None);
    for word in head.split(|c: char| c.is_whitespace() || c == ',').filter(|it| !it.is_empty()) {
        if let Some(day) = word.strip_prefix("until=") {
            let day = day.parse().map_err(|_| format!("it allows nothing: `{word}` is no day, as in {form}"))?;
            until = Some(day);
            continue;
        }
        known(word).map_err(|meant| {
            let meant = meant.map(|it| format!(". Did you mean `{it}`?")).unwrap_or_default();
            format!("it allows nothing: there is no category `{word}`{meant}")
        })?;
        categories.push(word.to_owned());
    }
    match () {
        () if categories.is_empty() => Err(format!("it allows nothing: it names no category, as in {form}")),
        () if reason.is_empty() => Err(format!("it allows nothing: it gives no reason, as in {form}")),
        () => Ok((categories, until, reason.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::language_of;
    use crate::model::{FileId, RepoId};

    fn allowed(path: &str, text: &str) -> Allowed {
        let source = Source {
            id: FileId(0),
            repo: RepoId(0),
            path: path.into(),
            absolute: path.into(),
            language: language_of(path),
            text: text.into(),
            generated: false,
            left_out: false,
            beside: false,
            applied: false,
        };
        let known = |it: &str| if ["A", "B"].contains(&it) { Ok(()) } else { Err(Some("A".to_owned())) };
        Allowed::of(&source, &known)
    }

    #[test]
    fn every_language_has_its_comments_and_no_string_is_one() {
        for (path, text, covers) in [
            ("a.go", "package a\n\n// runsess:allow A reason: x\nvar b int\n", vec![4]),
            ("a.go", "package a\n\nvar b int //runsess:allow A reason: x\n", vec![3]),
            ("a.go", "package a\n\nvar b = \"// runsess:allow A reason: x\"\n", vec![]),
            ("a.go", "package a\n\n// As in runsess:allow A reason: x\nvar b int\n", vec![]),
            ("a.ts", "f(/* runsess:allow A reason: x */ b)\n", vec![1]),
            ("a.ts", "const a = `\n// runsess:allow A reason: x\n`\n", vec![]),
            ("a.tsx", "const a = <p>\n{/* runsess:allow A reason: x */}\n{b}</p>\n", vec![3]),
            ("a.sql", "-- runsess:allow A reason: x\nSELECT '-- runsess:allow A reason: y';\n", vec![2]),
            ("a.proto", "message M {\n  // runsess:allow A reason: x\n  string b = 1;\n}\n", vec![3]),
            (
                "a.md",
                "<!-- runsess:allow A reason: x -->\ntext\n\n```\n<!-- runsess:allow A reason: y -->\n```\n",
                vec![2],
            ),
            ("a.yaml", "a: b # runsess:allow A reason: x\nb: \" # runsess:allow A reason: y\"\n", vec![1]),
            ("a.html", "<!-- runsess:allow A reason: x -->\n<p>\n", vec![2]),
            ("Makefile", "# runsess:allow A reason: x\n# runsess:allow B reason: y\nall:\n", vec![3, 3]),
        ] {
            let all = allowed(path, text);
            assert_eq!(all.allows.iter().map(|it| it.covers).collect::<Vec<_>>(), covers, "{path}: {text}");
            assert_eq!(all.mistakes, [], "{path}: {text}");
        }
    }

    #[test]
    fn all_its_parts_are_read() {
        let all =
            allowed("a.go", "package a\n\n// runsess:allow A, B until=2026-12-31 reason:  why  it: stays\nvar b int\n");
        let it = &all.allows[0];
        assert_eq!((it.line, it.categories.join(" "), it.reason.as_str()), (3, "A B".into(), "why it: stays"));
        assert_eq!(it.until, Some(jiff::civil::date(2026, 12, 31)));
        assert_eq!((all.about(4, "B"), all.about(4, "C"), all.about(3, "A")), (Some(0), None, None));
    }

    #[test]
    fn what_is_missing_or_wrong_is_said() {
        for (words, message) in [
            ("", "names no category"),
            (" reason: x", "names no category"),
            (" A", "gives no reason"),
            (" A reason:", "gives no reason"),
            (" C reason: x", "there is no category `C`. Did you mean `A`?"),
            (" A until=tomorrow reason: x", "`until=tomorrow` is no day"),
            (" A until=2026-02-30 reason: x", "`until=2026-02-30` is no day"),
        ] {
            let all = allowed("a.go", &format!("package a\n\nvar b int // {MARK}{words}\n"));
            assert!(all.allows.is_empty(), "{words}");
            assert!(all.mistakes.len() == 1 && all.mistakes[0].text.contains(message), "{words}: {:?}", all.mistakes);
        }
    }
}
