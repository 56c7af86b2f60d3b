//! The wizard without a terminal: the real app, view, client, purchase and journal against the real sandbox, driven by
//! keys, and its screen as text.
//!
//! Keys come one by one, as a person types, on a clock of their own; the app's time stands still between them, and
//! [`Wizard::wait`] moves it. Nothing ever sleeps. Lists are answered before the key
//! that asked for them returns, unless the wizard was set up with [`Setup::unanswered`]. Every picture ever drawn, every
//! file and every request is searched for the secret key.

use super::{ACCESS_KEY, SECRET_KEY, assert_no_secret};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use rocketmq_wizard::app::draft::DraftOrder;
use rocketmq_wizard::app::message::{Effect, Msg};
use rocketmq_wizard::app::state::{App, Screen, Session, Unfinished};
use rocketmq_wizard::arrival::Arrival;
use rocketmq_wizard::catalog::Failure;
use rocketmq_wizard::cloud::caller::Settings;
use rocketmq_wizard::cloud::client::Client;
use rocketmq_wizard::cloud::credentials::Credentials;
use rocketmq_wizard::cloud::endpoints::Endpoints;
use rocketmq_wizard::cloud::transport::Limits;
use rocketmq_wizard::form::draft::Draft;
use rocketmq_wizard::form::field::Form;
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::perform::{Clerk, perform};
use rocketmq_wizard::purchase::record::Record;
use rocketmq_wizard::purchase::watch::Pace;
use rocketmq_wizard::purchase::{Action, Event};
use rocketmq_wizard::runtime::keeper::Keeper;
use rocketmq_wizard::runtime::message;
use rocketmq_wizard::sandbox::faults::{Fault, Trouble};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION, Sandbox, Seen, start_on_thread};
use rocketmq_wizard::secret::Secret;
use rocketmq_wizard::service::checks::fetch_findings;
use rocketmq_wizard::steps::{STEPS, account};
use rocketmq_wizard::store::Dirs;
use rocketmq_wizard::store::journal::{Entry, Journal};
use rocketmq_wizard::terminal::decode::Decoder;
use rocketmq_wizard::view;
use serde_json::Value as Json;
use std::collections::VecDeque;
use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use unicode_width::UnicodeWidthStr;

/// When every scenario begins.
const BEGIN: &str = "2026-03-01T14:12:03Z";
/// How long an order takes to be answered.
const ANSWERED: Duration = Duration::from_millis(812);
/// From key to key of somebody who types fast.
const STROKE: Duration = Duration::from_millis(90);
/// The most jumps of the clock a purchase may take to come to rest.
const PATIENCE: usize = 10_000;

/// What the cloud says to somebody who may not do this.
pub fn forbidden() -> Trouble {
    let message = "You do not have permission to perform this action".to_owned();
    Trouble::Refuse { status: 403, code: "APIGW.0302".to_owned(), message }
}

/// How a wizard begins.
pub struct Setup {
    world: World,
    size: (u16, u16),
    ascii: bool,
    account: bool,
    broken: Option<&'static str>,
    answered: bool,
}

impl Default for Setup {
    fn default() -> Self {
        let world = World::default().creation_time(Duration::ZERO);
        Self { world, size: (80, 24), ascii: false, account: true, broken: None, answered: true }
    }
}

impl Setup {
    /// Of a cloud that is changed like this. Instances are RUNNING at once unless it says otherwise.
    pub fn world(self, change: impl FnOnce(World) -> World) -> Self {
        Self { world: change(self.world), ..self }
    }

    /// From the start on, requests of this method and path fail like this for good.
    pub fn fault(self, method: &str, path: &str, trouble: Trouble) -> Self {
        let fault = Fault::new(trouble).on(method, path).times(u32::MAX);
        self.world(|world| world.fault(fault))
    }

    /// On a terminal of so many columns and rows.
    pub fn size(self, width: u16, height: u16) -> Self {
        Self { size: (width, height), ..self }
    }

    pub fn ascii(self) -> Self {
        Self { ascii: true, ..self }
    }

    /// With neither keys nor region nor project in the environment.
    pub fn stranger(self) -> Self {
        Self { account: false, ..self }
    }

    /// With keys in the environment that cannot be used.
    pub fn broken_keys(self, told: &'static str) -> Self {
        Self { account: false, broken: Some(told), ..self }
    }

