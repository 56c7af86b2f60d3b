//! `create`: buys what a draft says, exactly once, by the wizard's own path.

use super::check;
use super::cloud::{AccountAsked, Cloud, block_on};
use super::confirm::{Consent, ask, consent};
use super::follow::{End, Follow, Signals};
use super::lists;
use super::output::{print, say};
use super::progress::Progress;
use super::result::conclude;
use super::stop::Stop;
use super::subject::Subject;
use crate::args::CreateArgs;
use crate::catalog::Cause;
use crate::checks::{self, Verdict};
use crate::form::field::Problem;
use crate::gather;
use crate::perform::Clerk;
use crate::purchase::Purchase;
use crate::purchase::record::Intent;
use crate::purchase::watch::Pace;
use crate::steps::engine;
use crate::store::journal::Journal;
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};
use std::time::Duration;

/// How long an instance is looked for after a lost answer where nobody waits for it to serve.
const SHORT_SEARCH: Duration = Duration::from_secs(10);
/// How often another purchase of the same name may come in between.
const ROUNDS: usize = 3;

/// A purchase that was asked for.
pub(super) struct Buying<'a> {
    pub(super) args: &'a CreateArgs,
    pub(super) cloud: Cloud,
    /// Whose the keys are, until it was told.
    account: Option<AccountAsked>,
    pub(super) journal: Journal,
    subject: Subject,
    consent: Consent,
    pace: Pace,
    signals: Signals,
    progress: Progress,
}

/// # Errors
/// Everything but an instance that was bought; see the table of exit codes.
pub(super) fn run(args: &CreateArgs) -> Result<u8, Stop> {
    let mut subject = Subject::read(&args.draft)?;
    if args.dry_run {
        return block_on(dry_run(&mut subject, args));
    }
    let consent = consent(args, &subject.form)?;
    block_on(async {
        let mut signals = Signals::catch()?;
        let (cloud, account, intent) = tokio::select! {
            ready = prepare(&mut subject, args) => ready?,
            signal = signals.next() => return Err(Stop::signal(signal, "Left. Nothing was sent.")),
        };
        let pace = Pace::default();
        let pace = if args.wait { pace } else { Pace { search: SHORT_SEARCH, ..pace } };
        let journal = Journal::open(&subject.dirs, pace);
        let progress = Progress::new();
        let account = Some(account);
        Buying { args, cloud, account, journal, subject, consent, pace, signals, progress }.run(intent).await
    })
}

/// Keys, lists where they decide anything, a draft without problems, and the plan that was expected.
async fn prepare(subject: &mut Subject, args: &CreateArgs) -> Result<(Cloud, AccountAsked, Intent), Stop> {
    let mut cloud = match Cloud::of(subject).await {
        Ok(cloud) => cloud,
        // Whose keys they would be comes before what they would buy.
        Err(stop) if subject.search.broken().is_some() => return Err(stop),
        Err(_) if !subject.form.problems().is_empty() => return Err(subject.invalid()),
        Err(stop) => return Err(stop),
    };
    let account = cloud.ask_account(&subject.form).await;
    lists::settle(subject, &mut cloud).await?;
    let intent = subject.intent()?;
    expect(args, &intent)?;
    Ok((cloud, account, intent))
}

/// A plan number is the same however it is spaced and written.
fn expect(args: &CreateArgs, intent: &Intent) -> Result<(), Stop> {
    let bare = |text: &str| text.split_whitespace().collect::<String>().to_ascii_lowercase();
    match &args.expect {
        Some(expected) if bare(expected) != bare(&intent.plan) => {
            let text = format!("The draft is plan {}, not {expected} as expected. Nothing was sent.", intent.plan);
            Err(Stop::draft(text).with("plan", intent.plan.clone().into()))
        }
        _ => Ok(()),
    }
}

