//! The command `headwater`: asks a language model and shows its answer as it arrives, talks with one,
//! follows event sources, reads and decodes recorded streams, and replays them.

#![forbid(unsafe_code)]

mod answer;
mod args;
mod ask;
mod chat;
mod ctrl_c;
mod decode;
mod exit;
mod headers;
mod http_client;
mod input;
mod json_lines;
mod listen;
mod random;
mod read;
mod replay;
mod visible;

use std::process::ExitCode;

use clap::Parser as _;

use crate::{
    args::{Arguments, Command},
    exit::Exit,
};

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Ask(ask) => ask::run(*ask),
        Command::Chat(chat) => chat::run(&chat),
        Command::Decode(decode) => decode::run(&decode),
        Command::Listen(listen) => listen::run(&listen),
        Command::Read(read) => read::run(&read),
        Command::Replay(replay) => replay::run(&replay),
    };
    match result {
        Ok(()) => Exit::Fine,
        Err(stop) => {
            if let Some(message) = &stop.message {
                exit::say(format_args!("{message}"));
            }
            stop.exit
        }
    }
    .into()
}
