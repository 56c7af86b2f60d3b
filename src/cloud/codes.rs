//! The documented error codes (`cloud::api`, "Errors"): what each means here, what to do, which field it concerns, and
//! what it proves about a purchase.
//!
//! Pure data and its lookup. In the texts `{message}` stands for what the cloud said and `{needs}` for the permission
//! the call takes.

use crate::failure::Cause;
use crate::language::Text;

/// What is known of a code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    codes: &'static [&'static str],
    pub(crate) what: Text,
    action: Text,
    /// API name of the field it concerns.
    pub(crate) field: Option<&'static str>,
    pub(crate) cause: Cause,
    proves: Proves,
}

/// What a code proves about the purchase it answers.
#[derive(Clone, Copy, Debug)]
enum Proves {
    /// The request was turned down before anything was ordered.
    No,
    /// The same, but only with one of these statuses: with others the code means something else.
    NoWith(&'static [u16]),
    /// Nothing: something broke at a moment nobody knows, or it speaks of an instance that exists already.
    Nothing,
}

impl Known {
    /// Whether a purchase that was answered with this code and status was certainly not placed. A status of 500 and
    /// above never proves that: the service failed at its work, and how far it had come is not documented. Neither does
    /// 408, which says only that somebody on the way stopped waiting.
    pub(crate) fn refuses(&self, status: u16) -> bool {
        is_by_caller(status)
            && match self.proves {
                Proves::No => true,
                Proves::NoWith(statuses) => statuses.contains(&status),
                Proves::Nothing => false,
            }
    }

    /// What to do, where the call takes this permission.
    pub(crate) fn advice(&self, needs: &str) -> Text {
        if self.action == ASK { ask(needs) } else { self.action }
    }

    const fn but(self, proves: Proves) -> Self {
        Self { proves, ..self }
    }
}

/// Whether a status says that the request itself is at fault: a refusal, rather than a failure or a wait that was given up.
pub(crate) fn is_by_caller(status: u16) -> bool {
    (400..500).contains(&status) && status != 408
}

/// Finds a code by its full text. Bare digits count as well: four are a gateway's, more are the message service's.
pub(crate) fn known(code: &str) -> Option<&'static Known> {
    let digits = code.bytes().all(|byte| byte.is_ascii_digit());
    let full = match code.strip_prefix("APIGW.") {
        Some(rest) => format!("APIG.{rest}"),
        None if digits && code.len() == 4 => format!("APIG.{code}"),
        None if digits => format!("DMS.{code}"),
        None => code.to_owned(),
    };
    KNOWN.iter().find(|known| known.codes.contains(&full.as_str()))
}

/// Whether a code is four bare digits, by which other gateways count as well.
pub(crate) fn is_short(code: &str) -> bool {
    code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a code is one of the cloud's, by what is known or by its form: a service, a dot and digits.
pub(crate) fn is_of_cloud(code: &str) -> bool {
    let of_service = |(service, digits): (&str, &str)| {
        let named = service.bytes().next().is_some_and(|first| first.is_ascii_uppercase());
        named
            && service.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && digits.len() >= 4
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    !is_short(code) && (known(code).is_some() || code.split_once('.').is_some_and(of_service))
}

/// Whether a 404 is really flow control (`cloud::api`, "Codes of the message service").
pub(crate) fn is_throttle(code: &str) -> bool {
    matches!(code, "DMS.10240407" | "10240407")
}

/// Whether a 404 says that there is no such instance.
pub(crate) fn is_no_instance(code: &str) -> bool {
    matches!(code, "DMS.00404022" | "00404022")
}

/// Whether an operation is refused only because of what the instance is busy with (`cloud::api`, "Tags").
pub(crate) fn is_busy(code: &str) -> bool {
    matches!(code, "DMS.00400026" | "00400026" | "CBC.99003651")
}

/// Whether billing says that the account belongs to the international site (`cloud::api`, "Orders").
pub(crate) fn is_international(code: &str) -> bool {
    matches!(code, "CBC.0150" | "CBC.0156")
}

const ASK: Text = Text("Ask the account's administrator for the permission {needs}.");
const REPORT: Text = Text("This is a fault of the wizard: please report it with the request ID.");
const LATER: Text = Text("Wait a minute and try again.");
const ENDPOINT: Text = Text("Check the region, the project ID and any --endpoint.");

/// The permission to list domains, which is told in words because no source names it.
pub(crate) const LIST_DOMAINS: &str = "to list domains";
/// The permission to set tags of instances, likewise.
pub(crate) const SET_TAGS: &str = "to set tags of instances";

/// Whom to ask for a permission. One that is told in words has a sentence of its own.
pub(crate) fn ask(needs: &str) -> Text {
    match needs {
        LIST_DOMAINS => Text("Ask the account's administrator for the permission to list domains."),
        SET_TAGS => Text("Ask the account's administrator for the permission to set tags of instances."),
        "to list regions" => Text("Ask the account's administrator for the permission to list regions."),
        "to list tags of instances" => {
            Text("Ask the account's administrator for the permission to list tags of instances.")
        }
        _ => ASK,
    }
}

const fn refused(codes: &'static [&'static str], field: &'static str, what: Text, action: Text) -> Known {
    Known { codes, what, action, field: Some(field), cause: Cause::Refused, proves: Proves::No }
}

const fn general(codes: &'static [&'static str], cause: Cause, what: Text, action: Text) -> Known {
    Known { codes, what, action, field: None, cause, proves: Proves::No }
}

