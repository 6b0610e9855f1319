//! Values that tell which key they belong to, whatever version of it they are.

/// A value of a measured cache.
pub(super) trait Value: Clone + Send + Sync + 'static {
    /// Bytes of it, without what its type adds.
    const BYTES: usize;

    /// A version of a key's value.
    fn of(key: u64, version: u32) -> Self;

    /// Whether it is a version of this key's value. A value of another key passes once in four billion times.
    fn belongs_to(&self, key: u64) -> bool;
}

/// What all versions of a key's value have in common.
#[inline(always)]
fn tag(key: u64) -> u32 {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

/// Above, the version; below, the tag.
impl Value for u64 {
    const BYTES: usize = 8;

    #[inline(always)]
    fn of(key: u64, version: u32) -> u64 {
        u64::from(version) << 32 | u64::from(tag(key))
    }

    #[inline(always)]
    fn belongs_to(&self, key: u64) -> bool {
        *self as u32 == tag(key)
    }
}

/// Eight letters for the tag, eight for the version, and the tag's again.
impl Value for String {
    const BYTES: usize = 24;

    fn of(key: u64, version: u32) -> String {
        let words = [letters(tag(key)), letters(version), letters(tag(key))];
        String::from_utf8(words.concat()).expect("letters")
    }

    #[inline(always)]
    fn belongs_to(&self, key: u64) -> bool {
        let tag = letters(tag(key));
        self.len() == Self::BYTES && self.as_bytes()[..8] == tag && self.as_bytes()[16..] == tag
    }
}

/// A letter from `a` to `p` for each four bits.
#[inline(always)]
fn letters(number: u32) -> [u8; 8] {
    let spread = [(16, 0x0000_FFFF_0000_FFFF), (8, 0x00FF_00FF_00FF_00FF), (4, 0x0F0F_0F0F_0F0F_0F0F)];
    let step = |bits: u64, (by, mask): (u32, u64)| (bits | bits << by) & mask;
    (spread.into_iter().fold(u64::from(number), step) + 0x6161_6161_6161_6161).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tells_its_key<V: Value>() {
        for key in (1..2_000).chain([1 << 32, (3 << 32) + 7, u64::MAX]) {
            for version in [0, 1, u32::MAX] {
                let value = V::of(key, version);
                assert!(value.belongs_to(key), "{key} {version}");
                assert!(
                    !value.belongs_to(key + u64::from(key != u64::MAX)) || key == u64::MAX,
                    "{key} {version}"
                );
            }
        }
    }

    #[test]
    fn a_value_belongs_to_its_key_and_to_no_other() {
        tells_its_key::<u64>();
        tells_its_key::<String>();
    }

    #[test]
    fn a_string_has_its_bytes_and_a_torn_one_is_noticed() {
        let [one, other] = [1, 2].map(|key| String::of(key, 7));
        assert_eq!((one.len(), &one[8..16]), (24, "haaaaaaa"));
        assert!(!format!("{}{}", &one[..16], &other[16..]).belongs_to(1));
        assert!(!String::new().belongs_to(1));
    }
}
