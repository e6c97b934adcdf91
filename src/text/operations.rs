//! Parameters in a description of an interface, as OpenAPI and Swagger write them: `{name: lot_id, in: query}` below the operation that takes
//! it. Brackets and indentation tell it; no grammar.

use super::siblings::{REACH, block};

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter<'a> {
    /// Where it is sent: `query`, `path`, `header`, `cookie`, `formData`.
    pub place: &'a str,
    /// What the operation is called; `None` where it has no name, and for a parameter that several operations share.
    pub operation: Option<&'a str>,
}

/// The parameter that has the word at `start..end` as its whole name.
pub fn parameter(text: &str, start: usize, end: usize) -> Option<Parameter<'_>> {
    let line = text[..start].rfind('\n').map_or(0, |it| it + 1);
    let before = text[line..start].trim_end_matches(['"', '\'']).trim_end();
    let whole = text[end..].trim_start_matches(['"', '\'']).trim_start_matches([' ', '\t', '\r']);
    let ends = whole.is_empty() || whole.starts_with(['\n', ',', '}', '#']);
    let key = before.strip_suffix(':')?.trim_end().trim_end_matches(['"', '\'']);
    if !ends || !key.ends_with("name") || key[..key.len() - 4].ends_with(|it: char| it.is_alphanumeric() || it == '_') {
        return None;
    }
    let found = if text.trim_start().starts_with('{') { in_braces(text, start) } else { by_lines(text, line) };
    found.filter(|it| matches!(it.place, "query" | "path" | "header" | "cookie" | "formData"))
}

/// A gateway takes the field `field` of the message `message` from the address: a call of a `.proto` file is asked with the message by
/// `google.api.http`, and neither the path nor the body has the field.
pub fn is_asked_by_address(text: &str, message: &str, field: &str) -> bool {
    if !text.contains("google.api.http") {
        return false;
    }
    let mut calls = text.match_indices("rpc ").filter_map(|(at, _)| call(&text[at..]));
    calls.any(|(asked, options)| {
        let body = options.split("body:").nth(1).and_then(|it| it.split('"').nth(1));
        let in_path = ["}", "=", "."].iter().any(|it| options.contains(&format!("{{{field}{it}")));
        let by_http = options.contains("google.api.http") && options.contains(": \"/");
        asked.rsplit('.').next() == Some(message) && by_http && !in_path && body != Some("*") && body != Some(field)
    })
}

/// The message that a call is asked with, and its options.
fn call(text: &str) -> Option<(&str, &str)> {
    let (head, rest) = text.split_once('(')?;
    let (asked, rest) = rest.split_once(')')?;
    let end = rest.find([';', '{'])?;
    let at = text.len() - rest.len() + end + 1;
    if head.contains([';', '{', '}']) || rest[end..].starts_with(';') {
        return None;
    }
    let (start, stop) = block(text.as_bytes(), at)?;
    Some((asked.trim().trim_start_matches("stream ").trim(), &text[start..stop]))
}

/// In JSON: the object around the name, and the one around the list that holds it.
fn in_braces(text: &str, at: usize) -> Option<Parameter<'_>> {
    let (start, end) = block(text.as_bytes(), at)?;
    let place = member(text, start, end, "in")?;
    let around = block(text.as_bytes(), start.checked_sub(1)?);
    Some(Parameter { place, operation: around.and_then(|(start, end)| member(text, start, end, "operationId")) })
}

/// The string that an object has under a key, at its own level.
fn member<'a>(text: &'a str, start: usize, end: usize, key: &str) -> Option<&'a str> {
    let whole = &text[start..end];
    let quoted = format!("\"{key}\"");
    let depth = |before: &str| {
        before.bytes().fold(0_i32, |depth, it| match it {
            b'{' | b'[' => depth + 1,
            b'}' | b']' => depth - 1,
            _ => depth,
        })
    };
    let own = |at: &usize| depth(&whole[..*at]) == 0;
    let mut found = whole.match_indices(&quoted).map(|(at, _)| at).filter(own);
    found.find_map(|at| {
        let value = whole[at + quoted.len()..].trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        value.split('"').next()
    })
}

