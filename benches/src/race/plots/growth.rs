//! Nanoseconds a byte over the length of the line.

use headwater_benches::cell::Outcome;
use headwater_benches::growth::{Growth, LENGTHS};
use headwater_benches::statistics::median;
use plotters::prelude::*;

use super::{Area, FAINT, FONT, GRID, INK, PALETTE, Point, card, legend};
use crate::race::Fallible;
use crate::race::runs::Runs;
use crate::race::targets::FACES;

const TITLE: &str = "Nanoseconds a byte of a long line, in chunks of 64 bytes";
const READING: &str = "CPU time; lower is faster, and level means that the work is linear. Of \
                       ours the bytes face. A triangle: stopped after 2 seconds, so it costs more \
                       than that";

struct Curve<'r> {
    contender: &'r str,
    timed: Vec<Point>,
    stopped: Vec<Point>,
}

/// `None` where growth was not asked for.
pub(super) fn plot(runs: &Runs) -> Fallible<Option<String>> {
    let others_of_ours = &FACES[1..];
    let drawn = |growth: &&Growth| !others_of_ours.contains(&&*growth.contender);
    let curves: Vec<Curve<'_>> = runs.medians.growth.iter().filter(drawn).map(Curve::of).collect();
    if curves.iter().all(|curve| curve.points().next().is_none()) {
        return Ok(None);
    }
    card((960, 460), [TITLE, READING], |body| draw(&curves, body)).map(Some)
}

fn draw(curves: &[Curve<'_>], body: &Area<'_>) -> Fallible<()> {
    let costs = || curves.iter().flat_map(Curve::points).map(|point| point.1);
    let axis = costs().fold(1.0, f64::min) * 0.7..costs().fold(1.0, f64::max) * 1.5;
    let tenfold = (-3..=6).map(|power| 10f64.powi(power));
    let tenfold = tenfold.filter(|cost| axis.contains(cost)).collect();
    let lengths = LENGTHS.map(|len| len as f64);
    let [shortest, .., longest] = lengths;
    let mut chart = ChartBuilder::on(body)
        .margin(14)
        .x_label_area_size(44)
        .y_label_area_size(50)
        .build_cartesian_2d(
        // Room for the legend after the longest.
        (shortest * 0.8..longest * 6.0).log_scale().with_key_points(lengths.to_vec()),
        axis.log_scale().with_key_points(tenfold),
    )?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .bold_line_style(GRID)
        .axis_style(FAINT)
        .label_style((FONT, 12).into_font().color(&INK))
        .x_label_formatter(&|len| binary(*len as usize))
        .y_label_formatter(&|cost| format!("{cost}"))
        .x_desc("length of the line")
        .draw()?;
    for (curve, colour) in curves.iter().zip(PALETTE.iter().cycle()) {
        let style = colour.stroke_width(2);
        chart
            .draw_series(LineSeries::new(curve.timed.iter().copied(), style).point_size(3))?
            .label(curve.contender)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], style));
        let triangle = |point: &Point| TriangleMarker::new(*point, 8, colour.filled());
        chart.draw_series(curve.stopped.iter().map(triangle))?;
    }
    legend(&mut chart)
}

impl<'r> Curve<'r> {
    fn of(growth: &'r Growth) -> Self {
        let mut curve =
            Self { contender: &growth.contender, timed: Vec::new(), stopped: Vec::new() };
        for (len, cost) in LENGTHS.iter().zip(&growth.costs) {
            let at = |cost| (*len as f64, cost);
            match cost {
                Outcome::Timed(costs) => curve.timed.extend(median(costs).map(at)),
                Outcome::Stopped(cost) => curve.stopped.push(at(*cost)),
                _ => {}
            }
        }
        curve
    }

    fn points(&self) -> impl Iterator<Item = &Point> {
        self.timed.iter().chain(&self.stopped)
    }
}

fn binary(bytes: usize) -> String {
    if bytes >= 1 << 20 { format!("{} MiB", bytes >> 20) } else { format!("{} KiB", bytes >> 10) }
}