const fn short(codes: &'static [&'static str], field: &'static str, what: Text, action: Text) -> Known {
    Known { codes, what, action, field: Some(field), cause: Cause::Capacity, proves: Proves::No }
}

/// A code proves that nothing was ordered, unless its row says otherwise. Rows of two kinds do: failures inside the cloud,
/// and complaints about an instance or a resource that exists. An order names no such thing, so a complaint of that kind
/// can only come after something was made.
#[rustfmt::skip]
static KNOWN: &[Known] = &[
    // The account.
    refused(&["DMS.00400002"], "project_id", Text("The project ID is malformed."), Text("Copy it from My Credentials in the console: 32 hex digits.")),
    general(&["DMS.00500960"], Cause::Credentials, Text("The cloud does not accept the access keys."), Text("Check access key and secret key; both must come from the same pair.")),
    general(&["DMS.10240101", "DMS.10240102", "DMS.10240103", "DMS.10240104"], Cause::Credentials, Text("The token is invalid, expired, missing or for another project."), Text("Get new temporary keys for this project.")),
    general(&["DMS.00403002", "DMS.00403003", "DMS.00403007"], Cause::Credentials, Text("The user may not do this."), ASK),
    general(&["DMS.10240306", "DMS.10240309", "DMS.10240310", "DMS.10240311", "DMS.10240312"], Cause::Credentials, Text("The account is frozen, restricted or lacks a right: {message}"), Text("Settle it in the account's billing centre, or ask its administrator for the permission {needs}.")),
    general(&["DMS.00501000", "DMS.00501001", "DMS.00501002", "DMS.00501003"], Cause::Credentials, Text("The service agency could not be made, found or granted."), Text("Ask the account's administrator for agency rights, or let them create the first instance.")).but(Proves::Nothing),
    refused(&["DMS.00500033"], "enterprise_project_id", Text("The enterprise project service failed."), Text("Check the enterprise project, then try again.")),
    // The request as a whole.
    general(&["DMS.00400004", "DMS.00400005", "DMS.00400085"], Cause::Refused, Text("The cloud could not read the request: {message}"), REPORT),
    general(&["DMS.00400062", "DMS.00400800"], Cause::Refused, Text("A parameter is invalid: {message}"), Text("Look over the answers; the request ID helps support.")),
    general(&["DMS.00400026"], Cause::Refused, Text("Another operation is running on the instance."), LATER).but(Proves::Nothing),
    general(&["CBC.99003651"], Cause::Refused, Text("Another order for this resource is being processed."), LATER).but(Proves::Nothing),
    general(&["DMS.00404001", "DMS.10240406"], Cause::Refused, Text("There is no such address at this endpoint."), ENDPOINT),
    general(&["DMS.00404022"], Cause::Refused, Text("There is no such instance."), Text("Check the instance ID, region and project.")).but(Proves::Nothing),
    general(&["DMS.10240407"], Cause::Other, Text("The cloud is limiting the rate of requests."), LATER),
    general(&["DMS.00500000", "DMS.00500006", "DMS.00500017", "DMS.00500024", "DMS.00500025", "DMS.00500041", "DMS.00500094", "DMS.00500106",
        "DMS.10250002", "DMS.10250003", "DMS.10250004", "DMS.10250005", "DMS.10250006"], Cause::Other, Text("The cloud had an internal error."), LATER).but(Proves::Nothing),
    // The answers, screen by screen.
    refused(&["DMS.00400007"], "engine", Text("The cloud does not support this engine."), Text("Choose another engine.")),
    refused(&["DMS.00400060", "DMS.00400081"], "name", Text("An instance with this name exists already."), Text("Choose another name.")),
    refused(&["DMS.00400010"], "name", Text("The cloud does not accept the name."), Text("Use 4 to 64 letters, digits, _ and -, with a letter first.")),
    refused(&["DMS.00400011"], "description", Text("The description is too long."), Text("Use at most 1,024 characters.")),
    refused(&["DMS.00400008"], "engine_version", Text("The cloud does not support this engine version."), Text("Choose another version.")),
    refused(&["DMS.00400009", "DMS.00400125"], "product_id", Text("The cloud does not accept the flavor."), Text("Choose another flavor.")),
    refused(&["DMS.00400022"], "product_id", Text("The flavor does not belong to this engine."), Text("Choose a flavor of the engine and version.")),
    refused(&["DMS.00501010"], "product_id", Text("The cloud does not find this flavor."), Text("Choose another flavor.")).but(Proves::Nothing),
    refused(&["DMS.00400500"], "storage_space", Text("The cloud does not accept the storage space."), Text("Choose a size within the flavor's range.")),
    refused(&["DMS.00400013"], "vpc_id", Text("The VPC is missing."), Text("Choose a VPC.")),
    refused(&["DMS.00400068"], "vpc_id", Text("There is no such VPC."), Text("Choose a VPC of this region and project.")),
    refused(&["DMS.00400014"], "security_group_id", Text("The security group is missing."), Text("Choose a security group.")),
    refused(&["DMS.00400046"], "security_group_id", Text("There is no such security group."), Text("Choose a security group of this region and project.")),
    refused(&["DMS.00400048"], "security_group_id", Text("The security group must allow any protocol both ways within itself."), Text("Add such rules, or choose another group.")),
    refused(&["DMS.00400016"], "subnet_id", Text("The subnet is missing."), Text("Choose a subnet.")),
    refused(&["DMS.00400018"], "subnet_id", Text("The subnet does not belong to the VPC."), Text("Choose a subnet of the VPC.")),
    refused(&["DMS.00400020"], "subnet_id", Text("DHCP is off in the subnet."), Text("Switch DHCP on, or choose another subnet.")),
    refused(&["DMS.00400077"], "subnet_id", Text("The subnet has too few free addresses."), Text("Choose a larger subnet.")),
    refused(&["DMS.00400042"], "available_zones", Text("There is no such availability zone."), Text("Choose the zones again.")),
    refused(&["DMS.00400067"], "available_zones", Text("This flavor takes exactly one zone."), Text("Choose one zone.")),
    refused(&["DMS.00400049"], "ipv6_enable", Text("A zone does not offer IPv6."), Text("Switch IPv6 off, or choose other zones.")),
    short(&["DMS.00400055"], "available_zones", Text("The resources are sold out."), Text("Choose other zones, another flavor or another disk type.")),
    refused(&["DMS.00400135"], "disk_encrypted_enable", Text("Disk encryption is not offered here."), Text("Switch disk encryption off.")),
    refused(&["DMS.00400136"], "disk_encrypted_key", Text("The key for disk encryption is missing."), Text("Choose a key.")),
    refused(&["DMS.00400137"], "disk_encrypted_key", Text("The key is not enabled."), Text("Enable the key, or choose another.")),
    refused(&["DMS.00400128"], "publicip_id", Text("The cloud does not accept the settings of public access."), Text("Check how many EIPs this flavor takes, and that they are unbound.")),
    refused(&["DMS.00400021"], "is_auto_renew", Text("The cloud does not accept the setting of auto-renewal."), Text("Check auto-renewal on the billing screen.")),
    refused(&["DMS.00400038", "DMS.00400126"], "period_num", Text("The cloud does not accept the period."), Text("Choose 1 to 9 months or 1 to 3 years.")),
    refused(&["DMS.00400047"], "period_type", Text("The cloud does not accept the kind of period."), Text("Choose months or years.")),
    refused(&["DMS.00400134", "DMS.00400107", "DMS.00400108"], "charging_mode", Text("An earlier order waits for payment or is being processed."), Text("Pay or cancel it in the billing centre, then try again.")),
    general(&["DMS.111500032"], Cause::Refused, Text("The order could not be made."), Text("Look for the order in the billing centre.")).but(Proves::Nothing),
    // What the account or the region has run out of.
    general(&["DMS.00400035", "DMS.00400039"], Cause::Capacity, Text("The quota of instances is used up."), Text("Ask for a higher quota, or delete an instance.")),
    general(&["DMS.00501118"], Cause::Capacity, Text("The CPU quota is too low."), Text("Ask for a higher quota, or choose a smaller flavor.")).but(Proves::Nothing),
    general(&["DMS.00500986"], Cause::Capacity, Text("The account is restricted."), Text("Settle it in the account's billing centre.")),
    general(&["DMS.00500987"], Cause::Capacity, Text("The account's balance is too low."), Text("Top up the account, then try again.")),
    // The gateway in front of all services. It judges the address, the form of the request, the signature, the caller's
    // rights, the rate, the project and the caller's own address before it passes anything on, so each of these refusals
    // means that no service has seen the order. Its own failures prove nothing.
    general(&["APIG.0101"], Cause::Refused, Text("The gateway knows no such API."), ENDPOINT),
    general(&["APIG.0106", "APIG.0602"], Cause::Refused, Text("The gateway could not read the request: {message}"), REPORT),
    // One code for a request that is too large or malformed (with these statuses) and for a service behind the gateway
    // that is down, too slow or broken (with 500, 502 and 504).
    general(&["APIG.0201"], Cause::Refused, Text("The gateway could not pass the request on: {message}"), LATER).but(Proves::NoWith(&[400, 413, 414, 494])),
    general(&["APIG.0301", "APIG.0305"], Cause::Credentials, Text("The cloud does not accept the signature: {message}"), Text("Check access key and secret key; both must come from the same pair.")),
    general(&["APIG.0302", "APIG.0304", "APIG.0306"], Cause::Credentials, Text("The caller may not use this API."), ASK),
    general(&["APIG.0307"], Cause::Credentials, Text("The token must be renewed."), Text("Get new temporary keys.")),
    general(&["APIG.0308"], Cause::Other, Text("The cloud is limiting the rate of requests: {message}"), LATER),
    refused(&["APIG.0310"], "project_id", Text("The project is not available."), Text("Choose another project.")),
    general(&["APIG.0401", "APIG.0402"], Cause::Credentials, Text("The cloud does not accept calls from this address."), Text("Ask the account's administrator to permit this host's address.")),
    general(&["APIG.0601", "APIG.0605", "APIG.0705", "APIG.0613"], Cause::Other, Text("The gateway had an internal error."), LATER).but(Proves::Nothing),
];

