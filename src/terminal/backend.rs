//! The remembering backend: draws ratatui's frames with as few bytes as the terminal allows.
//!
//! Owns what is known about the terminal: where the cursor stands, whether it shows, which style is set, which cells
//! are blank. It collects a frame and sends it with one write; what the terminal already shows is not sent again. It
//! never asks the terminal anything, never paints the background and never decides what is drawn.

use super::pen::Pen;
use super::wide::{advances_one_cell, settle_wide};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};
use ratatui::{Frame, Terminal};
use rustix::termios::tcgetwinsize;
use std::io::{self, Write};

/// What a serial line that knows no size is taken for.
const UNKNOWN: Size = Size::new(80, 24);

/// The size of the terminal in columns and rows, from the kernel; 80×24 if it does not know.
pub fn size() -> Size {
    let asked = tcgetwinsize(io::stdout()).or_else(|_| tcgetwinsize(io::stdin()));
    asked.ok().map(|found| Size::new(found.ws_col, found.ws_row)).filter(|size| size.area() > 0).unwrap_or(UNKNOWN)
}

/// Draws one frame; use it instead of [`Terminal::draw`], which cannot see a blank that a wide character uncovers.
///
/// # Errors
/// When the terminal cannot be written to, as after a hang-up.
pub fn draw<W: Write>(terminal: &mut Terminal<Remembering<W>>, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
    terminal.draw(|frame| {
        view(frame);
        settle_wide(frame.buffer_mut());
    })?;
    Ok(())
}

/// Forgets and repaints everything with the next frame: after a resize, a resume, or Ctrl-L.
///
/// # Errors
/// When the terminal cannot be written to.
pub fn redraw<W: Write>(terminal: &mut Terminal<Remembering<W>>) -> io::Result<()> {
    terminal.backend_mut().forget();
    terminal.clear()
}

/// A ratatui backend over `W`, which gets each frame as one write and nothing in between.
pub struct Remembering<W: Write> {
    out: W,
    colour: bool,
    fixed: Option<Size>,
    frame: Vec<u8>,
    /// Size at the last clear: the extent of `ink`.
    extent: Size,
    /// Whether a cell may show something; `false` only where the terminal certainly shows a plain blank.
    ink: Vec<bool>,
    at: Option<Position>,
    pen: Option<Pen>,
    visible: Option<bool>,
    wanted: Position,
    wanted_visible: bool,
}

impl<W: Write> Remembering<W> {
    /// A backend of the terminal's own size that begins with clearing the screen. Without `colour` it sets attributes
    /// (bold, dim, underlined, reversed) only; with it the 16 ANSI colours too.
    pub fn new(out: W, colour: bool) -> Self {
        Self::with(out, colour, None)
    }

    /// The same for a screen whose size the caller states: tests and pictures.
    pub fn sized(out: W, colour: bool, size: Size) -> Self {
        Self::with(out, colour, Some(size))
    }

    fn with(out: W, colour: bool, fixed: Option<Size>) -> Self {
        let mut backend = Self {
            out,
            colour,
            fixed,
            frame: Vec::with_capacity(4096),
            extent: Size::ZERO,
            ink: Vec::new(),
            at: None,
            pen: None,
            visible: None,
            wanted: Position::ORIGIN,
            wanted_visible: true,
        };
        backend.erase_all();
        backend
    }

    /// States a new size, for a backend made with [`Self::sized`].
    pub fn resize(&mut self, size: Size) {
        self.fixed = Some(size);
        self.forget();
    }

    /// Forgets what the terminal shows, because somebody else may have written to it.
    pub fn forget(&mut self) {
        (self.at, self.pen, self.visible) = (None, None, None);
        self.ink.fill(true);
    }

