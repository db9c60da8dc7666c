//! `headwater replay` as a process, with `headwater ask` and a bare socket as its clients.

mod support;

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};

use headwater_replay::{Answer, Api};
use support::process::{PATIENCE, Running, headwater};
use support::servers::flag;
use support::streams::texts;

/// A file in the folder of these tests; each test names its own.
fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let path = folder().join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("replay");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn stream(api: Api, text: &str) -> Vec<u8> {
    Answer::text(text).render(api, "m", "p").to_vec()
}

/// The command while it serves.
struct Replaying {
    running: Running,
    base_url: String,
}

#[track_caller]
fn replay(args: &[&str]) -> Replaying {
    let mut running = headwater(["replay"]).args(args).start();
    let base_url = running.first_line();
    let port = base_url.strip_prefix("http://127.0.0.1:").and_then(|url| url.strip_suffix("/v1"));
    assert!(port.unwrap().parse::<u16>().unwrap() > 0, "{base_url}");
    Replaying { running, base_url }
}

/// What came over the socket.
struct Raw {
    head: String,
    chunks: Vec<Vec<u8>>,
    /// The last chunk came: the body is whole.
    whole: bool,
    reset: bool,
}

impl Raw {
    fn body(&self) -> Vec<u8> {
        self.chunks.concat()
    }

    fn sizes(&self) -> Vec<usize> {
        self.chunks.iter().map(Vec::len).collect()
    }
}

impl Replaying {
    /// What `ask` makes of it.
    #[track_caller]
    fn asked(&self, api: Api, model: &str) -> support::process::Finished {
        headwater(["ask", "--base-url", &self.base_url, flag(api), "--model", model, "Hi"]).run()
    }

    /// What a client gets that knows nothing but sockets.
    fn raw(&self, api: Api, model: &str) -> Raw {
        let addr = self.base_url.strip_prefix("http://").unwrap().strip_suffix("/v1").unwrap();
        let mut socket = TcpStream::connect(addr).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let body =
            format!("{{\"model\":\"{model}\",\"stream\":true,\"input\":\"Hi\",\"messages\":[]}}");
        let head = format!(
            "POST {} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            api.path(),
            body.len()
        );
        socket.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        let reset = match socket.read_to_end(&mut bytes) {
            Ok(_) => false,
            Err(error) if error.kind() == ErrorKind::ConnectionReset => true,
            Err(error) => panic!("{error}"),
        };
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut raw = Raw { head, chunks: Vec::new(), whole: false, reset };
        let mut rest = &bytes[end..];
        while let Some(line) = rest.windows(2).position(|window| window == b"\r\n") {
            let size = core::str::from_utf8(&rest[..line]).unwrap();
            let size = usize::from_str_radix(size, 16).unwrap();
            raw.whole = size == 0;
            if raw.whole {
                break;
            }
            raw.chunks.push(rest[line + 2..line + 2 + size].to_vec());
            rest = &rest[line + 2 + size + 2..];
        }
        raw
    }

    /// Ctrl-C, with nothing on stdout but the base URL.
    #[cfg(unix)]
    #[track_caller]
    fn stopped(self) {
        self.running.interrupt();
        self.running.finish().ended(130, &format!("{}\n", self.base_url)).without("panicked");
    }
}

#[test]
fn a_file_of_each_api_for_ask() {
    let responses = stream(Api::Responses, "Recorded — 川.");
    let chat = stream(Api::ChatCompletions, "Recorded too 🌊.\n");
    let replaying =
        replay(&[&file("for-ask-responses.sse", &responses), &file("for-ask-chat.sse", &chat)]);
    for _ in 0..2 {
        replaying.asked(Api::Responses, "any").ended(0, "Recorded — 川.");
        replaying.asked(Api::ChatCompletions, "any").ended(0, "Recorded too 🌊.\n");
    }
}

#[test]
fn byte_for_byte() {
    // Odd line ends, comments and bytes that are no UTF-8 stay as they are.
    let mut chat = b"\xef\xbb\xbf: hi\r\n\r\ndata:{\"choices\":[]}\r\r".to_vec();
    chat.extend_from_slice(b"data: \xff\x00\n\n\n\nevent: x\ndata: [DONE]");
    let responses = stream(Api::Responses, "Byte for byte.");
    let replaying =
        replay(&[&file("bytes-chat.sse", &chat), &file("bytes-responses.sse", &responses)]);
    for (api, expected) in [(Api::ChatCompletions, &chat), (Api::Responses, &responses)] {
        let raw = replaying.raw(api, "any");
        assert!(raw.head.starts_with("HTTP/1.1 200 OK\r\n"), "{}", raw.head);
        let head = raw.head.to_ascii_lowercase();
        assert!(head.contains("content-type: text/event-stream"), "{head}");
        assert_eq!(raw.body(), *expected);
        assert!(raw.whole);
    }
}

