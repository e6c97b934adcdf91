//! Which texts hold a name, asked of many texts for many names: they are read once, and each question then looks through the
//! different words that they have. What a name means where it stands is for who asks.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use aho_corasick::AhoCorasick;
use memchr::memmem;
use rustc_hash::FxHashMap;

/// So many questions are answered by searching the texts: an index costs about as much as these.
const SEARCHED: u32 = 24;

/// With more names than these, one pass for all of them is less work than one for each.
const ONE_BY_ONE: usize = 8;

/// Texts that are asked for names. Both ways to answer give the same.
#[derive(Default)]
pub struct Texts<T> {
    texts: Vec<T>,
    asked: AtomicU32,
    words: OnceLock<Words>,
}

impl<T: AsRef<str>> Texts<T> {
    /// Over `texts`, of which nothing is read yet.
    pub fn of(texts: Vec<T>) -> Self {
        Self { texts, asked: AtomicU32::default(), words: OnceLock::new() }
    }

    /// So many questions are to come: whether an index pays need not be waited for.
    pub fn expect(&self, questions: usize) {
        self.asked.fetch_add(u32::try_from(questions).unwrap_or(SEARCHED).min(SEARCHED), Ordering::Relaxed);
    }

    /// The texts that hold one of `names`, also as a part of a word: indexes, in order.
    pub fn holding(&self, names: &[&str]) -> Vec<usize> {
        let few = self.asked.fetch_add(1, Ordering::Relaxed) < SEARCHED;
        if few || names.iter().any(|it| it.is_empty() || !it.bytes().all(is_word)) {
            return self.searched(names);
        }
        self.words.get_or_init(|| Words::of(self.texts.iter().map(AsRef::as_ref))).holding(names)
    }

    fn searched(&self, names: &[&str]) -> Vec<usize> {
        let holds: Box<dyn Fn(&str) -> bool> = match names {
            [name] => {
                let finder = memmem::Finder::new(name.as_bytes()).into_owned();
                Box::new(move |text| finder.find(text.as_bytes()).is_some())
            }
            names => match AhoCorasick::new(names) {
                Ok(finder) => Box::new(move |text| finder.is_match(text)),
                Err(_) => Box::new(|text| names.iter().any(|name| text.contains(name))),
            },
        };
        let all = self.texts.iter().enumerate();
        all.filter(|(_, text)| holds(text.as_ref())).map(|(at, _)| at).collect()
    }
}

/// The different words of some texts, and which texts have each.
struct Words {
    /// Each with a blank behind it.
    all: String,
    /// Where each begins in `all`.
    starts: Vec<usize>,
    /// Where the texts of each begin in `texts`, and behind the last.
    firsts: Vec<usize>,
    texts: Vec<u32>,
}

impl Words {
    fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        let mut ids: FxHashMap<&[u8], u32> = FxHashMap::default();
        // For each word the last text that it was seen in, and in how many it was.
        let mut seen: Vec<(u32, u32)> = Vec::new();
        let (mut words, mut ends): (Vec<u32>, Vec<usize>) = (Vec::new(), Vec::new());
        let (mut all, mut starts) = (String::new(), Vec::new());
        for (text, at) in texts.zip(0u32..) {
            for word in words_of(text) {
                let id = *ids.entry(word.as_bytes()).or_insert_with(|| {
                    starts.push(all.len());
                    all.push_str(word);
                    all.push(' ');
                    seen.push((u32::MAX, 0));
                    seen.len() as u32 - 1
                });
                let (last, count) = &mut seen[id as usize];
                if *last != at {
                    (*last, *count) = (at, *count + 1);
                    words.push(id);
                }
            }
            ends.push(words.len());
        }
        let mut firsts = vec![0];
        for (_, count) in &seen {
            firsts.push(firsts[firsts.len() - 1] + *count as usize);
        }
        let (mut next, mut texts, mut from) = (firsts.clone(), vec![0; words.len()], 0);
        for (end, at) in ends.into_iter().zip(0u32..) {
            for id in &words[from..end] {
                texts[next[*id as usize]] = at;
                next[*id as usize] += 1;
            }
            from = end;
        }
        Self { all, starts, firsts, texts }
    }

    /// As [`Texts::holding`]; each of `names` is a part of a word.
    fn holding(&self, names: &[&str]) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        match AhoCorasick::new(names) {
            Ok(finder) if names.len() > ONE_BY_ONE => {
                // No match goes over the end of a word, so each word with any has one that is reported.
                finder.find_iter(&self.all).for_each(|it| found.push(it.start()));
            }
            _ => names.iter().for_each(|name| found.extend(memmem::find_iter(self.all.as_bytes(), name.as_bytes()))),
        }
        found.iter_mut().for_each(|at| *at = self.starts.partition_point(|start| start <= at) - 1);
        found.sort_unstable();
        found.dedup();
        let of = |word: usize| self.texts[self.firsts[word]..self.firsts[word + 1]].iter().map(|at| *at as usize);
        let mut texts: Vec<usize> = found.into_iter().flat_map(of).collect();
        texts.sort_unstable();
        texts.dedup();
        texts
    }
}

/// The words of a text: what names are made of, and numbers.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(|it| is_word(*it))?;
        at = bytes[start..].iter().position(|it| !is_word(*it)).map_or(bytes.len(), |it| start + it);
        // What is not ASCII is part of a word, so both ends are ends of characters.
        text.get(start..at)
    })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_index_answers_as_a_search_does(
            texts in prop::collection::vec("[ab_ü .\n]{0,12}", 0..6),
            names in prop::collection::vec("[ab_ü]{1,3}", 1..12),
        ) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let indexed = Words::of(texts.iter().map(String::as_str)).holding(&names);
            prop_assert_eq!(indexed, Texts::of(texts).searched(&names));
        }
    }

    #[test]
    fn a_name_that_is_no_part_of_a_word_is_searched() {
        let texts = Texts::of(vec!["a b", "ab"]);
        for _ in 0..2 * SEARCHED {
            assert_eq!(texts.holding(&["a b"]), [0]);
            assert_eq!(texts.holding(&[""]), [0, 1]);
            assert_eq!(texts.holding(&["b"]), [0, 1]);
            assert_eq!(texts.holding(&["ab", "c"]), [1]);
        }
    }

    #[test]
    fn many_questions_to_come_are_answered_by_an_index_at_once() {
        let texts = Texts::of(vec!["a b", "ab"]);
        assert_eq!(texts.holding(&["b"]), [0, 1]);
        assert!(texts.words.get().is_none());
        texts.expect(usize::MAX);
        assert_eq!(texts.holding(&["b"]), [0, 1]);
        assert!(texts.words.get().is_some());
    }
}
