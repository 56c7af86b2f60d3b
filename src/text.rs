//! Text as people see it: other people's text made harmless, numbers grouped, and cutting and wrapping by what a terminal
//! shows, which is widths in cells and cuts between graphemes.

use crate::language::{self, Language};
use std::ops::RangeInclusive;
use std::path::Path;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Most cells of a bad value that a message repeats.
const QUOTED: usize = 24;

/// Most combining marks on one base: words of any language have fewer, and a tower of them reaches into other lines.
const MARKS: usize = 6;
/// What Unicode draws nothing for (`Default_Ignorable_Code_Point`) although its category does not tell: joiners, fillers
/// and selectors.
const INVISIBLE: [RangeInclusive<char>; 9] = [
    '\u{34f}'..='\u{34f}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180d}',
    '\u{180f}'..='\u{180f}',
    '\u{3164}'..='\u{3164}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{e0100}'..='\u{e01ef}',
];

/// Other people's text made safe to draw, log and copy, whoever wrote it: the cloud, a file, a path. What has no shape of
/// its own is taken out (control bytes, line ends, what reorders or hides text, what Unicode has not assigned), and so are
/// combining marks without a base, or with too many before them.
pub fn clean(text: &str) -> String {
    if simple_width(text).is_some() {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut room_for_marks = 0;
    for c in text.chars() {
        match shape(c) {
            Shape::Hidden => continue,
            Shape::Base => room_for_marks = if c.is_whitespace() { 0 } else { MARKS },
            Shape::Mark if room_for_marks == 0 => continue,
            Shape::Mark => room_for_marks -= 1,
        }
        kept.push(c);
    }
    kept
}

/// A path as a message names it: safe to draw.
pub(crate) fn path(path: &Path) -> String {
    clean(&path.to_string_lossy())
}

/// What a character does on the screen.
enum Shape {
    /// It stands for itself.
    Base,
    /// It joins the character before it.
    Mark,
    Hidden,
}

fn shape(c: char) -> Shape {
    use GeneralCategory as Is;
    if c.is_ascii() {
        return if c.is_ascii_control() { Shape::Hidden } else { Shape::Base };
    }
    match c.general_category() {
        Is::Control
        | Is::Format
        | Is::Surrogate
        | Is::PrivateUse
        | Is::Unassigned
        | Is::LineSeparator
        | Is::ParagraphSeparator => Shape::Hidden,
        _ if INVISIBLE.iter().any(|range| range.contains(&c)) => Shape::Hidden,
        Is::NonspacingMark | Is::SpacingMark | Is::EnclosingMark => Shape::Mark,
        _ => Shape::Base,
    }
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

/// Whole sentences in a row; empty ones are passed over. What others say may lack its full stop, and gets one before the
/// next sentence.
pub fn paragraph(sentences: &[String]) -> String {
    let mut paragraph = String::new();
    for sentence in sentences.iter().filter(|sentence| !sentence.is_empty()) {
        if paragraph.ends_with(char::is_alphanumeric) {
            paragraph.push_str(by_language(".", "\u{3002}"));
        }
        if !paragraph.is_empty() {
            paragraph.push_str(by_language(" ", ""));
        }
        paragraph.push_str(sentence);
    }
    paragraph
}

/// Items of a list, one after the other: `a, b, c`.
pub fn list<T: std::borrow::Borrow<str>>(items: &[T]) -> String {
    items.join(by_language(", ", "\u{3001}"))
}

/// What is told of one thing, one after the other: `orders, RUNNING, since yesterday`.
pub fn details(parts: &[String]) -> String {
    parts.join(by_language(", ", "\u{ff0c}"))
}

/// Half sentences, one after the other: `a is so; b is not`.
pub fn clauses<T: std::borrow::Borrow<str>>(clauses: &[T]) -> String {
    clauses.join(by_language("; ", "\u{ff1b}"))
}

/// Names one after the other: `a, b and c`.
pub fn series(names: &[&str]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => [list(names).as_str(), last].join(by_language(" and ", "\u{548c}")),
        names => names.concat(),
    }
}

fn by_language(english: &'static str, chinese: &'static str) -> &'static str {
    match language::current() {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// Cells a text takes.
pub fn width(text: &str) -> usize {
    simple_width(text).unwrap_or_else(|| text.width())
}

/// Cells of a text of which each character stands for itself, whatever stands beside it: of printable ASCII, of what
/// Chinese is written in, of the mark of what was cut, and of the lines of rules. `None` where there is another, so that
/// it has to be cleaned and measured (`architecture`, "Figures": CPU of a key).
pub fn simple_width(text: &str) -> Option<usize> {
    if is_plain(text) {
        Some(text.len())
    } else {
        text.chars().try_fold(0, |sum, next| Some(sum + simple_cells(next)?))
    }
}

/// The same of one character.
pub fn simple_cells(character: char) -> Option<usize> {
    match character {
        ' '..='~' | '\u{2026}' | '\u{2500}'..='\u{257f}' => Some(1),
        '\u{3001}'..='\u{3011}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff5e}' => Some(2),
        _ => None,
    }
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
    let mut is_over = |more: usize| {
        used += more;
        used > cells
    };
    let end = if simple_width(text).is_some() {
        text.char_indices().find(|(_, c)| is_over(simple_cells(*c).unwrap_or_default())).map(|(at, _)| at)
    } else {
        text.grapheme_indices(true).find(|(_, grapheme)| is_over(width(grapheme))).map(|(at, _)| at)
    };
    end.and_then(|at| text.get(..at)).unwrap_or(text)
}

/// The text, cut or filled with blanks to exactly this many cells.
pub fn fill(text: &str, cells: usize, ascii: bool) -> String {
    let mut filled = cut(text, cells, ascii);
    filled.extend(std::iter::repeat_n(' ', cells.saturating_sub(width(&filled))));
    filled
}

/// Where a text without blanks may be broken: around wide letters, but never before what ends, nor behind what begins.
fn may_break(before: char, after: char) -> bool {
    const BEGINS: &str = "\u{ff08}\u{201c}\u{2018}\u{300a}\u{3010}([{<\"'`";
    const ENDS: &str = "\u{ff0c}\u{3002}\u{ff1b}\u{ff1a}\u{3001}\u{ff09}\u{201d}\u{2019}\u{300b}\u{3011}\u{ff01}\u{ff1f}\u{2026})]}>,.;:!?%\"'`";
    let is_wide = |c: char| UnicodeWidthChar::width(c) == Some(2);
    let joins = UnicodeWidthChar::width(after) == Some(0);
    (is_wide(before) || is_wide(after)) && !joins && !BEGINS.contains(before) && !ENDS.contains(after)
}

/// The pieces a line is made of: words with the blanks behind them, and what [`may_break`] leaves together.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for word in text.split_inclusive(' ') {
        // ASCII is broken nowhere (`architecture`, "Figures": CPU of a key).
        let (mut start, wide) = (0, if word.is_ascii() { "" } else { word });
        for (before, (at, after)) in wide.chars().zip(wide.char_indices().skip(1)) {
            if after != ' ' && may_break(before, after) {
                pieces.push(word.get(start..at).unwrap_or_default());
                start = at;
            }
        }
        pieces.push(word.get(start..).unwrap_or_default());
    }
    pieces
}

