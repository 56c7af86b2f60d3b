//! The terminal: the only code that knows it is one.
//!
//! Owns switching it to our use and back, signals, what it can do, and copying to its clipboard; its submodules draw
//! and read. Nothing here asks the terminal a question, and no thread starts before the caller wants one.

pub mod abilities;
pub mod backend;
pub mod clipboard;
pub mod decode;
pub mod input;
mod keys;
pub mod paste;
pub mod signals;

use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

/// Alternate screen and bracketed paste on. The mouse stays with the person, who copies with it.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h";
/// All of it off, the cursor shown and the style plain. Erased first for consoles without an alternate screen.
const LEAVE: &[u8] = b"\x1b[m\x1b[H\x1b[J\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// Far longer than the kernel takes to stop all threads; spent while stopped.
const STOP_SETTLES: Duration = Duration::from_millis(50);

/// The line's settings as they were found, while the terminal is in our use. One per process, as the terminal is.
static FOUND: Mutex<Option<Termios>> = Mutex::new(None);

/// The terminal in our use, until this is dropped or the process panics.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste. From here on a panic gives it back before its
    /// message is printed, also where panics abort.
    ///
    /// # Errors
    /// When there is no terminal. It is as it was then.
    pub fn enter() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                restore();
                before(panic);
            }));
        });
        take().inspect_err(|_| restore())?;
        Ok(Self(()))
    }

    /// Stops the whole job as Ctrl-Z does, with the terminal given back, and returns once it is continued;
    /// [`redraw`](backend::redraw) afterwards. Where no shell could continue the job, the kernel ignores the stop and
    /// this returns.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn suspend(&mut self) -> io::Result<()> {
        restore();
        kill_current_process_group(Signal::TSTP)?;
        // Another thread may be the one that gets the signal, and this one stops a moment later: not in raw mode.
        thread::sleep(STOP_SETTLES);
        take()
    }

    /// Takes the terminal again after somebody else stopped and continued us; [`redraw`](backend::redraw) afterwards.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn resume(&mut self) -> io::Result<()> {
        take()
    }

    /// Gives the terminal back, as dropping does.
    pub fn leave(self) {}
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back if it is in our use, once; from any thread. For a way out that drops no [`Guard`].
pub fn restore() {
    if let Some(settings) = found().take() {
        // A terminal that is gone needs no restoring.
        let _ = output().and_then(|mut out| out.write_all(LEAVE));
        let _ = keyboard().and_then(|line| Ok(tcsetattr(line, OptionalActions::Now, &settings)?));
    }
}

/// The terminal to write to, unbuffered, also when standard output is something else. Opened once.
///
/// # Errors
/// When there is no terminal.
pub fn output() -> io::Result<&'static File> {
    static OUTPUT: OnceLock<File> = OnceLock::new();
    open_once(&OUTPUT, &io::stdout(), File::options().write(true))
}

/// The terminal to read from, also when standard input is something else. Opened once.
fn keyboard() -> io::Result<&'static File> {
    static KEYBOARD: OnceLock<File> = OnceLock::new();
    open_once(&KEYBOARD, &io::stdin(), File::options().read(true))
}

fn open_once(
    kept: &'static OnceLock<File>,
    standard: &(impl IsTerminal + AsFd),
    otherwise: &OpenOptions,
) -> io::Result<&'static File> {
    if let Some(file) = kept.get() {
        return Ok(file);
    }
    let file = if standard.is_terminal() {
        standard.as_fd().try_clone_to_owned()?.into()
    } else {
        otherwise.open("/dev/tty")?
    };
    Ok(kept.get_or_init(|| file))
}

fn found() -> MutexGuard<'static, Option<Termios>> {
    FOUND.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Also where it is in our use already: a shell may have changed it in between.
fn take() -> io::Result<()> {
    let (line, mut out) = (keyboard()?, output()?);
    let mut settings = tcgetattr(line)?;
    found().get_or_insert_with(|| settings.clone());
    settings.make_raw();
    tcsetattr(line, OptionalActions::Now, &settings)?;
    out.write_all(ENTER)
}
