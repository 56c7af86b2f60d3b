//! Does what a fault says to a request: late, wrong, broken or no answer at all.

use super::connection::Switch;
use super::faults::{Fault, FaultKind};
use super::http::{Answer, Arrived, Refusal, Response, Shape};
use super::routes;
use super::state::Shared;
use hyper::body::{Body, Bytes, Frame};
use serde_json::json;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Interval, interval, sleep};

/// Bytes of an oversized answer: 100 MiB in pieces of 64 KiB.
const OVERSIZED: (usize, usize) = (1600, 64 * 1024);

/// Does to a request what the fault says.
pub(super) async fn inject(fault: Fault, shared: &Shared, switch: &Switch, request: &Arrived) -> Response {
    if matches!(fault.kind, FaultKind::Rival { .. }) {
        routes::answer(&mut shared.lock(), request, 0);
    }
    let skew = if let FaultKind::SkewedClock { seconds } = fault.kind { seconds } else { 0 };
    let real = if fault.carries_out() {
        routes::answer(&mut shared.lock(), request, skew)
    } else {
        shared.lock().idle(request.line(), Answer::json(200, &json!({})), skew)
    };
    let answer = match fault.kind {
        FaultKind::Refuse { status, code, message } => refused(request, &Refusal { status, code, message }),
        FaultKind::Verbatim { status, body } => Answer { status, ..Answer::text(body) },
        FaultKind::Throttle { retry_after } => {
            let refusal = Refusal::new(429, "APIGW.0308", "The throttling threshold has been reached");
            later(refused(request, &refusal), retry_after)
        }
        FaultKind::Unavailable { retry_after } => {
            later(refused(request, &Refusal::new(503, "APIGW.0613", "Service unavailable")), retry_after)
        }
        FaultKind::Redirect { location } => {
            let mut answer = Answer::json(302, &json!({}));
            answer.headers.push(("location", location));
            answer
        }
        FaultKind::WithoutId => Answer::json(200, &json!({ "accepted": true })),
        FaultKind::Garbage => {
            Answer { body: b"<html>\x00\xff{\"instance_id\": 7".to_vec(), ..Answer::json(200, &json!({})) }
        }
        FaultKind::EmptyBody => Answer { body: Vec::new(), ..Answer::json(200, &json!({})) },
        FaultKind::Oversized => {
            let answer = shared.lock().idle(request.line(), Answer::json(200, &json!({})), skew);
            return answer.with_body(oversized());
        }
        FaultKind::Trickle { ms } => {
            let pieces = real.body.clone().into_iter().map(|byte| Bytes::from(vec![byte]));
            let beat = interval(Duration::from_millis(ms.max(1)));
            return real.with_body(Stream { pieces, beat: Some(beat) });
        }
        FaultKind::Slow { ms } => {
            sleep(Duration::from_millis(ms)).await;
            return real.into_response();
        }
        FaultKind::NeverAnswer => std::future::pending().await,
        FaultKind::DropBeforeReading | FaultKind::DropAfterAccepting | FaultKind::Rival { lost: true } => {
            return cut(Switch::hang_up, switch);
        }
        FaultKind::Reset => return cut(Switch::reset, switch),
        FaultKind::StaleConnection => {
            switch.close_after_answer();
            return real.into_response();
        }
        FaultKind::SkewedClock { .. } | FaultKind::Rival { lost: false } => return real.into_response(),
    };
    shared.lock().idle(request.line(), answer, skew).into_response()
}

fn cut(how: fn(&Switch), switch: &Switch) -> Response {
    how(switch);
    // Never sent: the connection refuses to write from now on.
    Answer::done().into_response()
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

fn oversized() -> Stream<impl Iterator<Item = Bytes> + Send + Unpin> {
    let (count, size) = OVERSIZED;
    let start = Bytes::from_static(b"{\"instance_id\": \"");
    let pieces = std::iter::once(start).chain(std::iter::repeat_n(Bytes::from(vec![b'x'; size]), count));
    Stream { pieces, beat: None }
}

/// A body in pieces, at intervals if there is a beat.
struct Stream<I> {
    pieces: I,
    beat: Option<Interval>,
}

impl<I: Iterator<Item = Bytes> + Send + Unpin> Body for Stream<I> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(beat) = &mut self.beat {
            ready!(beat.poll_tick(cx));
        }
        Poll::Ready(self.pieces.next().map(Frame::data).map(Ok))
    }
}
