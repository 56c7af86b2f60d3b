//! What lies over a screen: pages one scrolls through, the overview of all screens, the drafts and the instances.

use super::drafts::DraftsOverlay;
use super::instances::InstancesOverlay;
use super::keys::{Action, Place};
use super::message::Effect;
use super::state::{App, Screen};
use super::step::PAGE;
use crate::export::Format;
use crossterm::event::KeyEvent;

/// Beyond any page; the view stops at what there is.
const LAST_ROW: usize = 10_000;

/// What lies over the screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    Page(Page),
    /// All screens with their state; the cursor counts the summary and the purchases as the last ones.
    Steps {
        cursor: usize,
    },
    Drafts(DraftsOverlay),
    Instances(InstancesOverlay),
}

/// A text one scrolls through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub topic: Topic,
    /// Rows that are scrolled away.
    pub scroll: usize,
}

/// What a page tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Help for the focused question, and all keys.
    Help,
    /// The request as it would be sent.
    Request,
    /// The same for other tools.
    Export(Format),
    /// What changed since the draft was opened.
    Changes,
    /// The checks with their reasons.
    Checks,
    /// How clients reach the instance that was bought.
    Connect,
}

impl Overlay {
    /// A page from its beginning.
    pub(super) fn page(topic: Topic) -> Self {
        Self::Page(Page { topic, scroll: 0 })
    }

    /// Where keys are looked up, the innermost place first.
    pub(super) fn places(&self) -> &'static [Place] {
        match self {
            Self::Instances(_) => &[Place::Instances, Place::Rows, Place::Everywhere],
            Self::Drafts(drafts) if drafts.asking.is_some() => &[Place::Prompt, Place::Everywhere],
            Self::Drafts(_) => &[Place::Drafts, Place::Overlay, Place::Everywhere],
            Self::Page(Page { topic: Topic::Export(_), .. }) => {
                &[Place::Export, Place::Copyable, Place::Overlay, Place::Everywhere]
            }
            Self::Page(Page { topic: Topic::Request | Topic::Connect, .. }) => {
                &[Place::Copyable, Place::Overlay, Place::Everywhere]
            }
            Self::Page(_) => &[Place::Overlay, Place::Everywhere],
            Self::Steps { .. } => &[Place::Overview, Place::Overlay, Place::Everywhere],
        }
    }
}

impl App {
    /// Lays a page over the screen.
    pub(super) fn show_page(&mut self, topic: Topic) {
        self.overlay = Some(Overlay::page(topic));
    }

    /// Lays the overview over the screen, with the cursor on the screen of the moment.
    pub(super) fn show_steps(&mut self) {
        let cursor = match &self.screen {
            Screen::Step(step) => step.index,
            _ => self.last_step() + 1,
        };
        self.overlay = Some(Overlay::Steps { cursor });
    }

    /// A key while something lies over the screen.
    pub(super) fn on_key_above(&mut self, action: Option<Action>, event: &KeyEvent, effects: &mut Vec<Effect>) {
        match (action, &self.overlay) {
            (Some(action), Some(Overlay::Drafts(_))) => self.on_drafts(action, effects),
            (Some(action), Some(Overlay::Instances(_))) => self.on_instances(action),
            (None, Some(Overlay::Instances(_))) => self.on_instances_text(event),
            (Some(action), _) => self.on_overlay(action, effects),
            (None, _) => self.on_draft_text(event),
        }
    }

    /// Keys on a page or the overview.
    fn on_overlay(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let most = match self.overlay {
            Some(Overlay::Steps { .. }) => self.last_step() + 2,
            _ => LAST_ROW,
        };
        let Some(Overlay::Page(Page { scroll: at, .. }) | Overlay::Steps { cursor: at }) = &mut self.overlay else {
            return;
        };
        match action {
            Action::Up => *at = at.saturating_sub(1),
            Action::Down => *at = (*at + 1).min(most),
            Action::PageUp => *at = at.saturating_sub(PAGE.unsigned_abs()),
            Action::PageDown => *at = (*at + PAGE.unsigned_abs()).min(most),
            Action::First => *at = 0,
            Action::Last => *at = most,
            Action::Back => self.overlay = None,
            Action::Accept => self.close_overlay(effects),
            Action::Copy => self.copy_page(effects),
            Action::Export => self.next_export(),
            Action::Digit(step) => {
                self.overlay = None;
                self.go_to(step.into(), effects);
            }
            Action::Summary => {
                self.overlay = None;
                self.go_to(self.last_step() + 1, effects);
            }
            _ => {}
        }
    }

    fn close_overlay(&mut self, effects: &mut Vec<Effect>) {
        let Some(Overlay::Steps { cursor }) = self.overlay.take() else { return };
        if cursor > self.last_step() + 1 { self.open_purchases(effects) } else { self.go_to(cursor, effects) }
    }

    fn copy_page(&self, effects: &mut Vec<Effect>) {
        let Some(Overlay::Page(page)) = &self.overlay else { return };
        if let (Topic::Connect, Some(row)) = (page.topic, self.shown_purchase()) {
            return effects.push(Effect::Copy(row.snapshot.purchase.connect_lines().join("\n")));
        }
        match (page.topic, self.form.body()) {
            (Topic::Request, Ok(body)) => effects.push(Effect::Copy(body.to_string())),
            (Topic::Export(format), Ok(_)) => effects.push(Effect::Copy(self.export(format))),
            _ => {}
        }
    }
}
