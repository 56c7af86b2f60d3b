//! `sandbox`: runs the pretend cloud alone, for other tools and other terminals.

use crate::language::say;
use crate::sandbox::world::World;
use crate::sandbox::{self, ACCESS_KEY, PROJECT_ID, REGION, SECRET_KEY};
use anyhow::{Context, ensure};
use std::io::Write;
use std::net::SocketAddr;

/// Serves until the process is ended.
///
/// # Errors
/// When the address is no loopback address of this machine, or somebody else listens there.
pub(super) fn run(listen: SocketAddr) -> anyhow::Result<u8> {
    let is_here = listen.ip().is_loopback();
    ensure!(is_here, say!("{listen} is not a loopback address; the sandbox listens on 127.0.0.1 only", listen));
    let sandbox = sandbox::start_on_thread(World::default(), listen).with_context(|| {
        say!("The pretend cloud cannot be started on {listen} (--listen names another port)", listen)
    })?;
    let url = sandbox.url();
    let commands = format!(
        "  export HUAWEICLOUD_SDK_AK={ACCESS_KEY}\n  export HUAWEICLOUD_SDK_SK={SECRET_KEY}\n  \
         rocketmq-wizard --endpoint {url} --region {REGION} --project-id {PROJECT_ID}"
    );
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{}",
        say!(
            "Pretend cloud at {url}, nothing is billed. In another terminal:\n\n{commands}\n\nCtrl-C ends it.",
            url,
            commands
        )
    )?;
    out.flush()?;
    loop {
        std::thread::park();
    }
}
