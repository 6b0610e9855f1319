//! Which logical processors share what: a core, a last-level cache, a socket.
//!
//! Read from a tree like Linux's /sys/devices/system. Nothing in it is relied on: what is missing or makes no sense counts as not
//! shared (a core of its own) or as shared by all (one cache, one socket), as on a plain machine.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use reports::Seats;
use serde::{Deserialize, Serialize};

/// A core of less than this share of the largest one's strength is a small one. Cores of one kind differ by a few percent, and kinds by
/// a quarter and more.
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

    /// Those of `allowed` that are online, from a tree like /sys/devices/system. None if there is no such tree, or no processor left.
    pub fn read(root: &Path, allowed: &[u32]) -> Option<Topology> {
        let cpu = root.join("cpu");
        let online = list(&cpu.join("online"));
        let is_there = |id: &u32| match &online {
            Some(online) => online.contains(id),
            None => cpu.join(format!("cpu{id}")).is_dir(),
        };
        let ids: BTreeSet<u32> = allowed.iter().copied().filter(is_there).collect();
        let nodes = nodes(&root.join("node"));
        let strengths: BTreeMap<u32, f64> =
            ids.iter().filter_map(|&id| Some((id, strength(&cpu.join(format!("cpu{id}")))?))).collect();
        let strongest = strengths.values().copied().fold(0.0, f64::max);
        let one = |&id: &u32| {
            let folder = cpu.join(format!("cpu{id}"));
            Cpu {
                small: strengths.get(&id).is_some_and(|strength| *strength < strongest * SMALL),
                node: nodes.get(&id).copied().unwrap_or(0),
                ..identify(id, &folder)
            }
        };
        let cpus: Vec<Cpu> = ids.iter().map(one).collect();
        (cpu.is_dir() && !cpus.is_empty()).then(|| Topology { cpus: seated(cpus), told: true })
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

    /// Numbers of workers behind which the next one gets something else under it: a core that is shared, a small one, another socket; and
    /// behind which there is no seat left.
    pub fn level_ends(&self) -> Vec<u32> {
        let level = |n: u32| {
            let seats = seats_of(&self.cpus[..n as usize]);
            (seats.packages, seats.cores < n, seats.small_cores > 0)
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

/// Its core, last-level cache and package.
fn identify(id: u32, folder: &Path) -> Cpu {
    let topology = folder.join("topology");
    // A list that does not name its own processor is none.
    let lowest = |path: &Path| list(path).filter(|list| list.contains(&id))?.first().copied();
    let core =
        lowest(&topology.join("thread_siblings_list")).or_else(|| lowest(&topology.join("core_cpus_list")));
    let package = number(&topology.join("physical_package_id")).unwrap_or(0);
    let die = || lowest(&topology.join("die_cpus_list"));
    let socket = || lowest(&topology.join("package_cpus_list"));
    let complex = last_level_cache(folder).and_then(|cache| lowest(&cache.join("shared_cpu_list")));
    Cpu {
        id,
        core: core.unwrap_or(id),
        // Processors of two sockets share no cache, whatever else is not told.
        complex: complex.or_else(die).or_else(socket).unwrap_or(u32::MAX - package),
        package,
        node: 0,
        small: false,
    }
}

/// The folder of the cache of level 3, if there is one.
fn last_level_cache(folder: &Path) -> Option<std::path::PathBuf> {
    let caches = fs::read_dir(folder.join("cache")).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    caches.filter(|cache| number(&cache.join("level")) == Some(3)).min()
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
