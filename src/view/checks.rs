//! The checks as the summary shows them, and how each verdict looks.

use super::canvas::{Canvas, cells};
use super::theme;
use crate::app::state::App;
use crate::language::{say, tr};
use crate::sort;
use crate::steps::checks::Verdict;
use crate::text;
use ratatui::style::Style;

/// Rows the checks have.
pub(super) const ROWS: u16 = 2;

/// How a verdict looks.
pub(super) fn look(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Good => theme::GOOD,
        Verdict::Warning => theme::WARNING,
        Verdict::Blocks => theme::WRONG,
        Verdict::Unknown => theme::PLAIN,
    }
}

/// The checks side by side in two rows, from this column on, what is not good first; what does not fit is counted.
pub(super) fn draw(app: &App, canvas: &mut Canvas, (left, y): (u16, u16)) {
    let mut checks = app.checks();
    // What stands at an answer is not said twice.
    checks.retain(|check| check.verdict != Verdict::Warning || !check.why.is_empty());
    sort::by_key(&mut checks, |check| check.verdict);
    canvas.put(1, y, tr("Checks"), theme::DIM);
    let (mut line, mut x) = (0, left);
    let room = canvas.width().saturating_sub(left + 1);
    for (at, check) in checks.iter().enumerate() {
        let what = format!("{} {}", check.verdict.sign(), check.what);
        let rest = checks.len() - at - 1;
        // On the last line a count of what is left out must still fit behind.
        let kept = if line + 1 == ROWS && rest > 0 { 18 } else { 0 };
        let wide = cells(text::width(&what)).min(room);
        if x > left && x + wide + kept >= canvas.width() {
            if line + 1 == ROWS {
                canvas.put(x, y + line, &say!("{count} more: Tab c", count = rest + 1), theme::DIM);
                return;
            }
            (line, x) = (line + 1, left);
        }
        x = canvas.put_within(x, y + line, room, &what, look(check.verdict)) + 3;
    }
}
