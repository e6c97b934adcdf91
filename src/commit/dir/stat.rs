//! What the system says of a file, and of an exchange of names.

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::commit) struct Stat {
    /// A regular file: not a folder, pipe, socket, device.
    pub regular: bool,
    /// Bytes.
    pub size: u64,
    /// Permission bits (`0o7777`); on systems without them 0o444 or 0o666.
    pub mode: u32,
    /// User and group, where the system has them.
    pub owner: Option<(u32, u32)>,
    /// How many names the file has.
    pub links: u64,
    /// Device and inode; zeros where std can't tell.
    pub id: (u64, u64),
    /// Seconds and nanoseconds of the last write.
    pub modified: (i64, i64),
}

/// Whether a swap kept the old file under the other name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::commit) enum Exchange {
    /// Both names changed places in one step.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has such a call"))]
    Done,
    /// The file system or the system can't do that; nothing happened.
    Unsupported,
}
