//! Engine: what the instance is called and whose it is.

use super::builtin::ENGINES;
use crate::catalog::Lookup;
use crate::form::field::{Body, Field, Kind, Problem, Source, Step};
use crate::form::rules;
use crate::form::value::{Pair, Value};
use crate::language::{Text, say};
use crate::text::{grouped, quoted};

pub(crate) static STEP: Step =
    Step { key: "engine", title: Text("Engine"), fields: &[&NAME, &DESCRIPTION, &ENTERPRISE_PROJECT, &TAGS, &ENGINE] };

pub static ENGINE: Field = Field {
    key: "engine",
    label: Text("Engine"),
    help: Text("The cloud's name for the engine. Both make the same RocketMQ; reliability is what it answers with."),
    more: Text(
        "The create call takes two names for RocketMQ, rocketmq and reliability, in its path and its body, and answers \
           with reliability whichever was sent. The wizard uses one name in both places. If you have no reason to \
           change it, leave it; it cannot be changed after creation.",
    ),
    kind: Kind::Choice(|_| Source::Fixed(&ENGINES)),
    fixed_after_creation: true,
    default: |_| Value::text("reliability"),
    body: Body::At("engine"),
    ..Field::REQUIRED
};

pub static NAME: Field = Field {
    key: "name",
    label: Text("Name"),
    help: Text("4 to 64 characters: a letter first, then letters, digits, _ and -. Unique in the project."),
    more: Text(
        "The name is how people and the console know the instance, and how the wizard finds it again if the answer to \
           the order is lost. It should therefore be unique in the project.\n\n\
           It can be changed later, but the call that changes it is documented without the underscore.",
    ),
    check: |_, value| name(value.as_text()),
    warn: |_, value| {
        let told = Text("an underscore is fine now; the rename call is documented without it");
        value.as_text().contains('_').then(|| told.to_string())
    },
    stands_alone: true,
    body: Body::At("name"),
    ..Field::REQUIRED
};

const DESCRIPTION_LONGEST: usize = 1024;

pub static DESCRIPTION: Field = Field {
    key: "description",
    label: Text("About"),
    help: Text("What the instance is for, at most 1,024 characters. Optional."),
    more: Text(
        "A note for your colleagues: what the instance is for, who owns it, which ticket asked for it. At most 1,024 \
           characters of any script. It can be changed later.",
    ),
    longest: DESCRIPTION_LONGEST,
    check: |_, value| {
        rules::length(value.as_text(), 0, DESCRIPTION_LONGEST)?;
        rules::seen(value.as_text())
    },
    stands_alone: true,
    body: Body::At("description"),
    ..Field::OPTIONAL
};

pub static ENTERPRISE_PROJECT: Field = Field {
    key: "enterprise_project_id",
    label: Text("Enterprise"),
    help: Text("The enterprise project that pays; 0 is the default one, and right for accounts that have none."),
    more: Text(
        "Enterprise projects group resources for billing and permissions. Accounts that have them must name one; 0 is \
           the default project, and what accounts without any send. The instance can be moved to another later.",
    ),
    kind: Kind::Choice(|_| Source::Remote { lookup: Lookup::EnterpriseProjects, fallback: &[] }),
    default: |_| Value::text("0"),
    implied: Some("0"),
    check: |_, value| enterprise_project(value.as_text()),
    body: Body::At("enterprise_project_id"),
    ..Field::OPTIONAL
};

/// The most tags an instance has, and the most characters of a key and of a value (`cloud::api`, "Tags").
pub const MOST_TAGS: usize = 20;
const KEY_LONGEST: usize = 128;
const VALUE_LONGEST: usize = 255;

pub static TAGS: Field = Field {
    key: "tags",
    label: Text("Tags"),
    help: Text("Labels as key=value, at most 20, set once the instance runs. Optional; they can be changed later."),
    more: Text(
        "Tags sort instances for bills and searches: type key=value and press Enter, or paste several, separated by \
           commas or line ends. Up and Down lead to those that are there, to change them; Ctrl-U takes one away. Right \
           completes what is typed by the project's tags, PgDn and PgUp show others.\n\n\
           A key has 1 to 128 characters and stands once, a value has up to 255 and may be empty. Letters of any \
           language, digits, inner blanks and _ . : = + - @ are allowed, in values / too; a key with = in it stands in \
           quotes.\n\n\
           The order itself carries no tags. A call of its own sets them once the instance is RUNNING, made by \
           whichever wizard or watch of this host sees that. They can be changed later in the console.",
    ),
    kind: Kind::Pairs(|_| Source::Remote { lookup: Lookup::Tags, fallback: &[] }),
    longest: KEY_LONGEST + 1 + VALUE_LONGEST,
    check: |_, value| tags(value.as_pairs()),
    body: Body::AfterCreation,
    ..Field::OPTIONAL
};

