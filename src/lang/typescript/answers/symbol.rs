//! The declaration that is asked for: by its symbol path, by an ending of that, or by a place.

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};

use crate::lang::asked::{ANOTHER, Place, at_line, candidates, is_ending, name_of, nearest, words_of};
use crate::lang::typescript::rewrite::reference::{Decl, is_script, is_whole};
use crate::lang::typescript::rewrite::renamer::Renamer;
use crate::lang::typescript::rewrite::uses::{Named, declared_in};
use crate::model::answer::NoSymbol;
use crate::model::{CodeView, LineIndex, Source, Span};

/// What the names of files end with.
const ENDINGS: &[&str] = &[".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".svelte", ".vue"];

/// The one declaration that `symbol` names: a symbol path, or the end of one, before which the name of the repository may stand; of several
/// with one path `path@LINE` says which; `FILE:LINE:COL` says it of everything.
pub(super) fn find(renamer: &mut Renamer<'_>, code: CodeView<'_>, symbol: &str) -> Result<Named, NoSymbol> {
    if let Some(place) = Place::parse(symbol, ENDINGS) {
        return at(renamer, code, &place);
    }
    let (path, line) = at_line(symbol);
    let found = declared(renamer, code, name_of(path), path);
    let in_line = |it: &&Named| line.is_none_or(|line| line_of(code, it) == line);
    let mut matching: Vec<Named> = found.iter().filter(|it| it.path == path).filter(in_line).cloned().collect();
    if matching.is_empty() {
        let full = |it: &&Named| is_ending(&in_repo(code, it), path);
        matching = found.iter().filter(full).filter(in_line).cloned().collect();
    }
    matching.retain(|it| renamer.is_own(it.decl));
    if matching.is_empty() {
        // Whatever has the last part of the path, wherever it is.
        let all = if found.is_empty() { declared(renamer, code, name_of(path), name_of(path)) } else { found };
        let nearest = nearest(all.into_iter().map(|it| it.path).collect(), path);
        return Err(NoSymbol::Unknown { symbol: symbol.into(), nearest });
    }
    only(renamer, code, symbol, matching)
}

/// The one thing that all of `found` declare.
fn only(renamer: &mut Renamer<'_>, code: CodeView<'_>, asked: &str, found: Vec<Named>) -> Result<Named, NoSymbol> {
    let mut things: Vec<Named> = Vec::new();
    // What belongs together is asked for once: a declaration may repeat a name a thousand times.
    let mut known: FxHashSet<Decl> = FxHashSet::default();
    for it in found {
        if !known.contains(&it.decl) {
            known.extend(renamer.parts(it.decl));
            things.push(it);
        }
    }
    if things.len() == 1 {
        return Ok(things.remove(0));
    }
    let twice = |it: &Named| {
        let repo = code.sources[it.decl.0.0 as usize].repo;
        things.iter().any(|other| other.path == it.path && code.sources[other.decl.0.0 as usize].repo != repo)
    };
    let named = |it: &Named| (if twice(it) { in_repo(code, it) } else { it.path.clone() }, it.decl);
    let named: Vec<_> = things.iter().map(named).collect();
    Err(NoSymbol::Ambiguous { symbol: asked.into(), candidates: candidates(code.sources, &named) })
}

fn at(renamer: &mut Renamer<'_>, code: CodeView<'_>, place: &Place<'_>) -> Result<Named, NoSymbol> {
    let source = place.source(code.sources, |it| is_script(it.language) && !it.left_out)?;
    let lines = LineIndex::new(source.text.as_bytes());
    let Some(column) = place.column else {
        let start = lines.line_start(place.line).unwrap_or(source.text.len() as u32);
        let end = lines.line_start(place.line + 1).unwrap_or(source.text.len() as u32);
        let found = renamer.declared_within(source, Span { start, end });
        return match found.as_slice() {
            [] => Err(place.declares_nothing()),
            [one] => Ok(one.clone()),
            several => {
                let candidate = |it: &Named| place.candidate(it.decl.1.start - start + 1, &it.name);
                Err(NoSymbol::Ambiguous { symbol: place.asked(), candidates: several.iter().map(candidate).collect() })
            }
        };
    };
    let nothing = |what: SmolStr| NoSymbol::Nothing { place: place.asked(), what, help: ANOTHER };
    // The mark of a private member stands before its name.
    let at = lines.line_start(place.line).unwrap_or_default() as usize + column.saturating_sub(1) as usize;
    let column = column + u32::from(source.text.as_bytes().get(at) == Some(&b'#'));
    let (before, word) = place.word(source, column).map_err(nothing)?;
    if word.is_empty() {
        return Err(nothing("no name stands there".into()));
    }
    let start = lines.line_start(place.line).unwrap_or_default() as usize + before.len();
    let span = Span::new(start, start + word.len());
    let mut meant = renamer.meant(source, span);
    // A shorthand is a property and a variable: the one that it declares is meant.
    if let [here] = meant.iter().filter(|it| it.0 == source.id && it.1 == span).copied().collect::<Vec<_>>()[..] {
        meant = vec![here];
    }
    let found: Vec<Named> = meant.into_iter().filter_map(|it| renamer.named(it)).collect();
    if found.is_empty() {
        return Err(nothing(format_smolstr!("`{word}` is no name whose declaration is known")));
    }
    only(renamer, code, &place.asked(), found)
}

/// The declarations called `name` whose path could be meant by `path`.
fn declared(renamer: &Renamer<'_>, code: CodeView<'_>, name: &str, path: &str) -> Vec<Named> {
    if name.is_empty() {
        return Vec::new();
    }
    let file = path.split_once('#').map(|it| it.0).filter(|file| ENDINGS.iter().any(|it| file.ends_with(it)));
    let needed = words_of(path);
    let project = renamer.project();
    let possible = |it: &&Source| {
        let full = format!("{}/{}", code.repos[it.repo.0 as usize].name, it.path);
        // A copy that is left out of the inventory is not what anybody names.
        is_script(it.language)
            && !it.left_out
            && file.is_none_or(|file| is_ending(&full, file))
            && has_word(&it.text, name)
            && needed.iter().all(|part| full.contains(part) || it.text.contains(part))
    };
    let mut found: Vec<Named> =
        code.sources.par_iter().filter(possible).flat_map_iter(|it| declared_in(project, it, name)).collect();
    found.sort_by(|one, other| (&one.path, one.decl).cmp(&(&other.path, other.decl)));
    found
}

fn has_word(text: &str, word: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), word).any(|at| is_whole(text, word, at))
}

/// The path with the name of the repository before it.
fn in_repo(code: CodeView<'_>, it: &Named) -> SmolStr {
    let repo = code.sources[it.decl.0.0 as usize].repo;
    format_smolstr!("{}/{}", code.repos[repo.0 as usize].name, it.path)
}

fn line_of(code: CodeView<'_>, it: &Named) -> u32 {
    LineIndex::new(code.sources[it.decl.0.0 as usize].text.as_bytes()).position(it.decl.1.start).line
}
