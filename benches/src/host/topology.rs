//! Which logical processors share what: a core, a last-level cache, a socket.
//!
//! Read from a tree like Linux's /sys/devices/system, and from what stands beside it. Nothing in it is relied on: what is missing or makes no sense counts as not
//! shared (a core of its own) or as shared by all (one cache, one socket), as on a plain machine.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use reports::Seats;
use serde::{Deserialize, Serialize};

/// A core of less than this share of the largest one's strength is a small one, where the kernel does not name the kinds. Cores of one kind
/// differ by a few percent, and kinds by a quarter on most machines.
const SMALL: f64 = 0.8;

/// One logical processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cpu {
    id: u32,
    /// Lowest processor of its core.
    core: u32,
    /// Lowest processor of those that share its last-level cache.
    complex: u32,
    package: u32,
    node: u32,
    small: bool,
}

/// The logical processors that this process may run on, in the order in which workers take their seats: one a core first, those of the
/// first one's complex before those of others, and of its socket before those of others; then second hardware threads. Small cores come
/// after large ones, and where only a part of the machine is allowed, the fullest complex comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topology {
    cpus: Vec<Cpu>,
    /// Whether the system told anything.
    told: bool,
}

/// Two workers otherwise than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Placing {
    /// On two hardware threads of one core.
    OnSiblings,
    /// On cores of one socket that share no last-level cache.
    AcrossComplexes,
    /// On cores of two sockets.
    AcrossSockets,
}

impl Placing {
    /// As the rows tell it.
    pub fn name(self) -> &'static str {
        match self {
            Placing::OnSiblings => "on siblings",
            Placing::AcrossComplexes => "across complexes",
            Placing::AcrossSockets => "across sockets",
        }
    }
}

impl Topology {
    /// So many processors of which nothing is known.
    pub fn unknown(cpus: u32) -> Topology {
        let plain = |id| Cpu { id, core: id, complex: 0, package: 0, node: 0, small: false };
        Topology { cpus: (0..cpus.max(1)).map(plain).collect(), told: false }
    }

    /// Those of `allowed`, from a tree like /sys/devices/system. None if there is no such tree, or it lacks one of them. Which processors are
    /// online is not asked: a container may be told a made-up list, and what is offline nobody is allowed to run on.
    pub fn read(root: &Path, allowed: &[u32]) -> Option<Topology> {
        let cpu = root.join("cpu");
        let folder = |id: u32| cpu.join(format!("cpu{id}"));
        let ids: BTreeSet<u32> = allowed.iter().copied().collect();
        if ids.is_empty() || !ids.iter().all(|&id| folder(id).is_dir()) {
            return None;
        }
        let sockets = sockets_are_told(&cpu);
        let nodes = nodes(&root.join("node"));
        let small = small(root, &ids);
        let one = |&id: &u32| Cpu {
            small: small.contains(&id),
            node: nodes.get(&id).copied().unwrap_or(0),
            ..identify(id, &folder(id), sockets)
        };
        Some(Topology { cpus: seated(ids.iter().map(one).collect()), told: true })
    }

    /// The first so many seats alone: a quota may allow less than the mask.
    #[must_use]
    pub fn limited(mut self, cpus: u32) -> Topology {
        self.cpus.truncate(cpus.max(1) as usize);
        self
    }

    /// Logical processors.
    pub fn logical(&self) -> u32 {
        self.cpus.len() as u32
    }

    /// Numbers of workers behind which the next one gets something else under it: a core that is shared, a small one, another socket, more
    /// than one node or core complex; and behind which there is no seat left.
    pub fn level_ends(&self) -> Vec<u32> {
        let level = |n: u32| {
            let seats = seats_of(&self.cpus[..n as usize]);
            let apart = (seats.nodes > 1, seats.complexes > 1);
            (seats.packages, apart, seats.cores < n, seats.small_cores > 0)
        };
        let ends = (1..self.logical()).filter(|&n| level(n) != level(n + 1));
        ends.chain([self.logical()]).collect()
    }

    /// Where so many workers run; if there are more than seats, in turn. None where the system told nothing.
    pub fn seats(&self, workers: u32) -> Option<Seats> {
        let cpus: Vec<Cpu> = self.cpus.iter().copied().cycle().take(workers as usize).collect();
        self.told.then(|| seats_of(&cpus))
    }

