//! What allocates, and what does not.

use allocation_counter::measure;
use headwater_json::{PartialJson, RawJson, Reader, Tokenizer};

const TEXT: &str =
    r#"{"type":"delta","text":"a longer text \n with \ud83d\ude00 escapes","list":[1,-2.5,null]}"#;

#[test]
fn tokens_and_the_reader_allocate_nothing() {
    let info = measure(|| {
        for size in [1, 7, 64] {
            let mut tokenizer = Tokenizer::new();
            for mut chunk in TEXT.as_bytes().chunks(size) {
                while let Some(token) = tokenizer.next_token(&mut chunk).unwrap() {
                    std::hint::black_box(token);
                }
            }
            tokenizer.end().unwrap();
        }
        let mut reader = Reader::from_slice(TEXT.as_bytes()).unwrap();
        let mut object = reader.value().unwrap().object().unwrap().unwrap();
        while let Some((key, value)) = object.next_member().unwrap() {
            if key == "type" {
                assert_eq!(value.string().unwrap().unwrap().as_plain(), Some("delta"));
            }
        }
        reader.finish().unwrap();
        let raw = RawJson::parse(TEXT).unwrap();
        assert_eq!(raw.get("list").unwrap().elements().unwrap().count(), 3);
        assert_eq!(raw.get("type").unwrap().as_str().as_deref(), Some("delta"));
        assert!(raw.get("text").unwrap().as_json_str().unwrap().is_well_formed());
        assert!(Reader::new("[1,").finish().is_err());
    });
    assert_eq!(info.count_total, 0);
}

/// Its memory grows as the text does, a few times for all of it, not once a piece.
#[test]
fn growing_json_allocates_seldom() {
    let text = format!("[\"{}\"]", "x".repeat(1 << 16));
    let info = measure(|| {
        let mut json = PartialJson::new();
        for piece in text.as_bytes().chunks(3) {
            json.push(piece).unwrap();
        }
        assert!(json.is_complete());
    });
    assert!(info.count_total < 40, "{}", info.count_total);
    assert!(info.bytes_max < 4 << 16, "{}", info.bytes_max);
}

/// All that is allocated for a text of objects, byte by byte: as much a byte for a long text as for a
/// short one. Read from its start for each piece, it would be thousands of times as much.
#[test]
fn growing_json_is_linear() {
    let bytes_for = |entries: usize| {
        let entry = r#"{"id":12.5,"name":"a \u00e9","tags":["x",true,null]},"#;
        let text = format!("[{}0]", entry.repeat(entries));
        let mut len = 0;
        let info = measure(|| {
            let mut json = PartialJson::new();
            for piece in text.as_bytes().chunks(1) {
                json.push(piece).unwrap();
                // A look at it costs nothing.
                len += usize::from(json.value().is_some_and(|value| value.is_partial()));
            }
            assert!(json.is_complete());
        });
        assert_eq!(len, text.len() - 1);
        info.bytes_total / text.len() as u64
    };
    let (short, long) = (bytes_for(100), bytes_for(20_000));
    assert!(short > 0 && long <= 2 * short && long < 64, "{short} and {long} for a byte");
}
