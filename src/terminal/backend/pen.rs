//! The style that the terminal writes with, and the shortest sequence that changes it (SGR).

use super::sequence::control;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use std::num::NonZeroU16;

/// The style of one cell. It has no background, because the wizard never paints one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    /// The SGR number of the foreground; `None` is the terminal's own colour.
    colour: Option<NonZeroU16>,
    attributes: Modifier,
}

impl Pen {
    pub(super) const PLAIN: Self = Self { colour: None, attributes: Modifier::empty() };
    const INTENSITY: Modifier = Modifier::BOLD.union(Modifier::DIM);
    const ON_BLANK: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED);
    const CODES: [(Modifier, u16); 4] =
        [(Modifier::BOLD, 1), (Modifier::DIM, 2), (Modifier::UNDERLINED, 4), (Modifier::REVERSED, 7)];

    /// The style a cell asks for, as far as it can be drawn. Without `colour` its colour is left out.
    pub(super) fn of(cell: &Cell, colour: bool) -> Self {
        let attributes = cell.modifier & Self::INTENSITY.union(Self::ON_BLANK);
        Self { colour: ansi(cell.fg).filter(|_| colour).and_then(NonZeroU16::new), attributes }
    }

    /// Whether a blank in this style looks different from a plain blank.
    pub(super) fn shows_on_blank(self) -> bool {
        Self::shows_on_blank_of(self.attributes)
    }

    /// The same of a style with these attributes.
    #[inline]
    pub(super) fn shows_on_blank_of(attributes: Modifier) -> bool {
        attributes.intersects(Self::ON_BLANK)
    }

    /// Writes the change from the style that is set to this one. The change adds to that style where adding is enough.
    /// Where something has to be taken away, or where the style is unknown (`None`), it starts with a reset.
    pub(super) fn write_after(self, before: Option<Self>, out: &mut Vec<u8>) {
        // Some terminals know one intensity only: of bold and dim, the one that was set last.
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
        let colour = self.colour.filter(|_| self.colour != base.colour).map(NonZeroU16::get);
        control(reset.into_iter().chain(attributes).chain(colour), b'm', out);
    }
}

/// The SGR number of a foreground colour. A colour that is none of the 16 ANSI colours becomes the terminal's own.
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
