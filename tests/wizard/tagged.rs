//! Orders with tags, as several scenarios have them.

use crate::support::wizard::Wizard;
use rocketmq_wizard::sandbox::faults::FaultKind;

/// The call that sets tags.
const SETS: &str = "/v2/*/rocketmq/*/tags/action";

/// So many tags, as one pastes them.
pub(crate) fn many(count: usize) -> String {
    (0..count).map(|n| format!("key-{n}=value-{n}")).collect::<Vec<_>>().join("\n")
}

/// To the summary of an order with two tags.
pub(crate) fn ready(wizard: Wizard) -> Wizard {
    wizard.on("tags").keys("team=orders<Enter>cost=<Enter>").ready()
}

/// On the summary of such an order; the instance will be too busy to take tags.
pub(crate) fn busy() -> Wizard {
    ready(Wizard::start()).fault("POST", SETS, u32::MAX, refusal(400, "DMS.00400026"))
}

/// On the page of an instance whose tags were refused.
pub(crate) fn refused() -> Wizard {
    ready(Wizard::start()).fault("POST", SETS, 1, refusal(403, "DMS.00403007")).buy()
}

fn refusal(status: u16, code: &str) -> FaultKind {
    FaultKind::Refuse { status, code: code.to_owned(), message: "no".to_owned() }
}
