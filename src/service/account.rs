//! What is known of the account before anything is asked: flags, environment and files, in the order they count.
//!
//! Opens no connection.

use crate::args::AccountArgs;
use crate::cloud::credentials::{self, Place, Search};
use crate::cloud::endpoints::Endpoints;
use crate::form::field::Field;
use crate::form::state::Form;
use crate::form::value::Value;
use crate::language::tr;
use crate::steps::{account, engine};
use crate::store::policy;

/// Answers that go before everything, drafts included.
pub fn flags(args: &AccountArgs) -> Vec<(&'static Field, Value)> {
    let given = [(&account::REGION, &args.region), (&account::PROJECT, &args.project_id)];
    let answer = |(field, text): (&'static Field, &Option<String>)| Some((field, Value::text(text.as_deref()?)));
    given.into_iter().filter_map(answer).collect()
}

/// Puts a form under the rules of this host's organization, or for trying them out under those of a named file.
///
/// # Errors
/// That a file is named although orders would go to the real cloud: nobody chooses the rules they are held to.
pub fn govern(form: &mut Form, args: &AccountArgs, endpoints: &Endpoints) -> Result<(), &'static str> {
    if args.policy.is_some() && !endpoints.is_local() {
        return Err(tr("--policy tries rules out, so it works with --sandbox or an --endpoint on this host only."));
    }
    policy::govern(form, args.policy.as_deref());
    Ok(())
}

/// What was found outside answers its questions.
pub fn give(form: &mut Form, search: &Search) {
    let settings = [
        (&account::REGION, &search.region),
        (&account::PROJECT, &search.project),
        (&engine::ENTERPRISE_PROJECT, &search.enterprise_project),
    ];
    for (field, found) in settings {
        if let Some(setting) = found {
            form.give(field, Value::text(&*setting.value), setting.source.as_str());
        }
    }
    if let Some(found) = &search.found {
        form.give(&account::ACCESS_KEY, Value::Empty, found.source.as_str());
    }
}

/// What the environment and the files of this host give.
pub fn of_host() -> Search {
    credentials::local(&variable, std::env::home_dir().as_deref())
}

/// What each place of this host holds, those behind the keys in use too.
pub fn survey_host() -> Vec<Place> {
    credentials::survey(&variable, std::env::home_dir().as_deref())
}

/// A variable that is not text is there all the same, with characters that no key has.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}
