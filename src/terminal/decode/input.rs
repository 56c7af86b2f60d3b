//! What a person did at the terminal.

use crate::arrival::Arrival;
use crossterm::event::KeyEvent;

/// Something a person did at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed, or repeats while it is held down. That a key was let go is not reported.
    Key(KeyEvent),
    /// Text that the terminal said was pasted. It is as it came: [`tidy`](crate::terminal::paste::tidy) cleans it.
    Paste(String),
    /// Keys that came so fast that nobody typed them one by one: they were pasted at a terminal that does not say so,
    /// or a slow line delivered them together. A line end in the text is an Enter.
    Burst(String),
    /// Bytes that are no characters in UTF-8 were dropped. This comes after everything else that came with them.
    Garbled,
    /// More came at once than a person types. What came from here on with it was left out, except for Ctrl-C.
    Flooded,
    /// The terminal has this many columns and rows now. Call for a [redraw](crate::terminal::backend::DiffBackend::redraw),
    /// because what the terminal shows is unknown even if the size is back to what it was.
    Resize(u16, u16),
    /// The terminal is gone. Nothing is reported after this.
    Closed,
}

/// What one read brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The inputs in the order in which they came.
    pub inputs: Vec<Input>,
    /// When they came, and whether they came alone.
    pub arrival: Arrival,
}
