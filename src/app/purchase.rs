//! One purchase: from the confirmed summary to an instance that serves. Decides nothing about sending; `purchase` does,
//! and `service::purchase` drives it.

use super::confirm_box::ConfirmBox;
use super::keys::Action;
use super::message::Effect;
use super::notice::About;
use super::overlay::Topic;
use super::purchase_list::{Key, Pending, Row};
use super::purchase_places::InView;
use super::state::{App, FormPlace, Screen};
use crate::language::tr;
use crate::purchase::snapshot::{Hindrance, Snapshot};
use crate::purchase::{Decision, Purchase, State};

/// The page of one purchase.
#[derive(Clone, Debug)]
pub struct PurchaseScreen {
    pub key: Key,
    /// Whether it shows what was bought, rather than what was done to buy it.
    pub result: bool,
    /// The instance that is selected among those that were found.
    pub candidate: usize,
    /// Rows that were scrolled away; where none were, the page keeps the selected instance in view.
    pub scroll: Option<usize>,
    pub(super) in_view: InView,
    /// What has to be confirmed.
    pub asking: Option<Asking>,
    /// Where the form was left.
    pub(super) back: FormPlace,
}

/// A question, and what was typed for it.
#[derive(Clone, Debug)]
pub struct Asking {
    pub question: Question,
    pub confirm: ConfirmBox,
}

/// What is confirmed by the name of the instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    SendAgain,
    /// It was not placed, or is not wanted any more: nobody looks for it from now on.
    Close,
}

impl App {
    /// Shows one purchase; of one that is settled and has an instance, the result.
    pub(super) fn open_purchase(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let purchase = self.purchases.get(key).map(|row| &row.snapshot.purchase);
        let result = purchase.is_some_and(|purchase| purchase.is_settled() && purchase.instance_id().is_some());
        self.overlay = None;
        let back = self.form_place();
        let (candidate, scroll, in_view, asking) = (0, None, InView::default(), None);
        self.screen = Screen::Purchase(PurchaseScreen { key, result, candidate, scroll, in_view, asking, back });
        self.keep_time(effects);
    }

    /// The page of this purchase, where it is shown.
    pub(super) fn page_of(&mut self, key: Key) -> Option<&mut PurchaseScreen> {
        match &mut self.screen {
            Screen::Purchase(page) if page.key == key => Some(page),
            _ => None,
        }
    }

    /// Whether Enter leads on from the purchase that is shown, and nothing is asked there.
    pub(super) fn leads_on(&self) -> bool {
        let Screen::Purchase(PurchaseScreen { key, asking: None, .. }) = self.screen else { return false };
        let leads = |purchase: &Purchase| purchase.is_settled() || purchase.instance_id().is_some();
        self.purchases.get(key).is_some_and(|row| leads(&row.snapshot.purchase))
    }

    /// A purchase has gone on.
    pub(super) fn on_snapshot(&mut self, key: Key, snapshot: &Snapshot, effects: &mut Vec<Effect>) {
        let Some(row) = self.purchases.get_mut(key) else { return };
        let (own, settled) = (row.own, row.snapshot.purchase.is_settled());
        let stands = |purchase: &Purchase| (purchase.word().to_owned(), purchase.is_undecided());
        let goes_on = stands(&row.snapshot.purchase) != stands(&snapshot.purchase);
        row.snapshot = snapshot.clone();
        row.pending = Pending::Nothing;
        let purchase = &snapshot.purchase;
        match purchase.state() {
            State::Running(_) => self.page_of(key).into_iter().for_each(|page| page.result = true),
            State::Refused(failure) if own && !settled => self.land(purchase.intent(), failure),
            _ => {}
        }
        if purchase.is_settled() && !settled && !purchase.may_have_bought() {
            self.resume_replaced(key, effects);
        }
        if goes_on && self.page_of(key).is_some() {
            // What was said spoke of how it stood before.
            self.notice = None;
        }
        if self.purchases.unsettled().next().is_none() {
            self.end_notice(About::Unsettled);
        }
        self.keep_time(effects);
    }

    pub(super) fn on_unresumed(&mut self, key: Key, why: String) {
        if let Some(row) = self.purchases.get_mut(key) {
            row.pending = Pending::Nothing;
            row.snapshot.hindrance = Some(Hindrance::Journal(why));
        }
    }

