//! Reads the instance that a draft is to begin as, for the wizard and for the commands.

use super::connection::Connection;
use super::deadline::Deadline;
use crate::catalog::Described;
use crate::failure::Failure;
use crate::language::say;
use crate::steps::account::RequestPlace;
use crate::steps::cloning;
use crate::store::journal::{Journal, JournalError};
use std::fmt::{self, Display, Formatter};

/// Why no draft can be made from an instance.
#[derive(Clone, Debug, PartialEq)]
pub enum NotCloned {
    /// The cloud knows no such instance at this place.
    Absent(String, RequestPlace),
    /// It is no instance that is bought here: its ID, and its engine, which is empty where the cloud does not say.
    OtherEngine(String, String),
    /// The cloud could not be asked, or refused to say.
    Failed(Failure),
    /// The journal could not be read, which may know more of its tags than the cloud does: why, as a sentence.
    Unread(String),
}

/// What the cloud tells of this instance, which is one that could be bought here, read before the deadline; and what its
/// purchase knows of its tags, if it was made from this host.
///
/// # Errors
/// Why no draft can be made from it; each reason says what to do.
pub async fn read(
    connection: &Connection,
    journal: &Journal,
    id: &str,
    place: &RequestPlace,
    deadline: Deadline,
) -> Result<Described, NotCloned> {
    let client = connection.client(&place.region, &place.project_id).await?;
    match deadline.read(client.described(id)).await? {
        None => Err(NotCloned::Absent(id.to_owned(), place.clone())),
        Some(other) if !cloning::is_ours(&other.engine) => Err(NotCloned::OtherEngine(other.id, other.engine)),
        Some(mut described) => {
            if let Some(entry) = journal.find_instance(id)? {
                cloning::add_tags(&mut described, &entry.purchase);
            }
            Ok(described)
        }
    }
}

impl From<Failure> for NotCloned {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<JournalError> for NotCloned {
    fn from(error: JournalError) -> Self {
        Self::Unread(error.to_string())
    }
}

impl Display for NotCloned {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Absent(id, RequestPlace { region, project_id, .. }) => say!(
                "There is no instance {id} in project {project_id} of {region}. Check all three.",
                id,
                project_id,
                region
            ),
            Self::OtherEngine(id, engine) if engine.is_empty() => say!(
                "The cloud does not say that {id} is a RocketMQ instance, and only those are bought here. Take the ID of \
                 one that its list shows.",
                id
            ),
            Self::OtherEngine(id, engine) => say!(
                "{id} is an instance of {engine}, and only RocketMQ is bought here. Take the ID of one of those.",
                id,
                engine
            ),
            Self::Failed(failure) => failure.line(),
            Self::Unread(why) => return f.write_str(why),
        })
    }
}
