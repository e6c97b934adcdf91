//! Globs over symbol paths (`Turn*.RunID`). Paths of files use `globset`, which knows one separator, `/`; a symbol has four, and a pattern
//! may begin after any of them, so `*` there would cross dots and every pattern would need another one before it.

use crate::model::SymbolPath;

/// A compiled symbol glob. `*` and `?` stay between two separators (`.` `/` `#` `:`), `**` crosses them, `{a,b}` lists
/// alternatives. It matches a whole symbol path, or a tail that starts after a separator.
#[derive(Clone, Debug)]
pub struct SymbolGlob {
    alternatives: Vec<Alternative>,
}

#[derive(Clone, Debug)]
struct Alternative {
    tokens: Vec<Token>,
    /// The bytes behind the last star: nearly every symbol of a run fails here.
    end: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Byte(u8),
    One,
    Some,
    All,
}

/// States of the automaton are the bits of one word: matching is linear in the symbol and allocates nothing.
const MAX_TOKENS: usize = 126;
/// What the braces of one glob may list, multiplied out.
pub const MAX_ALTERNATIVES: usize = 64;

impl SymbolGlob {
    /// Compiles `pattern`.
    ///
    /// # Errors
    /// A sentence without a final period that says what is wrong with it.
    pub fn new(pattern: &str) -> Result<Self, String> {
        if pattern.trim().is_empty() {
            return Err("the pattern is empty".to_owned());
        }
        let alternatives = expand(pattern)?.iter().map(|text| Alternative::new(text)).collect::<Result<_, _>>()?;
        Ok(Self { alternatives })
    }

    /// True when `symbol`, or a tail of it that starts after a separator, matches, or does so without its parts for nameless functions and
    /// literals, as reports show it.
    pub fn is_match(&self, symbol: &str) -> bool {
        self.is_match_of(symbol) || symbol.contains(">@") && self.is_match_of(&SymbolPath(symbol).without_nameless())
    }

    fn is_match_of(&self, symbol: &str) -> bool {
        let symbol = symbol.as_bytes();
        self.alternatives.iter().any(|it| symbol.ends_with(&it.end) && matches(&it.tokens, symbol))
    }
}

impl Alternative {
    fn new(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut end: Vec<u8> = tokens
            .iter()
            .rev()
            .map_while(|token| match token {
                Token::Byte(byte) => Some(*byte),
                _ => None,
            })
            .collect();
        end.reverse();
        Ok(Self { tokens, end })
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'.' | b'/' | b'#' | b':')
}

fn expand(pattern: &str) -> Result<Vec<String>, String> {
    let Some(open) = pattern.find('{') else {
        return if pattern.contains('}') { Err("`}` without `{`".to_owned()) } else { Ok(vec![pattern.to_owned()]) };
    };
    let close = pattern[open..].find('}').map(|at| at + open).ok_or("`{` is never closed")?;
    let (head, inner, tail) = (&pattern[..open], &pattern[open + 1..close], &pattern[close + 1..]);
    if inner.contains('{') {
        return Err("`{` inside `{…}`".to_owned());
    }
    let mut out = Vec::new();
    for rest in expand(tail)? {
        for choice in inner.split(',') {
            out.push(format!("{head}{}{rest}", choice.trim()));
        }
    }
    if out.len() > MAX_ALTERNATIVES {
        return Err(format!("more than {MAX_ALTERNATIVES} alternatives"));
    }
    Ok(out)
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut out = Vec::new();
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'*' => {
                let mut stars = 1;
                while bytes.next_if_eq(&b'*').is_some() {
                    stars += 1;
                }
                if stars == 1 { Token::Some } else { Token::All }
            }
            b'?' => Token::One,
            b'[' | b']' => return Err("`[` and `]` have no meaning in a symbol pattern".to_owned()),
            b if b.is_ascii_whitespace() => return Err("a symbol has no blanks".to_owned()),
            b => Token::Byte(b),
        });
    }
    if out.len() > MAX_TOKENS {
        return Err(format!("longer than {MAX_TOKENS} characters"));
    }
    Ok(out)
}

