//! The drafts: which there are, opening one, and renaming, copying and deleting them.

use super::draft::{Asking, DraftCommand, DraftList};
use super::keys::Action;
use super::message::Effect;
use super::state::{App, Overlay, Screen};
use super::step::text_request;
use crate::form::draft::{DraftLine, LeftOpen, OpenedDraft};
use crate::form::screens::FormScreen;
use crossterm::event::KeyEvent;
use tui_input::Input;

impl App {
    /// Offers the drafts there are.
    pub fn offer_drafts(&mut self, lines: Vec<DraftLine>) {
        let cursor = self.drafts.cursor.min(lines.len().saturating_sub(1));
        self.drafts = DraftList { lines, cursor, ..DraftList::default() };
        self.overlay = Some(Overlay::Drafts);
    }

    /// Asks for the drafts there are, once the one that is open is kept.
    pub(super) fn open_drafts(&mut self, effects: &mut Vec<Effect>) {
        if self.step().is_some() {
            self.take_typed();
        }
        self.overlay = None;
        self.save(false, effects);
        effects.push(Effect::Draft(DraftCommand::List));
    }

    /// Goes on with a draft where it was left.
    pub fn open_draft(&mut self, opened: OpenedDraft) {
        let OpenedDraft { name, mut draft, left_open, read_only } = opened;
        let (screen, notes) = (draft.screen.take(), std::mem::take(&mut draft.notes));
        let writable = read_only.is_none();
        let mut told: Vec<String> = read_only.iter().map(ToString::to_string).chain(notes).collect();
        told.extend(self.form.load(draft));
        for (field, value) in self.session.flags.clone() {
            self.form.answer(field, value);
        }
        self.overlay = None;
        self.touched.clear();
        self.session.draft = name;
        self.session.follows = false;
        self.session.opened = self.form.values();
        self.stored = self.form.saved();
        self.show_named(screen.as_deref());
        self.stored_at = writable.then(|| self.screen_key());
        self.notice = None;
        if !told.is_empty() {
            self.refuse(told.join(" "));
        }
        if let Some(LeftOpen { since, screen }) = left_open {
            let screen = self.form.screen_title(&screen);
            let since = since.to_zoned_datetime(self.session.zone.clone()).strftime("%m-%d %H:%M");
            self.say_first(&format!("The wizard ended with this draft open since {since}, at {screen}."));
        }
    }

    fn show_named(&mut self, name: Option<&str>) {
        match name.and_then(|name| self.form.screen_named(name)) {
            Some(FormScreen::Step(step)) => self.show_step(step),
            Some(FormScreen::Summary) => self.open_summary(),
            None => self.show_step(self.first_screen()),
        }
    }

    /// The key of the screen of the moment, for the draft.
    pub fn screen_key(&self) -> &'static str {
        self.form.screen_key(match self.screen {
            Screen::Step(step) => FormScreen::Step(step),
            _ => FormScreen::Summary,
        })
    }

    pub(super) fn on_drafts(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let last = self.drafts.lines.len().saturating_sub(1);
        let name = self.drafts.lines.get(self.drafts.cursor).map(|line| line.name.clone());
        match (action, name) {
            (Action::Accept, name) if self.drafts.asking.is_some() => self.answer_asked(name, effects),
            (Action::Back, _) if self.drafts.asking.is_some() => self.ask(None),
            (_, _) if self.drafts.asking.is_some() => {}
            (Action::Up, _) => self.drafts.cursor = self.drafts.cursor.saturating_sub(1),
            (Action::Down, _) => self.drafts.cursor = (self.drafts.cursor + 1).min(last),
            (Action::First, _) => self.drafts.cursor = 0,
            (Action::Last, _) => self.drafts.cursor = last,
            (Action::Accept, Some(name)) => effects.push(Effect::Draft(DraftCommand::Open(name))),
            (Action::New, _) => self.ask(Some(Asking::NewName)),
            (Action::Rename, Some(_)) => self.ask(Some(Asking::Rename)),
            (Action::Duplicate, Some(_)) => self.ask(Some(Asking::Copy)),
            (Action::Remove, Some(_)) => self.ask(Some(Asking::Remove)),
            (Action::Back, _) => {
                self.overlay = None;
                if self.session.draft.is_empty() {
                    self.say("This is a new draft; it takes the name of the instance.");
                }
            }
            _ => {}
        }
    }

    /// Typing the name that is asked for.
    pub(super) fn on_draft_text(&mut self, event: &KeyEvent) {
        if let Some(request) = text_request(event).filter(|_| self.drafts.asking.is_some()) {
            self.drafts.typed.handle(request);
        }
    }

    /// A paste into the list is a draft or a request body, or a path to one.
    pub(super) fn on_draft_paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        if self.drafts.asking.is_some() {
            self.drafts.typed = Input::new(text.to_owned());
        } else if text.trim_start().starts_with('{') {
            effects.push(Effect::Draft(DraftCommand::Import(text.to_owned())));
        } else {
            effects.push(Effect::Draft(DraftCommand::Open(text.to_owned())));
        }
    }

    fn ask(&mut self, asking: Option<Asking>) {
        self.drafts.asking = asking;
        self.drafts.typed = Input::default();
    }

    fn answer_asked(&mut self, name: Option<String>, effects: &mut Vec<Effect>) {
        let typed = self.drafts.typed.value().trim().to_owned();
        let order = match (self.drafts.asking, name) {
            (Some(Asking::NewName), _) if typed.is_empty() && !self.session.draft.is_empty() => {
                return self.refuse("Give it a name: the draft that is open keeps its own.");
            }
            (Some(Asking::NewName), _) if typed.is_empty() => {
                self.ask(None);
                self.overlay = None;
                return;
            }
            (Some(Asking::NewName), _) => DraftCommand::Open(typed),
            (Some(Asking::Rename), Some(name)) => DraftCommand::Rename(name, typed),
            (Some(Asking::Copy), Some(name)) => DraftCommand::Copy(name, typed),
            (Some(Asking::Remove), Some(name)) if typed == "yes" => DraftCommand::Remove(name),
            (Some(Asking::Remove), _) => return self.refuse("Nothing was deleted; to delete, type yes."),
            _ => return,
        };
        self.ask(None);
        effects.push(Effect::Draft(order));
    }
}
