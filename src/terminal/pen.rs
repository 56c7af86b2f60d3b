//! The style of a cell, as the terminal is told it (SGR).
//!
//! Owns which colours and attributes are used at all, and the shortest way from one style to the next.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// What one cell asks of the terminal's style. The background is not part of it: it is never painted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    /// SGR number of the foreground; `None` is the terminal's own.
    colour: Option<u8>,
    attributes: Modifier,
}

impl Pen {
    pub(super) const PLAIN: Self = Self { colour: None, attributes: Modifier::empty() };
    const ATTRIBUTES: [(Modifier, &[u8]); 4] =
        [(Modifier::BOLD, b"1"), (Modifier::DIM, b"2"), (Modifier::UNDERLINED, b"4"), (Modifier::REVERSED, b"7")];

    pub(super) fn of(cell: &Cell, colour: bool) -> Self {
        let known = Self::ATTRIBUTES.iter().fold(Modifier::empty(), |all, (one, _)| all | *one);
        Self { colour: if colour { ansi(cell.fg) } else { None }, attributes: cell.modifier & known }
    }

    pub(super) fn shows_on_blank(self) -> bool {
        self.attributes.intersects(Modifier::UNDERLINED | Modifier::REVERSED)
    }

    /// Adds to the style that is set where that is enough, and starts from a reset where something has to go.
    pub(super) fn write_after(self, before: Option<Self>, out: &mut Vec<u8>) {
        // Some terminals know one intensity only, the last that was set.
        let intensity = |pen: Self| pen.attributes & (Modifier::BOLD | Modifier::DIM);
        let kept = before.filter(|&before| {
            self.attributes.contains(before.attributes)
                && (before.colour.is_none() || self.colour.is_some())
                && (intensity(before).is_empty() || intensity(before) == intensity(self))
        });
        let base = kept.unwrap_or(Self::PLAIN);
        let mut codes: Vec<Vec<u8>> = Vec::new();
        if kept.is_none() && self != Self::PLAIN {
            codes.push(b"0".to_vec());
        }
        let added =
            Self::ATTRIBUTES.iter().filter(|(one, _)| self.attributes.difference(base.attributes).contains(*one));
        codes.extend(added.map(|(_, code)| code.to_vec()));
        if self.colour != base.colour {
            codes.extend(self.colour.map(|code| code.to_string().into_bytes()));
        }
        out.extend_from_slice(b"\x1b[");
        out.extend(codes.join(&b';'));
        out.push(b'm');
    }
}

/// The SGR number of a foreground colour; beyond the 16 ANSI colours the terminal's own is taken.
fn ansi(colour: Color) -> Option<u8> {
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
        Color::Indexed(index @ 0..8) => 30 + index,
        Color::Indexed(index @ 8..16) => 82 + index,
        Color::Reset | Color::Indexed(_) | Color::Rgb(..) => return None,
    })
}
