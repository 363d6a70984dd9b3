//! A PostgreSQL server of our own, to be killed.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A server in a folder of its own. PostgreSQL refuses to run as root: then it runs as the user `postgres`.
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
}

impl Cluster {
    /// Starts one, where PostgreSQL is installed.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            super::skipped("a PostgreSQL server of our own", "initdb and pg_ctl of PostgreSQL");
            return None;
        };
        if super::is_root() && !run(Command::new("id").args(["-u", "postgres"])).status.success() {
            super::skipped("a PostgreSQL server of our own", "a user postgres, because root cannot run one");
            return None;
        }
        let folder = tempfile::Builder::new().prefix("tanglaw-cluster-").tempdir_in("/tmp").unwrap();
        if super::is_root() {
            assert!(run(Command::new("chown").arg("postgres").arg(folder.path())).status.success());
        }
        // Asked for and let go: the server takes it at once.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let cluster = Self { folder, programs, port };
        let made =
            cluster.program("initdb", &["--auth=trust", "--username=postgres", "--encoding=UTF8", "-D"]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        cluster.up();
        Some(cluster)
    }

    /// Address of its own first database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Starts the server and waits until it answers.
    pub fn up(&self) {
        // The lock of a killed server goes when the last of its processes has gone.
        let began = Instant::now();
        loop {
            let options =
                format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories=", self.port);
            let log = self.folder.path().join("log").display().to_string();
            let started = self.program("pg_ctl", &["start", "-w", "-s", "-o", &options, "-l", &log, "-D"]);
            if started.status.success() {
                return;
            }
            assert!(
                began.elapsed() < Duration::from_mins(1),
                "the server does not start: {}",
                std::fs::read_to_string(log).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Kills the server and all its processes at once, as a power cut would.
    pub fn kill(&self) {
        let file = self.data().join("postmaster.pid");
        let text = std::fs::read_to_string(file).expect("the server runs");
        let postmaster: u32 = text.lines().next().unwrap().trim().parse().unwrap();
        let mut all = vec![postmaster];
        all.extend(children(postmaster));
        let killed = run(Command::new("kill").arg("-9").args(all.iter().map(u32::to_string)));
        // A child may have ended by itself between the look and the kill; the server itself must not have.
        drop(killed);
        let began = Instant::now();
        while all.iter().any(|id| runs(*id)) {
            assert!(began.elapsed() < Duration::from_secs(30), "a process of the server does not die");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Runs a program of the server, with its data directory as last argument.
    fn program(&self, name: &str, args: &[&str]) -> Output {
        let program = self.programs.join(name);
        let mut command = if super::is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.args(args).arg(self.data()).current_dir(self.folder.path());
        // Not a pipe: the server keeps what it is given, and we would wait for its end.
        let out = tempfile::tempfile().unwrap();
        let mut err = tempfile::tempfile().unwrap();
        let status = command.stdout(out).stderr(err.try_clone().unwrap()).status().expect("it starts");
        let mut stderr = Vec::new();
        std::io::Seek::rewind(&mut err).unwrap();
        std::io::Read::read_to_end(&mut err, &mut stderr).unwrap();
        Output { status, stdout: Vec::new(), stderr }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.program("pg_ctl", &["stop", "-m", "immediate", "-s", "-D"]);
    }
}

/// Where PostgreSQL's own programs are: Debian keeps them out of the search path.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()))
        .filter(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
        .collect();
    found.sort();
    found.pop()
}

fn run(command: &mut Command) -> Output {
    command.output().expect("it starts")
}

/// Children of a process, as the kernel lists them.
fn children(parent: u32) -> Vec<u32> {
    let path = format!("/proc/{parent}/task/{parent}/children");
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

/// Whether a process is alive: there, and not only waiting for somebody to ask how it ended.
fn runs(id: u32) -> bool {
    std::fs::read_to_string(Path::new("/proc").join(id.to_string()).join("stat"))
        .is_ok_and(|stat| stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with('Z')))
}
