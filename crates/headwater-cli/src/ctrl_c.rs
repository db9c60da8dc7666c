//! Ctrl-C.

use std::{
    future::{Future as _, poll_fn},
    io,
    pin::pin,
    process,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc as std_mpsc,
    },
    task::Poll,
    thread,
    time::Duration,
};

use tokio::sync::mpsc;

use crate::exit::Exit;

/// How long the command has to do what a Ctrl-C asks for.
const PATIENCE: Duration = Duration::from_millis(500);

/// Each Ctrl-C, from [`watch`] on.
pub(crate) struct CtrlC {
    presses: mpsc::UnboundedReceiver<()>,
    heeded: Arc<AtomicU64>,
}

impl CtrlC {
    /// Ready when it is pressed next; never, where that cannot be watched for. Nothing is lost where
    /// the future is dropped.
    pub(crate) async fn pressed(&mut self) {
        if self.presses.recv().await.is_none() {
            core::future::pending::<()>().await;
        }
    }

    /// What was asked for is done, and the command goes on.
    pub(crate) fn is_heeded(&self) {
        self.heeded.fetch_add(1, Ordering::SeqCst);
    }
}

/// Watches from this moment on.
///
/// A thread of its own watches: where the command is stuck in a write that nobody reads, as with a
/// pager that has paused, it ends the process all the same.
pub(crate) fn watch() -> CtrlC {
    let (tell, presses) = mpsc::unbounded_channel();
    let (watching, is_watched) = std_mpsc::channel();
    let heeded = Arc::new(AtomicU64::new(0));
    let heeded_by_command = Arc::clone(&heeded);
    thread::spawn(move || -> io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(watch_on(&tell, &watching, &heeded_by_command))
    });
    // An error means that the thread gave up: there is nothing to wait for.
    let _ = is_watched.recv();
    CtrlC { presses, heeded }
}

async fn watch_on(
    tell: &mpsc::UnboundedSender<()>,
    watching: &std_mpsc::Sender<()>,
    heeded: &Arc<AtomicU64>,
) -> io::Result<()> {
    for pressed in 1.. {
        let mut signal = pin!(tokio::signal::ctrl_c());
        // The first poll is what begins to watch.
        let first = poll_fn(|cx| Poll::Ready(signal.as_mut().poll(cx))).await;
        // Nobody waits for that but the first time, and nobody is told where the command has ended.
        let _ = watching.send(());
        match first {
            Poll::Ready(result) => result?,
            Poll::Pending => signal.await?,
        }
        let _ = tell.send(());
        let heeded = Arc::clone(heeded);
        tokio::spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            if heeded.load(Ordering::SeqCst) < pressed {
                process::exit(Exit::CtrlC as i32);
            }
        });
    }
    Ok(())
}
