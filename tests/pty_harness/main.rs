//! The pseudo-terminal harness, proved with programs everybody knows, and the terminal layer, proved with a program of
//! a few lines: this test binary started again as a child.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

mod lines;
#[path = "../support/mod.rs"]
mod support;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::text::{Line, Text};
use ratatui::widgets::Widget;
use rocketmq_wizard::arrival::Arrival;
use rocketmq_wizard::terminal::backend::{DiffBackend, size};
use rocketmq_wizard::terminal::decode::Input;
use rocketmq_wizard::terminal::input::{EventSource, Events, Keyboard};
use rocketmq_wizard::terminal::output::Output;
use rocketmq_wizard::terminal::signals::Signal as ProcessSignal;
use rocketmq_wizard::terminal::{Guard, opening};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};
use support::pty::{Exit, Key, RESTORED, Session, Signal};
use support::{SECRET_KEY, assert_no_secret};

const SIZE: (u16, u16) = (60, 10);

#[test]
fn keys_screen_and_exit_code_pass() {
    let mut session = Session::spawn(SIZE, "cat", &[], &[]);
    session.keys("hello");
    session.key(Key::ENTER);
    session.wait_text("hello\nhello");
    session.key(Key::ctrl('d'));
    assert_eq!(session.exit(), Exit::Code(0));
    session.assert_clean();
}

#[test]
fn a_terminal_left_in_disorder_is_noticed() {
    let leaves = "stty -echo -icanon; printf '\\033[?1049h\\033[?2004h\\033[?25l\\033[?1000h\\033[6n'; exit 7";
    let mut session = Session::spawn(SIZE, "sh", &["-c", leaves], &[]);
    assert_eq!(session.exit(), Exit::Code(7));
    assert_eq!(session.changes(), ["line", "alternate screen", "bracketed paste", "hidden cursor", "mouse"]);
    assert_eq!(session.questions(), ["\x1b[6n"]);
}

#[test]
fn sizes_and_signals_arrive() {
    let mut session =
        Session::spawn(SIZE, "sh", &["-c", "trap 'stty size' WINCH; stty size; while :; do read x; done"], &[]);
    session.wait_text("10 60");
    session.resize((100, 30));
    session.wait_text("30 100");
    session.signal(Signal::TERM);
    assert_eq!(session.exit(), Exit::Signal("Terminated".to_owned()));
}

#[test]
fn the_secret_is_found_however_it_is_drawn() {
    let spread: Vec<String> = SECRET_KEY.chars().map(String::from).collect();
    let spread = spread.join("\x1b[C\x1b[1;31m");
    for leak in [SECRET_KEY, spread.as_str()] {
        assert!(std::panic::catch_unwind(|| assert_no_secret(leak.as_bytes())).is_err());
    }
    assert_no_secret(b"SkExample");
}

/// The child's screen says "ready", then what it was told last.
fn child() -> Session {
    let mut session = Session::spawn(SIZE, &exe(), &CHILD, &[("TERMINAL_CHILD", "1")]);
    session.wait_text("ready");
    session
}

fn exe() -> String {
    std::env::current_exe().unwrap().to_str().unwrap().to_owned()
}

const CHILD: [&str; 4] = ["--exact", "in_the_child", "--nocapture", "--test-threads=1"];

