//! Failures of our own side of a purchase.

use crate::failure::{Cause, Failure};
use crate::language::Text;

/// Of a process that ended between writing the intent and sending it.
pub(super) fn never_sent() -> Failure {
    Failure::new(
        Cause::Other,
        Text("The program ended before anything was sent."),
        Text("Nothing was bought; buy again if you still want it."),
    )
}

/// Of a process that ended between sending and writing down the answer.
pub(super) fn interrupted() -> Failure {
    Failure::new(
        Cause::Unknown,
        Text("The program ended while the order was under way, so its answer was lost."),
        Text("The instance is looked for by its name; the order is not sent again by itself."),
    )
}

/// Of a journal that does not take what has to be there before the order is sent. It is shown and not kept, because the
/// reason is in the language of the moment.
pub(super) fn unwritable(why: String) -> Failure {
    Failure::new(Cause::Other, Text("{why}"), Text("Nothing was sent from here.")).with("why", why)
}

/// The same, to be kept.
pub(super) fn unwritten() -> Failure {
    Failure::new(Cause::Other, Text("The journal could not be written."), Text("Nothing was sent from here."))
}

/// Of an answer that says yes but names no instance.
pub(super) fn no_id(request_id: Option<String>) -> Failure {
    let what = Text("The cloud accepted the order, but its answer names no instance.");
    let action = Text("The instance is looked for by its name; the order is not sent again by itself.");
    Failure { request_id, ..Failure::new(Cause::Unknown, what, action) }
}
