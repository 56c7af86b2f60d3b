//! What a draft file says: from bytes to a [`Draft`] and back. It touches no file; that is for [`super::drafts`].
//!
//! A plain request body of the API is read like a draft. Whatever is not known is kept, and blocks sending; whatever
//! looks like a secret is not kept.

use super::flaw::DraftFlaw;
use super::{body, json};
use crate::form::draft::{Draft, FORMAT, SourceInstance, Unclear, Why, Within};
use crate::form::rules;
use crate::language::{Text, tr};
use crate::text::clean;
use serde_json::{Map, Value, json};

/// The most bytes a draft can have.
pub const LIMIT: u64 = 1024 * 1024;
/// How deep a draft can be nested; ours are three deep.
const DEPTH: usize = 32;
/// Where a draft keeps the names of what looked like secrets, so that they are still told after their values are gone.
const DROPPED: &str = "dropped";
/// Where a draft says in which format it is.
const VERSION: &str = "version";
/// What a draft that began as a request body says of its origin.
const ORIGIN: (&str, &str) = ("origin", "body");
/// Where a draft keeps the instance that it began as.
const SOURCE: &str = "source";
/// Where a draft keeps answers to questions that are not asked.
const ASIDE: &str = "aside";
/// What has to stand there, and under the other keys that a draft has beside its answers; null is none of it.
const SHAPES: [(&str, Text); 6] = [
    (VERSION, Text("1, the only version of drafts whose answers this program is sure to read as they were meant")),
    ("screen", Text("text")),
    (SOURCE, Text("an object of the ID of an instance as instance_id, its answers as answers, and nothing else")),
    (ORIGIN.0, Text("the text body")),
    (ASIDE, Text("an object such as {\"charging_mode\": \"prePaid\"}")),
    (DROPPED, Text("a list of texts")),
];

