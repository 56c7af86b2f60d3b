//! Everything that can go wrong on demand, and that it shows on the client's side.

use crate::caller::{Caller, Reply, of_project};
use crate::known::example;
use rocketmq_wizard::sandbox::faults::{Fault, FaultKind};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{self, PROJECT_ID};
use serde_json::json;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// Sends the API page's example, unless the fault lets no answer through.
async fn buy(caller: &Caller) -> reqwest::Result<Reply> {
    let keys = caller.post(&of_project("v1.0", "kms/list-keys"), &json!({})).await.json();
    let body = example(keys["keys"][0].as_str().unwrap());
    caller.send("POST", &of_project("v2/reliability", "instances"), &[], body.to_string().into_bytes()).await
}

/// A sandbox that does this to the next purchase.
async fn broken(trouble: FaultKind) -> Caller {
    Caller::new(World::default().fault(Fault::new(trouble).on("POST", "/v2/"))).await
}

#[tokio::test]
async fn wrong_answers_come_as_ordered() {
    let refuse = |status, code: &str| FaultKind::Refuse { status, code: code.to_owned(), message: "no".to_owned() };
    let table = [
        (refuse(500, "DMS.00500000"), 500, "error_code", "\"DMS.00500000\"", 0),
        (refuse(404, "DMS.10240407"), 404, "error_code", "\"DMS.10240407\"", 0),
        (FaultKind::Throttle { retry_after: 7 }, 429, "error_code", "\"APIGW.0308\"", 0),
        (FaultKind::Unavailable { retry_after: 7 }, 503, "error_code", "\"APIGW.0613\"", 0),
        (FaultKind::Redirect { location: "http://127.0.0.1:9/".to_owned() }, 302, "instance_id", "null", 0),
        (FaultKind::WithoutId, 200, "instance_id", "null", 1),
        (FaultKind::Garbage, 200, "", "null", 1),
        (FaultKind::EmptyBody, 200, "", "null", 1),
        (FaultKind::SkewedClock { seconds: 1200 }, 401, "error_code", "\"APIGW.0301\"", 0),
    ];
    for (trouble, status, key, value, created) in table {
        let caller = broken(trouble.clone()).await;
        let reply = buy(&caller).await.unwrap();
        let shown = reply.json().get(key).cloned().unwrap_or_default().to_string();
        let seen = (reply.status, shown.as_str(), caller.sandbox.created().len());
        assert_eq!(seen, (status, value, created), "{trouble:?}");
        assert_eq!(reply.header("x-request-id").len(), 32, "{trouble:?}");
        match trouble {
            FaultKind::Throttle { .. } | FaultKind::Unavailable { .. } => assert_eq!(reply.header("retry-after"), "7"),
            FaultKind::Redirect { .. } => assert_eq!(reply.header("location"), "http://127.0.0.1:9/"),
            FaultKind::Garbage => assert!(std::str::from_utf8(&reply.bytes).is_err()),
            FaultKind::EmptyBody => assert!(reply.bytes.is_empty()),
            FaultKind::SkewedClock { .. } => {
                let date = jiff::fmt::rfc2822::parse(reply.header("date")).unwrap().timestamp();
                assert!(jiff::Timestamp::now().duration_until(date).as_secs() > 1190);
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn broken_connections_buy_only_where_they_say_so() {
    let table = [
        (FaultKind::DropBeforeReading, None, 0),
        (FaultKind::DropAfterAccepting, None, 1),
        (FaultKind::Reset, None, 0),
        (FaultKind::Reset, Some(true), 1),
        (FaultKind::DropAfterAccepting, Some(false), 0),
    ];
    for (trouble, carry_out, created) in table {
        let mut fault = Fault::new(trouble).on("post", "/v2/");
        if let Some(carry_out) = carry_out {
            fault = fault.carry_out(carry_out);
        }
        let caller = Caller::new(World::default().fault(fault.clone())).await;
        let error = buy(&caller).await.err().unwrap_or_else(|| panic!("{fault:?} let an answer through"));
        assert!(!error.is_connect() && !error.is_timeout(), "{fault:?}: {error:?}");
        let sent = caller.sandbox.requests().iter().filter(|seen| seen.path.starts_with("/v2/")).count();
        assert_eq!((caller.sandbox.created().len(), sent), (created, 1), "{fault:?}");
        assert_eq!(buy(&caller).await.unwrap().status, if created == 1 { 400 } else { 200 }, "works again");
    }
}

#[tokio::test]
async fn no_answer_comes_for_as_long_as_one_waits() {
    for carry_out in [false, true] {
        let fault = Fault::new(FaultKind::NeverAnswer).on("POST", "/v2/").carry_out(carry_out);
        let caller = Caller::new(World::default().fault(fault)).await;
        let mut buying = std::pin::pin!(buy(&caller));
        let arrived = || caller.sandbox.requests().iter().any(|seen| seen.path.starts_with("/v2/"));
        while !arrived() {
            assert!(timeout(Duration::from_millis(5), &mut buying).await.is_err());
        }
        assert!(timeout(Duration::from_millis(100), &mut buying).await.is_err());
        assert_eq!(caller.sandbox.created().len(), usize::from(carry_out));
    }
}

#[tokio::test]
async fn late_and_slow_answers_are_whole() {
    for trouble in [FaultKind::Slow { ms: 150 }, FaultKind::Trickle { ms: 3 }] {
        let caller = broken(trouble.clone()).await;
        let start = Instant::now();
        let reply = buy(&caller).await.unwrap();
        assert!(start.elapsed() >= Duration::from_millis(140), "{trouble:?}");
        assert_eq!((reply.json()["instance_id"].as_str().map(str::len), caller.sandbox.created().len()), (Some(36), 1));
    }
}

#[tokio::test]
async fn an_oversized_answer_goes_on_and_on() {
    let caller = broken(FaultKind::Oversized).await;
    let reply = timeout(Duration::from_secs(20), buy(&caller)).await.unwrap().unwrap();
    assert!(reply.bytes.starts_with(b"{\"instance_id\": \"xxx"));
    assert!(reply.bytes.len() > 100 * 1024 * 1024);
    assert_eq!(caller.sandbox.created().len(), 1);
}

#[tokio::test]
async fn faults_find_their_requests_and_wear_off() {
    let caller = Caller::new(World::default()).await;
    let throttle = Fault::new(FaultKind::Throttle { retry_after: 1 });
    caller.sandbox.set_fault(throttle.clone().on("GET", &of_project("v1", "subnets")).skip(1).times(2));
    let mut statuses = Vec::new();
    for path in ["v1/vpcs", "v1/subnets", "v1/subnets", "v1/vpcs", "v1/subnets", "v1/subnets"] {
        let (version, rest) = path.split_once('/').unwrap();
        let reply = caller.get(&of_project(version, rest), &[]).await;
        statuses.push((reply.status, reply.refusal().1));
    }
    let code = |status| (status, if status == 429 { "APIGW.0308".to_owned() } else { "null".to_owned() });
    assert_eq!(statuses, [200, 200, 429, 200, 429, 200].map(code));
    caller.sandbox.set_fault(throttle.times(u32::MAX));
    assert_eq!(caller.get("/v2/available-zones", &[]).await.status, 429);
    caller.sandbox.clear_faults();
    assert_eq!(caller.get("/v2/available-zones", &[]).await.status, 200);
}

#[tokio::test]
async fn the_control_endpoint_orders_faults_without_a_signature() {
    let caller = Caller::new(World::default()).await;
    let url = "/sandbox/fault";
    let fault = r#"{"method": "GET", "path": "/v2/", "times": 1, "what": "refuse", "status": 403, "code": "DMS.00403007", "message": "denied"}"#;
    assert_eq!(caller.plain("POST", url, &[], fault).await.status, 200);
    let reply = caller.get("/v2/available-zones", &[]).await;
    assert_eq!(reply.refusal(), (403, "DMS.00403007".to_owned()));
    let shapes = [
        ("/v1.0/enterprise-projects", "/error/error_code", json!("X.1")),
        ("/v3/regions", "/error/code", json!(403)),
        (&of_project("v1", "vpcs"), "/code", json!("X.1")),
        (&of_project("v3", "eip/publicips"), "/code", json!("X.1")),
        (&of_project("v3", "vpc/vpcs"), "/error_code", json!("X.1")),
    ];
    for (path, place, code) in shapes {
        caller.plain("POST", url, &[], r#"{"what": "refuse", "status": 403, "code": "X.1", "message": "no"}"#).await;
        assert_eq!(caller.get(path, &[]).await.json().pointer(place), Some(&code), "{path}");
    }
    for bad in ["", "{}", r#"{"what": "explode"}"#, r#"{"what": "slow"}"#] {
        assert_eq!(caller.plain("POST", url, &[], bad).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn bodies_have_a_limit() {
    let caller = Caller::new(World::default()).await;
    let path = of_project("v2/reliability", "instances");
    let reply = caller.send("POST", &path, &[], vec![b' '; 64 * 1024 + 1]).await.unwrap();
    assert_eq!(reply.refusal(), (413, "APIGW.0201".to_owned()));
}

/// One request over a plain connection; whatever the answer is, it is read up to its end.
fn ask(stream: &mut TcpStream) -> std::io::Result<String> {
    write!(stream, "GET /v2/{PROJECT_ID}/instances HTTP/1.1\r\nHost: x\r\n\r\n")?;
    let mut answer = vec![0; 8192];
    let count = stream.read(&mut answer)?;
    answer.truncate(count);
    Ok(String::from_utf8(answer).unwrap())
}

#[test]
fn on_the_wire_a_reset_is_a_reset_and_a_hang_up_an_end() {
    let any = "127.0.0.1:0".parse().unwrap();
    let sandbox = sandbox::start_on_thread(World::default(), any).unwrap();
    let connect = || {
        let stream = TcpStream::connect(sandbox.addr()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        stream
    };
    sandbox.set_fault(Fault::new(FaultKind::Reset));
    assert_eq!(ask(&mut connect()).unwrap_err().kind(), ErrorKind::ConnectionReset);
    sandbox.set_fault(Fault::new(FaultKind::DropAfterAccepting));
    assert_eq!(ask(&mut connect()).unwrap(), "");

    let mut stream = connect();
    assert!(ask(&mut stream).unwrap().starts_with("HTTP/1.1 401"));
    sandbox.set_fault(Fault::new(FaultKind::StaleConnection));
    let answer = ask(&mut stream).unwrap().to_lowercase();
    assert!(answer.starts_with("http/1.1 401") && !answer.contains("connection: close"));
    assert_eq!(stream.read(&mut [0; 16]).unwrap(), 0, "closed without a word");
}

#[test]
fn it_lives_on_loopback_and_ends_when_dropped() {
    let elsewhere = "0.0.0.0:0".parse().unwrap();
    let refused = sandbox::start_on_thread(World::default(), elsewhere).err().map(|error| error.kind());
    assert_eq!(refused, Some(ErrorKind::InvalidInput));
    let sandbox = sandbox::start_on_thread(World::default(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let addr = sandbox.addr();
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    assert!(ask(&mut stream).unwrap().starts_with("HTTP/1.1 401"));
    drop(sandbox);
    assert_eq!(stream.read(&mut [0; 16]).unwrap_or_default(), 0);
    assert!(TcpStream::connect(addr).is_err());
}

#[tokio::test]
async fn on_a_shared_runtime_it_ends_its_connections_too() {
    let caller = broken(FaultKind::NeverAnswer).await;
    let addr = caller.sandbox.addr();
    let waiting = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(addr).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        write!(stream, "POST /v2/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").unwrap();
        stream.read(&mut [0; 16])
    });
    while caller.sandbox.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    drop(caller);
    assert_eq!(waiting.await.unwrap().unwrap(), 0);
}
