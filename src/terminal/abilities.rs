//! What the terminal can show, from the environment.
//!
//! Owns the conventions people state their terminal and their wishes by. Pure: the environment is an argument.

/// What may be sent to the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abilities {
    /// Characters beyond ASCII for drawing.
    pub unicode: bool,
    /// The 16 ANSI colours; without, attributes only.
    pub colour: bool,
}

impl Abilities {
    /// Reads `TERM`, the locale (`LC_ALL`, `LC_CTYPE`, `LANG`: the first that is set), `NO_COLOR` (no-color.org), and
    /// `CLICOLOR_FORCE` and `CLICOLOR` (bixense.com/clicolors), in this order of precedence.
    pub fn detect(env: &dyn Fn(&str) -> Option<String>) -> Self {
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
        Self { unicode: utf8 && !plain && term != "linux", colour }
    }
}

#[cfg(test)]
mod tests {
    use super::Abilities;

    #[test]
    fn terminal_locale_and_wishes_decide() {
        let table: [(&str, bool, bool); 21] = [
            ("TERM=xterm-256color LANG=en_US.UTF-8", true, true),
            ("TERM=xterm LC_ALL=C LC_CTYPE=C.UTF-8 LANG=de_DE.UTF-8", false, true),
            ("TERM=xterm LC_ALL= LC_CTYPE=zh_CN.utf8 LANG=C", true, true),
            ("TERM=xterm LANG=zh_CN.GB18030", false, true),
            ("TERM=xterm", false, true),
            ("TERM=linux LANG=C.UTF-8", false, true),
            ("TERM=vt100 LANG=C.UTF-8", false, false),
            ("TERM=vt220 LANG=C.UTF-8", false, false),
            ("TERM=dumb LANG=C.UTF-8", false, false),
            ("LANG=C.UTF-8", false, false),
            ("TERM=tmux-256color LANG=C.UTF-8", true, true),
            ("TERM=screen LANG=C.UTF-8", true, true),
            ("TERM=xterm LANG=C.UTF-8 NO_COLOR=1", true, false),
            ("TERM=xterm LANG=C.UTF-8 NO_COLOR=", true, true),
            ("TERM=xterm LANG=C.UTF-8 CLICOLOR=0", true, false),
            ("TERM=xterm LANG=C.UTF-8 CLICOLOR=1", true, true),
            ("TERM=xterm LANG=C.UTF-8 CLICOLOR=0 CLICOLOR_FORCE=1", true, true),
            ("TERM=dumb LANG=C.UTF-8 CLICOLOR_FORCE=1", false, true),
            ("TERM=xterm LANG=C.UTF-8 CLICOLOR_FORCE=0", true, true),
            ("TERM=xterm LANG=C.UTF-8 NO_COLOR=1 CLICOLOR_FORCE=1", true, false),
            ("TERM=", false, false),
        ];
        for (environment, unicode, colour) in table {
            let env = |name: &str| {
                environment.split(' ').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
            };
            assert_eq!(Abilities::detect(&env), Abilities { unicode, colour }, "{environment}");
        }
    }
}
