//! An answer as it is taken, and what is wrong with it in words.

use super::answer::{self, Meaning};
use super::dialog::{Again, Dialog};
use super::{entry, question};
use crate::app::lines::Line;
use crate::app::message::Msg;
use crate::app::notice::Tone;
use crate::app::state::App;
use crate::form::field::{Field, Kind};
use crate::language::say;

impl Dialog {
    /// An answer to the question that is asked.
    pub(super) fn answer(&mut self, app: &App, field: &'static Field, typed: &str) -> Vec<Msg> {
        if typed.trim().is_empty() {
            return self.keep(app, field);
        }
        match answer::read(&app.form, field, typed) {
            Meaning::Answer(value, echo) => {
                self.answered = Some((field, echo));
                vec![Msg::Line(Line::Answer(value))]
            }
            Meaning::Refused(why) => self.refuse(why),
            Meaning::Several(places) => {
                let count = places.len();
                self.aside = say!("{count} match; type the number or more of the name.", count) + "\n";
                self.aside += &entry::lines(&app.form, field, places.into_iter().take(entry::MOST));
                Vec::new()
            }
        }
    }

    /// An empty line: keeps the answer, or takes the first entry where there is none; says once that it is missing.
    fn keep(&mut self, app: &App, field: &'static Field) -> Vec<Msg> {
        if let Some(first) = question::first(app, field) {
            self.answered = Some((field, app.form.show_value(field, &first)));
            return vec![Msg::Line(Line::Answer(first))];
        }
        let is_missing = app.form.value(field).is_empty() && app.form.has_problem(field);
        if let Some(problem) = app.form.problem(field).filter(|_| is_missing && !self.missed) {
            self.missed = true;
            return self
                .refuse(say!("Not yet: {problem}. An empty line once more goes on without it.", problem = problem.0));
        }
        vec![Msg::Line(Line::Next)]
    }

    /// What is wrong with the answer that was given just now; where nothing is, goes on.
    pub(super) fn judge(&mut self, app: &App) -> String {
        let Some((field, echo)) = self.answered.take().filter(|(field, _)| app.focus() == Some(*field)) else {
            return String::new();
        };
        self.again = Again::Prompt;
        if app.notice.as_ref().is_some_and(|notice| notice.tone == Tone::Refused) {
            return String::new();
        }
        if let Some(problem) = app.form.problem(field) {
            return say!("  Not valid: {problem}.", problem = problem.0) + "\n";
        }
        if !matches!(field.kind, Kind::Pairs(_)) {
            self.due.push(Msg::Line(Line::Next));
        }
        let label = field.label;
        let broken = app.broken_by(field).map(|broken| say!("  Note: {label} {broken}.", label, broken));
        let warning = app.form.warning(field).map(|warning| say!("  Note: {warning}.", warning));
        let echo = Some(echo).filter(|echo| !echo.is_empty()).map(|echo| format!("  {echo}"));
        echo.into_iter().chain(broken).chain(warning).map(|line| line + "\n").collect()
    }

    /// Says why nothing is done.
    pub(super) fn refuse(&mut self, why: String) -> Vec<Msg> {
        self.aside = format!("  {why}\n");
        Vec::new()
    }
}
