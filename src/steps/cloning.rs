//! A draft from an instance that exists: what is taken over, what is left open, and what is said of the rest.

use super::STEPS;
use super::encryption::KEY;
use super::engine::{ENGINE, NAME, TAGS};
use super::public_access::EIPS;
use crate::catalog::{Described, Tag};
use crate::form::draft::{Draft, SourceInstance};
use crate::form::field::Field;
use crate::form::state::Form;
use crate::language::{say, tr};
use crate::purchase::Purchase;
use crate::text::{clean, list, paragraph, series};
use serde_json::{Value as Json, json};

/// What two instances cannot have alike: a project has each name once, and an EIP is bound to one.
static OWN: [&Field; 2] = [&NAME, &EIPS];

/// Whether this build buys instances of this engine, as the cloud spells it.
pub fn is_ours(engine: &str) -> bool {
    Form::new(STEPS).choices(&ENGINE).iter().any(|choice| choice.id == engine)
}

/// The draft of an instance like this one. What the draft `beside` it says goes before, answer by answer.
pub fn draft(source: &Described, beside: Draft) -> Draft {
    let mut form = Form::new(STEPS);
    let mut draft = beside;
    for (key, value) in &source.answers {
        let asked = form.field(key).is_some_and(|field| !OWN.contains(&field));
        if asked && !is_nothing(value) {
            // There an answer counts unless the draft has another, and asks for nothing where its question is not asked.
            draft.aside.entry(key.clone()).or_insert_with(|| as_shown(value));
        }
    }
    if let Some(before) = draft.source.as_ref().filter(|before| before.instance_id != source.id) {
        let (before, id) = (before.name(), &source.id);
        draft.notes.push(say!(
            "The draft began as {before} is; from now on it is compared with {id} instead.",
            before,
            id
        ));
    }
    draft.source = Some(SourceInstance { instance_id: source.id.clone(), answers: source.answers.clone() });
    let (screen, mut notes) = (draft.screen.take(), std::mem::take(&mut draft.notes));
    notes.extend(form.load(draft));
    Draft { screen, notes, ..form.saved() }
}

/// Adds what the purchase of the instance knows of its tags. Those that are still to be set are not on the instance yet, and
/// belong to it all the same. Those that were refused would be refused again or were given up, so they are only told.
pub fn add_tags(source: &mut Described, purchase: &Purchase) {
    source.may_get_tags = false;
    let tags = &purchase.intent().tags;
    if tags.is_empty() {
        return;
    }
    let listed = source.answers.get(TAGS.key).and_then(Json::as_array).cloned().unwrap_or_default();
    let is = |tag: &Tag, listed: &Json| listed.get("key").and_then(Json::as_str) == Some(&*tag.key);
    if purchase.has_refused_tags() {
        let lacks = |tag: &&Tag| !listed.iter().any(|listed| is(tag, listed));
        source.refused_tags = tags.iter().filter(lacks).cloned().collect();
    } else if !purchase.is_settled() {
        let pending = tags.iter().map(|tag| json!({ "key": tag.key, "value": tag.value }));
        let others = listed.iter().filter(|listed| !tags.iter().any(|tag| is(tag, listed))).cloned();
        source.answers.insert(TAGS.key.to_owned(), pending.chain(others).collect());
    }
}

/// A text without what nobody would see, so that nothing of it is bought unseen; its lines stay.
fn as_shown(value: &Json) -> Json {
    let cleaned = |text: &str| text.split('\n').map(clean).collect::<Vec<_>>().join("\n");
    value.as_str().map_or_else(|| value.clone(), |text| cleaned(text).into())
}

/// Whether the source says that it has none of this.
fn is_nothing(value: &Json) -> bool {
    *value == "" || value.as_array().is_some_and(Vec::is_empty)
}

/// What has to be said of an order that began as an instance: what is taken over, what stays open, and what the cloud
/// does not tell, each question as `name` calls it.
pub fn told(form: &Form, source: &Described, name: fn(&Field) -> &'static str) -> String {
    let known = form.cloned_from().map_or(&*source.id, SourceInstance::name);
    let open = OWN.into_iter().filter(|field| form.is_shown(field) && !form.is_chosen(field));
    let mut told = vec![match open.map(name).collect::<Vec<_>>().as_slice() {
        [] => say!("The draft begins as {instance} is.", instance = known),
        [open] => say!("The draft begins as {instance} is; {open} is left open.", instance = known, open),
        open => {
            say!("The draft begins as {instance} is; {open} are left open.", instance = known, open = series(open))
        }
    }];
    let untold: Vec<&Field> = form.untold().into_iter().filter(|field| !OWN.contains(field)).collect();
    let stands = |field: &&Field| {
        let shown = form.show(field);
        let answer = if shown.is_empty() { tr("missing") } else { &shown };
        say!("{question} ({answer})", question = name(field), answer)
    };
    if !untold.is_empty() {
        let untold: Vec<String> = untold.iter().map(stands).collect();
        told.push(say!("The cloud does not tell {questions}: look at that.", questions = list(&untold)));
    }
    if let Some(failure) = source.unlisted.as_ref().filter(|_| untold.contains(&&KEY)) {
        told.push(say!("The list, which tells the key, could not be read: {failure}", failure = failure.line()));
    }
    let unasked = source.answers.iter().filter(|(key, value)| form.field(key).is_none() && !is_nothing(value));
    let unasked: Vec<&str> = unasked.map(|(key, _)| key.as_str()).collect();
    if !unasked.is_empty() {
        told.push(say!("Not taken over: its {keys}.", keys = list(&unasked)));
    }
    if source.may_get_tags {
        told.push(
            tr("It is still being created, and whoever bought it may set tags on it then: those are not taken over.")
                .to_owned(),
        );
    }
    if !source.refused_tags.is_empty() {
        let tag = |Tag { key, value }: &Tag| clean(&format!("{key}={value}"));
        let tags: Vec<String> = source.refused_tags.iter().map(tag).collect();
        told.push(say!("Tags that the cloud refused it are not taken over: {tags}.", tags = list(&tags)));
    }
    paragraph(&told)
}
