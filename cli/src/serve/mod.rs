//! The server of `klpscope serve`: connections to requests (here), a request to its answer
//! (`answer`), from what was read (`site`). The only folder that names `hyper` and `tokio`.
//!
//! Whoever can reach the port can ask, so all that a request costs has a bound: the bytes
//! and the time of its head, the time of its answer, how many are open and how many are
//! worked on at once. Nothing can be written through it.

mod answer;
mod site;

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::failure::Failure;
use answer::{Reply, asked};
pub(crate) use site::Site;

/// Connections at once; further ones are closed.
const CONNECTIONS: usize = 64;
/// Answers that are worked on at once; further requests wait.
const WORKERS: usize = 2;
/// Bytes of a request's head: its line and all header lines.
const HEAD: usize = 16 << 10;
const HEADERS: usize = 64;
/// For the head of a request, the first and each that follows on the connection.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// For an answer, waiting included.
const ANSWER_TIME: Duration = Duration::from_secs(60);
/// For a connection in all: who reads an answer too slowly gets no more of it.
const CONNECTION_TIME: Duration = Duration::from_secs(600);
/// For what is under way when it ends.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A port that is listened on.
pub(crate) struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Takes the port; nothing is accepted yet.
    ///
    /// # Errors
    /// If the address is not of this machine, or the port is taken.
    pub(crate) fn bind(address: SocketAddr) -> Result<Self, Failure> {
        let failed = |error| Failure::Listen { address, error };
        let listener = TcpListener::bind(address).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address })
    }

    /// The address, with the port that was free.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the process is interrupted or told to end.
    ///
    /// # Errors
    /// If the system gives no threads or sockets.
    pub(crate) fn run(self, site: Site) -> Result<(), Failure> {
        let address = self.address;
        let served = runtime().and_then(|runtime| {
            let site = Arc::new(site);
            let done = runtime.block_on(serve(self.listener, site));
            // An answer that is worked on cannot be stopped: it ends with the process.
            runtime.shutdown_timeout(LAST_WORDS);
            done
        });
        served.map_err(|error| Failure::Listen { address, error })
    }
}

fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(WORKERS)
        .build()
}

async fn serve(listener: TcpListener, site: Arc<Site>) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let (open, workers) =
        (Arc::new(Semaphore::new(CONNECTIONS)), Arc::new(Semaphore::new(WORKERS)));
    let ended = interrupted()?;
    tokio::pin!(ended);
    loop {
        let stream = tokio::select! {
            () = &mut ended => return Ok(()),
            accepted = listener.accept() => accepted,
        };
        // What one peer did wrong, or too many open files: the next one may come.
        let Ok((stream, _)) = stream else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&open).try_acquire_owned() else { continue };
        let (site, workers) = (Arc::clone(&site), Arc::clone(&workers));
        tokio::spawn(async move {
            connection(stream, site, workers).await;
            drop(permit);
        });
    }
}

/// Ends when the user or the system wants the process to end.
#[cfg(unix)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) =
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a signal to wait for it serves until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

/// All requests of one connection. What goes wrong with it is the peer's business.
async fn connection(stream: TcpStream, site: Arc<Site>, workers: Arc<Semaphore>) {
    let service = service_fn(move |request: Request<Incoming>| {
        let (site, workers) = (Arc::clone(&site), Arc::clone(&workers));
        async move { Ok::<_, Infallible>(respond(&request, site, workers).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(HEAD)
        .max_headers(HEADERS)
        .serve_connection(TokioIo::new(stream), service);
    _ = timeout(CONNECTION_TIME, connection).await;
}

async fn respond(
    request: &Request<Incoming>,
    site: Arc<Site>,
    workers: Arc<Semaphore>,
) -> Response<Full<Bytes>> {
    let is_head = request.method() == hyper::Method::HEAD;
    let question = match asked(request) {
        Ok(question) => question,
        Err(reply) => return reply.response(is_head),
    };
    let work = async {
        let permit = workers.acquire_owned().await;
        let answered = tokio::task::spawn_blocking(move || {
            // Held while it is worked on, even if nobody waits for it any more.
            let _permit = permit;
            site.answer(&question)
        });
        answered.await.unwrap_or_else(|_| Reply::bug())
    };
    let reply = timeout(ANSWER_TIME, work).await.unwrap_or_else(|_| Reply::too_slow(ANSWER_TIME));
    reply.response(is_head)
}
