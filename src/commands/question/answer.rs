//! What is typed in answer to the question, and what each key does. Knows no terminal.

use crate::arrival::Arrival;
use crate::language::Text;
use crate::purchase::confirmation::{Confirmation, Verdict};
use crate::terminal::decode::Input;
use crate::terminal::signals::Signal;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::time::Instant;
use unicode_width::UnicodeWidthChar;

const ONCE_MORE: Text = Text("Nothing was sent yet: to buy, press Enter once more, by itself.");
const TOGETHER: Text = Text("Nothing was sent: type the word, and press Enter by itself.");
const TYPED_AHEAD: Text = Text("This was typed before the question was shown; type it again.");
const PASTED: Text = Text("A paste does not confirm: type it, so that it is meant.");
const GARBLED: Text = Text("What was typed is not UTF-8 and was left out; set the terminal to UTF-8.");
/// At most this many characters of an answer are kept. No word that is asked for is as long.
const LONGEST: usize = 200;

/// What is to be done about a key.
#[derive(Debug)]
pub(super) enum Next {
    /// Write this text, which shows what changed.
    Show(String),
    /// Say this, and put the question again.
    Tell(Text),
    /// Stop the process as Ctrl-Z does.
    Suspend,
    End(Ending),
}

/// How a question ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ending {
    /// The word was typed, and confirmed by an Enter of its own.
    Confirmed,
    /// Something else was typed, or nothing.
    Refused,
    /// Somebody left by a key, or the process was told to end. The signal says with which exit code.
    Left(Signal),
}

/// The question and what was answered so far.
pub(super) struct Answer {
    word: String,
    question: String,
    typed: String,
    confirmation: Confirmation,
    /// Whether keys come one by one and nobody else echoes them. Else the terminal gives whole lines, and echoes them.
    by_key: bool,
}

impl Answer {
    /// Nothing is typed yet. With `by_key`, every key comes by itself and is echoed by nobody else.
    pub(super) fn new(word: &str, question: String, by_key: bool) -> Self {
        let confirmation = Confirmation::default();
        Self { word: word.to_owned(), question, typed: String::new(), confirmation, by_key }
    }

    /// The question, with what was typed so far. Where the terminal gives whole lines, it echoes them itself.
    pub(super) fn prompt(&self) -> String {
        format!("{}{}", self.question, if self.by_key { &self.typed } else { "" })
    }

    /// Notes that the question is on the screen since this moment. What came before somebody could see it does not
    /// count.
    pub(super) fn shown(&mut self, now: Instant) {
        self.confirmation.hide();
        self.confirmation.drawn(now);
    }

    /// Takes one input in.
    pub(super) fn on(&mut self, input: Input, came: Arrival) -> Next {
        match input {
            Input::Key(key) => self.on_key(key, came),
            Input::Burst(text) => {
                if !self.confirmation.takes(came) {
                    return Next::Tell(TYPED_AHEAD);
                }
                let echo: String = text.chars().filter_map(|character| self.insert(character)).collect();
                if text.contains('\n') { self.enter(Arrival::default()) } else { Next::Show(echo) }
            }
            Input::Paste(_) => Next::Tell(PASTED),
            Input::Garbled => Next::Tell(GARBLED),
            Input::Resize(..) | Input::Flooded => Next::Show(String::new()),
            Input::Closed if self.by_key => Next::End(Ending::Left(Signal::Hangup)),
            Input::Closed => Next::End(Ending::Refused),
        }
    }

    fn on_key(&mut self, key: KeyEvent, came: Arrival) -> Next {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        match (key.code, ctrl) {
            (KeyCode::Char('c' | 'C'), true) => Next::End(Ending::Left(Signal::Interrupt)),
            (KeyCode::Char('d'), true) if self.typed.is_empty() => Next::End(Ending::Refused),
            (KeyCode::Char('z'), true) => Next::Suspend,
            (KeyCode::Char('u' | 'w'), true) => Next::Show(self.erase(usize::MAX)),
            (KeyCode::Char('h'), true) | (KeyCode::Backspace, _) => Next::Show(self.erase(1)),
            (KeyCode::Enter, _) => self.enter(came),
            (KeyCode::Char(typed), false) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => {
                if !self.confirmation.takes(came) {
                    return Next::Tell(TYPED_AHEAD);
                }
                Next::Show(self.insert(typed).map(String::from).unwrap_or_default())
            }
            _ => Next::Show(String::new()),
        }
    }

    /// Adds a character. Returns what shows it on the screen.
    fn insert(&mut self, character: char) -> Option<char> {
        let shows = character.width().is_some_and(|width| width > 0) && self.typed.chars().count() < LONGEST;
        shows.then(|| self.typed.push(character))?;
        Some(character).filter(|_| self.by_key)
    }

