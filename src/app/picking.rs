//! Picking from a list: the entry under the cursor, so many at once, and what is said where one cannot be had.

use super::editor::Mode;
use super::state::{App, Screen};
use super::step::StepScreen;
use super::typing::answer;
use crate::form::field::{Field, Source};
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{say, tr};
use crate::steps::public_access;
use crate::text::quoted;

impl StepScreen {
    /// Takes the entry under the cursor, or takes it away where several may be picked and it is.
    ///
    /// # Errors
    /// Why it cannot be taken.
    pub(super) fn pick(&mut self, form: &mut Form) -> Result<(), String> {
        let field = self.focus;
        let Some(choice) = self.editor.at_cursor(form, field).cloned() else {
            return Err(nothing_matches(form, field, self.editor.input.value()));
        };
        let picked = form.value(field).as_list().contains(&choice.id);
        if let Some(closed) = form.closed(field, &choice)
            && !picked
        {
            self.way_out = closed.opens.as_ref().map(|opening| opening.field);
            let (name, why) = (&choice.label, closed.told(form));
            return Err(if self.way_out.is_some() {
                say!("{name} is closed: {why}. Enter again goes there.", name, why)
            } else {
                say!("{name} is closed: {why}.", name, why)
            });
        }
        if picked && field.is_many() {
            form.unlocked(field)?;
        }
        put_id(form, field, choice.id);
        self.arrange_anew(form);
        Ok(())
    }

    fn arrange_anew(&mut self, form: &Form) {
        match self.editor.mode {
            Mode::Filter => self.editor.end_filter(form, self.focus),
            _ => self.editor.arrange(form, self.focus),
        }
    }

    /// The first open entries, so many.
    ///
    /// # Errors
    /// That there are fewer.
    pub(super) fn first_open(&self, form: &Form, count: usize) -> Result<Vec<String>, String> {
        let field = self.focus;
        let open = form.choices(field).iter().filter(|choice| form.closed(field, choice).is_none());
        let ids: Vec<String> = open.take(count).map(|choice| choice.id.clone()).collect();
        if ids.len() < count {
            return Err(say!("Only {open} can be picked here; {count} are needed.", open = ids.len(), count));
        }
        Ok(ids)
    }

    /// As many of them as addresses are needed by the flavor.
    ///
    /// # Errors
    /// Why that is not possible.
    pub(super) fn first_needed(&self, form: &Form) -> Result<Vec<String>, String> {
        let needed = public_access::needed(form).and_then(|needed| usize::try_from(needed).ok());
        let needed = needed
            .ok_or_else(|| tr("No source says how many addresses this flavor takes; Space picks them one by one."))?;
        self.first_open(form, needed)
    }

    /// Picks entries in the place of what is picked.
    pub(super) fn pick_these(&mut self, form: &mut Form, ids: Vec<String>) {
        answer(form, self.focus, Value::list(ids));
        self.arrange_anew(form);
    }
}

impl App {
    /// An ID that stands in a filter is taken where the draft is left, since there is no coming back to it: nothing that
    /// was typed may get lost.
    pub(super) fn keep_typed_id(&mut self) {
        let Screen::Step(step) = &mut self.screen else { return };
        let typed = step.editor.input.value().trim().to_owned();
        let is_id = self.form.find(step.focus, &typed).is_some() || self.form.may_be_id(step.focus, &typed);
        // One that is picked was only looked for; to pick it once more would take it away.
        let is_picked = step.focus.is_many() && self.form.value(step.focus).as_list().contains(&typed);
        if step.editor.mode == Mode::Filter && is_id && !is_picked {
            put_id(&mut self.form, step.focus, typed);
            step.reopen(&self.form);
        }
    }
}

/// Why a filter takes nothing.
fn nothing_matches(form: &Form, field: &Field, typed: &str) -> String {
    let typed = quoted(typed);
    if matches!(form.source(field), Some(Source::Fixed(_))) {
        say!("{typed} is not offered; Esc shows all.", typed)
    } else {
        say!("Nothing matches {typed}, and it is no ID; Esc shows all.", typed)
    }
}

/// Picks an entry, or takes it away where several may be picked and it is.
fn put_id(form: &mut Form, field: &'static Field, id: String) {
    if !field.is_many() {
        return answer(form, field, Value::text(id));
    }
    let mut list = form.value(field).as_list().to_vec();
    match list.iter().position(|picked| *picked == id) {
        Some(at) => drop(list.remove(at)),
        None => list.push(id),
    }
    answer(form, field, Value::list(list));
}
