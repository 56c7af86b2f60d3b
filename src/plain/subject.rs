//! What the app asks at the moment.

use super::{drafts, order, purchase, question};
use crate::app::drafts::Question as AboutDraft;
use crate::app::overlay::Overlay;
use crate::app::purchase::Question as AboutPurchase;
use crate::app::purchase_list::Key;
use crate::app::state::{App, Screen};
use crate::form::field::Field;
use crate::language::{say, tr};

/// What is asked, with what makes it another question when it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Question(usize, &'static Field),
    /// Of this plan.
    Summary(Option<String>),
    Purchases,
    /// What has come of it.
    Purchase(Key, String),
    /// What has to be confirmed about a purchase.
    Confirm(Key, AboutPurchase),
    Drafts,
    AboutDraft(AboutDraft),
    Instances,
}

impl Subject {
    /// What is asked at the moment.
    pub(super) fn of(app: &App) -> Self {
        match (&app.overlay, &app.screen) {
            (Some(Overlay::Drafts(drafts)), _) => match &drafts.asking {
                Some((question, _)) => Self::AboutDraft(*question),
                None => Self::Drafts,
            },
            (Some(Overlay::Instances(_)), _) => Self::Instances,
            (_, Screen::Step(step)) => Self::Question(step.index, step.focus),
            (_, Screen::Summary(_)) => Self::Summary(app.form.plan()),
            (_, Screen::Purchases(_)) => Self::Purchases,
            (_, Screen::Purchase(page)) => match &page.asking {
                Some(asking) => Self::Confirm(page.key, asking.question),
                None => Self::Purchase(page.key, purchase::turn(app)),
            },
        }
    }

    /// Whether it is the same question, however it may have changed.
    pub(super) fn is_same_place(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Question(_, one), Self::Question(_, other)) => one == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// What has to come before it can be put, as it is said.
    pub(super) fn awaited(&self, app: &App) -> Option<String> {
        if let Some(id) = app.asked_about() {
            return Some(say!("Asking the cloud about {id} ...", id));
        }
        match self {
            Self::Question(_, field) => {
                let list = question::awaited(app, field)?.noun();
                Some(say!("Asking the cloud for {list} ...", list))
            }
            Self::Summary(_) if app.inquiry.under_way || !app.form.waiting().is_empty() => {
                Some(tr("Checking with the cloud ...").to_owned())
            }
            Self::Instances if drafts::awaits(app) => Some(tr("Asking the cloud for instances ...").to_owned()),
            _ => None,
        }
    }

    /// Whether it asks for the word that confirms.
    pub(super) fn asks_word(&self, app: &App) -> bool {
        match self {
            Self::Summary(_) => order::is_ready(app),
            Self::Confirm(..) => true,
            _ => false,
        }
    }

    /// Whether that word stands in its box already, so that an Enter of its own is all that is missing.
    pub(super) fn has_word(&self, app: &App) -> bool {
        match self {
            Self::Summary(_) => order::is_ready(app) && order::has_word(app),
            Self::Confirm(..) => purchase::has_word(app),
            _ => false,
        }
    }

    /// What is said before its prompt.
    pub(super) fn whole(&self, app: &App) -> String {
        match (self, &app.overlay) {
            (Self::Question(step, field), _) => question::whole(app, *step, field),
            (Self::Summary(_), _) => order::whole(app),
            (Self::Purchases, _) => purchase::all(app),
            (Self::Purchase(..), _) => purchase::standing(app),
            (Self::Drafts, Some(Overlay::Drafts(list))) => drafts::all(app, list),
            (Self::Instances, _) => drafts::first_instances(app),
            (Self::Confirm(..) | Self::AboutDraft(_) | Self::Drafts, _) => String::new(),
        }
    }

    /// What can be typed.
    pub(super) fn prompt(&self, app: &App) -> String {
        match (self, &app.overlay) {
            (Self::Question(_, field), _) => question::prompt(app, field),
            (Self::Summary(_), _) => order::prompt(app),
            (Self::Purchases, _) => tr("Number of one to open; an empty line goes back to the draft: ").to_owned(),
            (Self::Purchase(..), _) => purchase::prompt(app),
            (Self::Confirm(_, question), _) => purchase::asked(app, *question),
            (Self::AboutDraft(question), Some(Overlay::Drafts(list))) => drafts::asked(list, *question),
            (Self::Instances, _) => drafts::instance_prompt().to_owned(),
            (Self::Drafts | Self::AboutDraft(_), _) => drafts::prompt(app),
        }
    }
}
