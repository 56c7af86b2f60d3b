//! Everything there is to choose from, by the table of [`Lookup`].

mod account;
mod dms;
mod network;

use super::Client;
use crate::catalog::{Listed, Lookup, with_lists};
use crate::failure::Failure;
use crate::sort;

/// What is asked of a list.
#[derive(Clone, Copy)]
pub(super) struct ListQuery<'a> {
    /// The ID of the only entry that is wanted; without it, all of them are.
    pub(super) only: Option<&'a str>,
    /// The permission it takes to read the list.
    pub(super) needs: &'static str,
}

impl Client {
    /// A list to choose from, all pages of it as far as they are read: open entries first, otherwise in the cloud's order.
    ///
    /// # Errors
    /// When the cloud could not be asked, or refused to say.
    pub async fn lookup(&self, lookup: &Lookup) -> Result<Listed, Failure> {
        let mut listed = self.read_list(lookup, None).await?;
        sort::by_key(&mut listed.entries, |choice| choice.closed.is_some());
        Ok(listed)
    }

    /// The entry with this ID, if the list has it: a list may have thousands of others, and the line may be slow. Others
    /// come with it where the cloud cannot be asked for one alone.
    ///
    /// # Errors
    /// As for [`Client::lookup`].
    pub async fn entry(&self, lookup: &Lookup, id: &str) -> Result<Listed, Failure> {
        self.read_list(lookup, Some(id)).await
    }
}

/// Reads each list by the method that its row names.
macro_rules! define_read_list {
    ($($(#[$about:meta])* $list:ident $({ $of:ident })?: $noun:expr, $owner:ident, $needs:expr, $method:ident;)*) => {
        impl Client {
            async fn read_list(&self, lookup: &Lookup, only: Option<&str>) -> Result<Listed, Failure> {
                let query = ListQuery { only, needs: lookup.permission() };
                match lookup {
                    $(Lookup::$list $({ $of })? => self.$method($($of,)? query).await,)*
                }
            }
        }
    };
}
with_lists!(define_read_list);
