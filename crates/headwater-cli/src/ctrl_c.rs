//! Ctrl-C.

use std::{
    future::{Future as _, poll_fn},
    io,
    pin::pin,
    process,
    sync::mpsc,
    task::Poll,
    thread,
    time::Duration,
};

use tokio::sync::oneshot;

use crate::exit::Exit;

/// How long the command has to end by itself.
const PATIENCE: Duration = Duration::from_millis(500);

/// Ready on Ctrl-C, from this moment on; never, where that cannot be watched for.
///
/// A thread of its own watches: where the command is stuck in a write that nobody reads, as with a
/// pager that has paused, it ends the process all the same.
pub(crate) fn watch() -> oneshot::Receiver<()> {
    let (tell, told) = oneshot::channel();
    let (watching, is_watched) = mpsc::channel();
    thread::spawn(move || {
        if wait(&watching).is_ok() {
            // Nobody listens where the command has ended meanwhile.
            let _ = tell.send(());
            thread::sleep(PATIENCE);
            process::exit(Exit::CtrlC as i32);
        }
    });
    // An error means that the thread gave up: there is nothing to wait for.
    let _ = is_watched.recv();
    told
}

fn wait(watching: &mpsc::Sender<()>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut signal = pin!(tokio::signal::ctrl_c());
        // The first poll is what begins to watch.
        let first = poll_fn(|cx| Poll::Ready(signal.as_mut().poll(cx))).await;
        let _ = watching.send(());
        match first {
            Poll::Ready(result) => result,
            Poll::Pending => signal.await,
        }
    })
}
