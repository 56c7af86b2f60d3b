#![allow(dead_code, unreachable_pub, reason = "each kill test takes the part it needs")]
//! Somebody who buys, is killed, and comes back: one draft, one name, one cloud that takes the same name any number of
//! times, so that nothing but the program keeps it at one.

use crate::kill::{Home, cloud, put, reaches};
use crate::support::pty::{Key, Session};
use crate::support::{ACCESS_KEY, SECRET_KEY};
use jiff::{SignedDuration, Timestamp};
use rocketmq_wizard::cloud::caller::Settings;
use rocketmq_wizard::cloud::client::Client;
use rocketmq_wizard::cloud::credentials::Credentials;
use rocketmq_wizard::cloud::endpoints::Endpoints;
use rocketmq_wizard::sandbox::faults::{Fault, Trouble};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION, Sandbox};
use rocketmq_wizard::secret::Secret;
use serde_json::Value as Json;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long a purchase may take: the client's limit of a minute, and what a busy machine needs.
const PATIENCE: Duration = Duration::from_secs(90);
/// How often Ctrl-R is pressed.
const IMPATIENCE: Duration = Duration::from_millis(60);
/// Longer than an instance is looked for before the person is asked (`Pace::search`).
const LATER: SignedDuration = SignedDuration::from_mins(6);

/// A home and a cloud.
pub struct Shop {
    pub home: Home,
    pub cloud: Sandbox,
}

/// What the screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The box that buys waits for a word.
    Summary,
    /// The box that buys again waits for the name.
    Again,
    /// Several purchases wait to be gone on with.
    Several,
    Sent,
    Looking,
    Decision,
    Building,
    Running,
    NothingSent,
    Refused,
    Other,
}

impl Shown {
    pub fn on(screen: &str) -> Self {
        let title = screen.lines().nth(1).unwrap_or_default().trim_start();
        let titles = [
            ("CONFIRMED ", Self::Sent),
            ("SENT ", Self::Sent),
            ("LOOKING FOR IT ", Self::Looking),
            ("YOUR DECISION ", Self::Decision),
            ("PLACED ", Self::Building),
            ("CREATING ", Self::Building),
            ("RUNNING ", Self::Running),
            ("NOTHING SENT ", Self::NothingSent),
            ("REFUSED ", Self::Refused),
        ];
        if screen.contains("To send again, type the instance name:") {
            Self::Again
        } else if screen.contains("Enter goes on with one") {
            Self::Several
        } else if screen.contains("To buy, type") {
            Self::Summary
        } else {
            titles.iter().find(|(word, _)| title.starts_with(word)).map_or(Self::Other, |(_, shown)| *shown)
        }
    }
}

/// What is said where the cloud has an instance of the name, this one's perhaps.
pub const TAKEN: &str = "Nothing was sent: name is taken";

/// How long a settled purchase may take to become a receipt on a busy machine.
const FILING: Duration = Duration::from_secs(10);

/// Why driving a wizard ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The time for it is over.
    Due,
    Reached(Shown),
}

/// A file of the journal: what it is called, whether it is a receipt, and its facts by their words.
#[derive(Debug)]
pub struct Page {
    pub path: PathBuf,
    pub facts: Vec<(String, Json)>,
}

impl Page {
    pub fn words(&self) -> Vec<&str> {
        self.facts.iter().map(|(word, _)| word.as_str()).collect()
    }

    pub fn last(&self) -> &str {
        self.facts.last().map_or("nothing", |(word, _)| word)
    }

    pub fn is_settled(&self) -> bool {
        ["nothing_sent", "refused", "running", "failed", "replaced"].contains(&self.last())
    }

    pub fn is_receipt(&self) -> bool {
        self.path.parent().is_some_and(|dir| dir.ends_with("receipts"))
    }

    /// The instance it names.
    pub fn id(&self) -> Option<&str> {
        self.facts.iter().find_map(|(_, about)| about.get("instance_id")?.as_str())
    }
}

impl Shop {
    pub fn new(world: World) -> Self {
        Self { home: Home::new(), cloud: cloud(world.duplicate_names().quota(1_000_000)) }
    }

