//! Every key there is: one table, read by `update`, the help bar, the help page and the README's key table.

mod notation;
mod table;

pub use table::KEYS;

use crate::language::{Text, tr};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The readline keys of a text, for the help page and the README.
pub const TEXT_KEYS: &[(&str, Text)] = &[
    ("^A ^E Home End", Text("start, end of the text")),
    ("^B ^F Left Right", Text("one character back, on")),
    ("^W ^K ^U", Text("delete the word before, the rest, all")),
    ("Backspace Delete", Text("delete the character before, at the cursor")),
];

/// What a key is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    NextField,
    PrevField,
    Accept,
    Back,
    Steps,
    Help,
    Reload,
    Save,
    Redraw,
    Suspend,
    Interrupt,
    Ascii,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
    Filter,
    Pick,
    Copy,
    Flip,
    Less,
    More,
    Edit,
    Request,
    Changes,
    Export,
    Checks,
    Connect,
    WaitOn,
    New,
    Rename,
    Duplicate,
    Remove,
    Adopt,
    Again,
    Drafts,
    Instances,
    Summary,
    Close,
    CopyOrder,
    Purchases,
    TakeAway,
    Undo,
    /// The digit that was pressed.
    Digit(u8),
    PickNeeded,
    TagAgain,
}

/// Where a key means something. A key is looked up in the places of the moment, the innermost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Everywhere,
    /// Any question of a step, and nothing being typed where `?` would be text.
    Form,
    List,
    /// A list of which several entries may be picked.
    Many,
    Toggle,
    /// The list of zones.
    Zones,
    /// The list of EIPs.
    Addresses,
    /// A question of keys with values.
    Pairs,
    Number,
    /// A question that the summary opened alone.
    Alone,
    /// The rows of the summary.
    Summary,
    /// Rows that arrows move in while letters go elsewhere: those of the summary, and the instances.
    Rows,
    /// The ends of the rows, where no text is edited.
    Ends,
    /// Digits, where they are no text: they choose the row of a screen.
    Jump,
    /// The box that buys.
    Box,
    /// The list of purchases.
    Purchases,
    /// The box that closes a purchase.
    CloseBox,
    /// The list where it has rows.
    Listed,
    /// The purchase and its result.
    Purchase,
    /// One of the order that the answers are.
    Drafted,
    /// Its page where it has more rows than the screen, or several instances to choose from.
    Scrolled,
    /// A purchase whose instance's ID is known.
    Bought,
    /// A purchase whose order's number is known.
    Ordered,
    /// A purchase that is not settled, and that somebody drives.
    Watched,
    /// A purchase that Enter leads on from, as it has an instance or is settled without one; and the summary that leads to
    /// the order in its way.
    Onward,
    /// A purchase that was not sent because of an earlier one of its name.
    Earlier,
    /// A purchase that may be closed: its outcome is unknown, or its order is not paid.
    Closable,
    /// A purchase that serves.
    Serving,
    /// One that serves, and was refused its tags.
    Untagged,
    /// A purchase that waits for the person, or is taking too long.
    Decision,
    /// One for which instances were found that may be its own.
    Found,
    /// One that waits for the person, and was looked for.
    Lost,
    /// The list of drafts.
    Drafts,
    /// What the list of drafts asks for.
    Prompt,
    /// The list of the account's instances, whose filter takes all letters.
    Instances,
    /// The exports.
    Export,
    /// A page that one may want elsewhere: the request, an export, how to connect.
    Copyable,
    /// The overview of all screens.
    Overview,
    /// Something laid over the screen.
    Overlay,
}

impl Place {
    /// Where it is, in words for the help page and the README.
    pub fn words(self) -> &'static str {
        match self {
            Self::Everywhere => tr("everywhere"),
            Self::Form => tr("question"),
            Self::List => tr("list"),
            Self::Many => tr("list of several"),
            Self::Toggle => tr("switch"),
            Self::Number => tr("number"),
            Self::Zones => tr("zones"),
            Self::Addresses => tr("EIPs"),
            Self::Pairs => tr("tags"),
            Self::Untagged => tr("refused tags"),
            Self::Alone => tr("one question"),
            Self::Summary | Self::Ends | Self::Jump => tr("summary"),
            Self::Rows => tr("rows"),
            Self::Box => tr("purchase box"),
            Self::CloseBox => tr("closing box"),
            Self::Purchases | Self::Listed => tr("purchases"),
            Self::Purchase | Self::Scrolled | Self::Drafted | Self::Onward => tr("purchase"),
            Self::Bought => tr("known instance"),
            Self::Ordered => tr("known order"),
            Self::Watched => tr("open purchase"),
            Self::Earlier => tr("bought before"),
            Self::Closable => tr("may be closed"),
            Self::Serving => tr("running instance"),
            Self::Decision | Self::Found | Self::Lost => tr("your decision"),
            Self::Drafts => tr("drafts"),
            Self::Prompt => tr("name of a draft"),
            Self::Instances => tr("instances"),
            Self::Export => tr("export"),
            Self::Copyable => tr("page to copy"),
            Self::Overview => tr("overview"),
            Self::Overlay => tr("page on top"),
        }
    }
}

