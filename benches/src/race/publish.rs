//! Puts the results where readers of the repository see them.

use std::fs;

use super::results::{Results, workspace};
use super::{Fallible, plots, tables};

const BEGIN: &str = "<!-- race: begin -->\n";
const END: &str = "<!-- race: end -->";

/// The plots and the tables into `docs`, the short table into the README: those of the first run,
/// and the targets of them all.
pub(super) fn publish(runs: &[Results]) -> Fallible<()> {
    let Some(results) = runs.first() else { return Ok(()) };
    let docs = workspace().join("docs");
    fs::create_dir_all(docs.join("race"))?;
    plots::draw(results, &docs.join("race"))?;
    fs::write(docs.join("race.md"), tables::page(runs))?;
    let readme = workspace().join("README.md");
    let section = format!(
        "{}\n\n{}\nAll figures: [docs/race.md](docs/race.md).\n",
        tables::context(results),
        tables::summary(results)
    );
    let text = fs::read_to_string(&readme)?;
    let text = replaced(&text, &section).ok_or("README.md lacks the markers of the race")?;
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
