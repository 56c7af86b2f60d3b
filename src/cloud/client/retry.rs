//! Trying a read again: when, after which pause, and who is told of it. A purchase is never tried again.

use crate::cloud::answer::{Answer, Broken};
use crate::cloud::{codes, error};
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// How often a read is tried before its failure is told.
const TRIES: u32 = 4;
/// Longest pause between two tries. Where the cloud asks for a longer one, it is told instead of waited for.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// No further try is begun later than this after the first.
pub(super) const TRYING: Duration = Duration::from_mins(1);

tokio::task_local! {
    /// Told after each try in vain, before the pause: how many there were.
    static ON_RETRY: Box<dyn Fn(u32)>;
}

/// Runs calls and tells each time one of their reads is about to be tried again, and after how many tries.
pub fn reporting<T>(on_retry: impl Fn(u32) + 'static, calls: impl Future<Output = T>) -> impl Future<Output = T> {
    ON_RETRY.scope(Box::new(on_retry), calls)
}

/// Waits before the next try, and tells whoever wants to know that so many were in vain.
pub(super) async fn pause(tried: u32, pause: Duration) {
    // Outside of `reporting` nobody wants to know.
    let _ = ON_RETRY.try_with(|told| told(tried));
    tokio::time::sleep(pause).await;
}

/// How long to wait before a read is tried again that was tried so often, or `None` where that was the last time or
/// trying again cannot help. The pause doubles from `first`, with up to half as much again by chance, so that many
/// clients do not return at once.
pub(super) fn before_next(outcome: &Result<Answer, Broken>, tried: u32, first: Duration) -> Option<Duration> {
    let asked = match outcome {
        Err(broken) if broken.again => None,
        Ok(Answer { flaw: Some(flaw), .. }) if flaw.again => None,
        Ok(answer) if answer.flaw.is_none() && is_passing(answer) => answer.retry_after,
        _ => return None,
    };
    if tried >= TRIES {
        return None;
    }
    let pause = first.saturating_mul(1 << tried.saturating_sub(1));
    let chance = u32::try_from(RandomState::new().hash_one(tried) % 512).unwrap_or_default();
    match asked {
        Some(asked) => Some(asked).filter(|asked| *asked <= LONGEST_PAUSE),
        None => Some((pause + pause * chance / 1024).min(LONGEST_PAUSE)),
    }
}

fn is_passing(answer: &Answer) -> bool {
    let throttled = || error::report(&answer.body).is_some_and(|report| codes::is_throttle(&report.code));
    matches!(answer.status, 429 | 500..) || (answer.status == 404 && throttled())
}

#[cfg(test)]
mod tests {
    use super::{Answer, Broken, Duration, LONGEST_PAUSE, before_next};
    use crate::cloud::answer::{Progress, Why};

    fn pause(outcome: &Result<Answer, Broken>, tried: u32) -> Option<Duration> {
        before_next(outcome, tried, Duration::from_millis(500))
    }

    #[test]
    fn pauses_double_with_some_chance_in_them_and_stay_bounded() {
        let failed = Ok(Answer { status: 503, ..Answer::default() });
        for (tried, least, most) in [(1, 500, 750), (2, 1_000, 1_500), (3, 2_000, 3_000)] {
            let pause = pause(&failed, tried).unwrap().as_millis();
            assert!((least..=most).contains(&pause), "{tried}: {pause}");
        }
        assert_eq!(pause(&failed, 4), None, "four tries are enough");
        assert_eq!(before_next(&failed, 3, Duration::from_mins(1)), Some(LONGEST_PAUSE));
    }

    #[test]
    fn the_cloud_may_say_how_long_but_not_for_ever() {
        for (asked, expected) in [(0, Some(0)), (7, Some(7)), (10, Some(10)), (11, None), (3_600, None)] {
            let retry_after = Some(Duration::from_secs(asked));
            let throttled = Ok(Answer { status: 429, retry_after, ..Answer::default() });
            assert_eq!(pause(&throttled, 1), expected.map(Duration::from_secs));
        }
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        let answer = |status, body: &str| Ok(Answer { status, body: body.into(), ..Answer::default() });
        let broken = |again| Broken { progress: Progress::Unconnected, again, with: None, why: Why::Late };
        let flawed = |again| Ok(Answer { status: 200, flaw: Some(broken(again)), ..Answer::default() });
        let throttled = r#"{"error_code":"DMS.10240407","error_msg":"slow down"}"#;
        let cases = [
            (answer(200, ""), false),
            (answer(302, ""), false),
            (answer(400, ""), false),
            (answer(404, "{}"), false),
            (answer(404, throttled), true),
            (answer(400, throttled), false),
            (answer(429, ""), true),
            (answer(500, ""), true),
            (answer(599, ""), true),
            (flawed(true), true),
            (flawed(false), false),
            (Err(broken(true)), true),
            (Err(broken(false)), false),
        ];
        for (outcome, expected) in cases {
            assert_eq!(pause(&outcome, 1).is_some(), expected, "{outcome:?}");
        }
    }
}
