//! Where the occurrences of a run stand.

use rustc_hash::FxHashMap;

use crate::model::plan::Input;
use crate::model::{FileId, Span};

/// The occurrences by their place.
pub(super) struct Places {
    /// Start, end and index of those of a file, in order.
    files: FxHashMap<FileId, Vec<(u32, u32, usize)>>,
    /// Bytes of the longest one.
    longest: u32,
}

impl Places {
    pub(super) fn of(input: &Input) -> Self {
        let mut places = Self { files: FxHashMap::default(), longest: 0 };
        for (at, it) in input.facts.occurrences.iter().enumerate() {
            places.files.entry(it.file).or_default().push((it.span.start, it.span.end, at));
            places.longest = places.longest.max(it.span.end - it.span.start);
        }
        places.files.values_mut().for_each(|it| it.sort_unstable());
        places
    }

    /// The last of the occurrences that start there.
    pub(super) fn at(&self, file: FileId, start: u32) -> Option<usize> {
        let all = self.files.get(&file)?;
        let here = all[all.partition_point(|it| it.0 < start)..].iter().take_while(|it| it.0 == start);
        here.map(|it| it.2).max()
    }

    /// The occurrences that share a byte with `span`.
    pub(super) fn touched(&self, file: FileId, span: Span) -> impl Iterator<Item = usize> {
        let all = self.files.get(&file).map_or(&[][..], Vec::as_slice);
        let near = all[..all.partition_point(|it| it.0 < span.end)].iter().rev();
        let near = near.take_while(move |it| it.0.saturating_add(self.longest) > span.start);
        near.filter(move |it| span.start < it.1).map(|it| it.2)
    }
}
