//! `create`: buys what a draft says, exactly once, through the same service as the wizard.

use super::caught;
use super::cloning;
use super::cloud::{AccountAsked, Cloud, block_on};
use super::confirm::{Consent, ask, consent, expect};
use super::draft_context::DraftContext;
use super::dry_run::dry_run;
use super::error::CommandError;
use super::follow::{End, Follow};
use super::output::{check_line, note, note_policy, tell};
use super::printed::Printed;
use super::progress::Progress;
use super::result::conclude;
use super::signals::Signals;
use super::waiting::waiting;
use crate::args::CreateArgs;
use crate::form::field::Problem;
use crate::language::{Text, say, tr};
use crate::purchase::Purchase;
use crate::purchase::record::Intent;
use crate::purchase::watch::Pace;
use crate::service::checks::{LAST_LOOK, before_sending};
use crate::service::deadline::{Deadline, READING};
use crate::service::lists;
use crate::service::purchase::JournalWriter;
use crate::steps::checks::{self, Check, Findings, Verdict};
use crate::steps::engine;
use crate::store::journal::Journal;
use jiff::Timestamp;
use std::time::Duration;

/// How long an instance is looked for after a lost answer, if the command is not to wait until the instance serves.
const SHORT_SEARCH: Duration = Duration::from_secs(10);
/// The command starts anew at most this often because another purchase of the same name came in between.
const ROUNDS: usize = 3;

/// One run of the command.
pub(super) struct Buying<'a> {
    pub(super) args: &'a CreateArgs,
    pub(super) cloud: Cloud,
    /// The question whose the keys are, until its answer was shown.
    account: Option<AccountAsked>,
    pub(super) journal: Journal,
    /// What the journal called the last purchase of this very order when the round began.
    before: Option<String>,
    context: DraftContext,
    consent: Consent,
    pub(super) pace: Pace,
    pub(super) signals: Signals,
    progress: Progress,
}

/// Runs the command.
///
/// # Errors
/// Every end but an instance that was bought. The help of the program lists the exit codes.
pub(super) fn run(args: &CreateArgs) -> Result<u8, CommandError> {
    let mut context = cloning::read(&args.draft)?;
    if args.dry_run {
        return block_on(dry_run(&mut context, args));
    }
    let consent = consent(args, &context.form)?;
    block_on(async {
        let mut signals = Signals::catch()?;
        let (cloud, account, intent) = tokio::select! {
            ready = prepare(&mut context, args) => ready?,
            signal = signals.next() => return Err(CommandError::unsent(signal)),
        };
        if consent == Consent::Given {
            cloning::all_is_told(&context.form)?;
        }
        let pace = Pace::default();
        let pace = if args.wait { pace } else { Pace { search: SHORT_SEARCH, ..pace } };
        let journal = Journal::open(&context.dirs, pace);
        let progress = Progress::new();
        let account = Some(account);
        let mut buying =
            Buying { args, cloud, account, journal, before: None, context, consent, pace, signals, progress };
        buying.run(intent).await
    })
}

/// Finds keys, reads the lists that decide about the order, and makes the intent. The draft must have no problems, and
/// the plan number that was expected.
async fn prepare(context: &mut DraftContext, args: &CreateArgs) -> Result<(Cloud, AccountAsked, Intent), CommandError> {
    let cloud = match Cloud::of(context).await {
        Ok(cloud) => cloud,
        // Keys that are broken are the first thing to fix, and then what is wrong with the draft.
        Err(error) if context.search.broken().is_some() => return Err(error),
        Err(_) if !context.form.obstacles().is_empty() => return Err(context.invalid()),
        Err(error) => return Err(error),
    };
    let account = cloud.ask_account(&context.form).await;
    context.read_lists(cloud.connection(), lists::DECIDING, Deadline::within(LAST_LOOK)).await?;
    let intent = context.intent()?;
    expect(args, &intent)?;
    note_policy(&context.form);
    Ok((cloud, account, intent))
}