    /// What an order was sent in the place of, in vain, is as open as before.
    fn resume_replaced(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let before = self.purchases.get_mut(key).and_then(|row| row.before.take());
        if let Some(snapshot) = before
            && let Some(id) = snapshot.id.clone()
        {
            let key = self.purchases.add(*snapshot, false, true);
            effects.push(Effect::Resume(key, id));
        }
    }

    /// The purchase this screen is about.
    pub fn shown_purchase(&self) -> Option<&Row> {
        match &self.screen {
            Screen::Purchase(page) => self.purchases.get(page.key),
            _ => None,
        }
    }

    /// Keys on the page of a purchase, and those of its row in the list.
    pub(super) fn on_purchase_key(&mut self, key: Key, action: Action, effects: &mut Vec<Effect>) {
        let Some(row) = self.purchases.get(key) else { return };
        let purchase = &row.snapshot.purchase;
        match action {
            Action::Reload => self.decide(key, Decision::Refresh, effects),
            Action::WaitOn => self.decide(key, Decision::WaitOn, effects),
            Action::Up | Action::Down | Action::PageUp | Action::PageDown => self.scroll_purchase(key, action),
            Action::Adopt => self.adopt(key, effects),
            Action::Again => self.ask_purchase(key, Question::SendAgain),
            Action::Close => self.ask_purchase(key, Question::Close),
            Action::TagAgain => self.tag_again(key, effects),
            Action::Export => self.next_export(),
            Action::Connect => self.show_page(Topic::Connect),
            Action::Copy => effects.extend(purchase.instance_id().map(|id| Effect::Copy(id.to_owned()))),
            Action::CopyOrder => effects.extend(purchase.order_id().map(|id| Effect::Copy(id.to_owned()))),
            Action::Accept => self.go_on(key, effects),
            Action::Back => self.back_from_purchase(key, effects),
            _ => {}
        }
    }

    /// Enter: from a purchase that stands to its result; from one that was refused to the answer to correct.
    fn go_on(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let Some(row) = self.purchases.get(key) else { return };
        let purchase = &row.snapshot.purchase;
        let (settled, has_instance) = (purchase.is_settled(), purchase.instance_id().is_some());
        let refused = matches!(purchase.state(), State::Refused(_) | State::NothingSent(_));
        let (searched, undecided) = (matches!(purchase.state(), State::Unknown(_)), purchase.is_undecided());
        let Some(page) = self.page_of(key) else { return };
        match page.result {
            _ if refused => self.back_from_purchase(key, effects),
            true if settled => self.open_purchases(effects),
            // The other half of the page begins at its top.
            true => (page.result, page.scroll) = (false, None),
            false if has_instance => (page.result, page.scroll) = (true, None),
            false if settled => {
                let back = page.back;
                self.return_to(back);
            }
            false => self.say(match (undecided, searched) {
                (true, _) => tr("This waits for your decision; the keys for it stand below. Esc lists the purchases."),
                (_, true) => {
                    tr("It is looked for by its name. Esc lists the purchases; leaving is safe at any time (Ctrl-C twice).")
                }
                _ => tr("The answer is awaited. Esc lists the purchases; leaving is safe at any time (Ctrl-C twice)."),
            }),
        }
        self.keep_time(effects);
    }

    /// Esc: closes the box; from an order of this draft that was refused to the answers, else to the list.
    fn back_from_purchase(&mut self, key: Key, effects: &mut Vec<Effect>) {
        if self.page_of(key).and_then(|page| page.asking.take()).is_some() {
            return;
        }
        let Some(row) = self.purchases.get(key) else { return };
        let of_this_form = self.form.plan().as_ref() == Some(&row.snapshot.purchase.intent().plan);
        let field = match row.snapshot.purchase.state() {
            State::Refused(failure) => failure.field.and_then(|key| self.form.field(key)),
            State::NothingSent(_) => None,
            _ => return self.open_purchases(effects),
        };
        let step = field.and_then(|field| self.form.shown().find(|(_, shown)| *shown == field));
        match step {
            Some((step, field)) => self.focus_on(step, field, effects),
            None if row.own && (of_this_form || field.is_some()) => self.open_summary(),
            None => self.open_purchases(effects),
        }
    }
}
