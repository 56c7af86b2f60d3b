//! The draft that a command is about, in the same form that the wizard fills in.

use super::causes::Causes;
use super::draft_source::{load, piped};
use super::error::CommandError;
use super::output::{self, note};
use super::waiting::waiting;
use crate::args::{AccountArgs, DraftArgs};
use crate::catalog::{Described, Lookup};
use crate::cloud::credentials::{Credentials, Search};
use crate::cloud::endpoints::{Endpoints, Service};
use crate::failure::Failure;
use crate::form::draft::Draft;
use crate::form::state::Form;
use crate::form::understanding::Obstacle;
use crate::form::value::Value;
use crate::language::{Text, say, tr};
use crate::purchase::record::Intent;
use crate::secret::KnownSecrets;
use crate::service::account;
use crate::service::connection::Connection;
use crate::service::deadline::Deadline;
use crate::service::lists::{self, Wanted};
use crate::steps::account::{ACCESS_KEY, PROJECT, REGION};
use crate::steps::{STEPS, cloning, intent};
use crate::store::{self, Dirs};
use crate::text::{clauses, clean, grouped};
use jiff::Timestamp;
use std::cell::Cell;
use std::collections::BTreeSet;

/// A draft, and the account it is for.
pub(super) struct DraftContext {
    pub(super) form: Form,
    pub(super) account: AccountArgs,
    pub(super) endpoints: Endpoints,
    pub(super) search: Search,
    pub(super) dirs: Dirs,
    /// Whether what is worth a word about its region and the keys was said.
    pub(super) told: Cell<bool>,
    draft: Draft,
    /// The lists of which was said that they were read in part only.
    told_cut: BTreeSet<Lookup>,
    /// Why the cloud could not be asked, as far as that was said on standard error.
    pub(super) causes: Causes,
}

impl DraftContext {
    /// Reads the draft that was named, if one was. What is worth a word about it is said on standard error.
    ///
    /// # Errors
    /// When there is no such draft, when a flag cannot be used, or when something is wrong with the file.
    pub(super) fn read(args: &DraftArgs) -> Result<Self, CommandError> {
        let mut context = Self::unfilled(&args.account)?;
        context.draft = match args.draft.as_deref() {
            Some(_) if args.reads_standard_input() => piped()?,
            Some(name) => load(name, &context.dirs)?,
            None => Draft::default(),
        };
        context.take_over();
        context.tell_overruled();
        Ok(context)
    }

    /// Says where a flag counts rather than what the draft says: the draft may have been written for another place.
    fn tell_overruled(&self) {
        let Self { draft, account, .. } = self;
        let places =
            [("--region", &draft.region, &account.region), ("--project-id", &draft.project_id, &account.project_id)];
        for (flag, draft, given) in places {
            if let (Some(draft), Some(given)) = (draft, given)
                && draft.trim() != given.trim()
            {
                note(say!(
                    "{flag} {given} counts, not {draft} of the draft.",
                    flag,
                    given = clean(given),
                    draft = clean(draft)
                ));
            }
        }
    }

    /// Puts the answers of an instance under those of the draft, and says which it does not have.
    pub(super) fn begin_as(&mut self, source: &Described) {
        self.draft = cloning::draft(source, std::mem::take(&mut self.draft));
        self.take_over();
        note(cloning::told(&self.form, source, |field| field.key));
    }

    /// Puts the draft into the form. What is worth a word about it is said on standard error.
    fn take_over(&mut self) {
        self.draft.drop_secrets(&secrets_of(&self.search));
        let notes = std::mem::take(&mut self.draft.notes);
        let more = fill(&mut self.form, &self.draft, &self.account);
        notes.iter().chain(&more).for_each(note);
    }

    /// The account alone, without a draft.
    ///
    /// # Errors
    /// When a flag cannot be used.
    pub(super) fn without_draft(account: &AccountArgs) -> Result<Self, CommandError> {
        let mut context = Self::unfilled(account)?;
        fill(&mut context.form, &context.draft, account);
        Ok(context)
    }

    fn unfilled(account: &AccountArgs) -> Result<Self, CommandError> {
        let dirs = store::dirs(account.config_dir.as_deref())?;
        let endpoints = Endpoints::parse(&account.endpoint).map_err(CommandError::usage)?;
        let search = account::of_host();
        let mut form = Form::new(STEPS);
        account::govern(&mut form, account, &endpoints).map_err(CommandError::usage)?;
        account::give(&mut form, &search);
        search.notes_of_settings().iter().for_each(note);
        // Keys are no answer of a draft. Whether there are any is found out where they are needed.
        form.give(&ACCESS_KEY, Value::Empty, tr("not asked for"));
        Ok(Self {
            form,
            account: account.clone(),
            endpoints,
            search,
            dirs,
            told: Cell::new(false),
            draft: Draft::default(),
            told_cut: BTreeSet::new(),
            causes: Causes::default(),
        })
    }

