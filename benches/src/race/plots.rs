//! The plots, as SVG.

use std::path::Path;

use headwater_benches::cell::{Cell, Outcome};
use headwater_benches::growth::LENGTHS;
use headwater_benches::statistics::median;
use headwater_benches::{chunkings, workloads};
use plotters::prelude::*;

use super::Fallible;
use super::results::Results;
use super::standing::standing;

const OURS: RGBColor = RGBColor(0x0b, 0x6e, 0x99);
const THEIRS: RGBColor = RGBColor(0xb8, 0xbe, 0xc6);
/// Of curves: to be told apart, in print too.
const PALETTE: [RGBColor; 8] = [
    OURS,
    RGBColor(0xd9, 0x5f, 0x02),
    RGBColor(0x1b, 0x9e, 0x77),
    RGBColor(0x75, 0x70, 0xb3),
    RGBColor(0xe7, 0x29, 0x8a),
    RGBColor(0x66, 0xa6, 0x1e),
    RGBColor(0xa6, 0x76, 0x1d),
    RGBColor(0x33, 0x33, 0x33),
];
const FONT: &str = "sans-serif";
/// The workloads whose bars are drawn.
const MAIN: [&str; 6] = ["chat", "responses", "tiny", "cjk", "ten_lines", "comments"];

/// Draws all that there are results for.
pub(super) fn draw(results: &Results, into: &Path) -> Fallible<()> {
    std::fs::create_dir_all(into)?;
    let cells: Vec<&Cell> =
        MAIN.iter().filter_map(|workload| results.cell(workload, "16K")).collect();
    if !cells.is_empty() {
        bars(&cells, &into.join("events.svg"))?;
    }
    let curves = ratio_curves(results);
    if curves.iter().any(|(_, curve)| curve.len() > 1) {
        ratios(&curves, &into.join("ratios.svg"))?;
    }
    if !results.growth.is_empty() {
        growth(results, &into.join("growth.svg"))?;
    }
    Ok(())
}

/// Nanoseconds an event, a panel for each workload.
fn bars(cells: &[&Cell], file: &Path) -> Fallible<()> {
    let root =
        SVGBackend::new(file, (960, 300 * (cells.len() as u32).div_ceil(2))).into_drawing_area();
    root.fill(&WHITE)?;
    let panels = root.split_evenly((cells.len().div_ceil(2), 2));
    for (cell, panel) in cells.iter().zip(panels) {
        bar_panel(cell, &panel)?;
    }
    Ok(root.present()?)
}

fn bar_panel(
    cell: &Cell,
    panel: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
) -> Fallible<()> {
    let mut bars: Vec<(&str, f64)> = cell
        .rows
        .iter()
        .filter_map(|row| Some((&*row.contender, median(cell.times(&row.contender)?)?)))
        .collect();
    bars.sort_by(|one, other| one.1.total_cmp(&other.1));
    // One that is very slow would make the others look alike: its bar is cut, its figure stands.
    let end = bars.get(6.min(bars.len().saturating_sub(1))).map_or(1.0, |bar| bar.1) * 1.3;
    let title = format!("{} at 16 KiB, ns an event", cell.workload);
    let mut chart = ChartBuilder::on(panel)
        .margin(12)
        .caption(title, (FONT, 16))
        .build_cartesian_2d(-0.55 * end..end * 1.2, -(bars.len() as f64)..0.0)?;
    let name = (FONT, 12).into_font().color(&BLACK);
    for (at, (contender, time)) in bars.iter().enumerate() {
        let top = -(at as f64);
        let colour = if contender.starts_with("headwater") { OURS } else { THEIRS };
        let len = time.min(end);
        let bar = Rectangle::new([(0.0, top - 0.85), (len, top - 0.15)], colour.filled());
        let cut =
            Rectangle::new([(0.94 * end, top - 0.95), (0.96 * end, top - 0.05)], WHITE.filled());
        let label = Text::new((*contender).to_owned(), (-0.54 * end, top - 0.2), name.clone());
        let figure = Text::new(format!("{time:.0}"), (len + 0.01 * end, top - 0.2), name.clone());
        chart.draw_series([bar].into_iter().chain((*time > end).then_some(cut)))?;
        chart.draw_series([label, figure])?;
    }
    Ok(())
}

type Curve = Vec<(f64, f64)>;

