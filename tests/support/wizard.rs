//! The shipped wizard without a terminal: its own loop, worker, services and journal against the sandbox, driven by keys,
//! and its screen as text. Only the terminal is replaced, and time stands still until [`Wizard::wait`] moves it.
//!
//! Keys come one by one, as a person types. Whatever a key brings about is answered before the next one, unless the cloud
//! is held back ([`Wizard::hold`]). Every picture, every file and every request is searched for the secret key.

use super::assert_no_secret;
use super::env::{assert_no_secret_below, settings};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};
use rocketmq_wizard::app::message::Msg;
use rocketmq_wizard::app::sight::Shown;
use rocketmq_wizard::app::state::{App, Screen, Session};
use rocketmq_wizard::arrival::Arrival;
use rocketmq_wizard::clock::Clock;
use rocketmq_wizard::cloud::client::Settings;
use rocketmq_wizard::cloud::transport::Limits;
use rocketmq_wizard::form::draft::Draft;
use rocketmq_wizard::form::state::Form;
use rocketmq_wizard::form::value::Value;
use rocketmq_wizard::purchase::Purchase;
use rocketmq_wizard::purchase::watch::Pace;
use rocketmq_wizard::runtime::console::Console;
use rocketmq_wizard::runtime::draft_session::DraftSession;
use rocketmq_wizard::runtime::{Environment, Runtime, snapshot};
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION, Sandbox, Seen, start_on_thread};
use rocketmq_wizard::service::connection::Network;
use rocketmq_wizard::steps::{STEPS, account};
use rocketmq_wizard::store::Dirs;
use rocketmq_wizard::store::drafts::Drafts;
use rocketmq_wizard::store::journal::Journal;
use rocketmq_wizard::terminal::backend::settle_wide;
use rocketmq_wizard::terminal::decode::{Batch, Decoder, Input};
use rocketmq_wizard::terminal::input::Events;
use rocketmq_wizard::view;
use std::fmt::Write;
use std::io;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::sync::watch;

/// When every scenario begins.
const BEGIN: &str = "2026-03-01T14:12:03Z";
/// From key to key of somebody who types fast.
const STROKE: Duration = Duration::from_millis(90);
/// How long the cloud may take to answer, on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the cloud says to somebody who may not do this.
pub fn forbidden() -> FaultKind {
    let message = "You do not have permission to perform this action".to_owned();
    FaultKind::Refuse { status: 403, code: "APIGW.0302".to_owned(), message }
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
        let world = World::default().creation_time(Duration::ZERO).seed("scenario");
        Self { world, size: (80, 24), ascii: false, account: true, broken: None, answered: true }
    }
}

impl Setup {
    /// Of a cloud that is changed like this. Instances are RUNNING at once unless it says otherwise.
    pub fn world(self, change: impl FnOnce(World) -> World) -> Self {
        Self { world: change(self.world), ..self }
    }

    /// From the start on, requests of this method and path fail like this for good.
    pub fn fault(self, method: &str, path: &str, trouble: FaultKind) -> Self {
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

    /// With a cloud that is held back until [`Wizard::answer`].
    pub fn unanswered(self) -> Self {
        Self { answered: false, ..self }
    }

    pub fn start(self) -> Wizard {
        let time = watch::Sender::new(BEGIN.parse().unwrap());
        let world = self.world.clock(Clock::stopped(time.subscribe()));
        let cloud = start_on_thread(world, ([127, 0, 0, 1], 0).into()).unwrap();
        cloud.hold(!self.answered);
        let files = tempfile::tempdir().unwrap();
        let mut app = app(self.account, &cloud.url(), *time.borrow());
        app.session.broken = self.broken.map(str::to_owned);
        app.ascii = self.ascii;
        let (runtime, woken, left, decoder) = (None, channel().1, None, Decoder::default());
        let (url, known, answered) = (cloud.url(), self.account, self.answered);
        let cloud = Some(cloud);
        let mut wizard = Wizard { app, runtime, woken, cloud, url, files, time, known, answered, left, decoder };
        wizard.run(self.size);
        wizard
    }
}

/// A terminal that is told what was typed in it.
struct TestConsole {
    size: (u16, u16),
    /// What comes in with the next wait.
    typed: Vec<Input>,
    arrival: Arrival,
    /// When the last key came.
    at: Instant,
    /// Whether pictures are only counted, not drawn.
    blind: bool,
    /// The last one.
    picture: Option<Buffer>,
    copied: Vec<String>,
    wake: Sender<()>,
}

impl Console for TestConsole {
    fn wait(&mut self, _: Option<Instant>) -> Events {
        Events { inputs: std::mem::take(&mut self.typed), arrival: self.arrival, signals: Vec::new() }
    }

