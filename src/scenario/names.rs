//! The names that a scenario file defines.

use super::node::Node;
use super::shape::Entity;

/// What stands for a person's own lodging among the places of the whereabouts.
pub(super) const LODGING: &str = "lodging";

/// Names by what they are of, each list in ascending order: the position is the index in the world.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    channels: Vec<String>,
    venues: Vec<String>,
    places: Vec<String>,
    groups: Vec<String>,
    conversations: Vec<String>,
    measures: Vec<String>,
}

impl Names {
    pub fn of(root: &Node) -> Self {
        let keys = |part| root.get(part).and_then(Node::table).map(|table| table.keys().cloned().collect());
        let venues: Vec<String> = keys("venue").unwrap_or_default();
        let places = venues.iter().cloned().chain([LODGING.to_owned()]).collect();
        Self {
            channels: keys("channel").unwrap_or_default(),
            venues,
            places,
            groups: keys("group").unwrap_or_default(),
            conversations: keys("conversation").unwrap_or_default(),
            measures: keys("measure").unwrap_or_default(),
        }
    }

    pub fn all(&self, entity: Entity) -> &[String] {
        match entity {
            Entity::Channel => &self.channels,
            Entity::Venue => &self.venues,
            Entity::Place => &self.places,
            Entity::Group => &self.groups,
            Entity::Conversation => &self.conversations,
            Entity::Measure => &self.measures,
        }
    }

    /// The index of a name; places have none.
    pub fn index(&self, entity: Entity, name: &str) -> Option<usize> {
        self.all(entity).binary_search_by(|known| known.as_str().cmp(name)).ok()
    }

    pub fn defined(&self, entity: Entity, name: &str) -> bool {
        match entity {
            Entity::Place => name == LODGING || self.index(Entity::Venue, name).is_some(),
            _ => self.index(entity, name).is_some(),
        }
    }
}
