//! The bar of steps: where one is, and what is answered. Each step has one name, which is only ever cut.

use super::canvas::Canvas;
use super::theme;
use crate::app::state::{App, Mark, Screen};
use crate::language::tr;
use crate::sort;
use crate::text;
use ratatui::style::Style;

/// A name that is cut to fewer cells tells nobody anything, be it three letters or two wide ones; then there are the
/// numbers alone.
const LEAST: [usize; 2] = [3, 4];

/// Draws the bar into the second row.
pub(super) fn draw(app: &App, canvas: &mut Canvas) {
    let title = match app.shown_purchase() {
        Some(row) => Some(super::purchase_lines::title(row)),
        None => matches!(app.screen, Screen::Purchases(_)).then(|| tr("PURCHASES").to_owned()),
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
    for (Item { index, title, cells, gap, mark: (mark, style) }, letters) in items.iter().zip(letters) {
        // Wide letters make words in pairs, and half a word tells nothing.
        let letters = if gap.is_empty() && letters < *cells { letters - letters % 4 } else { letters };
        let name = format!("{index}{gap}{}", text::start(title, letters));
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
    /// What the whole title takes.
    cells: usize,
    /// Between number and name; wide letters stand right behind it.
    gap: &'static str,
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
        let title = step.title.shown();
        Item { index, title, cells: text::width(title), gap: if text::is_plain(title) { " " } else { "" }, mark }
    };
    app.form.steps().iter().enumerate().filter(|(index, _)| !hidden(*index)).map(item).collect()
}

/// How many letters of each name are shown: all of the current one, of the others as many as fit, and more of those that
/// become whole by it. Room is kept for every mark, so that none that comes or goes changes the names. Where names do not
/// fit, only the current one is shown, as far as it does.
fn fitting(items: &[Item], here: Option<usize>, room: usize) -> Vec<usize> {
    let is_here = |item: &Item| here == Some(item.index);
    // Number, mark and blank of each; brackets take a cell more than a mark.
    let least = items.iter().map(|item| item.index.to_string().len() + 2).sum::<usize>() + usize::from(here.is_some());
    let named = |common: usize| -> Vec<usize> {
        items.iter().map(|item| if is_here(item) { item.cells } else { common.min(item.cells) }).collect()
    };
    let gaps: usize = items.iter().map(|item| item.gap.len()).sum();
    let taken = |letters: &[usize]| least + letters.iter().sum::<usize>() + gaps;
    let longest = items.iter().map(|item| item.cells).max().unwrap_or_default();
    let shortest = LEAST[usize::from(gaps < items.len())];
    let fits = (shortest..=longest).rev().map(named).find(|letters| taken(letters) <= room);
    let Some(mut letters) = fits else {
        let spare = room.saturating_sub(least + 1);
        return items.iter().map(|item| if is_here(item) { item.cells.min(spare) } else { 0 }).collect();
    };
    let mut spare = room - taken(&letters);
    let mut order: Vec<usize> = (0..items.len()).collect();
    sort::by_key(&mut order, |at| items[*at].cells);
    for at in order {
        let more = items[at].cells - letters[at];
        if more <= spare {
            letters[at] += more;
            spare -= more;
        }
    }
    letters
}
