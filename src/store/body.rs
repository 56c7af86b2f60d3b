//! Request bodies as drafts, and the two places where the API's own shape differs from the questions: `bss_param`, whose
//! members are asked for by their own names, and `ssl_enable`, which follows from the transport mode.

use super::flaw::DraftFlaw;
use crate::form::draft::{Draft, Unclear, Why, Within};
use crate::language::{Text, say, tr};
use serde_json::{Map, Value};

/// A file that has one of these keys of the create API is taken for a request body.
const BODY: [&str; 7] =
    ["engine", "engine_version", "product_id", "storage_space", "storage_spec_code", "vpc_id", "available_zones"];
/// Members of the body's `bss_param`.
const BILLING: &str = "bss_param";
const BILLED: [&str; 5] = ["charging_mode", "period_type", "period_num", "is_auto_renew", "is_auto_pay"];
/// Other tools keep the parameters of the path beside the body; these of them stand in the body too.
const PATH: &str = "path";
const ENGINE: [&str; 1] = ["engine"];
/// Where the request goes, at the top of a file or wherever a body has it.
const ADDRESS: [&str; 2] = ["region", "project_id"];
const TRANSPORT: &str = "tls_mode";
const SSL: &str = "ssl_enable";

/// Reads a request body: as it is, or under `body` with its `path` beside it, as other tools keep it.
///
/// # Errors
/// That it is none.
pub(super) fn read(mut root: Map<String, Value>) -> Result<Draft, DraftFlaw> {
    let mut draft = Draft { from_body: true, ..Draft::default() };
    if let Some(Value::Object(body)) = root.get_mut("body") {
        draft.answers = std::mem::take(body);
        root.remove("body");
        draft.notes.push(tr("This is a request body of the API under \"body\"; it becomes a draft.").to_owned());
        if let Some(path) = root.remove(PATH) {
            draft.answers.insert(PATH.to_owned(), path);
        }
        take_address(&mut root, Within::File, &mut draft);
        draft.unclear.extend(root.into_iter().map(|(key, value)| left_over(&[], key, value)));
    } else {
        draft.answers = root;
        draft.notes.push(tr("This is a request body of the API; it becomes a draft.").to_owned());
    }
    let known = BODY.iter().any(|key| draft.answers.contains_key(*key));
    if known { Ok(draft) } else { Err(DraftFlaw::Foreign) }
}

/// Turns the shape of the API into that of the questions. What contradicts itself is kept as not understood.
pub(super) fn settle(draft: &mut Draft) {
    let mut answers = std::mem::take(&mut draft.answers);
    take_address(&mut answers, Within::Answers, draft);
    if let Some(Value::Object(path)) = answers.get_mut(PATH) {
        take_address(path, Within::Object(PATH), draft);
    }
    draft.answers = answers;
    lift(draft, PATH, &ENGINE, Text("an object such as {\"engine\": \"reliability\"}"));
    lift(draft, BILLING, &BILLED, Text("an object such as {\"charging_mode\": \"prePaid\"}"));
    settle_transport(draft);
}

/// Moves the members of an object among the answers up to the answers themselves.
fn lift(draft: &mut Draft, object: &'static str, members: &[&str], wanted: Text) {
    let lifted = match draft.answers.remove(object) {
        None | Some(Value::Null) => return,
        Some(Value::Object(lifted)) => lifted,
        Some(value) => {
            let (within, key, why) = (Within::Answers, object.to_owned(), Why::NotOfKind(wanted));
            return draft.unclear.push(Unclear { within, key, value, why, about: None });
        }
    };
    for (key, value) in lifted {
        if !members.contains(&key.as_str()) {
            draft.unclear.push(unknown(Within::Object(object), key, value));
            continue;
        }
        if is_absent(&value) {
            continue;
        }
        match draft.answers.remove(&key).filter(|other| !is_absent(other)) {
            Some(other) if other != value => {
                contradiction(draft, (Within::Answers, &key, other), (Within::Object(object), &key, value), &key);
            }
            _ => drop(draft.answers.insert(key, value)),
        }
    }
}

