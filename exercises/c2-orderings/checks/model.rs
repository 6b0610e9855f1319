//! One thread puts a letter in, the other one looks twice.

use std::sync::Arc;

use harness::Setup;
use primitives::world::{Law, World, job};

use crate::exercise::LetterBox;

const LAW: Law =
    Law { name: "the_letter_is_whole", outcomes: &["it was not there yet", "it came between", "it was there"] };

#[test]
fn the_letter_is_whole() {
    let model = harness::model!("exercise", "letter_box", "the_letter_is_whole", the_letter_is_whole);
    harness::holds(&model, Setup::CHECKED, |world| {
        world.explore(LAW, |witness| {
            let letters = Arc::new(LetterBox::default());
            let putting = {
                let letters = Arc::clone(&letters);
                job(move || letters.put(7))
            };
            let looking = {
                let (letters, witness) = (Arc::clone(&letters), witness.clone());
                job(move || {
                    let (first, second) = (letters.look(), letters.look());
                    for found in [first, second].into_iter().flatten() {
                        witness.check(found == 7, || format!("7 was put in, and {found} was found"));
                    }
                    witness.check(first.is_none() || second.is_some(), || "it was there, and is gone".to_owned());
                    witness.saw(match (first, second) {
                        (None, None) => "it was not there yet",
                        (None, Some(_)) => "it came between",
                        (Some(_), _) => "it was there",
                    });
                })
            };
            witness.par(vec![putting, looking]);
        });
    });
}
