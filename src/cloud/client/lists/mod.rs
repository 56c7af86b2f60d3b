//! Everything there is to choose from, by the table of [`Lookup`].

mod account;
mod dms;
mod network;

use super::Client;
use crate::catalog::{Listed, Lookup, with_lists};
use crate::failure::Failure;
use crate::sort;

impl Client {
    /// A list to choose from, all pages of it as far as they are read: open entries first, otherwise in the cloud's order.
    ///
    /// # Errors
    /// When the cloud could not be asked, or refused to say.
    pub async fn lookup(&self, lookup: &Lookup) -> Result<Listed, Failure> {
        let mut listed = self.read_list(lookup).await?;
        sort::by_key(&mut listed.entries, |choice| choice.closed.is_some());
        Ok(listed)
    }
}

/// Reads each list by the method that its row names, which is told the permission it takes.
macro_rules! define_read_list {
    ($($(#[$about:meta])* $list:ident $({ $of:ident })?: $noun:expr, $owner:ident, $needs:expr, $method:ident;)*) => {
        impl Client {
            async fn read_list(&self, lookup: &Lookup) -> Result<Listed, Failure> {
                match lookup {
                    $(Lookup::$list $({ $of })? => self.$method($($of,)? lookup.permission()).await,)*
                }
            }
        }
    };
}
with_lists!(define_read_list);
