//! What is done about a line: an answer, a command, or a word that confirms.

use super::command;
use super::dialog::{Again, Dialog};
use super::entry::{self, MOST, Meant};
use super::subject::Subject;
use super::{drafts, purchase};
use crate::app::keys::Action;
use crate::app::lines::Line;
use crate::app::message::Msg;
use crate::app::overlay::Overlay;
use crate::app::review::Row;
use crate::app::state::{App, Screen};
use crate::form::field::Kind;
use crate::form::rules;
use crate::language::{say, tr};
use crate::purchase::State;
use crate::secret::Secret;
use crate::terminal::lines::TypedLine;
use crate::text::quoted;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// An action that the table of keys knows.
pub(super) fn act(action: Action) -> Msg {
    Msg::Line(Line::Do(action))
}

fn key(code: KeyCode, modifiers: KeyModifiers, line: &TypedLine) -> Msg {
    Msg::Key(KeyEvent::new(code, modifiers), line.arrival)
}

/// Selects the row of this number.
fn select(number: &str) -> Option<Msg> {
    let at = number.parse::<usize>().ok()?.checked_sub(1)?;
    Some(Msg::Line(Line::Row(at)))
}

impl Dialog {
    /// What a line brings about.
    pub(super) fn take(&mut self, app: &App, line: &TypedLine) -> Vec<Msg> {
        (self.again, self.backwards) = (Again::Prompt, false);
        let subject = Subject::of(app);
        let mut msgs = self.bring_about(app, &subject, line);
        if !msgs.is_empty() {
            self.forget_notice();
        }
        if subject.has_word(app) && line.text.as_deref() != Some("") {
            // Whoever says something else has thought better of it.
            msgs.insert(0, key(KeyCode::Char('u'), KeyModifiers::CONTROL, line));
        }
        msgs
    }

    fn bring_about(&mut self, app: &App, subject: &Subject, line: &TypedLine) -> Vec<Msg> {
        let Some(text) = &line.text else {
            return self.refuse(tr(
                "That line was left out: it has keys in it that are no text, is not UTF-8, or is too long.",
            ));
        };
        let is_secret = matches!(*subject, Subject::Question(_, field) if matches!(field.kind, Kind::Secret));
        if let Some(msgs) = confirms(app, subject, text, line) {
            return msgs;
        }
        match text.strip_prefix('.') {
            Some(command) if !is_secret || command::read(command).is_some() => self.command(app, subject, command),
            _ => self.reply(app, subject, text.trim()),
        }
    }

    /// An answer to what is asked.
    fn reply(&mut self, app: &App, subject: &Subject, text: &str) -> Vec<Msg> {
        match *subject {
            Subject::Question(_, field) if matches!(field.kind, Kind::Secret) && !text.is_empty() => {
                self.answered = Some((field, String::new()));
                vec![Msg::Line(Line::Secret(Secret::new(text.to_owned())))]
            }
            Subject::Question(_, field) => self.answer(app, field, text),
            Subject::Summary(_) => self.on_summary(app, text),
            Subject::Purchases | Subject::Confirm(..) | Subject::AboutDraft(_) if text.is_empty() => {
                vec![act(Action::Back)]
            }
            Subject::Purchases => self.open_row(text, app.purchases.listed().len()),
            Subject::Purchase(..) => self.on_purchase(app, text),
            Subject::Confirm(..) => self.refuse(tr("That is not the name; nothing was done.")),
            Subject::Drafts => self.on_drafts(app, text),
            Subject::AboutDraft(_) => vec![Msg::Line(Line::Text(text.to_owned())), act(Action::Accept)],
            Subject::Instances => self.on_instances(app, text),
        }
    }

    /// Opens the row of this number.
    fn open_row(&mut self, number: &str, count: usize) -> Vec<Msg> {
        match (number.parse::<usize>(), select(number)) {
            (Ok(at), Some(row)) if at <= count => vec![row, act(Action::Accept)],
            _ => self.refuse(&say!("There is no {number} here.", number = quoted(number))),
        }
    }

