//! How much memory this process can have before the kernel ends it.

/// Bytes: the memory of the machine or of the control groups around this process, whichever is less. `None` where the system
/// does not say.
#[cfg(target_os = "linux")]
pub(super) fn memory() -> Option<u64> {
    use std::fs::read_to_string;
    use std::path::Path;

    let info = read_to_string("/proc/meminfo").ok()?;
    let kilobytes: u64 =
        info.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")?.parse().ok())?;
    let groups = read_to_string("/proc/self/cgroup").unwrap_or_default();
    // Inside of a container the path may be one of outside; the group at the top is its own then.
    let group = groups.lines().find_map(|line| line.strip_prefix("0::/")).unwrap_or_default();
    let limits = Path::new(group).ancestors().filter_map(|group| {
        let text = read_to_string(Path::new("/sys/fs/cgroup").join(group).join("memory.max")).ok()?;
        text.trim().parse().ok()
    });
    limits.chain([kilobytes * 1024]).min()
}

/// Others grow their swap as they need it, and say in no file what a process may have.
#[cfg(not(target_os = "linux"))]
pub(super) fn memory() -> Option<u64> {
    None
}
