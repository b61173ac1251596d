//! Text to [`Scenario`], and [`Scenario`] to [`World`](world::World).
//!
//! [`load`] reads a scenario file with all that it extends, applies overrides (`--set`), and reports every error at
//! once, each with its place. What it returns is valid; [`Scenario::world`] settles the uncertain values, once a draw.
//!
//! ```
//! use overheard::scenario;
//!
//! let text = r#"
//! format = 1
//! event = { name = "Talks", days = 2 }
//! channel.app = { readable = 0, approved = true }
//! channel.phone = { readable = 1 }
//! venue.hall = { offers = ["app", "phone"] }
//! group.envoys = { count = 4, mistake = { low = 0.01, high = 0.1 }, whereabouts."00-24" = { hall = 1 } }
//! [conversation.talk]
//! rate = { envoys = 1 }
//! duration_minutes = 20
//! approved = { app = 1 }
//! fallback = { phone = 1 }
//! recognised = 0.5
//! harm = 1
//! [campaign.broad.collector.post]
//! count = 1
//! pickup_per_hour = { phone = 0.5 }
//! "#;
//! let scenario = scenario::from_text("talks.toml", text, &[])?;
//! let world = scenario.world(&scenario.central_values())?;
//! assert_eq!(world.groups[0].name, "envoys");
//! # Ok::<(), scenario::Diagnostics>(())
//! ```

mod assist;
mod check;
mod correlation;
mod diagnostic;
mod document;
mod edit;
mod format;
mod inventory;
mod leak;
mod limits;
mod load;
mod measure;
mod names;
mod node;
mod parse;
mod path;
mod read;
mod register;
mod schema;
mod seen;
mod shape;
mod source;
pub mod system;
mod uncertain;
mod variant;
mod vary;
pub mod world;

pub use assist::{Assistance, Completion, Hover, assist};
pub use correlation::Correlation;
pub use diagnostic::{Color, Diagnostic, Diagnostics, Severity};
pub use document::{Scenario, from_text, load, load_within};
pub use inventory::{Stated, StatedNumber};
pub use leak::{CAUSES as LEAK_CAUSES, Fact, GivenError, KnownLeak, Leak};
pub use load::Override;
pub use measure::{Measure, MeasureKind};
pub use path::{beginning, beneath, covers, keys};
pub use read::work_of_a_trial;
pub use register::{Basis, SourceNote, TolerancePoint};
pub use schema::schema;
pub use seen::{Captures, Evidence, MOST_CAPTURES, MOST_EVENTS};
pub use uncertain::{Ignorance, UncertainValue};
pub use vary::{Spacing, Vary, VaryValue, takes_whole_numbers};
