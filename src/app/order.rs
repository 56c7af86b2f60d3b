//! The order so far, as what surrounds a question shows it: header and pane.

use super::state::App;
use crate::form::field::Field;
use crate::form::state::Form;

/// How a question stands.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The answer as people read it; empty where there is none.
    pub shown: String,
    /// Whether it is missing or wrong.
    pub is_open: bool,
}

impl Answer {
    /// As it stands now.
    pub fn of(form: &Form, field: &Field) -> Self {
        Self { shown: form.show(field), is_open: form.has_problem(field) }
    }
}

impl App {
    /// How a question stands for what surrounds it. The focused one counts as it was when it was entered, so that typing
    /// moves nothing else on the screen; a new answer is taken over once its question is left.
    pub fn left_answer(&self, field: &Field) -> Answer {
        match self.step() {
            Some(step) if *step.focus == *field => (*step.entered).clone(),
            _ => Answer::of(&self.form, field),
        }
    }

    /// The questions without a good answer, by their labels, as header and pane count them.
    pub fn missing(&self) -> Vec<&'static str> {
        let open = |(_, field): &(usize, &'static Field)| self.left_answer(field).is_open;
        self.form.shown().filter(open).map(|(_, field)| field.label.shown()).collect()
    }
}
