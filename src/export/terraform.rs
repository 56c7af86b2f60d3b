//! A resource of the official Terraform provider (`huaweicloud/huaweicloud`, `dms_rocketmq_instance`).
//!
//! What the provider has no argument for stands in a comment, so that nothing is lost silently.

use crate::catalog::{Choice, Tag};
use crate::form::state::Form;
use crate::language::Text;
use crate::purchase::record::Intent;
use crate::steps::zones;
use serde_json::{Map, Value as Json};
use std::fmt::Write;

const RESOURCE: &str = "huaweicloud_dms_rocketmq_instance";

/// Arguments that take a member of the request as it is: the provider's name, the path in the body.
const SAME: [(&str, &str); 16] = [
    ("name", "name"),
    ("description", "description"),
    ("engine_version", "engine_version"),
    ("flavor_id", "product_id"),
    ("broker_num", "broker_num"),
    ("storage_spec_code", "storage_spec_code"),
    ("storage_space", "storage_space"),
    ("vpc_id", "vpc_id"),
    ("subnet_id", "subnet_id"),
    ("security_group_id", "security_group_id"),
    ("ipv6_enable", "ipv6_enable"),
    ("ssl_enable", "ssl_enable"),
    ("tls_mode", "tls_mode"),
    ("enable_acl", "enable_acl"),
    ("enable_publicip", "enable_publicip"),
    ("enterprise_project_id", "enterprise_project_id"),
];

/// What keeps the provider from replacing an instance that was paid ahead (`cloud::api`, "Terraform").
const PAID_AHEAD: &str = "
  # The provider reads none of these back. Without this line an imported instance, which is paid for, would be replaced.
  lifecycle {
    ignore_changes = [period, period_unit, auto_renew]
  }
";

/// The file, and what the person should know about it. With the id of an instance that exists it is imported.
pub fn resource(form: &Form, intent: &Intent, body: &Json, bought: Option<&str>) -> (String, Vec<Text>) {
    let mut rest = body.as_object().cloned().unwrap_or_default();
    let mut arguments = vec![("region", quoted(&intent.region))];
    if rest.contains_key("tls_mode") {
        // It says all that this one does (`cloud::api`, "Transport").
        rest.remove("ssl_enable");
    }
    arguments.extend(SAME.iter().filter_map(|(name, key)| Some((*name, literal(&rest.remove(*key)?)))));
    let mut notes = Vec::new();
    arguments.push(("availability_zones", availability_zones(form, rest.remove("available_zones"), &mut notes)));
    arguments.extend(rest.remove("publicip_id").map(|ids| ("publicip_id", literal(&ids))));
    let is_paid_ahead = rest.contains_key("bss_param");
    arguments.extend(billing(&mut rest));
    arguments.extend(tags(&intent.tags));
    let name = quoted(&intent.name);
    let mut text = format!("# Plan {}. The provider is huaweicloud/huaweicloud.\n", intent.plan);
    for line in inexpressible(rest) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "# Not in this resource: {line}");
    }
    let width = arguments.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let _ = writeln!(text, "resource \"{RESOURCE}\" {name} {{");
    for (name, value) in arguments {
        let _ = writeln!(text, "  {name:<width$} = {value}");
    }
    text.push_str(if is_paid_ahead { PAID_AHEAD } else { "" });
    text.push_str("}\n");
    if let Some(id) = bought {
        let _ = write!(text, "\nimport {{\n  to = {RESOURCE}.{}\n  id = {}\n}}\n", intent.name, quoted(id));
    }
    (text, notes)
}

/// The provider speaks of zones by code, and leaves out without a word what it does not know (`cloud::api`,
/// "Terraform").
fn availability_zones(form: &Form, ids: Option<Json>, notes: &mut Vec<Text>) -> String {
    let ids: Vec<String> = ids.and_then(|ids| serde_json::from_value(ids).ok()).unwrap_or_default();
    let code = |id: &String| form.find(&zones::ZONES, id).and_then(Choice::zone).map(|zone| zone.code.clone());
    let codes: Option<Vec<String>> = ids.iter().map(code).collect();
    let shown = codes.clone().unwrap_or(ids);
    let list = format!("[{}]", shown.iter().map(|zone| quoted(zone)).collect::<Vec<_>>().join(", "));
    if codes.is_some() {
        return list;
    }
    let note = Text(
        "availability_zones holds ids, as the list of zones was not read. The provider wants codes such as ap-southeast-3a \
         and leaves out what it does not know: put the codes in.",
    );
    notes.push(note);
    format!("{list} # put the codes of these ids in, such as ap-southeast-3a")
}

