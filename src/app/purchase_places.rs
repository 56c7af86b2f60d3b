//! Which keys count on the page of a purchase and on its row in the list, and how far the page is scrolled.

use super::keys::{self, Action, Place};
use super::purchase_list::{Key, Pending, Row, candidates};
use super::state::{App, Screen};
use crate::form::screens::ScreenNumber;
use crate::language::{say, tr};
use crate::purchase::State;
use crossterm::event::KeyEvent;

/// What of a page is in view, as it was drawn last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InView {
    /// Rows that are scrolled away above.
    pub above: usize,
    /// The most rows that can be scrolled away.
    pub most: usize,
    /// Rows that the page has on the screen.
    pub rows: usize,
}

impl App {
    /// The places of a purchase, innermost first: a key counts exactly where it does something.
    pub(super) fn places_of_purchase(&self) -> Vec<Place> {
        let (Screen::Purchase(page), Some(row)) = (&self.screen, self.shown_purchase()) else {
            return vec![Place::Purchase];
        };
        let moves = page.in_view.most > 0 || candidates(&row.snapshot.purchase).len() > 1;
        let decides = if row.pending == Pending::Decided { Vec::new() } else { deciding(row) };
        let scrolled = moves.then_some(Place::Scrolled);
        let drafted = self.is_of_this_form().then_some(Place::Drafted);
        decides.into_iter().chain(scrolled).chain(asking(row)).chain(drafted).chain([Place::Purchase]).collect()
    }

    /// The same for the list, where what the selected one permits counts too.
    pub(super) fn places_of_purchases(&self) -> Vec<Place> {
        let Screen::Purchases(list) = &self.screen else { return Vec::new() };
        let selected = self.purchases.at_cursor(list.cursor).map(|(_, row)| row);
        let untagged = selected.filter(|row| row.snapshot.purchase.has_refused_tags()).map(|_| Place::Untagged);
        let listed = selected.map(|_| Place::Listed);
        let asked = selected.map(asking).unwrap_or_default();
        listed.into_iter().chain(untagged).chain(asked).chain([Place::Purchases]).collect()
    }

    /// Whether this key counts for other purchases than the one that is shown or selected. Says why not for this one,
    /// where somebody may expect that it does.
    pub(super) fn is_of_purchases(&mut self, event: &KeyEvent) -> bool {
        let row = match &self.screen {
            Screen::Purchase(page) if page.asking.is_none() => self.purchases.get(page.key),
            Screen::Purchases(list) => self.purchases.at_cursor(list.cursor).map(|(_, row)| row),
            _ => return false,
        };
        let Some(action) = keys::action(&OF_SOME, event) else { return false };
        let Some(row) = row else { return true };
        let of_list = matches!(self.screen, Screen::Purchases(_));
        let asks_here = matches!(action, Action::Copy | Action::CopyOrder | Action::TagAgain | Action::Reload);
        let needs_cloud = matches!(action, Action::Close | Action::Reload | Action::WaitOn);
        let why = if of_list && !asks_here {
            tr("Enter opens the purchase; its keys stand there.").to_owned()
        } else if row.pending == Pending::Decided {
            tr("What you decided is being done; one moment.").to_owned()
        } else if needs_cloud && !row.driven {
            let screen = ScreenNumber(self.form.account().0);
            say!("Give the keys and the project on screen {screen} first; the cloud is asked about it then.", screen)
        } else {
            why_not(row, action).to_owned()
        };
        if !why.is_empty() {
            self.refuse(why);
        }
        true
    }

    /// Up, down and by the page: to another instance of those that were found, else through the rows.
    pub(super) fn scroll_purchase(&mut self, key: Key, action: Action) {
        let up = matches!(action, Action::Up | Action::PageUp);
        if matches!(action, Action::Up | Action::Down) && self.select_candidate(key, !up) {
            return;
        }
        let Some(page) = self.page_of(key) else { return };
        let InView { above, most, rows } = page.in_view;
        let by = if matches!(action, Action::Up | Action::Down) { 1 } else { rows.saturating_sub(1).max(1) };
        page.scroll = Some(if up { above.saturating_sub(by) } else { (above + by).min(most) });
    }
}

/// Places whose keys count for some purchases only.
const OF_SOME: [Place; 9] = [
    Place::Decision,
    Place::Found,
    Place::Lost,
    Place::Closable,
    Place::Untagged,
    Place::Bought,
    Place::Ordered,
    Place::Watched,
    Place::Drafted,
];

/// Why an action does not count for a purchase; empty where nobody expects it to.
fn why_not(row: &Row, action: Action) -> &'static str {
    let purchase = &row.snapshot.purchase;
    let known = purchase.instance_id().is_some();
    match action {
        Action::Copy => tr("There is no instance ID to copy yet."),
        Action::CopyOrder => tr("The number of the order is not known."),
        Action::Again if purchase.is_unlooked() && purchase.is_undecided() => {
            tr("Nothing is sent again before the name was looked up once: check the network, then w looks again.")
        }
        Action::Again if known => tr("This purchase has an instance; wait on instead."),
        Action::Again | Action::Adopt if matches!(purchase.state(), State::Unknown(_)) && !purchase.is_undecided() => {
            tr("It is still looked for by its name; you decide once that is over.")
        }
        Action::Adopt if purchase.is_undecided() => {
            tr("No instance was found that could be yours; one older than the order cannot.")
        }
        Action::Close => tr("Only an order whose outcome is unknown, or that is not paid, can be closed."),
        Action::TagAgain => tr("Only tags that were refused can be set again."),
        Action::Export => tr("The answers differ from what was ordered; `rocketmq-wizard export` has other drafts."),
        Action::Reload if purchase.is_settled() => tr("It is settled: the cloud is not asked about it any more."),
        Action::WaitOn if !purchase.is_settled() => tr("It goes on by itself; ^R asks the cloud at once."),
        _ => "",
    }
}

/// The keys that decide about it or act on what was bought.
fn deciding(row: &Row) -> Vec<Place> {
    let purchase = &row.snapshot.purchase;
    let late = matches!(purchase.state(), State::Building(watch) if watch.is_over());
    let undecided = purchase.is_undecided();
    let places = [
        (Place::Earlier, row.snapshot.earlier.is_some()),
        (Place::Decision, undecided || late),
        (Place::Found, undecided && !candidates(purchase).is_empty()),
        (Place::Lost, undecided && !purchase.is_unlooked()),
        (Place::Closable, purchase.can_close() && row.driven),
        (Place::Untagged, purchase.has_refused_tags()),
        (Place::Serving, !purchase.addresses().is_empty()),
    ];
    places.into_iter().filter_map(|(place, counts)| counts.then_some(place)).collect()
}

/// The keys that copy what is known of it, or have the cloud asked.
fn asking(row: &Row) -> Vec<Place> {
    let purchase = &row.snapshot.purchase;
    let places = [
        (Place::Bought, purchase.instance_id().is_some()),
        (Place::Ordered, purchase.order_id().is_some()),
        (Place::Watched, row.driven && !purchase.is_settled()),
    ];
    places.into_iter().filter_map(|(place, counts)| counts.then_some(place)).collect()
}
