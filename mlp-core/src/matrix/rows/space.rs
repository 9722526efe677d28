//! Room for numbers of some samples, in memory that is not cleared: to clear room for 128 samples takes longer than a
//! narrow layer of a few.
#![allow(unsafe_code, reason = "what was not written is not read")]

use crate::number::Scalar;
use crate::simd::Lanes;
use core::fmt;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ops::{Deref, DerefMut};
use core::slice;

/// Numbers that are to be written; what is there before may be anything.
pub struct Room<'a, T> {
    start: *mut T,
    len: usize,
    borrowed: PhantomData<&'a mut [T]>,
}

impl<'a, T: Copy> Room<'a, T> {
    /// How many.
    #[must_use]
    #[inline(always)]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    #[inline(always)]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The address of the first.
    #[inline(always)]
    pub(crate) const fn as_mut_ptr(&mut self) -> *mut T {
        self.start
    }

    /// Writes number `at`.
    ///
    /// # Panics
    /// If there is none.
    #[inline(always)]
    pub(crate) fn set(&mut self, at: usize, value: T) {
        assert!(at < self.len, "room for a number");
        // SAFETY: the place is inside of what is borrowed.
        unsafe { self.start.add(at).write(value) };
    }

    /// Writes a register from number `at` on.
    ///
    /// # Panics
    /// If it ends behind the last number.
    #[inline(always)]
    pub(crate) fn store<S, V: Lanes<S, Scalar = T>>(&mut self, at: usize, value: V) {
        assert!(
            at <= self.len && V::COUNT <= self.len - at,
            "room for a register"
        );
        // SAFETY: the register ends inside of what is borrowed.
        unsafe { value.write(self.start.add(at)) };
    }

    /// Writes as many numbers as `from` has, from the first on.
    ///
    /// A piece at a time: the C library copies some 4 KiB and more by an instruction that takes some processors several
    /// times as long, which was a sixth of a training step of 64-32-10.
    ///
    /// # Panics
    /// If there is no room for them.
    #[inline(always)]
    pub(crate) fn copy(&mut self, from: &[T]) {
        const PIECE: usize = 256;
        assert!(from.len() <= self.len, "room for a copy");
        let mut to = self.start;
        for piece in from.chunks(PIECE) {
            // SAFETY: all pieces together end inside of what is borrowed, so they are apart from `from`.
            unsafe {
                to.copy_from_nonoverlapping(piece.as_ptr(), piece.len());
                to = to.add(piece.len());
            }
        }
    }

    /// [`copy`](Self::copy) of as many numbers as there is room for.
    ///
    /// # Panics
    /// If there are not as many.
    #[inline(always)]
    pub(crate) fn copied(mut self, from: &[T]) -> &'a mut [T] {
        assert_eq!(from.len(), self.len, "as many numbers as there is room for");
        self.copy(from);
        // SAFETY: all were written.
        unsafe { self.written() }
    }

    /// Writes `value` everywhere.
    #[inline(always)]
    pub(crate) fn fill(self, value: T) -> &'a mut [T] {
        let mut k = 0;
        while k < self.len {
            // SAFETY: a place of what is borrowed.
            unsafe { self.start.add(k).write(value) };
            k += 1;
        }
        // SAFETY: all were written.
        unsafe { self.written() }
    }

    /// The numbers, which were written.
    ///
    /// # Safety
    /// All of them must have been.
    #[inline(always)]
    pub(crate) const unsafe fn written(self) -> &'a mut [T] {
        // SAFETY: they are borrowed for `'a`, and were written, as the caller promises.
        unsafe { slice::from_raw_parts_mut(self.start, self.len) }
    }
}

impl<'a, T> From<&'a mut [T]> for Room<'a, T> {
    #[inline(always)]
    fn from(numbers: &'a mut [T]) -> Self {
        Self {
            start: numbers.as_mut_ptr(),
            len: numbers.len(),
            borrowed: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Room<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Room")
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

/// Room for one item of each of `MOST` samples, on the stack; those of the first samples were written, and only these can be
/// seen.
#[repr(C, align(64))]
pub struct Space<A, const MOST: usize> {
    items: [MaybeUninit<A>; MOST],
    count: usize,
}

impl<A: Copy, const MOST: usize> Space<A, MOST> {
    /// Nothing was written.
    #[must_use]
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Self {
            items: [const { MaybeUninit::uninit() }; MOST],
            count: 0,
        }
    }

    /// Writes the items there are, as many as there is room for.
    #[inline(always)]
    pub(crate) fn collect(&mut self, items: impl Iterator<Item = A>) {
        let mut count = 0;
        for (place, item) in self.items.iter_mut().zip(items) {
            place.write(item);
            count += 1;
        }
        self.count = count;
    }

    /// Writes copies of `item(k)` for the first `count` samples.
    ///
    /// From where they are to where they stay: an item that is handed on by value may be copied twice.
    ///
    /// # Panics
    /// If there is no room for them.
    #[inline(always)]
    pub(crate) fn copy_each<'a>(&mut self, count: usize, item: impl Fn(usize) -> &'a A)
    where
        A: 'a,
    {
        assert!(count <= MOST, "room for the samples");
        let mut k = 0;
        while k < count {
            // SAFETY: `k` is less than `MOST`; what is borrowed elsewhere is apart from this.
            unsafe {
                let to = self.items.as_mut_ptr().add(k);
                core::ptr::from_ref(item(k)).copy_to_nonoverlapping(to.cast(), 1);
            }
            k += 1;
        }
        self.count = count;
    }

    /// [`collect`](Self::collect) of pairs into two.
    #[inline(always)]
    pub(crate) fn collect_pairs<B: Copy>(
        (first, second): (&mut Self, &mut Space<B, MOST>),
        items: impl Iterator<Item = (A, B)>,
    ) {
        let mut count = 0;
        let places = first.items.iter_mut().zip(&mut second.items);
        for ((first, second), item) in places.zip(items) {
            first.write(item.0);
            second.write(item.1);
            count += 1;
        }
        (first.count, second.count) = (count, count);
    }
}

