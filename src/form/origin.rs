//! The instance that an order began as: what is known of it, and what nobody has told.

use super::draft::SourceInstance;
use super::field::{Body, Field};
use super::state::Form;
use super::value::Value;

impl Form {
    /// The instance that the answers began as, where there is one.
    pub fn cloned_from(&self) -> Option<&SourceInstance> {
        self.known().source.as_ref()
    }

    /// Its answer to a question; `None` where that is not known.
    pub fn source_answer(&self, field: &Field) -> Option<Value> {
        Value::from_json(&field.kind, self.cloned_from()?.answers.get(field.key)?)
    }

    /// Whether a question is about the instance, rather than about where it is bought and with whose keys.
    pub fn is_of_instance(field: &Field) -> bool {
        !matches!(field.body, Body::Omit | Body::Address(_))
    }

    /// The questions about the instance that are asked, and that neither its source nor the user has answered.
    pub fn untold(&self) -> Vec<&'static Field> {
        let open = |field: &&Field| Self::is_of_instance(field) && !self.is_chosen(field);
        self.shown().map(|(_, field)| field).filter(open).filter(|field| self.source_answer(field).is_none()).collect()
    }
}
