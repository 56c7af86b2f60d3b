//! Who issued the certificate that was shown last. Where a proxy replaces certificates, this names the proxy.
//!
//! Nothing here decides about trust: each certificate is handed on to the verifier that does.

use super::der::element;
use crate::text::clean;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use std::sync::{Arc, Mutex, PoisonError};

/// The last certificate a server has shown, trusted or not.
#[derive(Clone, Debug, Default)]
pub(crate) struct PeerCertificate(Arc<Mutex<Vec<u8>>>);

impl PeerCertificate {
    /// Who issued it; `None` before one was shown, or where it does not say.
    pub(crate) fn issuer(&self) -> Option<String> {
        issuer(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, certificate: &[u8]) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shown.clear();
        shown.extend_from_slice(certificate);
    }
}

/// Notes each certificate, and hands it on to the verifier.
#[derive(Debug)]
pub(crate) struct RecordingVerifier<V> {
    pub(crate) verifier: V,
    pub(crate) shown: PeerCertificate,
}

impl<V: ServerCertVerifier> ServerCertVerifier for RecordingVerifier<V> {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.shown.note(end_entity);
        self.verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xa0;
/// `organizationName` and `commonName` (X.520), the two by which people know an issuer.
const ORGANISATION: [u8; 3] = [0x55, 0x04, 0x0a];
const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];

/// The issuer's common name and organisation. In the first part of a certificate they stand behind version, serial number
/// and algorithm (RFC 5280, 4.1).
fn issuer(certificate: &[u8]) -> Option<String> {
    let (_, certificate, _) = element(certificate)?;
    let (_, mut fields, _) = element(certificate)?;
    if fields.first() == Some(&VERSION) {
        fields = element(fields)?.2;
    }
    let after_serial = element(fields)?.2;
    let after_algorithm = element(after_serial)?.2;
    let (tag, mut names, _) = element(after_algorithm)?;
    let (mut common, mut organisation) = (None, None);
    while let Some((SET, set, rest)) = element(names).filter(|_| tag == SEQUENCE) {
        let (_, pair, _) = element(set)?;
        let (_, kind, value) = element(pair)?;
        let text = clean(&String::from_utf8_lossy(element(value)?.1));
        match kind {
            kind if kind == COMMON_NAME => common = Some(text),
            kind if kind == ORGANISATION => organisation = Some(text),
            _ => {}
        }
        names = rest;
    }
    match (common, organisation) {
        (Some(common), Some(organisation)) => Some(format!("{common} ({organisation})")),
        (common, organisation) => common.or(organisation),
    }
}

#[cfg(test)]
mod tests {
    use super::issuer;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;

    #[test]
    fn names_the_issuer_and_survives_anything_else() {
        let pem = include_bytes!("../../tests/support/tls/server.pem");
        let der = CertificateDer::from_pem_slice(pem).unwrap().to_vec();
        let named = issuer(&der).unwrap();
        assert!(named.contains("test"), "{named}");
        for end in 0..der.len() {
            // No prefix of it panics.
            let _ = issuer(&der[..end]);
        }
        for at in 0..der.len().min(300) {
            let mut broken = der.clone();
            broken[at] ^= 0xff;
            let _ = issuer(&broken);
        }
    }
}
