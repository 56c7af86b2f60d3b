//! The program in Chinese. Every test here speaks it, as the language is one for the whole process.
//!
//! | file | what |
//! |---|---|
//! | `catalogue` | every text has its translation, none is left over, and what must be the same in both is the same |
//! | `pictures` | every screen of the wizard's own scenarios once more: nothing is cut, torn or left in English |
//! | `sizes` | the kinds of screens in little room |
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod support;

#[path = "languages/catalogue.rs"]
mod catalogue;
#[path = "languages/english.rs"]
mod english;
#[path = "wizard/pictures.rs"]
mod pictures;
#[path = "languages/sizes.rs"]
mod sizes;
#[path = "languages/source.rs"]
mod source;
#[path = "wizard/tagged.rs"]
mod tagged;

use rocketmq_wizard::language::{Language, set};
use unicode_width::UnicodeWidthStr;

/// Before a picture: it is Chinese.
fn begin() {
    set(Language::Chinese);
}

/// Compares with the picture of this name in `snapshots/`, which has no English left in it.
fn picture(name: &str, screen: &str) {
    assert!(screen.lines().all(|row| row.width() <= 200), "{screen}");
    // Where ASCII is asked for, nothing else is drawn but Chinese with its own punctuation.
    let is_chinese = |c: char| matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
    let is_drawn = name.starts_with("ascii_").then(|| screen.chars().find(|c| !c.is_ascii() && !is_chinese(*c)));
    assert_eq!(is_drawn.flatten(), None, "{screen}");
    // What these were given, or is typed in them, is English.
    let given = [
        "account_stranger",
        "account_masked",
        "keys_that_do_not_fit",
        "account_broken",
        "account_broken_below_a_list",
        "small_account_broken",
        "flavor_filtered_by_edition",
    ];
    if !given.contains(&name) {
        assert_eq!(english::left_in(screen), Vec::<&str>::new(), "{screen}");
    }
    assert_eq!(sizes::begun_wrong(screen), Vec::<&str>::new(), "{screen}");
    insta::assert_snapshot!(name, screen);
}
