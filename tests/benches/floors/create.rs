//! The floor of a purchase: signs requests and makes their exchanges, and nothing else.
//!
//! Run as `floor_create HOW HOST:PORT REQUESTS [CA]`; with a CA over TLS. The file has what `create` sent, a JSON list of
//! `[METHOD, PATH, QUERY, BODY]`. The order goes over a connection of its own, and everything else over one, or where HOW
//! is `at-once` as `create` does it: each list over one of its own, asked for before the first answer is read, and what is
//! asked of the same list after that over the same one.
//! Without arguments, as `cargo bench` does it, it does nothing.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the benchmark")]
#![allow(unreachable_pub, reason = "its parts are modules of one program")]

mod signed;

use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use signed::{Requests, Sent};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let [how, host, requests, ca @ ..] = &args[..] else { return };
    let tls = ca.first().map(|ca| trusting(ca));
    let connect = || connected(host, tls.as_ref());
    let purchase = if how == "at-once" { at_once } else { in_turn };
    purchase(host, &signed::read(requests), &connect);
}

fn in_turn(host: &str, requests: &Requests, connect: &dyn Fn() -> Box<dyn Line>) {
    let mut line = connect();
    for request in requests.first.iter().chain(&requests.again) {
        exchange(&mut *line, &written(host, request));
    }
    exchange(&mut *connect(), &written(host, &requests.order));
    for request in &requests.after {
        exchange(&mut *line, &written(host, request));
    }
}

fn at_once(host: &str, requests: &Requests, connect: &dyn Fn() -> Box<dyn Line>) {
    let mut lines = Vec::new();
    for request in &requests.first {
        let mut line = connect();
        send(&mut *line, &written(host, request));
        lines.push((path(request), line));
    }
    for (_, line) in &mut lines {
        receive(&mut **line);
    }
    for request in &requests.again {
        let (_, line) = lines.iter_mut().find(|(asked, _)| *asked == path(request)).unwrap();
        exchange(&mut **line, &written(host, request));
    }
    exchange(&mut *connect(), &written(host, &requests.order));
    for request in &requests.after {
        exchange(&mut *lines[0].1, &written(host, request));
    }
}

fn path([_, path, ..]: &Sent) -> &str {
    path
}

fn written(host: &str, request: &Sent) -> String {
    let [target, date, signature] = signed::signed(host, request);
    let [method, .., body] = request;
    format!(
        "{method} {target} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nX-Sdk-Date: {date}\r\n\
         Authorization: {signature}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

trait Line: Read + Write {}

impl<T: Read + Write> Line for T {}

fn exchange(line: &mut dyn Line, request: &str) {
    send(line, request);
    receive(line);
}

fn send(line: &mut dyn Line, request: &str) {
    line.write_all(request.as_bytes()).unwrap();
    line.flush().unwrap();
}

/// Reads the whole answer; the connection stays open.
fn receive(line: &mut dyn Line) {
    let (mut answer, mut piece) = (Vec::new(), [0; 8192]);
    loop {
        let count = line.read(&mut piece).unwrap();
        assert!(count > 0, "the connection was closed");
        answer.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return assert!(head.starts_with("HTTP/1.1 200"), "{text}");
        }
    }
}

fn connected(host: &str, tls: Option<&Arc<ClientConfig>>) -> Box<dyn Line> {
    let stream = TcpStream::connect(host).unwrap();
    stream.set_nodelay(true).unwrap();
    let Some(config) = tls else { return Box::new(stream) };
    let name = ServerName::try_from("127.0.0.1").unwrap();
    Box::new(StreamOwned::new(ClientConnection::new(config.clone(), name).unwrap(), stream))
}

fn trusting(ca: &str) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_root_certificates(roots).with_no_client_auth())
}
