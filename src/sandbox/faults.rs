//! What can go wrong on demand. Plain data; `fault_injection` does it.

use serde::Deserialize;

/// One thing to do wrong, to which requests, and how often.
///
/// As JSON, for the control endpoint: `{"method": "POST", "path": "/v2/", "times": 1, "what": "slow", "ms": 500}`; all
/// but `what` and what belongs to it may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Fault {
    /// The requests it is for: those of this method, or of any where none is named.
    #[serde(default)]
    method: Option<String>,
    /// The requests it is for: those whose path starts like this, where `*` stands for a part without slashes.
    #[serde(default)]
    path: String,
    /// How many of them it takes; one unless said otherwise.
    #[serde(default = "once")]
    pub(super) times: u32,
    /// How many of them it lets pass first.
    #[serde(default)]
    skip: u32,
    /// Whether the request is carried out; where nothing is said, as [`FaultKind`] says.
    #[serde(default)]
    carry_out: Option<bool>,
    #[serde(flatten)]
    pub(super) kind: FaultKind,
}

/// What goes wrong. Marked with "done": the request is carried out before that, unless the fault says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum FaultKind {
    /// Done; the answer comes late.
    Slow { ms: u64 },
    /// An error answer, in the shape of the service: such as 404 `DMS.10240407`, which is throttling.
    Refuse { status: u16, code: String, message: String },
    /// This status with this body, word for word: a block page, JSON of no documented shape, or nothing at all.
    Verbatim { status: u16, body: String },
    /// 429 with `Retry-After` in seconds.
    Throttle { retry_after: u32 },
    /// 503 with `Retry-After` in seconds.
    Unavailable { retry_after: u32 },
    /// The connection is closed before the body is read, without an answer.
    DropBeforeReading,
    /// Done; then the connection is closed without an answer.
    DropAfterAccepting,
    /// The connection is reset (RST) without an answer.
    Reset,
    /// No answer, for as long as the client waits.
    NeverAnswer,
    /// Done; 200 with a body that is no JSON.
    Garbage,
    /// Done; 200 with a body of 100 MiB.
    Oversized,
    /// Done; the answer comes a byte at a time.
    Trickle { ms: u64 },
    /// Done; 200 with a JSON object that names no instance.
    WithoutId,
    /// 302 to somewhere else.
    Redirect { location: String },
    /// Done, with the server's clock off by so many seconds: in the signature check and in the `Date` header.
    SkewedClock { seconds: i64 },
    /// Done; 200 with an empty body.
    EmptyBody,
    /// Done and answered; then the connection is closed although it was to be kept.
    StaleConnection,
    /// Done; just before it, another host has sent the same order, which was carried out as well. With `lost` the
    /// connection is closed without an answer.
    Rival { lost: bool },
}

fn once() -> u32 {
    1
}

impl Fault {
    /// For the next request, whatever it is.
    pub fn new(kind: FaultKind) -> Self {
        Self { method: None, path: String::new(), times: 1, skip: 0, carry_out: None, kind }
    }

    /// Only for requests of this method whose path starts like this, where `*` stands for a part without slashes.
    #[must_use]
    pub fn on(self, method: &str, path: &str) -> Self {
        Self { method: Some(method.to_owned()), path: path.to_owned(), ..self }
    }

    /// For so many requests; `u32::MAX` is always.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// Lets so many requests pass first.
    #[must_use]
    pub fn skip(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    /// Whether the request is carried out, whatever its kind does by itself.
    #[must_use]
    pub fn carry_out(self, carry_out: bool) -> Self {
        Self { carry_out: Some(carry_out), ..self }
    }

    pub(super) fn fits(&self, method: &str, path: &str) -> bool {
        self.times > 0
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && begins(path, &self.path)
    }

    /// Lets a request pass that it fits, if it was told to.
    pub(super) fn passes_over(&mut self) -> bool {
        let passes = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        passes
    }

    pub(super) fn before_reading(&self) -> bool {
        self.kind == FaultKind::DropBeforeReading
    }

    /// Whether the request is carried out, by what was asked for or else by its kind.
    pub(super) fn carries_out(&self) -> bool {
        let undone = matches!(
            self.kind,
            FaultKind::Refuse { .. }
                | FaultKind::Verbatim { .. }
                | FaultKind::Throttle { .. }
                | FaultKind::Unavailable { .. }
                | FaultKind::DropBeforeReading
                | FaultKind::Reset
                | FaultKind::NeverAnswer
                | FaultKind::Redirect { .. }
        );
        self.carry_out.unwrap_or(!undone)
    }
}

/// Whether a path starts like the pattern, in which `*` stands for a part without slashes.
fn begins(path: &str, pattern: &str) -> bool {
    let mut rest = Some(path);
    for (n, piece) in pattern.split('*').enumerate() {
        let here = rest.map(|rest| if n == 0 { rest } else { rest.trim_start_matches(|c| c != '/') });
        rest = here.and_then(|here| here.strip_prefix(piece));
    }
    rest.is_some()
}
