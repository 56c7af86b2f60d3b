//! The keys, and the region and project they are used for.

use super::finding::Finding;
use crate::cloud::credentials::{Credentials, Place, Standing};
use crate::commands::cloud::Cloud;
use crate::commands::draft_context::DraftContext;
use crate::commands::error::USAGE;
use crate::commands::output;
use crate::failure::Cause;
use crate::form::field::Field;
use crate::form::understanding::Obstacle;
use crate::language::{Text, say, tr};
use crate::service::account;
use crate::steps::account::{PROJECT, REGION};
use jiff::{SignedDuration, Timestamp};

const KEYS: Text = Text("keys");
/// A slow creation may outlast temporary keys that end within this time.
const SOON: SignedDuration = SignedDuration::from_hours(1);

/// Finds the keys, and says where they come from and when they end. Also returns the way to the cloud with them, if
/// there are any.
pub(super) async fn keys(context: &DraftContext) -> (Vec<Finding>, Option<Cloud>) {
    let mut findings = Vec::new();
    let cloud = match Cloud::of(context).await {
        Ok(cloud) => {
            findings.push(found(&cloud.connection().keys()));
            Some(cloud)
        }
        Err(error) => {
            findings.push(Finding::bad(Cause::Credentials.exit_code(), KEYS, error.text()));
            None
        }
    };
    // Every broken place is named, even one that comes after the keys in use or after the first broken place.
    let told = context.search.broken().map(|place| place.place.clone());
    let broken = account::survey_host().into_iter().filter(|place| place.standing == Standing::Broken);
    let others = broken.filter(|place| told.as_ref() != Some(&place.place));
    findings.extend(others.map(|found| {
        let Place { place, outcome, .. } = found;
        Finding::warning(KEYS, say!("{place}: {outcome}", place, outcome))
    }));
    (findings, cloud)
}

/// Says of the keys in use where they come from and when they end.
fn found(keys: &Credentials) -> Finding {
    let source = &keys.source;
    let end = keys.expires.map(|end| format!("{end:.0}"));
    match (end, &keys.security_token) {
        (Some(end), _) if keys.ends_within(Timestamp::now(), SOON) => {
            let text = say!("temporary, from {source}, until {end}: a slow creation may outlast them", source, end);
            Finding::warning(KEYS, text)
        }
        (Some(end), _) => Finding::good(KEYS, say!("temporary, from {source}, until {end}", source, end)),
        (None, Some(_)) => {
            Finding::warning(KEYS, say!("temporary, from {source}; it does not say until when they last", source))
        }
        (None, None) => Finding::good(KEYS, say!("from {source}; they do not expire", source)),
    }
}

/// Says whether region and project are known. The projects were looked up before.
pub(super) fn place(context: &DraftContext) -> Vec<Finding> {
    let fields = [(Text("region"), &REGION, "--region"), (Text("project"), &PROJECT, "--project-id")];
    let finding = |(about, field, flag): (Text, &Field, &str)| {
        let wrong = output::obstacles(&context.form).into_iter().find(|obstacle| obstacle.name == field.key);
        if let Some(Obstacle { rule, .. }) = wrong {
            return Finding::bad(USAGE, about, say!("{rule}. Give {flag}.", rule, flag));
        }
        let source = context.form.source_of(field).unwrap_or(tr("given as a flag, or looked up"));
        Finding::good(about, say!("{value} ({source})", value = context.form.text(field), source))
    };
    fields.into_iter().map(finding).collect()
}
