//! The cheapest way to move the cursor from one cell to another.

use super::sequence::control;
use ratatui::layout::Position;
use std::iter;

/// Moves the cursor to a cell in the row of `from` or in a row below it, with the fewest bytes. Line feeds move it
/// down, so the caller makes sure that the row exists: at the last row of the screen a line feed would scroll.
pub(super) fn forward(from: Position, to: Position, out: &mut Vec<u8>) {
    shorter(out, |out| absolute(to, out), |out| relative(from, to, out));
}

/// Moves the cursor to a cell from wherever it stands.
pub(super) fn absolute(to: Position, out: &mut Vec<u8>) {
    let row = (to != Position::ORIGIN).then_some(to.y.saturating_add(1));
    let column = (to.x > 0).then_some(to.x.saturating_add(1));
    control(row.into_iter().chain(column), b'H', out);
}

/// Moves down by line feeds. Then it moves along the row from where it is or, if that is shorter, from the row's start.
fn relative(from: Position, to: Position, out: &mut Vec<u8>) {
    out.extend(iter::repeat_n(b'\n', (to.y - from.y).into()));
    let Some(back) = from.x.checked_sub(to.x) else { return right(to.x - from.x, out) };
    let left = |out: &mut Vec<u8>| match back {
        // Up to four backspaces are no longer than the sequence that counts them.
        ..=4 => out.extend(iter::repeat_n(b'\x08', back.into())),
        _ => control([back], b'D', out),
    };
    let from_start = |out: &mut Vec<u8>| {
        out.push(b'\r');
        right(to.x, out);
    };
    shorter(out, left, from_start);
}

fn right(count: u16, out: &mut Vec<u8>) {
    if count > 0 {
        control((count > 1).then_some(count), b'C', out);
    }
}

/// Writes the shorter of two byte sequences, and the first one if they are equally long.
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
