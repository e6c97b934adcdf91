//! Groups findings as tables show them: the lines of one symbol in one file are one row. Shared by the human and Markdown
//! formats.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::paths::Paths;
use crate::lang;
use crate::model::finding::{Step, UNCLASSIFIED};
use crate::model::{Change, Finding, Role, SymbolPath};

/// The findings of one symbol, text and change in one file.
pub(super) struct Place<'a> {
    /// The first of them.
    pub first: &'a Finding,
    /// Their lines, sorted, each once.
    pub lines: BTreeSet<u32>,
}

/// Rows in the order of their files and first lines.
pub(super) fn places<'a>(findings: &[&'a Finding]) -> Vec<Place<'a>> {
    let mut places: Vec<Place> = Vec::new();
    let mut by_key = BTreeMap::new();
    for finding in findings {
        let key = (
            (&finding.repo, &finding.path, short_symbol(finding), role_words(finding.role), &finding.change),
            (&finding.replacement, &finding.breaking, &finding.owner, &finding.batch),
            finding.symbol.is_none().then_some(&finding.text),
        );
        let at = *by_key.entry(key).or_insert_with(|| {
            places.push(Place { first: finding, lines: BTreeSet::new() });
            places.len() - 1
        });
        places[at].lines.insert(finding.line);
    }
    places
}

impl Place<'_> {
    /// `repo/path:27,40-41`.
    pub(super) fn path(&self) -> String {
        format!("{}:{}", self.first.file(), ranges(&self.lines))
    }
}

/// `27,40-41`.
pub(super) fn ranges(lines: &BTreeSet<u32>) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let texts: Vec<String> = runs
        .iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    texts.join(",")
}

/// The part of the inventory that a finding belongs to: its folder, under the name of its owner.
pub(super) fn area(finding: &Finding) -> String {
    let folder = finding.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let place = if folder.is_empty() { finding.repo.to_string() } else { format!("{}/{folder}", finding.repo) };
    match finding.owner.as_deref() {
        Some(owner) if !owner.is_empty() => {
            let mut chars = owner.chars();
            let first = chars.next().into_iter().flat_map(char::to_uppercase);
            format!("{}: {place}", first.chain(chars).collect::<String>())
        }
        _ => place,
    }
}

/// What of a symbol tells it apart for a reader: `Conversation.RunID` of `example.com/pkg/webchat.Conversation.RunID`.
/// Texts are told by themselves. Nameless functions and literals, which symbols number by line, are left out: a moved line must not change a report.
pub(super) fn short_symbol(finding: &Finding) -> Option<Cow<'_, str>> {
    let symbol = finding.symbol.as_deref()?;
    let path = SymbolPath(symbol);
    if path.is_text() {
        return None;
    }
    let short = match path.file() {
        Some((_, own)) => own,
        None if path.prefix().is_some() => symbol,
        None => lang::short_symbol(finding.language, symbol),
    };
    Some(SymbolPath(short).without_nameless())
}

/// The first step of the chain that says more than where the hit stands, or the first one.
pub(super) fn evidence(finding: &Finding) -> Option<&Step> {
    finding.why.iter().find(|step| !is_own(step)).or(finding.why.first())
}

/// A step that only repeats which symbol the hit belongs to.
pub(super) fn is_own(step: &Step) -> bool {
    ["belongs to ", "declares ", "stands in "].iter().any(|start| step.text.starts_with(start))
}

/// A sentence with its symbols (between backquotes) shortened: the file of `src/a.ts#Props.runId` stands beside it anyway.
pub(super) fn readable(text: &str) -> String {
    let mut parts = text.split('`');
    let mut out = parts.next().unwrap_or_default().to_string();
    let mut inside = true;
    for part in parts {
        out.push('`');
        let name = SymbolPath(part).without_origin().without_nameless();
        out += &if inside { name } else { Cow::Borrowed(part) };
        inside = !inside;
    }
    out
}

/// The category of things that a role names, in words for a reader.
pub(super) fn role_words(role: Role) -> &'static str {
    match role {
        Role::Field | Role::Selector | Role::LiteralKey => "field",
        Role::Method | Role::Function => "function",
        Role::Parameter => "parameter",
        Role::Local => "local variable",
        Role::Global => "package variable",
        Role::Type => "type",
        Role::Import => "package",
        Role::StructTag => "struct tag",
        Role::LogKey => "log key",
        Role::MapKey => "map key",
        Role::QueryParameter => "query parameter",
        Role::SqlColumn => "SQL column",
        Role::SqlTable => "SQL table",
        Role::SqlIndex => "SQL index",
        Role::SqlValue => "SQL value",
        Role::ProtoField => "proto field",
        Role::LogMessage => "log message",
        Role::ErrorText => "error text",
        Role::StringLiteral => "string",
        Role::Comment => "comment",
        Role::Prose => "text",
        Role::DocCode => "code example",
        Role::PlainText => "plain text",
        Role::Label => "label",
        Role::Other => "code",
    }
}

