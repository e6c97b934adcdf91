//! A baseline as it is written: JSON lines, a row a hit. Rows are a set: their order says nothing and a row that stands there twice
//! counts once, so that `merge=union` of git gives what two branches accept together.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// How the marks of a conflict begin that git leaves in a file.
const MARKERS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];

/// An accepted hit: what it is and what stands around it, so that it is known again wherever it goes. No line number, no count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The repository, where several were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo: Option<String>,
    /// The file, in the repository.
    pub path: String,
    /// The symbol; of one that the file itself declares, only what follows its path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// What the syntax says it is.
    pub role: SmolStr,
    /// The identifier or word.
    pub text: String,
    /// A hash of its line without blanks.
    pub line: String,
    /// The words beside it, each as two characters of a hash: eight before it and eight behind it, the nearest first.
    pub near: String,
    /// A hash of the words above and below its line; none where there are too few to tell places apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub around: Option<String>,
    /// For the k-th hit of which all that is the same: k, from 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// The category that it had; a remark for readers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<SmolStr>,
    /// Why it is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who is to mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The last day on which it is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// What tells one row from another, in the order of the file.
pub(super) type Key<'a> = (Option<&'a str>, [&'a str; 7], Option<u32>);

impl Row {
    pub(super) fn key(&self) -> Key<'_> {
        let (symbol, around) = (self.symbol.as_deref(), self.around.as_deref());
        let words = [
            self.path.as_str(),
            symbol.unwrap_or_default(),
            &self.role,
            &self.text,
            &self.line,
            &self.near,
            around.unwrap_or_default(),
        ];
        (self.repo.as_deref(), words, self.n)
    }

    /// The line of a hit is the one that this row knows.
    pub(super) fn fits(&self, print: &Row) -> bool {
        let line = |it: &Row| {
            (it.repo.clone(), it.path.clone(), it.symbol.clone(), it.role.clone(), it.text.clone(), it.line.clone())
        };
        line(self) == line(print)
    }

    /// The same hit, with what people have written beside another row of it.
    pub(super) fn with_words_of(mut self, other: &Row) -> Self {
        (self.reason, self.owner, self.until) = (other.reason.clone(), other.owner.clone(), other.until);
        self
    }
}

/// The first row of a file: what it is.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    runsess: String,
    version: u32,
}

impl Header {
    const NAME: &'static str = "baseline";
    const VERSION: u32 = 2;
}

/// The accepted hits of a team.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline(Vec<Row>);

/// Why a text is no baseline. Lines are 1-based.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotABaseline {
    /// Git left the marks of a conflict in it.
    #[error("line {0} is a mark of a conflict that git could not merge")]
    Conflict(usize),
    /// The format that rows with a count had.
    #[error("line {0} is of the format before version 2, with a count for each kind of hit")]
    Old(usize),
    /// A format that is not known yet.
    #[error("line {0} says version {1}, and this program reads version {version}", version = Header::VERSION)]
    Newer(usize, u32),
    /// Anything else.
    #[error("line {0} is not a row of a baseline: {1}")]
    Row(usize, String),
}

impl NotABaseline {
    /// The line, 1-based.
    pub fn line(&self) -> usize {
        match self {
            Self::Conflict(line) | Self::Old(line) | Self::Newer(line, _) | Self::Row(line, _) => *line,
        }
    }
}

impl Baseline {
    /// These rows, sorted, each once. Of rows for one hit with different words, the day that comes first counts.
    pub fn of(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut rows: Vec<Row> = rows.into_iter().collect();
        // Among rows of one key by all else, so that no order of the lines makes a difference.
        rows.sort_by(|a, b| a.key().cmp(&b.key()).then_with(|| words(a).cmp(&words(b))));
        rows.dedup_by(|later, first| {
            let same = later.key() == first.key();
            if same {
                first.until = [first.until, later.until].into_iter().flatten().min();
                first.reason = first.reason.take().or(later.reason.take());
                first.owner = first.owner.take().or(later.owner.take());
            }
            same
        });
        Self(rows)
    }

    /// Numbers rows that are the same in all but their words, in their order.
    pub(super) fn numbered(rows: &mut [Row]) {
        let mut times: BTreeMap<String, u32> = BTreeMap::new();
        for row in rows {
            row.n = None;
            let seen = times.entry(format!("{:?}", row.key())).or_default();
            *seen += 1;
            row.n = (*seen > 1).then_some(*seen);
        }
    }

    /// The rows, sorted.
    pub fn rows(&self) -> &[Row] {
        &self.0
    }

    /// True where rows name their repositories.
    pub fn names_repositories(&self) -> bool {
        self.0.iter().any(|row| row.repo.is_some())
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// The first line that is not a row, and why.
    pub fn parse(text: &str) -> Result<Self, NotABaseline> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let rows: Result<Vec<Option<Row>>, NotABaseline> = lines.map(|(at, line)| read(at + 1, line)).collect();
        Ok(Self::of(rows?.into_iter().flatten()))
    }

    /// The file: what it is, then the rows, a line each.
    pub fn render(&self) -> String {
        let header = Header { runsess: Header::NAME.to_owned(), version: Header::VERSION };
        let rows = self.0.iter().map(serde_json::to_string);
        let lines = std::iter::once(serde_json::to_string(&header)).chain(rows);
        lines.filter_map(Result::ok).map(|line| line + "\n").collect()
    }
}

fn words(row: &Row) -> impl Ord {
    (row.until, row.reason.clone(), row.owner.clone(), row.category.clone())
}

fn read(number: usize, line: &str) -> Result<Option<Row>, NotABaseline> {
    let error = match serde_json::from_str::<Row>(line) {
        Ok(row) => return Ok(Some(row)),
        Err(error) => error,
    };
    if MARKERS.iter().any(|mark| line.starts_with(mark)) {
        return Err(NotABaseline::Conflict(number));
    }
    match serde_json::from_str::<Header>(line) {
        Ok(header) if header.runsess == Header::NAME && header.version <= Header::VERSION => return Ok(None),
        Ok(header) if header.runsess == Header::NAME => return Err(NotABaseline::Newer(number, header.version)),
        _ => {}
    }
    let is_old = |it: &serde_json::Value| it["count"].is_u64() && it["path"].is_string() && it["text"].is_string();
    if serde_json::from_str(line).is_ok_and(|it| is_old(&it)) {
        return Err(NotABaseline::Old(number));
    }
    Err(NotABaseline::Row(number, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_knows_a_baseline_by_its_first_line() {
        assert!(Baseline::default().render().as_bytes().starts_with(crate::walk::BASELINE_MARK));
    }
}
