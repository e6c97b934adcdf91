//! Where packs come from: the binary, a file, a text. A file may extend others, which are looked for here.

use std::path::{Path, PathBuf};

use super::check;
use super::error::{Mistake, RuleErrors};
use super::pack::Pack;
use super::sources::Line;
use super::words::Word;
use crate::disk::{git_top, read_named, read_plain};

const BUILTIN: &str = include_str!("../../rules/run-to-session.yaml");

/// What the pack in the binary is called where others have the name of their file.
const BUILTIN_NAME: &str = "built-in";

/// Bigger files are no packs: a pack has some hundred lines.
const MAX_BYTES: u64 = 1 << 20;

/// More files than this that extend each other are no pack that a person could follow.
const MAX_FILES: usize = 8;

impl Pack {
    /// The pack in the binary.
    ///
    /// # Errors
    /// Never with a pack that passed the tests.
    pub fn builtin() -> Result<Self, RuleErrors> {
        Self::parse(BUILTIN_NAME, BUILTIN)
    }

    /// The pack is the one in the binary, as it stands there.
    pub fn is_builtin(&self) -> bool {
        self.file == BUILTIN_NAME
    }

    /// The text of the pack in the binary, to start an own one from.
    pub fn builtin_text() -> &'static str {
        BUILTIN
    }

    /// Reads and checks the rule file at `path`.
    ///
    /// # Errors
    /// Every mistake, or that the file cannot be read.
    pub fn load(path: &Path) -> Result<Self, RuleErrors> {
        Self::load_as(path, &Self::text_of(path)?)
    }

    /// The text of the rule file at `path`, as it stands there.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn text_of(path: &Path) -> Result<String, RuleErrors> {
        text_of(read_named(path, MAX_BYTES)).map_err(|what| {
            let file = path.display().to_string();
            RuleErrors { mistakes: vec![Mistake::whole_file(&file, what)], file }
        })
    }

    /// Checks the rule file at `path` as if `text` stood in it.
    ///
    /// # Errors
    /// Every mistake.
    pub fn load_as(path: &Path, text: &str) -> Result<Self, RuleErrors> {
        let mut chain = Chain::of(path);
        check::pack(&path.display().to_string(), text, &mut |extends| chain.next(extends))
    }

    /// Checks the rule file in `text`; `file` is its name in messages. It may extend the pack in the binary, and no file.
    ///
    /// # Errors
    /// Every mistake; only the first one when the shape itself is wrong (unknown or missing keys, no YAML).
    pub fn parse(file: &str, text: &str) -> Result<Self, RuleErrors> {
        check::pack(file, text, &mut |extends| {
            builtin(extends).ok_or_else(|| {
                let what = format!("`{}` is not looked for: this pack is no file", extends.text);
                (what, format!("Only `{BUILTIN_NAME}` can be extended here"))
            })
        })
    }

    /// Something that people wrote for this migration, and that is not there for trees of all kinds.
    pub(super) fn is_own(&self, at: &Line) -> bool {
        self.is_builtin() || *at.file != *BUILTIN_NAME
    }
}

/// The name and text of the pack in the binary, where that is what is extended.
fn builtin(extends: &Word) -> Option<(String, String)> {
    (extends.text == BUILTIN_NAME).then(|| (BUILTIN_NAME.to_owned(), BUILTIN.to_owned()))
}

/// The text of a rule file, or why there is none.
fn text_of(read: std::io::Result<Vec<u8>>) -> Result<String, String> {
    let why = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    };
    let bytes = read.map_err(|error| format!("cannot read the rule file: {}", why(&error)))?;
    String::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8: a bad byte at offset {}", error.utf8_error().valid_up_to()))
}

/// The files that extend each other, so far.
struct Chain {
    /// Each as it is named in messages.
    named: Vec<PathBuf>,
    /// Each by its only name.
    real: Vec<PathBuf>,
    /// The repository of the first one, which no other may lie outside of: a pack that came with it must not read what did not.
    top: Option<PathBuf>,
}

impl Chain {
    fn of(path: &Path) -> Self {
        let real: Vec<PathBuf> = path.canonicalize().into_iter().collect();
        let top = real.first().and_then(|it| git_top(it.parent()?)).map(Path::to_path_buf);
        Self { named: vec![path.to_path_buf()], real, top }
    }

    /// The name and text of what the last file extends; else what is wrong, and what to do.
    fn next(&mut self, extends: &Word) -> Result<(String, String), (String, String)> {
        if let Some(builtin) = builtin(extends) {
            return Ok(builtin);
        }
        let wrong = |what: &str, help: &str| (format!("`extends: {}`: {what}", extends.text), help.to_owned());
        let from = self.named.last().and_then(|it| it.parent()).unwrap_or(Path::new(""));
        let path = from.join(&extends.text);
        let real = path.canonicalize().map_err(|error| {
            let help = format!("Name a file relative to the folder of this one, or `{BUILTIN_NAME}`");
            wrong(&format!("cannot find {}: {error}", path.display()), &help)
        })?;
        if let Some(first) = self.real.iter().position(|it| *it == real) {
            let round = self.named[first..].iter().chain([&self.named[first]]);
            let round: Vec<String> = round.map(|it| it.display().to_string()).collect();
            let what = format!("packs extend each other in a circle: {}", round.join(" → "));
            return Err(wrong(&what, "Take `extends` out of one of them"));
        }
        if self.named.len() == MAX_FILES {
            let what = format!("more than {MAX_FILES} files extend each other");
            return Err(wrong(
                &what,
                "Join some of them: `runsess rules show --rules FILE` prints a file with all that it extends",
            ));
        }
        if let Some(top) = self.top.as_ref().filter(|top| !real.starts_with(top)) {
            let what = format!("{} is {}, outside of the repository {}", path.display(), real.display(), top.display());
            return Err(wrong(&what, "Copy the pack into the repository"));
        }
        let text = text_of(read_plain(&real, MAX_BYTES))
            .map_err(|what| wrong(&format!("{what} ({})", path.display()), "Name a rule file in YAML"))?;
        let name = path.display().to_string();
        self.named.push(path);
        self.real.push(real);
        Ok((name, text))
    }
}
