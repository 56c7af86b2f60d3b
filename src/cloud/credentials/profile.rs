//! The SDK's profile file: INI, of which the section `[basic]` is read (`domain.md` 6.3).

use super::held::{Held, secret};

/// The keys of `[basic]`, or why there are none.
pub(super) fn parse(text: &str) -> Result<Held, String> {
    let mut held = Held { source: "SDK profile file".to_owned(), ..Held::default() };
    let mut basic = false;
    let mut seen = false;
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(section) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            basic = section == "basic";
            seen |= basic;
        } else if basic {
            let (key, value) = line.split_once(['=', ':']).ok_or_else(|| malformed(number))?;
            set(&mut held, key.trim(), value);
        }
    }
    if seen { held.whole("ak", "sk") } else { Err("has no section [basic]; skipped".to_owned()) }
}

fn set(held: &mut Held, key: &str, value: &str) {
    match key.to_ascii_lowercase().as_str() {
        "ak" => held.access_key = secret(value.to_owned()),
        "sk" => held.secret_key = secret(value.to_owned()),
        "security_token" => held.security_token = secret(value.to_owned()),
        "region" => value.trim().clone_into(&mut held.region),
        "project_id" => value.trim().clone_into(&mut held.project_id),
        _ => {}
    }
}

fn malformed(line: usize) -> String {
    format!("malformed: line {line} is not of the form key = value; skipped")
}
