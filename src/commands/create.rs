//! `create`: buys what a draft says, exactly once, by the wizard's own path.

use super::check;
use super::cloud::{AccountAsked, Cloud, block_on};
use super::confirm::{Consent, ask, consent};
use super::draft_context::DraftContext;
use super::error::CommandError;
use super::follow::{End, Follow};
use super::output::{print, say};
use super::printed::Printed;
use super::progress::Progress;
use super::result::conclude;
use super::signals::Signals;
use crate::args::CreateArgs;
use crate::failure::{Cause, Failure};
use crate::form::field::Problem;
use crate::purchase::Purchase;
use crate::purchase::record::Intent;
use crate::purchase::watch::Pace;
use crate::service::checks::{before_sending, run_checks};
use crate::service::lists;
use crate::service::purchase::JournalWriter;
use crate::steps::checks::{self, Check, Findings, Verdict};
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
    subject: DraftContext,
    consent: Consent,
    pace: Pace,
    pub(super) signals: Signals,
    progress: Progress,
}

/// # Errors
/// Everything but an instance that was bought; see the table of exit codes.
pub(super) fn run(args: &CreateArgs) -> Result<u8, CommandError> {
    let mut subject = DraftContext::read(&args.draft)?;
    if args.dry_run {
        return block_on(dry_run(&mut subject, args));
    }
    let consent = consent(args, &subject.form)?;
    block_on(async {
        let mut signals = Signals::catch()?;
        let (cloud, account, intent) = tokio::select! {
            ready = prepare(&mut subject, args) => ready?,
            signal = signals.next() => return Err(CommandError::signal(signal, "Left. Nothing was sent.")),
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
async fn prepare(subject: &mut DraftContext, args: &CreateArgs) -> Result<(Cloud, AccountAsked, Intent), CommandError> {
    let cloud = match Cloud::of(subject).await {
        Ok(cloud) => cloud,
        // Whose keys they would be comes before what they would buy.
        Err(stop) if subject.search.broken().is_some() => return Err(stop),
        Err(_) if !subject.form.obstacles().is_empty() => return Err(subject.invalid()),
        Err(stop) => return Err(stop),
    };
    let account = cloud.ask_account(&subject.form).await;
    subject.read_lists(cloud.connection(), lists::DECIDING).await?;
    let intent = subject.intent()?;
    expect(args, &intent)?;
    Ok((cloud, account, intent))
}

/// A plan number is the same however it is spaced and written, and with the word that stands before it on the screen.
fn expect(args: &CreateArgs, intent: &Intent) -> Result<(), CommandError> {
    let bare = |text: &str| text.split_whitespace().collect::<String>().to_ascii_lowercase();
    let Some(expected) = &args.expect else { return Ok(()) };
    let number = bare(expected);
    if number.strip_prefix("plan").unwrap_or(&number) == bare(&intent.plan) {
        return Ok(());
    }
    let text = format!("The draft is plan {}, not {expected} as expected. Nothing was sent.", intent.plan);
    Err(CommandError::draft(text).with("plan", intent.plan.clone().into()))
}

impl Buying<'_> {
    async fn run(mut self, mut intent: Intent) -> Result<u8, CommandError> {
        for _ in 0..ROUNDS {
            if let Some(code) = self.earlier(&intent).await? {
                return Ok(code);
            }
            if let Some(code) = self.receipt(&intent).await? {
                return Ok(code);
            }
            self.last_look(&mut intent).await?;
            self.tell_account(&mut intent).await?;
            if let Consent::Ask(word) = &self.consent {
                ask(word, &self.subject.form, &intent.plan, &mut self.signals).await?;
                self.consent = Consent::Given;
                // Nobody knows how long the question stood.
                self.last_look(&mut intent).await?;
            }
            intent.at = Timestamp::now();
            let purchase = Purchase::new(intent.clone(), self.pace);
            let mut printed = Printed::nothing(self.args.json);
            let journal = JournalWriter::new(self.journal.clone());
            match self.follow(&mut printed).run(purchase, journal).await {
                // It was left by another process just now: see what becomes of it.
                (_, End::Earlier(entry)) if !entry.purchase.is_settled() => {}
                (_, End::Earlier(entry)) => match self.receipt(&intent).await? {
                    Some(code) => return Ok(code),
                    None => intent.replaces = Some(self.gone(entry).await?),
                },
                (purchase, end) => return conclude(&purchase, &end, printed),
            }
        }
        Err(CommandError::failed("Other purchases of this name keep coming in between. Nothing was sent."))
    }

    /// Says whose keys are about to be used, and notes it in the intent; once.
    async fn tell_account(&mut self, intent: &mut Intent) -> Result<(), CommandError> {
        let Some(asked) = self.account.take() else { return Ok(()) };
        tokio::select! {
            (told, id) = self.cloud.whose(&self.subject.form, asked) => {
                say(told);
                intent.account_id = id;
            }
            signal = self.signals.next() => return Err(CommandError::signal(signal, "Left. Nothing was sent.")),
        }
        Ok(())
    }

    pub(super) fn follow<'a>(&'a mut self, printed: &'a mut Printed) -> Follow<'a> {
        let (connection, signals, progress) = (self.cloud.connection(), &mut self.signals, &mut self.progress);
        Follow { connection, signals, progress, wait: self.args.wait, result: Some(printed) }
    }

    /// Looks at the cloud right before sending: at the lists the order depends on, the quota, and whether the name is
    /// free. Notes in the intent who bears the name already.
    ///
    /// # Errors
    /// What stands in the way. A list that cannot be read does not; that the name could not be looked up does, unless
    /// that is not permitted.
    async fn last_look(&mut self, intent: &mut Intent) -> Result<(), CommandError> {
        let client = self.cloud.client_for(intent).await?;
        let form = &mut self.subject.form;
        let (found, unread) = tokio::select! {
            found = before_sending(&client, form, &intent.name, Timestamp::now()) => found,
            signal = self.signals.next() => return Err(CommandError::signal(signal, "Left. Nothing was sent.")),
        };
        if let Some(failure) = checks::unlooked(&found.named) {
            return Err(unlooked(&intent.name, failure));
        }
        for (lookup, failure) in &unread {
            say(format_args!(
                "note: the {} could not be read, so they were not checked. {}",
                lookup.noun(),
                failure.line()
            ));
        }
        self.judge(&found, intent)?;
        intent.clock = found.clock;
        intent.before = found.named.ok().map(|named| named.into_iter().map(|instance| instance.id).collect());
        Ok(())
    }

    /// # Errors
    /// Everything that the lists close, the name or the quota.
    fn judge(&self, found: &Findings, intent: &Intent) -> Result<(), CommandError> {
        let form = &self.subject.form;
        // With the lists read, an answer may be closed.
        let now = self.subject.intent()?;
        if now.plan != intent.plan {
            let text = format!(
                "With the cloud's lists the draft is plan {}, and without them {}: an answer it leaves open follows \
                 them. Give that answer; `check --online` shows all of them. Nothing was sent.",
                now.plan, intent.plan
            );
            return Err(CommandError::draft(text).with("plan", now.plan.into()));
        }
        let checks = checks::checks(form, Some(found), Timestamp::now());
        let blocking: Vec<&Check> = checks.iter().filter(|check| check.verdict == Verdict::Blocks).collect();
        if let Some(check) = blocking.iter().find(|check| check.about == engine::NAME.key) {
            let place = form.shown().find(|(_, field)| *field == &engine::NAME);
            let taken = place.map(|(step, field)| form.obstacle(step, field, Problem(check.why.clone())));
            return Err(CommandError::obstacles(form, taken.as_slice()));
        }
        if !blocking.is_empty() {
            let lines: Vec<String> = blocking.iter().map(|check| check::line(check)).collect();
            let text = format!("Nothing was sent: {}", lines.join("\n"));
            let used_up = blocking.iter().all(|check| check.used_up);
            return Err(if used_up { CommandError::used_up(text) } else { CommandError::draft(text) });
        }
        let name = checks.iter().find(|check| check.about == engine::NAME.key && check.verdict != Verdict::Good);
        let quota = checks.iter().find(|check| check.about == "quota" && check.verdict == Verdict::Unknown);
        for check in name.into_iter().chain(quota) {
            say(format_args!("note: {}. {}", check.what, check.why));
        }
        Ok(())
    }
}

/// The name could not be looked up, and nothing is sent without that.
fn unlooked(name: &str, failure: &Failure) -> CommandError {
    let code = match failure.cause {
        Cause::Credentials | Cause::Refused => failure.cause.exit_code(),
        _ => Cause::NothingSent.exit_code(),
    };
    let text = format!(
        "Whether an instance named {name} exists already could not be looked up, and an order goes out only after that. \
         Nothing was sent; run the command again. {}",
        failure.line()
    );
    let more = [("error_code", &failure.code), ("request_id", &failure.request_id)];
    let known = more.into_iter().filter_map(|(key, value)| Some((key, value.clone()?)));
    known.fold(CommandError::new(code, text), |stop, (key, value)| stop.with(key, value.into()))
}

/// Prints the request; with keys it looks at what the summary looks at, too.
async fn dry_run(subject: &mut DraftContext, args: &CreateArgs) -> Result<u8, CommandError> {
    let (cloud, keys) = match Cloud::of(subject).await {
        Ok(cloud) => (cloud, true),
        Err(stop) if subject.search.broken().is_some() => return Err(stop),
        Err(_) => (Cloud::without_keys(subject), false),
    };
    if keys {
        let account = cloud.ask_account(&subject.form).await;
        subject.read_lists(cloud.connection(), lists::ALL).await?;
        say(cloud.whose(&subject.form, account).await.0);
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
    let (found, checks) = run_checks(&client, &mut subject.form, Timestamp::now()).await;
    for check in &checks {
        say(check::line(check));
    }
    if let Some(failure) = found.as_ref().and_then(|found| checks::unlooked(&found.named)) {
        return Err(unlooked(&intent.name, failure));
    }
    match checks::blocker(&checks) {
        None => Ok(0),
        Some(check) => Err(CommandError::draft(format!("It would be refused: {}. {}", check.what, check.why))),
    }
}
