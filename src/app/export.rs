//! The same order for other tools, shown over the summary and over a purchase.

use super::overlay::{Overlay, Page, Topic};
use super::state::App;
use crate::export::{Format, curl, terraform};
use crate::language::{say, tr};
use crate::steps::intent;

impl App {
    /// Shows the first format, or the next one.
    pub(super) fn next_export(&mut self) {
        match self.overlay {
            Some(Overlay::Page(Page { topic: Topic::Export(format), .. })) => {
                self.show_page(Topic::Export(format.next()));
            }
            _ => self.show_page(Topic::Export(Format::ALL[0])),
        }
    }

    /// The text of a format; what is missing, while there are problems.
    pub fn export(&self, format: Format) -> String {
        let intent = intent::intent(&self.form, self.session.endpoint.clone(), self.now);
        let (Some(intent), Ok(body)) = (intent, self.form.body()) else {
            return tr("There is no request yet; the summary says what is missing.").to_owned();
        };
        let bought = self.shown_purchase().and_then(|row| row.snapshot.purchase.instance_id());
        match format {
            Format::Json => format!("{body:#}"),
            Format::Curl => curl::script(&intent),
            Format::Terraform => {
                let (text, notes) = terraform::resource(&self.form, &intent, &body, bought);
                let notes = notes.iter().map(|note| format!("# {}", note.0));
                notes.chain([text]).collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// What of the order is not in this format.
    pub fn left_out_of(&self, format: Format) -> Option<String> {
        let intent = intent::intent(&self.form, self.session.endpoint.clone(), self.now)?;
        format.leaves_out(&intent)
    }

    /// The form may be about something else than the purchase that is shown.
    pub(super) fn is_of_this_form(&self) -> bool {
        let plan = self.shown_purchase().map(|row| row.snapshot.purchase.intent().plan.clone());
        self.is_summary() || plan.is_some_and(|plan| self.form.plan() == Some(plan))
    }

    /// Whether the terminal obeyed cannot be known, so the notice says where the text is.
    pub(super) fn on_copied(&mut self, text: &str, sent: bool) {
        match text.lines().count() {
            _ if !sent => {
                self.refuse(tr("This is too long for a terminal's clipboard; select it on the screen instead."));
            }
            count @ 2.. => self.say(say!("Sent to your terminal's clipboard: {count} lines.", count)),
            _ => self.say(say!("Sent to your terminal's clipboard: {text}", text)),
        }
    }
}
