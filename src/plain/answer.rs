//! What a line means as the answer to a question.

use super::entry::{self, Meant};
use crate::catalog::Choice;
use crate::form::field::{Field, Kind};
use crate::form::state::Form;
use crate::form::value::{Pair, Value, number, split};
use crate::language::{say, tr};
use crate::text::{clean, quoted};

/// What a line means.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning {
    /// This answer, and what to say where that is not what was typed.
    Answer(Value, String),
    /// Why it is no answer.
    Refused(String),
    /// Several entries, by their places: one of them has to be named.
    Several(Vec<usize>),
}

/// Reads a line that is not empty. What is merely not valid is an answer all the same.
pub(super) fn read(form: &Form, field: &'static Field, typed: &str) -> Meaning {
    let typed = typed.trim();
    if typed.chars().count() > field.room() {
        return Meaning::Refused(tr("This is too long, and was left out.").to_owned());
    }
    match field.kind {
        Kind::Toggle => switch(form, field, typed),
        Kind::Number { unit, .. } => Meaning::Answer(Value::text(number(typed, unit)), String::new()),
        Kind::Choice(_) => one(form, field, typed).map_or_else(
            |refused| refused,
            |id| {
                let echo = told(form, field, &Value::text(&id), typed);
                Meaning::Answer(Value::text(id), echo)
            },
        ),
        Kind::Choices(_) => many(form, field, typed),
        Kind::Pairs(_) => Meaning::Answer(with_pairs(form.value(field), typed), String::new()),
        Kind::Text | Kind::Secret => Meaning::Answer(Value::text(typed), String::new()),
    }
}

/// How an answer reads, where that is not what was typed.
fn told(form: &Form, field: &Field, value: &Value, typed: &str) -> String {
    let shown = form.show_value(field, value);
    if shown == clean(typed) { String::new() } else { shown }
}

fn switch(form: &Form, field: &Field, typed: &str) -> Meaning {
    let is_one_of = |words: &[&str], on| {
        words.iter().any(|word| word.eq_ignore_ascii_case(typed)) || form.show_value(field, &Value::Flag(on)) == typed
    };
    match (is_one_of(&["on", "yes", "y", "true", "1"], true), is_one_of(&["off", "no", "n", "false", "0"], false)) {
        (true, _) => Meaning::Answer(Value::Flag(true), String::new()),
        (_, true) => Meaning::Answer(Value::Flag(false), String::new()),
        _ => Meaning::Refused(say!("{typed} is neither on nor off.", typed = quoted(typed))),
    }
}

/// The entry that is meant, or an ID that the list does not have.
fn one(form: &Form, field: &'static Field, typed: &str) -> Result<String, Meaning> {
    let entries = entry::numbered(form, field);
    match entry::meant(&entries, typed) {
        Meant::One(at) => entries.get(at).map_or_else(|| Err(unknown(typed)), |choice| open(form, field, choice)),
        Meant::Several(places) => Err(Meaning::Several(places)),
        Meant::Nothing if form.may_be_id(field, typed) => Ok(typed.to_owned()),
        Meant::Nothing => Err(unknown(typed)),
    }
}

fn unknown(typed: &str) -> Meaning {
    Meaning::Refused(say!("Nothing matches {typed}, and it is no ID.", typed = quoted(typed)))
}

/// The ID of an entry, unless it is closed.
fn open(form: &Form, field: &'static Field, choice: &Choice) -> Result<String, Meaning> {
    let Some(closed) = form.closed(field, choice).filter(|_| !form.value(field).as_list().contains(&choice.id)) else {
        return Ok(choice.id.clone());
    };
    let (name, reason) = (choice.label.as_str(), &closed.why);
    Err(Meaning::Refused(if let Some(opening) = &closed.opens {
        let (change, screen) = (&opening.change, form.screen_of(opening.field));
        say!(
            "Not possible: {name} is closed ({reason}). To open it, {change} ({screen}).",
            name,
            reason,
            change,
            screen
        )
    } else {
        say!("Not possible: {name} is closed ({reason}).", name, reason)
    }))
}

/// All entries that are meant, in the place of those that were picked before.
fn many(form: &Form, field: &'static Field, typed: &str) -> Meaning {
    let mut ids = Vec::new();
    for part in split(typed) {
        match one(form, field, &part) {
            Ok(id) => ids.push(id),
            Err(why) => return why,
        }
    }
    let value = Value::list(ids);
    let echo = told(form, field, &value, typed);
    Meaning::Answer(value, echo)
}

/// The pairs with those that were typed; one with a key that is there already takes the place of that, and what was no pair
/// is typed anew.
fn with_pairs(value: &Value, typed: &str) -> Value {
    let mut pairs = value.as_pairs().to_vec();
    pairs.retain(|pair| pair.value.is_some());
    for pair in Pair::parse_all(typed) {
        match pairs.iter_mut().find(|known| known.key == pair.key) {
            Some(known) => *known = pair,
            None => pairs.push(pair),
        }
    }
    Value::pairs(pairs)
}

/// The pairs without the one of this key; `None` where there is none.
pub(super) fn without_pair(value: &Value, key: &str) -> Option<Value> {
    let mut pairs = value.as_pairs().to_vec();
    let at = pairs.iter().position(|pair| pair.key == key)?;
    pairs.remove(at);
    Some(Value::pairs(pairs))
}
