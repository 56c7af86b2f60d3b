//! The real binary against the sandbox: without a screen, what it prints where, its exit codes and what it leaves; and
//! killed at any moment. One program, so that most of it goes on while a few tests wait out what a user would.
//!
//! Everything runs in a home of its own with nothing but the sandbox's keys in its environment; when the home is dropped,
//! it is searched for the secret one.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking, too")]

mod asking;
mod checking;
mod cloning;
mod creating;
mod deciding;
mod doctoring;
mod drafting;
mod exporting;
mod home;
mod hosts;
mod kills;
mod languages;
mod losing;
mod manual;
mod old_hosts;
mod pages;
mod policies;
mod proving;
mod purchases;
mod refusing;
#[path = "../support/mod.rs"]
mod support;
mod tagging;
mod understanding;
mod unread;
mod watching;
mod whose;
