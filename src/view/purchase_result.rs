//! What was bought: the ID above all, what else is known of it, and what to do where it does not run.

use super::canvas::cells;
use super::elapsed::elapsed;
use super::purchase_lines::{Line, NARROW, command_lines, hindrance, margin, sentences, title};
use super::theme;
use crate::app::purchase_list::Row;
use crate::app::state::App;
use crate::language::{say, tr};
use crate::purchase::State;
use crate::text;
use ratatui::style::Style;

/// What was bought: the ID above all, then what to do where it does not run.
pub(super) fn result(app: &App, row: &Row, width: u16, roomy: bool) -> Vec<Line> {
    let (purchase, left) = (&row.snapshot.purchase, margin(width));
    let plain = |told: &str| sentences(told, width);
    let blank = |is_needed: bool| if roomy && is_needed { vec![Line::new()] } else { Vec::new() };
    let mut facts = facts(row, width < NARROW).into_iter().map(|fact| fact_lines(&fact, width));
    let id = facts.next().unwrap_or_default();
    let facts = facts.flatten().collect();
    let runs = matches!(purchase.state(), State::Running(_));
    let stands = text::paragraph(&[if runs { String::new() } else { purchase.sentence() }, hindrance(row)]);
    let stands = if stands.is_empty() { Vec::new() } else { plain(&stands) };
    let connect: Vec<Line> = purchase.connect().iter().flat_map(|told| plain(told)).collect();
    let builds = matches!(purchase.state(), State::Building(_));
    let mut watch = if builds { plain(&elapsed(app, row, usize::from(width - left - 1))) } else { Vec::new() };
    let command = app.watch_command(purchase).filter(|_| builds);
    watch.extend(command.iter().flat_map(|command| command_lines(command, width)));
    let parts = if roomy { [id, facts, stands] } else { [id, stands, facts] };
    let [first, second, third] = parts;
    let apart = blank(!third.is_empty());
    let parts = [
        blank(true),
        first,
        second,
        apart,
        third,
        blank(!connect.is_empty()),
        connect,
        blank(!watch.is_empty()),
        watch,
    ];
    parts.concat()
}

/// What is known of the instance, each with its label. On narrow screens what is not said above already and cannot be
/// looked up by the ID comes first.
fn facts(row: &Row, narrow: bool) -> Vec<(&str, String, Style)> {
    let purchase = &row.snapshot.purchase;
    let (id, intent) = (purchase.instance_id().unwrap_or(tr("not known")), purchase.intent());
    let plain = |label, value: &str| (label, value.to_owned(), theme::PLAIN);
    let mut facts = vec![(tr("Instance ID"), id.to_owned(), theme::BOLD)];
    facts.extend((!narrow).then(|| plain(tr("State"), &title(row))));
    // What does not run is told in a sentence, which says these too.
    let runs = matches!(purchase.state(), State::Running(_));
    let twice = purchase.namesakes_told().filter(|_| runs);
    facts.extend(twice.map(|told| (tr("Bought twice"), told, theme::WARNING)));
    let order = purchase.order_id().map(|id| plain(tr("Order"), id));
    facts.extend(order.clone().filter(|_| narrow));
    facts.extend(if narrow {
        vec![plain(tr("Region"), &intent.region), plain(tr("Project"), &intent.project_id)]
    } else {
        let (region, project) = (&intent.region, &intent.project_id);
        vec![plain(tr("Region"), &say!("{region}, project {project}", region, project))]
    });
    facts.push(plain(tr("Plan"), &intent.plan));
    let tags = if purchase.has_refused_tags() { theme::WARNING } else { theme::PLAIN };
    facts.extend(purchase.tags_told().filter(|_| runs).map(|told| (tr("Tags"), told, tags)));
    facts.extend(purchase.addresses().into_iter().map(|(what, list)| plain(what, list)));
    facts.extend(order.filter(|_| !narrow));
    facts.extend(purchase.request_id().map(|id| plain(tr("Request ID"), id)));
    facts
}

/// A fact in rows. On narrow screens a label stands above what must not be broken.
fn fact_lines((label, value, style): &(&str, String, Style), width: u16) -> Vec<Line> {
    let narrow = width < NARROW;
    let end = margin(width) + cells(text::width(label).min(20));
    let beside = usize::from(end) + 2 + text::width(value) < usize::from(width);
    let left = match (narrow, beside) {
        (false, _) => 22,
        (true, true) => end + 2,
        (true, false) => 2,
    };
    let label = (margin(width), (*label).to_owned(), theme::ASIDE);
    let mut lines: Vec<Line> =
        text::wrap(value, usize::from(width - left)).into_iter().map(|part| vec![(left, part, *style)]).collect();
    match lines.first_mut() {
        Some(first) if !narrow || beside => first.insert(0, label),
        _ => lines.insert(0, vec![label]),
    }
    lines
}
