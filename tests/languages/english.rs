//! Which words of a Chinese screen are English by accident.

/// Words that people of every language read in the program: names of products, of keys, of states and settings, and what
/// the sandbox's world is called.
const NAMES: [&str; 1] = ["Enter"];

/// English words of four letters and more that are no names. What has a digit, a dot, a dash or capitals alone is one.
pub(crate) fn left_in(screen: &str) -> Vec<&str> {
    let in_name = |c: char| c.is_ascii_alphanumeric() || "_-./:@^=*{}$".contains(c);
    let words = screen.split(|c| !in_name(c)).map(|word| word.trim_matches(['.', ':', '-', '/', '=', '*']));
    words.filter(|word| is_english(word)).collect()
}

fn is_english(word: &str) -> bool {
    let letters = word.chars().all(|c| c.is_ascii_alphabetic());
    let capitals = word.chars().all(|c| c.is_ascii_uppercase());
    word.len() >= 4 && letters && !capitals && !NAMES.contains(&word)
}
