//! The verdict: each hit is allowed by a comment, accepted in the baseline, as old as the tree that it is compared with, or it fails.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use smol_str::SmolStr;

use super::allow::Allowed;
use super::matching::rows_of;
use super::owners::Owners;
use super::print::Printer;
use super::row::{Baseline, Row};
use super::symbols::Symbols;
use crate::model::verdict::{Expired, Gone, Moved, Remark, Suppressed};
use crate::model::{FileId, Finding, Place, Repo, Source, Verdict};

/// A hit that the rules let fail the gate.
struct Hit<'a> {
    finding: &'a Finding,
    /// It was asked about; others only help to see what moved.
    listed: bool,
    /// The comment about it: its file, and its index there.
    allow: Option<(FileId, usize)>,
}

/// The hits of one state of the code that may fail the gate, and the comments about them.
pub struct Hits<'a> {
    hits: Vec<Hit<'a>>,
    rows: Vec<Row>,
    symbols: Symbols,
    /// The comments of the files that have any.
    allowed: BTreeMap<FileId, (Place, bool, Allowed)>,
}

impl<'a> Hits<'a> {
    /// Those of `findings`, sorted by file and place. `known` says of a category whether there is one, and if not which one may be
    /// meant. With `named`, rows name their repositories.
    pub fn of(
        (repos, sources): (&[Repo], &[Source]),
        findings: impl IntoIterator<Item = (FileId, &'a Finding)>,
        symbols: Symbols,
        known: &dyn Fn(&str) -> Result<(), Option<String>>,
        named: bool,
    ) -> Self {
        let mut allowed = BTreeMap::new();
        for source in sources.iter().filter(|it| !it.left_out) {
            let all = Allowed::of(source, known);
            if all != Allowed::default() {
                let place = Place::file(&*repos[source.repo.0 as usize].name, &*source.path);
                allowed.insert(source.id, (place, !source.beside, all));
            }
        }
        let mut printer = Printer::default();
        let (mut hits, mut rows) = (Vec::new(), Vec::new());
        for (file, finding) in findings {
            let source = &sources[file.0 as usize];
            let comments = allowed.get(&file).map(|(.., all)| all);
            // The words of such a comment are about hits, and none themselves.
            let inside =
                |it: &&Allowed| it.spans.iter().any(|it| it.start <= finding.byte_start && finding.byte_end <= it.end);
            if comments.filter(inside).is_some() {
                continue;
            }
            let allow = comments.and_then(|it| it.about(finding.line, &finding.category)).map(|at| (file, at));
            hits.push(Hit { finding, listed: !source.beside, allow });
            rows.push(printer.row(finding, &source.text, named));
        }
        Baseline::numbered(&mut rows);
        Self { hits, rows, symbols, allowed }
    }

    /// A baseline that accepts them all, but those that a comment allows on the day `today`.
    pub fn baseline(&self, today: Date) -> Baseline {
        let open = |it: &Hit| it.allow.is_none_or(|at| self.is_over(at, today));
        let rows = self.hits.iter().zip(&self.rows).filter(|(hit, _)| open(hit));
        Baseline::of(rows.map(|(_, row)| row.clone()))
    }

    fn is_over(&self, (file, at): (FileId, usize), today: Date) -> bool {
        self.allowed[&file].2.allows[at].until.is_some_and(|until| until < today)
    }
}

/// What lets hits pass.
pub struct Gate<'a> {
    /// The accepted hits.
    pub baseline: &'a Baseline,
    /// The hits of the tree that the code is compared with.
    pub past: Option<&'a Baseline>,
    /// Who owns the files of a repository, by its name.
    pub owners: &'a BTreeMap<SmolStr, Owners>,
    /// The day for which the verdict is.
    pub today: Date,
    /// The file of a row was looked at, or would have been.
    pub read: &'a dyn Fn(&Row) -> bool,
    /// It was asked about as well.
    pub asked: &'a dyn Fn(&Row) -> bool,
}

/// What a gate says of hits.
#[derive(Default)]
pub struct Judged {
    /// The hits that fail, in their order, each with its owner.
    pub failing: Vec<Finding>,
    /// The hits that are accepted, or as old as the tree that they are compared with. An editor asks for them; a report does not, so that
    /// a verdict, which is kept between runs, stays small.
    pub known: Vec<Finding>,
    /// All else.
    pub verdict: Verdict,
    /// For each hit its row of the baseline.
    row_of: Vec<Option<usize>>,
    gone: BTreeSet<usize>,
}

/// A baseline as it is to be written, and what is other in it.
pub struct Updated {
    /// The rows.
    pub baseline: Baseline,
    /// The hits that it accepts and the old one did not.
    pub added: Vec<Finding>,
    /// How many rows of the old one are gone.
    pub removed: usize,
}

