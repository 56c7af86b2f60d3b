//! Lists of the account: regions, projects, enterprise projects, keys (`cloud::api`, "Accounts"; `cloud::api`, "Keys").

use super::caller::Caller;
use super::endpoints::Service;
use super::error;
use super::json::{flag, number, text};
use super::request::{self, Call};
use crate::catalog::{Account, Choice, Facts};
use crate::failure::{Cause, Failure};
use serde_json::{Value, json};

impl Caller {
    pub(crate) async fn regions(&self) -> Result<Vec<Choice>, Failure> {
        let call = self.plain(Service::Iam, "/v3/regions".to_owned(), "to list regions");
        self.pages(call, "regions", region, |_, _, _| false).await
    }

    /// The region's own project first, then those made below it, which are named `{region}_{name}`. All projects are
    /// asked for, because the filter by name would leave the latter out.
    pub(crate) async fn projects(&self, region: &str) -> Result<Vec<Choice>, Failure> {
        if !request::is_segment(region) {
            let told = error::not_sent("No region is chosen yet.", "Choose it on the account screen.");
            return Err(Failure { field: Some("region"), ..told });
        }
        let call = self.plain(Service::Iam, "/v3/projects".to_owned(), "iam:projects:listProjects");
        let call = Call { base: self.settings().endpoints.base(Service::Iam, region), ..call };
        let own = Call { path: "/v3/auth/projects".to_owned(), ..call.clone() };
        let listed = |call| self.pages(call, "projects", |item| project(item, region), |_, _, _| false);
        let mut projects = match listed(call).await {
            // What the user may use needs no permission to list.
            Err(failure) if matches!(failure.cause, Cause::Credentials | Cause::Forbidden) => {
                listed(own).await.map_err(|_| failure)?
            }
            projects => projects?,
        };
        projects.sort_by_key(|choice| choice.label != region);
        Ok(projects)
    }

    /// The account the keys belong to: its name, or its id alone where only the projects tell it.
    pub(crate) async fn account(&self) -> Result<Account, Failure> {
        let told = self.account_of_user().await;
        match told {
            Ok(Some(account)) => Ok(account),
            Err(failure) if !matches!(failure.cause, Cause::Credentials | Cause::Forbidden | Cause::Refused) => {
                Err(failure)
            }
            Ok(None) | Err(_) => {
                let unknown = || error::not_sent("The cloud does not say whose the keys are.", "Look in the console.");
                self.account_of_project().await.ok_or_else(|| told.err().unwrap_or_else(unknown))
            }
        }
    }

    async fn account_of_project(&self) -> Option<Account> {
        let region = &self.settings().region;
        let call = self.plain(Service::Iam, "/v3/projects".to_owned(), "iam:projects:listProjects");
        let owner = |item: &Value| Some(text(item, "domain_id")).filter(|id| !id.is_empty());
        let owners = self.pages(call.with("name", region), "projects", owner, |_, _, _| false).await.ok()?;
        owners.into_iter().next().map(|id| Account { id, name: String::new() })
    }

    /// Always has `0`, the default one. An account without enterprise projects answers with an error (`cloud::api`,
    /// "Accounts"): then `0` is all there is, and its note says why.
    pub(crate) async fn enterprise_projects(&self) -> Result<Vec<Choice>, Failure> {
        let needs = "eps:enterpriseProjects:list";
        let call = self
            .global(Service::Eps, "/v1.0/enterprise-projects", needs)
            .await
            .with("limit", "1000")
            .with("offset", "0")
            .with("status", "1");
        let next = |call: &mut Call, page: &Value, received| call.next_offset(number(page, "total_count"), received);
        match self.pages(call, "enterprise_projects", enterprise_project, next).await {
            Ok(mut projects) => {
                if !projects.iter().any(|project| project.id == "0") {
                    projects.insert(0, Choice::new("0", "default", ""));
                }
                projects.sort_by_key(|project| project.id != "0");
                Ok(projects)
            }
            Err(failure) if matches!(failure.cause, Cause::Refused | Cause::Credentials | Cause::Forbidden) => {
                Ok(vec![Choice::new("0", "default", failure.what)])
            }
            Err(failure) => Err(failure),
        }
    }

