//! What terminals send, in whatever pieces and at whatever pace, becomes the keys that were pressed and nothing else.

use super::burst::ROOM;
use super::unfinished::{PASTE_LIMIT, STRING_WAIT};
use super::{
    Arrival, Batch, CHARACTER_WAIT, Decoder, ESC_WAIT, Input, KeyCode, KeyModifiers, LINE_FEED_WAIT, SEQUENCE_WAIT,
};
use crate::arrival::TOGETHER;
use crate::terminal::keys::SEQUENCE_LIMIT;
use crossterm::event::KeyEvent;
use std::time::{Duration, Instant};

const MILLISECOND: Duration = Duration::from_millis(1);

/// A key as a person would name it. What was so fast that it counts as pasted is named key by key, too.
fn shown(input: &Input) -> String {
    match input {
        Input::Key(key) => {
            let held = [
                (KeyModifiers::CONTROL, "^"),
                (KeyModifiers::ALT, "alt-"),
                (KeyModifiers::SUPER | KeyModifiers::HYPER | KeyModifiers::META, "other-"),
                (KeyModifiers::SHIFT, "+"),
            ];
            let held: String =
                held.iter().filter(|(one, _)| key.modifiers.intersects(*one)).map(|(_, text)| *text).collect();
            match key.code {
                KeyCode::Char(typed) => format!("{}{typed}", held.replace('+', "")),
                other => format!("{held}{other}"),
            }
        }
        Input::Burst(text) => {
            let name = |character| match character {
                '\n' => "Enter".to_owned(),
                '\t' => "Tab".to_owned(),
                other => other.to_string(),
            };
            text.chars().map(name).collect::<Vec<_>>().join(" ")
        }
        Input::Paste(text) => format!("paste {text:?}"),
        Input::Garbled => "garbled".to_owned(),
        Input::Flooded => "flooded".to_owned(),
        Input::Resize(..) | Input::Closed => unreachable!("no bytes say so"),
    }
}

fn names(inputs: &[Input]) -> String {
    inputs.iter().map(shown).collect::<Vec<_>>().join(" ")
}

/// Feeds the pieces at this pace, then lets everything expire.
fn decoded(pieces: &[&[u8]], pace: Duration) -> String {
    let (mut decoder, mut now, mut out) = (Decoder::default(), Instant::now(), Vec::new());
    for piece in pieces {
        out.extend(decoder.feed(piece, now, now).inputs);
        let held = decoder.held.len();
        assert!(held <= SEQUENCE_LIMIT.max(piece.len()), "{held} bytes are held");
        now += pace;
    }
    if decoder.deadline().is_some() {
        out.extend(decoder.expire());
    }
    assert_eq!((decoder.deadline(), decoder.held.len(), decoder.unfinished.is_none()), (None, 0, true));
    names(&out)
}

fn press(decoder: &mut Decoder, bytes: &[u8], now: Instant) -> Vec<Input> {
    decoder.feed(bytes, now, now).inputs
}

