//! `headwater replay`: recorded streams, served to any client.

use std::{
    fs,
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use headwater_replay::{Delivery, End, Recording, Server};

use crate::{
    args::{Replay, Truncation},
    ctrl_c,
    exit::{self, Exit, Stop},
};

/// What the cuts and the pace are drawn from: the same in every run.
const SEED: u64 = 926;

pub(crate) fn run(args: &Replay) -> Result<(), Stop> {
    let server = server(args)?;
    exit::block_on(serve(server, args.port))
}

fn server(args: &Replay) -> Result<Server, Stop> {
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
    let bytes = fs::read(file)
        .map_err(|error| Stop::usage(format_args!("cannot read {shown}: {error}")))?;
    Recording::new(name, bytes).map_err(|_| {
        Stop::usage(format_args!(
            "{shown} is no recorded stream of the Responses or the Chat Completions API: give the \
             body of a response as it came, for example what `curl -N` printed"
        ))
    })
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
        };
        delivery = delivery.truncate_after(bytes, end);
    }
    delivery
}

async fn serve(server: Server, port: u16) -> Result<(), Stop> {
    let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut ctrl_c = ctrl_c::watch();
    let running = server.bind(addr).await.map_err(|error| {
        Stop::saying(Exit::LocalIo, format_args!("cannot listen on {addr}: {error}"))
    })?;
    // The address alone, so that a script can read it.
    let mut out = io::stdout();
    writeln!(out, "{}", running.base_url())?;
    out.flush()?;
    exit::say(format_args!("serving until Ctrl-C"));
    ctrl_c.pressed().await;
    running.shutdown().await;
    Err(Stop::quietly(Exit::CtrlC))
}