    /// With lists that stay under way until [`Wizard::answer`].
    pub fn unanswered(self) -> Self {
        Self { answered: false, ..self }
    }

    pub fn start(self) -> Wizard {
        Wizard::begin(self)
    }
}

/// A wizard under way.
pub struct Wizard {
    pub app: App,
    /// Gone once it was unplugged.
    cloud: Option<Sandbox>,
    url: String,
    files: TempDir,
    keeper: Keeper,
    clerk: Clerk,
    runtime: Runtime,
    known: Option<Credentials>,
    client: Option<(Account, Client)>,
    size: (u16, u16),
    answered: bool,
    under_way: VecDeque<Effect>,
    timers: Vec<(Timestamp, Msg)>,
    left: Option<i32>,
    copied: Vec<String>,
    saved: Draft,
    aliases: Aliases,
    decoder: Decoder,
    /// When the last key came.
    typed: Instant,
}

/// Region, project and keys.
type Account = (String, String, Credentials);

impl Wizard {
    /// Keys, region and project are known, the terminal is 80x24, the cloud is the sandbox's standard world.
    pub fn start() -> Self {
        Setup::default().start()
    }

    fn begin(setup: Setup) -> Self {
        let cloud = start_on_thread(setup.world, ([127, 0, 0, 1], 0).into()).unwrap();
        let files = tempfile::tempdir().unwrap();
        let dirs = dirs(&files);
        let known = setup.account.then(|| keys(SECRET_KEY.to_owned(), ACCESS_KEY.to_owned()));
        let mut app = app(known.is_some(), &cloud.url(), BEGIN.parse().unwrap());
        app.session.broken = setup.broken.map(str::to_owned);
        app.ascii = setup.ascii;
        let effects = app.start();
        let mut wizard = Self {
            app,
            url: cloud.url(),
            cloud: Some(cloud),
            keeper: Keeper::new(&dirs),
            clerk: Clerk::new(Journal::open(&dirs, Pace::default())),
            files,
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
            known,
            client: None,
            size: setup.size,
            answered: setup.answered,
            under_way: VecDeque::new(),
            timers: Vec::new(),
            left: None,
            copied: Vec::new(),
            saved: Draft::default(),
            aliases: Aliases::default(),
            decoder: Decoder::default(),
            typed: Instant::now(),
        };
        wizard.carry_out(effects);
        wizard
    }

    /// The process is gone without a word, and another start finds what it left on disk.
    pub fn crash_and_restart(mut self) -> Self {
        let dirs = dirs(&self.files);
        let journal = Journal::open(&dirs, Pace::default());
        self.clerk = Clerk::new(journal.clone());
        self.keeper = Keeper::new(&dirs);
        (self.timers, self.under_way, self.left) = (Vec::new(), VecDeque::new(), None);
        self.app = app(self.known.is_some(), &self.url, self.app.now);
        let drafts = self.keeper.list().unwrap();
        if !drafts.is_empty() {
            self.app.offer_drafts(drafts);
        }
        self.app.unfinished = journal.unfinished().unwrap().entries.iter().map(unfinished).collect();
        let effects = self.app.start();
        self.carry_out(effects);
        self
    }

    /// Presses keys: characters as they are, others by name: `<Enter> <Tab> <S-Tab> <Esc> <Space> <BS> <Del> <Up> <Down>
    /// <Left> <Right> <Home> <End> <PgUp> <PgDn> <F1> <lt>`, with Ctrl as `<C-o>`, several times as `<Down*3>`.
    pub fn keys(mut self, keys: &str) -> Self {
        self.press(keys);
        self
    }

    /// The same, without taking the wizard.
    pub fn press(&mut self, keys: &str) {
        for held in parse(keys).chunk_by(|a, b| a == b) {
            // A key that is held down comes in batches, and a batch is one picture.
            for event in held {
                let came = Arrival { alone: true, ..self.arrival(STROKE) };
                let effects = self.app.update(Msg::Key(*event, came));
                self.carry_out(effects);
            }
            self.look();
        }
    }

    /// Pastes as a terminal with bracketed paste does.
    pub fn paste(self, text: &str) -> Self {
        self.reads(STROKE, &[format!("\x1b[200~{text}\x1b[201~").as_bytes()])
    }

