//! Whether there is enough memory to begin.

use crate::language::say;
use std::hint::black_box;

/// MiB of address space. With less the system may refuse an allocation later, which would end the process at once and
/// leave the terminal as the wizard has it.
const LEAST: usize = 48;

/// What to do where the system does not give that much. Nothing is written there, so it costs no memory; asking for the
/// limit is forbidden to some services.
pub fn lacking() -> Option<String> {
    let refused = black_box(Vec::<u8>::new()).try_reserve_exact(black_box(LEAST << 20)).is_err();
    refused.then(|| say!("It needs {mib} MiB more of address space; allow them with `ulimit -v`.", mib = LEAST))
}