fn matches(tokens: &[Token], symbol: &[u8]) -> bool {
    // Bit i: the first i tokens match what was read so far.
    let mut states = closure(tokens, 1);
    for (at, byte) in symbol.iter().enumerate() {
        let mut next = 0_u128;
        for (state, token) in tokens.iter().enumerate() {
            if states & (1 << state) == 0 {
                continue;
            }
            next |= match token {
                Token::Byte(want) if want == byte => 1 << (state + 1),
                Token::One if !is_separator(*byte) => 1 << (state + 1),
                Token::Some if !is_separator(*byte) => 1 << state,
                Token::All => 1 << state,
                _ => 0,
            };
        }
        if is_separator(*byte) && at + 1 < symbol.len() {
            next |= 1;
        }
        states = closure(tokens, next);
    }
    states & (1 << tokens.len()) != 0
}

/// A star may also stand for nothing.
fn closure(tokens: &[Token], mut states: u128) -> u128 {
    for (state, token) in tokens.iter().enumerate() {
        if states & (1 << state) != 0 && matches!(token, Token::Some | Token::All) {
            states |= 1 << (state + 1);
        }
    }
    states
}

#[cfg(test)]
mod tests {
    use super::SymbolGlob;

    fn hit(pattern: &str, symbol: &str) -> bool {
        SymbolGlob::new(pattern).expect("a good pattern").is_match(symbol)
    }

    #[test]
    fn one_star_stays_between_two_separators_and_two_stars_cross_them() {
        assert!(hit("Turn*.RunID", "example.org/chat.TurnQuery.RunID"));
        assert!(!hit("Turn*.RunID", "example.org/chat.TurnQuery.Inner.RunID"));
        assert!(hit("Turn**.RunID", "example.org/chat.TurnQuery.Inner.RunID"));
        assert!(!hit("*.RunID", "RunID"));
        assert!(hit("**", "a.b"));
    }

    #[test]
    fn a_pattern_matches_the_whole_symbol_or_a_tail_after_a_separator() {
        assert!(hit("Conversation.RunID", "example.org/chat.Conversation.RunID"));
        assert!(!hit("Conversation.RunID", "example.org/chat.OldConversation.RunID"));
        assert!(!hit("Conversation", "example.org/chat.Conversation.RunID"));
        assert!(hit("log:run_id", "log:run_id"));
        assert!(hit("store.ts#Slice.runId", "web/src/store.ts#Slice.runId"));
    }

    #[test]
    fn nameless_parts_may_be_left_out() {
        assert!(hit("Schema.lotId", "web/schema.ts#Schema.<objlit>@126.lotId"));
        assert!(hit("Schema.<objlit>@126.lotId", "web/schema.ts#Schema.<objlit>@126.lotId"));
        assert!(!hit("Schema.lotId", "web/schema.ts#Schema.<objlit>@126.inner.lotId"));
    }

    #[test]
    fn a_later_separator_does_not_hide_an_earlier_match() {
        assert!(hit("a.*.c", "a.a.b.c"));
        assert!(hit("**.b*.c", "a.bx.c.by.c"));
        assert!(hit("b.**.z", "b.b.c.z"));
    }

    #[test]
    fn braces_list_alternatives() {
        assert!(hit("Run{ID,Id}", "x.RunId"));
        assert!(hit("{A,B}.{c,d}", "A.d"));
        assert!(!hit("Run{ID,Id}", "x.Runid"));
    }

    #[test]
    fn bad_patterns_say_why() {
        let why = |pattern: &str| SymbolGlob::new(pattern).expect_err("a bad pattern");
        assert_eq!(why("a{b"), "`{` is never closed");
        assert_eq!(why("a}b"), "`}` without `{`");
        assert_eq!(why(" "), "the pattern is empty");
        assert_eq!(why("a b"), "a symbol has no blanks");
        assert_eq!(why(&"x".repeat(200)), "longer than 126 characters");
        assert_eq!(why(&"{a,b}".repeat(9)), "more than 64 alternatives");
    }
}
