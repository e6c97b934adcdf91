//! What a user asks a pack for.

/// What a pack is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The words to look for, in lower case.
    pub words: Vec<String>,
    /// The words that one of the meanings is to have, in lower case.
    pub to: Option<Vec<String>>,
    /// Id of the meaning that is to have them.
    pub meaning: Option<String>,
}

impl Wish {
    /// The name of the term and of the pack: `run-id`.
    pub fn id(&self) -> String {
        self.words.join("-")
    }

    /// The word pattern of names that have the new words: `* session id *`. None without new words.
    pub(super) fn right_pattern(&self) -> Option<String> {
        Some(format!("* {} *", self.to.as_ref()?.join(" ")))
    }

    /// The name of a file for the pack: `run-id.yaml`, with new words `run-id-to-session-id.yaml`.
    pub fn file(&self) -> String {
        match &self.to {
            Some(to) => format!("{}-to-{}.yaml", self.id(), to.join("-")),
            None => format!("{}.yaml", self.id()),
        }
    }
}
