//! One thread alone.

use crate::exercise::LetterBox;

#[test]
fn a_new_box_is_empty() {
    assert_eq!(LetterBox::default().look(), None, "nothing was put in");
}

#[test]
fn a_letter_is_found() {
    let letters = LetterBox::default();
    letters.put(7);
    assert_eq!(letters.look(), Some(7), "it was put in before");
    assert_eq!(letters.look(), Some(7), "looking does not take it out");
}