#[test]
fn every_recording_of_the_demo_byte_for_byte() {
    let recordings = headwater_replay::demo::recordings();
    let files: Vec<_> = recordings
        .iter()
        .map(|recording| {
            file(&format!("demo-{}-{:?}.sse", recording.name(), recording.api()), recording.bytes())
        })
        .collect();
    let replaying = replay(&files.iter().map(String::as_str).collect::<Vec<_>>());
    for recording in &recordings {
        let model = format!("demo-{}-{:?}", recording.name(), recording.api());
        assert_eq!(replaying.raw(recording.api(), &model).body(), *recording.bytes(), "{model}");
        let expected = texts(recording.api(), recording.bytes());
        assert_eq!(replaying.asked(recording.api(), &model).stdout, expected.answer, "{model}");
    }
}

#[test]
fn by_the_name_of_the_model_or_in_turn() {
    let api = Api::Responses;
    let one = file("one.sse", stream(api, "One."));
    let two = file("two.v2.txt", stream(api, "Two."));
    let three = file("three", stream(api, "Three."));
    let replaying = replay(&[&one, &two, &three]);
    for _ in 0..2 {
        replaying.asked(api, "two.v2").ended(0, "Two.");
        replaying.asked(api, "three").ended(0, "Three.");
        replaying.asked(api, "one").ended(0, "One.");
    }
    for text in ["One.", "Two.", "Three.", "One."] {
        replaying.asked(api, "none of them").ended(0, text);
    }
}

#[test]
fn an_api_without_a_file_is_not_found() {
    let replaying = replay(&[&file("lonely.sse", stream(Api::ChatCompletions, "Only chat."))]);
    replaying.asked(Api::Responses, "m").ended(4, "").saying("404").saying("--api chat");
    let auto = ["ask", "--api=auto", "--base-url", &replaying.base_url, "Hi"];
    headwater(auto).run().ended(0, "Only chat.");
}

#[test]
fn chunk_sizes() {
    for api in Api::ALL {
        let content = stream(api, "In pieces — 川 🌊.");
        let path = file(&format!("pieces-{api:?}.sse"), &content);
        for size in [1, 7, 100, 1_000_000] {
            let replaying = replay(&["--chunk-size", &size.to_string(), &path]);
            let raw = replaying.raw(api, "m");
            assert_eq!(raw.body(), content);
            assert!(raw.whole);
            let (last, others) = raw.chunks.split_last().unwrap();
            assert!(others.iter().all(|chunk| chunk.len() == size), "{:?}", raw.sizes());
            assert!(last.len() <= size);
            replaying.asked(api, "m").ended(0, "In pieces — 川 🌊.");
        }
        let replaying = replay(&["--awkward", &path]);
        let raw = replaying.raw(api, "m");
        assert_eq!(raw.body(), content);
        assert!(raw.chunks.iter().all(|chunk| chunk.len() <= 48), "{:?}", raw.sizes());
        replaying.asked(api, "m").ended(0, "In pieces — 川 🌊.");
        // Without an option it is an event a piece.
        let raw = replay(&[&path]).raw(api, "m");
        assert!(raw.chunks.iter().all(|chunk| chunk.ends_with(b"\n\n")));
        assert_eq!(raw.chunks.len(), texts(api, &content).events);
    }
}

#[test]
fn paces() {
    let api = Api::Responses;
    let content = stream(api, "Slowly.");
    let path = file("slowly.sse", &content);
    for pace in [&["--pace", "1"][..], &["--pace", "0"], &["--natural"], &["--pace=2", "--awkward"]]
    {
        let replaying = replay(&[pace, &[&path]].concat());
        assert_eq!(replaying.raw(api, "m").body(), content);
        replaying.asked(api, "m").ended(0, "Slowly.");
    }
}

#[test]
fn truncation() {
    let api = Api::ChatCompletions;
    let content = stream(api, "Cut off somewhere.");
    let path = file("truncated.sse", &content);
    let place = content.len() / 2;
    let text = texts(api, &content[..place]).answer;
    let at = place.to_string();
    let by = |way: &[&str]| replay(&[&["--truncate-after", &at], way, &[&path]].concat());
    for (way, whole, reset) in [
        (&["--truncation", "clean"][..], true, false),
        (&["--truncation", "cut"], false, false),
        (&["--truncation", "reset"], false, true),
        (&[], false, false),
    ] {
        let replaying = by(way);
        let raw = replaying.raw(api, "m");
        assert_eq!((raw.whole, raw.reset), (whole, reset), "{way:?}");
        assert_eq!(raw.body(), content[..place]);
        replaying.asked(api, "m").ended(5, &text);
    }
    let replaying = by(&["--truncation", "stall"]);
    let mut run = headwater(["ask", "--api=chat", "--base-url", &replaying.base_url, "Hi"]).start();
    run.shows(&text);
    assert!(run.is_running());
    // Behind the end nothing is cut.
    let replaying = replay(&["--truncate-after", "99999999", &path]);
    assert_eq!(replaying.raw(api, "m").body(), content);
    let replaying = replay(&["--truncate-after", "0", "--truncation", "clean", &path]);
    assert_eq!(replaying.raw(api, "m").body(), b"");
}

