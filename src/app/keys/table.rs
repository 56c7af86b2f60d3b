//! The table of all keys.

use super::{Action, Binding, Place};
use crossterm::event::KeyCode;

const fn key(
    place: Place,
    keys: &'static [(KeyCode, bool)],
    action: Action,
    bar: &'static str,
    words: &'static str,
) -> Binding {
    Binding { place, keys, action, bar, words }
}

const fn plain(code: KeyCode) -> (KeyCode, bool) {
    (code, false)
}

const fn char(c: char) -> (KeyCode, bool) {
    (KeyCode::Char(c), false)
}

const fn ctrl(c: char) -> (KeyCode, bool) {
    (KeyCode::Char(c), true)
}

/// All digits.
const DIGITS: &[(KeyCode, bool)] =
    &[char('0'), char('1'), char('2'), char('3'), char('4'), char('5'), char('6'), char('7'), char('8'), char('9')];

/// All keys but the editing of text, which is readline's (see [`TEXT_KEYS`]).
pub static KEYS: &[Binding] = &[
    key(Place::List, &[plain(KeyCode::Up), char('k')], Action::Up, "Up/Dn move", "up in the list"),
    key(Place::List, &[plain(KeyCode::Down), char('j')], Action::Down, "", "down in the list"),
    key(Place::List, &[plain(KeyCode::PageUp)], Action::PageUp, "", "a page up"),
    key(Place::List, &[plain(KeyCode::PageDown)], Action::PageDown, "", "a page down"),
    key(Place::List, &[plain(KeyCode::Home), char('g')], Action::First, "", "first entry"),
    key(Place::List, &[plain(KeyCode::End), char('G')], Action::Last, "", "last entry"),
    key(Place::List, &[char('/')], Action::Filter, "/ filter", "filter the list, or type an ID"),
    key(Place::Many, &[char(' ')], Action::Pick, "Space pick", "pick or unpick the entry"),
    key(
        Place::Zones,
        &[char('1'), char('3')],
        Action::Digit(0),
        "1 3 pick 1 or 3",
        "pick the first open zone, or the first three",
    ),
    key(
        Place::Addresses,
        &[char('a')],
        Action::PickNeeded,
        "a pick all needed",
        "pick as many EIPs as the flavor needs",
    ),
    key(Place::List, &[char(' ')], Action::Pick, "", "choose the entry and stay"),
    key(Place::List, &[char('y')], Action::Copy, "", "copy the ID"),
    key(
        Place::Toggle,
        &[char(' '), plain(KeyCode::Left), plain(KeyCode::Right)],
        Action::Flip,
        "Space switch",
        "on or off",
    ),
    key(Place::Number, &[plain(KeyCode::Right)], Action::More, "Lt/Rt change", "the next valid number"),
    key(Place::Number, &[plain(KeyCode::Left)], Action::Less, "", "the valid number before"),
    key(
        Place::Alone,
        &[plain(KeyCode::Enter)],
        Action::Accept,
        "Enter take it",
        "take the answer and go back to the summary",
    ),
    key(Place::Alone, &[plain(KeyCode::Esc)], Action::Back, "Esc leave it", "back to the summary without the answer"),
    key(Place::Drafts, &[plain(KeyCode::Enter)], Action::Accept, "Enter open", "go on with the draft"),
    key(Place::Drafts, &[char('n')], Action::New, "n new", "begin a draft, with a name of its own or the instance's"),
    key(Place::Drafts, &[char('i')], Action::Instances, "i clone", "list instances, to begin a draft like one of them"),
    key(Place::Drafts, &[char('r')], Action::Rename, "r rename", "give the draft another name"),
    key(Place::Drafts, &[char('c')], Action::Duplicate, "c copy", "copy the draft for another instance"),
    key(Place::Drafts, &[char('d')], Action::Remove, "d delete", "delete the draft, after asking"),
    key(Place::Drafts, &[char('p')], Action::Purchases, "p purchases", "the purchases"),
    key(
        Place::Drafts,
        &[plain(KeyCode::Esc)],
        Action::Back,
        "Esc back",
        "back to the draft that is open; at a start, a new one",
    ),
    key(Place::Prompt, &[plain(KeyCode::Enter)], Action::Accept, "Enter done", "do it"),
    key(Place::Prompt, &[plain(KeyCode::Esc)], Action::Back, "Esc back", "back to the list; nothing is done"),
    key(Place::Instances, &[plain(KeyCode::Enter)], Action::Accept, "Enter begin", "begin a draft like the instance"),
    key(Place::Instances, &[ctrl('r')], Action::Reload, "^R read anew", "read the list anew"),
    key(Place::Instances, &[plain(KeyCode::Esc)], Action::Back, "Esc back", "back to the drafts; none is begun"),
    key(Place::Overlay, &[plain(KeyCode::Up), char('k')], Action::Up, "Up/Dn move", "up"),
    key(Place::Overlay, &[plain(KeyCode::Down), char('j')], Action::Down, "", "down"),
    key(Place::Overlay, &[plain(KeyCode::PageUp)], Action::PageUp, "", "a page up"),
    key(Place::Overlay, &[plain(KeyCode::PageDown)], Action::PageDown, "", "a page down"),
    key(Place::Overlay, &[plain(KeyCode::Home), char('g')], Action::First, "", "first row"),
    key(Place::Overlay, &[plain(KeyCode::End), char('G')], Action::Last, "", "last row"),
    key(Place::Overlay, &[plain(KeyCode::Enter)], Action::Accept, "Enter go", "go there, or close"),
    key(Place::Export, &[char('x')], Action::Export, "x next format", "the next format"),
    key(Place::Overlay, &[char('y')], Action::Copy, "y copy", "copy what is shown"),
    key(Place::Overlay, &[plain(KeyCode::Esc), char('q')], Action::Back, "Esc close", "close"),
    key(Place::Rows, &[plain(KeyCode::Up)], Action::Up, "Up/Dn rows", "up in the rows"),
    key(Place::Rows, &[plain(KeyCode::Down)], Action::Down, "", "down in the rows"),
    key(Place::Rows, &[plain(KeyCode::PageUp)], Action::PageUp, "", "a page up"),
    key(Place::Rows, &[plain(KeyCode::PageDown)], Action::PageDown, "", "a page down"),
    key(Place::Ends, &[plain(KeyCode::Home)], Action::First, "", "first row"),
    key(
        Place::Ends,
        &[plain(KeyCode::End)],
        Action::Last,
        "End more rows",
        "the rows below; once all were shown, the last one",
    ),
    key(Place::Jump, DIGITS, Action::Digit(0), "0-9 row", "the row of a screen; on a number, type another"),
    key(Place::Summary, &[char('k')], Action::Up, "", "up in the rows"),
    key(Place::Summary, &[char('j')], Action::Down, "", "down in the rows"),
    key(Place::Summary, &[char('g')], Action::First, "", "first row"),
    key(Place::Summary, &[char('G')], Action::Last, "", "last row"),
    key(Place::Summary, &[plain(KeyCode::Enter)], Action::Edit, "Enter change", "open the question of this row alone"),
    key(Place::Summary, &[char('r')], Action::Request, "r request", "the request as it would be sent"),
    key(
        Place::Summary,
        &[char('d')],
        Action::Changes,
        "d changes",
        "what changed since the draft was opened, or from its source",
    ),
    key(
        Place::Summary,
        &[char('x')],
        Action::Export,
        "x export",
        "the same as JSON, a script or Terraform; x shows the next",
    ),
    key(Place::Summary, &[char('c')], Action::Checks, "c checks", "the checks with their reasons"),
    key(
        Place::Summary,
        &[plain(KeyCode::Delete), plain(KeyCode::Backspace)],
        Action::TakeAway,
        "",
        "take away what was not understood in the draft",
    ),
    key(Place::Overview, DIGITS, Action::Digit(0), "0-9 go", "the screen of this number"),
    key(Place::Overview, &[char('s')], Action::Summary, "s summary", "the summary"),
    key(Place::Overview, &[char('d')], Action::Drafts, "d drafts", "the drafts"),
    key(Place::Overview, &[char('p')], Action::Purchases, "p purchases", "the purchases"),
    key(Place::Purchases, &[plain(KeyCode::Enter)], Action::Accept, "Enter open", "open the purchase"),
    key(Place::Purchases, &[plain(KeyCode::Up), char('k')], Action::Up, "", "up in the purchases"),
    key(Place::Purchases, &[plain(KeyCode::Down), char('j')], Action::Down, "", "down in the purchases"),
    key(Place::Purchases, &[plain(KeyCode::Home), char('g')], Action::First, "", "first purchase"),
    key(Place::Purchases, &[plain(KeyCode::End), char('G')], Action::Last, "", "last purchase"),
    key(Place::Purchases, &[char('y')], Action::Copy, "y copy ID", "copy the instance ID"),
    key(Place::Purchases, &[char('o')], Action::CopyOrder, "o copy order", "copy the number of the order"),
    key(Place::Purchases, &[ctrl('r')], Action::Reload, "^R ask now", "ask the cloud at once"),
    key(Place::Purchases, &[char('n')], Action::New, "n new order", "the drafts, to begin another order"),
    key(Place::Purchases, &[plain(KeyCode::Esc)], Action::Back, "Esc back", "back to the draft"),
    key(
        Place::Earlier,
        &[char('s')],
        Action::Again,
        "s send again",
        "buy the name once more, as a new order that has to be confirmed",
    ),
    key(
        Place::Closable,
        &[char('c')],
        Action::Close,
        "c close",
        "close it: it was not placed or is not wanted, and nobody looks for it any more",
    ),
    key(Place::Serving, &[char('c')], Action::Connect, "c connect", "how clients connect to it; y copies that"),
    key(Place::Purchase, &[char('o')], Action::CopyOrder, "", "copy the number of the order"),
    key(Place::Purchase, &[char('x')], Action::Export, "x export", "the same as JSON, a script or Terraform"),
    key(Place::Purchase, &[char('y')], Action::Copy, "y copy ID", "copy the instance ID"),
    key(Place::Purchase, &[ctrl('r')], Action::Reload, "^R ask now", "ask the cloud at once"),
    key(Place::Decision, &[char('w')], Action::WaitOn, "w wait on", "look or watch for another round"),
    key(Place::Decision, &[char('a')], Action::Adopt, "a adopt", "take the selected instance as yours"),
    key(
        Place::Decision,
        &[char('s')],
        Action::Again,
        "s send again",
        "send again, as a new order that has to be confirmed",
    ),
    key(Place::Decision, &[plain(KeyCode::Up), char('k')], Action::Up, "", "up in the instances that were found"),
    key(Place::Decision, &[plain(KeyCode::Down), char('j')], Action::Down, "", "down in the instances that were found"),
    key(
        Place::CloseBox,
        &[plain(KeyCode::Enter)],
        Action::Accept,
        "Enter close",
        "close the purchase, once the name is typed",
    ),
    key(
        Place::Box,
        &[plain(KeyCode::Enter)],
        Action::Accept,
        "Enter buy",
        "buy what the summary shows, once the word is typed",
    ),
    key(Place::Form, &[plain(KeyCode::Down)], Action::NextField, "", "next question"),
    key(Place::Form, &[plain(KeyCode::Up)], Action::PrevField, "", "previous question"),
    key(
        Place::Everywhere,
        &[plain(KeyCode::Enter)],
        Action::Accept,
        "Enter next",
        "take what is highlighted, and go on to what has no answer yet; buys only inside the purchase box",
    ),
    key(
        Place::Everywhere,
        &[plain(KeyCode::Tab)],
        Action::NextField,
        "Tab field",
        "next question; takes nothing that was not chosen",
    ),
    key(Place::Everywhere, &[plain(KeyCode::BackTab)], Action::PrevField, "", "previous question"),
    key(
        Place::Everywhere,
        &[plain(KeyCode::Esc)],
        Action::Back,
        "Esc back",
        "close the top layer, else one screen back; never discards",
    ),
    key(Place::Everywhere, &[ctrl('o')], Action::Steps, "^O steps", "overview of all screens; jump"),
    key(Place::Everywhere, &[plain(KeyCode::F(1))], Action::Help, "", "help for this question"),
    key(Place::Form, &[char('?')], Action::Help, "? help", "help for this question"),
    key(Place::Summary, &[char('?')], Action::Help, "? help", "help"),
    key(Place::Everywhere, &[ctrl('_'), ctrl('7'), ctrl('/')], Action::Undo, "", "undo the last change of an answer"),
    key(Place::Everywhere, &[ctrl('r')], Action::Reload, "", "reload live data, or check again"),
    key(Place::Everywhere, &[ctrl('s')], Action::Save, "", "save now; the wizard also saves by itself"),
    key(Place::Everywhere, &[ctrl('t')], Action::Ascii, "", "draw with ASCII only, or not"),
    key(Place::Everywhere, &[ctrl('l')], Action::Redraw, "", "redraw"),
    key(Place::Everywhere, &[ctrl('z')], Action::Suspend, "", "suspend"),
    key(
        Place::Everywhere,
        &[ctrl('c')],
        Action::Interrupt,
        "",
        "cancel what runs; twice within 2 s: leave, the draft is kept",
    ),
];

/// The readline keys of a text, for the help page and the README.
pub const TEXT_KEYS: &[(&str, &str)] = &[
    ("^A ^E Home End", "start, end of the text"),
    ("^B ^F Left Right", "one character back, on"),
    ("^W ^K ^U", "delete the word before, the rest, all"),
    ("Backspace Delete", "delete the character before, at the cursor"),
];
