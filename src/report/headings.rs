//! Decisions under the headings that a reader goes through: what nobody has decided, then a category and a batch at a time.

use std::collections::BTreeMap;

use super::CategoryMeta;
use super::decisions::{Decision, decisions};
use crate::model::finding::UNCLASSIFIED;
use crate::model::{Change, Finding};

/// Decisions of one category that one batch changes.
pub(super) struct Heading<'a> {
    pub category: &'a CategoryMeta,
    pub batch: Option<u32>,
    /// There is something to do about them.
    pub acts: bool,
    pub decisions: Vec<Decision<'a>>,
}

impl Heading<'_> {
    pub(super) fn places(&self) -> usize {
        self.decisions.iter().map(|it| it.hits.len()).sum()
    }
}

/// The findings of a category in `sections`, with what nobody has decided before all else: those that need something by their batches,
/// then the others where `whole` asks for them or the category is listed by name.
pub(super) fn headings<'a>(
    findings: &'a [Finding],
    sections: &[&'a CategoryMeta],
    whole: impl Fn(&CategoryMeta) -> bool,
) -> Vec<Heading<'a>> {
    let mut found: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
    for it in findings {
        let Some(at) = sections.iter().position(|section| section.id == it.category) else { continue };
        let section = sections[at];
        let acts = acts(it, section.gate);
        if acts || whole(section) {
            let rank = (!acts, section.id != UNCLASSIFIED, !section.gate, at);
            found.entry((rank, it.batch.is_none(), it.batch)).or_default().push(it);
        }
    }
    let mut headings = Vec::new();
    for (((idle, _, _, at), _, batch), findings) in found {
        let decisions = decisions(findings);
        headings.push(Heading { category: sections[at], batch, acts: !idle, decisions });
    }
    headings
}

/// Something has to be done about it: a gate fails on it, or a batch changes it.
pub(super) fn acts(finding: &Finding, category_fails: bool) -> bool {
    finding.fails(category_fails) || finding.change.is_some_and(|it| it != Change::Keep)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn what_nobody_decided_comes_first_then_gates_by_batch() {
        let (inventory, meta) = (sample::inventory(), sample::meta());
        let sections = meta.sections(&inventory);
        let sections: Vec<&CategoryMeta> = sections.iter().map(|it| &**it).collect();
        let told = |whole: bool| -> Vec<_> {
            let headings = headings(&inventory.findings, &sections, |_| whole);
            headings.iter().map(|it| (it.category.id.clone(), it.batch, it.places())).collect()
        };
        let acting = [
            (UNCLASSIFIED.to_owned(), None, 2),
            ("LEGACY".to_owned(), Some(1), 4),
            ("LEGACY".to_owned(), Some(3), 1),
            ("DOC_STALE".to_owned(), Some(5), 1),
        ];
        assert_eq!(told(false), acting);
        let whole = told(true);
        assert_eq!((&whole[..4], whole.len()), (&acting[..], 6), "{whole:?}");
    }
}
