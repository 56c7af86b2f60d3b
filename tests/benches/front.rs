//! What stands in front of the pretend cloud, or in its place: TLS, long lists, an answer without end.

use crate::support::listen::{listen, secured, server_config};
use serde_json::json;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Serves TLS for the cloud at this address; returns its own address.
pub fn start(cloud: &str) -> String {
    let (cloud, config) = (cloud.strip_prefix("http://").unwrap().to_owned(), server_config());
    let address = listen(move |_, stream| {
        stream.set_nodelay(true).unwrap();
        pass_on(BufReader::new(secured(stream, config.clone())), &cloud);
    });
    format!("https://{address}")
}

fn pass_on<S: Read + Write>(mut client: BufReader<S>, cloud: &str) {
    let mut upstream = BufReader::new(TcpStream::connect(cloud).unwrap());
    upstream.get_ref().set_nodelay(true).unwrap();
    while let Some(request) = message(&mut client) {
        upstream.get_mut().write_all(&request).unwrap();
        let Some(answer) = message(&mut upstream) else { return };
        let sent = client.get_mut().write_all(&answer).and_then(|()| client.get_mut().flush());
        let last = String::from_utf8_lossy(&request).to_ascii_lowercase().contains("connection: close");
        if sent.is_err() || last {
            return;
        }
    }
}

/// A request or an answer with its length, as it came.
fn message(from: &mut impl BufRead) -> Option<Vec<u8>> {
    let (mut bytes, mut length) = (Vec::new(), 0);
    loop {
        let begun = bytes.len();
        from.read_until(b'\n', &mut bytes).ok().filter(|count| *count > 0)?;
        let line = String::from_utf8_lossy(&bytes[begun..]).to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let head = bytes.len();
    bytes.resize(head + length, 0);
    from.read_exact(&mut bytes[head..]).ok()?;
    Some(bytes)
}

/// Serves a list of so many networks, a thousand on a page; also returns the pages.
pub fn pages(entries: usize) -> (String, Vec<Vec<u8>>) {
    let network = |n: &usize| {
        let cidr = format!("10.{}.{}.0/24", n / 256 % 256, n % 256);
        let id = format!("{n:08x}-4d6d-4d8f-8d3f-047b0de4c5cf");
        json!({ "id": id, "name": format!("team-{}-net{n}", n % 97), "description": "", "cidr": cidr, "status": "ACTIVE",
            "enterprise_project_id": "0", "created_at": "2026-01-23T08:09:10", "updated_at": "2026-01-23T08:09:10" })
    };
    let all: Vec<usize> = (0..entries).collect();
    let last = all.chunks(1000).count() - 1;
    let page = |(at, part): (usize, &[usize])| {
        let next = if at < last { json!({ "next_marker": (at + 1).to_string() }) } else { json!({}) };
        json!({ "vpcs": part.iter().map(network).collect::<Vec<_>>(), "page_info": next }).to_string().into_bytes()
    };
    let pages: Vec<Vec<u8>> = all.chunks(1000).enumerate().map(page).collect();
    let served = pages.clone();
    let address = listen(move |_, stream| turn(stream, &served));
    (format!("http://{address}"), pages)
}

/// Answers each request with the page its marker names.
fn turn(stream: TcpStream, pages: &[Vec<u8>]) {
    stream.set_nodelay(true).unwrap();
    let mut stream = BufReader::new(stream);
    while let Some(request) = message(&mut stream) {
        let line = String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_owned();
        let marker = line.split("marker=").nth(1).and_then(|rest| rest.split(['&', ' ']).next());
        let page = &pages[marker.map_or(0, |marker| marker.parse().unwrap())];
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", page.len());
        if stream.get_mut().write_all(&[head.as_bytes(), page].concat()).is_err() {
            return;
        }
    }
}

/// Answers every request with 100 MiB, and counts what it got rid of.
pub fn endless() -> (String, Arc<AtomicU64>) {
    let taken = Arc::new(AtomicU64::new(0));
    let count = taken.clone();
    let address = listen(move |_, stream| flood(stream, &count));
    (format!("http://{address}"), taken)
}

fn flood(stream: TcpStream, taken: &AtomicU64) {
    let mut stream = BufReader::new(stream);
    if message(&mut stream).is_none() {
        return;
    }
    let length = 100 << 20;
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n[");
    let mut one = 0;
    let mut sent = stream.get_mut().write_all(head.as_bytes());
    while sent.is_ok() && one < length {
        sent = stream.get_mut().write_all(&[b' '; 4096]);
        one += 4096;
    }
    // Of the largest answer: others are asked for at the same time.
    taken.fetch_max(one, Ordering::SeqCst);
}
