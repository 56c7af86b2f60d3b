//! What is said next, and what is waited for. Follows the app: it tells what has changed since it told last, and puts the
//! question of the moment once everything that it needs is there.

use super::answer::{self, Meaning};
use super::subject::Subject;
use super::{entry, order, purchase, question};
use crate::app::keys::Action;
use crate::app::lines::Line;
use crate::app::message::Msg;
use crate::app::notice::{About, Notice, Tone};
use crate::app::state::App;
use crate::form::field::{Field, Kind};
use crate::language::{say, tr};
use crate::steps::account;

/// What goes out.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) text: String,
    /// Whether the question that is put asks for the word that confirms.
    pub(super) asks_word: bool,
    /// Whether what was typed before the question does not count for it.
    pub(super) empties: bool,
    /// Whether the answer must not show.
    pub(super) hides: bool,
}

/// How much of a question has to be said again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Again {
    #[default]
    Nothing,
    Prompt,
    Whole,
}

/// What was said, and what was answered to it.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Dialog {
    begun: bool,
    /// What was asked last, and what of it has to be said again.
    pub(super) asked: Option<Subject>,
    pub(super) again: Again,
    /// What is said before anything else.
    pub(super) aside: String,
    /// What was said of what the app says by itself.
    notice: Option<Notice>,
    /// What is waited for, as it was said.
    awaited: Option<String>,
    /// Whether somebody does not want to wait for it any more.
    impatient: bool,
    /// Whether a line can be taken.
    listens: bool,
    /// Whether the way leads back, so that questions with one answer only are passed by in that direction.
    pub(super) backwards: bool,
    passed: Option<Subject>,
    /// The question that was answered just now, and what to say of that where nothing is wrong.
    pub(super) answered: Option<(&'static Field, String)>,
    /// Whether it was said that the answer is missing.
    pub(super) missed: bool,
    /// How many entries of the list were told.
    pub(super) listed: usize,
    progress: purchase::Progress,
    /// What follows without another line.
    pub(super) due: Vec<Msg>,
}

impl Dialog {
    /// Begins to speak for the app. Returns what is said first.
    pub(super) fn begin(&mut self, app: &App) -> String {
        self.begun = true;
        let mut told = vec![tr("rocketmq-wizard in lines: an empty line keeps what stands in brackets; .help says more, .leave leaves and keeps the draft.").to_owned()];
        told.extend(app.session.sandbox.then(|| tr("SANDBOX, nothing is billed.").to_owned()));
        told.extend(app.notice.as_ref().map(|notice| notice.text.clone()));
        told.extend(app.unreadable.iter().cloned());
        if app.form.is_shown(&account::ACCESS_KEY) {
            told.extend(app.session.broken.clone());
            let place = |(place, outcome): &(String, String)| {
                say!("Keys were looked for in {place}: {outcome}.", place, outcome)
            };
            told.extend(app.session.places.iter().map(place));
        }
        told.into_iter().map(|line| line + "\n").collect()
    }

    /// Whether something follows without anything coming in.
    pub(super) fn goes_on(&self) -> bool {
        !self.due.is_empty()
    }

    /// What follows without another line.
    pub(super) fn due(&mut self) -> Vec<Msg> {
        std::mem::take(&mut self.due)
    }

    /// Whether a line can be taken.
    pub(super) fn listens(&self) -> bool {
        self.listens
    }

    /// Says the question once more.
    pub(super) fn repeat(&mut self) {
        self.again = self.again.max(Again::Prompt);
    }

    /// Ctrl-C, or that nothing will be typed any more: gives up waiting, else leaves.
    pub(super) fn interrupt(&mut self, ended: bool) {
        let waits = self.awaited.is_some() && !self.impatient;
        self.due.push(Msg::Line(if waits && !ended { Line::Do(Action::Redraw) } else { Line::Leave }));
        self.impatient |= waits;
    }

    /// What has changed since it was told last, and the question of the moment.
    pub(super) fn tell(&mut self, app: &App) -> Said {
        if !self.begun || !self.due.is_empty() {
            return Said::default();
        }
        let subject = Subject::of(app);
        if self.asked.as_ref().is_some_and(|asked| !asked.is_same_place(&subject)) {
            (self.impatient, self.missed, self.listed) = (false, false, entry::MOST);
        }
        let mut text = std::mem::take(&mut self.aside);
        text += &self.notice_of(app);
        text += &self.progress.tell(app);
        text += &self.judge(app);
        if !self.due.is_empty() {
            return Said { text, ..Said::default() };
        }
        if let Some(awaited) = subject.awaited(app).filter(|_| !self.impatient) {
            self.listens = false;
            if self.awaited.as_ref() != Some(&awaited) {
                text = format!("{text}{awaited}\n");
                self.awaited = Some(awaited);
                self.again = Again::Whole;
            }
            return Said { text, ..Said::default() };
        }
        self.awaited = None;
        if self.passes(app, &subject, &mut text) {
            return Said { text, ..Said::default() };
        }
        self.put(app, subject, text)
    }

