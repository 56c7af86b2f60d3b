//! The README's pictures in colour, drawn from the cells of real screens, so that they never show what the program does
//! not. `UPDATE_PICTURES=1` draws them anew.

use crate::support::wizard::{Setup, Wizard, picture};
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use rocketmq_wizard::steps::STEPS;
use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

/// A cell in pixels, the line on which letters stand in it, and the margin around a picture.
const CELL: (f64, f64) = (8.4, 18.0);
const BASE: f64 = 13.5;
const MARGIN: f64 = 14.0;
/// Space above each screen of a strip, for what it shows.
const CAPTION: f64 = 34.0;
/// Space below it.
const BELOW: f64 = 8.0;
const STYLE: &str = "\
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre;fill:#1f2328}\
.back{fill:#fff;stroke:#d0d7de}.line{stroke:#d0d7de}.block{fill:#1f2328}text.reverse{fill:#fff}\
.caption,.bold{font-weight:bold}.dim{fill:#6e7781}.green{fill:#1a7f37}.red{fill:#cf222e}.magenta{fill:#8250df}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.back{fill:#0d1117;stroke:#30363d}.line{stroke:#30363d}\
.block{fill:#e6edf3}text.reverse{fill:#0d1117}.dim{fill:#8b949e}.green{fill:#3fb950}.red{fill:#f85149}\
.magenta{fill:#d2a8ff}}";

const SIZE: (u16, u16) = (80, 24);

