//! A small server on loopback that behaves like the cloud: it verifies signatures and the clock, answers from
//! `assets/sandbox/`, enforces the API page's constraints from its own list, and misbehaves on demand.
//!
//! Serves the `--sandbox` demo, tests and pictures. Knows nothing of the wizard's fields: it shares only the stages of
//! the signature with the client, so that the two can disagree and a test will notice.
//!
//! | file | what |
//! |---|---|
//! | `server` | one request from arrival to answer; the control endpoint for faults |
//! | `connection` | connections, and breaking them |
//! | `constants` | its keys, the region it plays, and what is kept of a request |
//! | `faults`, `fault_injection` | what can go wrong on demand, and how it is done |
//! | `auth` | the signature check |
//! | `routes`, `dms`, `network`, `account`, `orders` | the calls, by service |
//! | `create`, `fields`, `rules` | the purchase, and what the API page permits |
//! | `instance`, `tags`, `upkeep` | an instance, what is shown of it, and what is set of it later |
//! | `http`, `paging` | a request as it arrived, an answer, a refusal, and the pages of a list |
//! | `state`, `world`, `assets` | what changes, and what it starts from |

mod account;
mod assets;
mod auth;
mod connection;
pub mod constants;
mod create;
mod dms;
mod fault_injection;
pub mod faults;
mod fields;
mod http;
mod instance;
mod network;
mod orders;
mod paging;
mod routes;
mod rules;
mod server;
mod state;
mod tags;
mod upkeep;
pub mod world;

// Callers speak of `sandbox::ACCESS_KEY`; the definitions stand apart, so that no file below imports this one.
pub use constants::{ACCESS_KEY, PROJECT_ID, REGION, SECRET_KEY, Seen, TEMPORARY_ACCESS_KEY};

use crate::threads;
use faults::Fault;
use serde_json::Value as Json;
use state::{Shared, State};
use std::io;
use std::net::SocketAddr;
use std::thread::JoinHandle;
use tokio::net::TcpListener;
use tokio::sync::watch;
use world::World;

/// A running sandbox. Dropping it closes the port and every connection.
#[derive(Debug)]
pub struct Sandbox {
    addr: SocketAddr,
    shared: Shared,
    stop: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// The address it listens on, with the port the system chose where 0 was asked for.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The base URL of every service: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The latest requests, oldest first; 8,192 are kept.
    pub fn requests(&self) -> Vec<Seen> {
        self.shared.lock().seen.iter().cloned().collect()
    }

    /// Bodies of the create requests that were accepted, oldest first: what was bought.
    pub fn created(&self) -> Vec<Json> {
        self.shared.lock().created.clone()
    }

    /// From now on misbehaves like this too. Faults wait in line; the first one that fits a request takes it.
    pub fn set_fault(&self, fault: Fault) {
        self.shared.lock().line_up(fault);
    }

    /// Behaves again.
    pub fn clear_faults(&self) {
        self.shared.lock().faults.clear();
    }

    /// Holds back all answers, or gives those that were held back and all later ones.
    pub fn hold(&self, held: bool) {
        self.shared.hold(held);
    }

    /// Cancels every order that waits for payment, as a person would in the console.
    pub fn cancel_orders(&self) {
        self.shared.lock().cancel_orders();
    }

    /// Pays every order that waits for payment, as a person would in the console.
    pub fn pay_orders(&self) {
        self.shared.lock().pay_orders();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // The thread ends by itself once `stop` is gone; a panic in it was already reported.
            let _ = thread.join();
        }
    }
}

/// Starts a sandbox on the current tokio runtime, which needs I/O and time.
///
/// # Errors
/// If `listen` is no loopback address, or the port cannot be had.
pub async fn start(world: World, listen: SocketAddr) -> io::Result<Sandbox> {
    let (sandbox, serving) = prepare(world, listen).await?;
    tokio::spawn(serving);
    Ok(sandbox)
}

/// Starts a sandbox on a thread and a runtime of its own.
///
/// # Errors
/// If `listen` is no loopback address, or port, thread or runtime cannot be had.
pub fn start_on_thread(world: World, listen: SocketAddr) -> io::Result<Sandbox> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut sandbox, serving) = runtime.block_on(prepare(world, listen))?;
    let thread = threads::start(move || runtime.block_on(serving))?;
    sandbox.thread = Some(thread);
    Ok(sandbox)
}

async fn prepare(world: World, listen: SocketAddr) -> io::Result<(Sandbox, impl Future<Output = ()> + Send)> {
    if !listen.ip().is_loopback() {
        let text = format!("{listen} is not a loopback address; the sandbox listens on 127.0.0.1 only.");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    let listener = TcpListener::bind(listen).await?;
    let addr = listener.local_addr()?;
    let (stop, stopped) = watch::channel(());
    let shared = Shared::new(State::new(world, addr));
    let serving = server::serve(listener, shared.clone(), stopped);
    Ok((Sandbox { addr, shared, stop: Some(stop), thread: None }, serving))
}