    fn on_summary(&mut self, app: &App, text: &str) -> Vec<Msg> {
        let rows = app.review_rows();
        if text.is_empty() {
            let blocks = |row: &Row| matches!(row, Row::Question(_, field) if app.form.has_problem(field));
            let Some(at) = rows.iter().position(blocks) else { return Vec::new() };
            return vec![Msg::Line(Line::Row(at)), act(Action::Edit)];
        }
        match text.parse::<usize>().ok().and_then(|number| rows.get(number.checked_sub(1)?)) {
            Some(Row::Question(..)) => select(text).into_iter().chain([act(Action::Edit)]).collect(),
            Some(Row::Unclear(_)) => {
                self.refuse(&say!("No question asks for this; .drop {number} takes it away.", number = text))
            }
            None => self.refuse(&say!("{typed} is no number of an answer. Nothing was sent.", typed = quoted(text))),
        }
    }

    fn on_purchase(&mut self, app: &App, text: &str) -> Vec<Msg> {
        let Some(row) = app.shown_purchase().filter(|_| text.is_empty()) else {
            return self.refuse(tr("What can be done begins with a dot; .help lists it."));
        };
        let purchase = &row.snapshot.purchase;
        let failed = matches!(purchase.state(), State::Refused(_) | State::NothingSent(_));
        if failed || purchase.is_settled() {
            return vec![act(Action::Back)];
        }
        self.aside = purchase::moment(app);
        Vec::new()
    }

    fn on_drafts(&mut self, app: &App, text: &str) -> Vec<Msg> {
        let Some(Overlay::Drafts(list)) = &app.overlay else { return Vec::new() };
        let named = list.lines.iter().position(|line| line.name == text);
        match named {
            _ if text.is_empty() => vec![act(Action::Back)],
            Some(at) => vec![Msg::Line(Line::Row(at)), act(Action::Accept)],
            None if text.contains(['/', '{', '.']) => vec![Msg::Paste(text.to_owned(), Vec::new())],
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => self.open_row(text, list.lines.len()),
            None => self.refuse(&say!(
                "No draft is called {name}; .new {typed} begins one.",
                name = quoted(text),
                typed = text
            )),
        }
    }

    fn on_instances(&mut self, app: &App, text: &str) -> Vec<Msg> {
        let entries = app.instances();
        let id = match entry::meant(&entries, text) {
            _ if text.is_empty() => return vec![act(Action::Back)],
            Meant::One(at) => entries.get(at).map(|choice| choice.id.clone()),
            Meant::Several(places) => {
                self.aside = drafts::instances(app, places.into_iter().take(MOST));
                return Vec::new();
            }
            Meant::Nothing => rules::instance_id(text).ok(),
        };
        let Some(id) = id else {
            return self.refuse(&say!("Nothing matches {typed}, and it is no ID.", typed = quoted(text)));
        };
        // The filter is a way to name one, and must not hide the others afterwards.
        vec![Msg::Line(Line::Text(id)), act(Action::Accept), Msg::Line(Line::Text(String::new()))]
    }
}

/// What a line means where a word is asked for that confirms: the word goes into the box, and then only an Enter of its own
/// confirms. Whether that is one, the app decides by how it came.
fn confirms(app: &App, subject: &Subject, text: &str, line: &TypedLine) -> Option<Vec<Msg>> {
    if !subject.asks_word(app) {
        return None;
    }
    if subject.has_word(app) && text.is_empty() {
        return Some(vec![key(KeyCode::Enter, KeyModifiers::NONE, line)]);
    }
    let word = match subject {
        Subject::Summary(_) => app.confirm_by().word().to_owned(),
        _ => app.shown_purchase()?.snapshot.purchase.intent().name.clone(),
    };
    if text.trim() != word {
        return None;
    }
    let outside = matches!(&app.screen, Screen::Summary(summary) if !summary.confirming);
    let typed = Msg::Burst(word, Vec::new(), line.arrival);
    Some(outside.then(|| act(Action::NextField)).into_iter().chain([typed]).collect())
}
