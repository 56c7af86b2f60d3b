//! Connections, certificates and proxies: what goes wrong before a byte of a call was sent.

use crate::server::{Mode, Reply, Server, answer, ok, status};
use crate::{BODY, ID, PROJECT, QUICK, assert_signed, run, settings};
use rocketmq_wizard::catalog::Lookup;
use rocketmq_wizard::cloud::client::{Client, Settings};
use rocketmq_wizard::cloud::credentials;
use rocketmq_wizard::cloud::endpoints::Endpoints;
use rocketmq_wizard::cloud::transport::Limits;
use rocketmq_wizard::failure::Cause;
use rocketmq_wizard::sandbox::world::World;
use rocketmq_wizard::sandbox::{PROJECT_ID, REGION, start_on_thread};
use rocketmq_wizard::service::connection::{Connection, Network};
use std::rc::Rc;
use std::time::Duration;

#[test]
fn before_a_connection_stands_nothing_was_sent() {
    // Accepts, and never says a word of TLS.
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let plain = Server::start(vec![]);
    let stranger = Server::speaking(Mode::Tls, vec![]);
    let cases = [
        // Nothing listens on the port of tcpmux.
        ("http://127.0.0.1:1".to_owned(), "refused"),
        ("https://127.0.0.1:1".to_owned(), "refused"),
        (format!("https://{}", mute.local_addr().unwrap()), "timed out"),
        (plain.base.replace("http", "https"), "could not be reached"),
        (stranger.base.clone(), "certificate"),
    ];
    for (endpoint, detail) in cases {
        let connect = if detail == "timed out" { Duration::from_millis(300) } else { QUICK.connect };
        let limits = Limits { connect, call: Duration::from_secs(10), ..QUICK };
        let client = Client::new(settings(&endpoint), limits).unwrap();
        let failure = run(client.create("rocketmq", BODY)).unwrap_err();
        assert_eq!(failure.cause, Cause::NothingSent, "{endpoint}: {failure:?}");
        assert!(failure.what().contains(detail), "{endpoint}: {failure:?}");
        assert!(failure.action().contains("Nothing was sent."), "{failure:?}");
        assert_eq!(failure.action().contains("--ca-bundle"), detail == "certificate", "{failure:?}");
    }
    assert!(stranger.seen().is_empty());
}

#[test]
fn a_ca_bundle_is_trusted_beside_the_system_and_must_hold_certificates() {
    let placed = || Reply::Keep(answer(200, &[], &format!(r#"{{"instance_id":"{ID}"}}"#)));
    let server = Server::speaking(Mode::Tls, vec![placed(), placed()]);
    let with = |path: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        Client::new(Settings { ca_bundle: Some(path), ..settings(&server.base) }, QUICK)
    };
    let client = with("tests/support/tls/ca.pem").unwrap();
    run(async {
        client.create("rocketmq", BODY).await.unwrap();
        client.create("rocketmq", BODY).await.unwrap();
    });
    let connections: Vec<usize> = server.seen().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [1, 2], "over TLS as well, each purchase has a connection of its own");
    server.seen().iter().for_each(assert_signed);
    for path in ["no/such/file", "Cargo.toml", "tests", "/dev/zero"] {
        let failure = with(path).unwrap_err();
        assert_eq!(failure.cause, Cause::NothingSent);
        assert!(failure.what().contains(path) && failure.action().contains("--ca-bundle"), "{failure:?}");
    }
}

/// What is trusted is all of the file or nothing: a user would look for the certificate that was left out in vain.
#[test]
fn a_bundle_is_read_whole_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ca = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/tls/ca.pem")).unwrap();
    let with = |text: &str| {
        let path = folder.path().join("bundle.pem");
        std::fs::write(&path, text).unwrap();
        Client::new(Settings { ca_bundle: Some(path), ..settings("https://127.0.0.1:1") }, QUICK)
    };
    let pem = |base64| format!("-----BEGIN CERTIFICATE-----\n{base64}\n-----END CERTIFICATE-----\n");
    let long = |bytes: usize| "\n".repeat(bytes - ca.len()) + &ca;
    assert!(with(&long(4 << 20)).is_ok());
    // Behind a certificate: no base64, nothing in DER, and DER that is no certificate.
    let damaged = ["A", "AAAA", "MAA="].map(|is| (format!("{ca}{}", pem(is)), "damaged"));
    for (text, why) in damaged.into_iter().chain([(long((4 << 20) + 1), "larger than 4 MiB")]) {
        let failure = with(&text).unwrap_err();
        assert_eq!(failure.cause, Cause::NothingSent);
        assert!(failure.what().contains("bundle.pem") && failure.what().contains(why), "{failure:?}");
    }
}

