//! `doctor`
use super::stop::Stop;
use crate::args::DoctorArgs;
pub(super) fn run(_args: &DoctorArgs) -> Result<u8, Stop> {
    Ok(0)
}