/// Not a test of its own: what the others start, told by the environment.
#[test]
fn in_the_child() {
    if std::env::var_os("TERMINAL_CHILD").is_none() {
        return;
    }
    if std::env::var_os("TERMINAL_LINES").is_some() {
        return lines::in_the_child();
    }
    let mut source = EventSource::open().unwrap();
    source.catch_rest();
    let mut guard = Guard::enter().unwrap();
    let mut terminal = DiffBackend::new(Output::get().unwrap(), true, size);
    terminal.open_with(&opening());
    let mut said = "ready".to_owned();
    let mut frames = 0;
    let mut show = |terminal: &mut DiffBackend<_>, said: &str| {
        frames += 1;
        let text = Text::from(vec![Line::from(said.to_owned()), Line::from(format!("frame {frames}"))]);
        // A terminal that cannot be drawn on is gone.
        let view = |frame: &mut Buffer| {
            text.render(frame.area, frame);
            None
        };
        terminal.draw(view).unwrap_or_else(|_| std::process::exit(3));
    };
    show(&mut terminal, &said);
    loop {
        let Events { inputs, signals, .. } = source.wait(None, None);
        let silent = inputs.is_empty() && signals.is_empty();
        for signal in signals {
            // A hang-up comes with a SIGCONT, when there is nothing left to take.
            if signal == ProcessSignal::Continue {
                guard.resume().unwrap_or_else(|_| std::process::exit(3));
                terminal.open_with(&opening());
            } else {
                drop(guard);
                std::process::exit(signal.exit_code().into());
            }
        }
        for input in inputs {
            said = match input {
                Input::Key(key) if key.code == KeyCode::Char('q') => {
                    drop(guard);
                    std::process::exit(0);
                }
                Input::Key(key) if key.code == KeyCode::Char('p') => panic!("the reason"),
                Input::Key(key) if matches!(key.code, KeyCode::Char('s' | 'l' | 'k')) => {
                    show(&mut terminal, "busy");
                    read_late(&mut source, key.code)
                }
                Input::Key(key) if key.code == KeyCode::Char('z') => {
                    guard.suspend().unwrap();
                    terminal.open_with(&opening());
                    "back".to_owned()
                }
                Input::Key(key) => format!("key {}", key.code),
                Input::Paste(text) | Input::Burst(text) => format!("pasted {}", text.len()),
                Input::Garbled => "garbled".to_owned(),
                Input::Flooded => "flooded".to_owned(),
                Input::Resize(columns, rows) => {
                    terminal.redraw();
                    format!("size {columns} {rows}")
                }
                Input::Closed => std::process::exit(3),
            };
        }
        if !silent {
            show(&mut terminal, &said);
        }
    }
}

/// Reads a key once it has waited, in the way that another one stands for; says when it is told to have come.
fn read_late(source: &mut EventSource, way: KeyCode) -> String {
    let mut keyboard = Keyboard::open().unwrap();
    let waited = until_something_waits();
    let arrival = match way {
        KeyCode::Char('s') => source.wait(None, None).arrival,
        KeyCode::Char('l') => source.wait(Some(waited), None).arrival,
        _ => keyboard.next(UnixStream::pair().unwrap().0.as_fd()).unwrap().arrival,
    };
    came(arrival, waited)
}

/// Returns a moment before which something was typed that nobody has read.
fn until_something_waits() -> Instant {
    while rustix::io::ioctl_fionread(std::io::stdin()).unwrap() == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    Instant::now()
}

fn came(arrival: Arrival, waited: Instant) -> String {
    format!("came {}", if arrival.at.unwrap() <= waited { "before" } else { "since" })
}