#[test]
fn a_bundle_may_begin_with_a_mark_and_be_kept_as_openssl_does() {
    let folder = tempfile::tempdir().unwrap();
    let tls = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/tls");
    let ca = std::fs::read_to_string(tls.join("ca.pem")).unwrap();
    let marked = folder.path().join("marked.pem");
    std::fs::write(&marked, format!("\u{feff}{}", ca.replace('\n', "\r\n"))).unwrap();
    for (bundle, trusted) in [(marked, true), (tls.join("ca_trusted.pem"), true), (tls.join("ca_rejected.pem"), false)]
    {
        let server = Server::speaking(Mode::Tls, vec![ok(r#"{"vpcs":[]}"#)]);
        let told = format!("{}", bundle.display());
        let settings = Settings { ca_bundle: Some(bundle), ..settings(&server.base) };
        let read = Client::new(settings, QUICK).map(|client| run(client.lookup(&Lookup::Vpcs)));
        assert_eq!(matches!(read, Ok(Ok(_))), trusted, "{told}: {read:?}");
    }
}

#[test]
fn a_server_that_shows_the_certificate_of_a_ca_is_said_to_do_so() {
    let server = Server::speaking(Mode::TlsOfCa, vec![]);
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/tls/own_ca.pem");
    for ca_bundle in [None, Some(own)] {
        let client = Client::new(Settings { ca_bundle, ..settings(&server.base) }, QUICK).unwrap();
        let failure = run(client.create("rocketmq", BODY)).unwrap_err();
        assert_eq!(failure.cause, Cause::NothingSent);
        assert!(failure.what().contains("127.0.0.1: it shows the certificate of a CA itself"), "{failure:?}");
    }
}

/// As every certificate of the cloud does.
#[test]
fn a_certificate_may_come_with_its_intermediates() {
    let server = Server::speaking(Mode::TlsOfIntermediate, vec![ok(r#"{"vpcs":[]}"#)]);
    let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/tls/own_ca.pem");
    let client = Client::new(Settings { ca_bundle: Some(own), ..settings(&server.base) }, QUICK).unwrap();
    assert_eq!(run(client.lookup(&Lookup::Vpcs)), Ok(vec![].into()));
}

/// Anybody can show a certificate: that of the cloud comes with every handshake.
#[test]
fn who_has_not_the_key_of_the_certificate_is_not_trusted() {
    let ca = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/tls/ca.pem");
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let placed = Reply::Keep(answer(200, &[], &format!(r#"{{"instance_id":"{ID}"}}"#)));
        let server = Server::speaking(Mode::TlsWithForeignKey(version), vec![placed]);
        let client = Client::new(Settings { ca_bundle: Some(ca.clone()), ..settings(&server.base) }, QUICK).unwrap();
        let failure = run(client.create("rocketmq", BODY)).unwrap_err();
        assert_eq!((failure.cause, server.seen().len()), (Cause::NothingSent, 0), "{version:?}: {failure:?}");
        assert!(failure.what().to_lowercase().contains("signature"), "{version:?}: {failure:?}");
    }
}

/// Set for the child process that [`proxies_and_certificates_come_from_the_environment`] starts.
const IN_CHILD: &str = "CLIENT_TEST_LOOPBACK";

#[test]
fn proxies_and_certificates_come_from_the_environment() {
    let international = status(403, r#"{"error_code":"CBC.0150","error_msg":"not of this site"}"#);
    let script =
        vec![ok(&format!(r#"{{"instance_id":"{ID}"}}"#)), ok("{}"), international, ok(r#"{"order_infos":[]}"#)];
    let (proxy, loopback) =
        (Server::speaking(Mode::Proxy, script), Server::speaking(Mode::Tls, vec![ok(r#"{"vpcs":[]}"#)]));
    // The environment cannot be changed for one test of many, so a process of its own runs the client.
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "connecting::the_child_that_uses_the_proxy", "--nocapture"])
        .env("https_proxy", proxy.base.replace("http://", "http://user:ProxyPassword@"))
        .env_remove("HTTPS_PROXY")
        .env_remove("ALL_PROXY")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .env("SSL_CERT_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/tls/ca.pem"))
        .env(IN_CHILD, &loopback.base)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("ProxyPassword"));
    let lines: Vec<String> = proxy.seen().into_iter().map(|seen| seen.line).collect();
    let orders = "GET /v2/orders/customer-orders?limit=100&offset=0&order_by=-createTime&service_type_code=hws.service.type.dms&status=6 HTTP/1.1";
    assert_eq!(
        lines,
        [
            "CONNECT dms.ap-southeast-3.myhuaweicloud.com:443 HTTP/1.1",
            &format!("POST /v2/rocketmq/{PROJECT}/instances HTTP/1.1"),
            "CONNECT iam.ap-southeast-3.myhuaweicloud.com:443 HTTP/1.1",
            "GET /v3/auth/domains HTTP/1.1",
            "CONNECT bss.myhuaweicloud.com:443 HTTP/1.1",
            orders,
            "CONNECT bss-intl.myhuaweicloud.com:443 HTTP/1.1",
            orders,
        ]
    );
    assert!(proxy.seen()[0].header("authorization").is_none(), "keys are not for the proxy");
    assert_eq!(proxy.seen()[1].header("proxy-authorization"), None, "the proxy's password is not for the cloud");
    assert_signed(&proxy.seen()[1]);
    assert_eq!(loopback.seen().len(), 1, "loopback is never asked for by a proxy");
}

#[test]
fn the_child_that_uses_the_proxy() {
    let Ok(loopback) = std::env::var(IN_CHILD) else { return };
    run(async {
        let far = Settings { endpoints: Endpoints::default(), ..settings(&loopback) };
        let client = Client::new(far, QUICK).unwrap();
        println!("{client:?}");
        client.create("rocketmq", BODY).await.unwrap();
        assert_eq!(client.unpaid_orders(0).await, Ok(vec![]));
        let near = Client::new(settings(&loopback), QUICK).unwrap();
        assert_eq!(near.lookup(&Lookup::Vpcs).await, Ok(vec![].into()));
    });
}

#[test]
fn a_place_has_one_client_until_its_keys_are_renewed() {
    for (lifetime, is_same, asked_for_keys) in [(Duration::from_hours(6), true, 1), (Duration::from_mins(30), false, 4)]
    {
        let cloud = start_on_thread(World::default().key_lifetime(lifetime), ([127, 0, 0, 1], 0).into()).unwrap();
        run(async {
            let endpoints = Endpoints::parse(&[cloud.url()]).unwrap();
            let network = Network { endpoints, ca_bundle: None, limits: QUICK };
            let connection = Connection::new(network, credentials::agency(&cloud.url()).await.unwrap());
            let one = connection.client(REGION, PROJECT_ID).await.unwrap();
            let elsewhere = connection.client(REGION, "").await.unwrap();
            let again = connection.client(REGION, PROJECT_ID).await.unwrap();
            assert_eq!(Rc::ptr_eq(&one, &again), is_same, "keys that last {lifetime:?}");
            assert!(!Rc::ptr_eq(&one, &elsewhere), "a project of its own has a client of its own");
            again.lookup(&Lookup::Zones).await.unwrap();
        });
        let asked = cloud.requests().iter().filter(|seen| seen.path.ends_with("/securitykey")).count();
        assert_eq!(asked, asked_for_keys, "keys that last {lifetime:?}");
    }
}
