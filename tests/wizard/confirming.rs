//! What confirms a purchase, in the boxes of the wizard: hands do, and nothing else.

use crate::support::pty::ONCE_MORE;
use crate::support::wizard::Wizard;
use rocketmq_wizard::sandbox::faults::FaultKind;
use std::time::Duration;

const STROKE: Duration = Duration::from_millis(90);

/// A purchase of which nothing was found, with the box that sends it again.
fn again() -> Wizard {
    let lost = Wizard::start().ready().fault("POST", "/v2/", 1, FaultKind::Reset).buy();
    lost.wait_until_settled().keys("s")
}

#[test]
fn a_clipboard_buys_nothing_and_the_next_enter_does() {
    type Box = (fn() -> Wizard, usize, &'static str, &'static [&'static str]);
    let boxes: [Box; 3] = [
        (|| Wizard::start().ready(), 0, "yes", &["\r", "\n", "\r\n", "\r\r\r", "\n\nls\n"]),
        (|| Wizard::start().ready_to_pay(), 0, "orders-prod", &["\r\n"]),
        (again, 1, "orders-prod", &["\n"]),
    ];
    for (to_box, sent, word, ends) in boxes {
        for end in ends {
            let plain = to_box().reads(STROKE, &[format!("{word}{end}").as_bytes()]);
            assert_eq!(plain.orders(), sent, "{word}{end:?} without brackets: {}", plain.screen());
            if end.len() < 3 {
                assert!(plain.screen().contains(ONCE_MORE), "{}", plain.screen());
                assert!(plain.screen().contains(&format!(": {word}\n").replace(": ", ":  ")), "{}", plain.screen());
                assert_eq!(plain.keys("<Enter>").orders(), sent + 1, "{word}{end:?}");
            }
            let escaped = format!("\x1b[200~x\x1b[201~\x15{word}{end}\x1b[201~");
            let escaped = to_box().reads(STROKE, &[escaped.as_bytes()]);
            assert_eq!(escaped.orders(), sent, "{word}{end:?} out of its brackets: {}", escaped.screen());
            let bracketed = to_box().paste(&format!("{word}{end}")).keys("<Enter*3>");
            assert_eq!(bracketed.orders(), sent, "{word}{end:?} in brackets: {}", bracketed.screen());
            assert_eq!(bracketed.keys(&format!("{word}<Enter>")).orders(), sent + 1, "typed after the paste");
        }
    }
}

#[test]
fn a_bracketed_paste_is_told_why_it_does_not_count() {
    let pasted = Wizard::start().ready().paste("yes\n");
    assert!(pasted.screen().contains("A paste does not confirm; type the word"), "{}", pasted.screen());
    assert_eq!(pasted.typed(), "");
}

#[test]
fn the_word_may_be_pasted_without_brackets_and_enter_pressed() {
    let wizard = Wizard::start().ready_to_pay().reads(STROKE, &[b"orders-prod"]);
    assert!(wizard.screen().contains(ONCE_MORE), "{}", wizard.screen());
    assert_eq!(wizard.keys("<Enter>").orders(), 1);
    assert_eq!(Wizard::start().ready().reads(STROKE, &[b"yes"]).keys("<Enter>").orders(), 1);
}

#[test]
fn what_was_typed_before_the_box_was_drawn_does_not_count() {
    for ahead in [&b"yes"[..], b"yes\r"] {
        let steps = Wizard::start().ready().keys("<C-o>");
        // Enter opens the summary; the rest was typed before anybody could see it.
        let wizard = steps.reads(STROKE, &[&[b"\r", ahead].concat()]);
        assert_eq!((wizard.orders(), wizard.typed()), (0, ""), "{}", wizard.screen());
        let wizard = wizard.keys("<Enter*2>");
        assert_eq!(wizard.orders(), 0);
        assert_eq!(wizard.keys("yes<Enter>").orders(), 1);
    }
    let covered = Wizard::start().ready().keys("yes<F1>").reads(STROKE, &[b"\x1b[27u\r"]);
    assert_eq!(covered.orders(), 0, "the help still lay over the box");
    assert_eq!(covered.keys("<Enter>").orders(), 1);
}

#[test]
fn a_screen_without_room_for_the_box_buys_nothing() {
    let wizard = Wizard::start().ready().resize(30, 8).keys("yes<Enter*2>");
    assert_eq!((wizard.orders(), wizard.typed()), (0, ""));
    assert_eq!(wizard.resize(80, 24).keys("yes<Enter>").orders(), 1);
}

#[test]
fn what_is_no_utf_8_is_refused_with_a_word() {
    let wizard = Wizard::start().on("description").reads(STROKE, &[b"\xb6\xa9\xb5\xa5"]);
    assert!(wizard.screen().contains("not UTF-8"), "{}", wizard.screen());
    assert_eq!(wizard.app.step().unwrap().editor.input.value(), "");
    let wizard = wizard.reads(STROKE, &["订单".as_bytes()]);
    assert_eq!(wizard.app.step().unwrap().editor.input.value(), "订单");
    let pasted = Wizard::start().on("description").reads(STROKE, &[b"\x1b[200~a\xb6\xa9\xb5\xa5\x1b[201~"]);
    assert!(pasted.screen().contains("not UTF-8"), "{}", pasted.screen());
    assert_eq!(pasted.app.step().unwrap().editor.input.value(), "");
}

/// Nothing that a terminal reports is an answer, and no key with Alt is one.
#[test]
fn reports_of_the_terminal_and_keys_with_alt_answer_nothing() {
    let reports: [&[u8]; 8] = [
        b"\x1b[M *%",
        b"\x1b[M  \"",
        b"\x1b[<0;10;5M",
        b"\x1b[I\x1b[O",
        b"\x1b]11;rgb:1/1/1\x07",
        b"\x1bj\x1b ",
        b"\x1b[97;9u",
        b"\x1b[32;3u",
    ];
    for question in ["description", "is_auto_pay", "enable_acl", "engine", "charging_mode"] {
        let mut wizard = Wizard::start().on("charging_mode").keys("j<Enter>").on(question);
        let (before, shown) = (wizard.value(question), wizard.screen());
        for report in reports {
            wizard = wizard.reads(STROKE, &[report]);
            assert_eq!(wizard.value(question), before, "{question}: {}", report.escape_ascii());
            assert_eq!(wizard.screen(), shown, "{question}: {}", report.escape_ascii());
        }
    }
}