fn tags(pairs: &[Pair]) -> Result<(), Problem> {
    pairs.iter().try_for_each(tag)?;
    let is_twice = |(at, pair): &(usize, &Pair)| pairs.iter().take(*at).any(|before| before.key == pair.key);
    if let Some((_, pair)) = pairs.iter().enumerate().find(is_twice) {
        return Err(Problem::new(say!("the key {key} is there twice; take one away", key = quoted(&pair.key))));
    }
    match pairs.len().saturating_sub(MOST_TAGS) {
        0 => Ok(()),
        more => {
            let (count, most) = (grouped(pairs.len() as u64), MOST_TAGS);
            Err(Problem::new(say!(
                "{count} tags are too many; at most {most} are allowed, so take {more} away",
                count,
                most,
                more
            )))
        }
    }
}

fn tag(Pair { key, value }: &Pair) -> Result<(), Problem> {
    let Some(value) = value else {
        let told = say!("{key} has no value; write key=value, or key= for an empty value", key = quoted(key));
        return Err(Problem::new(told).with_rule(TAGS.help.to_string()));
    };
    if key.is_empty() {
        return Err(Problem::new(say!("{tag} has no key; write key=value", tag = quoted(&format!("={value}")))));
    }
    tag_key(key)?;
    tag_value(value)
}

/// What is wrong with a key or a value of a tag.
enum Fault {
    TooLong(usize),
    /// It has this sign, which is not allowed.
    Sign(String),
    BlankAtEnd,
}

fn fault(text: &str, longest: usize, signs: &str) -> Option<Fault> {
    let count = text.chars().count();
    let allowed = |c: &char| c.is_alphanumeric() || *c == ' ' || signs.contains(*c);
    let bad = || text.chars().find(|c| !allowed(c)).map(|bad| Fault::Sign(format!("{bad:?}")));
    let long = (count > longest).then_some(Fault::TooLong(count));
    long.or_else(bad).or_else(|| (text.trim() != text).then_some(Fault::BlankAtEnd))
}

fn tag_key(text: &str) -> Result<(), Problem> {
    let (key, most, signs) = (quoted(text), KEY_LONGEST, "_ . : = + - @");
    Err(Problem::new(match fault(text, most, signs) {
        None => return Ok(()),
        Some(Fault::TooLong(count)) => {
            say!("the key {key} has {count} characters; at most {most} are allowed", key, count, most)
        }
        Some(Fault::Sign(sign)) => {
            say!("the key {key} has {sign}; only letters, digits, blanks and {signs} are allowed", key, sign, signs)
        }
        Some(Fault::BlankAtEnd) => say!("the key {key} has a blank at an end; take it away", key),
    }))
}

fn tag_value(text: &str) -> Result<(), Problem> {
    let (value, most, signs) = (quoted(text), VALUE_LONGEST, "_ . : = + - @ /");
    Err(Problem::new(match fault(text, most, signs) {
        None => return Ok(()),
        Some(Fault::TooLong(count)) => {
            say!("the value {value} has {count} characters; at most {most} are allowed", value, count, most)
        }
        Some(Fault::Sign(sign)) => say!(
            "the value {value} has {sign}; only letters, digits, blanks and {signs} are allowed",
            value,
            sign,
            signs
        ),
        Some(Fault::BlankAtEnd) => say!("the value {value} has a blank at an end; take it away", value),
    }))
}

/// The rule of the API page (`cloud::api`, "Names").
fn name(value: &str) -> Result<(), Problem> {
    rules::identifier(value)?;
    rules::length(value, 4, 64)
}

