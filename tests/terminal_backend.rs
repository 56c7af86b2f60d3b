//! The backend that sends only differences, against a terminal emulator: whatever happens between two frames, the
//! screen shows what ratatui's stock backend draws there, and it costs the bytes it should.

#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::{Buffer, Cell};
use ratatui::crossterm::style::force_color_output;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier, Style};
use ratatui::{Frame, Terminal};
use rocketmq_wizard::terminal::backend::{DiffBackend, settle_wide};
use std::cell::{Cell as Shared, RefCell};
use std::io::{self, Write};
use std::num::NonZeroU16;
use std::rc::Rc;

/// What was written, and in how many writes.
#[derive(Default)]
struct Sent {
    bytes: Vec<u8>,
    writes: usize,
}

/// Keeps what is written to it.
#[derive(Clone, Default)]
struct Wire(Rc<RefCell<Sent>>);

impl Wire {
    fn bytes(&self) -> usize {
        self.0.borrow().bytes.len()
    }

    fn writes(&self) -> usize {
        self.0.borrow().writes
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut sent = self.0.borrow_mut();
        sent.bytes.extend_from_slice(bytes);
        sent.writes += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A terminal of a size that the test states, and the line to it.
struct Screen {
    terminal: DiffBackend<Wire>,
    wire: Wire,
    size: Rc<Shared<Size>>,
}

fn screen(size: Size, colour: bool) -> Screen {
    let (wire, size) = (Wire::default(), Rc::new(Shared::new(size)));
    let stated = size.clone();
    let terminal = DiffBackend::new(wire.clone(), colour, move || stated.get());
    Screen { terminal, wire, size }
}

fn emulator(size: Size) -> vt100::Parser {
    let (rows, columns) = rows_and_columns(size);
    vt100::Parser::new(rows, columns, 0)
}

fn rows_and_columns(size: Size) -> (NonZeroU16, NonZeroU16) {
    (NonZeroU16::new(size.height).unwrap(), NonZeroU16::new(size.width).unwrap())
}

/// What one frame sent; at most one write.
fn frame(screen: &mut Screen, content: &Buffer, cursor: Option<Position>) -> Vec<u8> {
    let (bytes, writes) = (screen.wire.bytes(), screen.wire.writes());
    let view = |frame: &mut Buffer| {
        frame.merge(content);
        cursor
    };
    screen.terminal.draw(view).unwrap();
    assert!(screen.wire.writes() - writes <= 1, "a frame is one write");
    screen.wire.0.borrow().bytes[bytes..].to_vec()
}

fn line(text: &str) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 3));
    buffer.set_string(0, 1, text, Style::new());
    buffer
}

const SMALL: Size = Size::new(20, 3);

#[test]
fn a_key_echoed_at_the_cursor_is_one_byte_and_no_change_is_none() {
    let steps: [(&str, u16, usize); 6] = [
        ("ab", 2, 1000), // The first frame clears, draws and shows the cursor.
        ("abc", 3, 1),
        ("abc", 3, 0),
        ("abcd", 4, 1),
        ("abcd", 3, 1), // Back by one: a backspace.
        ("abcd", 0, 1), // Back to the start of the line: a carriage return.
    ];
    let mut screen = screen(SMALL, true);
    for (text, x, most) in steps {
        let sent = frame(&mut screen, &line(text), Some(Position::new(x, 1)));
        assert!(sent.len() <= most, "{text} sent {:?}", String::from_utf8_lossy(&sent));
    }
}

