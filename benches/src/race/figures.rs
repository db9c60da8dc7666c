//! Figures that have to be reached, and whether they are.

use core::fmt;

use headwater_benches::statistics::Measured;

use super::standing::rounded_down;

/// A figure that has to be reached.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) what: String,
    /// What it was held against, if anything.
    pub(super) against: String,
    pub(super) target: Target,
    pub(super) reached: Reached,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Target {
    AtLeast(f64),
    AtMost(f64),
    /// Nothing at all, in any run. It does not depend on a clock.
    Nothing,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reached {
    Value(Measured),
    /// Ours has no figure: why.
    Failed(String),
    /// Ours has a time, and there is none to hold it against.
    Unopposed,
}

impl Figure {
    /// What has no figure has reached nothing.
    pub(super) fn is_reached(&self) -> bool {
        let Reached::Value(Measured { median, .. }) = self.reached else { return false };
        match self.target {
            Target::AtLeast(target) => median >= target,
            Target::AtMost(target) => median <= target,
            Target::Nothing => median == 0.0,
        }
    }

    /// Whether ours did not do what it has to do on the slowest machine too.
    fn is_fault(&self) -> bool {
        match self.reached {
            Reached::Failed(_) => true,
            Reached::Value(_) => self.target == Target::Nothing && !self.is_reached(),
            Reached::Unopposed => false,
        }
    }

    fn shown_target(&self) -> String {
        match self.target {
            Target::AtLeast(target) => format!("≥ {target}"),
            Target::AtMost(target) => format!("≤ {target}"),
            Target::Nothing => "0".to_owned(),
        }
    }

    /// Rounded away from the target, so that a miss never looks like a hit.
    fn shown_value(&self) -> String {
        match (&self.reached, self.target) {
            (Reached::Failed(why), _) => why.clone(),
            (Reached::Unopposed, _) => "no peer is right here".to_owned(),
            (Reached::Value(Measured { median, .. }), Target::Nothing) => median.to_string(),
            (Reached::Value(Measured { median, spread }), Target::AtLeast(_)) => {
                format!("{:.2} ± {spread:.2}", rounded_down(*median))
            }
            (Reached::Value(Measured { median, spread }), Target::AtMost(_)) => {
                format!("{:.2} ± {spread:.2}", (median * 100.0).ceil() / 100.0)
            }
        }
    }
}

/// Every target and what was reached.
pub(super) struct Table(pub(super) Vec<Figure>);

impl Table {
    pub(super) fn misses(&self) -> usize {
        self.0.iter().filter(|figure| !figure.is_reached()).count()
    }

    /// Where ours is wrong, panicked, was stopped or is not there; hands out late, or allocates
    /// where it must not.
    pub(super) fn faults(&self) -> Vec<String> {
        let faults = self.0.iter().filter(|figure| figure.is_fault());
        faults.map(|figure| format!("{}: {}", figure.what, figure.shown_value())).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | target | reached | | against |\n|---|---|---|---|---|")?;
        for figure in &self.0 {
            let (target, value) = (figure.shown_target(), figure.shown_value());
            let verdict = if figure.is_reached() { "PASS" } else { "MISS" };
            let Figure { what, against, .. } = figure;
            writeln!(f, "| {what} | {target} | {value} | {verdict} | {against} |")?;
        }
        write!(f, "\n{} of {} targets missed", self.misses(), self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::{Figure, Reached, Table, Target};
    use headwater_benches::statistics::Measured;

    fn figure(target: Target, reached: Reached) -> Figure {
        Figure { what: "it".to_owned(), against: String::new(), target, reached }
    }

    fn value(median: f64) -> Reached {
        Reached::Value(Measured { median, spread: 0.1 })
    }

    #[test]
    fn a_target_is_reached_from_its_side() {
        let reached = |target, median| figure(target, value(median)).is_reached();
        assert!(reached(Target::AtLeast(2.0), 2.0) && !reached(Target::AtLeast(2.1), 2.0));
        assert!(reached(Target::AtMost(2.0), 2.0) && !reached(Target::AtMost(1.9), 2.0));
        assert!(reached(Target::Nothing, 0.0) && !reached(Target::Nothing, 0.5));
    }

    #[test]
    fn what_has_no_figure_is_missed_whatever_the_target() {
        for target in [Target::AtLeast(0.0), Target::AtMost(9.9), Target::Nothing] {
            for reached in [Reached::Failed("panics".to_owned()), Reached::Unopposed] {
                assert!(!figure(target, reached).is_reached());
            }
        }
    }

    #[test]
    fn a_fault_is_no_matter_of_speed() {
        let faults = |target, reached| Table(vec![figure(target, reached)]).faults();
        let failed = Reached::Failed("panics".to_owned());
        assert_eq!(faults(Target::AtLeast(2.0), failed), ["it: panics"]);
        assert_eq!(faults(Target::Nothing, value(0.5)), ["it: 0.5"]);
        assert!(faults(Target::Nothing, value(0.0)).is_empty());
        assert!(faults(Target::AtLeast(2.0), value(0.1)).is_empty());
        assert!(faults(Target::AtLeast(2.0), Reached::Unopposed).is_empty());
    }

    #[test]
    fn a_miss_never_looks_like_a_hit() {
        let shown = |target, median| figure(target, value(median)).shown_value();
        assert_eq!(shown(Target::AtLeast(1.35), 1.349), "1.34 ± 0.10");
        assert_eq!(shown(Target::AtMost(1.25), 1.251), "1.26 ± 0.10");
    }
}
