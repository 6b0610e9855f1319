//! Machines of many shapes, as trees of files: who sits where, with how many threads each is measured, and what is placed otherwise.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use benches::host::{Placing, Topology};
use benches::plan::plan;
use benches::plan::points::points;
use benches::{Catalogue, RunOptions};
use tempfile::TempDir;

/// One logical processor of a machine: its core's, its cache's and its package's processors, as the system lists them.
struct Cpu {
    id: u32,
    siblings: String,
    cache: String,
    package: u32,
}

/// A tree like /sys/devices, of which `system` is a folder.
struct Tree(TempDir, PathBuf);

impl Tree {
    fn of(cpus: &[Cpu]) -> Tree {
        let devices = TempDir::new().unwrap();
        let system = devices.path().join("system");
        let tree = Tree(devices, system);
        for cpu in cpus {
            let folder = format!("cpu/cpu{}", cpu.id);
            tree.write(&format!("{folder}/topology/thread_siblings_list"), &cpu.siblings);
            tree.write(&format!("{folder}/topology/physical_package_id"), &cpu.package.to_string());
            // A cache of instructions has a level too, and indices have holes.
            tree.write(&format!("{folder}/cache/index0/level"), "1");
            tree.write(&format!("{folder}/cache/index0/shared_cpu_list"), &cpu.siblings);
            tree.write(&format!("{folder}/cache/index3/level"), "3");
            tree.write(&format!("{folder}/cache/index3/shared_cpu_list"), &cpu.cache);
        }
        tree
    }

    fn path(&self) -> &Path {
        &self.1
    }

    /// Beside `system`.
    fn beside(&self, file: &str, text: &str) {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{text}\n")).unwrap();
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, format!("{text}\n")).unwrap();
    }

    fn remove(&self, file: &str) {
        fs::remove_file(self.path().join(file)).unwrap();
    }

    /// With all of its first processors allowed.
    fn read(&self, allowed: std::ops::Range<u32>) -> Topology {
        Topology::read(self.path(), &allowed.collect::<Vec<_>>()).unwrap()
    }
}

/// `cores` cores in each of `complexes` complexes in each of `packages` packages. With two threads a core the second ones are numbered behind
/// all first ones, as kernels do.
fn regular(packages: u32, complexes: u32, cores: u32, threads: u32) -> Tree {
    let all = packages * complexes * cores;
    let cpu = |id: u32| {
        let core = id % all;
        let hardware = |core: u32| (0..threads).map(move |thread| core + thread * all);
        let list = |ids: Vec<u32>| {
            let mut text = String::new();
            ids.iter().for_each(|id| write!(text, "{}{id}", if text.is_empty() { "" } else { "," }).unwrap());
            text
        };
        let first = core / cores * cores;
        Cpu {
            id,
            siblings: list(hardware(core).collect()),
            cache: list((first..first + cores).flat_map(hardware).collect()),
            package: core / (complexes * cores),
        }
    };
    Tree::of(&(0..all * threads).map(cpu).collect::<Vec<_>>())
}

fn cpus(topology: &Topology, workers: u32) -> Vec<u32> {
    topology.seats(workers).unwrap().cpus
}

#[test]
fn a_single_core_has_one_seat_for_all() {
    let one = regular(1, 1, 1, 1).read(0..1);
    assert_eq!(one.seats(3).unwrap().cpus, [0, 0, 0]);
    assert_eq!((one.level_ends(), points(&one)), (vec![1], vec![1, 2, 4, 10]));
    assert!(one.placings().is_empty());
}

#[test]
fn a_guest_of_two_cores_is_measured_as_ever() {
    let two = regular(1, 1, 2, 1).read(0..2);
    assert_eq!(points(&two), [1, 2, 4, 10]);
    assert_eq!(cpus(&two, 4), [0, 1, 0, 1]);
    assert!(two.placings().is_empty());
    let seats = two.seats(2).unwrap();
    assert_eq!((seats.cores, seats.small_cores, seats.complexes, seats.packages), (2, 0, 1, 1));
}

