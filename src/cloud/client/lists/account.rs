//! Lists of the account: regions, projects, enterprise projects, keys (`cloud::api`, "Accounts"; `cloud::api`, "Keys").

use crate::catalog::{Choice, Facts, Listed};
use crate::cloud::bounded_json::Json;
use crate::cloud::client::Client;
use crate::cloud::client::lists::ListQuery;
use crate::cloud::endpoints::Service;
use crate::cloud::error;
use crate::cloud::json::{flag, number, text};
use crate::cloud::page::Page;
use crate::cloud::request::{self, Call};
use crate::failure::{Cause, Failure};
use crate::language::{self, Language, Text, say, tr};
use crate::sort;
use serde_json::json;

impl Client {
    pub(super) async fn regions(&self, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self.plain(Service::Iam, "/v3/regions".to_owned(), query.needs);
        self.choices(query, call, "regions", &mut region, &mut |_, _, _| false).await
    }

    /// The region's own project first, then those made below it, which are named `{region}_{name}`. All projects are
    /// asked for, because the filter by name would leave the latter out.
    pub(super) async fn projects(&self, region: &str, query: ListQuery<'_>) -> Result<Listed, Failure> {
        if !request::is_segment(region) {
            let told = error::not_sent(Text("No region is chosen yet."), Text("Choose it on the account screen."));
            return Err(Failure { field: Some("region"), ..told });
        }
        let call = self.plain(Service::Iam, "/v3/projects".to_owned(), query.needs);
        let call = Call { base: self.settings.endpoints.base(Service::Iam, region), ..call };
        let own = Call { path: "/v3/auth/projects".to_owned(), ..call.clone() };
        let listed = |call| self.pages(call, "projects", |item| project(item, region), |_, _, _| false);
        let mut projects = match listed(call).await {
            // The list of the projects that the user may use needs no permission.
            Err(failure) if matches!(failure.cause, Cause::Credentials | Cause::Forbidden) => {
                listed(own).await.map_err(|_| failure)?
            }
            projects => projects?,
        };
        sort::by_key(&mut projects.entries, |choice| choice.label != region);
        Ok(projects)
    }

    /// The list always has `0`, the default one, and has it first.
    pub(super) async fn enterprise_projects(&self, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self
            .global(Service::Eps, "/v1.0/enterprise-projects", query.needs)
            .await
            .with("limit", "1000")
            .with("offset", "0")
            .with("status", "1");
        let mut next =
            |call: &mut Call, page: &Page, received| call.next_offset(number(&page.head, "total_count"), received);
        let mut projects = self.choices(query, call, "enterprise_projects", &mut enterprise_project, &mut next).await?;
        if !projects.entries.iter().any(|project| project.id == "0") {
            projects.entries.insert(0, Choice::new("0", "default", ""));
        }
        sort::by_key(&mut projects.entries, |project| project.id != "0");
        Ok(projects)
    }

    /// Keys in every state, those that cannot encrypt disks as well: a closed entry with its reason says more than a
    /// missing one. Enabled keys of the account come first, then service defaults, then closed ones.
    pub(super) async fn keys(&self, query: ListQuery<'_>) -> Result<Listed, Failure> {
        let call = self.regional(Service::Kms, "/v1.0/{project}/kms/list-keys", query.needs)?;
        let call = Call { method: "POST", body: key_page(None), ..call };
        let mut keys = self.choices(query, call, "key_details", &mut key, &mut next_keys).await?;
        sort::by_key(&mut keys.entries, |choice| matches!(choice.facts, Facts::Key { service_default: true, .. }));
        Ok(keys)
    }
}

fn region(item: &Json) -> Option<Choice> {
    let id = text(item, "id");
    let name = |language| item.get("locales").map(|names| text(names, language)).unwrap_or_default();
    let chinese = if language::current() == Language::Chinese { name("zh-cn") } else { String::new() };
    // The built-in list knows names that the cloud does not have in every language.
    let english = tr(&name("en-us")).to_owned();
    let labels = [chinese, english, text(item, "description"), id.clone()];
    let label = labels.into_iter().find(|label| !label.is_empty())?;
    (!id.is_empty()).then(|| Choice::new(id, label, ""))
}