/// What these terminals send, and what it is. Of a mouse, a focus and an answer nothing may be left.
const TERMINALS: &[(&str, &[u8], &str)] = &[
    ("all", b"a", "a"),
    ("all", b"aB?", "a B ?"),
    ("all", "é订😀".as_bytes(), "é 订 😀"),
    ("all", b"\r\t", "Enter Tab"),
    ("all", b"\n", "Enter"),
    ("all", b"\x7f\x08", "Backspace Backspace"),
    ("all", b"\x01\x03\x1a\x00\x1f", "^a ^c ^z ^  ^7"),
    ("all", b"\x1bx", "alt-x"),
    ("all", b"\x1b\xc3\xa9x", "x"),
    ("all", b"\x1b\r", "alt-Enter"),
    ("all", b"\x1b", "Esc"),
    ("all", b"\x1b\x1b", "Esc Esc"),
    ("all", b"\x1b\x1b[A", "Esc Up"),
    ("newline mode", b"\r\n", "Enter"),
    ("newline mode", b"\r\n\r\nx\r\n", "Enter Enter x Enter"),
    ("xterm", b"\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left"),
    ("xterm, application cursor", b"\x1bOA\x1bOB\x1bOC\x1bOD", "Up Down Right Left"),
    ("xterm", b"\x1b[H\x1b[F\x1bOH\x1bOF", "Home End Home End"),
    ("xterm", b"\x1b[2~\x1b[3~\x1b[5~\x1b[6~", "Insert Del Page Up Page Down"),
    ("xterm", b"\x1b[Z", "+Back Tab"),
    ("xterm", b"\x1bOP\x1bOS\x1b[15~\x1b[17~\x1b[21~\x1b[24~", "F1 F4 F5 F6 F10 F12"),
    ("xterm", b"\x1b[1;5C\x1b[1;2A\x1b[3;5~\x1b[1;3D\x1b[1;2R", "^Right +Up ^Del alt-Left +F3"),
    (
        "xterm, application keypad",
        b"\x1bOp\x1bOq\x1bOr\x1bOs\x1bOt\x1bOu\x1bOv\x1bOw\x1bOx\x1bOy",
        "0 1 2 3 4 5 6 7 8 9",
    ),
    (
        "xterm, application keypad",
        b"\x1bOM\x1bOj\x1bOk\x1bOl\x1bOm\x1bOn\x1bOo\x1bOX\x1bO \x1bOI",
        "Enter * + , - . / =   Tab",
    ),
    ("xterm, keypad without digits", b"\x1bOE\x1b[Ex", "x"),
    ("old xterm, Konsole", b"\x1bO5D\x1bO2P\x1bO1;5A\x1bO5p", "^Left +F1 ^Up ^0"),
    ("older still", b"\x1b[5D", "^Left"),
    ("xterm, modifyOtherKeys", b"\x1b[27;5;99~\x1b[27;6;67~", "^c ^C"),
    (
        "xterm, modifyOtherKeys",
        b"\x1b[27;2;65~\x1b[27;2;33~\x1b[27;5;13~\x1b[27;2;9~\x1b[27;5;8~",
        "A ! ^Enter +Tab ^Backspace",
    ),
    ("xterm, modifyOtherKeys", b"\x1b[27;3;120~\x1b[27;5;57344~x", "alt-x x"),
    ("xterm, formatOtherKeys", b"\x1b[99;5u\x1b[65;2u\x1b[33;2u", "^c A !"),
    ("xterm, X10 mouse", b"\x1b[M !!\x1b[M#*%x", "x"),
    ("xterm, mouse far right", b"\x1b[M \xe0\xffx", "x"),
    ("xterm, mouse in UTF-8", b"\x1b[M \xc2\x84%\x1b[M\xc2\xa0\xc3\xbf\xc2\x80x", "x"),
    ("xterm, mouse broken off", b"\x1b[M \x03", "^c"),
    ("xterm, mouse broken off", b"\x1b[M\x1b[A", "Up"),
    ("xterm, mouse highlighting", b"\x1b[t!!\x1b[T!!!!!!x", "x"),
    ("xterm, SGR mouse", b"\x1b[<0;100;40M\x1b[<0;100;40m\x1b[<35;1;1Mx", "x"),
    ("urxvt mouse", b"\x1b[32;100;40M\x1b[35;100;40Mx", "x"),
    ("xterm, focus", b"\x1b[I\x1b[Ox", "x"),
    (
        "xterm, answers",
        b"\x1b[?1;2c\x1b[>41;354;0c\x1b[24;80R\x1b[8;24;80t\x1b[0n\x1b[?2004;1$y\x1b[4;2$y\x1b[?997;1nx",
        "x",
    ),
    ("xterm, answers", b"\x1b]11;rgb:0000/0000/0000\x07x", "x"),
    ("xterm, answers", b"\x1b]11;rgb:0/0/0\x1b\\x\x1bP1+r\x1b\\y", "x y"),
    ("xterm, answers", b"\x1bP>|XTerm(380)\x1b\\\x1b_Gi=1;OK\x1b\\\x1bXs\x1b\\\x1b^p\x1b\\x", "x"),
    ("xterm, an answer broken off", b"\x1b]11;rgb\x1b[A", "Up"),
    ("xterm, an answer broken off", b"\x1b]11;rgb\x03", "^c"),
    ("xterm, an answer broken off", b"\x1b]11;rgb\r", "Enter"),
    ("PuTTY", b"\x1b[1~\x1b[4~\x1b[11~\x1b[14~\x1b[23~", "Home End F1 F4 F11"),
    ("PuTTY, keypad", b"\x1bOq\x1bOl\x1bOn\x1bOM\x1bOQ\x1bOR", "1 , . Enter F2 F3"),
    ("Windows Terminal", b"\x1b[67;46;3;1;8;1_\x1b[67;46;3;0;8;1_", "^c"),
    ("Windows Terminal", b"\x1b[65;30;65;1;16;1_\x1b[13;28;13;1;0;1_\x1b[38;72;0;1;256;1_", "A Enter Up"),
    (
        "Windows Terminal",
        b"\x1b[16;42;0;1;16;1_\x1b[50;3;64;1;9;1_\x1b[8;14;8;1;0;1_\x1b[112;59;0;1;0;1_",
        "@ Backspace F1",
    ),
    ("tmux", b"\x1b[1~\x1b[4~\x1b[5;5~\x1b[27;5;105~", "Home End ^Page Up ^i"),
    ("kitty", b"\x1b[27u\x1b[13;2u\x1b[97;5u\x1b[127u\x1b[9;5u", "Esc +Enter ^a Backspace ^Tab"),
    ("kitty, event types", b"\x1b[97;1:3u\x1b[1;1:3A\x1b[1;1:2A\x1b[3;1:3~\x1b[13;1:1u", "Up Enter"),
    ("kitty, alternate keys", b"\x1b[97:65;2u\x1b[49:33;2u\x1b[1089::99;5u", "A ! ^c"),
    ("kitty, with text", b"\x1b[97;2;65u\x1b[49;2;33u\x1b[97;;229u\x1b[0;;35746:21333u", "A ! å 订 单"),
    ("kitty, all keys", b"\x1b[97;2u\x1b[97;65u\x1b[97;66u\x1b[98u\x1b[32;2u", "A A a b  "),
    ("kitty, a character nobody knows", b"\x1b[49;2u\x1b[59;2ux", "x"),
    ("kitty, keypad", b"\x1b[57406u\x1b[57402u\x1b[57414u\x1b[57419u\x1b[57409u", "7 3 Enter Up ."),
    ("kitty, keys without a character", b"\x1b[57358u\x1b[57441;2u\x1b[97;9u\x1b[1ux", "other-a x"),
    ("Linux console", b"\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E\x1b[17~", "F1 F2 F3 F4 F5 F6"),
    ("Linux console", b"\x1b[1~\x1b[4~\x1b[[Zx", "Home End x"),
    ("rxvt", b"\x1b[7~\x1b[8~", "Home End"),
    ("rxvt", b"\x1b[a\x1b[b\x1b[c\x1b[d", "+Up +Down +Right +Left"),
    ("rxvt", b"\x1bOa\x1bOb\x1bOc\x1bOd", "^Up ^Down ^Right ^Left"),
    ("rxvt", b"\x1b[7$\x1b[3^\x1b[5@\x1b[11^x", "+Home ^Del ^+Page Up ^F1 x"),
    ("a hand: Alt-O and on", b"\x1bO\r", "Enter"),
    ("a hand: Alt-O and on", b"\x1bO\x03", "^c"),
    ("a hand: Alt-[ and on", b"\x1b[\r\x1b[[\x03", "Enter ^c"),
    ("a hand: Ctrl-C at last", b"\x1b\x03", "^c"),
    ("broken", b"\x1b[", ""),
    ("broken", b"\x1b[1;\x1b[A", "Up"),
    ("broken", b"\x1b[1\xc2\x85x", "x"), // No control character either.
    ("paste", b"\x1b[200~hello\x1b[201~", "paste \"hello\""),
    ("paste", b"\x1b[200~a\rb\x1b[A\tc\x1b[201~\r", "paste \"a\\rb\\u{1b}[A\\tc\" Enter"),
    ("paste", b"\x1b[200~\x1b[201~x\x1b[201~y", "x y"),
    ("paste", b"\x1b[200~cut off", "paste \"cut off\""),
    ("paste in GBK", b"\x1b[200~\xb6\xa9\xb5\xa5\x1b[201~", "garbled"),
    ("GBK", b"\xb6\xa9\xb5\xa5", "garbled"),
    ("GBK, looks like UTF-8 in part", b"\xc2\xb7\xd3\xc9", "garbled"),
    ("GBK, second byte a letter", b"\x81A", "garbled"),
    ("GBK, second byte a letter", b"\xb6\xa9\x81z", "garbled"),
    ("Latin-1", b"\xff(z", "( z garbled"),
    ("UTF-8 cut off", b"\xe8\xae", "garbled"),
];

