//! Sums as bytes, and back: small, the same for equal sums, and never trusted when read.

use thiserror::Error;

/// Bytes that no sums were packed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the bytes are not sums that were packed")]
pub struct Damaged;

/// Bits of a number that one byte carries.
const BITS: u32 = 7;
const MORE: u8 = 1 << BITS;

/// Appends a whole number: seven bits a byte, the lowest first.
pub fn pack_count(into: &mut Vec<u8>, mut count: u64) {
    while count >= u64::from(MORE) {
        into.push(count as u8 | MORE);
        count >>= BITS;
    }
    into.push(count as u8);
}

/// Appends a double, bit by bit.
pub fn pack_number(into: &mut Vec<u8>, number: f64) {
    into.extend(number.to_bits().to_le_bytes());
}

/// Reads what was packed, from front to back.
#[derive(Debug, Clone)]
pub struct Unpacker<'a> {
    rest: &'a [u8],
}

impl<'a> Unpacker<'a> {
    /// At the front.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next bytes.
    pub fn bytes(&mut self, length: usize) -> Result<&'a [u8], Damaged> {
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(Damaged)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// The next bytes, as many as the array holds.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Damaged> {
        self.bytes(N)?.try_into().map_err(|_| Damaged)
    }

    /// The next byte.
    pub fn byte(&mut self) -> Result<u8, Damaged> {
        Ok(self.array::<1>()?[0])
    }

    /// A whole number, written as short as it can be.
    pub fn count(&mut self) -> Result<u64, Damaged> {
        let mut count = 0u64;
        for shift in (0..u64::BITS).step_by(BITS as usize) {
            let byte = self.byte()?;
            let bits = u64::from(byte & (MORE - 1));
            if bits << shift >> shift != bits {
                return Err(Damaged);
            }
            count |= bits << shift;
            if byte < MORE {
                return if byte == 0 && shift > 0 { Err(Damaged) } else { Ok(count) };
            }
        }
        Err(Damaged)
    }

    /// A whole number of at most `most`.
    pub fn count_up_to(&mut self, most: u64) -> Result<u64, Damaged> {
        self.count().and_then(|count| if count <= most { Ok(count) } else { Err(Damaged) })
    }

    /// The number of things that follow, each of one byte at least; nothing can claim more than there is.
    pub fn length(&mut self) -> Result<usize, Damaged> {
        let length = self.count()?;
        if length <= self.rest.len() as u64 { Ok(length as usize) } else { Err(Damaged) }
    }

    /// A finite double.
    pub fn number(&mut self) -> Result<f64, Damaged> {
        let number = f64::from_bits(u64::from_le_bytes(self.array()?));
        if number.is_finite() { Ok(number) } else { Err(Damaged) }
    }

    /// That nothing is left.
    pub fn end(self) -> Result<(), Damaged> {
        if self.rest.is_empty() { Ok(()) } else { Err(Damaged) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_come_back_and_longer_spellings_of_them_do_not() {
        for count in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX - 1, u64::MAX] {
            let mut bytes = Vec::new();
            pack_count(&mut bytes, count);
            let mut unpacker = Unpacker::new(&bytes);
            assert_eq!(unpacker.count(), Ok(count));
            assert_eq!(unpacker.end(), Ok(()));
        }
        for wrong in
            [&[][..], &[0x80], &[0x80, 0], &[0xff; 10], &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]]
        {
            assert_eq!(Unpacker::new(wrong).count(), Err(Damaged), "{wrong:?}");
        }
    }

    #[test]
    fn nothing_claims_more_than_there_is() {
        assert_eq!(Unpacker::new(&[3, 1, 1]).length(), Err(Damaged));
        assert_eq!(Unpacker::new(&[2, 1, 1]).length(), Ok(2));
        assert_eq!(Unpacker::new(&f64::NAN.to_bits().to_le_bytes()).number(), Err(Damaged));
    }
}
