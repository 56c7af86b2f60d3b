//! Account: where the request goes and whose it is.

use super::builtin::{REGION_NAMES, REGIONS};
use crate::catalog::{Choice, Lookup};
use crate::form::field::{Address, Body, Field, Kind, Problem, Source, Step};
use crate::form::rules;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::{Text, say, tr};
use crate::text::{clean, list, quoted};

pub(crate) static STEP: Step =
    Step { key: "account", title: Text("Account"), fields: &[&REGION, &ACCESS_KEY, &SECRET_KEY, &PROJECT] };

/// Where a request goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestPlace {
    pub region: String,
    pub project_id: String,
}

impl RequestPlace {
    /// As far as it is answered; either may be empty.
    pub fn of(form: &Form) -> Self {
        Self { region: form.text(&REGION), project_id: form.text(&PROJECT) }
    }
}

pub static REGION: Field = Field {
    key: "region",
    label: Text("Region"),
    help: Text("Where the instance will run. It cannot be moved later."),
    more: Text(
        "The region decides where the instance runs, which networks it can join, what it costs and which \
           zones and flavors there are. An instance cannot be moved to another region.\n\n\
           It is read from --region, HUAWEICLOUD_SDK_REGION, HW_REGION_NAME or OS_REGION_NAME; the list comes from IAM \
           where that is permitted, else it is built in.",
    ),
    kind: Kind::Choice(|_| Source::Remote { lookup: Lookup::Regions, fallback: &REGIONS }),
    fixed_after_creation: true,
    check: |_, value| known_region(value.as_text()),
    warn: |form, value| unknown_region(form, value.as_text()).or_else(|| granted_first(value.as_text())),
    body: Body::Address(Address::Region),
    ..Field::REQUIRED
};

pub static PROJECT: Field = Field {
    key: "project_id",
    label: Text("Project"),
    help: Text("The region's project that the instance belongs to and is billed under."),
    more: Text(
        "Every region of an account has at least one project; its ID is 32 hexadecimal digits. The project decides \
           who may see the instance and where it is billed. An instance cannot change its project.\n\n\
           It is read from --project-id, HUAWEICLOUD_SDK_PROJECT_ID, HW_PROJECT_ID or, by its name, HW_PROJECT_NAME, \
           else looked up from the region with your keys. In the console it stands under My Credentials.",
    ),
    kind: Kind::Choice(projects_of_region),
    fixed_after_creation: true,
    only: |form| form.only_open(&PROJECT),
    check: |form, value| project(form, value.as_text()),
    body: Body::Address(Address::Project),
    ..Field::REQUIRED
};

/// Asked for only where no complete pair of keys was found.
pub static ACCESS_KEY: Field = Field {
    key: "access_key",
    label: Text("Access key"),
    help: Text("The access key ID (AK) that signs the request. Kept in memory only."),
    more: Text(
        "No complete pair of keys was found in the environment or in a profile file, so the wizard asks. Both halves \
           must belong together. They are kept in memory until the wizard ends and never written anywhere.\n\n\
           To be asked no more, set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK before starting.",
    ),
    kind: Kind::Secret,
    shown: |form| form.source_of(&ACCESS_KEY).is_none(),
    ..Field::REQUIRED
};

pub static SECRET_KEY: Field = Field {
    key: "secret_key",
    label: Text("Secret key"),
    help: Text("The secret access key (SK) of that pair. Kept in memory only, never shown or written."),
    more: Text(
        "The secret access key belongs to the access key ID above. It is used to compute signatures and never leaves \
           this machine; it is not sent, not shown, not logged and not part of any draft.\n\n\
           A lost secret key cannot be read back in the console; make a new pair there instead.",
    ),
    kind: Kind::Secret,
    shown: |form| form.source_of(&ACCESS_KEY).is_none(),
    ..Field::REQUIRED
};