    /// The terminal delivers these bytes, a read each, so long after one another; each read is one picture.
    pub fn reads(mut self, pause: Duration, reads: &[&[u8]]) -> Self {
        for bytes in reads {
            let at = self.arrival(pause).at.unwrap();
            let batch = self.decoder.feed(bytes, at, at);
            for input in batch.inputs {
                let effects = self.app.update(message(input, batch.arrival));
                self.carry_out(effects);
            }
            self.look();
        }
        self
    }

    /// Opens a request body or a draft, as a paste into the list of drafts does.
    pub fn import(mut self, text: &str) -> Self {
        self.carry_out(vec![Effect::Draft(DraftOrder::Import(text.to_owned()))]);
        self
    }

    /// So long after what came last.
    fn arrival(&mut self, pause: Duration) -> Arrival {
        let before = Some(self.typed);
        self.typed += pause;
        Arrival { alone: false, at: Some(self.typed), before }
    }

    /// Gives the terminal another size.
    pub fn resize(mut self, width: u16, height: u16) -> Self {
        self.size = (width, height);
        self.tell(Msg::Resize);
        self
    }

    /// Jumps to a screen by its number; the one after the last step is the summary.
    pub fn to(self, step: usize) -> Self {
        self.keys(&format!("<C-o>g<Down*{step}><Enter>"))
    }

    /// Jumps to a question by its API name.
    pub fn on(self, key: &str) -> Self {
        let step = STEPS.iter().position(|step| step.fields.iter().any(|field| field.key == key));
        let mut wizard = self.to(step.unwrap());
        let screen = wizard.app.screen;
        while wizard.app.screen == screen && wizard.app.focus.key != key {
            wizard.press("<Tab>");
        }
        if wizard.app.focus.key != key {
            wizard = wizard.to(step.unwrap());
            while wizard.app.focus.key != key {
                assert_eq!(wizard.app.screen, screen, "{key} is not asked");
                wizard.press("<S-Tab>");
            }
        }
        wizard
    }

    /// To the summary, with nothing wrong: pay-per-use, one zone.
    pub fn ready(self) -> Self {
        let wizard = self.on("name").keys("orders-prod").on("vpc_id").keys("/vpc-orders<Enter>");
        let wizard = wizard.on("subnet_id").keys("/tier-b<Enter>").on("security_group_id").keys("/sg-mq<Enter>");
        wizard.on("available_zones").keys("g<Space>").to(10)
    }

    /// To the summary, yearly/monthly with auto-pay: the name has to be typed.
    pub fn ready_to_pay(self) -> Self {
        self.ready().on("charging_mode").keys("j<Enter>").on("is_auto_pay").keys("<Space>").to(10)
    }

    /// Orders what the summary shows.
    pub fn buy(self) -> Self {
        self.keys("yes<Enter>")
    }

    /// Lets time pass; what comes due meanwhile happens, in its order.
    pub fn wait(mut self, seconds: i64) -> Self {
        let until = self.app.now + SignedDuration::from_secs(seconds);
        while self.jump(until) {}
        self.app.now = until;
        self
    }

    /// Lets time pass until the purchase needs none any more.
    pub fn wait_until_settled(mut self) -> Self {
        for _ in 0..PATIENCE {
            let purchase = self.app.purchase.as_ref().unwrap();
            let waits = self.timers.iter().any(|(_, msg)| matches!(msg, Msg::Purchase(_)));
            if purchase.is_settled() || !waits || !self.jump(Timestamp::MAX) {
                return self;
            }
        }
        panic!("the purchase does not come to rest:\n{}", self.screen());
    }

    /// From now on lists and checks stay under way until [`Self::answer`].
    pub fn hold(mut self) -> Self {
        self.answered = false;
        self
    }

    /// Answers the lists that are under way.
    pub fn answer(mut self) -> Self {
        self.answered = true;
        let effects = std::mem::take(&mut self.under_way);
        self.carry_out(effects.into());
        self
    }

    /// From now on, requests of this method and path fail like this.
    pub fn fault(self, method: &str, path: &str, times: u32, trouble: Trouble) -> Self {
        self.cloud().set_fault(Fault::new(trouble).on(method, path).times(times));
        self
    }

