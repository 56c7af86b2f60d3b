//! The remembering backend: draws ratatui's frames with as few bytes as the terminal allows.
//!
//! Owns what is known about the terminal: where the cursor stands, whether it shows, which style is set, which cells
//! are blank; the shortest ways from there to the next frame; and what keeps characters that are not one cell wide
//! everywhere from tearing it. It collects a frame and sends it with one write; what the terminal already shows is not
//! sent again. It never asks the terminal anything, never paints the background and never decides what is drawn.

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};
use ratatui::{Frame, Terminal};
use rustix::termios::tcgetwinsize;
use std::io::{self, Write};
use std::ops::Range;
use std::{iter, mem};
use unicode_width::UnicodeWidthChar;

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
pub fn draw<W: Write>(terminal: &mut Terminal<DiffBackend<W>>, view: impl FnOnce(&mut Frame)) -> io::Result<()> {
    let settled = |frame: &mut Frame| {
        view(frame);
        settle_wide(frame.buffer_mut());
    };
    terminal.draw(settled).map(drop)
}

/// Forgets and repaints everything with the next frame: after a resize, a resume, or Ctrl-L.
///
/// # Errors
/// When the terminal cannot be written to.
pub fn redraw<W: Write>(terminal: &mut Terminal<DiffBackend<W>>) -> io::Result<()> {
    terminal.backend_mut().forget();
    terminal.clear()
}

/// Makes wide characters safe to draw in part. A cluster that terminals measure differently (joined emoji, say) is shown
/// by its first character. The cells behind a wide character are emptied, so that ratatui's comparison sees a
/// difference when one is uncovered: what is left of a half-overwritten character differs from terminal to terminal.
pub fn settle_wide(buffer: &mut Buffer) {
    let rows = buffer.content.chunks_mut(usize::from(buffer.area.width).max(1));
    for row in rows.filter(|row| row.iter().any(|cell| cell.symbol().len() > 1)) {
        let mut covered = 0;
        for cell in row {
            if covered > 0 {
                cell.reset();
                cell.set_symbol("");
                covered -= 1;
            // Nearly all of them, rules included, need no measuring.
            } else if !advances_one_cell(cell.symbol()) {
                if let Some(first) = disputed(cell) {
                    cell.set_char(first);
                }
                covered = cell.cell_width().saturating_sub(1);
            }
        }
    }
}

/// A ratatui backend over `W`, which gets each frame as one write and nothing in between.
pub struct DiffBackend<W: Write> {
    out: W,
    colour: bool,
    fixed: Option<Size>,
    frame: Vec<u8>,
    /// Size at the last clear: the extent of `ink`.
    extent: Size,
    /// Whether a cell may show something, row by row; `false` only for a certain blank. A missing row may be anything.
    ink: Vec<Vec<bool>>,
    at: Option<Position>,
    pen: Option<Pen>,
    visible: Option<bool>,
    wanted: Position,
    wanted_visible: bool,
}

