//! The time zone of this host, for the times people read.

use jiff::tz::TimeZone;
use std::path::{Component, Path, PathBuf};

/// Where the files of all zones are, unless the environment says otherwise.
const ZONES: &str = "/usr/share/zoneinfo";

/// The zone that `TZ` names, else the host's. Its file is read directly where that is easy: the library would first list
/// all zones of the world, some 600 files in 20 folders (`architecture`, "Figures": first screen).
pub fn local() -> TimeZone {
    direct(&|name| std::env::var(name).ok()).unwrap_or_else(TimeZone::system)
}

fn direct(env: &dyn Fn(&str) -> Option<String>) -> Option<TimeZone> {
    let path = match env("TZ") {
        None => PathBuf::from("/etc/localtime"),
        Some(name) if env("TZDIR").is_none() && is_name(&name) => Path::new(ZONES).join(name),
        Some(_) => return None,
    };
    TimeZone::tzif("local", &std::fs::read(path).ok()?).ok()
}

/// Whether it is a path below the zones, rather than a rule, an absolute path or a way out.
fn is_name(name: &str) -> bool {
    let path = Path::new(name);
    !name.is_empty() && path.components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::direct;
    use jiff::Timestamp;

    #[test]
    fn a_name_is_read_directly_and_anything_else_is_left_to_the_library() {
        let named = |tz: &str| direct(&|name| (name == "TZ").then(|| tz.to_owned()));
        for other in ["", ":UTC", "/etc/localtime", "../zoneinfo/UTC", "no/such/zone"] {
            assert!(named(other).is_none(), "{other}");
        }
        let noon: Timestamp = "2026-07-01T12:00:00Z".parse().unwrap();
        // Where the host has zones at all.
        if let Some(zone) = named("Asia/Shanghai") {
            assert_eq!(zone.to_datetime(noon).hour(), 20);
        }
    }
}
