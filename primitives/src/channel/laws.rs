//! What every member of this family must keep.