#[test]
fn hardware_threads_of_one_core_come_last() {
    let smt = regular(1, 1, 8, 2).read(0..16);
    assert_eq!(cpus(&smt, 16), (0..16).collect::<Vec<_>>());
    assert_eq!(smt.seats(8).unwrap().cores, 8);
    assert_eq!(smt.seats(10).unwrap().cores, 8);
    assert_eq!((smt.level_ends(), points(&smt)), (vec![8, 16], vec![1, 2, 3, 4, 6, 8, 16, 32]));
    assert_eq!(smt.placings(), [Placing::OnSiblings]);
    let placed = smt.placed(Placing::OnSiblings).unwrap();
    assert_eq!((placed.cpus, placed.cores), (vec![0, 8], 1));
}

#[test]
fn siblings_that_are_numbered_side_by_side_are_told_apart_too() {
    let pairs: Vec<Cpu> = (0..8)
        .map(|id| Cpu {
            id,
            siblings: format!("{}-{}", id / 2 * 2, id / 2 * 2 + 1),
            cache: "0-7".into(),
            package: 0,
        })
        .collect();
    let smt = Tree::of(&pairs).read(0..8);
    assert_eq!(cpus(&smt, 8), [0, 2, 4, 6, 1, 3, 5, 7]);
    assert_eq!(smt.placed(Placing::OnSiblings).unwrap().cpus, [0, 1]);
}

#[test]
fn two_sockets_are_filled_one_after_the_other() {
    let two = regular(2, 1, 16, 2).read(0..64);
    assert_eq!(cpus(&two, 32), (0..32).collect::<Vec<_>>());
    assert_eq!([16, 17].map(|n| two.seats(n).unwrap().packages), [1, 2]);
    assert_eq!(two.level_ends(), [16, 32, 64]);
    assert_eq!(points(&two), [1, 2, 4, 8, 12, 16, 32, 64, 128]);
    assert_eq!(two.placings(), [Placing::OnSiblings, Placing::AcrossSockets]);
    let apart = two.placed(Placing::AcrossSockets).unwrap();
    assert_eq!((apart.cpus, apart.packages, apart.complexes), (vec![0, 16], 2, 2));
}

#[test]
fn two_complexes_are_a_level_and_a_placement() {
    let zen = regular(1, 2, 4, 1).read(0..8);
    assert_eq!([4, 5].map(|n| zen.seats(n).unwrap().complexes), [1, 2]);
    assert_eq!((zen.level_ends(), zen.placings()), (vec![4, 8], vec![Placing::AcrossComplexes]));
    let apart = zen.placed(Placing::AcrossComplexes).unwrap();
    assert_eq!((apart.cpus, apart.complexes, apart.packages), (vec![0, 4], 2, 1));
}

#[test]
fn a_large_machine_is_measured_at_about_eight_points() {
    assert_eq!(points(&regular(1, 1, 64, 2).read(0..128)), [1, 2, 4, 16, 32, 64, 128, 256]);
    let eight = regular(1, 8, 8, 2).read(0..128);
    assert_eq!(points(&eight), [1, 2, 3, 4, 6, 8, 32, 64, 128, 256], "six on one complex tell its law");
    assert_eq!(points(&regular(1, 2, 8, 1).read(0..16)), [1, 2, 3, 4, 6, 8, 16, 32]);
    assert_eq!(points(&regular(1, 4, 4, 1).read(0..16)), [1, 2, 3, 4, 8, 16, 32]);
}

#[test]
fn of_many_sockets_not_each_is_a_point() {
    let eight = regular(8, 1, 16, 2).read(0..256);
    assert_eq!(eight.level_ends(), [16, 32, 48, 64, 80, 96, 112, 128, 256]);
    assert_eq!(points(&eight), [1, 2, 4, 8, 12, 16, 64, 128, 256, 512]);
}

