//! Small files of other programs, read whole or not at all.

use super::environment::CREDENTIALS_FILE;
use super::raw::Without;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// The most bytes that are read: far above any credentials file, far below what would delay the first frame.
const MOST: u64 = 64 * 1024;

/// The text of a file, which is wiped when it is dropped; else why it cannot be used. A file that somebody named must be
/// there. Anything but a regular file is refused before it is opened, because a pipe would block.
pub(super) fn text(path: &Path, named: bool) -> Result<Zeroizing<String>, Without> {
    let meta = fs::metadata(path).map_err(|error| reason(error.kind(), named))?;
    if !meta.is_file() {
        return Err(Without::broken("it is not a regular file"));
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(meta.len().min(MOST)).unwrap_or_default() + 1));
    let file = File::open(path).map_err(|error| reason(error.kind(), named))?;
    file.take(MOST + 1).read_to_end(&mut bytes).map_err(|error| reason(error.kind(), named))?;
    if bytes.len() as u64 > MOST {
        return Err(Without::broken("it is larger than 64 KiB, so it is no credentials file"));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| Without::broken(not_text(&bytes)))?;
    Ok(Zeroizing::new(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()))
}

fn reason(kind: ErrorKind, named: bool) -> Without {
    match kind {
        ErrorKind::NotFound if named => Without::broken(format!("there is no such file; fix {CREDENTIALS_FILE}")),
        ErrorKind::NotFound => Without::Nothing("no such file".to_owned()),
        ErrorKind::PermissionDenied => Without::broken("you may not read this file"),
        kind => Without::broken(format!("it cannot be read ({kind})")),
    }
}

/// Editors and shells of Windows write UTF-16, and begin it with a mark.
fn not_text(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        "it is UTF-16; save it as UTF-8"
    } else {
        "it is not UTF-8 text; save it as UTF-8"
    }
}
