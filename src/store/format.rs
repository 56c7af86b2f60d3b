//! What a draft file says: from bytes to a [`Draft`] and back. Pure; the files are the business of [`super::drafts`].
//!
//! A plain request body of the API is read like a draft. Whatever is not known is kept and written back; whatever looks
//! like a secret is not.

use crate::catalog::clean;
use serde_json::{Map, Value};

/// The most bytes a draft can have.
pub const LIMIT: u64 = 1024 * 1024;
/// The format written here.
const VERSION: u64 = 1;
/// How deep a draft can be nested; ours are three deep.
const DEPTH: usize = 32;
/// Keys of the create API's body by which it is told from any other file.
const BODY: [&str; 7] =
    ["engine", "engine_version", "product_id", "storage_space", "storage_spec_code", "vpc_id", "available_zones"];

/// A form half filled in, as a file holds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    pub region: Option<String>,
    pub project_id: Option<String>,
    /// The screen it was open at.
    pub screen: Option<String>,
    /// Answers by the API's names, those of `bss_param` among them. Unknown ones are kept.
    pub answers: Map<String, Value>,
    /// Unknown keys beside the answers.
    pub rest: Map<String, Value>,
    /// The format it was read in; a newer one is kept.
    pub version: u64,
    /// What the user should know about reading it, as sentences. Not written.
    pub notes: Vec<String>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            region: None,
            project_id: None,
            screen: None,
            answers: Map::new(),
            rest: Map::new(),
            version: VERSION,
            notes: Vec::new(),
        }
    }
}

/// Why a file is no draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is damaged, hostile or something else: a sentence without a subject.
    Broken(String),
    /// It is of a later version, and too different to be edited here.
    Newer(u64),
}

impl std::fmt::Display for Flaw {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Broken(why) => f.write_str(why),
            Self::Newer(version) => {
                write!(f, "was written by a newer version of this program (format {version}); use that one")
            }
        }
    }
}

fn broken<T>(why: impl Into<String>) -> Result<T, Flaw> {
    Err(Flaw::Broken(why.into()))
}

/// Reads a draft, or a request body as a draft.
///
/// # Errors
/// Why it is neither.
pub fn parse(bytes: &[u8]) -> Result<Draft, Flaw> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().any(|byte| (*byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || *byte == 0x7f) {
        return broken("contains control bytes");
    }
    if nesting(bytes) > DEPTH {
        return broken(format!("is nested more than {DEPTH} deep"));
    }
    let json = serde_json::from_slice(bytes);
    let json = json.or_else(|error| broken(format!("is not whole or not JSON ({error})")))?;
    if has_control(&json) {
        return broken("contains control characters in a text");
    }
    let Value::Object(mut root) = json else {
        return broken("is not a JSON object");
    };
    let mut notes = Vec::new();
    let secrets = without_secrets(&mut root);
    if !secrets.is_empty() {
        notes.push(format!("What looks like a secret is left out and never written: {}.", secrets.join(", ")));
    }
    let is_body = !root.contains_key("answers") && !root.contains_key("version");
    if is_body && !BODY.iter().any(|key| root.contains_key(*key)) {
        return broken("is neither a draft nor a request body of the API");
    }
    let mut draft = if is_body { from_body(root) } else { from_draft(root)? };
    lift_billing(&mut draft);
    derive_transport(&mut draft);
    draft.notes.splice(0..0, notes);
    Ok(draft)
}

/// The file of a draft. What looks like a secret is not in it.
pub fn encode(draft: &Draft) -> Vec<u8> {
    let mut root = draft.rest.clone();
    root.insert("version".to_owned(), draft.version.into());
    for (key, text) in [("region", &draft.region), ("project_id", &draft.project_id), ("screen", &draft.screen)] {
        if let Some(text) = text {
            root.insert(key.to_owned(), text.as_str().into());
        }
    }
    root.insert("answers".to_owned(), Value::Object(draft.answers.clone()));
    without_secrets(&mut root);
    let mut text = format!("{:#}", Value::Object(root));
    text.push('\n');
    text.into_bytes()
}