/// Rows of a screen, and what they show; without words it is the whole picture.
type Frame = (&'static str, Buffer, Range<u16>);

fn frame(wizard: &Wizard, size: (u16, u16), rows: Range<u16>, caption: &'static str) -> Frame {
    (caption, picture(&wizard.app, size).0, rows)
}

fn check(name: &str, frames: &[Frame]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/pictures").join(name).with_extension("svg");
    let drawn = svg(frames);
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        return fs::write(&path, drawn).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let differs = drawn.lines().zip(kept.lines()).find(|(drawn, kept)| drawn != kept);
    let how = "UPDATE_PICTURES=1 cargo test --locked --test wizard svg";
    assert!(drawn == kept, "{name} is behind the program, first at {differs:?}; {how} draws it anew");
}

#[test]
fn the_flavors_beside_the_order_so_far() {
    let wizard = Wizard::start().on("name").keys("orders-prod").on("vpc_id");
    let wizard = wizard.keys("/vpc-orders<Enter>").to(3).keys("g<Down*3>");
    check("flavor", &[frame(&wizard, (120, 34), 0..34, "")]);
}

/// On white nobody reads what is dim, green, yellow or cyan; on black what is blue.
#[test]
fn what_has_to_be_read_is_neither_dim_nor_of_a_colour_that_is_weak_on_white_or_black() {
    let ready = Wizard::start().ready();
    let scenes = [
        frame(&ready, SIZE, 0..24, ""),
        frame(&Wizard::start().on("product_id").keys("/c6"), (120, 34), 0..34, ""),
        frame(&Wizard::start().on("available_zones").keys("1<F1>"), (40, 12), 0..12, ""),
        frame(&ready.buy(), SIZE, 0..24, ""),
    ];
    let keys: Vec<&str> = STEPS.iter().flat_map(|step| step.fields.iter().map(|field| field.key)).collect();
    for (_, buffer, _) in scenes {
        for run in buffer.content.chunk_by(|a, b| a.style() == b.style()) {
            let said = run.iter().map(Cell::symbol).collect::<String>();
            assert!(matches!(run[0].fg, Color::Reset | Color::Magenta | Color::Red), "{:?}: {said}", run[0].fg);
            let may_be = said.chars().all(|c| " \u{2500}\u{2502}".contains(c)) || keys.contains(&said.trim());
            assert!(may_be || !run[0].modifier.contains(Modifier::DIM), "{said} is dim");
        }
    }
}

#[test]
fn the_summary() {
    check("summary", &[frame(&Wizard::start().ready(), SIZE, 0..24, "")]);
}

#[test]
fn a_purchase_as_a_strip() {
    let confirming = Wizard::start().ready().keys("yes");
    let building = Setup::default().world(|world| world.creation_time(Duration::from_hours(9)));
    let building = building.start().ready().buy().wait(60);
    let bought = Wizard::start().ready().buy();
    let frames = [
        frame(&confirming, SIZE, 16..24, "1  The summary asks for a word, and for an Enter that comes alone."),
        frame(&building, SIZE, 0..13, "2  The order is sent once. The ID is on disk before anything else is done."),
        frame(&bought, SIZE, 0..12, "3  The instance runs. The ID also stays on the screen after leaving."),
    ];
    check("purchase", &frames);
}

fn svg(frames: &[Frame]) -> String {
    let caption = |words: &str| if words.is_empty() { 0.0 } else { CAPTION + BELOW };
    let high = |(words, _, rows): &Frame| caption(words) + f64::from(rows.end - rows.start) * CELL.1;
    let width = frames.iter().map(|(_, cells, _)| f64::from(cells.area.width) * CELL.0).fold(0.0, f64::max);
    let (width, height) = (width + 2.0 * MARGIN, frames.iter().map(high).sum::<f64>() + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xml:space=\"preserve\" viewBox=\"0 0 {width:.0} {height:.0}\">\n"
    );
    let _ = writeln!(svg, "<style>{STYLE}</style>");
    let (right, bottom) = (width - 1.0, height - 1.0);
    let _ =
        writeln!(svg, "<rect class=\"back\" x=\".5\" y=\".5\" width=\"{right:.0}\" height=\"{bottom:.0}\" rx=\"8\"/>");
    let mut top = MARGIN;
    for (words, cells, rows) in frames {
        if !words.is_empty() {
            if top > MARGIN {
                let _ = writeln!(svg, "<path class=\"line\" d=\"M0 {top:.1}H{width:.0}\"/>");
            }
            let (x, y) = (MARGIN, top + 22.0);
            let _ = writeln!(svg, "<text class=\"caption\" x=\"{x:.1}\" y=\"{y:.1}\">{words}</text>");
            top += CAPTION;
        }
        let lines = cells.content.chunks(usize::from(cells.area.width));
        for line in lines.skip(rows.start.into()).take(rows.len()) {
            row(&mut svg, line, top);
            top += CELL.1;
        }
        top += if words.is_empty() { 0.0 } else { BELOW };
    }
    svg + "</svg>\n"
}

/// Runs of cells that look alike, each where its cells are whatever the font.
fn row(svg: &mut String, cells: &[Cell], top: f64) {
    let mut x = MARGIN;
    for run in cells.chunk_by(|a, b| a.style() == b.style()) {
        let said: String = run.iter().map(Cell::symbol).collect();
        let (look, wide) = (look(&run[0]), f64::from(u16::try_from(run.len()).unwrap()) * CELL.0);
        if look.contains("reverse") {
            let _ = writeln!(
                svg,
                "<rect class=\"block\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"{wide:.1}\" height=\"{:.0}\"/>",
                CELL.1
            );
        }
        let kept = said.trim_end();
        if !kept.is_empty() {
            let blanks = kept.len() - kept.trim_start().len();
            let at = x + f64::from(u16::try_from(blanks).unwrap()) * CELL.0;
            let letters = u16::try_from(kept.trim_start().chars().count()).unwrap();
            let text = kept.trim_start().replace('&', "&amp;").replace('<', "&lt;");
            let (y, long) = (top + BASE, f64::from(letters) * CELL.0);
            let class = if look.is_empty() { String::new() } else { format!(" class=\"{look}\"") };
            let _ = writeln!(svg, "<text{class} x=\"{at:.1}\" y=\"{y:.1}\" textLength=\"{long:.1}\">{text}</text>");
        }
        x += wide;
    }
}

fn look(cell: &Cell) -> String {
    let style = cell.style();
    let colour = match style.fg {
        Some(Color::Green) => Some("green"),
        Some(Color::Red) => Some("red"),
        Some(Color::Magenta) => Some("magenta"),
        _ => None,
    };
    let has = |modifier| style.add_modifier.contains(modifier);
    let modifiers = [(Modifier::BOLD, "bold"), (Modifier::DIM, "dim"), (Modifier::REVERSED, "reverse")];
    let modifiers = modifiers.into_iter().filter(|(modifier, _)| has(*modifier)).map(|(_, word)| word);
    colour.into_iter().chain(modifiers).collect::<Vec<_>>().join(" ")
}
