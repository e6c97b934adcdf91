//! What a hit is known by: its symbol, its line, the words beside it and the code around it, from the text of its file.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;
use smol_str::SmolStr;

use super::row::Row;
use crate::model::{Finding, SymbolPath};
use crate::text::lines::{line_end, line_start};

/// Words on each side of a hit.
pub(super) const WORDS: usize = 8;

/// Characters for each word.
pub(super) const WIDTH: usize = 2;

/// What stands for a word where there is none.
pub(super) const NO_WORD: &str = "..";

/// Words on each side of a line that tell its place, and how many there must be.
const AROUND: usize = 6;
const ENOUGH: usize = 4;

/// Bytes that are looked through for words on a side: more is a table or a bundle.
const REACH: usize = 2048;

/// A longer line (bytes) is no place of its own.
const LONG: usize = 1024;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The rows of findings. Each line is hashed once, however many hits it has.
#[derive(Default)]
pub(super) struct Printer {
    lines: HashMap<(SmolStr, SmolStr, usize), OfLine, FxBuildHasher>,
}

/// The hash of a line, and that of the words around it.
type OfLine = (String, Option<String>);

impl Printer {
    /// The row of a finding in `text`, its file. Its repository is named where several were read.
    pub(super) fn row(&mut self, finding: &Finding, text: &str, named: bool) -> Row {
        let at = (finding.byte_start as usize).min(text.len());
        let start = line_start(text, at as u32);
        let place = (finding.repo.clone(), finding.path.clone(), start);
        let (line, around) = self.lines.entry(place).or_insert_with(|| of_line(text, start)).clone();
        Row {
            repo: named.then(|| finding.repo.to_string()),
            path: finding.path.to_string(),
            symbol: finding.symbol.as_deref().map(|symbol| symbol_in(&finding.path, symbol)),
            role: finding.role.name().into(),
            text: finding.text.clone(),
            line,
            near: near(text, at, (finding.byte_end as usize).min(text.len())),
            around,
            n: None,
            category: Some(finding.category.clone()),
            ..Row::default()
        }
    }
}

/// A symbol as rows have it: functions without a name, which are numbered by line, are left out, and so is the path of the file
/// itself, so that neither a moved line nor a renamed file changes it.
fn symbol_in(path: &str, symbol: &str) -> String {
    let symbol = SymbolPath(symbol).without_nameless();
    match symbol.strip_prefix(path) {
        Some(own) if own.starts_with('#') => own.to_owned(),
        _ => symbol.into_owned(),
    }
}

fn of_line(text: &str, start: usize) -> OfLine {
    let end = line_end(text, start);
    let line: String = text[start..end].chars().filter(|c| !c.is_whitespace()).collect();
    let (above, below) = (words_before(text, start, AROUND), words_after(text, end, AROUND));
    let tells = end - start <= LONG && above.len() + below.len() >= ENOUGH;
    let around = tells.then(|| hash(&format!("{}\n{}", above.join(" "), below.join(" "))));
    (hash(&line), around)
}

fn near(text: &str, start: usize, end: usize) -> String {
    let mut out = String::with_capacity(2 * WORDS * WIDTH);
    for side in [words_before(text, start, WORDS), words_after(text, end, WORDS)] {
        for at in 0..WORDS {
            out += &side.get(at).map_or_else(|| NO_WORD.to_owned(), |word| short(word));
        }
    }
    out
}

/// The last words before `at`, the nearest first.
fn words_before(text: &str, at: usize, count: usize) -> Vec<&str> {
    let start = floor(text, at.saturating_sub(REACH));
    words(&text[start..at]).rev().take(count).collect()
}

/// The first words from `at` on.
fn words_after(text: &str, at: usize, count: usize) -> Vec<&str> {
    let end = floor(text, text.len().min(at + REACH));
    words(&text[at..end]).take(count).collect()
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The start of the character that the byte at `at` belongs to.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..12].to_string()
}

fn short(word: &str) -> String {
    let hash = blake3::hash(word.as_bytes());
    hash.as_bytes()[..WIDTH].iter().map(|byte| char::from(ALPHABET[usize::from(byte & 63)])).collect()
}