    /// Puts a complete draft of this name there; it was left at the summary.
    pub fn stock(&self, name: &str) {
        let mut draft: Json = serde_json::from_str(include_str!("../cases/api-page/draft.json")).unwrap();
        draft["screen"] = "Summary".into();
        let answers = draft["answers"].as_object_mut().unwrap();
        answers.insert("name".to_owned(), name.into());
        answers.insert("disk_encrypted_enable".to_owned(), false.into());
        answers.remove("disk_encrypted_key");
        put(&self.home.draft(name), draft.to_string().as_bytes());
    }

    pub fn wizard(&self, name: &str) -> Session {
        self.home.wizard(&self.cloud, &["--draft", name])
    }

    /// Next time something is bought, this happens.
    pub fn spoil(&self, trouble: Trouble) {
        self.cloud.set_fault(Fault::new(trouble).on("POST", "/v2/"));
    }

    /// How many instances of this name were bought.
    pub fn bought(&self, name: &str) -> usize {
        self.cloud.created().iter().filter(|body| body["name"] == name).count()
    }

    /// How often buying was tried, as the cloud saw it.
    pub fn asked(&self) -> usize {
        self.cloud.requests().iter().filter(|seen| seen.method == "POST").count()
    }

    /// IDs of the instances of this name, by the cloud's word.
    pub fn ids(&self, name: &str) -> Vec<String> {
        let settings = Settings {
            region: REGION.to_owned(),
            project_id: PROJECT_ID.to_owned(),
            endpoints: Endpoints::parse(&[self.cloud.url()]).unwrap(),
            ca_bundle: None,
            credentials: Credentials {
                access_key: ACCESS_KEY.to_owned(),
                secret_key: Secret::new(SECRET_KEY.to_owned()),
                security_token: None,
                source: "test".to_owned(),
                expires: None,
            },
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let found = runtime.block_on(Client::new(settings).unwrap().instances_named(name)).unwrap();
        found.into_iter().map(|instance| instance.id).collect()
    }

    /// What the journal holds about this name, oldest file first. Read here, apart from the program: a line that is no
    /// JSON can only be the torn last one.
    pub fn journal(&self, name: &str) -> Vec<Page> {
        let dir = self.home.dirs().state.join("purchases");
        let mut pages = Vec::new();
        for dir in [dir.clone(), dir.join("receipts")] {
            let Ok(entries) = std::fs::read_dir(&dir) else { continue };
            let paths = entries.map(|entry| entry.unwrap().path());
            pages.extend(paths.filter(|path| path.to_string_lossy().ends_with(&format!("-{name}.jsonl"))).map(read));
        }
        pages.sort_by(|a, b| a.path.file_name().cmp(&b.path.file_name()));
        pages
    }

    /// Makes what is not settled six minutes older, as if the program were started that much later.
    pub fn let_time_pass(&self, name: &str) {
        for page in self.journal(name).iter().filter(|page| !page.is_receipt()) {
            let text = std::fs::read_to_string(&page.path).unwrap();
            let lines = text.lines().filter(|line| !line.is_empty()).filter_map(|line| serde_json::from_str(line).ok());
            let aged: Vec<String> = lines.map(|line| older(line).to_string()).collect();
            std::fs::write(&page.path, aged.join("\n") + "\n").unwrap();
        }
    }

    /// What somebody does who wants this one instance: confirms, presses Ctrl-R, and sends again where the program has
    /// looked long enough and found nothing. Ends when something `is_end`, when it is looked for in vain, or when the
    /// time is up; `sent` is called whenever Enter was pressed in a box that buys, and says from when on the time is up.
    pub fn drive(
        &self,
        session: &mut Session,
        name: &str,
        mut due: Option<Instant>,
        mut sent: impl FnMut() -> Option<Instant>,
        is_end: impl Fn(Shown, &str) -> bool,
    ) -> End {
        // What comes before anything else may not be drawn yet.
        let mut unfinished = self.journal(name).iter().any(|page| !page.is_settled());
        let (patience, mut asked) = (Instant::now() + PATIENCE, Instant::now());
        while due.is_none_or(|due| Instant::now() < due) {
            let screen = session.screen();
            let shown = Shown::on(&screen);
            let in_vain = due.is_none() && screen.contains("No instance named") && self.bought(name) == 0;
            if is_end(shown, &screen) || (shown == Shown::Looking && in_vain) {
                return End::Reached(shown);
            }
            unfinished &= matches!(shown, Shown::Summary | Shown::Other);
            let once_more = screen.contains("press Enter once more");
            let (buy, again) = (("To buy, type yes:", "yes"), ("To send again, type the instance name:", name));
            let stands = |(question, word): (&str, &str)| {
                screen.lines().any(|line| line.split(question).nth(1).is_some_and(|behind| behind.trim() == word))
            };
            let word = match shown {
                // It was confirmed, and any key would take that back.
                Shown::Summary if screen.contains("then this is bought") => None,
                Shown::Summary | Shown::Again if once_more || stands(buy) || stands(again) => Some(("", "")),
                Shown::Summary if !unfinished => Some(buy),
                Shown::Again => Some(again),
                Shown::NothingSent | Shown::Several => {
                    session.key(Key::Enter);
                    None
                }
                Shown::Decision => {
                    assert_eq!(self.bought(name), 0, "it was not found:\n{screen}");
                    session.keys("s");
                    None
                }
                Shown::Building | Shown::Looking if asked.elapsed() >= IMPATIENCE => {
                    asked = Instant::now();
                    session.key(Key::Ctrl('r'));
                    None
                }
                _ => None,
            };
            if word.is_some_and(|(question, word)| session.type_word(question, word)) {
                session.key(Key::Enter);
                due = sent();
            }
            let deadline = due.unwrap_or(patience).min(patience);
            let pressed = matches!(shown, Shown::Decision | Shown::NothingSent | Shown::Several);
            if word.is_some() || pressed {
                reaches(session, deadline, |screen| {
                    let now = Shown::on(screen);
                    now != shown || is_end(now, screen) || screen.contains("press Enter once more") != once_more
                });
            } else {
                session.listen(Duration::from_millis(3).min(deadline.saturating_duration_since(Instant::now())));
            }
            let told = || self.journal(name).iter().map(|page| page.words().join(" ")).collect::<Vec<_>>();
            assert!(Instant::now() < patience, "nothing moves:\n{}\n{:?}", session.screen(), told());
        }
        End::Due
    }

    /// The same without a limit, until it serves or nothing more is done without the person. Returns the last screen.
    pub fn settle(&self, session: &mut Session, name: &str) -> Shown {
        let is_end = |shown, screen: &str| match shown {
            Shown::Running | Shown::Refused => true,
            Shown::NothingSent => !screen.contains("The program ended before anything was sent"),
            _ => screen.contains(TAKEN),
        };
        match self.drive(session, name, None, || None, is_end) {
            End::Reached(shown) => {
                // The screen is a moment ahead of the disk; whoever leaves within it leaves the rest to the next start.
                let filed = || self.journal(name).iter().all(Page::is_receipt);
                let _ = shown == Shown::Running && reaches(session, Instant::now() + FILING, |_| filed());
                shown
            }
            End::Due => unreachable!("there is no limit"),
        }
    }
}

fn read(path: PathBuf) -> Page {
    let text = std::fs::read(&path).unwrap_or_default();
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
    let mut facts = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        match serde_json::from_slice::<Json>(line) {
            Ok(line) => facts.push(fact(&line["fact"])),
            Err(error) => assert_eq!(at + 1, lines.len(), "{}: {error}", path.display()),
        }
    }
    Page { path, facts }
}

fn fact(fact: &Json) -> (String, Json) {
    match fact {
        Json::String(word) => (word.clone(), Json::Null),
        Json::Object(map) => map.iter().next().map(|(word, about)| (word.clone(), about.clone())).unwrap(),
        other => panic!("{other} is no fact"),
    }
}

fn older(mut line: Json) -> Json {
    let age = |at: &mut Json| {
        let time: Timestamp = at.as_str().unwrap().parse().unwrap();
        *at = (time - LATER).to_string().into();
    };
    age(&mut line["at"]);
    if let Some(at) = line.pointer_mut("/fact/intent/at") {
        age(at);
    }
    line
}