    /// The summary, with checks that were not permitted to look: only the cloud can say no now.
    pub fn unchecked(self) -> Self {
        self.fault("GET", "/v2/", u32::MAX, forbidden()).to(10).clear_faults()
    }

    pub fn clear_faults(self) -> Self {
        self.cloud().clear_faults();
        self
    }

    /// Nothing listens any more: connections are refused.
    pub fn unplug(mut self) -> Self {
        self.cloud = None;
        self
    }

    fn cloud(&self) -> &Sandbox {
        self.cloud.as_ref().expect("the cloud is still there")
    }

    /// Bodies of the orders the cloud took.
    pub fn created(&self) -> Vec<Json> {
        self.cloud().created()
    }

    /// How many orders arrived, whether or not the cloud took them.
    pub fn orders(&self) -> usize {
        self.cloud().requests().iter().filter(|seen| seen.method == "POST" && seen.path.ends_with("/instances")).count()
    }

    pub fn requests(&self) -> Vec<Seen> {
        self.cloud().requests()
    }

    /// The draft as it was last saved.
    pub fn saved(&self) -> &Draft {
        &self.saved
    }

    /// Texts that were sent to the clipboard.
    pub fn copied(&self) -> &[String] {
        &self.copied
    }

    /// The exit code, once the wizard was left.
    pub fn left(&self) -> Option<i32> {
        self.left
    }

    /// The answers that count, by API name.
    pub fn value(&self, key: &str) -> Value {
        self.app.form.value(self.app.form.field(key).unwrap()).into_owned()
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        text(&self.draw().0).replace(&self.url, "http://127.0.0.1:PORT")
    }

    /// The screen with the cursor and everything that is neither plain nor dim named below.
    pub fn styled(&self) -> String {
        let (buffer, cursor) = self.draw();
        let cursor = cursor.map_or("cursor hidden".to_owned(), |at| format!("cursor {},{}", at.x, at.y));
        format!("{}\n{cursor}\n{}", text(&buffer), styles(&buffer)).replace(&self.url, "http://127.0.0.1:PORT")
    }

    /// Hands a message to the app, carries out what it asks for, and looks at the screen.
    pub fn tell(&mut self, msg: Msg) {
        // A tick only lets time show; a picture each second would take longer than all the rest.
        let shows = !matches!(msg, Msg::Tick);
        let effects = self.app.update(msg);
        self.carry_out(effects);
        if shows {
            self.look();
        }
    }

