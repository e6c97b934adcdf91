//! How much a proof may take. What it runs was written by strangers: a table of 18 GB is two lines of SQL. One budget is for all
//! statements of all scripts of an answer; whoever has used it up is told so, and nothing more is run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::limits::Limit;
use rusqlite::{Connection, Error, ErrorCode};

/// Instructions of the virtual machine, of all statements together. A schema of 60 tables, a third of which changes, takes 3.8
/// million.
const STEPS: u64 = 20_000_000;

/// For what steps don't count: one call of a function may take a tenth of a second. It is time of the processor, so that neither a busy machine
/// nor the wait for a server of another database makes a proof fail.
const TIME: Duration = Duration::from_secs(5);

/// The steps after which the budget is looked at. Few, because a single one may be long.
const GLANCE: u32 = 16;

/// Bytes that SQLite may hold, in all databases together.
const MEMORY: u64 = 128 << 20;

/// Pages of 4 KB that a database may have.
const PAGES: u64 = 8_192;

/// Bytes of a statement, and of a string or row.
const LENGTH: i32 = 100_000;

/// What is left for the proofs of an answer.
#[derive(Clone)]
pub(super) struct Budget(Arc<Left>);

struct Left {
    steps: AtomicU64,
    end: Duration,
    /// What ran out first: 0 for nothing.
    spent: AtomicU32,
}

const BY_STEPS: u32 = 1;
const BY_TIME: u32 = 2;

/// The time of the processor that this thread has had. All proofs of an answer are made by one thread.
#[cfg(unix)]
fn now() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(now.tv_sec).unwrap_or_default(), u32::try_from(now.tv_nsec).unwrap_or_default())
}

/// The time since this was asked first.
#[cfg(not(unix))]
fn now() -> Duration {
    static FIRST: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    FIRST.elapsed()
}

impl Budget {
    /// A whole one. Its time begins now.
    pub(super) fn new() -> Self {
        let end = now() + TIME;
        Self(Arc::new(Left { steps: AtomicU64::new(STEPS), end, spent: AtomicU32::new(0) }))
    }

    /// An empty database in memory whose statements are paid from this budget.
    pub(super) fn database(&self) -> Result<Connection, String> {
        self.left()?;
        self.open().map_err(|error| self.said(&error))
    }

    fn open(&self) -> Result<Connection, Error> {
        let mut database = Connection::open_in_memory()?;
        // The built-in default would refuse rows that point nowhere.
        database.pragma_update(None, "foreign_keys", false)?;
        // What does not fit into the memory is not put into a file either.
        database.pragma_update(None, "temp_store", "MEMORY")?;
        for (pragma, value) in [("hard_heap_limit", MEMORY), ("max_page_count", PAGES)] {
            database.query_row(&format!("PRAGMA {pragma} = {value}"), [], |_| Ok(()))?;
        }
        for (limit, value) in [
            (Limit::SQLITE_LIMIT_LENGTH, LENGTH),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, LENGTH),
            (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
            (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 20),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
        ] {
            database.set_limit(limit, value)?;
        }
        let budget = self.clone();
        database.progress_handler(GLANCE as i32, Some(move || budget.takes(u64::from(GLANCE)).is_err()))?;
        Ok(database)
    }

    /// Whether anything may still be run.
    ///
    /// # Errors
    /// What was used up.
    pub(super) fn left(&self) -> Result<(), String> {
        self.takes(0)
    }

    /// Whether more is left than was used: what is good to have must not take what a proof needs.
    pub(super) fn is_mostly_left(&self) -> bool {
        let Left { steps, end, .. } = &*self.0;
        steps.load(Ordering::Relaxed) > STEPS / 2 && now() + TIME / 2 < *end
    }

    /// The steps that were run.
    #[cfg(test)]
    pub(super) fn used(&self) -> u64 {
        STEPS - self.0.steps.load(Ordering::Relaxed)
    }

    fn takes(&self, steps: u64) -> Result<(), String> {
        let Left { steps: left, end, spent } = &*self.0;
        let before = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some(left.saturating_sub(steps)));
        let why = match before {
            _ if spent.load(Ordering::Relaxed) > 0 => spent.load(Ordering::Relaxed),
            Ok(before) if before <= steps => BY_STEPS,
            _ if now() >= *end => BY_TIME,
            _ => return Ok(()),
        };
        spent.store(why, Ordering::Relaxed);
        Err(match why {
            BY_STEPS => {
                format!("its proof takes more than the {} million steps of SQLite that all have", STEPS / 1_000_000)
            }
            _ => format!("its proof takes more than the {} seconds that all have", TIME.as_secs()),
        })
    }

    /// What SQLite says, without the statement that it says it about. A limit of ours is named as one.
    pub(super) fn said(&self, error: &Error) -> String {
        if let Err(limit) = self.within(error) {
            return limit;
        }
        let text = match error {
            Error::SqlInputError { msg, .. } => msg.clone(),
            error => error.to_string(),
        };
        text.lines().next().unwrap_or_default().to_owned()
    }

    /// Whether `error` is about what was run, and not about how much it took.
    ///
    /// # Errors
    /// The limit.
    pub(super) fn within(&self, error: &Error) -> Result<(), String> {
        self.left()?;
        match error.sqlite_error_code() {
            Some(ErrorCode::OutOfMemory) => Err(format!("its proof takes more than {} MB of memory", MEMORY >> 20)),
            Some(ErrorCode::DiskFull) => {
                Err(format!("its proof takes a database of more than {} MB", (PAGES * 4) >> 10))
            }
            Some(ErrorCode::TooBig) => Err(format!("its proof takes a text or row of more than {LENGTH} bytes")),
            _ => Ok(()),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_proof_that_waits_for_others_uses_no_time() {
        let before = now();
        std::thread::sleep(Duration::from_millis(200));
        assert!(now() - before < Duration::from_millis(150));
    }
}
