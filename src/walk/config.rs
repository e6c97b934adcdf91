//! `runsess.yaml`: which folders make up a project, what they are called, and how they are checked. CI needs nothing else.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;

use crate::disk::read_plain;

/// A list of folders is short.
const MAX_BYTES: u64 = 1 << 20;

/// The settings of a project, in `runsess.yaml`. All paths are relative to that file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WorkspaceFile {
    /// Folders or files [default: the folder of this file].
    pub roots: Vec<RootEntry>,
    /// The rule pack, in this folder or below [default: the built-in run-to-session].
    pub rules: Option<PathBuf>,
    /// More globs on `repo/path` to leave out.
    pub ignore: Vec<String>,
    /// The accepted hits, in this folder or below.
    pub baseline: Option<PathBuf>,
    /// The format of a command where the command line names none: `{check: github}`.
    pub formats: BTreeMap<String, String>,
}

/// A root, perhaps with a name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(untagged)]
pub enum RootEntry {
    /// A folder or file, which is called after its remote, module or package.
    Path(PathBuf),
    /// A folder that is one repository, with its name.
    Named(NamedRoot),
}

/// A folder that is one repository, with its name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NamedRoot {
    /// The folder.
    pub path: PathBuf,
    /// What findings call it.
    pub name: String,
}

impl RootEntry {
    /// The folder or file, as it is written.
    pub fn path(&self) -> &Path {
        match self {
            Self::Path(path) | Self::Named(NamedRoot { path, .. }) => path,
        }
    }

    /// What it is called, where the file says so.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Path(_) => None,
            Self::Named(it) => Some(&it.name),
        }
    }
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
    /// The roots belong to two projects.
    #[error("two projects at once: {} and {} each have a {}", one.display(), other.display(), WorkspaceFile::NAME)]
    #[diagnostic(help("run it in each of them; or add --isolated, and neither file counts"))]
    Several {
        /// A folder with such a file.
        one: PathBuf,
        /// Another.
        other: PathBuf,
    },
    /// It is not as it should be.
    #[error("{}: {message}", WorkspaceFile::NAME)]
    #[diagnostic(help(
        "for example `roots: [service, {{path: front-end, name: web}}]`, `rules: rules.yaml`, `ignore: [\"**/old/**\"]`, `baseline: accepted.jsonl`, `formats: {{check: github}}`"
    ))]
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

/// The JSON schema of the file, for editors.
pub fn config_schema() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(WorkspaceFile)).unwrap_or_default() + "\n"
}

impl WorkspaceFile {
    /// The name it is looked for.
    pub const NAME: &'static str = "runsess.yaml";

    /// Reads the file in `folder`; `None` when there is none. Paths stay as they are written.
    ///
    /// # Errors
    /// A file that can't be read, is not YAML, has unknown keys, an empty or repeated name, or rules or a baseline that lie elsewhere.
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
        Self::parse(&text).map(Some)
    }

    /// Reads the text of such a file.
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
        let mut names: Vec<&str> = file.roots.iter().filter_map(RootEntry::name).collect();
        if names.iter().any(|it| it.trim().is_empty() || it.contains('/')) {
            return Err(invalid("a name in `roots` is empty or has a `/` in it".into(), None));
        }
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(invalid(format!("two roots are called `{}`", pair[0]), None));
        }
        // A stranger's file must not lead to what the program then reads as rules or writes over.
        let within =
            |path: &&PathBuf| path.components().all(|it| matches!(it, Component::Normal(_) | Component::CurDir));
        for (key, path) in [("rules", &file.rules), ("baseline", &file.baseline)] {
            if let Some(path) = path.iter().find(|it| !within(it)) {
                return Err(invalid(format!("`{key}` leads out of the folder: {}", path.display()), None));
            }
        }
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(WorkspaceFile::load(folder.path()).expect("no file is fine"), None);
        let text =
            "roots: [a, {path: ../b, name: web}]\nignore: ['**/old/**']\nrules: r.yaml\nformats: {check: github}\n";
        std::fs::write(folder.path().join(WorkspaceFile::NAME), text).expect("a writable folder");
        let file = WorkspaceFile::load(folder.path()).expect("a good file").expect("it is there");
        let roots: Vec<_> = file.roots.iter().map(|it| (it.path().to_str(), it.name())).collect();
        assert_eq!(roots, [(Some("a"), None), (Some("../b"), Some("web"))]);
        assert_eq!((file.ignore, file.rules), (vec!["**/old/**".to_owned()], Some("r.yaml".into())));
        assert_eq!(file.formats["check"], "github");
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        for (text, message) in [
            ("roots: [a]\nignored: [b]\n", "ignored"),
            ("root: [a]\n", "root"),
            ("roots: [a\n", ""),
            ("roots: [{path: a, name: ''}]\n", "empty"),
            ("roots: [{path: a, name: x}, {path: b, name: x}]\n", "called `x`"),
            ("baseline: ../other.jsonl\n", "`baseline` leads out"),
            ("rules: /etc/rules.yaml\n", "`rules` leads out"),
        ] {
            let error = WorkspaceFile::parse(text).expect_err(text);
            assert!(error.to_string().contains(message), "{text}: {error}");
            assert!(error.to_string().starts_with("runsess.yaml: "), "{text}: {error}");
        }
    }
}
