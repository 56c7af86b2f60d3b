//! Bytes from the keyboard to keys and pastes.
//!
//! Owns the rules of a line that delivers in pieces: what belongs together is rejoined, a bare Esc is waited for, a paste
//! is one thing however it arrives. Pure: bytes and the time come in, inputs go out. It does not know what a key means.

use super::keys::{Event, first, position};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::time::{Duration, Instant};

/// How long a bare Esc may turn out to be the start of a key that the line split.
const ESC_WAIT: Duration = Duration::from_millis(50);
/// How long the rest of a sequence may take that nobody types by hand.
const SEQUENCE_WAIT: Duration = Duration::from_millis(250);
/// Bytes a sequence may have; longer ones are dropped unread.
const SEQUENCE_LIMIT: usize = 4096;
/// How long a bracketed paste may pause; then what has come is all there is.
const PASTE_WAIT: Duration = Duration::from_secs(2);
/// Bytes a paste may have; what goes beyond is dropped.
const PASTE_LIMIT: usize = 1 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";
/// Plain keys that arrive in one piece and are therefore pasted, not typed.
const BURST: usize = 8;
/// How soon after a burst further plain keys still belong to it.
const BURST_GAP: Duration = Duration::from_millis(50);

/// Something a person did at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed or repeats; releases are not reported.
    Key(KeyEvent),
    /// Text that was pasted, as it came: see [`tidy`](super::paste::tidy).
    Paste(String),
    /// The terminal has this many columns and rows now; call for a [`redraw`](super::backend::redraw), as what it shows is
    /// unknown even if the size came back to what it was.
    Resize(u16, u16),
    /// The terminal is gone: the last thing reported.
    Closed,
}

/// The state between two reads: an unfinished sequence, an unfinished paste, the last burst.
#[derive(Default)]
pub struct Decoder {
    pending: Vec<u8>,
    paste: Option<Vec<u8>>,
    deadline: Option<Instant>,
    burst: Option<Instant>,
}

impl Decoder {
    /// Takes what arrived at once and returns what it completes, in order.
    pub fn feed(&mut self, bytes: &[u8], now: Instant) -> Vec<Input> {
        self.pending.extend_from_slice(bytes);
        let inputs = self.drain();
        if self.pending.len() > SEQUENCE_LIMIT {
            self.pending.clear();
        }
        let wait = match self.pending.as_slice() {
            _ if self.paste.is_some() => Some(PASTE_WAIT),
            [] => None,
            [0x1b] => Some(ESC_WAIT),
            _ => Some(SEQUENCE_WAIT),
        };
        self.deadline = wait.map(|wait| now + wait);
        self.bundle(inputs, now)
    }

    /// When [`Self::expire`] is due; `None` while nothing is held.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// The deadline passed: a held Esc was the key, an unfinished sequence is no key, an unfinished paste is all.
    pub fn expire(&mut self) -> Vec<Input> {
        self.deadline = None;
        let held = std::mem::take(&mut self.pending);
        if let Some(mut paste) = self.paste.take() {
            paste.extend(held);
            return pasted(&paste).into_iter().collect();
        }
        if held == [0x1b] { vec![Input::Key(KeyCode::Esc.into())] } else { Vec::new() }
    }

    fn drain(&mut self) -> Vec<Input> {
        let mut inputs = Vec::new();
        let mut pending = std::mem::take(&mut self.pending);
        let mut rest = pending.as_slice();
        while !rest.is_empty() {
            if let Some(paste) = &mut self.paste {
                let end = position(rest, PASTE_END);
                // The marker itself may be split: its possible beginning stays.
                let taken = end.unwrap_or_else(|| rest.len().saturating_sub(PASTE_END.len() - 1));
                let (text, after) = rest.split_at(taken);
                paste.extend(text.iter().take(PASTE_LIMIT.saturating_sub(paste.len())));
                rest = after;
                let Some(_) = end else { break };
                rest = rest.get(PASTE_END.len()..).unwrap_or_default();
                inputs.extend(self.paste.take().and_then(|paste| pasted(&paste)));
                continue;
            }
            let Some((length, event)) = first(rest) else { break };
            rest = rest.get(length..).unwrap_or_default();
            match event {
                Event::Key(key) => inputs.push(Input::Key(key)),
                Event::PasteStart => self.paste = Some(Vec::new()),
                Event::Nothing => {}
            }
        }
        let kept = rest.len();
        pending.drain(..pending.len() - kept);
        self.pending = pending;
        inputs
    }