#[test]
fn a_machine_of_many_sockets_with_one_core_each_was_told_nothing_of_sockets() {
    for processors in [3, 16, 64] {
        let guest = regular(processors, 1, 1, 1).read(0..processors);
        assert_eq!(guest.level_ends(), [processors]);
        assert_eq!(points(&guest), points(&Topology::unknown(processors)));
        let seats = guest.seats(3).unwrap();
        assert_eq!((guest.placings(), seats.packages, seats.complexes), (vec![], 1, 1));
    }
    let threads = regular(4, 1, 1, 2).read(0..8);
    assert_eq!((threads.level_ends(), threads.placings()), (vec![4, 8], vec![Placing::OnSiblings]));
    assert_eq!(regular(2, 1, 1, 1).read(0..2).seats(2).unwrap().packages, 2, "two may be two");
    let masked = Topology::read(regular(4, 1, 8, 1).path(), &[0, 8, 16, 24]);
    assert_eq!(masked.unwrap().seats(4).unwrap().packages, 4, "one core allowed of each is another thing");
}

/// Six large cores with two threads, four small ones.
fn hybrid() -> Tree {
    let large =
        (0..12).map(|id| (id, format!("{}-{}", id / 2 * 2, id / 2 * 2 + 1), 5_000_000 + id / 2 * 20_000));
    let small = (12..16).map(|id: u32| (id, id.to_string(), 3_800_000));
    let all: Vec<(u32, String, u32)> = large.chain(small).collect();
    let cpu = |(id, siblings, _): &(u32, String, u32)| Cpu {
        id: *id,
        siblings: siblings.clone(),
        cache: "0-15".into(),
        package: 0,
    };
    let tree = Tree::of(&all.iter().map(cpu).collect::<Vec<_>>());
    for (id, _, frequency) in &all {
        tree.write(&format!("cpu/cpu{id}/cpufreq/cpuinfo_max_freq"), &frequency.to_string());
    }
    tree
}

#[test]
fn small_cores_come_after_large_ones_and_are_a_level() {
    let hybrid = hybrid().read(0..16);
    assert_eq!(cpus(&hybrid, 16), [0, 2, 4, 6, 8, 10, 12, 13, 14, 15, 1, 3, 5, 7, 9, 11]);
    assert_eq!([6, 7, 10].map(|n| hybrid.seats(n).unwrap().small_cores), [0, 1, 4]);
    assert_eq!(hybrid.level_ends(), [6, 10, 16]);
    assert_eq!(points(&hybrid), [1, 2, 3, 4, 5, 6, 10, 16, 32]);
    assert_eq!(hybrid.placings(), [Placing::OnSiblings]);
}

#[test]
fn cores_that_the_kernel_names_as_small_are_so_whatever_their_frequency() {
    let tree = regular(1, 1, 8, 1);
    for id in 0..8 {
        // 0.81 of the largest: too near for frequencies alone.
        let hertz = if id < 4 { "5700000" } else { "4600000" };
        tree.write(&format!("cpu/cpu{id}/cpufreq/cpuinfo_max_freq"), hertz);
    }
    assert_eq!(tree.read(0..8).seats(8).unwrap().small_cores, 0);
    tree.beside("cpu_core/cpus", "0-3");
    tree.beside("cpu_atom/cpus", "4-6");
    tree.beside("cpu_lowpower/cpus", "7");
    let told = tree.read(0..8);
    assert_eq!((told.seats(8).unwrap().small_cores, told.level_ends()), (4, vec![4, 8]));
}

#[test]
fn a_capacity_that_the_kernel_tells_goes_before_a_frequency() {
    let tree = regular(1, 1, 4, 1);
    for (id, capacity) in [(0, "446"), (1, "446"), (2, "1024"), (3, "1024")] {
        tree.write(&format!("cpu/cpu{id}/cpu_capacity"), capacity);
        tree.write(&format!("cpu/cpu{id}/cpufreq/cpuinfo_max_freq"), "2000000");
    }
    assert_eq!(cpus(&tree.read(0..4), 4), [2, 3, 0, 1]);
}

#[test]
fn numbers_may_have_holes() {
    let cpu = |id| Cpu { id, siblings: id.to_string(), cache: "0,2,5,9".into(), package: 0 };
    let tree = Tree::of(&[0, 2, 5, 9].map(cpu));
    let holes = Topology::read(tree.path(), &[0, 2, 5, 9]).unwrap();
    assert_eq!((cpus(&holes, 4), holes.logical()), (vec![0, 2, 5, 9], 4));
    assert_eq!(Topology::read(tree.path(), &[0, 1, 2]), None, "of one that is not there nothing is known");
}

