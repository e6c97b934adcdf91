//! Data flow as a tree: the chains of evidence of many findings, read backwards and merged where they agree.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Finding;
use crate::model::finding::Step;
use crate::report::places::{is_own, readable, short_symbol};
use crate::text::shown::Shown;

/// Roots and branches shown; the biggest win, and what is left out is counted.
const ROOTS: usize = 8;
const BRANCHES: usize = 10;
/// Deeper chains end with their count.
const DEPTH: usize = 12;

#[derive(Default)]
struct Node {
    branches: BTreeMap<String, Node>,
    /// Findings here and below.
    weight: usize,
    /// Findings whose chain ends here, their files, and the name of the first of them.
    places: usize,
    files: BTreeSet<String>,
    name: Option<String>,
}

/// The tree of these findings as text, a line a step, or `None` when no finding has a proof with a place.
pub(super) fn tree<'a>(findings: impl Iterator<Item = &'a Finding>) -> Option<String> {
    let mut root = Node::default();
    for finding in findings {
        let mut node = &mut root;
        let steps = finding.why.iter().rev().filter(|step| step.path.is_some() && !is_own(step));
        for step in steps.take(DEPTH) {
            node.weight += 1;
            node = node.branches.entry(label(step)).or_default();
        }
        node.end(finding);
    }
    if root.branches.is_empty() {
        return None;
    }
    let mut out = String::new();
    let (shown, hidden) = root.biggest(ROOTS);
    for (label, node) in shown {
        // What proves a meaning may not name what it proves.
        let name = node.name.as_ref().filter(|name| !label.contains(name.as_str()));
        out += &name.map_or_else(String::new, |name| format!("{name}: "));
        out += &format!("{label}{}\n", node.size());
        node.write("", &mut out);
    }
    if hidden > 0 {
        out += &format!("{hidden} more\n");
    }
    Some(out)
}

impl Node {
    fn end(&mut self, finding: &Finding) {
        self.weight += 1;
        self.places += 1;
        self.files.insert(finding.file().to_string());
        self.name.get_or_insert_with(|| one_line(short_symbol(finding).as_deref().unwrap_or(&finding.text)));
    }

    /// The branches with the most findings, and how many others there are.
    fn biggest(&self, limit: usize) -> (Vec<(&String, &Node)>, usize) {
        let mut branches: Vec<(&String, &Node)> = self.branches.iter().collect();
        branches.sort_by_key(|(_, node)| std::cmp::Reverse(node.weight));
        let hidden = branches.len().saturating_sub(limit);
        branches.truncate(limit);
        (branches, hidden)
    }

    fn write(&self, indent: &str, out: &mut String) {
        let (shown, hidden) = self.biggest(BRANCHES);
        let last = shown.len() + usize::from(hidden > 0);
        for (at, (label, node)) in shown.into_iter().enumerate() {
            let (branch, below) = if at + 1 == last { ("└── ", "    ") } else { ("├── ", "│   ") };
            *out += &format!("{indent}{branch}{label}{}\n", node.size());
            node.write(&format!("{indent}{below}"), out);
        }
        if hidden > 0 {
            *out += &format!("{indent}└── {hidden} more\n");
        }
    }

    /// How often the thing is found, when that is more than the place that the line names.
    fn size(&self) -> String {
        match (self.places, self.files.len()) {
            (0 | 1, _) => String::new(),
            (places, 1) => format!(", {places} places"),
            (places, files) => format!(", {places} places in {files} files"),
        }
    }
}

/// The step and its place, without backquotes: code blocks show them.
fn label(step: &Step) -> String {
    let text = one_line(&readable(&step.text));
    match (&step.path, step.line) {
        (Some(path), Some(line)) => format!("{text} ({}:{line})", one_line(path)),
        _ => text,
    }
}

fn one_line(text: &str) -> String {
    Shown(text).to_string().replace('`', "")
}
