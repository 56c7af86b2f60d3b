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
    /// The query pair by which the cloud gives an entry of the list alone, where it does.
    pub(super) filter: Option<&'static str>,
    /// The permission it takes to read the list.
    pub(super) needs: &'static str,
}

impl Client {
    /// A list to choose from, all pages of it as far as they are read: open entries first, otherwise in the cloud's order.
    ///
    /// # Errors
    /// When the cloud could not be asked, or refused to say.
    pub async fn lookup(&self, lookup: &Lookup) -> Result<Listed, Failure> {
        self.read_sorted(lookup, None).await
    }

    /// The entry with this ID alone, if it is there and open: a list may have thousands of others, and the line may be
    /// slow. Else what the cloud gave for it: of a list [that it filters](Self::filters) that may be nothing, of another
    /// one it is the list.
    ///
    /// # Errors
    /// As for [`Client::lookup`].
    pub async fn entry(&self, lookup: &Lookup, id: &str) -> Result<Listed, Failure> {
        self.read_sorted(lookup, Some(id)).await
    }

    /// Whether the cloud can be asked for an entry of this list by its ID.
    pub fn filters(lookup: &Lookup) -> bool {
        filter(lookup).is_some()
    }

    async fn read_sorted(&self, lookup: &Lookup, only: Option<&str>) -> Result<Listed, Failure> {
        let mut listed = self.read_list(lookup, only).await?;
        sort::by_key(&mut listed.entries, |choice| choice.closed.is_some());
        Ok(listed)
    }
}

/// The query pair by which the cloud gives an entry of a list alone (`cloud::api`, "Flavors"; `cloud::api`, "Networks").
fn filter(lookup: &Lookup) -> Option<&'static str> {
    match lookup {
        Lookup::Flavors { .. } => Some("product_id"),
        Lookup::Vpcs | Lookup::SecurityGroups => Some("id"),
        _ => None,
    }
}

/// Reads each list by the method that its row names.
macro_rules! define_read_list {
    ($($(#[$about:meta])* $list:ident $({ $of:ident })?: $noun:expr, $owner:ident, $needs:expr, $method:ident;)*) => {
        impl Client {
            async fn read_list(&self, lookup: &Lookup, only: Option<&str>) -> Result<Listed, Failure> {
                let query = ListQuery { only, filter: filter(lookup), needs: lookup.permission() };
                match lookup {
                    $(Lookup::$list $({ $of })? => self.$method($($of,)? query).await,)*
                }
            }
        }
    };
}
with_lists!(define_read_list);
