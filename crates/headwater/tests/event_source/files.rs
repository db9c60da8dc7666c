//! The scenarios of all files.

use crate::script::{self, Scenario};

const FILES: [(&str, &str); 7] = [
    ("requests", include_str!("scenarios/requests.txt")),
    ("responses", include_str!("scenarios/responses.txt")),
    ("redirects", include_str!("scenarios/redirects.txt")),
    ("reconnection", include_str!("scenarios/reconnection.txt")),
    ("last_event_id", include_str!("scenarios/last_event_id.txt")),
    ("closing", include_str!("scenarios/closing.txt")),
    ("timers", include_str!("scenarios/timers.txt")),
];

pub(crate) fn scenarios() -> Vec<Scenario> {
    FILES.iter().flat_map(|(file, text)| script::parse(file, text)).collect()
}
