//! Encryption: at rest, in transit, and who may use topics.

use super::builtin::TLS_MODES;
use crate::catalog::Lookup;
use crate::form::field::{Body, Field, Kind, Source, Step};
use crate::form::read::put;
use crate::form::rules;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::Text;
use serde_json::{Map, Value as Json};

pub(crate) static STEP: Step =
    Step { key: "encryption", title: Text("Encryption"), fields: &[&DISK_ENCRYPTION, &KEY, &TLS_MODE, &ACL] };

pub static DISK_ENCRYPTION: Field = Field {
    key: "disk_encrypted_enable",
    label: Text("At rest"),
    help: Text("Encrypts the disks with a key of yours. It cannot be switched after creation."),
    more: Text(
        "The disks are encrypted with a key from the key management service. Clients do not notice. If that key is \
           disabled or deleted later, the data is lost with it.\n\n\
           It cannot be switched on or off after creation.",
    ),
    kind: Kind::Toggle,
    fixed_after_creation: true,
    default: |_| Value::Flag(false),
    warn: |_, value| {
        let told = Text("creation fails unless the service may use keys, by an agency or a KMS role");
        value.is_on().then(|| told.to_string())
    },
    body: Body::At("disk_encrypted_enable"),
    ..Field::OPTIONAL
};

pub static KEY: Field = Field {
    key: "disk_encrypted_key",
    label: Text("Key"),
    help: Text("The KMS key for the disks: enabled, and for encrypting. Deleting it later loses the data."),
    more: Text(
        "An enabled symmetric key (ENCRYPT_DECRYPT) of the same region. Asymmetric keys cannot encrypt disks. The \
           service may need the agency permission to use keys. The key of an instance cannot be exchanged.",
    ),
    kind: Kind::Choice(|_| Source::Remote { lookup: Lookup::Keys, fallback: &[] }),
    fixed_after_creation: true,
    shown: |form| form.is_on(&DISK_ENCRYPTION),
    gate: Some(&DISK_ENCRYPTION),
    only: |form| form.only_open(&KEY),
    check: |_, value| rules::uuid(value.as_text()),
    body: Body::At("disk_encrypted_key"),
    ..Field::REQUIRED
};

pub static TLS_MODE: Field = Field {
    key: "tls_mode",
    label: Text("In transit"),
    help: Text(
        "PERMISSIVE takes plaintext and TLS clients, SSL only TLS, PLAINTEXT only plaintext. Can be changed later.",
    ),
    more: Text(
        "SSL is safe and somewhat slower, PLAINTEXT is fast and open to whoever can listen, PERMISSIVE takes clients of \
           both kinds, which helps while clients are being moved. ssl_enable of the request follows from it.\n\n\
           It can be changed later; clients that use the mode taken away lose the connection.",
    ),
    kind: Kind::Choice(|_| Source::Fixed(&TLS_MODES)),
    default: |_| Value::text("PERMISSIVE"),
    // The API's `ssl_enable` is off where nothing is said.
    implied: Some("PLAINTEXT"),
    body: Body::With(transport),
    ..Field::REQUIRED
};

pub static ACL: Field = Field {
    key: "enable_acl",
    label: Text("ACL"),
    help: Text("Asks clients for a user and a password, with rights for each topic and group. Can be switched later."),
    more: Text(
        "With access control, clients need a user's credentials, and each user has rights on topics and groups. It can \
           be switched on and off later; switching it on cuts off clients without credentials.",
    ),
    kind: Kind::Toggle,
    default: |_| Value::Flag(false),
    body: Body::At("enable_acl"),
    ..Field::OPTIONAL
};

/// One question, two fields: `ssl_enable` is derived, so the pair the cloud refuses cannot arise (`cloud::api`,
/// "Transport").
fn transport(_: &Form, value: &Value, body: &mut Map<String, Json>) {
    put(body, TLS_MODE.key, value.as_text().into());
    put(body, "ssl_enable", (value.as_text() == "SSL").into());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Choice;
    use crate::steps::sample::{KEY_1, closed, form, problem, read, sent, set, warning, with};

    #[test]
    fn a_key_is_asked_for_exactly_when_disks_are_encrypted() {
        for (on, key, expected, body) in [
            ("off", "", "", None),
            ("off", KEY_1, "", None),
            ("off", "nonsense", "", None),
            ("on", "", "nothing is chosen yet; Key is required", None),
            ("on", KEY_1, "", Some(KEY_1)),
            (
                "on",
                "nonsense",
                "\"nonsense\" is not an ID; 36 characters like 3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf are",
                None,
            ),
        ] {
            let form = with(&[(&DISK_ENCRYPTION, on), (&KEY, key)]);
            assert_eq!(problem(&form, &KEY), expected, "{on} {key}");
            if expected.is_empty() {
                let body_of = form.body().unwrap();
                assert_eq!(body_of["disk_encrypted_enable"], on == "on");
                assert_eq!(body_of.get("disk_encrypted_key").and_then(Json::as_str), body, "{on} {key}");
            }
        }
    }

    #[test]
    fn a_key_must_be_usable_and_one_that_is_not_listed_gets_a_word() {
        let mut form = with(&[(&DISK_ENCRYPTION, "on"), (&KEY, KEY_1)]);
        read(&mut form, Lookup::Keys, vec![closed(KEY_1, "orders", "disabled")]);
        assert_eq!(problem(&form, &KEY), "\"orders\" is closed: disabled; no other one is open");
        read(&mut form, Lookup::Keys, vec![Choice::new(KEY_1, "orders", "")]);
        assert_eq!((problem(&form, &KEY), warning(&form, &KEY)), (String::new(), String::new()));
        read(&mut form, Lookup::Keys, Vec::new());
        assert!(problem(&form, &KEY).is_empty() && warning(&form, &KEY).contains("is not in the list that was read"));
        set(&mut form, &DISK_ENCRYPTION, "off");
        assert_eq!(warning(&form, &KEY), "");
    }

    #[test]
    fn ssl_enable_follows_from_the_mode() {
        assert_eq!((sent(&form(), "tls_mode"), sent(&form(), "ssl_enable")), ("PERMISSIVE".into(), false.into()));
        for (mode, ssl) in [("SSL", true), ("PERMISSIVE", false), ("PLAINTEXT", false)] {
            let form = with(&[(&TLS_MODE, mode)]);
            assert_eq!((sent(&form, "tls_mode"), sent(&form, "ssl_enable")), (mode.into(), ssl.into()));
        }
        for (mode, expected) in [
            ("TLS", "\"TLS\" is not offered; choose from PERMISSIVE, SSL, PLAINTEXT"),
            ("ssl", "\"ssl\" is not offered; choose from PERMISSIVE, SSL, PLAINTEXT"),
            ("", "nothing is chosen yet; In transit is required"),
        ] {
            assert_eq!(problem(&with(&[(&TLS_MODE, mode)]), &TLS_MODE), expected);
        }
    }

    #[test]
    fn access_control_is_sent_either_way() {
        for (answer, body) in [("on", true), ("off", false)] {
            assert_eq!(sent(&with(&[(&ACL, answer)]), "enable_acl"), body);
        }
    }
}
