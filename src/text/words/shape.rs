//! The shape of a name that shows none: what joins the words where the old name was one word.

/// What joins the words of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Joint {
    /// Nothing; each word after the first begins with a capital: `lampState`, and `LAMP_STATE` where all is in capitals.
    #[default]
    Camel,
    /// `lamp_state`.
    Snake,
    /// `lamp-state`.
    Kebab,
    /// Words of a sentence: `lamp state`.
    Blank,
}

impl Joint {
    /// What stands between two words.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Joint::Camel => "",
            Joint::Snake => "_",
            Joint::Kebab => "-",
            Joint::Blank => " ",
        }
    }
}

/// How new words are written where the old name does not show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// What joins them.
    pub joint: Joint,
    /// Camel case writes acronyms in capitals (`lampID`), as golint asks for. A name that writes one of them otherwise
    /// (`lampId`) goes on so.
    pub initialisms: bool,
}

impl Shape {
    /// What joins further words to the one word `identifier`.
    pub(super) fn joint_of(self, identifier: &str) -> Joint {
        let lower = identifier.contains(char::is_lowercase);
        let long = identifier.chars().filter(|c| c.is_alphabetic()).count() > 1;
        match self.joint {
            Joint::Camel if !lower && long => Joint::Snake,
            // `State` is no snake_case: a capital says camel case.
            Joint::Snake if lower && identifier.contains(char::is_uppercase) => Joint::Camel,
            it => it,
        }
    }
}

/// `word` (lower case, perhaps in the plural) in capitals, where it is an acronym that golint knows.
pub(super) fn initialism(word: &str) -> Option<String> {
    let known = |word: &str| INITIALISMS.binary_search(&word).is_ok();
    if known(word) {
        return Some(word.to_uppercase());
    }
    let stem = word.strip_suffix('s').filter(|stem| known(stem))?;
    Some(stem.to_uppercase() + "s")
}

/// `commonInitialisms` of golint, sorted.
const INITIALISMS: &[&str] = &[
    "acl", "api", "ascii", "cpu", "css", "dns", "eof", "guid", "html", "http", "https", "id", "ip", "json", "lhs",
    "qps", "ram", "rhs", "rpc", "sla", "smtp", "sql", "ssh", "tcp", "tls", "ttl", "udp", "ui", "uid", "uri", "url",
    "uuid", "vm", "xml", "xmpp", "xsrf", "xss",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_found_with_their_plural() {
        assert!(INITIALISMS.is_sorted());
        assert_eq!(initialism("id").as_deref(), Some("ID"));
        assert_eq!(initialism("urls").as_deref(), Some("URLs"));
        assert_eq!(initialism("https").as_deref(), Some("HTTPS"));
        assert_eq!(initialism("ids_"), None);
        assert_eq!(initialism("lamp"), None);
    }
}
