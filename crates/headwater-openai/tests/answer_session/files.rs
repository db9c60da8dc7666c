//! The scenarios of all files.

use crate::script::{self, Scenario};

const FILES: [(&str, &str); 5] = [
    ("before_the_answer", include_str!("scenarios/before_the_answer.txt")),
    ("resume", include_str!("scenarios/resume.txt")),
    ("ending", include_str!("scenarios/ending.txt")),
    ("deadlines", include_str!("scenarios/deadlines.txt")),
    ("cancel", include_str!("scenarios/cancel.txt")),
];

pub(crate) fn scenarios() -> Vec<Scenario> {
    FILES.iter().flat_map(|(file, text)| script::parse(file, text)).collect()
}
