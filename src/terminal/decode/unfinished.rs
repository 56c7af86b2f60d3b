//! What is longer than a key, and therefore may come in several reads: a paste, or something that is dropped.

use super::input::Input;
use std::time::{Duration, Instant};

/// How long after its Esc the rest of a control sequence may come. A sequence ends by itself with the first letter.
pub(super) const SEQUENCE_WAIT: Duration = Duration::from_secs(1);
/// How long after its Esc the rest of a string may come. Alt and a key begin one as well, and then it has no end. So
/// what is typed within this time is lost, and no more than that.
pub(super) const STRING_WAIT: Duration = Duration::from_millis(250);
/// How long a bracketed paste may pause. After that, what has come is the whole paste.
const PASTE_WAIT: Duration = Duration::from_secs(2);
/// How many bytes of a paste are kept. The rest is dropped.
pub(super) const PASTE_LIMIT: usize = 1 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";

const ESC: u8 = 0x1b;
const BELL: u8 = 0x07;

/// Something longer than a key, whose end has not come yet. Of what is dropped anyway, only the time of its Esc is
/// kept.
pub(super) enum Unfinished {
    /// A bracketed paste, as far as it has come.
    Paste(Vec<u8>),
    /// An operating system command or another string that is no key.
    String(Instant),
    /// A control sequence that is too long to be one.
    Overlong(Instant),
}

impl Unfinished {
    /// Until when the rest may come.
    pub(super) fn deadline(&self, now: Instant) -> Instant {
        match self {
            Self::Paste(_) => now + PASTE_WAIT,
            Self::String(since) => *since + STRING_WAIT,
            Self::Overlong(since) => *since + SEQUENCE_WAIT,
        }
    }

    /// Takes in the bytes that belong to it. Returns how many those are, and whether it ends with them. The bytes
    /// behind them may be the beginning of its end.
    pub(super) fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        let all = (bytes.len(), false);
        match self {
            Self::Paste(paste) => {
                let end = position(bytes, PASTE_END);
                // The marker of the end may come in two reads, so what could be its beginning is not taken yet.
                let text = end.unwrap_or_else(|| bytes.len().saturating_sub(PASTE_END.len() - 1));
                paste.extend(bytes.iter().take(text).take(PASTE_LIMIT.saturating_sub(paste.len())));
                end.map_or((text, false), |end| (end + PASTE_END.len(), true))
            }
            // A byte that no string contains ends it too, and is read next: then somebody pressed Alt and a key, and
            // typed on.
            Self::String(_) => match bytes.iter().position(|byte| *byte < b' ') {
                None => all,
                Some(at) => match (bytes.get(at), bytes.get(at + 1)) {
                    (Some(&BELL), _) => (at + 1, true),
                    (Some(&ESC), None) => (at, false),
                    (Some(&ESC), Some(b'\\')) => (at + 2, true),
                    _ => (at, true),
                },
            },
            Self::Overlong(_) => match bytes.iter().position(|byte| !(b' '..=b'?').contains(byte)) {
                None => all,
                Some(at) => (at + usize::from(matches!(bytes.get(at), Some(b'@'..=b'~'))), true),
            },
        }
    }

    /// The text that was pasted, followed by `rest`, if this is a paste and not an empty one.
    pub(super) fn into_input(self, rest: &[u8]) -> Option<Input> {
        match self {
            Self::Paste(mut text) => {
                text.extend(rest);
                pasted(&text)
            }
            Self::String(_) | Self::Overlong(_) => None,
        }
    }
}

/// The paste that these bytes are. Bytes that are not UTF-8 in one place are no text at all, because whoever pastes
/// wants the whole text.
fn pasted(bytes: &[u8]) -> Option<Input> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // The last character is cut off, because the rest was dropped or did not come.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?,
        Err(_) => return Some(Input::Garbled),
    };
    (!text.is_empty()).then(|| Input::Paste(text.to_owned()))
}

/// Where `wanted` stands first in `bytes`.
fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
