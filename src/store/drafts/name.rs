//! Names of drafts, which are also names of their files.

/// The longest name of a draft.
pub(super) const LONGEST: usize = 64;

/// Whether a text is the name of a draft rather than a path: letters, digits, `-` and `_`, at most 64, not
/// beginning like a flag.
pub fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=LONGEST).contains(&text.len()) && !text.starts_with('-') && text.bytes().all(allowed)
}

/// Names like the one wished for that are allowed, the likest first.
pub(super) fn like(wish: &str) -> impl Iterator<Item = String> {
    let wish = allowed_name(wish);
    std::iter::once(wish.clone()).chain((2_u32..).map(move |n| format!("{wish}-{n}")))
}

/// Whether a draft has the name wished for, as far as that is allowed, or the same with a number behind it.
pub fn is_like(name: &str, wish: &str) -> bool {
    let rest = name.strip_prefix(&allowed_name(wish));
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(|n| n.parse::<u32>().is_ok()))
}

/// The wish without what no name can have, and short enough for a number behind it.
fn allowed_name(wish: &str) -> String {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let name: String = wish.chars().filter(allowed).skip_while(|c| *c == '-').take(LONGEST - 6).collect();
    if name.is_empty() { "draft".to_owned() } else { name }
}
