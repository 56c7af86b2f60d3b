//! The chain on this host: order, never mixed, and every way a file can be wrong.

use super::{Credentials, Search, Setting, Standing, local, survey};
use crate::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use std::fs;
use std::path::Path;

const AK: &str = "AKIDEXAMPLE0000000001";
const SK: &str = "SkExampleNotASecret0000000000000000000001";
const TOKEN: &str = "tok+/==";

const PROFILE: &str = ".huaweicloud/credentials";
const KOOCLI: &str = ".hcloud/config.json";

/// Looks with these variables and these files in the home directory, and checks that nothing secret is told.
fn search(env: &[(&str, &str)], files: &[(&str, &[u8])]) -> Search {
    let home = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    search_in(env, Some(home.path()))
}

fn search_in(env: &[(&str, &str)], home: Option<&Path>) -> Search {
    let read = |name: &str| env.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let search = local(&read, home);
    let told = format!("{search:?}");
    for secret in [AK, SK, TOKEN, "Another"] {
        assert!(!told.contains(secret), "{secret} shows in {told}");
    }
    search
}

fn outcome<'a>(search: &'a Search, place: &str) -> &'a str {
    &search.places.iter().find(|it| it.place.starts_with(place)).unwrap().outcome
}

/// Source, AK, SK and token of what was found.
fn found(search: &Search) -> Option<(&str, &str, &str, &str)> {
    let keys = search.found.as_ref()?;
    let token = keys.security_token.as_ref().map_or("", Secret::expose);
    Some((&keys.source, &keys.access_key, keys.secret_key.expose(), token))
}

