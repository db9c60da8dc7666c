//! `headwater ask --background` against a server that is killed and comes back, at random moments.

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use headwater_replay::{Answer, Delivery, Server};
use support::process::headwater;
use support::servers::{runtime, serve};

const ANSWERS: usize = 100;

/// How many are asked for at a time: they mostly wait.
const AT_A_TIME: usize = 10;

const KILLS: usize = 3;

/// SplitMix64: repeatable moments, as far as a machine that is busy keeps to them.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// Asks once, and gives how often the stream was taken up.
fn ask_and_kill(number: usize) -> usize {
    let mut random = Random(number as u64);
    let text = format!("Answer {number}: still water runs deep, 川 🌊, and on to the sea.\n");
    let delivery = Delivery::new().awkward_chunks(number as u64).drip(40, Duration::from_millis(2));
    let mut server = serve(Server::new().answer("m", Answer::text(&text)).delivery(delivery));
    let mut run =
        headwater(["ask", "--background", "--base-url", &server.base_url(), "Hi"]).start();
    // Before it has an id an answer cannot be taken up, and is not asked for again.
    run.shows_somewhere("A");
    let moments: Vec<_> = (0..KILLS)
        .map(|_| [random.below(300), random.below(400)].map(Duration::from_millis))
        .collect();
    let killed = runtime().spawn(async move {
        for [up, down] in moments {
            tokio::time::sleep(up).await;
            server.kill().await;
            tokio::time::sleep(down).await;
            // For a moment somebody's connection may have the port.
            while server.restart().await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        server
    });
    let run = run.finish();
    run.ended(0, &text).saying("finished");
    let server = runtime().block_on(killed).expect("nothing panicked");
    let created = server.requests().iter().filter(|request| request.method() == "POST").count();
    assert_eq!(created, 1, "it is created once");
    server.requests().len() - 1
}

#[test]
fn an_answer_of_the_background_arrives_whole_from_a_server_that_is_killed() {
    let (next, resumed) = (AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= ANSWERS {
                        return;
                    }
                    resumed.fetch_add(ask_and_kill(number), Ordering::Relaxed);
                }
            });
        }
    });
    let resumed = resumed.into_inner();
    println!("{ANSWERS} of {ANSWERS} answers arrived whole, over {resumed} resumptions");
    assert!(resumed > ANSWERS, "{resumed} resumptions: most kills came too late");
}
