//! What a scenario sets, and what it expects to be handed out, whoever runs it.

use headwater::{EventSourceConfig, EventSourceItem, Timers};

use crate::script::{Scenario, unescaped};

/// The caller's URL, where a scenario sets none.
pub(crate) const URL: &str = "https://a.example/events";

pub(crate) fn config(scenario: &Scenario) -> EventSourceConfig {
    let mut config = EventSourceConfig::new();
    let mut timers = Timers::new();
    for setting in &scenario.settings {
        let (name, value) = setting.split_once(' ').unwrap_or((setting, ""));
        let number = || value.parse::<u32>().expect("a number");
        match name {
            "strict" => config = config.strict(true),
            "method" => config = config.method(value),
            "resend" => config = config.resend(true),
            "seed" => config = config.seed(number().into()),
            "reconnection-time" => config = config.reconnection_time_ms(number()),
            "bounds" => {
                let (least, most) = value.split_once(' ').expect("two numbers");
                let number = |text: &str| text.parse().expect("a number");
                config = config.reconnection_time_bounds_ms(number(least), number(most));
            }
            "max-backoff" => config = config.max_backoff_ms(number()),
            "max-retries" => config = config.max_retries(Some(number())),
            "max-elapsed" => config = config.max_elapsed_ms(Some(number())),
            "healthy-after" => config = config.healthy_after_ms(number()),
            "connect" => timers = timers.connect_ms(Some(number())),
            "first-byte" => timers = timers.first_byte_ms(Some(number())),
            "idle" => timers = timers.idle_ms(Some(number())),
            "content-idle" => timers = timers.content_idle_ms(Some(number())),
            "total" => timers = timers.total_ms(Some(number())),
            "follow" | "url" | "id" | "header" | "secret" | "body" => {}
            _ => panic!("unknown setting: {setting}"),
        }
    }
    config.timers(timers)
}

/// What a source handed out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    Open,
    Event { data: String, event_type: String, id: String },
    Dropped(String),
    Reconnecting { why: String, retries: u32, id_withheld: bool },
}

impl Seen {
    pub(crate) fn of(item: EventSourceItem<'_>) -> Self {
        match item {
            EventSourceItem::Open => Self::Open,
            EventSourceItem::Event(event) => Self::Event {
                data: lossy(event.data()),
                event_type: lossy(event.event_type()),
                id: lossy(event.last_event_id()),
            },
            EventSourceItem::Dropped(error) => {
                let shown = format!("{error:?}");
                Self::Dropped(shown.split(' ').next().unwrap_or_default().into())
            }
            EventSourceItem::Reconnecting(how) => Self::Reconnecting {
                why: format!("{:?}", how.why),
                retries: how.retries,
                id_withheld: how.id_withheld,
            },
            other => panic!("{other:?}"),
        }
    }

    /// What a step expects; `None` where it expects nothing.
    pub(crate) fn expected(text: &str) -> Option<Self> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let mut words = rest.split(' ');
        let first = words.next().unwrap_or_default();
        let option = |name: &str| {
            rest.split(' ').find_map(|word| word.strip_prefix(name)).map(str::to_owned)
        };
        Some(match word {
            "open" => Self::Open,
            "event" => Self::Event {
                data: lossy(&unescaped(first)),
                event_type: option("type=").unwrap_or_else(|| "message".into()),
                id: option("id=").map(|id| lossy(&unescaped(&id))).unwrap_or_default(),
            },
            "dropped" => Self::Dropped(rest.into()),
            "reconnecting" => Self::Reconnecting {
                why: first.into(),
                retries: option("retries=").map_or(1, |retries| retries.parse().expect("a number")),
                id_withheld: words.any(|word| word == "id-withheld"),
            },
            _ => return None,
        })
    }
}

/// What follows the name of each setting of that name.
pub(crate) fn setting<'a>(scenario: &'a Scenario, name: &str) -> impl Iterator<Item = &'a str> {
    scenario.settings.iter().filter_map(move |setting| setting.strip_prefix(name))
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
