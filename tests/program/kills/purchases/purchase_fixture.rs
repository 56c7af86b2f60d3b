//! Where the kill tests buy, and what cloud and journal hold of it.

use crate::support::env::{Environment, put, settings};
use crate::support::pty::Session;
use jiff::{SignedDuration, Timestamp};
use rocketmq_wizard::cloud::client::Client;
use rocketmq_wizard::cloud::transport::Limits;
use rocketmq_wizard::sandbox::Seen;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use serde_json::{Value as Json, json};
use std::path::PathBuf;

/// Columns and rows in which the whole summary stands, so that the box at its end is open from the start.
pub(crate) const TALL: (u16, u16) = (80, 30);

/// Longer than an instance is looked for before the person is asked (`Pace::search`).
const LATER: SignedDuration = SignedDuration::from_mins(6);

/// An environment whose cloud takes the same name any number of times, so that nothing but the program keeps it at one.
pub(crate) struct PurchaseFixture {
    pub(crate) env: Environment,
}

/// A file of the journal, and its facts by their words, each with what it says.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) path: PathBuf,
    pub(crate) facts: Vec<(String, Json)>,
}

impl Page {
    /// Read here, apart from the program: a line that is no JSON can only be the torn last one, or was read while the
    /// program wrote, and is whole when it is read again.
    fn read(path: PathBuf) -> Self {
        let whole = (0..3).find_map(|_| {
            let text = std::fs::read(&path).unwrap_or_default();
            let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
            let whole: Vec<Json> = lines.iter().map_while(|line| serde_json::from_slice(line).ok()).collect();
            (whole.len() + 1 >= lines.len()).then_some(whole)
        });
        let whole = whole.unwrap_or_else(|| panic!("{}", path.display()));
        let fact = |line: &Json| match &line["fact"] {
            Json::String(word) => (word.clone(), Json::Null),
            about => about.as_object().unwrap().clone().into_iter().next().unwrap(),
        };
        Self { facts: whole.iter().map(fact).collect(), path }
    }

    pub(crate) fn words(&self) -> Vec<&str> {
        self.facts.iter().map(|(word, _)| word.as_str()).collect()
    }

    pub(crate) fn last(&self) -> &str {
        self.facts.last().map_or("nothing", |(word, _)| word)
    }

    pub(crate) fn is_settled(&self) -> bool {
        let settles = ["nothing_sent", "refused", "tagged", "failed", "replaced"];
        settles.contains(&self.last()) || self.last() == "running" && !self.has_tags()
    }

    /// Whether the order has tags.
    pub(crate) fn has_tags(&self) -> bool {
        self.facts.first().is_some_and(|(_, intent)| intent.get("tags").is_some())
    }

    /// Whether the instance runs, and its tags are still to be set.
    pub(crate) fn owes_tags(&self) -> bool {
        self.has_tags() && self.last() == "running"
    }

    pub(crate) fn is_receipt(&self) -> bool {
        self.path.parent().is_some_and(|dir| dir.ends_with("receipts"))
    }

    /// The instance it names.
    pub(crate) fn id(&self) -> Option<&str> {
        self.facts.iter().find_map(|(_, about)| about.get("instance_id")?.as_str())
    }
}

impl PurchaseFixture {
    pub(crate) fn new(world: World) -> Self {
        Self { env: Environment::new(world.duplicate_names().quota(1_000_000)) }
    }

    /// Puts a draft of this name there that has a tag of its own.
    pub(crate) fn stock_tagged(&self, name: &str) {
        self.env.stock(name, "Summary");
        let path = self.env.draft(name);
        let mut draft: Json = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        draft["answers"]["tags"] = json!([{ "key": "order", "value": name }]);
        put(&path, draft.to_string().as_bytes());
    }

    /// What was sent to set the tags of this instance, as far as the cloud remembers.
    pub(crate) fn tags_sent(&self, id: &str) -> Vec<Json> {
        let path = format!("/rocketmq/{id}/tags/action");
        let seen = self.env.cloud.requests().into_iter().filter(|seen| seen.path.ends_with(&path));
        seen.map(|seen| serde_json::from_slice(&seen.body).unwrap()).collect()
    }

    /// Starts the wizard with the draft of this name.
    pub(crate) fn wizard(&self, name: &str) -> Session {
        self.env.wizard(TALL, &["--draft", name])
    }

    /// Next time something is bought, this happens.
    pub(crate) fn spoil(&self, trouble: FaultKind) {
        self.env.cloud.set_fault(Fault::new(trouble).on("POST", "/v2/"));
    }

    /// The next call that sets tags is answered so late: time to be killed in, between RUNNING and the tags.
    pub(crate) fn delay_tags(&self, ms: u64) {
        let slow = Fault::new(FaultKind::Slow { ms });
        self.env.cloud.set_fault(slow.on("POST", "/v2/*/rocketmq/*/tags/"));
    }

    /// How many instances of this name were bought.
    pub(crate) fn bought(&self, name: &str) -> usize {
        self.env.cloud.created().iter().filter(|body| body["name"] == name).count()
    }

    /// How often buying was tried, as the cloud saw it.
    pub(crate) fn asked(&self) -> usize {
        let orders = |seen: &&Seen| seen.method == "POST" && seen.path.ends_with("/instances");
        self.env.cloud.requests().iter().filter(orders).count()
    }

    /// IDs of the instances of this name, by the cloud's word.
    pub(crate) fn ids(&self, name: &str) -> Vec<String> {
        let client = Client::new(settings(&self.env.cloud.url()), Limits::default()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let found = runtime.block_on(client.instances_named(name)).unwrap();
        found.into_iter().map(|instance| instance.id).collect()
    }

    /// What the journal holds about this name, oldest file first.
    pub(crate) fn journal(&self, name: &str) -> Vec<Page> {
        let dir = self.env.state().join("purchases");
        let entries = [dir.clone(), dir.join("receipts")].into_iter().flat_map(std::fs::read_dir).flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        let of_name = |path: &PathBuf| path.to_string_lossy().ends_with(&format!("-{name}.jsonl"));
        let mut pages: Vec<Page> = paths.filter(of_name).map(Page::read).collect();
        pages.sort_by(|a, b| a.path.file_name().cmp(&b.path.file_name()));
        pages
    }

    /// Makes what is not settled six minutes older, as if the program were started that much later.
    pub(crate) fn let_time_pass(&self, name: &str) {
        for page in self.journal(name).iter().filter(|page| !page.is_receipt()) {
            let text = std::fs::read_to_string(&page.path).unwrap();
            let lines = text.lines().filter_map(|line| serde_json::from_str(line).ok());
            std::fs::write(&page.path, lines.map(|line| older(line).to_string() + "\n").collect::<String>()).unwrap();
        }
    }
}

fn older(mut line: Json) -> Json {
    for place in ["/at", "/fact/intent/at"] {
        if let Some(at) = line.pointer_mut(place) {
            let time: Timestamp = at.as_str().unwrap().parse().unwrap();
            *at = (time - LATER).to_string().into();
        }
    }
    line
}
