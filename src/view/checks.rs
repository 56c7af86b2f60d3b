//! The checks as the summary shows them, and how each verdict looks.

use super::theme;
use crate::app::state::App;
use crate::sort;
use crate::steps::checks::Verdict;
use ratatui::style::Style;

/// How a verdict looks.
pub(super) fn look(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Good => theme::GOOD,
        Verdict::Warning => theme::WARNING,
        Verdict::Blocks => theme::WRONG,
        Verdict::Unknown => theme::PLAIN,
    }
}

/// The checks, what is not good first, and how each looks.
pub(super) fn told(app: &App) -> Vec<(String, Style)> {
    let mut checks = app.checks();
    // What stands at an answer is not said twice.
    checks.retain(|check| check.verdict != Verdict::Warning || !check.why.is_empty());
    sort::by_key(&mut checks, |check| check.verdict);
    checks.iter().map(|check| (format!("{} {}", check.verdict.sign(), check.what), look(check.verdict))).collect()
}
