//! A step of the migration: a batch, or one phase of a batch that is done in phases.

use miette::Diagnostic;

use super::pack::Pack;

/// A batch and phase that the rules have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The number of the batch.
    pub batch: u32,
    /// The phase, of a batch that has phases; `None` for all of it.
    pub phase: Option<String>,
}

/// The rules have no such step.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum NoSuchStep {
    /// No batch has the number.
    #[error("the rules have no batch {batch}")]
    #[diagnostic(help("the batches of `{pack}` are {known}"))]
    Batch {
        /// As asked.
        batch: u32,
        /// Name of the pack.
        pack: String,
        /// The batches there are.
        known: String,
    },
    /// The batch has phases, but not this one, or none at all.
    #[error("batch {batch} has no phase `{phase}`")]
    #[diagnostic(help("{}", if known.is_empty() { "leave --phase out".to_owned() } else { format!("its phases are {known}") }))]
    Phase {
        /// As asked.
        batch: u32,
        /// As asked.
        phase: String,
        /// The phases there are.
        known: String,
    },
    /// One of its phases has to be named.
    #[error("batch {batch} is done in phases")]
    #[diagnostic(help("name one of them with --phase: {known}"))]
    InPhases {
        /// As asked.
        batch: u32,
        /// The phases there are.
        known: String,
    },
}

impl Pack {
    /// The step of this batch and phase.
    ///
    /// # Errors
    /// There is no such batch or phase, or the batch is done in phases and none is named.
    pub fn step(&self, batch: u32, phase: Option<&str>) -> Result<Step, NoSuchStep> {
        let found = self.batch(batch).ok_or_else(|| NoSuchStep::Batch {
            batch,
            pack: self.name.to_string(),
            known: self.batches.iter().map(|it| it.id.to_string()).collect::<Vec<_>>().join(", "),
        })?;
        let phases: Vec<&str> = found.phases.iter().map(|it| it.id.as_str()).collect();
        let known = phases.join(", ");
        match phase {
            Some(phase) if !phases.contains(&phase) => Err(NoSuchStep::Phase { batch, phase: phase.to_owned(), known }),
            None if !phases.is_empty() => Err(NoSuchStep::InPhases { batch, known }),
            phase => Ok(Step { batch, phase: phase.map(str::to_owned) }),
        }
    }

    /// The same, where a batch that is done in phases may be meant as a whole.
    ///
    /// # Errors
    /// There is no such batch or phase.
    pub fn step_or_batch(&self, batch: u32, phase: Option<&str>) -> Result<Step, NoSuchStep> {
        match self.step(batch, phase) {
            Err(NoSuchStep::InPhases { batch, .. }) => Ok(Step { batch, phase: None }),
            found => found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_in_phases_is_done_phase_by_phase() {
        let pack = Pack::builtin().expect("the built-in pack is right");
        let batch = pack.batches.iter().find(|it| !it.phases.is_empty()).expect("a batch in phases");
        let phase = batch.phases[0].id.as_str();
        assert_eq!(pack.step(batch.id, Some(phase)).map(|it| it.phase).as_ref(), Ok(&Some(phase.to_owned())));
        assert!(matches!(pack.step(batch.id, None), Err(NoSuchStep::InPhases { .. })));
        assert_eq!(pack.step_or_batch(batch.id, None), Ok(Step { batch: batch.id, phase: None }));
        assert!(matches!(pack.step_or_batch(batch.id, Some("?")), Err(NoSuchStep::Phase { .. })));
        assert!(matches!(pack.step_or_batch(99, None), Err(NoSuchStep::Batch { .. })));
    }
}
