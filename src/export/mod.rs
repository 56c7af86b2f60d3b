//! What would be bought, in words other tools understand. Pure: the wizard and the commands print the same text.

pub mod curl;
pub mod terraform;

/// A form in which an order can be given to other tools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Json,
    Curl,
    Terraform,
}

impl Format {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 3] = [Self::Json, Self::Curl, Self::Terraform];

    /// The name on the screen and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Curl => "curl",
            Self::Terraform => "terraform",
        }
    }

    /// What is printed, as a fragment.
    pub fn about(self) -> &'static str {
        match self {
            Self::Json => "The body of the request",
            Self::Curl => "A bash script that signs and sends it with openssl and curl",
            Self::Terraform => "A resource of the official Terraform provider",
        }
    }
}
