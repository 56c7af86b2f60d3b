//! What can go wrong on demand, and how it is done.

use super::http::{Answer, Arrived, Refusal, Shape};
use super::state::Shared;
use super::wire::Switch;
use axum::body::{Body, Bytes, HttpBody};
use axum::response::{IntoResponse, Response};
use http_body::Frame;
use serde::Deserialize;
use serde_json::json;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Interval, interval, sleep};

/// Bytes of an oversized answer: 100 MiB in pieces of 64 KiB.
const OVERSIZED: (usize, usize) = (1600, 64 * 1024);

/// One thing to do wrong, to which requests, and how often.
///
/// As JSON, for the control endpoint: `{"method": "POST", "path": "/v2/", "times": 1, "what": "slow", "ms": 500}`; all
/// but `what` and what belongs to it may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Fault {
    /// The requests it is for: any method where none is named.
    #[serde(default)]
    method: Option<String>,
    /// … whose path starts like this.
    #[serde(default)]
    path: String,
    /// How many of them it takes; one unless said otherwise.
    #[serde(default = "once")]
    pub(super) times: u32,
    /// How many of them it lets pass first.
    #[serde(default)]
    skip: u32,
    /// Whether the request is carried out all the same; by itself see [`Trouble`].
    #[serde(default)]
    carry_out: Option<bool>,
    #[serde(flatten)]
    trouble: Trouble,
}

/// What goes wrong. Marked with "done": the request is carried out before that, unless the fault says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Trouble {
    /// Done; the answer comes late.
    Slow { ms: u64 },
    /// An error answer, in the shape of the service: such as 404 `DMS.10240407`, which is throttling.
    Refuse { status: u16, code: String, message: String },
    /// 429 with `Retry-After` in seconds.
    Throttle { retry_after: u32 },
    /// 503 with `Retry-After` in seconds.
    Unavailable { retry_after: u32 },
    /// The connection is closed before the body is read, without an answer.
    DropBeforeReading,
    /// Done; then the connection is closed without an answer.
    DropAfterAccepting,
    /// The connection is reset (RST) without an answer.
    Reset,
    /// No answer, for as long as the client waits.
    NeverAnswer,
    /// Done; 200 with a body that is no JSON.
    Garbage,
    /// Done; 200 with a body of 100 MiB.
    Oversized,
    /// Done; the answer comes a byte at a time.
    Trickle { ms: u64 },
    /// Done; 200 with a JSON object that names no instance.
    WithoutId,
    /// 302 to somewhere else.
    Redirect { location: String },
    /// Done, with the server's clock off by so many seconds: in the signature check and in the `Date` header.
    SkewedClock { seconds: i64 },
    /// Done; 200 with an empty body.
    EmptyBody,
    /// Done and answered; then the connection is closed although it was to be kept.
    StaleConnection,
}

fn once() -> u32 {
    1
}

impl Fault {
    /// For the next request, whatever it is.
    pub fn new(trouble: Trouble) -> Self {
        Self { method: None, path: String::new(), times: 1, skip: 0, carry_out: None, trouble }
    }

    /// Only for requests of this method whose path starts like this.
    #[must_use]
    pub fn on(self, method: &str, path: &str) -> Self {
        Self { method: Some(method.to_owned()), path: path.to_owned(), ..self }
    }

