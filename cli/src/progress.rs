//! A spinner on stderr for work that takes longer than a second; nothing at
//! all where stderr is not a terminal.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use klpscope_graph::Stage;

/// Work that ends sooner shows no spinner.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// Shows the stage of reading one file until it is dropped.
pub(crate) struct Progress {
    file: String,
    spinner: ProgressBar,
    /// Dropped to tell the waiting thread that the work is done.
    working: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// For reading `file`.
    pub(crate) fn new(file: &Path) -> Self {
        let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
            .with_style(ProgressStyle::default_spinner());
        let working = std::io::stderr().is_terminal().then(|| show_later(spinner.clone()));
        Self { file: file.display().to_string(), spinner, working }
    }

    /// The work has reached `stage`.
    pub(crate) fn stage(&self, stage: Stage) {
        let doing = match stage {
            Stage::Image => "sections and symbols",
            Stage::Dwarf => "debug information",
            Stage::Code => "machine code",
            Stage::Records => "compiler records",
            Stage::Sources => "C sources",
            Stage::Graph => "joining the graph",
        };
        self.spinner.set_message(format!("{}: {doing}", self.file));
    }
}

impl Progress {
    /// So many of the nodes of a graph are written.
    pub(crate) fn written(&self, done: usize, of: usize) {
        self.spinner.set_message(format!("{}: {done} of {of} nodes written", self.file));
    }
}

/// Shows how many of the files of a kernel were read.
pub(crate) struct FilesProgress {
    files: usize,
    done: AtomicUsize,
    progress: Progress,
}

impl FilesProgress {
    /// For reading `files` of them.
    pub(crate) fn new(files: usize) -> Self {
        let shown =
            Self { files, done: AtomicUsize::new(0), progress: Progress::new(Path::new("")) };
        shown.show(0);
        shown
    }

    /// One more was read.
    pub(crate) fn done(&self) {
        self.show(self.done.fetch_add(1, Ordering::Relaxed) + 1);
    }

    fn show(&self, done: usize) {
        self.progress.spinner.set_message(format!("{done} of {} files of the kernel", self.files));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.working.take() {
            drop(done);
            // The thread only waits and draws; if it panicked there is nothing to clear.
            let _ = thread.join();
            self.spinner.finish_and_clear();
        }
    }
}

/// Makes `spinner` visible after [`PATIENCE`], unless the sender is dropped before.
fn show_later(spinner: ProgressBar) -> (Sender<()>, JoinHandle<()>) {
    let (done, wait) = channel();
    let thread = thread::spawn(move || {
        if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
            spinner.set_draw_target(ProgressDrawTarget::stderr());
            spinner.enable_steady_tick(TICK);
        }
    });
    (done, thread)
}
