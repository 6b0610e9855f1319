//! Labels that do not stand on each other.

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

    proptest! {
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
