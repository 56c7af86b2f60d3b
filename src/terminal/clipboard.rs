//! Copies to the clipboard of the terminal the person sits at, through SSH and multiplexers (OSC 52).
//!
//! This module only makes the sequence. Whether the terminal obeys it cannot be known, so the caller also tells the
//! person where the text is to be found.

use base64::prelude::{BASE64_STANDARD, Engine as _};

/// The longest text in bytes. GNU screen and older terminals take no more in one sequence.
const LIMIT: usize = 8 * 1024;
/// GNU screen passes strings on up to this length only, so the sequence is sent through it in pieces.
const SCREEN_PIECE: usize = 240;

/// The sequence that copies `text`, or `None` if the text is too long for the terminals there are. Inside tmux the
/// sequence is sent twice: to tmux itself, which obeys it with `set-clipboard on`, and past tmux to the terminal, which
/// works with `allow-passthrough on`. Inside GNU screen it is sent past it.
pub(crate) fn copy_sequence(text: &str, env: &dyn Fn(&str) -> Option<String>) -> Option<Vec<u8>> {
    if text.len() > LIMIT {
        return None;
    }
    let plain = format!("\x1b]52;c;{}\x07", BASE64_STANDARD.encode(text));
    let sequence = if env("TMUX").is_some_and(|value| !value.is_empty()) {
        format!("{plain}\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b"))
    } else if env("TERM").is_some_and(|term| term.starts_with("screen")) {
        plain
            .as_bytes()
            .chunks(SCREEN_PIECE)
            .fold(String::new(), |all, piece| format!("{all}\x1bP{}\x1b\\", String::from_utf8_lossy(piece)))
    } else {
        plain
    };
    Some(sequence.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, copy_sequence};
    use base64::prelude::{BASE64_STANDARD, Engine as _};

    #[test]
    fn the_sequence_fits_what_stands_between() {
        let sent = |term: &str, tmux: &str| {
            let env = |name: &str| match name {
                "TERM" => Some(term.to_owned()),
                "TMUX" => Some(tmux.to_owned()),
                _ => None,
            };
            String::from_utf8(copy_sequence("foo", &env).unwrap()).unwrap()
        };
        let plain = "\x1b]52;c;Zm9v\x07";
        assert_eq!(sent("xterm", ""), plain);
        assert_eq!(sent("screen-256color", "/tmp/tmux-0/default"), format!("{plain}\x1bPtmux;\x1b{plain}\x1b\\"));
        assert_eq!(sent("screen", ""), format!("\x1bP{plain}\x1b\\"));
    }

    #[test]
    fn a_long_text_is_cut_for_screen_and_refused_beyond_the_limit() {
        let env = |name: &str| (name == "TERM").then(|| "screen".to_owned());
        let sent = String::from_utf8(copy_sequence(&"x".repeat(600), &env).unwrap()).unwrap();
        let pieces: Vec<&str> =
            sent.split_terminator("\x1b\\").map(|piece| piece.strip_prefix("\x1bP").unwrap()).collect();
        assert_eq!(pieces.concat(), format!("\x1b]52;c;{}\x07", BASE64_STANDARD.encode([b'x'; 600])));
        assert!(pieces.iter().all(|piece| piece.len() <= 240) && pieces.len() == 4, "{pieces:?}");
        assert_eq!(copy_sequence(&"x".repeat(LIMIT + 1), &|_| None), None);
    }
}
