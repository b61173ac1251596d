//! `serve`: the page for planners.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::NamedTempFile;

use super::args::ServeArguments;
use super::failure::{Failure, Outcome};
use super::terminal::{self, Interrupt, Voice};
use crate::serve::{Options, Server};

/// What is said at Ctrl-C: there are no results to be kept.
const STOPPED: &str = "the server was stopped (what was saved is saved; open pages get no more answers)";

/// Where scenarios are, if nothing is named.
const USUAL: &str = "scenarios";
/// What opens a page in the browser, by system.
const OPENERS: [(&str, &str, &[&str]); 3] =
    [("macos", "open", &[]), ("windows", "rundll32", &["url.dll,FileProtocolHandler"]), ("", "xdg-open", &[])];

/// Serves until Ctrl-C.
pub fn serve(arguments: &ServeArguments, voice: Voice) -> Result<Outcome, Failure> {
    let server = Server::open(&options(arguments))?;
    let interrupt = Interrupt::listen_saying(STOPPED)?;
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
    // Kept as long as the server: a browser may take its time.
    let door = arguments.open.then(|| Door::to(&url));
    if door.as_ref().is_some_and(|door| !door.as_ref().is_ok_and(Door::opened)) {
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

/// A file that only its owner can read, and that leads to the address. Everybody on the machine can read the arguments of a
/// process: the address itself must not be one, for it lets in whoever has it.
struct Door(NamedTempFile);

impl Door {
    /// The address holds nothing that HTML would read as more than text.
    fn to(url: &str) -> io::Result<Self> {
        let mut file = tempfile::Builder::new().prefix("overheard-").suffix(".html").tempfile()?;
        let words = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>overheard</title>";
        write!(
            file,
            "{words}<meta http-equiv=\"refresh\" content=\"0; url={url}\"><p><a href=\"{url}\">To the page</a>"
        )?;
        file.flush()?;
        Ok(Self(file))
    }

    /// Opens it with what the system has for it.
    fn opened(&self) -> bool {
        let opener = OPENERS.iter().find(|(system, ..)| system.is_empty() || *system == std::env::consts::OS);
        let Some((_, program, before)) = opener else { return false };
        let mut command = Command::new(program);
        command.args(*before).arg(self.0.path());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().is_ok()
    }
}
