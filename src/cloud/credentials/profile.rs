//! The SDK's profile file: INI, of which the section `[basic]` is read.

use super::raw::{RawCredentials, Without};
use crate::language::{say, tr};
use crate::text::{clean, list};

/// Names that the SDK knows in `[basic]` beside the keys, and those by which it signs in without keys.
const OTHERS: [&str; 4] = ["domain_id", "iam_endpoint", "sts_endpoint", "project_id"];
const IDENTITY: [&str; 2] = ["idp_id", "id_token_file"];

/// The keys of `[basic]`, or why there are none.
pub(super) fn parse(text: &str) -> Result<RawCredentials, Without> {
    let mut profile = Profile::default();
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        profile.read(number, line)?;
    }
    profile.keys()
}

/// What was read so far.
#[derive(Default)]
struct Profile {
    held: RawCredentials,
    section: Section,
    has_basic: bool,
    /// Sections that are none of `[basic]`, by name.
    others: Vec<String>,
    /// The names that stood in `[basic]`, each with its line.
    names: Vec<(String, usize)>,
}

/// The section that is being read.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Section {
    #[default]
    None,
    Basic,
    Other,
}

impl Profile {
    fn read(&mut self, number: usize, line: &str) -> Result<(), Without> {
        if line.is_empty() || line.starts_with(['#', ';']) {
            return Ok(());
        }
        if let Some(rest) = line.strip_prefix('[') {
            return self.head(number, rest);
        }
        match self.section {
            Section::Other => Ok(()),
            Section::Basic => self.entry(number, line),
            Section::None => {
                Err(Without::broken(say!("line {number} stands before any section; write [basic] above", number)))
            }
        }
    }

    fn head(&mut self, number: usize, rest: &str) -> Result<(), Without> {
        let (name, behind) = rest.split_once(']').ok_or_else(|| malformed(number, "[section]"))?;
        match behind.trim_start() {
            "" => {}
            remark if remark.starts_with(['#', ';']) => {
                self.held.tidied.push(say!("the remark behind [{section}] in the profile file", section = clean(name)));
            }
            _ => return Err(malformed(number, "[section]")),
        }
        if name == "basic" && self.has_basic {
            return Err(Without::broken(say!("[basic] stands twice, in line {number} again; keep one", number)));
        }
        if name == "basic" {
            (self.section, self.has_basic) = (Section::Basic, true);
        } else {
            self.section = Section::Other;
            self.others.push(clean(name));
        }
        Ok(())
    }

    fn entry(&mut self, number: usize, line: &str) -> Result<(), Without> {
        let (name, value) = line.split_once(['=', ':']).ok_or_else(|| malformed(number, "key = value"))?;
        let name = name.trim().to_ascii_lowercase();
        if let Some((name, before)) = self.names.iter().find(|(known, _)| *known == name).filter(|it| is_known(&it.0)) {
            return Err(Without::broken(say!(
                "{name} stands twice, in lines {before} and {number}; keep one",
                name,
                before,
                number
            )));
        }
        let (held, told) = (&mut self.held, say!("{name} in the profile file", name = &name));
        match name.as_str() {
            "ak" => held.access_key = held.tidy(&told, value),
            "sk" => held.secret_key = held.tidy(&told, value),
            "security_token" => held.security_token = held.tidy(&told, value),
            "region" => held.tidy(&told, value).expose().clone_into(&mut held.region),
            "project_id" => held.tidy(&told, value).expose().clone_into(&mut held.project_id),
            _ => {}
        }
        self.names.push((name, number));
        Ok(())
    }

    fn keys(mut self) -> Result<RawCredentials, Without> {
        tr("SDK profile file").clone_into(&mut self.held.source);
        if !self.has_basic {
            return Err(self.without_basic());
        }
        let elsewhere = self.misplaced();
        let signs_in = self.names.iter().any(|(name, _)| IDENTITY.contains(&name.as_str()));
        let stranger = self.names.iter().find(|(name, _)| !is_known(name)).map(|(_, line)| *line);
        match self.held.whole(["ak", "sk", "security_token"]) {
            Err(Without::Nothing(_)) if signs_in => Err(Without::broken(tr(
                "[basic] signs in by an identity provider, which is not supported; give ak and sk",
            ))),
            // The name is not repeated: in a file that is wrong it may be the key itself.
            Err(Without::Nothing(_)) if let Some(line) = stranger => Err(Without::broken(say!(
                "line {line} is neither ak nor sk; these are the names of the two keys",
                line
            ))),
            Err(Without::Nothing(_)) if let Some(sections) = elsewhere => Err(Without::broken(say!(
                "[basic] has no keys, but there is {sections} as well; keys count below [basic] only",
                sections
            ))),
            Err(Without::Nothing(_)) => Err(Without::passed(tr("[basic] has no keys"))),
            whole => whole,
        }
    }

    fn without_basic(&self) -> Without {
        match self.misplaced() {
            Some(sections) => {
                Without::broken(say!("has no section [basic], but {sections}; write [basic] above the keys", sections))
            }
            None if self.others.is_empty() => Without::passed(tr("holds no keys")),
            None => Without::passed(tr("has only [global], whose keys are for the whole account, and no [basic]")),
        }
    }

    /// The other sections, if one of them may have been meant to be `[basic]`.
    fn misplaced(&self) -> Option<String> {
        let named: Vec<String> = self.others.iter().map(|name| format!("[{name}]")).collect();
        self.others.iter().any(|name| name != "global").then(|| list(&named))
    }
}

fn is_known(name: &str) -> bool {
    ["ak", "sk", "security_token", "region"].iter().chain(&OTHERS).chain(&IDENTITY).any(|known| *known == name)
}

fn malformed(line: usize, form: &str) -> Without {
    Without::broken(say!("line {line} is not of the form {form}; fix it", line, form))
}