    /// A picture is drawn. Fails if the secret key shows.
    fn look(&mut self) {
        assert_no_secret(text(&self.draw().0).as_bytes());
        let shows_box = view::shows_box(&self.app, Rect::new(0, 0, self.size.0, self.size.1));
        self.app.drawn(shows_box.then_some(self.typed));
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            for msg in self.perform(effect) {
                queue.extend(self.app.update(msg));
            }
        }
    }

    fn perform(&mut self, effect: Effect) -> Vec<Msg> {
        match effect {
            Effect::Fetch(_) | Effect::Check(_) if !self.answered => self.under_way.push_back(effect),
            Effect::Fetch(lookup) => {
                self.connect();
                let client = &self.client.as_ref().unwrap().1;
                let mut result = self.runtime.block_on(client.lookup(&lookup));
                if let Err(failure) = &mut result {
                    self.aliases.fail(failure);
                }
                return vec![Msg::Fetched(lookup, result)];
            }
            Effect::Cancel(lookup) => self.under_way.retain(|effect| *effect != Effect::Fetch(lookup.clone())),
            Effect::Check(subject) => {
                self.connect();
                let client = &self.client.as_ref().unwrap().1;
                let mut found = self.runtime.block_on(fetch_findings(client, &subject));
                for failure in [found.named.as_mut().err(), found.quota.as_mut().err()].into_iter().flatten() {
                    self.aliases.fail(failure);
                }
                let account = self.runtime.block_on(client.account());
                return vec![Msg::Account(account), Msg::Checked(subject, Box::new(found))];
            }
            Effect::Purchase(Action::Record(record)) => return self.record(&record),
            Effect::Purchase(action) => return self.purchase(action),
            Effect::Resume(id) => return vec![self.resume(id)],
            Effect::Save(saved) => {
                let (name, follows) = (self.app.draft_name(), self.app.session.follows);
                let result = self.keeper.save(&name, follows, (*saved).clone(), self.app.screen_title());
                self.saved = *saved;
                return vec![Msg::Written(result)];
            }
            Effect::Draft(order) => return vec![self.order(order)],
            Effect::Copy(text) => {
                assert_no_secret(text.as_bytes());
                self.copied.push(text.clone());
                return vec![Msg::Copied(text, true)];
            }
            Effect::Tick(after) => self.timers.push((self.app.now + after, Msg::Tick)),
            Effect::Redraw | Effect::Suspend => {}
            Effect::Quit(code) => {
                self.left.get_or_insert(code);
            }
        }
        Vec::new()
    }

    fn record(&mut self, record: &Record) -> Vec<Msg> {
        let (event, earlier) = self.clerk.write(record);
        let id = self.clerk.id().map(str::to_owned);
        let told = [earlier.map(|entry| Msg::Earlier(entry.id)), id.map(Msg::Journalled), Some(Msg::Purchase(event))];
        told.into_iter().flatten().collect()
    }

    fn resume(&mut self, id: String) -> Msg {
        let taken = self.clerk.take(&id);
        Msg::Resumed(taken.map(|purchase| (id, Box::new(purchase))).map_err(|refusal| refusal.to_string()))
    }

    fn purchase(&mut self, action: Action) -> Vec<Msg> {
        self.timers.retain(|(_, msg)| matches!(msg, Msg::Tick));
        if let Action::Wait(pause) = action {
            self.timers.push((self.app.now + pause, Msg::Purchase(Event::Due)));
            return Vec::new();
        }
        self.connect();
        let ahead = Timestamp::now().duration_since(self.app.now);
        let mut intent = self.app.purchase.as_ref().unwrap().intent().clone();
        intent.at += ahead;
        if action == Action::Send {
            self.app.now += ANSWERED;
        }
        let client = &self.client.as_ref().unwrap().1;
        let mut event = self.runtime.block_on(perform(client, &intent, self.aliases.told(action)));
        self.aliases.tell(&mut event);
        // The cloud's clock is the real one.
        let millis = i64::try_from(ahead.as_millis()).unwrap();
        let times: Vec<&mut i64> = match &mut event {
            Event::Named(Ok(found)) => found.iter_mut().filter_map(|one| one.created_at.as_mut()).collect(),
            Event::Orders(Ok(found)) => found.iter_mut().filter_map(|one| one.created_at.as_mut()).collect(),
            _ => Vec::new(),
        };
        for at in times {
            *at -= millis;
        }
        vec![Msg::Purchase(event)]
    }

    /// A client of the account as the form has it now.
    fn connect(&mut self) {
        let form = &self.app.form;
        let typed = || {
            keys(
                form.secret(&account::SECRET_KEY).expose().to_owned(),
                form.secret(&account::ACCESS_KEY).expose().to_owned(),
            )
        };
        let credentials = self.known.clone().unwrap_or_else(typed);
        let account = (form.text(&account::REGION), form.text(&account::PROJECT), credentials);
        if self.client.as_ref().is_some_and(|(old, _)| *old == account) {
            return;
        }
        let (region, project_id, credentials) = account.clone();
        let endpoints = Endpoints::parse(std::slice::from_ref(&self.url)).unwrap();
        let settings = Settings { region, project_id, endpoints, ca_bundle: None, credentials };
        let limits = Limits { pause: Duration::from_millis(1), ..Limits::default() };
        self.client = Some((account, Client::with_limits(settings, limits).unwrap()));
    }

    fn order(&mut self, order: DraftOrder) -> Msg {
        let keeper = &mut self.keeper;
        let result = match order {
            DraftOrder::Open(name) => return Msg::Opened(keeper.open(&name).map(Box::new)),
            DraftOrder::Import(text) => return Msg::Opened(keeper.import_text(&text).map(Box::new)),
            DraftOrder::Rename(from, to) => keeper.rename(&from, &to),
            DraftOrder::Copy(from, to) => keeper.copy(&from, &to),
            DraftOrder::Remove(name) => keeper.remove(&name),
        };
        Msg::Drafts(keeper.list().unwrap(), result.err())
    }

    /// To the next thing that comes due, if that is not later than `until`.
    fn jump(&mut self, until: Timestamp) -> bool {
        let next = (0..self.timers.len()).min_by_key(|index| self.timers[*index].0);
        let Some(index) = next.filter(|index| self.timers[*index].0 <= until) else { return false };
        let (at, msg) = self.timers.remove(index);
        self.app.now = at;
        self.tell(msg);
        true
    }

    fn draw(&self) -> (Buffer, Option<Position>) {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| view::draw(&self.app, frame)).unwrap();
        let backend = terminal.backend();
        let cursor = backend.cursor_visible().then(|| backend.cursor_position());
        (backend.buffer().clone(), cursor)
    }

    /// Fails if the secret key is in any file or in any request.
    fn search(&self) {
        let mut folders = vec![self.files.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    assert_no_secret(&std::fs::read(&path).unwrap());
                }
            }
        }
        for seen in self.cloud.iter().flat_map(Sandbox::requests) {
            assert_no_secret(
                format!("{} {} {}", seen.path, seen.query, String::from_utf8_lossy(&seen.body)).as_bytes(),
            );
        }
        assert_no_secret(format!("{:?} {:?}", self.app.form.saved(), self.app.farewell()).as_bytes());
    }

    /// Every file that was written, by its path, for tests of what is kept.
    pub fn files(&self) -> &Path {
        self.files.path()
    }

    /// The step that is shown, or none where another screen is.
    pub fn step(&self) -> Option<usize> {
        match self.app.screen {
            Screen::Step(step) => Some(step),
            _ => None,
        }
    }
}