fn projects_of_region(form: &Form) -> Source {
    match form.value(&REGION) {
        Value::Text(region) => Source::Remote { lookup: Lookup::Projects { region: region.clone() }, fallback: &[] },
        _ => Source::After(&REGION),
    }
}

/// A project is named by its id on the wire. A name is as good once the projects were read, and then stands for its id.
fn project(form: &Form, value: &str) -> Result<(), Problem> {
    if rules::is_hex32(value) {
        return Ok(());
    }
    let (count, known) = (value.chars().count(), !form.choices(&PROJECT).is_empty());
    let value = quoted(value);
    let (told, rule) = if known {
        (say!("{value} is none of the region's projects", value), tr("none of the region's projects"))
    } else {
        let told = say!("{value} ({count} characters) is not a project ID; 32 hexadecimal digits are", value, count);
        (told, tr("not a project ID; 32 hexadecimal digits are"))
    };
    Err(Problem::new(told).with_rule(rule.to_owned()))
}

/// So many projects of a region are named in a message.
const NAMED: usize = 20;

/// The projects of the region by name and ID, in words that end a sentence; `None` before they were read.
pub fn projects(form: &Form) -> Option<String> {
    let projects: Vec<&Choice> = form.choices(&PROJECT).iter().filter(|project| project.closed.is_none()).collect();
    let listed: Vec<String> = projects.iter().take(NAMED).map(|it| format!("{} {}", clean(&it.label), it.id)).collect();
    let (region, names) = (form.text(&REGION), list(&listed));
    match projects.len().saturating_sub(NAMED) {
        _ if projects.is_empty() => None,
        0 => Some(say!("{region} has {names}", region, names)),
        more => Some(say!("{region} has {names} and {more} more", region, names, more)),
    }
}

/// Regions are known, or shaped like one: new ones come. A zone is not one, however alike they look.
fn known_region(region: &str) -> Result<(), Problem> {
    if is_built_in(region) {
        return Ok(());
    }
    if let Some(of_zone) = of_zone(region).filter(|region| is_built_in(region) || is_shaped(region)) {
        return Err(Problem::new(say!(
            "{zone} is a zone; its region is {region}",
            zone = quoted(region),
            region = of_zone
        )));
    }
    if is_shaped(region) {
        return Ok(());
    }
    let value = quoted(region);
    Err(Problem::new(if let Some(meant) = meant(region) {
        say!("{value} is not a region; {meant} was probably meant", value, meant)
    } else {
        say!("{value} is not a region; IDs like ap-southeast-3 are", value)
    }))
}

/// The region of what has the form of a zone's code.
pub(crate) fn of_zone(code: &str) -> Option<&str> {
    let digit = |c: char| c.is_ascii_digit();
    code.strip_suffix(|c: char| c.is_ascii_lowercase()).filter(|region| region.ends_with(digit))
}

fn is_built_in(region: &str) -> bool {
    REGIONS.iter().any(|known| known.id == region)
}

/// Words and a number, joined by hyphens.
fn is_shaped(region: &str) -> bool {
    region.split('-').count() >= 3
        && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && region.ends_with(|c: char| c.is_ascii_digit())
}

/// A word on a region that no list has, neither the cloud's nor the built-in one.
fn unknown_region(form: &Form, region: &str) -> Option<String> {
    let known = is_built_in(region) || form.find(&REGION, region).is_some();
    let value = quoted(region);
    (!known).then(|| {
        if let Some(meant) = meant(region) {
            say!("{value} is a region that this program does not know; {meant} was probably meant", value, meant)
        } else {
            say!("{value} is a region that this program does not know", value)
        }
    })
}

/// Where somebody has to grant something before anything can be bought (`cloud::api`, "Before the first purchase").
fn granted_first(region: &str) -> Option<String> {
    let told = Text(
        "in this region the main account or its administrators must grant resource permissions before the first purchase",
    );
    (region == "cn-east-4").then(|| told.to_string())
}