fn from_draft(mut root: Map<String, Value>) -> Result<Draft, Flaw> {
    let version = match root.remove("version") {
        None => VERSION,
        Some(version) => match version.as_u64() {
            Some(version) => version.max(VERSION),
            None => return broken("has a version that is not a number"),
        },
    };
    let answers = match root.remove("answers") {
        Some(Value::Object(answers)) => answers,
        None if version == VERSION => Map::new(),
        _ if version > VERSION => return Err(Flaw::Newer(version)),
        _ => return broken("has answers that are not an object"),
    };
    let mut notes = Vec::new();
    if version > VERSION {
        notes.push(format!(
            "This draft was written by a newer version of this program (format {version}). What this one does not \
             know is kept as it is."
        ));
    }
    let [region, project_id, screen] = ["region", "project_id", "screen"].map(|key| take_text(&mut root, key));
    if !root.is_empty() {
        let keys: Vec<_> = root.keys().map(|key| format!("{key:?}")).collect();
        notes.push(format!("Not known to this version, and kept as it is: {}.", keys.join(", ")));
    }
    Ok(Draft { region, project_id, screen, answers, rest: root, version, notes })
}

fn from_body(mut body: Map<String, Value>) -> Draft {
    let [region, project_id] = ["region", "project_id"].map(|key| take_text(&mut body, key));
    let notes = vec!["This is a request body of the API; it becomes a draft.".to_owned()];
    Draft { region, project_id, answers: body, notes, ..Draft::default() }
}

/// Takes a text out of an object; anything else is left there.
fn take_text(root: &mut Map<String, Value>, key: &str) -> Option<String> {
    let text = root.get(key)?.as_str()?.to_owned();
    root.remove(key);
    Some(text)
}

/// A draft knows the members of `bss_param` by their own names.
fn lift_billing(draft: &mut Draft) {
    let Some(Value::Object(billing)) = draft.answers.get("bss_param").cloned() else { return };
    draft.answers.remove("bss_param");
    if !billing.contains_key("charging_mode") && !billing.is_empty() {
        draft.notes.push("Its bss_param names no charging_mode, which means pay-per-use: see the billing.".to_owned());
    }
    for (key, value) in billing {
        draft.answers.entry(key).or_insert(value);
    }
}

/// One question, the transport mode, stands for both of the API's fields; the mode wins (`domain.md` 1.6).
fn derive_transport(draft: &mut Draft) {
    let Some(ssl) = draft.answers.get("ssl_enable").and_then(Value::as_bool) else { return };
    draft.answers.remove("ssl_enable");
    match draft.answers.get("tls_mode").and_then(Value::as_str) {
        None => {
            let mode = if ssl { "SSL" } else { "PLAINTEXT" };
            draft.answers.insert("tls_mode".to_owned(), mode.into());
        }
        Some(mode) if (mode == "SSL") != ssl => {
            draft
                .notes
                .push(format!("ssl_enable is {ssl} and tls_mode is {mode:?}, which disagree; tls_mode is kept."));
        }
        Some(_) => {}
    }
}