    /// For so many requests; `u32::MAX` is always.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// Lets so many requests pass first.
    #[must_use]
    pub fn skip(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    /// Whether the request is carried out, whatever its trouble does by itself.
    #[must_use]
    pub fn carry_out(self, carry_out: bool) -> Self {
        Self { carry_out: Some(carry_out), ..self }
    }

    pub(super) fn fits(&self, method: &str, path: &str) -> bool {
        self.times > 0
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && path.starts_with(&self.path)
    }

    /// Lets a request pass that it fits, if it was told to.
    pub(super) fn passes_over(&mut self) -> bool {
        let passes = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        passes
    }

    pub(super) fn before_reading(&self) -> bool {
        self.trouble == Trouble::DropBeforeReading
    }

    fn carries_out(&self) -> bool {
        let undone = matches!(
            self.trouble,
            Trouble::Refuse { .. }
                | Trouble::Throttle { .. }
                | Trouble::Unavailable { .. }
                | Trouble::DropBeforeReading
                | Trouble::Reset
                | Trouble::NeverAnswer
                | Trouble::Redirect { .. }
        );
        self.carry_out.unwrap_or(!undone)
    }

    /// Does it to a request.
    pub(super) async fn commit(self, shared: &Shared, switch: &Switch, request: &Arrived) -> Response {
        let skew = if let Trouble::SkewedClock { seconds } = self.trouble { seconds } else { 0 };
        let real = if self.carries_out() {
            shared.lock().answer(request, skew)
        } else {
            shared.lock().idle(Answer::json(200, &json!({})), skew)
        };
        let answer = match self.trouble {
            Trouble::Refuse { status, code, message } => refused(request, &Refusal { status, code, message }),
            Trouble::Throttle { retry_after } => {
                let refusal = Refusal::new(429, "APIGW.0308", "The throttling threshold has been reached");
                later(refused(request, &refusal), retry_after)
            }
            Trouble::Unavailable { retry_after } => {
                later(refused(request, &Refusal::new(503, "APIGW.0613", "Service unavailable")), retry_after)
            }
            Trouble::Redirect { location } => {
                let mut answer = Answer::json(302, &json!({}));
                answer.headers.push(("location", location));
                answer
            }
            Trouble::WithoutId => Answer::json(200, &json!({ "accepted": true })),
            Trouble::Garbage => {
                Answer { body: b"<html>\x00\xff{\"instance_id\": 7".to_vec(), ..Answer::json(200, &json!({})) }
            }
            Trouble::EmptyBody => Answer { body: Vec::new(), ..Answer::json(200, &json!({})) },
            Trouble::Oversized => {
                let answer = shared.lock().idle(Answer::json(200, &json!({})), skew);
                return answer.with_body(oversized());
            }
            Trouble::Trickle { ms } => {
                let pieces = real.body.clone().into_iter().map(|byte| Bytes::from(vec![byte]));
                let beat = interval(Duration::from_millis(ms.max(1)));
                return real.with_body(Body::new(Stream { pieces, beat: Some(beat) }));
            }
            Trouble::Slow { ms } => {
                sleep(Duration::from_millis(ms)).await;
                return real.into_response();
            }
            Trouble::NeverAnswer => std::future::pending().await,
            Trouble::DropBeforeReading | Trouble::DropAfterAccepting => return cut(Switch::hang_up, switch),
            Trouble::Reset => return cut(Switch::reset, switch),
            Trouble::StaleConnection => {
                switch.close_after_answer();
                return real.into_response();
            }
            Trouble::SkewedClock { .. } => return real.into_response(),
        };
        shared.lock().idle(answer, skew).into_response()
    }
}

fn cut(how: fn(&Switch), switch: &Switch) -> Response {
    how(switch);
    // Never sent: the connection refuses to write from now on.
    Body::empty().into_response()
}

fn refused(request: &Arrived, refusal: &Refusal) -> Answer {
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    refusal.answer(Shape::of(&path), "0123456789abcdef0123456789abcdef")
}

fn later(mut answer: Answer, seconds: u32) -> Answer {
    answer.headers.push(("retry-after", seconds.to_string()));
    answer
}

fn oversized() -> Body {
    let (count, size) = OVERSIZED;
    let start = Bytes::from_static(b"{\"instance_id\": \"");
    let pieces = std::iter::once(start).chain(std::iter::repeat_n(Bytes::from(vec![b'x'; size]), count));
    Body::new(Stream { pieces, beat: None })
}

/// A body in pieces, at intervals if there is a beat.
struct Stream<I> {
    pieces: I,
    beat: Option<Interval>,
}

impl<I: Iterator<Item = Bytes> + Send + Unpin> HttpBody for Stream<I> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(beat) = &mut self.beat {
            ready!(beat.poll_tick(cx));
        }
        Poll::Ready(self.pieces.next().map(Frame::data).map(Ok))
    }
}
