//! Turns an answer that is no success into a `Failure` that a person can act on.
//!
//! Pure. Texts of the cloud are cleaned, freed of our secrets and cut to a line; the table of codes is `codes`.

use super::answer::Answer;
use super::bounded_json::{Json, json};
use super::codes::{self, Known};
use super::credentials::Credentials;
use super::instance_id::{INSTANCE, named_instances};
pub(super) use super::redact::shown;
use super::skew;
use crate::failure::{Cause, Failure};
use crate::language::Text;

/// What a person is told after a purchase whose outcome is not known.
const MAY_BE_PLACED: Text =
    Text("The order may have been placed. Look for the instance by its name before sending again.");

/// What to do where these keys may not buy. The permission may be there and a condition of a policy unmet.
const ASK_TO_BUY: Text = Text(
    "Ask the account's administrator for the permission {needs}. Where it is granted already, a policy may demand tags, \
     SSL or no public access, and the default enterprise project may need rights of its own.",
);

/// What an error answer says, in whichever of its shapes (`cloud::api`, "Shapes of error bodies").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) request_id: Option<String>,
}

/// What else is known when an answer is turned into a failure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    /// The permission the call takes.
    pub(crate) needs: &'a str,
    /// Their secret parts are cut out of every text.
    pub(crate) keys: &'a Credentials,
    /// Seconds this machine's clock is ahead of the cloud's.
    pub(crate) clock: Option<i64>,
}

/// No HTTP client could be built.
pub(crate) fn no_client() -> Failure {
    not_sent(Text("The HTTP client could not be set up."), Text("Check proxy and certificates."))
}

/// A failure before anything was sent.
pub(crate) fn not_sent(what: Text, action: Text) -> Failure {
    Failure::new(Cause::NothingSent, what, action)
}

/// Reads an error body of any documented shape; `None` where nothing matches.
pub(crate) fn report(body: &[u8]) -> Option<Report> {
    let body = json(body)?;
    let mut report = find(&body)?;
    report.request_id = body.get("request_id").and_then(Json::as_str).map(str::to_owned);
    Some(report)
}

/// The documented code of a refusal in the shape in which the message service and its gateway speak (`cloud::api`, "Shapes of
/// error bodies"). `None` for everything else: the block page of something on the way, which may be JSON and have a code as
/// well, a code that nobody knows, and a refusal that names an instance.
fn documented(answer: &Answer) -> Option<&'static Known> {
    let body = json(&answer.body)?;
    let error = body.get("error").unwrap_or(&body);
    let said = |key| error.get(key).and_then(Json::as_str).filter(|said| !said.is_empty());
    let (code, _) = said("error_code").zip(said("error_msg"))?;
    let names_one = [&body, error].iter().any(|object| object.get(INSTANCE).is_some());
    codes::known(code).filter(|_| !codes::is_short(code) && !names_one)
}

/// The reason of a refusal of a purchase, with the instance that it names: it may be the one that was made.
fn with_instance(message: &str, answer: &Answer, keys: &Credentials) -> String {
    let body = json(&answer.body).unwrap_or_default();
    let id = body.get(INSTANCE).or_else(|| body.get("error")?.get(INSTANCE));
    let id = id.and_then(text).map(|id| shown(&id, keys));
    id.map_or_else(|| message.to_owned(), |id| format!("{message} ({INSTANCE}: {id})"))
}

/// What came of a purchase that was not answered with a yes. Only a documented refusal means that nothing was ordered;
/// everything else, a mere status included, leaves open whether the order was placed.
pub(crate) fn of_purchase(answer: &Answer, about: &About) -> Failure {
    let failure = refused(answer, about);
    match documented(answer) {
        Some(known) if known.refuses(answer.status) => match failure.cause {
            Cause::Forbidden => failure.advising(ASK_TO_BUY),
            _ => not_taken(failure),
        },
        None if (400..500).contains(&answer.status) => {
            let told = Text(
                "The answer has the status {status} and none of the cloud's documented refusals, so it proves nothing: \
                 {message}",
            );
            let message = with_instance(&said(answer, about.keys), answer, about.keys);
            naming(unknown(failure.saying(told).with("message", message)), answer)
        }
        _ => naming(unknown(failure), answer),
    }
}

