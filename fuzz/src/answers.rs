//! What holds of every streamed answer, in either API.

use headwater::{Instant, ResponseHead, Session as _, Step};
use headwater_json::RawJson;
use headwater_openai::{
    AnswerItem, AnswerObject, AnswerStream, Api, Limits, Outcome, TypedEvent,
    chat_completion::ChatCompletion, response::Response,
};

use crate::{
    common::{End, Run, Seen},
    controls::{self, Shown},
    event_script::{self, Block, Frame},
};

/// What an object says that has just begun: its type, its status, its role.
const OWN_WORDS: usize = 64;

/// A stream, as the input tells it.
pub(crate) struct Script {
    api: Api,
    blocks: Vec<Block>,
    body: Vec<u8>,
    controls: Controls,
}

#[derive(Clone, Debug)]
struct Controls {
    chunk_sizes: [u8; 7],
    end: u8,
    /// Where the body is cut; 0 is nowhere.
    cut: u16,
    /// How little of the answer is taken; 0 says nothing of it.
    limits: u8,
}

impl Script {
    /// The last 11 bytes are controls: seven sizes of chunks, how the body ends, where it is cut, how
    /// little of the answer is taken. What stands before them are the records.
    pub(crate) fn read(api: Api, input: &[u8], templates: &str) -> Self {
        let (script, bytes) = controls::split_off::<11>(input);
        let [sizes @ .., end, cut, more, limits] = bytes;
        let cut = u16::from_le_bytes([cut, more]);
        let controls = Controls { chunk_sizes: sizes, end, cut, limits };
        let blocks = event_script::read(script, templates);
        let mut body = blocks.iter().map(Block::rendered).collect::<String>().into_bytes();
        if controls.cut != 0 {
            body.truncate(usize::from(controls.cut) % (body.len() + 1));
        }
        Self { api, blocks, body, controls }
    }

    const fn end(&self) -> End {
        match self.controls.end % 3 {
            0 => End::Clean,
            1 => End::NetworkError,
            _ => End::Close,
        }
    }

    fn session(&self) -> AnswerStream {
        let session = AnswerStream::new(self.api);
        let number = usize::from(self.controls.limits);
        if number == 0 {
            return session;
        }
        let limits = Limits::new()
            .max_answer_bytes(number * 64)
            .max_choices(1 + number % 3)
            .max_tool_calls(1 + number % 4)
            .max_items(1 + number % 5)
            .max_parts(1 + number % 7);
        session.limits(limits)
    }

    fn run(&self) -> Run<'static> {
        let run = Run { session: self.session(), ..Run::new(self.api) };
        run.head(ResponseHead::new(200)).end(self.end())
    }

    /// Shows the stream where an invariant is broken.
    pub(crate) fn shown(&self) -> impl Drop + use<> {
        Shown((self.controls.clone(), String::from_utf8_lossy(&self.body).into_owned()))
    }

    /// The blocks that came, whole or without the line ends behind them, and whether they are whole.
    pub(crate) fn came(&self) -> impl Iterator<Item = (&Block, bool)> {
        let mut start = 0;
        self.blocks.iter().map_while(move |block| {
            let said = start + block.len_without_line_ends();
            start += block.rendered().len();
            (said <= self.body.len()).then_some((block, start <= self.body.len()))
        })
    }

    /// However it is cut into chunks, the same comes of it; and without accumulation too, but for the
    /// final object and what was over its limits.
    pub(crate) fn read_every_way(&self) -> Seen {
        let mut whole = self.run().read([&self.body[..]]);
        let chunks = || controls::cut(&self.body, &self.controls.chunk_sizes);
        assert_eq!(self.run().read(chunks()), whole, "it depends on the chunks");
        assert!(whole.warnings.len() <= 64 && whole.calls.len() <= 128);
        let run = self.run();
        let bare = Run { session: run.session.without_accumulation(), ..run }.read(chunks());
        let (text, object) = (whole.final_text.take(), whole.final_object.take());
        if bare.errors == whole.errors {
            assert_eq!(bare, whole, "it depends on accumulation");
        }
        assert!(is_within(&bare.errors, &whole.errors), "{:?}, {:?}", bare.errors, whole.errors);
        Seen { final_text: text, final_object: object, ..whole }
    }

    /// The answer so far is JSON, read back it is the same, and it is within the limit.
    fn check_snapshot(&self, session: &AnswerStream, has_ended: bool) {
        let Some(snapshot) = session.snapshot() else { return };
        let json = snapshot.to_json();
        let raw = RawJson::parse(&json).expect("it is JSON");
        let again = match &snapshot {
            AnswerObject::Response(_) => {
                AnswerObject::Response(Box::new(Response::parse(&json).expect("it").into_owned()))
            }
            AnswerObject::ChatCompletion(_) => AnswerObject::ChatCompletion(Box::new(
                ChatCompletion::parse(&json).expect("it").into_owned(),
            )),
        };
        assert_eq!(again.to_json(), json);
        // What one event says of the response as a whole is as large as an event may be.
        let counted = match &snapshot {
            AnswerObject::Response(_) => raw.get("output").filter(|_| !has_ended),
            AnswerObject::ChatCompletion(_) => Some(raw),
        };
        let (said, objects) = counted.map_or((0, 0), size_of);
        let limit = usize::from(self.controls.limits) * 64;
        assert!(
            limit == 0 || said <= limit + OWN_WORDS * objects,
            "{said} bytes, of {limit}, in {objects} objects"
        );
    }

    /// Hands out each item, with the session as it stands then.
    pub(crate) fn walk(&self, mut each: impl FnMut(&AnswerStream, AnswerItem<'_>)) {
        let mut objects = self.blocks.iter().filter_map(object);
        let says_twice = objects.any(says_twice);
        let mut session = self.session();
        session.handle_response(ResponseHead::new(200), Instant::ORIGIN);
        let mut rest = &self.body[..];
        let mut has_ended = false;
        loop {
            let progress = session.advance(rest, Instant::ORIGIN);
            if progress.step == Step::NeedData {
                return;
            }
            let item = session.item(rest).expect("an item was told of");
            let typed = item.typed();
            has_ended |= matches!(typed, Some(Ok(TypedEvent::Response(it))) if it.is_terminal());
            if !says_twice {
                check_typed(self.api, &item);
                self.check_snapshot(&session, has_ended);
            }
            each(&session, item);
            rest = &rest[progress.consumed..];
        }
    }
}

