//! Who may call, and when.

use crate::caller::{Caller, of_project};
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{self, SECRET_KEY, TEMPORARY_ACCESS_KEY};
use std::time::Duration;

#[tokio::test]
async fn a_right_signature_passes_with_any_characters_in_path_and_query() {
    let caller = Caller::new(World::default()).await;
    let path = of_project("v2", "instances");
    let query = [("engine", "reliability"), ("name", "a b~c/é+%*"), ("exact_match_name", "true")];
    let reply = caller.get(&path, &query).await;
    assert_eq!((reply.status, reply.json()["instance_num"].as_u64()), (200, Some(0)));
    assert_eq!(reply.header("x-request-id").len(), 32);
    assert!(reply.header("date").ends_with("GMT"));
}

#[tokio::test]
async fn wrong_keys_and_clocks_are_refused_with_the_documented_text() {
    let mut caller = Caller::new(World::default()).await;
    let path = "/v2/available-zones";
    let table = [
        ("AKIDNOBODY00000000001", SECRET_KEY, 0, "ak not exist"),
        (
            sandbox::ACCESS_KEY,
            "another secret",
            0,
            "verify aksk signature fail, canonicalRequest:GET|/v2/available-zones/||",
        ),
        (sandbox::ACCESS_KEY, SECRET_KEY, -901, "signature expired"),
        (sandbox::ACCESS_KEY, SECRET_KEY, 3600, "signature expired"),
        (TEMPORARY_ACCESS_KEY, SECRET_KEY, 0, "security token"),
    ];
    for (access, secret, clock, text) in table {
        (caller.access_key, caller.secret_key, caller.clock) = (access.to_owned(), secret.to_owned(), clock);
        let reply = caller.get(path, &[]).await;
        let message = reply.json()["error_msg"].as_str().unwrap().to_owned();
        assert_eq!(reply.refusal(), (401, "APIGW.0301".to_owned()), "{text}");
        assert!(
            message.starts_with("Incorrect IAM authentication information: ") && message.contains(text),
            "{message}"
        );
        assert!(!String::from_utf8_lossy(&reply.bytes).contains(SECRET_KEY));
    }
    let unsigned = caller.plain("GET", path, &[], "").await;
    assert_eq!(unsigned.refusal(), (401, "APIGW.0301".to_owned()));
}

#[tokio::test]
async fn the_date_must_be_signed_and_the_host_may_be() {
    let mut caller = Caller::new(World::default()).await;
    let header = format!("SDK-HMAC-SHA256 Access={}, SignedHeaders=host, Signature=00", sandbox::ACCESS_KEY);
    let reply = caller.plain("GET", "/v2/available-zones", &[("authorization", &header)], "").await;
    assert!(reply.json()["error_msg"].as_str().unwrap().contains("header x-sdk-date must be signed"));
    caller.signs_host = false;
    assert_eq!(caller.get(&of_project("v2", "instances"), &[("engine", "reliability")]).await.status, 200);
    caller.secret_key = "another secret".to_owned();
    assert_eq!(caller.get("/v2/available-zones", &[]).await.status, 401, "a wrong signature is wrong without it, too");
}

#[tokio::test]
async fn a_server_whose_clock_is_off_says_so_in_its_date() {
    let mut caller = Caller::new(World::default().clock_offset(-7200)).await;
    let reply = caller.get("/v2/available-zones", &[]).await;
    assert_eq!(reply.refusal().0, 401);
    let date = jiff::fmt::rfc2822::parse(reply.header("date")).unwrap().timestamp();
    let offset = jiff::Timestamp::now().duration_until(date).as_secs();
    assert!((-7205..=-7195).contains(&offset), "{offset}");
    caller.clock = offset;
    assert_eq!(caller.get("/v2/available-zones", &[]).await.status, 200);
}

#[tokio::test]
async fn another_project_is_refused_in_each_service() {
    let caller = Caller::new(World::default()).await;
    let other = "ffffffffffffffffffffffffffffffff";
    for path in ["v2/{}/instances", "v2/{}/quotas", "v3/{}/vpc/vpcs", "v1/{}/subnets", "v2/rocketmq/{}/instances"] {
        let reply = caller.get(&format!("/{}", path.replace("{}", other)), &[]).await;
        assert_eq!(reply.refusal(), (403, "APIGW.0310".to_owned()), "{path}");
        let reply = caller.get(&format!("/{}", path.replace("{}", "not-a-project")), &[]).await;
        assert_eq!(reply.refusal(), (400, "DMS.00400002".to_owned()), "{path}");
    }
    assert_eq!(caller.get("/v2/nothing/here", &[]).await.refusal(), (404, "APIGW.0101".to_owned()));
}

#[tokio::test]
async fn temporary_keys_come_from_the_metadata_service_and_end() {
    let mut caller = Caller::new(World::default()).await;
    let url = "/openstack/latest/securitykey";
    assert_eq!(caller.plain("GET", url, &[], "").await.status, 401);
    let path = "/meta-data/latest/api/token";
    assert_eq!(caller.plain("PUT", path, &[], "").await.status, 400);
    let token = caller.plain("PUT", path, &[("X-Metadata-Token-Ttl-Seconds", "21600")], "").await;
    let token = String::from_utf8(token.bytes).unwrap();
    let keys = caller.plain("GET", url, &[("X-Metadata-Token", &token)], "").await.json();
    let member = |name: &str| keys["credential"][name].as_str().unwrap().to_owned();
    assert!(member("expires_at").parse::<jiff::Timestamp>().unwrap() > jiff::Timestamp::now());
    (caller.access_key, caller.secret_key) = (member("access"), member("secret"));
    caller.security_token = Some(member("securitytoken"));
    assert_eq!(caller.get("/v2/available-zones", &[]).await.status, 200);

    let short = World::default().key_lifetime(Duration::ZERO).metadata_v1();
    let mut caller = Caller::new(short).await;
    caller.access_key = TEMPORARY_ACCESS_KEY.to_owned();
    assert_eq!(caller.plain("PUT", path, &[("X-Metadata-Token-Ttl-Seconds", "60")], "").await.status, 404);
    let keys = caller.plain("GET", url, &[], "").await.json();
    caller.security_token = Some(keys["credential"]["securitytoken"].as_str().unwrap().to_owned());
    let reply = caller.get("/v2/available-zones", &[]).await;
    assert!(reply.json()["error_msg"].as_str().unwrap().contains("has expired"));
}
