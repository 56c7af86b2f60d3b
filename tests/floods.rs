//! More than any person sends, at the real binary on a pseudo-terminal. It has a file of its own, because it keeps a
//! machine so busy that other tests would wait in vain.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the test")]

#[path = "benches/measure.rs"]
mod measure;
mod support;

use support::env::SIZE;
use support::pty::{Key, Session};

/// A megabyte of anything costs little memory and ends soon, and what follows it is obeyed.
#[test]
fn no_flood_takes_the_memory_or_the_way_out() {
    const SIZE_OF_FLOOD: usize = 1 << 20;
    const MOST_KIB: u64 = 8 * 1024;
    let env = measure::with_draft("Engine");
    let mut session = measure::open(&env, SIZE, "Engine");
    measure::to_the_description(&mut session);
    let peak = |session: &Session| -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", session.pid())).unwrap();
        measure::of_status(&status, "VmHWM:").parse().unwrap()
    };
    let before = peak(&session);
    let paste = format!("\x1b[200~{}\x1b[201~", "abcdefghij".repeat(SIZE_OF_FLOOD / 10));
    let floods: [(&[u8], usize, &str); 5] = [
        (b"x", SIZE_OF_FLOOD, "at once"),
        (paste.as_bytes(), 1, "too long"),
        (b"abcdefghij", SIZE_OF_FLOOD / 10, "too long"),
        (b"\t", SIZE_OF_FLOOD, "at once"),
        (b"\r", SIZE_OF_FLOOD, "at once"),
    ];
    for (bytes, times, said) in floods {
        session.raw(&bytes.repeat(times));
        session.wait_text(said);
        session.key(Key::ctrl('c'));
        session.wait_text("Ctrl-C once more");
        // Another key, so that the next Ctrl-C is the first again.
        session.key(Key::RIGHT);
        session.wait_for("an end of that word", |screen| !screen.contains("once more"));
    }
    let more = peak(&session) - before;
    assert!(more <= MOST_KIB, "{more} KiB more");
    session.leave();
}
