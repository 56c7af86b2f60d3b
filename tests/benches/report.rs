//! Figures and the rows they are told in: what must hold, what is aimed at, ours, the floor of the same run.

use std::time::{Duration, Instant};

/// Rounds of what is timed; the median counts.
pub const ROUNDS: usize = 15;
/// Rounds of whole processes that take a few milliseconds: the median of fifteen differs by a tenth from run to run.
pub const SHORT_ROUNDS: usize = 61;

/// What was measured in some rounds.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<f64>);

impl Figures {
    /// Of so many rounds.
    pub fn of(rounds: usize, mut measure: impl FnMut() -> f64) -> Self {
        Self((0..rounds).map(|_| measure()).collect())
    }

    pub fn push(&mut self, figure: f64) {
        self.0.push(figure);
    }

    pub fn median(&self) -> f64 {
        self.at(2)
    }

    fn at(&self, quarter: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[(sorted.len() - 1) * quarter / 4]
    }

    /// The median, and from the first to the third quartile.
    fn told(&self) -> String {
        format!("{} ({} to {})", short(self.median()), short(self.at(1)), short(self.at(3)))
    }
}

/// [`turns`] in the usual number of rounds.
pub fn in_turn<const SIDES: usize, const N: usize>(
    sides: [&mut dyn FnMut() -> [f64; N]; SIDES],
) -> [[Figures; N]; SIDES] {
    turns(ROUNDS, sides)
}

/// Takes turns, so that a busy minute hits all; the round that warms the caches does not count.
pub fn turns<const SIDES: usize, const N: usize>(
    rounds: usize,
    sides: [&mut dyn FnMut() -> [f64; N]; SIDES],
) -> [[Figures; N]; SIDES] {
    let mut all: [[Figures; N]; SIDES] = std::array::from_fn(|_| std::array::from_fn(|_| Figures::default()));
    let mut sides = sides;
    for round in 0..=rounds {
        for (side, measure) in sides.iter_mut().enumerate() {
            let figures = measure();
            for (at, figure) in figures.into_iter().enumerate().filter(|_| round > 0) {
                all[side][at].push(figure);
            }
        }
    }
    all
}

pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Milliseconds of one thing that is done.
pub fn once(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    millis(begun.elapsed())
}

/// Microseconds of one of so many, in each round.
pub fn repeated(times: u32, mut work: impl FnMut()) -> Figures {
    Figures::of(ROUNDS, || once(|| (0..times).for_each(|_| work())) * 1e3 / f64::from(times))
}

/// What must hold and what is aimed at; the same unit as the figure.
#[derive(Clone, Copy)]
pub struct Bounds(pub f64, pub f64);

/// Three figures that count, no more: a spread of a tenth is usual here.
pub fn short(figure: f64) -> String {
    match figure.abs() {
        100.0.. => format!("{figure:.0}"),
        10.0.. => format!("{figure:.1}"),
        _ if figure.fract() == 0.0 => format!("{figure:.0}"),
        _ => format!("{figure:.2}"),
    }
}

pub fn heading(part: &str) {
    println!("\n{part}\n\n| what | must | aim | ours | floor | ours / floor | holds |\n|---|---|---|---|---|---|---|");
}

/// A count, or a figure that has an absolute bound.
pub fn level(what: &str, bounds: Bounds, ours: f64, floor: Option<f64>) {
    let ratio = floor.filter(|floor| *floor > 0.0).map(|floor| short(ours / floor)).unwrap_or_default();
    let cells = [short(ours), floor.map(short).unwrap_or_default(), ratio, holds(ours, bounds).to_owned()];
    print(what, Some((bounds, "")), &cells);
}

/// The same for a figure of several rounds.
pub fn spread(what: &str, bounds: Bounds, ours: &Figures) {
    let cells = [ours.told(), String::new(), String::new(), holds(ours.median(), bounds).to_owned()];
    print(what, Some((bounds, "")), &cells);
}

/// A figure whose bound is a multiple of the floor.
pub fn ratio(what: &str, bounds: Bounds, ours: &Figures, floor: &Figures) {
    let ratio = ours.median() / floor.median();
    let cells = [ours.told(), floor.told(), short(ratio), holds(ratio, bounds).to_owned()];
    print(what, Some((bounds, " x")), &cells);
}

/// What is shown without a bound: scale, peers, what a bound is made of.
pub fn shown(what: &str, ours: &Figures, floor: Option<&Figures>) {
    let ratio = floor.map(|floor| short(ours.median() / floor.median())).unwrap_or_default();
    print(what, None, &[ours.told(), floor.map(Figures::told).unwrap_or_default(), ratio, String::new()]);
}

/// Anything else, in words.
pub fn said(what: &str, ours: impl std::fmt::Display) {
    print(what, None, &[ours.to_string(), String::new(), String::new(), String::new()]);
}

fn holds(figure: f64, Bounds(must, aim): Bounds) -> &'static str {
    match figure {
        figure if figure <= aim => "aim",
        figure if figure <= must => "must",
        _ => "MISSED",
    }
}

fn print(what: &str, bounds: Option<(Bounds, &str)>, cells: &[String; 4]) {
    let (must, aim) = bounds.map_or_else(Default::default, |(Bounds(must, aim), unit)| {
        (format!("{}{unit}", short(must)), format!("{}{unit}", short(aim)))
    });
    println!("| {what} | {must} | {aim} | {} |", cells.join(" | "));
}
