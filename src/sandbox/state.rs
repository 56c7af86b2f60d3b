//! What changes while the sandbox runs: instances, orders, faults in line, what was seen, and the clock.

use super::assets::{hex_of, uuid};
use super::auth::Sessions;
use super::constants::Seen;
use super::faults::Fault;
use super::http::{Answer, Refusal};
use super::instance::Instance;
use super::world::World;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json};
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Requests that are kept; older ones are forgotten.
const KEPT: usize = 8192;

/// Faults that wait in line.
const FAULTS: usize = 256;

/// The state, shared by all connections. Never held across an `await`.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    state: Arc<Mutex<State>>,
    held: watch::Sender<bool>,
}

impl Shared {
    pub(super) fn new(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)), held: watch::Sender::new(false) }
    }

    /// Whether answers are held back.
    pub(super) fn held(&self) -> watch::Receiver<bool> {
        self.held.subscribe()
    }

    pub(super) fn hold(&self, held: bool) {
        self.held.send_replace(held);
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) world: World,
    pub(super) instances: Vec<Instance>,
    pub(super) orders: Vec<Order>,
    pub(super) sessions: Sessions,
    pub(super) seen: VecDeque<Seen>,
    pub(super) created: Vec<Json>,
    pub(super) faults: Vec<Fault>,
    seed: String,
    ids: u64,
}

impl State {
    pub(super) fn new(mut world: World, addr: SocketAddr) -> Self {
        let begun = world.clock.instant();
        let standing = std::mem::take(&mut world.instances);
        let instances = standing.into_iter().map(|body| Instance::standing(body, &world, begun)).collect();
        let faults = std::mem::take(&mut world.faults);
        let seed = world.seed.clone().unwrap_or_else(|| format!("{addr} {}", Timestamp::now().as_nanosecond()));
        Self {
            world,
            instances,
            orders: Vec::new(),
            sessions: Sessions::default(),
            seen: VecDeque::new(),
            created: Vec::new(),
            faults,
            seed,
            ids: 0,
        }
    }

    /// The server's time, off by what the world and a fault (`skew`, in seconds) say.
    pub(super) fn now(&self, skew: i64) -> Timestamp {
        let offset = SignedDuration::from_secs(self.world.clock_offset.saturating_add(skew));
        Timestamp::now().saturating_add(offset).unwrap_or(Timestamp::MAX)
    }

    /// The time by which instances and orders are dated.
    pub(super) fn date(&self) -> Timestamp {
        let offset = SignedDuration::from_secs(self.world.clock_offset);
        self.world.clock.now().saturating_add(offset).unwrap_or(Timestamp::MAX)
    }

    /// Notes a request, and forgets the oldest one where there are too many.
    pub(super) fn note(&mut self, seen: Seen) {
        if self.seen.len() == KEPT {
            self.seen.pop_front();
        }
        self.seen.push_back(seen);
    }

    /// Puts a fault in line; one too many drives out the oldest.
    pub(super) fn line_up(&mut self, fault: Fault) {
        if self.faults.len() >= FAULTS {
            self.faults.remove(0);
        }
        self.faults.push(fault);
    }

    /// The first fault in line that fits, used up by one.
    pub(super) fn take_fault(&mut self, method: &str, path: &str) -> Option<Fault> {
        let mut fitting = self.faults.iter_mut().filter(|fault| fault.fits(method, path));
        let fault = fitting.find_map(|fault| (!fault.passes_over()).then_some(fault))?;
        let taken = fault.clone();
        fault.times = fault.times.saturating_sub(1);
        self.faults.retain(|fault| fault.times > 0);
        Some(taken)
    }

    /// An answer to a request of this method and path that nothing was carried out for.
    pub(super) fn idle(&mut self, (method, path): (&str, &str), answer: Answer, skew: i64) -> Answer {
        let id = self.request_id(method, path);
        self.stamp(answer, &id, skew)
    }

    /// The answer with request id and date.
    pub(super) fn stamp(&self, mut answer: Answer, request_id: &str, skew: i64) -> Answer {
        answer.headers.push(("x-request-id", request_id.to_owned()));
        answer.headers.push(("date", self.now(skew).strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()));
        answer
    }

