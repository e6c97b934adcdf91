//! Questions about one symbol, which rules play no part in: the language that knows the symbol answers.

use super::{Code, Error};
use crate::lang;
use crate::model::References;
use crate::model::answer::Renaming;

/// The references of `symbol`: a symbol path, a unique ending of one, or `FILE:LINE:COL`.
///
/// # Errors
/// A symbol that is none, or more than one.
pub fn refs(code: &Code, symbol: &str) -> Result<References, Error> {
    Ok(lang::refs(code.view(), symbol)?)
}

/// Finds the references of `symbol` in `code`, and checks what the name `new` would collide with.
///
/// # Errors
/// A symbol that is none, or more than one.
pub fn rename(code: &Code, symbol: &str, new: &str) -> Result<Renaming, Error> {
    Ok(lang::rename(code.view(), symbol, new)?)
}
