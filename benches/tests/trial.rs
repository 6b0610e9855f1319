//! The engine on trial: subjects, workers and services whose truth is known, and what the engine, and the report behind it, make of
//! them. Time is made up wherever a figure is asked for, so that no machine is too noisy to be right. What needs real time is
//! `contend doctor --trial`.

mod common;
#[path = "trial/made_up.rs"]
mod made_up;
#[path = "trial/seen.rs"]
mod seen;

mod trial {
    mod delays;
    mod hog;
    mod pauses;
    mod spins;
    mod wrong;
}
