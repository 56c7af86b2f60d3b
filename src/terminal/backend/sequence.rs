//! The control sequences that the style and the cursor movements are made of.

/// Writes a control sequence: its numbers, then the byte that says what they mean. A number 0 is left out, because
/// every terminal reads a missing number as 0 (ECMA-48, 5.4.2).
pub(super) fn control(numbers: impl IntoIterator<Item = u16>, meaning: u8, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    for (place, number) in numbers.into_iter().enumerate() {
        if place > 0 {
            out.push(b';');
        }
        if number > 0 {
            decimal(number, out);
        }
    }
    out.push(meaning);
}

/// A number in digits. The formatter of the standard library takes seven times as long, which shows in Chinese, where a move
/// follows each letter (`architecture`, "Figures": first screen).
fn decimal(number: u16, out: &mut Vec<u8>) {
    if number > 9 {
        decimal(number / 10, out);
    }
    out.extend(char::from_digit((number % 10).into(), 10).map(|digit| digit as u8));
}
