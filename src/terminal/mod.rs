//! Everything that knows about terminals.
//!
//! This file takes the terminal for our use and gives it back. The modules below draw on it, read its keys, receive
//! signals, find out what it can show and copy to its clipboard. Nothing here asks the terminal a question, because the
//! answer could come late or never. No thread starts before the caller wants one.

pub(crate) mod abilities;
pub mod backend;
pub(crate) mod clipboard;
pub mod decode;
mod event;
pub mod input;
mod keys;
pub mod lines;
pub mod output;
pub mod paste;
mod polling;
mod protocols;
pub mod signals;

use output::{Output, open_once, terminal};
use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{InputModes, LocalModes, OptionalActions, OutputModes, QueueSelector, Termios};
use rustix::termios::{tcflush, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::sync::{Mutex, MutexGuard, Once, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

/// Switches the alternate screen and bracketed paste on. The mouse is left to the person, who copies text with it.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h";
/// Switches both off, shows the cursor and makes the style plain. The screen is erased first, for consoles that have no
/// alternate screen.
const LEAVE: &[u8] = b"\x1b[m\x1b[H\x1b[J\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// Switches off what another program may have left on: application cursor keys, every kind of mouse report, focus
/// reports and the application keypad. Old consoles ignore the ones that they do not know.
const QUIET_KEYBOARD: &[u8] = b"\x1b[?1;9;1000;1001;1002;1003;1004;1005;1006;1015;1016l\x1b>";
/// Switches off two extended keyboard protocols: modifyOtherKeys, and kitty's, which has flags for each screen.
const PLAIN_KEYS: &[u8] = b"\x1b[>4m\x1b[=0u";
/// Terminals whose names begin like this would print [`PLAIN_KEYS`] on the screen instead of obeying it.
const PRINTS_UNKNOWN: [&str; 4] = ["linux", "vt", "cons", "ansi"];

/// Far longer than the kernel takes to stop all threads. It costs nothing, as it passes while the process is stopped.
const STOP_SETTLES: Duration = Duration::from_millis(50);

/// The line's settings as they were found, while the terminal is in our use. A process has one terminal, so there is
/// one.
static FOUND: Mutex<Option<(Termios, Use)>> = Mutex::new(None);

/// What the terminal is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// The whole screen.
    Screen,
    /// A line below what is on the screen.
    Question,
    /// Whole lines, which the kernel edits and, unless something hidden is typed, echoes.
    Lines { hidden: bool },
}

/// Keeps the terminal in our use until this is dropped or the process panics.
#[derive(Debug)]
pub struct Guard(Use);

impl Guard {
    /// Takes the terminal for the wizard's screens: raw mode here, alternate screen and bracketed paste with the bytes
    /// of [`opening`]. From here on a panic gives it back before the panic's message is printed, even in a build whose
    /// panics abort.
    ///
    /// # Errors
    /// When there is no terminal. What was changed so far is changed back.
    pub fn enter() -> io::Result<Self> {
        Self::take(Use::Screen)
    }

    /// Takes the terminal for a question: every key comes to us and is echoed by nobody else, and the screen stays as
    /// it is. What was typed before is thrown away. What was typed but not read is thrown away when the terminal is
    /// given back: it was no answer, and must not become a command of the shell.
    ///
    /// # Errors
    /// When there is no terminal, or one that gives whole lines only. What was changed so far is changed back.
    pub fn ask() -> io::Result<Self> {
        Self::take(Use::Question)
    }

    /// Takes the terminal for whole lines: the kernel lets people correct them, and a line ends with CR or LF. What was
    /// typed but not read is thrown away when the terminal is given back.
    ///
    /// # Errors
    /// When there is no terminal.
    pub fn lines() -> io::Result<Self> {
        Self::take(Use::Lines { hidden: false })
    }

    /// From now on what is typed in lines shows on the screen, or does not.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn hide(&mut self, hidden: bool) -> io::Result<()> {
        let wanted = Use::Lines { hidden };
        if self.0 != wanted {
            self.0 = wanted;
            take(wanted)?;
        }
        Ok(())
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

    /// Gives the terminal back, stops the whole job as Ctrl-Z does, and takes the terminal again once the job is
    /// continued. Begin anew with [`opening`] afterwards. Where no shell could continue the job, the kernel ignores the
    /// stop, and this returns at once.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn suspend(&mut self) -> io::Result<()> {
        restore();
        kill_current_process_group(Signal::TSTP)?;
        // Another thread may get the signal, and this one then runs on for a moment before it stops. In this moment it
        // must not take the terminal again.
        thread::sleep(STOP_SETTLES);
        take(self.0)
    }

    /// Takes the terminal again after somebody else stopped and continued the process. Begin anew with [`opening`]
    /// afterwards.
    ///
    /// # Errors
    /// When the terminal cannot be taken again.
    pub fn resume(&mut self) -> io::Result<()> {
        take(self.0)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back if it is in our use. Any thread may call it, and only the first call does anything.
fn restore() {
    let Some((settings, used)) = found().take() else { return };
    // Errors are ignored, because a terminal that is gone needs no restoring.
    match used {
        Use::Screen => {
            let _ = Output::get().and_then(|out| out.write_soon(&[LEAVE, &resets()].concat()));
        }
        Use::Question | Use::Lines { .. } => drop(empty_input()),
    }
    let _ = keyboard().and_then(|line| Ok(tcsetattr(line, OptionalActions::Now, &settings)?));
}

/// What the screen is opened with: sent before the first frame, and again once the terminal was taken again.
pub fn opening() -> Vec<u8> {
    [ENTER, &resets()].concat()
}

/// Throws away what was typed and not read yet.
///
/// # Errors
/// When there is no terminal.
pub fn empty_input() -> io::Result<()> {
    Ok(tcflush(keyboard()?, QueueSelector::IFlush)?)
}

/// The sequences that switch off what another program may have left on, except those that this terminal might print.
fn resets() -> Vec<u8> {
    let term = std::env::var("TERM").unwrap_or_default();
    match term.as_str() {
        "" | "dumb" => Vec::new(),
        old if PRINTS_UNKNOWN.iter().any(|name| old.starts_with(name)) => QUIET_KEYBOARD.to_vec(),
        _ => [QUIET_KEYBOARD, PLAIN_KEYS].concat(),
    }
}

/// Whether standard input is a terminal. It is asked once.
pub fn standard_input_is_terminal() -> bool {
    static IS_TERMINAL: OnceLock<bool> = OnceLock::new();
    *IS_TERMINAL.get_or_init(|| io::stdin().is_terminal())
}

/// The terminal to read from, even when standard input is something else. It is opened once.
fn keyboard() -> io::Result<&'static File> {
    static KEYBOARD: OnceLock<File> = OnceLock::new();
    open_once(&KEYBOARD, || {
        if standard_input_is_terminal() {
            Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
        } else {
            terminal(File::options().read(true))
        }
    })
}

fn found() -> MutexGuard<'static, Option<(Termios, Use)>> {
    FOUND.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the terminal, even if it is in our use already, because a shell may have changed it in between.
fn take(wanted: Use) -> io::Result<()> {
    let line = keyboard()?;
    let mut settings = tcgetattr(line)?;
    found().get_or_insert_with(|| (settings.clone(), wanted));
    if let Use::Lines { hidden } = wanted {
        settings.input_modes.remove(InputModes::IGNCR | InputModes::INLCR);
        settings.input_modes.insert(InputModes::ICRNL);
        settings.output_modes.insert(OutputModes::OPOST | OutputModes::ONLCR);
        settings.local_modes.insert(LocalModes::ICANON | LocalModes::ISIG | LocalModes::IEXTEN | LocalModes::ECHONL);
        settings.local_modes.set(LocalModes::ECHO, !hidden);
        return Ok(tcsetattr(line, OptionalActions::Now, &settings)?);
    }
    let prints = settings.output_modes;
    settings.make_raw();
    if wanted == Use::Screen {
        return Ok(tcsetattr(line, OptionalActions::Now, &settings)?);
    }
    // The command goes on writing lines, which need their carriage returns.
    settings.output_modes = prints;
    tcsetattr(line, OptionalActions::Now, &settings)?;
    empty_input()?;
    Output::get()?.write_soon(&resets())
}