/// The reason that an answer gives, fit to show; empty where it gives none.
fn said(answer: &Answer, keys: &Credentials) -> String {
    match report(&answer.body) {
        Some(report) => shown(&report.message, keys),
        None => shown(&String::from_utf8_lossy(&answer.body), keys),
    }
}

/// A refused or failed call, from its answer.
pub(crate) fn refused(answer: &Answer, about: &About) -> Failure {
    let report = report(&answer.body);
    let message = said(answer, about.keys);
    let code = report.as_ref().map(|report| report.code.as_str());
    let mut failure = match code.and_then(codes::known) {
        Some(known) => from_known(known, answer.status, about.needs),
        None => from_status(answer.status, report.is_some(), about.needs),
    };
    if answer.status == 401 {
        failure = skew::explained(failure, &message, about.clock);
    }
    if let Some(wait) = answer.retry_after.filter(|_| answer.status == 429) {
        failure = after(failure, wait.as_secs());
    }
    failure = failure.with("message", message).with("needs", about.needs).with("status", answer.status);
    failure.code = code.map(|code| shown(code, about.keys)).filter(|code| !code.is_empty());
    let request_id = answer.request_id.clone().or_else(|| report.and_then(|report| report.request_id));
    failure.request_id = request_id.map(|id| shown(&id, about.keys));
    failure
}

/// The same failure, for a purchase the cloud did not take: whatever the reason, it said no.
fn not_taken(failure: Failure) -> Failure {
    let cause = if failure.cause == Cause::Other { Cause::Refused } else { failure.cause };
    Failure { cause, ..failure }
}

/// The same failure, for a purchase that may have gone through.
pub(crate) fn unknown(failure: Failure) -> Failure {
    Failure { cause: Cause::Unknown, field: None, ..failure.advising(MAY_BE_PLACED) }
}

/// The same failure, with the instances that the answer names and that are not told yet. It may be cut or in no documented
/// form, so they are only told: one of them may be what was made.
pub(crate) fn naming(failure: Failure, answer: &Answer) -> Failure {
    let what = failure.what();
    let mut ids: Vec<String> =
        [&answer.body, &answer.part].into_iter().flat_map(|bytes| named_instances(bytes)).collect();
    ids.retain(|id| !what.contains(id));
    if ids.is_empty() {
        return failure;
    }
    let told =
        failure.saying(Text("{message} The answer names the instance {ids}, which may be the one that was made."));
    told.with("message", what).with("ids", ids.join(", "))
}

/// A success whose content is not what is documented.
pub(crate) fn unreadable(answer: &Answer, keys: &Credentials) -> Failure {
    let told = Failure::new(
        Cause::Other,
        Text("The cloud answered {status}, but not in the documented form."),
        Text("Check any --endpoint and proxy; the request ID helps support."),
    );
    let request_id = answer.request_id.as_deref().map(|id| shown(id, keys));
    Failure { request_id, ..told.with("status", answer.status) }
}

/// The same failure, which passes after so many seconds.
fn after(failure: Failure, seconds: u64) -> Failure {
    match seconds {
        0..=120 => failure.advising(Text("Wait {seconds} s and try again.")).with("seconds", seconds.max(1)),
        _ => failure.advising(Text("Wait {minutes} min and try again.")).with("minutes", seconds.div_ceil(60)),
    }
}

fn from_known(known: &Known, status: u16, needs: &str) -> Failure {
    // The code says what it is about; of keys and rights, the status says which of the two.
    // Who failed or gave up waiting has refused nothing, whatever the code.
    let cause = match (known.cause, status) {
        (_, status) if !codes::is_by_caller(status) => Cause::Other,
        (Cause::Credentials, 403) => Cause::Forbidden,
        (cause, _) => cause,
    };
    Failure { field: known.field, ..Failure::new(cause, known.what, known.advice(needs)) }
}

