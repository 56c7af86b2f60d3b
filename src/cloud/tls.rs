//! The cryptography of TLS: ring, chosen once for the whole process.

use std::sync::Once;

/// Makes ring the process's TLS provider. Cheap when called again; must be called before an HTTP client is built.
pub(crate) fn install_provider() {
    static INSTALLED: Once = Once::new();
    // The only error is that a provider is installed already, and then there is nothing left to do.
    INSTALLED.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}
