//! The IDs of instances, as they stand in answers.
//!
//! Pure.

/// The member that names an instance.
pub(crate) const INSTANCE: &str = "instance_id";

/// Characters of a UUID.
const UUID: usize = 36;
/// An ID stands within so many words behind its name, and so many of them are told.
const MOST_WORDS: usize = 12;
const MOST_NAMED: usize = 3;

/// An ID in the form that the cloud documents, so that one instance that is told in two ways is one: a UUID in lower case
/// with its dashes. What is no UUID stays as it is.
pub(crate) fn one_form(id: String) -> String {
    let digits: String = id.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect();
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|part| digits.get(part).unwrap_or_default());
    let is_uuid = digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_uuid { parts.join("-") } else { id }
}

/// The IDs that bytes of any kind name as those of instances, each once. They are nothing to rely on.
pub(crate) fn named_instances(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let words = |rest: &str| {
        let words = rest.split(|c: char| !c.is_ascii_hexdigit() && c != '-').map(str::to_owned).take(MOST_WORDS);
        words.map(one_form).find(|word| word.len() == UUID && word.contains('-'))
    };
    let mut ids: Vec<String> = Vec::new();
    for id in text.split(INSTANCE).skip(1).filter_map(words) {
        if ids.len() < MOST_NAMED && !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}
