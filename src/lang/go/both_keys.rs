//! Methods that this program writes where a field gets another key in JSON: `UnmarshalJSON` takes the old key, too, `MarshalJSON` gives
//! it. Here is how one is known, for whoever writes them (`rewrite`) and whoever reads code that has them (`facts`).

use super::ast::Field;

/// A line of their doc comment. What bears it and looks as it was written is taken away again.
pub const MARK: &str = "Written by runsess: the change `drop` takes it away again.";
/// How the field with the new key is called in the struct of such a method; the next ones have a number behind it.
pub const NEW: &str = "New";
/// How the field with the old key is called.
pub const OLD: &str = "Old";

/// The method takes keys.
pub const TAKES: &str = "UnmarshalJSON";
/// The method gives keys.
pub const GIVES: &str = "MarshalJSON";

/// The fields of a struct that are the two keys of one value: `New` and `Old`, `New2` and `Old2`. The new one stands first.
pub fn pairs(fields: &[Field]) -> impl Iterator<Item = [&Field; 2]> {
    fields.windows(2).filter_map(|two| {
        let [new, old] = two else { return None };
        let number = |it: &Field, stem: &str| match it.names.as_slice() {
            [name] if it.tag.is_some() => name.name.strip_prefix(stem).map(str::to_owned),
            _ => None,
        };
        let (one, other) = (number(new, NEW)?, number(old, OLD)?);
        (one == other && one.bytes().all(|it| it.is_ascii_digit())).then_some([new, old])
    })
}
