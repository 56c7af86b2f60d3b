//! What would be bought, in words other tools understand. Pure: the wizard and the commands print the same text.

pub mod curl;
pub mod terraform;

use crate::language::say;
use crate::purchase::record::Intent;
use clap::ValueEnum;

/// What an order can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The body of the request
    Json,
    /// A bash script that signs and sends it with openssl and curl
    Curl,
    /// A resource of the official Terraform provider
    Terraform,
}

impl Format {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 3] = [Self::Json, Self::Curl, Self::Terraform];

    /// Its name on the screen and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Curl => "curl",
            Self::Terraform => "terraform",
        }
    }

    /// That the tags of an order are not in it, as a sentence; `None` where they are, or where there are none.
    pub fn leaves_out(self, intent: &Intent) -> Option<String> {
        let told = || {
            say!(
                "The tags ({tags}) are not in this: the order carries none, and a call of its own sets them once the \
                 instance is RUNNING.",
                tags = intent.tags_line()
            )
        };
        (self != Self::Terraform && !intent.tags.is_empty()).then(told)
    }

    /// The one that is shown next; the first follows the last.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Json => Self::Curl,
            Self::Curl => Self::Terraform,
            Self::Terraform => Self::Json,
        }
    }
}
