//! What strings are in bodies that are not read: only the letters of the call before them tell.

use super::calls::{Argument, is_error_of, log_argument, says_log};
use crate::model::Role;

/// What the text is that stands first in the call `before` ends in, `errors.New(` or `s.log.Printf(`, by the letters alone: the body around
/// it was not read.
pub(in crate::lang::go::facts) fn first_argument(before: &str) -> Role {
    let call = before.trim_end().strip_suffix('(').unwrap_or_default();
    let start = call.rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).map_or(0, |at| at + 1);
    let Some((operand, name)) = call.get(start..).and_then(|it| it.rsplit_once('.')) else {
        return Role::StringLiteral;
    };
    let mut owners = operand.split('.');
    if is_error_of(name, &|wanted| operand == wanted) {
        return Role::ErrorText;
    }
    let is_log = owners.any(|it| says_log(it) || matches!(it, "zap" | "logrus"));
    match is_log && log_argument(name, 0, 1) == Argument::LogMessage {
        true => Role::LogMessage,
        false => Role::StringLiteral,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_call_before_a_string_says_what_it_is() {
        for (before, expected) in [
            ("return errors.New(", Role::ErrorText),
            ("fmt.Errorf(\n\t", Role::ErrorText),
            ("s.log.Printf(", Role::LogMessage),
            ("slog.Info(", Role::LogMessage),
            ("slog.Info(\"a\", ", Role::StringLiteral),
            ("fmt.Println(", Role::StringLiteral),
            ("say(", Role::StringLiteral),
            ("return ", Role::StringLiteral),
            ("é.ü(", Role::StringLiteral),
        ] {
            assert_eq!(first_argument(before), expected, "{before}");
        }
    }
}
