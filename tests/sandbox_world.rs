//! The pretend cloud, asked by a plain client that signs for itself.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy's own exception for tests leaves out")]

#[path = "sandbox_world/caller.rs"]
mod caller;
#[path = "sandbox_world/existing.rs"]
mod existing;
#[path = "sandbox_world/faults.rs"]
mod faults;
#[path = "sandbox_world/known.rs"]
mod known;
#[path = "sandbox_world/lists.rs"]
mod lists;
#[path = "sandbox_world/purchase.rs"]
mod purchase;
#[path = "sandbox_world/refusals.rs"]
mod refusals;
#[path = "sandbox_world/signatures.rs"]
mod signatures;
#[path = "sandbox_world/types.rs"]
mod types;
