//! Reads one file, or says why not. Never more than the limit, never a device, never through a link.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::encoding;
use super::options::WalkOptions;
use super::print::{Prints, Touched};
use super::reason::io_reason;
use super::repos::Repositories;
use crate::disk::{Stamp, open_plain};
use crate::lang::language::Kind;
use crate::lang::registry::spec;
use crate::lang::{dialect, is_binary_name, is_generated, is_module_file, language_of};
use crate::model::{Language, Skipped};
use crate::text::own;

/// How a baseline of this program begins: its rows are about hits, and none themselves.
pub const BASELINE_MARK: &[u8] = b"{\"runsess\":\"baseline\"";

/// How many bytes tell whether a file is text.
const PROBE: usize = 8192;

/// What became of one directory entry.
pub(super) enum ReadOutcome {
    /// A link to something in the roots.
    LinkedTo(PathBuf),
    /// Read; no hit is possible, and nothing else needs it.
    Counted,
    /// Not read.
    Skipped {
        /// Why, in a few words.
        reason: String,
        /// As in `model::Skipped`.
        matters: bool,
    },
    /// Read and kept.
    Read {
        /// All of it.
        text: Arc<str>,
        /// By its name.
        language: Language,
        /// By its name or first lines.
        generated: bool,
    },
}

impl ReadOutcome {
    pub(super) fn skip(reason: impl Into<String>, matters: bool) -> Self {
        ReadOutcome::Skipped { reason: reason.into(), matters }
    }
}

/// Reads files into one buffer; only what is kept gets memory of its own.
pub(super) struct FileReader<'a> {
    options: &'a WalkOptions<'a>,
    buffer: Vec<u8>,
    /// Before anything was read.
    start: SystemTime,
    /// What stood in the last file, where that is asked for.
    touched: Option<Touched>,
}

impl<'a> FileReader<'a> {
    pub(super) fn new(options: &'a WalkOptions<'a>) -> Self {
        Self { options, buffer: Vec::with_capacity(1 << 16), start: SystemTime::now(), touched: None }
    }

    /// Reads the regular file at `absolute`, called `path` in its repository.
    pub(super) fn read(&mut self, absolute: &Path, path: &str) -> ReadOutcome {
        self.touched = None;
        if is_binary_name(path) {
            return ReadOutcome::skip("binary", false);
        }
        if let Prints::Alone(known) = self.options.prints {
            self.touched = Touched::look(absolute, known, self.start);
            if self.touched.is_some() {
                return ReadOutcome::Counted;
            }
        }
        match self.fill(absolute) {
            Ok(true) => {}
            Ok(false) => {
                let limit = self.limit();
                return ReadOutcome::skip(format!("bigger than {}", human_size(limit)), self.matters(path));
            }
            Err(error) => {
                return ReadOutcome::skip(format!("can't be read: {}", io_reason(&error)), self.matters(path));
            }
        }
        match self.options.prints {
            Prints::Alone(_) => ReadOutcome::Counted,
            Prints::None | Prints::Along => self.judge(path),
        }
    }

    /// Nobody asks what stands in files.
    pub(super) fn is_silent(&self) -> bool {
        matches!(self.options.prints, Prints::None)
    }

    /// What stood in the file that was read last, if it was read.
    pub(super) fn touched(&mut self) -> Option<Touched> {
        self.touched.take()
    }

    /// The same for the bytes of a file of the past.
    pub(super) fn read_bytes(&mut self, bytes: &[u8], path: &str) -> ReadOutcome {
        if is_binary_name(path) || bytes.len() as u64 > self.limit() {
            return ReadOutcome::skip("binary", false);
        }
        self.buffer.clear();
        self.buffer.extend_from_slice(bytes);
        self.judge(path)
    }

    fn matters(&self, path: &str) -> bool {
        self.options.words || dialect(language_of(path)).declares || is_module_file(path)
    }

    fn limit(&self) -> u64 {
        self.options.max_bytes.min(u64::from(u32::MAX))
    }