    /// Puts the question, as far as that was not done.
    fn put(&mut self, app: &App, subject: Subject, mut text: String) -> Said {
        let asks_word = subject.asks_word(app);
        let hides = matches!(subject, Subject::Question(_, field) if matches!(field.kind, Kind::Secret));
        let is_new = self.asked.as_ref() != Some(&subject);
        self.again = if is_new { Again::Whole } else { self.again };
        let again = std::mem::take(&mut self.again);
        let says = again != Again::Nothing || !text.is_empty();
        if again == Again::Whole {
            text += &subject.whole(app);
        }
        if says {
            text += &subject.prompt(app);
        }
        (self.asked, self.passed, self.listens) = (Some(subject), None, true);
        Said { text, asks_word, empties: asks_word && says, hides }
    }

    /// What the app says by itself; what speaks of keys is said in other words.
    fn notice_of(&mut self, app: &App) -> String {
        if self.notice == app.notice {
            return String::new();
        }
        self.notice.clone_from(&app.notice);
        match &self.notice {
            None | Some(Notice { about: About::Checks, .. }) => String::new(),
            // It says that an Enter is missing, and so does the question.
            Some(Notice { tone: Tone::Refused, .. }) if order::has_word(app) || purchase::has_word(app) => {
                String::new()
            }
            Some(Notice { text, .. }) => text.clone() + "\n",
        }
    }

    /// What is wrong with the answer that was given just now; where nothing is, goes on.
    fn judge(&mut self, app: &App) -> String {
        let Some((field, echo)) = self.answered.take().filter(|(field, _)| app.focus() == Some(*field)) else {
            return String::new();
        };
        self.again = Again::Prompt;
        if app.notice.as_ref().is_some_and(|notice| notice.tone == Tone::Refused) {
            return String::new();
        }
        if let Some(problem) = app.form.problem(field) {
            return say!("  Not valid: {problem}.", problem = problem.told) + "\n";
        }
        if !matches!(field.kind, Kind::Pairs(_)) {
            self.due.push(Msg::Line(Line::Next));
        }
        let label = field.label;
        let broken = app.broken_by(field).map(|broken| say!("  Note: {label} {broken}.", label, broken));
        let warning = app.form.warning(field).map(|warning| say!("  Note: {warning}.", warning));
        let echo = Some(echo).filter(|echo| !echo.is_empty()).map(|echo| format!("  {echo}"));
        echo.into_iter().chain(broken).chain(warning).map(|line| line + "\n").collect()
    }

    /// Passes a question by that has one answer only, and says which.
    fn passes(&mut self, app: &App, subject: &Subject, text: &mut String) -> bool {
        let Subject::Question(step, field) = *subject else { return false };
        if self.passed.as_ref() == Some(subject) || self.asked.as_ref() == Some(subject) {
            // There is nowhere to go on to, or it was asked for.
            return false;
        }
        let Some(told) = question::settled(app, step, field) else { return false };
        text.push_str(&told);
        self.passed = Some(subject.clone());
        let on = if self.backwards { Line::Do(Action::PrevField) } else { Line::Next };
        self.due.push(Msg::Line(on));
        true
    }

    /// An answer to the question that is asked.
    pub(super) fn answer(&mut self, app: &App, field: &'static Field, typed: &str) -> Vec<Msg> {
        if typed.trim().is_empty() {
            return self.keep(app, field);
        }
        match answer::read(&app.form, field, typed) {
            Meaning::Answer(value, echo) => {
                self.answered = Some((field, echo));
                vec![Msg::Line(Line::Answer(value))]
            }
            Meaning::Refused(why) => self.refuse(&why),
            Meaning::Several(places) => {
                let count = places.len();
                self.aside = say!("{count} match; type the number or more of the name.", count) + "\n";
                self.aside += &entry::lines(app, field, places.into_iter().take(entry::MOST));
                Vec::new()
            }
        }
    }

    /// An empty line: keeps the answer, and says once that it is missing.
    fn keep(&mut self, app: &App, field: &'static Field) -> Vec<Msg> {
        let is_missing = app.form.value(field).is_empty() && app.form.has_problem(field);
        if let Some(problem) = app.form.problem(field).filter(|_| is_missing && !self.missed) {
            self.missed = true;
            return self.refuse(&say!(
                "Not yet: {problem}. An empty line once more goes on without it.",
                problem = problem.told
            ));
        }
        vec![Msg::Line(Line::Next)]
    }

    /// What the app says from here on is about the line that came.
    pub(super) fn forget_notice(&mut self) {
        self.notice = None;
    }

    /// Says why nothing is done.
    pub(super) fn refuse(&mut self, why: &str) -> Vec<Msg> {
        self.aside = format!("  {why}\n");
        Vec::new()
    }
}
