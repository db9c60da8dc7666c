//! The bytes face against the fastest peer, over the chunkings.

use headwater_benches::chunkings::{self, Chunking};
use headwater_benches::workloads;
use plotters::prelude::*;

use super::{Area, FAINT, FONT, GRID, INK, PALETTE, Point, card, legend};
use crate::race::Fallible;
use crate::race::runs::Runs;
use crate::race::standing::Standing;
use crate::race::targets::FACES;

const TITLE: &str = "Times as fast as the fastest peer, the bytes face";
const READING: &str = "Above the dark line ours is faster. The bytes face only: text and \
                       owned do more, and are in the tables. Random sizes stand apart";

/// A workload's name, and for each chunking where it stands there.
type Curve = (&'static str, Vec<(Chunking, f64)>);

/// `None` where nothing was raced at more than one chunking.
pub(super) fn plot(runs: &Runs) -> Fallible<Option<String>> {
    let curves: Vec<Curve> = workloads::ALL
        .iter()
        .map(|workload| (workload.name, points(runs, workload.name)))
        .filter(|(_, points)| !points.is_empty())
        .collect();
    if !curves.iter().any(|(_, points)| points.len() > 1) {
        return Ok(None);
    }
    card((960, 500), [TITLE, READING], |body| draw(&curves, body)).map(Some)
}

fn draw(curves: &[Curve], body: &Area<'_>) -> Fallible<()> {
    let ratios = || curves.iter().flat_map(|(_, points)| points).map(|point| point.1);
    let axis = ratios().fold(0.9, f64::min) * 0.9..ratios().fold(2.0, f64::max) * 1.1;
    let doubled = (-6..=10).map(|power| f64::from(power).exp2());
    let doubled = doubled.filter(|ratio| axis.contains(ratio)).collect();
    let places = chunkings::ALL.map(place);
    let [first, .., last] = places;
    let mut chart = ChartBuilder::on(body)
        .margin(14)
        .x_label_area_size(44)
        .y_label_area_size(44)
        .build_cartesian_2d(
        // Room for the legend after the last.
        (first * 0.8..last * 3.0).log_scale().with_key_points(places.to_vec()),
        axis.log_scale().with_key_points(doubled),
    )?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .bold_line_style(GRID)
        .axis_style(FAINT)
        .label_style((FONT, 12).into_font().color(&INK))
        .x_label_formatter(&|at| name(*at))
        .y_label_formatter(&|ratio| format!("{ratio}"))
        .x_desc("chunks")
        .draw()?;
    let as_fast = [(first * 0.8, 1.0), (last * 1.3, 1.0)];
    chart.draw_series(LineSeries::new(as_fast, INK.stroke_width(1)))?;
    for ((name, points), colour) in curves.iter().zip(PALETTE.iter().cycle()) {
        // Random sizes are no place on the way from large to small.
        let (apart, line): (Vec<_>, Vec<_>) =
            points.iter().partition(|(chunking, _)| *chunking == Chunking::Random);
        let point = |(chunking, ratio): &(Chunking, f64)| -> Point { (place(*chunking), *ratio) };
        let style = colour.stroke_width(2);
        chart
            .draw_series(LineSeries::new(line.into_iter().map(point), style).point_size(3))?
            .label(*name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], style));
        chart.draw_series(apart.into_iter().map(|at| Circle::new(point(at), 5, style)))?;
    }
    legend(&mut chart)
}

/// The places lie at equal distances on an axis that doubles.
fn place(chunking: Chunking) -> f64 {
    let at = chunkings::ALL.iter().position(|one| *one == chunking).unwrap_or_default();
    (at as f64).exp2()
}

fn name(at: f64) -> String {
    let chunking = chunkings::ALL.into_iter().find(|one| place(*one) == at);
    chunking.map_or_else(String::new, |chunking| chunking.to_string())
}

fn points(runs: &Runs, workload: &str) -> Vec<(Chunking, f64)> {
    let standing = |chunking: Chunking| {
        let standing = Standing::in_runs(runs, workload, &chunking.to_string(), FACES[0]);
        match standing {
            Standing::Against { ratio, .. } => Some((chunking, ratio.median)),
            _ => None,
        }
    };
    chunkings::ALL.into_iter().filter_map(standing).collect()
}
