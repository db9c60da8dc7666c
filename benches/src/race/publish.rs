//! Puts the results where readers of the repository see them.

use std::fs;

use super::results::workspace;
use super::runs::Runs;
use super::{Fallible, answers, page, plots};

const BEGIN: &str = "<!-- race: begin -->\n";
const END: &str = "<!-- race: end -->";

/// The plots and the page into `docs`, the short table into the README.
pub(super) fn publish(runs: &Runs) -> Fallible<()> {
    let docs = workspace().join("docs");
    plots::draw(runs, &docs.join("race"))?;
    fs::write(docs.join("race.md"), page::page(runs))?;
    let readme = workspace().join("README.md");
    let text = fs::read_to_string(&readme)?;
    let text = replaced(&text, (BEGIN, END), &page::section(runs))
        .ok_or("README.md lacks the markers of the race")?;
    fs::write(readme, text)?;
    publish_answers(&answers::table(&runs.medians.answers))
}

/// The table of the answers alone.
pub(super) fn publish_answers(table: &str) -> Fallible<()> {
    for file in ["README.md", "docs/race.md"] {
        let file = workspace().join(file);
        let text = fs::read_to_string(&file)?;
        let text = replaced(&text, (answers::BEGIN, answers::END), table)
            .ok_or("a file lacks the markers of the answers")?;
        fs::write(file, text)?;
    }
    Ok(())
}

/// The text with the section between the markers.
fn replaced(text: &str, (begin, end): (&str, &str), section: &str) -> Option<String> {
    let (before, rest) = text.split_once(begin)?;
    let (_, after) = rest.split_once(end)?;
    Some(format!("{before}{begin}{section}{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::{BEGIN, END, replaced};

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let text = "a\n<!-- race: begin -->\nold\n<!-- race: end -->\nb\n";
        let now = "a\n<!-- race: begin -->\nnew\n<!-- race: end -->\nb\n";
        assert_eq!(replaced(text, (BEGIN, END), "new\n").as_deref(), Some(now));
        assert_eq!(replaced("no markers", (BEGIN, END), "new\n"), None);
    }
}