impl<W: Write> DiffBackend<W> {
    /// A backend of the terminal's own size that begins with clearing the screen. Without `colour` it sets attributes
    /// (bold, dim, underlined, reversed) only; with it the 16 ANSI colours too.
    pub fn new(out: W, colour: bool) -> Self {
        let mut backend = Self {
            out,
            colour,
            fixed: None,
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

    /// The same for a screen whose size the caller states: tests and pictures.
    pub fn sized(out: W, colour: bool, size: Size) -> Self {
        let mut backend = Self::new(out, colour);
        backend.fixed = Some(size);
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
        self.ink.clear();
    }

    /// Sends a sequence that moves nothing on the screen, such as a copy to the clipboard.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn send(&mut self, sequence: &[u8]) -> io::Result<()> {
        self.out.write_all(sequence).and_then(|()| self.out.flush())
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
        self.frame.extend_from_slice(b"\x1b[m\x1b[H\x1b[J");
        (self.pen, self.at) = (Some(Pen::PLAIN), Some(Position::ORIGIN));
        self.extent = self.extent_now();
        self.ink.clear();
        self.ink.resize(self.extent.height.into(), vec![false; self.extent.width.into()]);
    }

    fn has_ink(&self, y: u16, columns: Range<u16>) -> bool {
        let ink = self.ink.get(usize::from(y)).and_then(|row| row.get(columns.start.into()..columns.end.into()));
        ink.is_none_or(|ink| ink.contains(&true))
    }

    fn set_ink(&mut self, y: u16, columns: Range<u16>, ink: bool) {
        let row = self.ink.get_mut(usize::from(y)).map(Vec::as_mut_slice).unwrap_or_default();
        let end = row.len().min(columns.end.into());
        row.get_mut(columns.start.into()..end).unwrap_or_default().fill(ink);
    }

    fn draw_row(&mut self, y: u16, cells: &[(u16, &Cell)]) {
        // The updates that leave nothing but plain blanks up to the end of the row.
        let mut blank_from = self.extent.width;
        let tail = cells.iter().rev().take_while(|&&(x, cell)| {
            let untouched = x.saturating_add(1)..mem::replace(&mut blank_from, x);
            is_plain_blank(cell) && !self.has_ink(y, untouched)
        });
        // Three blanks are no longer than the sequence that erases them.
        let erased = Some(tail.count()).filter(|&count| count > 3).unwrap_or(0);
        let (drawn, erased) = cells.split_at(cells.len() - erased);
        for &(x, cell) in drawn {
            self.put(x, y, cell);
        }
        if let Some(&(x, _)) = erased.first() {
            self.set_pen(self.pen_for_blank());
            self.go(x, y);
            self.frame.extend_from_slice(b"\x1b[K");
            self.set_ink(y, x..self.extent.width, false);
        }
    }

    fn put(&mut self, x: u16, y: u16, cell: &Cell) {
        let blank = is_plain_blank(cell);
        let pen = if blank { self.pen_for_blank() } else { Pen::of(cell, self.colour) };
        // A gap is best crossed with blanks, in a style that does not show on them: the one before or the new one.
        if pen.shows_on_blank() {
            self.go(x, y);
        }
        self.set_pen(pen);
        self.go(x, y);
        self.frame.extend_from_slice(cell.symbol().as_bytes());
        let next = x.saturating_add(cell.cell_width().max(1));
        self.set_ink(y, x..next, !blank);
        // At the right edge terminals differ in where the cursor then is.
        let known = advances_one_cell(cell.symbol()) && next < self.extent.width;
        self.at = known.then_some(Position::new(next, y));
    }

    /// A colour or bold does not show on a blank, so only a style that does has to go.
    fn pen_for_blank(&self) -> Pen {
        self.pen.filter(|pen| !pen.shows_on_blank()).unwrap_or(Pen::PLAIN)
    }

    fn set_pen(&mut self, pen: Pen) {
        if self.pen != Some(pen) {
            pen.write_after(self.pen, &mut self.frame);
            self.pen = Some(pen);
        }
    }

    fn go(&mut self, x: u16, y: u16) {
        let to = Position::new(x, y);
        match self.at.replace(to) {
            Some(from) if from == to => {}
            Some(from) if self.is_blank_gap(from, to) => {
                self.frame.extend(iter::repeat_n(b' ', (to.x - from.x).into()));
            }
            // Line feeds move down; at the last row they would scroll, and above it we never send more than fit.
            Some(from) if from.y <= to.y && to.y < self.extent.height => {
                shorter(&mut self.frame, |out| absolute(to, out), |out| relative(from, to, out));
            }
            _ => absolute(to, &mut self.frame),
        }
    }

    /// The usual case, a gap between two words, without weighing alternatives: up to four blanks are never longer.
    fn is_blank_gap(&self, from: Position, to: Position) -> bool {
        from.y == to.y
            && (1..=4).contains(&to.x.saturating_sub(from.x))
            && self.pen.is_some_and(|pen| !pen.shows_on_blank())
            && !self.has_ink(to.y, from.x..to.x)
    }
}

impl<W: Write> Backend for DiffBackend<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let (mut row, mut cells) = (0, Vec::with_capacity(usize::from(self.extent.width)));
        for (x, y, cell) in content {
            if y != row {
                self.draw_row(row, &cells);
                row = y;
                cells.clear();
            }
            cells.push((x, cell));
        }
        self.draw_row(row, &cells);
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

    /// The whole screen only: parts are erased for viewports that share it with something else.
    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        if region == ClearType::All { self.clear() } else { Err(io::ErrorKind::Unsupported.into()) }
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.extent_now())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.extent_now(), pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.wanted_visible {
            self.go(self.wanted.x, self.wanted.y);
        }
        if self.visible.replace(self.wanted_visible) != Some(self.wanted_visible) {
            self.frame.extend_from_slice(if self.wanted_visible { b"\x1b[?25h" } else { b"\x1b[?25l" });
        }
        let sent = self.out.write_all(&self.frame).and_then(|()| self.out.flush());
        self.frame.clear();
        sent.inspect_err(|_| self.forget())
    }
}

/// What one cell asks of the terminal's style (SGR). The background is not part of it: it is never painted.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Pen {
    /// SGR number of the foreground; `None` is the terminal's own.
    colour: Option<u16>,
    attributes: Modifier,
}

