//! What is written, byte by byte, and what is refused.

use headwater::{Comment, EventId, EventType, InvalidField, Outgoing};

/// What can be written, by its parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub(crate) event_type: Option<Vec<u8>>,
    pub(crate) id: Option<Vec<u8>>,
    pub(crate) retry: Option<u64>,
    pub(crate) data: Vec<u8>,
}

impl Draft {
    pub(crate) fn outgoing(&self) -> Outgoing<'_> {
        let mut outgoing = Outgoing::new(&self.data);
        if let Some(event_type) = &self.event_type {
            outgoing = outgoing.event_type(EventType::new(event_type).unwrap());
        }
        if let Some(id) = &self.id {
            outgoing = outgoing.id(EventId::new(id).unwrap());
        }
        if let Some(retry) = self.retry {
            outgoing = outgoing.reconnection_time_ms(retry);
        }
        outgoing
    }
}

/// The four ways out must agree. The buffer has to be just large enough.
macro_rules! assert_ways_agree {
    ($encodable:expr) => {{
        let encodable = $encodable;
        let mut whole = b"before".to_vec();
        encodable.encode_into(&mut whole);
        let bytes = whole.strip_prefix(b"before").expect("appends").to_vec();
        let pieces: Vec<&[u8]> = encodable.pieces().collect();
        assert_eq!(pieces.concat(), bytes, "pieces");
        assert_eq!(encodable.encoded_len(), bytes.len(), "length");
        for len in 0..bytes.len() {
            let headwater::BufferTooSmall { needed, .. } =
                encodable.encode_to_slice(&mut vec![0; len]).unwrap_err();
            assert_eq!(needed, bytes.len(), "into {len} bytes");
        }
        for spare in 0..3 {
            let mut buffer = vec![0xAA; bytes.len() + spare];
            assert_eq!(encodable.encode_to_slice(&mut buffer), Ok(bytes.len()));
            assert_eq!(buffer[..bytes.len()], bytes, "in a slice");
            assert_eq!(buffer[bytes.len()..], [0xAA; 3][..spare], "beyond is left alone");
        }
        bytes
    }};
}

#[test]
fn injection_is_refused_at_every_place() {
    for len in 0..40 {
        for at in 0..=len {
            for bad in [b'\r', b'\n', 0] {
                let mut text = vec![b'a'; len];
                text.insert(at, bad);
                let (event_type, id) = (EventType::new(&text), EventId::new(&text));
                if bad == 0 {
                    assert!(event_type.is_ok(), "a type may hold NUL");
                    assert_eq!(id.unwrap_err(), InvalidField::Nul { at });
                } else {
                    assert_eq!(event_type.unwrap_err(), InvalidField::LineEnd { at });
                    assert_eq!(id.unwrap_err(), InvalidField::LineEnd { at });
                }
            }
        }
    }
}

#[test]
fn the_first_offence_is_the_one_told() {
    assert_eq!(EventId::new("a\0\r").unwrap_err(), InvalidField::Nul { at: 1 });
    assert_eq!(EventId::new("ab\r\0").unwrap_err(), InvalidField::LineEnd { at: 2 });
    assert_eq!(EventId::new("ab\n\r").unwrap_err(), InvalidField::LineEnd { at: 2 });
    assert_eq!(EventType::new("\0\r\n").unwrap_err(), InvalidField::LineEnd { at: 1 });
}

#[test]
fn the_exact_bytes() {
    let draft = |event_type: Option<&str>, id: Option<&str>, retry, data: &str| Draft {
        event_type: event_type.map(|text| text.into()),
        id: id.map(|text| text.into()),
        retry,
        data: data.into(),
    };
    let table: [(Draft, &str); 20] = [
        (draft(None, None, None, "a"), "data: a\n\n"),
        (draft(None, None, None, ""), "data: \n\n"),
        (draft(None, None, None, " a"), "data:  a\n\n"),
        (draft(None, None, None, "a\nb"), "data: a\ndata: b\n\n"),
        (draft(None, None, None, "a\rb"), "data: a\ndata: b\n\n"),
        (draft(None, None, None, "a\r\nb"), "data: a\ndata: b\n\n"),
        (draft(None, None, None, "a\n\rb"), "data: a\ndata: \ndata: b\n\n"),
        (draft(None, None, None, "a\n"), "data: a\ndata: \n\n"),
        (draft(None, None, None, "a\r"), "data: a\ndata: \n\n"),
        (draft(None, None, None, "a\r\n"), "data: a\ndata: \n\n"),
        (draft(None, None, None, "\n"), "data: \ndata: \n\n"),
        (draft(None, None, None, "\r\n\r\n"), "data: \ndata: \ndata: \n\n"),
        (draft(None, None, None, "a\0b: c"), "data: a\0b: c\n\n"),
        (draft(Some("e"), None, None, "a"), "event: e\ndata: a\n\n"),
        (draft(Some(" e:"), None, None, "a"), "event:  e:\ndata: a\n\n"),
        (draft(Some(""), None, None, "a"), "data: a\n\n"),
        (draft(None, Some("7"), None, "a"), "id: 7\ndata: a\n\n"),
        (draft(None, Some(""), None, "a"), "id: \ndata: a\n\n"),
        (draft(None, None, Some(0), "a"), "retry: 0\ndata: a\n\n"),
        (
            draft(Some("e"), Some("7"), Some(u64::MAX), "a\n\nb"),
            "event: e\nid: 7\nretry: 18446744073709551615\ndata: a\ndata: \ndata: b\n\n",
        ),
    ];
    for (draft, want) in table {
        let bytes = assert_ways_agree!(draft.outgoing());
        assert_eq!(bytes.escape_ascii().to_string(), want.as_bytes().escape_ascii().to_string());
    }
}

#[test]
fn the_exact_bytes_of_comments() {
    let table = [
        ("", ":\n"),
        ("a", ":a\n"),
        (" a", ": a\n"),
        ("a\nb", ":a\n:b\n"),
        ("a\rb", ":a\n:b\n"),
        ("a\r\nb", ":a\n:b\n"),
        ("a\n", ":a\n:\n"),
        ("\r\n", ":\n:\n"),
        ("data: x\n\nid: 1", ":data: x\n:\n:id: 1\n"),
    ];
    for (text, want) in table {
        let bytes = assert_ways_agree!(Comment::new(text));
        assert_eq!(bytes.escape_ascii().to_string(), want.as_bytes().escape_ascii().to_string());
    }
}

/// A line is made room for at once, no more and no less.
#[test]
fn one_line_takes_one_allocation_of_its_size() {
    for data in ["abc", "a line of some length, as a model's answer has it"] {
        let mut buffer = Vec::new();
        Outgoing::new(data).encode_into(&mut buffer);
        assert_eq!(buffer.capacity(), buffer.len());
    }
    let mut buffer = Vec::new();
    Comment::new(" keep-alive").encode_into(&mut buffer);
    assert_eq!(buffer.capacity(), buffer.len());
}
