//! `runsess.yaml` in the working directory: which folders are meant when a command names none.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::disk::read_plain;

/// A list of folders is short.
const MAX_BYTES: u64 = 1 << 20;

/// The file as people write it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkspaceFile {
    /// Folders or files, relative to this file.
    pub roots: Vec<PathBuf>,
    /// More globs on `repo/path` to leave out.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// What is wrong with the file.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum ConfigError {
    /// It is there and can't be read.
    #[error("{}: {reason}", path.display())]
    #[diagnostic(help("name the folders on the command line, or make it a plain file"))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// It is not as it should be.
    #[error("{}: {message}", WorkspaceFile::NAME)]
    #[diagnostic(help("it lists folders: `roots: [../service, ../web]`, and perhaps `ignore: [\"**/old/**\"]`"))]
    Invalid {
        /// What is wrong.
        message: Box<str>,
        /// Its text.
        #[source_code]
        text: miette::NamedSource<String>,
        /// Where.
        #[label("here")]
        at: Option<miette::SourceSpan>,
    },
}

impl WorkspaceFile {
    /// The name it is looked for.
    pub const NAME: &'static str = "runsess.yaml";

    /// Reads the file in `folder`, with the roots joined to it; `None` when there is none.
    ///
    /// # Errors
    /// A file that can't be read, is not YAML, has unknown keys or no roots.
    pub fn load(folder: &Path) -> Result<Option<Self>, ConfigError> {
        let path = folder.join(Self::NAME);
        let read = read_plain(&path, MAX_BYTES);
        let read = read.and_then(|bytes| String::from_utf8(bytes).map_err(|_| ErrorKind::InvalidData.into()));
        let text = match read {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                let reason = match error.kind() {
                    ErrorKind::FileTooLarge => error.to_string(),
                    ErrorKind::InvalidData => "not valid UTF-8".into(),
                    _ => super::reason::io_reason(&error),
                };
                return Err(ConfigError::Unreadable { path, reason });
            }
        };
        let mut file = Self::parse(&text)?;
        for root in &mut file.roots {
            *root = folder.join(&*root);
        }
        Ok(Some(file))
    }

    /// Reads the text of such a file. The roots stay as they are written.
    ///
    /// # Errors
    /// As [`WorkspaceFile::load`].
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let invalid = |message: String, at: Option<miette::SourceSpan>| ConfigError::Invalid {
            message: message.into(),
            text: miette::NamedSource::new(Self::NAME, text.to_string()),
            at,
        };
        let file: Self = serde_saphyr::from_str(text).map_err(|error| {
            let span = error.location().and_then(|it| {
                let start = usize::try_from(it.span().byte_offset()?).ok()?;
                let length = usize::try_from(it.span().byte_len().unwrap_or(1)).ok()?;
                (start + length <= text.len()).then(|| (start, length).into())
            });
            invalid(error.without_snippet().to_string(), span)
        })?;
        if file.roots.is_empty() {
            return Err(invalid("`roots` lists nothing".into(), None));
        }
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_joined_to_the_folder_of_the_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(WorkspaceFile::load(folder.path()).expect("no file is fine"), None);
        let text = "roots: [a, ../b]\nignore: ['**/old/**']\n";
        std::fs::write(folder.path().join(WorkspaceFile::NAME), text).expect("a writable folder");
        let file = WorkspaceFile::load(folder.path()).expect("a good file").expect("it is there");
        assert_eq!(file.roots, [folder.path().join("a"), folder.path().join("../b")]);
        assert_eq!(file.ignore, ["**/old/**"]);
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, message) in [
            ("roots: [a]\nignored: [b]\n", "ignored"),
            ("roots: []\n", "lists nothing"),
            ("root: [a]\n", "root"),
            ("roots: [a\n", ""),
            ("", "end of input"),
        ] {
            let error = WorkspaceFile::parse(text).expect_err(text);
            assert!(error.to_string().contains(message), "{text}: {error}");
            assert!(error.to_string().starts_with("runsess.yaml: "), "{text}: {error}");
        }
    }
}
