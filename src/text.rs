//! Text as people see it: other people's text made harmless, numbers grouped, and cutting and wrapping by what a terminal
//! shows, which is widths in cells and cuts between graphemes.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Most cells of a bad value that a message repeats.
const QUOTED: usize = 24;

/// Other people's text made safe to draw, log and copy: control bytes, line ends, and the invisible characters that
/// reorder or hide text are taken out.
pub fn clean(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().filter(|c| !hidden(*c)).collect()
}

/// A value as a message repeats it: shortened, so that the rule always stays on the screen, and safe to draw.
pub(crate) fn quoted(value: &str) -> String {
    let value = clean(value);
    let start = start(&value, QUOTED);
    let rest = if start.len() < value.len() { "..." } else { "" };
    format!("\"{start}{rest}\"")
}

/// A count with thousands separated, as people read it: `60,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Whether every character is printable ASCII, so that bytes, characters and cells are one.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whole sentences in a row; empty ones are passed over.
pub fn paragraph(sentences: &[String]) -> String {
    sentences.iter().filter(|sentence| !sentence.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// Cells a text takes.
pub fn width(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.width() }
}

/// The text, or as much of it as fits with a mark that there is more.
pub fn cut(text: &str, cells: usize, ascii: bool) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mark = if ascii { "..." } else { "\u{2026}" };
    let room = cells.saturating_sub(width(mark));
    let mut kept = start(text, room).to_owned();
    kept.push_str(start(mark, cells));
    kept
}

/// The longest start that fits.
// Not by `unicode-truncate` (3.0): in a debug build it panics where letters join across graphemes, as in Arabic.
pub fn start(text: &str, cells: usize) -> &str {
    if is_plain(text) {
        return text.get(..cells).unwrap_or(text);
    }
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += width(grapheme);
        if used > cells {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// The text, cut or filled with blanks to exactly this many cells.
pub fn fill(text: &str, cells: usize, ascii: bool) -> String {
    let mut filled = cut(text, cells, ascii);
    filled.extend(std::iter::repeat_n(' ', cells.saturating_sub(width(&filled))));
    filled
}

/// Lines of at most this many cells, broken at blanks where possible; line ends of the text are kept.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut continued = false;
        for word in paragraph.split_inclusive(' ') {
            if !line.is_empty() && width(&line) + width(word.trim_end()) > cells {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                continued = true;
            }
            let mut rest = if line.is_empty() && continued { word.trim_start() } else { word };
            while width(rest) > cells {
                let head = start(rest, cells);
                if head.is_empty() {
                    break;
                }
                lines.push(head.to_owned());
                rest = rest.get(head.len()..).unwrap_or_default();
            }
            line.push_str(rest);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_by_cells_and_never_through_a_wide_character() {
        for (text, cells, expected) in [
            ("orders", 6, "orders"),
            ("orders", 5, "or..."),
            ("订单系统", 8, "订单系统"),
            ("订单系统", 7, "订单..."),
            ("订单系统", 6, "订..."),
            ("订单系统", 2, ".."),
            ("e\u{301}e\u{301}e\u{301}", 2, ".."),
            // Lam and alef are one cell together, and one each by themselves.
            ("\u{633}\u{644}\u{627}\u{645} orders", 6, "\u{633}\u{644}\u{627}..."),
        ] {
            assert_eq!(cut(text, cells, true), expected, "{text} in {cells}");
        }
        assert_eq!(cut("orders", 4, false), "ord\u{2026}");
        assert_eq!(fill("订", 4, true), "订  ");
    }

    #[test]
    fn wraps_at_blanks_and_breaks_what_has_none() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a\n\nb", 7), ["a", "", "b"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("  a b c", 5), ["  a b", "c"]);
    }

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (150_000, "150,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(number), text);
        }
    }
}
