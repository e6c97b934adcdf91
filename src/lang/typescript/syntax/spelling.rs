//! Names in other spellings: in the markup of Vue `job-id` is `jobId`, and `job-row` is `JobRow`.

/// `job-id` as `jobId`.
pub fn camel(kebab: &str) -> String {
    let mut parts = kebab.split('-');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |name, part| name + &capital(part))
}

/// `job-row` as `JobRow`.
pub fn pascal(kebab: &str) -> String {
    kebab.split('-').map(capital).collect()
}

/// `jobId` and `JobId` as `job-id`; `None` where that is the same.
pub fn kebab(name: &str) -> Option<String> {
    let mut found = String::new();
    for it in name.chars() {
        if it.is_uppercase() {
            found.extend((!found.is_empty()).then_some('-'));
            found.extend(it.to_lowercase());
        } else {
            found.push(it);
        }
    }
    (found != name).then_some(found)
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_lead_to_each_other() {
        assert_eq!((camel("job-id"), pascal("job-id")), ("jobId".to_owned(), "JobId".to_owned()));
        assert_eq!((kebab("jobId"), kebab("JobRow")), (Some("job-id".to_owned()), Some("job-row".to_owned())));
        assert_eq!((camel("job"), kebab("job")), ("job".to_owned(), None));
    }
}
