//! The header: which draft, where its order goes and with whose keys, whether it is saved, and what the instance is called.

use super::canvas::Canvas;
use super::theme;
use crate::app::state::{App, Saving};
use crate::language::{say, tr};
use crate::steps::{account, engine};
use crate::text;

/// What it says, in its order. What is empty is left out.
struct Header {
    draft: String,
    sandbox: &'static str,
    region: String,
    source: String,
    saved: String,
    /// Whether that says that what is typed stays nowhere.
    is_unsaved: bool,
    /// The name of the instance, where the draft has another one.
    name: String,
    /// Whether the first name is said to be the draft's, as there are two.
    is_labelled: bool,
}

/// Cells that always stay of what is said of a draft that is not written: as many as `NOT SAVED` takes, and a mark that there
/// is more.
const UNSAVED: usize = 10;

/// Part of a name with fewer letters than this tells nobody anything.
const LEAST: usize = 6;

/// Draws the header into the first row.
pub(super) fn draw(app: &App, canvas: &mut Canvas) {
    let room = usize::from(canvas.width()) - 1;
    let mut header = header(app);
    let parts = header.parts();
    let fits = |line: &String| text::width(line) <= room;
    let whole = Some(format!("rocketmq-wizard   {}", parts.join("   "))).filter(fits);
    let line = whole.or_else(|| Some(parts.join("  ")).filter(fits));
    let line = line.unwrap_or_else(|| header.shortened(room, canvas.ascii));
    let is_wrong = matches!(app.session.saving, Saving::Failed(_));
    canvas.put(1, 0, &line, if is_wrong { theme::WRONG } else { theme::BOLD });
}

fn header(app: &App) -> Header {
    let session = &app.session;
    let saved = match &session.saving {
        Saving::Nothing | Saving::Unmade => String::new(),
        Saving::ReadOnly => tr("READ ONLY").to_owned(),
        Saving::Pending => tr("saving").to_owned(),
        Saving::Done(at) => {
            let time = session.zone.to_datetime(*at);
            say!("saved {time}", time = format!("{:02}:{:02}", time.hour(), time.minute()))
        }
        Saving::Failed(why) => say!("NOT SAVED: {why}", why),
    };
    let typed = if app.form.secret(&account::SECRET_KEY).is_empty() { tr("no keys yet") } else { tr("keys typed in") };
    let source = if session.sandbox { "" } else { app.form.source_of(&account::ACCESS_KEY).unwrap_or(typed) };
    let draft = if session.draft.is_empty() { tr("new draft") } else { &session.draft };
    let name = app.left_answer(&engine::NAME).shown;
    Header {
        sandbox: if session.sandbox { tr("SANDBOX, nothing is billed") } else { "" },
        region: app.form.text(&account::REGION),
        source: source.to_owned(),
        saved,
        is_unsaved: matches!(session.saving, Saving::ReadOnly | Saving::Failed(_)),
        is_labelled: !session.draft.is_empty() && !name.is_empty() && name != draft,
        name: if name == draft { String::new() } else { name },
        draft: draft.to_owned(),
    }
}

impl Header {
    fn parts(&self) -> Vec<String> {
        let labelled = self.is_labelled && !self.draft.is_empty();
        let draft = if labelled { say!("draft {name}", name = &self.draft) } else { self.draft.clone() };
        let instance = if self.name.is_empty() { String::new() } else { say!("instance {name}", name = &self.name) };
        let (sandbox, region) = (self.sandbox.to_owned(), self.region.clone());
        let parts = [draft, sandbox, region, self.source.clone(), self.saved.clone(), instance];
        parts.into_iter().filter(|part| !part.is_empty()).collect()
    }

    /// With one thing after the other given up; but never SANDBOX, the region or the start of the source of the keys,
    /// because they say where the money goes.
    fn shortened(&mut self, room: usize, ascii: bool) -> String {
        if !self.sandbox.is_empty() {
            self.sandbox = "SANDBOX";
        }
        self.name = kept(&self.name, self.excess(room), ascii);
        let line = self.line();
        let excess = text::width(&line).saturating_sub(room);
        if excess > 0 {
            let left = text::width(&self.saved).saturating_sub(excess).max(UNSAVED);
            self.saved = if self.is_unsaved { text::cut(&self.saved, left, ascii) } else { String::new() };
            self.is_labelled &= self.excess(room) == 0;
            self.draft = kept(&self.draft, self.excess(room), ascii);
            let left = text::width(&self.source).saturating_sub(self.excess(room)).max(LEAST);
            self.source = text::cut(&self.source, left, ascii);
            return self.line();
        }
        line
    }

    fn line(&self) -> String {
        self.parts().join("  ")
    }

    fn excess(&self, room: usize) -> usize {
        text::width(&self.line()).saturating_sub(room)
    }
}

/// What is left of a name that must become so many cells shorter.
fn kept(name: &str, excess: usize, ascii: bool) -> String {
    match text::width(name).saturating_sub(excess) {
        _ if excess == 0 => name.to_owned(),
        left if left < LEAST => String::new(),
        left => text::cut(name, left, ascii),
    }
}
