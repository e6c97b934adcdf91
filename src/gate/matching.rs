//! Which hit is which row: one to one, in passes, the surest first. A pass joins what is the same in some way; what an earlier pass
//! has joined is out of the game, so that a second copy of a line, or one more use, finds no row left.
//!
//! A category is never asked: who mends the line that proved a meaning changes the category of its neighbours.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::print::{NO_WORD, WIDTH};
use super::row::Row;
use super::symbols::{Symbols, last_part};

/// Of the words beside a hit, how many may be others before it is another place, in percent of all.
const OTHER_WORDS: usize = 30;

/// Fewer words tell no place.
const TELLING: usize = 6;

/// More pairs than these are not compared word by word: nobody edits so many lines of a file at once.
const PAIRS: usize = 1 << 18;

/// For each of `hits` the index of its row in `rows`.
pub(super) fn rows_of(hits: &[Row], rows: &[Row], now: &Symbols) -> Vec<Option<usize>> {
    let mut game = Game { hits, rows, row_of: vec![None; hits.len()], free: vec![true; rows.len()] };
    same_symbol(&mut game);
    // Code that nobody touched, whatever its names mean now: somebody has changed a declaration.
    game.join(|it| Some(([&it.path, &it.text, &it.line, &it.near], None)));
    game.join(|it| Some(([&it.role, &it.text, &it.line, &it.near], None)));
    // The line was edited where it stands, and still uses the symbol.
    game.join(|it| Some(([&it.path, &it.role, &it.text, it.around.as_deref()?], Some(symbol(it)))));
    renamed(&mut game, now);
    game.similar(|hit, row| (&hit.symbol, &hit.text) == (&row.symbol, &row.text));
    let turned = Turned::new(&game, now);
    game.similar(|hit, row| turned.may_be(hit, row));
    drop(turned);
    let turned = Turned::new(&game, now);
    let joined: BTreeMap<usize, usize> = turned.by_owner(&game);
    joined.into_iter().for_each(|(hit, row)| game.take(hit, row));
    game.row_of
}

/// In its file, then anywhere: the hit has moved.
fn same_symbol(game: &mut Game) {
    game.join(|it| Some(([&it.line, &it.near, &it.path, it.repo.as_deref().unwrap_or_default()], same(it))));
    game.join(|it| Some(([&it.line, &it.near, &it.path, ""], same(it))));
    game.join(|it| Some(([&it.line, &it.path, "", ""], same(it))));
    game.join(|it| Some((["near", &it.near, &it.path, ""], same(it))));
    game.join(|it| Some(([&it.line, &it.near, "", ""], same(it))));
    game.join(|it| Some(([&it.line, "", "", ""], same(it))));
    game.join(|it| Some((["near", &it.near, "", ""], same(it))));
}

/// The same line, and a symbol that is new in place of one that is gone: a type, function or package was renamed. Or a symbol that
/// could not be told then, or can't be now.
fn renamed(game: &mut Game, now: &Symbols) {
    for anywhere in [false, true] {
        let turned = Turned::new(game, now);
        let place = |it: &Row| if anywhere { String::new() } else { it.path.clone() };
        let pairs = |by: &dyn Fn(&Row) -> String| {
            turned.pairs(game, &|it| (place(it), it.role.to_string(), it.text.clone(), by(it)))
        };
        let lines = pairs(&|it| it.line.clone());
        drop(turned);
        lines.into_iter().for_each(|(hit, row)| game.take(hit, row));
        let turned = Turned::new(game, now);
        let near = turned.pairs(game, &|it| (place(it), it.role.to_string(), it.text.clone(), it.near.clone()));
        drop(turned);
        near.into_iter().for_each(|(hit, row)| game.take(hit, row));
    }
    let untold = |it: &Row| it.symbol.as_deref().is_none_or(|it| it.trim_start_matches('#').starts_with("?."));
    game.join_where(|it| Some(([&it.path, &it.text, &it.line, ""], None)), |hit, row| untold(hit) || untold(row));
}

