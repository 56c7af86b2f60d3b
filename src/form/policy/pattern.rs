//! Patterns of texts.

/// Whether the text is like the pattern, in which `*` stands for any characters and `?` for one.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    // Which starts of the text the pattern so far is like.
    let mut starts: Vec<bool> = (0..=text.len()).map(|at| at == 0).collect();
    for wanted in pattern {
        let mut before = false;
        for at in 0..starts.len() {
            let was = starts[at];
            starts[at] = match wanted {
                '*' => was || (at > 0 && starts[at - 1]),
                wanted => before && at > 0 && (wanted == '?' || wanted == text[at - 1]),
            };
            before = was;
        }
    }
    starts.last().is_some_and(|whole| *whole)
}
