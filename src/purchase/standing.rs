//! How a purchase stands, short enough for a row of a list.

use super::record::Intent;
use super::search::Search;
use super::watch::shown;
use super::{Awaited, Purchase, State};
use crate::language::{say, tr};
use jiff::Timestamp;

impl Purchase {
    /// Its state in one word: the cloud's own where it has said one.
    pub fn word(&self) -> &str {
        match &self.state {
            State::Intended => "CONFIRMED",
            // The process that sent it is gone, and its answer with it.
            State::Sent if self.resumed => "UNKNOWN",
            State::Sent => "SENT",
            State::Unknown(_) => "UNKNOWN",
            State::Building(_) if self.is_unpaid() => "UNPAID",
            State::Building(watch) => watch.status().filter(|status| !status.is_empty()).unwrap_or("ACCEPTED"),
            State::Running(_) => "RUNNING",
            State::Failed { status, .. } => shown(status),
            State::NothingSent(_) => "NOT SENT",
            State::Refused(_) => "REFUSED",
            State::Cancelled(_) => "CANCELLED",
            State::Closed(_) => "CLOSED",
            State::Replaced(_) => "REPLACED",
        }
    }

    /// What the person has to do about it, in a few words; the instance's ID where there is nothing to do.
    pub fn to_do(&self) -> String {
        let id = || self.instance_id.clone().unwrap_or_default();
        let untouched = self.resumed && self.awaited == Awaited::Start;
        match &self.state {
            _ if self.newer => tr("go on with the newer version that began it").to_owned(),
            State::Sent | State::Unknown(_) if untouched => {
                tr("open the wizard to look for it, or close it").to_owned()
            }
            State::Intended if untouched => tr("nothing; nothing was sent").to_owned(),
            _ if !self.namesakes().is_empty() => tr("decide: another instance bears the name").to_owned(),
            State::Unknown(search) if search.over => decide(search, self.intent.yearly_monthly),
            State::Unknown(_) => tr("nothing; it is looked for by its name").to_owned(),
            State::Intended | State::Sent => tr("nothing; the answer is awaited").to_owned(),
            State::Building(_) if self.is_unpaid() => match &self.order_id {
                Some(order) => say!("pay order {order} in the console", order),
                None => tr("pay the order in the console").to_owned(),
            },
            State::Building(watch) if watch.is_over() => tr("look at it in the console; it is taking long").to_owned(),
            State::Building(_) => tr("nothing; it is being built").to_owned(),
            State::Running(_) if self.has_refused_tags() => say!("tags refused; to try again: watch {id}", id = id()),
            State::Running(_) if self.owes_tags() && untouched => say!("to set its tags: watch {id}", id = id()),
            State::Running(_) if self.owes_tags() => tr("nothing; its tags are being set").to_owned(),
            State::Running(_) => id(),
            State::Failed { .. } => say!("look at it in the console: {id}", id = id()),
            State::NothingSent(_) | State::Refused(_) | State::Cancelled(_) => tr("nothing was bought").to_owned(),
            State::Closed(by) => say!("nothing; closed by {by}", by),
            State::Replaced(_) => tr("nothing; it was bought again").to_owned(),
        }
    }

    /// The command that follows the instance on any host, once there is one. `given` are flags that it needs to speak to
    /// the same cloud, and to find the purchase on this host, each with a blank before it. That of a pretend cloud works as
    /// long as that cloud runs, and on its own machine only.
    pub fn watch_command(&self, given: &str) -> Option<String> {
        let Intent { region, project_id, endpoint, .. } = &self.intent;
        let is_it = |word: &str| word.rsplit('=').next().is_some_and(|url| url.trim_end_matches('/') == endpoint);
        let is_told = !self.intent.is_pretend() || given.split_whitespace().any(is_it);
        let endpoint = if is_told { String::new() } else { format!(" --endpoint {endpoint}") };
        let id = self.instance_id.as_ref()?;
        Some(format!("rocketmq-wizard watch {id} --region {region} --project-id {project_id}{given}{endpoint}"))
    }
}

/// That the person has to decide, and what was found so far.
fn decide(search: &Search, yearly_monthly: bool) -> String {
    match (search.candidates.len(), search.answered, search.orders.len()) {
        (_, 0, _) => tr("decide: it could not be looked for").to_owned(),
        (0, _, 0) if yearly_monthly => tr("decide: not in the list, not in the orders").to_owned(),
        (0, _, 0) => tr("decide: not in the list").to_owned(),
        (0, _, count) => say!("decide: not in the list, {count} unpaid in the orders", count),
        (1, _, _) => tr("decide: 1 was found, not clearly yours").to_owned(),
        (count, _, _) => say!("decide: {count} were found, none clearly yours", count),
    }
}

/// How long ago something was, in the largest unit that fits.
pub fn ago(now: Timestamp, then: Timestamp) -> String {
    let seconds = now.duration_since(then).as_secs().max(0);
    match seconds {
        0..60 => say!("{seconds} s", seconds),
        60..3600 => say!("{minutes} min", minutes = seconds / 60),
        3600..86400 => say!("{hours} h", hours = seconds / 3600),
        _ => say!("{days} d", days = seconds / 86400),
    }
}
