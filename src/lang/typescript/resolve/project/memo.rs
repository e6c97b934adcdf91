//! Answers that are found once and kept, also that there is none.

use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

/// By question. Threads that ask the same at once wait for one answer; nothing is locked while it is looked for.
pub struct Memo<K, V>(Mutex<FxHashMap<K, Arc<OnceLock<Option<V>>>>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// The answer that is kept, else the one that `find` has. `find` must not ask for the same key.
    pub fn get(&self, key: K, find: impl FnOnce() -> Option<V>) -> Option<V> {
        // A panic elsewhere leaves only finished entries behind.
        let slot = self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().clone();
        slot.get_or_init(find).clone()
    }
}
