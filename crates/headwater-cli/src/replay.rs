//! `headwater replay`: recorded streams, served to any client.

use std::{
    fs,
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use headwater_replay::{Delivery, End, Feed, Recording, Server};

use crate::{
    args::{Replay, Truncation},
    ctrl_c,
    exit::{self, Exit, Stop},
};

/// What the cuts and the pace are drawn from: the same in every run.
const SEED: u64 = 926;

/// Where a feed is.
const FEED_PATH: &str = "/events";

pub(crate) fn run(args: &Replay) -> Result<(), Stop> {
    let server = server(args)?;
    exit::block_on(serve(server, args))
}

fn server(args: &Replay) -> Result<Server, Stop> {
    let server = server_of_answers(args)?;
    Ok(match &args.feed {
        Some(file) => server.feed(FEED_PATH, Feed::new(read(file)?)),
        None => server,
    })
}

fn server_of_answers(args: &Replay) -> Result<Server, Stop> {
    if args.files.is_empty() {
        let server = Server::demo();
        let asked = args.awkward || args.natural || args.chunk_size.is_some();
        let asked = asked || args.pace.is_some() || args.truncate_after.is_some();
        return Ok(if asked { server.delivery(delivery(args)) } else { server });
    }
    let mut recordings = Vec::new();
    for file in &args.files {
        recordings.push(recording(file)?);
    }
    Ok(Server::new().recordings(recordings).delivery(delivery(args)))
}

fn recording(file: &Path) -> Result<Recording, Stop> {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let shown = file.display();
    Recording::new(name, read(file)?).map_err(|_| {
        Stop::usage(format_args!(
            "{shown} is no recorded stream of the Responses or the Chat Completions API: give the \
             body of a response as it came, for example what `curl -N` printed"
        ))
    })
}

fn read(file: &Path) -> Result<Vec<u8>, Stop> {
    let unreadable = |error| Stop::usage(format_args!("cannot read {}: {error}", file.display()));
    fs::read(file).map_err(unreadable)
}

fn delivery(args: &Replay) -> Delivery {
    let mut delivery = Delivery::new();
    if let Some(bytes) = args.chunk_size {
        delivery = delivery.chunk_size(bytes.get());
    }
    if args.awkward {
        delivery = delivery.awkward_chunks(SEED);
    }
    if args.natural {
        delivery = delivery.natural_pace(SEED);
    }
    if let Some(milliseconds) = args.pace {
        delivery = delivery.pace(Duration::from_millis(milliseconds));
    }
    if let Some(bytes) = args.truncate_after {
        let end = match args.truncation {
            Truncation::Clean => End::Clean,
            Truncation::Cut => End::Cut,
            Truncation::Reset => End::Reset,
            Truncation::Stall => End::Stall,
            Truncation::KeepAlive => End::KeepAlive(Duration::from_secs(1)),
            Truncation::Flood => End::Flood,
        };
        delivery = delivery.truncate_after(bytes, end);
    }
    delivery
}

async fn serve(server: Server, args: &Replay) -> Result<(), Stop> {
    let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let mut ctrl_c = ctrl_c::watch();
    let running = server.bind(addr).await.map_err(|error| {
        Stop::saying(Exit::LocalIo, format_args!("cannot listen on {addr}: {error}"))
    })?;
    // The address alone, so that a script can read it.
    let mut out = io::stdout();
    writeln!(out, "{}", running.base_url())?;
    out.flush()?;
    if args.feed.is_some() {
        exit::say(format_args!("the feed is at http://{}{FEED_PATH}", running.addr()));
    }
    exit::say(format_args!("serving until Ctrl-C"));
    ctrl_c.pressed().await;
    running.shutdown().await;
    Err(Stop::quietly(Exit::CtrlC))
}
