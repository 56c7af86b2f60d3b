//! Sending the purchase: at most once, and every answer but a clear one counts as "may have been placed".

use super::Client;
use crate::catalog::Placed;
use crate::cloud::answer::{Answer, Progress};
use crate::cloud::endpoints::Service;
use crate::cloud::request::{self, Call};
use crate::cloud::{error, json};
use crate::failure::Failure;
use crate::language::Text;

impl Client {
    /// Sends the purchase, exactly once, and returns the id the cloud gave.
    ///
    /// # Errors
    /// [`NothingSent`](crate::failure::Cause::NothingSent) when no byte of it left this machine; `Refused`,
    /// `Credentials`, `Forbidden` or `Capacity` when the cloud said no in one of the ways it documents; `Unknown` in
    /// every other case.
    pub async fn create(&self, engine: &str, body: &[u8]) -> Result<Placed, Failure> {
        let call = self.create_call(engine, body)?;
        match self.post_once(&call).await? {
            Ok(answer) => self.placed(&call, &answer),
            Err(broken) if broken.progress == Progress::Sent => Err(error::unknown(self.broken(&broken, None))),
            Err(broken) => Err(self.broken(&broken, None)),
        }
    }

    /// The purchase as it would be sent: its URL and its headers, keys, signature and token redacted.
    ///
    /// # Errors
    /// What [`Client::create`] would fail with before sending.
    pub fn dry_run(&self, engine: &str, body: &[u8]) -> Result<(String, Vec<(String, String)>), Failure> {
        let signed = self.create_call(engine, body)?.signed(self.credentials(), &request::now())?;
        let shown = signed.headers.iter().map(|(name, value)| {
            let value = if value.is_sensitive() { "[redacted]" } else { value.to_str().unwrap_or_default() };
            (name.to_string(), value.to_owned())
        });
        Ok((signed.url.to_string(), shown.collect()))
    }

    fn create_call(&self, engine: &str, body: &[u8]) -> Result<Call, Failure> {
        if !request::is_segment(engine) {
            let what = Text("This is not an engine of the service.");
            let told = error::not_sent(what, Text("Choose rocketmq or reliability."));
            return Err(Failure { field: Some("engine"), ..told });
        }
        let path = format!("/v2/{engine}/{{project}}/instances");
        let call = self.regional(Service::Dms, &path, "dms:instance:create")?;
        Ok(Call { method: "POST", body: body.to_vec(), limit: request::ONE, ..call })
    }

    /// What the answer to the purchase means.
    fn placed(&self, call: &Call, answer: &Answer) -> Result<Placed, Failure> {
        let request_id = answer.request_id.as_deref();
        match answer.status {
            200..=299 => json::placed(&answer.body, request_id).ok_or_else(|| {
                let broken = answer.flaw.as_ref().map(|flaw| self.broken(flaw, request_id));
                error::naming(error::unknown(broken.unwrap_or_else(|| self.unreadable(answer))), answer)
            }),
            _ => Err(error::of_purchase(answer, &self.about(call))),
        }
    }
}
