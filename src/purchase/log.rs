//! The account of a purchase as people read it: what was done and when.

use jiff::Timestamp;

/// One line of the account. `words` is a short lower-case fragment, `detail` what belongs beside it, often an ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    pub at: Timestamp,
    pub mark: Mark,
    pub words: String,
    pub detail: String,
}

/// How a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Done,
    Doing,
    Trouble,
}

/// How far a growing account was told.
#[derive(Clone, Debug, Default)]
pub struct Told {
    lines: usize,
    last: String,
}

impl Told {
    /// What is to be told now: the lines that are new, and the one that was told last once more where it says something
    /// else.
    pub fn news<'a>(&mut self, account: &'a [LogEntry]) -> &'a [LogEntry] {
        let last =
            self.lines.checked_sub(1).filter(|last| account.get(*last).is_some_and(|line| line.words != self.last));
        let news = account.get(last.unwrap_or(self.lines)..).unwrap_or_default();
        self.lines = account.len();
        self.last = account.last().map(|line| line.words.clone()).unwrap_or_default();
        news
    }
}

/// All lines, oldest first. At most the last one is under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Log(Vec<LogEntry>);

impl Log {
    pub(super) fn all(&self) -> &[LogEntry] {
        &self.0
    }

    /// Adds a line; what was under way is done now. A line that only repeats one of the last two takes its place, so that
    /// hours without network, or of waiting for a payment, are a line or two.
    pub(super) fn add(&mut self, at: Timestamp, mark: Mark, words: impl Into<String>, detail: impl Into<String>) {
        let step = LogEntry { at, mark, words: words.into(), detail: detail.into() };
        let repeated = self.0.iter().rposition(|line| line.words == step.words);
        if let Some(at) = repeated.filter(|at| at + 2 >= self.0.len()) {
            self.0.remove(at);
        }
        if let Some(last) = self.0.last_mut().filter(|last| last.mark == Mark::Doing) {
            last.mark = Mark::Done;
        }
        self.0.push(step);
    }

    /// Says how the line under way ended, in its place.
    pub(super) fn settle(&mut self, at: Timestamp, mark: Mark, words: impl Into<String>, detail: impl Into<String>) {
        self.0.pop_if(|last| last.mark == Mark::Doing);
        self.add(at, mark, words, detail);
    }
}
