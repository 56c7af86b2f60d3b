//! The checks on the summary, and the lists: when they are asked for, asked for anew, and no longer needed.

use super::editor::Mode;
use super::message::Effect;
use super::notice::About;
use super::overlay::Overlay;
use super::state::{App, Screen};
use super::step::StepScreen;
use crate::catalog::{Account, Listed, Lookup};
use crate::failure::{Cause, Failure};
use crate::form::field::{Address, Body, Field};
use crate::form::lists::Asked;
use crate::form::rules;
use crate::language::tr;
use crate::steps::account::RequestPlace;
use crate::steps::checks::{self, Check, CheckTarget, Findings, Verdict};
use crate::steps::engine::NAME;
use crate::steps::filed;
use crate::steps::flavor::FLAVOR;
use crate::steps::networking::SECURITY_GROUP;
use crate::steps::zones::ZONES;
use crate::text::clean;
use jiff::Timestamp;

/// What was asked and found out for the checks.
#[derive(Clone, Debug, Default)]
pub struct Inquiry {
    /// Region and project the lists were read in.
    place: RequestPlace,
    /// Whether it has to be asked.
    pub(super) due: bool,
    /// Whether it was asked and has not been answered.
    pub under_way: bool,
    /// When the answer came.
    pub(super) found_at: Option<Timestamp>,
    /// The confirmed plan that is bought once the answer is there, and when it was confirmed. Any key takes it back.
    pub(super) then_buy: Option<(String, Timestamp)>,
    /// The plan that was confirmed, while the rules of the organization are read anew.
    pub(super) confirmed: Option<String>,
    found: Option<(CheckTarget, Findings)>,
    /// Whether the purchases that tell which networks were used last were asked for.
    pub(super) asked_used: bool,
    /// Whose the keys are, once that is answered; it is asked together with the checks.
    pub account: Option<Result<Account, Failure>>,
}

impl App {
    /// The checks as far as the cloud has answered, behind what an order of the same name keeps from.
    pub fn checks(&self) -> Vec<Check> {
        let mut checks = checks::checks(&self.form, self.findings(), self.now);
        let of_name = |check: &&mut Check| check.about == NAME.key && check.verdict == Verdict::Blocks;
        if let (Some(check), Some(what)) = (checks.iter_mut().find(of_name), self.taken_by_own()) {
            check.what = what;
        }
        self.check_of_order().into_iter().chain(checks).collect()
    }

    /// What the checks found, where that is of the order as it is now.
    pub fn findings(&self) -> Option<&Findings> {
        let (target, found) = self.inquiry.found.as_ref()?;
        (CheckTarget::of(&self.form).as_ref() == Some(target)).then_some(found)
    }

    /// IDs of the instances that bear the name now, where somebody looked.
    pub(super) fn names_before(&self) -> Option<Vec<String>> {
        let named = self.findings()?.named.as_ref().ok()?;
        Some(named.iter().map(|instance| instance.id.clone()).collect())
    }

    /// The ID of the account the keys belong to, where the cloud says so.
    pub(super) fn account_id(&self) -> Option<String> {
        let account = self.inquiry.account.as_ref()?.as_ref().ok()?;
        Some(account.id.clone()).filter(|id| !id.is_empty())
    }

    /// Runs the checks again, the lists they read included; what was found before counts no more.
    pub(super) fn check_anew(&mut self) {
        self.inquiry.due = true;
        (self.inquiry.found, self.inquiry.account) = (None, None);
        for lookup in checks::lookups(&self.form) {
            self.ask_again(lookup);
        }
    }

    /// Whose the keys are, in words; why that is not known, where it is not.
    pub fn account_told(&self) -> String {
        match &self.inquiry.account {
            None => tr("being asked").to_owned(),
            Some(Ok(account)) => clean(account.shown()),
            Some(Err(Failure { cause: Cause::Credentials | Cause::Refused | Cause::Forbidden, .. })) => {
                tr("may not be read").to_owned()
            }
            Some(Err(_)) => tr("could not be read").to_owned(),
        }
    }

