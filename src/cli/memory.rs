//! The argument of `--max-memory`.

use std::str::FromStr;

/// `--max-memory`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryLimit {
    /// No limit of ours.
    None,
    /// So many bytes.
    Bytes(u64),
}

impl FromStr for MemoryLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::None);
        }
        match parse_size::Config::new().with_binary().parse_size(text) {
            Ok(0) | Err(_) => Err("a size such as 500M or 2G, or `none`".to_owned()),
            Ok(bytes) => Ok(Self::Bytes(bytes)),
        }
    }
}