/// Reads a draft, or a request body as a draft.
///
/// # Errors
/// Why it is neither.
pub fn parse(bytes: &[u8]) -> Result<Draft, DraftFlaw> {
    let text = json::text(bytes)?;
    if text.bytes().any(|byte| (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7f) {
        return Err(DraftFlaw::ControlBytes);
    }
    if nesting(text.as_bytes()) > DEPTH {
        return Err(DraftFlaw::TooDeep(DEPTH));
    }
    let json = json::read(text.as_bytes())?;
    if has_control(&json) {
        return Err(DraftFlaw::ControlCharacters);
    }
    let Value::Object(mut root) = json else {
        return Err(DraftFlaw::NotAnObject);
    };
    let secrets = without_secrets(&mut root);
    let is_draft = root.contains_key("answers") || root.contains_key(VERSION);
    let mut draft = if is_draft { from_draft(root)? } else { body::read(root)? };
    draft.unclear.splice(0..0, secrets.into_iter().map(Unclear::secret));
    body::settle(&mut draft);
    draft.notes.extend(encoding_note(bytes, text));
    Ok(draft)
}

/// The file of a draft. What looks like a secret is not in it.
pub fn encode(draft: &Draft) -> Vec<u8> {
    let mut root = Map::from_iter([(VERSION.to_owned(), FORMAT.into())]);
    let (mut answers, mut aside) = (draft.answers.clone(), draft.aside.clone());
    for Unclear { within, key, value, .. } in draft.unclear.iter().filter(|unclear| unclear.why != Why::Secret) {
        let (key, value) = (key.clone(), value.clone());
        match within {
            Within::File => drop(root.insert(key, value)),
            Within::Answers => drop(answers.insert(key, value)),
            Within::Aside => drop(aside.insert(key, value)),
            Within::Object(object) => {
                if let Value::Object(members) = answers.entry(*object).or_insert_with(|| Map::new().into()) {
                    members.insert(key, value);
                }
            }
        }
    }
    for (key, text) in [("region", &draft.region), ("project_id", &draft.project_id), ("screen", &draft.screen)] {
        if let Some(text) = text {
            root.insert(key.to_owned(), text.as_str().into());
        }
    }
    if let Some(SourceInstance { instance_id, answers }) = &draft.source {
        root.insert(SOURCE.to_owned(), json!({ "instance_id": instance_id, "answers": answers }));
    }
    if draft.from_body {
        root.insert(ORIGIN.0.to_owned(), ORIGIN.1.into());
    }
    root.insert("answers".to_owned(), Value::Object(answers));
    if !aside.is_empty() {
        root.insert(ASIDE.to_owned(), Value::Object(aside));
    }
    without_secrets(&mut root);
    let dropped = draft.unclear.iter().filter(|unclear| unclear.why == Why::Secret);
    let dropped: Vec<Value> = dropped.map(|unclear| unclear.key.clone().into()).collect();
    if !dropped.is_empty() {
        root.insert(DROPPED.to_owned(), dropped.into());
    }
    let mut text = format!("{:#}", Value::Object(root));
    text.push('\n');
    text.into_bytes()
}

fn from_draft(mut root: Map<String, Value>) -> Result<Draft, DraftFlaw> {
    let mut draft = Draft::default();
    let newer = root.get(VERSION).and_then(Value::as_u64).filter(|version| *version > FORMAT);
    draft.answers = match (root.remove("answers"), newer) {
        (Some(Value::Object(answers)), _) => answers,
        (_, Some(version)) => return Err(DraftFlaw::Newer(version)),
        (None, None) => Map::new(),
        (Some(_), None) => return Err(DraftFlaw::Answers),
    };
    take(&mut root, VERSION, |value| (value == FORMAT).then_some(()));
    body::take_address(&mut root, Within::File, &mut draft);
    draft.screen = body::take_text(&mut root, "screen");
    draft.from_body = take(&mut root, ORIGIN.0, |value| (value == ORIGIN.1).then_some(())).is_some();
    draft.source = take(&mut root, SOURCE, source);
    draft.aside = take(&mut root, ASIDE, |value| value.as_object().cloned()).unwrap_or_default();
    take_contradictions(&mut draft);
    let dropped = take(&mut root, DROPPED, texts).unwrap_or_default();
    draft.unclear.extend(dropped.into_iter().map(Unclear::secret));
    draft.unclear.extend(root.into_iter().map(|(key, value)| body::left_over(&SHAPES, key, value)));
    Ok(draft)
}

/// What is set aside is another answer to the same question only where somebody wrote it there: which one is meant is unclear.
fn take_contradictions(draft: &mut Draft) {
    let Draft { answers, aside, unclear, .. } = draft;
    aside.retain(|key, value| {
        let Some(other) = answers.get(key).filter(|other| *other != value) else { return true };
        let why = Why::Contradicts(format!("answers.{key}"), other.clone());
        let (key, value) = (key.clone(), value.clone());
        unclear.push(Unclear { within: Within::Aside, about: Some(key.clone()), key, value, why });
        false
    });
}

/// Takes what stands under a key, where it is read as what it has to be; anything else is left there.
fn take<T>(root: &mut Map<String, Value>, key: &str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
    let taken = read(root.get(key)?)?;
    root.remove(key);
    Some(taken)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

/// The instance that a draft began as, where it says which and what is known of it.
fn source(value: &Value) -> Option<SourceInstance> {
    let members = value.as_object().filter(|members| members.len() == 2)?;
    let id = members.get("instance_id")?.as_str().filter(|id| rules::uuid(id).is_ok())?;
    Some(SourceInstance { instance_id: id.to_owned(), answers: members.get("answers")?.as_object()?.clone() })
}

/// A sentence about a file that was read although this program writes its text with other bytes.
fn encoding_note(bytes: &[u8], text: &str) -> Option<String> {
    let told = match (text.len() < bytes.len(), text.contains("\r\n")) {
        (false, false) => return None,
        (true, false) => tr("The file was read as usual, although it begins with a byte order mark."),
        (false, true) => tr("The file was read as usual, although its lines end as on Windows."),
        (true, true) => {
            tr("The file was read as usual, although it begins with a byte order mark and its lines end as on Windows.")
        }
    };
    Some(told.to_owned())
}

/// How deep the brackets outside of texts go. They are counted before parsing, so that no file can exhaust the stack.
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
    let plain: Vec<u8> = key.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase()).collect();
    let parts = ["accesskey", "secret", "securitykey", "privatekey", "token", "password", "passwd", "credential"];
    let has = |part: &str| plain.windows(part.len()).any(|window| window == part.as_bytes());
    matches!(plain.as_slice(), b"ak" | b"sk" | b"access" | b"authorization") || parts.into_iter().any(has)
}