    pub(super) fn on_checked(&mut self, target: CheckTarget, found: Findings, effects: &mut Vec<Effect>) {
        self.inquiry.found = Some((target, found));
        self.inquiry.found_at = Some(self.now);
        self.inquiry.under_way = false;
        self.end_notice(About::Checks);
        // Of an order that is another one by now, what was found is not kept, and nothing else would speak of it.
        let (found, now) = (self.findings().is_some(), self.form.plan());
        if let Some((plan, confirmed)) = self.inquiry.then_buy.take_if(|(plan, _)| found || now.as_ref() != Some(plan))
        {
            self.buy_at_last(&plan, confirmed, effects);
        }
    }

    /// Where requests go at present.
    pub(super) fn place(&self) -> RequestPlace {
        RequestPlace::of(&self.form)
    }

    /// Asks for the lists that are missing, gives up those that nobody looks at any more, and starts checks that are due.
    pub(super) fn settle_lists(&mut self, effects: &mut Vec<Effect>) {
        let place = self.place();
        if self.inquiry.place != place {
            // What was read elsewhere says nothing here.
            self.form.drop_lists(Lookup::is_of_account);
            self.inquiry.place = place.clone();
        }
        let wanted = self.wanted();
        let waiting = self.form.waiting();
        for lookup in waiting.into_iter().filter(|lookup| !wanted.contains(lookup)) {
            self.ask_again(lookup.clone());
            effects.push(Effect::Cancel(lookup));
        }
        for lookup in wanted {
            if self.form.listing(&lookup).is_none_or(|list| list.asked == Asked::NotYet) {
                self.ask_used(&lookup, effects);
                self.form.listing_mut(lookup.clone()).asked = Asked::Waiting;
                effects.push(Effect::Fetch(place.clone(), lookup));
            }
        }
        let due = self.inquiry.due && self.is_summary();
        if let Some(target) = CheckTarget::of(&self.form).filter(|_| due) {
            self.inquiry.due = false;
            self.inquiry.under_way = true;
            effects.push(Effect::Check(target));
        }
    }

    pub(super) fn on_fetched(&mut self, lookup: Lookup, result: Result<Listed, Failure>) {
        // A list that fails because of region or project is no fault of the question it belongs to.
        if let Err(failure) = &result
            && let Some(field) = failure.field.and_then(|key| self.form.field(key))
            && matches!(field.body, Body::Address(_))
        {
            self.form.refuse(field.key, failure.line());
            self.touched.insert(field.key);
        }
        let result = filed(&lookup, result).map(|listed| listed.map(|choices| self.used_first(&lookup, choices)));
        let at_cursor = self.step().and_then(|step| step.at_cursor(&self.form)).map(|choice| choice.id.clone());
        self.form.file(lookup, result, self.now.as_millisecond());
        if let Screen::Step(StepScreen { focus, editor, .. }) = &mut self.screen {
            editor.arrange(&self.form, focus);
            // The new list may have other entries in other places.
            editor.cursor = at_cursor.and_then(|id| editor.position(&self.form, focus, &id)).unwrap_or(editor.cursor);
        }
        self.end_awaiting();
    }

    /// A read is being repeated by itself; so many tries have failed.
    pub(super) fn on_retrying(&mut self, lookup: Lookup, tries: u32) {
        let listing = self.form.listing_mut(lookup);
        if listing.asked == Asked::Waiting {
            listing.tries = tries;
        }
    }

    /// Ctrl-R: lists are read again, and answers the cloud refused may be tried again as they are.
    pub(super) fn reload(&mut self) {
        let Some(StepScreen { index, .. }) = self.step() else {
            let all: Vec<&'static Field> = self.form.steps().iter().flat_map(|step| step.fields).copied().collect();
            self.form.clear_refusals(&all);
            self.check_anew();
            return self.say_of(About::Checks, tr("Checking again."));
        };
        let fields = self.form.steps()[*index].fields;
        self.form.clear_refusals(fields);
        let lookups = self.form.lookups(fields);
        if lookups.is_empty() {
            self.say(tr("This screen has no lists to reload."));
        }
        for lookup in lookups.into_iter().chain(self.groups()) {
            self.ask_again(lookup);
        }
    }

