//! How it looks. Reads the app, changes nothing.
//!
//! Rows, from the top: who and where; steps; a rule; content; a rule; explanation (goes below 24 rows); state of the
//! focus in words; keys. Only rules reach the right edge, so that a resize never leaves torn lines.

pub mod canvas;
mod checks;
pub mod chrome;
mod columns;
mod confirm_box;
pub mod describe;
pub mod drafts;
mod header;
pub mod input;
mod instances;
pub mod list;
mod more;
mod order;
pub mod overlay;
pub mod purchase;
pub mod purchases;
mod state;
pub mod step;
mod step_bar;
pub mod summary;
pub mod theme;

use crate::app::state::{App, Screen};
use crate::app::summary::Shown;
use crate::text;
use canvas::{Canvas, Rows};
use ratatui::Frame;
use ratatui::layout::Rect;
use std::time::Instant;

/// The least a terminal must have; below it a notice stands in and nothing is lost.
const LEAST: (u16, u16) = (40, 12);
/// Below this many columns or rows one question is shown at a time.
const ROOMY: (u16, u16) = (60, 20);
/// Below this many rows the explanation goes.
const EXPLAINED: u16 = 24;

/// Draws the app as it is now.
pub fn draw(app: &App, frame: &mut Frame) {
    let area = frame.area();
    let mut canvas = Canvas::new(frame, app.ascii);
    if area.width < LEAST.0 || area.height < LEAST.1 {
        return too_small(&mut canvas, area.width, area.height);
    }
    let compact = area.width < ROOMY.0 || area.height < ROOMY.1;
    let explained = area.height >= EXPLAINED && is_explained(app, usize::from(area.width));
    let content = chrome::draw(app, &mut canvas, explained);
    let beside = order::begin(app, area.width);
    canvas.keep_to(content, 0, beside.map_or(area.width, |left| left - 1));
    match (&app.overlay, &app.screen) {
        (Some(overlay), _) => overlay::draw(app, overlay, &mut canvas, content),
        (None, Screen::Step(step)) => {
            let free = step::draw(app, step, &mut canvas, content, compact);
            if area.height >= more::TALL {
                more::draw(step.focus, &mut canvas, Rows { top: free + 1, bottom: content.bottom });
            }
        }
        (None, Screen::Summary(summary)) => summary::draw(app, summary, &mut canvas, content),
        (None, Screen::Purchases(list)) => purchases::draw(app, list, &mut canvas, content),
        (None, Screen::Purchase(page)) => purchase::draw(app, page, &mut canvas, content),
    }
    if let Some(left) = beside {
        canvas.keep_to(content, left, area.width);
        order::draw(app, &mut canvas, left, content);
    }
}

/// What a frame of this size shows that was drawn by now: of the summary, and whether there is a box that asks for a word.
pub fn shown(app: &App, area: Rect, now: Instant) -> Shown {
    if area.width < LEAST.0 || area.height < LEAST.1 || app.overlay.is_some() {
        return Shown::default();
    }
    match &app.screen {
        Screen::Summary(summary) => {
            let explained = area.height >= EXPLAINED && is_explained(app, usize::from(area.width));
            let around = chrome::AROUND + if explained { 2 } else { 0 };
            let (rows, next) = summary::in_view(app, summary, (area.width, area.height.saturating_sub(around)));
            let boxed = app.form.obstacles().is_empty() && summary::is_read(app, summary, &rows);
            Shown { box_since: boxed.then_some(now), rows, next }
        }
        Screen::Purchase(page) => Shown { box_since: page.asking.as_ref().map(|_| now), ..Shown::default() },
        Screen::Step(_) | Screen::Purchases(_) => Shown::default(),
    }
}

/// The summary explains itself and needs the room, unless something long has to be said.
fn is_explained(app: &App, width: usize) -> bool {
    // Nothing long is said while keys go to the box and did nothing wrong.
    let quiet = app.notice.is_none() && app.in_box();
    !app.is_summary() || app.overlay.is_some() || (!quiet && text::width(&state::state(app).words) + 6 > width)
}

fn too_small(canvas: &mut Canvas, width: u16, height: u16) {
    let notice = format!("{width}x{height} is too small; {}x{} is needed. Nothing is lost.", LEAST.0, LEAST.1);
    for (y, line) in text::wrap(&notice, usize::from(width)).iter().take(usize::from(height)).enumerate() {
        canvas.put(0, u16::try_from(y).unwrap_or_default(), line, theme::BOLD);
    }
}
