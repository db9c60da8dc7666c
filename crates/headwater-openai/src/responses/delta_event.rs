//! An event that adds to a text, read without its typed object: nearly every event is one.

use alloc::borrow::Cow;

use headwater_json::Reader;

use super::ResponsesReader;
use crate::answer::Answer;
use crate::object::on_demand;
use crate::record::{Findings, TextKind};
use crate::response::Placed;
use crate::tool_call::ToolKind;

/// What an event adds to which text. All else of it is checked, and passed over.
#[derive(Clone)]
pub(crate) struct DeltaEvent<'a> {
    pub(crate) kind: DeltaKind,
    pub(crate) delta: Cow<'a, str>,
    /// How likely the tokens were is told in it.
    pub(crate) has_logprobs: bool,
    sequence_number: Option<u64>,
    output_index: Option<u64>,
    item_id: Option<Cow<'a, str>>,
    /// The index by which its [`kind`](Self::kind) tells parts apart.
    part_index: Option<u64>,
}

/// Whose text grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeltaKind {
    OutputText,
    Refusal,
    ReasoningText,
    SummaryText,
    FunctionArguments,
    CustomInput,
}

impl DeltaKind {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "response.output_text.delta" => Self::OutputText,
            "response.refusal.delta" => Self::Refusal,
            "response.reasoning_text.delta" => Self::ReasoningText,
            "response.reasoning_summary_text.delta" => Self::SummaryText,
            "response.function_call_arguments.delta" => Self::FunctionArguments,
            "response.custom_tool_call_input.delta" => Self::CustomInput,
            _ => return None,
        })
    }

    /// The member that says which part of its item an event is about.
    const fn part_index(self) -> Option<&'static str> {
        match self {
            Self::OutputText | Self::Refusal | Self::ReasoningText => Some("content_index"),
            Self::SummaryText => Some("summary_index"),
            Self::FunctionArguments | Self::CustomInput => None,
        }
    }
}

impl<'a> DeltaEvent<'a> {
    /// `None` if it is another event, or anything about it is out of the ordinary.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let mut reader = Reader::new(text);
        let (tag, mut members) = reader.value().ok()?.tagged_object("type").ok()??;
        let kind = DeltaKind::named(tag?.as_plain()?)?;
        let part_index = kind.part_index();
        let mut delta = None;
        let mut event = Self {
            kind,
            delta: Cow::default(),
            has_logprobs: false,
            sequence_number: None,
            output_index: None,
            item_id: None,
            part_index: None,
        };
        while let Some((name, value)) = members.next_member().ok()? {
            match name.as_plain()? {
                "delta" => delta = Some(on_demand::text(value)??),
                "sequence_number" => event.sequence_number = on_demand::natural(value)?,
                "output_index" => event.output_index = on_demand::natural(value)?,
                "item_id" => event.item_id = on_demand::name(value)?.map(Cow::Borrowed),
                "logprobs" => event.has_logprobs = on_demand::no_entries(value).is_none(),
                name if Some(name) == part_index => event.part_index = on_demand::natural(value)?,
                _ => {}
            }
        }
        reader.finish().ok()?;
        event.delta = delta?;
        Some(event)
    }

    /// All but the text, and the number of the event.
    pub(crate) fn without_text(&self) -> DeltaEvent<'static> {
        DeltaEvent {
            delta: Cow::default(),
            sequence_number: None,
            item_id: self.item_id.as_deref().map(|id| Cow::Owned(id.into())),
            ..*self
        }
    }

    /// The same with a text, in an event of this number.
    #[inline]
    pub(crate) fn with_text<'b>(
        &'b self,
        sequence_number: Option<u64>,
        delta: Cow<'b, str>,
    ) -> DeltaEvent<'b> {
        let item_id = self.item_id.as_deref().map(Cow::Borrowed);
        DeltaEvent { delta, sequence_number, item_id, ..*self }
    }
}

impl Placed for DeltaEvent<'_> {
    fn sequence_number(&self) -> Option<u64> {
        self.sequence_number
    }

    fn output_index(&self) -> Option<u64> {
        self.output_index
    }

    fn item_id(&self) -> Option<&str> {
        self.item_id.as_deref()
    }

    fn content_index(&self) -> Option<u64> {
        self.part_index.filter(|_| self.kind != DeltaKind::SummaryText)
    }

    fn summary_index(&self) -> Option<u64> {
        self.part_index.filter(|_| self.kind == DeltaKind::SummaryText)
    }
}

impl ResponsesReader {
    /// Reads an event that adds to a text.
    pub(crate) fn read_delta(
        &mut self,
        event: &DeltaEvent<'_>,
        answer: &mut Answer,
        found: &mut Findings,
    ) {
        answer.numbered(event.sequence_number());
        let delta = &event.delta;
        match event.kind {
            DeltaKind::OutputText => self.text(TextKind::Text, event, delta, answer, found),
            DeltaKind::Refusal => self.text(TextKind::Refusal, event, delta, answer, found),
            DeltaKind::ReasoningText => {
                self.text(TextKind::Reasoning, event, delta, answer, found);
            }
            DeltaKind::SummaryText => self.text(TextKind::Summary, event, delta, answer, found),
            DeltaKind::FunctionArguments => {
                self.arguments(ToolKind::Function, event, delta, answer, found);
            }
            DeltaKind::CustomInput => {
                self.arguments(ToolKind::Custom, event, delta, answer, found);
            }
        }
    }
}