    /// Every key in every state, those that cannot encrypt disks as well: a closed entry with its reason says more than
    /// a missing one. Enabled keys of the account come first, then service defaults, then closed ones.
    pub(crate) async fn keys(&self) -> Result<Vec<Choice>, Failure> {
        let call = self.regional(Service::Kms, "/v1.0/{project}/kms/list-keys", "kms:cmk:list")?;
        let call = Call { method: "POST", body: key_page(None), ..call };
        let mut keys = self.pages(call, "key_details", key, next_keys).await?;
        keys.sort_by_key(|choice| matches!(choice.facts, Facts::Key { service_default: true, .. }));
        Ok(keys)
    }
}

fn region(item: &Value) -> Option<Choice> {
    let id = text(item, "id");
    let english = item.get("locales").map(|names| text(names, "en-us")).unwrap_or_default();
    let label = [english, text(item, "description"), id.clone()].into_iter().find(|name| !name.is_empty())?;
    (!id.is_empty()).then(|| Choice::new(id, label, ""))
}

fn project(item: &Value, region: &str) -> Option<Choice> {
    let (id, name) = (text(item, "id"), text(item, "name"));
    let below = name.strip_prefix(region).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
    let closed = (flag(item, "enabled") == Some(false)).then(|| "disabled".to_owned());
    (below && !id.is_empty()).then(|| Choice { closed, ..Choice::new(id, name, text(item, "description")) })
}

fn enterprise_project(item: &Value) -> Option<Choice> {
    let (id, name) = (text(item, "id"), text(item, "name"));
    let closed = (number(item, "status") == Some(2)).then(|| "disabled".to_owned());
    let label = if name.is_empty() { id.clone() } else { name };
    (!id.is_empty()).then(|| Choice { closed, ..Choice::new(id, label, text(item, "description")) })
}

/// The documented body; numbers are strings here, and all kinds of keys must be asked for by name.
fn key_page(marker: Option<&str>) -> Vec<u8> {
    let mut body = json!({"limit": "100", "key_spec": "ALL"});
    if let Some(marker) = marker {
        body["marker"] = marker.into();
    }
    body.to_string().into_bytes()
}

fn next_keys(call: &mut Call, page: &Value, _: usize) -> bool {
    let marker = text(page, "next_marker");
    let more = flag(page, "truncated") == Some(true) && !marker.is_empty();
    if more {
        call.body = key_page(Some(&marker));
    }
    more
}

fn key(item: &Value) -> Option<Choice> {
    let (id, alias) = (text(item, "key_id"), text(item, "key_alias"));
    let state = match text(item, "key_state").as_str() {
        "1" => "not activated".to_owned(),
        "2" => "enabled".to_owned(),
        "3" => "disabled".to_owned(),
        "4" => "pending deletion".to_owned(),
        "5" => "pending import".to_owned(),
        "" => "unknown state".to_owned(),
        other => format!("state {other}"),
    };
    let unusable = unusable(&text(item, "key_spec"), &text(item, "key_usage"));
    let facts = Facts::Key {
        enabled: state == "enabled",
        usable: unusable.is_none(),
        service_default: text(item, "default_key_flag") == "1",
        state: state.clone(),
    };
    let closed =
        unusable.map(str::to_owned).or_else(|| (state != "enabled" && state != "unknown state").then_some(state));
    let label = if alias.is_empty() { id.clone() } else { alias };
    (!id.is_empty()).then_some(Choice { id, label, facts, closed })
}

/// Disks are encrypted with symmetric keys that encrypt and decrypt (`cloud::api`, "Keys").
fn unusable(spec: &str, usage: &str) -> Option<&'static str> {
    let asymmetric = ["RSA", "EC", "SM2"].iter().any(|kind| spec.starts_with(kind)) || usage == "SIGN_VERIFY";
    match usage {
        _ if asymmetric => Some("asymmetric: cannot encrypt disks"),
        "ENCRYPT_DECRYPT" | "" => None,
        _ => Some("not made for encryption"),
    }
}