#[test]
fn what_is_sent_for_small_changes() {
    let table: [(&str, u16, &str, u16, &str); 10] = [
        ("abc", 3, "ab", 2, "\x08 \x08"),
        ("abc", 3, "abcé", 4, "é"),
        ("abc", 3, "abc…", 4, "…\x1b[2;5H"), // Ambiguous: some terminals draw it two cells wide.
        ("ab", 2, "ab订", 4, "订\x1b[2;5H"),
        ("ab", 2, "ae\u{301}", 2, "\x08e\u{301}\x1b[2;3H"),
        ("hello world", 11, "hi", 2, "\r\x1b[Ci\x1b[K"),
        ("one two six", 0, "one too six", 0, "\x1b[5Co\r"),
        ("0123456789012345678", 19, "01234567890123456789", 19, "9\x1b[2;20H"),
        ("a", 1, "b", 1, "\x08b"),
        ("ab订", 3, "ab订", 5, "\x1b[2C"), // A blank would erase the second half.
    ];
    for (before, x_before, after, x_after, expected) in table {
        let mut screen = screen(SMALL, true);
        frame(&mut screen, &line(before), Some(Position::new(x_before, 1)));
        let sent = frame(&mut screen, &line(after), Some(Position::new(x_after, 1)));
        assert_eq!(String::from_utf8(sent).unwrap(), expected, "{before} -> {after}");
    }
}

/// More bytes than are kept of a cell: what such a letter becomes is never taken for what it was.
#[test]
fn a_letter_with_many_marks_is_told_from_one_that_ends_differently() {
    let mut screen = screen(SMALL, true);
    let marked = |last: &str| format!("e\u{301}\u{302}\u{303}\u{304}{last}!");
    let texts = [marked("\u{306}"), marked("\u{307}"), "plain".to_owned(), marked("\u{307}")];
    for text in texts {
        let sent = String::from_utf8(frame(&mut screen, &line(&text), None)).unwrap();
        assert!(sent.contains(text.trim_end_matches('!')), "{text:?}: {sent:?}");
    }
}

#[test]
fn a_cursor_below_the_last_row_does_not_scroll_the_screen() {
    let mut screen = screen(SMALL, true);
    frame(&mut screen, &line("abc"), Some(Position::new(3, 2)));
    assert_eq!(frame(&mut screen, &line("abc"), Some(Position::new(3, 3))), b"\x1b[4;4H");
}

#[test]
fn without_colour_only_attributes_are_sent_and_the_background_never() {
    let loud = Style::new().fg(Color::Red).bg(Color::Blue).add_modifier(Modifier::BOLD | Modifier::REVERSED);
    let mut content = line("");
    content.set_string(0, 0, "loud", loud);
    content.set_string(5, 0, "indexed", Style::new().fg(Color::Indexed(12)).bg(Color::Rgb(1, 2, 3)));
    content.set_string(0, 1, "beyond", Style::new().fg(Color::Rgb(1, 2, 3)));
    let sent = |colour| String::from_utf8(frame(&mut screen(SMALL, colour), &content, None)).unwrap();
    assert_eq!(sent(false), "\x1b[m\x1b[H\x1b[J\x1b[1;7mloud\x1b[m indexed\n\rbeyond\x1b[?25l");
    assert_eq!(sent(true), "\x1b[m\x1b[H\x1b[J\x1b[1;7;31mloud\x1b[;94m indexed\x1b[m\n\rbeyond\x1b[?25l");
}

#[test]
fn a_clipboard_copy_passes_and_changes_nothing() {
    let mut screen = screen(SMALL, true);
    frame(&mut screen, &line("abc"), Some(Position::new(3, 1)));
    let before = screen.wire.bytes();
    screen.terminal.send(b"\x1b]52;c;YQ==\x1b\\").unwrap();
    assert_eq!(screen.wire.bytes(), before + b"\x1b]52;c;YQ==\x1b\\".len());
    assert_eq!(frame(&mut screen, &line("abcd"), Some(Position::new(4, 1))), b"d");
}

