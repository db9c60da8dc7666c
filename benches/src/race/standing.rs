//! Where a face of ours stands in a cell: against the fastest peer there.

use headwater_benches::cell::Cell;
use headwater_benches::contenders::{self, Kind};
use headwater_benches::statistics::{Measured, median};

/// A face against the fastest peer.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) peer: &'static str,
    /// How many times as fast ours is.
    pub(super) ratio: Measured,
}

/// `None` where no peer is right, or the face was not timed.
pub(super) fn standing(cell: &Cell, face: &str) -> Option<Standing> {
    let owned = contenders::all().iter().any(|one| one.name == face && one.owned);
    let may_be_fastest =
        |peer: &contenders::Contender| peer.kind == Kind::Peer && (peer.owned || !owned);
    let ours = cell.times(face)?;
    let times = |peer: contenders::Contender| Some((peer.name, cell.times(peer.name)?));
    let (peer, theirs) = contenders::all()
        .into_iter()
        .filter(may_be_fastest)
        .filter_map(times)
        .min_by(|one, other| middle(one.1).total_cmp(&middle(other.1)))?;
    Some(Standing { peer, ratio: Measured::ratio(theirs, ours)? })
}

fn middle(times: &[f64]) -> f64 {
    median(times).unwrap_or(f64::INFINITY)
}
