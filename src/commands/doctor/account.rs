//! The keys, and the region and project they are used for.

use super::finding::Finding;
use crate::cloud::credentials::{Credentials, Standing};
use crate::commands::cloud::Cloud;
use crate::commands::draft_context::DraftContext;
use crate::commands::output;
use crate::failure::Cause;
use crate::form::field::Field;
use crate::form::understanding::Obstacle;
use crate::service::account;
use crate::steps::account::{PROJECT, REGION};
use jiff::{SignedDuration, Timestamp};

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
            findings.push(Finding::bad(Cause::Credentials.exit_code(), "keys", error.text()));
            None
        }
    };
    // Every broken place is named, even one that comes after the keys in use or after the first broken place.
    let told = context.search.broken().map(|place| place.place.clone());
    let broken = account::survey_host().into_iter().filter(|place| place.standing == Standing::Broken);
    let others = broken.filter(|place| told.as_ref() != Some(&place.place));
    findings.extend(others.map(|place| Finding::warning("keys", format!("{}: {}", place.place, place.outcome))));
    (findings, cloud)
}

/// Says of the keys in use where they come from and when they end.
fn found(keys: &Credentials) -> Finding {
    let source = &keys.source;
    match (keys.expires, &keys.security_token) {
        (Some(end), _) if keys.ends_within(Timestamp::now(), SOON) => {
            let text = format!("temporary, from {source}, until {end:.0}: a slow creation may outlast them");
            Finding::warning("keys", text)
        }
        (Some(end), _) => Finding::good("keys", format!("temporary, from {source}, until {end:.0}")),
        (None, Some(_)) => {
            Finding::warning("keys", format!("temporary, from {source}; it does not say until when they last"))
        }
        (None, None) => Finding::good("keys", format!("from {source}; they do not expire")),
    }
}

/// Says whether region and project are known. The projects were looked up before.
pub(super) fn place(context: &DraftContext) -> Vec<Finding> {
    let fields = [("region", &REGION, "--region"), ("project", &PROJECT, "--project-id")];
    let finding = |(about, field, flag): (&'static str, &Field, &str)| {
        let wrong = output::obstacles(&context.form).into_iter().find(|obstacle| obstacle.name == field.key);
        if let Some(Obstacle { rule, .. }) = wrong {
            return Finding::bad(2, about, format!("{rule}. Give {flag}."));
        }
        let source = context.form.source_of(field).unwrap_or("given as a flag, or looked up");
        Finding::good(about, format!("{} ({source})", context.form.text(field)))
    };
    fields.into_iter().map(finding).collect()
}