impl Buying<'_> {
    async fn run(mut self, mut intent: Intent) -> Result<u8, Stop> {
        for _ in 0..ROUNDS {
            if let Some(code) = self.earlier(&intent).await? {
                return Ok(code);
            }
            intent.before = self.bearers(&intent).await?;
            self.tell_account().await?;
            if let Consent::Ask(word) = &self.consent {
                ask(word, &self.subject.form, &intent.plan, &mut self.signals).await?;
                self.consent = Consent::Given;
            }
            intent.at = Timestamp::now();
            let mut purchase = Purchase::new(intent.clone(), self.pace);
            let clerk = Clerk::new(self.journal.clone());
            match self.follow(clerk).run(&mut purchase).await {
                // It was finished or left by another process just now: see what became of it.
                End::Earlier(entry) if !entry.purchase.is_settled() => {}
                End::Earlier(entry) => intent.replaces = Some(self.gone(entry).await?),
                end => return conclude(&purchase, &end, self.args.json),
            }
        }
        Err(Stop::failed("Other purchases of this name keep coming in between. Nothing was sent."))
    }

    /// Says whose keys are about to be used; once.
    async fn tell_account(&mut self) -> Result<(), Stop> {
        let Some(asked) = self.account.take() else { return Ok(()) };
        tokio::select! {
            told = self.cloud.whose(&self.subject.form, asked) => say(told),
            signal = self.signals.next() => return Err(Stop::signal(signal, "Left. Nothing was sent.")),
        }
        Ok(())
    }

    pub(super) fn follow(&mut self, clerk: Clerk) -> Follow<'_> {
        let (cloud, signals, progress) = (&mut self.cloud, &mut self.signals, &mut self.progress);
        Follow { cloud, clerk, signals, progress, wait: self.args.wait }
    }

    /// The IDs of instances that bear the name and cannot be ours; `None` where they could not be listed.
    async fn bearers(&mut self, intent: &Intent) -> Result<Option<Vec<String>>, Stop> {
        let client = self.cloud.client_for(intent).await?;
        let named = tokio::select! {
            named = client.instances_named(&intent.name) => named,
            signal = self.signals.next() => return Err(Stop::signal(signal, "Left. Nothing was sent.")),
        };
        let check = checks::name(&self.subject.form, &named);
        match (named, check.verdict) {
            (Err(failure), _) if failure.cause == Cause::NothingSent => Err(failure.into()),
            (Ok(_), Verdict::Blocks) => {
                let form = &self.subject.form;
                let place = form.shown().find(|(_, field)| *field == &engine::NAME);
                let problems = place.map(|(step, field)| (step, field, Problem(check.why)));
                Err(Stop::problems(form, problems.as_slice()))
            }
            (Ok(named), Verdict::Good) => Ok(Some(named.into_iter().map(|instance| instance.id).collect())),
            (named, _) => {
                say(format_args!("note: {}. {}", check.what, check.why));
                Ok(named.ok().map(|named| named.into_iter().map(|instance| instance.id).collect()))
            }
        }
    }
}

/// Prints the request; with keys it looks at what the summary looks at, too.
async fn dry_run(subject: &mut Subject, args: &CreateArgs) -> Result<u8, Stop> {
    let (mut cloud, keys) = match Cloud::of(subject).await {
        Ok(cloud) => (cloud, true),
        Err(stop) if subject.search.broken().is_some() => return Err(stop),
        Err(_) => (Cloud::without_keys(subject), false),
    };
    if keys {
        let account = cloud.ask_account(&subject.form).await;
        lists::all(subject, &mut cloud).await?;
        say(cloud.whose(&subject.form, account).await);
    } else {
        say("note: no keys were found, so the cloud was not asked and the signature is an invented one.");
    }
    let intent = subject.intent()?;
    expect(args, &intent)?;
    let client = cloud.client(&subject.form).await?;
    let (url, headers) = client.dry_run(&intent.engine, intent.body.as_bytes())?;
    if args.json {
        let headers: Map<String, Json> = headers.into_iter().map(|(name, value)| (name, value.into())).collect();
        let body: Json = subject.form.body().unwrap_or_default();
        print(json!({ "method": "POST", "url": url, "headers": headers, "body": body, "plan": intent.plan }))?;
    } else {
        print(format_args!("POST {url}"))?;
        headers.iter().try_for_each(|(name, value)| print(format_args!("{name}: {value}")))?;
        print(format_args!("\n{}", intent.body))?;
    }
    say(format_args!("plan {}; nothing was sent", intent.plan));
    if !keys {
        return Ok(0);
    }
    let (_, checks) = gather::check(&client, &mut subject.form, Timestamp::now()).await;
    for check in &checks {
        say(check::line(check));
    }
    match checks::blocker(&checks) {
        None => Ok(0),
        Some(check) => Err(Stop::draft(format!("It would be refused: {}. {}", check.what, check.why))),
    }
}
