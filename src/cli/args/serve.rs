//! Arguments of `serve`.

use std::net::IpAddr;
use std::path::PathBuf;

use clap::Args;

use crate::cli::number::threads;

/// Examples shown by its help.
pub const EXAMPLES: &str = "\
Examples:
  overheard serve                          the scenarios of this folder, or of ./scenarios
  overheard serve scenarios/ --open        and open the page in the browser
  overheard serve air-show.toml --port 8080
  ssh -L 8080:localhost:8080 server        from here, after `serve --port 8080` there

Nobody gets in without the printed address: it holds a token. Stop it with Ctrl-C.
Its JSON is described at /api/v1/openapi.json.";

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Folders of scenarios, or scenario files [default: ./scenarios if there is one, else this folder]
    #[arg(value_name = "SCENARIO")]
    pub scenarios: Vec<PathBuf>,
    /// Open the page in the browser
    #[arg(long)]
    pub open: bool,
    /// Port to listen on [default: any that is free]
    #[arg(long, value_name = "PORT", default_value = "0", hide_default_value = true)]
    pub port: u16,
    /// Address to listen on; with any other than a loopback address, everybody who knows the token gets in,
    /// and what is sent can be read on the way
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub address: IpAddr,
    /// Also answer to this name of the machine; may be repeated
    #[arg(long = "host", value_name = "NAME")]
    pub hosts: Vec<String>,
    /// Threads to run on [default: all cores]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub threads: Option<usize>,
    /// Read the page from this folder instead, for those who work on it
    #[arg(long, value_name = "DIR", hide = true)]
    pub page: Option<PathBuf>,
}