/// The region that was probably meant, by ID and name: by its name, also in English, in other letters, or with a slip of
/// a key or two.
fn meant(region: &str) -> Option<String> {
    let given = region.trim().to_lowercase().replace(['_', ' '], "-");
    let named = |label: &str| {
        let label = label.to_lowercase();
        label.split(['-', ' ']).any(|part| part == given) || label.replace(' ', "-") == given
    };
    let slips = |known: &&Choice| strsim::osa_distance(&known.id, &given);
    let in_english = |name: Option<Text>| name.is_some_and(|Text(name)| named(name));
    let regions = REGIONS.iter().zip(REGION_NAMES);
    let mut named = regions.filter(|(known, (_, name))| known.id == given || named(&known.label) || in_english(*name));
    let close = || REGIONS.iter().min_by_key(slips).filter(|known| slips(known) <= 2);
    let meant = named.next().map(|(known, _)| known).or_else(close)?;
    Some(say!("{id} ({name})", id = &meant.id, name = &meant.label))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::state::Form;
    use crate::steps::STEPS;
    use crate::steps::sample::{form, problem, read, set, warning, with};

    #[test]
    fn regions_are_known_or_shaped_like_one() {
        for (region, expected) in [
            ("ap-southeast-3", ""),
            ("eu-west-101", ""),
            ("xx-nowhere-9", ""),
            ("ap-sotheast-3", ""),
            ("ap-southeast-3a", "\"ap-southeast-3a\" is a zone; its region is ap-southeast-3"),
            ("cn-north-4c", "\"cn-north-4c\" is a zone; its region is cn-north-4"),
            ("xx-nowhere-9b", "\"xx-nowhere-9b\" is a zone; its region is xx-nowhere-9"),
            ("Singapore", "\"Singapore\" is not a region; ap-southeast-3 (AP-Singapore) was probably meant"),
            ("AP-Singapore", "\"AP-Singapore\" is not a region; ap-southeast-3 (AP-Singapore) was probably meant"),
            ("ap southeast 3", "\"ap southeast 3\" is not a region; ap-southeast-3 (AP-Singapore) was probably meant"),
            ("AP-SOUTHEAST-3", "\"AP-SOUTHEAST-3\" is not a region; ap-southeast-3 (AP-Singapore) was probably meant"),
            ("ap-southeast-33a", "\"ap-southeast-33a\" is a zone; its region is ap-southeast-33"),
            ("the moon", "\"the moon\" is not a region; IDs like ap-southeast-3 are"),
            ("", "nothing is chosen yet; Region is required"),
        ] {
            assert_eq!(problem(&with(&[(&REGION, region)]), &REGION), expected);
        }
    }

    #[test]
    fn a_region_nobody_knows_gets_a_word_and_what_was_probably_meant() {
        for (region, expected) in [
            ("ap-southeast-3", ""),
            (
                "ap-sotheast-3",
                "\"ap-sotheast-3\" is a region that this program does not know; ap-southeast-3 (AP-Singapore) was probably meant",
            ),
            ("xx-nowhere-9", "\"xx-nowhere-9\" is a region that this program does not know"),
        ] {
            assert_eq!(warning(&with(&[(&REGION, region)]), &REGION), expected);
        }
        let mut form = with(&[(&REGION, "xx-nowhere-9")]);
        read(&mut form, Lookup::Regions, vec![Choice::new("xx-nowhere-9", "Nowhere", "")]);
        assert_eq!(warning(&form, &REGION), "");
    }

    #[test]
    fn a_project_named_from_outside_stands_for_its_id_and_no_other_takes_its_place() {
        let lookup = || Lookup::Projects { region: "ap-southeast-3".into() };
        let given = |name: &str, projects: &[&str]| {
            let mut form = Form::new(STEPS);
            set(&mut form, &REGION, "ap-southeast-3");
            form.give(&PROJECT, Value::text(name), "env HW_PROJECT_NAME");
            let ids = ["a", "b"].map(|digit| digit.repeat(32));
            let listed = projects.iter().zip(ids).map(|(name, id)| Choice::new(id, *name, ""));
            form.file(lookup(), Ok(listed.collect::<Vec<_>>().into()), 0);
            (form.text(&PROJECT), problem(&form, &PROJECT))
        };
        let both = ["ap-southeast-3", "ap-southeast-3_dev"];
        assert_eq!(given("ap-southeast-3_dev", &both), ("b".repeat(32), String::new()));
        // The only project there is would be taken if none had been named.
        let (id, problem) = given("ap-southeast-3_prod", &both[..1]);
        let expected = "\"ap-southeast-3_prod\" is none of the region's projects (env HW_PROJECT_NAME)";
        assert_eq!((id.as_str(), problem.as_str()), ("ap-southeast-3_prod", expected));
    }

    #[test]
    fn a_region_the_list_does_not_have_gets_a_word() {
        let mut form = form();
        read(&mut form, Lookup::Regions, vec![Choice::new("cn-north-4", "Beijing4", "")]);
        assert_eq!(problem(&form, &REGION), "");
        assert_eq!(
            warning(&form, &REGION),
            "\"ap-southeast-3\" is not in the list that was read; the cloud may refuse it"
        );
    }

    #[test]
    fn project_ids_have_32_hexadecimal_digits() {
        for (id, expected) in [
            ("0123456789abcdef0123456789abcdef".to_owned(), ""),
            (
                "a".repeat(31),
                "\"aaaaaaaaaaaaaaaaaaaaaaaa...\" (31 characters) is not a project ID; 32 hexadecimal digits are",
            ),
            (
                "a".repeat(33),
                "\"aaaaaaaaaaaaaaaaaaaaaaaa...\" (33 characters) is not a project ID; 32 hexadecimal digits are",
            ),
            (
                "g".repeat(32),
                "\"gggggggggggggggggggggggg...\" (32 characters) is not a project ID; 32 hexadecimal digits are",
            ),
            (String::new(), "nothing is chosen yet; Project is required"),
        ] {
            assert_eq!(problem(&with(&[(&PROJECT, &id)]), &PROJECT), expected);
        }
    }

    #[test]
    fn projects_wait_for_a_region_and_an_only_one_needs_no_choosing() {
        let mut form = Form::new(STEPS);
        assert_eq!(problem(&form, &PROJECT), "choose Region first (screen 0)");
        set(&mut form, &REGION, "ap-southeast-3");
        assert_eq!(problem(&form, &PROJECT), "nothing is chosen yet; Project is required");
        let project = |digit: &str| Choice::new(digit.repeat(32), digit, "");
        let lookup = || Lookup::Projects { region: "ap-southeast-3".into() };
        read(&mut form, lookup(), vec![project("a")]);
        assert_eq!((form.text(&PROJECT), form.is_chosen(&PROJECT)), ("a".repeat(32), false));
        read(&mut form, lookup(), vec![project("a"), project("b")]);
        assert_eq!(form.text(&PROJECT), "");
    }

    #[test]
    fn keys_are_asked_for_unless_they_were_found() {
        let mut form = Form::new(STEPS);
        assert_eq!(problem(&form, &SECRET_KEY), "nothing is entered yet; Secret key is required");
        form.secret_mut(&SECRET_KEY).push("s");
        assert_eq!(problem(&form, &SECRET_KEY), "");
        assert_eq!(problem(&form, &ACCESS_KEY), "nothing is entered yet; Access key is required");
        form.give(&ACCESS_KEY, Value::text("AKIDEXAMPLE0000000001"), "env HUAWEICLOUD_SDK_AK");
        for field in [&ACCESS_KEY, &SECRET_KEY] {
            assert!(!(field.shown)(&form) && problem(&form, field).is_empty(), "{}", field.key);
        }
    }
}
