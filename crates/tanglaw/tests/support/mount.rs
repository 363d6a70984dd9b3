//! Small disks of our own, to fill and to lock.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A small file system in memory; goes away when it is dropped.
pub struct SmallDisk {
    pub path: PathBuf,
}

impl SmallDisk {
    /// Mounts one of this size, where the system lets us.
    pub fn mount(path: PathBuf, size: &str) -> Option<Self> {
        std::fs::create_dir_all(&path).unwrap();
        let option = format!("size={size},mode=0700");
        let mounted = super::is_root()
            && ok(Command::new("mount").args(["-t", "tmpfs", "-o", &option, "tmpfs"]).arg(&path));
        mounted.then_some(Self { path })
    }

    /// Makes it larger or smaller, as somebody who frees space would.
    pub fn resize(&self, size: &str) {
        self.remount(&format!("remount,size={size}"));
    }

    /// Lets nobody write, not even root.
    pub fn lock(&self) {
        self.remount("remount,ro");
    }

    /// Lets everybody write again.
    pub fn unlock(&self) {
        self.remount("remount,rw");
    }

    fn remount(&self, options: &str) {
        assert!(ok(Command::new("mount").args(["-o", options]).arg(&self.path)), "mount -o {options} works");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a test that failed may have left a process with a file open.
        let _ = Command::new("umount").arg("-l").arg(&self.path).status();
    }
}

fn ok(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

/// Bytes that files below a folder take.
pub fn size_of(folder: &Path) -> u64 {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let data = entry.as_ref().unwrap().metadata().unwrap();
            if data.is_dir() { size_of(&entry.unwrap().path()) } else { data.len() }
        })
        .sum()
}
