//! The same order for other tools, shown over the summary and the result.

use super::state::{App, Overlay, Screen};
use crate::export::{curl, terraform};
use crate::steps::intent;

/// The formats, in the order they are shown.
pub const FORMATS: [&str; 3] = ["json", "curl", "terraform"];

impl App {
    /// Shows the first format, or the next one.
    pub(super) fn next_export(&mut self) {
        if let Some(Overlay::Export { format, .. }) = self.overlay {
            self.overlay = Some(Overlay::Export { format: (format + 1) % FORMATS.len(), scroll: 0 });
        } else if self.is_of_this_form() {
            self.overlay = Some(Overlay::Export { format: 0, scroll: 0 });
        } else {
            self.refuse("The answers differ from what was bought; `rocketmq-wizard export` has other drafts.");
        }
    }

    /// The text of a format; what is missing, while there are problems.
    pub fn export(&self, format: usize) -> String {
        let intent = intent::intent(&self.form, self.session.endpoint.clone(), self.now);
        let (Some(intent), Ok(body)) = (intent, self.form.body()) else {
            return "There is no request yet; the summary says what is missing.".to_owned();
        };
        let bought = self.shown_purchase().and_then(|row| row.snapshot.purchase.instance_id());
        match FORMATS.get(format) {
            Some(&"curl") => curl::script(&intent),
            Some(&"terraform") => {
                let (text, notes) = terraform::resource(&self.form, &intent, &body, bought);
                let notes = notes.iter().map(|note| format!("# {note}"));
                notes.chain([text]).collect::<Vec<_>>().join("\n")
            }
            _ => format!("{body:#}"),
        }
    }

    /// The form may be about something else than the purchase that is shown.
    fn is_of_this_form(&self) -> bool {
        let plan = self.shown_purchase().map(|row| row.snapshot.purchase.intent().plan.clone());
        self.screen == Screen::Summary || plan.is_some_and(|plan| self.form.plan() == Some(plan))
    }
}