/// The bytes face against the fastest peer, over the chunkings.
fn ratio_curves(results: &Results) -> Vec<(String, Curve)> {
    let curve = |workload: &str| -> Curve {
        let points = chunkings::ALL.iter().enumerate().filter_map(|(at, chunking)| {
            let cell = results.cell(workload, &chunking.to_string())?;
            Some((at as f64, standing(cell, "headwater bytes")?.ratio.median))
        });
        points.collect()
    };
    workloads::ALL.iter().map(|workload| (workload.name.to_owned(), curve(workload.name))).collect()
}

fn ratios(curves: &[(String, Curve)], file: &Path) -> Fallible<()> {
    let highest =
        curves.iter().flat_map(|(_, curve)| curve).map(|point| point.1).fold(1.0, f64::max);
    let root = SVGBackend::new(file, (960, 420)).into_drawing_area();
    root.fill(&WHITE)?;
    let last = chunkings::ALL.len() - 1;
    let mut chart = ChartBuilder::on(&root)
        .margin(12)
        .caption("Times as fast as the fastest peer, bytes face", (FONT, 16))
        .x_label_area_size(40)
        .y_label_area_size(40)
        .build_cartesian_2d(-0.2..last as f64 + 1.4, 0.0..highest * 1.05)?;
    let chunk = |at: &f64| {
        let whole = (at.fract() == 0.0 && *at >= 0.0).then_some(*at as usize);
        whole.and_then(|at| chunkings::ALL.get(at)).map_or_else(String::new, ToString::to_string)
    };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(chunkings::ALL.len() + 2)
        .x_label_formatter(&chunk)
        .x_desc("chunk")
        .draw()?;
    chart.draw_series(LineSeries::new([(0.0, 1.0), (last as f64, 1.0)], BLACK.stroke_width(1)))?;
    draw_curves(&mut chart, curves)?;
    Ok(root.present()?)
}

type Chart<'a, 'b, X, Y> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<X, Y>>;

fn draw_curves<'a, 'b: 'a, X, Y>(
    chart: &mut Chart<'a, 'b, X, Y>,
    curves: &[(String, Curve)],
) -> Fallible<()>
where
    X: Ranged<ValueType = f64>,
    Y: Ranged<ValueType = f64>,
{
    let drawn = curves.iter().filter(|(_, curve)| !curve.is_empty());
    for (at, (name, curve)) in drawn.enumerate() {
        let colour = PALETTE[at % PALETTE.len()];
        let style = colour.stroke_width(if at < PALETTE.len() { 2 } else { 1 });
        chart
            .draw_series(LineSeries::new(curve.iter().copied(), style).point_size(3))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], style));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.8))
        .label_font((FONT, 12))
        .draw()?;
    Ok(())
}

/// Nanoseconds a byte over the length of the line.
fn growth(results: &Results, file: &Path) -> Fallible<()> {
    let point = |(len, cost): (&usize, &Outcome)| match cost {
        Outcome::Timed(costs) => Some((*len as f64, median(costs)?)),
        Outcome::Stopped(cost) => Some((*len as f64, *cost)),
        _ => None,
    };
    let curve = |costs: &[Outcome]| LENGTHS.iter().zip(costs).filter_map(point).collect::<Curve>();
    let curves: Vec<(String, Curve)> = results
        .growth
        .iter()
        .filter(|growth| !["headwater text", "headwater owned"].contains(&&*growth.contender))
        .map(|growth| (growth.contender.clone(), curve(&growth.costs)))
        .collect();
    let costs = || curves.iter().flat_map(|(_, curve)| curve).map(|point| point.1);
    let (lowest, highest) = (costs().fold(1.0, f64::min), costs().fold(1.0, f64::max));
    let root = SVGBackend::new(file, (960, 420)).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .margin(12)
        .caption("A byte of a long line in chunks of 64 bytes", (FONT, 16))
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d((50e3..400e6).log_scale(), (lowest * 0.7..highest * 1.5).log_scale())?;
    chart
        .configure_mesh()
        .x_desc("bytes of the line")
        .y_desc("ns a byte")
        .x_label_formatter(&|len| format!("{len:.0e}"))
        .light_line_style(TRANSPARENT)
        .draw()?;
    draw_curves(&mut chart, &curves)?;
    Ok(root.present()?)
}
