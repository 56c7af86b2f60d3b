//! `sandbox`: runs the pretend cloud alone, for other tools and other terminals.

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
    ensure!(listen.ip().is_loopback(), "{listen} is not a loopback address; the sandbox listens on 127.0.0.1 only");
    let sandbox = sandbox::start_on_thread(World::default(), listen)
        .with_context(|| format!("The pretend cloud cannot be started on {listen} (--listen names another port)"))?;
    let mut out = std::io::stdout();
    let url = sandbox.url();
    writeln!(
        out,
        "Pretend cloud at {url}, nothing is billed. In another terminal:\n\n  \
         export HUAWEICLOUD_SDK_AK={ACCESS_KEY}\n  export HUAWEICLOUD_SDK_SK={SECRET_KEY}\n  \
         rocketmq-wizard --endpoint {url} --region {REGION} --project-id {PROJECT_ID}\n\nCtrl-C ends it."
    )?;
    out.flush()?;
    loop {
        std::thread::park();
    }
}
