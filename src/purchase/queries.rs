//! What there is to know of a purchase without changing it.

use super::log::LogEntry;
use super::record::Intent;
use super::{Awaited, LEFT, Payment, Purchase, State, UNFINISHED};
use crate::catalog::Instance;
use crate::failure::Cause;
use jiff::Timestamp;

impl Purchase {
    /// What was to be bought.
    pub fn intent(&self) -> &Intent {
        &self.intent
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// The account so far, oldest line first.
    pub fn log(&self) -> &[LogEntry] {
        self.log.all()
    }

    /// The instance's ID, from the moment it is known.
    pub fn instance_id(&self) -> Option<&str> {
        self.instance_id.as_deref()
    }

    pub fn order_id(&self) -> Option<&str> {
        self.order_id.as_deref()
    }

    /// Other instances that bear the name and were not there before: somebody else has bought the same, and both are
    /// billed.
    pub fn namesakes(&self) -> &[Instance] {
        self.namesakes.as_deref().unwrap_or_default()
    }

    /// The request ID of sending, for support.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// When sending began, for the elapsed time.
    pub fn sent_at(&self) -> Option<Timestamp> {
        self.sent_at
    }

    /// When the cloud is asked next, while that is being waited for.
    pub fn next_at(&self) -> Option<Timestamp> {
        self.next_at
    }

    /// Whether nothing will change any more.
    pub fn is_settled(&self) -> bool {
        !self.owes_tags()
            && !self.newer
            && !matches!(self.state, State::Intended | State::Sent | State::Unknown(_) | State::Building(_))
    }

    /// Whether an instance may exist because of this purchase. Where it may, buying the same name again takes the
    /// person's word.
    pub fn may_have_bought(&self) -> bool {
        match self.state {
            _ if self.newer => true,
            State::Intended | State::NothingSent(_) | State::Refused(_) | State::Cancelled(_) => false,
            // An order that was placed can still be paid.
            State::Closed(_) => self.instance_id.is_some(),
            _ => true,
        }
    }

    /// Whether the search is over without a result, and the person has to decide.
    pub fn is_undecided(&self) -> bool {
        matches!(&self.state, State::Unknown(search) if search.over)
    }

    /// Whether an answer is awaited, of the cloud or of the disk.
    pub fn is_asking(&self) -> bool {
        !matches!(self.awaited, Awaited::Start | Awaited::Due | Awaited::Nothing)
    }

    /// Whether the order was placed and waits for its payment, so that the instance is not being built.
    pub fn is_unpaid(&self) -> bool {
        let unseen = matches!(&self.state, State::Building(watch) if watch.status().is_none());
        unseen && self.payment != Payment::Settled
    }

    /// Whether a newer version of this program wrote something about it: only that one can go on with it.
    pub fn has_newer_facts(&self) -> bool {
        self.newer
    }

    /// When it came to stand as it does now.
    pub fn since(&self) -> Timestamp {
        self.since
    }

    /// Whether its instance is not RUNNING, or its tags are not set, within the limit of its pace. It is watched on, less
    /// often.
    pub fn is_late(&self) -> bool {
        matches!(&self.state, State::Building(watch) if watch.is_over()) || self.is_late_with_tags()
    }

    /// Whether the person may close it: its outcome is unknown, or its order is not paid.
    pub fn can_close(&self) -> bool {
        let lost = self.resumed && matches!(self.state, State::Sent);
        lost || matches!(self.state, State::Unknown(_)) || self.is_unpaid()
    }

    /// Whether it waits for something only the person can do.
    pub fn needs_person(&self) -> bool {
        self.is_undecided() || self.is_unpaid() || self.has_refused_tags()
    }

    /// Whether an instance was bought that does not serve and never will.
    pub fn has_failed(&self) -> bool {
        matches!(self.state, State::Failed { .. })
    }

    /// Whether it is unknown and nobody could look for the instance so far, although the cloud permits it: then nothing is
    /// sent again.
    pub fn is_unlooked(&self) -> bool {
        matches!(&self.state, State::Unknown(search) if search.answered == 0 && !search.forbidden)
    }

    /// The exit code of a command that ends now (`architecture`, "Exit codes").
    pub fn exit_code(&self) -> u8 {
        match &self.state {
            _ if !self.namesakes().is_empty() => UNFINISHED,
            State::Intended => LEFT,
            State::Sent | State::Unknown(_) => Cause::Unknown.exit_code(),
            State::Building(_) | State::Running(_) if self.is_late() || self.has_refused_tags() => UNFINISHED,
            State::Failed { .. } | State::Cancelled(_) => UNFINISHED,
            State::Building(_) | State::Running(_) | State::Replaced(_) | State::Closed(_) => 0,
            State::NothingSent(failure) | State::Refused(failure) => failure.cause.exit_code(),
        }
    }

    /// The purchase that sends the order again, in place of this one, which the journal knows by `id`. `None` unless
    /// [`Self::is_undecided`], and while [`Self::is_unlooked`].
    pub fn again(&self, id: &str, now: Timestamp) -> Option<Self> {
        let State::Unknown(search) = &self.state else { return None };
        let named = || search.candidates.iter().map(|candidate| &candidate.instance).chain(&search.older);
        let found = || named().map(|instance| instance.id.clone());
        let before =
            (search.answered > 0).then(|| self.intent.before.iter().flatten().cloned().chain(found()).collect());
        // An offset of an earlier start says nothing of the clocks by now.
        let clock = self.intent.clock.filter(|_| !self.resumed);
        let intent = Intent { at: now, before, clock, replaces: Some(id.to_owned()), ..self.intent.clone() };
        (search.over && !self.is_unlooked()).then(|| Self::new(intent, self.pace))
    }
}
