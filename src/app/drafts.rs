//! The drafts: which there are, opening one, and renaming, copying and deleting them.

use super::history::History;
use super::keys::Action;
use super::message::{DraftCommand, Effect};
use super::overlay::Overlay;
use super::state::{App, Kept, Saving, Screen};
use super::together::insert;
use super::typing::text_request;
use crate::form::draft::{Draft, DraftLine, LeftOpen, OpenedDraft};
use crate::form::screens::FormScreen;
use crate::form::value::Value;
use crate::language::{say, tr};
use crate::steps::engine;
use crate::text::paragraph;
use crossterm::event::KeyEvent;
use tui_input::{Input, InputRequest};

/// Bytes that may be typed for a name: as many as a path can have.
const LONGEST: usize = 4096;

/// The list of drafts.
#[derive(Clone, Debug, Default)]
pub struct DraftsOverlay {
    pub lines: Vec<DraftLine>,
    pub cursor: usize,
    /// What is asked for, and what was typed for it.
    pub asking: Option<(Question, Input)>,
}

/// What the list of drafts asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    NewName,
    Rename,
    Copy,
    Remove,
}

impl DraftsOverlay {
    /// The draft under the cursor.
    pub fn at_cursor(&self) -> Option<&DraftLine> {
        self.lines.get(self.cursor)
    }

    fn ask(&mut self, question: Question) {
        self.asking = Some((question, Input::default()));
    }

    fn move_to(&mut self, row: usize) {
        self.cursor = row.min(self.lines.len().saturating_sub(1));
    }
}

impl App {
    /// The drafts there are after what was asked for was done, or why it was not: then what was typed stays.
    pub(super) fn on_listed(&mut self, lines: Vec<DraftLine>, why: Option<String>) {
        let before = match self.overlay.take() {
            Some(Overlay::Drafts(before)) => before,
            _ => DraftsOverlay::default(),
        };
        let typed = before.asking.as_ref().filter(|_| why.is_none()).map(|(_, typed)| typed.value().trim());
        let named = typed.and_then(|typed| lines.iter().position(|line| line.name == typed));
        let renamed = matches!(before.asking, Some((Question::Rename, _)));
        if let Some(typed) = typed.filter(|_| renamed)
            && before.at_cursor().is_some_and(|line| line.name == self.session.draft)
        {
            // It has a name of its own from now on.
            typed.clone_into(&mut self.session.draft);
            self.session.follows = false;
        }
        let asking = before.asking.filter(|_| why.is_some());
        let mut drafts = DraftsOverlay { lines, asking, cursor: 0 };
        drafts.move_to(named.unwrap_or(before.cursor));
        self.overlay = Some(Overlay::Drafts(drafts));
        self.refuse_where(why.map_or(Ok(()), Err));
    }

    /// Offers the drafts there are.
    pub fn offer_drafts(&mut self, lines: Vec<DraftLine>) {
        self.overlay = Some(Overlay::Drafts(DraftsOverlay { lines, ..DraftsOverlay::default() }));
    }

    /// Whether a list of drafts without any is shown.
    pub fn offers_no_drafts(&self) -> bool {
        matches!(&self.overlay, Some(Overlay::Drafts(drafts)) if drafts.lines.is_empty())
    }

    /// Asks for the drafts there are, once the one that is open is kept.
    pub(super) fn open_drafts(&mut self, effects: &mut Vec<Effect>) {
        self.take_typed(effects);
        self.keep_typed_id();
        self.overlay = None;
        self.save(false, effects);
        effects.push(Effect::Draft(DraftCommand::List));
    }

