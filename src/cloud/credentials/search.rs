//! The search for keys through the places of this host, and what is told of each of them.

use super::environment::{
    CREDENTIALS_FILE, ENTERPRISE_PROJECT, FAMILIES, PROJECT, REGION, Setting, setting, taken_off,
};
use super::keys::Credentials;
use super::raw::{RawCredentials, Without};
use super::{file, koocli, profile};
use crate::language::{say, tr};
use crate::text::{clean, list};
use std::path::{Path, PathBuf};

/// What looking through this host gave.
#[derive(Debug, Default)]
pub struct Search {
    /// The first complete set, unless a place before it is broken.
    pub found: Option<Credentials>,
    /// Every place, in the order of the chain.
    pub places: Vec<Place>,
    /// The region, from its variables or else from the file the keys came from.
    pub region: Option<Setting>,
    /// The project, by its id or its name, likewise.
    pub project: Option<Setting>,
    /// The enterprise project that is meant where an order names none.
    pub enterprise_project: Option<Setting>,
    /// The profile file that is named in the place of the usual one.
    pub profile_file: Option<Setting>,
    /// What stood round the keys that were found and was taken off, as a sentence.
    pub tidied: Option<String>,
}

/// A place keys may be in, and what was found there; never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The variables or the file, as a person would name them.
    pub place: String,
    /// A fragment: `used`, `no such file`, or what is wrong and what to do.
    pub outcome: String,
    pub standing: Standing,
}

/// What a place means for the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its keys are used.
    Used,
    /// There is nothing in it, so nobody can have meant it.
    NotThere,
    /// It is there, but for something else, which a person should know.
    PassedOver,
    /// Somebody meant it, but it cannot be used. The first such place ends the search.
    Broken,
    /// It has keys, but a place above comes first.
    Behind,
}

impl Search {
    /// Looks into the places one after the other; a `thorough` search also reads the files behind the keys that are used.
    pub(super) fn through(env: &dyn Fn(&str) -> Option<String>, home: Option<&Path>, thorough: bool) -> Self {
        let mut search = Self {
            region: setting(env, &REGION),
            project: setting(env, &PROJECT),
            enterprise_project: setting(env, &ENTERPRISE_PROJECT),
            profile_file: setting(env, &CREDENTIALS_FILE),
            ..Self::default()
        };
        for family in &FAMILIES {
            search.note(family.place(), family.read(env));
        }
        let named = search.profile_file.as_ref().map(|named| PathBuf::from(&named.value));
        let is_named = named.is_some();
        let profile = named.or_else(|| Some(home?.join(".huaweicloud").join("credentials")));
        let read = |path: &Path| file::text(path, is_named).and_then(|text| profile::parse(&text));
        let place = match &profile {
            Some(path) => say!("SDK profile {path}", path = shown(path, home)),
            None => tr("SDK profile").to_owned(),
        };
        search.note_file(place, profile, thorough, &read);
        let config = home.map(|home| home.join(".hcloud").join("config.json"));
        let read = |path: &Path| file::text(path, false).and_then(|text| koocli::parse(&text));
        let place = config.as_ref().map_or("KooCLI".to_owned(), |path| format!("KooCLI {}", shown(path, home)));
        search.note_file(place, config, thorough, &read);
        search
    }

    /// The place the search ended at without keys, because it is there but cannot be used.
    pub fn broken(&self) -> Option<&Place> {
        self.places.iter().find(|place| place.standing == Standing::Broken).filter(|_| self.found.is_none())
    }

    /// The same in words: which place, what is wrong with it, and what to do.
    pub fn broken_told(&self) -> Option<String> {
        let Place { place, outcome, .. } = self.broken()?;
        Some(say!(
            "The keys in {place} cannot be used: {outcome}. Correct them or take them away; no other keys are looked for, \
             as they may be another account's.",
            place,
            outcome
        ))
    }

    /// What a person should know about the keys that were found: places that were passed over, and what was taken off.
    pub fn notes(&self) -> Vec<String> {
        let before = self.places.iter().take_while(|place| place.standing != Standing::Used);
        let passed = before.filter(|place| place.standing == Standing::PassedOver);
        let passed = passed.map(|Place { place, outcome, .. }| say!("Passed over {place}: {outcome}.", place, outcome));
        passed.chain(self.tidied.clone()).collect()
    }

    /// The same about the settings beside the keys.
    pub fn notes_of_settings(&self) -> Vec<String> {
        let settings = [&self.region, &self.project, &self.enterprise_project, &self.profile_file];
        settings.into_iter().flatten().filter_map(|setting| setting.tidied.clone()).collect()
    }

    /// Notes what a place holds; the first whole set is taken, unless a place before it is broken.
    fn note(&mut self, place: String, held: Result<RawCredentials, Without>) {
        let (standing, outcome) = match held {
            Ok(_) if self.found.is_some() => {
                (Standing::Behind, tr("keys found, but a place above comes first").to_owned())
            }
            Ok(_) if self.broken().is_some() => (
                Standing::Behind,
                tr("keys found, but not used, as a place above has to be corrected first").to_owned(),
            ),
            Ok(held) => (Standing::Used, self.take(held)),
            Err(Without::Nothing(why)) => (Standing::NotThere, why),
            Err(Without::Passed(why)) => (Standing::PassedOver, why),
            Err(Without::Broken(why)) => (Standing::Broken, why),
        };
        self.places.push(Place { place, outcome, standing });
    }

    fn note_file(
        &mut self,
        place: String,
        path: Option<PathBuf>,
        thorough: bool,
        read: &dyn Fn(&Path) -> Result<RawCredentials, Without>,
    ) {
        let nothing = |why: &str| Err(Without::Nothing(why.to_owned()));
        let held = match path {
            _ if self.found.is_some() && !thorough => nothing(tr("not read, because a place above has keys")),
            Some(path) => read(&path),
            None => nothing(tr("not looked for, because the home directory is not known")),
        };
        self.note(place, held);
    }

    /// Uses these keys, and the settings that stand beside them. Gives the outcome for the list of places.
    fn take(&mut self, held: RawCredentials) -> String {
        self.region = self.region.take().or_else(|| Setting::new(&held.region, &held.source, None));
        self.project = self.project.take().or_else(|| Setting::new(&held.project_id, &held.source, None));
        let tidied = list(&held.tidied);
        self.tidied = (!tidied.is_empty()).then(|| taken_off(&tidied));
        let outcome = match (held.security_token.is_empty(), tidied.is_empty()) {
            (true, true) => tr("used").to_owned(),
            (false, true) => tr("used, temporary keys").to_owned(),
            (true, false) => say!("used, without {tidied}", tidied),
            (false, false) => say!("used, temporary keys, without {tidied}", tidied),
        };
        self.found = Some(Credentials::new(held, None));
        outcome
    }
}

/// The path as a person would write it, with `~` for the home directory.
fn shown(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) => clean(&Path::new("~").join(rest).to_string_lossy()),
        None => clean(&path.to_string_lossy()),
    }
}