/// One question, the transport mode, stands for both of the API's fields. The cloud takes encryption for `SSL` only, so
/// `ssl_enable` beside any other mode is a contradiction.
fn settle_transport(draft: &mut Draft) {
    let Some(value) = draft.answers.remove(SSL).filter(|value| !is_absent(value)) else { return };
    let written = value.as_str().map(str::to_ascii_lowercase);
    let on = value.as_bool().or_else(|| written.as_deref().and_then(|text| text.parse().ok()));
    let mode = draft.answers.get(TRANSPORT).filter(|mode| !is_absent(mode)).cloned();
    match (on, mode) {
        (None, _) => {
            let why = Why::NotOfKind(Text("true or false"));
            let about = Some(TRANSPORT.to_owned());
            draft.unclear.push(Unclear { within: Within::Answers, key: SSL.to_owned(), value, why, about });
        }
        (Some(on), None) => {
            if written.is_some() {
                draft.notes.push(say!(
                    "The draft has {value} as its {field}; it is taken as {on}.",
                    value,
                    field = SSL,
                    on
                ));
            }
            let mode = if on { "SSL" } else { "PLAINTEXT" };
            draft.answers.insert(TRANSPORT.to_owned(), mode.into());
        }
        (Some(on), Some(mode)) if (mode == "SSL") != on => {
            draft.answers.remove(TRANSPORT);
            contradiction(draft, (Within::Answers, SSL, value), (Within::Answers, TRANSPORT, mode), TRANSPORT);
        }
        _ => {}
    }
}

type Said<'a> = (Within, &'a str, Value);

/// Keeps two answers to one question, neither of which is taken.
fn contradiction(draft: &mut Draft, one: Said, other: Said, about: &str) {
    let unclear = |(within, key, value): Said| {
        let (key, about) = (key.to_owned(), Some(about.to_owned()));
        Unclear { within, key, value, why: Why::Unknown, about }
    };
    let (mut one, mut other) = (unclear(one), unclear(other));
    one.why = Why::Contradicts(other.name(), other.value.clone());
    other.why = Why::Contradicts(one.name(), one.value.clone());
    draft.unclear.extend([one, other]);
}

fn unknown(within: Within, key: String, value: Value) -> Unclear {
    Unclear { within, key, value, why: Why::Unknown, about: None }
}

/// What is left at the top of a file once all that is understood was taken: of a key that is known, the value is another
/// one than these are to have.
pub(super) fn left_over(shapes: &[(&str, Text)], key: String, value: Value) -> Unclear {
    let address = ADDRESS.map(|key| (key, Text("text")));
    let shape = shapes.iter().chain(&address).find(|(known, _)| *known == key);
    let why = shape.map_or(Why::Unknown, |(_, wanted)| Why::NotOfKind(*wanted));
    Unclear { why, ..unknown(Within::File, key, value) }
}

/// Region and project, where they are texts; anything else stays, as something unknown. Those that differ are a
/// contradiction, wherever they stand, because the instance would be bought in another place.
pub(super) fn take_address(members: &mut Map<String, Value>, within: Within, draft: &mut Draft) {
    for key in ADDRESS {
        let Some(text) = take_text(members, key) else { continue };
        if let Some(why) = contradicted(draft, key, &text) {
            let about = Some(key.to_owned());
            draft.unclear.push(Unclear { within, key: key.to_owned(), value: text.into(), why, about });
            continue;
        }
        let place = if key == "region" { &mut draft.region } else { &mut draft.project_id };
        match place.take().filter(|other| *other != text) {
            Some(other) => contradiction(draft, (Within::File, key, other.into()), (within, key, text.into()), key),
            None => *place = Some(text),
        }
    }
}

/// What a third place contradicts, where two differ already: it decides nothing, even if it agrees with one of them.
fn contradicted(draft: &Draft, key: &str, text: &str) -> Option<Why> {
    let differs =
        |unclear: &&Unclear| unclear.key == key && matches!(unclear.why, Why::Contradicts(..)) && unclear.value != text;
    draft.unclear.iter().find(differs).map(|other| Why::Contradicts(other.name(), other.value.clone()))
}

/// Takes a text out of an object; anything else is left there. Null and an empty text are nothing.
pub(super) fn take_text(root: &mut Map<String, Value>, key: &str) -> Option<String> {
    if is_absent(root.get(key)?) {
        root.remove(key);
    }
    let text = root.get(key)?.as_str()?.to_owned();
    root.remove(key);
    Some(text)
}

fn is_absent(value: &Value) -> bool {
    value.is_null() || *value == ""
}
