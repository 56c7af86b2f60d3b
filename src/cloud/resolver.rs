//! Names of hosts to addresses, by the host's own rules, on a thread for each name: a look-up waits as long as it likes.
//!
//! Tokio's own look-up ends the process where no thread can be had; this one says so.

use crate::threads;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use tokio::sync::oneshot;

/// Looks names up for an HTTP client.
pub(crate) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // The client puts its own port in place of this one.
            let addresses = lookup((name.as_str().to_owned(), 0)).await?;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// The addresses of a host. A look-up that nobody waits for any more goes on by itself, and keeps nobody from ending.
///
/// # Errors
/// When the name cannot be resolved, or no thread can be had.
pub(crate) async fn lookup(
    host: impl ToSocketAddrs<Iter: Iterator<Item = SocketAddr>> + Send + 'static,
) -> io::Result<Vec<SocketAddr>> {
    let (answer, answered) = oneshot::channel();
    let look = move || {
        // Who asked may have given up meanwhile.
        let _ = answer.send(host.to_socket_addrs().map(Iterator::collect));
    };
    threads::start(look)?;
    answered.await.map_err(io::Error::other)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn addresses_are_those_of_the_host() {
        let found = lookup("127.0.0.1:80".to_owned()).await.unwrap();
        assert_eq!(found, ["127.0.0.1:80".parse().unwrap()]);
        assert!(lookup(("localhost".to_owned(), 0)).await.unwrap().iter().all(|address| address.ip().is_loopback()));
    }

    #[tokio::test]
    async fn what_is_no_name_is_an_error() {
        assert!(lookup(("no\0host".to_owned(), 0)).await.is_err());
    }
}