#[cfg(test)]
mod tests {
    use super::{KNOWN, known};

    #[test]
    fn codes_are_found_by_full_text_and_bare_digits_only() {
        let field = |code: &str| known(code).map(|known| known.field);
        assert_eq!(field("DMS.00400060"), Some(Some("name")));
        assert_eq!(field("00400060"), Some(Some("name")));
        assert_eq!(field("APIGW.0310"), Some(Some("project_id")));
        assert_eq!(field("APIG.0310"), Some(Some("project_id")));
        assert_eq!(field("0310"), Some(Some("project_id")));
        assert_eq!(field("111500032"), Some(None));
        for other in ["", "KMS.0310", "DMS.0040006", "DMS.004000600", "400060", "X.DMS.00400060"] {
            assert!(known(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_code_refuses_only_with_a_status_that_blames_the_request() {
        let refuses = |code: &str| -> Vec<u16> {
            let known = known(code).unwrap();
            [200, 302, 400, 401, 403, 404, 408, 413, 414, 429, 494, 500, 501, 502, 503, 504]
                .into_iter()
                .filter(|status| known.refuses(*status))
                .collect()
        };
        let all = vec![400, 401, 403, 404, 413, 414, 429, 494];
        for code in ["DMS.00400060", "DMS.10240407", "DMS.00500987", "APIGW.0301", "APIG.0308", "0401"] {
            assert_eq!(refuses(code), all, "{code}");
        }
        assert_eq!(refuses("APIG.0201"), [400, 413, 414, 494]);
        let broken = ["DMS.00500000", "DMS.00501000", "DMS.00501118", "DMS.111500032", "APIGW.0613", "APIG.0705"];
        for code in broken.into_iter().chain(["DMS.00400026", "CBC.99003651", "DMS.00404022"]) {
            assert_eq!(refuses(code), Vec::<u16>::new(), "{code}");
        }
    }

    #[test]
    fn every_code_stands_once_and_every_text_is_a_sentence() {
        let mut seen = std::collections::HashSet::new();
        for entry in KNOWN {
            for code in entry.codes {
                assert!(seen.insert(code), "{code} twice");
                assert!(code.starts_with("DMS.") || code.starts_with("APIG.") || code.starts_with("CBC."), "{code}");
            }
            assert!(entry.what.0.ends_with('.') || entry.what.0.ends_with("{message}"), "{}", entry.what);
            assert!(entry.action.0.ends_with('.'), "{}", entry.action);
        }
        assert!(seen.len() > 90, "{}", seen.len());
    }
}