fn symbol(it: &Row) -> [&str; 3] {
    [it.symbol.as_deref().unwrap_or_default(), "", ""]
}

fn same(it: &Row) -> Option<[&str; 3]> {
    Some([it.symbol.as_deref().unwrap_or_default(), &it.role, &it.text])
}

/// What a pass compares.
type By<'a> = ([&'a str; 4], Option<[&'a str; 3]>);

struct Game<'a> {
    hits: &'a [Row],
    rows: &'a [Row],
    row_of: Vec<Option<usize>>,
    free: Vec<bool>,
}

impl<'a> Game<'a> {
    fn take(&mut self, hit: usize, row: usize) {
        if self.row_of[hit].is_none() && self.free[row] {
            (self.row_of[hit], self.free[row]) = (Some(row), false);
        }
    }

    fn open_hits(&self) -> Vec<usize> {
        (0..self.hits.len()).filter(|at| self.row_of[*at].is_none()).collect()
    }

    fn open_rows(&self) -> Vec<usize> {
        (0..self.rows.len()).filter(|at| self.free[*at]).collect()
    }

    /// Joins hits and rows of one key, in their order.
    fn join(&mut self, by: impl Fn(&'a Row) -> Option<By<'a>>) {
        self.join_where(by, |_, _| true);
    }

    fn join_where(&mut self, by: impl Fn(&'a Row) -> Option<By<'a>>, may: impl Fn(&Row, &Row) -> bool) {
        let mut open: HashMap<By<'a>, Vec<usize>, FxBuildHasher> = HashMap::default();
        // The last first: they are taken from the end.
        for at in self.open_rows().into_iter().rev() {
            if let Some(key) = by(&self.rows[at]) {
                open.entry(key).or_default().push(at);
            }
        }
        for hit in self.open_hits() {
            let Some(rows) = by(&self.hits[hit]).and_then(|key| open.get_mut(&key)) else { continue };
            if let Some(row) = rows.pop_if(|row| may(&self.hits[hit], &self.rows[*row])) {
                self.take(hit, row);
            }
        }
    }

    /// For the file of a row, where most of what was in it is now.
    fn homes(&self) -> BTreeMap<&'a str, &'a str> {
        let mut ways: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (hit, row) in self.row_of.iter().enumerate() {
            if let Some(row) = row {
                *ways.entry((&self.rows[*row].path, &self.hits[hit].path)).or_default() += 1;
            }
        }
        let mut homes: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for ((from, to), count) in ways {
            let home = homes.entry(from).or_insert((to, count));
            *home = if count > home.1 { (to, count) } else { *home };
        }
        homes.into_iter().map(|(from, (to, _))| (from, to)).collect()
    }

    /// Joins hits and rows of one file and role with nearly the same words beside them, the most similar first.
    fn similar(&mut self, may: impl Fn(&Row, &Row) -> bool) {
        let homes = self.homes();
        let mut open: HashMap<(&str, &str), Vec<usize>, FxBuildHasher> = HashMap::default();
        for at in self.open_rows() {
            let path = self.rows[at].path.as_str();
            open.entry((homes.get(path).copied().unwrap_or(path), &self.rows[at].role)).or_default().push(at);
        }
        let (mut found, mut left) = (Vec::new(), PAIRS);
        for hit in self.open_hits() {
            let it = &self.hits[hit];
            let Some(rows) = open.get(&(it.path.as_str(), it.role.as_str())) else { continue };
            left = left.saturating_sub(rows.len());
            if left == 0 {
                break;
            }
            let alike = rows.iter().filter(|row| may(it, &self.rows[**row]));
            found.extend(alike.filter_map(|row| Some((others(&it.near, &self.rows[*row].near)?, hit, *row))));
        }
        found.sort_unstable();
        found.into_iter().for_each(|(_, hit, row)| self.take(hit, row));
    }
}

/// How many words are others, where most are the same and each word stands for one other word everywhere: names that were renamed.
fn others(now: &str, then: &str) -> Option<usize> {
    let words = |text: &str| -> Vec<String> {
        text.as_bytes().chunks(WIDTH).map(|it| String::from_utf8_lossy(it).into_owned()).collect()
    };
    let (now, then) = (words(now), words(then));
    if now.len() != then.len() {
        return None;
    }
    // Where one of them has no word, the file began or ended there: that says nothing.
    let both: Vec<(&str, &str)> =
        now.iter().zip(&then).map(|(a, b)| (&**a, &**b)).filter(|(a, b)| *a != NO_WORD && *b != NO_WORD).collect();
    let pairs: BTreeSet<(&str, &str)> = both.iter().copied().collect();
    let (ones, twos): (BTreeSet<&str>, BTreeSet<&str>) = pairs.iter().copied().unzip();
    let one_to_one = ones.len() == pairs.len() && twos.len() == pairs.len();
    let others = both.iter().filter(|(a, b)| a != b).count();
    (one_to_one && both.len() >= TELLING && others * 100 <= both.len() * OTHER_WORDS).then_some(others)
}

/// Symbols that no hit has any more, and those that no row has.
struct Turned<'a> {
    now: &'a Symbols,
    of_hits: FxHashSet<String>,
    of_rows: FxHashSet<String>,
}

impl<'a> Turned<'a> {
    fn new(game: &Game, now: &'a Symbols) -> Self {
        Self {
            now,
            of_hits: game.hits.iter().filter_map(full).collect(),
            of_rows: game.rows.iter().filter_map(full).collect(),
        }
    }

