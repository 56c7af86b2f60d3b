//! Screen 1, Engine: what the instance is called and whose it is.

use super::builtin::BUILTIN;
use crate::catalog::Lookup;
use crate::form::field::{Body, Field, Kind, Problem, Source, Step};
use crate::form::rules;
use crate::form::value::Value;

pub(crate) static STEP: Step =
    Step { short: "Engine", title: "Engine", fields: &[&ENGINE, &NAME, &DESCRIPTION, &ENTERPRISE_PROJECT] };

pub static ENGINE: Field = Field {
    key: "engine",
    label: "Engine",
    help: "The cloud's name for the engine. Both make the same RocketMQ; reliability is what it answers with.",
    more: "The create call takes two names for RocketMQ, rocketmq and reliability, in its path and its body, and answers \
           with reliability whichever was sent. The wizard uses one name in both places. If you have no reason to \
           change it, leave it.",
    kind: Kind::Choice(|_| Source::Fixed(&BUILTIN.engines)),
    fixed_after_creation: true,
    default: |_| Value::text("reliability"),
    body: Body::At("engine"),
    ..Field::REQUIRED
};

pub static NAME: Field = Field {
    key: "name",
    label: "Name",
    help: "4 to 64 characters: a letter first, then letters, digits, _ and -. Unique in the project.",
    more: "The name is how people and the console know the instance, and how the wizard finds it again if the answer to \
           the order is lost. It should therefore be unique in the project.\n\n\
           It can be changed later, but the call that changes it is documented without the underscore.",
    check: |_, value| name(value.as_text()),
    warn: |_, value| {
        value
            .as_text()
            .contains('_')
            .then(|| "an underscore is fine now; the rename call is documented without it".into())
    },
    body: Body::At("name"),
    ..Field::REQUIRED
};

pub static DESCRIPTION: Field = Field {
    key: "description",
    label: "About",
    help: "What the instance is for, at most 1,024 characters. Optional.",
    more: "A note for your colleagues: what the instance is for, who owns it, which ticket asked for it. At most 1,024 \
           characters of any script. It can be changed later.",
    check: |_, value| rules::length(value.as_text(), 0, 1024),
    body: Body::At("description"),
    ..Field::OPTIONAL
};

pub static ENTERPRISE_PROJECT: Field = Field {
    key: "enterprise_project_id",
    label: "Enterprise",
    help: "The enterprise project that pays; 0 is the default one, and right for accounts that have none.",
    more: "Enterprise projects group resources for billing and permissions. Accounts that have them must name one; 0 is \
           the default project, and what accounts without any send. The instance can be moved to another later.",
    kind: Kind::Choice(|_| Source::Remote { lookup: Lookup::EnterpriseProjects, fallback: &[] }),
    default: |_| Value::text("0"),
    check: |_, value| enterprise_project(value.as_text()),
    body: Body::At("enterprise_project_id"),
    ..Field::OPTIONAL
};

/// `domain.md` 1.1, `name`; the API page of 2026-01.
fn name(value: &str) -> Result<(), Problem> {
    rules::identifier(value)?;
    rules::length(value, 4, 64)
}

fn enterprise_project(value: &str) -> Result<(), Problem> {
    if value == "0" || rules::uuid(value).is_ok() {
        return Ok(());
    }
    Err(Problem(format!("{} is not an enterprise project; 0 or an ID of 36 characters is", rules::quoted(value))))
}
