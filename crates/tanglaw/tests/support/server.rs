//! A server of the program, watched.

use super::Scene;
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// A server that runs until it is stopped or dropped.
pub struct Server {
    child: Child,
    /// What it printed until it was ready.
    pub printed: String,
}

impl Server {
    /// Starts `serve` on free ports and waits until it says that it is ready.
    pub fn start(scene: &Scene) -> Self {
        let args = ["serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"];
        let mut child = scene.command(args).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut printed = String::new();
        for line in &mut lines {
            let line = line.unwrap();
            printed.push_str(&line);
            printed.push('\n');
            if line.starts_with("Stop with") {
                break;
            }
        }
        assert!(printed.contains("Stop with"), "the server ended early: {printed}");
        Self { child, printed }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What stands behind a word such as `desk:` in what was printed.
    pub fn value(&self, word: &str) -> &str {
        let at = self.printed.find(word).unwrap_or_else(|| panic!("{word} was printed")) + word.len();
        self.printed[at..].split_whitespace().next().unwrap()
    }

    /// Sends the signal by which systems stop a service, and waits for the end.
    pub fn terminate(mut self) -> ExitStatus {
        assert!(Command::new("kill").args(["-TERM", &self.id().to_string()]).status().unwrap().success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < Duration::from_secs(30), "the server does not end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks a page of a server and gives its status and body.
pub fn get(url: &str) -> (u16, String) {
    use std::{io::Read, io::Write, net::TcpStream};
    let rest = url.strip_prefix("http://").expect("a plain address");
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
    let body = text.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned());
    (status, body)
}