/// Whether an object in it has a member twice. What such a text means nobody says: the last counts, and
/// of `type` the first.
fn says_twice(value: RawJson<'_>) -> bool {
    let mut names: Vec<_> = value.members().into_iter().flatten().map(|it| it.0.to_cow()).collect();
    names.sort_unstable();
    let is_twice = names.windows(2).any(|pair| pair[0] == pair[1]);
    let members = value.members().into_iter().flatten().map(|it| it.1);
    is_twice || members.chain(value.elements().into_iter().flatten()).any(says_twice)
}

/// An event is written again as it came.
fn check_typed(api: Api, item: &AnswerItem<'_>) {
    let (Some(event), Some(Ok(typed))) = (item.event(), item.typed()) else { return };
    let data = String::from_utf8_lossy(event.data());
    let Some(written) = typed.to_json() else { return };
    crate::common::json::assert_same_json(&written, data.trim());
    let owned = typed.clone().into_owned();
    assert_eq!(owned.to_json(), Some(written));
    assert_eq!(TypedEvent::parse(api, data.trim()).expect("it was read"), owned);
}

/// Whether these are the others, in their order, but for some that are left out.
fn is_within<T: PartialEq>(these: &[T], others: &[T]) -> bool {
    let mut others = others.iter();
    these.iter().all(|this| others.any(|other| other == this))
}

/// How many bytes the strings in a value say, and how many objects there are in it.
fn size_of(value: RawJson<'_>) -> (usize, usize) {
    let text = value.as_str().map_or(0, |text| text.len());
    let members = value.members().into_iter().flatten().map(|it| it.1);
    let within = members.chain(value.elements().into_iter().flatten()).map(size_of);
    let own = (text, usize::from(value.members().is_some()));
    within.fold(own, |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

/// Whether the outcome says that the answer came to its end, be it a bad one.
pub(crate) const fn has_ended(outcome: &Outcome) -> bool {
    !matches!(outcome, Outcome::Failed(_) | Outcome::Interrupted(_))
}

/// What the data of a block is as JSON, where it is an object.
pub(crate) fn object(block: &Block) -> Option<RawJson<'_>> {
    let raw = RawJson::parse(block.data.trim()).ok()?;
    raw.members().is_some().then_some(raw)
}

/// Whether it is an event that holds a part of the answer that nobody can read.
pub(crate) fn is_unreadable(block: &Block) -> bool {
    block.frame == Frame::Data
        && block.data.trim().starts_with('{')
        && RawJson::parse(block.data.trim()).is_err()
}

/// Whether it says that something failed.
pub(crate) fn says_error(value: RawJson<'_>) -> bool {
    !matches!(value.as_json().trim(), "null" | "false" | "\"\"")
        && value.elements().is_none_or(|mut list| list.next().is_some())
        && value.members().is_none_or(|mut list| list.next().is_some())
}
