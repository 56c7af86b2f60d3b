//! Starting threads. The libraries' own ways end the process where none can be had; this one says so.

use crate::language::say;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::thread::{Builder, JoinHandle};

/// Why no thread was started, as the system says it. What it says itself needs nothing around it.
#[derive(Debug)]
pub(crate) struct NoThread(pub(crate) io::Error);

/// Runs `work` on a thread of its own.
///
/// # Errors
/// [`NoThread`], when the person or the host may have no more threads, or there is no memory for its stack.
pub(crate) fn start(work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    Builder::new().spawn(work).map_err(|why| io::Error::new(why.kind(), NoThread(why)))
}

impl Display for NoThread {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&say!("no thread can be started: {why}; see `ulimit -u` and `ulimit -v`", why = &self.0))
    }
}

// It says itself what it came from, so it has no source to be printed behind it.
impl Error for NoThread {}
