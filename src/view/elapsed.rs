//! How long a purchase takes so far, and when the cloud is asked next.

use crate::app::purchase_list::Row;
use crate::app::state::App;
use crate::language::{say, tr};
use crate::purchase::State;
use crate::text;
use jiff::Timestamp;

/// How long it takes so far, with as much of the rest as there is room for.
pub(super) fn elapsed(app: &App, row: &Row, width: usize) -> String {
    let purchase = &row.snapshot.purchase;
    let seconds = |from: Timestamp, to: Timestamp| to.duration_since(from).as_secs().max(0);
    let asked = match purchase.state() {
        State::Building(watch) => format!("   {}", asked_times(watch.asked())),
        State::Unknown(search) => format!("   {}", looked_times(search.asked)),
        _ => String::new(),
    };
    let next = match purchase.next_at() {
        // Part of a second is one, as nobody waits for none.
        Some(at) if at > app.now => say!(", next in {seconds} s", seconds = seconds(app.now, at).max(1)),
        next if next.is_some() || row.awaits_answer() => tr(", asking now").to_owned(),
        _ => String::new(),
    };
    match purchase.sent_at().filter(|_| !purchase.is_settled()) {
        Some(sent) => {
            let passed = seconds(sent, app.now);
            let is_usual = !purchase.is_unpaid() && !purchase.owes_tags();
            let usual = if is_usual { format!("    {}", tr("usually 3 to 15 min")) } else { String::new() };
            let (minutes, rest) = (passed / 60, format!("{:02}", passed % 60));
            let passed = say!("{minutes} min {seconds} s", minutes, seconds = rest);
            let told = [&*asked, &*next, &*usual].into_iter();
            told.fold(
                passed,
                |told, more| if text::width(&told) + text::width(more) > width { told } else { told + more },
            )
        }
        None => String::new(),
    }
}

fn asked_times(count: u32) -> String {
    if count == 1 { tr("asked once").to_owned() } else { say!("asked {count} times", count) }
}

fn looked_times(count: u32) -> String {
    if count == 1 { tr("looked once").to_owned() } else { say!("looked {count} times", count) }
}