    /// An id for the latest request of this method and path. Where the world has a seed, requests of other paths that come
    /// at the same time make no difference to it.
    pub(super) fn request_id(&mut self, method: &str, path: &str) -> String {
        let Some(seed) = &self.world.seed else { return self.hex_id() };
        let count = self.seen.iter().filter(|seen| seen.method == method && seen.path == path).count();
        hex_of(&format!("{seed} {method} {path} {count}"))
    }

    /// The instance with this id as it is now, if the cloud shows it.
    pub(super) fn view(&self, id: &str) -> Result<Map<String, Json>, Refusal> {
        let instance = self.instances.iter().find(|instance| instance.id == id);
        let view = instance.and_then(|instance| instance.view(self.world.clock.instant()));
        view.ok_or_else(|| {
            Refusal::new(404, "DMS.00404022", format!("This instance does not exist. Instance ID: {id}."))
        })
    }

    /// The instance with this id, to be changed, which takes one that is RUNNING.
    pub(super) fn running(&mut self, id: &str) -> Result<&mut Instance, Refusal> {
        let view = self.view(id)?;
        let absent = || Refusal::dms("00400026", "The status of the instance does not allow this operation.");
        let running = view.get("status").is_some_and(|status| status == "RUNNING");
        self.instances.iter_mut().find(|instance| running && instance.id == id).ok_or_else(absent)
    }

    /// A fresh id of 32 hex digits, never the same twice.
    pub(super) fn hex_id(&mut self) -> String {
        self.ids += 1;
        hex_of(&format!("{} {}", self.seed, self.ids))
    }

    /// A fresh id in the form of a UUID.
    pub(super) fn uuid(&mut self) -> String {
        uuid(&self.hex_id())
    }

    /// Cancels what waits for payment; nothing remains of the instances, and their names are free.
    pub(super) fn cancel_orders(&mut self) {
        for order in self.orders.iter_mut().filter(|order| order.status == OrderStatus::Unpaid) {
            order.status = OrderStatus::Cancelled;
            self.instances.retain(|instance| instance.id != order.instance_id);
        }
    }

    /// Pays what waits for payment; the instances then begin to be built.
    pub(super) fn pay_orders(&mut self) {
        for order in self.orders.iter_mut().filter(|order| order.status == OrderStatus::Unpaid) {
            order.status = OrderStatus::Done;
            if let Some(instance) = self.instances.iter_mut().find(|instance| instance.id == order.instance_id) {
                instance.begun = Some(self.world.clock.instant());
            }
        }
    }
}

/// An order of a yearly/monthly purchase.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) id: String,
    pub(super) instance_id: String,
    pub(super) status: OrderStatus,
    pub(super) placed: Timestamp,
    /// `2` month, `3` year, as BSS counts them.
    pub(super) period_type: u8,
    pub(super) period_num: u64,
}

/// What became of an order, with the number by which the billing centre says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderStatus {
    Cancelled = 4,
    Done = 5,
    Unpaid = 6,
}

#[cfg(test)]
mod tests {
    use super::super::faults::FaultKind;
    use super::{FAULTS, Fault, KEPT, Seen, State, World};

    #[test]
    fn memory_is_bounded_and_the_latest_is_kept() {
        let mut state = State::new(World::default(), "127.0.0.1:1".parse().unwrap());
        for n in 0..=KEPT {
            let path = format!("/{n}");
            state.note(Seen { method: "GET".to_owned(), path, query: String::new(), body: Vec::new() });
            state.line_up(Fault::new(FaultKind::Slow { ms: n as u64 }));
        }
        assert_eq!((state.seen.len(), state.faults.len()), (KEPT, FAULTS));
        assert_eq!(state.seen.back().map(|seen| seen.path.clone()), Some(format!("/{KEPT}")));
        let ids: std::collections::BTreeSet<String> = (0..1000).map(|_| state.uuid()).collect();
        assert!(ids.len() == 1000 && ids.iter().all(|id| id.len() == 36));
    }
}
