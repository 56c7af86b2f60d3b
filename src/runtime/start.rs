//! The wizard in this terminal: reads what is known before the first screen, runs it, and prints what must outlive it.

use super::console::TerminalConsole;
use super::draft_session::DraftSession;
use super::effects::is_of_cloud;
use super::{Environment, Runtime, snapshot};
use crate::app::state::{App, Saving, Session};
use crate::args::WizardArgs;
use crate::clock::Clock;
use crate::cloud::credentials::{Credentials, Search, Setting};
use crate::cloud::endpoints::Endpoints;
use crate::form::state::Form;
use crate::language::{say, tr};
use crate::purchase::watch::{LONGEST, Pace};
use crate::purchase::{LEFT, Purchase};
use crate::sandbox::world::World;
use crate::sandbox::{self, Sandbox};
use crate::secret::Secret;
use crate::service::account;
use crate::service::connection::Network;
use crate::steps::STEPS;
use crate::store::drafts::DraftError;
use crate::store::journal::{Entry, Journal};
use crate::store::{self};
use crate::terminal;
use crate::terminal::abilities::Abilities;
use crate::terminal::output::print_last;
use crate::text::paragraph;
use crate::zone;
use anyhow::{Context, anyhow};
use jiff::Timestamp;
use std::time::Duration;

/// The embedded cloud is quick, so it is asked more often.
const SANDBOX_PACE: Pace = Pace {
    early: Duration::from_secs(1),
    late: Duration::from_secs(2),
    settled: Duration::from_mins(1),
    watch: LONGEST,
    rare: Duration::from_mins(1),
    search: Duration::from_mins(1),
};

/// Exit code of a wizard that was left whose draft could not be kept.
const NOT_SAVED: i32 = 1;

/// So many drafts are read before the first screen. Where there are more, they are read after it, so that it comes as
/// soon however many there are (`architecture`, "Figures": first screen).
const READ_FIRST: usize = 32;

/// A wizard that is about to begin.
pub struct Start {
    pub app: App,
    pub environment: Environment,
    /// It is there as long as this is.
    pub sandbox: Option<Sandbox>,
}

/// Runs a wizard, as it is drawn ([`wizard`]) or in another way, to its end. Returns the exit code.
pub fn run(args: &WizardArgs, wizard: fn(&WizardArgs) -> anyhow::Result<i32>) -> u8 {
    if !terminal::standard_input_is_terminal() {
        let text = tr("The wizard needs a terminal. Without one, buy what a draft says with \
             `rocketmq-wizard create --draft NAME`, and see what it lacks with `rocketmq-wizard check --draft NAME`.");
        eprintln!("rocketmq-wizard: {text}");
        return 2;
    }
    let code = wizard(args).unwrap_or_else(|error| {
        print_last(std::io::stderr(), &format!("rocketmq-wizard: {error:#}\n"));
        1
    });
    u8::try_from(code).unwrap_or(1)
}

/// The wizard on a whole screen. Returns its exit code.
///
/// # Errors
/// When arguments cannot be used, or the terminal cannot.
pub fn wizard(args: &WizardArgs) -> anyhow::Result<i32> {
    let Start { mut app, environment, sandbox: _sandbox } = prepare(args)?;
    let abilities = Abilities::detect(&|name| std::env::var(name).ok());
    app.ascii = args.ascii || !abilities.unicode;
    let mut runtime = Runtime::new(environment, TerminalConsole::open(abilities.colour)?, &mut app);
    // Not needed before the first picture.
    know_host(&mut app);
    let code = runtime.run(&mut app);
    let failed = runtime.failed().map(str::to_owned);
    // The terminal is as it was found from here on.
    drop(runtime);
    Ok(conclude(&app, code, failed))
}

