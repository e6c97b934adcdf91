//! Calls that take a key: methods take it first (`params.get('runId')`), functions of a request take it behind that (`getCookie(c, 'runId')`).

use tree_sitter::Node;

use crate::lang::tree::children;

/// Functions that read a cookie, a header, a parameter or a part of the path of the request that they are given first.
pub const READERS: &[(&str, Kind)] = &[
    ("getCookie", Kind::Cookie),
    ("getSignedCookie", Kind::Cookie),
    ("getHeader", Kind::Header),
    ("getRequestHeader", Kind::Header),
    ("getResponseHeader", Kind::Header),
    ("getRouterParam", Kind::Path),
];

/// Functions that give one to the answer that they are given first.
pub const WRITERS: &[(&str, Kind)] = &[
    ("setCookie", Kind::Cookie),
    ("setHeader", Kind::Header),
    ("setResponseHeader", Kind::Header),
    ("appendHeader", Kind::Header),
];

/// Functions that take one away.
pub const REMOVERS: &[(&str, Kind)] = &[("deleteCookie", Kind::Cookie), ("removeResponseHeader", Kind::Header)];

/// What the key of a call is one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Cookie,
    Header,
    Path,
}

/// What the function of this name takes a key of.
pub fn kind_of(name: &str) -> Option<Kind> {
    let all = [READERS, WRITERS, REMOVERS].concat();
    all.into_iter().find(|it| it.0 == name).map(|it| it.1)
}

/// The arguments of a call, without comments.
pub fn arguments(call: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let all = call.child_by_field_name("arguments").into_iter().flat_map(children);
    all.filter(|it| it.kind() != "comment")
}

/// How many arguments stand before the key.
pub fn before_key(text: &str, call: Node<'_>) -> usize {
    let function = call.child_by_field_name("function").filter(|it| it.kind() == "identifier");
    usize::from(function.is_some_and(|it| kind_of(&text[it.byte_range()]).is_some()))
}

/// The argument of a call that may be a key.
pub fn key_of<'t>(text: &str, call: Node<'t>) -> Option<Node<'t>> {
    arguments(call).nth(before_key(text, call))
}
