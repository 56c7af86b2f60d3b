//! What would be bought, in words other tools understand. Pure: the wizard and the commands print the same text.

pub mod curl;
pub mod terraform;

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
