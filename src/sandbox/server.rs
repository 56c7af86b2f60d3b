//! One request from arrival to answer, and the control endpoint that orders faults.

use super::connection::{Gate, Switch};
use super::constants::Seen;
use super::faults::Fault;
use super::http::{Answer, Arrived, Refusal, Response, Shape};
use super::state::Shared;
use super::{fault_injection, routes};
use http_body_util::{BodyExt, Limited};
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::json;
use std::convert::Infallible;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Bytes a request's body may have.
const BODY_LIMIT: usize = 64 * 1024;

/// Answers requests until `stopped` fires.
pub(super) async fn serve(listener: TcpListener, shared: Shared, mut stopped: watch::Receiver<()>) {
    let gate = Gate::new(listener, stopped.clone());
    loop {
        let (wire, switch) = tokio::select! {
            accepted = gate.accept() => accepted,
            _ = stopped.changed() => return,
        };
        let shared = shared.clone();
        let answer = service_fn(move |request| {
            let (shared, switch) = (shared.clone(), switch.clone());
            async move { Ok::<_, Infallible>(handle(&shared, &switch, request).await) }
        });
        // A connection that breaks is the client's to notice.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(wire), answer));
    }
}

async fn handle(shared: &Shared, switch: &Switch, request: Request<Incoming>) -> Response {
    let (head, body) = request.into_parts();
    let mut arrived = Arrived {
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        body: Bytes::new(),
    };
    if arrived.path == "/sandbox/fault" {
        return control(shared, body).await;
    }
    let fault = shared.lock().take_fault(&arrived.method, &arrived.path);
    if fault.as_ref().is_some_and(Fault::before_reading) {
        note(shared, &arrived);
        switch.hang_up();
        return Answer::done().into_response();
    }
    match read(body).await {
        Some(body) => arrived.body = body,
        None => return too_large(shared, &arrived),
    }
    note(shared, &arrived);
    // The sender is gone only with the sandbox.
    let _ = shared.held().wait_for(|held| !held).await;
    match fault {
        None => routes::answer(&mut shared.lock(), &arrived, 0).into_response(),
        Some(fault) => fault_injection::inject(fault, shared, switch, &arrived).await,
    }
}

/// The whole body; `None` where it is too large or does not come.
async fn read(body: Incoming) -> Option<Bytes> {
    Some(Limited::new(body, BODY_LIMIT).collect().await.ok()?.to_bytes())
}

fn note(shared: &Shared, arrived: &Arrived) {
    let Arrived { method, path, query, body, .. } = arrived.clone();
    shared.lock().note(Seen { method, path, query, body: body.to_vec() });
}

fn too_large(shared: &Shared, arrived: &Arrived) -> Response {
    let refusal = Refusal::new(413, "APIGW.0201", "The request body is too large");
    let answer = refusal.answer(Shape::Flat, "");
    shared.lock().idle(arrived.line(), answer, 0).into_response()
}

/// `POST /sandbox/fault`: unsigned, as it reaches nothing but this sandbox, on loopback.
async fn control(shared: &Shared, body: Incoming) -> Response {
    let bytes = read(body).await.unwrap_or_default();
    let answer = match serde_json::from_slice::<Fault>(&bytes) {
        Ok(fault) => {
            shared.lock().line_up(fault);
            Answer::json(200, &json!({ "accepted": true }))
        }
        Err(error) => Refusal::new(400, "SANDBOX.0002", error.to_string()).answer(Shape::Flat, ""),
    };
    shared.lock().idle(("POST", "/sandbox/fault"), answer, 0).into_response()
}
