//! The core in a program that has neither std nor alloc nor libc. It is linked and never run: that
//! it links is the check, and `check.sh` looks at what was linked.

#![no_std]
#![no_main]
#![forbid(unsafe_code)]

use core::panic::PanicInfo;

use headwater::{
    Action, Comment, Config, Decoder, EventId, EventSource, EventSourceConfig, EventType, Fixed,
    Fragment, FragmentDecoder, Instant, Item, Outgoing, ResponseHead, Sent, Session, Step, Timers,
};

/// Keeps `run` in the program, with arguments that the compiler cannot know.
#[used]
static ENTRY: fn(&[u8], &mut [u8]) -> usize = run;

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}

/// Uses what the core offers without an allocator, so that all of it is compiled and linked.
fn run(input: &[u8], output: &mut [u8]) -> usize {
    let (seen, memory) = output.split_at_mut(output.len() / 2);
    let mut total = lent_events(input) + borrowed_storage(input, memory);
    total += fragments(input) + session(input) + event_source(input) + encoded(input, seen);
    #[cfg(feature = "leak-alloc")]
    {
        total += allocating(input);
    }
    #[cfg(feature = "leak-panic")]
    {
        total += usize::from(input[total]);
    }
    total
}

const fn config() -> Config {
    Config::new().report_comments(true).report_unknown_fields(true).max_event_bytes(200)
}

const fn storage() -> Fixed<[u8; 256], [u8; 32], [u8; 48], [u8; 64]> {
    Fixed::new([0; 256], [0; 32], [0; 48], [0; 64])
}

/// The lending face over arrays: events, reports and errors, then the life of a connection.
fn lent_events(mut input: &[u8]) -> usize {
    let mut decoder = Decoder::with_storage(config(), storage());
    let mut total = usize::from(decoder.set_last_event_id(input).is_err());
    loop {
        let progress = decoder.advance(input);
        if progress.step == Step::NeedData {
            break;
        }
        total += match decoder.item(input) {
            Some(Ok(Item::Event(event))) => {
                event.data().len() + event.event_type_str().map_or(0, str::len)
            }
            Some(Ok(Item::Comment(text))) => text.len(),
            Some(Ok(Item::UnknownField { name, value })) => name.len() + value.len(),
            _ => 1,
        };
        input = input.get(progress.consumed..).unwrap_or_default();
    }
    decoder.end();
    total += decoder.unfinished().map_or(0, |event| event.last_event_id().len());
    decoder.reconnect();
    total + decoder.last_event_id().len() + usize::from(decoder.reconnection_time_ms().is_some())
}

/// The `while let` face over memory that is borrowed.
fn borrowed_storage(mut input: &[u8], memory: &mut [u8]) -> usize {
    let storage = Fixed::new(memory, [0; 16], [0; 48], []);
    let mut decoder = Decoder::with_storage(Config::new(), storage);
    let mut total = 0;
    loop {
        match decoder.decode(&mut input) {
            Ok(Some(event)) => total += event.data().len(),
            Ok(None) => break,
            Err(_) => total += 1,
        }
    }
    decoder.reset();
    decoder.release_spare_capacity();
    total
}

fn fragments(mut input: &[u8]) -> usize {
    let storage = Fixed::new([], [0; 16], [0; 48], [0; 32]);
    let mut decoder = FragmentDecoder::with_storage(config(), storage);
    let mut total = 0;
    loop {
        let progress = decoder.advance(input);
        if progress.step == Step::NeedData {
            decoder.end();
            return total;
        }
        total += match decoder.fragment(input) {
            Some(Ok(Fragment::Piece(piece))) => piece.len(),
            Some(Ok(Fragment::End(end))) => end.event_type().len() + end.last_event_id().len(),
            _ => 1,
        };
        input = input.get(progress.consumed..).unwrap_or_default();
    }
}

/// A decoder through the seam, as an adapter drives it.
fn session(input: &[u8]) -> usize {
    let mut decoder = Decoder::with_storage(config(), storage());
    let now = Instant::from_millis(input.len() as u64);
    decoder.handle_request_started(now);
    let head = ResponseHead::new(200).header("content-type", input);
    Session::handle_response(&mut decoder, head, now);
    let progress = Session::advance(&mut decoder, input, now);
    let mut total = progress.consumed + usize::from(Session::item(&decoder, input).is_some());
    decoder.handle_timeout(now);
    decoder.handle_network_error(Sent::Perhaps, now);
    decoder.handle_end(now);
    total += usize::from(decoder.poll_timeout().is_some());
    total + usize::from(decoder.action() == Action::Read)
}

/// An event source through everything that can happen to it.
fn event_source(input: &[u8]) -> usize {
    let mut config = EventSourceConfig::new().decoder(config()).seed(input.len() as u64);
    if let Ok(method) = core::str::from_utf8(input) {
        config = config.method(method);
    }
    config = config.timers(Timers::new().connect_ms(Some(1)).idle_ms(Some(2)).total_ms(Some(99)));
    let mut source = EventSource::with_storage(config, storage());
    let mut total = usize::from(source.set_last_event_id(input).is_err());
    let mut now = Instant::ORIGIN;
    for (place, &byte) in input.iter().enumerate() {
        let rest = input.get(place..).unwrap_or_default();
        now = now.saturating_add_millis(byte.into());
        let head = ResponseHead::new(u16::from(byte) * 2)
            .header("content-type", rest)
            .header("retry-after", rest)
            .header("retry-after-ms", rest)
            .header("date", rest)
            .header("location", rest);
        match byte & 15 {
            0 => source.handle_request_started(now),
            1 => source.handle_connected(now),
            2 => source.handle_response(head, now),
            3 => source.handle_end(now),
            4 => source.handle_network_error(Sent::Nothing, now),
            5 => source.handle_network_error(Sent::Perhaps, now),
            6 => source.handle_timeout(now),
            7 => source.restart(now),
            8 => source.close(),
            _ => {
                total += Session::advance(&mut source, rest, now).consumed;
                total += usize::from(source.item(rest).is_some());
            }
        }
        total += source.last_event_id().len() + source.reconnection_time_ms() as usize;
        total += usize::from(source.poll_timeout().is_some());
        if let Action::Connect(attempt) = source.action() {
            total += attempt.headers().map(|header| header.value.len()).sum::<usize>();
            total += usize::from(attempt.keeps_header("cookie", byte > 7));
        }
    }
    total
}

fn encoded(input: &[u8], output: &mut [u8]) -> usize {
    let mut event = Outgoing::new(input).reconnection_time_ms(input.len() as u64);
    if let Ok(event_type) = EventType::new(input) {
        event = event.event_type(event_type);
    }
    if let Ok(id) = EventId::new(input) {
        event = event.id(id);
    }
    let written = event.encode_to_slice(output).unwrap_or_else(|error| error.needed);
    let comment = Comment::new(input);
    let rest = output.get_mut(written..).unwrap_or_default();
    written + comment.encode_to_slice(rest).unwrap_or(0) + comment.encoded_len()
}

/// To be refused: nothing here can allocate.
#[cfg(feature = "leak-alloc")]
fn allocating(mut input: &[u8]) -> usize {
    let mut decoder = Decoder::new();
    decoder.decode(&mut input).map_or(0, |event| event.map_or(0, |event| event.data().len()))
}