fn koocli(profile: &str) -> String {
    format!(r#"{{"current":"work","profiles":[{{"name":"home","accessKeyId":"OTHER"}},{{"name":"work",{profile}}}]}}"#)
}

#[test]
fn each_family_of_variables_is_read_with_its_own_token() {
    let cases: [(&[(&str, &str)], _); 6] = [
        (&[("HUAWEICLOUD_SDK_AK", AK), ("HUAWEICLOUD_SDK_SK", SK)], ("env HUAWEICLOUD_SDK_AK", AK, SK, "")),
        (
            &[("HUAWEICLOUD_SDK_AK", AK), ("HUAWEICLOUD_SDK_SK", SK), ("HUAWEICLOUD_SDK_SECURITY_TOKEN", TOKEN)],
            ("env HUAWEICLOUD_SDK_AK", AK, SK, TOKEN),
        ),
        (&[("HW_ACCESS_KEY", AK), ("HW_SECRET_KEY", SK)], ("env HW_ACCESS_KEY", AK, SK, "")),
        (
            &[("HW_ACCESS_KEY", AK), ("HW_SECRET_KEY", SK), ("HW_SECURITY_TOKEN", TOKEN)],
            ("env HW_ACCESS_KEY", AK, SK, TOKEN),
        ),
        (&[("CLOUD_SDK_AK", AK), ("CLOUD_SDK_SK", SK), ("HW_SECURITY_TOKEN", TOKEN)], ("env CLOUD_SDK_AK", AK, SK, "")),
        (&[("CLOUD_SDK_AK", " AKIDEXAMPLE0000000001\n"), ("CLOUD_SDK_SK", SK)], ("env CLOUD_SDK_AK", AK, SK, "")),
    ];
    for (env, expected) in cases {
        assert_eq!(found(&search(env, &[])), Some(expected), "{env:?}");
    }
}

#[test]
fn the_first_complete_place_wins() {
    let config = koocli(&format!(r#""accessKeyId":"{AK}","secretAccessKey":"{SK}""#));
    let files: [(&str, &[u8]); 2] =
        [(PROFILE, b"[basic]\nak = AKIDEXAMPLE0000000001\nsk = Another"), (KOOCLI, config.as_bytes())];
    let env = [
        ("HUAWEICLOUD_SDK_AK", AK),
        ("HUAWEICLOUD_SDK_SK", "Another"),
        ("HW_ACCESS_KEY", AK),
        ("HW_SECRET_KEY", SK),
        ("CLOUD_SDK_AK", AK),
        ("CLOUD_SDK_SK", SK),
    ];
    let order = [
        ("env HUAWEICLOUD_SDK_AK", &env[..], &files[..]),
        ("env HW_ACCESS_KEY", &env[2..], &files[..]),
        ("env CLOUD_SDK_AK", &env[4..], &files[..]),
        ("SDK profile file", &[], &files[..]),
        ("KooCLI profile work", &[], &files[1..]),
    ];
    for (source, env, files) in order {
        let search = search(env, files);
        assert_eq!(found(&search).unwrap().0, source);
        assert_eq!(search.places.len(), 5, "every place is listed");
        assert_eq!(search.places.iter().filter(|place| place.outcome == "used").count(), 1, "{source}");
    }
    let search = search(&env, &files);
    assert_eq!(outcome(&search, "HW_ACCESS_KEY"), "keys found, but a place above comes first");
    assert_eq!(outcome(&search, "KooCLI"), "not read, because a place above has keys");
}

/// The place the search ended at, with why.
fn broken(search: &Search) -> Option<(&str, &str)> {
    let place = search.broken()?;
    Some((&place.place, &place.outcome))
}

/// Whole pairs in every place behind the variables of the SDKs, none of which may be taken.
const OTHER_PAIRS: [(&str, &str); 4] =
    [("HW_ACCESS_KEY", AK), ("HW_SECRET_KEY", SK), ("CLOUD_SDK_AK", AK), ("CLOUD_SDK_SK", SK)];

#[test]
fn what_was_meant_but_cannot_be_used_ends_the_search() {
    let sdk = ["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN"];
    let hidden = format!("{AK}\u{200b}");
    let cases: [([&str; 3], &str); 12] = [
        ([AK, "", ""], "HUAWEICLOUD_SDK_AK is set but HUAWEICLOUD_SDK_SK is not"),
        (["", SK, ""], "HUAWEICLOUD_SDK_SK is set but HUAWEICLOUD_SDK_AK is not"),
        ([AK, "\"\"", ""], "HUAWEICLOUD_SDK_AK is set but HUAWEICLOUD_SDK_SK is not"),
        ([AK, "# later", ""], "HUAWEICLOUD_SDK_AK is set but HUAWEICLOUD_SDK_SK is not"),
        ([&hidden, SK, ""], "HUAWEICLOUD_SDK_AK holds an invisible character (U+200B) at place 22"),
        ([AK, "Another\u{ad}", ""], "HUAWEICLOUD_SDK_SK holds an invisible character (U+00AD) at place 8"),
        ([AK, "Another\u{feff}", ""], "HUAWEICLOUD_SDK_SK holds an invisible character (U+FEFF) at place 8"),
        ([AK, "Another\u{fffd}", ""], "HUAWEICLOUD_SDK_SK holds a character no key has (U+FFFD) at place 8"),
        ([AK, "Ano ther", ""], "HUAWEICLOUD_SDK_SK holds a blank at place 4"),
        ([AK, "\"Another", ""], "HUAWEICLOUD_SDK_SK holds a quote at place 1"),
        (["<your key>", SK, ""], "HUAWEICLOUD_SDK_AK holds a character no key has at place 1"),
        ([AK, SK, "tok\u{200d}"], "HUAWEICLOUD_SDK_SECURITY_TOKEN holds an invisible character (U+200D) at place 4"),
    ];
    for (values, expected) in cases {
        let env: Vec<_> = sdk.into_iter().zip(values).chain(OTHER_PAIRS).collect();
        let search = search(&env, &[(PROFILE, b"[basic]\nak=AKIDEXAMPLE0000000001\nsk=x")]);
        let (place, why) = broken(&search).unwrap();
        assert_eq!((found(&search), place), (None, "HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK"));
        assert!(why.starts_with(expected), "{why}");
        assert!(search.broken_told().unwrap().contains("another account's"));
        assert_eq!(
            outcome(&search, "SDK profile"),
            "keys found, but not used, as a place above has to be corrected first"
        );
    }
}

#[test]
fn pairs_are_never_completed_from_another_place_and_every_broken_one_is_listed() {
    let search = search(
        &[("HUAWEICLOUD_SDK_AK", AK), ("HW_SECRET_KEY", SK), ("CLOUD_SDK_AK", "AKIDEXAMPLE0000000009")],
        &[(PROFILE, b"[basic]\nsk = Another\nsecurity_token = tok+/==")],
    );
    assert_eq!(found(&search), None);
    let rest = "give all that belongs together, or nothing of it";
    let expected = [
        ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_AK is set but HUAWEICLOUD_SDK_SK is not"),
        ("HW_ACCESS_KEY", "HW_SECRET_KEY is set but HW_ACCESS_KEY is not"),
        ("CLOUD_SDK_AK", "CLOUD_SDK_AK is set but CLOUD_SDK_SK is not"),
        ("SDK profile ~/.huaweicloud", "sk is set but ak is not"),
    ];
    for (place, reason) in expected {
        assert_eq!(outcome(&search, place), format!("{reason}; {rest}"));
    }
    assert_eq!(outcome(&search, "KooCLI ~/.hcloud"), "no such file");
}

#[test]
fn what_nobody_meant_is_passed_over_and_said() {
    let empty = [("HUAWEICLOUD_SDK_AK", " "), ("HUAWEICLOUD_SDK_SK", "''"), ("HW_SECURITY_TOKEN", TOKEN)];
    let global: (&str, &[u8]) = (PROFILE, b"[global]\nak=AKIDEXAMPLE0000000001\nsk=x");
    let config = koocli(&format!(r#""accessKeyId":"{AK}","secretAccessKey":"{SK}""#));
    let search = search(&empty, &[global, (KOOCLI, config.as_bytes())]);
    assert_eq!(found(&search).unwrap().0, "KooCLI profile work");
    let notes = search.notes();
    let expected = [
        "Passed over HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK: set, but empty.",
        "Passed over HW_ACCESS_KEY, HW_SECRET_KEY: HW_SECURITY_TOKEN is set, but no keys are.",
        "Passed over SDK profile ~/.huaweicloud/credentials: has only [global], whose keys are for the whole account, \
         and no [basic].",
    ];
    assert_eq!(notes, expected);
}

#[test]
fn quotes_and_remarks_are_taken_off_and_said() {
    let (quoted, remarked) = (format!("\"{AK}\""), format!("'{SK}' # of the shop"));
    let env = [("HW_ACCESS_KEY", quoted.as_str()), ("HW_SECRET_KEY", &remarked), ("HW_REGION_NAME", "\"r1\" ; main")];
    let search = search(&env, &[]);
    assert_eq!(found(&search), Some(("env HW_ACCESS_KEY", AK, SK, "")));
    assert_eq!(
        search.notes(),
        ["Taken off: the quotes round HW_ACCESS_KEY, the quotes round HW_SECRET_KEY and the remark behind it."]
    );
    assert_eq!(search.region.as_ref().unwrap().value, "r1");
    assert_eq!(search.notes_of_settings(), ["Taken off: the quotes round HW_REGION_NAME and the remark behind it."]);
}

#[test]
fn the_profile_file_is_read_as_the_sdk_writes_it() {
    let whole = ("SDK profile file", AK, SK, TOKEN);
    let cases = [
        "[basic]\nak = AKIDEXAMPLE0000000001\nsk = SkExampleNotASecret0000000000000000000001\nsecurity_token = tok+/==\n",
        "[basic] # main\nak = 'AKIDEXAMPLE0000000001' ; mine\nsk = \"SkExampleNotASecret0000000000000000000001\"\nsecurity_token = tok+/==   # short\n",
        "\u{feff}# mine\r\n[global]\r\nak=OTHER\r\n; and\r\n[basic]\r\nAK:AKIDEXAMPLE0000000001\r\nSK = SkExampleNotASecret0000000000000000000001\r\nsecurity_token=tok+/==\r\niam_endpoint = https://iam.example.com\r\n[other]\r\nsk=OTHER",
    ];
    for text in cases {
        assert_eq!(found(&search(&[], &[(PROFILE, text.as_bytes())])), Some(whole), "{text}");
    }
}

#[test]
fn the_profile_file_may_lie_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.ini");
    fs::write(&path, format!("[basic]\nak={AK}\nsk={SK}")).unwrap();
    let search = search_in(&[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", path.to_str().unwrap())], None);
    assert_eq!(found(&search), Some(("SDK profile file", AK, SK, "")));
    assert!(search.places.iter().any(|place| place.place == format!("SDK profile {}", path.display())));
    let quoted = format!(" '{}' ", path.display());
    let search = search_in(&[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", &quoted)], None);
    assert_eq!(found(&search), Some(("SDK profile file", AK, SK, "")));
    assert_eq!(search.notes_of_settings(), ["Taken off: the quotes round HUAWEICLOUD_SDK_CREDENTIALS_FILE."]);
}

#[test]
fn without_a_home_directory_the_files_are_not_looked_for() {
    let search = search_in(&[], None);
    assert_eq!(outcome(&search, "SDK profile"), "not looked for, because the home directory is not known");
    assert_eq!(outcome(&search, "KooCLI"), "not looked for, because the home directory is not known");
}

#[test]
fn a_profile_file_that_is_wrong_says_how_and_no_other_place_is_tried() {
    let config = koocli(&format!(r#""accessKeyId":"{AK}","secretAccessKey":"{SK}""#));
    let large = [b"[basic]\n".as_slice(), &b"#".repeat(64 * 1024)].concat();
    let unlisted = "is neither ak nor sk; these are the names of the two keys";
    let cases: [(&[u8], &str); 19] = [
        (
            b"[Basic]\nak=AKIDEXAMPLE0000000001\nsk=x",
            "has no section [basic], but [Basic]; write [basic] above the keys",
        ),
        (b"[ basic ]\nak=AKIDEXAMPLE0000000001\nsk=x", "has no section [basic], but [ basic ]; write"),
        (b"[global]\nak=x\n[default]\nak=x\nsk=x", "has no section [basic], but [global], [default]; write"),
        (b"[basic\nak=AKIDEXAMPLE0000000001\nsk=x", "line 1 is not of the form [section]"),
        (b"[basic] main\nak=AKIDEXAMPLE0000000001\nsk=x", "line 1 is not of the form [section]"),
        (b"ak=AKIDEXAMPLE0000000001\nsk=x", "line 1 stands before any section; write [basic] above"),
        (b"[basic]\nak=AKIDEXAMPLE0000000001\nAnother\n", "line 3 is not of the form key = value; fix it"),
        (b"[basic]\nak=AKIDEXAMPLE0000000001\nsk=x\nak=OTHER", "ak stands twice, in lines 2 and 4; keep one"),
        (b"[basic]\nak=x\nsk=x\n[global]\n[basic]\nak=y", "[basic] stands twice, in line 5 again; keep one"),
        (b"[basic]\nAnother = AKIDEXAMPLE0000000001\nsecret = x", &format!("line 2 {unlisted}")),
        (b"[basic]\nak=AKIDEXAMPLE0000000001\nsecret = Another", "ak is set but sk is not"),
        (
            b"[basic]\nak=AKIDEXAMPLE0000000001\nsk=Another\xe2\x80\x8b",
            "sk holds an invisible character (U+200B) at place 8",
        ),
        (b"[basic]\nak=AKIDEXAMPLE0000000001#main\nsk=x", "ak holds a character no key has at place 22"),
        (
            b"[basic]\nidp_id=x\nid_token_file=/tmp/x",
            "[basic] signs in by an identity provider, which is not supported",
        ),
        (b"[basic]\nak=\xff\xfe", "it is not UTF-8 text; save it as UTF-8"),
        (b"\xff\xfe[\0b\0", "it is UTF-16; save it as UTF-8"),
        (b"\0\0\0\0[[[", "line 1 stands before any section"),
        (b"\0\0\0\0", "line 1 stands before any section"),
        (&large, "it is larger than 64 KiB, so it is no credentials file"),
    ];
    for (content, reason) in cases {
        let search = search(&[], &[(PROFILE, content), (KOOCLI, config.as_bytes())]);
        let (place, why) = broken(&search).unwrap_or_else(|| panic!("{reason}: {search:?}"));
        assert!(place.starts_with("SDK profile") && why.starts_with(reason), "{reason}: {why}");
        assert_eq!(found(&search), None, "{reason}");
    }
    for (content, reason) in
        [("", "holds no keys"), ("# nothing\n", "holds no keys"), ("[basic]\nregion=x", "[basic] has no keys")]
    {
        let search = search(&[], &[(PROFILE, content.as_bytes()), (KOOCLI, config.as_bytes())]);
        assert_eq!((found(&search).unwrap().0, outcome(&search, "SDK profile")), ("KooCLI profile work", reason));
    }
}

#[test]
fn a_directory_in_the_place_of_a_file_is_not_opened() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join(PROFILE)).unwrap();
    let search = search_in(&[], Some(home.path()));
    assert_eq!(broken(&search).unwrap().1, "it is a directory, not a file");
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let search = search_in(&[("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/no/such/file")], None);
    let expected = ("SDK profile /no/such/file", "there is no such file; fix HUAWEICLOUD_SDK_CREDENTIALS_FILE");
    assert_eq!(broken(&search), Some(expected));
}

#[test]
fn a_survey_looks_behind_the_keys_in_use() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join(".huaweicloud")).unwrap();
    fs::write(home.path().join(PROFILE), "[basics]\nak=x").unwrap();
    let read = |name: &str| OTHER_PAIRS.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let standings = |places: &[super::Place]| places.iter().map(|place| place.standing).collect::<Vec<_>>();
    let used = [Standing::NotThere, Standing::Used, Standing::Behind];
    let places = survey(&read, Some(home.path()));
    assert_eq!(standings(&places), [&used[..], &[Standing::Broken, Standing::NotThere]].concat());
    let search = local(&read, Some(home.path()));
    assert_eq!(standings(&search.places), [&used[..], &[Standing::NotThere, Standing::NotThere]].concat());
    assert_eq!(search.broken(), None, "what stands behind the keys in use does not stop anything");
}

#[test]
fn koocli_gives_the_keys_of_its_current_profile() {
    let keys = format!(r#""accessKeyId":"{AK}","secretAccessKey":"{SK}","securityToken":"{TOKEN}""#);
    let cases = [
        (format!(r#""mode":"AKSK",{keys}"#), TOKEN),
        (format!(r#""mode":"AKSK","accessKeyId":"{AK}","secretAccessKey":"{SK}","securityToken":null,"x":[1]"#), ""),
        (format!(r#""mode":"SSO","accessKeyId":"","secretAccessKey":"","ssoAuth":{{"stsToken":{{{keys}}}}}"#), TOKEN),
    ];
    for (profile, token) in cases {
        let search = search(&[], &[(KOOCLI, koocli(&profile).as_bytes())]);
        assert_eq!(found(&search), Some(("KooCLI profile work", AK, SK, token)), "{profile}");
        assert_eq!(outcome(&search, "KooCLI"), if token.is_empty() { "used" } else { "used, temporary keys" });
    }
}

#[test]
fn koocli_that_cannot_be_used_says_why() {
    let encrypted = "profile work: its keys are encrypted; to store them in plain text, run \
                     hcloud configure set --cli-auth-encrypt=false and enter the keys in KooCLI again";
    let cases = [
        (koocli(r#""accessKeyId":"0f3a9c+Another/==","secretAccessKey":"8e7d6c5bAnother""#), encrypted),
        (koocli(r#""accessKeyId":"0F3A9C0F3A9C0F3A9C0F3A9C0F3A9C0F3A9C","secretAccessKey":"Another""#), encrypted),
        (
            koocli(r#""mode":"SSO","accessKeyId":"AKIDEXAMPLE0000000001""#),
            "profile work: it signs in by SSO, and has no plain keys",
        ),
        (
            koocli(r#""mode":"ecsAgency","accessKeyId":"AKIDEXAMPLE0000000001","secretAccessKey":"Another""#),
            "profile work: it uses the agency of the host, which is asked last",
        ),
        (
            koocli(r#""agencyName":"ops","accessKeyId":"AKIDEXAMPLE0000000001","secretAccessKey":"Another""#),
            "profile work: it acts through an agency, which is not supported",
        ),
        ("{}".to_owned(), "has no profile yet"),
    ];
    for (config, reason) in cases {
        let search = search(&[], &[(KOOCLI, config.as_bytes())]);
        assert_eq!((found(&search), outcome(&search, "KooCLI"), search.broken()), (None, reason, None));
    }
}

#[test]
fn koocli_that_is_broken_says_how() {
    let no_current = "names no current profile; choose one with hcloud configure set --cli-profile=NAME";
    let fix = "; fix it, or have KooCLI write it anew";
    let cases = [
        (
            koocli(r#""accessKeyId":"AKIDEXAMPLE0000000001""#),
            "profile work: accessKeyId is set but secretAccessKey is not; give all that belongs together, or nothing of it",
        ),
        (
            koocli(&format!(r#""accessKeyId":"{AK}\u200b","secretAccessKey":"{SK}""#)),
            "profile work: accessKeyId holds an invisible character (U+200B) at place 22, which does not belong there; copy it anew",
        ),
        (r#"{"current":"gone","profiles":[]}"#.to_owned(), no_current),
        (r#"{"current":"","profiles":[{"name":"work"}]}"#.to_owned(), no_current),
        ("{\"current\":\n\"Another".to_owned(), &format!("malformed: no valid JSON in line 2{fix}")),
        (r#"{"profiles":"Another"}"#.to_owned(), &format!("malformed: an unexpected kind of value in line 1{fix}")),
        (format!(r#"{{"x":{}"#, "[".repeat(60_000)), &format!("malformed: no valid JSON in line 1{fix}")),
        (String::new(), &format!("malformed: no valid JSON in line 1{fix}")),
    ];
    for (config, reason) in cases {
        let search = search(&[], &[(KOOCLI, config.as_bytes())]);
        assert_eq!((found(&search), broken(&search).map(|(_, why)| why)), (None, Some(reason)));
    }
}

#[test]
fn names_from_files_are_stripped_of_control_bytes() {
    let config =
        r#"{"current":"w\u001b[2J","profiles":[{"name":"w\u001b[2J","accessKeyId":"a","secretAccessKey":""}]}"#;
    let search = search(&[], &[(KOOCLI, config.as_bytes())]);
    assert!(outcome(&search, "KooCLI").starts_with("profile w[2J: "));
}

#[test]
fn region_and_project_come_from_variables_or_from_the_file_of_the_keys() {
    let config =
        koocli(&format!(r#""accessKeyId":"{AK}","secretAccessKey":"{SK}","region":"eu-west-101","projectId":"filed""#));
    let setting =
        |value: &str, source: &str| Some(Setting { value: value.to_owned(), source: source.to_owned(), tidied: None });
    let keys = [("HW_ACCESS_KEY", AK), ("HW_SECRET_KEY", SK)];
    let koocli = "KooCLI profile work";
    let cases: [(&[(&str, &str)], _, _); 9] = [
        (&[("HW_PROJECT_NAME", "n")], setting("eu-west-101", koocli), setting("n", "env HW_PROJECT_NAME")),
        (
            &[("HW_PROJECT_NAME", "n"), ("HW_PROJECT_ID", "p2")],
            setting("eu-west-101", koocli),
            setting("p2", "env HW_PROJECT_ID"),
        ),
        (&[], setting("eu-west-101", koocli), setting("filed", koocli)),
        (&keys, None, None),
        (&[("OS_REGION_NAME", "r3")], setting("r3", "env OS_REGION_NAME"), setting("filed", koocli)),
        (
            &[("OS_REGION_NAME", "r3"), ("HW_REGION_NAME", "r2")],
            setting("r2", "env HW_REGION_NAME"),
            setting("filed", koocli),
        ),
        (
            &[("HUAWEICLOUD_SDK_REGION", " r1\n"), ("HW_REGION_NAME", "r2"), ("HW_PROJECT_ID", "p2")],
            setting("r1", "env HUAWEICLOUD_SDK_REGION"),
            setting("p2", "env HW_PROJECT_ID"),
        ),
        (
            &[("HUAWEICLOUD_SDK_PROJECT_ID", "p1"), ("HW_PROJECT_ID", "p2")],
            setting("eu-west-101", koocli),
            setting("p1", "env HUAWEICLOUD_SDK_PROJECT_ID"),
        ),
        (
            &[("HUAWEICLOUD_SDK_REGION", " "), ("HW_REGION_NAME", "r2"), ("HUAWEICLOUD_SDK_PROJECT_ID", "")],
            setting("r2", "env HW_REGION_NAME"),
            setting("filed", koocli),
        ),
    ];
    for (env, region, project_id) in cases {
        let search = search(env, &[(KOOCLI, config.as_bytes())]);
        assert_eq!((search.region, search.project), (region, project_id), "{env:?}");
    }

    let profile = format!("[basic]\nak={AK}\nsk={SK}\nregion = eu-west-101\nproject_id = filed");
    let search = search(&[], &[(PROFILE, profile.as_bytes())]);
    let told = "SDK profile file";
    assert_eq!((search.region, search.project), (setting("eu-west-101", told), setting("filed", told)));
}

#[test]
fn temporary_keys_are_renewed_when_less_than_forty_minutes_are_left() {
    let now: Timestamp = "2026-01-23T08:00:00Z".parse().unwrap();
    let keys = |expires| Credentials {
        access_key: AK.to_owned(),
        secret_key: Secret::new(SK.to_owned()),
        security_token: None,
        source: "ECS agency".to_owned(),
        expires,
    };
    let cases = [
        (None, false),
        (Some("2026-01-23T08:40:00Z"), false),
        (Some("2026-01-23T08:39:59Z"), true),
        (Some("2026-01-23T07:00:00Z"), true),
    ];
    for (end, renew) in cases {
        let keys = keys(end.map(|end| end.parse().unwrap()));
        assert_eq!(keys.needs_refresh(now), renew, "{end:?}");
    }
    let keys = keys(Some("2026-01-23T08:14:00Z".parse().unwrap()));
    assert!(keys.ends_within(now, SignedDuration::from_mins(15)));
    assert!(!keys.ends_within(now, SignedDuration::from_mins(14)));
    let told = format!("{keys:?}");
    assert!(!told.contains(SK) && !told.contains(AK), "{told}");
}
