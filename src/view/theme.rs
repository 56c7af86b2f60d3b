//! Styles, decided once. At most the 16 ANSI colours, never a background, and every state has its sign and word too:
//! without colours nothing is lost.

use ratatui::style::{Color, Modifier, Style};

pub const PLAIN: Style = Style::new();
pub const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
/// What one can do without: rules, API names, what an empty input would take. Nobody can read it well on white.
pub const DIM: Style = Style::new().add_modifier(Modifier::DIM);
/// What stands beside the answers and has to be read: labels, headings, keys, reasons.
pub const ASIDE: Style = PLAIN;
/// The row or screen one is on.
pub const HERE: Style = Style::new().add_modifier(Modifier::REVERSED);
/// Characters a filter matched.
pub const MATCH: Style = Style::new().add_modifier(Modifier::UNDERLINED);
/// Not green: that is as weak on white as yellow is, and what is well may be quiet. Its sign says so.
pub const GOOD: Style = PLAIN;
/// Not yellow: on a white background nobody can read that, and warnings speak of money and of dates.
pub const WARNING: Style = Style::new().fg(Color::Magenta).add_modifier(Modifier::BOLD);
pub const WRONG: Style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