/// IDs the cloud makes up differ from run to run; the app hears of them by names that do not.
#[derive(Default)]
struct Aliases(Vec<(String, String)>);

impl Aliases {
    fn of(&mut self, real: &mut String, shape: &str) {
        if let Some((_, alias)) = self.0.iter().find(|(known, _)| known == real) {
            return real.clone_from(alias);
        }
        let alias = shape.replace('#', &self.0.len().to_string());
        self.0.push((std::mem::replace(real, alias.clone()), alias));
    }

    fn instance(&mut self, id: &mut String) {
        self.of(id, "8959ab1#-7a1a-4bb1-a05d-93dfc361b32d");
    }

    fn fail(&mut self, failure: &mut Failure) {
        failure.request_id.iter_mut().for_each(|id| self.of(id, "1f0c2b7a9d4e4f60a1b2c3d4e5f6071#"));
    }

    /// The action as the cloud is told it.
    fn told(&self, action: Action) -> Action {
        match action {
            Action::LookUpInstance(id) => {
                let real = self.0.iter().find(|(_, alias)| *alias == id).map(|(real, _)| real.clone());
                Action::LookUpInstance(real.unwrap_or(id))
            }
            Action::LookUpNamesakes(id) => {
                let real = self.0.iter().find(|(_, alias)| *alias == id).map(|(real, _)| real.clone());
                Action::LookUpNamesakes(real.unwrap_or(id))
            }
            other => other,
        }
    }

    /// The event as the app is told it.
    fn tell(&mut self, event: &mut Event) {
        match event {
            Event::Answer(Ok(placed)) => {
                self.instance(&mut placed.instance_id);
                placed.order_id.iter_mut().for_each(|id| self.order(id));
                placed.request_id.iter_mut().for_each(|id| self.of(id, "1f0c2b7a9d4e4f60a1b2c3d4e5f6071#"));
            }
            Event::Named(Ok(found)) => found.iter_mut().for_each(|one| self.instance(&mut one.id)),
            Event::Seen(Ok(Some(found))) => self.instance(&mut found.id),
            Event::Orders(Ok(orders)) => orders.iter_mut().for_each(|order| self.order(&mut order.id)),
            Event::Answer(Err(failure))
            | Event::Named(Err(failure))
            | Event::Seen(Err(failure))
            | Event::Orders(Err(failure)) => self.fail(failure),
            _ => {}
        }
    }

    fn order(&mut self, id: &mut String) {
        self.of(id, "CS26030114120ABC#");
    }
}

impl Drop for Wizard {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.search();
        }
    }
}

fn dirs(files: &TempDir) -> Dirs {
    Dirs { config: files.path().join("config"), state: files.path().join("state") }
}

