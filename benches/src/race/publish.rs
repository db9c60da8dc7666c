//! Puts the results where readers of the repository see them.

use std::fs;

use super::results::workspace;
use super::runs::Runs;
use super::{Fallible, page, plots};

const BEGIN: &str = "<!-- race: begin -->\n";
const END: &str = "<!-- race: end -->";

/// The plots and the page into `docs`, the short table into the README.
pub(super) fn publish(runs: &Runs) -> Fallible<()> {
    let docs = workspace().join("docs");
    plots::draw(runs, &docs.join("race"))?;
    fs::write(docs.join("race.md"), page::page(runs))?;
    let readme = workspace().join("README.md");
    let text = fs::read_to_string(&readme)?;
    let text =
        replaced(&text, &page::section(runs)).ok_or("README.md lacks the markers of the race")?;
    Ok(fs::write(readme, text)?)
}

/// The text with the section between the markers.
fn replaced(text: &str, section: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{section}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let text = "a\n<!-- race: begin -->\nold\n<!-- race: end -->\nb\n";
        let now = "a\n<!-- race: begin -->\nnew\n<!-- race: end -->\nb\n";
        assert_eq!(replaced(text, "new\n").as_deref(), Some(now));
        assert_eq!(replaced("no markers", "new\n"), None);
    }
}
