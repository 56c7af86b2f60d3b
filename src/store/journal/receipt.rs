//! What the file of one purchase looks like: its name, and a line of JSON per record.

use super::error::JournalFlaw;
use crate::purchase::record::{Intent, Record};
use crate::regular_file;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The extension of its name.
pub(super) const EXTENSION: &str = "jsonl";
/// The most bytes it can have; a usual receipt has a few thousand.
pub(super) const LIMIT: u64 = 1024 * 1024;
/// The format written here; newer ones are left alone.
const VERSION: u64 = 1;
/// Disk space taken along with the intent, for the records that follow.
const ROOM: usize = 4096;

#[derive(Serialize)]
struct Line<'a> {
    version: u64,
    #[serde(flatten)]
    record: &'a Record,
}

fn line(record: &Record) -> Vec<u8> {
    let line = Line { version: VERSION, record };
    let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// The bytes of a new file: the intent, and blank room for what follows. Also returns where the intent ends.
pub(super) fn begun(intent: &Record) -> (Vec<u8>, u64) {
    let mut bytes = line(intent);
    let end = bytes.len();
    bytes.resize(end.next_multiple_of(ROOM) + ROOM, b'\n');
    (bytes, end as u64)
}

/// Writes a record at `end` and syncs it. Returns the new end. An error where nobody could read it again: in a file that would
/// become too large, or that somebody has removed.
pub(super) fn append(file: &mut File, end: u64, record: &Record) -> io::Result<u64> {
    let line = line(record);
    if end + line.len() as u64 > LIMIT {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    if file.metadata()?.nlink() == 0 {
        return Err(io::ErrorKind::NotFound.into());
    }
    file.seek(SeekFrom::Start(end))?;
    file.write_all(&line)?;
    file.sync_data()?;
    Ok(end + line.len() as u64)
}

/// Opens a file to add to it at `end`, and blanks what is torn after it. A blank line is added, because the last whole
/// line may lack its line end. Nothing is cut off, so that the room taken on disk stays taken; where there is none any
/// more, it is taken again if the disk has it.
pub(super) fn reopen(path: &Path, end: u64) -> io::Result<(File, u64)> {
    let mut file = regular_file::open(path, File::options().write(true))?;
    let (taken, next) = (file.metadata()?.len(), end + 1);
    let room = (next.next_multiple_of(ROOM as u64) + ROOM as u64).min(LIMIT);
    file.seek(SeekFrom::Start(end))?;
    file.write_all(&blank(end, taken.max(next)))?;
    // Without the room the purchase can still be gone on with, as long as the disk is not full.
    let _ = file.write_all(&blank(taken.max(next), room)).and_then(|()| file.sync_data());
    Ok((file, next))
}

/// Blank lines from one place in a file to another.
fn blank(from: u64, to: u64) -> Vec<u8> {
    vec![b'\n'; usize::try_from(to.saturating_sub(from)).unwrap_or_default()]
}

/// The records of a file, and where the last whole one ends. What follows the last line end is torn, and so is a last
/// line that is no JSON.
pub(super) fn parse(bytes: &[u8]) -> Result<(Vec<Record>, u64), JournalFlaw> {
    #[derive(Deserialize)]
    struct Version {
        version: u64,
    }
    // A file system may fill what a crash tore with zeros.
    let is_blank = |byte: &u8| matches!(byte, b'\n' | b'\r' | b' ' | 0);
    let (mut records, mut end, mut at) = (Vec::new(), 0, 0);
    let mut torn = false;
    // The room behind the last line is not looked at line by line, nor most of it byte by byte: that would take longer
    // than the lines themselves, and `create` reads every purchase that is not settled (`architecture`, "Figures": create).
    let mut filled = bytes;
    while let Some(before) = filled.strip_suffix(&[b'\n'; 64]) {
        filled = before;
    }
    let written = filled.iter().rposition(|byte| !is_blank(byte)).map_or(0, |last| last + 1);
    let line_end = usize::from(bytes.get(written) == Some(&b'\n'));
    for text in bytes.split_at(written + line_end).0.split_inclusive(|byte| *byte == b'\n') {
        at += text.len() as u64;
        if text.iter().all(is_blank) {
            continue;
        }
        if torn {
            return Err(JournalFlaw::Damaged);
        }
        let version = serde_json::from_slice::<Version>(text);
        match (version, serde_json::from_slice::<Record>(text)) {
            (Ok(Version { version }), _) if version > VERSION => {
                return Err(JournalFlaw::Newer(version));
            }
            (Ok(_), Ok(record)) => {
                records.push(record);
                end = at;
            }
            (Err(error), _) if !error.is_data() => torn = true,
            _ => return Err(JournalFlaw::Foreign),
        }
    }
    Ok((records, end))
}

/// Time, plan and name, so that files sort by time and are found by name; a number where that is not unique.
pub(super) fn file_stem(intent: &Intent, n: u32) -> String {
    let more = if n > 1 { format!(".{n}") } else { String::new() };
    let plan: String = intent.plan.chars().filter(char::is_ascii_hexdigit).take(12).collect();
    format!("{}{more}-{plan}-{}", intent.at.strftime("%Y%m%dT%H%M%SZ"), safe(&intent.name))
}

/// How the file names of purchases of this name end, or of one that differs in letters no file name has.
pub(super) fn ending(name: &str) -> String {
    format!("-{}.{EXTENSION}", safe(name))
}

/// Those of these files that hold purchases of this name, or of one that differs in letters no file name has.
pub(super) fn of_name<'a>(files: &'a [PathBuf], name: &str) -> impl Iterator<Item = &'a PathBuf> + use<'a> {
    let ending = ending(name);
    files.iter().filter(move |file| file.as_os_str().as_encoded_bytes().ends_with(ending.as_bytes()))
}

/// A text as part of a file name.
pub(super) fn safe(text: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '_' };
    text.chars().take(64).map(safe).collect()
}