    fn waker(&self) -> Box<dyn Fn() + Send + Sync> {
        let wake = self.wake.clone();
        Box::new(move || _ = wake.send(()))
    }

    fn draw(&mut self, app: &App) -> Shown {
        self.picture = (!self.blind).then(|| picture(app, self.size).0);
        if let Some(picture) = &self.picture {
            assert_no_secret(picture.content.iter().map(Cell::symbol).collect::<String>().as_bytes());
        }
        view::shown(app, Rect::new(0, 0, self.size.0, self.size.1), self.at)
    }

    fn redraw(&mut self) {}

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn copy(&mut self, text: &str) -> bool {
        assert_no_secret(text.as_bytes());
        self.copied.push(text.to_owned());
        true
    }
}

/// A wizard under way.
pub struct Wizard {
    pub app: App,
    runtime: Option<Runtime<TestConsole>>,
    woken: Receiver<()>,
    /// Gone once it was unplugged.
    cloud: Option<Sandbox>,
    url: String,
    /// Where everything is written.
    pub files: TempDir,
    time: watch::Sender<Timestamp>,
    known: bool,
    answered: bool,
    /// The exit code, once it was left.
    pub left: Option<i32>,
    decoder: Decoder,
}

impl Wizard {
    /// Keys, region and project are known, the terminal is 80x24, the cloud is the sandbox's standard world.
    pub fn start() -> Self {
        Setup::default().start()
    }

    fn run(&mut self, size: (u16, u16)) {
        let (dirs, clock) = (self.dirs(), Clock::stopped(self.time.subscribe()));
        let limits = Limits { pause: Duration::from_millis(1), ..Limits::default() };
        let Settings { endpoints, credentials, ca_bundle, .. } = settings(&self.url);
        let environment = Environment {
            network: Network { endpoints, ca_bundle, limits },
            credentials: self.known.then_some(credentials),
            may_ask_agency: false,
            journal: Journal::open(&dirs, Pace::default()),
            drafts: DraftSession::new(&dirs),
            policy: None,
            pace: Pace::default(),
            clock,
        };
        let wake;
        (wake, self.woken) = channel();
        let (arrival, at, blind) = (Arrival::default(), Instant::now(), false);
        let (typed, copied, picture) = (Vec::new(), Vec::new(), None);
        let console = TestConsole { size, typed, arrival, at, blind, picture, copied, wake };
        self.runtime.insert(Runtime::new(environment, console, &mut self.app)).begin(&mut self.app);
        self.settle();
    }

    /// The process is gone without a word, and another start finds what it left on disk.
    pub fn crash_and_restart(mut self) -> Self {
        let size = self.console().size;
        self.runtime = None;
        // Its worker holds locks until it is gone.
        while self.woken.recv_timeout(PATIENCE).is_ok() {}
        self.left = None;
        self.app = app(self.known, &self.url, *self.time.borrow());
        let drafts = DraftSession::new(&self.dirs()).list().unwrap();
        Some(drafts).filter(|drafts| !drafts.is_empty()).into_iter().for_each(|drafts| self.app.offer_drafts(drafts));
        let found = Journal::open(&self.dirs(), Pace::default()).unfinished().unwrap().entries;
        self.app.add_unsettled(found.into_iter().map(snapshot).collect());
        self.run(size);
        self
    }

    /// Presses keys: characters as they are, others by the names of [`named`], several times as `<Down*3>`.
    pub fn keys(mut self, keys: &str) -> Self {
        self.press(keys);
        self
    }