#[test]
fn a_made_up_list_of_what_is_online_takes_no_seat() {
    let tree = regular(1, 1, 8, 1);
    // A container that is allowed four processors is told that it has the first four.
    tree.write("cpu/online", "0-3");
    let four = Topology::read(tree.path(), &[2, 3, 6, 7]).unwrap();
    assert_eq!(cpus(&four, 4), [2, 3, 6, 7]);
}

#[test]
fn clusters_that_share_a_second_level_are_complexes_where_there_is_no_third() {
    let cpu = |id| Cpu { id, siblings: id.to_string(), cache: "0-7".into(), package: 0 };
    let tree = Tree::of(&[0, 1, 2, 3, 4, 5, 6, 7].map(cpu));
    for id in 0..8 {
        tree.remove(&format!("cpu/cpu{id}/cache/index3/level"));
        tree.write(&format!("cpu/cpu{id}/cache/index2/level"), "2");
        let cluster = if id < 4 { "0-3" } else { "4-7" };
        tree.write(&format!("cpu/cpu{id}/cache/index2/shared_cpu_list"), cluster);
    }
    assert_eq!([4, 5].map(|n| tree.read(0..8).seats(n).unwrap().complexes), [1, 2]);
    for id in 0..8 {
        tree.write(&format!("cpu/cpu{id}/cache/index2/shared_cpu_list"), &id.to_string());
    }
    let own = tree.read(0..8);
    assert_eq!(own.seats(8).unwrap().complexes, 1, "what each core has for itself is no last level");
}

#[test]
fn what_is_missing_or_garbage_is_not_relied_on() {
    let tree = regular(1, 1, 4, 2);
    tree.remove("cpu/cpu1/topology/thread_siblings_list");
    tree.write("cpu/cpu5/topology/thread_siblings_list", "five");
    tree.write("cpu/cpu2/topology/physical_package_id", "-1");
    tree.write("cpu/cpu3/cache/index3/shared_cpu_list", "3-1");
    tree.write("cpu/cpu0/topology/thread_siblings_list", "1,3"); // does not name itself
    tree.write("cpu/cpu6/cache/index3/shared_cpu_list", "0-4000000000");
    tree.write("cpu/cpu7/cpu_capacity", "");
    let known = tree.read(0..8);
    let mut seats = cpus(&known, 8);
    seats.sort_unstable();
    assert_eq!(seats, (0..8).collect::<Vec<_>>(), "everybody has a seat");
    // 1 and 5 are cores of their own now; 4 still says that it shares with 0, 6 with 2, 7 with 3.
    assert_eq!(known.seats(8).unwrap().cores, 5);
    assert_eq!(known.seats(8).unwrap().packages, 1);
}

#[test]
fn without_a_tree_or_a_processor_nothing_is_known() {
    let empty = TempDir::new().unwrap();
    assert_eq!(Topology::read(empty.path(), &[0, 1]), None);
    assert_eq!(Topology::read(&empty.path().join("nowhere"), &[0]), None);
    assert_eq!(Topology::read(regular(1, 1, 2, 1).path(), &[]), None);
    assert_eq!(Topology::read(regular(1, 1, 2, 1).path(), &[7]), None);
    let unknown = Topology::unknown(4);
    assert_eq!((unknown.seats(2), unknown.placings(), unknown.level_ends()), (None, vec![], vec![4]));
}

