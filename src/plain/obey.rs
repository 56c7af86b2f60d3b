//! What is done about a line that begins with a dot.

use super::command::{self, Command};
use super::dialog::{Again, Dialog};
use super::entry::{self, MOST};
use super::reply::act;
use super::subject::Subject;
use super::{answer, drafts, help, order, purchase, question};
use crate::app::keys::Action;
use crate::app::lines::Line;
use crate::app::message::Msg;
use crate::app::overlay::Overlay;
use crate::app::purchase_list::candidates;
use crate::app::review::Row;
use crate::app::state::App;
use crate::form::field::{Field, Kind};
use crate::form::value::Value;
use crate::language::{say, tr};
use crate::secret::Secret;
use crate::text::quoted;

impl Dialog {
    /// A line that begins with a dot.
    pub(super) fn command(&mut self, app: &App, subject: &Subject, line: &str) -> Vec<Msg> {
        let Some((command, rest)) = command::read(line) else {
            return self
                .refuse(&say!("There is no command {name}; .help lists them.", name = quoted(&format!(".{line}"))));
        };
        if let Some(msgs) = self.anywhere(app, subject, command) {
            return msgs;
        }
        let done = match subject {
            Subject::Question(_, field) => self.of_question(app, field, command, rest),
            Subject::Summary(_) => self.of_summary(app, command, rest),
            Subject::Drafts => self.of_drafts(app, command, rest),
            Subject::Instances => self.of_instances(app, command),
            Subject::Purchase(..) => self.of_purchase(app, command, rest),
            Subject::Purchases if command == Command::Reload => Some(vec![act(Action::Reload)]),
            Subject::Purchases | Subject::Confirm(..) | Subject::AboutDraft(_) => None,
        };
        done.unwrap_or_else(|| {
            self.refuse(&say!("{name} means nothing here; .help lists what does.", name = quoted(&format!(".{line}"))))
        })
    }

    /// Commands that lead somewhere else, wherever one is.
    fn anywhere(&mut self, app: &App, subject: &Subject, command: Command) -> Option<Vec<Msg>> {
        let last = app.last_step();
        // What a list or a purchase asks for is left unanswered.
        let asks = matches!(subject, Subject::AboutDraft(_) | Subject::Confirm(..));
        let from =
            |msgs: &[Msg]| Some(asks.then(|| act(Action::Back)).into_iter().chain(msgs.iter().cloned()).collect());
        match command {
            Command::Help => {
                (self.aside, self.again) = (help::help(app), Again::Prompt);
                Some(Vec::new())
            }
            Command::Leave => Some(vec![Msg::Line(Line::Leave)]),
            Command::Summary => from(&[act(Action::Steps), act(Action::Summary)]),
            Command::Drafts => from(&[act(Action::Drafts)]),
            Command::Purchases => from(&[act(Action::Purchases)]),
            Command::Clone if *subject != Subject::Instances => from(&[act(Action::Drafts), act(Action::Instances)]),
            Command::Screen(step) if step <= last && !app.fields_of(step).is_empty() => {
                from(&[act(Action::Steps), act(Action::Digit(u8::try_from(step).unwrap_or_default()))])
            }
            Command::Screen(_) => Some(self.refuse(&say!("The screens are .0 to .{last}.", last))),
            Command::Back if asks => Some(vec![act(Action::Back)]),
            Command::Back => {
                self.backwards = true;
                let is_alone = app.step().is_some_and(|step| step.alone.is_some());
                let steps_back = matches!(subject, Subject::Question(..)) && !is_alone;
                Some(vec![act(if steps_back { Action::PrevField } else { Action::Back })])
            }
            _ => None,
        }
    }

    fn of_question(&mut self, app: &App, field: &'static Field, command: Command, rest: &str) -> Option<Vec<Msg>> {
        match command {
            Command::More if field.is_list() => {
                let (count, from) = (app.form.choices(field).len(), self.listed.max(MOST));
                self.listed = (from + MOST).min(count.max(from));
                self.aside = entry::lines(app, field, from..self.listed);
                self.aside += &if self.listed < count { question::more(count, self.listed) } else { String::new() };
                Some(Vec::new())
            }
            Command::None if matches!(field.kind, Kind::Secret) => {
                Some(vec![Msg::Line(Line::Secret(Secret::default()))])
            }
            Command::None => {
                self.again = Again::Prompt;
                Some(vec![Msg::Line(Line::Answer(Value::Empty))])
            }
            Command::Drop => {
                let value = answer::without_pair(app.form.value(field), rest)?;
                Some(vec![Msg::Line(Line::Answer(value))])
            }
            Command::Undo => Some(vec![act(Action::Undo)]),
            Command::Reload => {
                self.again = Again::Whole;
                Some(vec![act(Action::Reload)])
            }
            _ => None,
        }
    }