#[test]
fn wrong_options_and_files() {
    let good = file("good.sse", stream(Api::Responses, "Good."));
    let json = file("no-stream.json", "{\"object\":\"response\",\"output\":[]}");
    let empty = file("empty.sse", "");
    let other = file("other.sse", "data: {\"hello\":1}\n\n");
    for (args, reason) in [
        (&["no such file.sse"][..], "no such file.sse"),
        (&[&*good, "no such file.sse"], "no such file.sse"),
        (&[folder().to_str().unwrap()], "replay"),
        (&[&*json], "no-stream.json"),
        (&[&*empty], "empty.sse"),
        (&[&*good, &*other], "other.sse"),
        (&["--chunk-size", "0", &good], "--chunk-size"),
        (&["--chunk-size", "7", "--awkward", &good], "--awkward"),
        (&["--pace", "1", "--natural", &good], "--natural"),
        (&["--pace", "fast", &good], "--pace"),
        (&["--truncation", "cut", &good], "--truncate-after"),
        (&["--truncation", "explode", "--truncate-after", "1", &good], "explode"),
        (&["--port", "65536", &good], "--port"),
        (&["--no-such-option", &good], "--no-such-option"),
    ] {
        headwater(["replay"]).args(args).run().is_usage_error(reason);
    }
}

#[test]
fn a_port_that_is_taken() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let good = file("taken.sse", stream(Api::Responses, "Good."));
    headwater(["replay", "--port", &port, &good]).run().ended(1, "").saying(&port);
}

/// A port that was given by the system a moment ago, and is free again.
#[test]
fn a_port_that_is_given() {
    let good = file("given.sse", stream(Api::Responses, "Good."));
    let port = || TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    // Somebody else may be faster.
    let served = (0..20).any(|_| {
        let port = port().to_string();
        let mut running = headwater(["replay", "--port", &port, &good]).start();
        running.says("headwater");
        running.is_running() && running.first_line() == format!("http://127.0.0.1:{port}/v1")
    });
    assert!(served);
}

#[test]
#[cfg(unix)]
fn ctrl_c_ends_it() {
    let good = file("ctrl-c.sse", stream(Api::Responses, "Good."));
    let replaying = replay(&[&good]);
    replaying.asked(Api::Responses, "m").ended(0, "Good.");
    replaying.stopped();
}

/// Nothing that is still open holds it back.
#[test]
#[cfg(unix)]
fn ctrl_c_ends_a_stalled_stream() {
    let api = Api::Responses;
    let content = stream(api, "Stalled here.");
    let place = content.len().saturating_sub(700);
    let text = texts(api, &content[..place]).answer;
    let good = file("ctrl-c-stalled.sse", &content);
    let at = place.to_string();
    let replaying = replay(&["--truncate-after", &at, "--truncation", "stall", &good]);
    let mut run = headwater(["ask", "--base-url", &replaying.base_url, "Hi"]).start();
    run.shows(&text);
    replaying.stopped();
    run.finish().ended(5, &text).saying("interrupted");
}

/// Who reads the base URL may press Ctrl-C at once.
#[test]
#[cfg(unix)]
fn ctrl_c_right_behind_the_base_url() {
    let good = file("ctrl-c-early.sse", stream(Api::Responses, "Good."));
    for _ in 0..20 {
        replay(&[&good]).stopped();
    }
}

/// With nobody at stdout there is nobody who could know the port.
#[test]
#[cfg(unix)]
fn a_closed_stdout_ends_it_quietly() {
    let good = file("closed.sse", stream(Api::Responses, "Good."));
    let (one, _) = std::os::unix::net::UnixStream::pair().unwrap();
    let run = headwater(["replay", &good]).stdout_to(std::os::fd::OwnedFd::from(one)).run();
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
}

/// Each connection breaks behind the next event: the client comes back with its id.
#[test]
fn a_feed_is_served_and_goes_on_where_a_client_was() {
    let feed = "id: 1\ndata: a\n\nid: 2\ndata: b\n\nid: 3\ndata: c\n\n";
    let feed = file("feed.sse", feed);
    let mut served = replay(&["--feed", &feed, "--truncate-after", "20", "--truncation", "cut"]);
    let url = served.base_url.replace("/v1", "/events");
    served.running.says(&format!("the feed is at {url}\n"));
    let run = headwater(["listen", &url, "--reconnection-time", "0.001"]).run();
    run.ended(0, "a\nb\nc\n").saying("reconnecting");
    assert_eq!(run.stderr.matches("reconnecting").count(), 3, "{run:?}");
}

#[test]
fn bodies_that_never_end() {
    let recorded = file("never_ends.sse", stream(Api::ChatCompletions, "Never."));
    for truncation in ["keep-alive", "flood"] {
        let args = [&recorded, "--truncate-after", "100", "--truncation", truncation];
        let served = replay(&args);
        let run = headwater(["ask", "--base-url", &served.base_url, "--api=chat"])
            .args(["--content-timeout", "0.3", "Hi"])
            .run();
        assert_eq!(run.code, Some(5), "{run:?}");
        run.saying("no event came for too long");
    }
}

#[test]
fn a_feed_that_is_not_there() {
    headwater(["replay", "--feed", "/not/there"]).run().is_usage_error("cannot read /not/there");
}
