//! Medians, spreads and ratios.

/// A median and how far the values lie from it.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Measured {
    /// The middle value.
    pub median: f64,
    /// Half the distance between the quartiles; of fewer than five values, which have none to speak
    /// of, between the lowest and the highest.
    pub spread: f64,
}

impl Measured {
    /// Of these values; `None` where there are none.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let outer = if sorted.len() < 5 { 0.0 } else { 0.25 };
        let spread = (quantile(&sorted, 1.0 - outer)? - quantile(&sorted, outer)?) / 2.0;
        Some(Self { median: quantile(&sorted, 0.5)?, spread })
    }

    /// How many times as much the one is as the other, round by round: what disturbed the machine
    /// in a round disturbed both.
    #[must_use]
    pub fn ratio(of: &[f64], to: &[f64]) -> Option<Self> {
        let ratios: Vec<f64> = of.iter().zip(to).map(|(of, to)| of / to).collect();
        Self::of(&ratios)
    }
}

/// The value below which this part of the sorted values lies, interpolated.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let at = part * last as f64;
    let (below, above) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(below + (above - below) * at.fract())
}

/// The middle one of these values; `None` where there are none.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    Measured::of(values).map(|measured| measured.median)
}

#[cfg(test)]
mod tests {
    use super::{Measured, median};

    #[test]
    fn medians() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7.0]), Some(7.0));
        assert_eq!(median(&[9.0, 1.0, 4.0]), Some(4.0));
        assert_eq!(median(&[8.0, 1.0, 4.0, 2.0]), Some(3.0));
    }

    #[test]
    fn the_spread_does_not_see_one_that_is_far_out() {
        let quiet = Measured::of(&[10.0, 11.0, 12.0, 13.0, 14.0]).unwrap();
        let disturbed = Measured::of(&[10.0, 11.0, 12.0, 13.0, 1400.0]).unwrap();
        assert_eq!(quiet, Measured { median: 12.0, spread: 1.0 });
        assert_eq!(disturbed, quiet);
        assert_eq!(Measured::of(&[3.0]).unwrap().spread, 0.0);
        // Three runs: all of them are seen.
        assert_eq!(
            Measured::of(&[10.0, 14.0, 11.0]).unwrap(),
            Measured { median: 11.0, spread: 2.0 }
        );
    }

    #[test]
    fn a_ratio_is_taken_round_by_round() {
        // The second round was disturbed, for both alike.
        let ratio = Measured::ratio(&[4.0, 40.0, 4.0], &[2.0, 20.0, 2.0]).unwrap();
        assert_eq!(ratio, Measured { median: 2.0, spread: 0.0 });
        assert_eq!(Measured::ratio(&[], &[]), None);
    }
}
