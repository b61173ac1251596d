//! What tells those who were given the address from everybody else.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::ServeError;

/// Random bytes of a token: nobody guesses 128 bits.
const TOKEN_BYTES: usize = 16;

/// The token of one server; it lives as long as the server does.
pub struct Token(String);

impl Token {
    /// A new one, from the system.
    pub fn new() -> Result<Self, ServeError> {
        Ok(Self(random_word().map_err(ServeError::Token)?))
    }

    /// It, in hexadecimal.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether that is it. Digests are compared, so that how long it takes says nothing of how much was right.
    pub fn is(&self, other: &str) -> bool {
        Sha256::digest(self.0.as_bytes()) == Sha256::digest(other.as_bytes())
    }
}

/// Random bytes in hexadecimal.
pub fn random_word() -> Result<String, getrandom::Error> {
    let mut bytes = [0; TOKEN_BYTES];
    getrandom::fill(&mut bytes)?;
    let mut word = String::new();
    for byte in bytes {
        // Writing to a text cannot fail.
        let _ = write!(word, "{byte:02x}");
    }
    Ok(word)
}
