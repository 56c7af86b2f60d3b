//! Keys of the host's agency, which come while the wizard is on the screen already.

use super::state::App;
use crate::form::value::Value;
use crate::language::{say, tr};
use crate::steps::account;
use crate::steps::checks::USUAL_CREATION;
use jiff::Timestamp;

impl App {
    /// Keys of the host's agency count unless some were typed meanwhile.
    pub(super) fn on_agency(&mut self, result: Result<(String, Option<Timestamp>), String>) {
        let outcome = match result {
            Ok((source, end)) => {
                self.form.give(&account::ACCESS_KEY, Value::Empty, source);
                self.until(end)
            }
            Err(why) => why,
        };
        self.session.places.push((tr("ECS agency of this host").to_owned(), outcome));
        // The question of the keys is not asked any more.
        if self.focus().is_some_and(|focus| !self.form.is_shown(focus)) {
            let (index, _) = self.form.account();
            self.show_step(index);
        }
    }

    /// How long temporary keys last, and a word where a creation may outlast them.
    fn until(&self, end: Option<Timestamp>) -> String {
        let Some(end) = end else { return tr("used, temporary keys").to_owned() };
        let time = end.to_zoned_datetime(self.session.zone.clone()).strftime("%H:%M");
        if end.duration_since(self.now) < USUAL_CREATION {
            return say!("used, until {time}; too short to watch a creation", time);
        }
        say!("used, until {time}", time)
    }
}
