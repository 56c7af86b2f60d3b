//! Waits for files until something can be read from them or written to them, and reads what waits.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

/// About this many bytes are read before something is drawn again. A person never sends more at once, but a large file
/// that is pasted may hold more.
const BATCH: usize = 1 << 20;
/// The kernel hands over longer input in pieces (Linux: of 2,048 bytes) with a little time in between. A read of this
/// many bytes or more may be such a piece.
const PIECE: usize = 1024;
const PIECE_GAP: Duration = Duration::from_millis(5);
/// Pieces are joined for no longer than this, so that signals are heard while a flood goes on.
const JOINING: Duration = Duration::from_millis(200);

/// Reads the bytes that wait, the pieces of a longer input joined.
pub(super) fn read_all(mut keyboard: &File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; PIECE];
    let begun = Instant::now();
    loop {
        match keyboard.read(&mut chunk) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => bytes.extend(chunk.iter().take(count)),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        let may_go_on = (PIECE..BATCH).contains(&bytes.len()) && begun.elapsed() < JOINING;
        if !may_go_on || !matches!(ready([keyboard.as_fd()], Some(PIECE_GAP))?, [true]) {
            return Ok(bytes);
        }
    }
}

/// Whether a file has something to read.
pub(super) fn is_waiting(file: &File) -> bool {
    matches!(ready([file.as_fd()], Some(Duration::ZERO)), Ok([true]))
}

/// Says of each file whether it has something to read. Waits no longer than `wait`, and for ever without it.
pub(super) fn ready<const N: usize>(from: [BorrowedFd<'_>; N], wait: Option<Duration>) -> io::Result<[bool; N]> {
    let mut files = from.map(|one| PollFd::from_borrowed_fd(one, PollFlags::IN));
    wait_for(&mut files, wait)?;
    Ok(files.map(|one| !one.revents().is_empty()))
}

/// Waits until what is asked of one of the files can be done, or never will; each then says so.
pub(super) fn wait_for(files: &mut [PollFd<'_>], wait: Option<Duration>) -> io::Result<()> {
    let wait = wait.map(Timespec::try_from).transpose().map_err(io::Error::other)?;
    match poll(files, wait.as_ref()) {
        // A signal came, and has written to its own file, which may be one of these.
        Err(Errno::INTR) => wait_for(files, Some(Duration::ZERO)),
        other => Ok(other.map(drop)?),
    }
}
