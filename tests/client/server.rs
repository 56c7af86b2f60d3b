//! A loopback server that answers by script, one reply per request, and keeps what it was sent. It speaks plain HTTP, TLS,
//! or acts as a proxy that ends the TLS of whatever host is asked for.

use crate::support::listen::{config, listen, secured, server_config};
use rustls::crypto::ring::sign::any_ecdsa_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, SupportedProtocolVersion};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// Longest a connection waits for its next byte, so that no test hangs.
const PATIENCE: Duration = Duration::from_secs(10);

/// What happens after a request was read whole.
pub(crate) enum Reply {
    /// These bytes, then the connection is closed.
    Send(Vec<u8>),
    /// These bytes, and the connection stays open for the next request.
    Keep(Vec<u8>),
    /// These bytes, and then nothing: the connection stays open until the client gives up.
    Stall(Vec<u8>),
    /// As `Send`, but only for a request whose line holds this text: for calls made at the same time.
    For(&'static str, Vec<u8>),
}

impl Reply {
    /// Not a byte.
    pub(crate) const CLOSE: Self = Self::Send(Vec::new());
}

/// One request as it came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// Which connection it came by, counted from 1.
    pub(crate) connection: usize,
    /// `GET /path?query HTTP/1.1`
    pub(crate) line: String,
    /// `name: value`, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Path and query as they were on the wire.
    pub(crate) fn target(&self) -> &str {
        self.line.split(' ').nth(1).unwrap_or_default()
    }
}

/// What is spoken on a connection before the requests of the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Plain,
    Tls,
    /// TLS with the certificate of a CA.
    TlsOfCa,
    /// TLS with a certificate by an intermediate CA, which `tls/own_ca.pem` vouches for.
    TlsOfIntermediate,
    /// TLS of this version with a certificate that is trusted, but without its key.
    TlsWithForeignKey(&'static SupportedProtocolVersion),
    /// Each `CONNECT` is kept as a request seen and granted, and the script answers in the host's stead, by TLS.
    Proxy,
}

/// Serves for as long as the process lives.
pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`, or `https` with TLS.
    pub(crate) base: String,
    state: Arc<Mutex<State>>,
}

struct State {
    script: VecDeque<Reply>,
    seen: Vec<Seen>,
}

impl Server {
    pub(crate) fn start(script: Vec<Reply>) -> Self {
        Self::speaking(Mode::Plain, script)
    }

    pub(crate) fn speaking(mode: Mode, script: Vec<Reply>) -> Self {
        let state = Arc::new(Mutex::new(State { script: script.into(), seen: Vec::new() }));
        let shared = Arc::clone(&state);
        let address = listen(move |connection, stream| serve(mode, stream, connection, &shared));
        let scheme = if matches!(mode, Mode::Plain | Mode::Proxy) { "http" } else { "https" };
        Self { base: format!("{scheme}://{address}"), state }
    }

    /// All requests so far, in the order they came.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }
}

/// An answer with a JSON body.
pub(crate) fn answer(status: u16, headers: &[&str], body: &str) -> Vec<u8> {
    let headers = headers.iter().fold(String::new(), |all, header| all + header + "\r\n");
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\n\r\n{body}")
        .into_bytes()
}

/// This status with this body, and the connection is closed.
pub(crate) fn status(status: u16, body: &str) -> Reply {
    Reply::Send(answer(status, &["connection: close"], body))
}

/// The same for 200.
pub(crate) fn ok(body: &str) -> Reply {
    status(200, body)
}

fn serve(mode: Mode, mut stream: TcpStream, connection: usize, state: &Mutex<State>) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    if mode == Mode::Proxy {
        let Some(request) = read(&mut BufReader::new(&mut stream), connection) else { return };
        state.lock().unwrap().seen.push(request);
        drop(stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n"));
    }
    match mode {
        Mode::Plain => answer_all(stream, connection, state),
        Mode::TlsOfCa => {
            let own = (include_bytes!("../support/tls/own_ca.pem"), include_bytes!("../support/tls/own_ca.key"));
            answer_all(secured(stream, config(own.0, own.1)), connection, state);
        }
        Mode::TlsOfIntermediate => {
            let chain = (include_bytes!("../support/tls/chain.pem"), include_bytes!("../support/tls/chain.key"));
            answer_all(secured(stream, config(chain.0, chain.1)), connection, state);
        }
        Mode::TlsWithForeignKey(version) => answer_all(secured(stream, foreign_key_config(version)), connection, state),
        Mode::Tls | Mode::Proxy => answer_all(secured(stream, server_config()), connection, state),
    }
}

/// Speaks TLS of one version with a certificate that `tls/ca.pem` vouches for, and the key of another.
fn foreign_key_config(version: &'static SupportedProtocolVersion) -> Arc<ServerConfig> {
    let chain = vec![CertificateDer::from_pem_slice(include_bytes!("../support/tls/server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("../support/tls/own_ca.key")).unwrap();
    let key = any_ecdsa_type(&key).unwrap();
    let resolver = SingleCertAndKey::from(CertifiedKey::new(chain, key));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_protocol_versions(&[version]).unwrap();
    Arc::new(config.with_no_client_auth().with_cert_resolver(Arc::new(resolver)))
}

fn answer_all(stream: impl Read + Write, connection: usize, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    while let Some(request) = read(&mut reader, connection) {
        let reply = next(&mut state.lock().unwrap(), request);
        let (Reply::Send(bytes) | Reply::Keep(bytes) | Reply::Stall(bytes) | Reply::For(_, bytes)) = &reply;
        // The client may be gone by now; that is its right.
        drop(reader.get_mut().write_all(bytes).and_then(|()| reader.get_mut().flush()));
        match reply {
            Reply::Keep(_) => {}
            Reply::Stall(_) => return drop(reader.read(&mut [0])),
            Reply::Send(_) | Reply::For(..) => return,
        }
    }
}

fn next(state: &mut MutexGuard<State>, request: Seen) -> Reply {
    let fits = |reply: &Reply| !matches!(reply, Reply::For(text, _) if !request.line.contains(text));
    let reply = state.script.iter().position(fits).and_then(|place| state.script.remove(place));
    state.seen.push(request);
    reply.unwrap_or_else(|| status(500, "script ended"))
}

fn read(reader: &mut impl BufRead, connection: usize) -> Option<Seen> {
    let mut line = || {
        let mut text = String::new();
        reader.read_line(&mut text).ok().filter(|count| *count > 0)?;
        Some(text.trim_end().to_owned())
    };
    let mut seen = Seen { connection, line: line()?, ..Seen::default() };
    while let Some((name, value)) = line()?.split_once(": ") {
        seen.headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length = seen.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    seen.body = String::from_utf8(body).unwrap();
    Some(seen)
}
