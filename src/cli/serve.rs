//! `serve`: the page for planners.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::args::ServeArguments;
use super::failure::{Failure, Outcome};
use super::terminal::{self, Interrupt, Voice};
use crate::serve::{Options, Server};

/// Where scenarios are, if nothing is named.
const USUAL: &str = "scenarios";
/// What opens an address in the browser, by system.
const OPENERS: [(&str, &str, &[&str]); 3] =
    [("macos", "open", &[]), ("windows", "rundll32", &["url.dll,FileProtocolHandler"]), ("", "xdg-open", &[])];

/// Serves until Ctrl-C.
pub fn serve(arguments: &ServeArguments, voice: Voice) -> Result<Outcome, Failure> {
    let server = Server::open(&options(arguments))?;
    let interrupt = Interrupt::listen()?;
    if !arguments.address.is_loopback() {
        terminal::note(
            voice,
            "warning: everybody on the network who knows the address below gets in, and it is not encrypted",
        );
    }
    if server.scenarios() == 0 {
        terminal::note(voice, "warning: there is no scenario to be served; `overheard init` writes one to begin with");
    }
    let url = server.url();
    terminal::print(format!("{url}\n").as_bytes())?;
    terminal::note(voice, "open this address in a browser on this machine; Ctrl-C stops the server");
    if arguments.open && !opened(&url) {
        terminal::note(voice, "the browser could not be opened");
    }
    server.run(&|| interrupt.came())?;
    Ok(Outcome::Interrupted)
}

fn options(arguments: &ServeArguments) -> Options {
    let usual = || PathBuf::from(if Path::new(USUAL).is_dir() { USUAL } else { "." });
    let named = arguments.scenarios.clone();
    Options {
        scenarios: if named.is_empty() { vec![usual()] } else { named },
        address: arguments.address,
        port: arguments.port,
        hosts: arguments.hosts.clone(),
        threads: arguments.threads,
        page: arguments.page.clone(),
    }
}

/// Opens the address with what the system has for it.
fn opened(url: &str) -> bool {
    let opener = OPENERS.iter().find(|(system, ..)| system.is_empty() || *system == std::env::consts::OS);
    let Some((_, program, before)) = opener else { return false };
    let quiet = Stdio::null;
    let started = Command::new(program).args(*before).arg(url).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
    started.is_ok()
}