    fn of_summary(&mut self, app: &App, command: Command, rest: &str) -> Option<Vec<Msg>> {
        self.aside = match command {
            Command::Checks => order::checks(app),
            Command::Changes => order::changes(app),
            Command::Request => order::request(app),
            Command::Export => match order::export(app, rest) {
                Some(text) => text,
                None => return Some(self.refuse(tr("The formats are json, curl and terraform."))),
            },
            Command::Undo => return Some(vec![act(Action::Undo)]),
            Command::Drop if rest.is_empty() => return None,
            Command::Drop => {
                let named = |row: &Row| matches!(row, Row::Unclear(unclear) if unclear.name == rest);
                return Some(self.on_row(rest, &app.review_rows(), named, Action::TakeAway));
            }
            Command::Reload => {
                self.again = Again::Whole;
                return Some(vec![act(Action::Reload)]);
            }
            _ => return None,
        };
        Some(Vec::new())
    }

    fn of_instances(&mut self, app: &App, command: Command) -> Option<Vec<Msg>> {
        match command {
            Command::More => {
                let (count, from) = (app.instances().len(), self.listed.max(MOST));
                self.listed = (from + MOST).min(count.max(from));
                self.aside = drafts::instances(app, from..self.listed);
                Some(Vec::new())
            }
            Command::Reload => {
                self.again = Again::Whole;
                Some(vec![act(Action::Reload)])
            }
            _ => None,
        }
    }

    fn of_purchase(&mut self, app: &App, command: Command, rest: &str) -> Option<Vec<Msg>> {
        if command == Command::Reload {
            return Some(vec![act(Action::Reload)]);
        }
        let action = purchase::occasional(command).filter(|_| purchase::offers(app, command))?;
        match command {
            Command::Connect => {
                let lines = app.shown_purchase().map(|row| row.snapshot.purchase.connect_lines()).unwrap_or_default();
                self.aside = lines.into_iter().map(|line| line + "\n").collect();
                Some(Vec::new())
            }
            Command::Adopt => {
                let found = app.shown_purchase().map(|row| candidates(&row.snapshot.purchase)).unwrap_or_default();
                // Of one it needs no number.
                let number = if rest.is_empty() && found.len() == 1 { "1" } else { rest };
                (!number.is_empty()).then(|| self.on_row(number, found, |one| one.instance.id == number, action))
            }
            _ => Some(vec![act(action)]),
        }
    }

    fn of_drafts(&mut self, app: &App, command: Command, rest: &str) -> Option<Vec<Msg>> {
        let action = match command {
            Command::New if rest.is_empty() => return Some(vec![act(Action::New)]),
            Command::New => {
                return Some(vec![act(Action::New), Msg::Line(Line::Text(rest.to_owned())), act(Action::Accept)]);
            }
            _ if rest.is_empty() => return None,
            Command::Rename => Action::Rename,
            Command::Copy => Action::Duplicate,
            Command::Delete => Action::Remove,
            _ => return None,
        };
        let Some(Overlay::Drafts(list)) = &app.overlay else { return None };
        Some(self.on_row(rest, &list.lines, |line| line.name == rest, action))
    }

    /// Does something about the row that is named or has this number; where none is, nothing: the one that happens to be
    /// selected is not meant.
    fn on_row<T>(&mut self, typed: &str, rows: &[T], is_named: impl Fn(&T) -> bool, action: Action) -> Vec<Msg> {
        let number = || typed.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < rows.len());
        match rows.iter().position(is_named).or_else(number) {
            Some(at) => vec![Msg::Line(Line::Row(at)), act(action)],
            None => self.refuse(&say!("There is no {number} here.", number = quoted(typed))),
        }
    }
}
