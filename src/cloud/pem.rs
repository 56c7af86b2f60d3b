//! Reads certificates from the files that people have: with a byte order mark, with the line ends of Windows, or together
//! with the uses that OpenSSL trusts them for.

use super::der::element;
use crate::language::Text;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

const TRUSTED: (&str, &str) = ("TRUSTED CERTIFICATE-----", "CERTIFICATE-----");
const OBJECT_ID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
/// The list of uses a certificate is refused for.
const REFUSED: u8 = 0xa0;
/// `serverAuth` and any use (RFC 5280, 4.2.1.12).
const SERVERS: [&[u8]; 2] = [&[0x2b, 6, 1, 5, 5, 7, 3, 1], &[0x55, 0x1d, 0x25, 0]];

/// That a bundle of certificates, whose path is `{path}`, holds something that is none.
pub(super) const DAMAGED: Text = Text("The CA bundle {path} is damaged.");

/// The certificates of a bundle, or what it is instead, as a sentence in which `{path}` is its path.
pub(super) fn certificates(bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>, Text> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Text("The CA bundle {path} is UTF-16 text; save it as UTF-8."));
    }
    if bytes.first() == Some(&SEQUENCE) {
        return Err(Text("The CA bundle {path} is DER; `openssl x509 -inform der` makes PEM of it."));
    }
    // Some editors begin a file with a byte order mark, which would hide the first line.
    let text = String::from_utf8_lossy(bytes).trim_start_matches('\u{feff}').replace(TRUSTED.0, TRUSTED.1);
    let mut found = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(text.as_bytes()) {
        let der = certificate.map_err(|_| DAMAGED)?;
        let (certificate, uses) = apart(&der).ok_or(DAMAGED)?;
        if is_for_servers(uses).ok_or(DAMAGED)? {
            found.push(certificate);
        }
    }
    if found.is_empty() {
        return Err(Text("The CA bundle {path} holds no PEM certificates that are good for servers."));
    }
    Ok(found)
}

/// Splits the certificate from what OpenSSL keeps behind it: the uses it is trusted and refused for.
fn apart(der: &[u8]) -> Option<(CertificateDer<'static>, &[u8])> {
    let (_, _, behind) = element(der)?;
    Some((CertificateDer::from(der.get(..der.len() - behind.len())?.to_vec()), behind))
}

/// Whether the certificate is good for servers. Where no uses are listed it is good for all.
fn is_for_servers(behind: &[u8]) -> Option<bool> {
    let mut uses = if behind.is_empty() { behind } else { element(behind)?.1 };
    let (mut permitted, mut refused) = (true, false);
    while let Some((tag, list, rest)) = element(uses) {
        match tag {
            SEQUENCE => permitted = names_servers(list),
            REFUSED => refused = names_servers(list),
            _ => {}
        }
        uses = rest;
    }
    Some(permitted && !refused)
}

fn names_servers(mut list: &[u8]) -> bool {
    while let Some((tag, id, rest)) = element(list) {
        if tag == OBJECT_ID && SERVERS.contains(&id) {
            return true;
        }
        list = rest;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::certificates;

    const CA: &str = include_str!("../../tests/support/tls/ca.pem");
    /// The same certificate as `openssl x509 -trustout` writes it: with `-addtrust serverAuth`, `-addreject serverAuth`,
    /// and `-addtrust emailProtection`.
    const TRUSTED: &str = include_str!("../../tests/support/tls/ca_trusted.pem");
    const REJECTED: &str = include_str!("../../tests/support/tls/ca_rejected.pem");
    const MAIL: &str = include_str!("../../tests/support/tls/ca_mail.pem");

    #[test]
    fn files_are_read_as_people_have_them() {
        let plain = certificates(CA.as_bytes()).unwrap();
        assert_eq!(plain.len(), 1);
        for text in [
            format!("\u{feff}{CA}"),
            CA.replace('\n', "\r\n"),
            format!("\u{feff}{}", CA.replace('\n', "\r\n")),
            format!("Certificate:\n  Data: caf\u{e9}\n{CA}"),
            TRUSTED.to_owned(),
            format!("{REJECTED}{TRUSTED}"),
        ] {
            assert_eq!(certificates(text.as_bytes()), Ok(plain.clone()), "{text}");
        }
        assert_eq!(certificates(format!("{CA}{TRUSTED}").as_bytes()).unwrap().len(), 2);
    }

    #[test]
    fn what_is_no_certificate_for_servers_says_what_it_is() {
        let none = "holds no PEM certificates that are good for servers";
        let utf16: Vec<u8> = [0xfeff].into_iter().chain(CA.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let der = certificates(CA.as_bytes()).unwrap();
        let cut = CA.replace("-----END CERTIFICATE-----", "");
        for (bytes, expected) in [
            (REJECTED.as_bytes(), none),
            (MAIL.as_bytes(), none),
            (b"", none),
            (b"hello", none),
            (&utf16, "is UTF-16 text; save it as UTF-8"),
            (&der[0], "is DER; `openssl x509 -inform der` makes PEM of it"),
            (cut.as_bytes(), "is damaged"),
        ] {
            assert_eq!(certificates(bytes).unwrap_err().0, format!("The CA bundle {{path}} {expected}."));
        }
    }
}
