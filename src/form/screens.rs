//! The screens by the names that drafts know them by: keys that stay the same in every language.

use super::state::Form;
use crate::language::{self, tr};
use std::fmt::{self, Display, Formatter};

/// Key of the summary; the steps before it have theirs in [`super::field::Step::key`].
const SUMMARY: &str = "summary";

/// A screen that a draft can be left at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormScreen {
    /// A step, by its index.
    Step(usize),
    /// The summary, which follows the steps.
    Summary,
}

/// The number of a screen, as sentences name it: behind a dot where the wizard asks in lines, because a bare number is an
/// answer there, such as the number of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScreenNumber(pub usize);

impl Display for ScreenNumber {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(number) = self;
        if language::in_lines() { write!(f, ".{number}") } else { write!(f, "{number}") }
    }
}

impl Form {
    /// The screen that a draft names. Earlier versions wrote the English title, which differs from the key only in its
    /// capitals and blanks.
    pub fn screen_named(&self, name: &str) -> Option<FormScreen> {
        let key = name.to_ascii_lowercase().replace(' ', "_");
        let step = self.steps().iter().position(|step| step.key == key);
        step.map(FormScreen::Step).or_else(|| (key == SUMMARY).then_some(FormScreen::Summary))
    }

    /// The name that a draft knows a screen by.
    pub fn screen_key(&self, screen: FormScreen) -> &'static str {
        match screen {
            FormScreen::Step(step) => self.steps().get(step).map_or(SUMMARY, |step| step.key),
            FormScreen::Summary => SUMMARY,
        }
    }

    /// The title of the screen that a draft names. A name that no screen has is shown as the draft writes it.
    pub fn screen_title<'a>(&self, name: &'a str) -> &'a str {
        match self.screen_named(name) {
            Some(FormScreen::Step(step)) => self.steps().get(step).map_or(name, |step| step.title.shown()),
            Some(FormScreen::Summary) => tr("Summary"),
            None if name.is_empty() => tr("the start"),
            None => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, FormScreen};
    use crate::steps::STEPS;
    use std::path::Path;

    #[test]
    fn every_screen_is_found_by_its_key_and_by_the_title_that_drafts_held_before() {
        let form = Form::new(STEPS);
        let steps = STEPS.iter().enumerate().map(|(at, step)| (FormScreen::Step(at), step.key, step.title.shown()));
        for (screen, key, title) in steps.chain([(FormScreen::Summary, "summary", "Summary")]) {
            assert_eq!((form.screen_named(key), form.screen_named(title)), (Some(screen), Some(screen)));
            assert_eq!((form.screen_key(screen), form.screen_title(key)), (key, title));
        }
        assert_eq!((form.screen_named("attic"), form.screen_title("attic")), (None, "attic"));
        assert_eq!((form.screen_named(""), form.screen_title("")), (None, "the start"));
    }

    #[test]
    fn a_step_goes_by_the_name_of_its_module() {
        for step in STEPS {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/steps").join(step.key).with_extension("rs");
            assert!(file.is_file(), "{}", step.key);
        }
    }
}
