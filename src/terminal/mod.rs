//! The terminal: the only code that knows it is one.
//!
//! Owns switching it to our use and back, signals, what it can do, and copying to its clipboard; its submodules draw
//! and read. Nothing here asks the terminal a question, and no thread starts before the caller wants one.

pub mod abilities;
pub mod backend;
pub mod clipboard;
pub mod decode;
mod event;
pub mod input;
mod keys;
pub mod paste;
mod protocols;
pub mod signals;

use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr};
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

/// What another program may have left on: application cursor keys, the mouse in all its forms, word of the focus, the
/// application keypad. Consoles of all ages take these for nothing where they do not know them.
const QUIET_KEYBOARD: &[u8] = b"\x1b[?1;9;1000;1001;1002;1003;1004;1005;1006;1015;1016l\x1b>";
/// The same for modifyOtherKeys and for kitty's protocol, which has flags for each screen.
const PLAIN_KEYS: &[u8] = b"\x1b[>4m\x1b[=0u";
/// Terminals that print sequences of this form, by the beginning of their names.
const PRINTS_UNKNOWN: [&str; 4] = ["linux", "vt", "cons", "ansi"];

/// Far longer than the kernel takes to stop all threads; spent while stopped.
const STOP_SETTLES: Duration = Duration::from_millis(50);

/// The line's settings as they were found, while the terminal is in our use. One per process, as the terminal is.
static FOUND: Mutex<Option<(Termios, Use)>> = Mutex::new(None);

/// What the terminal is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// All of the screen.
    Screen,
    /// A line below what stands there.
    Question,
}

/// The terminal in our use, until this is dropped or the process panics.
#[derive(Debug)]
pub struct Guard(Use);

impl Guard {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste. From here on a panic gives it back before its
    /// message is printed, also where panics abort.
    ///
    /// # Errors
    /// When there is no terminal. It is as it was then.
    pub fn enter() -> io::Result<Self> {
        Self::take(Use::Screen)
    }

    /// Takes the terminal for a question: every key is ours and echoed by nobody else, and the screen stays as it is. What
    /// was typed before is thrown away, and so is what was not read when the terminal is given back: it was no answer, and
    /// must not become a command of the shell.
    ///
    /// # Errors
    /// When there is no terminal, or one that gives whole lines only. It is as it was then.
    pub fn ask() -> io::Result<Self> {
        Self::take(Use::Question)
    }

    fn take(wanted: Use) -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |panic| {
                restore();
                before(panic);
            }));
        });
        take(wanted).inspect_err(|_| restore())?;
        Ok(Self(wanted))
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
        take(self.0)
    }

    /// Takes the terminal again after somebody else stopped and continued us; [`redraw`](backend::redraw) afterwards.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn resume(&mut self) -> io::Result<()> {
        take(self.0)
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
    let Some((settings, used)) = found().take() else { return };
    // A terminal that is gone needs no restoring.
    let actions = match used {
        Use::Screen => {
            let _ = output().and_then(|mut out| out.write_all(&[LEAVE, &resets()].concat()));
            OptionalActions::Now
        }
        Use::Question => OptionalActions::Flush,
    };
    let _ = keyboard().and_then(|line| Ok(tcsetattr(line, actions, &settings)?));
}

/// Throws away what was typed and not read.
///
/// # Errors
/// When there is no terminal.
pub fn empty_input() -> io::Result<()> {
    Ok(tcflush(keyboard()?, QueueSelector::IFlush)?)
}

/// What switches off the modes that another program may have left on, as far as the terminal is known not to print it.
fn resets() -> Vec<u8> {
    let term = std::env::var("TERM").unwrap_or_default();
    match term.as_str() {
        "" | "dumb" => Vec::new(),
        old if PRINTS_UNKNOWN.iter().any(|name| old.starts_with(name)) => QUIET_KEYBOARD.to_vec(),
        _ => [QUIET_KEYBOARD, PLAIN_KEYS].concat(),
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

fn found() -> MutexGuard<'static, Option<(Termios, Use)>> {
    FOUND.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Also where it is in our use already: a shell may have changed it in between.
fn take(wanted: Use) -> io::Result<()> {
    let (line, mut out) = (keyboard()?, output()?);
    let mut settings = tcgetattr(line)?;
    found().get_or_insert_with(|| (settings.clone(), wanted));
    let prints = settings.output_modes;
    settings.make_raw();
    match wanted {
        Use::Screen => {
            tcsetattr(line, OptionalActions::Now, &settings)?;
            out.write_all(&[ENTER, &resets()].concat())
        }
        Use::Question => {
            // Others go on writing lines.
            settings.output_modes = prints;
            tcsetattr(line, OptionalActions::Flush, &settings)?;
            out.write_all(&resets())
        }
    }
}