/// `bss_param` in the provider's words; pay-per-use has none.
fn billing(rest: &mut Map<String, Json>) -> Vec<(&'static str, String)> {
    let Some(Json::Object(bss)) = rest.get_mut("bss_param") else {
        return vec![("charging_mode", quoted("postPaid"))];
    };
    let same = [("charging_mode", "charging_mode"), ("period_unit", "period_type"), ("period", "period_num")];
    let mut arguments: Vec<_> =
        same.iter().filter_map(|(name, key)| Some((*name, literal(&bss.remove(*key)?)))).collect();
    // A text in the provider's schema.
    arguments.extend(bss.remove("is_auto_renew").map(|on| ("auto_renew", quoted(&on.to_string()))));
    arguments
}

/// The tags, which the provider sets by a call of its own as well; nothing where there are none.
fn tags(tags: &[Tag]) -> Option<(&'static str, String)> {
    let line = |Tag { key, value }: &Tag| format!("    {} = {}\n", quoted(key), quoted(value));
    (!tags.is_empty()).then(|| ("tags", format!("{{\n{}  }}", tags.iter().map(line).collect::<String>())))
}

/// What is left of the request: what the provider does anyway is left out, the rest in words.
fn inexpressible(rest: Map<String, Json>) -> Vec<String> {
    let mut lines = Vec::new();
    for (key, value) in rest {
        let text = match &value {
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        lines.extend(match (key.as_str(), &value) {
            ("engine", Json::String(engine)) if engine == "reliability" => None,
            ("engine", _) => Some(format!("engine = {text}; the provider orders by the name reliability.")),
            ("disk_encrypted_enable" | "proxy_enable", Json::Bool(false)) => None,
            ("disk_encrypted_enable", _) => Some(
                "disk_encrypted_enable = true; an instance made by the provider is NOT encrypted at rest.".to_owned(),
            ),
            ("arch_type", _) => Some(format!("arch_type = {text}; the cloud decides.")),
            ("bss_param", Json::Object(bss)) => bss
                .get("is_auto_pay")
                .filter(|on| **on == Json::Bool(false))
                .map(|_| "is_auto_pay = false; the provider pays at once, which takes the money.".to_owned()),
            _ => Some(format!("{key} = {text}; the provider has no argument for it.")),
        });
    }
    lines.iter().map(|line| crate::text::clean(line)).collect()
}

/// A member of the request as HCL: texts, whole numbers and switches are all there are.
fn literal(value: &Json) -> String {
    match value {
        Json::String(text) => quoted(text),
        other => other.to_string(),
    }
}

/// A text as HCL. `${` and `%{` would begin a template.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            sign @ ('$' | '%') if characters.peek() == Some(&'{') && !quoted.ends_with(sign) => {
                quoted.push(sign);
                quoted.push(sign);
            }
            // Three signs in a row would be read in two ways.
            sign if sign.is_control() || (matches!(sign, '$' | '%') && characters.peek() == Some(&'{')) => {
                // Writing to a String cannot fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(sign));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::{inexpressible, quoted};
    use serde_json::json;

    #[test]
    fn texts_mean_themselves() {
        let table = [
            ("plain", r#""plain""#),
            (r#"a "b" \c"#, r#""a \"b\" \\c""#),
            ("a\nb\r\tc", r#""a\nb\r\tc""#),
            ("${x} %{if} $ { $5 100%", r#""$${x} %%{if} $ { $5 100%""#),
            ("$${x}", r#""$\u0024{x}""#),
            ("\u{1}\u{7f}\u{8a02}", "\"\\u0001\\u007f\u{8a02}\""),
        ];
        for (text, expected) in table {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn what_has_no_argument_is_said_unless_the_provider_does_it_anyway() {
        let rest = json!({ "engine": "reliability", "disk_encrypted_enable": false, "proxy_enable": false });
        assert_eq!(inexpressible(rest.as_object().unwrap().clone()), Vec::<String>::new());
        let rest = json!({ "engine": "rocketmq", "disk_encrypted_enable": true, "disk_encrypted_key": "k-1",
            "proxy_enable": true, "arch_type": "ARM", "bss_param": {"is_auto_pay": false}, "recycle_days": 3 });
        let said = inexpressible(rest.as_object().unwrap().clone()).join("\n");
        for words in [
            "engine = rocketmq",
            "NOT encrypted",
            "disk_encrypted_key = k-1",
            "proxy_enable = true",
            "arch_type = ARM",
            "is_auto_pay = false",
            "recycle_days = 3",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        let paid = json!({ "bss_param": {"is_auto_pay": true} });
        assert_eq!(inexpressible(paid.as_object().unwrap().clone()), Vec::<String>::new());
    }
}