/// Lines of at most this many cells, broken at blanks and between wide letters where possible; line ends of the text are
/// kept.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let (mut line, mut taken) = (String::new(), 0);
        let mut continued = false;
        for word in pieces(paragraph) {
            if !line.is_empty() && taken + width(word.trim_end()) > cells {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                (taken, continued) = (0, true);
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
            taken += width(rest);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule in other words, by other tables: what the Unicode standard draws nothing for, letter by letter.
    fn is_hidden(c: char) -> bool {
        use unicode_general_category::get_general_category;
        let ignorable = matches!(
            u32::from(c),
            0xad | 0x34f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f
                | 0x202a..=0x202e | 0x2060..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfff8
                | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff
        );
        ignorable || matches!(get_general_category(c).abbreviation(), "Cc" | "Cf" | "Cs" | "Co" | "Cn" | "Zl" | "Zp")
    }

    #[test]
    fn what_is_taken_for_simple_stands_for_itself_beside_anything_simple() {
        let simple = |c: char| simple_cells(c).map(|cells| (c, cells));
        let mut seen = 0;
        for (c, cells) in ('\0'..=char::MAX).filter_map(simple) {
            seen += 1;
            assert!(matches!(shape(c), Shape::Base), "{c:?}");
            for other in ["a", "\u{8ba2}", "\u{3002}"] {
                let text = format!("{other}{c}{other}");
                assert_eq!(text.width(), 2 * other.width() + cells, "{text}");
                assert_eq!(text.graphemes(true).count(), 3, "{text}");
            }
        }
        assert!(seen > 20_000, "{seen}");
        let texts = ["orders", "\u{8ba2}\u{5355}-1\u{3002}", "e\u{301}", "\u{26a0}\u{fe0f}", "\u{8ba2}\u{301}"];
        assert_eq!(texts.map(simple_width), [Some(6), Some(8), None, None, None]);
    }

    #[test]
    fn what_has_no_shape_is_taken_out_and_everything_else_stays() {
        let (mut hidden, mut shown) = (0, 0);
        for c in '\0'..=char::MAX {
            let category = unicode_general_category::get_general_category(c).abbreviation();
            if category == "Cn" && c.general_category() != GeneralCategory::Unassigned {
                // Assigned in between the two tables.
                continue;
            }
            // Behind a base, where a mark may stand.
            let expected = if is_hidden(c) { "a".to_owned() } else { format!("a{c}") };
            assert_eq!(clean(&format!("a{c}")), expected, "{c:?} {category}");
            let alone = clean(&c.to_string());
            assert_eq!(alone.is_empty(), is_hidden(c) || category.starts_with('M'), "{c:?} {category} alone");
            *(if is_hidden(c) { &mut hidden } else { &mut shown }) += 1;
        }
        assert!(hidden > 900_000 && shown > 140_000, "{hidden} {shown}");
    }

    #[test]
    fn words_of_all_scripts_stay_as_they_are_and_strange_marks_go() {
        for word in [
            "订单系统",
            "طلبات مُهَنَّدَة",
            "ใบสั่งซื้อ",
            "क्ष्म्यों हिन्दी",
            "မြန်မာ ဖွှေ့",
            "བརྒྱུད་",
            "שִׁלּוּחַ",
            "Tie\u{302}\u{301}ng Vie\u{323}\u{302}t",
            "한국어",
            "\u{1112}\u{1161}\u{11ab}",
            "👩 🇸🇬 👍🏽 ½ №",
        ] {
            assert_eq!(clean(word), word);
        }
        let tower = "\u{301}".repeat(40);
        for (text, expected) in [
            (format!("{tower}x"), "x".to_owned()),
            ("a \u{301}b".to_owned(), "a b".to_owned()),
            (format!("a{tower}b"), format!("a{}b", "\u{301}".repeat(MARKS))),
            (format!("a\u{200b}{tower}"), format!("a{}", "\u{301}".repeat(MARKS))),
            ("a\u{301}\u{200b}\u{302}".to_owned(), "a\u{301}\u{302}".to_owned()),
            ("\u{61c}a\u{ad}b\u{3164}c\u{1b}[2J\r\n".to_owned(), "abc[2J".to_owned()),
            ("👩\u{200d}👧 ❤\u{fe0f} 1\u{fe0f}\u{20e3}".to_owned(), "👩👧 ❤ 1\u{20e3}".to_owned()),
        ] {
            assert_eq!(clean(&text), expected, "{text:?}");
        }
    }

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
        assert_eq!(
            wrap("\u{8ba2}\u{5355}\u{ff0c}\u{7cfb}\u{7edf}300GB", 6),
            ["\u{8ba2}\u{5355}\u{ff0c}", "\u{7cfb}\u{7edf}", "300GB"]
        );
        assert_eq!(
            wrap("\u{8ba2}\u{ff08}\u{5355}\u{ff09}\u{3002}", 4),
            ["\u{8ba2}", "\u{ff08}\u{5355}", "\u{ff09}\u{3002}"]
        );
    }

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (150_000, "150,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(grouped(number), text);
        }
    }
}
