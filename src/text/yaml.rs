//! Strings as YAML has them.

/// A string: plain where that is the string, else in double quotes, as JSON has them.
pub fn scalar(text: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || " -_".contains(c);
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(word) && !text.ends_with(' ');
    let meant = ["true", "false", "null", "yes", "no", "on", "off", "none", "any", "y", "n"];
    match plain && !meant.contains(&text.to_lowercase().as_str()) {
        true => text.to_owned(),
        false => serde_json::to_string(text).unwrap_or_default(),
    }
}

/// A list in brackets.
pub fn list(texts: &[String]) -> String {
    let all: Vec<String> = texts.iter().map(|it| scalar(it)).collect();
    format!("[{}]", all.join(", "))
}
