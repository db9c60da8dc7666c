//! The plots, as SVG: each on a light card, so that it can be read on a dark page too.

mod events;
mod growth;
mod ratios;

use std::path::Path;

use plotters::prelude::*;

use super::Fallible;
use super::runs::Runs;

const OURS: RGBColor = RGBColor(0x0b, 0x6e, 0x99);
const THEIRS: RGBColor = RGBColor(0xb8, 0xbe, 0xc6);
const INK: RGBColor = RGBColor(0x1f, 0x23, 0x28);
const FAINT: RGBColor = RGBColor(0x65, 0x6d, 0x76);
const GRID: RGBColor = RGBColor(0xe4, 0xe7, 0xeb);
const CARD: RGBColor = RGBColor(0xfc, 0xfc, 0xfd);
/// Of curves: to be told apart, in print too.
const PALETTE: [RGBColor; 11] = [
    OURS,
    RGBColor(0xd9, 0x5f, 0x02),
    RGBColor(0x1b, 0x9e, 0x77),
    RGBColor(0x75, 0x70, 0xb3),
    RGBColor(0xe7, 0x29, 0x8a),
    RGBColor(0x66, 0xa6, 0x1e),
    RGBColor(0xa6, 0x76, 0x1d),
    RGBColor(0x33, 0x33, 0x33),
    RGBColor(0xe6, 0xab, 0x02),
    RGBColor(0x1f, 0x3f, 0xbf),
    RGBColor(0x9a, 0x9a, 0x9a),
];
const FONT: &str = "sans-serif";

/// Of a curve, where it goes.
type Point = (f64, f64);
type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Chart<'a, 'b, X, Y> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<X, Y>>;

/// Draws all that there are results for.
pub(super) fn draw(runs: &Runs, into: &Path) -> Fallible<()> {
    std::fs::create_dir_all(into)?;
    let plots = [
        ("events", events::plot(runs)?),
        ("ratios", ratios::plot(runs)?),
        ("growth", growth::plot(runs)?),
    ];
    for (name, plot) in plots {
        if let Some(plot) = plot {
            std::fs::write(into.join(name).with_extension("svg"), plot)?;
        }
    }
    Ok(())
}

/// A card of this size, with a title, a line that says how to read it, and what is drawn below.
fn card(
    (width, height): (u32, u32),
    [title, reading]: [&str; 2],
    draw: impl FnOnce(&Area<'_>) -> Fallible<()>,
) -> Fallible<String> {
    let mut drawn = String::new();
    {
        let root = SVGBackend::with_string(&mut drawn, (width, height)).into_drawing_area();
        let (head, body) = root.split_vertically(58);
        head.draw(&Text::new(title, (18, 16), (FONT, 17).into_font().color(&INK)))?;
        head.draw(&Text::new(reading, (18, 39), (FONT, 12).into_font().color(&FAINT)))?;
        draw(&body)?;
        root.present()?;
    }
    let (start, rest) = drawn.split_once('>').ok_or("the drawing is no SVG")?;
    let (width, height) = (width - 1, height - 1);
    let RGBColor(red, green, blue) = CARD;
    Ok(format!(
        "{start}>\n<rect x=\"0.5\" y=\"0.5\" width=\"{width}\" height=\"{height}\" rx=\"10\" \
         fill=\"rgb({red},{green},{blue})\" stroke=\"#d0d7de\"/>{rest}"
    ))
}

/// The names of the curves, to the right.
fn legend<'a, 'b: 'a, X, Y>(chart: &mut Chart<'a, 'b, X, Y>) -> Fallible<()>
where
    X: Ranged<ValueType = f64>,
    Y: Ranged<ValueType = f64>,
{
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(CARD.filled())
        .label_font((FONT, 12).into_font().color(&INK))
        .draw()?;
    Ok(())
}

#[cfg(all(test, feature = "peers"))]
mod tests {
    use headwater_benches::cell::Outcome;

    use super::{events, growth, ratios};
    use crate::race::asked::Asked;
    use crate::race::synthetic::{results, results_of, runs};

    #[test]
    fn one_that_was_not_timed_is_in_the_plot_with_the_reason() {
        let mut results = results();
        let at = results.cells.iter().position(|cell| cell.chunking == "16K").unwrap();
        results.cells[at].rows[3].outcome = Outcome::Wrong("the data of event 1".to_owned());
        results.cells[at].rows[5].outcome = Outcome::Stopped(1.0);
        let plot = events::plot(&runs(vec![results])).unwrap().unwrap();
        assert!(plot.contains("\nwrong\n") && plot.contains("\n&gt; 2 s a pass\n"), "{plot}");
        for panel in ["chat", "responses", "tiny", "large", "ten_lines", "comments", "cjk", "mix"] {
            assert!(plot.contains(&format!("\n{panel}\n")), "{panel}");
        }
    }

    #[test]
    fn one_that_was_stopped_is_another_mark_than_one_that_was_timed() {
        let marks = |last: Outcome| {
            let mut results = results();
            results.growth[3].costs[2] = last;
            let plot = growth::plot(&runs(vec![results])).unwrap().unwrap();
            (plot.matches("<polygon").count(), plot.matches("<circle").count())
        };
        let (triangles, circles) = marks(Outcome::Timed(vec![2.0]));
        assert_eq!(marks(Outcome::Stopped(2.0)), (triangles + 1, circles - 1));
        assert_eq!(marks(Outcome::Skipped), (triangles, circles - 1));
    }

    #[test]
    fn what_was_not_asked_for_is_not_drawn() {
        let asked = Asked {
            workload: Some("chat".to_owned()),
            chunking: Some("7".to_owned()),
            ..Asked::default()
        };
        let runs = runs(vec![results_of(asked)]);
        assert!(events::plot(&runs).unwrap().is_none());
        assert!(growth::plot(&runs).unwrap().is_none());
        assert!(ratios::plot(&runs).unwrap().is_none());
    }
}
