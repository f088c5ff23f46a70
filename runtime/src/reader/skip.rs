//! Bytes that are skipped by the wire format of their type: what decoding would refuse is refused.

use alloc::vec::Vec;

use super::wire::Wire;
use crate::{
    BOOL_FALSE, BOOL_TRUE, Problem, TRUE, VECTOR,
    memory::Stop,
    skeleton::{Plan, Skeleton, step},
    table::MAX_WORDS,
};

/// The flags words and counts of the struct that is skipped.
type Numbers = [u32; MAX_WORDS];

impl Wire<'_> {
    /// The next value of the type `it`, in its boxed form. With `bare` it stands there without its id.
    pub(super) fn whole(&mut self, it: &'static Skeleton, bare: bool) -> Result<Vec<u8>, Stop> {
        let before = self.rest;
        let id = if bare {
            let (id, structure) = it.bare();
            self.skip_struct(structure)?;
            Some(id.to_le_bytes())
        } else {
            self.skip(&mut it.plan(), &[0; MAX_WORDS])?;
            None
        };
        let skipped = &before[..before.len() - self.rest.len()];
        let id = id.as_ref().map_or(&[][..], |id| id);
        self.take_memory(id.len() + skipped.len())?;
        Ok([id, skipped].concat())
    }

    /// Skips what the next step of `plan` stands for.
    fn skip(&mut self, plan: &mut Plan, numbers: &Numbers) -> Result<(), Stop> {
        match plan.byte() {
            step::INT => self.take(4).map(drop),
            step::LONG => self.take(8).map(drop),
            step::INT128 => self.take(16).map(drop),
            step::INT256 => self.take(32).map(drop),
            step::INT512 => self.take(64).map(drop),
            step::BOOL => match self.id()? {
                BOOL_TRUE | BOOL_FALSE => Ok(()),
                found => Err(self.stop_before(4, Problem::UnknownId { expected: "Bool", found })),
            },
            step::STRING => self.text().map(drop),
            step::BYTES => self.slice().map(drop),
            step::TRUE => self.expect(TRUE, "true"),
            step::BARE => self.skip_struct(plan.place()),
            step::BOXED => {
                let structure = plan.place();
                let head = { structure }.structure();
                self.expect(head.id, head.name)?;
                self.skip_struct(structure)
            }
            step::UNION => {
                let mut union = plan.place();
                let name = { union }.union().1;
                let found = self.id()?;
                match union.constructor(found) {
                    Some(structure) => self.skip_struct(structure),
                    None => Err(self.stop_before(4, Problem::UnknownId { expected: name, found })),
                }
            }
            step::VECTOR => {
                self.expect(VECTOR, "vector")?;
                let count = self.length()?;
                self.skip_items(count, plan, numbers)
            }
            step::BARE_VECTOR => {
                let count = self.length()?;
                self.skip_items(count, plan, numbers)
            }
            step::TUPLE => {
                let count = plan.number();
                self.skip_items(count, plan, numbers)
            }
            step::COUNTED => {
                let count = numbers[usize::from(plan.byte()) % MAX_WORDS];
                self.skip_items(count, plan, numbers)
            }
            _ => Ok(()),
        }
    }

    fn skip_struct(&mut self, mut plan: Plan) -> Result<(), Stop> {
        self.deeper()?;
        plan.structure();
        let mut numbers = [0; MAX_WORDS];
        loop {
            let mut next = plan;
            match next.byte() {
                step::END => break,
                step::MASK => {
                    let (which, known) = (next.byte(), next.number());
                    let word = self.id()?;
                    numbers[usize::from(which) % MAX_WORDS] = word;
                    if word & !known != 0 && !self.tolerances.unknown_flags {
                        return Err(self.stop_before(4, Problem::UnknownFlags { bits: word & !known }));
                    }
                }
                step::NUMBER => numbers[usize::from(next.byte()) % MAX_WORDS] = self.id()?,
                step::IF => {
                    let bit = next.byte();
                    if numbers[usize::from(bit / 32) % MAX_WORDS] >> (bit % 32) & 1 == 1 {
                        self.skip(&mut next, &numbers)?;
                    } else {
                        next.past();
                    }
                }
                _ => {
                    next = plan;
                    self.skip(&mut next, &numbers)?;
                }
            }
            plan = next;
        }
        self.depth += 1;
        Ok(())
    }

    /// Skips `count` of what the next step of `plan` stands for.
    fn skip_items(&mut self, count: u32, plan: &mut Plan, numbers: &Numbers) -> Result<(), Stop> {
        let item = *plan;
        let min = plan.past();
        self.room_for(count, min)?;
        match { item }.byte() {
            step::INT | step::LONG | step::INT128 | step::INT256 | step::INT512 => {
                // So many bytes are there: it has been checked.
                self.take(count as usize * min as usize).map(drop)
            }
            step::NOTHING => Ok(()),
            _ => (0..count).try_for_each(|_| self.skip(&mut { item }, numbers)),
        }
    }
}
