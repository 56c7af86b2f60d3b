//! Whose the keys are: the account that is billed.

use super::{ACCOUNT_LIMIT, Client};
use crate::catalog::{Account, Lookup};
use crate::cloud::bounded_json::Json;
use crate::cloud::endpoints::Service;
use crate::cloud::json::{items, text};
use crate::cloud::{codes, error};
use crate::failure::{Cause, Failure};
use crate::language::Text;

impl Client {
    /// The account the keys belong to: its name, or its id alone where only the projects tell it. Takes a few seconds
    /// at most.
    ///
    /// # Errors
    /// When the cloud could not be asked, refused to say, or took too long.
    pub async fn account(&self) -> Result<Account, Failure> {
        let slow = || Failure {
            cause: Cause::Other,
            ..error::not_sent(Text("IAM did not answer in time."), Text("Try again."))
        };
        tokio::time::timeout(ACCOUNT_LIMIT, self.account_by_any_means()).await.unwrap_or_else(|_| Err(slow()))
    }

    async fn account_by_any_means(&self) -> Result<Account, Failure> {
        let told = self.account_of_user().await;
        match told {
            Ok(Some(account)) => Ok(account),
            Err(failure) if !matches!(failure.cause, Cause::Credentials | Cause::Forbidden | Cause::Refused) => {
                Err(failure)
            }
            Ok(None) | Err(_) => {
                let what = Text("The cloud does not say whose the keys are.");
                let unknown = || error::not_sent(what, Text("Look in the console."));
                self.account_of_project().await.ok_or_else(|| told.err().unwrap_or_else(unknown))
            }
        }
    }

    /// The account the keys belong to, as IAM tells it to their user; `None` where it tells none. Asked for once.
    pub(super) async fn account_of_user(&self) -> Result<Option<Account>, Failure> {
        if let Some(known) = self.account.get() {
            return Ok(Some(known.clone()));
        }
        let call = self.plain(Service::Iam, "/v3/auth/domains".to_owned(), codes::LIST_DOMAINS);
        let answer = self.read_once(&call).await?.map_err(|broken| self.broken(&broken, None))?;
        let body = self.success(&call, &answer)?;
        let first = items(&body, "domains").first();
        let account = first.map(|domain| Account { id: text(domain, "id"), name: text(domain, "name") });
        let account = account.filter(|account| !account.id.is_empty());
        Ok(account.map(|account| self.account.get_or_init(|| account).clone()))
    }

    async fn account_of_project(&self) -> Option<Account> {
        let region = self.settings.region.clone();
        let needs = Lookup::Projects { region: region.clone() }.permission();
        let call = self.plain(Service::Iam, "/v3/projects".to_owned(), needs).with("name", region);
        let owner = |item: &Json| Some(text(item, "domain_id")).filter(|id| !id.is_empty());
        let owners = self.pages(call, "projects", owner, |_, _, _| false).await.ok()?;
        owners.entries.into_iter().next().map(|id| Account { id, name: String::new() })
    }
}
