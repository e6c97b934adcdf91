//! Where the meanings of a migration are at home: the files, and for code the folders, in which some name was proved to have one.
//!
//! A wording such as "current run" is plain English. It is the old wording of a migration only where the migration's things are.

use rustc_hash::FxHashMap;

use crate::flow::Spread;
use crate::lang::dialect;
use crate::lang::language::Kind;
use crate::model::{FileFacts, FileId, Occurrence, Role, Source, Strength};
use crate::rules::Pack;

/// The domains that are proved in each file and in each folder of code, as bits: bit n is domain n of the pack.
pub(super) struct Near<'a> {
    sources: &'a [Source],
    files: FxHashMap<FileId, u64>,
    folders: FxHashMap<(u32, &'a str), u64>,
    /// In code, the uses of names that are proved to have a domain, by their first byte.
    uses: FxHashMap<FileId, Vec<(u32, u64)>>,
}

impl<'a> Near<'a> {
    /// Collects what `meanings` proves of the occurrences of `facts`.
    ///
    /// In code a domain counts where an old name has it: in a package in which the right name alone stands, the old words are about
    /// something else. Documents have no symbols, so there the right name says what the file is about.
    pub(super) fn new(facts: &FileFacts, sources: &'a [Source], meanings: &Spread, pack: &Pack) -> Self {
        let canonical: Vec<u64> = pack.terms.iter().map(|term| pack.canonical_bit(term)).collect();
        let (mut files, mut folders) = (FxHashMap::default(), FxHashMap::default());
        let mut uses: FxHashMap<FileId, Vec<(u32, u64)>> = FxHashMap::default();
        for it in &facts.occurrences {
            let source = &sources[it.file.0 as usize];
            let proved = it.symbol.and_then(|symbol| meanings.meaning(symbol));
            let proved = proved.filter(|meaning| meaning.strength == Strength::Strong);
            let proved = proved.map_or(0, |meaning| 1 << (meaning.domain & 63));
            let old = canonical[it.term as usize] == 0;
            let kind = dialect(source.language).kind;
            if kind == Kind::Code && proved != 0 && !it.declaration && in_statements(it.role) {
                uses.entry(it.file).or_default().push((it.span.start, proved));
            }
            match kind {
                Kind::Code if old && proved != 0 => {
                    *files.entry(it.file).or_default() |= proved;
                    *folders.entry(folder(source)).or_default() |= proved;
                }
                Kind::Code => {}
                _ => *files.entry(it.file).or_default() |= proved | canonical[it.term as usize],
            }
        }
        files.retain(|_, bits| *bits != 0);
        uses.values_mut().for_each(|uses| uses.sort_unstable());
        Self { sources, files, folders, uses }
    }

    /// Notes that the rules call a hit of the document `file` old without asking for wordings: what it speaks of is old, so its
    /// wordings are as well.
    pub(super) fn settle(&mut self, file: FileId, home: u64) {
        *self.files.entry(file).or_default() |= home;
    }

    /// The file is written for readers.
    pub(super) fn is_document(&self, file: FileId) -> bool {
        dialect(self.sources[file.0 as usize].language).kind != Kind::Code
    }

    /// The domains of the names that the statements right below a comment use: that is what it speaks of, by whatever name they go.
    pub(super) fn below(&self, comment: &Occurrence) -> u64 {
        let Some(uses) = self.uses.get(&comment.file).filter(|_| comment.role == Role::Comment) else { return 0 };
        let Some(end) = paragraph(&self.sources[comment.file.0 as usize].text, comment.span.start as usize) else {
            return 0;
        };
        let first = uses.partition_point(|(start, _)| *start < comment.span.end);
        let within = uses[first..].iter().take_while(|(start, _)| (*start as usize) < end);
        within.fold(0, |bits, (_, domain)| bits | domain)
    }

    /// The domains that are at home where `file` is.
    pub(super) fn domains(&self, file: FileId) -> u64 {
        let source = &self.sources[file.0 as usize];
        let beside = || self.folders.get(&folder(source)).copied().unwrap_or_default();
        let code = dialect(source.language).kind == Kind::Code;
        self.files.get(&file).copied().unwrap_or_default() | if code { beside() } else { 0 }
    }
}

/// What statements use. A declaration has a comment of its own.
fn in_statements(role: Role) -> bool {
    use Role::{Function, Global, LiteralKey, Local, Method, Parameter, Selector};
    matches!(role, Selector | LiteralKey | Local | Parameter | Global | Function | Method)
}

/// Where the lines end that stand without an empty one below the line at `at`; `None` where that line is not the comment of a statement: it
/// begins with something else, or at the margin, where declarations have theirs.
fn paragraph(text: &str, at: usize) -> Option<usize> {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &text[line..at];
    let marked = before.starts_with([' ', '\t']) && !before.trim_start().starts_with(char::is_alphanumeric);
    let mut end = at;
    for line in text[at..].split_inclusive('\n').take_while(|line| marked && !line.trim().is_empty()) {
        end += line.len();
    }
    (end > at).then_some(end)
}

fn folder(source: &Source) -> (u32, &str) {
    (source.repo.0, source.path.rsplit_once('/').map_or("", |(folder, _)| folder))
}
