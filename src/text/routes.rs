//! Addresses of requests: which function of a server answers at which, and to which an object is sent. Quotes and brackets tell it; no grammar.

use std::ops::Range;

use super::siblings::block;

/// An address, part by part; a part that is filled in is `*`.
pub type Parts = Vec<String>;

/// What a server does at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    pub parts: Parts,
    /// Functions that are named where the address is given.
    pub functions: Vec<String>,
    /// The bytes of the call that gives it, where a function is written there.
    pub inline: Option<Range<usize>>,
}

/// Objects around an object that are looked through for the address.
const DEPTH: usize = 3;

/// Bytes of a call that are looked at for the functions that it names.
const CALL: usize = 16 * 1024;

/// Names of methods by which servers are told what to do at an address.
const VERBS: &[&str] = &[
    "get",
    "post",
    "put",
    "patch",
    "delete",
    "head",
    "options",
    "any",
    "all",
    "handle",
    "handlefunc",
    "method",
    "methodfunc",
    "add",
];

/// The address that the object around the byte `at` is sent to: `put('/lots/1', { lotId })`, `fetch('/lots', { body: JSON.stringify({ lotId }) })`.
pub fn sent_to(text: &str, at: usize) -> Option<Parts> {
    let mut inside = at;
    for _ in 0..DEPTH {
        let (start, _) = block(text.as_bytes(), inside)?;
        let before = text[..start - 1].trim_end();
        if let Some(literal) = before.strip_suffix(',').and_then(|it| last_literal(it.trim_end())) {
            return parts(literal);
        }
        let held = before.trim_end_matches('(').trim_end_matches("JSON.stringify").trim_end();
        if !["body:", "data:", "json:"].iter().any(|it| held.ends_with(it)) {
            return None;
        }
        inside = start - 1;
    }
    None
}

/// What `text` says that is served: `r.POST("/lots/:id", guard, show)`.
pub fn served(text: &str) -> Vec<Served> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("(\"") {
        let called = text[..at].rsplit(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
        if !VERBS.contains(&called.to_lowercase().as_str()) {
            continue;
        }
        let Some((literal, rest)) = text[at + 2..].split_once('"') else { continue };
        let (Some(parts), true) = (parts(literal), rest.trim_start().starts_with(',')) else { continue };
        let from = text.len() - rest.len();
        let Some(call) = arguments(rest) else { continue };
        let inline = call.contains("func(").then(|| from..from + call.len());
        let functions = if inline.is_some() { Vec::new() } else { named(call) };
        found.push(Served { parts, functions, inline });
    }
    found
}

/// The last parts of the names in `call`, without those that are called.
fn named(call: &str) -> Vec<String> {
    let is_word = |it: char| it.is_alphanumeric() || it == '_';
    let mut found = Vec::new();
    let mut rest = call;
    while let Some(start) = rest.find(is_word) {
        let behind = &rest[start..];
        let end = behind.find(|it| !is_word(it)).unwrap_or(behind.len());
        rest = &behind[end..];
        if !rest.starts_with(['.', '(']) {
            found.push(behind[..end].to_owned());
        }
    }
    found
}

/// The functions that `text` declares: their names and their bytes.
pub fn functions(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("func ").filter(|(at, _)| *at == 0 || text[..*at].ends_with('\n')) {
        let head = text[at + 5..].trim_start();
        let named = if head.starts_with('(') { head.split_once(')').map_or("", |it| it.1.trim_start()) } else { head };
        let end = named.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(named.len());
        let near = [text[at..].find("\n}"), text[at + 5..].find("\nfunc ").map(|it| it + 5)];
        let whole = near.into_iter().flatten().min().map_or(text.len(), |it| at + it);
        found.push((&named[..end], at..whole));
    }
    found
}

/// The two are one address: a group of routes or the base of a client may stand before one of them.
pub fn is_same(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let tells = short.iter().filter(|it| *it != "*").count();
    tells > 0 && (short.len() > 1 || one.len() == other.len()) && long.ends_with(short)
}

