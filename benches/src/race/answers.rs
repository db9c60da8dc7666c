//! The tables of the answers and of the readers.

use core::fmt::Write as _;

use headwater_benches::answers::{Answers, OURS, PEER, answers};
use headwater_benches::cell::{Outcome, Row};
use headwater_benches::statistics::Measured;

use super::Fallible;

pub(super) const BEGIN: &str = "<!-- answers: begin -->\n";
pub(super) const END: &str = "<!-- answers: end -->";

/// How many times as fast as the peer ours is to be.
const GOAL: f64 = 5.0;

const ABOUT: &str = "\
From the bytes of a stream, in chunks of 1,400, to its typed deltas, and to the final object besides.
*typed too*: each event as its type as well. async-openai's types are read as its own client does it:
behind eventsource-stream, by `serde_json::from_str`; as it has no chat answer, the text stands in for
it. A figure is nanoseconds of CPU time an event, the median of the rounds, in which all run in turn;
in brackets how many times as long as ours, round by round. ± is half the distance between the
quartiles.";

pub(super) fn measure(rounds: usize) -> Fallible<Vec<Answers>> {
    Ok(answers(rounds)?)
}

/// What each contender takes, and how many times as long as ours.
pub(super) fn table(all: &[Answers]) -> String {
    let mut out = format!("{ABOUT}\n\n");
    let names: Vec<&str> = all.iter().take(1).flat_map(|one| &one.rows).map(name).collect();
    let _ = writeln!(out, "| streams | made of them | {} |", names.join(" | "));
    let _ = writeln!(out, "|---|---|{}", "---|".repeat(names.len()));
    for answers in all {
        let ours = times(&answers.rows, OURS);
        let cells = names.iter().map(|name| cell(ours, times(&answers.rows, name)));
        let cells: Vec<String> = cells.collect();
        let _ = writeln!(
            out,
            "| {}: {} of {}, {} events | {} | {} |",
            answers.set,
            answers.streams,
            answers.streams + answers.passed_over,
            answers.events,
            answers.made,
            cells.join(" | ")
        );
    }
    let short: Vec<String> = all.iter().filter_map(short_of_goal).collect();
    let _ = match &*short {
        [] => {
            writeln!(out, "\nOurs is at least {GOAL} times as fast as async-openai in all of them.")
        }
        short => writeln!(
            out,
            "\nThe goal, {GOAL} times as fast as async-openai, is missed in {} of {}: {}.",
            short.len(),
            all.len(),
            short.join("; ")
        ),
    };
    out + "\nStreams that a contender cannot read, or reads as something else, are passed over.\n"
}

/// Of the readers, a table for each payload.
#[cfg(feature = "peers")]
pub(super) fn readers_table(all: &[headwater_benches::readers::Readings]) -> String {
    let mut out = String::from("| reader |");
    for readings in all {
        let _ = write!(out, " {} ({} bytes) |", readings.payload, readings.bytes);
    }
    let _ = writeln!(out, "\n|---|{}", "---|".repeat(all.len()));
    for row in all.iter().take(1).flat_map(|readings| &readings.rows) {
        let cells = all.iter().map(|readings| {
            let ours = readings.rows.first().and_then(timed);
            cell(ours, times(&readings.rows, &row.contender))
        });
        let cells: Vec<String> = cells.collect();
        let _ = writeln!(out, "| {} | {} |", row.contender, cells.join(" | "));
    }
    out
}

fn short_of_goal(answers: &Answers) -> Option<String> {
    let ratio = Measured::ratio(times(&answers.rows, PEER)?, times(&answers.rows, OURS)?)?;
    let said = || format!("{}, {} ({:.2})", answers.set, answers.made, ratio.median);
    (ratio.median < GOAL).then(said)
}

fn name(row: &Row) -> &str {
    &row.contender
}

fn times<'r>(rows: &'r [Row], contender: &str) -> Option<&'r [f64]> {
    rows.iter().find(|row| row.contender == contender).and_then(timed)
}

fn timed(row: &Row) -> Option<&[f64]> {
    match &row.outcome {
        Outcome::Timed(times) => Some(times),
        _ => None,
    }
}

fn cell(ours: Option<&[f64]>, theirs: Option<&[f64]>) -> String {
    let shown = |theirs: &[f64]| {
        let time = Measured::of(theirs)?;
        let ratio = Measured::ratio(theirs, ours?)?;
        Some(if ratio.median == 1.0 {
            format!("{:.0} ± {:.0}", time.median, time.spread)
        } else {
            format!("{:.0} ({:.2} ± {:.2})", time.median, ratio.median, ratio.spread)
        })
    };
    theirs.and_then(shown).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Answers, OURS, Outcome, PEER, Row, table};

    fn made(theirs: f64) -> Answers {
        let row = |name: &str, time| Row {
            contender: name.to_owned(),
            outcome: Outcome::Timed(vec![time; 3]),
        };
        Answers {
            set: "chat, own".to_owned(),
            made: "text deltas".to_owned(),
            streams: 3,
            passed_over: 1,
            events: 40,
            bytes: 900,
            rows: vec![row(OURS, 100.0), row(PEER, theirs)],
        }
    }

    #[test]
    fn where_the_goal_is_missed_is_said() {
        let missed = table(&[made(499.0), made(700.0)]);
        assert!(
            missed.contains(
                "| chat, own: 3 of 4, 40 events | text deltas | 100 ± 0 | 499 (4.99 ± 0.00) |"
            ),
            "{missed}"
        );
        assert!(missed.contains("is missed in 1 of 2: chat, own, text deltas (4.99)."), "{missed}");
        assert!(table(&[made(501.0)]).contains("at least 5 times as fast"));
    }
}
