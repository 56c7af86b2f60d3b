//! The chain on this host: order, never mixed, and every way a file can be wrong.

use super::{Credentials, Search, Setting, local};
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

#[test]
fn a_half_set_place_is_skipped_and_never_completed_from_another() {
    let search = search(
        &[("HUAWEICLOUD_SDK_AK", AK), ("HW_SECRET_KEY", SK), ("CLOUD_SDK_AK", "AKIDEXAMPLE0000000009")],
        &[(PROFILE, b"[basic]\nsk = Another\nsecurity_token = tok+/==")],
    );
    assert_eq!(found(&search), None);
    let expected = [
        ("HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_AK is set but HUAWEICLOUD_SDK_SK is not; skipped"),
        ("HW_ACCESS_KEY", "HW_SECRET_KEY is set but HW_ACCESS_KEY is not; skipped"),
        ("CLOUD_SDK_AK", "CLOUD_SDK_AK is set but CLOUD_SDK_SK is not; skipped"),
        ("SDK profile ~/.huaweicloud", "sk is set but ak is not; skipped"),
        ("KooCLI ~/.hcloud", "no such file"),
    ];
    for (place, reason) in expected {
        assert_eq!(outcome(&search, place), reason);
    }
}

#[test]
fn keys_that_no_header_can_carry_are_skipped() {
    let env = [("HW_ACCESS_KEY", "<your key>"), ("HW_SECRET_KEY", SK), ("CLOUD_SDK_AK", AK), ("CLOUD_SDK_SK", SK)];
    let search = search(&env, &[]);
    assert_eq!(outcome(&search, "HW_ACCESS_KEY"), "HW_ACCESS_KEY holds characters no key has; skipped");
    assert_eq!(found(&search).unwrap().0, "env CLOUD_SDK_AK");
}

#[test]
fn the_profile_file_is_read_as_the_sdk_writes_it() {
    let whole = ("SDK profile file", AK, SK, TOKEN);
    let cases = [
        "[basic]\nak = AKIDEXAMPLE0000000001\nsk = SkExampleNotASecret0000000000000000000001\nsecurity_token = tok+/==\n",
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
}

#[test]
fn without_a_home_directory_the_files_are_not_looked_for() {
    let search = search_in(&[], None);
    assert_eq!(outcome(&search, "SDK profile"), "not looked for, because the home directory is not known");
    assert_eq!(outcome(&search, "KooCLI"), "not looked for, because the home directory is not known");
}

#[test]
fn a_profile_file_that_is_wrong_says_how_and_the_next_place_is_tried() {
    let config = koocli(&format!(r#""accessKeyId":"{AK}","secretAccessKey":"{SK}""#));
    let large = [b"[basic]\n".as_slice(), &b"#".repeat(64 * 1024)].concat();
    let cases: [(&[u8], &str); 7] = [
        (b"", "has no section [basic]; skipped"),
        (b"[global]\nak=AKIDEXAMPLE0000000001\nsk=x", "has no section [basic]; skipped"),
        (b"[basic]\n", "no keys set"),
        (b"[basic]\nak=AKIDEXAMPLE0000000001\nAnother\n", "malformed: line 3 is not of the form key = value; skipped"),
        (b"[basic]\nak=\xff\xfe", "not UTF-8 text; skipped"),
        (b"\0\0\0\0[[[", "has no section [basic]; skipped"),
        (&large, "larger than 64 KiB, so it is no credentials file; skipped"),
    ];
    for (content, reason) in cases {
        let search = search(&[], &[(PROFILE, content), (KOOCLI, config.as_bytes())]);
        assert_eq!(outcome(&search, "SDK profile"), reason);
        assert_eq!(found(&search).unwrap().0, "KooCLI profile work", "{reason}");
    }
}

#[test]
fn a_directory_in_the_place_of_a_file_is_not_opened() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join(PROFILE)).unwrap();
    assert_eq!(outcome(&search_in(&[], Some(home.path())), "SDK profile"), "not a regular file; skipped");
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
        (koocli(r#""mode":"SSO","accessKeyId":"AKIDEXAMPLE0000000001""#), "profile work: no keys set"),
        (
            koocli(r#""accessKeyId":"AKIDEXAMPLE0000000001""#),
            "profile work: accessKeyId is set but secretAccessKey is not; skipped",
        ),
        (
            koocli(r#""mode":"ecsAgency","accessKeyId":"AKIDEXAMPLE0000000001","secretAccessKey":"Another""#),
            "profile work: it uses the agency of the host, which is asked last",
        ),
        (
            koocli(r#""agencyName":"ops","accessKeyId":"AKIDEXAMPLE0000000001","secretAccessKey":"Another""#),
            "profile work: it acts through an agency, which is not supported; skipped",
        ),
        (
            r#"{"current":"gone","profiles":[]}"#.to_owned(),
            "names no current profile; choose one with hcloud configure set --cli-profile=NAME",
        ),
        ("{}".to_owned(), "names no current profile; choose one with hcloud configure set --cli-profile=NAME"),
        ("{\"current\":\n\"Another".to_owned(), "malformed: no valid JSON in line 2; skipped"),
        (r#"{"profiles":"Another"}"#.to_owned(), "malformed: unexpected kind of value in line 1; skipped"),
        (format!(r#"{{"x":{}"#, "[".repeat(60_000)), "malformed: no valid JSON in line 1; skipped"),
        (String::new(), "malformed: no valid JSON in line 1; skipped"),
    ];
    for (config, reason) in cases {
        let search = search(&[], &[(KOOCLI, config.as_bytes())]);
        assert_eq!((found(&search), outcome(&search, "KooCLI")), (None, reason));
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
    let setting = |value: &str, source: &str| Some(Setting { value: value.to_owned(), source: source.to_owned() });
    let keys = [("HW_ACCESS_KEY", AK), ("HW_SECRET_KEY", SK)];
    let koocli = "KooCLI profile work";
    let cases: [(&[(&str, &str)], _, _); 7] = [
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
        assert_eq!((search.region, search.project_id), (region, project_id), "{env:?}");
    }
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
