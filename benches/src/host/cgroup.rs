//! How much of the machine's time this process may use: control groups, of the second kind and of the first.

use std::path::{Component, Path, PathBuf};

use super::files::Files;

/// Where groups of the second kind are found.
const UNIFIED: [&str; 2] = ["sys/fs/cgroup", "sys/fs/cgroup/unified"];
/// And those of the first that share out the cores.
const CPU: [&str; 3] = ["sys/fs/cgroup/cpu", "sys/fs/cgroup/cpu,cpuacct", "sys/fs/cgroup/cpuacct,cpu"];

/// The tightest limit of the groups that this process is in, in cores; none where there is no limit.
pub(super) fn cpu_quota(files: &Files) -> Option<f64> {
    let groups = files.read("proc/self/cgroup")?;
    let quotas = groups.lines().flat_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if controllers.is_empty() {
            quotas(files, &UNIFIED, path, second)
        } else if controllers.split(',').any(|controller| controller == "cpu") {
            quotas(files, &CPU, path, first)
        } else {
            Vec::new()
        }
    });
    quotas.reduce(f64::min)
}

/// The limits of a group and of all groups around it. In a container the path is often one of the outside, and the group is found at the
/// root.
fn quotas(files: &Files, mounts: &[&str], path: &str, read: fn(&Files, &Path) -> Option<f64>) -> Vec<f64> {
    let inside = Path::new(path).components().filter(|part| matches!(part, Component::Normal(_)));
    let group: PathBuf = inside.collect();
    let groups = || group.ancestors();
    mounts
        .iter()
        .flat_map(|mount| groups().filter_map(|group| read(files, &Path::new(mount).join(group))))
        .collect()
}

/// `150000 100000`, or `max 100000`: microseconds of each so many.
fn second(files: &Files, group: &Path) -> Option<f64> {
    let limit = files.read(group.join("cpu.max").to_str()?)?;
    let (quota, period) = limit.split_once(' ')?;
    share(quota, period)
}

/// The same in two files; `-1` is no limit.
fn first(files: &Files, group: &Path) -> Option<f64> {
    let read = |name: &str| files.read(group.join(name).to_str()?);
    share(&read("cpu.cfs_quota_us")?, &read("cpu.cfs_period_us")?)
}

fn share(quota: &str, period: &str) -> Option<f64> {
    let (quota, period) = (quota.trim().parse::<u64>().ok()?, period.trim().parse::<u64>().ok()?);
    (quota > 0 && period > 0).then(|| quota as f64 / period as f64)
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;

    #[test]
    fn groups_of_the_second_kind() {
        let quota = |cgroup: &str, files: &[(&str, &str)]| {
            let tree = Tree::new("cgroup2").with("proc/self/cgroup", cgroup);
            files.iter().fold(tree, |tree, (path, text)| tree.with(path, text)).files().cpu_quota()
        };
        let own = "sys/fs/cgroup/a/b/cpu.max";
        assert_eq!(quota("0::/a/b\n", &[(own, "150000 100000\n")]), Some(1.5));
        assert_eq!(quota("0::/a/b\n", &[(own, "max 100000\n")]), None);
        // The group around it is tighter; one beside it is none of ours.
        let around = [
            (own, "max 100000"),
            ("sys/fs/cgroup/a/cpu.max", "50000 100000"),
            ("sys/fs/cgroup/c/cpu.max", "1 100000"),
        ];
        assert_eq!(quota("0::/a/b\n", &around), Some(0.5));
        // Seen from inside a container.
        assert_eq!(quota("0::/../../outside\n", &[("sys/fs/cgroup/cpu.max", "200000 100000")]), Some(2.0));
        assert_eq!(quota("0::/\n", &[("sys/fs/cgroup/unified/cpu.max", "100000 100000")]), Some(1.0));
        for nonsense in ["", "max", "x y", "-5 100000", "0 100000", "100000 0", "NaN NaN", "1e3 1"] {
            assert_eq!(quota("0::/a/b\n", &[(own, nonsense)]), None, "{nonsense:?}");
        }
    }

    #[test]
    fn groups_of_the_first_kind() {
        let quota = |cgroup: &str, folder: &str, quota: &str| {
            let tree = Tree::new("cgroup1").with("proc/self/cgroup", cgroup);
            let tree = tree.with(&format!("{folder}/cpu.cfs_quota_us"), quota);
            tree.with(&format!("{folder}/cpu.cfs_period_us"), "100000\n").files().cpu_quota()
        };
        assert_eq!(quota("1:cpu:/d/e\n0::/\n", "sys/fs/cgroup/cpu/d/e", "250000\n"), Some(2.5));
        assert_eq!(quota("4:cpu,cpuacct:/d\n", "sys/fs/cgroup/cpu,cpuacct", "70000\n"), Some(0.7));
        assert_eq!(quota("1:cpu:/d\n", "sys/fs/cgroup/cpu/d", "-1\n"), None);
        assert_eq!(
            quota("1:cpuset:/d\n", "sys/fs/cgroup/cpu/d", "5000\n"),
            None,
            "of other cores it says nothing"
        );
        assert_eq!(quota("nonsense\n::\n", "sys/fs/cgroup/cpu", "5000\n"), None);
    }
}
