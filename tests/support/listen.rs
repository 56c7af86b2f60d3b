//! Servers on loopback, plain and with TLS.
//!
//! The certificates in `tls/` are invented for these tests, valid from 2020 to 2120, and good for 127.0.0.1 and
//! `*.myhuaweicloud.com`.

use rustls::crypto::ring::sign::any_ecdsa_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};
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

/// With a certificate, those between it and its CA, and its key, all as PEM.
pub fn config(chain: &[u8], key: &[u8]) -> Arc<ServerConfig> {
    let chain = CertificateDer::pem_slice_iter(chain).map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_slice(key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap())
}

/// Speaks TLS of one version with a certificate that `tls/ca.pem` vouches for, and the key of another.
pub fn thief_config(version: &'static SupportedProtocolVersion) -> Arc<ServerConfig> {
    let chain = vec![CertificateDer::from_pem_slice(include_bytes!("tls/server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/own_ca.key")).unwrap();
    let key = any_ecdsa_type(&key).unwrap();
    let resolver = SingleCertAndKey::from(CertifiedKey::new(chain, key));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_protocol_versions(&[version]).unwrap();
    Arc::new(config.with_no_client_auth().with_cert_resolver(Arc::new(resolver)))
}

pub fn secured(stream: TcpStream, config: Arc<ServerConfig>) -> StreamOwned<ServerConnection, TcpStream> {
    StreamOwned::new(ServerConnection::new(config).unwrap(), stream)
}
