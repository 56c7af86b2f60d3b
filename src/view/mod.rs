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
mod elapsed;
mod header;
pub mod input;
mod instances;
pub mod list;
mod more;
mod order;
pub mod overlay;
mod pairs;
pub mod purchase;
mod purchase_lines;
mod purchase_log;
mod purchase_result;
pub mod purchases;
mod state;
pub mod step;
mod step_bar;
pub mod summary;
mod summary_lines;
pub mod theme;

use crate::app::sight::Shown;
use crate::app::state::{App, Screen};
use crate::language::{say, tr};
use crate::text::{self, paragraph};
use canvas::{Canvas, Rows};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::time::Instant;

/// The least a terminal must have; below it a notice stands in and nothing is lost.
const LEAST: (u16, u16) = (40, 12);
/// Below this many columns or rows one question is shown at a time.
const ROOMY: (u16, u16) = (60, 20);
/// Below this many rows the explanation goes.
const EXPLAINED: u16 = 24;

/// Draws the app as it is now on an empty frame. Returns where the cursor stands, if it is to be seen.
pub fn draw(app: &App, frame: &mut Buffer) -> Option<Position> {
    let area = frame.area;
    let mut canvas = Canvas::new(frame, app.ascii);
    if is_too_small(area) {
        too_small(app, &mut canvas, area);
    } else {
        draw_on(app, &mut canvas, area);
    }
    canvas.cursor_at
}

fn draw_on(app: &App, canvas: &mut Canvas, area: Rect) {
    let compact = is_compact(area);
    let content = chrome::draw(app, canvas, &below(app, area));
    let beside = order::begin(app, area.width);
    canvas.keep_to(content, 0, beside.map_or(area.width, |left| left - 1));
    match (&app.overlay, &app.screen) {
        (Some(overlay), _) => overlay::draw(app, overlay, canvas, content),
        (None, Screen::Step(step)) => {
            let free = step::draw(app, step, canvas, content, compact);
            if area.height >= more::TALL {
                more::draw(step.focus, canvas, Rows { top: free + 1, bottom: content.bottom });
            }
        }
        (None, Screen::Summary(summary)) => summary::draw(app, summary, canvas, content),
        (None, Screen::Purchases(list)) => purchases::draw(app, list, canvas, content),
        (None, Screen::Purchase(page)) => purchase::draw(app, page, canvas, content),
    }
    if let Some(left) = beside {
        canvas.keep_to(content, left, area.width);
        order::draw(app, canvas, left, content);
    }
}

/// What a frame of this size shows that was drawn by now: of the summary, and whether there is a box that asks for a word.
pub fn shown(app: &App, area: Rect, now: Instant) -> Shown {
    if is_too_small(area) || app.overlay.is_some() {
        return Shown { hidden: is_too_small(area), ..Shown::default() };
    }
    match &app.screen {
        Screen::Summary(summary) => {
            let around = chrome::ABOVE + below(app, area).rows();
            let shown = summary::shown(app, summary, (area.width, area.height.saturating_sub(around)));
            let boxed = app.form.obstacles().is_empty() && summary::is_read(summary, &shown.rows);
            Shown { box_since: boxed.then_some(now), ..shown }
        }
        Screen::Purchase(page) => {
            let rows = area.height.saturating_sub(chrome::ABOVE + below(app, area).rows());
            let boxed = page.asking.is_some() && purchase::prompt_rows(app, page, area.width) <= rows;
            let page = purchase::in_view(app, page, (area.width, rows));
            Shown { box_since: boxed.then_some(now), page, ..Shown::default() }
        }
        Screen::Step(_) | Screen::Purchases(_) => Shown::default(),
    }
}

fn is_too_small(area: Rect) -> bool {
    area.width < LEAST.0 || area.height < LEAST.1
}

fn is_compact(area: Rect) -> bool {
    area.width < ROOMY.0 || area.height < ROOMY.1
}

/// What stands below the content of a terminal of this size.
fn below(app: &App, area: Rect) -> chrome::Below {
    let (width, state) = (usize::from(area.width), state::state(app));
    if area.height >= EXPLAINED && !is_compact(area) && is_explained(app, width, &state) {
        return chrome::Below { explained: true, words: vec![state.words.clone()], state };
    }
    // Without the explanation this is where a problem is told whole, unless that stands beside its question.
    let told = if is_compact(area) { &state.brief } else { &state.full };
    let told = if told.is_empty() { &state.words } else { told };
    // What has to be confirmed needs its rows, and what warns of it.
    let asked = matches!(&app.screen, Screen::Purchase(page) if page.asking.is_some());
    // Of little room the summary keeps some, whatever is said of it for good.
    let few = is_compact(area) && app.is_summary() && app.notice.is_none();
    let most = if asked || few { 2 } else { chrome::MOST };
    let words = chrome::at_most(most, told, width.saturating_sub(chrome::STATE + 1), app.ascii);
    chrome::Below { explained: false, words, state }
}

/// The summary explains itself and needs the room, unless something long has to be said; what is too long for the rows of
/// the explanation is told by the state, which has more.
fn is_explained(app: &App, width: usize, state: &state::State) -> bool {
    let words = text::width(&state.words);
    if state.full.is_empty()
        && words > width
        && text::wrap(&state.words, width.saturating_sub(2)).len() > chrome::EXPLANATION
    {
        return false;
    }
    // Nothing long is said while keys go to the box and did nothing wrong.
    let quiet = app.notice.is_none() && app.in_box();
    !app.is_summary() || app.overlay.is_some() || (!quiet && words + chrome::STATE + 1 > width)
}

/// What stands in for a screen that has no room: the way back to it, what is being said, and which keys still work.
fn too_small(app: &App, canvas: &mut Canvas, Rect { width, height, .. }: Rect) {
    let size = format!("{width}x{height}");
    let least = format!("{}x{}", LEAST.0, LEAST.1);
    let notice = paragraph(&[
        say!("{size} is too small; {least} is needed. Nothing is lost.", size, least),
        app.notice.as_ref().map(|notice| notice.text.clone()).unwrap_or_default(),
        tr("Until then keys change nothing: only Ctrl-C (twice leaves), Ctrl-Z, Ctrl-S and Ctrl-L work.").to_owned(),
    ]);
    for (line, y) in text::wrap(&notice, usize::from(width)).iter().zip(0..height) {
        canvas.put(0, y, line, theme::BOLD);
    }
}