/// A failure by its status alone. If the body has a documented shape a refusal is the cloud's own word; else it may come
/// from something on the way, and says nothing about keys and permissions.
fn from_status(status: u16, is_documented: bool, needs: &str) -> Failure {
    let (cause, what, action) = match status {
        300..=399 => (
            Cause::Other,
            Text("The cloud redirected elsewhere."),
            Text("Check any --endpoint and proxy; redirects are not followed."),
        ),
        408 => {
            (Cause::Other, Text("The cloud gave up waiting for the request."), Text("Check the network and try again."))
        }
        429 => (
            Cause::Other,
            Text("The cloud is limiting the rate of requests: {message}"),
            Text("Wait a minute and try again."),
        ),
        400..=499 if !is_documented => (
            Cause::Other,
            Text(
                "Something answered {status}, not in the cloud's form; it may be a proxy or a firewall on the way: {message}",
            ),
            Text("Check the network, the proxy and any --endpoint."),
        ),
        401 => (
            Cause::Credentials,
            Text("The cloud refused the keys: {message}"),
            Text("Check access key and secret key; both must come from the same pair."),
        ),
        403 => (Cause::Forbidden, Text("The cloud refused permission: {message}"), codes::ask(needs)),
        400..=499 => (
            Cause::Refused,
            Text("The cloud refused the request: {message}"),
            Text("Look over the answers; the request ID helps support."),
        ),
        _ => (
            Cause::Other,
            Text("The cloud failed: {message}"),
            Text("Wait a minute and try again; the request ID helps support."),
        ),
    };
    Failure::new(cause, what, action)
}

const SHAPES: [(&str, &str); 3] = [("error_code", "error_msg"), ("errorCode", "errorMsg"), ("code", "message")];

fn find(body: &Json) -> Option<Report> {
    let here = SHAPES.iter().find_map(|(code, message)| {
        let code = text(body.get(code)?)?;
        Some(Report { code, message: body.get(message).and_then(text).unwrap_or_default(), request_id: None })
    });
    here.or_else(|| body.members().iter().find_map(|(_, value)| find(value)))
}

fn text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.to_string()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Report, report};

    #[test]
    fn every_documented_shape_is_read_and_no_other() {
        let cases: [(&str, Option<(&str, &str)>); 14] = [
            (r#"{"error_code":"DMS.1","error_msg":"m","request_id":"r"}"#, Some(("DMS.1", "m"))),
            (r#"{"errorCode":"X.2","errorMsg":"m"}"#, Some(("X.2", "m"))),
            (r#"{"code":"VPC.3","message":"m"}"#, Some(("VPC.3", "m"))),
            (r#"{"error":{"error_code":"KMS.4","error_msg":"m"}}"#, Some(("KMS.4", "m"))),
            (r#"{"error":{"code":401,"message":"m","title":"t"}}"#, Some(("401", "m"))),
            (r#"{"a":{"b":{"c":{"errorCode":"D.5"}}}}"#, Some(("D.5", ""))),
            (r#"{"error_code":"A","error_msg":"a","code":"B","message":"b"}"#, Some(("A", "a"))),
            (r#"{"error_code":null,"code":"B","message":7}"#, Some(("B", "7"))),
            (r#"{"NeutronError":{"type":"T","message":"m"}}"#, None),
            (r#"{"error_msg":"m"}"#, None),
            (r#"[{"error_code":"A"}]"#, None),
            ("<html>", None),
            ("", None),
            ("\u{0}\u{ff}{", None),
        ];
        for (body, expected) in cases {
            let found = report(body.as_bytes());
            let found = found.as_ref().map(|Report { code, message, .. }| (code.as_str(), message.as_str()));
            assert_eq!(found, expected, "{body}");
        }
        assert_eq!(report(&[0xff, 0xfe, b'{']), None);
    }
}
