//! The floor of a purchase: reads the body from a file, signs it, and makes one exchange over one connection.
//!
//! Run as `floor_create run HOST:PORT BODY [CA]`; with a CA over TLS. Without arguments, as `cargo bench` does it, it
//! does nothing.
#![expect(clippy::unwrap_used, reason = "a failed assumption fails the benchmark")]

use jiff::Timestamp;
use rocketmq_wizard::cloud::sign::{self, Request};
use rocketmq_wizard::sandbox::{ACCESS_KEY, PROJECT_ID, SECRET_KEY};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().map(String::as_str) != Some("run") {
        return;
    }
    let (address, body) = (&args[1], std::fs::read_to_string(&args[2]).unwrap());
    let request = signed(address, &body);
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let answer = match args.get(3) {
        Some(ca) => exchange(tls(ca, stream), &request),
        None => exchange(stream, &request),
    };
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    println!("{}", answer.lines().last().unwrap_or_default());
}

fn signed(host: &str, body: &str) -> String {
    let path = format!("/v2/reliability/{PROJECT_ID}/instances");
    let date = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let request = Request {
        method: "POST",
        host,
        path: &path,
        query: &[],
        headers: &[("content-type", "application/json")],
        body: body.as_bytes(),
        date: &date,
    };
    let signature = sign::sign(&request, ACCESS_KEY, SECRET_KEY);
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nX-Sdk-Date: {date}\r\n\
         Authorization: {signature}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn exchange(mut stream: impl Read + Write, request: &str) -> String {
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A server that closes TLS without notice has said everything, too.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

fn tls(ca: &str, stream: TcpStream) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), stream)
}
