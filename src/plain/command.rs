//! What a line asks for that begins with a dot, so that no answer is mistaken for it.

use crate::language::Text;

/// What can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Help,
    Back,
    Screen(usize),
    Summary,
    Drafts,
    Purchases,
    Leave,
    More,
    Reload,
    Undo,
    None,
    Drop,
    Clone,
    New,
    Rename,
    Copy,
    Delete,
    Checks,
    Changes,
    Request,
    Export,
    Wait,
    Adopt,
    Resend,
    Close,
    Tags,
    Connect,
}

/// Where a command is named by `.help`; it is obeyed wherever it means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Everywhere,
    Question,
    Summary,
    Drafts,
    Purchase,
}

/// A command, how it is typed, and what it does.
pub(super) struct Row {
    pub(super) command: Command,
    /// The first name is the one that is told; none for the number of a screen.
    names: &'static [&'static str],
    /// How it is told.
    pub(super) usage: &'static str,
    pub(super) place: Place,
    pub(super) does: Text,
}

const fn row(command: Command, names: &'static [&'static str], usage: &'static str, place: Place, does: Text) -> Row {
    Row { command, names, usage, place, does }
}

/// All commands.
pub(super) static COMMANDS: &[Row] = &[
    row(Command::More, &["more"], ".more", Place::Question, Text("the next entries of a long list")),
    row(Command::None, &["none"], ".none", Place::Question, Text("takes the answer away")),
    row(Command::Drop, &["drop"], ".drop KEY", Place::Question, Text("takes the tag of this key away")),
    row(Command::Back, &["back"], ".back", Place::Question, Text("the question before")),
    row(Command::Undo, &["undo"], ".undo", Place::Question, Text("takes the last change of an answer back")),
    row(Command::Reload, &["reload"], ".reload", Place::Question, Text("asks the cloud again")),
    row(Command::Checks, &["checks"], ".checks", Place::Summary, Text("the checks with their reasons")),
    row(Command::Reload, &["reload"], ".reload", Place::Summary, Text("checks again")),
    row(Command::Changes, &["changes"], ".changes", Place::Summary, Text("which answers were changed")),
    row(Command::Request, &["request"], ".request", Place::Summary, Text("the request as it would be sent")),
    row(Command::Export, &["export"], ".export FORMAT", Place::Summary, Text("the same as json, curl or terraform")),
    row(Command::Drop, &["drop"], ".drop NUMBER", Place::Summary, Text("takes away what was not understood")),
    row(
        Command::New,
        &["new"],
        ".new NAME",
        Place::Drafts,
        Text("begins a draft; without NAME it takes the instance's"),
    ),
    row(
        Command::Clone,
        &["clone", "instances"],
        ".clone",
        Place::Drafts,
        Text("lists instances, to begin a draft like one"),
    ),
    row(Command::Rename, &["rename"], ".rename NUMBER", Place::Drafts, Text("gives a draft another name")),
    row(Command::Copy, &["copy"], ".copy NUMBER", Place::Drafts, Text("copies a draft for another instance")),
    row(Command::Delete, &["delete"], ".delete NUMBER", Place::Drafts, Text("deletes a draft, after asking")),
    row(Command::Wait, &["wait"], ".wait", Place::Purchase, Text("looks or watches for another round")),
    row(
        Command::Adopt,
        &["adopt"],
        ".adopt NUMBER",
        Place::Purchase,
        Text("takes the instance of this number as yours"),
    ),
    row(Command::Resend, &["resend"], ".resend", Place::Purchase, Text("sends it again as a new order, after asking")),
    row(
        Command::Close,
        &["close"],
        ".close",
        Place::Purchase,
        Text("closes it, after asking: it was not placed or is not wanted, and nobody looks for it any more"),
    ),
    row(Command::Tags, &["tags"], ".tags", Place::Purchase, Text("sets the tags again that were refused")),
    row(Command::Connect, &["connect"], ".connect", Place::Purchase, Text("how clients connect to it")),
    row(Command::Reload, &["reload"], ".reload", Place::Purchase, Text("asks the cloud at once")),
    row(Command::Screen(0), &[], ".NUMBER", Place::Everywhere, Text("the screen of this number")),
    row(Command::Summary, &["summary"], ".summary", Place::Everywhere, Text("everything on one page, and buying")),
    row(Command::Drafts, &["drafts", "draft"], ".drafts", Place::Everywhere, Text("the drafts")),
    row(Command::Purchases, &["purchases"], ".purchases", Place::Everywhere, Text("the purchases")),
    row(Command::Leave, &["leave", "quit", "exit"], ".leave", Place::Everywhere, Text("leaves; the draft is kept")),
    row(Command::Help, &["help"], ".help", Place::Everywhere, Text("more about what is asked, and these commands")),
];

/// The command that a line names behind its dot, and what stands behind that.
pub(super) fn read(line: &str) -> Option<(Command, &str)> {
    let (name, rest) = line.trim().split_once(char::is_whitespace).unwrap_or((line.trim(), ""));
    if let Ok(screen) = name.parse() {
        return Some((Command::Screen(screen), ""));
    }
    let named = |row: &&Row| row.names.iter().any(|known| known.eq_ignore_ascii_case(name));
    COMMANDS.iter().find(named).map(|row| (row.command, rest.trim()))
}
