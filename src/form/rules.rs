//! Checks that any question may use. Each message names the bad value, the rule and the permitted range.

use super::field::Problem;
use super::number::amount;
use super::value::whole;
use crate::language::{say, tr};
use crate::text::{grouped, quoted};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Between `least` and `most` characters (not bytes).
pub(crate) fn length(value: &str, least: usize, most: usize) -> Result<(), Problem> {
    let count = value.chars().count();
    if (least..=most).contains(&count) {
        return Ok(());
    }
    let value = quoted(value);
    let told = match (count, least) {
        (1, _) => say!("{value} has 1 character; {least} to {most} are allowed", value, least, most),
        (_, 0) => say!("{value} has {count} characters; at most {most} are allowed", value, count, most),
        _ => say!("{value} has {count} characters; {least} to {most} are allowed", value, count, least, most),
    };
    // How many are too many is worth a line that changes with each key.
    let rule = (count < least).then(|| say!("{least} to {most} characters are allowed", least, most));
    Err(Problem { told, rule })
}

/// Nothing that is not shown and may hide or reorder what is: it would be sent all the same. What joins letters may stand.
pub(crate) fn seen(value: &str) -> Result<(), Problem> {
    let is_unseen = |c: &char| c.general_category() == GeneralCategory::Format && !matches!(c, '\u{200c}' | '\u{200d}');
    let unseen = value.chars().find(is_unseen);
    unseen.map_or(Ok(()), |c| {
        Err(Problem::new(say!("has a character that is not shown, {sign}; take it away", sign = format!("{c:?}"))))
    })
}

/// First an ASCII letter, then letters, digits, `_` and `-`.
pub(crate) fn identifier(value: &str) -> Result<(), Problem> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if let Some(bad) = value.chars().find(|c| !allowed(*c)) {
        let (value, sign) = (quoted(value), format!("{bad:?}"));
        let rule = say!("only letters a-z A-Z, digits, _ and - are allowed, not {sign}", sign = &sign);
        let told = say!("{value} has {sign}; only letters a-z A-Z, digits, _ and - are allowed", value, sign);
        return Err(Problem::new(told).with_rule(rule));
    }
    if value.starts_with(|c: char| c.is_ascii_alphabetic()) || value.is_empty() {
        return Ok(());
    }
    let (value, sign) = (quoted(value), format!("{:?}", first(value)));
    let told = say!("{value} starts with {sign}; the first character must be a letter", value, sign);
    Err(Problem::new(told).with_rule(tr("the first character must be a letter").to_owned()))
}

/// A whole number from `least` to `most`.
pub(crate) fn range(value: &str, least: u64, most: u64, unit: &str) -> Result<u64, Problem> {
    let allowed = allowed(least, most, unit);
    let outside = |given| {
        let told = say!("{given} is out of range; {allowed} is allowed", given, allowed = &allowed);
        Problem::new(told).with_rule(say!("{allowed} is allowed", allowed = &allowed))
    };
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match whole(value) {
        Some(number) if (least..=most).contains(&number) => Ok(number),
        Some(number) => Err(outside(amount(&grouped(number), unit))),
        None if digits => Err(outside(quoted(value))),
        None => {
            let rule = say!("not a whole number; {allowed} is allowed", allowed = &allowed);
            let told = say!("{value} is not a whole number; {allowed} is allowed", value = quoted(value), allowed);
            Err(Problem::new(told).with_rule(rule))
        }
    }
}

fn allowed(least: u64, most: u64, unit: &str) -> String {
    let counted = |number| amount(&grouped(number), unit);
    if least == most {
        say!("exactly {amount}", amount = counted(least))
    } else if least == 0 {
        say!("at most {amount}", amount = counted(most))
    } else if most == u64::MAX {
        say!("{amount} or more", amount = counted(least))
    } else {
        amount(&say!("{least} to {most}", least = grouped(least), most = grouped(most)), unit)
    }
}

/// Hexadecimal digits in groups of 8, 4, 4, 4 and 12, as VPCs, subnets, groups, keys and EIPs are named.
pub(crate) fn uuid(value: &str) -> Result<(), Problem> {
    let groups: Vec<&str> = value.split('-').collect();
    let fits = groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]);
    if fits && groups.iter().all(|group| is_hex(group)) {
        return Ok(());
    }
    let told = say!(
        "{value} is not an ID; 36 characters like 3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf are",
        value = quoted(value),
    );
    let rule = tr("not an ID; 36 characters like 3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf are");
    Err(Problem::new(told).with_rule(rule.to_owned()))
}

/// The ID of an instance that somebody typed, as the cloud writes it and compares it: in lower case.
pub(crate) fn instance_id(typed: &str) -> Result<String, Problem> {
    let id = typed.trim().to_ascii_lowercase();
    uuid(&id).map(|()| id)
}

