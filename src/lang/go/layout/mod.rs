//! Keeps Go files gofmt-clean through edits, without gofmt: the columns of fields, keys, values and comments are laid out
//! again where the lengths of names have changed. A port of the layout half of Go's `go/printer` and `text/tabwriter` (BSD
//! licence, in `LICENSE-go`); the order of imports, the text of comments and the blanks inside of expressions are left as
//! they are.

mod lex;
mod print;
mod syntax;
mod tabs;

use std::ops::Range;

use crate::model::edit::{Edit, apply_edits};
use crate::model::span::Span;

use lex::Lexed;
use syntax::Break;
use tabs::Placed;

/// `edits` and the white space edits that keep the Go file `before` gofmt-clean where it was.
///
/// `edits` are sorted and do not overlap, as for [`apply_edits`]; so is the result. Sections that gofmt would have laid out
/// otherwise before stay as they are, and so does all else that the edits do not move. A file that is no Go, before or
/// after, gets the plain `edits` back.
pub fn realign(before: &str, edits: &[Edit]) -> Vec<Edit> {
    extended(before, edits).unwrap_or_else(|| edits.to_vec())
}

/// Lines that are broken or joined change what stands around them; no real file needs more rounds.
const MAX_ROUNDS: usize = 16;

fn extended(before: &str, edits: &[Edit]) -> Option<Vec<Edit>> {
    if edits.is_empty() {
        return None;
    }
    let mut text = apply_edits(before, edits).ok()?;
    let mut edits = edits.to_vec();
    let known = Known::new(before)?;
    for _ in 0..MAX_ROUNDS {
        let layout = LaidOut::new(&text)?;
        let origin = Origin::new(&edits);
        let may_move = |at| known.may_move(origin.of(at));
        let breaks = layout.break_edits(&text, may_move);
        let settled = breaks.is_empty();
        let round = if settled { layout.moves(&text, known.clean_tail, may_move) } else { breaks };
        let lines = |text: &str| text.matches('\n').count();
        let settled = settled && round.iter().all(|edit| lines(&text[edit.span.range()]) == lines(&edit.text));
        edits = compose(&edits, &text, &round);
        if settled {
            return Some(edits);
        }
        text = apply_edits(before, &edits).ok()?;
    }
    None
}

/// A file as gofmt would lay it out.
struct LaidOut {
    lexed: Lexed,
    breaks: Vec<Break>,
    text: String,
    atoms: Vec<Placed>,
}

impl LaidOut {
    fn new(src: &str) -> Option<Self> {
        let lexed = lex::lex(src)?;
        let (gaps, breaks) = syntax::layout(src, &lexed)?;
        let items = print::print(src, &lexed, &gaps);
        let (text, atoms) = tabs::align(src, &items);
        Some(Self { lexed, breaks, text, atoms })
    }

    /// The gaps between atoms that differ from `src`: index of the atom behind, span in `src`, new text.
    fn changes<'l>(&'l self, src: &'l str) -> impl Iterator<Item = (usize, Range<usize>, &'l str)> {
        self.atoms.windows(2).enumerate().filter_map(|(index, pair)| {
            let span = pair[0].end..pair[1].start;
            let (old, new) = (&src[span.clone()], &self.text[pair[0].out_end..pair[1].out_start]);
            let same = old == new || old.contains('\r') && old.replace('\r', "") == new;
            (!same).then_some((index + 1, span, new))
        })
    }

    /// Edits of `src` that move its atoms to their places, where `may_move` says yes to the atoms on both sides.
    fn moves(&self, src: &str, tail: bool, may_move: impl Fn(usize) -> bool) -> Vec<Edit> {
        self.changes(src)
            .filter(|(index, ..)| may_move(self.atoms[index - 1].start) && may_move(self.atoms[*index].start))
            .map(|(_, span, new)| {
                let bytes = Span::new(span.start, span.end);
                let crlf = src[span].contains("\r\n");
                let new = if crlf { new.replace('\n', "\r\n") } else { new.to_owned() };
                Edit::replace(bytes, new)
            })
            .chain(self.tail(src).filter(|_| tail))
            .collect()
    }

    /// One line end at the end of the file, where removed lines leave more.
    fn tail(&self, src: &str) -> Option<Edit> {
        let end = self.atoms.last()?.end;
        let blank = src.get(end..)?.strip_prefix("\n")?;
        let removable = !blank.is_empty() && blank.trim().is_empty();
        removable.then(|| Edit::delete(Span::new(end + 1, src.len())))
    }

    /// Edits of `src` that put the bodies that are too long for one line on several. Their indentation is left to the
    /// next layout.
    fn break_edits(&self, src: &str, may_move: impl Fn(usize) -> bool) -> Vec<Edit> {
        let eol = if src.contains("\r\n") { "\r\n" } else { "\n" };
        let mut edits = Vec::new();
        for found in self.breaks.iter().filter(|found| may_move(self.lexed.toks[found.open].start)) {
            let (open, close) = (&self.lexed.toks[found.open], &self.lexed.toks[found.close]);
            if !src[..open.start].ends_with([' ', '\t']) {
                edits.push(Edit::insert(open.start as u32, " "));
            }
            let mut line_end = |start: usize, end: usize| {
                let space = src[end..].len() - src[end..].trim_start_matches([' ', '\t']).len();
                edits.push(Edit::replace(Span::new(start, end + space), eol));
            };
            line_end(open.end, open.end);
            for semicolon in found.semicolons.iter().map(|index| &self.lexed.toks[*index]) {
                line_end(semicolon.start, semicolon.end);
            }
            if found.open + 1 < found.close {
                let start = src[..close.start].trim_end_matches([' ', '\t']).len();
                line_end(start, start);
            }
        }
        edits.sort();
        edits.dedup();
        // Nested bodies may share a brace's gap; the inner one is broken in the next round.
        let mut end = 0;
        edits.retain(|edit| {
            let fits = edit.span.start >= end;
            end = end.max(edit.span.end);
            fits
        });
        edits
    }
}

