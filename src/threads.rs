//! Starting threads. The libraries' own ways end the process where none can be had; this one says so.

use crate::language::say;
use std::io;
use std::thread::{Builder, JoinHandle};

/// Runs `work` on a thread of its own.
///
/// # Errors
/// When the person or the host may have no more threads, or there is no memory for its stack. The error says so in words
/// that need nothing around them.
pub(crate) fn start(work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    Builder::new().spawn(work).map_err(|why| {
        let told = say!("no thread can be started: {why}; see `ulimit -u` and `ulimit -v`", why = &why);
        io::Error::new(why.kind(), told)
    })
}