#[cfg(test)]
mod tests {
    use super::{Draft, DraftFlaw, Why, encode, parse};
    use crate::form::draft::Unclear;
    use serde_json::{Value, json};

    const SK: &str = "SkExampleNotASecret0000000000000000000001";
    const AK: &str = "AKIDEXAMPLE0000000001";

    fn read(json: &Value) -> Result<Draft, DraftFlaw> {
        parse(json.to_string().as_bytes())
    }

    fn names(draft: &Draft) -> Vec<String> {
        draft.unclear.iter().map(Unclear::name).collect()
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
        assert_eq!((names(&draft), draft.notes.len()), (vec!["colour".to_owned()], 0));
        assert_eq!(written(&draft), json);
    }

    #[test]
    fn three_places_that_differ_about_the_region_are_all_kept_and_none_is_taken() {
        for [one, two, three] in [["a", "b", "c"], ["a", "b", "a"], ["a", "b", "b"], ["a", "a", "b"]] {
            let json = json!({
                "version": 1, "region": one,
                "answers": {"name": "orders", "region": two, "path": {"region": three}}
            });
            let draft = read(&json).unwrap();
            let contradicts = |why: &Why| matches!(why, Why::Contradicts(..));
            let told = draft.unclear.iter().filter(|unclear| contradicts(&unclear.why)).count();
            assert_eq!((draft.region.as_deref(), told), (None, if two == one { 2 } else { 3 }), "{json}");
            let again = parse(&encode(&draft)).unwrap();
            assert_eq!(again.unclear, draft.unclear, "{json}");
        }
    }

    #[test]
    fn what_is_set_aside_and_answered_otherwise_is_unclear_and_kept() {
        let json = json!({
            "version": 1, "answers": {"name": "orders", "storage_space": 600, "charging_mode": "postPaid"},
            "aside": {"storage_space": 1200, "charging_mode": "postPaid", "period_num": 3}
        });
        let draft = read(&json).unwrap();
        assert_eq!(names(&draft), ["storage_space"]);
        let other = Why::Contradicts("answers.storage_space".to_owned(), json!(600));
        assert_eq!((&draft.unclear[0].why, draft.aside.get("period_num")), (&other, Some(&json!(3))));
        assert_eq!(written(&draft), json);
    }

    #[test]
    fn another_version_is_kept_and_a_problem() {
        for version in [json!(7), json!(0), json!(-1), json!(1.5), json!("1"), json!(null), json!([1])] {
            let json = json!({"version": version, "layout": 2, "answers": {"name": "orders"}});
            let draft = read(&json).unwrap();
            assert_eq!(names(&draft), ["layout", "version"]);
            assert!(matches!(draft.unclear[1].why, Why::NotOfKind(_)));
            assert_eq!(written(&draft), json);
        }
        assert_eq!(read(&json!({"version": 7, "answers": []})), Err(DraftFlaw::Newer(7)));
        assert_eq!(read(&json!({"version": 7})), Err(DraftFlaw::Newer(7)));
        assert_eq!(read(&json!({"version": 0, "answers": []})), Err(DraftFlaw::Answers));
    }

    #[test]
    fn the_instance_that_a_draft_began_as_comes_back_and_in_another_shape_it_is_a_problem() {
        let id = "3127ecc7-6191-4fc7-a8cb-c56e6e6cc975";
        let with = |source: &Value| json!({ "version": 1, "answers": { "name": "orders" }, "source": source });
        let whole = with(&json!({ "instance_id": id, "answers": { "name": "orders-prod", "available_zones": ["a"] } }));
        let draft = read(&whole).unwrap();
        let source = draft.source.as_ref().unwrap();
        assert_eq!((source.instance_id.as_str(), source.name(), draft.unclear.len()), (id, "orders-prod", 0));
        assert_eq!(written(&draft), whole);
        for wrong in [
            json!(null),
            json!(id),
            json!([id]),
            json!({ "instance_id": id }),
            json!({ "answers": {} }),
            json!({ "instance_id": 7, "answers": {} }),
            json!({ "instance_id": "orders-prod", "answers": {} }),
            json!({ "instance_id": id, "answers": [] }),
            json!({ "instance_id": id, "answers": {}, "name": "orders-prod" }),
        ] {
            let draft = read(&with(&wrong)).unwrap();
            assert_eq!((names(&draft), &draft.source), (vec!["source".to_owned()], &None), "{wrong}");
            assert_eq!(written(&draft), with(&wrong), "it is kept as it is");
        }
        let secret = with(&json!({ "instance_id": id, "answers": { "name": "orders-prod", "sk": SK } }));
        assert!(!String::from_utf8(encode(&read(&secret).unwrap())).unwrap().contains(SK));
    }

