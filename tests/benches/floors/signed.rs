//! What `create` sent, read from a file, and signed anew: what the floors of a purchase have in common.

use jiff::Timestamp;
use rocketmq_wizard::cloud::sign::{self, Request};
use rocketmq_wizard::sandbox::{ACCESS_KEY, SECRET_KEY};

/// Method, path, query and body.
pub type Sent = [String; 4];

/// The requests before the order, which differ in their paths; those of a path that was asked before; the order; and what
/// is asked behind it.
pub struct Requests {
    pub first: Vec<Sent>,
    pub again: Vec<Sent>,
    pub order: Sent,
    pub after: Vec<Sent>,
}

pub fn read(file: &str) -> Requests {
    let mut before: Vec<Sent> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let order = before.iter().position(|[method, ..]| method == "POST").unwrap();
    let mut after = before.split_off(order);
    let order = after.remove(0);
    let (mut first, mut again): (Vec<Sent>, _) = (Vec::new(), Vec::new());
    for request in before {
        let known = first.iter().any(|[_, path, ..]| *path == request[1]);
        if known { again.push(request) } else { first.push(request) }
    }
    Requests { first, again, order, after }
}

/// Where it goes, when it was signed, and its signature.
pub fn signed(host: &str, [method, path, query, body]: &Sent) -> [String; 3] {
    let query: &Vec<(&str, &str)> = &query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let date = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let request = Request {
        method,
        host,
        path,
        query,
        headers: &[("content-type", "application/json")],
        body: body.as_bytes(),
        date: &date,
    };
    let signature = sign::sign(&request, ACCESS_KEY, SECRET_KEY);
    [sign::wire_target(path, query), date, signature]
}