    /// The same, without taking the wizard.
    pub fn press(&mut self, keys: &str) {
        parse(keys).chunk_by(|a, b| a == b).for_each(|held| self.hurry(held));
    }

    /// Presses keys of which only the last one's picture is looked at.
    fn hurry(&mut self, keys: &[KeyEvent]) {
        for (at, event) in keys.iter().enumerate() {
            self.console().blind = at + 1 < keys.len();
            let arrival = Arrival { alone: true, ..self.arrival(STROKE) };
            self.come(vec![Input::Key(*event)], arrival);
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
            let Batch { inputs, arrival } = self.decoder.feed(bytes, at, at);
            self.come(inputs, arrival);
        }
        self
    }

    fn come(&mut self, inputs: Vec<Input>, arrival: Arrival) {
        (self.console().typed, self.console().arrival) = (inputs, arrival);
        self.settle();
    }

    /// So long after what came last.
    fn arrival(&mut self, pause: Duration) -> Arrival {
        let console = self.console();
        let before = Some(console.at);
        console.at += pause;
        Arrival { alone: false, at: Some(console.at), before }
    }

    fn console(&mut self) -> &mut TestConsole {
        &mut self.runtime.as_mut().unwrap().console
    }

    /// Something comes in from outside.
    pub fn tell(&mut self, msg: Msg) {
        self.runtime.as_mut().unwrap().tell(&mut self.app, msg);
        self.settle();
    }

    /// Lets the loop turn until everything is done and answered. Then what was drawn last is how it stands.
    fn settle(&mut self) {
        loop {
            match self.runtime.as_mut().unwrap().turn(&mut self.app) {
                ControlFlow::Break(code) => drop(self.left.get_or_insert(code)),
                ControlFlow::Continue(true) => {}
                ControlFlow::Continue(false) if !self.awaits() => {
                    let drawn = self.console().picture.take();
                    return drawn.iter().for_each(|drawn| assert_eq!(text(drawn), self.now()));
                }
                ControlFlow::Continue(false) => {
                    let woken = self.woken.recv_timeout(PATIENCE);
                    woken.unwrap_or_else(|_| panic!("nothing answers:\n{}", self.screen()));
                }
            }
        }
    }

    /// Whether something is under way that an answer will come of without time passing.
    fn awaits(&self) -> bool {
        let payer = self.app.findings().is_some() && self.app.inquiry.account.is_none();
        let read = payer || self.app.inquiry.under_way || !self.app.form.waiting().is_empty();
        let is_due = |at| at <= self.app.now;
        let mut listed = self.app.purchases.listed().into_iter();
        let drives = listed.any(|row| row.awaits_answer() || row.snapshot.purchase.next_at().is_some_and(is_due));
        (self.answered && (read || self.app.asked_about().is_some())) || drives
    }

    /// Gives the terminal another size.
    pub fn resize(mut self, width: u16, height: u16) -> Self {
        self.console().size = (width, height);
        self.come(vec![Input::Resize(width, height)], Arrival::default());
        self
    }

    /// Jumps to a screen by its number; the one after the last step is the summary.
    pub fn to(mut self, step: usize) -> Self {
        self.hurry(&parse(&format!("<C-o>g<Down*{step}><Enter>")));
        self
    }

    /// Jumps to a question by its API name, on or back from the first of its screen.
    pub fn on(mut self, key: &str) -> Self {
        let step = STEPS.iter().position(|step| step.fields.iter().any(|field| field.key == key)).unwrap();
        for turn in ["<Tab>", "<S-Tab>"] {
            self = self.to(step);
            while self.app.step().is_some_and(|shown| shown.index == step && shown.focus.key != key) {
                self.press(turn);
            }
            if self.app.focus().is_some_and(|focus| focus.key == key) {
                return self;
            }
        }
        panic!("{key} is not asked")
    }

    /// To the summary, with nothing wrong: pay-per-use, one zone.
    pub fn ready(mut self) -> Self {
        let place = [("name", "orders-prod"), ("vpc_id", "/vpc-orders<Enter>"), ("subnet_id", "/tier-b<Enter>")];
        let more = [("security_group_id", "/sg-mq<Enter>"), ("available_zones", "g<Space>")];
        for (key, answer) in place.into_iter().chain(more) {
            self = self.on(key);
            self.hurry(&parse(answer));
        }
        self.to(10)
    }

