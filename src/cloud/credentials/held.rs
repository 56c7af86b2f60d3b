//! What one place holds, before it is known whether that is a usable set of keys.

use crate::secret::Secret;
use zeroize::Zeroizing;

/// The keys of one place, with what it says beside them. Whatever is absent is empty.
#[derive(Default)]
pub(super) struct Held {
    /// The place in words for the header.
    pub(super) source: String,
    pub(super) access_key: Secret,
    pub(super) secret_key: Secret,
    pub(super) security_token: Secret,
    pub(super) region: String,
    pub(super) project_id: String,
}

impl Held {
    /// The set if it is whole and can be sent, else why not, calling the two keys by the names they have there.
    pub(super) fn whole(self, access_key: &str, secret_key: &str) -> Result<Self, String> {
        match (self.access_key.is_empty(), self.secret_key.is_empty()) {
            (true, true) => Err("no keys set".to_owned()),
            (false, true) => Err(format!("{access_key} is set but {secret_key} is not; skipped")),
            (true, false) => Err(format!("{secret_key} is set but {access_key} is not; skipped")),
            _ if !fits_a_header(&self.access_key) => Err(format!("{access_key} holds characters no key has; skipped")),
            _ if !fits_a_header(&self.security_token) => {
                Err("the security token holds characters no token has; skipped".to_owned())
            }
            _ => Ok(self),
        }
    }
}

/// Takes over a value without the blanks around it; the whole is wiped.
pub(super) fn secret(text: String) -> Secret {
    let text = Zeroizing::new(text);
    Secret::new(text.trim().to_owned())
}

fn fits_a_header(value: &Secret) -> bool {
    value.expose().bytes().all(|byte| byte.is_ascii_graphic())
}