#[test]
fn a_full_form_fits_in_the_budget_of_a_first_screen() {
    let form = include_str!("terminal_backend_form.txt");
    for (size, most) in [(Size::new(80, 24), 2_000), (Size::new(200, 60), 2_500)] {
        let mut content = Buffer::empty(Rect::from((Position::ORIGIN, size)));
        let width = usize::from(size.width);
        for (y, text) in form.lines().enumerate() {
            let style = if y % 5 == 0 { Style::new().add_modifier(Modifier::BOLD) } else { Style::new() };
            let text = if text.starts_with("---") { "-".repeat(width) } else { text.to_owned() };
            content.set_stringn(0, u16::try_from(y).unwrap(), &text, width, style);
            content.set_style(Rect::new(1, u16::try_from(y).unwrap(), 9, 1), Style::new().fg(Color::Cyan));
        }
        let sent = frame(&mut screen(size, true), &content, Some(Position::new(12, 5)));
        assert!(sent.len() <= most, "{} bytes at {size}", sent.len());
    }
}

/// The stock backend on an emulator, which answers what crossterm would ask the real terminal: its size, its cursor.
struct Stock(vt100::Parser);

impl Stock {
    fn backend(&mut self) -> CrosstermBackend<&mut vt100::Parser> {
        CrosstermBackend::new(&mut self.0)
    }
}

impl Backend for Stock {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        self.backend().draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.backend().hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.backend().show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        let (y, x) = self.0.screen().cursor_position();
        Ok(Position::new(x, y))
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.backend().set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.backend().clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.backend().clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        let (rows, columns) = self.0.screen().size();
        Ok(Size::new(columns.get(), rows.get()))
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.backend())
    }
}

fn stock_screen(size: Size) -> Terminal<Stock> {
    Terminal::new(Stock(emulator(size))).unwrap()
}

fn stock_frame(screen: &mut Terminal<Stock>, content: &Buffer, cursor: Option<Position>, settle: fn(&mut Buffer)) {
    let view = |frame: &mut Frame| {
        frame.buffer_mut().merge(content);
        settle(frame.buffer_mut());
        // A terminal that knows one intensity only, as the emulator, shows the last that was set. The stock backend
        // sets bold and dim in an order that depends on the cell before; we always set dim last. Ours is the one that
        // looks the same in every frame, so such cells are asked of the stock backend as dim.
        for cell in &mut frame.buffer_mut().content {
            if cell.modifier.contains(Modifier::DIM) {
                cell.modifier.remove(Modifier::BOLD);
            }
        }
        if let Some(position) = cursor {
            frame.set_cursor_position(position);
        }
    };
    screen.draw(view).unwrap();
}

/// What somebody else leaves on the screen while we are stopped: text, a style, no cursor.
const FOREIGN: &str = "\x1b[0;4;31;44m$ fg 订单\x1b[?25l\r\n";

/// The same frames drawn by us and by the stock backend.
struct Pair {
    ours: Screen,
    shown: vt100::Parser,
    stock: Terminal<Stock>,
}

impl Pair {
    fn new(size: Size) -> Self {
        Self { ours: screen(size, true), shown: emulator(size), stock: stock_screen(size) }
    }

    fn resize(&mut self, size: Size) {
        let (rows, columns) = rows_and_columns(size);
        self.shown.screen_mut().set_size(rows, columns);
        self.stock.backend_mut().0.screen_mut().set_size(rows, columns);
        self.ours.size.set(size);
        self.repaint();
    }

    fn resume(&mut self) {
        self.shown.process(FOREIGN.as_bytes());
        let stock = &mut self.stock.backend_mut().0;
        stock.process(FOREIGN.as_bytes());
        // The stock backend takes for granted that the style was left plain and paints its first cells, and all that it
        // clears, in somebody else's style otherwise. Ours is right to reset it, so only the stock side gets that help.
        stock.process(b"\x1b[m");
        self.repaint();
    }

    fn repaint(&mut self) {
        self.ours.terminal.redraw();
        self.stock.clear().unwrap();
    }

