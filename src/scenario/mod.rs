//! Text to `Scenario`, and `Scenario` to `World`.

pub mod world;
