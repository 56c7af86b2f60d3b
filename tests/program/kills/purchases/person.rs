//! The person who buys: what the screen shows them, and which keys they press there to have one instance.

use super::purchase_fixture::{Page, PurchaseFixture};
use crate::support::pty::{Key, ONCE_MORE, Session};
use std::time::{Duration, Instant};

/// How long a purchase may take: the client's limit of a minute, and what a busy machine needs.
const PATIENCE: Duration = Duration::from_secs(90);
/// How often Ctrl-R is pressed.
const IMPATIENCE: Duration = Duration::from_millis(60);
/// How long a settled purchase may take to become a receipt on a busy machine.
const FILING: Duration = Duration::from_secs(10);

/// The questions of the boxes that buy.
pub(crate) const BUY: &str = "To buy, type yes:";
const BUY_AGAIN: &str = "To send again, type the instance name:";
/// What the summary says in the place of its box where an order is not settled.
const IN_THE_WAY: &str = ", see ^O p";
/// What is said where the cloud has an instance of the name, this one's perhaps.
pub(crate) const TAKEN: &str = "name is taken";

/// What the screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// The box that buys waits for a word.
    Summary,
    /// The box that buys again waits for the name.
    Again,
    /// The list of purchases.
    List,
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
    /// By what stands anywhere on it, else by its title.
    pub(crate) fn on(screen: &str) -> Self {
        let anywhere = [(BUY_AGAIN, Self::Again), ("To buy, type", Self::Summary), (IN_THE_WAY, Self::Summary)];
        let titles = [
            ("PURCHASES", Self::List),
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
        let title = screen.lines().nth(1).unwrap_or_default().trim_start();
        let anywhere = anywhere.iter().filter(|(words, _)| screen.contains(words));
        let mut found = anywhere.chain(titles.iter().filter(|(words, _)| title.starts_with(words)));
        found.next().map_or(Self::Other, |(_, shown)| *shown)
    }
}

impl PurchaseFixture {
    /// What somebody does who wants this one instance: confirms, presses Ctrl-R, and sends again where the program has
    /// looked long enough and found nothing. Ends with what is shown when something `is_end` or when it is looked for in
    /// vain, and with nothing when the time is up; `sent` is called whenever Enter was pressed in a box that buys, and
    /// says from when on the time is up.
    pub(crate) fn drive(
        &self,
        session: &mut Session,
        name: &str,
        mut due: Option<Instant>,
        mut sent: impl FnMut() -> Option<Instant>,
        is_end: impl Fn(Shown, &str) -> bool,
    ) -> Option<Shown> {
        // What is not settled is looked at first.
        let mut unfinished = self.journal(name).iter().any(|page| !page.is_settled());
        let (patience, mut asked) = (Instant::now() + PATIENCE, Instant::now());
        while due.is_none_or(|due| Instant::now() < due) {
            let screen = session.screen();
            let shown = Shown::on(&screen);
            let looked = due.is_none() && shown == Shown::Looking && screen.contains("No instance named");
            if is_end(shown, &screen) || (looked && self.bought(name) == 0) {
                return Some(shown);
            }
            unfinished &= matches!(shown, Shown::Summary | Shown::Other);
            let once_more = screen.contains(ONCE_MORE);
            let mut pressed = true;
            match shown {
                // It was confirmed, and any key would take that back.
                Shown::Summary if screen.contains("then this is bought") => pressed = false,
                Shown::Summary if screen.contains(IN_THE_WAY) && !screen.contains("To buy, type") => {
                    session.key(Key::ENTER);
                }
                Shown::Summary if unfinished => {
                    session.key(Key::ctrl('o'));
                    session.keys("p");
                }
                // What was never sent is out of the way of the draft.
                Shown::List if screen.contains("NOT SENT") || screen.contains("REFUSED") => session.keys("\x1b"),
                Shown::List if screen.contains(name) => session.key(Key::ENTER),
                Shown::Summary | Shown::Again => {
                    let (question, word) = if shown == Shown::Again { (BUY_AGAIN, name) } else { (BUY, "yes") };
                    let mut behind = screen.lines().filter_map(|line| line.split(question).nth(1));
                    let stands = once_more || behind.any(|typed| typed.trim() == word);
                    if session.type_word(question, if stands { "" } else { word }) {
                        session.key(Key::ENTER);
                        due = sent();
                    }
                }
                Shown::NothingSent => session.key(Key::ENTER),
                Shown::Decision => {
                    assert_eq!(self.bought(name), 0, "it was not found:\n{screen}");
                    session.keys("s");
                }
                _ => pressed = false,
            }
            // An instance that runs, and is not the end yet, has to get its tags.
            let waits = matches!(shown, Shown::Building | Shown::Looking | Shown::Running);
            if waits && asked.elapsed() >= IMPATIENCE {
                asked = Instant::now();
                session.key(Key::ctrl('r'));
            }
            let deadline = due.unwrap_or(patience).min(patience);
            if pressed {
                session.reaches(deadline, |screen| {
                    let now = Shown::on(screen);
                    now != shown || is_end(now, screen) || screen.contains(ONCE_MORE) != once_more
                });
            } else {
                session.listen(Duration::from_millis(3).min(deadline.saturating_duration_since(Instant::now())));
            }
            assert!(Instant::now() < patience, "nothing moves:\n{}\n{:?}", session.screen(), self.journal(name));
        }
        None
    }

    /// The same without a limit, until it serves or nothing more is done without the person. Returns the last screen.
    pub(crate) fn settle(&self, session: &mut Session, name: &str) -> Shown {
        let is_end = |shown, screen: &str| match shown {
            Shown::Running | Shown::Refused => true,
            Shown::NothingSent => !screen.contains("The program ended before anything was sent"),
            _ => screen.contains(TAKEN),
        };
        let shown = self.drive(session, name, None, || None, is_end).unwrap();
        // The screen is a moment ahead of the disk; whoever leaves within it leaves the rest to the next start.
        let filed = || self.journal(name).iter().all(Page::is_receipt);
        let _ = shown == Shown::Running && session.reaches(Instant::now() + FILING, |_| filed());
        shown
    }
}
