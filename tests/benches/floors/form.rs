//! The floor of a screen: the smallest program of ratatui, crossterm and tui-input, with one text field. Esc ends it.
//!
//! Run as `floor_form run`; without that word, as `cargo bench` does it, it does nothing.

use crossterm::event::{self, Event, KeyCode};
use ratatui::style::Stylize;
use ratatui::text::Line;
use tui_input::{Input, InputRequest};

fn main() -> std::io::Result<()> {
    if std::env::args().nth(1).as_deref() != Some("run") {
        return Ok(());
    }
    let mut terminal = ratatui::init();
    let mut input = Input::default();
    let ended = loop {
        let drawn = terminal.draw(|frame| {
            let line = Line::from(vec!["Name ".bold(), input.value().into()]);
            frame.render_widget(line, frame.area());
            let column = 5 + u16::try_from(input.visual_cursor()).unwrap_or_default();
            frame.set_cursor_position((column, 0));
        });
        if let Err(error) = drawn {
            break Err(error);
        }
        match event::read() {
            Ok(Event::Key(key)) => match key.code {
                KeyCode::Esc => break Ok(()),
                KeyCode::Char(letter) => drop(input.handle(InputRequest::InsertChar(letter))),
                _ => {}
            },
            Ok(_) => {}
            Err(error) => break Err(error),
        }
    };
    ratatui::restore();
    ended
}