/// One row of the table.
pub struct Binding {
    pub place: Place,
    /// The keys, any of which does it.
    pub keys: &'static [(KeyCode, bool)],
    pub action: Action,
    /// For the help bar, where it is shown there: key and word.
    pub bar: Option<Text>,
    /// For the help page and the README: what it does.
    pub words: Text,
}

/// What a key does, looked up in these places in order.
pub fn action(places: &[Place], event: &KeyEvent) -> Option<Action> {
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let others = event.modifiers - KeyModifiers::SHIFT - KeyModifiers::CONTROL;
    if matches!(event.code, KeyCode::Char(_)) && !others.is_empty() {
        return None;
    }
    let code = match event.code {
        KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        KeyCode::Char(c) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
        code => code,
    };
    let bound = |place: &Place| KEYS.iter().find(|b| b.place == *place && b.keys.contains(&(code, ctrl)));
    let found = places.iter().find_map(bound)?.action;
    Some(match (found, code) {
        (Action::Digit(_), KeyCode::Char(digit)) => Action::Digit(u8::try_from(digit.to_digit(10)?).ok()?),
        _ => found,
    })
}

/// How a key is written: `^O`, `Tab`, `Space`, `j`.
pub fn name(key: (KeyCode, bool)) -> String {
    match key {
        (KeyCode::Char(' '), _) => "Space".to_owned(),
        (KeyCode::Char(c), true) => format!("^{}", c.to_ascii_uppercase()),
        (KeyCode::Char(c), false) => c.to_string(),
        (KeyCode::BackTab, _) => "Shift-Tab".to_owned(),
        (KeyCode::PageUp, _) => "PgUp".to_owned(),
        (KeyCode::PageDown, _) => "PgDn".to_owned(),
        (KeyCode::F(number), _) => format!("F{number}"),
        (code, _) => format!("{code:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_means_one_thing_in_a_place() {
        for (at, binding) in KEYS.iter().enumerate() {
            let earlier = KEYS.iter().take(at).filter(|other| other.place == binding.place);
            for other in earlier {
                let shared = binding.keys.iter().find(|key| other.keys.contains(key));
                assert_eq!(shared, None, "{:?} twice in {:?}", shared, binding.place);
            }
            assert!(!binding.words.0.is_empty());
        }
    }

    #[test]
    fn the_innermost_place_wins() {
        let press = |code| KeyEvent::new(code, KeyModifiers::NONE);
        let list = [Place::List, Place::Form, Place::Everywhere];
        assert_eq!(action(&list, &press(KeyCode::Down)), Some(Action::Down));
        assert_eq!(action(&list[1..], &press(KeyCode::Down)), Some(Action::NextField));
        assert_eq!(action(&list, &press(KeyCode::Char('j'))), Some(Action::Down));
        assert_eq!(action(&list[2..], &press(KeyCode::Char('?'))), None);
        let shift_tab = KeyEvent::new(KeyCode::Tab, KeyModifiers::SHIFT);
        assert_eq!(action(&list, &shift_tab), Some(Action::PrevField));
        let ctrl_o = KeyEvent::new(KeyCode::Char('O'), KeyModifiers::CONTROL);
        assert_eq!(action(&list, &ctrl_o), Some(Action::Steps));
    }

    #[test]
    fn no_alt_keys_and_no_function_key_as_the_only_way() {
        for binding in KEYS.iter().filter(|b| b.keys.iter().all(|key| matches!(key.0, KeyCode::F(_)))) {
            assert!(KEYS.iter().any(|other| other.action == binding.action && other.keys != binding.keys));
        }
    }
}