impl Pen {
    const PLAIN: Self = Self { colour: None, attributes: Modifier::empty() };
    const INTENSITY: Modifier = Modifier::BOLD.union(Modifier::DIM);
    const ON_BLANK: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);
    const CODES: [(Modifier, u16); 4] =
        [(Modifier::BOLD, 1), (Modifier::DIM, 2), (Modifier::UNDERLINED, 4), (Modifier::REVERSED, 7)];

    fn of(cell: &Cell, colour: bool) -> Self {
        let attributes = cell.modifier & Self::INTENSITY.union(Self::ON_BLANK);
        Self { colour: ansi(cell.fg).filter(|_| colour), attributes }
    }

    fn shows_on_blank(self) -> bool {
        self.attributes.intersects(Self::ON_BLANK)
    }

    /// Adds to the style that is set where that is enough, and starts from a reset where something has to go.
    fn write_after(self, before: Option<Self>, out: &mut Vec<u8>) {
        // Some terminals know one intensity only, the last that was set.
        let intensity = |pen: Self| pen.attributes & Self::INTENSITY;
        let kept = before.filter(|&before| {
            self.attributes.contains(before.attributes)
                && (before.colour.is_none() || self.colour.is_some())
                && (intensity(before).is_empty() || intensity(before) == intensity(self))
        });
        let reset = (kept.is_none() && self != Self::PLAIN).then_some(0);
        let base = kept.unwrap_or(Self::PLAIN);
        let added = self.attributes.difference(base.attributes);
        let attributes = Self::CODES.into_iter().filter(|(one, _)| added.contains(*one)).map(|(_, code)| code);
        let colour = self.colour.filter(|_| self.colour != base.colour);
        control(reset.into_iter().chain(attributes).chain(colour), b'm', out);
    }
}

/// The SGR number of a foreground colour; beyond the 16 ANSI colours the terminal's own is taken.
fn ansi(colour: Color) -> Option<u16> {
    Some(match colour {
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Indexed(index @ 0..16) => u16::from(index) + if index < 8 { 30 } else { 82 },
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => return None,
    })
}

fn is_plain_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(Pen::ON_BLANK)
}

/// The first character of a cluster that is not as wide as its characters one by one.
fn disputed(cell: &Cell) -> Option<char> {
    let symbol = cell.symbol();
    let alone = |character: char| character.encode_utf8(&mut [0; 4]).cell_width();
    let differs = symbol.chars().map(alone).sum::<u16>() != cell.cell_width();
    symbol.chars().next().filter(|_| differs)
}

/// Whether every terminal moves exactly one cell after this symbol. Terminals disagree on wide, combining and
/// ambiguous characters; rules are excepted, as one that draws them two cells wide cannot show a frame anyway.
fn advances_one_cell(symbol: &str) -> bool {
    let narrow = |character: char| {
        matches!(character, ' '..='~' | '\u{2500}'..='\u{257f}')
            || (character.width() == Some(1) && character.width_cjk() == Some(1))
    };
    symbol.chars().map(narrow).eq([true])
}

fn absolute(to: Position, out: &mut Vec<u8>) {
    let row = (to != Position::ORIGIN).then_some(to.y.saturating_add(1));
    let column = (to.x > 0).then_some(to.x.saturating_add(1));
    control(row.into_iter().chain(column), b'H', out);
}

/// Down by line feeds, then along the row or, if that is shorter, along it from its start.
fn relative(from: Position, to: Position, out: &mut Vec<u8>) {
    out.extend(iter::repeat_n(b'\n', (to.y - from.y).into()));
    let Some(back) = from.x.checked_sub(to.x) else { return right(to.x - from.x, out) };
    let left = |out: &mut Vec<u8>| match back {
        ..=4 => out.extend(iter::repeat_n(b'\x08', back.into())), // No longer than the sequence that counts them.
        _ => control([back], b'D', out),
    };
    let returned = |out: &mut Vec<u8>| {
        out.push(b'\r');
        right(to.x, out);
    };
    shorter(out, left, returned);
}

fn right(count: u16, out: &mut Vec<u8>) {
    if count > 0 {
        control((count > 1).then_some(count), b'C', out);
    }
}

/// Writes the shorter of two sequences, the first if they are equally long.
fn shorter(out: &mut Vec<u8>, first: impl FnOnce(&mut Vec<u8>), second: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    first(out);
    let middle = out.len();
    second(out);
    if out.len() - middle < middle - start {
        out.drain(start..middle);
    } else {
        out.truncate(middle);
    }
}

/// Writes a control sequence: its numbers, where 0 is left out (ECMA-48, 5.4.2), and the byte that says their meaning.
fn control(numbers: impl IntoIterator<Item = u16>, meaning: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    for (place, number) in numbers.into_iter().enumerate() {
        let gap = if place == 0 { "" } else { ";" };
        let _ = if number == 0 { write!(out, "{gap}") } else { write!(out, "{gap}{number}") }; // Memory cannot fail.
    }
    out.push(meaning);
}
