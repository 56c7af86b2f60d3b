//! The signature, stage by stage, against figures made with the vendor's own signer (`tests/sign/*.json`).
//!
//! Each stage gets the vendor's text of the stage before, so that a failure names the one stage that is wrong.

#![expect(clippy::unwrap_used, reason = "a file that cannot be read fails the test")]

use rocketmq_wizard::cloud::sign::{self, Request};
use serde::Deserialize;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
struct File {
    about: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    method: String,
    host: String,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
    body_repeated: Option<Repeated>,
    date: String,
    access_key: String,
    secret_key: String,
    canonical: String,
    string_to_sign: String,
    signature: String,
    authorization: String,
}

/// A body too large to write out.
#[derive(Deserialize)]
struct Repeated {
    pattern: String,
    count: usize,
}

impl Case {
    fn with_request<T>(&self, test: impl FnOnce(&Request) -> T) -> T {
        let body = self.body_repeated.as_ref().map_or_else(|| self.body.clone(), |it| it.pattern.repeat(it.count));
        test(&Request {
            method: &self.method,
            host: &self.host,
            path: &self.path,
            query: &pairs(&self.query),
            headers: &pairs(&self.headers),
            body: body.as_bytes(),
            date: &self.date,
        })
    }
}

fn pairs(owned: &[(String, String)]) -> Vec<(&str, &str)> {
    owned.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Every case, named `group/name`.
fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sign");
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let group = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let file: File = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert!(file.about.contains("huaweicloudsdkcore"), "{group} says where its figures come from");
        cases.extend(file.cases.into_iter().map(|case| Case { name: format!("{group}/{}", case.name), ..case }));
    }
    cases
}

/// Runs one stage over all cases and lists all that differ.
fn check(stage: &str, differs: impl Fn(&Case) -> Option<(String, String)>) {
    let wrong: Vec<String> = cases()
        .iter()
        .filter_map(|case| {
            differs(case).map(|(ours, theirs)| format!("{}\nours   {ours:?}\nvendor {theirs:?}", case.name))
        })
        .collect();
    assert!(wrong.is_empty(), "{stage} is wrong in {} cases:\n{}", wrong.len(), wrong.join("\n\n"));
}

fn unless_equal(ours: String, theirs: &str) -> Option<(String, String)> {
    (ours != theirs).then(|| (ours, theirs.to_owned()))
}

#[test]
fn canonical_request() {
    check("the canonical request", |case| unless_equal(case.with_request(sign::canonical_request), &case.canonical));
}

#[test]
fn string_to_sign() {
    check("the string to sign", |case| {
        unless_equal(sign::string_to_sign(&case.date, &case.canonical), &case.string_to_sign)
    });
}

#[test]
fn signature() {
    check("the signature", |case| {
        unless_equal(sign::signature(&case.secret_key, &case.string_to_sign), &case.signature)
    });
}

#[test]
fn authorization() {
    check("the Authorization header", |case| {
        let ours = case.with_request(|request| sign::authorization(request, &case.access_key, &case.signature));
        unless_equal(ours, &case.authorization)
    });
}

#[test]
fn all_stages_at_once() {
    check("the whole", |case| {
        let ours = case.with_request(|request| sign::sign(request, &case.access_key, &case.secret_key));
        unless_equal(ours, &case.authorization)
    });
}

#[test]
fn the_wire_carries_what_was_signed() {
    check("the wire target", |case| {
        let mut lines = case.canonical.split('\n').skip(1);
        let (uri, query) = (lines.next().unwrap(), lines.next().unwrap());
        let own_slash = case.path.ends_with('/') || case.path.to_ascii_uppercase().ends_with("%2F");
        let mut signed = if own_slash { uri } else { uri.strip_suffix('/').unwrap() }.to_owned();
        if !query.is_empty() {
            signed = format!("{signed}?{query}");
        }
        unless_equal(sign::wire_target(&case.path, &pairs(&case.query)), &signed)
    });
}

#[test]
fn the_order_of_query_and_headers_does_not_matter() {
    check("the reversed request", |case| {
        let ours = case.with_request(|request| {
            let query: Vec<_> = request.query.iter().rev().copied().collect();
            let headers: Vec<_> = request.headers.iter().rev().copied().collect();
            sign::sign(&Request { query: &query, headers: &headers, ..*request }, &case.access_key, &case.secret_key)
        });
        unless_equal(ours, &case.authorization)
    });
}

#[test]
fn there_are_enough_cases_and_each_has_its_name() {
    let cases = cases();
    let names: HashSet<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    assert_eq!(names.len(), cases.len(), "every name once");
    assert!(cases.len() >= 203, "{} cases", cases.len());
}

#[test]
fn the_vectors_of_the_domain_reference() {
    let expected = [
        (
            "domain/A",
            "63b0de7cc88a6bd1902a5d9572048b079d79cddca3b088cc15ca01983a338706",
            "1f7bb3d1d6c6e50b1ab06cdbc30f96aa3b69c84231c82a80ce974f1534e0a0cb",
        ),
        (
            "domain/B",
            "2112b76ae119192d834d53f1c96f49f5446439ac0ea6d852b66de20396d50db5",
            "0b24567c4f2f5155b66c961b1bdb80ecae8820eac2b6f05d58d4a2c710d3f117",
        ),
        (
            "domain/C",
            "2b211a6f2d84b7dc60e0c2d67fa49243fdf04841f421cc4f9f0ba74104918b2b",
            "3a9e6ae287184c1901d0959fd0ce043fbba25ead766727beb87308661ecca10d",
        ),
    ];
    let cases = cases();
    for (name, request_hash, signature) in expected {
        let case = cases.iter().find(|case| case.name == name).unwrap();
        let to_sign = format!("{}\n20260123T080910Z\n{request_hash}", sign::ALGORITHM);
        assert_eq!(case.string_to_sign, to_sign, "{name}");
        assert_eq!(sign::signature("SkExampleNotASecret0000000000000000000001", &to_sign), signature, "{name}");
        assert_eq!(case.signature, signature, "{name}");
    }
}
