//! Finds out from the environment what the terminal can show.
//!
//! People state in variables which terminal they have and what they wish; this module knows these conventions. It is
//! pure: the environment is an argument.

/// What may be sent to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Abilities {
    /// Characters beyond ASCII for drawing.
    pub(crate) unicode: bool,
    /// The 16 ANSI colours. Without them, only attributes such as bold are used.
    pub(crate) colour: bool,
    /// A line can be written over: a carriage return goes back to its start, and a sequence erases it.
    pub(crate) redraws_lines: bool,
}

impl Abilities {
    /// Reads `TERM`, the locale (`LC_ALL`, `LC_CTYPE`, `LANG`: the first that is set), `NO_COLOR` (no-color.org), and
    /// `CLICOLOR_FORCE` and `CLICOLOR` (bixense.com/clicolors), in this order of precedence.
    pub(crate) fn detect(env: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| env(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_else(|| "dumb".to_owned());
        let plain = ["dumb", "vt100", "vt102", "vt220"].contains(&term.as_str());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default().to_lowercase();
        let utf8 = locale.contains("utf-8") || locale.contains("utf8");
        let colour = if set("NO_COLOR").is_some() {
            false
        } else if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
            true
        } else {
            set("CLICOLOR").is_none_or(|value| value != "0") && !plain
        };
        Self { unicode: utf8 && !plain && term != "linux", colour, redraws_lines: term != "dumb" }
    }
}

#[cfg(test)]
mod tests {
    use super::Abilities;

    #[test]
    fn terminal_locale_and_wishes_decide() {
        let table: [(&str, bool, bool, bool); 21] = [
            ("TERM=xterm-256color LANG=en_US.UTF-8", true, true, true),
            ("TERM=xterm LC_ALL=C LC_CTYPE=C.UTF-8 LANG=de_DE.UTF-8", false, true, true),
            ("TERM=xterm LC_ALL= LC_CTYPE=zh_CN.utf8 LANG=C", true, true, true),
            ("TERM=xterm LANG=zh_CN.GB18030", false, true, true),
            ("TERM=xterm", false, true, true),
            ("TERM=linux LANG=C.UTF-8", false, true, true),
            ("TERM=vt100 LANG=C.UTF-8", false, false, true),
            ("TERM=vt220 LANG=C.UTF-8", false, false, true),
            ("TERM=dumb LANG=C.UTF-8", false, false, false),
            ("LANG=C.UTF-8", false, false, false),
            ("TERM=tmux-256color LANG=C.UTF-8", true, true, true),
            ("TERM=screen LANG=C.UTF-8", true, true, true),
            ("TERM=xterm LANG=C.UTF-8 NO_COLOR=1", true, false, true),
            ("TERM=xterm LANG=C.UTF-8 NO_COLOR=", true, true, true),
            ("TERM=xterm LANG=C.UTF-8 CLICOLOR=0", true, false, true),
            ("TERM=xterm LANG=C.UTF-8 CLICOLOR=1", true, true, true),
            ("TERM=xterm LANG=C.UTF-8 CLICOLOR=0 CLICOLOR_FORCE=1", true, true, true),
            ("TERM=dumb LANG=C.UTF-8 CLICOLOR_FORCE=1", false, true, false),
            ("TERM=xterm LANG=C.UTF-8 CLICOLOR_FORCE=0", true, true, true),
            ("TERM=xterm LANG=C.UTF-8 NO_COLOR=1 CLICOLOR_FORCE=1", true, false, true),
            ("TERM=", false, false, false),
        ];
        for (environment, unicode, colour, redraws_lines) in table {
            let env = |name: &str| {
                environment.split(' ').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
            };
            let abilities = Abilities { unicode, colour, redraws_lines };
            assert_eq!(Abilities::detect(&env), abilities, "{environment}");
        }
    }
}