#[test]
fn a_mask_that_allows_a_part_is_kept_to_and_its_fullest_complex_comes_first() {
    let zen = regular(1, 2, 4, 2);
    // One core of the first complex, three and a half of the second.
    let part = Topology::read(zen.path(), &[3, 4, 5, 6, 12, 13]).unwrap();
    assert_eq!(cpus(&part, 6), [4, 5, 6, 3, 12, 13]);
    assert_eq!(part.seats(2).unwrap().complexes, 1);
    assert_eq!(part.placed(Placing::AcrossComplexes).unwrap().cpus, [4, 3]);
    assert_eq!(part.placed(Placing::OnSiblings).unwrap().cpus, [4, 12]);
    let alone = Topology::read(zen.path(), &[2, 6]).unwrap();
    assert_eq!(alone.placings(), [], "the usual seats are across complexes already");
    let pair = Topology::read(zen.path(), &[2, 10]).unwrap();
    assert_eq!((pair.placings(), pair.level_ends()), (vec![], vec![1, 2]));
}

#[test]
fn a_quota_below_the_mask_takes_the_first_seats() {
    let limited = regular(1, 2, 4, 2).read(0..16).limited(2);
    assert_eq!((cpus(&limited, 2), limited.logical(), points(&limited)), (vec![0, 1], 2, vec![1, 2, 4, 10]));
}

#[test]
fn numa_nodes_are_counted() {
    let tree = regular(2, 1, 2, 1);
    for (node, cpus) in [("node0", "0-1"), ("node1", "2-3")] {
        tree.write(&format!("node/{node}/cpulist"), cpus);
    }
    tree.write("node/online", "0-1");
    let two = tree.read(0..4);
    assert_eq!([2, 3].map(|n| two.seats(n).unwrap().nodes), [1, 2]);
}

fn planned(options: &RunOptions, topology: &Topology) -> Vec<benches::engine::Session> {
    plan(&Catalogue::standard(), options, topology).unwrap().launches.remove(0).sessions
}

#[test]
fn sessions_carry_their_seats_and_other_placements_are_sessions_of_their_own() {
    let machine = regular(2, 2, 4, 2).read(0..32);
    let families = vec!["counter".to_owned()];
    let workload = Some("^inc$".to_owned());
    let options = RunOptions { families, workload, ..RunOptions::default() };
    let sessions = planned(&options, &machine);
    for session in &sessions {
        let seats = session.seats.as_ref().expect("every session is seated");
        assert_eq!(seats.cpus.len(), session.threads as usize);
        assert_eq!(session.cores, 32);
        match session.placed {
            None => assert_eq!(Some(seats), machine.seats(session.threads).as_ref()),
            Some(placing) => assert_eq!(Some(seats), machine.placed(placing).as_ref()),
        }
    }
    let placed_of = |subject: &str| {
        let mut all: Vec<&str> = sessions
            .iter()
            .filter(|s| s.subject == subject && !s.twin)
            .filter_map(|s| s.placed)
            .map(Placing::name)
            .collect();
        all.sort_unstable();
        all
    };
    let every = ["across complexes", "across sockets", "on siblings"];
    assert_eq!(placed_of("atomic_relaxed"), every, "the baseline");
    assert_eq!(placed_of("noop"), every, "a floor");
    assert_eq!(placed_of("cas_loop"), [""; 0], "one distance is enough for the others");
    assert!(sessions.iter().any(|s| s.placed.is_some() && s.twin), "noise is measured where it is compared");
    assert!(sessions.iter().any(|s| s.threads == 10), "the founding race");
    let asked = RunOptions { threads: vec![1, 4], ..options };
    assert!(planned(&asked, &machine).iter().all(|s| s.placed.is_none() && s.threads != 10));
}

#[test]
fn other_placements_go_early_when_time_is_short() {
    let machine = regular(2, 2, 4, 2).read(0..32);
    let of = |seconds| RunOptions {
        budget: Some(std::time::Duration::from_secs(seconds)),
        ..RunOptions::default()
    };
    let short = plan(&Catalogue::standard(), &of(60), &machine).unwrap();
    let said = "dropped for the budget: other placements of two threads";
    assert!(short.notes.iter().any(|note| note == said), "{:?}", short.notes);
    assert!(short.launches.iter().flat_map(|launch| &launch.sessions).all(|s| s.placed.is_none()));
    let two = plan(&Catalogue::standard(), &of(60), &Topology::unknown(2)).unwrap();
    assert!(two.notes.iter().all(|note| note != said), "where there are none, none are dropped");
}