    /// Sends a sequence that moves nothing on the screen, such as a copy to the clipboard.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn send(&mut self, sequence: &[u8]) -> io::Result<()> {
        self.out.write_all(sequence)?;
        self.out.flush()
    }

    /// Where the bytes went; tests look at what arrived.
    pub fn out(&self) -> &W {
        &self.out
    }

    fn extent_now(&self) -> Size {
        self.fixed.unwrap_or_else(size)
    }

    fn erase_all(&mut self) {
        self.frame.clear();
        self.pen = None;
        self.set_pen(Pen::PLAIN);
        self.frame.extend_from_slice(b"\x1b[H\x1b[J");
        self.at = Some(Position::ORIGIN);
        self.extent = self.extent_now();
        self.ink.clear();
        self.ink.resize(usize::from(self.extent.width) * usize::from(self.extent.height), false);
    }

    fn has_ink(&self, x: u16, y: u16) -> bool {
        self.index(x, y).and_then(|index| self.ink.get(index)).copied().unwrap_or(true)
    }

    fn set_ink(&mut self, x: u16, y: u16, ink: bool) {
        if let Some(cell) = self.index(x, y).and_then(|index| self.ink.get_mut(index)) {
            *cell = ink;
        }
    }

    fn index(&self, x: u16, y: u16) -> Option<usize> {
        (x < self.extent.width).then(|| usize::from(y) * usize::from(self.extent.width) + usize::from(x))
    }

    fn draw_row(&mut self, y: u16, cells: &[(u16, &Cell)]) {
        let tail = self.blank_tail(y, cells);
        // Three blanks are no longer than the sequence that erases them.
        let (drawn, erased) = cells.split_at(if cells.len() - tail > 3 { tail } else { cells.len() });
        for &(x, cell) in drawn {
            self.put(x, y, cell);
        }
        if let Some(&(x, _)) = erased.first() {
            self.plain_for_blank();
            self.go(x, y);
            self.frame.extend_from_slice(b"\x1b[K");
            (x..self.extent.width).for_each(|x| self.set_ink(x, y, false));
        }
    }

    /// Where the updates begin that leave nothing but plain blanks up to the end of the row.
    fn blank_tail(&self, y: u16, cells: &[(u16, &Cell)]) -> usize {
        let mut blank_from = self.extent.width;
        let mut tail = cells.len();
        for &(x, cell) in cells.iter().rev() {
            let untouched_ink = (x.saturating_add(1)..blank_from).any(|x| self.has_ink(x, y));
            if untouched_ink || cell.symbol() != " " || Pen::of(cell, self.colour).shows_on_blank() {
                break;
            }
            (blank_from, tail) = (x, tail - 1);
        }
        tail
    }

    fn put(&mut self, x: u16, y: u16, cell: &Cell) {
        let symbol = cell.symbol();
        if symbol.is_empty() {
            return; // The second half of a wide character: see `settle_wide`.
        }
        let pen = Pen::of(cell, self.colour);
        let blank = symbol == " " && !pen.shows_on_blank();
        if blank {
            self.plain_for_blank();
            self.go(x, y);
        } else if pen.shows_on_blank() {
            self.go(x, y);
            self.set_pen(pen);
        } else {
            self.set_pen(pen);
            self.go(x, y);
        }
        self.frame.extend_from_slice(symbol.as_bytes());
        let next = x.saturating_add(cell.cell_width().max(1));
        (x..next).for_each(|x| self.set_ink(x, y, !blank));
        // At the right edge terminals differ in where the cursor then is.
        let known = advances_one_cell(symbol) && next < self.extent.width;
        self.at = known.then_some(Position::new(next, y));
    }

    /// A colour or bold does not show on a blank, so only a style that does has to go.
    fn plain_for_blank(&mut self) {
        if self.pen.is_none_or(Pen::shows_on_blank) {
            self.set_pen(Pen::PLAIN);
        }
    }

    fn set_pen(&mut self, pen: Pen) {
        if self.pen != Some(pen) {
            pen.write_after(self.pen, &mut self.frame);
            self.pen = Some(pen);
        }
    }

    /// Moves by the shortest sequence.
    fn go(&mut self, x: u16, y: u16) {
        let target = Position::new(x, y);
        if self.at == Some(target) {
            return;
        }
        if self.blank_step(target) {
            self.at = Some(target);
            return;
        }
        let absolute = absolute(target);
        let relative = self.at.and_then(|from| self.relative(from, target));
        match relative {
            Some(relative) if relative.len() < absolute.len() => self.frame.extend(relative),
            _ => self.frame.extend(absolute),
        }
        self.at = Some(target);
    }

    /// The usual case, a gap between two words, without weighing alternatives: up to four blanks are never longer.
    fn blank_step(&mut self, to: Position) -> bool {
        let Some(from) = self.at.filter(|from| from.y == to.y && from.x < to.x && to.x - from.x <= 4) else {
            return false;
        };
        let along = self.pen.is_some_and(|pen| !pen.shows_on_blank()) && (from.x..to.x).all(|x| !self.has_ink(x, to.y));
        if along {
            self.frame.extend((from.x..to.x).map(|_| b' '));
        }
        along
    }

    fn relative(&self, from: Position, to: Position) -> Option<Vec<u8>> {
        // Line feeds move down; at the last row they would scroll, and above it we never send more than fit.
        let down = to.y.checked_sub(from.y).filter(|_| to.y < self.extent.height)?;
        let mut across = along(from.x, to.x);
        if to.x < from.x {
            let mut returned = vec![b'\r'];
            returned.extend(along(0, to.x));
            across = shorter(across, returned);
        }
        let mut path = vec![b'\n'; usize::from(down)];
        path.extend(across);
        Some(path)
    }

    fn settle_cursor(&mut self) {
        if self.wanted_visible {
            self.go(self.wanted.x, self.wanted.y);
        }
        if self.visible != Some(self.wanted_visible) {
            self.frame.extend_from_slice(if self.wanted_visible { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.visible = Some(self.wanted_visible);
        }
    }
}

impl<W: Write> Backend for Remembering<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut row = (0, Vec::new());
        for (x, y, cell) in content {
            if y != row.0 {
                self.draw_row(row.0, &row.1);
                row.0 = y;
                row.1.clear();
            }
            row.1.push((x, cell));
        }
        self.draw_row(row.0, &row.1);
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.wanted_visible = false;
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.wanted_visible = true;
        Ok(())
    }

    /// Where the cursor will be after the frame; the terminal is never asked.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.wanted)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.wanted = position.into();
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.erase_all();
        Ok(())
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        let erase: &[u8] = match region {
            ClearType::All => return self.clear(),
            ClearType::AfterCursor => b"\x1b[J",
            ClearType::BeforeCursor => b"\x1b[1J",
            ClearType::CurrentLine => b"\x1b[2K",
            ClearType::UntilNewLine => b"\x1b[K",
        };
        self.set_pen(Pen::PLAIN);
        self.go(self.wanted.x, self.wanted.y);
        self.frame.extend_from_slice(erase);
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.extent_now())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.extent_now(), pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.settle_cursor();
        if self.frame.is_empty() {
            return Ok(());
        }
        let sent = self.out.write_all(&self.frame).and_then(|()| self.out.flush());
        self.frame.clear();
        if sent.is_err() {
            self.forget();
        }
        sent
    }
}

fn absolute(to: Position) -> Vec<u8> {
    match (to.x, to.y) {
        (0, 0) => b"\x1b[H".to_vec(),
        (0, y) => format!("\x1b[{}H", y.saturating_add(1)).into_bytes(),
        (x, y) => format!("\x1b[{};{}H", y.saturating_add(1), x.saturating_add(1)).into_bytes(),
    }
}

fn along(from: u16, to: u16) -> Vec<u8> {
    match from.checked_sub(to) {
        Some(back) => shorter(vec![b'\x08'; usize::from(back)], counted(back, 'D')),
        None => counted(to - from, 'C'),
    }
}

fn counted(count: u16, direction: char) -> Vec<u8> {
    match count {
        0 => Vec::new(),
        1 => format!("\x1b[{direction}").into_bytes(),
        _ => format!("\x1b[{count}{direction}").into_bytes(),
    }
}

fn shorter(first: Vec<u8>, second: Vec<u8>) -> Vec<u8> {
    if second.len() < first.len() { second } else { first }
}