    /// Where two workers run if they are placed otherwise than usual; none where the machine has no such two seats, or where they are
    /// the usual ones.
    pub fn placed(&self, placing: Placing) -> Option<Seats> {
        let first = self.cpus.first()?;
        let like = |cpu: &&Cpu| cpu.small == first.small;
        let shared = |cpu: &Cpu| self.cpus.iter().find(|other| other.core == cpu.core && other.id != cpu.id);
        let (one, other) = match placing {
            Placing::OnSiblings => self.cpus.iter().find_map(|cpu| Some((cpu, shared(cpu)?)))?,
            Placing::AcrossComplexes => {
                let apart = |cpu: &&Cpu| cpu.package == first.package && cpu.complex != first.complex;
                (first, self.cpus.iter().filter(like).find(apart)?)
            }
            Placing::AcrossSockets => {
                (first, self.cpus.iter().filter(like).find(|cpu| cpu.package != first.package)?)
            }
        };
        let seats = seats_of(&[*one, *other]);
        let far = |seats: &Seats| (seats.cores, seats.complexes, seats.packages);
        let usual = seats_of(self.cpus.get(..2)?);
        (self.told && far(&seats) != far(&usual)).then_some(seats)
    }

    /// All of those that this machine has.
    pub fn placings(&self) -> Vec<Placing> {
        let all = [Placing::OnSiblings, Placing::AcrossComplexes, Placing::AcrossSockets];
        all.into_iter().filter(|&placing| self.placed(placing).is_some()).collect()
    }
}

/// What these processors have in common.
fn seats_of(cpus: &[Cpu]) -> Seats {
    let distinct = |of: fn(&Cpu) -> u32| cpus.iter().map(of).collect::<BTreeSet<_>>().len() as u32;
    let small: BTreeSet<u32> = cpus.iter().filter(|cpu| cpu.small).map(|cpu| cpu.core).collect();
    Seats {
        cpus: cpus.iter().map(|cpu| cpu.id).collect(),
        cores: distinct(|cpu| cpu.core),
        small_cores: small.len() as u32,
        complexes: distinct(|cpu| cpu.complex),
        packages: distinct(|cpu| cpu.package),
        nodes: distinct(|cpu| cpu.node),
    }
}

/// In the order of seats.
fn seated(mut cpus: Vec<Cpu>) -> Vec<Cpu> {
    let all = cpus.clone();
    let large = |of: fn(&Cpu) -> u32, value: u32| {
        let cores = all.iter().filter(|cpu| of(cpu) == value && !cpu.small).map(|cpu| cpu.core);
        Reverse(cores.collect::<BTreeSet<_>>().len())
    };
    cpus.sort_by_cached_key(|cpu| {
        let before_on_core = all.iter().filter(|other| other.core == cpu.core && other.id < cpu.id).count();
        let package = (large(|c| c.package, cpu.package), cpu.package);
        let complex = (large(|c| c.complex, cpu.complex), cpu.complex);
        (before_on_core, cpu.small, package, complex, cpu.core, cpu.id)
    });
    cpus
}

/// Whether packages are what they seem: where there are many of one core each, it is a virtual machine that was told nothing of sockets.
fn sockets_are_told(cpu: &Path) -> bool {
    let mut packages: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for entry in fs::read_dir(cpu).into_iter().flatten().filter_map(Result::ok) {
        let name = entry.file_name();
        let id = name.to_str().and_then(|name| name.strip_prefix("cpu")?.parse().ok());
        let package = number(&entry.path().join("topology/physical_package_id"));
        if let Some((id, package)) = id.zip(package) {
            let core = siblings(id, &entry.path()).and_then(|list| list.first().copied());
            packages.entry(package).or_default().insert(core.unwrap_or(id));
        }
    }
    packages.len() <= 2 || packages.values().any(|cores| cores.len() > 1)
}

