//! Sums on their way: the file of a part of a run, and that of a run that was left in the middle.
//!
//! A line that says what the file is and in which format; the length of the head; the head as JSON, which binds the sums
//! to the program, the command and its scenarios; the sums, packed; and the SHA-256 of all before it. Nothing of a file
//! is believed before its checksum is found right, but its head may be looked at.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::{safe, shell};
use crate::statistics::{Damaged, Unpacker, pack_count};

/// Version of the format of parts and states.
const FORMAT: u32 = 1;
/// What a file begins with, before the number of the format and the end of the line.
const MARK: &str = "overheard ";
const MOST_MARK_BYTES: usize = 40;
const CHECKSUM_BYTES: usize = 32;
/// No head is longer: a thousand scenario paths and overrides fit in.
const MOST_HEAD_BYTES: usize = 1 << 20;
/// As much of a file holds its head, unless that is uncommonly long.
pub const HEAD_BYTES: usize = MOST_MARK_BYTES + 4 + MOST_HEAD_BYTES;
/// No file is larger.
pub const MOST_BYTES: u64 = 1 << 28;

/// What the sums in a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Those of one part.
    Part,
    /// Those of a run that was left in the middle.
    State,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::State => "state",
        }
    }

    /// What a file of the kind begins with.
    fn mark(self) -> String {
        format!("{MARK}{} {FORMAT}\n", self.name())
    }
}

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EnvelopeError {
    /// Another kind of file.
    #[error("it is not a {0} that overheard wrote")]
    Foreign(&'static str),
    /// A format of another time.
    #[error("its format is {found}, this program reads format {FORMAT}")]
    Format {
        /// The format, as the file says.
        found: String,
    },
    /// The end is missing.
    #[error("it is cut short")]
    Cut,
    /// Some bytes are others than were written.
    #[error("it is damaged: its checksum is not that of its bytes")]
    Changed,
    /// The checksum is right, but the content is none that this program writes.
    #[error("it holds what no {0} holds")]
    Content(&'static str),
    /// Too large.
    #[error("it is larger than any {0}")]
    TooLarge(&'static str),
}

/// What a file's sums belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Version of the program.
    pub version: String,
    /// The command, word by word, without what does not change a number.
    pub command: Vec<String>,
    /// The scenarios that it ran, in their order.
    pub scenarios: Vec<Subject>,
    /// Which part, from 0.
    pub index: u64,
    /// Of how many.
    pub of: u64,
}

/// A scenario that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The file, as it was named (untrusted text).
    pub file: String,
    /// Hash of what it says, after `extends` and `--set`.
    pub hash: String,
}

impl Head {
    /// Whether both are of the same whole.
    pub fn belongs_to(&self, other: &Self) -> bool {
        Self { index: 0, ..self.clone() } == Self { index: 0, ..other.clone() }
    }

    /// The command as it would be typed; safe to show.
    pub fn typed(&self) -> String {
        safe::one_line(&shell::line(&self.command))
    }
}

/// Pieces of sums, by what they are sums of.
pub type Pieces = BTreeMap<String, Vec<u8>>;

/// The bytes of a file.
pub fn bytes(kind: Kind, head: &Head, pieces: &Pieces) -> Result<Vec<u8>, serde_json::Error> {
    let head = serde_json::to_vec(head)?;
    let mut bytes = kind.mark().into_bytes();
    bytes.extend((head.len() as u32).to_le_bytes());
    bytes.extend(head);
    pack_count(&mut bytes, pieces.len() as u64);
    for (identity, piece) in pieces {
        for part in [identity.as_bytes(), piece] {
            pack_count(&mut bytes, part.len() as u64);
            bytes.extend(part);
        }
    }
    let checksum = Sha256::digest(&bytes);
    bytes.extend_from_slice(&checksum);
    Ok(bytes)
}

/// The head of a file, from its first bytes; not yet to be believed.
pub fn head(kind: Kind, bytes: &[u8]) -> Result<Head, EnvelopeError> {
    split(kind, bytes).map(|(head, _)| head)
}

/// Head and pieces of a whole file; each piece is handed on with what it is a piece of.
pub fn open<'a>(
    kind: Kind,
    bytes: &'a [u8],
    mut hand_on: impl FnMut(&str, &'a [u8]) -> Result<(), Damaged>,
) -> Result<Head, EnvelopeError> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(EnvelopeError::TooLarge(kind.name()));
    }
    let (body, checksum) =
        bytes.split_at_checked(bytes.len().saturating_sub(CHECKSUM_BYTES)).ok_or(EnvelopeError::Cut)?;
    // Only to say what is wrong with it: a cut file has another checksum too.
    split(kind, body)?;
    if Sha256::digest(body)[..] != *checksum {
        return Err(EnvelopeError::Changed);
    }
    let (head, packed) = split(kind, body)?;
    let content = |_| EnvelopeError::Content(kind.name());
    let mut unpacker = Unpacker::new(packed);
    for _ in 0..unpacker.length().map_err(content)? {
        let length = unpacker.length().map_err(content)?;
        let identity = unpacker.bytes(length).map_err(content)?;
        let identity = str::from_utf8(identity).map_err(|_| EnvelopeError::Content(kind.name()))?;
        let length = unpacker.length().map_err(content)?;
        hand_on(identity, unpacker.bytes(length).map_err(content)?).map_err(content)?;
    }
    unpacker.end().map_err(content)?;
    Ok(head)
}

/// Whether the first bytes of a file are those of this kind, in any format.
pub fn is_of(kind: Kind, bytes: &[u8]) -> bool {
    bytes.starts_with(format!("{MARK}{} ", kind.name()).as_bytes())
}

fn split(kind: Kind, bytes: &[u8]) -> Result<(Head, &[u8]), EnvelopeError> {
    if !is_of(kind, bytes) {
        return Err(EnvelopeError::Foreign(kind.name()));
    }
    let line = bytes.iter().take(MOST_MARK_BYTES).position(|&byte| byte == b'\n').ok_or(EnvelopeError::Cut)?;
    if !bytes.starts_with(kind.mark().as_bytes()) {
        let after = MARK.len() + kind.name().len() + 1;
        let found = safe::one_line(&String::from_utf8_lossy(&bytes[after..line]));
        return Err(EnvelopeError::Format { found });
    }
    let (length, rest) = bytes[line + 1..].split_first_chunk::<4>().ok_or(EnvelopeError::Cut)?;
    let length = u32::from_le_bytes(*length) as usize;
    if length > MOST_HEAD_BYTES {
        return Err(EnvelopeError::Content(kind.name()));
    }
    let (head, packed) = rest.split_at_checked(length).ok_or(EnvelopeError::Cut)?;
    let head: Head = serde_json::from_slice(head).map_err(|_| EnvelopeError::Content(kind.name()))?;
    if head.index >= head.of {
        return Err(EnvelopeError::Content(kind.name()));
    }
    Ok((head, packed))
}
