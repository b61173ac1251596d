//! A world compiled for simulation, and one trial on it: pure, infallible, and without allocation once warm.
//!
//! The trial here is the plain reading of the model: every person, collector, conversation and leg is drawn. Faster
//! roads are tested against it.

mod capture;
mod compiled;
mod exposure;
mod family;
mod latent;
mod layout;
mod sampler;
mod schedule;
mod score;
mod trial;

pub use capture::Estimator;
pub use compiled::Model;
pub use exposure::{Cause, ConversationKey};
pub use family::{Brief, Family, FamilyWorkspace};
pub use layout::{AT_LEAST, CAUSES, Layout, Section, at};
pub use sampler::Sampler;
pub use score::normal_below;
pub use trial::{CapturedConversation, Workspace};