fn app(known: bool, url: &str, now: Timestamp) -> App {
    let mut form = Form::new(STEPS);
    let mut session = Session { sandbox: known, endpoint: url.to_owned(), ..Session::default() };
    if known {
        form.give(&account::REGION, Value::text(REGION), "sandbox");
        form.give(&account::PROJECT, Value::text(PROJECT_ID), "sandbox");
        form.give(&account::ACCESS_KEY, Value::Empty, "sandbox");
    } else {
        let place = |place: &str, outcome: &str| (place.to_owned(), outcome.to_owned());
        session.places = vec![
            place("env HUAWEICLOUD_SDK_AK", "not set"),
            place("env HW_ACCESS_KEY", "no HW_SECRET_KEY beside it"),
            place("profile ~/.huaweicloud/credentials", "not there"),
        ];
    }
    App::new(form, session, now)
}

/// As a start says it of a purchase it finds.
fn unfinished(entry: &Entry) -> Unfinished {
    let name = entry.purchase.intent().name.clone();
    Unfinished { id: entry.id.clone(), name, sentence: entry.purchase.sentence() }
}

fn keys(secret_key: String, access_key: String) -> Credentials {
    let secret_key = Secret::new(secret_key);
    Credentials { access_key, secret_key, security_token: None, source: "test".to_owned(), expires: None }
}

/// Reads the notation of [`Wizard::keys`].
fn parse(keys: &str) -> Vec<KeyEvent> {
    let mut events = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        rest = rest.strip_prefix(first).unwrap();
        if first != '<' {
            events.push(KeyEvent::new(KeyCode::Char(first), KeyModifiers::NONE));
            continue;
        }
        let (name, tail) = rest.split_once('>').expect("a key's name ends with >");
        let (name, times) = name.split_once('*').map_or((name, 1), |(name, times)| (name, times.parse().unwrap()));
        events.extend(std::iter::repeat_n(named(name), times));
        rest = tail;
    }
    events
}

fn named(name: &str) -> KeyEvent {
    if let Some(letter) = name.strip_prefix("C-") {
        return KeyEvent::new(KeyCode::Char(letter.parse().unwrap()), KeyModifiers::CONTROL);
    }
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Tab" => KeyCode::Tab,
        "S-Tab" => return KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT),
        "Esc" => KeyCode::Esc,
        "Space" => KeyCode::Char(' '),
        "BS" => KeyCode::Backspace,
        "Del" => KeyCode::Delete,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PgUp" => KeyCode::PageUp,
        "PgDn" => KeyCode::PageDown,
        "F1" => KeyCode::F(1),
        "lt" => KeyCode::Char('<'),
        _ => panic!("no key is called {name}"),
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// Rows without the blanks at their ends.
fn text(buffer: &Buffer) -> String {
    rows(buffer).map(|row| symbols(&row).trim_end().to_owned() + "\n").collect()
}

fn rows(buffer: &Buffer) -> impl Iterator<Item = Vec<&Cell>> {
    (0..buffer.area.height).map(|y| (0..buffer.area.width).map(|x| &buffer[(x, y)]).collect())
}

/// What a terminal would show: the cell behind a wide character is part of it.
fn symbols(cells: &[&Cell]) -> String {
    let mut line = String::new();
    let mut covered = 0;
    for cell in cells {
        if covered == 0 {
            line.push_str(cell.symbol());
            covered = cell.symbol().width();
        }
        covered = covered.saturating_sub(1);
    }
    line
}

/// Runs of cells that are neither plain nor dim: row, how they look, what they say.
fn styles(buffer: &Buffer) -> String {
    let mut told = String::new();
    for (y, row) in rows(buffer).enumerate() {
        for run in row.chunk_by(|a, b| a.style() == b.style()) {
            let (look, said) = (look(run[0].style()), symbols(run));
            if !look.is_empty() && !said.trim().is_empty() {
                let _ = writeln!(told, "row {y}: {look}: {}", said.trim());
            }
        }
    }
    told
}

fn look(style: Style) -> String {
    let mut look = Vec::new();
    look.extend(
        style.fg.filter(|colour| colour.to_string() != "Reset").map(|colour| colour.to_string().to_lowercase()),
    );
    for (modifier, word) in [(Modifier::BOLD, "bold"), (Modifier::REVERSED, "reverse")] {
        look.extend(style.add_modifier.contains(modifier).then(|| word.to_owned()));
    }
    look.join(" ")
}
