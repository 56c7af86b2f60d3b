//! The remembering backend against a terminal emulator: whatever happens between two frames, the screen shows what a
//! naive redraw of everything would show, and it costs the bytes it should.

#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

use ratatui::Terminal;
use ratatui::backend::Backend;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier, Style};
use rocketmq_wizard::terminal::backend::{Remembering, draw, redraw};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::num::NonZeroU16;

/// Keeps what is written, and in how many writes.
#[derive(Default)]
struct Wire {
    bytes: Vec<u8>,
    writes: usize,
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        self.writes += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Screen = Terminal<Remembering<Wire>>;

fn screen(size: Size, colour: bool) -> Screen {
    Terminal::new(Remembering::sized(Wire::default(), colour, size)).unwrap()
}

fn emulator(size: Size) -> vt100::Parser {
    vt100::Parser::new(NonZeroU16::new(size.height).unwrap(), NonZeroU16::new(size.width).unwrap(), 0)
}

/// What one frame sent; at most one write.
fn frame(screen: &mut Screen, content: &Buffer, cursor: Option<Position>) -> Vec<u8> {
    let (bytes, writes) = (screen.backend().out().bytes.len(), screen.backend().out().writes);
    draw(screen, |frame| {
        frame.buffer_mut().merge(content);
        if let Some(position) = cursor {
            frame.set_cursor_position(position);
        }
    })
    .unwrap();
    let wire = screen.backend().out();
    assert!(wire.writes - writes <= 1, "a frame is one write");
    wire.bytes[bytes..].to_vec()
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
    let table: [(&str, u16, &str, u16, &str); 9] = [
        ("abc", 3, "ab", 2, "\x08 \x08"),
        ("abc", 3, "abcé", 4, "é"),
        ("abc", 3, "abc…", 4, "…\x1b[2;5H"), // Ambiguous: some terminals draw it two cells wide.
        ("ab", 2, "ab订", 4, "订\x1b[2;5H"),
        ("ab", 2, "ae\u{301}", 2, "\x08e\u{301}\x1b[2;3H"),
        ("hello world", 11, "hi", 2, "\r\x1b[Ci\x1b[K"),
        ("one two six", 0, "one too six", 0, "\x1b[5Co\r"),
        ("0123456789012345678", 19, "01234567890123456789", 19, "9\x1b[2;20H"),
        ("a", 1, "b", 1, "\x08b"),
    ];
    for (before, x_before, after, x_after, expected) in table {
        let mut screen = screen(SMALL, true);
        frame(&mut screen, &line(before), Some(Position::new(x_before, 1)));
        let sent = frame(&mut screen, &line(after), Some(Position::new(x_after, 1)));
        assert_eq!(String::from_utf8(sent).unwrap(), expected, "{before} -> {after}");
    }
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
    assert_eq!(sent(true), "\x1b[m\x1b[H\x1b[J\x1b[1;7;31mloud\x1b[0;94m indexed\x1b[m\n\rbeyond\x1b[?25l");
}

#[test]
fn the_cursor_is_answered_from_memory_and_a_clipboard_copy_passes() {
    let mut screen = screen(SMALL, true);
    frame(&mut screen, &line("abc"), Some(Position::new(3, 1)));
    let before = screen.backend().out().bytes.len();
    assert_eq!(screen.backend_mut().get_cursor_position().unwrap(), Position::new(3, 1));
    assert_eq!(screen.backend().out().bytes.len(), before);
    screen.backend_mut().send(b"\x1b]52;c;YQ==\x1b\\").unwrap();
    assert_eq!(screen.backend().out().bytes.len(), before + b"\x1b]52;c;YQ==\x1b\\".len());
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

/// The cells of a screen as text, where a colour or bold on a blank counts for nothing as it cannot be seen.
fn picture(parser: &vt100::Parser) -> String {
    let screen = parser.screen();
    let (rows, columns) = screen.size();
    let mut picture = String::new();
    for row in 0..rows.get() {
        for column in 0..columns.get() {
            let cell = screen.cell(row, column).unwrap();
            let blank = matches!(cell.contents(), "" | " ") && !cell.is_wide_continuation();
            let ink = if blank {
                String::from(" ")
            } else {
                format!("{}{:?}{}{}", cell.contents(), cell.fgcolor(), cell.bold(), cell.dim())
            };
            write!(picture, "{ink}{}{}{:?}|", cell.underline(), cell.inverse(), cell.bgcolor()).unwrap();
        }
        picture.push('\n');
    }
    picture
}

fn cursor(parser: &vt100::Parser) -> Option<(u16, u16)> {
    (!parser.screen().hide_cursor()).then(|| parser.screen().cursor_position())
}

/// Everything, each cell with its own position and style, on a terminal that was switched on just now.
fn naive(content: &Buffer, cursor: Option<Position>) -> vt100::Parser {
    let mut out = String::new();
    for y in 0..content.area.height {
        let mut x = 0;
        while x < content.area.width {
            let cell = &content[(x, y)];
            write!(out, "\x1b[{};{}H\x1b[0", y + 1, x + 1).unwrap();
            let codes = [(Modifier::BOLD, 1), (Modifier::DIM, 2), (Modifier::UNDERLINED, 4), (Modifier::REVERSED, 7)];
            codes
                .iter()
                .filter(|(one, _)| cell.modifier.contains(*one))
                .for_each(|(_, n)| write!(out, ";{n}").unwrap());
            match cell.fg {
                Color::Red => out.push_str(";31"),
                Color::LightGreen => out.push_str(";92"),
                _ => {}
            }
            write!(out, "m{}", cell.symbol()).unwrap();
            x += cell.cell_width().max(1);
        }
    }
    match cursor {
        Some(Position { x, y }) => write!(out, "\x1b[{};{}H\x1b[?25h", y + 1, x + 1).unwrap(),
        None => out.push_str("\x1b[?25l"),
    }
    let mut parser = emulator(Size::new(content.area.width, content.area.height));
    parser.process(out.as_bytes());
    parser
}

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

    fn style(&mut self) -> Style {
        let attribute = [Modifier::empty(), Modifier::BOLD, Modifier::DIM, Modifier::UNDERLINED, Modifier::REVERSED];
        Style::new()
            .fg(self.pick(&[Color::Reset, Color::Reset, Color::Red, Color::LightGreen]))
            .add_modifier(self.pick(&attribute) | self.pick(&attribute))
    }

    fn text(&mut self) -> String {
        let words =
            ["a", "zone ", "   ", "orders-prod", "订单", "订", "e\u{301}", "é", "😀", "─────", "x", "…", "          "];
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
fn random_frames_show_what_a_naive_redraw_shows() {
    let mut frames = 0;
    for seed in 0..80 {
        let mut random = Random(seed);
        let mut size = Size::new(random.below(40) + 1, random.below(12) + 1);
        let (mut screen, mut terminal) = (screen(size, true), emulator(size));
        let mut model = Buffer::empty(Rect::from((Position::ORIGIN, size)));
        for step in 0..60 {
            match random.below(20) {
                0 => {
                    size = Size::new(random.below(40) + 1, random.below(12) + 1);
                    terminal
                        .screen_mut()
                        .set_size(NonZeroU16::new(size.height).unwrap(), NonZeroU16::new(size.width).unwrap());
                    model = Buffer::empty(Rect::from((Position::ORIGIN, size)));
                    screen.backend_mut().resize(size);
                    redraw(&mut screen).unwrap();
                }
                1 => {
                    terminal.process("\x1b[0;4;31;44m$ fg 订单\x1b[?25l\r\n".as_bytes());
                    redraw(&mut screen).unwrap();
                }
                _ => {}
            }
            (0..random.below(5)).for_each(|_| random.change(&mut model));
            let at = Position::new(random.below(size.width), random.below(size.height));
            let at = (random.below(4) > 0).then_some(at);
            let sent = frame(&mut screen, &model, at);
            terminal.process(&sent);

            let expected = naive(&model, at);
            let told = || format!("seed {seed}, step {step}, sent {:?}", String::from_utf8_lossy(&sent));
            assert_eq!(picture(&terminal), picture(&expected), "{}", told());
            assert_eq!(cursor(&terminal), cursor(&expected), "{}", told());
            assert_eq!(frame(&mut screen, &model, at), b"", "the same frame again sends nothing: {}", told());
            frames += 1;
        }
    }
    assert_eq!(frames, 4_800);
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