    /// The symbol of the row is gone as a whole, with what bore the name that is another one now, and that of the hit is new.
    fn is(&self, hit: &Row, row: &Row) -> bool {
        let (Some(new), Some(old)) = (full(hit), full(row)) else { return false };
        !self.of_hits.contains(&old) && !self.of_rows.contains(&new) && self.now.gave_way(&old, &new)
    }

    /// The same, and one name of the symbol is another: perhaps the last one, which is the text of the hit itself.
    fn may_be(&self, hit: &Row, row: &Row) -> bool {
        if !self.is(hit, row) {
            return false;
        }
        let (Some(new), Some(old)) = (full(hit), full(row)) else { return false };
        hit.text == row.text || (last_part(&new) == hit.text && last_part(&old) == row.text)
    }

    /// Pairs of one key, in their order.
    fn pairs<K: Ord>(&self, game: &Game, key: &dyn Fn(&Row) -> K) -> Vec<(usize, usize)> {
        let mut open: BTreeMap<K, Vec<usize>> = BTreeMap::new();
        let gone = |at: &usize| full(&game.rows[*at]).is_some_and(|it| !self.of_hits.contains(&it));
        let new = |at: &usize| full(&game.hits[*at]).is_some_and(|it| !self.of_rows.contains(&it));
        for at in game.open_rows().into_iter().filter(gone) {
            open.entry(key(&game.rows[at])).or_default().push(at);
        }
        let mut pairs = Vec::new();
        for hit in game.open_hits().into_iter().filter(new) {
            let Some(rows) = open.get_mut(&key(&game.hits[hit])) else { continue };
            if let Some(at) = rows.iter().position(|row| self.is(&game.hits[hit], &game.rows[*row])) {
                pairs.push((hit, rows.remove(at)));
            }
        }
        pairs
    }

    /// A symbol whose owner was renamed, where nothing else of the place is the same: text, role, file and last part are.
    fn by_owner(&self, game: &Game) -> BTreeMap<usize, usize> {
        let last = |it: &Row| full(it).map(|it| last_part(&it).to_owned());
        let key = |it: &Row| (it.path.clone(), it.role.to_string(), it.text.clone(), last(it));
        self.pairs(game, &key).into_iter().collect()
    }
}

/// The whole symbol of a row.
fn full(row: &Row) -> Option<String> {
    let symbol = row.symbol.as_deref()?;
    Some(if symbol.starts_with('#') { format!("{}{symbol}", row.path) } else { symbol.to_owned() })
}