fn project(item: &Json, region: &str) -> Option<Choice> {
    let (id, name) = (text(item, "id"), text(item, "name"));
    let below = name.strip_prefix(region).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
    let closed = (flag(item, "enabled") == Some(false)).then(|| tr("disabled").to_owned());
    (below && !id.is_empty()).then(|| Choice { closed, ..Choice::new(id, name, text(item, "description")) })
}

fn enterprise_project(item: &Json) -> Option<Choice> {
    let (id, name) = (text(item, "id"), text(item, "name"));
    let closed = (number(item, "status") == Some(2)).then(|| tr("disabled").to_owned());
    let label = if name.is_empty() { id.clone() } else { name };
    (!id.is_empty()).then(|| Choice { closed, ..Choice::new(id, label, text(item, "description")) })
}

/// The documented body that asks for a page. Numbers are strings in it, and only keys of the kind it names are listed.
fn key_page(marker: Option<&str>) -> Vec<u8> {
    let mut body = json!({"limit": "100", "key_spec": "ALL"});
    if let Some(marker) = marker {
        body["marker"] = marker.into();
    }
    body.to_string().into_bytes()
}

fn next_keys(call: &mut Call, page: &Page, _: usize) -> bool {
    let marker = text(&page.head, "next_marker");
    let more = flag(&page.head, "truncated") == Some(true) && !marker.is_empty();
    if more {
        call.body = key_page(Some(&marker));
    }
    more
}

fn key(item: &Json) -> Option<Choice> {
    let (id, alias) = (text(item, "key_id"), text(item, "key_alias"));
    let state = KeyState::read(text(item, "key_state"));
    let unusable = unusable(&text(item, "key_spec"), &text(item, "key_usage"));
    let facts = Facts::Key {
        enabled: state == KeyState::Enabled,
        usable: unusable.is_none(),
        service_default: text(item, "default_key_flag") == "1",
        state: state.told(),
    };
    let open = matches!(state, KeyState::Enabled | KeyState::Unknown);
    let closed = unusable.map(str::to_owned).or_else(|| (!open).then(|| state.told()));
    let label = if alias.is_empty() { id.clone() } else { alias };
    (!id.is_empty()).then_some(Choice { id, label, facts, closed })
}

/// The state of a key, which the cloud gives as a number (`cloud::api`, "Keys").
#[derive(PartialEq, Eq)]
enum KeyState {
    NotActivated,
    Enabled,
    Disabled,
    PendingDeletion,
    PendingImport,
    /// The cloud does not say.
    Unknown,
    /// A number that is not documented.
    Other(String),
}

impl KeyState {
    fn read(number: String) -> Self {
        match number.as_str() {
            "1" => Self::NotActivated,
            "2" => Self::Enabled,
            "3" => Self::Disabled,
            "4" => Self::PendingDeletion,
            "5" => Self::PendingImport,
            "" => Self::Unknown,
            _ => Self::Other(number),
        }
    }

    /// The state in words, as a fragment.
    fn told(&self) -> String {
        let words = match self {
            Self::NotActivated => tr("not activated"),
            Self::Enabled => tr("enabled"),
            Self::Disabled => tr("disabled"),
            Self::PendingDeletion => tr("pending deletion"),
            Self::PendingImport => tr("pending import"),
            Self::Unknown => tr("unknown state"),
            Self::Other(number) => return say!("state {number}", number),
        };
        words.to_owned()
    }
}

/// Disks are encrypted with symmetric keys that encrypt and decrypt (`cloud::api`, "Keys").
fn unusable(spec: &str, usage: &str) -> Option<&'static str> {
    let asymmetric = ["RSA", "EC", "SM2"].iter().any(|kind| spec.starts_with(kind)) || usage == "SIGN_VERIFY";
    match usage {
        _ if asymmetric => Some(tr("asymmetric: cannot encrypt disks")),
        "ENCRYPT_DECRYPT" | "" => None,
        _ => Some(tr("not made for encryption")),
    }
}
