//! The account's instances, one of which a draft can begin as; and what becomes of a draft once the cloud has told of one.

use super::drafts::DraftsOverlay;
use super::editor::Mode;
use super::history::History;
use super::keys::Action;
use super::message::{DraftCommand, Effect};
use super::overlay::Overlay;
use super::state::{App, Screen};
use super::step::PAGE;
use super::together::insert;
use super::typing::text_request;
use crate::catalog::{Choice, Described, Facts, Lookup};
use crate::form::draft::{Draft, SourceInstance};
use crate::form::rules;
use crate::form::screens::ScreenNumber;
use crate::language::{say, tr};
use crate::steps::account::RequestPlace;
use crate::steps::cloning;
use crate::text::{paragraph, quoted};
use crossterm::event::KeyEvent;
use tui_input::{Input, InputRequest};

/// Characters that may be typed into the filter: more than a name has.
const LONGEST: usize = 100;

/// The list of the account's instances.
#[derive(Clone, Debug, Default)]
pub struct InstancesOverlay {
    /// What is looked for.
    pub filter: Input,
    /// Which of the rows that match it is selected.
    pub cursor: usize,
    /// The drafts below it.
    drafts: DraftsOverlay,
}

/// An instance that a draft is to begin as.
#[derive(Clone, Debug)]
pub(super) struct Cloning {
    id: String,
    /// Whether the cloud was asked about it.
    asked: bool,
    /// Whether its answers go into a draft of their own, rather than under those of the draft that is open.
    anew: bool,
}

impl App {
    /// Has the draft that is open begin as this instance, once there are keys to ask about it with.
    pub fn begin_as(&mut self, id: &str) {
        self.cloning = Some(Cloning { id: id.to_owned(), asked: false, anew: false });
        self.say(say!("This draft will be like {id}, once the cloud has told of it. What you answer goes before.", id));
    }

    /// The instance that the cloud is being asked about, for a draft like it.
    pub fn asked_about(&self) -> Option<&str> {
        self.cloning.as_ref().filter(|cloning| cloning.asked).map(|cloning| cloning.id.as_str())
    }

    /// Lists the instances, above the drafts.
    pub(super) fn offer_instances(&mut self) {
        if !self.is_account_complete() {
            let screen = ScreenNumber(self.form.account().0);
            return self.refuse(say!(
                "The instances are listed once keys, region and project are known: answer screen {screen} first.",
                screen
            ));
        }
        if let Some(Overlay::Drafts(drafts)) = self.overlay.take() {
            self.ask_again(Lookup::Instances);
            self.overlay = Some(Overlay::Instances(InstancesOverlay { drafts, ..InstancesOverlay::default() }));
        }
    }

    /// The instances that the filter leaves, by name.
    pub fn instances(&self) -> Vec<&Choice> {
        let Some(Overlay::Instances(list)) = &self.overlay else { return Vec::new() };
        let wanted = list.filter.value().trim().to_lowercase();
        let listed = self.form.listing(&Lookup::Instances).and_then(|listing| listing.choices.as_deref());
        listed.unwrap_or_default().iter().filter(|choice| matches(choice, &wanted)).collect()
    }

    pub(super) fn on_instances(&mut self, action: Action) {
        let end = self.instances().len().saturating_sub(1);
        let Some(Overlay::Instances(list)) = &mut self.overlay else { return };
        let page = PAGE.unsigned_abs();
        match action {
            Action::Up => list.cursor = list.cursor.saturating_sub(1),
            Action::Down => list.cursor = (list.cursor + 1).min(end),
            Action::PageUp => list.cursor = list.cursor.saturating_sub(page),
            Action::PageDown => list.cursor = (list.cursor + page).min(end),
            Action::Reload => {
                list.cursor = 0;
                self.ask_again(Lookup::Instances);
            }
            Action::Accept => self.choose_instance(),
            Action::Back => {
                let drafts = std::mem::take(&mut list.drafts);
                // What the start asked for is asked about all the same.
                self.cloning.take_if(|cloning| cloning.anew);
                self.overlay = Some(Overlay::Drafts(drafts));
            }
            _ => {}
        }
    }

