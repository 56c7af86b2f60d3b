//! The backend that sends only differences: it draws ratatui's frames with as few bytes as the terminal allows.
//!
//! It remembers what the terminal shows in each cell, where the cursor stands, whether it is visible and which style is
//! set. From there it finds the shortest bytes that lead to the next frame. It collects a frame
//! and sends it with one write. It never asks the terminal anything, never paints the background and never decides what is
//! drawn.

mod extent;
mod moves;
mod outgoing;
mod pen;
mod screen;
mod sequence;
mod width;

pub use extent::size;
pub use width::settle_wide;

use outgoing::Outgoing;
use pen::Pen;
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Rect, Size};
use screen::{Screen, Shown};
use std::io::{self, Write};
use std::{iter, mem};
use width::{advances_one_cell, is_narrow, settle};

const ERASE: &[u8] = b"\x1b[m\x1b[H\x1b[J";

/// Draws frames on a terminal by writing to `W`: each in one write, and nothing between two of them.
pub struct DiffBackend<W: Write> {
    colour: bool,
    /// Says how large the terminal is now.
    size: Box<dyn Fn() -> Size>,
    frame: Outgoing<W>,
    /// The size at the last clear; `next` and `screen` are of this size.
    extent: Size,
    /// Room for the next frame.
    next: Buffer,
    screen: Screen,
    /// Where the cursor stands, which style is set and whether the cursor is visible; `None` where that is unknown.
    at: Option<Position>,
    pen: Option<Pen>,
    visible: Option<bool>,
}

impl<W: Write> DiffBackend<W> {
    /// A backend that begins with clearing the screen. Without `colour` it sets attributes only (bold, dim, underlined,
    /// reversed); with it, the 16 ANSI colours as well. `size` says how large the terminal is; see [`size`].
    pub fn new(out: W, colour: bool, size: impl Fn() -> Size + 'static) -> Self {
        Self {
            colour,
            size: Box::new(size),
            frame: Outgoing::new(out),
            extent: Size::ZERO,
            next: Buffer::default(),
            screen: Screen::default(),
            at: None,
            pen: None,
            visible: None,
        }
    }

    /// Draws one frame of the terminal's size; `view` says where the cursor stands, if it is to be visible.
    ///
    /// # Errors
    /// When the terminal cannot be written to, as after a hang-up.
    pub fn draw(&mut self, view: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        if (self.size)() != self.extent {
            self.erase_all();
        }
        let mut next = mem::take(&mut self.next);
        next.reset();
        let cursor = view(&mut next);
        self.draw_changes(&mut next);
        self.next = next;
        if let Some(Position { x, y }) = cursor {
            self.go(x, y);
        }
        if self.visible.replace(cursor.is_some()) != Some(cursor.is_some()) {
            self.frame.bytes.extend_from_slice(if cursor.is_some() { b"\x1b[?25h" } else { b"\x1b[?25l" });
        }
        self.send_rest().map(drop)
    }

    /// Has the next frame drawn anew as a whole, as is needed for Ctrl-L.
    pub fn redraw(&mut self) {
        self.forget();
        self.erase_all();
    }

    /// Begins anew with these bytes and an empty screen.
    pub fn open_with(&mut self, opening: &[u8]) {
        self.forget();
        self.frame.bytes.clear();
        self.frame.bytes.extend_from_slice(opening);
        self.erase_all();
    }

