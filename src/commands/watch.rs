//! `watch`: follows an instance until it serves. One of ours is gone on with in the journal.

use super::cloud::{Cloud, block_on};
use super::follow::{End, Follow, Signals};
use super::output::{print, say};
use super::printed::status;
use super::progress::Progress;
use super::stop::Stop;
use super::subject::Subject;
use crate::args::WatchArgs;
use crate::catalog::Instance;
use crate::cloud::client::Client;
use crate::form::field::Problem;
use crate::form::rules;
use crate::perform::Clerk;
use crate::purchase::steps::Mark;
use crate::purchase::watch::{Pace, Verdict, Watch, advice};
use crate::purchase::{Purchase, State};
use crate::service::lists;
use crate::store::journal::{Entry, Journal};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

/// # Errors
/// When the instance cannot be asked about, fails, or is not RUNNING within the limit.
pub(super) fn run(args: &WatchArgs) -> Result<u8, Stop> {
    // The cloud writes its IDs in lower case, and compares them letter by letter.
    let id = args.instance_id.trim().to_ascii_lowercase();
    rules::uuid(&id).map_err(|Problem(rule)| Stop::usage(format!("{rule}.")))?;
    let mut subject = Subject::without_draft(&args.account)?;
    let journal = Journal::open(&subject.dirs, Pace::default());
    let ours = ours(&journal, &id);
    block_on(async {
        let mut signals = Signals::catch()?;
        let mut cloud = Cloud::of(&subject).await?;
        let mut clerk = Clerk::new(journal.clone());
        if let Some(entry) = &ours
            && let Ok(purchase) = clerk.take(&entry.id)
        {
            let mut progress = Progress::new();
            let follow = Follow {
                cloud: &mut cloud,
                clerk,
                signals: &mut signals,
                progress: &mut progress,
                wait: true,
                result: None,
            };
            return resumed(follow, purchase, args.json).await;
        }
        let client = if let Some(entry) = &ours {
            cloud.client_for(entry.purchase.intent()).await?
        } else {
            subject.read_lists(cloud.connection(), lists::ACCOUNT).await?;
            subject.need_account()?;
            cloud.client(&subject.form).await?
        };
        let yearly_monthly = ours.is_some_and(|entry| entry.purchase.intent().yearly_monthly);
        let watch = Watch::new(id, yearly_monthly);
        Looking { watch, client: &client, json: args.json }.run(&mut signals).await
    })
}

/// The purchase in the journal that has this instance and is not finished.
fn ours(journal: &Journal, id: &str) -> Option<Entry> {
    match journal.unfinished() {
        Ok(found) => found.entries.into_iter().find(|entry| entry.purchase.instance_id() == Some(id)),
        Err(why) => {
            say(format_args!("note: {why}"));
            None
        }
    }
}

async fn resumed(follow: Follow<'_>, mut purchase: Purchase, json: bool) -> Result<u8, Stop> {
    let end = follow.run(&mut purchase).await;
    let id = purchase.instance_id().unwrap_or_default().to_owned();
    let addresses: Vec<(String, String)> = match purchase.state() {
        State::Running(addresses) => addresses.clone(),
        _ => Vec::new(),
    };
    if let End::Told(signal) = end {
        return Err(Stop::signal(signal, left(&id)));
    }
    tell(&id, status(&purchase), &purchase.intent().name, &addresses, json)?;
    match purchase.exit_code() {
        0 => Ok(0),
        code => Err(Stop::new(code, purchase.sentence())),
    }
}

/// An instance that is none of our unfinished purchases.
struct Looking<'a> {
    watch: Watch,
    client: &'a Client,
    json: bool,
}

impl Looking<'_> {
    async fn run(mut self, signals: &mut Signals) -> Result<u8, Stop> {
        let (pace, mut progress) = (Pace::default(), Progress::new());
        let id = self.watch.instance_id().to_owned();
        let mut name = String::new();
        loop {
            let answer = tokio::select! {
                answer = self.client.instance(&id) => answer,
                signal = signals.next() => return Err(Stop::signal(signal, left(&id))),
            };
            if let Err(failure) = &answer {
                if self.watch.asked() == 0 {
                    return Err(failure.clone().into());
                }
                progress.tell_state(Mark::Trouble, "could not be asked", &failure.line());
            }
            if let Ok(Some(instance)) = &answer {
                name.clone_from(&instance.name);
            }
            match self.watch.judge(&answer, &pace, Timestamp::now()) {
                Verdict::Running(instance) => return self.running(&instance),
                Verdict::Failed(status) => {
                    tell(&id, &status, &name, &[], self.json)?;
                    return Err(Stop::new(9, format!("{id} is {status}. {}", advice(&status))));
                }
                Verdict::Late => {
                    tell(&id, self.watch.status().unwrap_or_default(), &name, &[], self.json)?;
                    return Err(Stop::new(9, format!("Not RUNNING within the limit. {}", left(&id))));
                }
                Verdict::GoOn => {}
            }
            match (self.watch.status(), &answer) {
                (Some(status), Ok(_)) => progress.tell_state(Mark::Doing, status, advice(status)),
                (None, Ok(_)) => progress.tell_state(
                    Mark::Doing,
                    "the cloud knows no such instance, or not yet",
                    "it is asked for five minutes",
                ),
                _ => {}
            }
            tokio::select! {
                () = tokio::time::sleep(self.watch.pause(&pace)) => {}
                signal = signals.next() => return Err(Stop::signal(signal, left(&id))),
            }
        }
    }

    fn running(&self, instance: &Instance) -> Result<u8, Stop> {
        let addresses: Vec<(String, String)> =
            instance.addresses.iter().map(|(what, list)| ((*what).to_owned(), list.clone())).collect();
        tell(&instance.id, &instance.status, &instance.name, &addresses, self.json)?;
        Ok(0)
    }
}

fn left(id: &str) -> String {
    format!("The instance is not touched. Watch it again with: rocketmq-wizard watch {id}")
}

/// The result: state, ID, name and addresses.
///
/// # Errors
/// When it cannot be written; then the error says what would have stood there.
fn tell(id: &str, status: &str, name: &str, addresses: &[(String, String)], json: bool) -> Result<(), Stop> {
    let told = if json {
        let addresses: Map<String, Json> =
            addresses.iter().map(|(what, list)| (what.clone(), list.as_str().into())).collect();
        print(json!({ "instance_id": id, "status": status, "name": name, "addresses": addresses }))
    } else {
        print(format_args!("{status}  {id}  {name}"))
            .and_then(|()| addresses.iter().try_for_each(|(what, list)| print(format_args!("{what}  {list}"))))
    };
    told.map_err(|error| {
        let text = format!("The result could not be written to standard output: {error}. {id} is {status}.");
        Stop::failed(text).with("instance_id", id.into()).with("status", status.into())
    })
}
