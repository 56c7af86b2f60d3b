//! Small files of other programs, read whole or not at all.

use super::environment::CREDENTIALS_FILE;
use super::raw::Without;
use crate::language::{say, tr};
use crate::regular_file;
use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;
use zeroize::Zeroizing;

/// The most bytes that are read: far above any credentials file, far below what would delay the first frame.
const MOST: u64 = 64 * 1024;

/// The text of a file, which is wiped when it is dropped; else why it cannot be used. A file that somebody named must be
/// there, and it must be a regular file.
pub(super) fn text(path: &Path, named: bool) -> Result<Zeroizing<String>, Without> {
    let why = |error| reason(&error, named);
    let file = regular_file::open(path, File::options().read(true)).map_err(why)?;
    let length = file.metadata().map_err(why)?.len().min(MOST);
    // Room for all of it at once, so that no copy stays behind that is not wiped.
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1));
    file.take(MOST + 1).read_to_end(&mut bytes).map_err(why)?;
    if bytes.len() as u64 > MOST {
        return Err(Without::broken(tr("it is larger than 64 KiB, so it is no credentials file")));
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| Without::broken(not_text(&bytes)))?;
    Ok(Zeroizing::new(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned()))
}

fn reason(error: &io::Error, named: bool) -> Without {
    if let Some(kind) = regular_file::other_kind(error) {
        return Without::broken(say!("it {is_what}", is_what = kind));
    }
    match error.kind() {
        ErrorKind::NotFound if named => {
            Without::broken(say!("there is no such file; fix {variable}", variable = CREDENTIALS_FILE[0]))
        }
        ErrorKind::NotFound => Without::Nothing(tr("no such file").to_owned()),
        ErrorKind::PermissionDenied => Without::broken(tr("you may not read this file")),
        kind => Without::broken(say!("it cannot be read ({kind})", kind)),
    }
}

/// Editors and shells of Windows write UTF-16, and begin it with a mark.
fn not_text(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        tr("it is UTF-16; save it as UTF-8")
    } else {
        tr("it is not UTF-8 text; save it as UTF-8")
    }
}
