//! Connections: so many at once, none that takes for ever to say what it wants.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::ServeError;
use super::api;
use super::state::App;

/// How often it is looked whether to stop.
const GLANCE: Duration = Duration::from_millis(50);
/// Connections at once.
const CONNECTIONS: usize = 512;
/// How long a client may take for the header of a request.
const HEADER_LIMIT: Duration = Duration::from_secs(30);
/// Bytes of a header at most.
const HEADER_BYTES: usize = 64 * 1024;
/// Threads that wait for sockets; runs have their own.
const THREADS: usize = 2;
/// Threads for what blocks: reading scenarios, and waiting for runs.
const BLOCKING_THREADS: usize = 32;
/// How long answers may still take when it is told to stop.
const FAREWELL: Duration = Duration::from_millis(200);

/// Answers until it is told to stop.
pub fn until(listener: TcpListener, app: Arc<App>, stop: &dyn Fn() -> bool) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(THREADS)
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_io()
        .enable_time()
        .build()?;
    listener.set_nonblocking(true)?;
    let ended = runtime.block_on(accept(listener, &app, stop));
    app.close();
    runtime.shutdown_timeout(FAREWELL);
    ended
}

async fn accept(listener: TcpListener, app: &Arc<App>, stop: &dyn Fn() -> bool) -> Result<(), ServeError> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let router = api::router(app);
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    while !stop() {
        let Ok(accepted) = timeout(GLANCE, listener.accept()).await else { continue };
        let Ok((stream, _)) = accepted else {
            // No more file descriptors, or the client was gone at once: neither is a reason to end.
            tokio::time::sleep(GLANCE).await;
            continue;
        };
        // Whoever comes while it is full is turned away by the closed socket.
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else { continue };
        let service = TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let mut builder = http1::Builder::new();
            builder.timer(TokioTimer::new()).header_read_timeout(HEADER_LIMIT).max_buf_size(HEADER_BYTES);
            // A client that goes away is no failure.
            let _ = builder.serve_connection(TokioIo::new(stream), service).await;
            drop(place);
        });
    }
    Ok(())
}
