//! How `serve` begins and ends: `--open` hands the address over without showing it to others, and Ctrl-C ends the server.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::browser::Browser;
use crate::serve_client::minimal;

/// `serve --open`, where what opens the browser writes down what it was told.
struct Opened {
    process: Child,
    address: String,
    /// What was opened.
    file: PathBuf,
    _dir: tempfile::TempDir,
}

impl Opened {
    fn start() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("scenarios")).unwrap();
        fs::write(dir.path().join("scenarios/minimal.toml"), minimal()).unwrap();
        let opener = dir.path().join("xdg-open");
        // Renamed when it is whole: who looks for it then finds all of it.
        fs::write(&opener, "#!/bin/sh\nprintf '%s\\n' \"$@\" > told.part\nmv told.part told\n").unwrap();
        fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", dir.path().display(), std::env::var("PATH").unwrap());
        let mut process = Command::new(env!("CARGO_BIN_EXE_overheard"))
            .current_dir(dir.path())
            .env("PATH", path)
            .args(["serve", "--open"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let told = dir.path().join("told");
        while !told.exists() {
            assert!(process.try_wait().unwrap().is_none(), "the server goes on");
            std::thread::yield_now();
        }
        let told = fs::read_to_string(told).unwrap();
        assert_eq!(told.lines().count(), 1, "{told}");
        Self { process, address: address.trim().to_owned(), file: PathBuf::from(told.trim()), _dir: dir }
    }

    /// Ends it as Ctrl-C does: what it says, and its exit code.
    fn interrupted(&mut self) -> (String, Option<i32>) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let mut said = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (said, self.process.wait().unwrap().code())
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
#[cfg(target_os = "linux")]
fn open_shows_the_token_to_nobody_else_and_ctrl_c_says_that_the_server_was_stopped() {
    let mut opened = Opened::start();
    let token = opened.address.split("token=").nth(1).unwrap();
    assert!(!opened.file.to_string_lossy().contains(token), "everybody can read the arguments of a process");
    let mode = fs::metadata(&opened.file).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "only its owner can read it: {mode:o}");
    assert!(fs::read_to_string(&opened.file).unwrap().contains(&opened.address));
    let (said, code) = opened.interrupted();
    assert_eq!(code, Some(130));
    assert!(said.contains("the server was stopped") && !said.contains("keeping"), "{said}");
    assert!(!opened.file.exists(), "it ends with the server");
}

#[test]
#[ignore = "needs Chromium: ./test.sh runs it"]
fn what_open_opens_leads_to_the_page_in_the_browser() {
    let opened = Opened::start();
    let mut browser = Browser::start(1280, 900);
    browser.open(&opened.file);
    browser.until("document.querySelector('[role=tab]')");
    let shown = browser.value("location.href");
    assert!(!shown.as_str().unwrap().contains("token"), "{shown}");
}