    /// Turns bursts of plain keys into pastes, so that no line end in them presses Enter. One key over and over is a
    /// key held down on a slow line.
    fn bundle(&mut self, inputs: Vec<Input>, now: Instant) -> Vec<Input> {
        let goes_on = self.burst.take().is_some_and(|last| now.duration_since(last) <= BURST_GAP);
        let mut out = Vec::with_capacity(inputs.len());
        let mut inputs = inputs.into_iter().peekable();
        while inputs.peek().is_some() {
            let mut run = String::new();
            let mut keys = Vec::new();
            while let Some(character) = inputs.peek().and_then(plain) {
                // No paste begins with a Tab; somebody went to the next question and typed on, over a slow line.
                if character == '\t' && run.is_empty() {
                    break;
                }
                run.push(character);
                keys.extend(inputs.next());
            }
            let varied = run.chars().skip(1).any(|character| !run.starts_with(character));
            if (keys.len() >= BURST && varied) || (goes_on && out.is_empty() && !keys.is_empty()) {
                out.push(Input::Paste(run));
                self.burst = Some(now);
            } else {
                out.extend(keys);
            }
            out.extend(inputs.next());
        }
        out
    }
}

fn pasted(bytes: &[u8]) -> Option<Input> {
    (!bytes.is_empty()).then(|| Input::Paste(String::from_utf8_lossy(bytes).into_owned()))
}

