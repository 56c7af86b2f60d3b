//! The drafts: told apart, copied and renamed without losing what was typed; and what is said about them.

use crate::support::wizard::{Setup, Wizard};
use rocketmq_wizard::app::state::Saving;
use rocketmq_wizard::sandbox::faults::FaultKind;
use rocketmq_wizard::sandbox::world::World;
use std::time::Duration;

impl Wizard {
    /// Opens a request body or a draft, by a paste into the list of drafts.
    pub(crate) fn import(mut self, text: &str) -> Self {
        self.app.offer_drafts(Vec::new());
        self.paste(text)
    }
}

/// The row of the list that begins with this name.
fn row(wizard: &Wizard, name: &str) -> String {
    let is_named = |line: &&str| line.trim_start_matches([' ', '>', '!']).starts_with(&format!("{name} "));
    wizard.screen().lines().skip(3).find(is_named).unwrap_or_else(|| panic!("{name}?\n{}", wizard.screen())).to_owned()
}

fn header(wizard: &Wizard) -> String {
    wizard.screen().lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_draft_that_was_bought_says_so_and_its_copy_is_another_one() {
    let bought = Wizard::start().ready().buy().to(10);
    assert!(bought.screen().contains("name is taken: bought by this draft at "), "{}", bought.screen());
    let bought = bought.keys("<Esc><C-o>d");
    assert!(row(&bought, "orders-prod").ends_with("bought"), "{}", bought.screen());
    let id = bought.purchase().instance_id().unwrap();
    assert!(bought.screen().contains(id), "{}", bought.screen());
    let copied = bought.keys("corders-stage<Enter>");
    let copy = row(&copied, "orders-stage");
    assert_eq!(copy.matches("orders-stage").count(), 2, "draft and instance: {copy}");
    assert!(copy.ends_with("answers") && row(&copied, "orders-prod").ends_with("bought"), "{}", copied.screen());
    let opened = copied.keys("<Enter>");
    assert!(
        header(&opened).contains("orders-stage") && !header(&opened).contains("orders-prod"),
        "{}",
        header(&opened)
    );
}

/// What is typed quickly comes in one read, and Enter right behind it is taken for a paste's.
#[test]
fn a_name_that_was_typed_quickly_stays_and_the_enter_that_did_not_count_is_said() {
    let quickly = Duration::from_millis(20);
    for (open, typed) in [("<C-o>dn", "orders-second"), ("<C-o>di", "orders-pr")] {
        let wizard = Wizard::start().ready().keys(open).keys("x").reads(quickly, &[typed.as_bytes(), b"\r"]);
        assert!(wizard.screen().contains(&format!("x{typed}")), "{open}: {}", wizard.screen());
        assert!(wizard.screen().contains("press it once more"), "{open}: {}", wizard.screen());
    }
    let pasted = Wizard::start().ready().keys("<C-o>dnorders-").paste("second").paste("\n");
    assert!(pasted.screen().contains("orders-second"), "what is pasted is added: {}", pasted.screen());
    let quoted = Wizard::start().on("description").reads(quickly, &[b"\"some words\"\r"]);
    assert!(quoted.screen().contains("taken away: quotes"), "{}", quoted.screen());
    assert!(quoted.screen().contains("press it once more"), "{}", quoted.screen());
    let box_of = Wizard::start().ready().reads(quickly, &[b"perhaps\r"]);
    assert!(box_of.screen().contains("press Enter once more"), "{}", box_of.screen());
}

#[test]
fn a_draft_that_is_not_saved_is_said_beside_region_and_keys_at_any_width() {
    for (width, is_sandbox) in [(40, true), (40, false), (50, false), (80, false)] {
        let mut wizard = Wizard::start().ready().resize(width, 24);
        wizard.app.session.sandbox = is_sandbox;
        let failed = Saving::Failed("no space left on the device".to_owned());
        for (saving, said) in [(failed, "NOT SAVED"), (Saving::ReadOnly, "READ ONLY")] {
            wizard.app.session.saving = saving;
            let header = header(&wizard);
            let keys = if is_sandbox { "SANDBOX" } else { "sandb" };
            let told = ["ap-southeast-3", keys, said];
            assert!(told.iter().all(|part| header.contains(part)), "{width}: {header}");
        }
    }
}

#[test]
fn the_header_names_draft_and_instance_where_they_differ() {
    let renamed = Wizard::start().ready().keys("<C-o>drwave-2<Enter><Esc>");
    let header = header(&renamed);
    let parts = ["draft wave-2", "SANDBOX", "ap-southeast-3", "saved", "instance orders-prod"];
    assert!(parts.iter().map(|part| header.find(part)).is_sorted() && header.contains("wave-2"), "{header}");
    assert!(
        row(&renamed.on("description").keys("more<Tab><C-o>d"), "wave-2").contains("orders-prod"),
        "it keeps its name"
    );
    for (width, gone, kept) in
        [(80, "rocketmq-wizard", "instance orders-prod"), (60, "orders-prod", "saved"), (40, "saved", "wave-2")]
    {
        let header = self::header(&Wizard::start().ready().keys("<C-o>drwave-2<Enter><Esc>").resize(width, 24));
        assert!(!header.contains(gone) && header.contains(kept), "{width}: {header}");
        assert!(header.contains("SANDBOX") && header.contains("ap-southeast-3"), "{width}: {header}");
    }
}

#[test]
fn a_refused_name_keeps_its_prompt() {
    let two = Wizard::start().ready().keys("<C-o>dcorders-stage<Enter>");
    for (key, prompt) in ["r", "c"].into_iter().zip(["New name of", "Name of the instance that the copy"]) {
        for refused in ["no name!", "orders-prod"] {
            let wizard = Wizard::start().ready().keys(&format!("<C-o>d{key}{refused}<Enter>"));
            let screen = wizard.screen();
            assert!(screen.contains(prompt) && screen.contains(refused) && screen.contains("X "), "{screen}");
            let done = wizard.keys("<C-u>orders-9<Enter>");
            assert!(row(&done, "orders-9").contains("orders-") && !done.screen().contains(prompt), "{}", done.screen());
            assert_eq!(done.keys("<Esc>").index(), None, "back to the summary of the draft that is open");
        }
    }
    for (named, told) in
        [("ab", "\"ab\" has 2 characters; 4 to 64 are allowed"), ("", "4 to 64 characters: a letter first")]
    {
        let wizard = Wizard::start().ready().keys(&format!("<C-o>dc{named}<Enter>"));
        assert!(wizard.screen().contains(told), "{}", wizard.screen());
    }
    assert!(row(&two, "orders-stage").contains("answers"));
}

#[test]
fn what_merely_says_something_bears_no_sign_of_an_error_and_ends_with_what_it_speaks_of() {
    let body = r#"{"name":"orders-prod","engine":"rocketmq","engine_version":"5.x"}"#;
    let said = Wizard::start().import(body).screen();
    assert!(said.contains("request body") && !said.contains(" X "), "{said}");
    let again = || Wizard::start().ready().hold().keys("<C-r>");
    assert!(again().screen().contains("i   Checking again."), "{}", again().screen());
    assert!(!again().answer().screen().contains("Checking again"), "{}", again().answer().screen());
    let lost = Wizard::start().ready().fault("POST", "/v2/", 1, FaultKind::Reset).buy().keys("<Enter>");
    let looked_for = "It is looked for by its name. Esc lists";
    assert!(lost.screen().contains(looked_for) && !lost.screen().contains("Enter go on"), "{}", lost.screen());
    let decided = lost.wait_until_settled();
    assert!(!decided.screen().contains(looked_for), "{}", decided.screen());
    let asked = decided.keys("<Enter>");
    assert!(asked.screen().contains("waits for your decision"), "{}", asked.screen());
}

#[test]
fn leaving_says_how_to_go_on_what_is_missing_and_what_was_bought() {
    let left = |wizard: Wizard| wizard.keys("<C-c><C-c>").app.exit_message().join("\n");
    assert_eq!(left(Wizard::start()), "No draft was made. To begin again: rocketmq-wizard");
    let named = left(Wizard::start().on("name").keys("ab"));
    let lines = [
        "The draft ab is kept. To go on with it: rocketmq-wizard --draft ab",
        "4 answers are missing: VPC, ",
        "1 answer is wrong: Name.",
    ];
    assert!(lines.iter().all(|line| named.contains(line)), "{named}");
    assert!(left(Wizard::start().ready()).ends_with("\nNothing is missing: it can be bought from its summary."));
    let building = || Setup::default().world(|world: World| world.creation_time(Duration::from_hours(9))).start();
    for (wizard, state) in [(Wizard::start().ready().buy(), "RUNNING"), (building().ready().buy(), "CREATING")] {
        let id = wizard.purchase().instance_id().unwrap().to_owned();
        let told = left(wizard);
        let lines =
            ["--draft orders-prod", "name orders-prod", &format!("state {state}"), &format!("instance_id {id}")];
        assert!(lines.iter().all(|line| told.contains(line)) && !told.contains("missing"), "{told}");
        assert!(!told.contains("watch "), "the cloud is gone with the sandbox: {told}");
    }
}

#[test]
fn leaving_tells_the_id_of_what_was_bought_before_too() {
    let world = |world: World| world.creation_time(Duration::from_mins(2));
    let building = Setup::default().world(world).start().ready().buy();
    let id = building.purchase().instance_id().unwrap().to_owned();
    // It is settled in the second session, which alone knows.
    let settled = building.crash_and_restart().keys("<Enter>").wait(600).keys("<C-c><C-c>");
    let told = settled.app.exit_message().join("\n");
    assert!(told.contains("state RUNNING") && told.contains(&format!("instance_id {id}")), "{told}");
    assert!(!told.contains("can be bought"), "{told}");
    // The third finds it settled, and so many others after it that a list of the last ones would lack it.
    let receipts = settled.files.path().join("state/purchases/receipts");
    let [receipt] = &std::fs::read_dir(&receipts).unwrap().map(|file| file.unwrap().path()).collect::<Vec<_>>()[..]
    else {
        panic!("not one receipt")
    };
    let other = std::fs::read_to_string(receipt).unwrap().replace("orders-prod", "another");
    for n in 10..30 {
        std::fs::write(receipts.join(format!("299901{n}T000000Z-aa-another.jsonl")), &other).unwrap();
    }
    let told = settled.crash_and_restart().keys("<Enter><C-c><C-c>").app.exit_message().join("\n");
    assert!(told.contains("orders-prod was bought before") && told.contains(&id), "{told}");
    assert!(!told.contains("can be bought"), "{told}");
}

/// Nobody has given keys yet, or the keys of another account.
#[test]
fn what_looks_like_a_secret_key_is_not_saved_either() {
    let key = "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d";
    for typed in [Wizard::start().ready().on("description").keys(key), Wizard::start().ready().on("vpc_id").paste(key)]
    {
        let wizard = typed.wait(2);
        assert!(
            wizard.screen().contains("looks like a secret key") && !wizard.screen().contains(key),
            "{}",
            wizard.screen()
        );
        let draft = std::fs::read_to_string(wizard.files.path().join("config/drafts/orders-prod.json")).unwrap();
        assert!(!draft.contains(key), "{draft}");
    }
}

#[test]
fn what_another_program_writes_into_an_open_draft_is_kept() {
    let wizard = Wizard::start().ready().on("description").keys("mine").wait(2);
    let dir = wizard.files.path().join("config/drafts");
    let theirs = std::fs::read_to_string(dir.join("orders-prod.json")).unwrap().replace("mine", "theirs");
    std::fs::write(dir.join("orders-prod.json"), &theirs).unwrap();
    let wizard = wizard.keys(" too").wait(2);
    assert!(wizard.screen().contains("changed by another program"), "{}", wizard.screen());
    assert_eq!(std::fs::read_to_string(dir.join("orders-prod-2.json")).unwrap(), theirs);
    let told = wizard.app.exit_message().join("\n");
    assert!(told.contains("the draft orders-prod-2 now"), "{told}");
    assert!(std::fs::read_to_string(dir.join("orders-prod.json")).unwrap().contains("mine too"));
    // What this one wrote itself is nobody else's.
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 2);
    assert_eq!(std::fs::read_dir(wizard.keys(" more").wait(2).files.path().join("config/drafts")).unwrap().count(), 2);
}

