//! The table of all keys.

use super::notation::{DIGITS, char, ctrl, key, plain};
use super::{Action, Binding, Place};
use crate::language::Text;
use crossterm::event::KeyCode;

/// Tab, either way.
const TABS: &[(KeyCode, bool)] = &[plain(KeyCode::Tab), plain(KeyCode::BackTab)];

/// All keys but the editing of text, which is readline's (see [`super::TEXT_KEYS`]).
pub static KEYS: &[Binding] = &[
    key(Place::List, &[plain(KeyCode::Up), char('k')], Action::Up, Text("up in the list")).in_bar(Text("Up/Dn move")),
    key(Place::List, &[plain(KeyCode::Down), char('j')], Action::Down, Text("down in the list")),
    key(Place::List, &[plain(KeyCode::PageUp)], Action::PageUp, Text("a page up")),
    key(Place::List, &[plain(KeyCode::PageDown)], Action::PageDown, Text("a page down")),
    key(Place::List, &[plain(KeyCode::Home), char('g')], Action::First, Text("first entry")),
    key(Place::List, &[plain(KeyCode::End), char('G')], Action::Last, Text("last entry")),
    key(Place::List, &[char('/')], Action::Filter, Text("filter the list, or type an ID")).in_bar(Text("/ filter")),
    key(Place::Many, &[char(' ')], Action::Pick, Text("pick or unpick the entry")).in_bar(Text("Space pick")),
    key(Place::Zones, &[char('1')], Action::Digit(1), Text("pick the first open zone")).in_bar(Text("1 pick 1")),
    key(Place::Zones, &[char('3')], Action::Digit(3), Text("pick the first three open zones")).in_bar(Text("3 pick 3")),
    key(Place::Addresses, &[char('a')], Action::PickNeeded, Text("pick as many EIPs as the flavor needs"))
        .in_bar(Text("a pick all needed")),
    key(Place::List, &[char(' ')], Action::Pick, Text("choose the entry and stay")),
    key(Place::List, &[char('y')], Action::Copy, Text("copy the ID")),
    key(Place::Toggle, &[char(' '), plain(KeyCode::Left), plain(KeyCode::Right)], Action::Flip, Text("on or off"))
        .in_bar(Text("Space switch")),
    key(Place::Number, &[plain(KeyCode::Right)], Action::More, Text("the next valid number"))
        .in_bar(Text("Lt/Rt change")),
    key(Place::Number, &[plain(KeyCode::Left)], Action::Less, Text("the valid number before")),
    key(Place::Pairs, &[plain(KeyCode::Up)], Action::Up, Text("the tag above, to change it"))
        .in_bar(Text("Up/Dn rows")),
    key(Place::Pairs, &[plain(KeyCode::Down)], Action::Down, Text("the tag below")),
    key(Place::Pairs, &[ctrl('u')], Action::TakeAway, Text("take the tag of this row away"))
        .in_bar(Text("^U take away")),
    key(
        Place::Pairs,
        &[plain(KeyCode::Right)],
        Action::More,
        Text("complete the text by the project's tags; within the text, one character on"),
    )
    .in_bar(Text("Rt complete")),
    key(Place::Pairs, &[plain(KeyCode::PageDown)], Action::PageDown, Text("the next tag to complete it by"))
        .in_bar(Text("PgDn others")),
    key(Place::Pairs, &[plain(KeyCode::PageUp)], Action::PageUp, Text("the one before")),
    key(Place::Alone, &[plain(KeyCode::Enter)], Action::Accept, Text("take the answer and go back to the summary"))
        .in_bar(Text("Enter take it")),
    key(Place::Alone, &[plain(KeyCode::Esc)], Action::Back, Text("back to the summary without the answer"))
        .in_bar(Text("Esc leave it")),
    key(Place::Drafts, &[plain(KeyCode::Enter)], Action::Accept, Text("go on with the draft"))
        .in_bar(Text("Enter open")),
    key(Place::Drafts, &[char('n')], Action::New, Text("begin a draft, with a name of its own or the instance's"))
        .in_bar(Text("n new")),
    key(Place::Drafts, &[char('i')], Action::Instances, Text("list instances, to begin a draft like one of them"))
        .in_bar(Text("i clone")),
    key(Place::Drafts, &[char('r')], Action::Rename, Text("give the draft another name")).in_bar(Text("r rename")),
    key(Place::Drafts, &[char('c')], Action::Duplicate, Text("copy the draft for another instance"))
        .in_bar(Text("c copy")),
    key(Place::Drafts, &[char('d')], Action::Remove, Text("delete the draft, after asking")).in_bar(Text("d delete")),
    key(Place::Drafts, &[char('p')], Action::Purchases, Text("the purchases")).in_bar(Text("p purchases")),
    key(
        Place::Drafts,
        &[plain(KeyCode::Esc)],
        Action::Back,
        Text("back to the draft that is open; at a start, a new one"),
    )
    .in_bar(Text("Esc back")),
    key(Place::Prompt, &[plain(KeyCode::Enter)], Action::Accept, Text("do it")).in_bar(Text("Enter done")),
    key(Place::Prompt, &[plain(KeyCode::Esc)], Action::Back, Text("back to the list; nothing is done"))
        .in_bar(Text("Esc back")),
    key(Place::Instances, &[plain(KeyCode::Enter)], Action::Accept, Text("begin a draft like the instance"))
        .in_bar(Text("Enter begin")),
    key(Place::Instances, &[ctrl('r')], Action::Reload, Text("read the list anew")).in_bar(Text("^R read anew")),
    key(Place::Instances, &[plain(KeyCode::Esc)], Action::Back, Text("back to the drafts; none is begun"))
        .in_bar(Text("Esc back")),
    key(Place::Overlay, &[plain(KeyCode::Up), char('k')], Action::Up, Text("up")).in_bar(Text("Up/Dn move")),
    key(Place::Overlay, &[plain(KeyCode::Down), char('j')], Action::Down, Text("down")),
    key(Place::Overlay, &[plain(KeyCode::PageUp)], Action::PageUp, Text("a page up")),
    key(Place::Overlay, &[plain(KeyCode::PageDown)], Action::PageDown, Text("a page down")),
    key(Place::Overlay, &[plain(KeyCode::Home), char('g')], Action::First, Text("first row")),
    key(Place::Overlay, &[plain(KeyCode::End), char('G')], Action::Last, Text("last row")),
    key(Place::Overlay, &[plain(KeyCode::Enter)], Action::Accept, Text("go there, or close")).in_bar(Text("Enter go")),
    key(Place::Export, &[char('x')], Action::Export, Text("the next format")).in_bar(Text("x next format")),
    key(Place::Copyable, &[char('y')], Action::Copy, Text("copy what is shown")).in_bar(Text("y copy")),
    key(Place::Overlay, &[plain(KeyCode::Esc), char('q')], Action::Back, Text("close")).in_bar(Text("Esc close")),
    key(Place::Rows, &[plain(KeyCode::Up)], Action::Up, Text("up in the rows")).in_bar(Text("Up/Dn rows")),
    key(Place::Rows, &[plain(KeyCode::Down)], Action::Down, Text("down in the rows")),
    key(Place::Rows, &[plain(KeyCode::PageUp)], Action::PageUp, Text("a page up")),
    key(Place::Rows, &[plain(KeyCode::PageDown)], Action::PageDown, Text("a page down")),
    key(Place::Ends, &[plain(KeyCode::Home)], Action::First, Text("first row")),
    key(Place::Ends, &[plain(KeyCode::End)], Action::Last, Text("the rows below; once all were shown, the last one"))
        .in_bar(Text("End more rows")),
    key(Place::Jump, DIGITS, Action::Digit(0), Text("the row of a screen; on a number, type another"))
        .in_bar(Text("0-9 row")),
    key(Place::Summary, &[char('k')], Action::Up, Text("up in the rows")),
    key(Place::Summary, &[char('j')], Action::Down, Text("down in the rows")),
    key(Place::Summary, &[char('g')], Action::First, Text("first row")),
    key(Place::Summary, &[char('G')], Action::Last, Text("last row")),
    key(Place::Summary, &[plain(KeyCode::Enter)], Action::Edit, Text("open the question of this row alone"))
        .in_bar(Text("Enter change")),
    key(Place::Summary, &[char('r')], Action::Request, Text("the request as it would be sent"))
        .in_bar(Text("r request")),
    key(
        Place::Summary,
        &[char('d')],
        Action::Changes,
        Text("what changed since the draft was opened, or from its source"),
    )
    .in_bar(Text("d changes")),
    key(
        Place::Summary,
        &[char('x')],
        Action::Export,
        Text("the same as JSON, a script or Terraform; x shows the next"),
    )
    .in_bar(Text("x export")),
    key(Place::Summary, &[char('c')], Action::Checks, Text("the checks with their reasons")).in_bar(Text("c checks")),
    key(
        Place::Summary,
        &[plain(KeyCode::Delete), plain(KeyCode::Backspace)],
        Action::TakeAway,
        Text("take away what was not understood in the draft"),
    ),
    key(Place::Overview, DIGITS, Action::Digit(0), Text("the screen of this number")).in_bar(Text("0-9 go")),
    key(Place::Overview, &[char('s')], Action::Summary, Text("the summary")).in_bar(Text("s summary")),
    key(Place::Overview, &[char('d')], Action::Drafts, Text("the drafts")).in_bar(Text("d drafts")),
    key(Place::Overview, &[char('p')], Action::Purchases, Text("the purchases")).in_bar(Text("p purchases")),
    key(Place::Listed, &[plain(KeyCode::Enter)], Action::Accept, Text("open the purchase")).in_bar(Text("Enter open")),
    key(Place::Listed, &[plain(KeyCode::Up), char('k')], Action::Up, Text("up in the purchases")),
    key(Place::Listed, &[plain(KeyCode::Down), char('j')], Action::Down, Text("down in the purchases")),
    key(Place::Listed, &[plain(KeyCode::Home), char('g')], Action::First, Text("first purchase")),
    key(Place::Listed, &[plain(KeyCode::End), char('G')], Action::Last, Text("last purchase")),
    key(Place::Purchases, &[char('n')], Action::New, Text("the drafts, to begin another order"))
        .in_bar(Text("n new order")),
    key(Place::Purchases, &[plain(KeyCode::Esc)], Action::Back, Text("back to the draft")).in_bar(Text("Esc back")),
    key(Place::Purchases, &[char('?')], Action::Help, Text("help")).in_bar(Text("? help")),
    key(
        Place::Earlier,
        &[char('s')],
        Action::Again,
        Text("buy the name once more, as a new order that has to be confirmed"),
    )
    .in_bar(Text("s send again")),
    key(
        Place::Closable,
        &[char('c')],
        Action::Close,
        Text("close it: it was not placed or is not wanted, and nobody looks for it any more"),
    )
    .in_bar(Text("c close")),
    key(Place::Serving, &[char('c')], Action::Connect, Text("how clients connect to it; y copies that"))
        .in_bar(Text("c connect")),
    key(Place::Untagged, &[char('t')], Action::TagAgain, Text("set the tags again that were refused"))
        .in_bar(Text("t tags again")),
    key(
        Place::Scrolled,
        &[plain(KeyCode::Up), char('k')],
        Action::Up,
        Text("the instance above, where several were found; else a row up"),
    )
    .in_bar(Text("Up/Dn move")),
    key(
        Place::Scrolled,
        &[plain(KeyCode::Down), char('j')],
        Action::Down,
        Text("the instance below, where several were found; else a row down"),
    ),
    key(Place::Scrolled, &[plain(KeyCode::PageUp)], Action::PageUp, Text("a page up")),
    key(Place::Scrolled, &[plain(KeyCode::PageDown)], Action::PageDown, Text("a page down")),
    key(Place::Bought, &[char('y')], Action::Copy, Text("copy the instance ID")).in_bar(Text("y copy ID")),
    key(Place::Ordered, &[char('o')], Action::CopyOrder, Text("copy the number of the order"))
        .in_bar(Text("o copy order no.")),
    key(Place::Watched, &[ctrl('r')], Action::Reload, Text("ask the cloud at once")).in_bar(Text("^R ask now")),
    key(Place::Drafted, &[char('x')], Action::Export, Text("the same as JSON, a script or Terraform"))
        .in_bar(Text("x export")),
    key(Place::Purchase, &[char('?')], Action::Help, Text("help")).in_bar(Text("? help")),
    key(Place::Decision, &[char('w')], Action::WaitOn, Text("look or watch for another round"))
        .in_bar(Text("w wait on")),
    key(Place::Found, &[char('a')], Action::Adopt, Text("take the selected instance as yours")).in_bar(Text("a adopt")),
    key(Place::Lost, &[char('s')], Action::Again, Text("send again, as a new order that has to be confirmed"))
        .in_bar(Text("s send again")),
    key(Place::CloseBox, &[plain(KeyCode::Enter)], Action::Accept, Text("close the purchase, once the name is typed"))
        .in_bar(Text("Enter close")),
    key(
        Place::Box,
        &[plain(KeyCode::Enter)],
        Action::Accept,
        Text("buy what the summary shows, once the word is typed"),
    )
    .in_bar(Text("Enter buy")),
    key(Place::Form, &[plain(KeyCode::Down)], Action::NextField, Text("next question")),
    key(Place::Form, &[plain(KeyCode::Up)], Action::PrevField, Text("previous question")),
    key(
        Place::Everywhere,
        &[plain(KeyCode::Enter)],
        Action::Accept,
        Text("take what is highlighted, and go on to what has no answer yet; buys only inside the purchase box"),
    )
    .in_bar(Text("Enter next")),
    key(Place::Summary, TABS, Action::NextField, Text("from the rows to the box")).in_bar(Text("Tab rows or box")),
    key(Place::Box, TABS, Action::NextField, Text("from the box to the rows")).in_bar(Text("Tab rows or box")),
    key(
        Place::Onward,
        &[plain(KeyCode::Enter)],
        Action::Accept,
        Text("what was bought, then the purchases; where nothing was, back to the answers"),
    )
    .in_bar(Text("Enter go on")),
    key(
        Place::Everywhere,
        &[plain(KeyCode::Tab)],
        Action::NextField,
        Text("next question; takes nothing that was not chosen"),
    )
    .in_bar(Text("Tab field")),
    key(Place::Everywhere, &[plain(KeyCode::BackTab)], Action::PrevField, Text("previous question")),
    key(
        Place::Everywhere,
        &[plain(KeyCode::Esc)],
        Action::Back,
        Text("close the top layer, else one screen back; never discards"),
    )
    .in_bar(Text("Esc back")),
    key(Place::Everywhere, &[ctrl('o')], Action::Steps, Text("overview of all screens; jump")).in_bar(Text("^O steps")),
    key(Place::Everywhere, &[plain(KeyCode::F(1))], Action::Help, Text("help for this question")),
    key(Place::Form, &[char('?')], Action::Help, Text("help for this question")).in_bar(Text("? help")),
    key(Place::Summary, &[char('?')], Action::Help, Text("help")).in_bar(Text("? help")),
    key(Place::Everywhere, &[ctrl('_'), ctrl('7'), ctrl('/')], Action::Undo, Text("undo the last change of an answer")),
    key(Place::Everywhere, &[ctrl('r')], Action::Reload, Text("reload live data, or check again")),
    key(Place::Everywhere, &[ctrl('s')], Action::Save, Text("save now; the wizard also saves by itself")),
    key(Place::Everywhere, &[ctrl('t')], Action::Ascii, Text("draw with ASCII only, or not")),
    key(Place::Everywhere, &[ctrl('l')], Action::Redraw, Text("redraw")),
    key(Place::Everywhere, &[ctrl('z')], Action::Suspend, Text("suspend")),
    key(
        Place::Everywhere,
        &[ctrl('c')],
        Action::Interrupt,
        Text("cancel what runs; twice within 2 s: leave, the draft is kept"),
    ),
];
