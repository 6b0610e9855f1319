//! Labels that do not stand on each other: along an axis, or around points of a plane.

/// Moves labels as little as needed so that neighbours are `gap` apart and all lie within `low..=high`.
///
/// `wanted` are positions along one axis, in any order; the answer has the same order. Where they cannot all fit, the gap shrinks.
pub(super) fn spread(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let n = wanted.len();
    let gap = if n > 1 { gap.min((high - low) / (n - 1) as f64).max(0.0) } else { gap };
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    // Blocks of labels that touch: (sum of wanted positions less their offsets, members). A block sits at its mean.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    let place = |(sum, members): (f64, usize)| {
        let room = gap * (members - 1) as f64;
        (sum / members as f64).min(high - room).max(low)
    };
    for &i in &order {
        let mut block = (wanted[i], 1);
        while let Some(&before) = blocks.last() {
            let end = place(before) + gap * before.1 as f64;
            if place(block) >= end {
                break;
            }
            // Offsets of the joined labels grow by the length of the block before them.
            let shifted = block.0 - gap * (before.1 * block.1) as f64;
            block = (before.0 + shifted, before.1 + block.1);
            blocks.pop();
        }
        blocks.push(block);
    }
    let mut placed = vec![0.0; n];
    let mut next = order.into_iter();
    for block in blocks {
        let start = place(block);
        for (k, i) in next.by_ref().take(block.1).enumerate() {
            placed[i] = start + gap * k as f64;
        }
    }
    placed
}

/// A position or a size, in pixels.
type Spot = (f64, f64);

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Area {
    /// The one of this size around a middle.
    pub(super) fn around((x, y): Spot, (width, height): Spot) -> Self {
        Self {
            left: x - width / 2.0,
            top: y - height / 2.0,
            right: x + width / 2.0,
            bottom: y + height / 2.0,
        }
    }

    /// Its point that is nearest to another.
    pub(super) fn nearest(&self, (x, y): Spot) -> Spot {
        (x.clamp(self.left, self.right), y.clamp(self.top, self.bottom))
    }

    pub(super) fn shared(&self, other: &Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    }

    fn within(&self, outer: &Self) -> bool {
        self.left >= outer.left
            && self.top >= outer.top
            && self.right <= outer.right
            && self.bottom <= outer.bottom
    }

    /// Whether a line from `a` to `b` runs through it; looked at every few pixels.
    fn is_crossed(&self, a: Spot, b: Spot) -> bool {
        let steps = ((b.0 - a.0).hypot(b.1 - a.1) / 3.0).ceil().max(1.0) as u32;
        (0..=steps).any(|i| {
            let share = f64::from(i) / f64::from(steps);
            let at = (a.0 + (b.0 - a.0) * share, a.1 + (b.1 - a.1) * share);
            self.nearest(at) == at
        })
    }
}

/// Distances from a point at which its label is tried, nearest first, and the directions: beside it, above and below, aslant.
const RINGS: [f64; 11] = [9.0, 15.0, 22.0, 30.0, 40.0, 52.0, 66.0, 82.0, 100.0, 125.0, 155.0];
const DIRECTIONS: [Spot; 14] = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (0.8, -0.6),
    (0.8, 0.6),
    (-0.8, -0.6),
    (-0.8, 0.6),
    (0.95, -0.3),
    (0.95, 0.3),
    (0.5, -0.87),
    (0.5, 0.87),
    (-0.5, -0.87),
    (-0.5, 0.87),
];

/// Places a label of each size beside its point: within `bounds`, off every point, off what is `taken` and off each other. Where there
/// is no free place near by, the least bad one is chosen.
pub(super) fn beside(points: &[Spot], sizes: &[Spot], taken: &[Area], bounds: Area) -> Vec<Area> {
    let ground = Ground { points, sizes, taken, bounds };
    let crowd = |p: &Spot| {
        points.iter().filter(|q| (q.0 - p.0).abs() < 90.0 && (q.1 - p.1).abs() < 40.0).count() as f64
    };
    // Who comes first takes the best place, so the order decides: try a few, and keep the best.
    let urgencies: [&dyn Fn(&Spot) -> f64; 5] = [&|p| -crowd(p), &|p| p.0, &|p| -p.0, &|p| p.1, &|p| -p.1];
    let tries = urgencies.into_iter().map(|urgency| {
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|a, b| urgency(&points[*a]).total_cmp(&urgency(&points[*b])));
        ground.place(&order)
    });
    tries.min_by(|a, b| a.0.total_cmp(&b.0)).map_or_else(Vec::new, |(_, labels)| labels)
}

/// What labels must fit on.
struct Ground<'a> {
    points: &'a [Spot],
    sizes: &'a [Spot],
    taken: &'a [Area],
    bounds: Area,
}

