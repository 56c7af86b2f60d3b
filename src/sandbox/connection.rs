//! Connections, and breaking them: a listener whose connections a handler can cut without an answer.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// Connections served at once; further ones wait.
const CONNECTIONS: usize = 256;

// Positions of the switch; it starts at 0, where nothing is wrong.
const CLOSE_AFTER_ANSWER: u8 = 1;
const HANG_UP: u8 = 2;
const RESET: u8 = 3;

/// Breaks the connection a request came on.
#[derive(Clone, Debug, Default)]
pub(super) struct Switch(Arc<AtomicU8>);

impl Switch {
    /// Closes instead of answering.
    pub(super) fn hang_up(&self) {
        self.0.store(HANG_UP, Ordering::Relaxed);
    }

    /// Sends RST instead of answering.
    pub(super) fn reset(&self) {
        self.0.store(RESET, Ordering::Relaxed);
    }

    /// Answers, then closes although keep-alive was agreed: a stale connection in the client's pool.
    pub(super) fn close_after_answer(&self) {
        self.0.store(CLOSE_AFTER_ANSWER, Ordering::Relaxed);
    }

    fn position(&self) -> u8 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Accepts connections, a bounded number at a time.
#[derive(Debug)]
pub(super) struct Gate {
    listener: TcpListener,
    seats: Arc<Semaphore>,
    stopped: watch::Receiver<()>,
}

impl Gate {
    pub(super) fn new(listener: TcpListener, stopped: watch::Receiver<()>) -> Self {
        Self { listener, seats: Arc::new(Semaphore::new(CONNECTIONS)), stopped }
    }

    /// The next connection, and what breaks it.
    pub(super) async fn accept(&self) -> (Wire, Switch) {
        loop {
            let seat = self.seats.clone().acquire_owned().await;
            if let (Ok(seat), Ok((stream, _))) = (seat, self.listener.accept().await) {
                let switch = Switch::default();
                return (Wire::new(stream, switch.clone(), seat, self.stopped.clone()), switch);
            }
            // There are no file descriptors left, or the client is gone already: a pause lets other connections end.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// One connection: a TCP stream that ends when the sandbox does or the switch is thrown.
pub(super) struct Wire {
    stream: TcpStream,
    switch: Switch,
    stop: Pin<Box<dyn Future<Output = ()> + Send>>,
    ended: bool,
    wrote: bool,
    _seat: OwnedSemaphorePermit,
}

impl Wire {
    fn new(stream: TcpStream, switch: Switch, seat: OwnedSemaphorePermit, mut stopped: watch::Receiver<()>) -> Self {
        let stop = Box::pin(async move {
            let _ = stopped.changed().await;
        });
        Self { stream, switch, stop, ended: false, wrote: false, _seat: seat }
    }

    /// Refuses to write once the connection is to be broken; hyper then drops it, and with it the socket.
    fn permit_writing(&self) -> io::Result<()> {
        match self.switch.position() {
            RESET => self.stream.set_zero_linger()?,
            HANG_UP => {}
            _ => return Ok(()),
        }
        Err(io::ErrorKind::BrokenPipe.into())
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.ended {
            self.ended = self.stop.as_mut().poll(cx).is_ready();
        }
        if self.ended {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.permit_writing()?;
        self.wrote = true;
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.switch.position() == CLOSE_AFTER_ANSWER && self.wrote && !self.ended {
            self.ended = true;
            cx.waker().wake_by_ref();
        }
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.permit_writing()?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
