//! The core alone, over a socket of the standard library: follows an event stream and prints its
//! events.
//!
//! ```sh
//! cargo run -p headwater-cli -- replay                          # prints http://127.0.0.1:PORT/v1
//! cargo run -p headwater-examples --example bare_core -- 127.0.0.1:PORT
//! ```
//!
//! HTTP is not the core's affair. This asks for HTTP/1.0, so that the body comes as it is, to the
//! end of the connection; a real client takes an HTTP library for the head and the framing.

#![forbid(unsafe_code)]

use std::{
    env,
    error::Error,
    io::{Read as _, Write as _},
    net::TcpStream,
};

use headwater::Decoder;

const BODY: &str = r#"{"model":"m","input":"Write a short poem.","stream":true}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let address = env::args().nth(1).ok_or("usage: bare_core HOST:PORT")?;
    let mut socket = TcpStream::connect(&address)?;
    write!(
        socket,
        "POST /v1/responses HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{BODY}",
        BODY.len(),
    )?;
    skip_head(&mut socket)?;

    let mut decoder = Decoder::new();
    let mut buffer = [0; 4096];
    loop {
        let len = socket.read(&mut buffer)?;
        if len == 0 {
            break;
        }
        let mut chunk = &buffer[..len];
        while let Some(event) = decoder.decode(&mut chunk)? {
            println!("{}: {}", event.event_type_lossy(), event.data_lossy());
        }
    }
    // The end of a body says nothing of whether the answer was whole; this at least is known.
    decoder.end();
    if decoder.unfinished().is_some() {
        return Err("the stream ended in the middle of an event".into());
    }
    Ok(())
}

/// Reads up to the blank line behind the head, and no further.
fn skip_head(socket: &mut TcpStream) -> Result<(), Box<dyn Error>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        socket.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    if !head.starts_with(b"HTTP/1.1 200") && !head.starts_with(b"HTTP/1.0 200") {
        return Err(String::from_utf8_lossy(&head).into());
    }
    Ok(())
}