    /// Draws a frame on both and compares them, and with one that the stock backend draws on a screen switched on just
    /// now. That one leaves no rubbish around wide characters, so it gets the frame unsettled.
    fn frame(&mut self, content: &Buffer, cursor: Option<Position>, place: &str) {
        let sent = frame(&mut self.ours, content, cursor);
        self.shown.process(&sent);
        stock_frame(&mut self.stock, content, cursor, settle_wide);
        let mut fresh = stock_screen(content.area.as_size());
        stock_frame(&mut fresh, content, cursor, |_| {});
        let told = || format!("{place}, sent {:?}", String::from_utf8_lossy(&sent));
        for expected in [&self.stock, &fresh].map(|stock| stock.backend().0.screen()) {
            assert_eq!(difference(self.shown.screen(), expected), None, "{}", told());
            assert_eq!(visible_cursor(self.shown.screen()), visible_cursor(expected), "{}", told());
        }
        assert_eq!(frame(&mut self.ours, content, cursor), b"", "the same frame again sends nothing: {}", told());
    }
}

/// What can be seen of a cell: text, its colour, bold, dim; underlined, reversed, background, wide, second half.
type Seen = ((String, vt100::Color, bool, bool), (bool, bool, vt100::Color, bool, bool));

/// A colour, bold and dim on a blank count for nothing: nobody can see them, and we save the bytes.
fn seen(cell: &vt100::Cell) -> Seen {
    let blank = matches!(cell.contents(), "" | " ") && !cell.is_wide_continuation();
    let ink = if blank {
        (String::from(" "), vt100::Color::Default, false, false)
    } else {
        (cell.contents().to_owned(), cell.fgcolor(), cell.bold(), cell.dim())
    };
    let ground = (cell.underline(), cell.inverse(), cell.bgcolor(), cell.is_wide(), cell.is_wide_continuation());
    (ink, ground)
}

fn cells(screen: &vt100::Screen) -> impl Iterator<Item = (u16, u16, &vt100::Cell)> {
    let (rows, columns) = screen.size();
    let positions = (0..rows.get()).flat_map(move |row| (0..columns.get()).map(move |column| (row, column)));
    positions.map(|(row, column)| (row, column, screen.cell(row, column).unwrap()))
}

/// The first cell that differs, on either screen.
fn difference(ours: &vt100::Screen, stock: &vt100::Screen) -> Option<(u16, u16, Seen, Seen)> {
    assert_eq!(ours.size(), stock.size());
    let pairs = cells(ours).zip(cells(stock)).map(|((row, column, a), (_, _, b))| (row, column, seen(a), seen(b)));
    pairs.into_iter().find(|(_, _, ours, stock)| ours != stock)
}

/// Nobody can see where a hidden cursor stands.
fn visible_cursor(screen: &vt100::Screen) -> Option<(u16, u16)> {
    (!screen.hide_cursor()).then(|| screen.cursor_position())
}

/// As ratatui reads them: all sixteen by name, and one of each half by number.
const COLOURS: &str = "black red green yellow blue magenta cyan gray darkgray lightred lightgreen lightyellow lightblue \
                       lightmagenta lightcyan white 3 12";

