//! Prints how often one run of a case allocates. A program of its own, so that counting changes no other figure.
#![allow(unsafe_code)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    env,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
};

use tlforge_bench_cases::{Inputs, Side};

/// The system's allocator; growing counts as allocating.
struct Counting;

static COUNT: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.realloc(at, layout, size) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    let args: Vec<_> = env::args().skip(1).collect();
    let run = match &args[..] {
        [side, case] => Side::named(side).and_then(|side| side.case(case, &Inputs::load())),
        _ => None,
    };
    let Some(mut run) = run else {
        eprintln!("usage: allocations SIDE CASE");
        return ExitCode::FAILURE;
    };
    // What is allocated only once is no part of it.
    run();
    let before = COUNT.load(Ordering::Relaxed);
    run();
    println!("{}", COUNT.load(Ordering::Relaxed) - before);
    ExitCode::SUCCESS
}