    /// Fills the buffer; false when the file is too big.
    fn fill(&mut self, absolute: &Path) -> io::Result<bool> {
        self.buffer.clear();
        let limit = self.limit();
        if let Some(text) = self.options.open.get(absolute) {
            self.buffer.extend_from_slice(text.as_bytes());
            self.touch(absolute, None);
            return Ok(text.len() as u64 <= limit);
        }
        let (file, meta) = open_plain(absolute)?;
        let size = meta.len();
        if size > limit {
            return Ok(false);
        }
        self.buffer.reserve(size as usize + 1);
        // A file may grow while it is read (a log): one byte past the limit is enough to know.
        file.take(limit + 1).read_to_end(&mut self.buffer)?;
        let whole = self.buffer.len() as u64 <= limit;
        if whole {
            self.touch(absolute, Stamp::of_contents(&meta, self.start));
        }
        Ok(whole)
    }

    fn touch(&mut self, absolute: &Path, stamp: Option<Stamp>) {
        if !matches!(self.options.prints, Prints::None) {
            let hash = *blake3::hash(&self.buffer).as_bytes();
            self.touched = Some(Touched { path: absolute.to_path_buf(), stamp, hash });
        }
    }

    fn judge(&self, path: &str) -> ReadOutcome {
        let language = language_of(path);
        let dialect = dialect(language);
        let is_source = dialect.kind != Kind::Words;
        let bytes = self.buffer.as_slice();
        if !is_source && bytes.starts_with(BASELINE_MARK) {
            return ReadOutcome::Counted;
        }
        if let Some(outcome) = self.judge_wide(path, is_source) {
            return outcome;
        }
        if own::is_script(path, bytes) {
            return ReadOutcome::skip(Skipped::OWN, false);
        }
        let wanted = (self.options.wanted)(bytes);
        let refers = || (spec(language).refers)(bytes) && !own::is_own(path, bytes);
        // Code is never taken for a report, whatever it says of itself.
        if wanted && !dialect.declares && own::is_own(path, bytes) {
            return ReadOutcome::skip(Skipped::OWN, false);
        }
        if !wanted && !is_source && !is_module_file(path) {
            return ReadOutcome::Counted;
        }
        match std::str::from_utf8(bytes) {
            Ok(_) if !wanted && !dialect.declares && !is_module_file(path) && !refers() => ReadOutcome::Counted,
            Ok(text) => {
                ReadOutcome::Read { text: Arc::from(text), language, generated: is_generated(path, language, text) }
            }
            Err(error) => {
                let reason = format!("not valid UTF-8 (byte {})", error.valid_up_to());
                ReadOutcome::skip(reason, wanted || self.matters(path))
            }
        }
    }

    /// Bytes that are text in another encoding, or hardly text. They matter where they may hold a hit.
    fn judge_wide(&self, path: &str, is_source: bool) -> Option<ReadOutcome> {
        let bytes = self.buffer.as_slice();
        let matters = |may_hold: bool| may_hold || (is_source && self.matters(path));
        if let Some(text) = encoding::utf16(bytes) {
            let matters = matters((self.options.wanted)(text.as_bytes()));
            let skipped = ReadOutcome::skip("UTF-16: only UTF-8 is read", true);
            return Some(if matters { skipped } else { ReadOutcome::Counted });
        }
        memchr::memchr(0, &bytes[..bytes.len().min(PROBE)])?;
        if matters(encoding::is_nearly_text(&bytes[..bytes.len().min(PROBE)]) && (self.options.wanted)(bytes)) {
            return Some(ReadOutcome::skip("not text, or not UTF-8: holds NUL bytes", true));
        }
        Some(ReadOutcome::skip("binary", false))
    }
}

/// A link is left: what it points to is read where it is. A link to nowhere or out of the roots gets a row.
pub(super) fn link(path: &Path, repositories: &Repositories) -> ReadOutcome {
    match path.canonicalize() {
        Ok(target) if repositories.holds(&target) => ReadOutcome::LinkedTo(target),
        Ok(_) => ReadOutcome::skip("a symbolic link out of the roots", false),
        Err(_) => ReadOutcome::skip("a symbolic link to nowhere", false),
    }
}

pub(super) fn human_size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KB", bytes >> 10),
        _ => format!("{} MB", bytes >> 20),
    }
}