    /// Sends what the terminal did not take so far. Returns whether it has taken everything.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn send_rest(&mut self) -> io::Result<bool> {
        self.frame.send().inspect_err(|_| self.forget())
    }

    /// Whether the terminal has not taken everything yet.
    pub fn is_behind(&self) -> bool {
        self.frame.is_behind()
    }

    /// Forgets what the terminal shows, because somebody else may have written to it.
    fn forget(&mut self) {
        (self.at, self.pen, self.visible) = (None, None, None);
        self.screen.forget();
    }

    /// Sends a sequence that moves nothing on the screen, such as a copy to the clipboard.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn send(&mut self, sequence: &[u8]) -> io::Result<()> {
        self.frame.bytes.extend_from_slice(sequence);
        self.send_rest().map(drop)
    }

    fn erase_all(&mut self) {
        // Two at once are one, and what the terminal has not taken yet is not cut.
        if !self.frame.bytes.ends_with(ERASE) {
            self.frame.bytes.extend_from_slice(ERASE);
        }
        (self.pen, self.at) = (Some(Pen::PLAIN), Some(Position::ORIGIN));
        self.extent = (self.size)();
        self.next.resize(Rect::from((Position::ORIGIN, self.extent)));
        self.screen.erase(self.extent);
    }

    /// Settles the frame and draws where it differs from what is shown.
    fn draw_changes(&mut self, next: &mut Buffer) {
        let width = usize::from(next.area.width).max(1);
        let mut changed = Vec::with_capacity(width);
        for (y, row) in (0..).zip(next.content.chunks_mut(width)) {
            let mut covered = 0;
            for (x, (cell, before)) in (0..).zip(row.iter_mut().zip(self.screen.row(y))) {
                // Most of a screen is blank and stays so (`architecture`, "Figures": CPU of a key).
                if covered == 0 && before.is_blank() && Shown::is_blank_of(cell) {
                    continue;
                }
                if covered > 0 || !is_narrow(cell.symbol()) {
                    covered = settle(cell, covered);
                }
                let shown = Shown::of(cell, self.colour);
                // What a wide character covers is drawn with it.
                if !shown.is(*before) && !shown.is_covered() {
                    changed.push((x, &*cell, shown));
                }
            }
            self.draw_row(y, &changed);
            changed.clear();
        }
    }

    fn draw_row(&mut self, y: u16, cells: &[(u16, &Cell, Shown)]) {
        // These are the last updates of the row, if after them there are only plain blanks up to its end.
        let mut blank_from = self.extent.width;
        let tail = cells.iter().rev().take_while(|&&(x, _, shown)| {
            let untouched = x.saturating_add(1)..mem::replace(&mut blank_from, x);
            shown.is_blank() && self.screen.is_blank(y, untouched)
        });
        // The sequence that erases is three bytes long, so it is worth it only for more than three blanks.
        let erased = Some(tail.count()).filter(|&count| count > 3).unwrap_or(0);
        let (drawn, erased) = cells.split_at(cells.len() - erased);
        for &(x, cell, shown) in drawn {
            self.put(x, y, cell, shown);
        }
        if let Some(&(x, ..)) = erased.first() {
            self.set_pen(self.pen_for_blank());
            self.go(x, y);
            self.frame.bytes.extend_from_slice(b"\x1b[K");
            self.screen.erase_row(x, y);
        }
    }

    fn put(&mut self, x: u16, y: u16, cell: &Cell, shown: Shown) {
        let pen = if shown.is_blank() { self.pen_for_blank() } else { Pen::of(cell, self.colour) };
        // A gap is crossed best by writing blanks, in a style that does not show on them. So the cursor moves before a
        // style is set that would show, and after one is set that would not.
        if pen.shows_on_blank() {
            self.go(x, y);
        }
        self.set_pen(pen);
        self.go(x, y);
        self.frame.bytes.extend_from_slice(cell.symbol().as_bytes());
        let advances = advances_one_cell(cell.symbol());
        let cells = if advances { 1 } else { cell.cell_width().max(1) };
        let next = x.saturating_add(cells);
        self.screen.put(x, y, cells, shown);
        // Terminals differ in where the cursor is after the last cell of a row.
        self.at = (advances && next < self.extent.width).then_some(Position::new(next, y));
    }

    /// The style to write blanks in: the one that is set, unless it would show on them.
    fn pen_for_blank(&self) -> Pen {
        self.pen.filter(|pen| !pen.shows_on_blank()).unwrap_or(Pen::PLAIN)
    }

    fn set_pen(&mut self, pen: Pen) {
        if self.pen != Some(pen) {
            pen.write_after(self.pen, &mut self.frame.bytes);
            self.pen = Some(pen);
        }
    }

    fn go(&mut self, x: u16, y: u16) {
        let to = Position::new(x, y);
        match self.at.replace(to) {
            Some(from) if from == to => {}
            Some(from) if self.is_blank_gap(from, to) => {
                self.frame.bytes.extend(iter::repeat_n(b' ', (to.x - from.x).into()));
            }
            // Line feeds are safe here: there are never more of them than there are rows below the cursor.
            Some(from) if from.y <= to.y && to.y < self.extent.height => {
                moves::forward(from, to, &mut self.frame.bytes);
            }
            _ => moves::absolute(to, &mut self.frame.bytes),
        }
    }

    /// Whether the cursor can cross the gap by writing up to four blanks, which is never longer than any other way.
    /// This is the usual case, a gap between two words.
    fn is_blank_gap(&self, from: Position, to: Position) -> bool {
        from.y == to.y
            && (1..=4).contains(&to.x.saturating_sub(from.x))
            && self.pen.is_some_and(|pen| !pen.shows_on_blank())
            && self.screen.is_blank(to.y, from.x..to.x)
    }
}
