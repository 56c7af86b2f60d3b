//! The cryptography of TLS: ring, chosen once for the whole process.

use rustls::Error;
use rustls::crypto::{CryptoProvider, KeyProvider, ring};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;
use std::sync::{Arc, OnceLock};

/// The provider of the whole process. Must have been asked for before an HTTP client is built.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    let install = || {
        let provider = CryptoProvider { key_provider: &NoKeys, ..ring::default_provider() };
        // The only error is that a provider is installed already, and then there is nothing left to do.
        drop(provider.clone().install_default());
        Arc::new(provider)
    };
    PROVIDER.get_or_init(install).clone()
}

/// The cloud is shown signatures, not certificates, so nothing that signs with the private key of one is in the program
/// (`architecture`, "Figures": the binary).
#[derive(Debug)]
struct NoKeys;

impl KeyProvider for NoKeys {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Err(Error::General("certificates of clients are not supported".to_owned()))
    }
}
