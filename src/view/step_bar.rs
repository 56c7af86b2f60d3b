//! The bar of steps: where one is, and what is answered. Each step has one name, which is only ever cut.

use super::canvas::Canvas;
use super::theme;
use crate::app::state::{App, Mark, Screen};
use crate::text;
use ratatui::style::Style;

/// A name that is cut to fewer letters tells nobody anything; then there are the numbers alone.
const LEAST: usize = 3;

/// Draws the bar into the second row.
pub(super) fn draw(app: &App, canvas: &mut Canvas) {
    let title = match app.shown_purchase() {
        Some(row) => Some(super::purchase::title(row)),
        None => matches!(app.screen, Screen::Purchases(_)).then(|| "PURCHASES".to_owned()),
    };
    if let Some(title) = title {
        canvas.put(1, 1, &title, theme::BOLD);
        return;
    }
    let here = app.step().map(|step| step.index);
    let items = items(app);
    let (summary, style) = if app.is_summary() { ("[S]", theme::HERE) } else { ("S", theme::PLAIN) };
    let room = usize::from(canvas.width()) - 1 - summary.len();
    let letters = fitting(&items, here, room);
    let mut x = 1;
    for (Item { index, title, mark: (mark, style) }, letters) in items.iter().zip(letters) {
        let name = format!("{index} {}", text::start(title, letters));
        let name = name.trim_end();
        if here == Some(*index) {
            x = canvas.put(x, 1, &format!("[{}]", name.to_uppercase()), theme::HERE) + 1;
        } else {
            x = canvas.put(x, 1, name, theme::PLAIN);
            x = canvas.put(x, 1, mark, *style) + 1;
        }
    }
    canvas.put(x, 1, summary, style);
}

struct Item {
    index: usize,
    title: &'static str,
    /// No letter, so that nobody reads it as part of the name.
    mark: (&'static str, Style),
}

fn items(app: &App) -> Vec<Item> {
    let here = app.step().map(|step| step.index);
    let (account, _) = app.form.account();
    let hidden = |index: usize| index == account && here != Some(account) && app.mark(account) == Mark::Good;
    let item = |(index, step): (usize, &&'static crate::form::field::Step)| {
        let visited = step.fields.iter().any(|field| app.touched.contains(field.key));
        let mark = match app.mark(index) {
            Mark::Good if visited => ("+", theme::GOOD),
            Mark::Wrong => ("!", theme::WRONG),
            _ => ("", theme::PLAIN),
        };
        Item { index, title: step.title, mark }
    };
    app.form.steps().iter().enumerate().filter(|(index, _)| !hidden(*index)).map(item).collect()
}

/// How many letters of each name are shown: of all as many as fit, and then more of the current one, and of those that
/// become whole by it. Room is kept for every mark, so that none that comes or goes changes the names.
fn fitting(items: &[Item], here: Option<usize>, room: usize) -> Vec<usize> {
    let whole = |item: &Item| text::width(item.title);
    let least = items.iter().map(|item| item.index.to_string().len() + 2).sum::<usize>() + usize::from(here.is_some());
    let taken = |letters: usize| {
        let named = |item: &Item| letters.min(whole(item)) + usize::from(letters > 0);
        least + items.iter().map(named).sum::<usize>()
    };
    let longest = items.iter().map(whole).max().unwrap_or_default();
    let common = (LEAST..=longest).rev().find(|letters| taken(*letters) <= room).unwrap_or_default();
    let mut letters: Vec<usize> = items.iter().map(|item| common.min(whole(item))).collect();
    let mut spare = room.saturating_sub(taken(common));
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|at| (here != Some(items[*at].index), whole(&items[*at])));
    for at in order {
        let is_here = here == Some(items[at].index);
        // Behind a bare number a name needs a blank first.
        let blank = usize::from(letters[at] == 0);
        let more =
            (whole(&items[at]) - letters[at]).min(if is_here { spare.saturating_sub(blank) } else { usize::MAX });
        if more > 0 && more + blank <= spare && (is_here || common > 0) {
            letters[at] += more;
            spare -= more + blank;
        }
    }
    letters
}
