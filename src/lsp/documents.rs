//! The texts that the editor has open. They count instead of what stands in their files, saved or not.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ls_types::{TextDocumentContentChangeEvent, Uri};

use super::position::{Encoding, Lines};
use crate::disk::read_plain;

/// An open document.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) version: i32,
    pub(super) text: Arc<str>,
    /// Its file without links; `None` for one that is not on this disk.
    pub(super) path: Option<PathBuf>,
}

/// All open documents, by the names that the editor gives them.
#[derive(Clone, Debug, Default)]
pub(super) struct Documents(BTreeMap<Uri, Document>);

impl Documents {
    pub(super) fn open(&mut self, uri: Uri, version: i32, text: String) {
        let path = file(&uri);
        self.0.insert(uri, Document { version, text: text.into(), path });
    }

    /// Changes follow one another: each is about the text that the one before it leaves.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        let Some(document) = self.0.get_mut(uri) else { return };
        let mut text = document.text.to_string();
        for TextDocumentContentChangeEvent { range, text: new, .. } in changes {
            let Some(range) = range else {
                text = new;
                continue;
            };
            let lines = Lines::new(&text, encoding);
            let (start, end) = (lines.byte(range.start), lines.byte(range.end));
            text.replace_range(start..end.max(start), &new);
        }
        (document.text, document.version) = (text.into(), version);
    }

    pub(super) fn close(&mut self, uri: &Uri) {
        self.0.remove(uri);
    }

    pub(super) fn get(&self, uri: &Uri) -> Option<&Document> {
        self.0.get(uri)
    }

    /// The document of a file, with its name.
    pub(super) fn of_file(&self, path: &Path) -> Option<(&Uri, &Document)> {
        self.0.iter().find(|(_, it)| it.path.as_deref() == Some(path))
    }

    /// The texts that are not what stands in their files, which may be bigger than `max_bytes`.
    pub(super) fn unsaved(&self, max_bytes: u64) -> BTreeMap<PathBuf, Arc<str>> {
        let texts = self.0.values().filter_map(|it| Some((it.path.clone()?, it.text.clone())));
        let differs = |(path, text): &(PathBuf, Arc<str>)| {
            !read_plain(path, max_bytes).is_ok_and(|bytes| bytes == text.as_bytes())
        };
        texts.filter(differs).collect()
    }
}

/// The file that a name of the editor means, without links; `None` for what is on no disk.
pub(super) fn file(uri: &Uri) -> Option<PathBuf> {
    if uri.scheme().as_str() != "file" {
        return None;
    }
    uri.to_file_path()?.canonicalize().ok()
}

#[cfg(test)]
mod tests {
    use ls_types::{Position, Range};

    use super::*;

    #[test]
    fn changes_follow_one_another() {
        let uri: Uri = "untitled:1".parse().expect("a name");
        let mut documents = Documents::default();
        documents.open(uri.clone(), 1, "😀 a\nb".into());
        let change = |from: (u32, u32), to: (u32, u32), text: &str| TextDocumentContentChangeEvent {
            range: Some(Range { start: Position::new(from.0, from.1), end: Position::new(to.0, to.1) }),
            range_length: None,
            text: text.into(),
        };
        // Each counts in the text before it; a range that ends before it starts is an insertion.
        let changes = vec![change((0, 3), (0, 4), "x\ny"), change((2, 0), (2, 1), "z"), change((2, 1), (0, 0), "!")];
        documents.change(&uri, 2, changes, Encoding::Utf16);
        let document = documents.get(&uri).expect("it is open");
        assert_eq!((&*document.text, document.version, &document.path), ("😀 x\ny\nz!", 2, &None));
        let whole = TextDocumentContentChangeEvent { range: None, range_length: None, text: "w".into() };
        documents.change(&uri, 3, vec![whole], Encoding::Utf16);
        assert_eq!(documents.get(&uri).map(|it| &*it.text), Some("w"));
    }
}