    fn choose_instance(&mut self) {
        let Some(Overlay::Instances(list)) = &self.overlay else { return };
        let typed = list.filter.value().trim().to_lowercase();
        let chosen = self.instances().get(list.cursor).map(|choice| choice.id.clone());
        // One that is not listed, or may not be, is known by its ID.
        let Some(id) = chosen.or_else(|| rules::instance_id(&typed).ok()) else {
            return self.refuse(match typed.as_str() {
                "" => tr("No instance is listed. The ID of one can be typed or pasted; Esc goes back.").to_owned(),
                typed => say!("Nothing matches {typed}, and it is no ID; Esc goes back.", typed = quoted(typed)),
            });
        };
        self.cloning = Some(Cloning { id, asked: false, anew: true });
    }

    /// Typing into the filter.
    pub(super) fn on_instances_text(&mut self, event: &KeyEvent) {
        let Some(Overlay::Instances(list)) = &mut self.overlay else { return };
        let Some(request) = text_request(event) else { return };
        if matches!(request, InputRequest::InsertChar(_)) && list.filter.value().len() >= LONGEST {
            return self.refuse(tr("This is too long already; no more can be typed."));
        }
        list.filter.handle(request);
        list.cursor = 0;
    }

    /// A paste into the filter: a name or an ID.
    pub(super) fn on_instances_paste(&mut self, text: &str) {
        let Some(Overlay::Instances(list)) = &mut self.overlay else { return };
        if list.filter.value().len() + text.len() > LONGEST {
            return self.refuse(tr("The pasted text is too long for a name or an ID and was left out."));
        }
        insert(&mut list.filter, text);
        list.cursor = 0;
    }

    /// Asks about the instance that a draft is to begin as, as soon as that can be asked.
    pub(super) fn settle_cloning(&mut self, effects: &mut Vec<Effect>) {
        let (can_ask, place) = (self.is_account_complete(), self.place());
        if let Some(Cloning { id, asked, .. }) = &mut self.cloning
            && can_ask
            && !std::mem::replace(asked, true)
        {
            effects.push(Effect::Describe(place, id.clone()));
        }
    }

    /// What the cloud tells of an instance, or why no draft can be made from it. An answer that nobody waits for any more
    /// changes nothing, and one about another project or region is asked for anew.
    pub(super) fn on_described(
        &mut self,
        place: &RequestPlace,
        id: &str,
        result: Result<Box<Described>, String>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(cloning) = self.cloning.take_if(|cloning| cloning.id == id) else { return };
        match result {
            // Whoever left the list does not wait for it.
            _ if cloning.anew && !matches!(self.overlay, Some(Overlay::Instances(_))) => {}
            _ if *place != self.place() => self.cloning = Some(Cloning { asked: false, ..cloning }),
            Ok(source) if cloning.anew => self.begin_anew(&source, effects),
            Ok(source) => self.put_under(&source, effects),
            Err(why) => self.refuse(say!("Not cloned: {why}", why)),
        }
    }

    /// Begins a draft of its own; the one that is open is kept as it is.
    fn begin_anew(&mut self, source: &Described, effects: &mut Vec<Effect>) {
        let Draft { region, project_id, .. } = self.form.saved();
        let mut draft = cloning::draft(source, Draft { region, project_id, ..Draft::default() });
        let mut form = self.form.clone();
        form.load(draft.clone());
        draft.notes.push(cloning::told(&form, source, |field| field.label.shown()));
        let name = draft.source.as_ref().map_or("", SourceInstance::name);
        effects.push(Effect::Draft(DraftCommand::Begin(format!("{name}-clone"), Box::new(draft))));
    }

    /// Puts the answers of the instance under those of the draft that is open.
    fn put_under(&mut self, source: &Described, effects: &mut Vec<Effect>) {
        let mut draft = cloning::draft(source, self.form.saved());
        let mut told = std::mem::take(&mut draft.notes);
        told.extend(self.form.load(draft));
        self.history = History::default();
        match &mut self.screen {
            Screen::Step(step) if !self.form.is_shown(step.focus) => {
                let index = step.index;
                self.show_step(index);
            }
            Screen::Step(step) if matches!(step.editor.mode, Mode::Text | Mode::Toggle | Mode::List) => {
                step.reopen(&self.form);
            }
            _ => {}
        }
        self.save(false, effects);
        told.insert(0, cloning::told(&self.form, source, |field| field.label.shown()));
        self.say(paragraph(&told));
    }
}

/// Whether any of what is shown of an instance, or its ID, has this in it.
fn matches(choice: &Choice, wanted: &str) -> bool {
    let Facts::Instance { status, product_id, zones } = &choice.facts else { return false };
    let mut texts = [&choice.label, &choice.id, status, product_id].into_iter().chain(zones);
    texts.any(|text| text.to_lowercase().contains(wanted))
}