/// Whether these are 32 hexadecimal digits, as projects and zones are named.
pub(crate) fn is_hex32(value: &str) -> bool {
    value.len() == 32 && is_hex(value)
}

/// No entry twice: IDs and codes of zones are the same in capitals.
pub(crate) fn no_repeats(entries: &[String]) -> Result<(), Problem> {
    let repeated = entries
        .iter()
        .enumerate()
        .find(|(at, entry)| entries.iter().take(*at).any(|earlier| earlier.eq_ignore_ascii_case(entry)));
    match repeated {
        Some((_, entry)) => {
            Err(Problem::new(say!("{value} is there twice; each may appear once", value = quoted(entry))))
        }
        None => Ok(()),
    }
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn first(value: &str) -> char {
    value.chars().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(result: Result<(), Problem>) -> String {
        result.err().map(|problem| problem.told).unwrap_or_default()
    }

    #[test]
    fn length_counts_characters_at_both_ends() {
        for (value, ok) in [("abc", false), ("abcd", true), ("äöüß", true)] {
            assert_eq!(length(value, 4, 64).is_ok(), ok, "{value}");
        }
        assert!(length(&"x".repeat(64), 4, 64).is_ok());
        assert_eq!(
            said(length(&"x".repeat(65), 4, 64)),
            "\"xxxxxxxxxxxxxxxxxxxxxxxx...\" has 65 characters; 4 to 64 are allowed"
        );
        assert_eq!(said(length("ab", 0, 1)), "\"ab\" has 2 characters; at most 1 are allowed");
    }

    #[test]
    fn identifiers_name_the_character_that_is_wrong() {
        for (value, part) in [
            ("orders-prod_1", ""),
            ("1orders", "starts with '1'"),
            ("-orders", "starts with '-'"),
            ("or ders", "has ' '"),
            ("ördersx", "has 'ö'"),
        ] {
            let message = said(identifier(value));
            assert!(if part.is_empty() { message.is_empty() } else { message.contains(part) }, "{value}: {message}");
        }
    }

    #[test]
    fn ranges_name_value_and_limits() {
        for (value, expected) in [
            ("299", "299 GB is out of range; 300 to 30,000 GB is allowed"),
            ("300", ""),
            ("30000", ""),
            ("30001", "30,001 GB is out of range; 300 to 30,000 GB is allowed"),
            ("99999999999999999999", "\"99999999999999999999\" is out of range; 300 to 30,000 GB is allowed"),
            ("x", "\"x\" is not a whole number; 300 to 30,000 GB is allowed"),
            ("-5", "\"-5\" is not a whole number; 300 to 30,000 GB is allowed"),
        ] {
            assert_eq!(said(range(value, 300, 30_000, "GB").map(|_| ())), expected);
        }
        assert_eq!(said(range("2", 1, 1, "").map(|_| ())), "2 is out of range; exactly 1 is allowed");
    }

    #[test]
    fn ids_are_told_from_anything_else() {
        for (value, ok) in [
            ("3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf", true),
            ("3DB8490C-4d6d-4d8f-8d3f-047b0de4c5cf", true),
            ("3db8490c-4d6d-4d8f-8d3f-047b0de4c5c", false),
            ("3db8490c4d6d4d8f8d3f047b0de4c5cf", false),
            ("3db8490c-4d6d-4d8f-8d3f-047b0de4c5cg", false),
            ("", false),
        ] {
            assert_eq!(uuid(value).is_ok(), ok, "{value}");
        }
        assert!(is_hex32("9f1c5806706d4c1fb0eb72f0a9b18c77") && !is_hex32("ap-southeast-3a"));
    }

    #[test]
    fn repeats_are_named() {
        let entries = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(no_repeats(&entries("a b c")), Ok(()));
        assert_eq!(said(no_repeats(&entries("a b a"))), "\"a\" is there twice; each may appear once");
        assert_eq!(said(no_repeats(&entries("3db8 b 3DB8"))), "\"3DB8\" is there twice; each may appear once");
    }

    #[test]
    fn what_is_not_shown_is_named_and_what_joins_letters_may_stand() {
        for fine in ["", "orders of team a", "\u{8ba2}\u{5355}\nline", "\u{1f469}\u{200d}\u{1f4bb}", "\u{26a0}\u{fe0f}"]
        {
            assert_eq!(seen(fine), Ok(()), "{fine:?}");
        }
        for hidden in ["a\u{202e}b", "\u{200b}", "a\u{feff}"] {
            assert!(said(seen(hidden)).contains("not shown, '\\u{"), "{hidden:?}");
        }
    }
}