    /// Goes on with a draft where it was left.
    pub fn open_draft(&mut self, opened: OpenedDraft) {
        let OpenedDraft { name, mut draft, left_open, read_only, is_new } = opened;
        let (screen, notes) = (draft.screen.take(), std::mem::take(&mut draft.notes));
        let (writable, is_read) = (read_only.is_none(), is_new && !draft.answers.is_empty());
        let mut told: Vec<String> = read_only.iter().map(ToString::to_string).chain(notes).collect();
        told.extend(self.form.load(draft));
        for (field, value) in self.session.flags.clone() {
            self.form.answer(field, value);
        }
        (self.overlay, self.cloning) = (None, None);
        self.touched.clear();
        self.history = History::default();
        self.session.draft = name;
        self.session.follows = false;
        self.session.saving = match (writable, is_new) {
            (true, true) => Saving::Unmade,
            (true, false) => Saving::Nothing,
            (false, _) => Saving::ReadOnly,
        };
        self.session.opened = self.form.values();
        self.show_named(screen.as_deref());
        let screen = writable.then(|| self.screen_key());
        // What was read from elsewhere is not kept yet; leaving the question does it, or the wizard.
        let draft = if is_read { Draft::default() } else { self.form.saved() };
        self.kept = Kept { draft, revision: self.form.revision(), screen };
        self.notice = None;
        match (told.is_empty(), writable) {
            (true, _) => {}
            (false, true) => self.say(paragraph(&told)),
            (false, false) => self.warn(paragraph(&told)),
        }
        if let Some(LeftOpen { since, screen }) = left_open {
            let screen = self.form.screen_title(&screen);
            let since = since.to_zoned_datetime(self.session.zone.clone()).strftime("%m-%d %H:%M");
            self.say_first(&say!(
                "The wizard ended without leaving this draft, which was open since {since}, at {screen}.",
                since,
                screen
            ));
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
    pub(super) fn screen_key(&self) -> &'static str {
        self.form.screen_key(match &self.screen {
            Screen::Step(step) => FormScreen::Step(step.index),
            _ => FormScreen::Summary,
        })
    }

    pub(super) fn on_drafts(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let Some(Overlay::Drafts(drafts)) = &mut self.overlay else { return };
        if drafts.asking.is_some() {
            return match action {
                Action::Accept => self.answer_asked(effects),
                Action::Back => drafts.asking = None,
                _ => {}
            };
        }
        let name = drafts.at_cursor().map(|line| line.name.clone());
        match (action, name) {
            (Action::Up, _) => drafts.move_to(drafts.cursor.saturating_sub(1)),
            (Action::Down, _) => drafts.move_to(drafts.cursor + 1),
            (Action::First, _) => drafts.move_to(0),
            (Action::Last, _) => drafts.move_to(usize::MAX),
            (Action::Accept, Some(name)) => effects.push(Effect::Draft(DraftCommand::Open(name))),
            (Action::Copy, Some(name)) => effects.push(Effect::Copy(name)),
            (Action::Instances, _) => self.offer_instances(),
            (Action::New, _) => drafts.ask(Question::NewName),
            (Action::Rename, Some(_)) => drafts.ask(Question::Rename),
            (Action::Duplicate, Some(_)) => drafts.ask(Question::Copy),
            (Action::Remove, Some(_)) => drafts.ask(Question::Remove),
            (Action::Back, _) => {
                self.overlay = None;
                if self.session.draft.is_empty() {
                    self.say(tr("This is a new draft; it takes the name of the instance."));
                }
            }
            _ => {}
        }
    }

    /// Typing the name that is asked for.
    pub(super) fn on_draft_text(&mut self, event: &KeyEvent) {
        if let Some(Overlay::Drafts(DraftsOverlay { asking: Some((_, typed)), .. })) = &mut self.overlay
            && let Some(request) = text_request(event)
        {
            if matches!(request, InputRequest::InsertChar(_)) && typed.value().len() >= LONGEST {
                return self.refuse(tr("This is too long already; no more can be typed."));
            }
            typed.handle(request);
        }
    }

    /// A paste into the list is a draft or a request body, or a path to one. Where something is asked it is added to what was
    /// typed.
    pub(super) fn on_draft_paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        if let Some(Overlay::Drafts(DraftsOverlay { asking: Some((_, typed)), .. })) = &mut self.overlay {
            if typed.value().len() + text.len() > LONGEST {
                return self.refuse(tr("The pasted text is too long for a name and was left out."));
            }
            return insert(typed, text);
        }
        let command = match text.trim_start() {
            "" => return,
            body if body.starts_with('{') => DraftCommand::Import(text.to_owned()),
            _ => DraftCommand::Open(text.to_owned()),
        };
        effects.push(Effect::Draft(command));
    }

    fn answer_asked(&mut self, effects: &mut Vec<Effect>) {
        let Some(Overlay::Drafts(drafts)) = &mut self.overlay else { return };
        let name = drafts.at_cursor().map(|line| line.name.clone());
        let Some((question, typed)) = &drafts.asking else { return };
        let typed = typed.value().trim().to_owned();
        let command = match (question, name) {
            (Question::NewName, _) if typed.is_empty() && !self.session.draft.is_empty() => {
                return self.refuse(tr("Type a name: the draft that is open keeps its own."));
            }
            (Question::NewName, _) if typed.is_empty() => return self.overlay = None,
            (Question::NewName, _) => DraftCommand::Open(typed),
            (Question::Rename, Some(name)) => DraftCommand::Rename(name, typed),
            (Question::Copy, Some(_)) if typed.is_empty() => return self.refuse(engine::NAME.help.shown()),
            (Question::Copy, Some(name)) => match (engine::NAME.check)(&self.form, &Value::text(typed.as_str())) {
                Ok(()) => DraftCommand::Copy(name, typed),
                Err(problem) => return self.refuse(problem.told),
            },
            (Question::Remove, Some(name)) if typed == "yes" => DraftCommand::Remove(name),
            (Question::Remove, _) => return self.refuse(tr("Nothing was deleted; to delete, type yes.")),
            (Question::Rename | Question::Copy, None) => return,
        };
        // What is asked stays until it was done, so that what is refused can be corrected.
        effects.push(Effect::Draft(command));
    }
}
