//! What each command does without a screen. The wizard itself is `runtime`.

pub mod sandbox;
