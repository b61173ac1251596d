//! A server in this process, and a client of a few lines that talks to it over a socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use overheard::serve::{Options, Server};
use serde_json::Value;

/// A server of a folder with `minimal.toml` and `open.toml`, in which the odds of a mistake are not known.
pub struct Served {
    pub port: u16,
    pub token: String,
    /// Holds the folder `scenarios`, which is served, and what lies beside it.
    pub dir: tempfile::TempDir,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

/// An answer that comes bit by bit.
pub struct Events {
    reader: BufReader<TcpStream>,
}

/// One bit: its name and its data.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub name: String,
    pub data: Value,
}

pub fn minimal() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/minimal.toml")).unwrap()
}

impl Served {
    pub fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("scenarios");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("minimal.toml"), minimal()).unwrap();
        let open = minimal().replace("mistake = 0.1 ", "mistake = { low = 0.05, high = 0.2 } ");
        std::fs::write(folder.join("open.toml"), open).unwrap();
        Self::of(dir, vec![folder])
    }

    pub fn of(dir: tempfile::TempDir, scenarios: Vec<PathBuf>) -> Self {
        let options = Options {
            scenarios,
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            hosts: vec!["planning.example".to_owned()],
            threads: Some(2),
            page: None,
        };
        let server = Server::open(&options).unwrap();
        let (port, token) = (server.port(), server.token().to_owned());
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let thread = std::thread::spawn(move || server.run(&|| told.load(Ordering::Relaxed)).unwrap());
        Self { port, token, dir, stop, thread: Some(thread) }
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join("scenarios").join(name)
    }

    /// Headers that let one in.
    pub fn bearer(&self) -> Vec<(&'static str, String)> {
        vec![("Authorization", format!("Bearer {}", self.token))]
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &self.bearer(), "")
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let mut headers = self.bearer();
        headers.push(("Content-Type", "application/json".to_owned()));
        self.ask("POST", path, &headers, &body.to_string())
    }

    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, String)], body: &str) -> Answer {
        let mut reader = self.sent(method, path, headers, body);
        let (status, head) = head(&mut reader);
        let mut body = Vec::new();
        if head.to_lowercase().contains("transfer-encoding: chunked") {
            while let Some(chunk) = chunk(&mut reader) {
                body.extend(chunk);
            }
        } else {
            reader.read_to_end(&mut body).unwrap();
        }
        Answer { status, head, body }
    }

    /// Asks for a stream of events, as the page of that name if there is one.
    pub fn stream(&self, path: &str, page: Option<&str>, body: &Value) -> Events {
        let mut headers = self.bearer();
        headers.push(("Content-Type", "application/json".to_owned()));
        headers.extend(page.map(|page| ("X-Overheard-Page", page.to_owned())));
        let mut reader = self.sent("POST", path, &headers, &body.to_string());
        let (status, _) = head(&mut reader);
        assert_eq!(status, 200);
        Events { reader }
    }

    fn sent(&self, method: &str, path: &str, headers: &[(&str, String)], body: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        let host = headers.iter().find(|(name, _)| *name == "Host").map_or("localhost", |(_, host)| host.as_str());
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        for (name, value) in headers.iter().filter(|(name, _)| *name != "Host") {
            text += &format!("{name}: {value}\r\n");
        }
        text += &format!("Content-Length: {}\r\n\r\n", body.len());
        // One that is refused may be answered before all of it is sent.
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
        BufReader::new(stream)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let ended = self.thread.take().unwrap().join();
        assert!(ended.is_ok() || std::thread::panicking());
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&self.body)))
    }

    /// The code of what is wrong.
    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Events {
    /// All events to the last.
    pub fn all(self) -> Vec<Event> {
        self.collect()
    }
}

impl Iterator for Events {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        let mut text = Vec::new();
        // A large event comes in several chunks.
        while !text.ends_with(b"\n\n") {
            text.extend(chunk(&mut self.reader)?);
        }
        let text = String::from_utf8(text).unwrap();
        let lines: Vec<&str> = text.trim_end().split('\n').collect();
        assert_eq!(lines.len(), 2, "an event has a name and one line of data: {text}");
        let data = serde_json::from_str(lines[1].strip_prefix("data: ").unwrap()).unwrap();
        Some(Event { name: lines[0].strip_prefix("event: ").unwrap().to_owned(), data })
    }
}

fn head(reader: &mut impl BufRead) -> (u16, String) {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            break;
        }
    }
    (head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0), head)
}

/// The next chunk of a body; none at its end.
fn chunk(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = String::new();
    reader.read_line(&mut length).ok()?;
    let length = usize::from_str_radix(length.trim(), 16).ok()?;
    let mut bytes = vec![0; length + 2];
    reader.read_exact(&mut bytes).ok()?;
    bytes.truncate(length);
    (length > 0).then_some(bytes)
}

/// The events of a name.
pub fn named<'a>(events: &'a [Event], name: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event.name == name).map(|event| &event.data).collect()
}
