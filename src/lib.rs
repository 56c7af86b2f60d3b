//! The wizard that buys a Huawei Cloud DMS for RocketMQ instance from a terminal. This page is the map of the crate.
//!
//! [`architecture`] is its law, held by `tests/layers.rs`: who may import whom, what always holds, what never happens.
//! [`cloud::api`] lists the facts about the vendor's APIs that the code relies on, each with its source and how sure it
//! is.
//!
//! Whoever wants to read the code itself begins with `steps/engine.rs` (what a question is), `app/update.rs` (what a key
//! does), `purchase/mod.rs` (what a purchase may do) and `service/purchase.rs` (who does it).
//!
//! # What is on the screen
//!
//! The third screen at 80x24, with some entries of its list left out, and which part of it is which:
//!
//! ```text
//!  rocketmq-wizard   new draft   SANDBOX, nothing is billed   ap-southeast-3         header
//!  1 Engine 2 Vers [3 FLAVOR] 4 Stor 5 Netw 6 Zones 7 Encr 8 Publ 9 Bill S           steps
//! ────────────────────────────────────────────────────────────────────────────────
//!
//! > Flavor     product_id             19 listed, 14 open, just read                  question, focused
//!        Flavor                 Edition           TPS  Nodes    Disk GB                its list
//!        rocketmq.b1.large.1    basic             500  single   100-30,000
//!  >  *  rocketmq.b2.large.4    basic           2,000  cluster  200-60,000            entry under the cursor
//!        rocketmq.b2.large.8    basic           4,000  cluster  200-60,000
//!        rocketmq.p2.large.8    professional    4,000  cluster  200-60,000
//!
//!   Brokers    broker_num             1   default                                    question, its answer
//!   CPU        arch_type              X86   the only one possible
//! ────────────────────────────────────────────────────────────────────────────────
//!  rocketmq.b2.large.4: 2,000 TPS of 4 KB messages. 200 to 60,000 GB. 4,000          explanation
//!  connections.
//!  OK  valid                                                                         state of the focus
//!  Up/Dn move  / filter  ? help  Enter next  Tab field  Esc back  ^O steps           keys
//! ```
//!
//! | Part | Drawn by | Its state is in |
//! |---|---|---|
//! | the division into rows, and what goes where room is short | `view/mod.rs` | the terminal's size alone; whether it is too small for keys to count: `app/sight.rs` |
//! | header, steps, rules, state of the focus, keys | `view/chrome.rs`, `view/header.rs`, `view/step_bar.rs` | `app/state.rs`: the session, and which screen is shown; what is said: `app/notice.rs`; the marks at the steps follow from `form` |
//! | the order so far, from 110 columns on | `view/order.rs` | `app/order.rs`, which follows from `form` |
//! | questions | `view/step.rs` | which one is focused: `app/step.rs`; what is asked: `steps/flavor.rs`, a file for each screen; the answers: `form` |
//! | the focused question: text, switch, list, filter | `view/list.rs`, `view/input.rs` | `app/editor.rs`, moved by `app/step.rs` |
//! | the focused question of keys with values | `view/pairs.rs` | `app/pairs.rs` |
//! | explanation | `view/describe.rs` | follows from the question, its answer and its list |
//! | summary, with the box that buys | `view/summary.rs`, `view/summary_lines.rs` | `app/summary.rs`, its rows in `app/review.rs`, `app/confirm_box.rs`, `app/confirming.rs`, `app/checks.rs`, what was ordered before in `app/ordered.rs` |
//! | purchases | `view/purchases.rs` | `app/purchases.rs`, `app/purchase_list.rs` |
//! | one purchase, and what was bought | `view/purchase.rs`, what was done in `view/purchase_log.rs`, what was bought in `view/purchase_result.rs`, their rows in `view/purchase_lines.rs` | `app/purchase.rs`; which keys count there, and how far it is scrolled: `app/purchase_places.rs` |
//! | drafts | `view/drafts.rs` | `app/drafts.rs` |
//! | instances that a draft can begin as | `view/instances.rs` | `app/instances.rs`; what becomes of one: `steps/cloning.rs` |
//! | the same in lines | `plain/subject.rs`, `plain/question.rs`, `plain/order.rs` | which question is put follows from the app; what was said of it: `plain/dialog.rs`; what a line means: `plain/reply.rs`, `app/lines.rs` |
//! | help, overview, request, export, changes, checks | `view/overlay.rs` | which one, and how far it is scrolled: `app/overlay.rs` |
//!
//! # The path of a key
//!
//! 1. [`terminal::input`] sleeps until the keyboard, a signal or another thread has something, and reads the bytes.
//! 2. [`terminal::decode`] makes keys and pastes of them, and notes how they came in ([`arrival`]).
//! 3. [`runtime`] takes them from its one queue, in order, and hands each to the app as a message
//!    ([`app::message::Msg`]).
//! 4. `App::update` ([`app::update`]) looks the key up in the table of [`app::keys`], in the places of the moment, and
//!    gives the action to the overlay or the screen that is shown: a step's is in [`app::step`]. Each owns its state
//!    ([`app::state::Screen`]); `app/moving.rs` leads from one to the next.
//! 5. The answer goes into the form ([`form`]). Problems, defaults and the lists that are needed follow from the
//!    answers.
//! 6. What has to be done outside comes back as effects ([`app::message::Effect`]): read a list, save the draft, buy.
//!    The runtime does them, the slow ones on the thread of [`runtime::worker`]; each result is a message on the queue
//!    again.
//! 7. Once the queue is empty, [`view::draw`] draws the app into a buffer, and [`terminal::backend`] sends the terminal
//!    what has changed since the last frame, in one write.
//!
//! # The path of a purchase
//!
//! 1. Enter in the box of the summary. `app/confirm_box.rs` asks [`purchase::confirmation`] whether that Enter
//!    confirms: a paste never does.
//! 2. `app/confirming.rs` asks [`steps::checks`] what stands in the way. `App::buy` in `app/buying.rs` makes the intent
//!    of the form ([`steps::intent`]): the request byte for byte, and who bore the name before. Where nobody has looked
//!    for that within the last minute, this comes first (`look_first` there). The effect `Buy` carries all of it.
//! 3. The worker runs [`service::purchase::run`], the only loop that drives a purchase; `purchases close` alone writes
//!    beside it, by [`store::journal::Journal::close`]. The loop does what the state machine in [`purchase`] says, one
//!    action at a time, and reports one event for each.
//! 4. `Record`: [`store::journal`] writes the intent into a new file and syncs it, then the fact that sending begins.
//! 5. `Send`: [`cloud::client::Client::create`] signs the request ([`cloud::sign`]) and sends it once, on a connection
//!    of its own.
//! 6. The answer is a fact: placed, refused, or unknown. It is written and synced before anything else is done, by
//!    `Run::write` in `service/purchase.rs`, by way of `store/journal/writing.rs` and `store/journal/receipt.rs`, which
//!    syncs. **The instance's ID is on disk here.** If the disk does not take it, the screen says so with the ID, which
//!    is kept in memory and written again later.
//! 7. After each step the loop publishes a snapshot ([`purchase::snapshot`]). It reaches the app as the message
//!    `Purchase`, and `view/purchase.rs` shows the ID.
//! 8. The loop goes on: it looks for a second instance of the name, then watches ours ([`purchase::watch`]) until it
//!    runs or fails, and has its tags set (`purchase/tagging.rs`). The file moves to the receipts. An unknown outcome is
//!    searched by name ([`purchase::search`]), never sent again.
//!
//! `create` runs the same loop and prints the snapshots (`commands/create.rs`, `commands/follow.rs`). A start after a
//! crash reads the journal and takes the loop up with [`service::resume::resume`], which never sends.
//!
//! # Where do I …
//!
//! **… add a question?** In the file of its screen in `steps`: a `static` of type [`form::field::Field`], and its name
//! in the list of `STEP`. Screen, checks, summary, draft, request and help follow. On purpose by hand: the sandbox's
//! own list (`sandbox/fields.rs`, `sandbox/rules.rs`) and the laws of `tests/table.rs`: the request's paths, what stands on
//! which screen, and the golden plan. Then `UPDATE_README=1 cargo test --test readme`, `UPDATE_CASES=1 cargo test --test
//! cases`, and a look at the pictures (`tests/snapshots`). Terraform gets a comment unless `export/terraform.rs` knows an
//! argument for it. What its answer sets by a call of its own (`Body::AfterCreation`) needs that call in `purchase` and
//! `service` too.
//!
//! **… add a screen of questions?** A file in `steps` with its `STEP`, and two lines in `steps/mod.rs`: the module, and
//! its place in [`steps::STEPS`]. Numbers follow from the place; tests that go to a screen by its number do not.
//!
//! **… add a list of the cloud?** [`catalog::Lookup`] says which lists there are, [`catalog::Facts`] what is known of an
//! entry, and `cloud/client/lists/` has one method for each list, where the compiler then asks for one, as it does in
//! `commands/doctor/permissions.rs`. Further: its columns in `view/columns.rs` and what a filter finds in `app/filter_text.rs`, where its
//! facts are new, the `kind` of the question, which names the list as its source, the sandbox's answer
//! (`sandbox/routes.rs`, and the entries in `assets/sandbox/`), and the facts of the call in `cloud/api.md`.
//!
//! **… add a check before buying?** A function in `steps/checks/mod.rs`, called by `checks` there. What it needs beside the
//! lists becomes a member of `Findings`, found out in `service/checks.rs` and, for the wizard, in `runtime/worker.rs`; a list
//! it needs is named in `CHECKED`, and in `DECISIVE` if it can stop an order. Summary, `check` and `create` share both.
//!
//! **… say something?** In one of the three ways of [`language`], as a whole sentence. `UPDATE_TEXTS=1 cargo test --test
//! languages` then puts it into `assets/locales/zh_CN.po`, and fails until it has a translation there.
//!
//! **… add an error code?** A row of the table in `cloud/codes.rs`: what it means, what to do, which question it
//! concerns, and what it proves about a purchase.
//!
//! **… add a command?** A variant and its arguments in `args`, a file in `commands`, and one arm in
//! `commands/mod.rs`; its page in `tests/program/manual.rs`.
//!
//! **… add a key?** A row of `KEYS` in `app/keys/table.rs`, an `Action` if it does something new, and the arm that does it in
//! the file of the screen. Bar, help and README follow from the row.
//!
//! **… add a page that asks nothing?** The same name three times: a struct with its state and keys in `app`, which is a
//! variant of [`app::state::Screen`]; its picture in `view`; its scenarios in `tests/wizard`.
//!
//! **… write something new down about a purchase?** A variant of [`purchase::record::Fact`], and what it changes in
//! `purchase/machine`. Older versions leave a purchase alone that has a fact they do not know.

#[doc = include_str!("architecture.md")]
pub mod architecture {}

pub mod app;
pub mod args;
pub mod arrival;
pub mod catalog;
pub mod clock;
pub mod cloud;
pub mod commands;
pub mod export;
pub mod failure;
pub mod form;
pub mod language;
pub mod plain;
pub mod purchase;
pub mod regular_file;
pub mod runtime;
pub mod sandbox;
pub mod secret;
pub mod service;
mod sort;
pub mod steps;
pub mod store;
pub mod terminal;
pub mod text;
mod threads;
pub mod view;
pub mod zone;