#[cfg(test)]
mod tests {
    use super::{File, JournalFlaw, LIMIT, ROOM, Record, append, io, parse, reopen};
    use crate::purchase::record::Fact;

    #[test]
    fn only_a_torn_last_line_is_forgiven() {
        let sent = r#"{"version":1,"at":"2026-01-23T08:09:10Z","fact":"sent"}"#;
        let length = u64::try_from(sent.len()).unwrap() + 1;
        let newer = u64::try_from(r#"{"teleported":{"to":1}}"#.len() - r#""sent""#.len()).unwrap();
        let table = [
            (String::new(), Ok((0, 0))),
            (format!("{sent}\n"), Ok((1, length))),
            (format!("{sent}\n\n\n\n"), Ok((1, length))),
            (format!("{sent}\n{}", "\n".repeat(1000)), Ok((1, length))),
            (format!("{sent}{}", "\n".repeat(64)), Ok((1, length))),
            (format!("{}{sent}\n", "\n".repeat(128)), Ok((1, length + 128))),
            (format!("{sent}\n{{\"version\":1,\"at\":\"20"), Ok((1, length))),
            (format!("{sent}\n{{\"version\":1,\"at\":\"20\n\n\n"), Ok((1, length))),
            (format!("{sent}\n\0\0\0\0"), Ok((1, length))),
            (sent.to_owned(), Ok((1, length - 1))),
            // Whole but for its line end.
            (format!("{sent}\0\0\0\n"), Ok((1, length - 1))),
            (format!("{sent} \r\n\n"), Ok((1, length - 1))),
            (format!("{{\"vers\n{sent}\n"), Err(JournalFlaw::Damaged)),
            (format!("{sent}\n{}\n", sent.replace(":1,", ":2,")), Err(JournalFlaw::Newer(2))),
            // What a newer version wrote settles nothing, and does no harm.
            (
                format!("{sent}\n{}\n", sent.replace("\"sent\"", "{\"teleported\":{\"to\":1}}")),
                Ok((2, 2 * length + newer)),
            ),
            ("{\"hello\":1}\n".to_owned(), Err(JournalFlaw::Foreign)),
        ];
        for (text, expected) in table {
            let read = parse(text.as_bytes()).map(|(records, end)| (records.len(), end));
            assert_eq!(read, expected, "{text:?}");
        }
    }

    #[test]
    fn nothing_is_added_that_could_not_be_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.jsonl");
        let record = Record { at: jiff::Timestamp::UNIX_EPOCH, fact: Fact::Sent };
        let open = || File::options().create(true).truncate(false).write(true).open(&path).unwrap();
        let mut file = open();
        let end = append(&mut file, LIMIT - 100, &record).unwrap();
        assert_eq!(append(&mut file, end, &record).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        std::fs::remove_file(&path).unwrap();
        assert_eq!(append(&mut file, 0, &record).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(append(&mut open(), 0, &record).unwrap(), std::fs::metadata(&path).unwrap().len());
    }

    #[test]
    fn what_was_torn_is_gone_before_anything_is_added_and_the_room_on_disk_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.jsonl");
        let room = "\n".repeat(3 * ROOM);
        for text in ["whole\n", "whole\ntorn", &format!("whole\n{room}"), &format!("whole\ntorn{room}")] {
            std::fs::write(&path, text).unwrap();
            let (_, end) = reopen(&path, 6).unwrap();
            let left = std::fs::read_to_string(&path).unwrap();
            assert_eq!((end, left.trim_end_matches('\n')), (7, "whole"));
            assert!(left.len() >= text.len().max(7 + ROOM), "{} of {}", left.len(), text.len());
        }
    }
}
