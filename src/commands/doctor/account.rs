//! Whose keys there are, and for which region and project.

use super::finding::Finding;
use crate::cloud::credentials::{Credentials, Standing};
use crate::commands::cloud::Cloud;
use crate::commands::draft_context::DraftContext;
use crate::commands::output;
use crate::form::field::Field;
use crate::form::understanding::Obstacle;
use crate::service::account;
use crate::steps::account::{PROJECT, REGION};
use jiff::{SignedDuration, Timestamp};

/// Temporary keys that end sooner than a slow creation takes.
const SOON: SignedDuration = SignedDuration::from_hours(1);

/// The keys, where they come from and until when; and the way to the cloud with them, or without any.
pub(super) async fn keys(subject: &DraftContext) -> (Vec<Finding>, Option<Cloud>) {
    let mut findings = Vec::new();
    let cloud = match Cloud::of(subject).await {
        Ok(cloud) => {
            findings.push(found(&cloud.connection().keys()));
            Some(cloud)
        }
        Err(stop) => {
            findings.push(Finding::bad(4, "keys", stop.text()));
            None
        }
    };
    // What is broken is worth a word also where it stands behind the keys in use, or behind what is broken before it.
    let told = subject.search.broken().map(|place| place.place.clone());
    let broken = account::survey_host().into_iter().filter(|place| place.standing == Standing::Broken);
    let others = broken.filter(|place| told.as_ref() != Some(&place.place));
    findings.extend(others.map(|place| Finding::warning("keys", format!("{}: {}", place.place, place.outcome))));
    (findings, cloud)
}

fn found(keys: &Credentials) -> Finding {
    let source = &keys.source;
    match (keys.expires, &keys.security_token) {
        (Some(end), _) if keys.ends_within(Timestamp::now(), SOON) => {
            let text = format!("temporary, from {source}, end at {end:.0}: a slow creation may outlast them");
            Finding::warning("keys", text)
        }
        (Some(end), _) => Finding::good("keys", format!("temporary, from {source}, until {end:.0}")),
        (None, Some(_)) => {
            Finding::warning("keys", format!("temporary, from {source}; when they end is not known there"))
        }
        (None, None) => Finding::good("keys", format!("from {source}, without an end")),
    }
}

/// Region and project, once the projects were looked up.
pub(super) fn place(subject: &DraftContext) -> Vec<Finding> {
    let fields = [("region", &REGION, "--region"), ("project", &PROJECT, "--project-id")];
    let finding = |(about, field, flag): (&'static str, &Field, &str)| {
        let wrong = output::obstacles(&subject.form).into_iter().find(|obstacle| obstacle.name == field.key);
        if let Some(Obstacle { rule, .. }) = wrong {
            return Finding::bad(2, about, format!("{rule}. Give {flag}."));
        }
        let source = subject.form.source_of(field).unwrap_or("flags, or looked up");
        Finding::good(about, format!("{} ({source})", subject.form.text(field)))
    };
    fields.into_iter().map(finding).collect()
}
