//! What all answers share.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::cache::Cache;
use super::gate::{Gate, Turns};
use super::guard::Hosts;
use super::library::Library;
use super::token::Token;
use super::{Options, ServeError};

/// First figures at once: they are small, and somebody waits with a hand on the slider.
const FIRST_AT_ONCE: usize = 2;
/// Runs to the stated precision at once, at least; they share the threads.
const RUNS_AT_ONCE: usize = 2;
/// Comparisons and explanations at once: they take long, and must not stand in the way of sliders.
const LONG_AT_ONCE: usize = 1;
/// One more run at once for so many threads.
const THREADS_PER_RUN: usize = 8;

/// The server's state.
pub struct App {
    /// What is served.
    pub library: Library,
    /// What lets one in.
    pub token: Token,
    /// Who may be called by which name.
    pub hosts: Hosts,
    /// The name of the cookie: cookies are shared by all ports of a host.
    pub cookie: String,
    /// Where the page is read from, if not from the program.
    pub page: Option<PathBuf>,
    /// Who may give first figures.
    pub first: Gate,
    /// Who may run to the end.
    pub runs: Gate,
    /// Who may compare or explain to the end.
    pub long: Gate,
    /// Threads of first figures.
    pub first_pool: ThreadPool,
    /// Threads of runs to the end.
    pub pool: ThreadPool,
    /// Questions under way.
    pub turns: Turns,
    /// Finished results.
    pub cache: Cache,
    closing: AtomicBool,
}

impl App {
    /// Nothing is running.
    pub fn new(library: Library, options: &Options, port: u16) -> Result<Self, ServeError> {
        // Two pools, so that first figures need not wait until a thread of a long run is free.
        let pool = || ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).build();
        let pool = (pool()?, pool()?);
        let at_once = RUNS_AT_ONCE.max(pool.1.current_num_threads() / THREADS_PER_RUN);
        Ok(Self {
            library,
            token: Token::new()?,
            hosts: Hosts::new(options),
            cookie: format!("overheard-{port}"),
            page: options.page.clone(),
            first: Gate::new(FIRST_AT_ONCE),
            runs: Gate::new(at_once),
            long: Gate::new(LONG_AT_ONCE),
            first_pool: pool.0,
            pool: pool.1,
            turns: Turns::default(),
            cache: Cache::default(),
            closing: AtomicBool::new(false),
        })
    }

    /// Tells all runs to end.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    /// Whether all runs are to end.
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }
}