    #[test]
    fn what_a_draft_keeps_for_itself_is_a_problem_in_another_shape() {
        for (key, shape, others) in [
            ("screen", "text", vec![json!(6), json!(["zones"])]),
            ("region", "text", vec![json!(3), json!({})]),
            ("project_id", "text", vec![json!(0)]),
            ("origin", "the text body", vec![json!(null), json!("draft"), json!(["body"])]),
            ("aside", "an object such as", vec![json!(null), json!([]), json!("")]),
            ("dropped", "a list of texts", vec![json!(null), json!("sk"), json!([null]), json!(["sk", 5])]),
        ] {
            for other in others {
                let json = json!({ "version": 1, "answers": {}, key: other });
                let draft = read(&json).unwrap();
                let [Unclear { why: Why::NotOfKind(wanted), .. }] = draft.unclear.as_slice() else {
                    panic!("{json}: {draft:?}")
                };
                assert!(draft.unclear[0].name() == key && wanted.shown().starts_with(shape), "{json}: {wanted}");
                assert_eq!(written(&draft), json, "it is kept as it is");
            }
        }
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
        assert_eq!((draft.region, draft.notes.len()), (None, 1));
    }

    #[test]
    fn billing_and_transport_are_asked_by_their_own_names() {
        let body = |more: Value| {
            let mut body = json!({"engine": "rocketmq", "publicip_id": "a,b"});
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            body
        };
        let billing = json!({"charging_mode": "prePaid", "period_type": "month", "period_num": 1});
        let table: [(Value, Value, &[&str]); 17] = [
            (json!({"ssl_enable": true}), json!({"tls_mode": "SSL"}), &[]),
            (json!({"ssl_enable": false}), json!({"tls_mode": "PLAINTEXT"}), &[]),
            (json!({"ssl_enable": "true"}), json!({"tls_mode": "SSL"}), &[]),
            (json!({"ssl_enable": null}), json!({}), &[]),
            (json!({"ssl_enable": true, "tls_mode": "SSL"}), json!({"tls_mode": "SSL"}), &[]),
            (json!({"ssl_enable": true, "tls_mode": ""}), json!({"tls_mode": "SSL"}), &[]),
            (json!({"ssl_enable": false, "tls_mode": "PERMISSIVE"}), json!({"tls_mode": "PERMISSIVE"}), &[]),
            (json!({"ssl_enable": true, "tls_mode": "PERMISSIVE"}), json!({}), &["ssl_enable", "tls_mode"]),
            (json!({"ssl_enable": false, "tls_mode": "SSL"}), json!({}), &["ssl_enable", "tls_mode"]),
            (json!({"ssl_enable": "yes"}), json!({}), &["ssl_enable"]),
            (json!({"bss_param": billing}), billing.clone(), &[]),
            (json!({"bss_param": {"period_num": 2, "odd": true}}), json!({"period_num": 2}), &["bss_param.odd"]),
            (json!({"bss_param": billing, "period_num": 1}), billing.clone(), &[]),
            (
                json!({"bss_param": {"period_num": 2}, "period_num": 3}),
                json!({}),
                &["period_num", "bss_param.period_num"],
            ),
            (json!({"bss_param": "odd"}), json!({}), &["bss_param"]),
            (json!({"bss_param": [billing]}), json!({}), &["bss_param"]),
            (json!({"region": "r", "project_id": "p", "bss_param": null}), json!({}), &[]),
        ];
        for (more, expected, unclear) in table {
            let draft = read(&body(more.clone())).unwrap();
            assert_eq!(names(&draft), unclear, "{more}");
            let again = parse(&encode(&draft)).unwrap();
            assert_eq!((again.answers, again.unclear, again.from_body), (draft.answers.clone(), draft.unclear, true));
            assert_eq!(Value::Object(draft.answers), body(expected), "{more}");
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
        let dropped: Vec<String> = draft.unclear.iter().filter(|u| u.why == Why::Secret).map(Unclear::name).collect();
        for name in ["ak", "sk", "SECRET_KEY", "Access-Key", "security_token", "x_auth_token", "secretAccessKey"] {
            assert!(dropped.iter().any(|dropped| dropped == name), "{name}: {dropped:?}");
        }
        assert_eq!(parse(&encode(&draft)).unwrap().unclear, draft.unclear, "the word about them outlasts them");
        let shown = format!("{draft:?}");
        draft.answers.insert("token".into(), SK.into());
        let shown = format!("{shown}{}", String::from_utf8(encode(&draft)).unwrap());
        assert!(!shown.contains(SK) && !shown.contains(AK), "{shown}");
        assert!(shown.contains("key-1"), "the id of a KMS key is no secret");
    }

    #[test]
    fn other_encodings_are_refused_by_name() {
        let text = r#"{"engine":"rocketmq","description":"订单"}"#;
        let wide = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let table = [
            ([&[0xff, 0xfe][..], &wide(u16::to_le_bytes)].concat(), "is in UTF-16"),
            ([&[0xfe, 0xff][..], &wide(u16::to_be_bytes)].concat(), "is in UTF-16"),
            (wide(u16::to_le_bytes), "is in UTF-16"),
            (wide(u16::to_be_bytes), "is in UTF-16"),
            (text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(), "is in UTF-32"),
            (b"{\"engine\":\"rocketmq\",\"description\":\"\xb6\xa9\xb5\xa5\"}".to_vec(), "is not in UTF-8"),
        ];
        for (bytes, expected) in table {
            let flaw = parse(&bytes).unwrap_err().to_string();
            assert!(flaw.starts_with(expected) && flaw.ends_with("save it as UTF-8"), "{flaw}");
        }
        let draft = parse(format!("\u{feff}{}", text.replace(',', ",\r\n")).as_bytes()).unwrap();
        assert!(draft.notes.iter().any(|note| note.contains("byte order mark") && note.contains("Windows")));
    }

    #[test]
    fn a_body_is_read_where_other_tools_keep_it() {
        let table: [(Value, Option<&str>, &[&str]); 8] = [
            (json!({"body": {"engine": "rocketmq"}}), None, &[]),
            (
                json!({"path": {"engine": "rocketmq", "project_id": "p"}, "body": {"engine": "rocketmq"}}),
                Some("p"),
                &[],
            ),
            (json!({"path": {"engine": "rocketmq"}, "body": {"vpc_id": "v"}}), None, &[]),
            (
                json!({"path": {"engine": "reliability"}, "body": {"engine": "rocketmq"}}),
                None,
                &["engine", "path.engine"],
            ),
            (
                json!({"path": {"project_id": "p"}, "body": {"engine": "rocketmq"}, "project_id": "q"}),
                None,
                &["project_id", "path.project_id"],
            ),
            (
                json!({"body": {"engine": "rocketmq", "project_id": "p"}, "project_id": "q"}),
                None,
                &["project_id", "project_id"],
            ),
            (json!({"path": "x", "body": {"engine": "rocketmq"}}), None, &["path"]),
            (json!({"query": {}, "body": {"engine": "rocketmq"}}), None, &["query"]),
        ];
        for (json, project, unclear) in table {
            let draft = read(&json).unwrap();
            assert_eq!(
                (draft.project_id.as_deref(), names(&draft).as_slice()),
                (project, &unclear.iter().map(ToString::to_string).collect::<Vec<_>>()[..]),
                "{json}"
            );
            let again = parse(&encode(&draft)).unwrap();
            assert_eq!((again.answers, again.unclear), (draft.answers, draft.unclear), "{json}");
        }
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
            (r#"{"version":1,"answers":{"name":"a","name":"b"}}"#.into(), "has the key \"name\" twice"),
            (
                r#"{"engine":"rocketmq","bss_param":{"period_num":1,"period_num":3}}"#.into(),
                "has the key \"period_num\"",
            ),
            ("\u{feff}[1]".into(), "is not a JSON object"),
            ("[]".into(), "is not a JSON object"),
            ("{}".into(), "is neither a draft nor a request body"),
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
