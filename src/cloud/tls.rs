//! The cryptography of TLS: ring, chosen once for the whole process.

use rustls::Error;
use rustls::crypto::{CryptoProvider, KeyProvider, ring};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;
use std::sync::{Arc, OnceLock};

/// Makes ring the TLS provider of the process, and returns it. Cheap when called again; must be called before an HTTP
/// client is built.
pub(crate) fn install_provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    let install = || {
        let provider = CryptoProvider { key_provider: &NoClientKeys, ..ring::default_provider() };
        // The only error is that a provider is installed already, and then there is nothing left to do.
        drop(provider.clone().install_default());
        Arc::new(provider)
    };
    PROVIDER.get_or_init(install).clone()
}

/// The cloud is never shown a client certificate, so nothing that signs with the key of one is in the program
/// (`architecture`, "Figures": size of the binary).
#[derive(Debug)]
struct NoClientKeys;

impl KeyProvider for NoClientKeys {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Err(Error::General("client certificates are not supported".to_owned()))
    }
}
