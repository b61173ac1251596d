//! A headless Chromium, driven over its debugging protocol.

use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// Far above what anything takes on a loaded machine: it only tells a hang.
const NO_HANG: Duration = Duration::from_secs(120);
/// What the program is called, in the order in which it is looked for.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// The variable that names another one.
const VARIABLE: &str = "OVERHEARD_BROWSER";

/// A page in a browser of its own.
pub struct Browser {
    process: Child,
    socket: WebSocket<TcpStream>,
    last: u64,
    session: String,
    /// What the page said, and what it asked for, since it was opened.
    events: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser with a window of this size.
    pub fn start(width: u32, height: u32) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut process = launched(profile.path());
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("DevTools listening on ws://").map(str::to_owned));
        let address = address.expect("the browser says where it listens");
        // Who does not read what it says lets it wait.
        std::thread::spawn(move || lines.for_each(drop));
        let stream = TcpStream::connect(address.split('/').next().unwrap()).unwrap();
        stream.set_read_timeout(Some(NO_HANG)).unwrap();
        let (socket, _) = tungstenite::client(format!("ws://{address}"), stream).unwrap();
        let mut browser =
            Self { process, socket, last: 0, session: String::new(), events: Vec::new(), _profile: profile };
        let page = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": page["targetId"], "flatten": true }));
        browser.session = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        let phone = width < 600;
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
        browser.call("Emulation.setDeviceMetricsOverride", size);
        browser
    }

    /// Opens a file and waits until it is loaded.
    pub fn open(&mut self, file: &Path) {
        self.visit(&format!("file://{}", file.display()));
    }

    /// Opens an address and waits until it is loaded.
    pub fn visit(&mut self, address: &str) {
        self.events.clear();
        self.call("Page.navigate", json!({ "url": address }));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            self.receive();
        }
    }

    /// Waits until an expression is true.
    pub fn until(&mut self, expression: &str) {
        let started = std::time::Instant::now();
        while self.value(&format!("Boolean({expression})")) != true {
            assert!(started.elapsed() < NO_HANG, "never true: {expression}\n{:?}", self.complaints());
            // Lets the page work; nothing is decided by how long it takes.
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Chooses an element with the mouse.
    pub fn click(&mut self, selector: &str) {
        let (x, y) = self.place(selector, 0.5);
        self.mouse("mousePressed", x, y);
        self.mouse("mouseReleased", x, y);
    }

    /// Drags a slider with the mouse from where its thumb is to a share of its length, on the way through `steps` places.
    pub fn drag(&mut self, selector: &str, to: f64, steps: u32) {
        let at = format!(
            "(() => {{ const slider = document.querySelector({selector:?}); \
             return (slider.value - slider.min) / (slider.max - slider.min); }})()"
        );
        let from = self.value(&at).as_f64().unwrap();
        // The thumb's middle does not reach the ends of the track.
        let thumb = |share: f64| 0.03 + 0.94 * share;
        let (start, y) = self.place(selector, thumb(from));
        let (end, _) = self.place(selector, thumb(to));
        self.mouse("mousePressed", start, y);
        for step in 1..=steps {
            self.mouse("mouseMoved", start + (end - start) * f64::from(step) / f64::from(steps), y);
        }
        self.mouse("mouseReleased", end, y);
    }

    /// Types a text where the cursor is.
    pub fn types(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Files that the page gives are put into this folder.
    pub fn downloads_to(&mut self, folder: &Path) {
        let parameters = json!({ "behavior": "allow", "downloadPath": folder, "eventsEnabled": true });
        self.call("Browser.setDownloadBehavior", parameters);
    }

    /// A place on an element, brought into sight, at this share of its width.
    fn place(&mut self, selector: &str, share: f64) -> (f64, f64) {
        let place = self.value(&format!(
            "(() => {{ const element = document.querySelector({selector:?}); \
             element.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
             const box = element.getBoundingClientRect(); \
             return [box.left + {share} * box.width, box.top + box.height / 2]; }})()"
        ));
        (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    }

    fn mouse(&mut self, kind: &str, x: f64, y: f64) {
        let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        self.call("Input.dispatchMouseEvent", event);
    }

    /// The value of an expression on the page.
    pub fn value(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", asked);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    /// Presses and releases a key.
    pub fn press(&mut self, key: &str, code: u32, text: &str) {
        for kind in ["keyDown", "keyUp"] {
            let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text });
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Everything that the page complained of.
    pub fn complaints(&self) -> Vec<&Value> {
        let of =
            ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded", "Page.javascriptDialogOpening"];
        self.events.iter().filter(|event| of.iter().any(|method| event["method"] == *method)).collect()
    }

    /// The addresses that the page asked for, itself included.
    pub fn requests(&self) -> Vec<&str> {
        let asked = self.events.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
        asked.filter_map(|event| event["params"]["request"]["url"].as_str()).collect()
    }

    /// The answer to a command.
    fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let mut message = json!({ "id": self.last, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = self.session.clone().into();
        }
        self.socket.send(Message::text(message.to_string())).unwrap();
        loop {
            if let Some(answer) = self.receive() {
                assert!(answer.get("error").is_none(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    /// The answer to the last command, if that is what comes; events are kept.
    fn receive(&mut self) -> Option<Value> {
        let message = self.socket.read().expect("the browser answers");
        let Message::Text(text) = message else { return None };
        let message: Value = serde_json::from_str(&text).unwrap();
        if message["id"] == self.last {
            return Some(message);
        }
        self.events.push(message);
        None
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn launched(profile: &Path) -> Child {
    let named = std::env::var(VARIABLE).ok();
    let names: Vec<&str> = named.as_deref().map_or_else(|| NAMES.to_vec(), |name| vec![name]);
    let start = |name: &&str| {
        Command::new(name)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--disable-background-networking", "--remote-debugging-port=0", "about:blank"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .ok()
    };
    names.iter().find_map(start).unwrap_or_else(|| {
        panic!("no browser: none of {names:?} can be started; install Chromium, or name a browser in {VARIABLE}")
    })
}