#[test]
fn what_terminals_send_becomes_the_keys_that_were_pressed() {
    for (terminal, bytes, expected) in TERMINALS {
        assert_eq!(decoded(&[bytes], MILLISECOND), *expected, "{terminal}: {}", bytes.escape_ascii());
    }
}

/// Where a packet boundary falls makes no difference, except that nobody can tell UTF-8 that is cut by one from GBK.
#[test]
fn packet_boundaries_change_nothing() {
    for (terminal, bytes, expected) in TERMINALS.iter().filter(|(_, _, expected)| !expected.contains("garbled")) {
        for cut in 1..bytes.len() {
            let (head, tail) = bytes.split_at(cut);
            let shown = format!("{terminal}: {} | {}", head.escape_ascii(), tail.escape_ascii());
            assert_eq!(decoded(&[head, tail], MILLISECOND), *expected, "{shown}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        for pace in [MILLISECOND, MILLISECOND * 7] {
            assert_eq!(decoded(&single, pace), *expected, "{terminal}: {} every {pace:?}", bytes.escape_ascii());
        }
    }
}

/// A byte every 40 ms, which is a line of 300 baud. Strings are the exception: see [`STRING_WAIT`].
#[test]
fn sequences_that_come_slowly_are_still_whole() {
    let strings = |bytes: &[u8]| bytes.windows(2).any(|two| two[0] == 0x1b && b"]PX^_".contains(&two[1]));
    let mut tried = 0;
    for (terminal, bytes, expected) in TERMINALS.iter().filter(|(_, bytes, _)| !strings(bytes)) {
        if expected.contains("garbled") || bytes.ends_with(b"\x1b\x1b[A") {
            continue;
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(decoded(&single, MILLISECOND * 40), *expected, "{terminal}: {}", bytes.escape_ascii());
        tried += 1;
    }
    assert!(tried > 50, "{tried}");
}

/// Many of a kind in one write, and cut where packets end.
#[test]
fn floods_change_nothing_and_hold_little() {
    const TIMES: usize = 100;
    let ends_whole = |bytes: &[u8], expected: &str| {
        let unfinished = [&b"\x1b"[..], b"\x1b[", b"cut off", b"\xe8\xae"].iter().any(|end| bytes.ends_with(end));
        !unfinished && !expected.contains("garbled") && !bytes.ends_with(b"\x1b\x1b[A")
    };
    for (terminal, bytes, expected) in TERMINALS.iter().filter(|(_, bytes, expected)| ends_whole(bytes, expected)) {
        let flood = bytes.repeat(TIMES);
        // A line feed behind a carriage return is the same Enter, also of the next one.
        let wanted = [*expected; TIMES].iter().filter(|one| !one.is_empty()).copied().collect::<Vec<_>>().join(" ");
        for size in [flood.len(), 2048, 13] {
            let pieces: Vec<&[u8]> = flood.chunks(size).collect();
            assert_eq!(decoded(&pieces, MILLISECOND / 4), wanted, "{terminal}: {} by {size}", bytes.escape_ascii());
        }
    }
}

/// Nobody types like this; Ctrl-C still is the way out, and what was pasted is still one input.
#[test]
fn more_keys_than_can_be_typed_are_left_out_with_a_word() {
    for key in [&b"\r"[..], b"\t", b"x", b"\x1b[B", b"\x7f", b"\x1b[200~x\x1b[201~", b"\x1b[A\x1b[B"] {
        let (mut decoder, start) = (Decoder::default(), Instant::now());
        let inputs = press(&mut decoder, &[&key.repeat(20_000)[..], b"\x03\x03\x03"].concat(), start);
        let end = names(&inputs[ROOM..]);
        assert_eq!((inputs.len(), end.as_str()), (ROOM + 3, "flooded ^c ^c"), "{}", key.escape_ascii());
        assert_eq!(names(&press(&mut decoder, b"y\x03", start)), "flooded ^c");
        // A key held down is at most thirty a second, and never left out.
        for at in 1..200 {
            assert_eq!(names(&press(&mut decoder, b"y", start + MILLISECOND * 30 * at)), "y");
        }
    }
    let text = "a line\n".repeat(100_000);
    assert_eq!(press(&mut Decoder::default(), text.as_bytes(), Instant::now()), [Input::Burst(text)]);
}

#[test]
fn an_esc_is_held_for_fifty_milliseconds_and_no_longer() {
    let (mut decoder, start) = (Decoder::default(), Instant::now());
    assert!(press(&mut decoder, b"\x1b", start).is_empty());
    assert_eq!(decoder.deadline(), Some(start + ESC_WAIT));
    assert_eq!(decoder.expire(), [Input::Key(KeyCode::Esc.into())]);
    assert_eq!(press(&mut decoder, b"x", start + ESC_WAIT), [Input::Key(KeyCode::Char('x').into())]);
    assert_eq!(decoder.deadline(), None);
    // Nobody had the time to ask for it.
    press(&mut decoder, b"\x1b", start);
    assert_eq!(names(&press(&mut decoder, b"x", start + ESC_WAIT)), "Esc x");
}

/// Alt-], Alt-P, Alt-X, Alt-^, Alt-_ and Alt-[ begin something that may never end; each byte used to renew the wait.
#[test]
fn what_is_typed_after_alt_and_a_key_is_lost_for_a_fixed_time_only() {
    for (introducer, wait) in [
        (&b"\x1b]"[..], STRING_WAIT),
        (b"\x1bP", STRING_WAIT),
        (b"\x1bX", STRING_WAIT),
        (b"\x1b^", STRING_WAIT),
        (b"\x1b_", STRING_WAIT),
        (b"\x1b[", SEQUENCE_WAIT),
        (b"\x1bO", SEQUENCE_WAIT),
    ] {
        let (mut decoder, start, mut typed) = (Decoder::default(), Instant::now(), String::new());
        press(&mut decoder, introducer, start);
        for at in (1..100).map(|beat| start + MILLISECOND * 20 * beat) {
            if decoder.deadline().is_some_and(|deadline| deadline <= at) {
                typed += &names(&decoder.expire());
            }
            typed += &names(&press(&mut decoder, b"7", at));
        }
        let lost = usize::try_from(wait.as_millis().div_ceil(20)).unwrap() - 1;
        assert_eq!(typed.len(), 99 - lost, "{}: {typed}", introducer.escape_ascii());
        for way_out in [&b"\x03"[..], b"\x1b[27;5;99~", b"\x1b[99;5u"] {
            let mut decoder = Decoder::default();
            press(&mut decoder, introducer, start);
            press(&mut decoder, b"12", start + MILLISECOND * 20);
            let left = press(&mut decoder, way_out, start + MILLISECOND * 40);
            assert_eq!(names(&left), "^c", "{} {}", introducer.escape_ascii(), way_out.escape_ascii());
        }
    }
}

#[test]
fn ctrl_c_by_itself_ends_a_paste_that_has_no_end() {
    let (mut decoder, start) = (Decoder::default(), Instant::now());
    press(&mut decoder, b"\x1b[200~lost", start);
    assert!(press(&mut decoder, b"\x03", start + MILLISECOND).is_empty(), "it may be pasted");
    assert_eq!(names(&press(&mut decoder, b"\x03", start + MILLISECOND * 60)), "paste \"lost\\u{3}\" ^c");
}

#[test]
fn a_line_feed_behind_a_carriage_return_is_the_same_enter() {
    let start = Instant::now();
    for (gap, expected) in [(Duration::ZERO, ""), (LINE_FEED_WAIT, ""), (LINE_FEED_WAIT + MILLISECOND, "Enter")] {
        let mut decoder = Decoder::default();
        let first = decoder.feed(b"\r", start, start);
        assert_eq!((names(&first.inputs), first.arrival.alone), ("Enter".to_owned(), true));
        assert_eq!(names(&press(&mut decoder, b"\n", start + gap)), expected, "{gap:?}");
    }
}

#[test]
fn bursts_are_told_from_keys_and_from_pastes() {
    let burst = |text: &str| Input::Burst(text.to_owned());
    let paste = |text: &str| Input::Paste(text.to_owned());
    let key = |code: KeyCode| Input::Key(code.into());
    let alt_tab = Input::Key(KeyEvent::new(KeyCode::Tab, KeyModifiers::ALT));
    let table: [(&[u8], Vec<Input>); 7] = [
        (b"vpc-1\rvpc-2\r", vec![burst("vpc-1\nvpc-2\n")]),
        (b"orders\tprod\x1b[Bx", vec![burst("orders\tprod"), key(KeyCode::Down), key(KeyCode::Char('x'))]),
        (b"orders\tprod\x1b\tx", vec![burst("orders\tprod"), alt_tab, key(KeyCode::Char('x'))]),
        (b"\torders-prod", vec![key(KeyCode::Tab), burst("orders-prod")]),
        (b"\t\t\t\t\t\t\t\t\t", vec![key(KeyCode::Tab); 9]),
        (b"jjjjjjjjjjjj", vec![key(KeyCode::Char('j')); 12]),
        (b"\x1b[200~vpc-1\rvpc-2\r\x1b[201~", vec![paste("vpc-1\rvpc-2\r")]),
    ];
    for (bytes, expected) in table {
        assert_eq!(press(&mut Decoder::default(), bytes, Instant::now()), expected, "{}", bytes.escape_ascii());
    }
    let (mut decoder, start) = (Decoder::default(), Instant::now());
    assert_eq!(press(&mut decoder, b"eip-1\reip-2\reip", start), [burst("eip-1\neip-2\neip")]);
    assert_eq!(press(&mut decoder, b"-3\r", start + TOGETHER), [burst("-3\n")], "the tail in the next packet");
    assert_eq!(press(&mut decoder, b"\r", start + TOGETHER * 3), [key(KeyCode::Enter)]);
}

/// The facts that decide whether an Enter confirms; what they mean is not decided here.
#[test]
fn it_is_told_which_key_came_alone() {
    let table: [(&[&[u8]], bool); 20] = [
        (&[b"\r"], true),
        (&[b"\n"], true),
        (&[b"\r\n"], true),
        (&[b"\x1bOM"], true),
        (&[b"\x1b[13u"], true),
        (&[b"x", b"\r"], true),
        (&[b"\x1b[200~x\x1b[201~", b"\r"], true),
        (&[b"s\r"], false),
        (&[b"\r\r"], false),
        (&[b"\r\n\r"], false),
        (&[b"\r", b"\n\r"], false),
        (&[b"\x1b[I\r"], false),
        (&[b"\x1b[201~\r"], false),
        (&[b"\r\x1b["], false),
        (&[b"\x1b", b"\r"], false),
        (&[b"\x1bO", b"M"], false),
        (&[b"\xe8", b"\r"], false),
        (&[b"\x1b]x", b"\r"], false),
        (&[b"\x1b[200~x\x1b[201~\r"], false),
        (&[b"\x1b[200~x", b"\x1b[201~\r"], false),
    ];
    for (reads, alone) in table {
        let (mut decoder, start, mut last) = (Decoder::default(), Instant::now(), Batch::default());
        for read in reads {
            last = decoder.feed(read, start, start + MILLISECOND);
        }
        let before = (reads.len() > 1).then_some(start + MILLISECOND);
        assert_eq!(last.arrival, Arrival { alone, at: Some(start), before }, "{reads:?}");
    }
}

#[test]
fn half_a_character_is_refused_when_the_rest_does_not_come() {
    let (mut decoder, start) = (Decoder::default(), Instant::now());
    assert!(press(&mut decoder, b"\xe8", start).is_empty());
    assert_eq!(decoder.deadline(), Some(start + CHARACTER_WAIT));
    assert_eq!(names(&press(&mut decoder, b"\xae\xa2", start + MILLISECOND)), "订");
    assert!(press(&mut decoder, b"\xe9", start).is_empty());
    assert_eq!(names(&decoder.expire()), "garbled");
}

#[test]
fn a_huge_paste_is_bounded_and_what_follows_is_still_read() {
    let mut bytes = b"\x1b[200~".to_vec();
    bytes.resize(PASTE_LIMIT * 2, b'x');
    bytes.extend_from_slice(b"\x1b[201~q");
    let inputs = press(&mut Decoder::default(), &bytes, Instant::now());
    let [Input::Paste(text), Input::Key(key)] = inputs.as_slice() else { panic!("{} inputs", inputs.len()) };
    assert_eq!((text.len(), key.code), (PASTE_LIMIT, KeyCode::Char('q')));
}

#[test]
fn sequences_without_end_are_dropped_whole_and_what_follows_is_still_read() {
    let start = Instant::now();
    for (begins, fills, ends) in [(b"\x1b]", b'x', &b"\x07"[..]), (b"\x1b[", b'5', b"m"), (b"\x1bO", b'5', b"m")] {
        let mut decoder = Decoder::default();
        for piece in [&begins[..], &[fills; 3000], &[fills; 3000]] {
            assert!(press(&mut decoder, piece, start).is_empty());
            assert!(decoder.held.len() <= SEQUENCE_LIMIT, "{} bytes are held", decoder.held.len());
        }
        assert!(press(&mut decoder, ends, start).is_empty());
        assert_eq!(press(&mut decoder, b"q", start), [Input::Key(KeyEvent::from(KeyCode::Char('q')))]);
    }
}

#[test]
fn any_bytes_end_in_a_clean_state() {
    let mut state = 1_u64;
    for _ in 0..4_000 {
        let bytes: Vec<u8> = (0..14)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                b"\x1b[O~;12A\xe8\xae\xa2]P\x07z$M_u\x81\x03<"[usize::try_from(state >> 33).unwrap() % 22]
            })
            .collect();
        decoded(&[&bytes], MILLISECOND);
        decoded(&bytes.chunks(1).collect::<Vec<_>>(), MILLISECOND);
    }
}
