//! Names around a place in bracketed text: JSON, and code in documents, in whatever language it is and however incomplete.
//! One scan over strings, comments and brackets; no grammar, no recursion.

use smol_str::SmolStr;

use crate::model::Span;

/// Brackets deeper than this open no level of their own: a name that far down says nothing.
const DEPTH: usize = 64;

/// For each of `places` (sorted, within `text`), the names of the brackets around it, outermost first: the key or the declared
/// name before the bracket, then the string of a `type:`, `kind:` or `event:` key in it. A place that is the value of a key, or
/// a key itself, ends with that key. Linear in the text.
pub fn names_around(text: &str, places: &[Span]) -> Vec<Vec<SmolStr>> {
    let mut scan = Scan::new(text);
    let mut found: Vec<(usize, Option<SmolStr>)> = Vec::with_capacity(places.len());
    while let Some(end) = scan.step() {
        while found.len() < places.len() && (places[found.len()].start as usize) < end {
            scan.pin();
            found.push((scan.open.last().copied().unwrap_or(0), scan.key_of_last()));
        }
    }
    found.resize(places.len(), (0, None));
    found.into_iter().map(|(level, key)| scan.names(level, key)).collect()
}

/// A pair of brackets that is open, or closed around a place that was asked for.
#[derive(Clone, Debug, Default)]
struct Level {
    parent: Option<usize>,
    name: Option<SmolStr>,
    /// What a `type:` key in it says.
    kind: Option<SmolStr>,
    /// Some place refers to it: it must be kept.
    pinned: bool,
}