/// In YAML: the entry of the list that the line belongs to, and the keys beside the list.
fn by_lines(text: &str, at: usize) -> Option<Parameter<'_>> {
    let mut low = at.saturating_sub(REACH);
    while !text.is_char_boundary(low) {
        low += 1;
    }
    let mut high = (at + REACH).min(text.len());
    while !text.is_char_boundary(high) {
        high -= 1;
    }
    let lines: Vec<&str> = text[low..high].lines().filter(|it| !it.trim().is_empty()).collect();
    let own = text[low..at].lines().filter(|it| !it.trim().is_empty()).count();
    let column = column_of(lines[own]);
    let begins = |line: &str| line.trim_start().starts_with("- ") && column_of(line) == column;
    let mut first = own;
    while first > 0 && !begins(lines[first]) && column_of(lines[first - 1]) >= column {
        first -= 1;
    }
    let rest = lines[first + 1..].iter().take_while(|it| indent(it) >= column);
    let mut entry = std::iter::once(&lines[first]).chain(rest).filter(|it| column_of(it) == column);
    let place = entry.find_map(|it| value(it, "in"))?;
    if !begins(lines[first]) {
        return Some(Parameter { place, operation: None });
    }
    let dash = indent(lines[first]);
    // The entries of a list stand below its key, or as far to the left as it.
    let list = (0..first).rev().find(|it| {
        indent(lines[*it]) < dash || indent(lines[*it]) == dash && !lines[*it].trim_start().starts_with("- ")
    })?;
    let none = Some(Parameter { place, operation: None });
    if value(lines[list], "parameters") != Some("") {
        return none;
    }
    let level = indent(lines[list]);
    let beside = |it: &&&str| indent(it) >= level;
    let all = lines[..list].iter().rev().take_while(beside).chain(lines[list + 1..].iter().take_while(beside));
    let operation = all.filter(|it| indent(it) == level).find_map(|it| value(it, "operationId"));
    Some(Parameter { place, operation })
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Where the key of a line stands, behind the dash of an entry.
fn column_of(line: &str) -> usize {
    line.len() - line.trim_start().trim_start_matches("- ").trim_start().len()
}

/// The value of `key: value` or `- key: value`.
fn value<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let line = line.trim_start().trim_start_matches("- ").trim_start();
    let rest = line.trim_start_matches(['"', '\'']).strip_prefix(key)?.trim_start_matches(['"', '\'']);
    Some(rest.strip_prefix(':')?.trim().trim_matches(['"', '\'']))
}

/// The name that a field of a message has in JSON unless an option gives another: `run_id` is `runId`.
pub fn json_name(field: &str) -> String {
    let mut name = String::with_capacity(field.len());
    let mut capital = false;
    for letter in field.chars() {
        match letter {
            '_' => capital = true,
            _ if capital => {
                name.push(letter.to_ascii_uppercase());
                capital = false;
            }
            _ => name.push(letter),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_takes_what_is_neither_in_the_path_nor_in_the_body() {
        let service = "service Lots {\n  rpc List(ListReq) returns (Page) {\n    option (google.api.http) = {get: \"/v1/{plant}/lots\"};\n  }\n  \
                       rpc Add(v1.AddReq) returns (Lot) {\n    option (google.api.http) = {\n      post: \"/v1/lots\"\n      body: \"*\"\n    \
                       };\n  }\n  rpc Put(PutReq) returns (Lot) {\n    option (google.api.http) = {put: \"/v1/{lot.name=*}\" body: \
                       \"lot\"};\n  }\n  rpc Plain(PlainReq) returns (Lot);\n}\n";
        for (message, field, expected) in [
            ("ListReq", "lot_id", true),
            ("ListReq", "plant", false),
            ("AddReq", "lot_id", false),
            ("PutReq", "lot", false),
            ("PutReq", "mask", true),
            ("PlainReq", "lot_id", false),
            ("Page", "lot_id", false),
        ] {
            assert_eq!(is_asked_by_address(service, message, field), expected, "{message}.{field}");
        }
    }

    #[test]
    fn a_parameter_is_known_by_its_place_and_belongs_to_an_operation() {
        let yaml = "paths:\n  /a/{x}:\n    get:\n      operationId: ListLots\n      parameters:\n        - name: lot_id\n          in: \
                    query\n      responses: {}\n    post:\n      parameters:\n      - in: path\n        name: b.lot_id\n      - in: path\n        \
                    name: 'lot_id' # of the plant\n      operationId: other\n";
        let json = "{\"paths\": {\"/a\": {\"get\": {\"operationId\": \"ListLots\", \"parameters\": [{\"schema\": {\"in\": \"x\"}, \"name\": \
                    \"lot_id\", \"in\": \"query\"}]}}}}";
        let shared = "parameters:\n  lot:\n    name: lot_id\n    in: query\n";
        let found = |text: &str, nth: usize| {
            let (at, _) = text.match_indices("lot_id").nth(nth).unwrap();
            let it = parameter(text, at, at + 6);
            it.map(|it| format!("{} of {}", it.place, it.operation.unwrap_or("none")))
        };
        for (text, nth, expected) in [
            (yaml, 0, Some("query of ListLots")),
            (yaml, 1, None),
            (yaml, 2, Some("path of other")),
            (json, 0, Some("query of ListLots")),
            (shared, 0, Some("query of none")),
            ("{\"name\": \"lot_id\", \"in\": \"body\"}", 0, None),
            ("{\"name\": \"lot_id\"}", 0, None),
            ("{\"rename\": \"lot_id\", \"in\": \"path\"}", 0, None),
            ("{\"name\": \"lot_id\", \"in\": \"path\"}", 0, Some("path of none")),
            ("- name: lot_id\n- in: query\n", 0, None),
        ] {
            assert_eq!(found(text, nth).as_deref(), expected, "{nth} {text}");
        }
    }
}
