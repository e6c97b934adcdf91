//! How GORM calls the column of a field: a port of `toDBName` in `schema/naming.go` of gorm.io/gorm v1.30.0 (MIT).

/// What `NamingStrategy` takes for one word; in its order, by which `ID` in `UUID` is no word.
const WORDS: [&str; 33] = [
    "API", "ASCII", "CPU", "CSS", "DNS", "EOF", "GUID", "HTML", "HTTP", "HTTPS", "ID", "IP", "JSON", "LHS", "QPS",
    "RAM", "RHS", "RPC", "SLA", "SMTP", "SSH", "TLS", "TTL", "UID", "UI", "UUID", "URI", "URL", "UTF8", "VM", "XML",
    "XSRF", "XSS",
];

/// The column of a field without a tag, as `NamingStrategy.ColumnName` makes it: `LotRef` as `lot_ref`, `HTTPSPort` as `http_s_port`.
pub(super) fn column(name: &str) -> String {
    let name = in_words(name);
    let letters: Vec<char> = name.chars().collect();
    let is_upper = |at: usize| letters.get(at).is_some_and(char::is_ascii_uppercase);
    let mut text = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let (before, last) = (at.checked_sub(1), at + 1 == letters.len());
        let upper_before = before.is_some_and(is_upper);
        if is_upper(at) {
            let within = upper_before && (is_upper(at + 1) || letters.get(at + 1).is_some_and(char::is_ascii_digit));
            let beside = before.is_some_and(|it| letters[it] == '_') || letters.get(at + 1) == Some(&'_');
            if if last { !upper_before && letters.len() > 1 } else { !within && at > 0 && !beside } {
                text.push('_');
            }
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// The first of `WORDS` at each place as a word of its own: `RunID` as `RunId`.
fn in_words(name: &str) -> String {
    let (mut text, mut rest) = (String::new(), name);
    while let Some(letter) = rest.chars().next() {
        if let Some(word) = WORDS.iter().find(|it| rest.starts_with(**it)) {
            text.push_str(&word[..1]);
            text.push_str(&word[1..].to_lowercase());
            rest = &rest[word.len()..];
        } else {
            text.push(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `schema.NamingStrategy{}.ColumnName` of gorm.io/gorm v1.30.0 printed.
    #[test]
    fn a_column_is_called_as_gorm_calls_it() {
        for (name, expected) in [
            ("LotRef", "lot_ref"),
            ("RunID", "run_id"),
            ("HTTPServer2", "http_server2"),
            ("HTTPSPort", "http_s_port"),
            ("UUID", "uuid"),
            ("UserUUIDv4", "user_uuidv4"),
            ("A", "a"),
            ("AB", "ab"),
            ("ABC", "abc"),
            ("Run_Id", "run_id"),
            ("APIKeyID", "api_key_id"),
            ("Sha256Sum", "sha256_sum"),
            ("SHA256", "sha256"),
            ("X509Cert", "x509_cert"),
            ("IPAddr", "ip_addr"),
            ("Id", "id"),
            ("UTF8Name", "utf8_name"),
            ("ParentURLs", "parent_urls"),
            ("VMID", "vm_id"),
            ("OAuth2Token", "o_auth2_token"),
            ("aURL", "a_url"),
            ("LHSx", "lhsx"),
            ("QPSMax", "qps_max"),
            ("GUID", "guid"),
            ("EOFA", "eof_a"),
            ("X1Y2", "x1_y2"),
            ("ALLCAPS1", "allcaps1"),
            ("Name_", "name_"),
            ("T_Ab", "t_ab"),
            ("UIDs", "uids"),
            ("MaxRPS", "max_rps"),
            ("SLA99", "sla99"),
        ] {
            assert_eq!(column(name), expected, "{name}");
        }
    }
}
