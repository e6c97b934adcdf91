//! Paths below a root, before anything is opened.

use std::path::{Component, Path, PathBuf};

/// `path` relative to `root`, if it lies below it and has only plain names (`..` and `.` are how people leave a tree).
pub(in crate::commit) fn relative(root: &Path, path: &Path) -> Option<PathBuf> {
    let below = path.strip_prefix(root).ok()?;
    let plain = below.components().all(|c| matches!(c, Component::Normal(_)));
    (plain && below.file_name().is_some()).then(|| below.to_path_buf())
}

/// The first name below `root` on the way to `relative` that is a symlink, the file itself included.
pub(in crate::commit) fn symlink_on_the_way(root: &Path, relative: &Path) -> Option<PathBuf> {
    let mut at = root.to_path_buf();
    relative.components().find_map(|part| {
        at.push(part);
        at.symlink_metadata().is_ok_and(|m| m.is_symlink()).then(|| at.clone())
    })
}
