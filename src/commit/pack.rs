//! The pack: the old bytes of all files of an apply, one behind the other in a file of its state folder.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::check::Verified;
use super::dir::Dir;
use super::fault::{Faults, Point};
use super::journal::{Begin, Content, FileEntry};
use super::store::{self, Folder};

/// Writes the old bytes of all files and makes them last.
///
/// # Errors
/// Whatever a step gives.
pub(super) fn write(folder: &Folder<'_>, verified: &[Verified<'_>], faults: &Faults) -> io::Result<()> {
    faults.pass(Point::PackCreate)?;
    let mut pack = OpenOptions::new().write(true).create_new(true).open(folder.pack())?;
    for v in verified {
        faults.pass(Point::PackWrite)?;
        pack.write_all(&v.old)?;
    }
    faults.pass(Point::PackSync)?;
    pack.sync_all()?;
    Dir::open(&folder.path, Path::new(""))?.sync()
}

/// Copies the old bytes of some files out of the pack, to where a person finds them: the place. Where that fails, the pack.
pub(super) fn set_aside(begin: &Begin, folder: &Path, files: &[String]) -> PathBuf {
    let place = folder.join("conflicts");
    let copy = |(n, entry): (usize, &FileEntry)| -> io::Result<()> {
        let mut name = OsString::from(format!("{n}-"));
        name.push(entry.path.path().file_name().unwrap_or_default());
        fs::write(place.join(name), unpack(folder, entry)?)
    };
    let named = |entry: &FileEntry| files.contains(&entry.display) || files.contains(&entry.beside());
    let mut wanted = begin.files.iter().enumerate().filter(|(_, entry)| named(entry));
    match fs::create_dir_all(&place).and_then(|()| wanted.try_for_each(copy)) {
        Ok(()) => place,
        Err(_) => store::pack(folder),
    }
}

/// Whether all old bytes were written, as far as the length tells.
pub(super) fn is_whole(begin: &Begin, folder: &Path) -> bool {
    // No pack holds more than a number can say, whatever the journal says.
    let all = begin.files.iter().try_fold(0_u64, |all, entry| all.checked_add(entry.old.length));
    fs::metadata(store::pack(folder)).is_ok_and(|meta| Some(meta.len()) == all)
}

/// The old bytes of one file, proved by their hash.
///
/// # Errors
/// `InvalidData` where the pack is damaged; whatever reading gives.
pub(super) fn unpack(folder: &Path, entry: &FileEntry) -> io::Result<Vec<u8>> {
    let mut pack = File::open(store::pack(folder))?;
    pack.seek(SeekFrom::Start(entry.offset))?;
    let mut old = Vec::new();
    pack.take(entry.old.length).read_to_end(&mut old)?;
    if Content::of(&old) == entry.old {
        Ok(old)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("the kept old text of {} is damaged", entry.display)))
    }
}