impl Gate<'_> {
    /// Judges `hits`.
    pub fn judge(&self, hits: &Hits) -> Judged {
        let row_of = self.matched(hits, self.baseline, self.read);
        let past = self.past.map(|past| self.matched(hits, past, &|_| true));
        let taken: BTreeSet<usize> = row_of.iter().flatten().copied().collect();
        let rows = self.baseline.rows();
        let is_gone = |at: &usize| !taken.contains(at) && (self.read)(&rows[*at]) && (self.asked)(&rows[*at]);
        let gone: BTreeSet<usize> = (0..rows.len()).filter(is_gone).collect();
        let mut judged = Judged { gone, ..Judged::default() };
        for (at, hit) in hits.hits.iter().enumerate().filter(|(_, hit)| hit.listed) {
            let row = row_of[at].map(|row| &rows[row]);
            let old = past.as_ref().is_some_and(|past| past[at].is_some());
            self.one(hits, hit, row, old, &mut judged);
        }
        let gone = judged.gone.iter().map(|at| &rows[*at]);
        let named = |it: &Row| Gone {
            repo: it.repo.clone(),
            path: it.path.clone(),
            text: it.text.clone(),
            symbol: it.symbol.as_deref().map(SmolStr::from),
        };
        judged.verdict.gone = gone.map(named).collect();
        judged.verdict.remarks = self.remarks(hits);
        judged.row_of = row_of;
        judged
    }

    fn matched(&self, hits: &Hits, baseline: &Baseline, read: &dyn Fn(&Row) -> bool) -> Vec<Option<usize>> {
        let (index, rows): (Vec<usize>, Vec<Row>) =
            baseline.rows().iter().cloned().enumerate().filter(|(_, row)| read(row)).unzip();
        let found = rows_of(&hits.rows, &rows, &hits.symbols);
        found.into_iter().map(|row| row.map(|row| index[row])).collect()
    }

    fn one(&self, hits: &Hits, hit: &Hit, row: Option<&Row>, old: bool, judged: &mut Judged) {
        let mut finding = hit.finding.clone();
        let owned = || self.owners.get(&finding.repo)?.owner(&finding.path).map(SmolStr::from);
        finding.owner = row.and_then(|it| it.owner.as_deref()).map(SmolStr::from).or_else(owned).or(finding.owner);
        let place = finding.place();
        let verdict = &mut judged.verdict;
        if let Some((file, at)) = hit.allow {
            let allow = &hits.allowed[&file].2.allows[at];
            let (reason, until) = (allow.reason.clone(), allow.until);
            match until.filter(|_| hits.is_over((file, at), self.today)) {
                None => return verdict.suppressed.push(Suppressed { finding, reason, until }),
                Some(_) if old => return judged.known.push(finding),
                Some(until) => {
                    verdict.expired.push(Expired { place, until, reason: Some(reason) });
                    return judged.failing.push(finding);
                }
            }
        }
        let over = row.and_then(|row| Some((row, row.until.filter(|until| *until < self.today)?)));
        match (row, over) {
            (Some(row), None) => {
                let elsewhere = row.path != finding.path;
                if elsewhere {
                    verdict.moved.push(Moved { from: row.path.clone(), finding: finding.clone() });
                }
                judged.known.push(finding);
            }
            _ if old => judged.known.push(finding),
            (_, Some((row, until))) => {
                verdict.expired.push(Expired { place, until, reason: row.reason.clone() });
                judged.failing.push(finding);
            }
            (None, None) => judged.failing.push(finding),
        }
    }

    /// Comments that say nothing, or are about nothing.
    fn remarks(&self, hits: &Hits) -> Vec<Remark> {
        let used: BTreeSet<(FileId, usize)> = hits.hits.iter().filter_map(|hit| hit.allow).collect();
        let mut remarks = Vec::new();
        for (file, (place, listed, all)) in &hits.allowed {
            if !listed {
                continue;
            }
            let at = |line| Some(place.clone().line(line));
            remarks.extend(all.mistakes.iter().map(|it| Remark { place: at(it.line), text: it.text.clone() }));
            for (index, allow) in all.allows.iter().enumerate().filter(|(index, _)| !used.contains(&(*file, *index))) {
                let categories = allow.categories.join(", ");
                let over = allow.until.filter(|_| hits.is_over((*file, index), self.today));
                let over = over.map(|it| format!(" (and it ended on {it})")).unwrap_or_default();
                let text = format!("nothing here is {categories}: the comment can go{over}");
                remarks.push(Remark { place: at(allow.line), text });
            }
        }
        remarks.sort();
        remarks
    }

    /// The baseline that accepts the hits of today. What people wrote beside rows stays with the hits that they are about, and so do rows
    /// of files that nobody asked about.
    pub fn updated(&self, hits: &Hits, judged: &Judged) -> Updated {
        let old = self.baseline.rows();
        let (mut rows, mut added) = (Vec::new(), Vec::new());
        let mut taken: BTreeSet<usize> = judged.gone.clone();
        for (at, hit) in hits.hits.iter().enumerate().filter(|(_, hit)| hit.listed) {
            let row = judged.row_of[at];
            taken.extend(row);
            if hit.allow.is_some() {
                continue;
            }
            let print = hits.rows[at].clone();
            match row {
                // A row that fits stays as it is, whatever is beside its line now: what two branches leave alone merges.
                Some(row) if old[row].fits(&print) => rows.push(old[row].clone()),
                Some(row) => rows.push(print.with_words_of(&old[row])),
                None => {
                    added.push(hit.finding.clone());
                    rows.push(print);
                }
            }
        }
        rows.extend((0..old.len()).filter(|at| !taken.contains(at)).map(|at| old[at].clone()));
        Baseline::numbered(&mut rows);
        let baseline = Baseline::of(rows);
        let removed = (old.len() + added.len()).saturating_sub(baseline.rows().len());
        Updated { baseline, added, removed }
    }

    /// The baseline without the rows of hits that are gone.
    pub fn pruned(&self, judged: &Judged) -> Baseline {
        let rows = self.baseline.rows().iter().enumerate();
        Baseline::of(rows.filter(|(at, _)| !judged.gone.contains(at)).map(|(_, row)| row.clone()))
    }
}