#[test]
fn the_terminal_is_as_found_after_every_way_out() {
    type Way = (&'static str, fn(&mut Session), Exit);
    let ways: [Way; 5] = [
        ("a key", |session| session.keys("q"), Exit::Code(0)),
        ("SIGTERM", |session| session.signal(Signal::TERM), Exit::Code(143)),
        ("SIGHUP", |session| session.signal(Signal::HUP), Exit::Code(129)),
        ("SIGINT", |session| session.signal(Signal::INT), Exit::Code(130)),
        ("a panic", |session| session.keys("p"), Exit::Code(101)),
    ];
    for (way, leave, exit) in ways {
        let mut session = child();
        let taken = session.changes();
        assert!(taken.starts_with(&["line", "alternate screen", "bracketed paste"]), "{taken:?}");
        assert!(!taken.contains(&"mouse"), "{taken:?}");
        leave(&mut session);
        assert_eq!(session.exit(), exit, "{way}");
        session.assert_clean();
        let text = String::from_utf8_lossy(session.transcript()).into_owned();
        let after: Vec<&str> = text.split("\x1b[?1049l").skip(1).collect();
        assert_eq!(after.len(), 1, "{way} restores once");
        assert_eq!(after[0].contains("the reason"), way == "a panic", "{way} says {}", after[0]);
    }
}

#[test]
fn a_lost_terminal_ends_the_program() {
    let mut session = child();
    session.hang_up((70, 20));
    // The kernel's hang-up signal or the end of input, whichever is first.
    let exit = session.exit();
    assert!(matches!(exit, Exit::Code(3 | 129)), "{exit:?}");
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_takes_it_again() {
    let script = "set -m; \"$@\"; echo stopped with $?; read x; fg; echo left with $?";
    let program = exe();
    let args: Vec<&str> = ["-c", script, "sh", &program].into_iter().chain(CHILD).collect();
    let mut session = Session::spawn(SIZE, "sh", &args, &[("TERMINAL_CHILD", "1")]);
    session.wait_text("ready");
    session.keys("z");
    session.wait_text("stopped with 148");
    assert_eq!(session.changes(), RESTORED);
    session.key(Key::ENTER);
    session.wait_text("back");
    assert!(session.changes().starts_with(&["line", "alternate screen"]));
    session.keys("q");
    session.wait_text("left with 0");
    assert_eq!(session.exit(), Exit::Code(0));
    assert_eq!(session.changes(), RESTORED);
}

#[test]
fn without_a_shell_to_continue_it_ctrl_z_does_not_stop() {
    let mut session = child();
    session.keys("z");
    session.wait_text("back");
    session.keys("q");
    assert_eq!(session.exit(), Exit::Code(0));
}

/// Or what was typed before a question could be seen would answer it. Whether the program then would sleep (s), only looks
/// (l), or waits for keys alone (k).
#[test]
fn a_key_that_waited_is_known_to_have_come_before_it_was_read() {
    for busy in ["s", "l", "k"] {
        let mut session = child();
        session.keys(busy);
        session.wait_text("busy");
        session.keys("x");
        session.wait_text("came before");
    }
}

#[test]
fn stopped_and_continued_by_others_it_draws_again() {
    let mut session = child();
    session.signal(Signal::STOP);
    session.raw(b"\x1b[A");
    session.signal(Signal::CONT);
    session.wait_text("key Up");
    assert!(session.changes().contains(&"alternate screen"));
}

#[test]
fn an_arrow_in_two_packets_is_an_arrow_and_a_lone_esc_an_esc() {
    let mut session = child();
    let halves: [(&[u8], &[u8], &str); 3] =
        [(b"\x1b", b"[A", "key Up"), (b"\x1b[", b"1;5B", "key Down"), (b"\x1bO", b"H", "key Home")];
    for (first, second, key) in halves {
        // On a machine so busy that the pause came out too long, once more.
        let joined = (0..20).any(|_| {
            session.keys("x");
            session.wait_text("key x");
            let begun = Instant::now();
            session.raw(first);
            let silent = session.listen(Duration::from_millis(10)).is_empty();
            session.raw(second);
            let in_time = begun.elapsed() < Duration::from_millis(40);
            if in_time {
                assert!(silent, "half a key is no key");
                session.wait_text(key);
            }
            in_time
        });
        assert!(joined, "never in time for {key}");
    }
    session.key(Key::ESC);
    session.wait_text("key Esc");
}

#[test]
fn long_pastes_arrive_whole_and_are_one_thing() {
    let mut session = child();
    let text = "abc ".repeat(750);
    session.keys(&text);
    session.wait_text("pasted 3000");
    session.paste(&"xyz\r".repeat(5_000));
    session.wait_text("pasted 20000");
    session.wait_text("frame 3");
    session.listen(Duration::from_millis(60));
    session.type_text("an answer by hand\r");
    session.wait_text("key Enter");
}

#[test]
fn a_burst_of_sizes_is_few_frames_and_ends_at_the_last() {
    let mut session = child();
    (1..=50).for_each(|step| session.resize((SIZE.0 + step, SIZE.1)));
    session.wait_text("size 110 10");
    let frame = frame(&session);
    assert!(frame <= 10, "{frame} frames");
}

/// Each step is a size of its own, so close to the next that no frame is worth it. A machine that is so busy that the steps
/// come further apart may draw more of them, but none within 50 ms of another.
#[test]
fn a_window_that_is_dragged_is_no_frame_for_each_step() {
    let mut session = child();
    let begun = Instant::now();
    for step in 1..=50 {
        session.resize((SIZE.0 + step, SIZE.1));
        std::thread::sleep(Duration::from_millis(20));
    }
    session.wait_text("size 110 10");
    let (frame, most) = (frame(&session), begun.elapsed().as_millis() / 50 + 2);
    assert!(frame <= most, "{frame} frames, {most} at most");
}

/// The number of the frame that is shown.
fn frame(session: &Session) -> u128 {
    session.screen().split("frame ").nth(1).unwrap().trim().parse().unwrap()
}

#[test]
fn an_idle_program_sends_nothing_and_does_not_wake() {
    let mut session = child();
    let wakes = |session: &Session| -> Vec<String> {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", session.pid())).unwrap();
        let mut counts: Vec<String> = tasks
            .map(|task| std::fs::read_to_string(task.unwrap().path().join("status")).unwrap())
            .map(|status| status.lines().filter(|line| line.contains("ctxt_switches")).collect())
            .collect();
        counts.sort_unstable();
        counts
    };
    session.keys("x");
    session.wait_text("key x");
    session.listen(Duration::from_millis(100));
    let before = wakes(&session);
    assert_eq!(session.listen(Duration::from_secs(1)), b"");
    assert_eq!(wakes(&session), before);
}
