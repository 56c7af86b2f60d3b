//! Servers on loopback, plain and with TLS.
//!
//! The certificates in `tls/` are invented for these tests, valid from 2020 to 2120, and good for 127.0.0.1 and
//! `*.myhuaweicloud.com`.

use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// Serves each connection, with its number from 1 on, on a thread of its own for as long as the process lives.
pub fn listen(serve: impl Fn(usize, TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, serve) = (listener.local_addr().unwrap(), Arc::new(serve));
    thread::spawn(move || {
        for (stream, connection) in listener.incoming().zip(1..) {
            let serve = Arc::clone(&serve);
            thread::spawn(move || serve(connection, stream.unwrap()));
        }
    });
    address
}

/// Speaks TLS as the server that `tls/ca.pem` vouches for.
pub fn server_config() -> Arc<ServerConfig> {
    config(include_bytes!("tls/server.pem"), include_bytes!("tls/server.key"))
}

/// With a certificate and its intermediates, and with its key, as PEM.
pub fn config(chain: &[u8], key: &[u8]) -> Arc<ServerConfig> {
    let chain = CertificateDer::pem_slice_iter(chain).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap())
}

pub fn secured(stream: TcpStream, config: Arc<ServerConfig>) -> StreamOwned<ServerConnection, TcpStream> {
    StreamOwned::new(ServerConnection::new(config).unwrap(), stream)
}