impl Ground<'_> {
    /// One label after the other, each where it costs least; with what all of them cost.
    fn place(&self, order: &[usize]) -> (f64, Vec<Area>) {
        let mut labels: Vec<Option<Area>> = vec![None; self.points.len()];
        let mut total = 0.0;
        for &i in order {
            let (point, size) = (self.points[i], self.sizes[i]);
            let mut best: Option<(f64, Area)> = None;
            'near: for ring in RINGS {
                for (dx, dy) in DIRECTIONS {
                    let middle = (point.0 + dx * (ring + size.0 / 2.0), point.1 + dy * (ring + size.1 / 2.0));
                    let here = Area::around(middle, size);
                    if !here.within(&self.bounds) {
                        continue;
                    }
                    let bad =
                        self.bad(i, here, &labels, best.map_or(f64::INFINITY, |(least, _)| least - ring));
                    // A step outwards is worth it to keep off others, and not for its own sake.
                    if best.is_none_or(|(least, _)| bad + ring < least) {
                        best = Some((bad + ring, here));
                    }
                    if bad == 0.0 {
                        break 'near;
                    }
                }
            }
            // Only a label that is larger than the bounds has no place at all.
            let (cost, here) = best.unwrap_or((1e6, Area::around(point, size)));
            total += cost;
            labels[i] = Some(here);
        }
        (total, labels.into_iter().flatten().collect())
    }

    /// How much is wrong with a place, given the labels that stand already: words and points under it, its leader through others,
    /// and others' leaders through it. Once it is no better than `enough`, the rest is not looked at.
    fn bad(&self, i: usize, here: Area, labels: &[Option<Area>], enough: f64) -> f64 {
        let point = self.points[i];
        let leader = here.nearest(point);
        let others = || labels.iter().flatten();
        let marker = |p: &Spot| Area::around(*p, (15.0, 15.0));
        let on_words: f64 = others().chain(self.taken).map(|o| here.shared(o)).sum();
        let on_points: f64 = self.points.iter().map(|p| here.shared(&marker(p))).sum();
        let covered = 40.0 * on_words + 2.0 * on_points;
        if covered >= enough {
            return covered;
        }
        let through = others().filter(|o| o.is_crossed(point, leader)).count();
        let standing = labels.iter().zip(self.points).filter_map(|(l, p)| Some(((*l)?, *p)));
        let under = standing.filter(|(l, p)| here.is_crossed(*p, l.nearest(*p))).count();
        let apart = |p: &&Spot| !marker(p).is_crossed(point, point);
        let over = self.points.iter().filter(apart).filter(|p| marker(p).is_crossed(point, leader)).count();
        covered + 200.0 * (through + under) as f64 + 60.0 * over as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_that_are_apart_stay_where_they_are() {
        assert_eq!(spread(&[10.0, 50.0, 30.0], 14.0, 0.0, 100.0), [10.0, 50.0, 30.0]);
    }

    #[test]
    fn labels_that_meet_part_evenly() {
        assert_eq!(spread(&[50.0, 50.0], 14.0, 0.0, 100.0), [43.0, 57.0]);
    }

    const PLANE: Area = Area { left: 0.0, top: 0.0, right: 640.0, bottom: 360.0 };

    #[test]
    fn labels_of_one_crowd_keep_off_each_other() {
        let points: Vec<Spot> = (0..6).map(|i| (60.0 + f64::from(i), 300.0)).collect();
        let placed = beside(&points, &[(70.0, 14.0); 6], &[], PLANE);
        for (i, a) in placed.iter().enumerate() {
            assert!(placed[i + 1..].iter().all(|b| a.shared(b) == 0.0), "{placed:?}");
        }
    }

    #[test]
    fn a_label_keeps_off_words_that_stand_there() {
        let words = Area { left: 105.0, top: 90.0, right: 200.0, bottom: 110.0 };
        let placed = beside(&[(100.0, 100.0)], &[(50.0, 14.0)], &[words], PLANE);
        assert_eq!(placed[0].shared(&words), 0.0, "{placed:?}");
        assert!(placed[0].within(&PLANE));
    }

    proptest! {
        #[test]
        fn labels_around_scattered_points_keep_off_each_other(
            points in prop::collection::vec((20.0..620.0_f64, 20.0..340.0_f64), 1..14)
        ) {
            let placed = beside(&points, &vec![(80.0, 14.0); points.len()], &[], PLANE);
            for (i, a) in placed.iter().enumerate() {
                prop_assert!(a.within(&PLANE));
                // Less than a pixel of two labels is nothing that anybody sees.
                prop_assert!(placed[i + 1..].iter().all(|b| a.shared(b) < 1.0), "{placed:?}");
            }
        }

        #[test]
        fn no_two_collide_and_none_leaves(wanted in prop::collection::vec(-50.0..250.0_f64, 1..12)) {
            let placed = spread(&wanted, 14.0, 0.0, 200.0);
            let mut sorted = placed.clone();
            sorted.sort_by(f64::total_cmp);
            for pair in sorted.windows(2) {
                prop_assert!(pair[1] - pair[0] >= 14.0 - 1e-6, "{placed:?}");
            }
            prop_assert!(sorted[0] >= -1e-6 && sorted[sorted.len() - 1] <= 200.0 + 1e-6, "{placed:?}");
        }
    }
}
