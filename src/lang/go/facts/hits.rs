//! Hits by where they stand.

use crate::model::Span;
use crate::text::words::TermHit;

/// The hits that lie in `span`; `hits` must be sorted.
pub(super) fn hits_in(hits: &[TermHit], span: Span) -> &[TermHit] {
    let from = hits.partition_point(|hit| hit.span.start < span.start);
    let to = hits.partition_point(|hit| hit.span.start < span.end);
    &hits[from..to.max(from)]
}
