//! Screen 7, Encryption: at rest, in transit, and who may use topics.

use super::builtin::BUILTIN;
use crate::catalog::Lookup;
use crate::form::field::{Body, Field, Form, Kind, Source, Step};
use crate::form::read::put;
use crate::form::rules;
use crate::form::value::Value;
use serde_json::{Map, Value as Json};

pub(crate) static STEP: Step =
    Step { short: "Keys", title: "Encryption", fields: &[&DISK_ENCRYPTION, &KEY, &TLS_MODE, &ACL] };

pub static DISK_ENCRYPTION: Field = Field {
    key: "disk_encrypted_enable",
    label: "At rest",
    help: "Encrypts the disks with a key of yours. It cannot be switched after creation.",
    more: "The disks are encrypted with a key from the key management service. Clients do not notice. If that key is \
           disabled or deleted later, the data is lost with it.\n\n\
           It cannot be switched on or off after creation.",
    kind: Kind::Toggle,
    fixed_after_creation: true,
    default: |_| Value::Flag(false),
    body: Body::At("disk_encrypted_enable"),
    ..Field::OPTIONAL
};

pub static KEY: Field = Field {
    key: "disk_encrypted_key",
    label: "Key",
    help: "The KMS key for the disks: enabled, and for encrypting. Deleting it later loses the data.",
    more: "An enabled symmetric key (ENCRYPT_DECRYPT) of the same region. Asymmetric keys cannot encrypt disks. The \
           service may need the agency permission to use keys. The key of an instance cannot be exchanged.",
    kind: Kind::Choice(|_| Source::Remote { lookup: Lookup::Keys, fallback: &[] }),
    fixed_after_creation: true,
    shown: |form| form.is_on(&DISK_ENCRYPTION),
    check: |_, value| rules::uuid(value.as_text()),
    body: Body::At("disk_encrypted_key"),
    ..Field::REQUIRED
};

pub static TLS_MODE: Field = Field {
    key: "tls_mode",
    label: "In transit",
    help: "PERMISSIVE takes plaintext and TLS clients, SSL only TLS, PLAINTEXT only plaintext. Can be changed later.",
    more: "SSL is safe and somewhat slower, PLAINTEXT is fast and open to whoever can listen, PERMISSIVE takes clients of \
           both kinds, which helps while clients are being moved. ssl_enable of the request follows from it.\n\n\
           It can be changed later; clients that use the mode taken away lose the connection.",
    kind: Kind::Choice(|_| Source::Fixed(&BUILTIN.tls_modes)),
    default: |_| Value::text("PERMISSIVE"),
    body: Body::With(transport),
    ..Field::REQUIRED
};

pub static ACL: Field = Field {
    key: "enable_acl",
    label: "ACL",
    help: "Asks clients for a user and a password, with rights for each topic and group. Can be switched later.",
    more: "With access control, clients need a user's credentials, and each user has rights on topics and groups. When \
           it is switched on later, clients without credentials are cut off.",
    kind: Kind::Toggle,
    default: |_| Value::Flag(false),
    body: Body::At("enable_acl"),
    ..Field::OPTIONAL
};

/// One question, two fields: `ssl_enable` is derived, so the pair the cloud refuses cannot arise (`domain.md` 1.6).
fn transport(_: &Form, value: &Value, body: &mut Map<String, Json>) {
    put(body, TLS_MODE.key, value.as_text().into());
    put(body, "ssl_enable", (value.as_text() == "SSL").into());
}
