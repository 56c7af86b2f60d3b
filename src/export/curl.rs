//! A bash script that signs the purchase with openssl and sends it with curl (`cloud::api`, "Signature").
//!
//! Keys come from the environment. They appear in no argument of any command, where others could see them: the HMAC is
//! put together from plain digests, and curl reads its headers from a pipe.

use crate::purchase::record::Intent;

const SCRIPT: &str = include_str!("buy.sh");

/// The script for one purchase. Names, ids and addresses are of characters that mean nothing to a shell; the body
/// stands in a quoted here-document, and is one line.
pub fn script(intent: &Intent) -> String {
    let scheme = if intent.endpoint.starts_with("https") { "https" } else { "http" };
    let parts = [
        ("@name@", intent.name.as_str()),
        ("@plan@", &intent.plan),
        ("@region@", &intent.region),
        ("@endpoint@", &intent.endpoint),
        ("@scheme@", scheme),
        ("@project@", &intent.project_id),
        ("@engine@", &intent.engine),
    ];
    let script = parts.into_iter().fold(SCRIPT.to_owned(), |script, (mark, text)| script.replace(mark, text));
    // Last, because people's text is in it.
    script.replace("@body@", &intent.body)
}