/// `/lots/:id`, `POST /lots/{id}`, `/lots/${id}?full=1`; `None` where nothing of it is said.
fn parts(address: &str) -> Option<Parts> {
    let path = address.rsplit(' ').next()?.split('?').next()?;
    let open = ["${", "{", ":", "*", "<", "["];
    // What stands first may be the base of all addresses.
    let path = match path.strip_prefix("${") {
        Some(rest) => rest.split_once('}')?.1,
        None => path,
    };
    let is_plain = |it: char| it.is_alphanumeric() || "_-.~/:{}$*<>[]()!".contains(it);
    let all = path.split('/').filter(|it| !it.is_empty());
    let part = |it: &str| if open.iter().any(|mark| it.contains(mark)) { "*".to_owned() } else { it.to_owned() };
    let found: Parts = all.map(part).collect();
    (path.chars().all(is_plain) && found.iter().any(|it| it != "*")).then_some(found)
}

/// The literal at the end of `code`, which is the first argument of a call.
fn last_literal(code: &str) -> Option<&str> {
    let quote = code.chars().next_back().filter(|it| matches!(it, '"' | '\'' | '`'))?;
    let inner = &code[..code.len() - 1];
    let start = inner.rfind(quote)?;
    let literal = &inner[start + 1..];
    (inner[..start].trim_end().ends_with('(') && !literal.contains('\n')).then_some(literal)
}

/// The arguments up to the end of the call.
fn arguments(rest: &str) -> Option<&str> {
    let mut depth = 0_usize;
    let end = rest.bytes().take(CALL).position(|it| match it {
        b'(' => {
            depth += 1;
            false
        }
        b')' if depth > 0 => {
            depth -= 1;
            false
        }
        it => it == b')',
    })?;
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_sent_to_the_address_before_it() {
        for (text, expected) in [
            ("put('/lots/1', { lotId })", Some("lots 1")),
            ("this.http.post<Lot>(`/lots/${id}/size`, { lotId: x })", Some("lots * size")),
            ("post(`${base}/lots`, {\n  lotId: x,\n})", Some("lots")),
            ("fetch('/lots?full=1', { method: 'POST', body: JSON.stringify({ lotId }) })", Some("lots")),
            ("fetch(`/a/${id}/b`, { method: 'POST', body: JSON.stringify({ lotId: x, ...more }) })", Some("a * b")),
            ("axios.request('/lots', { data: { lotId } })", Some("lots")),
            ("post(url, { lotId })", None),
            ("emit('lots', x, { lotId })", None),
            ("post('/lots', { size: { lotId } })", None),
        ] {
            let found = sent_to(text, text.rfind("lotId").unwrap()).map(|it| it.join(" "));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_server_says_which_function_answers() {
        let text = "r.POST(\"/lots/:id\", guard(), api.Show)\nmux.HandleFunc(\"PUT /lots/{id}\", s.size)\nr.Get(\"/a\", func(c C) {\n\tgo()\n})\n\
                    strings.Split(\"/a\", b)\n";
        let found: Vec<String> = served(text)
            .iter()
            .map(|it| format!("{}: {} {}", it.parts.join(" "), it.functions.join(" "), it.inline.is_some()))
            .collect();
        assert_eq!(found, ["lots *: Show false", "lots *: size false", "a:  true"]);
        let text = "package a\n\nfunc one() { x() }\n\nfunc Show(c C) {\n\tx()\n}\n\nfunc (s *S) size() {\n}\n";
        let found: Vec<(&str, &str)> = functions(text).into_iter().map(|(name, at)| (name, &text[at])).collect();
        assert_eq!(
            found,
            [("one", "func one() { x() }\n"), ("Show", "func Show(c C) {\n\tx()"), ("size", "func (s *S) size() {")]
        );
    }

    #[test]
    fn a_group_or_a_base_may_stand_before_an_address() {
        let of = |it: &str| it.split(' ').map(str::to_owned).collect::<Parts>();
        for (one, other, expected) in [
            ("lots *", "api lots *", true),
            ("lots", "lots", true),
            ("lots", "api lots", false),
            ("lots *", "lots size", false),
            ("* *", "lots *", false),
        ] {
            assert_eq!(is_same(&of(one), &of(other)), expected, "{one} {other}");
        }
    }
}
