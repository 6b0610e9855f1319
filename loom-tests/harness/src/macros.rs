//! The macros that write tests: a test's name must be known to the process that is started for it, and only a macro
//! can spell it.

/// Names the model of the enclosing test: `model!("counter", "mutex", "no_lost_update", test_function)`.
#[macro_export]
macro_rules! model {
    ($family:expr, $subject:expr, $law:expr, $test:ident) => {
        $crate::Model {
            family: $family,
            subject: $subject,
            law: $law,
            test: concat!(module_path!(), "::", stringify!($test)),
        }
    };
}

/// The test that no model is declared in `executions/` which the binary does not have; once in each binary.
#[macro_export]
macro_rules! every_declared_model_exists {
    () => {
        #[test]
        fn every_declared_model_exists() {
            $crate::bands::every_declared_model_exists(module_path!());
        }
    };
}

/// One module of tests for one subject: one test, and so one model, for each law.
///
/// `$make` is a closure or function that makes the subject; `$laws` the module of the family's laws.
#[macro_export]
macro_rules! models {
    ($family:literal, $subject:ident, $make:expr, $setup:expr, $laws:path, [$($law:ident),* $(,)?]) => {
        mod $subject {
            #[allow(unused_imports, reason = "a subject may be named in full")]
            use super::*;
            use $laws as laws_of_the_family;
            $(
                #[test]
                fn $law() {
                    let model = $crate::model!($family, stringify!($subject), stringify!($law), $law);
                    $crate::holds(&model, $setup, |world| laws_of_the_family::$law(world, $make));
                }
            )*
        }
    };
}

/// One module of tests for a wrong program: the law must kill it, by the class, in each order of spawning.
#[macro_export]
macro_rules! mutant {
    ($family:literal, $subject:ident, $make:expr, $setup:expr, $laws:path, $law:ident, $class:ident) => {
        mod $subject {
            #[allow(unused_imports, reason = "a mutant may be named in full")]
            use super::*;
            use $crate::primitives::world::SpawnOrder;
            use $laws as laws_of_the_family;

            #[test]
            fn dies_as_spawned() {
                let model = $crate::model!($family, stringify!($subject), stringify!($law), dies_as_spawned);
                let setup = $setup.only(SpawnOrder::Forward);
                $crate::dies(&model, setup, $crate::Class::$class, |world| {
                    laws_of_the_family::$law(world, $make)
                });
            }

            #[test]
            fn dies_spawned_in_reverse() {
                let model =
                    $crate::model!($family, stringify!($subject), stringify!($law), dies_spawned_in_reverse);
                let setup = $setup.only(SpawnOrder::Reversed);
                $crate::dies(&model, setup, $crate::Class::$class, |world| {
                    laws_of_the_family::$law(world, $make)
                });
            }
        }
    };
}

/// [`mutant!`] for families whose laws know a subject by its type alone.
#[macro_export]
macro_rules! mutant_type {
    ($family:literal, $subject:ident, $type:ty, $setup:expr, $laws:path, $law:ident, $class:ident) => {
        mod $subject {
            #[allow(unused_imports, reason = "a mutant may be named in full")]
            use super::*;
            use $crate::primitives::world::SpawnOrder;
            use $laws as laws_of_the_family;

            #[test]
            fn dies_as_spawned() {
                let model = $crate::model!($family, stringify!($subject), stringify!($law), dies_as_spawned);
                let setup = $setup.only(SpawnOrder::Forward);
                $crate::dies(&model, setup, $crate::Class::$class, |world| {
                    laws_of_the_family::$law::<$type>(world)
                });
            }

            #[test]
            fn dies_spawned_in_reverse() {
                let model =
                    $crate::model!($family, stringify!($subject), stringify!($law), dies_spawned_in_reverse);
                let setup = $setup.only(SpawnOrder::Reversed);
                $crate::dies(&model, setup, $crate::Class::$class, |world| {
                    laws_of_the_family::$law::<$type>(world)
                });
            }
        }
    };
}

/// One module of tests for what a subject does not promise: for each law, an execution that breaks it must be found.
///
/// `exhibit!(FAMILY, SUBJECT, SETUP, [LAW = |world| ..., ...])`, with the name that the law itself has.
#[macro_export]
macro_rules! exhibit {
    ($family:literal, $subject:ident, $setup:expr, [$($law:ident = $run:expr),* $(,)?]) => {
        mod $subject {
            #[allow(unused_imports, reason = "a subject may be named in full")]
            use super::*;
            $(
                #[test]
                fn $law() {
                    let model = $crate::model!($family, stringify!($subject), stringify!($law), $law);
                    $crate::exhibits(&model, $setup, $run);
                }
            )*
        }
    };
}