    /// Has every row of the summary on the screen once.
    pub fn read(self) -> Self {
        let unread = matches!(&self.app.screen, Screen::Summary(summary) if !summary.read);
        if unread && self.app.in_box() { self.keys("<End>").read() } else { self }
    }

    /// Orders what the summary shows.
    pub fn buy(self) -> Self {
        self.read().keys("yes<Enter>")
    }

    /// Lets time pass; what comes due meanwhile happens, in its order.
    pub fn wait(mut self, seconds: i64) -> Self {
        let until = self.app.now + SignedDuration::from_secs(seconds);
        while self.jump(until) {}
        self.pass(until);
        self
    }

    /// Lets time pass until the purchase on the screen needs none any more, or is late.
    pub fn wait_until_settled(mut self) -> Self {
        while self.purchase().next_at().is_some() && !self.purchase().is_late() && self.jump(Timestamp::MAX) {}
        self
    }

    /// To the next thing that comes due, if that is not later than `until`.
    fn jump(&mut self, until: Timestamp) -> bool {
        let asked = self.app.purchases.unsettled().filter_map(|row| row.snapshot.purchase.next_at());
        let runtime = self.runtime.as_ref().unwrap();
        let ticks = runtime.due().map(|at| {
            let ahead = at.saturating_duration_since(runtime.clock().instant());
            self.app.now + SignedDuration::try_from(ahead).unwrap()
        });
        let Some(next) = asked.chain(ticks).filter(|at| *at <= until).min() else { return false };
        self.pass(next);
        true
    }

    fn pass(&mut self, to: Timestamp) {
        self.time.send_replace(to);
        self.app.now = to;
        // A picture for each second would take longer than all the rest.
        self.console().blind = true;
        self.settle();
        self.console().blind = false;
    }

    /// From now on the cloud is held back until [`Self::answer`].
    pub fn hold(mut self) -> Self {
        self.answered = false;
        self.cloud().hold(true);
        self
    }

    /// The cloud gives the answers that were held back, and all later ones.
    pub fn answer(mut self) -> Self {
        self.answered = true;
        self.cloud().hold(false);
        self.settle();
        self
    }

    /// From now on, requests of this method and path fail like this.
    pub fn fault(self, method: &str, path: &str, times: u32, trouble: FaultKind) -> Self {
        self.cloud().set_fault(Fault::new(trouble).on(method, path).times(times));
        self
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

    pub fn cloud(&self) -> &Sandbox {
        self.cloud.as_ref().expect("the cloud is still there")
    }

    /// How many orders arrived, whether or not the cloud took them.
    pub fn orders(&self) -> usize {
        self.cloud().requests().iter().filter(|seen| seen.method == "POST" && seen.path.ends_with("/instances")).count()
    }

    /// The purchase on the screen, else the last one that was made.
    pub fn purchase(&self) -> &Purchase {
        let row = self.app.shown_purchase().or_else(|| self.app.purchases.last_own());
        &row.expect("there is a purchase").snapshot.purchase
    }

    /// The draft as it was last saved.
    pub fn saved(&self) -> Draft {
        Drafts::new(&self.dirs()).load(&self.app.session.draft).unwrap()
    }

    /// Texts that were sent to the clipboard.
    pub fn copied(&self) -> &[String] {
        &self.runtime.as_ref().unwrap().console.copied
    }

    /// The answers that count, by API name.
    pub fn value(&self, key: &str) -> Value {
        self.app.form.value(self.app.form.field(key).unwrap()).clone()
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.now().replace(&self.url, "http://127.0.0.1:PORT")
    }

    fn now(&self) -> String {
        text(&picture(&self.app, self.runtime.as_ref().unwrap().console.size).0)
    }

    /// The screen with the cursor and everything that is neither plain nor dim named below.
    pub fn styled(&self) -> String {
        let (picture, cursor) = picture(&self.app, self.runtime.as_ref().unwrap().console.size);
        let cursor = cursor.map_or("cursor hidden".to_owned(), |at| format!("cursor {},{}", at.x, at.y));
        format!("{}\n{cursor}\n{}", self.screen(), styles(&picture))
    }

    fn dirs(&self) -> Dirs {
        Dirs { config: self.files.path().join("config"), state: self.files.path().join("state") }
    }
}

/// Fails if the secret key is in any file or in any request.
impl Drop for Wizard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        assert_no_secret_below(self.files.path());
        for Seen { path, query, body, .. } in self.cloud.iter().flat_map(Sandbox::requests) {
            assert_no_secret(format!("{path} {query} {}", String::from_utf8_lossy(&body)).as_bytes());
        }
        assert_no_secret(format!("{:?} {:?}", self.app.form.saved(), self.app.exit_message()).as_bytes());
    }
}