/// Its core, last-level cache and package.
fn identify(id: u32, folder: &Path, sockets_are_told: bool) -> Cpu {
    let topology = folder.join("topology");
    let lowest = |list: BTreeSet<u32>| list.first().copied();
    let core = siblings(id, folder).unwrap_or_else(|| BTreeSet::from([id]));
    let package = number(&topology.join("physical_package_id")).filter(|_| sockets_are_told).unwrap_or(0);
    let named =
        |file: &str| list_with(id, &topology.join(file)).filter(|_| sockets_are_told).and_then(lowest);
    // A second level that a core has for itself is no last one: the machine does not tell of the third.
    let is_last =
        |(level, list): &(u32, BTreeSet<u32>)| list.len() > core.len() || (*level > 2 && sockets_are_told);
    let complex = last_level_cache(id, folder).filter(is_last).and_then(|(_, list)| lowest(list));
    let complex = complex.or_else(|| named("die_cpus_list")).or_else(|| named("package_cpus_list"));
    Cpu {
        id,
        core: lowest(core).unwrap_or(id),
        // Processors of two sockets share no cache, whatever else is not told.
        complex: complex.unwrap_or(u32::MAX - package),
        package,
        node: 0,
        small: false,
    }
}

/// The hardware threads of its core.
fn siblings(id: u32, folder: &Path) -> Option<BTreeSet<u32>> {
    let files = ["thread_siblings_list", "core_cpus_list"];
    files.iter().find_map(|file| list_with(id, &folder.join("topology").join(file)))
}

/// Level and processors of the highest cache beyond the first level that it tells of: of level 3 on most machines, and of level 2 where
/// clusters of cores share no other.
fn last_level_cache(id: u32, folder: &Path) -> Option<(u32, BTreeSet<u32>)> {
    let caches = fs::read_dir(folder.join("cache")).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    let told = caches.filter_map(|cache| {
        let level = number(&cache.join("level")).filter(|level| *level > 1)?;
        Some((level, list_with(id, &cache.join("shared_cpu_list"))?))
    });
    told.max()
}

/// Those of `ids` that are small cores: as the kernel's counters name them on a processor of two kinds, or else by strength.
fn small(root: &Path, ids: &BTreeSet<u32>) -> BTreeSet<u32> {
    let counters = ["cpu_atom", "cpu_lowpower"].map(|kind| list(&root.with_file_name(kind).join("cpus")));
    if counters[0].is_some() {
        let named: BTreeSet<u32> = counters.into_iter().flatten().flatten().collect();
        return ids.intersection(&named).copied().collect();
    }
    let strength = |&id: &u32| Some((id, strength(&root.join(format!("cpu/cpu{id}")))?));
    let strengths: BTreeMap<u32, f64> = ids.iter().filter_map(strength).collect();
    let strongest = strengths.values().copied().fold(0.0, f64::max);
    strengths.into_iter().filter(|(_, strength)| *strength < strongest * SMALL).map(|(id, _)| id).collect()
}

/// What a core can do, in a unit that only this machine knows.
fn strength(folder: &Path) -> Option<f64> {
    let told =
        number(&folder.join("cpu_capacity")).or_else(|| number(&folder.join("cpufreq/cpuinfo_max_freq")));
    told.filter(|strength| *strength > 0).map(f64::from)
}

/// Processor to NUMA node.
fn nodes(folder: &Path) -> BTreeMap<u32, u32> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let numbered = entries.filter_map(|entry| {
        let number = entry.file_name().to_str()?.strip_prefix("node")?.parse::<u32>().ok()?;
        Some((number, list(&entry.path().join("cpulist"))?))
    });
    numbered.flat_map(|(node, cpus)| cpus.into_iter().map(move |cpu| (cpu, node))).collect()
}

fn number(path: &Path) -> Option<u32> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

/// `0-3,8` as a set; none if it is anything else.
fn list(path: &Path) -> Option<BTreeSet<u32>> {
    let text = fs::read_to_string(path).ok()?;
    let mut all = BTreeSet::new();
    for range in text.trim().split(',').filter(|range| !range.is_empty()) {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last) = (first.trim().parse::<u32>().ok()?, last.trim().parse::<u32>().ok()?);
        // No kernel numbers more; a torn file must not fill the memory.
        if first > last || last > 1 << 16 {
            return None;
        }
        all.extend(first..=last);
    }
    (!all.is_empty()).then_some(all)
}

/// The same of a file that must name its own processor: else it is none.
fn list_with(id: u32, path: &Path) -> Option<BTreeSet<u32>> {
    list(path).filter(|list| list.contains(&id))
}
