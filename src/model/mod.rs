//! A world compiled for simulation, and one trial on it: pure, infallible, and without allocation once warm.
//!
//! The plain reading of the model draws every person, collector, conversation and leg; faster roads, which integrate what
//! need not be drawn, are tested against it.

mod aim;
mod campaign;
mod capture;
mod compiled;
mod counts;
mod coverage;
mod evidence;
mod exposure;
mod family;
mod family_listeners;
mod family_people;
mod family_trial;
mod hearing;
mod inquest;
mod integral;
mod kind;
mod latent;
mod layout;
mod own;
mod review;
mod sampler;
mod schedule;

mod score;
mod selection;
mod steps;
mod thinning;
mod trial;

pub use aim::most_counted;
pub use capture::Estimator;
pub use compiled::Model;
pub use evidence::{Evidence, FactSet, Rival, Sets};
pub use exposure::{Cause, ConversationKey};
pub use family::Family;
pub use family_trial::{Brief, FamilyWorkspace};
pub use inquest::{Hit, Inquest, Question};
pub use layout::{AT_LEAST, CAUSES, Layout, Section, at};
pub use sampler::Sampler;
pub use score::normal_below;
pub use thinning::keep_alike;
pub use trial::{CapturedConversation, Workspace};