    /// What was read stays on the screen until newer entries come; only the question is asked anew.
    pub(super) fn ask_again(&mut self, lookup: Lookup) {
        let listing = self.form.listing_mut(lookup);
        (listing.asked, listing.tries) = (Asked::NotYet, 0);
    }

    /// The lists somebody looks at: those of the screen that is shown, early those that decide the most, and for the
    /// summary all that name an answer or are checked; and the instances while they are listed.
    fn wanted(&self) -> Vec<Lookup> {
        let listed = matches!(self.overlay, Some(Overlay::Instances(_))).then_some(Lookup::Instances);
        let mut wanted = self.wanted_by_questions();
        wanted.extend(listed);
        wanted.retain(|lookup| self.can_ask(lookup));
        wanted
    }

    fn wanted_by_questions(&self) -> Vec<Lookup> {
        let steps = self.form.steps();
        let early = steps.iter().flat_map(|step| step.fields).filter(|field| is_early(field));
        let here: Vec<&&'static Field> = match &self.screen {
            // What only helps to type is asked for where it is typed.
            Screen::Step(step) => {
                steps[step.index].fields.iter().filter(|field| field.is_list() || **field == step.focus).collect()
            }
            Screen::Summary(_) => {
                let asked = steps.iter().skip(self.form.account().0 + 1).flat_map(|step| step.fields);
                asked.filter(|field| field.is_list()).collect()
            }
            Screen::Purchases(_) | Screen::Purchase(_) => return Vec::new(),
        };
        let mut wanted: Vec<Lookup> = self.form.lookups(here.into_iter().chain(early));
        wanted.extend(self.ports());
        wanted
    }

    /// Rules of the group that was chosen and of the one under the cursor, for a word on the ports of clients. One at a
    /// time, so that running down the list does not ask for each.
    fn ports(&self) -> Option<Lookup> {
        let groups = self.groups();
        let busy = self.form.waiting().into_iter().find(|lookup| matches!(lookup, Lookup::OpenPorts { .. }));
        let unread = |lookup: &Lookup| self.form.listing(lookup).is_none_or(|list| list.asked == Asked::NotYet);
        if groups.is_empty() { None } else { busy.or_else(|| groups.into_iter().find(unread)) }
    }

    fn groups(&self) -> Vec<Lookup> {
        let shown = match &self.screen {
            Screen::Step(step) => self.form.steps()[step.index].fields.contains(&&SECURITY_GROUP),
            screen => matches!(screen, Screen::Summary(_)),
        };
        let focused = self.step().filter(|step| *step.focus == SECURITY_GROUP);
        let at_cursor = focused.and_then(|step| step.at_cursor(&self.form)).map(|group| group.id.clone());
        let groups = [Some(self.form.text(&SECURITY_GROUP)), at_cursor].into_iter().flatten();
        let known = groups.filter(|group| shown && rules::uuid(group).is_ok());
        known.map(|group| Lookup::OpenPorts { group }).collect()
    }

    /// Whether keys, region and project are there.
    pub(super) fn is_account_complete(&self) -> bool {
        self.can_ask(&Lookup::Zones)
    }

    /// The account must be complete before anything is asked; the lists that help to complete it need less. While a key
    /// is being typed nothing is asked: half a key would be refused, and too many refusals lock an account.
    pub(super) fn can_ask(&self, lookup: &Lookup) -> bool {
        if self.step().is_some_and(|step| step.editor.mode == Mode::Secret) {
            return false;
        }
        let helped = |field: &Field| match lookup {
            Lookup::Regions => matches!(field.body, Body::Address(_)),
            Lookup::Projects { .. } => matches!(field.body, Body::Address(Address::Project)),
            _ => false,
        };
        let (_, account) = self.form.account();
        account.fields.iter().filter(|field| !helped(field)).all(|field| !self.form.has_problem(field))
    }
}

/// Flavors and zones are slow and decide much: they are asked for while the first screen is shown.
fn is_early(field: &Field) -> bool {
    [&FLAVOR, &ZONES].contains(&field)
}
