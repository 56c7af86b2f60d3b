//! Setting the tags of a purchase: when that is due, what came of it, and the same in words.
//!
//! They are set by a call of its own once the instance is RUNNING. They are those of the intent and never any others.
//! Setting them twice does no harm, so a call whose answer was lost is made again; a refusal ends that, and whoever takes
//! the purchase up after it tries again.

use super::record::Fact;
use super::tags::Tagging;
use super::{Action, Awaited, Purchase, State, Then};
use crate::failure::{Cause, Failure};
use crate::language::tr;
use crate::text::paragraph;
use jiff::Timestamp;
use std::time::Duration;

impl Purchase {
    /// In a word, as JSON has it: `pending`, `set` or `refused`; `None` where the order has no tags.
    pub fn tags_word(&self) -> Option<&'static str> {
        match self.tagging {
            Tagging::Without => None,
            Tagging::Due(_) => Some("pending"),
            Tagging::Set => Some("set"),
            Tagging::Refused(_) => Some("refused"),
        }
    }

    /// Whether the instance runs and its tags are still to be set.
    pub fn owes_tags(&self) -> bool {
        matches!((&self.state, &self.tagging), (State::Running(_), Tagging::Due(_)))
    }

    /// Whether the cloud refused the tags, so that they can be tried again.
    pub fn has_refused_tags(&self) -> bool {
        matches!((&self.state, &self.tagging), (State::Running(_), Tagging::Refused(_)))
    }

    /// Whether its instance is to get tags, or was refused them.
    pub fn lacks_tags(&self) -> bool {
        let has_instance = matches!(self.state, State::Building(_) | State::Running(_));
        has_instance && matches!(self.tagging, Tagging::Due(_) | Tagging::Refused(_))
    }

    /// Whether the tags of an instance that runs were not set within the limit of its pace. They are tried on, less often.
    pub(super) fn is_late_with_tags(&self) -> bool {
        matches!(&self.tagging, Tagging::Due(tries) if self.owes_tags() && tries.is_over(&self.pace))
    }

    /// How its tags stand and what to do, as sentences; `None` where it has none, or no instance to set them on.
    pub fn tags_told(&self) -> Option<String> {
        let one = self.intent.tags.len() == 1;
        let told = match (&self.state, &self.tagging) {
            (State::Building(_), Tagging::Due(_)) if one => {
                tr("Its tag is set once it is RUNNING, by whoever watches it on this host.")
            }
            (State::Building(_), Tagging::Due(_)) => {
                tr("Its tags are set once it is RUNNING, by whoever watches it on this host.")
            }
            (State::Running(_), Tagging::Due(_)) if one => {
                tr("Its tag is not set yet; whoever watches it on this host goes on with that.")
            }
            (State::Running(_), Tagging::Due(_)) => {
                tr("Its tags are not set yet; whoever watches it on this host goes on with that.")
            }
            (State::Running(_), Tagging::Set) if one => tr("Its tag is set."),
            (State::Running(_), Tagging::Set) => tr("Its tags are set."),
            (State::Running(_), Tagging::Refused(failure)) => {
                let refused = if one {
                    tr("Its tag was refused and can be tried again; it serves without.")
                } else {
                    tr("Its tags were refused and can be tried again; it serves without.")
                };
                return Some(paragraph(&[refused.to_owned(), failure.line()]));
            }
            _ => return None,
        };
        Some(told.to_owned())
    }

    /// Lets time pass while they are due.
    pub(super) fn until_tagged(&mut self, now: Timestamp) {
        if let (State::Running(_), Tagging::Due(tries)) = (&self.state, &mut self.tagging) {
            tries.until(now);
        }
    }

    /// Whoever takes up a purchase whose tags were refused wants them tried again.
    pub(super) fn try_refused_tags(&mut self) {
        if self.has_refused_tags() {
            self.tagging = Tagging::of(&self.intent.tags);
        }
    }

    /// The call that sets them, where that is due.
    pub(super) fn set_tags(&mut self) -> Option<Action> {
        let id = self.instance_id.clone().filter(|_| self.owes_tags())?;
        self.awaited = Awaited::Tagged;
        Some(Action::SetTags(id))
    }

    /// The pause before they are tried again.
    pub(super) fn pause_before_tags(&self) -> Option<Duration> {
        match &self.tagging {
            Tagging::Due(tries) if self.owes_tags() => tries.pause(&self.pace),
            _ => None,
        }
    }

    /// What came of setting them. Only what the cloud itself refuses is a no.
    pub(super) fn tagged(&mut self, result: Result<(), Failure>, now: Timestamp) -> Option<Action> {
        match result {
            Ok(()) => self.record(Fact::Tagged, Then::Pause, now),
            Err(failure) if matches!(failure.cause, Cause::Refused | Cause::Forbidden | Cause::Capacity) => {
                self.record(Fact::TagsRefused(failure), Then::Pause, now)
            }
            Err(failure) => {
                if let Tagging::Due(tries) = &mut self.tagging {
                    tries.fail();
                }
                self.tell_untagged(&failure, now);
                self.pause(now)
            }
        }
    }
}
