//! Data flow as a tree: the chains of evidence of many findings, read backwards and merged where they agree.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Finding;
use crate::model::finding::Step;
use crate::report::places::{readable, short_symbol};

/// Roots and branches shown; the biggest win, and what is left out is counted.
const ROOTS: usize = 8;
const BRANCHES: usize = 10;
/// Deeper chains end with their count.
const DEPTH: usize = 12;

#[derive(Default)]
struct Node {
    branches: BTreeMap<String, Node>,
    places: usize,
    files: BTreeSet<String>,
}

/// The tree of these findings as text, a line a step, or `None` when no finding has a proof with a place.
pub(super) fn tree<'a>(findings: impl Iterator<Item = &'a Finding>) -> Option<String> {
    let mut root = Node::default();
    for finding in findings.filter(|finding| finding.why.iter().any(|step| step.path.is_some())) {
        let mut node = &mut root;
        for step in finding.why.iter().rev().filter(|step| step.path.is_some()).take(DEPTH) {
            node.count(finding);
            node = node.branches.entry(label(step)).or_default();
        }
        node.count(finding);
        let symbol = short_symbol(finding);
        let name = symbol.as_deref().unwrap_or(&finding.text);
        node.branches.entry(format!("→ {}", one_line(name))).or_default().count(finding);
    }
    if root.branches.is_empty() {
        return None;
    }
    let mut out = String::new();
    let (shown, hidden) = root.biggest(ROOTS);
    for (label, node) in shown {
        out += &format!("{label}\n");
        node.write("", &mut out);
    }
    if hidden > 0 {
        out += &format!("{hidden} more\n");
    }
    Some(out)
}

impl Node {
    fn count(&mut self, finding: &Finding) {
        self.places += 1;
        self.files.insert(format!("{}/{}", finding.repo, finding.path));
    }

    /// The branches with the most places, and how many others there are.
    fn biggest(&self, limit: usize) -> (Vec<(&String, &Node)>, usize) {
        let mut branches: Vec<(&String, &Node)> = self.branches.iter().collect();
        branches.sort_by_key(|(_, node)| std::cmp::Reverse(node.places));
        let hidden = branches.len().saturating_sub(limit);
        branches.truncate(limit);
        (branches, hidden)
    }

    fn write(&self, indent: &str, out: &mut String) {
        let (shown, hidden) = self.biggest(BRANCHES);
        let last = shown.len() + usize::from(hidden > 0);
        for (at, (label, node)) in shown.into_iter().enumerate() {
            let (branch, below) = if at + 1 == last { ("└── ", "    ") } else { ("├── ", "│   ") };
            let count = if node.branches.is_empty() { node.size() } else { String::new() };
            *out += &format!("{indent}{branch}{label}{count}\n");
            node.write(&format!("{indent}{below}"), out);
        }
        if hidden > 0 {
            *out += &format!("{indent}└── {hidden} more\n");
        }
    }

    fn size(&self) -> String {
        let files = match self.files.iter().next() {
            Some(only) if self.files.len() == 1 => only.clone(),
            _ => format!("{} files", self.files.len()),
        };
        if self.places == 1 { format!(" ({files})") } else { format!(" ({} places in {files})", self.places) }
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
    text.replace(['\n', '\r', '\t'], " ").replace('`', "")
}
