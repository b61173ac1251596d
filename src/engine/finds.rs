//! Trials in which something was found, of a search that was shared.

use std::collections::BTreeSet;

use super::work::{Gathered, Open, Tray};
use crate::statistics::{Damaged, Unpacker, pack_count};

/// Numbers of trials.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finds(pub BTreeSet<u64>);

impl Finds {
    pub(super) const MARK: u8 = 3;

    /// Puts what was found on the tray of a share.
    pub fn put(&self, identity: String, tray: &Tray) {
        tray.put(identity, self.pack());
    }

    /// What all shares found; absent if they did not search for this.
    pub fn gathered(identity: &str, gathered: &Gathered) -> Option<Self> {
        match gathered.get(identity)? {
            Open::Finds(finds) => Some(finds),
            _ => None,
        }
    }

    fn pack(&self) -> Vec<u8> {
        let mut bytes = vec![Self::MARK];
        pack_count(&mut bytes, self.0.len() as u64);
        self.0.iter().for_each(|&number| pack_count(&mut bytes, number));
        bytes
    }

    pub(super) fn unpack(packed: &mut Unpacker) -> Result<Self, Damaged> {
        let mut finds = Self::default();
        finds.absorb(packed).map(|()| finds)
    }

    pub(super) fn absorb(&mut self, packed: &mut Unpacker) -> Result<(), Damaged> {
        for _ in 0..packed.length()? {
            self.0.insert(packed.count()?);
        }
        Ok(())
    }
}