fn enterprise_project(value: &str) -> Result<(), Problem> {
    if value == "0" || rules::uuid(value).is_ok() {
        return Ok(());
    }
    let value = quoted(value);
    Err(Problem::new(say!("{value} is not an enterprise project; 0 or an ID of 36 characters is", value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Choice;
    use crate::failure::{Cause, Failure};
    use crate::steps::filed;
    use crate::steps::sample::{form, problem, read, sent, warning, with};

    #[test]
    fn names() {
        let long = "\"xxxxxxxxxxxxxxxxxxxxxxxx...\" has 65 characters; 4 to 64 are allowed";
        for (name, expected) in [
            ("", "nothing is entered yet; Name is required"),
            ("abc", "\"abc\" has 3 characters; 4 to 64 are allowed"),
            ("abcd", ""),
            (&"x".repeat(64), ""),
            (&"x".repeat(65), long),
            ("a9-_", ""),
            ("Orders-PROD_2", ""),
            ("1abc", "\"1abc\" starts with '1'; the first character must be a letter"),
            ("_abc", "\"_abc\" starts with '_'; the first character must be a letter"),
            ("-abc", "\"-abc\" starts with '-'; the first character must be a letter"),
            ("ab cd", "\"ab cd\" has ' '; only letters a-z A-Z, digits, _ and - are allowed"),
            ("ab.cd", "\"ab.cd\" has '.'; only letters a-z A-Z, digits, _ and - are allowed"),
            ("\u{e4}bcd", "\"\u{e4}bcd\" has '\u{e4}'; only letters a-z A-Z, digits, _ and - are allowed"),
            ("ab\u{1b}[2Jcd", "\"ab[2Jcd\" has '\\u{1b}'; only letters a-z A-Z, digits, _ and - are allowed"),
        ] {
            assert_eq!(problem(&with(&[(&NAME, name)]), &NAME), expected);
        }
        assert!(
            warning(&with(&[(&NAME, "with_underscore")]), &NAME).contains("the rename call is documented without it")
        );
        assert_eq!(warning(&form(), &NAME), "");
    }

    #[test]
    fn descriptions_count_characters_not_bytes() {
        for (character, count, expected) in [
            ("x", 1024, ""),
            ("x", 1025, "\"xxxxxxxxxxxxxxxxxxxxxxxx...\" has 1025 characters; at most 1024 are allowed"),
            ("\u{8a02}", 1024, ""),
            ("\u{8a02}", 1025, "has 1025 characters; at most 1024 are allowed"),
            ("\u{1f980}", 1024, ""),
            ("\\", 1024, ""),
        ] {
            let said = problem(&with(&[(&DESCRIPTION, &character.repeat(count))]), &DESCRIPTION);
            assert!(said.ends_with(expected) && said.is_empty() == expected.is_empty(), "{said}");
        }
        assert!(sent(&form(), "description").is_null());
    }

    #[test]
    fn enterprise_projects_are_zero_or_an_id() {
        let id = "7a9f3a4b-f019-458d-b9e5-301867394d50";
        for (answer, expected, body) in [("0", "", "0"), (id, "", id)] {
            let form = with(&[(&ENTERPRISE_PROJECT, answer)]);
            assert_eq!(
                (problem(&form, &ENTERPRISE_PROJECT).as_str(), sent(&form, "enterprise_project_id")),
                (expected, body.into())
            );
        }
        assert!(sent(&with(&[(&ENTERPRISE_PROJECT, "")]), "enterprise_project_id").is_null());
        for answer in ["1", "default", "7a9f3a4b-f019-458d-b9e5-301867394d5"] {
            let said = problem(&with(&[(&ENTERPRISE_PROJECT, answer)]), &ENTERPRISE_PROJECT);
            assert!(said.ends_with("is not an enterprise project; 0 or an ID of 36 characters is"), "{said}");
        }
        let refused = Failure::new(Cause::Forbidden, Text("Not enabled."), Text("Ask."));
        let alone = filed(&Lookup::EnterpriseProjects, Err(refused.clone())).unwrap().entries;
        assert_eq!(alone, [Choice::new("0", "default", "Not enabled.")], "the default one is all there is");
        assert_eq!(filed(&Lookup::Vpcs, Err(refused.clone())), Err(refused));
        let mut form = with(&[(&ENTERPRISE_PROJECT, id)]);
        read(&mut form, Lookup::EnterpriseProjects, vec![Choice::new("0", "default", "")]);
        assert_eq!(problem(&form, &ENTERPRISE_PROJECT), "");
        assert!(warning(&form, &ENTERPRISE_PROJECT).contains("is not in the list that was read"));
    }

    #[test]
    fn engines() {
        for (engine, expected) in [
            ("reliability", ""),
            ("rocketmq", ""),
            ("kafka", "\"kafka\" is not offered; choose from reliability, rocketmq"),
            ("", "nothing is chosen yet; Engine is required"),
        ] {
            assert_eq!(problem(&with(&[(&ENGINE, engine)]), &ENGINE), expected);
        }
        assert_eq!(sent(&form(), "engine"), "reliability");
    }
}
