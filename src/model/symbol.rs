//! The written form of symbols, which people, scripts and rules use: made and taken apart here and nowhere else.
//!
//! | what | form |
//! |---|---|
//! | a declared thing of a package | `importpath.Type.Member`, locals `importpath.Func/x` |
//! | a declared thing of a file | `file#Type.prop`, locals `file#fn/param` |
//! | what a function gives | `importpath.Func/result()`, a second value `importpath.Func/result2()` |
//! | what one call of a function gives | `importpath.Func/result` |
//! | a name on a wire or in a database | `log:run_id`, `json:run_id`, `query:run_id`, `header:X-Run-Id`, `env:RUN_ID`, `flag:run-id`, `tag:Type.Field/json`, `index:name` |
//! | a text of the program | `string:word`, `text:word` |
//! | a member or column of something unknown | `?.name`, in a file `file#?.name` |

use std::borrow::Cow;

use smol_str::{SmolStr, format_smolstr};

/// What the front of a symbol's path says of it, before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// The key of a structured log line.
    Log,
    /// A metric, or a label of one.
    Metric,
    /// A key of a map or an object.
    Json,
    /// A parameter of a URL or a form.
    Query,
    /// A part of a path, as the route calls it. Nothing outside of the program sees its name.
    Path,
    /// A cookie.
    Cookie,
    /// A header of a request or an answer.
    Header,
    /// A variable of the environment.
    Environment,
    /// A flag of a command line.
    Flag,
    /// The name that a struct tag gives a field.
    Tag,
    /// An index of a database.
    Index,
    /// A string that is just one word.
    String,
    /// A word in a longer string.
    Text,
}

impl Prefix {
    const ALL: [(Prefix, &'static str); 13] = [
        (Prefix::Log, "log"),
        (Prefix::Metric, "metric"),
        (Prefix::Json, "json"),
        (Prefix::Query, "query"),
        (Prefix::Path, "path"),
        (Prefix::Cookie, "cookie"),
        (Prefix::Header, "header"),
        (Prefix::Environment, "env"),
        (Prefix::Flag, "flag"),
        (Prefix::Tag, "tag"),
        (Prefix::Index, "index"),
        (Prefix::String, "string"),
        (Prefix::Text, "text"),
    ];

    /// The path of `name` with this prefix.
    pub fn of(self, name: impl std::fmt::Display) -> SmolStr {
        let text = Self::ALL.iter().find(|(prefix, _)| *prefix == self).map_or("", |(_, text)| text);
        format_smolstr!("{text}:{name}")
    }
}

/// The path of a symbol, to be taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SymbolPath<'a>(pub &'a str);

impl<'a> SymbolPath<'a> {
    /// The path of a member or column whose owner is not known.
    pub fn of_unknown(name: impl std::fmt::Display) -> SmolStr {
        format_smolstr!("?.{name}")
    }

    /// The path of `own`, a name within the file at `file`.
    pub fn in_file(file: impl std::fmt::Display, own: impl std::fmt::Display) -> SmolStr {
        format_smolstr!("{file}#{own}")
    }

    /// What follows the path of a function in that of the value `at` (0-based) that it gives. No declared name has brackets.
    pub fn result(at: usize) -> SmolStr {
        if at == 0 { SmolStr::new_static("/result()") } else { format_smolstr!("/result{}()", at + 1) }
    }

    /// What follows the path of a function in that of the value that one call of it gives.
    pub const GIVEN: &'static str = "/result";

    /// What a function gives, or a part of that.
    pub fn is_result(self) -> bool {
        self.0.contains("()")
    }

    /// The prefix, where the path has one.
    pub fn prefix(self) -> Option<Prefix> {
        let (front, _) = self.0.split_once(':')?;
        Prefix::ALL.iter().find(|(_, text)| *text == front).map(|(prefix, _)| *prefix)
    }

    /// The file and the path within it, of a thing that a file declares.
    pub fn file(self) -> Option<(&'a str, &'a str)> {
        self.0.split_once('#').filter(|_| self.prefix().is_none())
    }

    /// A text of the program, which is told by itself and declared nowhere.
    pub fn is_text(self) -> bool {
        matches!(self.prefix(), Some(Prefix::String | Prefix::Text))
    }

    /// A member or column of something that is not known.
    pub fn is_of_unknown(self) -> bool {
        self.file().map_or(self.0, |(_, own)| own).starts_with("?.")
    }

    /// The path without parts for nameless functions and literals (`.<fn>@324`), which are numbered by line.
    pub fn without_nameless(self) -> Cow<'a, str> {
        let (mut out, mut rest) = (String::new(), self.0);
        while let Some((before, after)) = rest.split_once('<') {
            let Some((_, tail)) = after.split_once(">@") else { break };
            out += before.strip_suffix('.').unwrap_or(before);
            rest = tail.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        if rest.len() == self.0.len() {
            return Cow::Borrowed(self.0);
        }
        out += if out.is_empty() || out.ends_with([':', '/']) { rest.trim_start_matches(['.', '/']) } else { rest };
        Cow::Owned(if out.is_empty() { self.0.into() } else { out })
    }

    /// `webchat.Conversation` of `github.com/x/webchat.Conversation`, and of a file's symbol the path within the file.
    pub fn without_origin(self) -> SymbolPath<'a> {
        if let Some((_, own)) = self.0.split_once('#') {
            return SymbolPath(own);
        }
        let (mut start, mut package) = (0, 0);
        for part in self.0.split('/') {
            if part.contains('.') && !part.contains(' ') {
                package = start;
            }
            start += part.len() + 1;
        }
        let host = self.0.split('/').next().unwrap_or_default();
        if host.contains('.') && !host.starts_with('.') { SymbolPath(&self.0[package..]) } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_taken_apart_again() {
        assert_eq!(SymbolPath(&Prefix::Log.of("run_id")).prefix(), Some(Prefix::Log));
        assert!(SymbolPath(&Prefix::Text.of("run")).is_text() && !SymbolPath("a.b/c.D").is_text());
        assert_eq!(SymbolPath(&SymbolPath::in_file("src/a.ts", "T.x")).file(), Some(("src/a.ts", "T.x")));
        assert!(SymbolPath(&SymbolPath::of_unknown("run_id")).is_of_unknown());
        assert!(SymbolPath("src/a.ts#?.runId").is_of_unknown() && !SymbolPath("turns.run_id").is_of_unknown());
        assert_eq!(SymbolPath("tag:T.F/json#x").file(), None);
    }

    #[test]
    fn readers_see_what_tells_a_symbol_apart() {
        assert_eq!(SymbolPath("github.com/x/webchat.Conversation").without_origin().0, "webchat.Conversation");
        assert_eq!(SymbolPath("src/a.ts#Props.runId").without_origin().0, "Props.runId");
        assert_eq!(SymbolPath("tag:<anon>@385.LegacyRunID/json").without_nameless(), "tag:LegacyRunID/json");
        assert_eq!(SymbolPath("f.<fn>@3/x").without_nameless(), "f/x");
    }
}
