//! Screens that are smaller than the pictures: nothing is torn, no label is cut, and no row begins with what ends a
//! sentence.

use crate::english::left_in;
use crate::pictures::{building, lost, several, with_drafts};
use crate::support::wizard::{Setup, Wizard};
use unicode_width::UnicodeWidthStr;

/// What never begins a line.
const ENDS: [char; 7] = ['\u{ff0c}', '\u{3002}', '\u{ff1b}', '\u{ff1a}', '\u{3001}', '\u{ff09}', '\u{201d}'];

/// Rows that begin with what ends a sentence.
pub(crate) fn begun_wrong(screen: &str) -> Vec<&str> {
    screen.lines().filter(|row| row.trim_start().starts_with(ENDS)).collect()
}

/// The wizard at these sizes, one after the other.
fn hold(mut wizard: Wizard) -> Wizard {
    for (width, height) in [(60, 20), (40, 12)] {
        wizard = wizard.resize(width, height);
        let screen = wizard.screen();
        assert!(screen.lines().all(|row| row.width() <= usize::from(width)), "{screen}");
        assert_eq!((begun_wrong(&screen), left_in(&screen)), (Vec::new(), Vec::new()), "{screen}");
        let label = wizard.app.focus().map(|field| field.label.shown()).filter(|_| wizard.app.overlay.is_none());
        assert!(label.is_none_or(|label| screen.contains(label)), "{label:?}\n{screen}");
        let keys = screen.lines().last().unwrap_or_default();
        assert!(!keys.contains('\u{2026}'), "a cut key:\n{screen}");
        // On the first screen Esc does nothing.
        let first = wizard.app.step().is_some_and(|shown| shown.index == 0) && wizard.app.overlay.is_none();
        assert_eq!(keys.contains("Esc"), !first, "{screen}");
    }
    wizard.resize(80, 24)
}

#[test]
fn questions_fit_small_screens() {
    crate::begin();
    let mut wizard = Wizard::start();
    for step in 0..=10 {
        wizard = hold(wizard.to(step));
        while wizard.app.focus().is_some() {
            let before = wizard.app.focus().map(|field| field.key);
            wizard = hold(wizard.keys("<Tab>"));
            if wizard.app.step().is_none_or(|shown| shown.index != step)
                || wizard.app.focus().map(|field| field.key) == before
            {
                break;
            }
        }
    }
    for over in ["<C-o>", "<F1>", "<F1>G"] {
        wizard = hold(hold(wizard.keys(over)).keys("<Esc>"));
    }
}

#[test]
fn drafts_summary_and_purchases_fit_small_screens() {
    crate::begin();
    for keys in ["<Down>", "d", "<Esc>r", "<Esc>n"] {
        hold(with_drafts(Wizard::start()).keys(keys));
    }
    let mut summary = hold(Wizard::start().ready());
    for keys in ["yas<Enter>", "<Tab>jjj", "c", "<Esc>r", "<Esc>x", "<Esc>d"] {
        summary = hold(summary.keys(keys));
    }
    let mut undecided = hold(hold(lost()).wait_until_settled());
    for keys in ["sorders", "<Esc>corders", "-prod<Enter>"] {
        undecided = hold(undecided.keys(keys));
    }
    let several = hold(several(Setup::default()).keys("<C-o>p"));
    let unpaid = hold(hold(several.keys("<Down>")).keys("<Enter>"));
    hold(unpaid.keys("corders"));
    hold(building().start().ready().buy().wait_until_settled());
    hold(hold(Wizard::start().ready().buy()).keys("c"));
}
