//! The wizard by keys: what comes out, what is said, and what the screens look like.
//!
//! | file | what |
//! |---|---|
//! | `buying` | from keys to the order the cloud received, and everything that must not become one |
//! | `confirming` | what confirms a purchase, and what does not |
//! | `at_random` | the same of random bytes at random times |
//! | `proving` | what must be known of the cloud before an order goes out, and what is looked up after it |
//! | `purchases` | the page of purchases: a list beside the drafts, never a lock |
//! | `tags` | the tags of an order: typed, changed, completed, set, refused and set again |
//! | `tagged` | orders with tags, as several of these have them |
//! | `moving` | one may always leave, and nothing is lost |
//! | `cloning` | a draft that begins as an instance, from the list of them or by its ID |
//! | `drafts` | drafts told apart, renamed and copied, and what is said of them on leaving |
//! | `policies` | the rules of an organization on the screens |
//! | `saying` | each problem: quiet while typing, red once left, gone with the keystroke that corrects it |
//! | `unclear` | what a file says and was not understood |
//! | `walking` | how many keys it takes, and what Enter, Tab and the arrows do |
//! | `pictures` | every screen, one line each |
//! | `svg` | the pictures of the README, in colour |
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod support;

#[path = "wizard/at_random.rs"]
mod at_random;
#[path = "wizard/buying.rs"]
mod buying;
#[path = "wizard/cloning.rs"]
mod cloning;
#[path = "wizard/confirming.rs"]
mod confirming;
#[path = "wizard/drafts.rs"]
mod drafts;
#[path = "wizard/moving.rs"]
mod moving;
#[path = "wizard/pictures.rs"]
mod pictures;
#[path = "wizard/policies.rs"]
mod policies;
#[path = "wizard/proving.rs"]
mod proving;
#[path = "wizard/purchases.rs"]
mod purchases;
#[path = "wizard/saying.rs"]
mod saying;
#[path = "wizard/svg.rs"]
mod svg;
#[path = "wizard/tagged.rs"]
mod tagged;
#[path = "wizard/tags.rs"]
mod tags;
#[path = "wizard/unclear.rs"]
mod unclear;
#[path = "wizard/walking.rs"]
mod walking;

use rocketmq_wizard::app::state::Screen;
use support::wizard::Wizard;

/// Before a picture: it is English.
fn begin() {}

/// Compares with the picture of this name in `snapshots/`.
fn picture(name: &str, screen: &str) {
    insta::assert_snapshot!(name, screen);
}

/// Where the scenarios of this folder look beside the picture.
impl Wizard {
    /// The number of the step that is shown, if one is.
    pub(crate) fn index(&self) -> Option<usize> {
        self.app.step().map(|step| step.index)
    }

    /// The API name of the question that keys go to.
    pub(crate) fn focus(&self) -> &'static str {
        self.app.focus().map_or("", |field| field.key)
    }

    /// What was typed to confirm on the summary.
    pub(crate) fn typed(&self) -> &str {
        match &self.app.screen {
            Screen::Summary(summary) => summary.confirm.typed.value(),
            _ => panic!("no summary:\n{}", self.screen()),
        }
    }
}
