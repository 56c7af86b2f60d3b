//! Small files of other programs, read whole or not at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// Far above any credentials file, far below what would delay the first frame.
const MOST: u64 = 64 * 1024;

/// The text of a file, wiped when dropped; else why it cannot be used, as a fragment. Anything but a regular file is
/// refused before it is opened, because a pipe would block.
pub(super) fn text(path: &Path) -> Result<Zeroizing<String>, String> {
    let meta = fs::metadata(path).map_err(|error| reason(error.kind()))?;
    if !meta.is_file() {
        return Err("not a regular file; skipped".to_owned());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(meta.len().min(MOST)).unwrap_or_default() + 1));
    let file = File::open(path).map_err(|error| reason(error.kind()))?;
    file.take(MOST + 1).read_to_end(&mut bytes).map_err(|error| reason(error.kind()))?;
    if bytes.len() as u64 > MOST {
        return Err("larger than 64 KiB, so it is no credentials file; skipped".to_owned());
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| "not UTF-8 text; skipped".to_owned())?;
    Ok(Zeroizing::new(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()))
}

fn reason(kind: ErrorKind) -> String {
    match kind {
        ErrorKind::NotFound => "no such file".to_owned(),
        ErrorKind::PermissionDenied => "you may not read this file; skipped".to_owned(),
        kind => format!("cannot be read ({kind}); skipped"),
    }
}
