//! What many rows have in common, held once.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that equal rows share. It reads and writes like the value itself; whoever changes it gets a copy of their own first.
#[derive(Debug, Default, PartialEq)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Whether both are held once: the same value in the same place.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

/// Values seen lately; what equals one of them is held once.
#[derive(Debug)]
pub(crate) struct Lately<T> {
    values: Vec<Shared<T>>,
    oldest: usize,
}

impl<T> Default for Lately<T> {
    fn default() -> Self {
        Self { values: Vec::new(), oldest: 0 }
    }
}

/// Rows come session by session and launch by launch: what is equal stands close together.
const KEPT: usize = 32;

impl<T: PartialEq> Lately<T> {
    /// The value as it was seen before, if it was.
    pub(crate) fn share(&mut self, value: &mut Shared<T>) {
        match self.values.iter().rev().find(|known| *known == value) {
            Some(known) => *value = known.clone(),
            None if self.values.len() < KEPT => self.values.push(value.clone()),
            None => {
                self.values[self.oldest] = value.clone();
                self.oldest = (self.oldest + 1) % KEPT;
            }
        }
    }
}