/// What came last, as far as a name of the next bracket depends on it.
#[derive(Clone, Debug, Default)]
struct Recent {
    /// `key` of `key:` or `"key":`, until a `,`, `;` or a closing bracket.
    key: Option<SmolStr>,
    /// The last word, and where it ends.
    word: Option<(SmolStr, usize)>,
    /// The word after `type`, `struct`, `class`, `interface`, `message`, `func`, `function`, `enum`, `service`, `TABLE`.
    declared: Option<SmolStr>,
    /// The last word was one of these.
    declares: bool,
    /// `fetch` of `fetch(…, {`, until the `)`.
    call: Option<SmolStr>,
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    levels: Vec<Level>,
    open: Vec<usize>,
    /// Open brackets beyond `DEPTH`.
    deeper: usize,
    recent: Vec<Recent>,
    /// Per kind of quote: up to here there is no closing one, so that an apostrophe costs its line once.
    unclosed: [usize; 3],
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            levels: vec![Level::default()],
            open: vec![0],
            deeper: 0,
            recent: vec![Recent::default()],
            unclosed: [0; 3],
        }
    }

    /// Reads one token; returns where it ends, `None` at the end of the text.
    fn step(&mut self) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let first = *bytes.get(start)?;
        let mut end = start + 1;
        match first {
            b'"' | b'\'' | b'`' => {
                end = self.string_end(bytes, start);
                self.word(self.text.get(start + 1..end.saturating_sub(1).max(start + 1)), end, true);
            }
            b'/' if bytes.get(start + 1) == Some(&b'/') && start.checked_sub(1).is_none_or(|it| bytes[it] != b':') => {
                end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |it| start + it);
            }
            b'/' if bytes.get(start + 1) == Some(&b'*') => {
                end = memchr::memmem::find(&bytes[start + 2..], b"*/").map_or(bytes.len(), |it| start + it + 4);
            }
            b'{' | b'[' => self.open_bracket(first == b'{'),
            b'}' | b']' => self.close_bracket(),
            b',' => self.end_entry(),
            b';' => self.call(false),
            b'(' => self.call(true),
            b')' => self.call(false),
            b'\n' => {
                if let Some(recent) = self.recent.last_mut() {
                    recent.declares = false;
                }
            }
            it if is_word(it) => {
                while end < bytes.len() && is_word(bytes[end]) {
                    end += 1;
                }
                self.word(self.text.get(start..end), end, false);
            }
            _ => {}
        }
        self.at = end;
        Some(end)
    }

    /// One past the closing quote. A string that is not closed on its line is an apostrophe (backquoted ones may span lines).
    fn string_end(&mut self, bytes: &[u8], start: usize) -> usize {
        let quote = bytes[start];
        let known = &mut self.unclosed[match quote {
            b'"' => 0,
            b'\'' => 1,
            _ => 2,
        }];
        let mut at = start + 1;
        if start < *known {
            return at;
        }
        while at < bytes.len() && (bytes[at] != b'\n' || quote == b'`') {
            match bytes[at] {
                b'\\' => at += 1,
                it if it == quote => return at + 1,
                _ => {}
            }
            at += 1;
        }
        *known = at;
        start + 1
    }

    fn word(&mut self, word: Option<&str>, end: usize, quoted: bool) {
        const DECLARES: [&str; 11] =
            ["type", "struct", "class", "interface", "message", "func", "function", "enum", "service", "table", "def"];
        const KINDS: [&str; 3] = ["type", "kind", "event"];
        let rest = &self.text.as_bytes()[end.min(self.text.len())..];
        let mut following = rest.iter().take(64).skip_while(|it| matches!(**it, b' ' | b'\t' | b'?'));
        let next = following.next();
        // `err := f()` of Go is no key.
        let after = matches!(following.next(), Some(b'=' | b':'));
        let level = self.open.last().copied().unwrap_or(0);
        let (Some(word), Some(recent)) = (word.filter(|it| !it.is_empty() && it.len() <= 80), self.recent.last_mut())
        else {
            return;
        };
        if next == Some(&b':') && !after {
            recent.key = Some(SmolStr::new(word));
        } else if quoted && recent.key.as_deref().is_some_and(|it| KINDS.contains(&it)) {
            let kind = &mut self.levels[level].kind;
            if kind.is_none() {
                *kind = Some(SmolStr::new(word));
            }
        }
        if recent.declares && !quoted {
            recent.declared = Some(SmolStr::new(word));
        }
        recent.declares = !quoted && DECLARES.iter().any(|it| it.eq_ignore_ascii_case(word));
        // `type X struct {`: X stays the name.
        if recent.declares && recent.declared.is_some() && matches!(word, "struct" | "interface") {
            recent.declares = false;
        }
        recent.word = Some((SmolStr::new(word), end)).filter(|_| !quoted);
    }

    fn open_bracket(&mut self, curly: bool) {
        if self.open.len() >= DEPTH {
            self.deeper += 1;
            return;
        }
        let Some(recent) = self.recent.last_mut() else { return };
        let declared = recent.declared.take().filter(|_| curly);
        let name = declared.or_else(|| recent.key.clone()).or_else(|| {
            // `T{` is a literal of T; in `catch {` and `) error {` the word names nothing.
            let adjacent = recent.word.take().filter(|(_, end)| *end == self.at).map(|(word, _)| word);
            adjacent.or_else(|| recent.call.clone()).filter(|_| curly)
        });
        self.levels.push(Level { parent: self.open.last().copied(), name, kind: None, pinned: false });
        self.open.push(self.levels.len() - 1);
        self.recent.push(Recent::default());
    }

    fn close_bracket(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if self.open.len() > 1 {
            let closed = self.open.pop();
            self.recent.pop();
            self.end_entry();
            // Nobody asked about it, and nothing after it is open: its place is free again.
            if closed.is_some_and(|it| it + 1 == self.levels.len() && !self.levels[it].pinned) {
                self.levels.pop();
            }
        }
    }

    fn end_entry(&mut self) {
        if let Some(recent) = self.recent.last_mut() {
            *recent = Recent { call: recent.call.take(), ..Recent::default() };
        }
    }

    /// An argument list opens or ends. A declared function's parameters are no arguments: its name waits for the body.
    fn call(&mut self, opens: bool) {
        let Some(recent) = self.recent.last_mut() else { return };
        recent.call = recent.word.take().map(|(word, _)| word).filter(|_| opens);
        if opens && recent.declared.is_none() {
            recent.key = None;
        }
    }

    fn pin(&mut self) {
        for level in &self.open {
            self.levels[*level].pinned = true;
        }
    }

    fn key_of_last(&self) -> Option<SmolStr> {
        self.recent.last().and_then(|it| it.key.clone())
    }

    fn names(&self, level: usize, key: Option<SmolStr>) -> Vec<SmolStr> {
        let mut names: Vec<SmolStr> = key.into_iter().collect();
        let mut at = Some(level);
        while let Some(level) = at.and_then(|it| self.levels.get(it)) {
            names.extend(level.kind.clone());
            names.extend(level.name.clone());
            at = level.parent;
        }
        names.reverse();
        names
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str, part: &str) -> String {
        let at = text.find(part).expect("the part is in the text");
        names_around(text, &[Span::new(at, at + part.len())])[0].join(" ")
    }

    #[test]
    fn keys_and_sibling_types_are_names_wherever_they_stand() {
        let text = r#"{"event": {"data": {"run": {"run_id": "a"}}, "type": "planning.start"}, "x": [{"runs": 1}]}"#;
        assert_eq!(around(text, "run_id"), "event planning.start data run run_id");
        assert_eq!(around(text, "runs"), "x runs");
        assert_eq!(around("send({ type: 'execution.start', data: { runId } })", "runId"), "send execution.start data");
    }

    #[test]
    fn declarations_of_any_language_name_their_bodies() {
        let go = "type Conversation struct {\n\tRunID string\n}\nfunc start(x int) {\n\tgo(ev.RunID)\n\tT{RunX: 1}\n}";
        assert_eq!(around(go, "RunID"), "Conversation");
        assert_eq!(around(go, "RunX"), "start T RunX");
        assert_eq!(around("message PlanningRun {\n  string run_id = 1;\n}", "run_id"), "PlanningRun");
        assert_eq!(around("// it's a note: don't\ninterface A { runId?: string }", "runId"), "A runId");
        assert_eq!(around("fetch('http://x//y', { runId })", "runId"), "fetch");
    }

    #[test]
    fn nesting_is_bounded_and_closed_brackets_cost_nothing() {
        let deep = format!("{}run{}", "{a:".repeat(100_000), "}".repeat(100_000));
        assert!(around(&deep, "run").len() < 10 * DEPTH);
        let mut flat = Scan::new("{}{}{}{}{}{}");
        while flat.step().is_some() {}
        assert_eq!(flat.levels.len(), 1);
    }
}
