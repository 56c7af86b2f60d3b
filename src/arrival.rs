//! How something that was typed came in: what tells a key that a person pressed from bytes that came by themselves.
//!
//! The terminal reports it, and what spends money asks for it; neither knows the other.

use crate::language::Text;
use std::time::{Duration, Instant};

/// Plain keys that come within this time of a paste belong to it, where the terminal does not say what is pasted.
pub const TOGETHER: Duration = Duration::from_millis(50);

/// How line ends are called that were taken away from what came together.
pub const LINE_ENDS: Text = Text("line ends");

/// How the keys of one read came in. The default is the arrival of keys of which nothing is known; they confirm nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// One key is all that the read brought, with no other held down beside, and nothing unfinished stood before it.
    pub alone: bool,
    /// The bytes did not come before this moment.
    pub at: Option<Instant>,
    /// The byte before them had come by this moment; `None` where there was none.
    pub before: Option<Instant>,
}

impl Arrival {
    /// Whether it may belong to what came before it.
    pub fn goes_on(&self) -> bool {
        self.at.zip(self.before).is_some_and(|(at, before)| at.saturating_duration_since(before) <= TOGETHER)
    }
}
