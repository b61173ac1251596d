//! The page for planners, and the JSON behind it: a server for one machine.
//!
//! It lets no one in who was not told its address: see `guard`. What is asked of it is answered by the studies that the
//! commands use, with the same numbers: see `api`. No more runs than a few go on at once: see `gate`.

mod answer;
mod api;
mod ask;
mod assets;
mod cache;
mod controls;
mod error;
mod gate;
mod guard;
mod library;
mod listen;
mod state;
mod stream;
mod token;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::report::safe;
use crate::scenario::system;
use library::Library;
use state::App;

pub use api::description;

/// What to serve, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// Scenario files and folders of them.
    pub scenarios: Vec<PathBuf>,
    /// The address to listen on.
    pub address: IpAddr,
    /// The port; 0: any that is free.
    pub port: u16,
    /// Names by which the machine may be called, besides `localhost` and plain addresses.
    pub hosts: Vec<String>,
    /// Threads of the runs; absent: as many as there are cores.
    pub threads: Option<usize>,
    /// A folder from which the page is read instead of what is built in.
    pub page: Option<PathBuf>,
}

/// Why nothing is served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Something that was named cannot be served.
    #[error("{}: {wrong}; {hint}", safe::path(path))]
    Place {
        /// What was named.
        path: PathBuf,
        /// What is wrong with it.
        wrong: String,
        /// What to try.
        hint: &'static str,
    },
    /// The port is taken, or may not be used.
    #[error(
        "{address} cannot be listened on: {}; try another --port, or leave it out for a free one",
        system::in_words(error)
    )]
    Listen {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// The system has no random bytes for the token.
    #[error("the system gives no random bytes for the token: {0}")]
    Token(getrandom::Error),
    /// The threads could not be started.
    #[error("the threads cannot be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The server itself could not be started.
    #[error("the server cannot be started: {0}")]
    Start(#[from] io::Error),
}

/// A server that listens, but does not yet answer.
pub struct Server {
    listener: std::net::TcpListener,
    address: SocketAddr,
    app: Arc<App>,
}

impl Server {
    /// Begins to listen.
    pub fn open(options: &Options) -> Result<Self, ServeError> {
        let library = Library::open(&options.scenarios)?;
        let wanted = SocketAddr::new(options.address, options.port);
        let refused = |error| ServeError::Listen { address: wanted, error };
        let listener = std::net::TcpListener::bind(wanted).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let app = Arc::new(App::new(library, options, address.port())?);
        Ok(Self { listener, address, app })
    }

    /// The address to open in a browser, with the token in it.
    pub fn url(&self) -> String {
        let host = match self.address.ip() {
            ip if ip.is_unspecified() => "127.0.0.1".to_owned(),
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        format!("http://{host}:{}/?token={}", self.address.port(), self.app.token.text())
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The token, for programs that use the JSON without a browser.
    pub fn token(&self) -> &str {
        self.app.token.text()
    }

    /// How many scenarios there are to be served now.
    pub fn scenarios(&self) -> usize {
        self.app.library.list().len()
    }

    /// Answers until it is told to stop.
    pub fn run(self, stop: &dyn Fn() -> bool) -> Result<(), ServeError> {
        listen::until(self.listener, self.app, stop)
    }
}
