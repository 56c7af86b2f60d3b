//! How large the terminal is.

use ratatui::layout::Size;
use rustix::termios::tcgetwinsize;
use std::io;

/// The size that is assumed where the terminal does not know its own, as on a serial line.
const UNKNOWN: Size = Size::new(80, 24);

/// The size of the terminal in columns and rows, from the kernel; 80×24 if it does not know.
pub fn size() -> Size {
    let asked = tcgetwinsize(io::stdout()).or_else(|_| tcgetwinsize(io::stdin()));
    asked.ok().map(|found| Size::new(found.ws_col, found.ws_row)).filter(|size| size.area() > 0).unwrap_or(UNKNOWN)
}