/// How deep the brackets go, outside of texts; no parser is needed to refuse a tower of them.
fn nesting(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Whether a text has control characters other than tabs and line ends, which a description can have.
fn has_control(json: &Value) -> bool {
    let bad = |text: &str| text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'));
    match json {
        Value::String(text) => bad(text),
        Value::Array(items) => items.iter().any(has_control),
        Value::Object(members) => members.iter().any(|(key, value)| clean(key) != *key || has_control(value)),
        _ => false,
    }
}

/// Removes every member whose name is that of a key, a token or the like, and returns the names.
fn without_secrets(members: &mut Map<String, Value>) -> Vec<String> {
    let mut names = Vec::new();
    members.retain(|key, _| {
        let secret = is_secret(key);
        names.extend(secret.then(|| key.clone()));
        !secret
    });
    members.values_mut().for_each(|value| names.extend(without_secrets_in(value)));
    names
}

fn without_secrets_in(value: &mut Value) -> Vec<String> {
    match value {
        Value::Object(members) => without_secrets(members),
        Value::Array(items) => items.iter_mut().flat_map(without_secrets_in).collect(),
        _ => Vec::new(),
    }
}

fn is_secret(key: &str) -> bool {
    let plain: String = key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let parts = ["accesskey", "secret", "securitykey", "privatekey", "token", "password", "passwd", "credential"];
    matches!(plain.as_str(), "ak" | "sk" | "access" | "authorization") || parts.iter().any(|part| plain.contains(part))
}

#[cfg(test)]
mod tests {
    use super::{Draft, Flaw, encode, parse};
    use serde_json::{Value, json};

    const SK: &str = "SkExampleNotASecret0000000000000000000001";
    const AK: &str = "AKIDEXAMPLE0000000001";

    fn read(json: &Value) -> Result<Draft, Flaw> {
        parse(json.to_string().as_bytes())
    }

    fn written(draft: &Draft) -> Value {
        serde_json::from_slice(&encode(draft)).unwrap()
    }

    #[test]
    fn a_draft_comes_back_as_it_was_with_what_is_not_known() {
        let json = json!({
            "version": 1, "region": "ap-southeast-3", "project_id": "p", "screen": "zones",
            "colour": {"deep": [1, null]}, "answers": {"name": "orders", "shape": "round", "storage_space": 600}
        });
        let draft = read(&json).unwrap();
        assert_eq!(draft.region.as_deref(), Some("ap-southeast-3"));
        assert_eq!(draft.screen.as_deref(), Some("zones"));
        assert_eq!(draft.notes, ["Not known to this version, and kept as it is: \"colour\"."]);
        assert_eq!(written(&draft), json);
    }

    #[test]
    fn a_newer_version_is_kept_and_said() {
        let json = json!({"version": 7, "layout": 2, "answers": {"name": "orders"}});
        let draft = read(&json).unwrap();
        assert!(draft.notes.first().unwrap().contains("newer version of this program (format 7)"));
        assert_eq!(written(&draft), json);
        assert_eq!(read(&json!({"version": 7, "answers": []})), Err(Flaw::Newer(7)));
        assert_eq!(read(&json!({"version": 7})), Err(Flaw::Newer(7)));
    }

    #[test]
    fn the_sample_of_the_api_page_is_a_draft() {
        let body = json!({
            "name": "reliability-1751840557", "description": "", "engine": "reliability", "engine_version": "4.8.0",
            "storage_space": 600, "vpc_id": "3db8490c-4d6d-4d8f-8d3f-047b0de4c5cf",
            "subnet_id": "0a0f1fcb-f019-458d-b9e5-301867394d50",
            "security_group_id": "23c5977f-ff33-4b95-a73e-08d8a0bc4e6c",
            "available_zones": ["9f1c5806706d4c1fb0eb72f0a9b18c77"], "product_id": "c6.4u8g.cluster",
            "ssl_enable": false, "storage_spec_code": "dms.physical.storage.ultra.v2", "enterprise_project_id": "0",
            "ipv6_enable": false, "enable_publicip": false, "publicip_id": "", "disk_encrypted_enable": true,
            "disk_encrypted_key": "key-1", "broker_num": 1
        });
        let draft = read(&body).unwrap();
        let mut expected = body.as_object().unwrap().clone();
        expected.remove("ssl_enable");
        expected.insert("tls_mode".into(), "PLAINTEXT".into());
        assert_eq!(draft.answers, expected);
        assert_eq!((draft.region, draft.version, draft.notes.len()), (None, 1, 1));
    }

    #[test]
    fn billing_and_transport_are_asked_by_their_own_names() {
        let body = |more: Value| {
            let mut body = json!({"engine": "rocketmq", "publicip_id": "a,b"});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        let billing = json!({"charging_mode": "prePaid", "period_type": "month", "period_num": 1, "odd": true});
        let table = [
            (json!({"ssl_enable": true}), json!({"tls_mode": "SSL"}), 1),
            (json!({"ssl_enable": false}), json!({"tls_mode": "PLAINTEXT"}), 1),
            (json!({"ssl_enable": true, "tls_mode": "SSL"}), json!({"tls_mode": "SSL"}), 1),
            (json!({"ssl_enable": false, "tls_mode": "PERMISSIVE"}), json!({"tls_mode": "PERMISSIVE"}), 1),
            (json!({"ssl_enable": true, "tls_mode": "PERMISSIVE"}), json!({"tls_mode": "PERMISSIVE"}), 2),
            (json!({"ssl_enable": "yes"}), json!({"ssl_enable": "yes"}), 1),
            (json!({"bss_param": billing}), billing, 1),
            (json!({"bss_param": {"period_num": 2}}), json!({"period_num": 2}), 2),
            (json!({"bss_param": "odd"}), json!({"bss_param": "odd"}), 1),
            (json!({"region": "r", "project_id": "p"}), json!({}), 1),
        ];
        for (more, expected, notes) in table {
            let draft = read(&body(more.clone())).unwrap();
            assert_eq!(Value::Object(draft.answers), body(expected), "{more}");
            assert_eq!(draft.notes.len(), notes, "{more}: {:?}", draft.notes);
        }
    }

    #[test]
    fn secrets_are_neither_kept_nor_repeated() {
        let json = json!({
            "version": 1, "ak": AK, "sk": SK, "note": {"x_auth_token": SK, "list": [{"secretAccessKey": SK}]},
            "answers": {"name": "orders", "SECRET_KEY": SK, "Access-Key": AK, "security_token": SK,
                        "disk_encrypted_key": "key-1"}
        });
        let mut draft = read(&json).unwrap();
        let note = draft.notes.first().unwrap();
        for name in ["ak", "sk", "SECRET_KEY", "Access-Key", "security_token", "x_auth_token", "secretAccessKey"] {
            assert!(note.contains(name), "{name}: {note}");
        }
        draft.answers.insert("token".into(), SK.into());
        let shown = format!("{:?}{}", draft.notes, String::from_utf8(encode(&draft)).unwrap());
        assert!(!shown.contains(SK) && !shown.contains(AK), "{shown}");
        assert!(shown.contains("key-1"), "the id of a KMS key is no secret");
    }

    #[test]
    fn hostile_and_broken_files_are_refused() {
        let deep = |n: usize| format!(r#"{{"version":1,"answers":{{"x":{}{}}}}}"#, "[".repeat(n), "]".repeat(n));
        let table = [
            (deep(31), "is nested more than 32 deep"),
            (deep(200_000), "is nested more than 32 deep"),
            ("[".repeat(900_000), "is nested more than 32 deep"),
            (String::new(), "is not whole or not JSON"),
            (r#"{"version":1,"answers":{"name":"ord"#.into(), "is not whole or not JSON"),
            ("\0\0\0\0".into(), "contains control bytes"),
            ("{\"version\":1,\u{1b}}".into(), "contains control bytes"),
            (r#"{"version":1,"answers":{"name":"\u001b[2J"}}"#.into(), "contains control characters"),
            (r#"{"version":1,"answers":{"na\nme":"x"}}"#.into(), "contains control characters"),
            ("[]".into(), "is not a JSON object"),
            ("{}".into(), "is neither a draft nor a request body"),
            (r#"{"version":"one","answers":{}}"#.into(), "has a version that is not a number"),
            (r#"{"version":1,"answers":[]}"#.into(), "has answers that are not an object"),
        ];
        for (text, expected) in table {
            let flaw = parse(text.as_bytes()).unwrap_err().to_string();
            assert!(flaw.starts_with(expected), "{}: {flaw}", text.chars().take(60).collect::<String>());
        }
        assert!(parse(deep(30).as_bytes()).is_ok());
        let quoted = format!(r#"{{"version":1,"answers":{{"x":"\"{}"}}}}"#, "[".repeat(40));
        assert!(parse(quoted.as_bytes()).is_ok(), "brackets in a text are text");
        assert!(parse("\u{feff}{\"version\":1,\"answers\":{\"description\":\"a\\tb\\nc\"}}".as_bytes()).is_ok());
    }

    #[test]
    fn no_bytes_make_it_panic_and_what_it_reads_it_reads_again() {
        let seed = json!({"version": 2, "ak": AK, "answers": {"ssl_enable": true, "bss_param": {"a": [1, "\u{e9}"]}}});
        let seed = seed.to_string().into_bytes();
        let mut state = 7_u64;
        let mut roll = |sides: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(state >> 33).unwrap() % sides
        };
        for _ in 0..20_000 {
            let mut bytes = seed.clone();
            for _ in 0..=roll(3) {
                let at = roll(bytes.len());
                match roll(3) {
                    0 => bytes.truncate(at.max(1)),
                    1 => bytes[at] = u8::try_from(roll(256)).unwrap(),
                    _ => bytes.insert(at, b"{}[]\",:0"[roll(8)]),
                }
            }
            if let Ok(draft) = parse(&bytes) {
                let again = parse(&encode(&draft)).unwrap();
                let bare = |draft: Draft| Draft { notes: Vec::new(), ..draft };
                assert_eq!(bare(again), bare(draft));
            }
        }
    }
}
