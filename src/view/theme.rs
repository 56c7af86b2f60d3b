//! Styles, decided once. At most the 16 ANSI colours, never a background, and every state has its sign and word too:
//! without colours nothing is lost.

use ratatui::style::{Color, Modifier, Style};

pub const PLAIN: Style = Style::new();
pub const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
pub const DIM: Style = Style::new().add_modifier(Modifier::DIM);
/// The row or screen one is on.
pub const HERE: Style = Style::new().add_modifier(Modifier::REVERSED);
/// Characters a filter matched.
pub const MATCH: Style = Style::new().add_modifier(Modifier::UNDERLINED);
pub const GOOD: Style = Style::new().fg(Color::Green);
/// Not yellow: on a white background nobody can read that, and warnings speak of money and of dates.
pub const WARNING: Style = Style::new().fg(Color::Magenta).add_modifier(Modifier::BOLD);
pub const WRONG: Style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