/// Which parts of the file were as gofmt lays them out before the edits.
struct Known {
    /// Starts of the atoms, and whether their section was clean.
    atoms: Vec<(usize, bool)>,
    /// The file ended with one line end at most.
    clean_tail: bool,
}

impl Known {
    fn new(before: &str) -> Option<Self> {
        let layout = LaidOut::new(before)?;
        let sections = layout.atoms.last().map_or(0, |atom| atom.section + 1);
        let mut clean = vec![true; sections];
        for (index, ..) in layout.changes(before) {
            clean[layout.atoms[index - 1].section] = false;
            clean[layout.atoms[index].section] = false;
        }
        for at in layout.breaks.iter().map(|found| layout.lexed.toks[found.open].start) {
            let index = layout.atoms.partition_point(|atom| atom.start < at);
            if let Some(atom) = layout.atoms.get(index) {
                clean[atom.section] = false;
            }
        }
        let clean_tail = layout.tail(before).is_none();
        Some(Self { clean_tail, atoms: layout.atoms.iter().map(|atom| (atom.start, clean[atom.section])).collect() })
    }

    /// Whether the section of the atom at or before byte `at` was clean.
    fn may_move(&self, at: usize) -> bool {
        let behind = self.atoms.partition_point(|(start, _)| *start <= at);
        self.atoms.get(behind.saturating_sub(1)).is_none_or(|(_, clean)| *clean)
    }
}

/// Translates bytes of an edited text back to the text before.
struct Origin {
    /// Start and end in the edited text, start and end before.
    edits: Vec<(Range<usize>, Range<usize>)>,
}

impl Origin {
    fn new(edits: &[Edit]) -> Self {
        let mut grown = 0isize;
        let edits = edits
            .iter()
            .map(|edit| {
                let start = edit.span.range().start.saturating_add_signed(grown);
                grown += edit.text.len() as isize - edit.span.len() as isize;
                (start..start + edit.text.len(), edit.span.range())
            })
            .collect();
        Self { edits }
    }

    /// The byte before the edits that `at` comes from; inside of new text the start of what it replaces.
    fn of(&self, at: usize) -> usize {
        let behind = self.edits.partition_point(|(new, _)| new.start <= at);
        match behind.checked_sub(1).map(|index| &self.edits[index]) {
            None => at,
            Some((new, old)) if at < new.end => old.start,
            Some((new, old)) => at - new.end + old.end,
        }
    }
}

/// The edits that do what `first` and then `second` do. `middle` is the text between the two. Edits that overlap become
/// one; those that only touch stay apart.
fn compose(first: &[Edit], middle: &str, second: &[Edit]) -> Vec<Edit> {
    let origin = Origin::new(first);
    let mut out: Vec<Edit> = Vec::with_capacity(first.len() + second.len());
    let (mut left, mut right) = (origin.edits.iter().zip(first).peekable(), second.iter().peekable());
    loop {
        let next_left = left.peek().map(|((new, _), _)| new.start);
        let next_right = right.peek().map(|edit| edit.span.range().start);
        let Some(start) = [next_left, next_right].into_iter().flatten().min() else { return out };
        let (mut end, mut at) = (start, start);
        let mut old: Option<Range<usize>> = None;
        let mut text = String::new();
        let joins = |range: &Range<usize>, end: usize| {
            range.start < end || range.start == end && (range.is_empty() || start == end)
        };
        loop {
            if let Some(((new, from), _)) = left.next_if(|((new, _), _)| joins(new, end)) {
                let old_start = old.map_or_else(|| from.start - (new.start - start), |old| old.start);
                old = Some(old_start..from.end);
                end = end.max(new.end);
            } else if let Some(edit) = right.next_if(|edit| joins(&edit.span.range(), end)) {
                let span = edit.span.range();
                text.push_str(&middle[at..span.start]);
                text.push_str(&edit.text);
                at = span.end;
                end = end.max(span.end);
            } else {
                break;
            }
        }
        text.push_str(&middle[at..end]);
        let old = old.unwrap_or_else(|| origin.of(start)..0);
        out.push(Edit::replace(Span::new(old.start, origin.of(end).max(old.end)), text));
    }
}

#[cfg(test)]
mod tests;