impl Buying<'_> {
    async fn run(&mut self, mut intent: Intent) -> Result<u8, CommandError> {
        for _ in 0..ROUNDS {
            if let Some(code) = self.earlier(&intent).await? {
                return Ok(code);
            }
            if let Some(code) = self.receipt(&intent).await? {
                return Ok(code);
            }
            self.before = self.ordered(&intent)?;
            if !self.is_open(&mut intent).await? {
                continue;
            }
            self.tell_account(&mut intent).await?;
            if let Consent::Ask(word) = &self.consent {
                ask(word, &self.context.form, &intent.plan, &mut self.signals).await?;
                self.consent = Consent::Given;
                // The question may have stood for hours, so the cloud is asked again.
                if !self.is_open(&mut intent).await? {
                    continue;
                }
            }
            intent.at = Timestamp::now();
            let purchase = Purchase::new(intent.clone(), self.pace);
            let mut printed = Printed::nothing(self.args);
            let journal = JournalWriter::new(self.journal.clone());
            match self.follow(&mut printed).run(purchase, journal).await {
                // Another process left it just now. The next round sees what becomes of it.
                (_, End::Earlier(entry)) if !entry.purchase.is_settled() => {}
                (_, End::Earlier(entry)) => match self.receipt(&intent).await? {
                    Some(code) => return Ok(code),
                    None => intent.replaces = Some(self.gone(entry).await?),
                },
                (purchase, end) => return conclude(&purchase, &end, printed),
            }
        }
        Err(CommandError::failed(tr("Other purchases of this name keep coming in between. Nothing was sent.")))
    }

    /// Looks whether the order can be sent. It cannot where another process ordered the same since this round began: the next
    /// one ends with what that one buys.
    ///
    /// # Errors
    /// As [`Self::last_look`], where no other process is the reason.
    async fn is_open(&mut self, intent: &mut Intent) -> Result<bool, CommandError> {
        match self.last_look(intent).await {
            Err(_) if caught::ending().is_none() && self.ordered(intent)? != self.before => Ok(false),
            looked => looked.map(|()| true),
        }
    }

    /// What the journal calls the last purchase of this very order, if there was one.
    fn ordered(&self, intent: &Intent) -> Result<Option<String>, CommandError> {
        Ok(self.journal.same_order(intent)?.map(|entry| entry.id))
    }

    /// Says whose keys are about to be used, and notes the account in the intent. Does so once.
    async fn tell_account(&mut self, intent: &mut Intent) -> Result<(), CommandError> {
        let Some(asked) = self.account.take() else { return Ok(()) };
        tokio::select! {
            (told, id) = self.cloud.whose(&mut self.context, asked) => {
                tell(told);
                intent.account_id = id;
            }
            signal = self.signals.next() => return Err(CommandError::unsent(signal)),
        }
        Ok(())
    }

    /// What follows a purchase to its end, or to where the command stops.
    pub(super) fn follow<'a>(&'a mut self, printed: &'a mut Printed) -> Follow<'a> {
        let (connection, signals, progress) = (self.cloud.connection(), &mut self.signals, &mut self.progress);
        Follow { connection, signals, progress, wait: self.args.wait, result: Some(printed) }
    }

    /// Asks the cloud right before sending: the lists that the order depends on, the quota, and whether the name is
    /// free. The rules of the organization are read anew as well. Notes in the intent which instances have the name already.
    ///
    /// # Errors
    /// When something stands in the way. A list that cannot be read does not. That the name could not be looked up
    /// does, unless the keys are not permitted to look.
    async fn last_look(&mut self, intent: &mut Intent) -> Result<(), CommandError> {
        let client = self.cloud.client_for(intent).await?;
        let looking = before_sending(&client, &mut self.context.form, &intent.name, Timestamp::now());
        let (found, unread) = tokio::select! {
            found = waiting(Text("the name, the quota and the lists of the cloud"), READING, looking) => found,
            signal = self.signals.next() => return Err(CommandError::unsent(signal)),
        };
        self.context.tell_cut_lists();
        if let Some(failure) = checks::unlooked(&found.named) {
            return Err(self.context.name_not_looked_up(&intent.name, failure, self.args.json));
        }
        self.context.causes.say_unread(unread, true);
        // They may have changed while the cloud was asked.
        self.context.govern()?;
        self.judge(&found, intent)?;
        intent.clock = found.clock;
        intent.before = found.named.ok().map(|named| named.into_iter().map(|instance| instance.id).collect());
        Ok(())
    }

    /// Decides by what was found whether the order may be sent.
    ///
    /// # Errors
    /// When a list rules an answer out, the name is taken, or the quota is used up.
    fn judge(&self, found: &Findings, intent: &Intent) -> Result<(), CommandError> {
        let form = &self.context.form;
        // The lists were read since the intent was made. An answer may be ruled out now, or a default may be another
        // one.
        let now = self.context.intent()?;
        if now.plan != intent.plan {
            let text = say!(
                "With the cloud's lists the draft is plan {with}, and without them {without}: an answer it leaves open \
                 follows them. Give that answer; `check --online` shows all of them. Nothing was sent.",
                with = &now.plan,
                without = &intent.plan
            );
            return Err(CommandError::draft(text).with("plan", now.plan.into()));
        }
        let checks = checks::checks(form, Some(found), Timestamp::now());
        let blocking: Vec<&Check> = checks.iter().filter(|check| check.verdict == Verdict::Blocks).collect();
        if let Some(check) = blocking.iter().find(|check| check.about == engine::NAME.key) {
            let place = form.shown().find(|(_, field)| *field == &engine::NAME);
            let taken = place.map(|(step, field)| form.obstacle(step, field, Problem::new(check.why.clone())));
            return Err(CommandError::obstacles(form, taken.as_slice()));
        }
        if !blocking.is_empty() {
            let lines: Vec<String> = blocking.iter().map(|check| check_line(check)).collect();
            let text = say!("Nothing was sent: {checks}", checks = lines.join("\n"));
            return Err(CommandError::blocked(&checks, text));
        }
        let name = checks.iter().find(|check| check.about == engine::NAME.key && check.verdict != Verdict::Good);
        let quota = checks.iter().find(|check| check.about == checks::QUOTA && check.verdict == Verdict::Unknown);
        for check in name.into_iter().chain(quota) {
            note(check.told());
        }
        Ok(())
    }
}