/// Knuth's linear congruential generator: the same frames on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u16) -> u16 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u16::try_from((self.0 >> 33) % u64::from(bound.max(1))).unwrap()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::from(self.below(u16::try_from(from.len()).unwrap()))]
    }

    /// Of the colours that we draw. The background is never painted, so none is asked for.
    fn style(&mut self) -> Style {
        let colour = if self.below(2) == 0 { "reset" } else { self.pick(&COLOURS.split(' ').collect::<Vec<_>>()) };
        let attribute = [Modifier::empty(), Modifier::BOLD, Modifier::DIM, Modifier::UNDERLINED, Modifier::REVERSED];
        Style::new().fg(colour.parse().unwrap()).add_modifier(self.pick(&attribute) | self.pick(&attribute))
    }

    fn size(&mut self) -> Size {
        Size::new(self.below(40) + 1, self.below(12) + 1)
    }

    /// Often a few cells further, as in a text that is walked through.
    fn cursor(&mut self, size: Size, before: Option<Position>) -> Option<Position> {
        match (before, self.below(4)) {
            (_, 0) => None,
            (Some(at), 1 | 2) => {
                let x = (at.x + self.below(4)).min(size.width - 1);
                Some(Position::new(x, at.y.min(size.height - 1)))
            }
            _ => Some(Position::new(self.below(size.width), self.below(size.height))),
        }
    }

    fn text(&mut self) -> String {
        let words = [
            "a",
            "zone ",
            "   ",
            "orders-prod",
            "订单",
            "订",
            "e\u{301}",
            "o\u{323}\u{302}",
            "é",
            "😀",
            "─────",
            "x",
            "…",
            "          ",
        ];
        (0..=self.below(4)).map(|_| self.pick(&words)).collect()
    }

    fn change(&mut self, model: &mut Buffer) {
        let (width, height) = (model.area.width, model.area.height);
        let (x, y) = (self.below(width), self.below(height));
        let here = Rect::new(x, y, self.below(width - x) + 1, self.below(2) + 1).intersection(model.area);
        let style = self.style();
        match self.below(10) {
            0 => model.reset(),
            1 => model.set_style(here, style),
            2 => here.positions().for_each(|position| model[position].reset()),
            3 => model.set_style(here, Style::reset()),
            _ => {
                let text = self.text();
                model.set_stringn(x, y, text, usize::from(width), style);
            }
        }
    }
}

#[test]
fn random_frames_show_what_the_stock_backend_shows() {
    force_color_output(true); // Whatever NO_COLOR says where the tests run: the stock side would obey it.
    let (mut frames, mut resizes, mut resumes, mut wide, mut combining) = (0, 0, 0, 0, 0);
    for seed in 0..80 {
        let mut random = Random(seed);
        let (mut size, mut cursor) = (random.size(), None);
        let mut pair = Pair::new(size);
        let mut model = Buffer::empty(Rect::from((Position::ORIGIN, size)));
        for step in 0..60 {
            match random.below(20) {
                0 => {
                    size = random.size();
                    model = Buffer::empty(Rect::from((Position::ORIGIN, size)));
                    pair.resize(size);
                    resizes += 1;
                }
                1 => {
                    pair.resume();
                    resumes += 1;
                }
                _ => {}
            }
            (0..random.below(5)).for_each(|_| random.change(&mut model));
            cursor = random.cursor(size, cursor);
            pair.frame(&model, cursor, &format!("seed {seed}, step {step}"));
            let shows = |what: fn(&vt100::Cell) -> bool| cells(pair.shown.screen()).any(|(_, _, cell)| what(cell));
            frames += 1;
            wide += usize::from(shows(vt100::Cell::is_wide));
            combining += usize::from(shows(|cell| cell.contents().chars().count() > 1));
        }
    }
    assert_eq!(frames, 4_800);
    assert!(resizes > 100 && resumes > 100, "{resizes} resizes, {resumes} resumes");
    assert!(wide > 1_000 && combining > 1_000, "{wide} frames with wide characters, {combining} with combining ones");
}

#[test]
fn clusters_that_terminals_measure_differently_do_not_push_their_neighbours() {
    let table = [("👨\u{200d}👩\u{200d}👧|", "👨|"), ("👍🏽|", "👍|"), ("❤\u{fe0f}|", "❤ |"), ("订单|", "订单|")];
    for (text, expected) in table {
        let mut terminal = emulator(SMALL);
        terminal.process(&frame(&mut screen(SMALL, true), &line(text), None));
        let shown: Vec<String> = terminal.screen().rows(0, SMALL.width).collect();
        assert_eq!(shown[1].trim_end(), expected);
    }
}
