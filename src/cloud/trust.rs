//! Whose certificates are trusted. Verifying them is left to two libraries; nothing here decides about a certificate.

use super::error;
use super::peer_certificate::{PeerCertificate, RecordingVerifier};
use super::pem;
use super::tls;
use crate::failure::Failure;
use crate::language::Text;
use crate::regular_file::{self, OtherKind};
use crate::text;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use rustls_platform_verifier::Verifier;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Sessions that are kept for resumption, eight for each of eight servers: the services are fewer. Their table is made at
/// once.
const SESSIONS: usize = 64;

/// Most bytes of a CA bundle; those of the systems have a few hundred thousand.
const LARGEST: u64 = 4 << 20;
/// The variable that names the system's certificates.
const SYSTEM_FILE: &str = "SSL_CERT_FILE";

/// A configuration that trusts the system's certificates and those of the bundle, or nobody at all where nothing will be
/// encrypted.
///
/// # Errors
/// When there are no certificates, or the bundle's cannot be used.
pub(crate) fn trust(
    ca_bundle: Option<&Path>,
    encrypted: bool,
    shown: PeerCertificate,
) -> Result<ClientConfig, Failure> {
    let given = ca_bundle.map(roots).transpose()?;
    let provider = tls::install_provider();
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().map_err(|_| error::no_client())?;
    if !encrypted {
        let mut tls = builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
        tls.resumption = Resumption::disabled();
        return Ok(tls);
    }
    allow_system_file()?;
    let verifier = Trusted::new(given, provider).map_err(|_| {
        error::not_sent(
            Text("No usable CA certificates were found."),
            Text("Install the system's CA certificates, or name a file with --ca-bundle or SSL_CERT_FILE."),
        )
    })?;
    let verifier = Arc::new(RecordingVerifier { verifier, shown });
    let mut tls = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    tls.resumption = Resumption::in_memory_sessions(SESSIONS);
    Ok(tls)
}

fn roots(bundle: &Path) -> Result<RootCertStore, Failure> {
    let unusable = |what| {
        let action = Text("Name a readable file of PEM certificates with --ca-bundle.");
        error::not_sent(what, action).with("path", text::path(bundle))
    };
    let mut bytes = Vec::new();
    let opened = regular_file::open(bundle, File::options().read(true));
    opened.and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(|error| {
        unusable(match regular_file::other_kind(&error) {
            Some(OtherKind::Directory) => Text("The CA bundle {path} is a directory, not a file."),
            Some(OtherKind::NamedPipe) => Text("The CA bundle {path} is a named pipe, not a file."),
            Some(OtherKind::Socket) => Text("The CA bundle {path} is a socket, not a file."),
            Some(OtherKind::Device) => Text("The CA bundle {path} is a device, not a file."),
            None => Text("The CA bundle {path} cannot be read."),
        })
    })?;
    if bytes.len() as u64 > LARGEST {
        return Err(unusable(Text("The CA bundle {path} is larger than 4 MiB.")));
    }
    let mut roots = RootCertStore::empty();
    for certificate in pem::certificates(&bytes).map_err(unusable)? {
        roots.add(certificate).map_err(|_| unusable(pem::DAMAGED))?;
    }
    Ok(roots)
}

/// The library that reads the system's certificates would wait for a pipe, and read a device to its end.
fn allow_system_file() -> Result<(), Failure> {
    let Some(file) = std::env::var_os(SYSTEM_FILE).map(PathBuf::from) else { return Ok(()) };
    let opened = regular_file::open(&file, File::options().read(true));
    let Some(kind) = opened.err().and_then(|error| regular_file::other_kind(&error)) else { return Ok(()) };
    let what = match kind {
        OtherKind::Directory => Text("The file {path} in SSL_CERT_FILE is a directory, not a file."),
        OtherKind::NamedPipe => Text("The file {path} in SSL_CERT_FILE is a named pipe, not a file."),
        OtherKind::Socket => Text("The file {path} in SSL_CERT_FILE is a socket, not a file."),
        OtherKind::Device => Text("The file {path} in SSL_CERT_FILE is a device, not a file."),
    };
    let action = Text("Name a readable file of PEM certificates there, or unset it.");
    Err(error::not_sent(what, action).with("path", text::path(&file)))
}

/// Trusts what either of two libraries' verifiers trusts: the one of the given certificates, else the system's. Reading
/// the system's opens some 150 files, so it waits until a server shows a certificate that the given ones do not cover.
#[derive(Debug)]
struct Trusted {
    given: Option<Arc<WebPkiServerVerifier>>,
    system: OnceLock<Option<Verifier>>,
    provider: Arc<CryptoProvider>,
}

impl Trusted {
    fn new(given: Option<RootCertStore>, provider: Arc<CryptoProvider>) -> Result<Self, Error> {
        let verifier = |roots: RootCertStore| {
            let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
            builder.build().map_err(|error| Error::General(error.to_string()))
        };
        let given = given.map(verifier).transpose()?;
        let system = OnceLock::new();
        if given.is_none() {
            // There is nothing else to trust; that it is missing is better said before a connection is made.
            let read = Verifier::new(Arc::clone(&provider))?;
            system.get_or_init(|| Some(read));
        }
        Ok(Self { given, system, provider })
    }

    fn system(&self) -> Option<&Verifier> {
        self.system.get_or_init(|| Verifier::new(Arc::clone(&self.provider)).ok()).as_ref()
    }
}

impl ServerCertVerifier for Trusted {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let by = |verifier: &dyn ServerCertVerifier| {
            verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
        };
        let unknown = Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let first = self.given.as_ref().map_or(Err(unknown.clone()), |given| by(given.as_ref()));
        let Err(refusal) = first else { return first };
        match self.system().map(|system| by(system)) {
            // Only a verifier that knows the issuer can say what is wrong with the certificate.
            None => Err(refusal),
            Some(Err(other)) if other == unknown => Err(refusal),
            Some(second) => second,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
