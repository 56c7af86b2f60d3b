//! Tells on standard error what is going on: a line for each thing that was done and, on a terminal, a line that is
//! redrawn while time passes.

use super::output::tell;
use super::stream::ERRORS;
use crate::purchase::log::{LogEntry, Mark, Told};
use crate::terminal::abilities::Abilities;
use crate::zone;
use jiff::tz::TimeZone;
use std::io::IsTerminal;

/// Tells the log of a purchase as it grows.
pub(super) struct Progress {
    zone: TimeZone,
    /// Whether a line can be redrawn in place.
    live: bool,
    /// Whether such a line is on the screen now.
    drawn: bool,
    told: Told,
}

impl Progress {
    /// Nothing is told yet.
    pub(super) fn new() -> Self {
        let can_redraw = Abilities::detect(&|name| std::env::var(name).ok()).redraws_lines;
        let live = std::io::stderr().is_terminal() && can_redraw;
        Self { zone: zone::local(), live, drawn: false, told: Told::default() }
    }

    /// Begins with the log of another purchase.
    pub(super) fn restart(&mut self) {
        self.told = Told::default();
    }

    /// Tells the entries that are new, and the last one again if it says something else now.
    pub(super) fn tell(&mut self, steps: &[LogEntry]) {
        for step in self.told.news(steps) {
            self.say(&self.line(step));
        }
    }

    /// Tells a line that is no part of the log.
    pub(super) fn say(&mut self, line: &str) {
        self.clear();
        tell(line);
    }

    /// Whether [`Self::draw`] shows anything.
    pub(super) fn is_live(&self) -> bool {
        self.live
    }

    /// Redraws the line that is drawn in place, if the terminal can do that and takes what is written.
    pub(super) fn draw(&mut self, text: &str) {
        if self.live && ERRORS.is_taken() {
            let _ = ERRORS.put(&format!("\r\x1b[K{text}"));
            self.drawn = true;
        }
    }

    /// Takes that line away.
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.drawn) {
            let _ = ERRORS.put("\r\x1b[K");
        }
    }

    fn line(&self, step: &LogEntry) -> String {
        let mark = match step.mark {
            Mark::Done => '+',
            Mark::Doing => '*',
            Mark::Trouble => '!',
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