/// Reads what is known before the first screen: arguments, keys, drafts and the journal.
///
/// # Errors
/// When arguments cannot be used, or what is kept cannot be read.
pub fn prepare(args: &WizardArgs) -> anyhow::Result<Start> {
    let mut dirs = store::dirs(args.account.config_dir.as_deref())?;
    // A draft is open in one wizard at a time, whichever cloud that buys from.
    let mut drafts = DraftSession::new(&dirs);
    if args.sandbox {
        // Purchases that cost nothing must not mix with those that do.
        dirs.state.push("sandbox");
    }
    let sandbox = start_sandbox(args.sandbox)?;
    let search = search(sandbox.as_ref());
    let given = sandbox.as_ref().map_or_else(|| args.account.endpoint.clone(), |sandbox| vec![sandbox.url()]);
    let endpoints = Endpoints::parse(&given).map_err(|why| anyhow!(why))?;

    let mut form = Form::new(STEPS);
    account::govern(&mut form, &args.account, &endpoints).map_err(|why| anyhow!(why))?;
    account::give(&mut form, &search);
    let policy = form.policy().and_then(|policy| policy.as_ref().err()).map(|why| say!("{why}.", why));
    let notes = [policy.into_iter().collect(), search.notes(), search.notes_of_settings()].concat();
    let broken = search.broken_told();
    let places = search.places.into_iter().map(|place| (place.place, place.outcome)).collect();
    let flags = account::flags(&args.account);
    for (field, value) in &flags {
        form.answer(field, value.clone());
    }
    let may_ask_agency = broken.is_none();
    let (sandboxed, command) = (args.sandbox, command(args));
    let given = args.account.given();
    let mut session = Session { sandbox: sandboxed, command, given, places, broken, flags, ..Session::default() };
    for secret in search.found.iter().flat_map(Credentials::secrets) {
        session.secrets.add(secret);
        drafts.keep_out(secret);
    }
    let mut app = App::new(form, session, Timestamp::now());
    let pace = if args.sandbox { SANDBOX_PACE } else { Pace::default() };
    let journal = Journal::open(&dirs, pace);
    if let Some(draft) = &args.draft {
        let opened = drafts.open(draft)?;
        if opened.left_open.is_some() {
            // Read early only where a time is told early.
            app.session.zone = zone::local();
        }
        app.open_draft(opened);
    } else if args.from.is_none() {
        offer_drafts(&mut app, &drafts, &journal, &endpoints)?;
    }
    if let Some(id) = &args.from {
        app.begin_as(id);
    }
    if !notes.is_empty() {
        app.say_first(&paragraph(&notes));
    }
    let found = journal.unfinished()?;
    let url = sandbox.as_ref().map(Sandbox::url);
    let here = |entry: &Entry| is_here(entry, url.as_deref()) && !is_replaced(entry, &found.entries);
    let shown: Vec<bool> = found.entries.iter().map(here).collect();
    let shown = found.entries.into_iter().zip(shown).filter(|(_, shown)| *shown);
    app.add_unsettled(shown.map(|(entry, _)| snapshot(entry)).collect());
    app.unreadable = found.unreadable.iter().map(ToString::to_string).collect();
    app.session.pace = pace;
    let network = Network { endpoints, ca_bundle: args.account.ca_bundle.clone(), ..Network::default() };
    let (credentials, clock) = (search.found, Clock::default());
    let policy = args.account.policy.clone();
    let environment = Environment { network, credentials, may_ask_agency, journal, drafts, policy, pace, clock };
    Ok(Start { app, environment, sandbox })
}

/// What is known of this host and of who works at it.
pub fn know_host(app: &mut App) {
    (app.session.zone, app.session.person) = (zone::local(), store::person::person());
}

/// Prints what must outlive the wizard, which was left with this exit code, and for this reason where it was left by
/// itself. Returns the exit code of the process.
pub fn conclude(app: &App, mut code: i32, failed: Option<String>) -> i32 {
    let mut told: Vec<String> = failed.map(|why| format!("rocketmq-wizard: {why}")).into_iter().collect();
    if let Saving::Failed(why) = &app.session.saving {
        let kept = tr("Not saved: the draft was not kept as it was left.").to_owned();
        told.push(paragraph(&[kept, why.clone()]));
        if code == i32::from(LEFT) {
            code = NOT_SAVED;
        }
    }
    let lines = |lines: Vec<String>| lines.into_iter().flat_map(|line| [line, "\n".to_owned()]).collect::<String>();
    print_last(std::io::stderr(), &lines(told));
    print_last(std::io::stdout(), &lines(app.exit_message()));
    code
}

fn offer_drafts(
    app: &mut App,
    drafts: &DraftSession,
    journal: &Journal,
    endpoints: &Endpoints,
) -> Result<(), DraftError> {
    match drafts.list_few(READ_FIRST)? {
        Some(lines) if lines.is_empty() => {}
        lines => {
            let mut lines = lines.unwrap_or_default();
            journal.see_ordered(&mut lines, |intent| is_of_cloud(intent, endpoints));
            app.offer_drafts(lines);
        }
    }
    Ok(())
}

/// The command that opens a draft again, without its name: with what this start was told, as far as no draft keeps that.
fn command(args: &WizardArgs) -> String {
    let modes = [(args.sandbox, " --sandbox"), (args.plain, " --plain")];
    let modes: String = modes.into_iter().filter(|(on, _)| *on).map(|(_, flag)| flag).collect();
    format!("rocketmq-wizard{modes}{given}", given = args.account.given())
}

/// An embedded cloud is gone with the process that had it, and its purchases with it.
fn is_here(entry: &Entry, sandbox: Option<&str>) -> bool {
    sandbox.is_none_or(|url| entry.purchase.intent().endpoint == url)
}

/// Whether another one was sent in its place: what becomes of that settles this one, too.
fn is_replaced(entry: &Entry, entries: &[Entry]) -> bool {
    let replaces = |later: &Purchase| later.may_have_bought() && later.intent().replaces.as_ref() == Some(&entry.id);
    entries.iter().any(|later| replaces(&later.purchase))
}

fn start_sandbox(wanted: bool) -> anyhow::Result<Option<Sandbox>> {
    let start = || sandbox::start_on_thread(World::default(), ([127, 0, 0, 1], 0).into());
    wanted.then(start).transpose().with_context(|| tr("The pretend cloud cannot be started on 127.0.0.1"))
}

/// Keys, region and project of the embedded cloud, or of this host.
fn search(sandbox: Option<&Sandbox>) -> Search {
    if sandbox.is_none() {
        return account::of_host();
    }
    let setting = |value: &str| Some(Setting { value: value.to_owned(), source: "sandbox".to_owned(), tidied: None });
    let keys = Credentials {
        access_key: sandbox::ACCESS_KEY.to_owned(),
        secret_key: Secret::new(sandbox::SECRET_KEY.to_owned()),
        security_token: None,
        source: "sandbox".to_owned(),
        expires: None,
    };
    let (region, project) = (setting(sandbox::REGION), setting(sandbox::PROJECT_ID));
    Search { found: Some(keys), region, project, ..Search::default() }
}