/// The character a key types, if it could as well have been pasted.
fn plain(input: &Input) -> Option<char> {
    let Input::Key(key) = input else { return None };
    match key.code {
        KeyCode::Char(typed) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(typed),
        KeyCode::Enter if key.modifiers.is_empty() => Some('\n'),
        KeyCode::Tab if key.modifiers.is_empty() => Some('\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{BURST_GAP, Decoder, ESC_WAIT, Input, KeyCode, KeyModifiers, PASTE_LIMIT};
    use crossterm::event::KeyEvent;
    use std::time::{Duration, Instant};

    fn shown(input: &Input) -> String {
        match input {
            Input::Key(key) => {
                let modifiers = [(KeyModifiers::CONTROL, "^"), (KeyModifiers::ALT, "alt-"), (KeyModifiers::SHIFT, "+")];
                let held: String =
                    modifiers.iter().filter(|(one, _)| key.modifiers.contains(*one)).map(|(_, text)| *text).collect();
                match key.code {
                    KeyCode::Char(typed) => format!("{held}{typed}"),
                    other => format!("{held}{other}"),
                }
            }
            Input::Paste(text) => format!("paste {text:?}"),
            Input::Resize(..) | Input::Closed => unreachable!("no bytes say so"),
        }
    }

    /// Feeds the pieces a millisecond apart, then lets everything expire.
    fn decoded(pieces: &[&[u8]]) -> String {
        let (mut decoder, mut now, mut out) = (Decoder::default(), Instant::now(), Vec::new());
        for piece in pieces {
            out.extend(decoder.feed(piece, now));
            now += Duration::from_millis(1);
        }
        if decoder.deadline().is_some() {
            out.extend(decoder.expire());
        }
        assert_eq!((decoder.deadline(), decoder.pending.len(), decoder.paste.is_none()), (None, 0, true));
        out.iter().map(shown).collect::<Vec<_>>().join(" ")
    }

    const TABLE: [(&[u8], &str); 39] = [
        (b"a", "a"),
        (b"aB?", "a +B ?"),
        ("é订😀".as_bytes(), "é 订 😀"),
        (b"\r\n\t", "Enter Enter Tab"),
        (b"\x7f\x08", "Backspace Backspace"),
        (b"\x01\x03\x1a\x00\x1f", "^a ^c ^z ^  ^7"),
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left"),
        (b"\x1bOA\x1bOB\x1bOC\x1bOD", "Up Down Right Left"),
        (b"\x1b[H\x1b[F\x1bOH\x1bOF", "Home End Home End"),
        (b"\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "Home End Home End"),
        (b"\x1b[2~\x1b[3~\x1b[5~\x1b[6~", "Insert Del Page Up Page Down"),
        (b"\x1b[Z", "+Back Tab"),
        (b"\x1bOP\x1b[11~\x1b[[A", "F1 F1 F1"),
        (b"\x1b[15~\x1b[17~\x1b[21~\x1b[24~", "F5 F6 F10 F12"),
        (b"\x1b[1;5C\x1b[1;2A\x1b[3;5~", "^Right +Up ^Del"),
        (b"\x1b[1;3D", "alt-Left"),
        (b"\x1bOM", "Enter"),
        (b"\x1bx", "alt-x"),
        (b"\x1b", "Esc"),
        (b"\x1b\x1b", "Esc Esc"),
        (b"\x1b\x1b[A", "Esc Up"),
        (b"\x1b[27u\x1b[13;2u\x1b[97;5u", "Esc +Enter ^a"),
        (b"\x1b[1u\x1b[57414u\x1b[M\xc2\x85x", "x"), // No key, no control character, no Enter.
        (b"\x1b[97;1:3u\x1b[1;1:3A\x1b[1;1:2A", "Up"), // Releases do not count, repeats do.
        (b"\x1b[?1;2c\x1b[24;80t\x1b[I\x1b[O", ""),
        (b"\x1b]11;rgb:0000/0000/0000\x07x", "x"),
        (b"\x1b]11;rgb:0/0/0\x1b\\x\x1bP1+r\x1b\\y", "x y"),
        (b"\x1b[", ""),
        (b"\x1b[1;\x1b[A", "Up"),
        (b"\xff\xc3(z", "( z"),
        (b"\x1b[200~hello\x1b[201~", "paste \"hello\""),
        (b"\x1b[200~a\rb\x1b[A\tc\x1b[201~\r", "paste \"a\\rb\\u{1b}[A\\tc\" Enter"),
        (b"\x1b[200~\x1b[201~x", "x"),
        (b"\x1b[200~cut off", "paste \"cut off\""),
        (b"vpc-1\r", "v p c - 1 Enter"),
        (b"vpc-1\rvpc-2\r", "paste \"vpc-1\\nvpc-2\\n\""),
        (b"orders\tprod\x1b[Bx", "paste \"orders\\tprod\" Down x"),
        (b"jjjjjjjjjjjj", "j j j j j j j j j j j j"),
        (b"\t\t\t\t\t\t\t\t\t", "Tab Tab Tab Tab Tab Tab Tab Tab Tab"),
    ];

    #[test]
    fn bytes_become_keys_and_pastes() {
        for (bytes, expected) in TABLE {
            assert_eq!(decoded(&[bytes]), expected, "{}", bytes.escape_ascii());
        }
    }

    /// Where a packet boundary falls makes no difference, except that a burst has to come in one piece to be one, and
    /// that nobody can tell a lone Esc from half a key when the other half is another Esc.
    #[test]
    fn packet_boundaries_change_nothing() {
        for (bytes, expected) in TABLE {
            let burst = expected.contains("paste") && !bytes.starts_with(b"\x1b[200~");
            for cut in (1..bytes.len()).filter(|_| !burst) {
                let (head, tail) = bytes.split_at(cut);
                assert_eq!(decoded(&[head, tail]), expected, "{} | {}", head.escape_ascii(), tail.escape_ascii());
            }
            let single: Vec<&[u8]> = bytes.chunks(1).filter(|_| !burst).collect();
            assert!(burst || decoded(&single) == expected, "{} byte by byte", bytes.escape_ascii());
        }
    }

    #[test]
    fn an_esc_is_held_for_fifty_milliseconds_and_no_longer() {
        let (mut decoder, start) = (Decoder::default(), Instant::now());
        assert!(decoder.feed(b"\x1b", start).is_empty());
        assert_eq!(decoder.deadline(), Some(start + ESC_WAIT));
        assert_eq!(decoder.expire(), [Input::Key(KeyCode::Esc.into())]);
        assert_eq!(decoder.feed(b"x", start + ESC_WAIT), [Input::Key(KeyCode::Char('x').into())]);
        assert_eq!(decoder.deadline(), None);
    }

    #[test]
    fn the_tail_of_a_burst_in_the_next_packet_presses_no_enter() {
        let (mut decoder, start) = (Decoder::default(), Instant::now());
        let paste = |text: &str| Input::Paste(text.to_owned());
        assert_eq!(decoder.feed(b"eip-1\reip-2\reip", start), [paste("eip-1\neip-2\neip")]);
        assert_eq!(decoder.feed(b"-3\r", start + BURST_GAP), [paste("-3\n")]);
        let enter = Input::Key(KeyEvent::from(KeyCode::Enter));
        assert_eq!(decoder.feed(b"\r", start + BURST_GAP * 3), [enter]);
    }

    #[test]
    fn a_tab_before_a_burst_is_a_key() {
        let inputs = Decoder::default().feed(b"\torders-prod", Instant::now());
        assert_eq!(inputs, [Input::Key(KeyCode::Tab.into()), Input::Paste("orders-prod".to_owned())]);
    }

    #[test]
    fn a_huge_paste_is_bounded_and_what_follows_is_still_read() {
        let mut bytes = b"\x1b[200~".to_vec();
        bytes.resize(PASTE_LIMIT * 2, b'x');
        bytes.extend_from_slice(b"\x1b[201~q");
        let inputs = Decoder::default().feed(&bytes, Instant::now());
        let [Input::Paste(text), Input::Key(key)] = inputs.as_slice() else { panic!("{} inputs", inputs.len()) };
        assert_eq!((text.len(), key.code), (PASTE_LIMIT, KeyCode::Char('q')));
    }

    #[test]
    fn a_sequence_without_end_is_dropped_and_what_follows_is_still_read() {
        let (mut decoder, start) = (Decoder::default(), Instant::now());
        for piece in [b"\x1b]".as_slice(), &[b'x'; 3000], &[b'x'; 3000]] {
            assert!(decoder.feed(piece, start).is_empty());
        }
        assert_eq!(decoder.feed(b"q", start), [Input::Key(KeyCode::Char('q').into())]);
    }

    #[test]
    fn any_bytes_end_in_a_clean_state() {
        let mut state = 1_u64;
        for _ in 0..2_000 {
            let bytes: Vec<u8> = (0..12)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    b"\x1b[O~;12A\xe8\xae\xa2]P\x07z"[usize::try_from(state >> 33).unwrap() % 15]
                })
                .collect();
            decoded(&[&bytes]);
        }
    }
}
