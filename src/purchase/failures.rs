//! Failures of our own side of a purchase.

use crate::failure::{Cause, Failure};

/// Of a process that ended between writing the intent and sending it.
pub(super) fn never_sent() -> Failure {
    Failure::new(
        Cause::Other,
        "The program ended before anything was sent.",
        "Nothing was bought; buy again if you still want it.",
    )
}

/// Of a process that ended between sending and writing down the answer.
pub(super) fn interrupted() -> Failure {
    Failure::new(
        Cause::Unknown,
        "The program ended while the order was under way, so its answer was lost.",
        "The instance is looked for by its name; the order is not sent again by itself.",
    )
}

/// Of a journal that does not take the intent.
pub(super) fn unwritable(why: String) -> Failure {
    Failure::new(Cause::Other, "{why}", "Nothing was sent from here.").with("why", why)
}

/// Of an answer that says yes but names no instance.
pub(super) fn no_id(request_id: Option<String>) -> Failure {
    let what = "The cloud accepted the order, but its answer names no instance.";
    let action = "The instance is looked for by its name; the order is not sent again by itself.";
    Failure { request_id, ..Failure::new(Cause::Unknown, what, action) }
}
