//! What tells a meaning once its names have the new words: the steps behind the first one still have to find it.

use std::collections::BTreeSet;

use super::meanings::Meaning;
use super::wish::Wish;
use crate::text::words::{Joint, Shape, TermSpec, rename_words};

/// The patterns of names and the globs of symbols of `it`, each followed by what they are where the new words of `wish` stand for the old
/// ones. Without new words, they are as they were.
pub(super) fn with_renamed(it: &Meaning, wish: &Wish) -> (Vec<String>, Vec<String>) {
    let (mut names, mut symbols) = (it.names.clone(), it.symbols.clone());
    let Some(to) = &wish.to else { return (names, symbols) };
    let term = TermSpec { id: wish.id(), words: wish.words.clone(), forms: Vec::new() };
    // All that has the new words and nothing else is not of this meaning.
    let alone = to.join(" ");
    let in_words = Shape { joint: Joint::Blank, initialisms: false };
    names.extend(it.names.iter().filter_map(|pattern| {
        let bare = pattern.trim_matches(['*', ' ']);
        let new = rename_words(bare, &term, to, in_words).filter(|new| *new != alone)?;
        Some(pattern.replacen(bare, &new, 1))
    }));
    for glob in &it.symbols {
        let (owner, member) = glob.split_at(end_of_owner(glob));
        let both = |part: &str| {
            let mut all = vec![part.to_owned()];
            all.extend([true, false].map(|initialisms| renamed(part, &term, to, initialisms)));
            all.dedup();
            all
        };
        symbols.extend(
            both(owner).iter().flat_map(|owner| both(member).into_iter().map(move |it| format!("{owner}{it}"))),
        );
    }
    for list in [&mut names, &mut symbols] {
        let mut seen = BTreeSet::new();
        list.retain(|it| seen.insert(it.clone()));
    }
    (names, symbols)
}

/// Where the name of the member begins in a glob such as `store.{Entry,Feed}.Title`, in bytes.
fn end_of_owner(glob: &str) -> usize {
    let mut depth = 0_usize;
    let mut end = 0;
    for (at, byte) in glob.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'.' | b'#' if depth == 0 => end = at + 1,
            _ => {}
        }
    }
    end
}

/// `glob` with the new words in each of its identifiers.
fn renamed(glob: &str, term: &TermSpec, to: &[String], initialisms: bool) -> String {
    let shape = Shape { joint: Joint::Camel, initialisms };
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(glob.len());
    let mut rest = glob;
    while !rest.is_empty() {
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(length);
        out += &rename_words(word, term, to, shape).unwrap_or_else(|| word.to_owned());
        let mark = behind.find(is_word).unwrap_or(behind.len());
        out += &behind[..mark];
        rest = &behind[mark..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(words: &str, to: &str) -> Wish {
        let words_of = |text: &str| text.split(' ').map(str::to_owned).collect();
        Wish { words: words_of(words), to: Some(words_of(to)), meaning: None }
    }

    #[test]
    fn symbols_and_names_are_found_by_their_new_words_too() {
        let mut it = Meaning::default();
        it.names = ["* late entries *", "* entry *"].map(str::to_owned).into();
        it.symbols = ["model.{Entries,Entry}", "{Entry,Feed}.entryURL"].map(str::to_owned).into();
        let (names, symbols) = with_renamed(&it, &wish("entry", "article"));
        assert_eq!(names, ["* late entries *", "* entry *", "* late articles *"]);
        let expected = [
            "model.{Entries,Entry}",
            "{Entry,Feed}.entryURL",
            "model.{Articles,Article}",
            "{Entry,Feed}.articleURL",
            "{Article,Feed}.entryURL",
            "{Article,Feed}.articleURL",
        ];
        assert_eq!(symbols, expected);
    }

    #[test]
    fn an_acronym_is_looked_for_in_both_spellings() {
        let mut it = Meaning::default();
        it.symbols.push("shop.lotKey".to_owned());
        let (_, symbols) = with_renamed(&it, &wish("lot key", "batch id"));
        assert!(symbols.iter().any(|it| it == "shop.batchID"), "{symbols:?}");
    }
}
