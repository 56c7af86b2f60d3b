//! A loopback server that answers by script, one reply per request, and keeps what it was sent. It speaks plain HTTP, TLS,
//! or acts as a proxy that ends the TLS of whatever host is asked for.
//!
//! The certificates in `tls/` are invented for these tests, valid from 2020 to 2120, and good for 127.0.0.1 and
//! `*.myhuaweicloud.com`.

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
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
    /// Closed without a byte.
    Close,
    /// As `Send`, but only for a request whose line holds this text: for calls made at the same time.
    For(&'static str, Vec<u8>),
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

pub(crate) struct Server {
    /// `http://127.0.0.1:PORT`, or `https` with TLS.
    pub(crate) base: String,
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    script: Mutex<VecDeque<Reply>>,
    seen: Mutex<Vec<Seen>>,
    ended: AtomicBool,
}

/// What is spoken on a connection before the requests of the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Plain,
    Tls,
    /// TLS with the certificate of a CA.
    TlsOfCa,
    Proxy,
}

impl Server {
    pub(crate) fn start(script: Vec<Reply>) -> Self {
        Self::listen(Mode::Plain, script)
    }

    pub(crate) fn start_tls(script: Vec<Reply>) -> Self {
        Self::listen(Mode::Tls, script)
    }

    /// Shows a CA's own certificate.
    pub(crate) fn start_tls_of_ca() -> Self {
        Self::listen(Mode::TlsOfCa, Vec::new())
    }

    /// A proxy that keeps each `CONNECT` as a request seen, grants it, and answers in the host's stead. Its base is the
    /// proxy's own address.
    pub(crate) fn start_proxy(script: Vec<Reply>) -> Self {
        Self::listen(Mode::Proxy, script)
    }

    fn listen(mode: Mode, script: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let scheme = if matches!(mode, Mode::Tls | Mode::TlsOfCa) { "https" } else { "http" };
        let shared = Arc::new(Shared { script: Mutex::new(script.into()), ..Shared::default() });
        let server = Self { base: format!("{scheme}://{address}"), address, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for (count, stream) in listener.incoming().enumerate() {
                if shared.ended.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(mode, stream.unwrap(), count + 1, &shared));
            }
        });
        server
    }

    /// All requests so far, in the order they came.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // Wakes the listener, so that its thread ends.
        drop(TcpStream::connect(self.address));
    }
}

/// An answer with a JSON body.
pub(crate) fn answer(status: u16, headers: &[&str], body: &str) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    [text, format!("content-length: {}\r\n\r\n{body}", body.len())].concat().into_bytes()
}

/// 200 with this body, and the connection is closed.
pub(crate) fn ok(body: &str) -> Reply {
    Reply::Send(answer(200, &["connection: close"], body))
}

/// Any other status with this body, and the connection is closed.
pub(crate) fn status(status: u16, body: &str) -> Reply {
    Reply::Send(answer(status, &["connection: close"], body))
}

fn serve(mode: Mode, mut stream: TcpStream, connection: usize, shared: &Shared) {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    if mode == Mode::Proxy {
        let Some(request) = read(&mut BufReader::new(&mut stream), connection) else { return };
        shared.seen.lock().unwrap().push(request);
        drop(stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n"));
    }
    if mode == Mode::Plain {
        return answer_all(BufReader::new(stream), connection, shared);
    }
    let tls = rustls::StreamOwned::new(rustls::ServerConnection::new(tls(mode)).unwrap(), stream);
    answer_all(BufReader::new(tls), connection, shared);
}

fn answer_all<S: Read + Write>(mut reader: BufReader<S>, connection: usize, shared: &Shared) {
    while let Some(request) = read(&mut reader, connection) {
        let reply = {
            let mut seen = shared.seen.lock().unwrap();
            let mut script = shared.script.lock().unwrap();
            let fits = |reply: &Reply| !matches!(reply, Reply::For(text, _) if !request.line.contains(text));
            let reply = script.iter().position(fits).and_then(|place| script.remove(place));
            seen.push(request);
            reply
        };
        let stream = reader.get_mut();
        let mut send = |bytes: &[u8]| {
            // The client may be gone by now; that is its right.
            drop(stream.write_all(bytes).and_then(|()| stream.flush()));
        };
        match reply.unwrap_or_else(|| status(500, "script ended")) {
            Reply::Keep(bytes) => send(&bytes),
            Reply::Send(bytes) | Reply::For(_, bytes) => return send(&bytes),
            Reply::Close => return,
            Reply::Stall(bytes) => {
                send(&bytes);
                return drop(reader.read(&mut [0]));
            }
        }
    }
}

fn tls(mode: Mode) -> Arc<rustls::ServerConfig> {
    let (chain, key): (&[u8], &[u8]) = match mode {
        Mode::TlsOfCa => (include_bytes!("tls/own_ca.pem"), include_bytes!("tls/own_ca.key")),
        _ => (include_bytes!("tls/server.pem"), include_bytes!("tls/server.key")),
    };
    let chain = CertificateDer::from_pem_slice(chain).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_no_client_auth().with_single_cert(vec![chain], key).unwrap())
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
