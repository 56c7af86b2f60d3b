//! What is going on, on standard error: a line for each thing that was done, and on a terminal one that is redrawn.

use super::output::say;
use crate::purchase::log::{LogEntry, Mark};
use crate::terminal::abilities::Abilities;
use crate::zone;
use jiff::tz::TimeZone;
use std::io::{IsTerminal, Write};

/// Tells the account of a purchase as it grows.
pub(super) struct Progress {
    zone: TimeZone,
    /// Whether one line may be redrawn in place.
    live: bool,
    drawn: bool,
    told: usize,
    last: String,
}

impl Progress {
    pub(super) fn new() -> Self {
        let dumb =
            !Abilities::detect(&|name| std::env::var(name).ok()).colour && std::env::var_os("NO_COLOR").is_none();
        let live = std::io::stderr().is_terminal() && !dumb;
        Self { zone: zone::local(), live, drawn: false, told: 0, last: String::new() }
    }

    /// Another account begins.
    pub(super) fn restart(&mut self) {
        (self.told, self.last) = (0, String::new());
    }

    /// Tells the lines that are new, or read differently now.
    pub(super) fn tell(&mut self, steps: &[LogEntry]) {
        let changed = self.told > 0 && steps.get(self.told - 1).is_some_and(|step| step.words != self.last);
        for step in steps.iter().skip(self.told - usize::from(changed)) {
            self.say(&self.line(step));
        }
        self.told = steps.len();
        self.last = steps.last().map(|step| step.words.clone()).unwrap_or_default();
    }

    /// A line of its own.
    pub(super) fn say(&mut self, line: &str) {
        self.clear();
        say(line);
    }

    /// Whether [`Self::draw`] shows anything.
    pub(super) fn is_live(&self) -> bool {
        self.live
    }

    /// Redraws the line that moves.
    pub(super) fn draw(&mut self, text: &str) {
        if self.live {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K{text}");
            self.drawn = true;
        }
    }

    /// Takes the line that moves away.
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.drawn) {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }

    fn line(&self, step: &LogEntry) -> String {
        let mark = match step.mark {
            Mark::Done => '+',
            Mark::Doing => '*',
            Mark::FaultKind => '!',
        };
        let time = self.zone.to_datetime(step.at).strftime("%H:%M:%S").to_string();
        format!("{mark} {time}  {}  {}", step.words, step.detail).trim_end().to_owned()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
