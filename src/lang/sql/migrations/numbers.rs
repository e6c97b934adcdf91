//! The number of a migration: where it stands in the name, which comes first, and which comes next. A number that is a time goes on by
//! the least that it can say, and not to the present: the same input gives the same file.

use std::cmp::Ordering;

use jiff::civil::DateTime;
use jiff::{Span, ToSpan};

/// Folder and name.
pub(super) fn parts(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// True for `0001_x.sql`, `20240101120000-x.js`.
pub(super) fn begins_with_number(name: &str) -> bool {
    !digits(name).is_empty()
}

/// The digits that a name begins with.
pub(super) fn digits(name: &str) -> &str {
    &name[..name.bytes().take_while(u8::is_ascii_digit).count()]
}

/// The digits at the end of a name that says what the file is: `db_migration_12.sql`.
pub(super) fn counted(name: &str) -> &str {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let digits = &stem[stem.trim_end_matches(|c: char| c.is_ascii_digit()).len()..];
    if stem.to_ascii_lowercase().contains("migrat") && digits.len() < stem.len() { digits } else { "" }
}

/// `V`, `1.2` and `name.sql` of `V1.2__name.sql`. A version has a number: what is repeated has none.
pub(super) fn version(name: &str) -> Option<(char, &str, &str)> {
    let letter = name.chars().next().filter(|it| matches!(it, 'V' | 'U' | 'B'))?;
    let (number, rest) = name[1..].split_once("__")?;
    let is = number.starts_with(|c: char| c.is_ascii_digit())
        && number.ends_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|it| it.is_ascii_digit() || matches!(it, b'.' | b'_'));
    is.then_some((letter, number, rest))
}

/// The number of a file, as it is written: of its name, else of its folder.
pub(super) fn of(path: &str) -> &str {
    let (folder, name) = parts(path);
    match version(name) {
        Some((_, number, _)) => number,
        None if begins_with_number(name) => digits(name),
        None if !counted(name).is_empty() => counted(name),
        None => digits(parts(folder).1),
    }
}

/// Which of two files is run first: by numbers, then by names.
pub(in crate::lang::sql) fn order(one: &str, other: &str) -> Ordering {
    compare(of(one), of(other)).then_with(|| one.cmp(other))
}

/// Which of two numbers comes first, part by part.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    // Without zeros before it, the longer number is the greater one, whatever its length.
    let key = |it: &str| -> Vec<(usize, String)> {
        let parts = it.split(['.', '_']).map(|it| it.trim_start_matches('0'));
        parts.map(|it| (it.len(), it.to_owned())).collect()
    };
    key(one).cmp(&key(other))
}

/// The number after `last`, as wide as it: a time goes on by its last unit, a number by one.
pub(super) fn after(last: &str) -> String {
    let at = last.rfind(['.', '_']).map_or(0, |at| at + 1);
    let (before, number) = last.split_at(at);
    let next = time(number).unwrap_or_else(|| plus_one(number));
    format!("{before}{next}")
}

fn plus_one(number: &str) -> String {
    let mut digits = number.as_bytes().to_vec();
    for digit in digits.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            return String::from_utf8(digits).unwrap_or_default();
        }
    }
    format!("1{}", String::from_utf8(digits).unwrap_or_default())
}

/// The next second, minute or day, where the digits are one.
fn time(number: &str) -> Option<String> {
    let unit: Span = match number.len() {
        14 => 1.second(),
        12 => 1.minute(),
        8 => 1.day(),
        _ => return None,
    };
    let two = |at: usize| number.get(at..at + 2).map_or(Some(0), |it| it.parse::<i8>().ok());
    let year = number.get(..4)?.parse::<i16>().ok().filter(|it| (1970..=2200).contains(it))?;
    let at = DateTime::new(year, two(4)?, two(6)?, two(8)?, two(10)?, two(12)?, 0).ok()?;
    let next = at.checked_add(unit).ok()?;
    let text = next.strftime("%Y%m%d%H%M%S").to_string();
    text.get(..number.len()).map(str::to_owned)
}

/// `migrations/0.11`, `migrations/v2`: what a program runs of such a folder depends on the version that a database is of.
pub(in crate::lang::sql) fn is_version(folder: &str) -> bool {
    let name = folder.rsplit('/').next().unwrap_or_default();
    let numbers = name.strip_prefix(['v', 'V']).unwrap_or(name);
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    numbers.split(['.', '_', '-']).all(is_number)
}