impl<T: Scalar, const N: usize, const MOST: usize> Space<[T; N], MOST> {
    /// Lets `write` write the numbers of the first `count` samples, all of which it gives back.
    ///
    /// # Panics
    /// If there is no room for them, or if others come back.
    #[inline(always)]
    pub(crate) fn write(
        &mut self,
        count: usize,
        write: impl for<'a> FnOnce(Room<'a, T>) -> &'a mut [T],
    ) -> &mut [[T; N]] {
        let items = &mut self.items[..count];
        if cfg!(debug_assertions) {
            // What a kernel leaves out shows.
            items.fill(MaybeUninit::new([T::from_f64(f64::NAN); N]));
        }
        let (start, len) = (items.as_mut_ptr().cast::<T>(), count * N);
        let written = write(Room {
            start,
            len,
            borrowed: PhantomData,
        });
        assert!(
            written.as_ptr() == start.cast_const() && written.len() == len,
            "the numbers that there was room for"
        );
        // Whoever has them as a slice of numbers vouches for each of them.
        self.count = count;
        self
    }
}

impl<A, const MOST: usize> Deref for Space<A, MOST> {
    type Target = [A];

    #[inline(always)]
    fn deref(&self) -> &[A] {
        // SAFETY: the first `count` of at most `MOST` items were written.
        unsafe { slice::from_raw_parts(self.items.as_ptr().cast(), self.count) }
    }
}

impl<A, const MOST: usize> DerefMut for Space<A, MOST> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [A] {
        // SAFETY: as above.
        unsafe { slice::from_raw_parts_mut(self.items.as_mut_ptr().cast(), self.count) }
    }
}

impl<A: fmt::Debug, const MOST: usize> fmt::Debug for Space<A, MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_written_can_be_seen() {
        let mut space = Space::<[f32; 2], 4>::new();
        assert!(space.is_empty());
        space.write(2, |room| room.copied(&[1.0, 2.0, 3.0, 4.0]));
        assert_eq!(*space, [[1.0, 2.0], [3.0, 4.0]]);
        space.write(3, |room| room.fill(5.0));
        assert_eq!(*space, [[5.0; 2]; 3]);
        space.write(0, |room| room.fill(5.0));
        assert!(space.is_empty());
        space.collect([[6.0, 7.0]; 9].into_iter());
        assert_eq!(*space, [[6.0, 7.0]; 4]);
        let rows = [[1.0, 2.0], [3.0, 4.0]];
        space.copy_each(2, |s| &rows[s]);
        assert_eq!(*space, rows);
    }

    #[test]
    fn pairs_go_into_two_spaces_as_many_as_there_are() {
        let (mut letters, mut numbers) = (Space::<char, 3>::new(), Space::<u8, 3>::new());
        Space::collect_pairs(
            (&mut letters, &mut numbers),
            [('a', 1), ('b', 2)].into_iter(),
        );
        assert_eq!((&*letters, &*numbers), (&['a', 'b'][..], &[1, 2][..]));
    }

    #[test]
    #[should_panic(expected = "the numbers that there was room for")]
    fn other_numbers_than_those_there_was_room_for_are_refused() {
        let mut space = Space::<[f32; 2], 4>::new();
        space.write(2, |_| std::vec![0.0; 4].leak());
    }

    #[test]
    #[should_panic(expected = "the numbers that there was room for")]
    fn a_part_of_the_numbers_is_not_all() {
        let mut space = Space::<[f32; 2], 4>::new();
        space.write(2, |room| &mut room.fill(0.0)[..3]);
    }

    #[test]
    #[should_panic(expected = "range end index 5 out of range")]
    fn more_samples_than_there_is_room_for_are_refused() {
        Space::<[f32; 2], 4>::new().write(5, |room| room.fill(0.0));
    }

    #[test]
    #[should_panic(expected = "room for a number")]
    fn nothing_is_written_behind_the_room() {
        Room::from(&mut [0.0_f32; 3][..]).set(3, 1.0);
    }

    #[test]
    #[should_panic(expected = "as many numbers as there is room for")]
    fn a_copy_that_leaves_room_is_refused() {
        Room::from(&mut [0.0_f32; 3][..]).copied(&[1.0; 2]);
    }
}
