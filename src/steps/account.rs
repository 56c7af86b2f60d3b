//! Screen 0, Account: where the request goes and whose it is.

use super::builtin::BUILTIN;
use crate::catalog::Lookup;
use crate::form::field::{Body, Field, Form, Kind, Problem, Source, Step};
use crate::form::rules;
use crate::form::value::Value;

pub(crate) static STEP: Step =
    Step { short: "Account", title: "Account", fields: &[&REGION, &PROJECT, &ACCESS_KEY, &SECRET_KEY] };

pub static REGION: Field = Field {
    key: "region",
    label: "Region",
    help: "Where the instance will run. It cannot be moved later.",
    more: "The region decides where the instance runs, which networks it can join, what it costs and which \
           zones and flavors there are. An instance cannot be moved to another region.\n\n\
           It is read from --region, HUAWEICLOUD_SDK_REGION or HW_REGION_NAME; the list comes from IAM where that is \
           permitted, else it is built in.",
    kind: Kind::Choice(|_| Source::Remote { lookup: Lookup::Regions, fallback: &BUILTIN.regions }),
    fixed_after_creation: true,
    check: |_, value| known_region(value.as_text()),
    body: Body::Address,
    ..Field::REQUIRED
};

pub static PROJECT: Field = Field {
    key: "project_id",
    label: "Project",
    help: "The project of that region the instance belongs to and is billed under.",
    more: "Every region of an account has at least one project; its id is 32 hexadecimal digits. The project decides \
           who may see the instance and where it is billed. An instance cannot change its project.\n\n\
           It is read from --project-id, HUAWEICLOUD_SDK_PROJECT_ID or HW_PROJECT_ID, else looked up from the region \
           with your keys. In the console it stands under My Credentials.",
    kind: Kind::Choice(projects_of_region),
    fixed_after_creation: true,
    default: only_project,
    check: |_, value| rules::hex32(value.as_text(), "a project ID"),
    body: Body::Address,
    ..Field::REQUIRED
};

/// Asked for only where no complete pair of keys was found.
pub static ACCESS_KEY: Field = Field {
    key: "access_key",
    label: "Access key",
    help: "The access key ID (AK) that signs the request. Kept in memory only.",
    more: "No complete pair of keys was found in the environment or in a profile file, so the wizard asks. Both halves \
           must belong together. They are kept in memory until the wizard ends and never written anywhere.\n\n\
           To be asked no more, set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK before starting.",
    kind: Kind::Secret,
    shown: |form| form.source_of(&ACCESS_KEY).is_none(),
    ..Field::REQUIRED
};

pub static SECRET_KEY: Field = Field {
    key: "secret_key",
    label: "Secret key",
    help: "The secret access key (SK) to it. Shown as stars, kept in memory only, never written.",
    more: "The secret access key belongs to the access key ID above. It is used to compute signatures and never leaves \
           this machine; it is not sent, not shown, not logged and not part of any draft.\n\n\
           A lost secret key cannot be read back in the console; make a new pair there instead.",
    kind: Kind::Secret,
    shown: |form| form.source_of(&ACCESS_KEY).is_none(),
    ..Field::REQUIRED
};

fn projects_of_region(form: &Form) -> Source {
    match &*form.value(&REGION) {
        Value::Text(region) => Source::Remote { lookup: Lookup::Projects { region: region.clone() }, fallback: &[] },
        _ => Source::After(&REGION),
    }
}

/// A project need not be chosen where there is only one.
fn only_project(form: &Form) -> Value {
    let mut open = form.choices(&PROJECT).iter().filter(|project| project.closed.is_none());
    match (open.next(), open.next()) {
        (Some(only), None) => Value::text(&only.id),
        _ => Value::Empty,
    }
}

fn known_region(region: &str) -> Result<(), Problem> {
    let shaped = region.split('-').count() >= 3
        && region.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if shaped || BUILTIN.regions.iter().any(|known| known.id == region) {
        return Ok(());
    }
    Err(Problem(format!("{} is not a region; ids like ap-southeast-3 are", rules::quoted(region))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Choice;
    use crate::form::field::Form;
    use crate::steps::STEPS;
    use crate::steps::sample::{form, problem, read, set, warning, with};

    #[test]
    fn regions_are_known_or_shaped_like_one() {
        for (region, expected) in [
            ("ap-southeast-3", ""),
            ("eu-west-101", ""),
            ("xx-nowhere-9", ""),
            ("Singapore", "\"Singapore\" is not a region; ids like ap-southeast-3 are"),
            ("ap southeast 3", "\"ap southeast 3\" is not a region; ids like ap-southeast-3 are"),
            ("AP-SOUTHEAST-3", "\"AP-SOUTHEAST-3\" is not a region; ids like ap-southeast-3 are"),
            ("", "nothing is chosen yet; Region is required"),
        ] {
            assert_eq!(problem(&with(&[(&REGION, region)]), &REGION), expected);
        }
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
