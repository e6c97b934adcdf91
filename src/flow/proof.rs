//! Proofs in words: the chain of steps from a symbol to what says its meaning.

use super::graph::Seed;
use super::spread::{LAST, Label, Spread, State};
use crate::model::{FileId, Flow, FlowKind, Span, SymbolId};

/// A proof of more steps than this is shown without its middle: a chain through a whole program would be part of each of its hits.
const SHOWN: usize = 24;

/// One step of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofStep {
    /// A sentence without a final period.
    pub text: String,
    /// Where it is seen; `None` for what a name says.
    pub at: Option<(FileId, Span)>,
}

impl Spread<'_> {
    /// The chain from `symbol` to its seed: a step per value, then what the seed's name or rule says.
    pub fn proof(&self, symbol: SymbolId) -> Vec<ProofStep> {
        self.label(symbol).map(|label| self.steps(symbol, label, usize::MAX)).unwrap_or_default()
    }

    /// [`Self::proof`], of a long one only the first steps and the last, and between them how many there are.
    pub fn brief(&self, symbol: SymbolId) -> Vec<ProofStep> {
        self.label(symbol).map(|label| self.shown(symbol, label)).unwrap_or_default()
    }

    /// The chain by which a value gives `symbol` a meaning that it can't have, as [`Self::brief`] shows it.
    pub fn refuted_proof(&self, symbol: SymbolId) -> Vec<ProofStep> {
        self.refuted.get(&symbol).map(|label| self.shown(symbol, *label)).unwrap_or_default()
    }

    /// The chain from `symbol` over `flow` to the seed at its other end, as [`Self::brief`] shows it.
    pub fn proof_over(&self, symbol: SymbolId, flow: &Flow) -> Vec<ProofStep> {
        let other = if flow.from == symbol { flow.to } else { flow.from };
        let mut steps = vec![ProofStep { text: self.sentence(flow), at: Some((flow.file, flow.span)) }];
        steps.extend(self.brief(other));
        steps
    }

    /// The seed with this number, and the last step of every proof that ends there.
    pub fn seed(&self, number: usize) -> (&Seed, ProofStep) {
        let seed = &self.seeds[number];
        (seed, ProofStep { text: seed.why.to_string(), at: self.symbols.get(seed.symbol).decl })
    }

    fn label(&self, symbol: SymbolId) -> Option<Label> {
        match self.states[symbol.0 as usize] {
            State::Labelled(label) => Some(label),
            State::Unreached | State::Tied => None,
        }
    }

    fn shown(&self, symbol: SymbolId, label: Label) -> Vec<ProofStep> {
        let all = label.hops as usize + 1;
        if all <= SHOWN {
            return self.steps(symbol, label, usize::MAX);
        }
        let (mut steps, last) = (self.steps(symbol, label, SHOWN - LAST), self.proof(label.tail));
        let text = format!("… {} steps more: `runsess explain` shows them", all - steps.len() - last.len());
        steps.push(ProofStep { text, at: None });
        steps.extend(last);
        steps
    }

    /// At most `most` steps of the chain from `symbol`, which has this label, to its seed.
    fn steps(&self, symbol: SymbolId, label: Label, most: usize) -> Vec<ProofStep> {
        let (mut steps, mut at, mut label) = (Vec::new(), symbol, label);
        loop {
            let Some(by) = label.by else {
                steps.push(self.seed(label.seed as usize).1);
                return steps;
            };
            for by in [Some(by), label.via].into_iter().flatten() {
                let flow = &self.flows[by as usize];
                if steps.len() == most {
                    return steps;
                }
                steps.push(ProofStep { text: self.sentence(flow), at: Some((flow.file, flow.span)) });
                at = if flow.from == at { flow.to } else { flow.from };
            }
            let Some(next) = self.label(at).filter(|_| steps.len() < most) else { return steps };
            label = next;
        }
    }

    fn sentence(&self, flow: &Flow) -> String {
        let (from, to) = (&self.symbols.get(flow.from).path, &self.symbols.get(flow.to).path);
        let (from, to) = (short(from), short(to));
        match flow.kind {
            FlowKind::Assign => format!("`{from}` is assigned to `{to}`"),
            FlowKind::Argument => format!("`{from}` is passed as `{to}`"),
            FlowKind::Return => format!("`{from}` is returned as `{to}`"),
            FlowKind::Literal => format!("`{from}` is the value of key `{to}`"),
            FlowKind::Tag => format!("`{to}` is the tag of `{from}`"),
            FlowKind::Log => format!("`{from}` is logged as `{to}`"),
            FlowKind::Sql => format!("`{from}` is bound to `{to}`"),
            FlowKind::Channel => format!("`{from}` is sent to `{to}`"),
            FlowKind::Range => format!("`{to}` ranges over `{from}`"),
            FlowKind::Compare => format!("`{from}` is compared with `{to}`"),
            FlowKind::Through => format!("`{to}` is made from `{from}`"),
            FlowKind::SameName => format!("`{from}` and `{to}` are the same thing"),
            FlowKind::Mention => format!("`{from}` is what `{to}` speaks of"),
            FlowKind::Type => format!("`{to}` is of type `{from}`"),
        }
    }
}

/// A symbol path without the folders of its import path: `webchat.Conversation.RunID`.
fn short(path: &str) -> &str {
    if path.contains(['#', ':']) {
        return path;
    }
    // The last segment with a dot is `package.Name`; what follows it, if anything, is a local.
    let mut end = path.len();
    loop {
        let start = path[..end].rfind('/').map_or(0, |slash| slash + 1);
        if start == 0 || path[start..end].contains('.') {
            return &path[start..];
        }
        end = start - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_paths_lose_the_folders_only() {
        assert_eq!(short("github.com/a/b/webchat.Conversation.RunID"), "webchat.Conversation.RunID");
        assert_eq!(short("github.com/a/b/webchat.New/runID"), "webchat.New/runID");
        assert_eq!(short("turns.run_id"), "turns.run_id");
        assert_eq!(short("log:run_id"), "log:run_id");
    }
}