/// What is to be done, in words; `quote` puts new text between marks. `None` when nothing is planned.
pub(super) fn proposal(finding: &Finding, quote: &dyn Fn(&str) -> String) -> Option<String> {
    let new = finding.replacement.as_deref().map(quote);
    let with = |some: &str, none: &str| new.as_ref().map_or_else(|| none.to_string(), |new| format!("{some} {new}"));
    let words = match finding.change? {
        Change::Rename => with("Rename to", "Rename"),
        Change::Dual => with("Keep both: add", "Keep both for the transition"),
        Change::Drop => with("Remove, keep only", "Remove the legacy entry"),
        Change::Retag => with("Change the tag to", "Change the tag"),
        Change::AcceptBoth => with("Accept both, prefer", "Accept both"),
        Change::RewriteText => with("Reword:", "Reword"),
        Change::Deprecate => with("Mark as deprecated: use", "Mark as deprecated"),
        Change::Delete => "Remove after the migration".into(),
        Change::Keep => "Keep".into(),
        Change::Manual => "Decide by hand".into(),
    };
    Some(words)
}

/// What stands there after the change, or what happens to it.
pub(super) fn outcome(change: Change, new: Option<&str>) -> Option<String> {
    let with = |mark: &str| match new {
        Some(new) => format!("{mark} {new}"),
        None => change.name().to_string(),
    };
    match change {
        Change::Keep => None,
        Change::Rename | Change::RewriteText => Some(new.unwrap_or(change.name()).to_owned()),
        Change::Dual => Some(with("+")),
        Change::Retag => Some(with("tag")),
        Change::AcceptBoth => Some(with("accept also")),
        Change::Drop | Change::Delete | Change::Deprecate | Change::Manual => Some(change.name().to_string()),
    }
}

/// Why a finding means what it means: the most telling sentence, and where that can be seen.
pub(super) fn reason(finding: &Finding, paths: &Paths) -> Option<String> {
    let step = evidence(finding)?;
    let place = step.place().filter(|it| it.line.is_some()).map(|it| format!(" ({})", paths.place(&it)));
    let text = format!("{}{}", readable(&paths.words(&step.text)), place.unwrap_or_default());
    // A proof of what it means is no reason for that nothing decides.
    let last = finding.why.last().filter(|last| finding.category == UNCLASSIFIED && last.text != step.text);
    Some(match last.filter(|it| it.path.is_none() && step.path.is_some()) {
        Some(last) => format!("{text}, but {}", readable(&last.text)),
        None => text,
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::lang::language_of;

    #[test]
    fn lines_collapse_to_ranges() {
        assert_eq!(ranges(&BTreeSet::from([40, 27, 41, 43])), "27,40-41,43");
        assert_eq!(ranges(&BTreeSet::new()), "");
    }

    #[test]
    fn a_short_symbol_leaves_the_package_out() {
        let mut finding = sample::finding();
        for (symbol, expected) in [
            ("github.com/a/b/webchat.Conversation.RunID", "Conversation.RunID"),
            ("github.com/a/b/webchat.Router.handle/runID", "Router.handle/runID"),
            ("webchat.Conversation", "webchat.Conversation"),
            ("log:run_id", "log:run_id"),
            ("src/a.ts#Props.runId", "Props.runId"),
            ("src/a.ts#load.<fn>@324/runId", "load/runId"),
            ("src/a.ts#Story.<objlit>@2.data.<fn>@3.run", "Story.data.run"),
            ("src/a.ts#<fn>@2/run", "run"),
            ("tag:<anon>@385.LegacyRunID/json", "tag:LegacyRunID/json"),
            ("src/a.ts#List<T>.run", "List<T>.run"),
        ] {
            finding.symbol = Some(symbol.into());
            assert_eq!(short_symbol(&finding).as_deref(), Some(expected));
        }
        (finding.symbol, finding.language) = (Some("turns.run_id".into()), language_of("a.sql"));
        assert_eq!(short_symbol(&finding).as_deref(), Some("turns.run_id"));
        (finding.symbol, finding.language) = (Some("a.b.Plan.Step.run_id".into()), language_of("a.proto"));
        assert_eq!(short_symbol(&finding).as_deref(), Some("Plan.Step.run_id"));
    }

    #[test]
    fn sentences_name_symbols_without_their_file() {
        let text = "`src/a.ts#Props.runId` is assigned to `src/a.ts#f.<fn>@3/runId` (see #4)";
        assert_eq!(readable(text), "`Props.runId` is assigned to `f/runId` (see #4)");
        assert_eq!(readable("one ` alone"), "one ` alone");
        assert_eq!(
            readable("declares `example.com/a/chat.Router.handle/runID`"),
            "declares `chat.Router.handle/runID`"
        );
        assert_eq!(readable("see `docs/a.md`"), "see `docs/a.md`");
    }

    #[test]
    fn what_nothing_decides_has_no_proof_alone_for_a_reason() {
        let said =
            |text: &str, at: Option<&str>| Step { text: text.into(), path: at.map(Into::into), line: at.map(|_| 3) };
        let why = [
            said("belongs to field `a.B`", None),
            said("`a.B` is compared with `a.C`", Some("r/a.go")),
            said("no rule matches", None),
        ];
        let mut finding = Finding { why: why.into(), category: UNCLASSIFIED.into(), ..sample::finding() };
        let told = |finding: &Finding| reason(finding, &Paths::default()).expect("a reason");
        assert_eq!(told(&finding), "`a.B` is compared with `a.C` (r/a.go:3), but no rule matches");
        finding.category = "LEGACY".into();
        assert_eq!(told(&finding), "`a.B` is compared with `a.C` (r/a.go:3)");
        finding.why = finding.why.iter().skip(2).cloned().collect();
        finding.category = UNCLASSIFIED.into();
        assert_eq!(told(&finding), "no rule matches");
    }
}
