//! How fast it came.

use std::{
    fmt,
    time::{Duration, Instant},
};

use headwater_openai::Delta;

/// What `--stats` tells at the end.
pub(super) struct Stats {
    begun: Instant,
    first_token: Option<Duration>,
    last_token: Duration,
    deltas: u64,
    events: u64,
    bytes: u64,
}

impl Stats {
    pub(super) fn begin() -> Self {
        Self {
            begun: Instant::now(),
            first_token: None,
            last_token: Duration::ZERO,
            deltas: 0,
            events: 0,
            bytes: 0,
        }
    }

    pub(super) const fn event(&mut self) {
        self.events += 1;
    }

    /// The body is over, and had so many bytes.
    pub(super) const fn body(&mut self, bytes: u64) {
        self.bytes = bytes;
    }

    pub(super) fn delta(&mut self, delta: &Delta<'_>) {
        let is_token = matches!(
            delta,
            Delta::Text { .. }
                | Delta::Reasoning { .. }
                | Delta::Refusal { .. }
                | Delta::ToolCallArguments { .. }
        );
        if !is_token {
            return;
        }
        self.token(self.begun.elapsed());
    }

    fn token(&mut self, at: Duration) {
        self.deltas += 1;
        self.last_token = at;
        self.first_token.get_or_insert(at);
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first_token {
            Some(first) => write!(f, "first token after {:.3} s", first.as_secs_f64())?,
            None => f.write_str("no token")?,
        }
        let flow = self.last_token.saturating_sub(self.first_token.unwrap_or_default());
        match u32::try_from(self.deltas.saturating_sub(1)) {
            Ok(1..) if !flow.is_zero() => {
                let per_second = (self.deltas - 1) as f64 / flow.as_secs_f64();
                write!(f, ", {per_second:.1} deltas/s")?;
            }
            _ if self.deltas == 1 => f.write_str(", 1 delta")?,
            _ => write!(f, ", {} deltas", self.deltas)?,
        }
        write!(f, ", {} events, {} bytes", self.events, self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Stats;

    #[test]
    fn the_pace_is_that_after_the_first_token() {
        let mut stats = Stats::begin();
        for at in [1_250, 1_500, 1_750, 2_250] {
            stats.token(Duration::from_millis(at));
            stats.event();
        }
        stats.event();
        stats.body(1_234);
        // Three more in one second.
        let said = "first token after 1.250 s, 3.0 deltas/s, 5 events, 1234 bytes";
        assert_eq!(stats.to_string(), said);
    }

    #[test]
    fn no_pace_is_made_up() {
        let mut stats = Stats::begin();
        assert_eq!(stats.to_string(), "no token, 0 deltas, 0 events, 0 bytes");
        stats.token(Duration::from_millis(80));
        assert_eq!(stats.to_string(), "first token after 0.080 s, 1 delta, 0 events, 0 bytes");
    }
}