#[test]
fn a_broken_draft_is_removed_for_good() {
    let wizard = Wizard::start().ready();
    let dir = wizard.files.path().join("config/drafts");
    // The one that was changed last is the first of the list.
    std::fs::write(dir.join("aaa.json"), "{").unwrap();
    let wizard = wizard.keys("<C-o>d<Home>dyes<Enter>");
    assert!(!wizard.screen().contains("aaa"), "{}", wizard.screen());
    let left: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["orders-prod.json"]);
}

/// Why a command failed is not lost because the list cannot be read either.
#[test]
fn a_command_and_a_list_that_both_fail_are_both_told() {
    let wizard = Setup::default().size(200, 50).start().ready().keys("<C-o>d");
    let dir = wizard.files.path().join("config/drafts");
    std::fs::rename(&dir, dir.with_extension("away")).unwrap();
    std::os::unix::fs::symlink(&dir, &dir).unwrap();
    let wizard = wizard.keys("corders-stage<Enter>");
    let told: String = wizard.screen().split_whitespace().collect();
    assert!(told.contains("drafts/orders-prod.json:") && told.contains("drafts:"), "{}", wizard.screen());
    std::fs::remove_file(&dir).unwrap();
    std::fs::rename(dir.with_extension("away"), &dir).unwrap();
}
