//! Filling in a step: what keys and pastes do to the focused question, and how one moves about.

use super::editor::{Editor, Mode};
use super::keys::{Action, Place};
use super::message::Effect;
use super::state::{App, Overlay, Screen};
use crate::arrival::Arrival;
use crate::form::field::{Field, Kind, Source};
use crate::form::value::{Value, split};
use crate::text::quoted;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::{Input, InputRequest};

/// Rows of a page.
const PAGE: isize = 10;

/// Beyond any page; the view stops at what there is.
const LAST_ROW: usize = 10_000;

impl App {
    /// The places of the focused question, innermost first.
    pub(super) fn places_of_focus(&self) -> &'static [Place] {
        let stepped = matches!(self.focus.kind, Kind::Number { step: 2.., .. });
        match self.editor.mode {
            Mode::List if self.focus.is_many() => &[Place::Many, Place::List, Place::Form],
            Mode::List => &[Place::List, Place::Form],
            Mode::Toggle => &[Place::Toggle, Place::Form],
            Mode::Text if stepped => &[Place::Stepped, Place::Number],
            Mode::Text if matches!(self.focus.kind, Kind::Number { .. }) => &[Place::Number],
            Mode::Text | Mode::Filter | Mode::Secret => &[],
        }
    }

    /// Makes this question the one that keys go to, on its own screen.
    pub fn focus_on(&mut self, step: usize, field: &'static Field, effects: &mut Vec<Effect>) {
        self.leave_field(effects);
        self.screen = Screen::Step(step);
        self.focus = field;
        self.missed = None;
        self.open_editor();
    }

    /// Shows a screen by number; the one after the last step is the summary.
    pub fn go_to(&mut self, step: usize, effects: &mut Vec<Effect>) {
        if step > self.last_step() {
            self.leave_field(effects);
            return self.open_summary();
        }
        let fields = self.fields_of(step);
        let first_open = fields.iter().find(|field| self.form.has_problem(field));
        if let Some(field) = first_open.or(fields.first()) {
            self.focus_on(step, field, effects);
        }
    }

    pub(super) fn open_editor(&mut self) {
        self.editor = Editor::open(&self.form, self.focus);
    }

    /// Answers a question; the same answer again changes nothing.
    pub(super) fn answer(&mut self, field: &'static Field, value: Value) {
        if *self.form.value(field) == value && (self.form.is_chosen(field) || value.is_empty()) {
            return;
        }
        self.form.answer(field, value);
    }

    pub(super) fn on_form(&mut self, action: Action, effects: &mut Vec<Effect>) {
        match action {
            Action::NextField => self.next_field(effects),
            Action::PrevField => self.prev_field(effects),
            Action::Accept => self.accept(effects),
            Action::Back => self.back(effects),
            Action::Up => self.editor.move_by(-1),
            Action::Down => self.editor.move_by(1),
            Action::PageUp => self.editor.move_by(-PAGE),
            Action::PageDown => self.editor.move_by(PAGE),
            Action::First => self.editor.move_by(isize::MIN),
            Action::Last => self.editor.move_by(isize::MAX),
            Action::Filter => self.editor.mode = Mode::Filter,
            Action::Pick => {
                self.pick();
            }
            Action::Copy => self.copy_id(effects),
            Action::Flip => self.answer(self.focus, Value::Flag(!self.form.is_on(self.focus))),
            Action::More => self.change_number(true),
            Action::Less => self.change_number(false),
            _ => {}
        }
    }

    /// Keys that the table does not know are text.
    pub(super) fn on_text(&mut self, event: &KeyEvent, came: Arrival, effects: &mut Vec<Effect>) {
        match self.screen {
            Screen::Step(_) => {}
            _ => return self.on_confirmation(event, came),
        }
        let arrow = if let KeyCode::Up | KeyCode::Down = event.code { Some(event.code) } else { None };
        match (self.editor.mode, arrow) {
            (Mode::Filter, Some(arrow)) => self.editor.move_by(if arrow == KeyCode::Up { -1 } else { 1 }),
            (Mode::Text | Mode::Secret, Some(arrow)) => self.step_field(arrow == KeyCode::Down, effects),
            (Mode::Secret, None) => self.type_secret(event),
            (Mode::Text | Mode::Filter, None) => {
                if let Some(request) = text_request(event) {
                    self.edit(request);
                }
            }
            // Typing in a list is looking for something: any other character starts the filter.
            (Mode::List, None) => {
                if let Some(request @ InputRequest::InsertChar(_)) = text_request(event) {
                    self.editor.mode = Mode::Filter;
                    self.edit(request);
                }
            }
            _ => {}
        }
    }

    pub(super) fn on_paste(&mut self, text: &str, trimmed: &[&'static str], effects: &mut Vec<Effect>) {
        self.notice = None;
        if !trimmed.is_empty() {
            self.say(format!("Pasted; taken away: {}.", trimmed.join(", ")));
        }
        if self.overlay == Some(Overlay::Drafts) {
            return self.on_draft_paste(text, effects);
        }
        if self.overlay.is_some() {
            return self.refuse("Close this first (Esc), then paste.");
        }
        match (self.screen, self.editor.mode) {
            (Screen::Summary | Screen::Purchases | Screen::Purchase(_) | Screen::Result(_), _) => {
                self.refuse("A paste does not confirm: type it, so that it is meant.");
            }
            (_, Mode::Toggle) => self.refuse("There is nothing to paste here; Space switches."),
            (_, Mode::Secret) => {
                if !self.form.secret_mut(self.focus).push(text.trim()) {
                    self.refuse("The pasted text is too long for a key; it was left out.");
                }
            }
            (_, Mode::List | Mode::Filter) => self.paste_ids(text),
            (_, Mode::Text) if self.focus.is_many() => {
                let joined = [self.editor.input.value().to_owned(), split(text).join(", ")];
                let joined = joined.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ");
                self.set_text(joined);
            }
            (_, Mode::Text) => {
                // All at once: one by one, a long paste by mistake would take minutes.
                let pasted: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
                let (input, cursor) = (&self.editor.input, self.editor.input.cursor());
                let typed = input.value().chars();
                let joined = typed.clone().take(cursor).chain(pasted.chars()).chain(typed.skip(cursor)).collect();
                self.editor.input = Input::new(joined).with_cursor(cursor + pasted.chars().count());
                self.write_text();
            }
        }
    }

    fn paste_ids(&mut self, text: &str) {
        let field = self.focus;
        let ids: Vec<String> = split(text).iter().map(|id| self.form.resolve(field, id)).collect();
        if field.is_many() {
            let mut list = self.form.value(field).as_list().to_vec();
            list.extend(ids.into_iter().filter(|id| !list.contains(id)).collect::<Vec<_>>());
            self.answer(field, Value::list(list));
        } else {
            self.answer(field, Value::text(self.form.resolve(field, text.trim())));
        }
        self.open_editor();
    }

    /// Leaving a question: its problems may now be shown, and what was answered is kept.
    pub(super) fn leave_field(&mut self, effects: &mut Vec<Effect>) {
        if self.step().is_some() {
            self.take_typed();
            self.touched.insert(self.focus.key);
        }
        self.save(false, effects);
    }

    /// Text in a filter that no entry matches is an id: it must not get lost.
    pub(super) fn take_typed(&mut self) {
        let typed = self.editor.input.value().trim().to_owned();
        let complete = matches!(self.form.source(self.focus).as_deref(), Some(Source::Fixed(_)));
        if self.editor.mode != Mode::Filter || typed.is_empty() || !self.editor.rows.is_empty() || complete {
            return;
        }
        let id = self.form.resolve(self.focus, &typed);
        self.put_id(id);
    }

    fn put_id(&mut self, id: String) {
        let field = self.focus;
        if !field.is_many() {
            return self.answer(field, Value::text(id));
        }
        let mut list = self.form.value(field).as_list().to_vec();
        match list.iter().position(|picked| *picked == id) {
            Some(at) => drop(list.remove(at)),
            None => list.push(id),
        }
        self.answer(field, Value::list(list));
    }

    /// Enter: accept and go on. In a list it takes the entry under the cursor; where several may be picked, Space does
    /// that and Enter goes on. On a text that is missing it stays once, and says so.
    fn accept(&mut self, effects: &mut Vec<Effect>) {
        let empty = self.editor.mode == Mode::Text && self.form.value(self.focus).is_empty();
        if empty && self.form.has_problem(self.focus) && self.missed.replace(self.focus.key) != Some(self.focus.key) {
            self.touched.insert(self.focus.key);
            return self.refuse(format!("{} is missing; Enter once more goes on without it.", self.focus.label));
        }
        let filtering = self.editor.mode == Mode::Filter;
        let takes = filtering || (self.editor.mode == Mode::List && !self.focus.is_many());
        if takes && !self.pick() {
            return;
        }
        if filtering && self.focus.is_many() {
            return;
        }
        self.next_field(effects);
    }

    /// Takes the entry under the cursor, or the typed id where no entry matches; says why where it is closed.
    fn pick(&mut self) -> bool {
        let field = self.focus;
        let Some(choice) = self.editor.at_cursor(&self.form, field).cloned() else {
            if matches!(self.form.source(field).as_deref(), Some(Source::Fixed(_))) {
                self.refuse(format!("{} is not offered; Esc shows all.", quoted(self.editor.input.value())));
                return false;
            }
            self.take_typed();
            self.open_editor();
            return true;
        };
        let picked = self.form.value(field).as_list().contains(&choice.id);
        if let Some(closed) = self.form.closed(field, &choice)
            && !picked
        {
            let opens = closed.by.map(|(_, change)| format!("; {change}")).unwrap_or_default();
            self.refuse(format!("{} is closed: {}{opens}", choice.label, closed.why));
            return false;
        }
        self.put_id(choice.id);
        match self.editor.mode {
            Mode::Filter => self.editor.end_filter(&self.form, field),
            _ => self.editor.arrange(&self.form, field),
        }
        true
    }

    fn copy_id(&mut self, effects: &mut Vec<Effect>) {
        if let Some(choice) = self.editor.at_cursor(&self.form, self.focus) {
            effects.push(Effect::Copy(choice.id.clone()));
        }
    }

    fn change_number(&mut self, more: bool) {
        let Kind::Number { step, .. } = self.focus.kind else { return };
        let Some(number) = self.form.number(self.focus) else {
            return self.refuse("There is no number yet to change; type one.");
        };
        let changed = if more { number.saturating_add(step) } else { number.saturating_sub(step) };
        self.set_text(changed.to_string());
    }

    fn edit(&mut self, request: InputRequest) {
        self.editor.input.handle(request);
        if self.editor.mode == Mode::Filter {
            self.editor.refilter(&self.form, self.focus);
        } else {
            self.write_text();
        }
    }

    fn set_text(&mut self, text: String) {
        self.editor.input = Input::new(text);
        self.write_text();
    }

    fn write_text(&mut self) {
        let text = self.editor.input.value();
        let value = match self.focus.kind {
            Kind::Choices(_) => Value::list(split(text)),
            Kind::Choice(_) | Kind::Number { .. } => Value::text(text.trim()),
            _ => Value::text(text),
        };
        self.answer(self.focus, value);
    }

    fn type_secret(&mut self, event: &KeyEvent) {
        let secret = self.form.secret_mut(self.focus);
        match text_request(event) {
            Some(InputRequest::InsertChar(c)) => drop(secret.push(c.encode_utf8(&mut [0; 4]))),
            Some(InputRequest::DeletePrevChar) => secret.pop(),
            Some(InputRequest::DeleteLine) => *secret = crate::secret::Secret::default(),
            _ => {}
        }
        self.form.drop_lists(|_| false);
    }

    fn next_field(&mut self, effects: &mut Vec<Effect>) {
        self.move_focus(true, effects);
    }

    fn prev_field(&mut self, effects: &mut Vec<Effect>) {
        self.move_focus(false, effects);
    }

    /// Up and Down in a text move to another question of the same screen.
    fn step_field(&mut self, on: bool, effects: &mut Vec<Effect>) {
        let Some(step) = self.step() else { return };
        let fields = self.fields_of(step);
        let at = fields.iter().position(|field| *field == self.focus).unwrap_or_default();
        let to = if on { at + 1 } else { at.wrapping_sub(1) };
        if let Some(field) = fields.get(to) {
            self.focus_on(step, field, effects);
        }
    }

    /// To the next or previous question, and over the edge to the next or previous screen.
    fn move_focus(&mut self, on: bool, effects: &mut Vec<Effect>) {
        let Some(step) = self.step() else { return };
        // What was typed may change which questions there are.
        self.leave_field(effects);
        let fields = self.fields_of(step);
        let at = fields.iter().position(|field| *field == self.focus).unwrap_or_default();
        match (on, at) {
            (true, at) if at + 1 < fields.len() => self.focus_on(step, fields[at + 1], effects),
            (true, _) => self.enter_step(step + 1, true, effects),
            (false, 0) if step == 0 => {}
            (false, 0) => self.enter_step(step - 1, false, effects),
            (false, at) => self.focus_on(step, fields[at - 1], effects),
        }
    }

    /// Enters a screen from the one beside it: at its first question, or at its last.
    fn enter_step(&mut self, step: usize, first: bool, effects: &mut Vec<Effect>) {
        if step > self.last_step() {
            self.leave_field(effects);
            return self.open_summary();
        }
        let fields = self.fields_of(step);
        if let Some(field) = if first { fields.first() } else { fields.last() } {
            self.focus_on(step, field, effects);
        }
    }

    /// Esc: out of the filter, else one screen back; never ends and never discards.
    fn back(&mut self, effects: &mut Vec<Effect>) {
        if self.editor.mode == Mode::Filter {
            return self.editor.end_filter(&self.form, self.focus);
        }
        match self.step() {
            Some(0) | None => self.say("This is the first screen. Ctrl-C twice leaves; the draft is kept."),
            Some(step) => self.enter_step(step - 1, true, effects),
        }
    }

    /// Where the overview's cursor starts.
    pub(super) fn place_in_steps(&self) -> usize {
        self.step().unwrap_or(self.last_step() + 1)
    }

    pub(super) fn on_overlay(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let last = self.last_step() + 2;
        let Some(
            Overlay::Help { scroll: at }
            | Overlay::Request { scroll: at }
            | Overlay::Changes { scroll: at }
            | Overlay::Export { scroll: at, .. }
            | Overlay::Checks { scroll: at }
            | Overlay::Steps { cursor: at },
        ) = &mut self.overlay
        else {
            return;
        };
        match action {
            Action::Up => *at = at.saturating_sub(1),
            Action::Down => *at = (*at + 1).min(LAST_ROW),
            Action::PageUp => *at = at.saturating_sub(PAGE.unsigned_abs()),
            Action::PageDown => *at = (*at + PAGE.unsigned_abs()).min(LAST_ROW),
            Action::First => *at = 0,
            Action::Last => *at = LAST_ROW,
            Action::Back => return self.overlay = None,
            Action::Accept => return self.close_overlay(effects),
            Action::Copy => return self.copy_overlay(effects),
            Action::Export => return self.next_export(),
            Action::Summary => {
                self.overlay = None;
                return self.go_to(self.last_step() + 1, effects);
            }
            _ => {}
        }
        if let Some(Overlay::Steps { cursor }) = &mut self.overlay {
            *cursor = (*cursor).min(last);
        }
    }

    fn close_overlay(&mut self, effects: &mut Vec<Effect>) {
        let Some(Overlay::Steps { cursor }) = self.overlay.take() else { return };
        if cursor > self.last_step() + 1 { self.open_purchases(effects) } else { self.go_to(cursor, effects) }
    }
}

/// Readline's keys for the text field.
pub(super) fn text_request(event: &KeyEvent) -> Option<InputRequest> {
    use InputRequest as Do;
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let typing = (event.modifiers - KeyModifiers::SHIFT).is_empty();
    Some(match (event.code, ctrl) {
        (KeyCode::Char('a'), true) | (KeyCode::Home, _) => Do::GoToStart,
        (KeyCode::Char('e'), true) | (KeyCode::End, _) => Do::GoToEnd,
        (KeyCode::Char('b'), true) | (KeyCode::Left, false) => Do::GoToPrevChar,
        (KeyCode::Char('f'), true) | (KeyCode::Right, false) => Do::GoToNextChar,
        (KeyCode::Char('w'), true) => Do::DeletePrevWord,
        (KeyCode::Char('k'), true) => Do::DeleteTillEnd,
        (KeyCode::Char('u'), true) => Do::DeleteLine,
        (KeyCode::Char('h'), true) | (KeyCode::Backspace, _) => Do::DeletePrevChar,
        (KeyCode::Char('d'), true) | (KeyCode::Delete, _) => Do::DeleteNextChar,
        (KeyCode::Char(c), false) if typing => Do::InsertChar(c),
        _ => return None,
    })
}
