//! The rules of an organization, which whoever looks after this host keeps in one file for everybody on it.

use super::files;
use super::flaw::DraftFlaw;
use super::json;
use crate::form::policy::Policy;
use crate::form::state::Form;
use crate::language::say;
use crate::text;
use std::path::Path;

/// Where the rules are kept.
const PATH: &str = "/etc/rocketmq-wizard/policy.json";
/// The most bytes that rules can have.
const LIMIT: u64 = 1024 * 1024;

/// Puts a form under the rules of this host, or under those of a file that was named. Rules that cannot be read whole
/// govern, too: nothing can be bought then.
pub fn govern(form: &mut Form, named: Option<&Path>) {
    let path = named.unwrap_or(Path::new(PATH));
    let shown = text::path(path);
    let told = |why: String| {
        say!("{path} {why}; nothing is bought until whoever looks after it has corrected it", path = &shown, why)
    };
    match files::read_bounded(path, LIMIT) {
        Ok(None) if named.is_none() => {}
        Ok(None) => form.govern(Err(told(say!("does not exist")))),
        Err(error) => {
            let error = error.to_string();
            form.govern(Err(told(say!("cannot be read ({error})", error = error.trim_end_matches(['.', '\u{3002}'])))));
        }
        Ok(Some(bytes)) => {
            let policy = read(&bytes, &shown, form);
            form.govern(policy.map_err(told));
        }
    }
}

fn read(bytes: &[u8], shown: &str, form: &Form) -> Result<Policy, String> {
    let flawed = |flaw: DraftFlaw| flaw.to_string();
    let json = json::read(json::text(bytes).map_err(flawed)?.as_bytes()).map_err(flawed)?;
    Policy::parse(&json, shown.to_owned(), form).map_err(|why| say!("is not understood: {why}", why))
}