    /// Takes so many characters away. Returns what shows that on the screen.
    fn erase(&mut self, count: usize) -> String {
        let gone = (0..count).map_while(|_| self.typed.pop()).filter_map(UnicodeWidthChar::width).sum();
        "\x08 \x08".repeat(gone)
    }

    fn enter(&mut self, came: Arrival) -> Next {
        match self.confirmation.enter(&self.word, &self.typed, came) {
            Verdict::Confirmed => Next::End(Ending::Confirmed),
            // An Enter that came alone ends the question. One that came with other keys may have been pasted.
            Verdict::AnotherWord if came.alone && self.confirmation.takes(came) => Next::End(Ending::Refused),
            Verdict::AnotherWord if !self.by_key => Next::End(Ending::Refused),
            Verdict::AnotherWord => Next::Tell(TOGETHER),
            Verdict::OnceMore => Next::Tell(ONCE_MORE),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Arrival, Ending, Instant, Next, ONCE_MORE, PASTED, TOGETHER, TYPED_AHEAD};
    use crate::language::Text;
    use crate::terminal::decode::{Batch, Decoder};
    use std::time::Duration;

    /// A question that was just put, and the keyboard before it.
    struct Fixture {
        answer: Answer,
        decoder: Decoder,
        now: Instant,
    }

    /// What came of it: how the question ended, or what was shown and told.
    #[derive(Debug, PartialEq, Eq)]
    enum Outcome {
        Bought,
        Ended,
        Shown(String, Vec<Text>),
    }

    impl Fixture {
        fn new(word: &str, by_key: bool) -> Self {
            let now = Instant::now();
            let mut answer = Answer::new(word, "To buy: ".to_owned(), by_key);
            answer.shown(now);
            Self { answer, decoder: Decoder::default(), now }
        }

        fn read(&mut self, pause: u64, bytes: &[u8]) -> Outcome {
            let next = self.now + Duration::from_millis(pause);
            let mut batches = Vec::new();
            if self.decoder.deadline().is_some_and(|due| due <= next) {
                batches.push(Batch { inputs: self.decoder.expire(), arrival: Arrival::default() });
            }
            self.now = next;
            batches.push(self.decoder.feed(bytes, next, next));
            let (mut shown, mut told) = (String::new(), Vec::new());
            for batch in batches {
                for input in batch.inputs {
                    match self.answer.on(input, batch.arrival) {
                        Next::Show(echo) => shown += &echo,
                        Next::Tell(text) => told.push(text),
                        Next::Suspend => {}
                        Next::End(Ending::Confirmed) => return Outcome::Bought,
                        Next::End(_) => return Outcome::Ended,
                    }
                }
            }
            Outcome::Shown(shown, told)
        }

        /// The last of several reads, 90 ms apart.
        fn reads(mut self, reads: &[&[u8]]) -> Outcome {
            let mut last = Outcome::Shown(String::new(), Vec::new());
            for (at, bytes) in reads.iter().enumerate() {
                last = self.read(90, bytes);
                assert!(at + 1 == reads.len() || matches!(last, Outcome::Shown(..)), "{reads:?} ended early: {last:?}");
            }
            last
        }
    }

    #[test]
    fn hands_confirm_and_clipboards_do_not() {
        let shown = |echo: &str, told: &[Text]| Outcome::Shown(echo.to_owned(), told.to_vec());
        let table: [(&[&[u8]], Outcome); 21] = [
            (&[b"y", b"e", b"s", b"\r"], Outcome::Bought),
            (&[b"yes", b"\r\n"], Outcome::Bought),
            (&[b"yes\r", b"\r"], Outcome::Bought),
            (&[b"n", b"\x7fyex", b"\x7f", b"s", b"\r"], Outcome::Bought),
            (&[b"no", b"\x15", b"yes", b"\x1bOM"], Outcome::Bought),
            (&[b"yes\r"], shown("yes", &[ONCE_MORE])),
            (&[b"yes\r\r\r"], shown("yes", &[ONCE_MORE; 3])),
            (&[b"no\r"], shown("no", &[TOGETHER])),
            (&[b"\x1b[200~yes\r\x1b[201~"], shown("", &[PASTED])),
            (&[b"\x1b[200~yes\x1b[201~", b"\r"], Outcome::Ended),
            (&[b"\x1b[200~x\x1b[201~\x15yes\r\x1b[201~"], shown("yes", &[PASTED, ONCE_MORE])),
            (&[b"n", b"o", b"\r"], Outcome::Ended),
            (&[b"\r"], Outcome::Ended),
            (&[b"y", b"\x04"], shown("", &[])),
            (&[b"\x04"], Outcome::Ended),
            (&[b"yes", b"\x03"], Outcome::Ended),
            (&[b"ye", b"\x1b[99;5u"], Outcome::Ended),
            (&[b"\x1b[M !!"], shown("", &[])),
            (&[b"\x1b[A\x1bx\x0c\x1c"], shown("", &[])),
            (&["订".as_bytes(), b"\x7f"], shown("\x08 \x08\x08 \x08", &[])),
            (&[b"yes", b"\x1b\r"], shown("", &[ONCE_MORE])),
        ];
        for (reads, came) in table {
            assert_eq!(Fixture::new("yes", true).reads(reads), came, "{reads:?}");
        }
        let long: [(&[&[u8]], Outcome); 3] = [
            (&[b"orders-prod", b"\r"], Outcome::Bought),
            (&[b"orders-prod\r", b"\r"], Outcome::Bought),
            (&[b"orders-prod\rls\r"], shown("", &[TOGETHER])),
        ];
        for (reads, came) in long {
            assert_eq!(Fixture::new("orders-prod", true).reads(reads), came, "{reads:?}");
        }
    }

    /// Where the terminal gives whole lines and echoes them: the word, then an empty line of its own.
    #[test]
    fn whole_lines_confirm_by_an_empty_one_after_the_word() {
        let asked = || Outcome::Shown(String::new(), vec![ONCE_MORE]);
        let table: [(&[&[u8]], Outcome); 6] = [
            (&[b"yes\n"], asked()),
            (&[b"yes\n", b"\n"], Outcome::Bought),
            (&[b"yes\n", b"\n\n"], Outcome::Shown(String::new(), vec![ONCE_MORE; 2])),
            (&[b"yes\n", b"yes\n"], Outcome::Ended),
            (&[b"no\n"], Outcome::Ended),
            (&[b"\n"], Outcome::Ended),
        ];
        for (reads, came) in table {
            assert_eq!(Fixture::new("yes", false).reads(reads), came, "{reads:?}");
        }
        assert_eq!(Fixture::new("orders-prod", false).reads(&[b"orders-prod\n", b"\n"]), Outcome::Bought);
    }

    #[test]
    fn what_was_typed_before_the_question_does_not_count() {
        let mut fixture = Fixture::new("yes", true);
        fixture.answer.shown(fixture.now + Duration::from_millis(500));
        let ahead = fixture.read(90, b"yes\r");
        assert_eq!(ahead, Outcome::Shown(String::new(), vec![TYPED_AHEAD, TYPED_AHEAD, TYPED_AHEAD, TOGETHER]));
        assert_eq!(fixture.read(90, b"\r"), Outcome::Shown(String::new(), vec![TOGETHER]), "nor does its Enter end it");
        assert_eq!(fixture.read(400, b"yes"), Outcome::Shown("yes".to_owned(), Vec::new()));
        assert_eq!(fixture.read(90, b"\r"), Outcome::Bought);
    }

    /// Random bytes in random pieces at random times.
    #[test]
    fn nothing_confirms_but_an_enter_alone_after_a_rest() {
        const ENTERS: [&[u8]; 5] = [b"\r", b"\n", b"\r\n", b"\x1bOM", b"\x1b[13u"];
        const PIECES: [&[u8]; 14] = [
            b"yes",
            b"y",
            b"es",
            b"yes\r",
            b"\r",
            b"\n",
            b"\r\n",
            b"\x1bOM",
            b"\x1b[13u",
            b"\x1b[200~",
            b"\x1b[201~",
            b"\x15",
            b"\x1b",
            b"\xe8",
        ];
        let mut state = 5_u64;
        let mut below = |limit: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((state >> 33) % limit).unwrap()
        };
        let mut bought = 0;
        for by_key in [true, false] {
            for _ in 0..20_000 {
                let mut fixture = Fixture::new("yes", by_key);
                let bytes: Vec<u8> = (0..=below(5)).flat_map(|_| PIECES[below(14)]).copied().collect();
                let size = [1, 2, 3, 100][below(4)];
                for read in bytes.chunks(size) {
                    let pause = [0, 1, 49, 50, 90, 300][below(6)];
                    match fixture.read(pause, read) {
                        Outcome::Bought => {
                            let told = format!("{} by {size}: {pause}", bytes.escape_ascii());
                            assert!(ENTERS.contains(&read) && pause >= 50, "{told}");
                            bought += 1;
                            break;
                        }
                        Outcome::Ended => break,
                        Outcome::Shown(..) => {}
                    }
                }
            }
        }
        assert!(bought > 100, "{bought}");
    }
}
