//! Typing and Enter in a box that asks for a word.

use super::confirm_box::ONCE_MORE;
use super::message::Effect;
use super::state::{App, Screen};
use super::together::has_enter;
use super::typing::text_request;
use crate::arrival::Arrival;
use crate::form::field::Field;
use crate::form::screens::ScreenNumber;
use crate::form::understanding::Obstacle;
use crate::language::{Text, say, tr};
use crate::purchase::confirmation::Verdict;
use crate::steps::checks;
use crossterm::event::KeyEvent;
use tui_input::InputRequest;

/// Where somebody types before the whole order was on the screen.
const UNREAD: Text = Text("The box opens once every row was shown; End shows the next ones.");

impl App {
    /// Typing in a box that asks for a word.
    pub(super) fn on_confirmation(&mut self, event: &KeyEvent, came: Arrival) {
        if self.is_of_purchases(event) {
            return;
        }
        let Some(request) = text_request(event) else { return };
        if let Screen::Summary(summary) = &mut self.screen {
            // Whoever just types means the box, unless the letter is a key of the rows.
            let inserts = matches!(request, InputRequest::InsertChar(_));
            summary.confirming |= inserts && summary.plan.is_some();
        }
        if self.places_of_box().is_none() {
            return;
        }
        let typed = self.confirm_box().map(|(confirm, _)| confirm.edit(request, came));
        self.refuse_typed(typed);
    }

    /// Many keys at once in such a box.
    pub(super) fn on_burst(&mut self, text: &str, trimmed: &[&'static str], came: Arrival) {
        self.notice = None;
        let typed = self.confirm_box().map(|(confirm, word)| confirm.burst(text, has_enter(trimmed), &word, came));
        self.refuse_typed(typed);
    }

    fn refuse_typed(&mut self, typed: Option<Result<(), Text>>) {
        if let Some(Err(why)) = typed {
            let told = self.to_fix_first();
            self.refuse(told.unwrap_or_else(|| if self.is_unread() { UNREAD } else { why }.shown().to_owned()));
        }
    }

    /// What keeps the summary from being confirmed: wrong and missing answers.
    fn to_fix_first(&self) -> Option<String> {
        let obstacles = self.form.obstacles();
        let Obstacle { place, name, .. } = obstacles.first().filter(|_| self.is_summary())?;
        let count = obstacles.len();
        Some(if let Some((screen, Field { label, .. })) = place {
            say!(
                "{count} to fix first, beginning with {label} on screen {screen}.",
                count,
                label,
                screen = ScreenNumber(*screen)
            )
        } else {
            say!("{count} to fix first, beginning with {name}.", count, name)
        })
    }

    /// Whether this is a summary of which not every row was on the screen yet.
    fn is_unread(&self) -> bool {
        matches!(&self.screen, Screen::Summary(summary) if !summary.read)
    }

    /// Enter in a box that asks for a word: the only way to buy.
    pub(super) fn confirm(&mut self, came: Arrival, effects: &mut Vec<Effect>) {
        if let Some(told) = self.to_fix_first() {
            return self.refuse(told);
        }
        if self.is_summary() && self.show_open_order(effects) {
            return;
        }
        if self.is_unread() {
            return self.refuse(UNREAD.shown());
        }
        let Some((confirm, word)) = self.confirm_box() else { return };
        match (confirm.enter(&word, came), self.is_summary()) {
            (Verdict::AnotherWord, true) => {
                self.refuse(say!("To buy, type {word} and press Enter; nothing was sent.", word));
            }
            (Verdict::AnotherWord, false) => {
                self.refuse(tr("Type the instance name and press Enter; nothing was done."));
            }
            (Verdict::OnceMore, _) => self.refuse(ONCE_MORE.shown()),
            (Verdict::Confirmed, false) => self.confirm_purchase(effects),
            (Verdict::Confirmed, true) => match checks::blocker(&self.checks()) {
                Some(check) => self.refuse(say!("Nothing was sent: {why}", why = check.told())),
                None => self.buy(effects),
            },
        }
    }
}
