//! The words that a rule file may use: ids that it declares itself, and fixed lists.

use std::collections::HashMap;

use super::super::error::{Mistakes, did_you_mean};
use super::super::words::Word;
use crate::text::shown::hidden;

/// The ids that a kind of thing may have, and the duties that come with them: unique, not empty, known when used.
pub(super) struct Names {
    pub(super) kind: &'static str,
    pub(super) order: Vec<String>,
    index: HashMap<String, usize>,
}

impl Names {
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, order: Vec::new(), index: HashMap::new() }
    }

    /// Adds an id, or says what is wrong with it.
    pub(super) fn declare(&mut self, id: &Word, reserved: &[&str], mistakes: &mut Mistakes) {
        let kind = self.kind;
        if id.text.trim().is_empty() {
            mistakes.add(id.at, format!("a {kind} with an empty id"), None);
        } else if let Some(c) = hidden(&id.text) {
            // It stands in annotations, in rows and in other people's terminals.
            let what = format!("the id of a {kind} holds a character that nobody sees: {}", c.escape_unicode());
            mistakes.add(id.at, what, Some("An id is a word in one line".to_owned()));
        } else if reserved.contains(&id.text.as_str()) {
            mistakes.add(id.at, format!("{kind} `{}`: this name has a meaning of its own", id.text), None);
        } else if self.index.contains_key(&id.text) {
            mistakes.add(id.at, format!("{kind} `{}` is declared twice", id.text), None);
        }
        self.index.entry(id.text.clone()).or_insert(self.order.len());
        self.order.push(id.text.clone());
    }

    /// The index of a used id; a mistake with the nearest right word when there is none. `owner` starts the message.
    pub(super) fn find(&self, owner: &str, used: &Word, also: &[&str], mistakes: &mut Mistakes) -> Option<usize> {
        let found = self.index.get(&used.text).copied();
        if found.is_none() {
            let right = self.order.iter().map(String::as_str).chain(also.iter().copied());
            let what = format!("{owner}unknown {} `{}`", self.kind, used.text);
            mistakes.add(used.at, what, did_you_mean(&used.text, right));
        }
        found
    }
}

/// One of a fixed list of words; a mistake with the nearest right one otherwise.
pub(super) fn one_of<T: Copy>(
    owner: &str,
    kind: &str,
    used: &Word,
    all: &[(&'static str, T)],
    mistakes: &mut Mistakes,
) -> Option<T> {
    let found = all.iter().find(|(name, _)| *name == used.text).map(|(_, value)| *value);
    if found.is_none() {
        let what = format!("{owner}unknown {kind} `{}`", used.text);
        mistakes.add(used.at, what, did_you_mean(&used.text, all.iter().map(|(name, _)| *name)));
    }
    found
}
