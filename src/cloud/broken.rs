//! Turns an exchange that broke into a `Failure` that a person can act on.
//!
//! Pure.

use super::answer::{Broken, Peer, Progress, Why};
use super::credentials::Credentials;
use super::error::{not_sent, shown};
use crate::failure::{Cause, Failure};
use crate::language::Text;

/// An exchange that broke: nothing sent, or no whole answer.
pub(crate) fn told(broken: &Broken, request_id: Option<&str>, keys: &Credentials) -> Failure {
    let told = match broken.progress {
        Progress::Sent => Failure::new(Cause::Other, unanswered(broken), Text("Check the network and try again.")),
        Progress::Untrusted => not_sent(
            unreached(broken),
            Text("If a proxy on the way replaces certificates, name its CA with --ca-bundle. Nothing was sent."),
        ),
        Progress::Unconnected => {
            not_sent(unreached(broken), Text("Check the network, the region and the proxy. Nothing was sent."))
        }
    };
    let told = match &broken.with {
        Some(Peer::Host(host)) => told.with("host", shown(host, keys)),
        Some(Peer::Proxy { variable, address }) => {
            told.with("variable", variable).with("address", shown(address, keys))
        }
        None => told,
    };
    let told = match &broken.why {
        Why::TooLarge(limit) => told.with("limit", limit),
        Why::NoThread(said) | Why::Said(said) => told.with("detail", shown(said, keys)),
        Why::Late | Why::CaAsServer => told,
    };
    Failure { request_id: request_id.map(|id| shown(id, keys)), ..told }
}

/// Of a request that was sent. What keeps a request from being sent says nothing of it.
fn unanswered(broken: &Broken) -> Text {
    match (&broken.with, &broken.why) {
        (Some(Peer::Host(_)), Why::Late) => {
            Text("The request was sent, but no usable answer came back: {host}: timed out.")
        }
        (Some(Peer::Host(_)), _) => Text("The request was sent, but no usable answer came back: {host}: {detail}."),
        (_, Why::Late) => Text("The request was sent, but no usable answer came back: the answer took too long."),
        (_, Why::TooLarge(_)) => {
            Text("The request was sent, but no usable answer came back: the answer is larger than {limit} MiB.")
        }
        _ => Text("The request was sent, but no usable answer came back: {detail}."),
    }
}

/// Of a request that was not.
fn unreached(broken: &Broken) -> Text {
    if let Some(Peer::Proxy { .. }) = broken.with {
        return match broken.why {
            Why::Late => Text("The cloud could not be reached: the proxy in {variable}, {address}: timed out."),
            Why::NoThread(_) => Text(
                "The cloud could not be reached: the proxy in {variable}, {address}: no thread can be started: {detail}; \
                 see `ulimit -u` and `ulimit -v`.",
            ),
            _ => Text("The cloud could not be reached: the proxy in {variable}, {address}: {detail}."),
        };
    }
    match broken.why {
        Why::Late => Text("The cloud could not be reached: {host}: timed out."),
        Why::CaAsServer => Text(
            "The cloud could not be reached: {host}: it shows the certificate of a CA itself, instead of one that this \
             CA issued for the host; whoever runs the server or the proxy there has to change that.",
        ),
        Why::NoThread(_) => Text(
            "The cloud could not be reached: {host}: no thread can be started: {detail}; see `ulimit -u` and `ulimit -v`.",
        ),
        _ => Text("The cloud could not be reached: {host}: {detail}."),
    }
}