    /// Checks that flags or environment give a region and a project.
    ///
    /// # Errors
    /// When one of them is missing or wrong. The error says which flags give it.
    pub(super) fn need_account(&self) -> Result<(), CommandError> {
        let of_account = |obstacle: &Obstacle| [REGION.key, PROJECT.key].contains(&obstacle.name.as_str());
        let wrong = output::obstacles(&self.form).into_iter().filter(of_account);
        let wrong: Vec<String> = wrong.map(|Obstacle { name, rule, .. }| say!("{name}: {rule}", name, rule)).collect();
        if wrong.is_empty() {
            return Ok(());
        }
        Err(CommandError::usage(say!("{wrong}. Give --region and --project-id.", wrong = clauses(&wrong))))
    }

    /// Reads lists into the form, all before the deadline. Says which of them cannot be read.
    ///
    /// # Errors
    /// When the cloud cannot be reached.
    pub(super) async fn read_lists(
        &mut self,
        connection: &Connection,
        wanted: &[Wanted],
        deadline: Deadline,
    ) -> Result<(), CommandError> {
        let Self { form, draft, account, .. } = self;
        let refill = |form: &mut Form| drop(fill(form, draft, account));
        let reading = lists::read(form, connection, wanted, deadline, refill);
        let (unread, read) = waiting(Text("the lists of the cloud"), deadline.limit(), reading).await;
        self.tell_cut_lists();
        // Of a cloud that is out of reach, the error says it all.
        if read.is_ok() {
            self.causes.say_unread(unread, false);
        }
        Ok(read?)
    }

    /// Says of each list that was read in part only, once, how much of it is known.
    pub(super) fn tell_cut_lists(&mut self) {
        for (lookup, read) in lists::cut(&self.form) {
            let noun = lookup.noun();
            if self.told_cut.insert(lookup) {
                let read = grouped(read as u64);
                note(say!("there are more {noun} than are read of any list; the first {read} are known.", noun, read));
            }
        }
    }

    /// The address the purchase is sent to: scheme, host and port.
    pub(super) fn endpoint(&self) -> String {
        self.endpoints.base(Service::Dms, &self.form.text(&REGION))
    }

    /// Puts the form under the rules as they stand now.
    ///
    /// # Errors
    /// When the flag that names them cannot be used.
    pub(super) fn govern(&mut self) -> Result<(), CommandError> {
        account::govern(&mut self.form, &self.account, &self.endpoints).map_err(CommandError::usage)
    }

    /// Whether nothing stands in the way but that a list was not read.
    pub(super) fn awaits_a_list(&self) -> bool {
        let obstacles = self.form.obstacles();
        !obstacles.is_empty() && obstacles.iter().all(|obstacle| obstacle.awaits_list(&self.form))
    }

    /// What would be bought.
    ///
    /// # Errors
    /// When something is wrong with the draft. The error lists all of it.
    pub(super) fn intent(&self) -> Result<Intent, CommandError> {
        intent::intent(&self.form, self.endpoint(), Timestamp::now()).ok_or_else(|| self.invalid())
    }

    /// The error that nobody could look up whether the name is free. As JSON it says the whole reason, as it may be read
    /// without what was said before.
    pub(super) fn name_not_looked_up(&mut self, name: &str, failure: &Failure, json: bool) -> CommandError {
        let why = if json { failure.line() } else { self.causes.why(failure) };
        CommandError::name_not_looked_up(name, failure, &why)
    }

    /// The error that lists all problems of the form.
    pub(super) fn invalid(&self) -> CommandError {
        CommandError::obstacles(&self.form, &output::obstacles(&self.form))
    }
}

/// The secrets that were found on this host, which no draft may hold.
pub(super) fn secrets_of(search: &Search) -> KnownSecrets {
    let mut secrets = KnownSecrets::default();
    search.found.iter().flat_map(Credentials::secrets).for_each(|secret| secrets.add(secret));
    secrets
}

/// Puts the draft's answers into the form, and over them what the flags say. Returns a sentence for each answer that was
/// written in another way than usual.
fn fill(form: &mut Form, draft: &Draft, account: &AccountArgs) -> Vec<String> {
    let notes = form.load(draft.clone());
    for (field, value) in account::flags(account) {
        form.answer(field, value);
    }
    notes
}
