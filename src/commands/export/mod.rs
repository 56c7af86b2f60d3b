//! `export`: what a draft would buy, in words other tools understand.

use super::stop::Stop;
use crate::args::ExportArgs;
pub(super) fn run(_args: &ExportArgs) -> Result<u8, Stop> {
    Ok(0)
}
