//! Nanoseconds an event at 16 KiB, a panel for each workload.

use headwater_benches::cell::{Cell, Outcome};
use headwater_benches::contenders::{self, Kind};
use headwater_benches::statistics::median;
use headwater_benches::workloads;
use plotters::prelude::*;

use super::{Area, CARD, FAINT, FONT, INK, OURS, THEIRS, card};
use crate::race::Fallible;
use crate::race::runs::Runs;
use crate::race::standing::untimed;

const CHUNKING: &str = "16K";
const WIDTH: u32 = 960;
const ROW: u32 = 18;

const READING: &str = "CPU time; shorter is faster; blue is ours. A broken bar is not to scale: \
                       its figure counts. † through its own transport";

/// `None` where no workload was raced at that size.
pub(super) fn plot(runs: &Runs) -> Fallible<Option<String>> {
    let cell = |name| runs.medians.cell(name, CHUNKING);
    let cells: Vec<&Cell> =
        workloads::ALL.iter().filter_map(|workload| cell(workload.name)).collect();
    let Some(most) = cells.iter().map(|cell| cell.rows.len()).max() else { return Ok(None) };
    let rows = cells.len().div_ceil(2);
    let height = (most as u32 * ROW + 50) * rows as u32 + 70;
    let title = "Nanoseconds an event, in chunks of 16 KiB";
    let drawn = card((WIDTH, height), [title, READING], |body| {
        for (cell, panel) in cells.iter().zip(body.split_evenly((rows, 2))) {
            draw_panel(cell, &panel)?;
        }
        Ok(())
    });
    drawn.map(Some)
}

/// The fastest first; then those that were not timed.
fn draw_panel(cell: &Cell, panel: &Area<'_>) -> Fallible<()> {
    let mut rows: Vec<(&str, Result<f64, String>)> =
        cell.rows.iter().map(|row| (&*row.contender, time(&row.outcome))).collect();
    let order = |row: &(&str, Result<f64, String>)| row.1.clone().unwrap_or(f64::INFINITY);
    rows.sort_by(|one, other| order(one).total_cmp(&order(other)));
    let times: Vec<f64> = rows.iter().filter_map(|row| row.1.clone().ok()).collect();
    // One that is very slow would make the others look alike.
    let end = times.get(6.min(times.len().saturating_sub(1))).map_or(1.0, |time| time * 1.3);
    let mut chart = ChartBuilder::on(panel)
        .margin(14)
        .caption(&cell.workload, (FONT, 15).into_font().color(&INK))
        .build_cartesian_2d(-0.6 * end..end * 1.25, -(rows.len() as f64)..0.0)?;
    for (at, (contender, time)) in rows.iter().enumerate() {
        let top = -(at as f64);
        let text = |text: String, x: f64, colour: &RGBColor| {
            Text::new(text, (x * end, top - 0.2), (FONT, 12).into_font().color(colour))
        };
        let (len, said) = match time {
            Ok(time) => {
                (time.min(end), text(format!("{time:.0}"), time.min(end) / end + 0.01, &INK))
            }
            Err(why) => (0.0, text(why.clone(), 0.01, &FAINT)),
        };
        let colour = if contender.starts_with("headwater") { OURS } else { THEIRS };
        let bar = Rectangle::new([(0.0, top - 0.85), (len, top - 0.15)], colour.filled());
        let break_in =
            Rectangle::new([(0.94 * end, top - 0.95), (0.96 * end, top - 0.05)], CARD.filled());
        let is_broken = time.as_ref().is_ok_and(|time| *time > end);
        chart.draw_series([bar].into_iter().chain(is_broken.then_some(break_in)))?;
        chart.draw_series([text(marked(contender), -0.6, &INK), said])?;
    }
    Ok(())
}

fn time(outcome: &Outcome) -> Result<f64, String> {
    match outcome {
        Outcome::Timed(times) => median(times).ok_or_else(|| "not timed".to_owned()),
        // How, the tables say.
        Outcome::Wrong(_) => Err("wrong".to_owned()),
        other => Err(untimed(other)),
    }
}

fn marked(contender: &str) -> String {
    let by_transport = |kind| kind == Kind::PeerByTransport;
    let is_marked =
        contenders::all().iter().any(|one| one.name == contender && by_transport(one.kind));
    format!("{contender}{}", if is_marked { " †" } else { "" })
}
