//! Which drafts were bought: a draft says whose name it buys, and the journal which names were bought.

use super::reading::Journal;
use super::receipt::{EXTENSION, of_name};
use crate::form::draft::{DraftLine, Ordered};
use crate::purchase::record::Intent;
use crate::sort;
use crate::store::files;

impl Journal {
    /// Tells each draft of the last purchase of the instance it names, in its region and project as far as it gives them.
    /// Only purchases that may have bought anything count, and only those that `counts`. Nothing depends on this, so
    /// what cannot be read is left out.
    pub fn see_ordered(&self, drafts: &mut [DraftLine], counts: impl Fn(&Intent) -> bool) {
        // The receipts lie in it too.
        if !self.dir.is_dir() {
            return;
        }
        let listed = |dir| files::listed(dir, EXTENSION).unwrap_or_default();
        let mut found: Vec<_> = listed(&self.dir).into_iter().chain(listed(&self.receipts())).collect();
        // A name begins with the time.
        sort::by(&mut found, |one, other| other.file_name().cmp(&one.file_name()));
        for draft in drafts.iter_mut().filter(|draft| !draft.instance().is_empty()) {
            let named = of_name(&found, draft.instance());
            draft.ordered = named.filter_map(|file| self.read(file).ok()).find_map(|(entry, _)| {
                let purchase = entry.purchase;
                let fits = purchase.may_have_bought() && is_of(purchase.intent(), draft) && counts(purchase.intent());
                let instance_id = purchase.instance_id().map(str::to_owned);
                fits.then(|| Ordered { at: purchase.intent().at, state: purchase.word().to_owned(), instance_id })
            });
        }
    }
}

fn is_of(intent: &Intent, line: &DraftLine) -> bool {
    let same = |said: &Option<String>, bought: &String| said.as_ref().is_none_or(|said| said == bought);
    intent.name == line.instance()
        && same(&line.draft.region, &intent.region)
        && same(&line.draft.project_id, &intent.project_id)
}