/// What the terminal is to show, and where the cursor is seen in it.
pub fn picture(app: &App, (width, height): (u16, u16)) -> (Buffer, Option<Position>) {
    let mut frame = Buffer::empty(Rect::new(0, 0, width, height));
    let cursor = view::draw(app, &mut frame);
    settle_wide(&mut frame);
    (frame, cursor)
}

fn app(known: bool, url: &str, now: Timestamp) -> App {
    let mut form = Form::new(STEPS);
    let person = "kim@jump".to_owned();
    let mut session = Session { sandbox: known, endpoint: url.to_owned(), person, ..Session::default() };
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

/// A key by its name; with Ctrl as `C-o`.
fn named(name: &str) -> KeyEvent {
    use KeyCode::{BackTab, Backspace, Delete, Down, End, Enter, Esc, Home, Left, PageDown, PageUp, Right, Tab, Up};
    const CODES: [&[(&str, KeyCode)]; 3] = [
        &[("BS", Backspace), ("Del", Delete), ("Enter", Enter), ("Esc", Esc), ("Tab", Tab), ("S-Tab", BackTab)],
        &[("Up", Up), ("Down", Down), ("Left", Left), ("Right", Right), ("Home", Home), ("End", End)],
        &[("PgUp", PageUp), ("PgDn", PageDown), ("F1", KeyCode::F(1)), ("Space", KeyCode::Char(' '))],
    ];
    if let Some(letter) = name.strip_prefix("C-") {
        return KeyEvent::new(KeyCode::Char(letter.parse().unwrap()), KeyModifiers::CONTROL);
    }
    let found = CODES.into_iter().flatten().find(|(known, _)| *known == name);
    KeyEvent::new(found.unwrap_or_else(|| panic!("no key is called {name}")).1, KeyModifiers::NONE)
}

/// The picture without the blanks at the ends of its rows.
fn text(picture: &Buffer) -> String {
    let row = |row: &[Cell]| row.iter().map(Cell::symbol).collect::<String>().trim_end().to_owned() + "\n";
    picture.content.chunks(picture.area.width.into()).map(row).collect()
}

/// Runs of cells that are neither plain nor dim: row, how they look, what they say.
fn styles(buffer: &Buffer) -> String {
    let mut told = String::new();
    for (y, row) in buffer.content.chunks(usize::from(buffer.area.width)).enumerate() {
        for run in row.chunk_by(|a, b| a.style() == b.style()) {
            let (look, said) = (look(run[0].style()), run.iter().map(Cell::symbol).collect::<String>());
            if !look.is_empty() && !said.trim().is_empty() {
                let _ = writeln!(told, "row {y}: {look}: {}", said.trim());
            }
        }
    }
    told
}

fn look(style: Style) -> String {
    let colour = style.fg.map(|colour| colour.to_string().to_lowercase()).filter(|colour| colour != "reset");
    let modifiers = [(Modifier::BOLD, "bold"), (Modifier::REVERSED, "reverse")].into_iter();
    let modifiers = modifiers.filter(|(modifier, _)| style.add_modifier.contains(*modifier));
    colour.into_iter().chain(modifiers.map(|(_, word)| word.to_owned())).collect::<Vec<_>>().join(" ")
}
